"""Bringing a checked roster into the ledger: new members are added, known ones updated, nobody is doubled."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.models import Exemption, Group, Member, MemberSpan, Period, Unit

from .actor import OFFICERS, Actor, require
from .audit import record
from .base import Service
from .changes import Changes, Kind
from .exchange.roster import RosterField, RosterRow, RosterValues
from .members import LONG_AGO, grid_id
from .membership import load_stays, settle, stay_on
from .pinyin import full_pinyin, initials
from .roster_branches import Elsewhere, NamedBranches, part
from .spans import add_first_spans, set_span
from .transfers import move_faults, move_member
from .units import branches, make_group

_PLAIN = {
    RosterField.SEX: "sex",
    RosterField.BIRTH_DATE: "birth_date",
    RosterField.ETHNICITY: "ethnicity",
    RosterField.EDUCATION: "education",
    RosterField.PHONE: "phone",
    RosterField.POSITION: "position",
    RosterField.JOINED_ON: "joined_on",
    RosterField.FULL_ON: "full_on",
    RosterField.NOTE: "note",
}


@dataclass(slots=True)
class ImportPlan:
    """What an import did or would do.

    Attributes:
        added: Names of new members; ``updated`` of known ones that change; ``same`` known and unchanged.
        moved: Who goes to another branch of the village: "林为民：第一支部 → 第二支部".
        elsewhere: While the ledger has one branch: people in the rows that name another, by its name.
        left_out: How many of them are not imported.
        warnings: What should be known, in Chinese.
    """

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    elsewhere: dict[str, int] = field(default_factory=dict)
    left_out: int = 0
    warnings: list[str] = field(default_factory=list)


class RosterImportService(Service):
    """The last step of the roster import: one transaction."""

    def plan(
        self,
        rows: Collection[RosterRow],
        *,
        branch_uid: str | None = None,
        moved_on: date | None = None,
        elsewhere: Elsewhere = Elsewhere.LEAVE_OUT,
    ) -> ImportPlan:
        """What :meth:`apply` would do, for the preview; the ledger stays as it is."""
        with self.uow.read() as session:
            return _Importer(session, self.today(), branch_uid, moved_on, elsewhere).run(rows, changing="")

    def apply(
        self,
        actor: Actor,
        rows: Collection[RosterRow],
        *,
        branch_uid: str | None = None,
        moved_on: date | None = None,
        elsewhere: Elsewhere = Elsewhere.LEAVE_OUT,
    ) -> Changes:
        """Import the usable rows of a checked roster.

        Args:
            actor: Recorder or secretary.
            rows: Rows of the preview; those that are not usable are left out.
            branch_uid: Branch for rows that name none or when the file has only one.
            moved_on: First day in the new branch of those whose row names another one; default today.
            elsewhere: While the ledger has one branch: what becomes of those whose row names another.

        Raises:
            UserError: no usable row, or the rows name no branch and there are several.
        """
        require(actor, *OFFICERS, action="导入党员名册")
        with self.uow.write() as session:
            plan = import_rows(
                session, rows, self.today(), branch_uid=branch_uid, moved_on=moved_on, elsewhere=elsewhere
            )
            words = f"新增 {len(plan.added)} 人，更新 {len(plan.updated)} 人"
            for people, what in ((len(plan.moved), "转支部"), (plan.left_out, "未导其他支部")):
                words += f"，{what} {people} 人" if people else ""
            record(
                session, actor, self.clock, "导入党员名册", words,
                {"added": len(plan.added), "updated": len(plan.updated), "same": len(plan.same), "moved": plan.moved},
            )  # fmt: skip
            return Changes.of(
                Kind.MEMBER, Kind.GROUP, Kind.UNIT, Kind.LINE, Kind.PERIOD,
                message=f"已导入：{words}，未变 {len(plan.same)} 人",
                warnings=tuple(plan.warnings),
            )  # fmt: skip


def import_rows(
    session: Session,
    rows: Collection[RosterRow],
    today: date,
    *,
    branch_uid: str | None = None,
    moved_on: date | None = None,
    elsewhere: Elsewhere = Elsewhere.LEAVE_OUT,
) -> ImportPlan:
    """Import inside the caller's transaction (also used by the first-run assistant)."""
    return _Importer(session, today, branch_uid, moved_on, elsewhere).run(rows, changing="yes")


class _Importer:
    """One import: what is known of branches, groups and members, looked up once."""

    def __init__(
        self,
        session: Session,
        today: date,
        branch_uid: str | None,
        moved_on: date | None,
        elsewhere: Elsewhere,
    ) -> None:
        self._session = session
        self._today = today
        self._moved_on = moved_on or today
        self._units = branches(session)
        self._named = NamedBranches(self._units, branch_uid)
        self._elsewhere = elsewhere
        self._members = list(session.scalars(select(Member)))
        self._by_id = {m.id_number: m for m in self._members if m.id_number}
        self._groups = {(g.unit_id, g.name): g for g in session.scalars(select(Group))}
        # Before the first month is opened the roster is still being put right: another branch is a correction.
        self._lived = session.scalar(select(Period.id).limit(1)) is not None
        self._stays = {member_id: stay_on(stays, today) for member_id, stays in load_stays(session).items()}
        # Rows without ID number that bring a namesake of somebody known: told at the end, when all are matched.
        self._namesakes: list[tuple[RosterRow, Member]] = []
        # Two rows never mean one member: whom a row has meant, and whom an ID number in the file will mean.
        self._meant: set[str] = set()
        self._told_ids: frozenset[str] = frozenset()
        # The first roster describes who was always here; a later one tells of newcomers.
        self._first = not self._members

    def run(self, rows: Iterable[RosterRow], *, changing: str) -> ImportPlan:
        plan = ImportPlan()
        usable = [row for row in rows if row.usable]
        if not usable:
            raise UserError("没有可以导入的行。", hint="请按预览中的提示修改名册后再导入。")
        if len(self._units) == 1:
            usable = self._part(usable, plan, changing=bool(changing))
        self._told_ids = frozenset(row.values.id_number for row in usable if row.values.id_number)
        for row in usable:
            self._take(row, plan, changing=changing)
        plan.warnings += [
            f"名册第 {row.number} 行 {member.name} 没有身份证号，"
            f"本支部已有同名的{member.name}（{self._group_name(member)}）：将作为另一人新增"
            for row, member in self._namesakes
            if member.uid not in self._meant
        ]
        if plan.added and not self._first:
            plan.warnings.append(
                f"新增的 {len(plan.added)} 人从 {self._today:%Y-%m-%d} 起计入支部；日期不同的请到各人页面修改。"
            )
        self._session.flush()
        return plan

    def _part(self, rows: list[RosterRow], plan: ImportPlan, *, changing: bool) -> list[RosterRow]:
        """The rows to import where the roster may be of the whole village and the ledger is of one branch."""
        parted = part(self._session, self._units[0], rows, self._elsewhere, changing=changing)
        plan.elsewhere, plan.left_out = parted.elsewhere, parted.left_out
        if len(parted.units) > 1:
            self._units, self._named = parted.units, NamedBranches(parted.units, parted.units[0].uid)
        return parted.rows

    def _take(self, row: RosterRow, plan: ImportPlan, *, changing: str) -> None:
        values = row.values
        unit = self._named.unit(values, row.number)
        known = self._known(row, unit)
        if known is None:
            plan.added.append(values.name)
            if changing:
                self._add(values, unit)
            return
        if self._lived and self._unit_id(known) != unit.id:
            if self._move(row, known, unit, plan, changing=changing):
                return
            unit = next(u for u in self._units if u.id == self._unit_id(known))
            values = replace(values, branch=None, group=None)
        if not self._differs(known, values, unit):
            plan.same.append(values.name)
            return
        plan.updated.append(values.name)
        if changing:
            self._update(known, values, unit)

    def _move(self, row: RosterRow, known: Member, unit: Unit, plan: ImportPlan, *, changing: str) -> bool:
        """Somebody whose row names another branch moves there. Returns whether that is possible."""
        own = next(u for u in self._units if u.id == self._unit_id(known))
        there = self._groups.get((unit.id, row.values.group or ""))
        faults = move_faults(self._session, known, unit, self._moved_on, group=there)
        if faults:
            reasons = "".join(dict.fromkeys(fault.message for fault in faults))
            plan.warnings.append(
                f"名册第 {row.number} 行 {known.name} 在台账里属于{own.short_name}，名册写{unit.short_name}，"
                f"没有转：{reasons}"
            )
            return False
        plan.moved.append(f"{known.name}：{own.short_name} → {unit.short_name}{row.values.group or ''}")
        if changing:
            moved = move_member(
                self._session, known, unit, self._group(unit, row.values.group), self._moved_on
            )
            plan.warnings += moved.notes
            self._stays[known.id] = stay_on(load_stays(self._session, [known.id])[known.id], self._today)
            self._update(known, row.values, unit)
        return True

    def _unit_id(self, member: Member) -> int:
        """The branch where a member is today."""
        stay = self._stays.get(member.id)
        if stay is None:
            return member.unit_id
        return next(u.id for u in self._units if u.uid == stay.value)

    def _group_id_of(self, member: Member) -> int | None:
        """The group in which a member is today."""
        stay = self._stays.get(member.id)
        return member.group_id if stay is None else stay.group_id

    def _known(self, row: RosterRow, unit: Unit) -> Member | None:
        """The member that a row means: by ID number, else a namesake whom no other row of the file means."""
        values = row.values
        found = self._by_id.get(values.id_number) if values.id_number else None
        if found is None:
            twins = [m for m in self._members if self._may_be(m, values, unit)]
            if len(twins) > 1:
                twins = [m for m in twins if not self._differs(m, values, unit)][:1] or twins
            if len(twins) > 1:
                raise UserError(
                    f"第 {row.number} 行 {values.name}：本支部有 {len(twins)} 名{values.name}，分不清是哪一位。",
                    hint="请在名册里写上身份证号和党小组。",
                )
            found = twins[0] if twins else None
            if found is None and not values.id_number:
                self._namesakes += [(row, m) for m in self._members if self._is_namesake(m, values, unit)]
        if found is not None:
            self._meant.add(found.uid)
        return found

    def _may_be(self, member: Member, values: RosterValues, unit: Unit) -> bool:
        """A namesake of the branch (and group), one of the two without ID number, and not spoken for."""
        return (
            member.name == values.name
            and self._unit_id(member) == unit.id
            and not (member.id_number and values.id_number)
            and not (values.group and self._group_id_of(member) != self._group_id(unit, values.group))
            and member.uid not in self._meant
            and member.id_number not in self._told_ids
        )

    def _is_namesake(self, member: Member, values: RosterValues, unit: Unit) -> bool:
        return (
            member.name == values.name
            and self._unit_id(member) == unit.id
            and member.left_on is None
            and member.id_number not in self._told_ids
        )

    def _group_name(self, member: Member) -> str:
        return next((g.name for g in self._groups.values() if g.id == self._group_id_of(member)), "未分组")

    def _group_id(self, unit: Unit, name: str) -> int | None:
        group = self._groups.get((unit.id, name))
        return group.id if group else None

    def _group(self, unit: Unit, name: str | None) -> Group:
        wanted = name or ""
        if not wanted:
            own = [g for (unit_id, _), g in self._groups.items() if unit_id == unit.id]
            wanted = own[0].name if own else "全体党员"
        group = self._groups.get((unit.id, wanted))
        if group is None:
            group = make_group(self._session, unit, wanted)
            self._groups[unit.id, wanted] = group
        return group

    def _told(self, values: RosterValues) -> dict[str, object]:
        """Columns that the file tells, by attribute of the row."""
        told = {attr: getattr(values, fld.value) for fld, attr in _PLAIN.items()}
        return {attr: value for attr, value in told.items() if value not in (None, "")}

    def _add(self, values: RosterValues, unit: Unit) -> None:
        member = Member(
            unit_id=unit.id,
            group_id=self._group(unit, values.group).id,
            grid_id=grid_id(self._session, values.grid or ""),
            name=values.name,
            pinyin=full_pinyin(values.name),
            initials=initials(values.name),
            id_number=values.id_number or "",
        )
        for attr, value in self._told(values).items():
            setattr(member, attr, value)
        self._session.add(member)
        self._session.flush()
        since = (
            (member.joined_on or LONG_AGO) if self._first else max(self._today, member.joined_on or LONG_AGO)
        )
        status = values.status.value if values.status else self._status(member)
        add_first_spans(self._session, member, status=status, category=values.category or "", since=since)
        if values.mobile:
            self._session.add(
                MemberSpan(member_id=member.id, kind="mobile", value="yes", start=since, end=None, note="")
            )
        if values.exempt:
            # A roster is no approval: it is entered as an application that the secretary approves.
            self._session.add(
                Exemption(
                    member_id=member.id, start=since if self._first else self._today, end=None,
                    reason=values.exempt_reason or "名册注明", applied_on=None, approved_on=None,
                )
            )  # fmt: skip
        self._meant.add(member.uid)
        self._members.append(member)
        if member.id_number:
            self._by_id[member.id_number] = member

    def _status(self, member: Member) -> str:
        if member.full_on is None and member.joined_on is not None:
            # Probation lasts a year; without a date of confirmation a recent member is still probationary.
            return "probationary" if member.joined_on > self._today - timedelta(days=365) else "full"
        return "probationary" if member.full_on is not None and member.full_on > self._today else "full"

    def _span_values(self, member: Member) -> dict[str, str]:
        """What holds today; class and status of somebody who comes later, as they will be on the first day."""
        spans = self._session.scalars(
            select(MemberSpan).where(MemberSpan.member_id == member.id).order_by(MemberSpan.start.desc())
        )
        found: dict[str, str] = {}
        for span in spans:
            begun = span.start <= self._today
            if begun and span.end is not None and span.end < self._today:
                continue
            if begun or (span.kind != "mobile" and span.start > self._today):
                found[span.kind] = span.value
        return found

    def _dated(self, member: Member, values: RosterValues) -> list[tuple[str, str]]:
        """Dated facts that the file tells differently: they hold from today on."""
        now = self._span_values(member)
        told = {
            "category": values.category,
            "status": values.status.value if values.status else None,
            "mobile": None if values.mobile is None else ("yes" if values.mobile else ""),
        }
        return [
            (kind, value) for kind, value in told.items() if value is not None and value != now.get(kind, "")
        ]

    def _differs(self, member: Member, values: RosterValues, unit: Unit) -> bool:
        if any(getattr(member, attr) != value for attr, value in self._told(values).items()):
            return True
        if values.name != member.name or unit.id != self._unit_id(member) or self._dated(member, values):
            return True
        if values.id_number and not member.id_number:
            return True
        return bool(values.group) and self._group_id_of(member) != self._group_id(unit, values.group or "")

    def _update(self, member: Member, values: RosterValues, unit: Unit) -> None:
        for attr, value in self._told(values).items():
            setattr(member, attr, value)
        if values.name != member.name:
            member.name = values.name
            member.pinyin, member.initials = full_pinyin(values.name), initials(values.name)
        member.id_number = values.id_number or member.id_number
        if values.group or self._unit_id(member) != unit.id:
            group = self._group(unit, values.group)
            if (self._unit_id(member), self._group_id_of(member)) != (unit.id, group.id):
                settle(self._session, member, unit, group, self._today)
        if values.grid:
            member.grid_id = grid_id(self._session, values.grid)
        for kind, value in self._dated(member, values):
            set_span(self._session, member, kind, value, self._today)
