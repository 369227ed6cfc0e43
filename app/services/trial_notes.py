"""What else to know when the figures of a trial are read: facts that the draft asks for and the ledger does not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .scoring import ExpectedAmount, Scheme
from .trial_years import TrialYear


def draft_notes(draft: Scheme, years: Sequence[TrialYear]) -> tuple[str, ...]:
    """Sentences, in the order in which they matter."""
    return tuple(_notes(draft, years))


def _notes(draft: Scheme, years: Sequence[TrialYear]) -> Iterator[str]:
    if not all(year.same_days for year in years):
        yield "草案的年度起止与现行方案不同，两边计算的不是同样的日子，分数不宜直接比较。"
    if not draft.grades and any(version.scheme.grades for year in years for version in year.before.versions):
        yield "草案没有设等次，这里不对照等次。"
    inputs = [year.after.inputs for year in years]
    entered = {posting.item for each in inputs for posting in each.postings}
    entered |= {mark.item for each in inputs for mark in each.attendance}
    missing = [
        f"“{item.name}”"
        for item in draft.active_items
        if isinstance(item.amount, ExpectedAmount) and item.id not in entered
    ]
    if missing:
        yield f"草案规定应参加{'、'.join(missing)}，台账里这一期间没有这些项目的到会记录，试算按缺席计。"
    if draft.appraisal is not None and not any(each.ballots for each in inputs):
        yield "草案有民主测评，台账里这一期间没有测评票，试算未计测评。"
    if draft.cycle.carry is not None and not any(each.carry for each in inputs):
        yield "草案有上期结转，台账里没有上年度定下的结果，试算未计上年结转。"
