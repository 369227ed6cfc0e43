"""Ballots as values: quotas, void causes, differences."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.appraisal.tallies import (
    Difference,
    VoteColumn,
    find_differences,
    mark_issues,
    rules_of,
    total_issues,
    void_cause,
)

COLUMNS = (
    VoteColumn("excellent", "优秀", most=Fraction(1, 3)),
    VoteColumn("qualified", "合格"),
    VoteColumn("low", "较差", least=Fraction(1, 10)),
)


@pytest.mark.parametrize(
    ("rows", "most", "least"), [(7, 2, 1), (9, 3, 1), (10, 3, 1), (11, 3, 2), (20, 6, 2), (2, 0, 1)]
)
def test_at_most_is_rounded_down_and_at_least_up(rows, most, least):
    assert COLUMNS[0].most_of(rows) == most
    assert COLUMNS[2].least_of(rows) == least
    assert COLUMNS[1].most_of(rows) is COLUMNS[1].least_of(rows) is None


def test_the_rule_is_said_in_names_not_in_shares():
    assert rules_of(COLUMNS, 20) == "“优秀”不超过 6 名；“较差”不少于 2 名"
    assert rules_of(COLUMNS[1:2], 20) == ""


@pytest.mark.parametrize(
    ("marks", "several_void", "words"),
    [
        ("112222223", True, ""),
        ("111222223", True, ""),
        ("111122223", True, "“优秀”选了 4 名，超过 3 名"),
        ("222222222", True, "“较差”选了 0 名，不足 1 名"),
        ("22222222_", True, ""),
        ("1111_____", True, "“优秀”选了 4 名，超过 3 名"),
        ("x22222223", True, "1 名党员的一行里打了不止一个“√”"),
        ("x22222223", False, ""),
        ("xx1111220", True, "2 名党员的一行里打了不止一个“√”；“优秀”选了 4 名，超过 3 名；“较差”选了 0 名，不足 1 名"),
    ],
)  # fmt: skip
def test_what_makes_a_ballot_void(marks, several_void, words):
    assert void_cause(marks, COLUMNS, several_void=several_void) == words


@pytest.mark.parametrize("marks", ["12", "1234", "12a", "124", "１２３"])
def test_other_texts_are_no_ballots(marks):
    assert mark_issues(marks, rows=3, columns=3)


@pytest.mark.parametrize("marks", ["123", "0x_", "000"])
def test_ballots_are_ballots(marks):
    assert mark_issues(marks, rows=3, columns=3) == []


def test_totals_fit_the_valid_ballots():
    assert total_issues({"a": 3, "b": 2}, 5, name="张三") == []
    assert "多于有效票 4 张" in total_issues({"a": 3, "b": 2}, 4, name="张三")[0].message
    assert "不能小于" in total_issues({"a": -1}, 4, name="张三")[0].message


COUNTS = st.dictionaries(
    st.sampled_from(["m1", "m2", "m3"]), st.dictionaries(st.sampled_from("ab"), st.integers(0, 5))
)


@given(COUNTS, COUNTS, st.integers(0, 9), st.integers(0, 9))
def test_two_counts_differ_exactly_where_a_figure_differs(one, two, first, second):
    found = find_differences(one, two, valid=(first, second), members=["m1", "m2", "m3"], options="ab")
    places = {(each.member, each.option): (each.first, each.second) for each in found}
    for member in ("m1", "m2", "m3"):
        for option in "ab":
            pair = (one.get(member, {}).get(option, 0), two.get(member, {}).get(option, 0))
            assert places.get((member, option), (0, 0)) == (pair if pair[0] != pair[1] else (0, 0))
    assert (Difference("", "", first, second) in found) == (first != second)
