"""Opening a month and a member's card in it: whatever writes lines goes through here."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import WorkflowError
from app.models import AttachmentLink, Card, Collection, Decision, Declaration, Member, Period, Unit

from .actor import Actor
from .base import find_period
from .months import Month
from .workflow import CARD, LINE, Action, CardState, LineState, PeriodState, advance


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
        WorkflowError: the group's cards were collected already; its head has signed for what they held.
    """
    collected = select(Collection.id).where(
        Collection.period_id == period.id, Collection.group_id == member.group_id
    )
    card = ensure_card(session, period, member)
    if CardState(card.state) is CardState.COLLECTED or session.scalar(collected) is not None:
        raise WorkflowError(
            f"{member.name}的申报卡已汇总。", hint=f"请先到“汇总”页退回{member.name}所在的小组，再补录。"
        )
    state = advance(CARD, CardState(card.state), Action.DECLARE, actor.role, subject=member.name)
    card.state = state.value
    return card


def drop_line(session: Session, line: Declaration, actor: Actor) -> None:
    """Take an uncollected line off its card, with its pictures and draft decisions.

    A line that declared a returned one again gives that one back; a card without lines of its own is out again.
    """
    for link in session.scalars(select(AttachmentLink).where(AttachmentLink.declaration_id == line.id)):
        session.delete(link)
    for decision in session.scalars(select(Decision).where(Decision.declaration_id == line.id)):
        session.delete(decision)
    if line.resubmits_id is not None:
        returned = session.get_one(Declaration, line.resubmits_id)
        state = advance(
            LINE, LineState(returned.state), Action.WITHDRAW, actor.role, subject=returned.item_name
        )
        returned.state = state.value
    card = session.get_one(Card, line.card_id)
    session.delete(line)
    session.flush()
    left = set(session.scalars(select(Declaration.source).where(Declaration.card_id == card.id)))
    if line.source == "card" and "card" not in left:
        card.handed_in_on = None
    if not left and card.handed_in_on is None and CardState(card.state) is CardState.DECLARED:
        card.state = advance(CARD, CardState.DECLARED, Action.WITHDRAW, actor.role, subject="申报卡").value
