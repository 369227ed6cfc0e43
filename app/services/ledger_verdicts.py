"""What an evaluation needs besides deeds: vetoes, settled ballots, what earlier years left, days off."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import (
    Appraisal,
    AppraisalGroup,
    Assessment,
    Ballot,
    Holiday,
    Member,
    Period,
    TallyCount,
    Unit,
    Veto,
)

from .months import Month
from .scoring import BallotIn, CarryIn, HolidayIn, PeriodKind, VetoIn, YearSpan
from .workflow import AppraisalState, VetoState

#: Option of the row that states a set's number of valid ballots.
VALID = "valid"


@dataclass(frozen=True, slots=True)
class Votes:
    """One count of one kind of voters.

    Attributes:
        valid: Valid ballots; ``void`` the others.
        by_member: Votes by member uid and option id, nothing left out.
    """

    valid: int
    void: int
    by_member: dict[str, dict[str, int]]


def load_vetoes(session: Session, members: Collection[str], month: Month) -> tuple[VetoIn, ...]:
    """Vetoes of these members as ``month`` announces them: decided by then, and not taken back by then."""
    rows = session.scalars(
        select(Veto)
        .join(Member, Member.id == Veto.member_id)
        .where(
            Member.uid.in_(list(members)),
            Veto.state != VetoState.PROPOSED.value,
            Veto.period != "",
            Veto.period <= month.label,
        )
        .order_by(Veto.id)
    ).all()
    uids = dict(
        session.execute(
            select(Member.id, Member.uid).where(Member.id.in_({row.member_id for row in rows}))
        ).all()
    )
    return tuple(
        VetoIn(
            uid=row.uid,
            member=uids[row.member_id],
            rule=row.rule,
            date=row.happened_on,
            repaired=row.repaired_on if row.repair_period and row.repair_period <= month.label else None,
        )
        for row in rows
        if not (row.revoke_period and row.revoke_period <= month.label)
    )


@dataclass(frozen=True, slots=True)
class SettledSet:
    """A settled set of ballots, as far as it concerns a branch's year.

    Attributes:
        members: Uids of those whose votes are taken from it.
        own: Whether it is the branch's own; of another branch's only who moved here after the vote is taken.
    """

    appraisal: Appraisal
    members: frozenset[str]
    own: bool


def settled_sets(session: Session, unit: Unit, members: Collection[str], year: YearSpan) -> list[SettledSet]:
    """The settled appraisals of a branch's year, and those of other branches with members who moved here since."""
    label = f"{Month.of(year.start).label}..{Month.of(year.end).label}"
    rows = session.execute(
        select(Appraisal, Period.unit_id)
        .join(Period, Period.id == Appraisal.period_id)
        .where(
            Period.kind == PeriodKind.YEAR.value,
            Period.label == label,
            Appraisal.state == AppraisalState.SETTLED.value,
        )
        .order_by(Appraisal.set_number, Appraisal.id)
    ).all()
    wanted = frozenset(members)
    listed = [(row, unit_id == unit.id, wanted & set(json.loads(row.members))) for row, unit_id in rows]
    found = [SettledSet(row, there, own) for row, own, there in listed if own]
    left = wanted.difference(*(each.members for each in found))
    # He is voted on once: where he belonged on the day, the last time if that was twice.
    others = sorted(((row, there) for row, own, there in listed if not own), key=lambda each: each[0].held_on)
    for row, there in reversed(others):
        if there & left:
            found.append(SettledSet(row, there & left, own=False))
            left -= there
    return found


def load_ballots(
    session: Session, unit: Unit, members: Collection[str], year: YearSpan
) -> tuple[BallotIn, ...]:
    """The settled votes of a branch's year. A member who moved keeps those of the branch that voted."""
    found: list[BallotIn] = []
    for each in settled_sets(session, unit, members, year):
        groups = session.scalars(
            select(AppraisalGroup)
            .where(AppraisalGroup.appraisal_id == each.appraisal.id)
            .order_by(AppraisalGroup.id)
        )
        for group in groups:
            found += _rows_of(session, each, group)
    return tuple(found)


def _rows_of(session: Session, each: SettledSet, group: AppraisalGroup) -> list[BallotIn]:
    votes = count_votes(session, each.appraisal, group, group.chosen or 1)
    if not votes.valid:
        return []
    # Of one rater group there may be several sets, so each row names both.
    ballot = f"{group.key or 'all'}/{each.appraisal.uid}"
    found = [BallotIn(ballot, "", VALID, votes.valid)] if each.own else []
    for uid, options in votes.by_member.items():
        if uid in each.members:
            found += [BallotIn(ballot, uid, option, n) for option, n in sorted(options.items())]
            if not each.own:
                # Another branch's ballots say nothing of the members here.
                found.append(BallotIn(ballot, uid, VALID, votes.valid))
    return found


def count_votes(session: Session, appraisal: Appraisal, group: AppraisalGroup, tally: int) -> Votes:
    """One tally of one group: from the ballots that were typed, or from the totals.

    Every member of the ballot has a figure for every option, so that both ways give the evaluation the same rows.
    """
    members: list[str] = json.loads(appraisal.members)
    options = [option["id"] for option in json.loads(appraisal.options)]
    counts = {uid: dict.fromkeys(options, 0) for uid in members}
    if group.way == "totals":
        for uid, option, votes in _typed_totals(session, group, tally):
            counts[uid][option] = votes
        return Votes(max(group.returned - group.invalid, 0), group.invalid, counts)
    valid = void = 0
    for marks, reason in session.execute(
        select(Ballot.marks, Ballot.void).where(Ballot.group_id == group.id, Ballot.tally == tally)
    ):
        if reason:
            void += 1
            continue
        valid += 1
        for uid, mark in zip(members, marks, strict=True):
            if mark.isdigit() and mark != "0":
                counts[uid][options[int(mark) - 1]] += 1
    return Votes(valid, void, counts)


def _typed_totals(session: Session, group: AppraisalGroup, tally: int) -> Sequence[tuple[str, str, int]]:
    """Member, option and votes, as typed."""
    rows = session.execute(
        select(Member.uid, TallyCount.option, TallyCount.votes)
        .join(Member, Member.id == TallyCount.member_id)
        .where(TallyCount.group_id == group.id, TallyCount.tally == tally)
        .order_by(TallyCount.id)
    )
    return [(uid, option, votes) for uid, option, votes in rows]


def load_carry(session: Session, members: Collection[str], number: int) -> tuple[CarryIn, ...]:
    """The frozen results of these members in the year with this number, from whichever branch."""
    rows = session.execute(
        select(Member.uid, Assessment.year, Assessment.total, Assessment.balance)
        .join(Member, Member.id == Assessment.member_id)
        .where(Assessment.year == number, Member.uid.in_(list(members)))
        .order_by(Assessment.id)
    )
    return tuple(CarryIn(*row) for row in rows)


def load_holidays(session: Session) -> tuple[HolidayIn, ...]:
    """Days off, and weekend days that are worked."""
    rows = session.execute(select(Holiday.day, Holiday.working).order_by(Holiday.day))
    return tuple(HolidayIn(day, working=working) for day, working in rows)
