from __future__ import annotations

from decimal import Decimal

from app.services.scoring import TraceNode
from app.services.trial_traces import match_traces


def node(rule: str, after: str, *children: TraceNode, ref: str = "") -> TraceNode:
    return TraceNode(rule, rule, Decimal(after), children=children, ref=ref)


def test_equal_traces_match_without_a_difference():
    tree = node("year", "3", node("section", "3", node("item", "3", ref="dues"), ref="base"))
    match = match_traces(tree, tree)
    assert not match.before
    assert not match.after
    assert match.partners == {(): (), (0,): (0,), (0, 0): (0, 0)}


def test_parts_are_matched_by_their_ids_wherever_they_stand():
    before = node("year", "5", node("section", "2", ref="a"), node("section", "3", ref="b"))
    after = node("year", "5", node("section", "3", ref="b"), node("section", "2", ref="a"))
    match = match_traces(before, after)
    assert match.partners[0,] == (1,)
    assert match.partners[1,] == (0,)
    assert not match.before


def test_another_figure_is_marked_on_both_sides_up_to_the_root():
    before = node("year", "5", node("section", "5", node("line", "5", ref="p"), ref="a"))
    after = node("year", "4", node("section", "4", node("line", "4", ref="p"), ref="a"))
    match = match_traces(before, after)
    assert match.before == match.after == {(), (0,), (0, 0)}


def test_a_part_that_only_one_has_is_marked_with_all_below_it():
    before = node("year", "5", node("item", "5", node("line", "5", ref="p"), ref="gone"))
    after = node("year", "5", node("item", "5", ref="new"))
    match = match_traces(before, after)
    assert match.before == {(0,), (0, 0)}
    assert match.after == {(0,)}
    assert match.partners == {(): ()}


def test_steps_without_an_id_are_matched_in_their_order():
    before = node("line", "1", node("used", "0"), node("limit", "1"), node("used", "2"), node("limit", "1"))
    after = node("line", "1", node("used", "0"), node("limit", "1"), node("used", "3"), node("limit", "1"))
    match = match_traces(before, after)
    assert match.before == match.after == {(2,)}


def test_grades_answer_each_other_whatever_they_are():
    before = node("year", "5", node("grade", "5", ref="good"))
    after = node("year", "5", node("grade", "5", ref="bad"))
    assert match_traces(before, after).partners[0,] == (0,)
