"""Frozen views of members and the queries behind them, shared by every service that lists people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import Exemption, Grid, Group, Member, MemberSpan, Unit

STATUS_NAMES = {"full": "正式党员", "probationary": "预备党员"}


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as lists show him or her on one day.

    Attributes:
        uid: The member.
        name: The name alone.
        label: The name, with the group behind it where two in the village have the same name.
        branch_uid: Branch; ``group_uid`` group, empty when none.
        category: Class id ("A"), empty when none.
        status: ``full`` or ``probationary``.
        mobile: 流动党员 on that day.
        exempt: Left out of the points on that day (approved).
        active: Belongs to the branch on that day; otherwise ``state`` says why not.
        state: One short phrase for the list: "", "预备", "流动", "不纳入", "已转出", "去世" …
        is_head: Head of the group.
        sort: Place in the branch's own order: group, then name by pinyin.
    """

    uid: str
    name: str
    label: str
    branch_uid: str
    branch: str
    group_uid: str
    group: str
    category: str
    status: str
    mobile: bool
    exempt: bool
    active: bool
    state: str
    is_head: bool
    position: str
    phone: str
    pinyin: str
    initials: str
    sort: tuple[int, int, str, str]


@dataclass(frozen=True, slots=True)
class SpanView:
    """A dated fact, for the member's page: what, from, to, note."""

    uid: str
    kind: str
    value: str
    start: date
    end: date | None
    note: str


@dataclass(frozen=True, slots=True)
class ExemptionView:
    """不纳入积分 of a member. ``approved_on`` empty: applied for, without effect."""

    uid: str
    start: date
    end: date | None
    reason: str
    applied_on: date | None
    approved_on: date | None
    approved_by: str
    approval_note: str


@dataclass(frozen=True, slots=True)
class MemberDetail:
    """Everything the office keeps of one member."""

    row: MemberRow
    id_number: str
    sex: str
    birth_date: date | None
    ethnicity: str
    education: str
    joined_on: date | None
    full_on: date | None
    grid: str
    name_note: str
    note: str
    left_on: date | None
    left_how: str
    left_note: str
    spans: tuple[SpanView, ...]
    exemptions: tuple[ExemptionView, ...]


LEFT_NAMES = {"transferred": "已转出", "deceased": "去世"}


def _state(member: Member, on: date, values: dict[str, str], *, exempt: bool, active: bool) -> str:
    if not active:
        gone = member.left_on is not None and member.left_on < on
        return LEFT_NAMES.get(member.left_how, "已离开") if gone else "未到"
    if exempt:
        return "不纳入"
    words = []
    if values.get("status") == "probationary":
        words.append("预备")
    if values.get("mobile"):
        words.append("流动")
    if values.get("applied"):
        words.append("不纳入待批")
    return "·".join(words)


def member_rows(
    session: Session,
    on: date,
    *,
    unit_ids: Iterable[int] | None = None,
    member_ids: Iterable[int] | None = None,
) -> list[MemberRow]:
    """All members (of some branches, or some of them) as they stand on one day, in the branch's own order.

    Three queries whatever the number of members. Those who left are included, with ``active`` false.
    """
    query = select(Member)
    spans_query = select(MemberSpan).where(
        MemberSpan.start <= on, or_(MemberSpan.end.is_(None), MemberSpan.end >= on)
    )
    if unit_ids is not None:
        query = query.where(Member.unit_id.in_(list(unit_ids)))
    if member_ids is not None:
        query = query.where(Member.id.in_(list(member_ids)))
    members = list(session.scalars(query))
    units = {unit.id: unit for unit in session.scalars(select(Unit))}
    groups = {group.id: group for group in session.scalars(select(Group))}
    facts: dict[int, dict[str, str]] = {}
    for span in session.scalars(spans_query):
        facts.setdefault(span.member_id, {})[span.kind] = span.value
    exempt: set[int] = set()
    applied: set[int] = set()
    for member_id, approved_on in session.execute(
        select(Exemption.member_id, Exemption.approved_on).where(
            Exemption.start <= on, or_(Exemption.end.is_(None), Exemption.end >= on)
        )
    ):
        (applied if approved_on is None else exempt).add(member_id)
    # Two of one name are told apart everywhere in the village, so all names count, not only those listed.
    names = Counter(session.scalars(select(Member.name)))
    rows = []
    for member in members:
        values = facts.get(member.id, {})
        if member.id in applied - exempt:
            values["applied"] = "yes"
        group = groups.get(member.group_id) if member.group_id is not None else None
        unit = units[member.unit_id]
        active = "membership" in values
        group_name = group.name if group else ""
        rows.append(
            MemberRow(
                uid=member.uid,
                name=member.name,
                label=f"{member.name}（{group_name or unit.short_name}）"
                if names[member.name] > 1
                else member.name,
                branch_uid=unit.uid,
                branch=unit.short_name,
                group_uid=group.uid if group else "",
                group=group_name,
                category=values.get("category", ""),
                status=values.get("status", "full"),
                mobile=bool(values.get("mobile")),
                exempt=member.id in exempt,
                active=active,
                state=_state(member, on, values, exempt=member.id in exempt, active=active),
                is_head=bool(group and group.head_id == member.id),
                position=member.position,
                phone=member.phone,
                pinyin=member.pinyin,
                initials=member.initials,
                sort=(unit.sort, group.sort if group else 999, member.pinyin, member.uid),
            )
        )
    rows.sort(key=lambda row: row.sort)
    return rows


def scored_rows(session: Session, unit: Unit, first: date, last: date) -> list[MemberRow]:
    """Members of a branch who belong to it on at least one day from ``first`` to ``last``.

    Their facts are those of ``last``; exempt is who was so on every day.
    """
    present = set(
        session.scalars(
            select(Member.uid)
            .join(MemberSpan, MemberSpan.member_id == Member.id)
            .where(
                Member.unit_id == unit.id,
                MemberSpan.kind == "membership",
                MemberSpan.start <= last,
                or_(MemberSpan.end.is_(None), MemberSpan.end >= first),
            )
        )
    )
    # Left out is only who was left out throughout: one liable day, and the month's lines count and are shown.
    whole = set(
        session.scalars(
            select(Member.uid)
            .join(Exemption, Exemption.member_id == Member.id)
            .where(
                Member.unit_id == unit.id,
                Exemption.approved_on.is_not(None),
                Exemption.start <= first,
                or_(Exemption.end.is_(None), Exemption.end >= last),
            )
        )
    )
    rows = [row for row in member_rows(session, last, unit_ids=[unit.id]) if row.uid in present]
    return [replace(row, exempt=row.uid in whole) for row in rows]


def member_detail(session: Session, member: Member, on: date) -> MemberDetail:
    """One member whole."""
    row = member_rows(session, on, member_ids=[member.id])[0]
    spans = session.scalars(
        select(MemberSpan)
        .where(MemberSpan.member_id == member.id)
        .order_by(MemberSpan.kind, MemberSpan.start)
    )
    exemptions = session.scalars(
        select(Exemption).where(Exemption.member_id == member.id).order_by(Exemption.start)
    )
    grid = session.get(Grid, member.grid_id) if member.grid_id is not None else None
    return MemberDetail(
        row=row,
        id_number=member.id_number,
        sex=member.sex,
        birth_date=member.birth_date,
        ethnicity=member.ethnicity,
        education=member.education,
        joined_on=member.joined_on,
        full_on=member.full_on,
        grid=grid.name if grid else "",
        name_note=member.name_note,
        note=member.note,
        left_on=member.left_on,
        left_how=member.left_how,
        left_note=member.left_note,
        spans=tuple(SpanView(s.uid, s.kind, s.value, s.start, s.end, s.note) for s in spans),
        exemptions=tuple(
            ExemptionView(
                e.uid, e.start, e.end, e.reason, e.applied_on, e.approved_on, e.approved_by, e.approval_note
            )
            for e in exemptions
        ),
    )
