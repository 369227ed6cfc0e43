"""Opening a month and a member's card in it: whatever writes lines goes through here."""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import WorkflowError
from app.models import (
    AttachmentLink,
    Card,
    Collection,
    Decision,
    Declaration,
    Member,
    MemberSpan,
    Period,
    Unit,
)

from .actor import Actor
from .base import find_period
from .membership import load_stays, stay_on
from .months import Month
from .workflow import CARD, LINE, PERIOD, Action, CardState, LineState, PeriodState, advance


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
    return ensure_cards(session, period, [member])[member.id]


def ensure_cards(session: Session, period: Period, members: Several[Member]) -> dict[int, Card]:
    """The cards of some members in a month, by key of the member; a few queries whatever their number.

    A member's card is where the month belongs (:mod:`app.services.membership`): the attendance sheet of one branch
    still makes the line of somebody who moved to another later in the month, on the card there.
    """
    month = Month.parse(period.label)
    stays = load_stays(session, [member.id for member in members])
    periods = _periods(
        session, period, month, {m.id: stay_on(stays.get(m.id, ()), month.last) for m in members}
    )
    found = {
        card.member_id: card
        for card in session.scalars(
            select(Card).where(
                Card.period_id.in_({own.id for own in periods.values()}), Card.member_id.in_(list(periods))
            )
        )
        if card.period_id == periods[card.member_id].id
    }
    fresh = [
        Card(period_id=own.id, member_id=member_id, state=CardState.BLANK.value)
        for member_id, own in periods.items()
        if member_id not in found
    ]
    session.add_all(fresh)
    session.flush()
    return found | {card.member_id: card for card in fresh}


def _periods(
    session: Session, period: Period, month: Month, stays: Mapping[int, MemberSpan | None]
) -> dict[int, Period]:
    """Period of each member's card: the given one, or that of the branch where the member belongs by then."""
    own = session.get_one(Unit, period.unit_id).uid
    elsewhere = {stay.value for stay in stays.values() if stay is not None and stay.value != own}
    moved = {
        unit.uid: ensure_period(session, unit, month)
        for unit in session.scalars(select(Unit).where(Unit.uid.in_(elsewhere)))
    }
    return {
        member_id: moved.get(stay.value, period) if stay is not None else period
        for member_id, stay in stays.items()
    }


def open_cards(session: Session, period: Period, members: Several[Member], actor: Actor) -> dict[int, Card]:
    """Cards of the month, by key of the member, ready for another line.

    Raises:
        WorkflowError: a group's cards were collected already, its head has signed for what they held; or the branch
            where the card is now has confirmed the month.
    """
    cards = ensure_cards(session, period, members)
    month = Month.parse(period.label)
    used = {card.period_id for card in cards.values()}
    states = dict(session.execute(select(Period.id, Period.state).where(Period.id.in_(used))).all())
    rows = select(Collection.period_id, Collection.group_id).where(Collection.period_id.in_(used))
    collected = {(period_id, group_id) for period_id, group_id in session.execute(rows)}
    stays = load_stays(session, list(cards))
    for member in members:
        card = cards[member.id]
        advance(PERIOD, PeriodState(states[card.period_id]), Action.DECLARE, actor.role, subject=month.title)
        stay = stay_on(stays.get(member.id, ()), month.last)
        group_id = stay.group_id if stay is not None else member.group_id
        if CardState(card.state) is CardState.COLLECTED or (card.period_id, group_id) in collected:
            raise WorkflowError(
                f"{member.name}的申报卡已汇总。", hint=f"请先到“汇总”页退回{member.name}所在的小组，再补录。"
            )
        state = advance(CARD, CardState(card.state), Action.DECLARE, actor.role, subject=member.name)
        card.state = state.value
    return cards


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
