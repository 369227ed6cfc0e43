"""Opening a month and a member's card in it: whatever writes lines goes through here."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import WorkflowError
from app.models import Card, Member, Period, Unit

from .actor import Actor
from .base import find_period
from .months import Month
from .workflow import CARD, Action, CardState, PeriodState, advance


def ensure_period(session: Session, unit: Unit, month: Month) -> Period:
    """The branch's month, opened when nothing was ever done in it."""
    period = find_period(session, unit, month)
    if period is None:
        period = Period(unit_id=unit.id, label=month.label, state=PeriodState.OPEN.value)
        session.add(period)
        session.flush()
    return period


def ensure_card(session: Session, period: Period, member: Member) -> Card:
    """The member's card of the month."""
    card = session.scalar(select(Card).where(Card.period_id == period.id, Card.member_id == member.id))
    if card is None:
        card = Card(period_id=period.id, member_id=member.id, state=CardState.BLANK.value)
        session.add(card)
        session.flush()
    return card


def open_card(session: Session, period: Period, member: Member, actor: Actor) -> Card:
    """The member's card of the month, ready for another line.

    Raises:
        WorkflowError: the group's cards were collected already.
    """
    card = ensure_card(session, period, member)
    if CardState(card.state) is CardState.COLLECTED:
        raise WorkflowError(
            f"{member.name}的申报卡已汇总。", hint=f"请先到“汇总”页退回{member.name}所在的小组，再补录。"
        )
    state = advance(CARD, CardState(card.state), Action.DECLARE, actor.role, subject=member.name)
    card.state = state.value
    return card
