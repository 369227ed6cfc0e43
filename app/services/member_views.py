"""Frozen views of members and the queries behind them, shared by every service that lists people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import Exemption, Grid, Group, Member, MemberSpan, Unit

from .membership import MEMBERSHIP, ever_in, holds, load_stays, members_of, stay_on

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
class StayView:
    """A stay in a branch of the village, for the member's history. ``end`` empty while it lasts."""

    branch_uid: str
    branch: str
    group: str
    start: date
    end: date | None


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
    stays: tuple[StayView, ...]
    exemptions: tuple[ExemptionView, ...]


LEFT_NAMES = {"transferred": "已转出", "deceased": "去世"}


def _state(values: dict[str, str], *, exempt: bool) -> str:
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


def _absence(
    member: Member, stay: MemberSpan | None, stays: Sequence[MemberSpan], names: Mapping[str, str], on: date
) -> str:
    """Why a member does not belong to the branch on a day."""
    after = next((s for s in stays if stay is not None and stay.start < s.start <= on), None)
    if after is not None:
        return f"转到{names[after.value]}"
    gone = member.left_on is not None and member.left_on < on
    return LEFT_NAMES.get(member.left_how, "已离开") if gone else "未到"


def member_rows(
    session: Session,
    on: date,
    *,
    unit_ids: Iterable[int] | None = None,
    member_ids: Iterable[int] | None = None,
) -> list[MemberRow]:
    """All members (of some branches, or some of them) as they stand on one day, in the branch's own order.

    A few queries whatever the number of members. Those who left are included, with ``active`` false. With
    ``unit_ids`` each is shown as these branches see him or her: who moved to another branch stands here as gone, in
    the group of that time. Without, each is shown where he or she belongs on that day.
    """
    query = select(Member)
    if unit_ids is not None:
        unit_ids = list(unit_ids)
        query = query.where(Member.id.in_(ever_in(unit_ids)))
    if member_ids is not None:
        query = query.where(Member.id.in_(list(member_ids)))
    lookup = _Lookup(session, on, unit_ids)
    rows = [lookup.row(member) for member in session.scalars(query)]
    rows.sort(key=lambda row: row.sort)
    return rows


class _Lookup:
    """What the rows of one day need of branches, groups and dated facts, read once for all of them."""

    def __init__(self, session: Session, on: date, unit_ids: Collection[int] | None) -> None:
        self._on = on
        self._units = {unit.id: unit for unit in session.scalars(select(Unit))}
        self._by_uid = {unit.uid: unit for unit in self._units.values()}
        self._names_of = {unit.uid: unit.short_name for unit in self._units.values()}
        self._seen = {u.uid for u in self._units.values() if unit_ids is None or u.id in unit_ids}
        self._groups = {group.id: group for group in session.scalars(select(Group))}
        self._stays = load_stays(session)
        self._facts: dict[int, dict[str, str]] = {}
        spans = select(MemberSpan.member_id, MemberSpan.kind, MemberSpan.value).where(
            MemberSpan.kind != MEMBERSHIP,
            MemberSpan.start <= on,
            or_(MemberSpan.end.is_(None), MemberSpan.end >= on),
        )
        for member_id, kind, value in session.execute(spans):
            self._facts.setdefault(member_id, {})[kind] = value
        exemptions = session.execute(
            select(Exemption.member_id, Exemption.approved_on).where(
                Exemption.start <= on, or_(Exemption.end.is_(None), Exemption.end >= on)
            )
        ).all()
        self._exempt = {member_id for member_id, approved_on in exemptions if approved_on is not None}
        for member_id, _ in exemptions:
            if member_id not in self._exempt:
                self._facts.setdefault(member_id, {})["applied"] = "yes"
        # Two of one name are told apart everywhere in the village, so all names count, not only those listed.
        self._twins = Counter(session.scalars(select(Member.name)))

    def row(self, member: Member) -> MemberRow:
        """The row of one member."""
        stays = self._stays.get(member.id, [])
        stay = stay_on([s for s in stays if s.value in self._seen], self._on)
        unit = self._by_uid[stay.value] if stay is not None else self._units[member.unit_id]
        group_id = stay.group_id if stay is not None else member.group_id
        group = self._groups.get(group_id) if group_id is not None else None
        values = self._facts.get(member.id, {})
        active, exempt = holds(stay, self._on), member.id in self._exempt
        name = group.name if group else ""
        return MemberRow(
            uid=member.uid,
            name=member.name,
            label=f"{member.name}（{name or unit.short_name}）"
            if self._twins[member.name] > 1
            else member.name,
            branch_uid=unit.uid,
            branch=unit.short_name,
            group_uid=group.uid if group else "",
            group=name,
            category=values.get("category", ""),
            status=values.get("status", "full"),
            mobile=bool(values.get("mobile")),
            exempt=exempt,
            active=active,
            state=_state(values, exempt=exempt)
            if active
            else _absence(member, stay, stays, self._names_of, self._on),
            is_head=bool(group and group.head_id == member.id),
            position=member.position,
            phone=member.phone,
            pinyin=member.pinyin,
            initials=member.initials,
            sort=(unit.sort, group.sort if group else 999, member.pinyin, member.uid),
        )


def scored_rows(session: Session, unit: Unit, first: date, last: date) -> list[MemberRow]:
    """Members whom a branch lists for the days from ``first`` to ``last``; each stands in one branch only.

    Their facts are those of ``last``; exempt is who was so on every day.
    """
    present = set(session.scalars(select(Member.uid).where(Member.id.in_(members_of(unit, first, last)))))
    # Left out is only who was left out throughout: one liable day, and the month's lines count and are shown.
    whole = set(
        session.scalars(
            select(Member.uid)
            .join(Exemption, Exemption.member_id == Member.id)
            .where(
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
        stays=_stay_views(session, member),
        exemptions=tuple(
            ExemptionView(
                e.uid, e.start, e.end, e.reason, e.applied_on, e.approved_on, e.approved_by, e.approval_note
            )
            for e in exemptions
        ),
    )


def _stay_views(session: Session, member: Member) -> tuple[StayView, ...]:
    rows = session.execute(
        select(Unit.uid, Unit.short_name, Group.name, MemberSpan.start, MemberSpan.end)
        .join(Unit, Unit.uid == MemberSpan.value)
        .outerjoin(Group, Group.id == MemberSpan.group_id)
        .where(MemberSpan.member_id == member.id, MemberSpan.kind == MEMBERSHIP)
        .order_by(MemberSpan.start)
    )
    return tuple(StayView(uid, name, group or "", start, end) for uid, name, group, start, end in rows)
