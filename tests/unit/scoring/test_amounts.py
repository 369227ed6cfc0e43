from __future__ import annotations

from decimal import Decimal

import pytest
from scoring_support import causes, counted, item, line, scheme, score

ROLES = '[{ id = "lead", name = "带头", factor = 2 }]'
OUTCOMES = '[{ id = "good", name = "成效好", factor = 1.5 }]'
LEVELS = (
    'kind = "choice", levels = [{ id = "a", name = "甲", points = 1 }, { id = "b", name = "乙", points = 3 }]'
)
STEPS = 'kind = "steps", unit = "小时", steps = [{ at = 10, points = 2 }, { at = 20, points = 5 }]'
UNIT = 'kind = "per_unit", unit = "户", points = 0.5, per = 3'


@pytest.mark.parametrize(
    ("amount", "keys", "expected"),
    [
        ('kind = "fixed", points = 2', {}, "2"),
        ('kind = "fixed", points = 2', {"quantity": "3"}, "6"),
        ('kind = "fixed", points = 2', {"quantity": "0"}, "0"),
        ('kind = "fixed", points = 2', {"adjusted": "1.5"}, "1.5"),
        ('kind = "range", min = 1, max = 4', {"points": "2.5"}, "2.5"),
        ('kind = "range", min = 1, max = 4', {"points": "9"}, "4"),
        ('kind = "range", min = 1, max = 4', {"points": "0.5"}, "1"),
        ('kind = "range", min = 1, max = 4', {"points": "-2"}, "0"),
        ('kind = "range", min = 1, max = 4', {}, "0"),
        (LEVELS, {"level": "b"}, "3"),
        (LEVELS, {"level": "b", "quantity": "2"}, "6"),
        (LEVELS, {"level": "z"}, "0"),
        (LEVELS, {}, "0"),
        (STEPS, {"quantity": "9"}, "0"),
        (STEPS, {"quantity": "10"}, "2"),
        (STEPS, {"quantity": "19.5"}, "2"),
        (STEPS, {"quantity": "200"}, "5"),
        (UNIT, {"quantity": "6"}, "1"),
        (UNIT, {"quantity": "-6"}, "0"),
        (UNIT + ', round = "down"', {"quantity": "5"}, "0.5"),
        (UNIT + ', round = "up"', {"quantity": "5"}, "1"),
        (UNIT + ', round = "half_up"', {"quantity": "4.5"}, "1"),
        (UNIT + ", minimum = 4", {"quantity": "3"}, "0"),
        (UNIT + ", minimum = 3", {"quantity": "3"}, "0.5"),
    ],
)
def test_amount_of_one_line(amount, keys, expected):
    result = score(scheme(item(amount=amount)), line("p", "3-5", **keys))
    assert result.lines[0].amount == Decimal(expected)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"role": "lead"}, "4"),
        ({"outcome": "good"}, "3"),
        ({"role": "lead", "outcome": "good"}, "6"),
        ({"role": "lead", "quantity": "2"}, "8"),
        ({"role": "lead", "adjusted": "3"}, "3"),
        ({"role": "boss"}, "2"),
        ({"outcome": "bad"}, "2"),
    ],
)
def test_role_and_outcome_multiply_but_not_the_meetings_figure(keys, expected):
    result = score(scheme(item(roles=ROLES, outcomes=OUTCOMES)), line("p", "3-5", **keys))
    assert result.total == Decimal(expected)


@pytest.mark.parametrize(
    ("amount", "keys", "words"),
    [
        ('kind = "range", max = 4', {}, "没有写明评定的分值"),
        ('kind = "range", max = 4', {"points": "5"}, "超过最高 4 分"),
        ('kind = "range", min = 2, max = 4', {"points": "1"}, "低于最低 2 分"),
        ('kind = "range", max = 4', {"points": "-1"}, "不能是负数"),
        ('kind = "fixed", points = 2', {"adjusted": "-1"}, "不能是负数"),
        (LEVELS, {"level": "z"}, "没有档次“z”"),
        (LEVELS, {}, "没有写明档次"),
        (UNIT + ", minimum = 4", {"quantity": "3"}, "不满 4 户"),
        ('kind = "fixed", points = 2', {"role": "boss"}, "没有角色“boss”"),
    ],
)
def test_what_is_not_as_the_scheme_has_it_is_said(amount, keys, words):
    assert words in causes(score(scheme(item(amount=amount)), line("p", "3-5", **keys)), "p")


def test_deductions_are_negative_and_may_be_given_with_either_sign():
    rules = scheme(item(amount='kind = "range", max = 5', polarity='"minus"'))
    result = score(rules, line("a", "3-5", points="3"), line("b", "3-6", points="-2"))
    assert counted(result) == {"a": Decimal(-3), "b": Decimal(-2)}
    assert result.total == Decimal(-5)


def test_tenths_add_up_exactly():
    rules = scheme(item(amount='kind = "fixed", points = 0.1'))
    assert score(rules, *(line(f"p{n}", f"3-{n + 1}") for n in range(10))).total == Decimal(1)


def test_repeats_inside_the_window_are_multiplied_from_the_second_on():
    rules = scheme(item(repeat='{ factor = 2, window = "quarter" }'))
    lines = [
        line("a", "1-5"),
        line("b", "3-5"),
        line("c", "4-5"),
        line("d", "5-1", adjusted="1"),
        line("e", "6-1"),
    ]
    result = score(rules, *reversed(lines))
    assert counted(result) == {name: Decimal(n) for name, n in zip("abcde", (2, 4, 2, 1, 4), strict=True)}


def test_of_one_act_only_the_highest_counts_per_sign():
    minus = item("n", 'kind = "fixed", points = 1', polarity='"minus"', exclusive='"g"')
    rules = scheme(
        item("a", exclusive='"g"', roles=ROLES),
        item("b", 'kind = "fixed", points = 3', exclusive='"g"'),
        item("c", 'kind = "fixed", points = 1'),
        minus,
    )
    result = score(
        rules,
        line("1", "3-5", "a", act="x", role="lead"),
        line("2", "3-5", "b", act="x"),
        line("3", "3-5", "c", act="x"),
        line("4", "3-5", "n", act="x"),
        line("5", "3-6", "b", act="y"),
        line("6", "3-6", "b"),
    )
    assert counted(result) == {
        name: Decimal(n) for name, n in zip("123456", (4, 0, 1, -1, 3, 3), strict=True)
    }
    assert "已按“项目a”计" in causes(result, "2")


def test_a_dropped_line_is_no_first_occurrence_for_a_repeat():
    repeat = '{ factor = 2, window = "year" }'
    rules = scheme(
        item("a", exclusive='"g"', repeat=repeat), item("b", 'kind = "fixed", points = 3', exclusive='"g"')
    )
    result = score(
        rules, line("1", "3-5", "a", act="x"), line("2", "3-5", "b", act="x"), line("3", "4-5", "a")
    )
    assert counted(result)["3"] == 2
