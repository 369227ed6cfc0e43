"""转支部: a member moves to another branch of the village from a day on.

The month of that day and all later ones belong to the new branch (:mod:`app.services.membership`), the months before
stay with the old one, whole. So a card that is still open moves along with its lines, to be collected and confirmed
where the member now belongs; a month that either branch has confirmed already stays as it was announced, and the move
is refused with the first day that is still free. A group's sheet that the head has signed is not changed behind the
head's back: the group is given back first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import Issue, UserError, ValidationFailed
from app.models import (
    Account,
    Card,
    Collection,
    Declaration,
    Group,
    Member,
    MemberSpan,
    Period,
    SchemeVersion,
    Unit,
)

from .cards import ensure_period
from .membership import MEMBERSHIP, branch_on, holds, leave_headship, load_stays, stay_on
from .months import Month
from .scoring.kinds import PeriodKind
from .spans import set_span
from .workflow import ROLE_NAMES, PeriodState, Role

_OPEN = frozenset({PeriodState.OPEN.value, PeriodState.COLLECTING.value})


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did.

    Attributes:
        words: "从第一支部转到第二支部二组".
        notes: What went along and what to look at, in sentences.
    """

    words: str
    notes: tuple[str, ...]


def move_faults(
    session: Session, member: Member, unit: Unit, start: date, *, group: Group | None = None
) -> tuple[Issue, ...]:
    """Everything that stands against a move from ``start`` on; ``group`` in the new branch, if it exists already."""
    stays = load_stays(session, [member.id]).get(member.id, [])
    if member.left_on is not None:
        # A new stay would have no end: whoever left, or died, would be back.
        how = "转出" if member.left_how == "transferred" else "去世"
        return (_fault(f"{member.name}已登记{how}（最后一天 {member.left_on:%Y-%m-%d}），不能再转支部。"),)
    at = stay_on(stays, start)
    if at is None or not holds(at, start):
        return (_fault(f"{start:%Y-%m-%d} 时{member.name}不在本村各支部，请核对日期。"),)
    if at.value == unit.uid:
        text = f"{start:%Y-%m-%d} 时{member.name}已在{unit.short_name}。"
        return (Issue("转到", "target", text),)
    if start <= stays[0].start:
        text = f"{member.name} {stays[0].start:%Y-%m-%d} 才列入本村支部，转接日期须在这一天以后。"
        return (_fault(text),)
    return (*_closed(session, stays, unit, start), *_collected(session, member, stays, unit, group, start))


def move_member(session: Session, member: Member, unit: Unit, group: Group, start: date) -> Moved:
    """Let a member belong to another branch from a day on; what was planned later falls out.

    Raises:
        ValidationFailed: months that were confirmed or collected already, a day outside the membership.
    """
    faults = move_faults(session, member, unit, start, group=group)
    if faults:
        raise ValidationFailed(faults)
    left = branch_on(session, member, start)
    notes = [*_move_cards(session, member, unit, start), *_officer_notes(session, member, unit)]
    if _scheme(session, left, start) != _scheme(session, unit, start):
        notes.append(
            f"{unit.short_name}的方案与{left.short_name}不同，转接以后全年按{unit.short_name}的方案计算。"
        )
    leave_headship(session, member)
    set_span(session, member, MEMBERSHIP, unit.uid, start, group_id=group.id)
    member.unit_id, member.group_id = unit.id, group.id
    session.flush()
    return Moved(f"从{left.short_name}转到{unit.short_name}{group.name}", tuple(notes))


def leaving_faults(session: Session, member: Member, last_day: date) -> tuple[Issue, ...]:
    """Months that a branch has confirmed with the member, in a stay that would never have been with this last day."""
    stays = load_stays(session, [member.id]).get(member.id, [])
    at = stay_on(stays, last_day)
    if at is None:
        return ()
    unit = session.scalars(select(Unit).where(Unit.uid == at.value)).one()
    closed = _closed_months(session, stays, unit, last_day + timedelta(days=1))
    if not closed:
        return ()
    month = max(closed)
    there = stay_on(stays, month.last)
    since = there.start if there is not None else month.first
    names = "、".join(closed[month])
    text = (
        f"{names}{month.title}已经评定，名单不能再变；{member.name}的最后一天须在 {since:%Y-%m-%d} 或以后。"
    )
    return (Issue("最后一天", "last_day", text),)


def last_move(session: Session, member: Member) -> tuple[MemberSpan, MemberSpan] | None:
    """The stay that a member moved out of last, and the one moved into; ``None`` if the member never moved."""
    stays = load_stays(session, [member.id]).get(member.id, [])
    if len(stays) < 2 or stays[-1].value == stays[-2].value:
        return None
    return stays[-2], stays[-1]


def undo_move(session: Session, member: Member) -> Moved:
    """Take the last move back, as if it had never been entered.

    Raises:
        UserError: the member never moved.
        ValidationFailed: the new branch has confirmed a month with the member since.
    """
    found = last_move(session, member)
    if found is None:
        raise UserError(f"{member.name}没有转过支部。", hint="请核对姓名。")
    before, after = found
    unit = session.scalars(select(Unit).where(Unit.uid == before.value)).one()
    group = session.get_one(Group, before.group_id)
    return move_member(session, member, unit, group, after.start)


def _fault(text: str) -> Issue:
    return Issue("转接日期", "start", text)


def _closed(session: Session, stays: list[MemberSpan], unit: Unit, start: date) -> list[Issue]:
    """What was announced does not change hands."""
    closed = _closed_months(session, stays, unit, start)
    if not closed:
        return []
    # The newest month says it all: the first free day comes after it.
    month = max(closed)
    names = "、".join(closed[month])
    text = f"{names}{month.title}已经评定，转接日期须在 {month.next.first:%Y-%m-%d} 或以后。"
    return [_fault(text)]


def _closed_months(
    session: Session, stays: list[MemberSpan], unit: Unit, start: date
) -> dict[Month, list[str]]:
    """Months from a day on in which the member stands elsewhere than in ``unit`` and one of both has confirmed."""
    rows = session.execute(
        select(Period.label, Unit)
        .join(Unit, Unit.id == Period.unit_id)
        .where(
            Period.kind == PeriodKind.MONTH.value,
            Period.label >= Month.of(start).label,
            Period.state.not_in(_OPEN),
        )
        .order_by(Unit.sort)
    )
    closed: dict[Month, list[str]] = {}
    for label, branch in rows:
        month = Month.parse(label)
        at = stay_on(stays, month.last)
        here = at.value if at is not None else ""
        if here != unit.uid and branch.uid in {here, unit.uid}:
            closed.setdefault(month, []).append(branch.short_name)
    return closed


def _collected(
    session: Session, member: Member, stays: list[MemberSpan], unit: Unit, group: Group | None, start: date
) -> list[Issue]:
    """Groups of open months whose sheets hold the member's card, or would have to take it in."""
    concerned = {stay.group_id for stay in stays} | ({group.id} if group is not None else set())
    rows = session.execute(
        select(Period.label, Unit, Group)
        .select_from(Collection)
        .join(Period, Period.id == Collection.period_id)
        .join(Unit, Unit.id == Period.unit_id)
        .join(Group, Group.id == Collection.group_id)
        .where(Period.label >= Month.of(start).label, Period.state.in_(_OPEN), Group.id.in_(concerned))
        .order_by(Period.label, Unit.sort, Group.sort)
    )
    faults = []
    for label, branch, collected in rows:
        month = Month.parse(label)
        at = stay_on(stays, month.last)
        leaves = at is not None and at.value == branch.uid and at.group_id == collected.id
        enters = group is not None and collected.id == group.id
        if at is not None and at.value != unit.uid and (leaves or enters):
            text = (
                f"{branch.short_name}{collected.name}{month.title}已汇总，"
                f"请先到“汇总”页退回{collected.name}，转接以后再汇总。"
            )
            faults.append(_fault(text))
    return faults


def _move_cards(session: Session, member: Member, unit: Unit, start: date) -> list[str]:
    """The open cards from the month of the move on go to the new branch, with all that stands on them."""
    rows = session.execute(
        select(Card, Period)
        .join(Period, Period.id == Card.period_id)
        .where(Card.member_id == member.id, Period.label >= Month.of(start).label, Period.unit_id != unit.id)
        .order_by(Period.label)
    ).all()
    notes = []
    for card, period in rows:
        month = Month.parse(period.label)
        card.period_id = ensure_period(session, unit, month).id
        lines = session.scalar(
            select(func.count()).select_from(Declaration).where(Declaration.card_id == card.id)
        )
        if lines:
            notes.append(f"{month.title}申报卡（{lines} 条）已随人转到{unit.short_name}。")
    return notes


def _officer_notes(session: Session, member: Member, unit: Unit) -> list[str]:
    rows = session.execute(
        select(Account.role, Unit.short_name)
        .join(Unit, Unit.id == Account.unit_id)
        .where(Account.member_id == member.id, Account.active, Unit.id != unit.id)
    )
    return [
        f"{member.name}仍是{name}的{ROLE_NAMES[Role(role)]}，要换人请到系统页设置。" for role, name in rows
    ]


def _scheme(session: Session, unit: Unit, day: date) -> str | None:
    """Hash of the scheme that a branch has in force on a day."""
    return session.scalar(
        select(SchemeVersion.hash)
        .where(SchemeVersion.unit_id == unit.id, SchemeVersion.starts_on <= day)
        .order_by(SchemeVersion.starts_on.desc(), SchemeVersion.id.desc())
        .limit(1)
    )
