"""Where two rules meet: each case was once worked out wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_ledgers import days, ledgers
from random_schemes import rulesets, schemes
from scoring_support import YEAR_END, at, counted, item, line, scheme, score, span, versions

from app.errors import ValidationFailed
from app.services.scoring import (
    AttendanceIn,
    DatedScheme,
    Inputs,
    MemberIn,
    PostingIn,
    SpanKind,
    VetoIn,
    evaluate,
    plain,
    round_points,
)

RANGE = 'kind = "range", max = 20'
SHEET = 'kind = "attendance", present = 2, absent = -1'
QUIET = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))


def capped(points: int | None) -> object:
    limits = {} if points is None else {"limits": f'[{{ window = "year", points = {points} }}]'}
    return scheme(item(amount=RANGE, **limits))


@pytest.mark.parametrize(
    ("before", "after", "first", "total"),
    [(10, 6, "5", 6), (10, 6, "7", 7), (None, 6, "5", 6), (None, 6, "7", 7), (4, 6, "4", 6)],
)
def test_what_was_used_before_a_change_leaves_the_rest_and_more_is_never_worth_less(
    before, after, first, total
):
    change = [(capped(before), "1-1"), (capped(after), "6-1")]
    assert score(change, line("a", "3-1", points=first), line("b", "7-1", points="6")).total == total


@pytest.mark.parametrize(("polarity", "total"), [("plus", 10), ("minus", -10)])
def test_a_limit_that_did_not_change_takes_the_best_lines_of_all_versions(polarity, total):
    once = item(amount=RANGE, polarity=f'"{polarity}"', limits='[{ window = "year", times = 1 }]')
    change = [(scheme(once), "1-1"), (scheme(once, item("other")), "6-1")]
    assert score(change, line("a", "3-1", points="5"), line("b", "9-1", points="10")).total == total


@pytest.mark.parametrize(
    ("liable", "away", "total"),
    [
        ("throughout", ("3-31", "5-1"), -2),
        ("any", ("3-31", "5-1"), -4),
        ("any", ("1-1", "3-30"), -4),
        ("throughout", ("1-1", "3-30"), -3),
    ],
)
def test_who_an_item_is_for_is_asked_as_who_is_liable(liable, away, total):
    """Mobile members are not expected: throughout the quarter, or on any day of it."""
    amount = f'kind = "expected", points = 1, window = "quarter", liable = "{liable}"'
    rules = scheme(item("e", amount, polarity='"minus"', applies_to="{ mobile = false }"))
    mobile = [span(SpanKind.MOBILE, "yes", f"2026-{away[0]}", f"2026-{away[1]}")]
    assert score(rules, spans=mobile).total == total


def test_one_meeting_that_sheet_and_line_both_tell_of_is_one():
    amount = 'kind = "expected", points = 1, times = 2, window = "quarter"'
    rules = scheme(item("e", amount, polarity='"minus"'))
    mark = AttendanceIn("m", "e", at("2-3"), "present")
    inputs = Inputs((MemberIn("m", "张三"),), (line("a", "2-3", "e"),), attendance=(mark, mark))
    assert evaluate(versions(rules), inputs, date(2026, 3, 31))["m"].total == -1


def test_equals_at_the_edge_are_told_why():
    def notes(ties: str) -> list[str]:
        grades = '[[grades]]\nid = "a"\nname = "优秀"\nmin = 1\nquota = { at_most = 1 }\n[[grades]]\nid = "b"\nname = "合格"\n'
        head = f'id = "T"\nname = "试验"\nsource = "测试"\nties = "{ties}"\n'
        rules = scheme(item(amount=RANGE), grades, head=head)
        members = tuple(MemberIn(uid, uid, "u") for uid in "xy")
        lines = tuple(PostingIn(uid, uid, "i", at("3-1"), points=Decimal(5)) for uid in "xy")
        return [
            one.grade_cause for one in evaluate(versions(rules), Inputs(members, lines), YEAR_END).values()
        ]

    assert all("都不列入" in cause for cause in notes("out"))
    assert all("由会议决定" in cause for cause in notes("meeting"))


def test_a_make_up_takes_back_the_absence_and_never_what_was_earned():
    cancel = '{ item = "make_up", window = "quarter" }'
    rules = scheme(
        item("sheet", SHEET, polarity='"both"', cancelled_by=cancel),
        item("make_up", 'kind = "range", max = 1'),
    )
    lines = (line("a", "1-5", "sheet", level="present"), line("b", "2-5", "sheet", level="absent"))
    assert score(rules, *lines).total == 1
    assert score(rules, *lines, line("c", "3-1", "make_up", points="0")).total == 2


def test_one_make_up_takes_back_one_of_two_absences_in_a_line():
    rules = scheme(
        item("absent", polarity='"minus"', cancelled_by='{ item = "make_up", window = "quarter" }'),
        item("make_up", 'kind = "range", max = 1'),
    )
    result = score(rules, line("a", "1-5", "absent", quantity="2"), line("c", "3-1", "make_up", points="0"))
    assert result.total == -2
    assert "其中 1 次已由“项目make_up”抵消" in result.lines[0].causes


def test_a_repaired_veto_leaves_deductions_of_an_attendance_sheet_where_they_are():
    veto = '[[vetoes]]\nid = "v"\nname = "否决"\n'
    rules = scheme(item("sheet", SHEET, polarity='"both"'), veto)
    hits = [VetoIn("v1", "m", "v", at("3-1"), at("5-1"))]
    lines = (line("a", "4-1", "sheet", level="absent"), line("b", "4-2", "sheet", level="present"))
    assert counted(score(rules, *lines, vetoes=hits)) == {"a": -1, "b": 0}


def test_what_a_repaired_veto_left_uncounted_stays_so_while_entries_are_valid():
    rules = scheme(item(validity_months="24"), '[[vetoes]]\nid = "v"\nname = "否决"\n')
    hits = [VetoIn("v1", "m", "v", at("2025-3-1"), at("2025-5-1"))]
    deed = line("a", "2025-4-1")
    for day in (date(2025, 12, 31), date(2026, 6, 30)):
        assert score(rules, deed, vetoes=hits, as_of=day).total == 0


def test_a_window_at_the_edge_of_the_validity_is_seen_whole():
    amount = 'kind = "expected", points = 1, window = "quarter"'
    rules = scheme(item("e", amount, polarity='"minus"', validity_months="12"))
    result = score(rules, line("a", "2025-10-10", "e"), as_of=date(2026, 11, 15))
    asked = {one.date for one in result.lines if one.counted}
    assert date(2025, 12, 31) not in asked


@pytest.mark.parametrize(("before", "after"), [("month", "quarter"), ("quarter", "month")])
def test_no_day_is_asked_for_twice_when_the_window_changes(before, after):
    def asks(window: str) -> object:
        return scheme(item("e", f'kind = "expected", points = 1, window = "{window}"', polarity='"minus"'))

    result = score([(asks(before), "1-1"), (asks(after), "2-1")], as_of=date(2026, 3, 31))
    spans = {"month": {"2026-01-31": 1}, "quarter": {}}[before]
    later = {"quarter": {}, "month": {"2026-02-28": 1, "2026-03-31": 1}}[after]
    assert {f"{one.date}": -one.counted for one in result.lines} == spans | later


def test_days_around_new_year_share_a_sections_bounds_in_a_stated_year():
    sections = '[[sections]]\nid = "s"\nname = "板块"\nceiling = 10\nwindow = "year"\n'
    cycle = "[cycle]\nmonths = 12\nyear_starts = [2025-12-20]\n"
    rules = scheme(item(amount=RANGE), sections=sections, cycle=cycle)
    result = score(
        rules, line("a", "2025-12-25", points="10"), line("b", "3-1", points="10"), as_of=date(2026, 12, 1)
    )
    assert result.total == 10


def test_a_correction_takes_the_second_persons_points_back_too():
    rules = scheme(item(also='"j"'), item("j"))
    entry = PostingIn("a", "m", "i", at("3-1"), second="n")
    back = PostingIn("b", "m", "i", at("3-1"), reverses="a")
    members = (MemberIn("m", "张三"), MemberIn("n", "李四"))
    assert evaluate(versions(rules), Inputs(members, (entry,)), YEAR_END)["n"].total == 2
    assert evaluate(versions(rules), Inputs(members, (entry, back)), YEAR_END)["n"].total == 0


def test_a_projection_leaves_carry_and_honours_as_they_are():
    sections = (
        '[[sections]]\nid = "s"\nname = "板块"\n[[sections]]\nid = "h"\nname = "荣誉"\noutside = true\n'
    )
    parts = (item(), item("honour", 'kind = "fixed", points = 20', section="h"))
    members = '[members]\npart_year = "mean"\n'
    rules = scheme(*parts, members, sections=sections, cycle="[cycle]\nmonths = 1\n")
    half = [span(SpanKind.MEMBERSHIP, "", "2026-7-1")]
    assert score(rules, line("a", "8-1"), line("b", "9-1", "honour"), spans=half).total == 2 * 2 + 20


class TestRewards:
    """Goods and prizes."""

    RULES = '[rewards]\nyuan_per_point = 5\nprizes = [{ id = "one", name = "一等奖", last = 1 }, { id = "two", name = "二等奖", first = 2, last = 3 }]\n'

    def rewards(self, ties: str, **points: int) -> dict[str, tuple[str, ...]]:
        rules = scheme(
            item(amount=RANGE),
            self.RULES,
            head=f'id = "T"\nname = "试验"\nsource = "测试"\nties = "{ties}"\n',
        )
        gone = span(SpanKind.MEMBERSHIP, "", "2020-1-1", "2026-6-30")
        members = tuple(MemberIn(uid, uid, "u", (gone,) if uid == "gone" else ()) for uid in points)
        lines = tuple(
            PostingIn(uid, uid, "i", at("3-1"), points=Decimal(value)) for uid, value in points.items()
        )
        scores = evaluate(versions(rules), Inputs(members, lines), YEAR_END)
        return {uid: own.reward.prizes if own.reward else None for uid, own in scores.items()}

    def test_who_left_takes_nobodys_place(self):
        found = self.rewards("out", gone=20, a=10, b=5)
        assert found == {"gone": None, "a": ("一等奖",), "b": ("二等奖",)}

    @pytest.mark.parametrize(("ties", "first"), [("out", ()), ("meeting", ()), ("in", ("一等奖",))])
    def test_equals_take_their_places(self, ties, first):
        assert self.rewards(ties, a=10, b=10, c=5) == {"a": first, "b": first, "c": ("二等奖",)}


@QUIET
@given(
    rulesets().flatmap(lambda found: st.tuples(st.just(found), ledgers(found))),
    days(0, 300),
    schemes(months=12),
)
def test_a_version_of_the_future_changes_nothing_before_it(case, as_of, future):
    found, inputs = case
    if found[0].scheme.cycle.months != 12:
        return
    later = [*found, DatedScheme(future, date(2027, 1, 1))]
    before, after = evaluate(found, inputs, as_of), evaluate(later, inputs, as_of)
    # What stays valid longer under the new version may load more of the past; it may not count more.
    assert {uid: own.total for uid, own in before.items()} == {uid: own.total for uid, own in after.items()}


def test_less_for_a_repeat_and_a_grade_for_the_last_are_refused():
    for part in (item(repeat='{ factor = 0.5, window = "year" }'),):
        with pytest.raises(ValidationFailed, match="重复倍数"):
            scheme(part)
    with pytest.raises(ValidationFailed, match="靠后的名次"):
        scheme(
            item(),
            '[[grades]]\nid = "a"\nname = "优"\nmin = 1\n[[grades]]\nid = "b"\nname = "差"\nbottom = 1\n[[grades]]\nid = "c"\nname = "中"\n',
        )


def test_figures_without_an_end_are_short_in_words_and_zero_has_no_sign():
    assert plain(Decimal(10) / 3) == "3.3333"
    assert str(round_points(Decimal("-0.04"), 1)) == "0.0"
