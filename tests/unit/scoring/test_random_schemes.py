"""What must hold for every scheme that the loader accepts and every ledger: the whole language at once.

``YIKA_EXAMPLES=10000`` makes a long run; each example takes some thirty milliseconds, so such a run also needs
``--timeout=0 -o faulthandler_timeout=0``.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_ledgers import PEOPLE, ledgers, moments, postings, reversal
from random_schemes import rulesets
from score_parts import assert_adds_up, version_on

from app.services.scoring import (
    DatedScheme,
    ExpectedAmount,
    Inputs,
    LineScore,
    MemberIn,
    Scheme,
    Score,
    TraceNode,
    evaluate,
    explain,
    round_points,
)
from app.services.scoring.evaluation.caps import AnyLimit, cap_of
from app.services.scoring.evaluation.grading import compares
from app.services.scoring.evaluation.limits import Grid
from app.services.scoring.evaluation.people import Person
from app.services.scoring.windows import window_months

# A long run states the number of examples; a loaded machine is no fault of the program.
patient = settings(
    deadline=None,
    max_examples=int(os.environ.get("YIKA_EXAMPLES", "60")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
YEAR_END = date(2026, 12, 31)
Case = tuple[list[DatedScheme], Inputs]


def cases(*, sound: bool = False) -> st.SearchStrategy[Case]:
    return rulesets(sound=sound).flatmap(lambda versions: st.tuples(st.just(versions), ledgers(versions)))


def shown(score: Score) -> tuple[object, ...]:
    return score, score.start, score.cycles, score.sections, score.lines


@patient
@given(cases(), moments(), st.randoms(use_true_random=False))
def test_neither_the_order_of_anything_nor_the_company_of_others_matters(case: Case, as_of: date, random):
    versions, inputs = case
    lists = {}
    for name in (field.name for field in fields(Inputs)):
        values = list(getattr(inputs, name))
        random.shuffle(values)
        lists[name] = tuple(values)
    lists["members"] = tuple(replace(one, spans=tuple(reversed(one.spans))) for one in lists["members"])
    together = evaluate(versions, inputs, as_of)
    mixed = evaluate(list(reversed(versions)), Inputs(**lists), as_of)
    assert {uid: shown(score) for uid, score in together.items()} == {
        uid: shown(score) for uid, score in mixed.items()
    }
    for member in inputs.members:
        alone = evaluate(versions, replace(inputs, members=(member,)), as_of)[member.uid]
        assert by_itself(alone, versions, as_of) == by_itself(together[member.uid], versions, as_of)


def by_itself(score: Score, versions: Sequence[DatedScheme], as_of: date) -> tuple[object, ...]:
    """All of a score that looks at nobody else."""
    reward = score.reward and replace(score.reward, prizes=())
    grade = None if compares(version_on(versions, as_of)) else (score.grade, score.grade_cause)
    own = (score.total, score.vetoes, score.vote, score.liable, score.marks, reward, grade)
    return own + shown(score)[1:]


@patient
@given(cases(), moments(), st.sampled_from([PEOPLE, *((uid,) for uid in PEOPLE)]))
def test_what_is_laid_out_adds_up_and_the_trace_says_the_same(
    case: Case, as_of: date, asked: tuple[str, ...]
):
    versions, inputs = case
    scores = evaluate(versions, inputs, as_of)
    for score in scores.values():
        assert_lines(score)
        assert_outcome(score, versions, as_of)
        assert_adds_up(score, versions, as_of)
    assert_quota(list(scores.values()), version_on(versions, as_of))
    if len(versions) == 1:
        for member in inputs.members:
            assert_limits(scores[member.uid], member, versions[0].scheme)
    for uid, root in explain(versions, inputs, as_of, asked).items():
        assert_trace(root, scores[uid])


def assert_lines(score: Score) -> None:
    """No line counts more than its amount, and one that counts less says why."""
    for line in score.lines:
        assert abs(line.counted) <= abs(line.amount)
        assert line.counted == line.amount or line.causes
        assert line.counted * line.amount >= 0


def assert_outcome(score: Score, versions: Sequence[DatedScheme], as_of: date) -> None:
    """Who is liable has an outcome, who is not has none."""
    decimals = version_on(versions, as_of).decimals
    assert score.liable or (score.total == 0 and score.grade is None and not score.marks)
    assert not score.liable or score.grade_cause
    assert score.total == round_points(score.total, decimals)


def assert_quota(scores: Sequence[Score], scheme: Scheme) -> None:
    quota = scheme.grades[0].quota
    if quota is not None and quota.at_most is not None and scheme.ties != "in":
        assert sum(score.grade == "high" for score in scores) <= Decimal(len(scores)) / 2


def assert_limits(score: Score, member: MemberIn, scheme: Scheme) -> None:
    """What counts fits under every limit in every window."""
    rules: list[tuple[AnyLimit, set[str]]] = [
        (limit, {item.id})
        for item in scheme.items.values()
        if item.limit_on == "final" and item.polarity != "both"
        for limit in item.limits
    ]
    joint = [(limit, set(limit.items)) for limit in scheme.shared_limits]
    rules += [(limit, items) for limit, items in joint if scheme.items[min(items)].polarity != "both"]
    person, cycle = Person(member), scheme.cycle
    grid = Grid(cycle.start_month, bool(cycle.year_starts))
    for limit, items in rules:
        months = window_months(limit.window, cycle.months)
        buckets: dict[int, list[LineScore]] = {}
        for line in score.lines:
            bound = not limit.categories or person.category_on(line.date) in limit.categories
            if line.item in items and line.counted and bound:
                buckets.setdefault(grid.key(line.date, months), []).append(line)
        for lines in buckets.values():
            used = len(lines) if limit.points is None else sum(abs(line.counted) for line in lines)
            assert used <= cap_of(limit)


def assert_trace(root: TraceNode, score: Score) -> None:
    """Every figure of the tree is the one of the evaluation."""
    assert root.after == score.total
    cycles = [node for node in root.children if node.rule == "cycle"]
    assert [node.after for node in cycles] == [cycle.points for cycle in score.cycles]
    for node, cycle in zip(cycles, score.cycles, strict=True):
        sections = {part.ref: part.after for part in flat(node) if part.rule == "section"}
        assert sections.items() <= {part.id: part.counted for part in cycle.sections}.items()
    counted = {line.posting: line.counted for line in score.lines}
    assert {node.ref: node.after for node in flat(root) if node.rule == "line"} == counted
    grades = [node.ref or None for node in root.children if node.rule == "grade"]
    assert grades == ([score.grade] if score.liable else [])


def flat(node: TraceNode) -> list[TraceNode]:
    return [node, *(below for child in node.children for below in flat(child))]


@patient
@given(cases(sound=True), st.data())
def test_one_more_plus_never_lowers_and_one_more_minus_never_raises(case: Case, data: st.DataObject):
    """For every rule but those that the README's decisions name: one act counted once, limits that outlive points.

    Where demerits add up it is the other way round.
    """
    versions, inputs = case
    free = [
        item.id
        for item in versions[0].scheme.items.values()
        if item.polarity != "both" and not isinstance(item.amount, ExpectedAmount) and not item.is_derived
        and not any(version.scheme.items[item.id].exclusive for version in versions)
    ]  # fmt: skip
    more = data.draw(postings(free, uid="new", member="m"))
    before = evaluate(versions, inputs, YEAR_END)["m"].total
    after = evaluate(versions, replace(inputs, postings=(*inputs.postings, more)), YEAR_END)["m"].total
    scheme = versions[0].scheme
    if (scheme.items[more.item].polarity == "plus") is (scheme.cycle.counting == "merit"):
        assert after >= before
    else:
        assert after <= before


@patient
@given(cases(), moments(), st.booleans(), st.data())
def test_a_line_and_its_reversal_are_as_if_neither_were_there(
    case: Case, as_of: date, like: bool, data: st.DataObject
):
    """For everybody, the second person too; and the reversal's own reversal brings the line back."""
    versions, inputs = case
    items = sorted({item for version in versions for item in version.scheme.items})
    more = data.draw(postings(items, uid="new"))
    back = reversal(more, "back", like=like)
    again = reversal(back, "again", like=like)
    own = {uid + second for uid in ("new", "back", "again") for second in ("", "+2")}

    def run(*extra) -> dict[str, tuple[object, ...]]:
        scores = evaluate(versions, replace(inputs, postings=(*inputs.postings, *extra)), as_of)
        return {uid: (*shown(score)[:-1], others(score)) for uid, score in scores.items()}

    def others(score: Score) -> list[LineScore]:
        return [line for line in score.lines if line.posting not in own]

    assert run(more, back) == run()
    assert run(more, back, again) == run(more)
