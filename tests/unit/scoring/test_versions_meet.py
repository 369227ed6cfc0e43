"""Where versions of a scheme meet: years that join, sections that go, corrections across the change."""

from __future__ import annotations

from datetime import date

import pytest
from scoring_support import YEAR_END, at, counted, item, line, scheme, score, span, versions

from app.errors import ValidationFailed
from app.services.scoring import AttendanceIn, Inputs, MemberIn, SpanKind, evaluate, explain_line, year_span

JANUARY = scheme(item(), cycle="[cycle]\nmonths = 12\n")
JULY = scheme(item(), cycle="[cycle]\nmonths = 12\nstart_month = 7\n")


class TestYearsJoin:
    """Every day lies in one year of the scheme, and in one only."""

    @pytest.mark.parametrize("as_of", ["5-20", "6-30", "12-31"])
    def test_another_first_month_in_mid_year_is_refused_on_every_day_after_it(self, as_of):
        with pytest.raises(ValidationFailed, match=r"起始月份从 1 月改为 7 月.*7 月 1 日"):
            score([(JANUARY, "2020-1-1"), (JULY, "5-20")], line("a", "3-1"), as_of=at(as_of))

    def test_a_version_that_is_not_in_force_yet_refuses_nothing(self):
        assert score([(JANUARY, "2020-1-1"), (JULY, "5-20")], line("a", "3-1"), as_of=at("5-19")).total == 2

    @pytest.mark.parametrize(("as_of", "total"), [("6-30", 2), ("7-1", 0), ("12-31", 2)])
    def test_from_the_first_day_of_the_new_year_on_it_is_fine(self, as_of, total):
        lines = (line("a", "3-1"), line("b", "7-2"))
        assert score([(JANUARY, "2020-1-1"), (JULY, "7-1")], *lines, as_of=at(as_of)).total == total

    def test_a_line_before_the_new_year_is_explained_in_its_own(self):
        rules = versions([(JANUARY, "2020-1-1"), (JULY, "7-1")])
        inputs = Inputs(members=(MemberIn("m", "m"),), postings=(line("a", "3-1"),))
        assert explain_line(rules, inputs, YEAR_END, "a").after == 2

    def test_every_fault_is_named(self):
        rules = [(JANUARY, "2020-1-1"), (JULY, "2025-3-1"), (JANUARY, "5-20")]
        with pytest.raises(ValidationFailed) as caught:
            score(rules)
        assert [issue.code for issue in caught.value.issues] == ["version.start_month"] * 2

    @pytest.mark.parametrize(
        ("starts", "change", "fits"),
        [
            ("[2026-01-01]", "5-20", True),
            ("[2027-01-01]", "5-20", True),
            ("[2026-05-20]", "5-20", False),
            ("[2026-03-10]", "5-20", False),
        ],
    )
    def test_stated_years_begin_where_the_one_before_ends(self, starts, change, fits):
        stated = scheme(item(), cycle=f"[cycle]\nmonths = 12\nyear_starts = {starts}\n")
        rules = [(JANUARY, "2020-1-1"), (stated, change)]
        if fits:
            assert score(rules, line("a", "3-1"), line("b", "6-1")).total == 4
            assert year_span(versions(rules), YEAR_END).start == date(2026, 1, 1)
        else:
            with pytest.raises(ValidationFailed, match=r"接不上.*2027-01-01 开始"):
                score(rules)


class TestSectionsThatGo:
    """What a dropped section had still counts, and is shown where it came from."""

    TWO = '[[sections]]\nid = "s"\nname = "板块"\n[[sections]]\nid = "o"\nname = "旧板块"\nparent = "s"\nceiling = 5\n'

    def test_its_lines_stand_beside_the_others_as_a_part_of_the_total(self):
        old = scheme(item(), item("x", 'kind = "range", max = 9', section="o"), sections=self.TWO)
        lines = (line("a", "3-5", "x", points=4), line("b", "3-6", "x", points=3), line("c", "7-5"))
        result = score([(old, "1-1"), (scheme(item()), "6-1")], *lines)
        parts = {part.id: (part.counted, part.parent) for part in result.sections}
        assert parts == {"s": (2, ""), "o": (7, "")}
        assert result.total == sum(counted for counted, _ in parts.values())

    def test_while_it_is_there_it_is_part_of_the_one_above(self):
        old = scheme(item(), item("x", section="o"), sections=self.TWO)
        result = score([(old, "1-1")], line("a", "3-5", "x"), line("c", "7-5"))
        assert {part.id: (part.counted, part.parent) for part in result.sections} == {
            "s": (4, ""),
            "o": (2, "s"),
        }

    def test_it_keeps_its_name_whatever_a_later_version_calls_it(self):
        old = scheme(item(), item("x", section="o"), sections=self.TWO)
        again = scheme(item(), item("x", section="o"), sections=self.TWO.replace("旧板块", "新板块"))
        rules = [(old, "1-1"), (scheme(item()), "6-1"), (again, "10-1")]
        names = {
            day: [part.name for part in score(rules, line("a", "3-5", "x"), as_of=at(day)).sections]
            for day in ("9-30", "10-1")
        }
        assert names == {"9-30": ["板块", "旧板块"], "10-1": ["板块", "新板块"]}

    def test_points_of_part_of_a_year_are_projected_like_the_others(self):
        members = '[members]\npart_year = "mean"\n'
        old = scheme(
            item("x", section="old"), members, sections='[[sections]]\nid = "old"\nname = "旧板块"\n'
        )
        came = [span(SpanKind.MEMBERSHIP, "", "4-1")]
        rules = [(old, "1-1"), (scheme(item(), members), "6-1")]
        result = score(rules, line("a", "4-5", "x"), line("b", "7-5"), spans=came)
        parts = {part.id: part.counted for part in result.sections}
        assert parts["old"] == parts["s"] > 2
        assert abs(result.total - sum(parts.values())) < 1


class TestSecondPersons:
    """The same fact for somebody else, corrected and corrected again."""

    RULES = scheme(item(also='"j"'), item("j", 'kind = "fixed", points = 3'))

    def second(self, rules, *lines):
        members = (MemberIn("m", "张三"), MemberIn("n", "李四"))
        return evaluate(versions(rules), Inputs(members, lines), YEAR_END)["n"]

    def test_a_correction_of_a_correction_brings_the_line_back(self):
        given = line("a", "3-1", second="n")
        back = line("b", "3-1", reverses="a")
        again = line("c", "3-1", reverses="b")
        assert [self.second(self.RULES, *lines).total for lines in ((given,), (given, back))] == [3, 0]
        assert counted(self.second(self.RULES, given, back, again)) == {"a+2": 3, "b+2": 0, "c+2": 0}

    def test_a_correction_under_a_version_without_the_second_item_takes_it_back_all_the_same(self):
        rules = [(self.RULES, "1-1"), (scheme(item(), item("j")), "6-1")]
        given = line("a", "3-1", second="n")
        assert self.second(rules, given).total == 3
        assert self.second(rules, given, line("b", "7-1", reverses="a")).total == 0

    def test_a_correction_of_a_line_that_nobody_has_makes_no_line(self):
        assert self.second(self.RULES, line("b", "7-1", reverses="lost")).lines == ()

    def test_corrections_in_a_ring_end(self):
        ring = (line("a", "3-1", reverses="b"), line("b", "3-1", reverses="a"))
        assert self.second(self.RULES, *ring).total == 0


@pytest.mark.parametrize("states", [("absent", "present"), ("present", "absent")])
def test_of_two_sheets_of_one_day_the_better_mark_holds(states):
    expected = item("e", 'kind = "expected", points = 1, window = "month"', polarity='"minus"')
    marks = tuple(AttendanceIn("m", "e", at("1-5"), state) for state in states)
    inputs = Inputs((MemberIn("m", "张三"),), attendance=marks)
    assert evaluate(versions(scheme(expected)), inputs, at("1-31"))["m"].total == 0
