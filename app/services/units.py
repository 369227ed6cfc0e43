"""Branches, groups with their heads, and the officers' accounts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.models import Account, Group, Member, Unit

from .actor import OFFICERS, Actor, require
from .audit import record
from .base import Service, by_uid
from .changes import Changes, Kind
from .member_views import member_rows
from .membership import load_stays, members_of, stay_on
from .workflow import ROLE_NAMES, Role


@dataclass(frozen=True, slots=True)
class BranchView:
    """A branch for the side bar and the sheets."""

    uid: str
    name: str
    short_name: str
    contact: str
    places: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group with its head and the number of members who belong to it now."""

    uid: str
    name: str
    branch_uid: str
    head_uid: str
    head: str
    size: int


def branches(session: Session) -> list[Unit]:
    """The branches of this file in their order."""
    return list(session.scalars(select(Unit).where(Unit.kind == "branch").order_by(Unit.sort, Unit.id)))


class UnitService(Service):
    """Use cases around branches, groups and accounts."""

    def branches(self) -> list[BranchView]:
        """All branches, in their order. Empty until the first-run assistant is done."""
        with self.uow.read() as session:
            return [BranchView(u.uid, u.name, u.short_name, u.contact, u.places) for u in branches(session)]

    def update_branch(
        self, actor: Actor, uid: str, *, name: str, short_name: str, contact: str, places: str
    ) -> Changes:
        """Names, contact and places as they are printed on the board."""
        require(actor, *OFFICERS, action="修改支部信息")
        if not name.strip():
            raise UserError("请填写党支部全称。")
        with self.uow.write() as session:
            unit = by_uid(session, Unit, uid)
            unit.name, unit.short_name = name.strip(), short_name.strip() or name.strip()
            unit.contact, unit.places = contact.strip(), places.strip()
            record(session, actor, self.clock, "修改支部信息", unit.name)
            return Changes.of(Kind.UNIT, ids=(uid,), message="已保存支部信息")

    def groups(self, branch_uid: str) -> list[GroupView]:
        """Groups of a branch in their order, with heads."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            today = self.today()
            here = load_stays(session, members_of(unit, today, today)).values()
            sizes = Counter(stay.group_id for stays in here if (stay := stay_on(stays, today)) is not None)
            heads = dict(session.execute(select(Member.id, Member.name)).all())
            uids = dict(session.execute(select(Member.id, Member.uid)).all())
            groups = session.scalars(
                select(Group).where(Group.unit_id == unit.id).order_by(Group.sort, Group.id)
            )
            return [
                GroupView(
                    uid=g.uid,
                    name=g.name,
                    branch_uid=unit.uid,
                    head_uid=uids.get(g.head_id, "") if g.head_id else "",
                    head=heads.get(g.head_id, "") if g.head_id else "",
                    size=sizes.get(g.id, 0),
                )
                for g in groups
            ]

    def add_group(self, actor: Actor, branch_uid: str, name: str) -> Changes:
        """A new group at the end. Raises UserError when the name stands already."""
        require(actor, *OFFICERS, action="新增党小组")
        if not name.strip():
            raise UserError("请填写小组名称。")
        with self.uow.write() as session:
            unit = by_uid(session, Unit, branch_uid)
            if session.scalar(select(Group).where(Group.unit_id == unit.id, Group.name == name.strip())):
                raise UserError(f"已经有“{name.strip()}”了。", hint="请换一个名称。")
            group = make_group(session, unit, name.strip())
            record(session, actor, self.clock, "新增党小组", group.name)
            return Changes.of(Kind.GROUP, ids=(group.uid,), message=f"已新增{group.name}")

    def update_group(
        self, actor: Actor, uid: str, *, name: str | None = None, head_uid: str | None = None
    ) -> Changes:
        """Rename a group, name the head who signs its sheet, or both at once; frozen sheets keep what they say.

        Args:
            actor: Recorder or secretary.
            uid: The group.
            name: New name; ``None`` leaves it.
            head_uid: A member of the group, empty for no head; ``None`` leaves it.

        Raises:
            UserError: an empty name, one that another group of the branch has, or a head from elsewhere.
        """
        require(actor, *OFFICERS, action="修改党小组")
        with self.uow.write() as session:
            group = by_uid(session, Group, uid)
            words = []
            if name is not None:
                self._rename(session, group, name.strip())
                words.append(f"已改名为{group.name}")
            if head_uid is not None:
                words.append(self._name_head(session, group, head_uid))
            detail = {} if head_uid is None else {"member": head_uid}
            record(session, actor, self.clock, "修改党小组", f"{group.name} {'，'.join(words)}", detail)
            message = "，".join(words) if name is not None else f"{group.name} {words[0]}"
            return Changes.of(Kind.GROUP, Kind.MEMBER, ids=(uid,), message=message)

    def _rename(self, session: Session, group: Group, name: str) -> None:
        if not name:
            raise UserError("请填写小组名称。")
        taken = select(Group.id).where(
            Group.unit_id == group.unit_id, Group.name == name, Group.id != group.id
        )
        if session.scalar(taken) is not None:
            raise UserError(f"已经有“{name}”了。", hint="请换一个名称。")
        group.name = name

    def _name_head(self, session: Session, group: Group, member_uid: str) -> str:
        member = by_uid(session, Member, member_uid) if member_uid else None
        if member is not None:
            [row] = member_rows(session, self.today(), member_ids=[member.id])
            if row.group_uid != group.uid:
                raise UserError(f"{member.name}不在{group.name}。", hint="请先把他调到这个小组。")
        group.head_id = member.id if member is not None else None
        return f"组长：{member.name}" if member is not None else "未指定组长"

    def add_account(self, actor: Actor, branch_uid: str, *, member_uid: str, role: Role) -> Changes:
        """Let a member act for a branch as secretary or recorder; the officer before stays in the records."""
        require(actor, Role.SECRETARY, action="设置操作人")
        with self.uow.write() as session:
            unit = by_uid(session, Unit, branch_uid)
            member = by_uid(session, Member, member_uid)
            if member.left_on is not None:
                raise UserError(f"{member.name}已不在支部，不能设为操作人。", hint="请选择本支部的党员。")
            for old in session.scalars(
                select(Account).where(Account.unit_id == unit.id, Account.role == role.value, Account.active)
            ):
                old.active = False
            account = Account(unit_id=unit.id, member_id=member.id, name=member.name, role=role.value)
            session.add(account)
            session.flush()
            record(
                session,
                actor,
                self.clock,
                "设置操作人",
                f"{unit.short_name} {ROLE_NAMES[role]} {member.name}",
            )
            return Changes.of(Kind.UNIT, ids=(account.uid,), message=f"{ROLE_NAMES[role]}：{member.name}")

    def accounts(self, branch_uid: str) -> list[Actor]:
        """The officers who may act for this branch, secretary first."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            rows = session.execute(
                select(Account, Member.uid)
                .outerjoin(Member, Member.id == Account.member_id)
                .where(Account.active, (Account.unit_id == unit.id) | Account.unit_id.is_(None))
                .order_by(Account.unit_id.is_(None), Account.role.desc(), Account.id)
            ).all()
            own = {row[0].role for row in rows if row[0].unit_id == unit.id}
            # An officer of the whole village acts for a branch that has none of its own in that office.
            chosen = [row for row in rows if row[0].unit_id == unit.id or row[0].role not in own]
            chosen.sort(key=lambda row: Role(row[0].role) is not Role.SECRETARY)
            return [Actor(a.uid, a.name, Role(a.role), member_uid) for a, member_uid in chosen]


def make_group(session: Session, unit: Unit, name: str) -> Group:
    """A new group row at the end of the branch's order."""
    last = session.scalar(select(func.max(Group.sort)).where(Group.unit_id == unit.id)) or 0
    group = Group(unit_id=unit.id, name=name, sort=last + 1)
    session.add(group)
    session.flush()
    return group


def only_group(session: Session, unit: Unit) -> Group:
    """The group of a member for whom none was named: the branch's only one, made when there is none.

    A small branch without groups works as one group, so that collecting is the same for all.

    Raises:
        UserError: the branch has several groups, so one must be named.
    """
    groups = session.scalars(select(Group).where(Group.unit_id == unit.id)).all()
    if len(groups) > 1:
        raise UserError("请选择党小组。", hint=f"{unit.short_name}有 {len(groups)} 个党小组。")
    return groups[0] if groups else make_group(session, unit, "全体党员")
