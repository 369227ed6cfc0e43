"""Rules that seldom meet: stated years, entries that expire, attendance that is excused, votes without a voter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from scoring_support import HEAD, YEAR_END, at, counted, item, line, scheme, score, span, text, versions

from app.errors import NotFound
from app.services.scoring import (
    AttendanceIn,
    BallotIn,
    Inputs,
    MemberIn,
    Origin,
    PostingIn,
    SpanKind,
    entry_of,
    evaluate,
    explain,
    explain_line,
    judged_together,
    load_scheme,
    origin_of,
    outline,
    year_span,
)

STATED = "[cycle]\nmonths = 12\nyear_starts = [2025-12-20, 2026-12-18]\n"
VOTE = (
    '[appraisal]\neffect = "%s"\ndivisor = "valid"\n%soptions = [{ id = "good", name = "好", value = 1 },'
    ' { id = "poor", name = "差", value = 0 }]\n'
)


class TestStatedYears:
    """A year from one appraisal to the next."""

    RULES = scheme(item(limits='[{ window = "year", times = 2 }]'), cycle=STATED)

    @pytest.mark.parametrize(
        ("day", "label", "start", "end"),
        [
            ("2026-3-1", "2026年度", "2025-12-20", "2026-12-17"),
            ("2026-12-18", "2027年度", "2026-12-18", "2027-12-17"),
            ("2029-1-5", "2029年度", "2028-12-18", "2029-12-17"),
            ("2025-7-1", "2025年度", "2025-1-1", "2025-12-19"),
            ("2024-7-1", "2024年度", "2024-1-1", "2024-12-31"),
        ],
    )
    def test_the_year_of_a_day(self, day, label, start, end):
        year = year_span(versions(self.RULES), at(day))
        assert (year.label, year.start, year.end) == (label, at(start), at(end))

    def test_days_around_new_year_are_one_window(self):
        lines = [line("a", "2025-12-25"), line("b", "2-1"), line("c", "3-1"), line("d", "2026-12-18")]
        assert counted(score(self.RULES, *lines, as_of=date(2026, 12, 17))) == {"a": 2, "b": 2, "c": 0}

    def test_what_is_expected_once_a_year_is_asked_for_at_its_end(self):
        amount = 'kind = "expected", points = 3, window = "year"'
        rules = scheme(item("e", amount, polarity='"minus"'), cycle=STATED)
        assert score(rules, as_of=date(2026, 12, 16)).total == 0
        assert score(rules, as_of=date(2026, 12, 17)).total == -3


class TestValidity:
    """Entries that count for some months, whatever the year."""

    def test_a_short_validity_ends_inside_the_year_and_says_so(self):
        rules = scheme(item(validity_months="3"), item("j"))
        result = score(rules, line("a", "2-1"), line("b", "11-1"), line("c", "2025-11-1", "j"))
        assert counted(result) == {"a": 0, "b": 2}
        assert result.lines[0].causes == ("已过有效期（3 个月），不计分",)

    def test_a_long_validity_keeps_last_years_entries_and_no_others(self):
        rules = scheme(item(validity_months="24"), item("j"))
        lines = [line("a", "2025-2-1"), line("b", "2024-12-1"), line("c", "2025-11-1", "j")]
        assert counted(score(rules, *lines)) == {"a": 2}

    def test_windows_of_earlier_years_are_asked_for_once(self):
        """Another item stays valid for two years: what was missing the year before is not missing again."""
        expected = item("e", 'kind = "expected", points = 1, window = "half"', polarity='"minus"')
        rules = scheme(item(validity_months="24"), expected, item("j"))
        result = score(
            rules,
            line("a", "2025-2-1"),
            line("b", "2025-3-1", "j"),
            spans=[span(SpanKind.EXEMPT, "", "2026-5-1", "2026-5-2")],
        )
        assert {one.posting: one.counted for one in result.lines} == {"a": 2, "~e~2026-12-31~m": -1}

    def test_who_is_liable_on_no_day_of_the_year_has_nothing_of_earlier_ones(self):
        rules = scheme(item(validity_months="24"))
        exempt = [span(SpanKind.EXEMPT, "", "2026-1-1", "2026-12-31")]
        result = score(rules, line("a", "2025-2-1"), spans=exempt)
        assert (result.liable, result.total, counted(result)) == (False, 0, {"a": 0})
        assert "没有纳入积分的日子" in result.lines[0].causes[0]

    def test_the_last_day_of_a_short_month(self):
        rules = scheme(item(validity_months="12"))
        leap = line("a", "2024-2-29")
        assert score([(rules, "2020-1-1")], leap, as_of=date(2025, 2, 28)).total == 2
        assert score([(rules, "2020-1-1")], leap, as_of=date(2025, 3, 1)).total == 0


class TestExpected:
    """What is expected and is missing."""

    @pytest.mark.parametrize(("leave", "total"), [("excused", 0), ("present", 0), ("missing", -2)])
    def test_a_leave_is_what_the_item_says(self, leave, total):
        amount = f'kind = "expected", points = 2, window = "quarter", leave = "{leave}"'
        rules = scheme(item("e", amount, polarity='"minus"'))
        marks = (AttendanceIn("m", "e", at("2-3"), "leave"),)
        inputs = Inputs((MemberIn("m", "张三"),), attendance=marks)
        assert evaluate(versions(rules), inputs, date(2026, 3, 31))["m"].total == total

    def test_windows_before_the_scheme_are_not_expected(self):
        rules = scheme(item("e", 'kind = "expected", points = 2, window = "quarter"', polarity='"minus"'))
        assert score([(rules, "2-1")], as_of=date(2026, 6, 30)).total == -2

    def test_a_section_that_one_never_had_expects_nothing(self):
        sections = '[[sections]]\nid = "s"\nname = "板块"\nstart = 5\napplies_to = { categories = ["A"] }\n'
        classes = '[[categories]]\nid = "A"\nname = "A类"\n'
        amount = 'kind = "expected", points = 2, window = "quarter"'
        rules = scheme(classes, item("e", amount, polarity='"minus"'), sections=sections)
        assert score(rules, as_of=YEAR_END).total == 0
        assert score(rules, spans=[span(SpanKind.CATEGORY, "A")], as_of=YEAR_END).total == -3

    def test_from_a_version_on_an_item_is_counted_another_way(self):
        """Expected each quarter until June, earned by presence after it."""
        old = scheme(item("e", 'kind = "expected", points = 2, window = "quarter"', polarity='"minus"'))
        new = scheme(item("e"))
        result = score([(old, "1-1"), (new, "7-1")], line("a", "8-1", "e"))
        assert result.total == 2 - 2 - 2


class TestVotes:
    """The number of voters."""

    @staticmethod
    def total(effect: str, *ballots: BallotIn, extra: str = "") -> Decimal:
        rules = load_scheme(text(item(), VOTE % (effect, extra)), source="试验")
        inputs = Inputs((MemberIn("m", "张三"),), (line("a", "3-1"),), ballots=ballots)
        return evaluate(versions(rules), inputs, YEAR_END)["m"].total

    def test_all_valid_ballots_divide_where_the_number_is_given(self):
        votes = (BallotIn("b", "m", "good", 6), BallotIn("b", "", "valid", 10), BallotIn("b", "", "void", 3))
        assert self.total("add", *votes) == Decimal("2.6")

    def test_without_the_number_the_most_marked_member_stands_for_it(self):
        votes = (BallotIn("b", "m", "good", 6), BallotIn("b", "n", "poor", 8))
        assert self.total("add", *votes) == Decimal("2.8")

    def test_a_vote_without_effect_changes_nothing(self):
        assert self.total("none", BallotIn("b", "m", "good", 6)) == 2

    def test_what_the_vote_did_stands_in_the_trace(self):
        rules = load_scheme(text(item(), VOTE % ("ratio", "")), source="试验")
        inputs = Inputs(
            (MemberIn("m", "张三"),),
            (line("a", "3-1"),),
            ballots=(BallotIn("b", "m", "good", 3), BallotIn("b", "m", "poor", 1)),
        )
        root = explain(versions(rules), inputs, YEAR_END, ["m"])["m"]
        node = next(node for node in root.children if node.rule == "vote")
        assert (node.before, node.after, node.cause) == (
            2,
            Decimal("1.5"),
            "总分乘以测评系数 0.75（4 票，0.75）",
        )


class TestConditions:
    """Sides of a figure."""

    @pytest.mark.parametrize(
        ("rule", "granted", "cause"),
        [
            ("above = 1", True, "高于 1 分"),
            ("above = 2", False, "不高于 2 分"),
            ("max = 2", True, "不超过 2 分"),
            ("max = 1", False, "超过 1 分"),
        ],
    )
    def test_more_than_and_at_most(self, rule, granted, cause):
        rules = scheme(item(), f'[[marks]]\nid = "k"\nname = "资格"\n{rule}\n')
        mark = score(rules, line("a", "3-1")).marks[0]
        assert (mark.granted, mark.cause) == (granted, f"2026年度 2 分，{cause}")

    @pytest.mark.parametrize(
        ("rule", "together"),
        [
            ('[[marks]]\nid = "k"\nname = "资格"\nmin = 1\n', False),
            ('[[marks]]\nid = "k"\nname = "资格"\nany = [{ min = 1 }, { average = "above" }]\n', True),
            ('[[grades]]\nid = "g"\nname = "优秀"\ntop = 3\n[[grades]]\nid = "h"\nname = "合格"\n', True),
            ("[rewards]\nyuan_per_point = 5\nmax_yuan = 5\n", False),
            ("[rewards]\nyuan_per_point = 5\nbudget = 500\n", True),
            ('[rewards]\nyuan_per_point = 5\nprizes = [{ id = "p", name = "奖", last = 3 }]\n', True),
        ],
    )
    def test_what_compares_members_is_known(self, rule, together):
        assert judged_together(scheme(item(), rule)) is together


class TestOrigins:
    """Lines that nobody entered."""

    def test_the_uid_says_where_a_line_comes_from(self):
        amount = 'kind = "expected", points = 2, window = "half"'
        rules = scheme(item(also='"j"'), item("j"), item("e", amount, polarity='"minus"'))
        entry = replace(line("a", "3-1"), second="n")
        inputs = Inputs((MemberIn("m", "张三"), MemberIn("n", "李四")), (entry,))
        scores = evaluate(versions(rules), inputs, date(2026, 6, 30))
        assert {origin_of(one.posting) for one in scores["m"].lines} == {Origin.ENTRY, Origin.DERIVED}
        second = next(one for one in scores["n"].lines if origin_of(one.posting) is Origin.SECOND)
        assert (entry_of(second.posting), second.counted) == ("a", 2)
        with pytest.raises(NotFound, match="找不到台账记录"):
            explain_line(versions(rules), inputs, YEAR_END, "nobody")

    def test_a_line_that_fell_out_is_explained_among_others(self):
        rules = scheme(item(), item("off", enabled="false"))
        lines = (line("a", "3-1"), line("b", "3-2", "off"), line("c", "3-3", "off"))
        inputs = Inputs((MemberIn("m", "张三"),), lines)
        assert explain_line(versions(rules), inputs, YEAR_END, "c").cause == "该项目已停用，不计分"

    def test_what_is_typed_and_what_is_not(self):
        rules = scheme(
            item(),
            item("e", 'kind = "expected", points = 2, window = "half"', polarity='"minus"'),
            item("s", 'kind = "state", points = 2, window = "half", fact = "post"'),
        )
        assert {name: part.by_hand for name, part in rules.items.items()} == {
            "i": True,
            "e": True,
            "s": False,
        }

    def test_a_second_person_under_an_item_without_that_rule_gets_nothing(self):
        rules = scheme(item(), item("j", also='"i"'))
        entry = PostingIn("a", "m", "i", at("3-1"), second="n")
        inputs = Inputs((MemberIn("m", "张三"), MemberIn("n", "李四")), (entry,))
        assert evaluate(versions(rules), inputs, YEAR_END)["n"].total == 0


class TestOutline:
    """The rules about members and posting in words."""

    def test_what_is_not_stated_is_not_said(self):
        rules = load_scheme(text(item(), posting="[posting]\nperiods = []\nnotice_days = 0\n"), source="试验")
        assert [part.kind for part in outline(rules)] == ["cycle", "section"]

    def test_who_is_left_out_and_how_part_years_count(self):
        members = '[members]\npart_year = "months"\nleave_out = { mobile = true }\n'
        rules = load_scheme(text(item(), members, head=HEAD), source="试验")
        rows = {row.name: row.rule for row in outline(rules)[-1].rows}
        assert rows["不记分"] == "流动党员"
        assert rows["年中转入、转出"] == "起始分按月折算"
