"""What must hold for every scheme that the loader accepts and every ledger: the whole language at once."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_schemes import PEOPLE, days, ledgers, postings, rulesets

from app.services.scoring import (
    DatedScheme,
    Inputs,
    Score,
    TraceNode,
    evaluate,
    explain,
    round_points,
)
from app.services.scoring.language import ExpectedAmount

# A long run states the number of examples; a loaded machine is no fault of the program.
patient = settings(
    deadline=None,
    max_examples=int(os.environ.get("YIKA_EXAMPLES", "60")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
YEAR_END = date(2026, 12, 31)
CASES = rulesets().flatmap(lambda versions: st.tuples(st.just(versions), ledgers(versions)))
Case = tuple[list[DatedScheme], Inputs]


def shown(score: Score) -> tuple[object, ...]:
    return score, score.cycles, score.sections, score.lines


@patient
@given(CASES, days(0), st.randoms(use_true_random=False))
def test_the_order_of_everything_does_not_matter(case: Case, as_of: date, random):
    versions, inputs = case
    lists = {}
    for name in ("postings", "vetoes", "ballots", "attendance"):
        values = list(getattr(inputs, name))
        random.shuffle(values)
        lists[name] = tuple(values)
    members = tuple(replace(member, spans=tuple(reversed(member.spans))) for member in inputs.members)
    mixed = replace(inputs, members=members, **lists)
    before, after = evaluate(versions, inputs, as_of), evaluate(list(reversed(versions)), mixed, as_of)
    assert {uid: shown(score) for uid, score in before.items()} == {
        uid: shown(score) for uid, score in after.items()
    }


@patient
@given(CASES, days(0))
def test_the_trace_ends_in_the_same_numbers(case: Case, as_of: date):
    versions, inputs = case
    scores = evaluate(versions, inputs, as_of)
    traces = explain(versions, inputs, as_of, PEOPLE)
    for uid, score in scores.items():
        root = traces[uid]
        assert root.after == score.total
        cycles = [node for node in root.children if node.rule == "cycle"]
        assert [node.after for node in cycles] == [cycle.points for cycle in score.cycles]
        counted = {line.posting: line.counted for line in score.lines}
        traced = {node.ref: node.after for node in flat(root) if node.rule == "line"}
        assert traced == counted
        grades = [node.ref or None for node in root.children if node.rule == "grade"]
        assert grades == ([score.grade] if score.liable else [])


def flat(node: TraceNode) -> list[TraceNode]:
    return [node, *(below for child in node.children for below in flat(child))]


@patient
@given(CASES, days(0))
def test_lines_never_count_more_than_their_amount_and_say_why_they_count_less(case: Case, as_of: date):
    versions, inputs = case
    for score in evaluate(versions, inputs, as_of).values():
        for line in score.lines:
            assert abs(line.counted) <= abs(line.amount)
            assert line.counted == line.amount or line.causes
            assert line.counted * line.amount >= 0


@patient
@given(CASES)
def test_limits_hold_and_bounds_hold(case: Case):
    versions, inputs = case
    scheme = versions[-1].scheme
    if len(versions) > 1:
        return
    for score in evaluate(versions, inputs, YEAR_END).values():
        for section in score.sections:
            rule = scheme.sections[section.id]
            outside = any(child.outside for child in scheme.children(section.id))
            if (
                rule.ceiling is not None
                and rule.window == "cycle"
                and not outside
                and scheme.cycle.months == 12
            ):
                assert section.points <= rule.ceiling
        for cycle in score.cycles:
            ceiling = scheme.cycle.ceiling
            if ceiling is not None and not any(part.outside for part in scheme.sections.values()):
                assert cycle.points <= ceiling


@patient
@given(CASES, st.data())
def test_one_more_plus_never_lowers_and_one_more_minus_never_raises(case: Case, data: st.DataObject):
    """For every rule but those that say otherwise: one act counted once, and what compares members."""
    versions, inputs = case
    scheme = versions[-1].scheme
    free = [
        item.id
        for item in scheme.items.values()
        if item.polarity in ("plus", "minus") and not isinstance(item.amount, ExpectedAmount) and not item.is_derived
        and not item.exclusive and item.repeat is None
    ]  # fmt: skip
    if len(versions) > 1 or not free or any(limit_outlives(scheme, item) for item in free):
        return
    quiet = replace(inputs, ballots=())
    more = data.draw(postings(free, uid="new", member="m"))
    more = replace(more, act=None)
    before = evaluate(versions, quiet, YEAR_END)["m"].total
    after = evaluate(versions, replace(quiet, postings=(*quiet.postings, more)), YEAR_END)["m"].total
    if scheme.items[more.item].polarity == "plus":
        assert after >= before
    else:
        assert after <= before


def limit_outlives(scheme, item_id: str) -> bool:
    """A limit longer than its cycle keeps what was cleared; the loader warns of it."""
    months = {"day": 0, "month": 1, "quarter": 3, "half": 6, "year": 12, "cycle": scheme.cycle.months}
    return any(months[limit.window] > scheme.cycle.months for limit in scheme.items[item_id].limits)


@patient
@given(CASES, days(0))
def test_every_liable_member_has_an_outcome(case: Case, as_of: date):
    versions, inputs = case
    scheme = versions[-1].scheme
    scores = evaluate(versions, inputs, as_of)
    graded = [score for score in scores.values() if score.grade is not None]
    for score in scores.values():
        assert score.liable or (score.total == 0 and score.grade is None and not score.marks)
        assert not score.liable or score.grade_cause
        assert score.total == round_points(score.total, scheme.decimals)
    quota = scheme.grades[0].quota
    if quota is not None and quota.at_most is not None and len(versions) == 1 and scheme.ties != "in":
        assert sum(score.grade == "high" for score in graded) <= Decimal(len(scores)) / 2
