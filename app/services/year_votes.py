"""What the appraisal said of each member, for the year's end: votes by option, whatever the scheme makes of them."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Appraisal, Period, Unit

from .ledger_verdicts import VALID, load_ballots
from .months import Month
from .scoring import Scheme, YearSpan
from .workflow import AppraisalState


@dataclass(frozen=True, slots=True)
class MemberVotes:
    """Votes of one member.

    Attributes:
        options: Name and votes, in the ballot's order.
        valid: Valid ballots of all sets.
        effect: Whether the scheme counts them.
    """

    options: tuple[tuple[str, int], ...]
    valid: int
    effect: bool

    @property
    def short(self) -> str:
        """The option with the most votes: "优秀 18/21"."""
        given = sum(votes for _, votes in self.options)
        if not given:
            return "无票"
        # Of two that are equal the lower one, as the formula has it.
        name, votes = max(reversed(self.options), key=lambda option: option[1])
        return f"{name} {votes}/{self.valid or given}"

    @property
    def words(self) -> str:
        """All of them: "优秀 18、合格 3"."""
        return "、".join(f"{name} {votes}" for name, votes in self.options)


def year_appraisals(session: Session, unit: Unit, year: YearSpan) -> list[Appraisal]:
    """The appraisals of a branch's year, in any state."""
    label = f"{Month.of(year.start).label}..{Month.of(year.end).label}"
    return list(
        session.scalars(
            select(Appraisal)
            .join(Period, Period.id == Appraisal.period_id)
            .where(Period.unit_id == unit.id, Period.label == label)
            .order_by(Appraisal.set_number)
        )
    )


def member_votes(
    session: Session, unit: Unit, year: YearSpan, members: Collection[str], *, scheme: Scheme
) -> dict[str, MemberVotes]:
    """Votes by member uid; only of those who stood on a ballot that was settled."""
    settled = [
        row for row in year_appraisals(session, unit, year) if row.state == AppraisalState.SETTLED.value
    ]
    names = {o["id"]: o["name"] for row in settled for o in json.loads(row.options)}
    ballots = load_ballots(session, unit, members, year)
    valid = sum(b.votes for b in ballots if b.option == VALID and not b.member)
    found: dict[str, dict[str, int]] = {
        uid: dict.fromkeys(names, 0) for row in settled for uid in json.loads(row.members) if uid in members
    }
    for ballot in ballots:
        if ballot.member in found and ballot.option in names:
            found[ballot.member][ballot.option] += ballot.votes
    effect = scheme.appraisal is not None
    return {
        uid: MemberVotes(tuple((names[o], votes) for o, votes in counts.items()), valid, effect)
        for uid, counts in found.items()
    }
