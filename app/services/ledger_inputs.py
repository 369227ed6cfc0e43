"""What an evaluation needs from the tables: members with their dated facts, postings, presence, announced totals."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.models import (
    Activity,
    Attendance,
    Card,
    Correction,
    Exemption,
    Member,
    MemberSpan,
    Period,
    Posting,
    Unit,
)

from .ledger_verdicts import load_ballots, load_carry, load_holidays, load_vetoes
from .membership import ever_in, stay_on
from .months import Month
from .schemes import version_on
from .scoring import (
    AttendanceIn,
    DatedScheme,
    Inputs,
    MemberIn,
    PostingIn,
    Span,
    SpanKind,
    YearSpan,
)


@dataclass(frozen=True, slots=True)
class Announced:
    """What an earlier meeting of the year left a member with: frozen on the card, whatever changes afterwards."""

    month: str
    total: Decimal
    cycle_sum: Decimal


def load_announced(session: Session, first: date, month: Month) -> dict[str, Announced]:
    """The newest totals frozen before ``month`` in the year that begins with ``first``, by member uid.

    By whichever branch: the year follows the person.
    """
    rows = session.execute(
        select(Member.uid, Period.label, Card.total, Card.cycle_sum)
        .join(Card, Card.member_id == Member.id)
        .join(Period, Period.id == Card.period_id)
        .where(Period.label >= Month.of(first).label, Period.label < month.label, Card.total.is_not(None))
        .order_by(Period.label)
    )
    zero = Decimal(0)
    return {uid: Announced(label, total or zero, sums or zero) for uid, label, total, sums in rows}


def announced_months(session: Session, member_uid: str) -> frozenset[str]:
    """Labels of the months whose meeting left this member with a total."""
    rows = session.scalars(
        select(Period.label)
        .join(Card, Card.period_id == Period.id)
        .join(Member, Member.id == Card.member_id)
        .where(Member.uid == member_uid, Card.total.is_not(None))
    )
    return frozenset(rows)


def load_members(session: Session, unit: Unit, first: date, last: date, *, on: date) -> tuple[MemberIn, ...]:
    """Members who belong to a branch ``on`` a day, with the dated facts that touch a year.

    Averages, ranks and quotas are so taken among those who belong to the branch on the day of the evaluation; a
    member who came from another branch brings the whole year along. Exemptions count when they are approved.

    Args:
        session: Reading session.
        unit: The branch.
        first: First day of the year.
        last: Its last day.
        on: Day that decides the branch; who left the village by then belongs where he or she was last.
    """
    concerned = ever_in([unit.id])
    spans: dict[int, list[MemberSpan]] = {}
    for row in session.scalars(
        select(MemberSpan).where(MemberSpan.member_id.in_(concerned)).order_by(MemberSpan.start)
    ):
        spans.setdefault(row.member_id, []).append(row)
    exempt: dict[int, list[Span]] = {}
    for member_id, start, end in session.execute(
        select(Exemption.member_id, Exemption.start, Exemption.end).where(
            Exemption.member_id.in_(concerned), Exemption.approved_on.is_not(None)
        )
    ):
        exempt.setdefault(member_id, []).append(Span(SpanKind.EXEMPT, "yes", start, end))
    found = []
    for member_id, uid, name in session.execute(
        select(Member.id, Member.uid, Member.name).where(Member.id.in_(concerned)).order_by(Member.id)
    ):
        own = spans.get(member_id, [])
        stays = [span for span in own if span.kind == SpanKind.MEMBERSHIP.value]
        at = stay_on(stays, on)
        # A member who was never here in this year has no liable day; leaving them out keeps averages honest.
        in_year = any(stay.start <= last and (stay.end is None or stay.end >= first) for stay in stays)
        if at is not None and at.value == unit.uid and in_year:
            facts = (Span(SpanKind(span.kind), span.value, span.start, span.end) for span in own)
            found.append(MemberIn(uid, name, unit.uid, (*facts, *exempt.get(member_id, ()))))
    return tuple(found)


def load_postings(
    session: Session, members: Collection[str], first: date, last: date, month: Month
) -> list[PostingIn]:
    """Postings that score these members, with deeds in a run of days, confirmed no later than in ``month``.

    By whichever branch: a member who moves to another branch of the village takes the points of the year along. With
    the members' own come those of others in which they are scored for the same fact.
    """
    also = aliased(Member)
    columns = (
        Posting.uid, Member.uid, Posting.item, Posting.deed_date, Posting.quantity, Posting.level, Posting.role,
        Posting.outcome, Posting.points, Posting.adjusted, Posting.act, Posting.period, Posting.reverses, also.uid,
    )  # fmt: skip
    rows = session.execute(
        select(*columns)
        .join(Member, Member.id == Posting.member_id)
        .outerjoin(also, also.id == Posting.also_id)
        .where(
            Member.uid.in_(list(members)) | also.uid.in_(list(members)),
            Posting.deed_date >= first,
            Posting.deed_date <= last,
            Posting.period <= month.label,
        )
        .order_by(Posting.id)
    )
    return [PostingIn(*row) for row in rows]


def load_corrected(session: Session, months: Collection[Month]) -> frozenset[str]:
    """The uids of all postings that corrections of some months made: those that take back, and those that replace."""
    rows = session.execute(
        select(Correction.reversal_id, Correction.replacement_id).where(
            Correction.period.in_([month.label for month in months])
        )
    ).all()
    ids = {key for row in rows for key in row if key is not None}
    return frozenset(session.scalars(select(Posting.uid).where(Posting.id.in_(ids)))) if ids else frozenset()


def load_presence(
    session: Session, members: Collection[str], versions: Sequence[DatedScheme], year: YearSpan, month: Month
) -> tuple[AttendanceIn, ...]:
    """Marks on attendance sheets of expected items, of the months up to ``month``.

    Where presence earns an item, or each mark has its price, the sheet made lines, and these say it all.
    """
    rows = session.execute(
        select(Member.uid, Activity.item, Activity.held_on, Attendance.state)
        .join(Attendance, Attendance.member_id == Member.id)
        .join(Activity, Activity.id == Attendance.activity_id)
        .join(Period, Period.id == Activity.period_id)
        .where(
            Member.uid.in_(list(members)),
            Activity.held_on >= year.deeds_from,
            Activity.held_on <= year.end,
            Period.label <= month.label,
        )
        .order_by(Activity.held_on, Attendance.id)
    )
    marks = (AttendanceIn(*row) for row in rows)
    return tuple(mark for mark in marks if _is_expected(versions, mark.item, mark.date))


def _is_expected(versions: Sequence[DatedScheme], item_id: str, day: date) -> bool:
    item = version_on(versions, day).items.get(item_id)
    return item is not None and item.amount_kind == "expected"


def load_year(
    session: Session, unit: Unit, versions: Sequence[DatedScheme], year: YearSpan, month: Month,
    *, with_votes: bool = False,
) -> Inputs:  # fmt: skip
    """All that the evaluation of a year looks at, as it was known when ``month`` was confirmed.

    Args:
        session: Reading session.
        unit: The branch.
        versions: Its schemes.
        year: The year, of ``month`` or an earlier one.
        month: The last month whose postings and sheets count; it also decides who belongs to the branch.
        with_votes: Whether the appraisal counts: it belongs to the year's result, not to its months.
    """
    members = load_members(session, unit, year.start, year.end, on=month.last)
    uids = [member.uid for member in members]
    return Inputs(
        members=members,
        postings=tuple(load_postings(session, uids, year.deeds_from, year.end, month)),
        attendance=load_presence(session, uids, versions, year, month),
        vetoes=load_vetoes(session, uids, month),
        ballots=load_ballots(session, unit, uids, year) if with_votes else (),
        carry=load_carry(session, uids, year.number - 1),
        holidays=load_holidays(session),
    )
