"""Who else is judged together with a branch: schemes may compare among all branches of the village."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy.orm import Session

from app.models import Unit

from .ledger_inputs import load_year
from .months import Month
from .schemes import SchemeBook, version_on
from .scoring import AverageOf, Condition, DatedScheme, Divisor, Inputs, Scheme, YearSpan
from .units import branches


def compares_village(scheme: Scheme) -> bool:
    """Whether an average, a rank, a quota or a prize is taken among the whole village."""
    rules = list(_nested((*scheme.grades, *scheme.marks, *scheme.proposals)))
    averages = any(r.average is not None and r.average_of is AverageOf.ALL for r in rules)
    ranks = any((r.top is not None or r.bottom is not None) and r.rank_of is AverageOf.ALL for r in rules)
    quotas = any(g.quota is not None and g.quota.of is AverageOf.ALL for g in scheme.grades)
    prizes = scheme.rewards.prizes if scheme.rewards is not None else ()
    return averages or ranks or quotas or any(prize.of is AverageOf.ALL for prize in prizes)


def _nested(rules: Iterable[Condition]) -> Iterator[Condition]:
    for rule in rules:
        yield rule
        yield from _nested(rule.any)


def with_other_branches(
    session: Session, unit: Unit, book: SchemeBook, versions: Sequence[DatedScheme], inputs: Inputs,
    *, year: YearSpan, month: Month, with_votes: bool,
) -> Inputs:  # fmt: skip
    """The inputs with those of the village's other branches that have the same scheme from the same days on."""
    mine = _marks(versions)
    parts = [inputs]
    for other in branches(session):
        if other.id != unit.id and _marks(book.versions(session, other)) == mine:
            parts.append(load_year(session, other, versions, year, month, with_votes=with_votes))
    if len(parts) == 1:
        return inputs
    return Inputs(
        members=tuple(dict.fromkeys(m for part in parts for m in part.members)),
        # A deed that is scored for two may stand in the inputs of two branches.
        postings=tuple(dict.fromkeys(p for part in parts for p in part.postings)),
        attendance=tuple(a for part in parts for a in part.attendance),
        vetoes=tuple(v for part in parts for v in part.vetoes),
        # The votes of who moved after the ballot stand in the inputs of both branches.
        ballots=tuple(
            dict.fromkeys(
                b for part in (parts[:1] if _by_valid(versions, year) else parts) for b in part.ballots
            )
        ),
        carry=tuple(c for part in parts for c in part.carry),
        holidays=inputs.holidays,
    )


def _by_valid(versions: Sequence[DatedScheme], year: YearSpan) -> bool:
    """Whether voters are the valid ballots: those of two branches would be added up and be wrong for both.

    The branch's own ballots stay; the others are then compared by their points before the vote.
    """
    appraisal = version_on(versions, year.end).appraisal
    return appraisal is not None and appraisal.divisor is Divisor.VALID


def _marks(versions: Sequence[DatedScheme]) -> list[tuple[str, object]]:
    return [(version.scheme.hash, version.start) for version in versions]
