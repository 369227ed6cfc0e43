"""What meetings of a term changed in the months before it: corrections, and late deeds that count in part."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from .ledger_facts import by_member, joined
from .schemes import version_on
from .scoring import DatedScheme, Inputs, Score, YearMode, evaluate
from .terms import Term


def late_changes(
    made: Collection[str],
    versions: Sequence[DatedScheme],
    inputs: Inputs,
    now: Mapping[str, Score],
    term: Term,
) -> tuple[frozenset[str], dict[str, Decimal]]:
    """What a term's late postings changed in each member's figure, and which postings are measured so.

    Corrections are: what they take back counts nothing any more, so no line says it. Where the year is a mean of
    longer cycles a late deed counts in part only, and it is measured with them.

    Args:
        made: Postings that the term's corrections made.
        versions: The branch's schemes.
        inputs: All that was evaluated.
        now: The evaluation at the term's end.
        term: Month or longer.

    Returns:
        The postings, and by member uid what they changed: in the sum of the cycles where the scheme clears monthly,
        otherwise in the total, as 本期 is.
    """
    cycle = version_on(versions, term.end).cycle
    monthly, mean = cycle.months == 1, cycle.year is YearMode.MEAN
    labels = {month.label for month in term.months}
    ours = frozenset(
        p.uid
        for p in inputs.postings
        if p.date < term.start and (p.uid in made or (mean and not monthly and p.period in labels))
    )
    measured = ours | frozenset(made)
    if not ours:
        return measured, {}
    scored = {uid for p in inputs.postings if p.uid in ours for uid in (p.member, p.second)}
    facts = joined(f for f in by_member(inputs) if f.member.uid in scored)
    known = tuple(p for p in facts.postings if p.uid not in ours)
    before = evaluate(versions, replace(facts, postings=known), term.end)

    def figure(score: Score) -> Decimal:
        return sum((c.points for c in score.cycles), Decimal(0)) if monthly else score.total

    return measured, {uid: figure(now[uid]) - figure(score) for uid, score in before.items()}
