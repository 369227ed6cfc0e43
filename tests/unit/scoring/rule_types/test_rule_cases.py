"""Every rule type of published schemes comes out as worked by hand in ``tests/data/schemes/rule_types``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from rule_cases import Case, cases, inputs

from app.services.scoring import LineScore, Score, evaluate, explain

CASES = cases()


def _entered(score: Score) -> list[LineScore]:
    """Lines in the order in which the case lists them; those of a second person follow theirs."""
    lines = [part for part in score.lines if not part.posting.startswith("~")]
    return sorted(lines, key=lambda part: (int(part.posting.split("+")[0]), part.posting))


#: What an expectation's key is compared with.
SEEN: dict[str, Callable[[Score], Any]] = {
    "sections": lambda score: {part.id: part.points for part in score.sections},
    "weighted": lambda score: {part.id: part.counted for part in score.sections},
    "cycles": lambda score: [part.points for part in score.cycles],
    "starts": lambda score: [part.start_points for part in score.cycles],
    "counted": lambda score: [part.counted for part in _entered(score)],
    "derived": lambda score: [part.counted for part in score.lines if part.posting.startswith("~")],
    "marks": lambda score: [part.id for part in score.marks if part.granted],
    "proposals": lambda score: [part.id for part in score.proposals],
    "vetoes": lambda score: list(score.vetoes),
    "grade": lambda score: score.grade or "",
    "vote": lambda score: score.vote.result if score.vote else None,
    "points": lambda score: score.reward.points,
    "balance": lambda score: score.reward.balance,
    "yuan": lambda score: score.reward.yuan,
    "prizes": lambda score: list(score.reward.prizes),
    "total": lambda score: score.total,
    "liable": lambda score: score.liable,
}


def by_member(case: Case, key: str, scores: Mapping[str, Score]) -> dict[str, Any]:
    """An expectation is a value for the first member, or a table by members."""
    value = case.expect[key]
    named = isinstance(value, Mapping) and all(name in scores for name in value)
    return dict(value) if named else {next(iter(scores)): value}


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_it_comes_out_as_worked_by_hand(case):
    scores = case.scores()
    for key in case.expect:
        wanted = by_member(case, key, scores)
        if key in ("notes", "causes"):
            for name, words in wanted.items():
                score = scores[name]
                lines = [cause for line in score.lines for cause in line.causes]
                text = "；".join(score.notes if key == "notes" else [score.grade_cause, *lines])
                assert (words in text) if words else not score.notes, (name, text)
            continue
        found = {name: SEEN[key](scores[name]) for name in wanted}
        if isinstance(next(iter(wanted.values())), Mapping):
            found = {name: {part: found[name].get(part) for part in wanted[name]} for name in wanted}
        assert found == wanted, f"{key}: {case.rule}\n{case.why}"


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_its_scheme_is_checked_without_a_fault(case):
    issues = case.issues()
    assert [text for severity, text in issues if severity == "error"] == []
    assert {text.split(":")[0] for _, text in issues} == set(case.warnings), issues


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_the_explanation_and_another_order_come_to_the_same(case):
    scores, facts = case.scores(), inputs(case.facts)
    traces = explain(case.versions(), facts, case.as_of, members=list(scores))
    assert {uid: node.after for uid, node in traces.items()} == {uid: s.total for uid, s in scores.items()}
    turned = replace(facts, postings=facts.postings[::-1], ballots=facts.ballots[::-1])
    again = evaluate(case.versions(), turned, case.as_of)
    assert {uid: (s.total, s.grade) for uid, s in again.items()} == {
        uid: (s.total, s.grade) for uid, s in scores.items()
    }


def test_no_case_stands_twice():
    assert len({case.id for case in CASES}) == len(CASES)


def test_every_case_says_why():
    assert [case.id for case in CASES if not case.why or not case.rule or not case.expect] == []
