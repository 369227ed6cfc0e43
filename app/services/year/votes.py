"""What the appraisal said of each member, for the year's end: votes by option, whatever the scheme makes of them."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Appraisal, Period, Unit
from app.services.ledger_verdicts import VALID, load_ballots, settled_sets
from app.services.months import Month
from app.services.scoring import Scheme, YearSpan


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
    names: dict[str, dict[str, str]] = {}
    for each in settled_sets(session, unit, members, year):
        columns = {option["id"]: option["name"] for option in json.loads(each.appraisal.options)}
        for uid in each.members:
            names.setdefault(uid, {}).update(columns)
    ballots = load_ballots(session, unit, members, year)
    here = sum(b.votes for b in ballots if b.option == VALID and not b.member)
    counts = {uid: dict.fromkeys(options, 0) for uid, options in names.items()}
    elsewhere: dict[str, int] = {}
    for ballot in ballots:
        if ballot.member and ballot.option == VALID:
            elsewhere[ballot.member] = elsewhere.get(ballot.member, 0) + ballot.votes
        elif ballot.option in counts.get(ballot.member, {}):
            counts[ballot.member][ballot.option] += ballot.votes
    effect = scheme.appraisal is not None
    return {
        uid: MemberVotes(
            tuple((names[uid][option], votes) for option, votes in own.items()),
            elsewhere.get(uid, here),
            effect,
        )
        for uid, own in counts.items()
    }
