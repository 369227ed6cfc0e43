from __future__ import annotations

from decimal import Decimal

import pytest
from scoring_support import item, line, scheme, score

PLUS = item("p")
MINUS = item("n", 'kind = "fixed", points = 5', polarity='"minus"')


def section(extra: str = "", name: str = "s", parent: str = "") -> str:
    above = f'parent = "{parent}"\n' if parent else ""
    return f'[[sections]]\nid = "{name}"\nname = "板块{name}"\n{above}{extra}\n'


@pytest.mark.parametrize(
    ("rule", "lines", "expected"),
    [
        ("ceiling = 3", ("p", "p"), 3),
        ("ceiling = 3", ("p",), 2),
        ("floor = 0", ("n",), 0),
        ("floor = -3", ("n",), -3),
        ("start = 10\nfloor = 0\nceiling = 10", ("n",), 5),
        ("start = 10\nfloor = 0\nceiling = 10", ("n", "n", "n"), 0),
        ("start = 10\nfloor = 0\nceiling = 10", ("p",), 10),
    ],
)
def test_start_floor_and_ceiling_of_a_section(rule, lines, expected):
    rules = scheme(PLUS, MINUS, sections=section(rule))
    postings = [line(f"{n}", f"{n + 1}-5", item_id) for n, item_id in enumerate(lines)]
    assert score(rules, *postings).total == expected


@pytest.mark.parametrize(("window", "expected"), [("month", 9), ("quarter", 6), ("half", 3), ("cycle", 3)])
def test_a_ceiling_holds_in_its_window(window, expected):
    rules = scheme(PLUS, sections=section(f'ceiling = 3\nwindow = "{window}"'))
    days = ("1-5", "1-6", "3-5", "3-6", "4-5", "4-6")
    postings = [line(f"{n}", day, "p") for n, day in enumerate(days)]
    assert score(rules, *postings).total == expected


def test_sections_are_folded_inside_out():
    sections = (
        section("ceiling = 5", "top") + section("ceiling = 3", "a", "top") + section("floor = 0", "b", "top")
    )
    rules = scheme(
        item("p", section="a"), item("q", section="top"), item("r", section="b"), sections=sections
    )
    postings = [line("1", "1-5", "p"), line("2", "2-5", "p"), line("3", "3-5", "r"), line("4", "4-5", "q")]
    result = score(rules, *postings)
    assert {part.id: part.points for part in result.sections} == {"top": 5, "a": 3, "b": 2}
    assert result.total == 5


def test_a_short_window_inside_a_longer_one():
    sections = section('ceiling = 5\nwindow = "quarter"', "top") + section(
        'ceiling = 3\nwindow = "month"', "a", "top"
    )
    rules = scheme(item("p", section="a"), sections=sections)
    postings = [line(f"{n}", day, "p") for n, day in enumerate(("1-5", "1-6", "2-5", "2-6", "4-5", "4-6"))]
    assert score(rules, *postings).total == 8


@pytest.mark.parametrize(
    ("cycle", "lines", "expected"),
    [
        ("floor = 0", ("n",), 0),
        ("start = 3\nfloor = 0", ("n",), 0),
        ("start = 9\nceiling = 10", ("p",), 10),
        ("start = 9", ("p", "n"), 6),
    ],
)
def test_start_floor_and_ceiling_of_the_cycle(cycle, lines, expected):
    rules = scheme(PLUS, MINUS, cycle=f"[cycle]\nmonths = 12\n{cycle}\n")
    postings = [line(f"{n}", f"{n + 1}-5", item_id) for n, item_id in enumerate(lines)]
    assert score(rules, *postings).total == expected


def test_a_month_that_is_cleared_keeps_nothing_for_the_next():
    rules = scheme(PLUS, MINUS, cycle="[cycle]\nmonths = 1\nfloor = 0\n")
    result = score(rules, line("1", "1-5", "n"), line("2", "2-5", "p"))
    assert result.total == 2


@pytest.mark.parametrize(("decimals", "expected"), [(0, "1"), (1, "0.7"), (2, "0.67"), (3, "0.667")])
def test_rounded_once_half_up(decimals, expected):
    cycle = '[cycle]\nmonths = 6\nyear = "mean"\n'
    head = f'id = "T"\nname = "试验"\nsource = "测试"\ndecimals = {decimals}\n'
    third = item("p", 'kind = "per_unit", unit = "户", points = 1, per = 3')
    result = score(scheme(third, cycle=cycle, head=head), line("1", "1-5", "p", quantity="4"))
    # 4/3 in one half, nothing in the other: 0.666…; the half itself is shown as 1.333 rounded.
    assert result.total == Decimal(expected)
    assert str(result.total) == expected


def test_half_is_rounded_up_also_below_zero():
    head = 'id = "T"\nname = "试验"\nsource = "测试"\ndecimals = 0\n'
    half = item("p", 'kind = "fixed", points = 0.5')
    minus = item("n", 'kind = "fixed", points = 0.5', polarity='"minus"')
    assert score(scheme(half, head=head), line("1", "1-5", "p")).total == 1
    assert score(scheme(minus, head=head), line("1", "1-5", "n")).total == -1
