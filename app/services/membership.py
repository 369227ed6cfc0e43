"""Which branch a member belongs to: the one rule behind lists, cards, meetings, boards, averages and quotas.

A member stays in one branch from a day to a day (``MemberSpan`` of kind ``membership``; its value is the branch's
``uid``, with the group there) and may move to another branch of the village. On a day the stay counts that began
last. A run of days (a month, a year) belongs to the branch of the stay that began last by its final day, if that stay
reaches into the run: so a month belongs to the branch where the member was on the month's last day, or on the last
day before leaving the village, and nobody stands in two branches of one month.

Postings, meetings and frozen sheets keep the branch that made them; the year's total follows the person.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.errors import UserError
from app.models import Card, Group, Member, MemberSpan, Posting, Unit

MEMBERSHIP = "membership"


def stay_on(stays: Sequence[MemberSpan], day: date) -> MemberSpan | None:
    """The stay that says where a member belongs on a day: the one that began last by then, else the first to come."""
    begun = [stay for stay in stays if stay.start <= day]
    return begun[-1] if begun else next(iter(stays), None)


def holds(stay: MemberSpan | None, day: date) -> bool:
    """Whether a stay covers a day."""
    return stay is not None and stay.start <= day and (stay.end is None or stay.end >= day)


def load_stays(
    session: Session, member_ids: Collection[int] | Select[int] | None = None
) -> dict[int, list[MemberSpan]]:
    """Stays in their order, by key of the member; of everybody in the village where no members are named."""
    query = select(MemberSpan).where(MemberSpan.kind == MEMBERSHIP).order_by(MemberSpan.start, MemberSpan.id)
    if member_ids is not None:
        query = query.where(MemberSpan.member_id.in_(member_ids))
    found: dict[int, list[MemberSpan]] = {}
    for stay in session.scalars(query):
        found.setdefault(stay.member_id, []).append(stay)
    return found


def ever_in(unit_ids: Iterable[int]) -> Select[int]:
    """Keys of the members who stay, stayed or will stay in one of the branches."""
    wanted = list(unit_ids)
    staying = (
        select(MemberSpan.member_id)
        .join(Unit, Unit.uid == MemberSpan.value)
        .where(MemberSpan.kind == MEMBERSHIP, Unit.id.in_(wanted))
    )
    # Somebody whose membership was taken back whole is still found in the branch of the entry, and whose postings
    # a branch keeps stands on its sheets whatever became of the stay.
    posted = select(Posting.member_id).where(Posting.unit_id.in_(wanted))
    return select(Member.id).where(
        or_(Member.id.in_(staying), Member.unit_id.in_(wanted), Member.id.in_(posted))
    )


def members_of(unit: Unit, first: date, last: date) -> Select[int]:
    """Keys of the members whom a branch lists for the days from ``first`` to ``last``."""
    later = aliased(MemberSpan)
    newer = exists().where(
        later.member_id == MemberSpan.member_id,
        later.kind == MEMBERSHIP,
        later.start > MemberSpan.start,
        later.start <= last,
    )
    return select(MemberSpan.member_id).where(
        and_(MemberSpan.kind == MEMBERSHIP, MemberSpan.value == unit.uid, MemberSpan.start <= last),
        or_(MemberSpan.end.is_(None), MemberSpan.end >= first),
        ~newer,
    )


def branch_on(session: Session, member: Member, day: date) -> Unit:
    """The branch where a member belongs on a day, or did last, or will first."""
    return branch_finder(session, member)(day)


def branch_finder(session: Session, member: Member) -> Callable[[date], Unit]:
    """:func:`branch_on` for many days of one member."""
    stays = load_stays(session, [member.id]).get(member.id, [])
    units = {unit.uid: unit for unit in session.scalars(select(Unit))}

    def find(day: date) -> Unit:
        stay = stay_on(stays, day)
        return units[stay.value] if stay is not None else session.get_one(Unit, member.unit_id)

    return find


def settle(session: Session, member: Member, unit: Unit, group: Group, on: date) -> None:
    """Put a member of the roster into a branch and group, without a date.

    A new member, another group of the same branch, or a branch that was written wrongly and that nothing hangs on
    yet. Who leaves a group is no longer its head.

    Raises:
        UserError: the member has cards in another branch; moving takes a date.
    """
    stays = load_stays(session, [member.id]).get(member.id, []) if member.id is not None else []
    stay = stay_on(stays, on)
    if stay is None:
        member.unit_id, member.group_id = unit.id, group.id
        return
    if stay.value != unit.uid and has_cards(session, member):
        raise UserError(
            f"{member.name}在原支部已有申报记录，不能直接改到{unit.short_name}。",
            hint="请在名单右边用“转支部”登记从哪一天起转过去，以前的记录留在原支部。",
        )
    if stay.group_id not in {None, group.id}:
        leave_headship(session, member)
    stay.value, stay.group_id = unit.uid, group.id
    if stay is stays[-1]:
        member.unit_id, member.group_id = unit.id, group.id


def belong_as_on(session: Session, member: Member, day: date) -> Unit:
    """Let the member's own branch and group be those of a day: what was planned for later may have fallen out.

    Returns:
        The branch.
    """
    stay = stay_on(load_stays(session, [member.id]).get(member.id, []), day)
    if stay is not None:
        member.unit_id = session.scalars(select(Unit).where(Unit.uid == stay.value)).one().id
        member.group_id = stay.group_id or member.group_id
    return session.get_one(Unit, member.unit_id)


def leave_headship(session: Session, member: Member) -> None:
    """Whatever group the member heads has no head any more."""
    for group in session.scalars(select(Group).where(Group.head_id == member.id)):
        group.head_id = None


def has_cards(session: Session, member: Member) -> bool:
    """Whether the member ever had a card: then the branch is part of months that were lived there."""
    return session.scalar(select(Card.id).where(Card.member_id == member.id).limit(1)) is not None
