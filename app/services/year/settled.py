"""Quarters, half-years and years that were settled: which months they cover, and the figures that stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Assessment, Member, Period, Unit
from app.services.documents.model_term import TermSheet
from app.services.frozen import FrozenKind, thaw
from app.services.ledger_results import MemberMonth
from app.services.months import Month
from app.services.scoring import PeriodKind
from app.services.terms import Term, find_term, months_of
from app.services.workflow import PeriodState


@dataclass(frozen=True, slots=True)
class SettledFigures:
    """What was settled of one member.

    Attributes:
        total: 本年累计 (or the mean) at the term's end.
        points: What the term added; ``None`` for a year, whose frozen rows keep the total alone.
    """

    total: Decimal
    points: Decimal | None = None


def settled_around(session: Session, unit: Unit, month: Month) -> bool:
    """Whether a longer term of a branch that covers a month was settled."""
    rows = session.scalars(
        select(Period).where(
            Period.unit_id == unit.id,
            Period.kind != PeriodKind.MONTH.value,
            Period.state != PeriodState.OPEN.value,
        )
    )
    spans = [months_of(period) for period in rows]
    return any(first <= month <= last for first, last in spans)


def settled_figures(session: Session, unit: Unit, term: Term) -> dict[str, SettledFigures]:
    """The frozen figures of a settled term by member uid; empty while it is open."""
    period = find_term(session, unit, term)
    if period is None:
        return {}
    if term.kind is PeriodKind.YEAR:
        rows = session.execute(
            select(Member.uid, Assessment.total)
            .join(Member, Member.id == Assessment.member_id)
            .where(Assessment.period_id == period.id)
        )
        return {uid: SettledFigures(total) for uid, total in rows}
    sheet: TermSheet | None = thaw(session, period, FrozenKind.TERM).get("")
    if sheet is None:
        return {}
    return {row.key: SettledFigures(row.total, row.points) for row in sheet.rows if row.total is not None}


def as_settled(now: MemberMonth, kept: SettledFigures | None) -> MemberMonth:
    """A member's figures as they were settled; those of now where nothing was."""
    if kept is None:
        return now
    points = kept.points
    if points is None:
        # A year adds its own total, unless that is a mean: then its sum is what its months announced.
        points = kept.total if now.period == now.total else now.period
    return replace(now, total=kept.total, period=points)
