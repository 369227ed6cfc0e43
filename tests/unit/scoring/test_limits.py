from __future__ import annotations

from decimal import Decimal

import pytest
from scoring_support import causes, counted, item, line, scheme, score

ROLES = '[{ id = "lead", name = "带头", factor = 2 }]'
RANGE = 'kind = "range", max = 9'


def numbers(**values: object) -> dict[str, Decimal]:
    return {name: Decimal(str(value)) for name, value in values.items()}


@pytest.mark.parametrize(
    ("window", "days", "expected"),
    [
        ("day", ("3-5", "3-5", "3-6"), (2, 1, 2)),
        ("month", ("3-5", "3-31", "4-1"), (2, 1, 2)),
        ("quarter", ("1-5", "3-31", "4-1"), (2, 1, 2)),
        ("half", ("1-5", "6-30", "7-1"), (2, 1, 2)),
        ("year", ("1-5", "6-30", "7-1"), (2, 1, 0)),
        ("cycle", ("1-5", "6-30", "7-1"), (2, 1, 0)),
    ],
)
def test_points_per_window(window, days, expected):
    rules = scheme(item(limits=f'[{{ window = "{window}", points = 3 }}]'))
    result = score(rules, *(line(f"p{n}", day) for n, day in enumerate(days)))
    assert counted(result) == {f"p{n}": Decimal(points) for n, points in enumerate(expected)}


def test_the_cause_of_a_cut_names_the_rule_and_what_was_used():
    rules = scheme(item(amount=RANGE, limits='[{ window = "year", points = 4 }]'))
    result = score(
        rules, line("a", "3-5", points="3"), line("b", "4-5", points="2"), line("c", "5-5", points="1")
    )
    assert causes(result, "a") == ""
    assert causes(result, "b") == "全年最多 4 分，已得 3 分"
    assert causes(result, "c") == "全年最多 4 分，已得 4 分"
    assert counted(result) == numbers(a=3, b=1, c=0)


def test_the_best_lines_come_first_then_the_earlier_then_the_smaller_uid():
    rules = scheme(item(amount=RANGE, limits='[{ window = "year", times = 2 }]'))
    lines = [line("b", "3-5", points="2"), line("a", "3-5", points="2"), line("c", "2-5", points="2")]
    result = score(rules, *lines, line("d", "9-5", points="3"))
    assert counted(result) == numbers(a=0, b=0, c=2, d=3)
    assert causes(result, "a") == "全年最多 2 次，已计 2 次"


def test_a_limit_on_deductions():
    rules = scheme(item(polarity='"minus"', limits='[{ window = "year", points = 3 }]'))
    result = score(rules, line("a", "3-5"), line("b", "4-5"))
    assert result.total == -3
    assert causes(result, "b") == "全年最多扣 3 分，已扣 2 分"


def test_what_a_month_has_cut_uses_up_nothing_of_the_year():
    limits = '[{ window = "year", times = 2 }, { window = "month", points = 2 }]'
    rules = scheme(item(amount=RANGE, limits=limits))
    lines = [line("a", "1-5", points="1.5"), line("b", "1-6", points="1.4"), line("c", "2-5", points="1")]
    assert score(rules, *lines).total == Decimal("2.5")


def test_several_events_in_one_line_are_several_times():
    rules = scheme(item(roles=ROLES, limits='[{ window = "year", times = 3 }]'))
    result = score(rules, line("a", "3-5", quantity="4"), line("b", "4-5", role="lead"))
    assert counted(result) == numbers(a=4, b=4)


def test_events_of_a_line_that_points_have_cut_before():
    limits = '[{ window = "month", points = 5 }, { window = "year", times = 3 }]'
    result = score(scheme(item(limits=limits)), line("a", "3-5", quantity="4"), line("b", "4-5"))
    # March gives 5 points: two whole events and a rest of 1, which gives way to April's 2.
    assert counted(result) == numbers(a=4, b=2)


def test_an_adjusted_line_of_several_events_keeps_its_figure_exactly():
    rules = scheme(item(limits='[{ window = "year", times = 3 }]'))
    result = score(rules, line("a", "3-5", quantity="3", adjusted="4"), line("b", "4-5", adjusted="1"))
    assert counted(result) == numbers(a=4, b=0)


def test_limit_after_the_multiplier_is_the_default():
    limits = '[{ window = "year", points = 3 }]'
    assert score(scheme(item(roles=ROLES, limits=limits)), line("a", "3-5", role="lead")).total == 3


@pytest.mark.parametrize(
    ("limit", "expected"), [("points = 3", {"a": 4, "b": 1}), ("times = 1", {"a": 4, "b": 0})]
)
def test_limit_before_the_multiplier(limit, expected):
    rules = scheme(item(roles=ROLES, limit_on='"base"', limits=f'[{{ window = "year", {limit} }}]'))
    result = score(rules, line("a", "3-5", role="lead"), line("b", "2-5"))
    assert counted(result) == numbers(**expected)


def test_before_the_multiplier_the_line_that_makes_most_of_a_point_comes_first():
    rules = scheme(
        item(amount=RANGE, roles=ROLES, limit_on='"base"', limits='[{ window = "year", points = 4 }]')
    )
    result = score(rules, line("a", "1-5", points="4"), line("b", "2-5", points="2", role="lead"))
    assert counted(result) == numbers(a=2, b=4)


def test_items_share_a_limit():
    shared = (
        '[[shared_limits]]\nid = "all"\nname = "学习类"\nitems = ["a", "b"]\nwindow = "month"\npoints = 5\n'
    )
    rules = scheme(item("a"), item("b", 'kind = "fixed", points = 4'), item("c"), shared)
    result = score(
        rules, line("1", "3-5", "a"), line("2", "3-6", "b"), line("3", "3-7", "c"), line("4", "4-7", "a")
    )
    assert counted(result) == {"1": 1, "2": 4, "3": 2, "4": 2}
    assert causes(result, "1") == "“学习类”每月最多 5 分，已得 4 分"


def test_a_shared_limit_in_times_passes_over_lines_that_count_nothing():
    shared = (
        '[[shared_limits]]\nid = "all"\nname = "学习类"\nitems = ["a", "b"]\nwindow = "year"\ntimes = 2\n'
    )
    rules = scheme(item("a", limits='[{ window = "month", times = 1 }]'), item("b"), shared)
    result = score(rules, line("1", "3-5", "a"), line("2", "3-6", "a"), line("3", "4-7", "b"))
    assert counted(result) == {"1": 2, "2": 0, "3": 2}


def limited(points: int) -> str:
    return item(amount='kind = "fixed", points = 2', limits=f'[{{ window = "year", points = {points} }}]')


def test_what_was_used_before_a_change_of_the_scheme_is_used_after_it():
    rules = [(scheme(limited(4)), "1-1"), (scheme(limited(6)), "6-1")]
    before = [line("a", "2-1"), line("b", "3-1"), line("c", "4-1")]
    result = score(rules, *before, line("d", "7-1"), line("e", "8-1"))
    assert result.total == 6
    assert sum(points for uid, points in counted(result).items() if uid in "abc") == 4


def test_what_was_used_before_a_change_is_used_for_better_lines_after_it():
    change = [
        (scheme(item(amount=RANGE, limits='[{ window = "year", points = 4 }]')), "1-1"),
        (scheme(item(amount=RANGE, limits='[{ window = "year", points = 6 }]')), "6-1"),
    ]
    result = score(change, line("a", "3-1", points="4"), line("b", "7-1", points="5"))
    assert counted(result) == numbers(a=4, b=2)


def test_a_lower_limit_after_a_change_takes_nothing_back():
    rules = [(scheme(limited(6)), "1-1"), (scheme(limited(4)), "6-1")]
    result = score(rules, line("a", "2-1"), line("b", "3-1"), line("c", "4-1"), line("d", "7-1"))
    assert counted(result) == numbers(a=2, b=2, c=2, d=0)


def test_a_limit_that_only_one_version_has():
    rules = [(scheme(item()), "1-1"), (scheme(limited(4)), "6-1")]
    result = score(rules, line("a", "2-1"), line("b", "3-1"), line("c", "4-1"), line("d", "7-1"))
    assert counted(result) == numbers(a=2, b=2, c=2, d=0)


def test_a_shared_limit_that_only_one_version_has():
    shared = (
        '[[shared_limits]]\nid = "all"\nname = "学习类"\nitems = ["i", "j"]\nwindow = "year"\npoints = 5\n'
    )
    rules = [(scheme(item(), item("j")), "1-1"), (scheme(item(), item("j"), shared), "6-1")]
    lines = [line("a", "2-1"), line("b", "3-1", "j"), line("c", "7-1"), line("d", "8-1", "j")]
    assert counted(score(rules, *lines)) == numbers(a=2, b=2, c=1, d=0)
