"""What an evaluation needs from the tables: members with their dated facts, postings, and totals announced before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Card, Exemption, Member, MemberSpan, Period, Posting, Unit

from .membership import ever_in, stay_on
from .months import Month
from .scoring import MemberIn, PostingIn, Span, SpanKind

_SPAN_KINDS = {
    "category": SpanKind.CATEGORY,
    "status": SpanKind.STATUS,
    "mobile": SpanKind.MOBILE,
    "membership": SpanKind.MEMBERSHIP,
}


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
        stays = [span for span in own if _SPAN_KINDS[span.kind] is SpanKind.MEMBERSHIP]
        at = stay_on(stays, on)
        # A member who was never here in this year has no liable day; leaving them out keeps averages honest.
        in_year = any(stay.start <= last and (stay.end is None or stay.end >= first) for stay in stays)
        if at is not None and at.value == unit.uid and in_year:
            facts = (Span(_SPAN_KINDS[span.kind], span.value, span.start, span.end) for span in own)
            found.append(MemberIn(uid, name, unit.uid, (*facts, *exempt.get(member_id, ()))))
    return tuple(found)


def load_postings(
    session: Session, members: Collection[str], first: date, last: date, month: Month
) -> list[PostingIn]:
    """Postings of these members with deeds inside a year, confirmed no later than in ``month``.

    By whichever branch: a member who moves to another branch of the village takes the points of the year along.
    """
    columns = (
        Posting.uid, Member.uid, Posting.item, Posting.deed_date, Posting.quantity, Posting.level, Posting.role,
        Posting.outcome, Posting.points, Posting.adjusted, Posting.act, Posting.period, Posting.reverses,
    )  # fmt: skip
    rows = session.execute(
        select(*columns)
        .join(Member, Member.id == Posting.member_id)
        .where(
            Member.uid.in_(list(members)),
            Posting.deed_date >= first,
            Posting.deed_date <= last,
            Posting.period <= month.label,
        )
        .order_by(Posting.id)
    )
    return [PostingIn(*row) for row in rows]
