"""Members: adding, changing, and the dated facts (class, status, mobility, exemption, leaving)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Issue, Severity, UserError, ValidationFailed
from app.models import Exemption, Grid, Group, Member, Unit

from . import identity
from .actor import OFFICERS, Actor, require
from .audit import record
from .base import Service, by_uid
from .changes import Changes, Kind
from .member_views import MemberDetail, MemberRow, member_detail, member_rows
from .membership import MEMBERSHIP, belong_as_on, leave_headship, load_stays, settle
from .pinyin import full_pinyin, initials
from .spans import add_first_spans, set_span
from .transfers import Moved, leaving_faults, move_member, undo_move
from .units import only_group
from .workflow import Role

#: Membership of somebody whose dates nobody knows: as if always.
LONG_AGO = date(1921, 7, 1)

SPAN_NAMES = {"category": "党员类别", "status": "正式/预备", "mobile": "流动党员"}


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """A member as typed in the form. Empty text and ``None`` mean: not known."""

    name: str
    branch_uid: str
    group_uid: str = ""
    grid: str = ""
    name_note: str = ""
    id_number: str = ""
    sex: str = ""
    birth_date: date | None = None
    ethnicity: str = ""
    education: str = ""
    phone: str = ""
    position: str = ""
    joined_on: date | None = None
    full_on: date | None = None
    note: str = ""
    category: str = ""
    status: str = "full"
    since: date | None = None


def check_draft(draft: MemberDraft, *, as_of: date | None = None) -> tuple[Issue, ...]:
    """All faults of a form, with the field's name as ``code``; with ``as_of`` also a birth in the future."""
    issues = []
    if not draft.name.strip():
        issues.append(Issue("姓名", "name", "请填写姓名。"))
    if draft.id_number:
        issues += [
            Issue(issue.place, "id_number", issue.message)
            for issue in identity.check_id_number(draft.id_number, as_of=as_of).issues
            if issue.severity is Severity.ERROR
        ]
    if draft.joined_on and draft.full_on and draft.full_on < draft.joined_on:
        issues.append(Issue("转正日期", "full_on", "转正日期早于入党日期，请核对。"))
    if draft.status not in {"full", "probationary"}:
        issues.append(Issue("人员类别", "status", "请选择正式党员或预备党员。"))
    return tuple(issues)


class MemberService(Service):
    """Use cases of the 党员 page."""

    def rows(self, on: date, *, branch_uid: str | None = None) -> list[MemberRow]:
        """Members as they stand on a day, of one branch or of the whole village, those who left included."""
        with self.uow.read() as session:
            units = None if branch_uid is None else [by_uid(session, Unit, branch_uid).id]
            return member_rows(session, on, unit_ids=units)

    def detail(self, uid: str) -> MemberDetail:
        """One member whole. Raises NotFound."""
        with self.uow.read() as session:
            return member_detail(session, by_uid(session, Member, uid), self.today())

    def add(self, actor: Actor, draft: MemberDraft) -> Changes:
        """Add one member by hand.

        Raises:
            ValidationFailed: all faults of the form, also an ID number that stands in the roster already.
        """
        require(actor, *OFFICERS, action="新增党员")
        with self.uow.write() as session:
            member = Member()
            self._fill(session, member, draft)
            session.add(member)
            session.flush()
            since = draft.since or member.joined_on or LONG_AGO
            add_first_spans(session, member, status=draft.status, category=draft.category, since=since)
            record(session, actor, self.clock, "新增党员", member.name, {"member": member.uid})
            return Changes.of(Kind.MEMBER, ids=(member.uid,), message=f"已新增 {member.name}")

    def update(self, actor: Actor, uid: str, draft: MemberDraft) -> Changes:
        """Change the plain facts of a member; class and status have dates and their own methods."""
        require(actor, *OFFICERS, action="修改党员信息")
        with self.uow.write() as session:
            member = by_uid(session, Member, uid)
            self._fill(session, member, draft)
            record(session, actor, self.clock, "修改党员信息", member.name, {"member": uid})
            return Changes.of(Kind.MEMBER, ids=(uid,), message=f"已保存 {member.name}")

    def _fill(self, session: Session, member: Member, draft: MemberDraft) -> None:
        issues = list(check_draft(draft, as_of=self.today()))
        id_number = identity.check_id_number(draft.id_number).number if draft.id_number and not issues else ""
        if id_number:
            twin = session.scalar(
                select(Member).where(Member.id_number == id_number, Member.uid != (member.uid or ""))
            )
            if twin is not None:
                issues.append(
                    Issue("身份证号", "id_number", f"与党员{twin.name}的身份证号相同，请核对是不是同一人。")
                )
        if issues:
            raise ValidationFailed(issues)
        unit = by_uid(session, Unit, draft.branch_uid)
        group = by_uid(session, Group, draft.group_uid) if draft.group_uid else only_group(session, unit)
        settle(session, member, unit, group, self.today())
        member.grid_id = grid_id(session, draft.grid)
        member.name = draft.name.strip()
        member.pinyin, member.initials = full_pinyin(member.name), initials(member.name)
        member.id_number = id_number
        member.sex = draft.sex or identity.sex_of(id_number) or ""
        member.birth_date = draft.birth_date or identity.birth_date_of(id_number)
        for field in ("name_note", "ethnicity", "education", "phone", "position", "note"):
            setattr(member, field, getattr(draft, field).strip())
        member.joined_on, member.full_on = draft.joined_on, draft.full_on

    def set_category(self, actor: Actor, uid: str, category: str, start: date) -> Changes:
        """Let a class hold from a date on; points of earlier months keep the class of their time."""
        return self._set(actor, uid, "category", category, start, f"{category} 类")

    def set_status(self, actor: Actor, uid: str, status: str, start: date) -> Changes:
        """转正: full member from a date on (or back, when entered by mistake)."""
        words = {"full": "正式党员", "probationary": "预备党员"}
        if status not in words:
            raise UserError("请选择正式党员或预备党员。")
        return self._set(actor, uid, "status", status, start, words[status])

    def set_mobile(self, actor: Actor, uid: str, start: date, *, mobile: str) -> Changes:
        """流动党员 from a date on (``mobile="yes"``), or no longer (``mobile=""``)."""
        return self._set(actor, uid, "mobile", mobile, start, "流动党员" if mobile else "不再是流动党员")

    def _set(self, actor: Actor, uid: str, kind: str, value: str, start: date, words: str) -> Changes:
        require(actor, *OFFICERS, action=f"变更{SPAN_NAMES[kind]}")
        with self.uow.write() as session:
            member = by_uid(session, Member, uid)
            set_span(session, member, kind, value, start)
            if (kind, value) == ("status", "full"):
                member.full_on = start
            record(
                session, actor, self.clock, f"变更{SPAN_NAMES[kind]}", member.name,
                {"member": uid, "value": value, "start": start},
            )  # fmt: skip
            return Changes.of(Kind.MEMBER, ids=(uid,), message=f"{member.name}：{start:%Y-%m-%d} 起{words}")

    def exempt(
        self, actor: Actor, uid: str, *, start: date, end: date | None, reason: str,
        applied_on: date | None, approved_on: date | None, approval_note: str = "",
    ) -> Changes:  # fmt: skip
        """不纳入积分: enter an application, and its approval when ``approved_on`` is given (secretary only)."""
        require(actor, *((Role.SECRETARY,) if approved_on else OFFICERS), action="批准不纳入积分")
        issues = []
        if not reason.strip():
            issues.append(Issue("原因", "reason", "请填写原因（不会出现在公示表上）。"))
        if end is not None and end < start:
            issues.append(Issue("截止日期", "end", "截止日期早于开始日期。"))
        if issues:
            raise ValidationFailed(issues)
        with self.uow.write() as session:
            member = by_uid(session, Member, uid)
            session.add(
                Exemption(
                    member_id=member.id, start=start, end=end, reason=reason.strip(), applied_on=applied_on,
                    approved_on=approved_on, approved_by=actor.name if approved_on else "",
                    approval_note=approval_note.strip(),
                )
            )  # fmt: skip
            action = "批准不纳入积分" if approved_on else "申请不纳入积分"
            record(
                session, actor, self.clock, action, member.name, {"member": uid, "start": start, "end": end}
            )
            return Changes.of(Kind.MEMBER, ids=(uid,), message=f"{member.name}：{action}")

    def approve_exemption(
        self, actor: Actor, exemption_uid: str, approved_on: date, note: str = ""
    ) -> Changes:
        """Approve an application that was entered before."""
        require(actor, Role.SECRETARY, action="批准不纳入积分")
        with self.uow.write() as session:
            row = by_uid(session, Exemption, exemption_uid)
            row.approved_on, row.approved_by, row.approval_note = approved_on, actor.name, note.strip()
            member = session.get_one(Member, row.member_id)
            record(session, actor, self.clock, "批准不纳入积分", member.name, {"member": member.uid})
            return Changes.of(Kind.MEMBER, ids=(member.uid,), message=f"{member.name}：已批准不纳入积分")

    def end_exemption(self, actor: Actor, exemption_uid: str, last_day: date) -> Changes:
        """Take a member back into the points after ``last_day``."""
        require(actor, Role.SECRETARY, action="恢复积分管理")
        with self.uow.write() as session:
            row = by_uid(session, Exemption, exemption_uid)
            if last_day < row.start:
                raise UserError("截止日期早于开始日期。", hint="请核对日期。")
            row.end = last_day
            member = session.get_one(Member, row.member_id)
            record(
                session,
                actor,
                self.clock,
                "恢复积分管理",
                member.name,
                {"member": member.uid, "end": last_day},
            )
            return Changes.of(
                Kind.MEMBER, ids=(member.uid,), message=f"{member.name}：{last_day:%Y-%m-%d} 后恢复积分"
            )

    def leave(self, actor: Actor, uid: str, *, last_day: date, how: str, note: str = "") -> Changes:
        """转出 (``how="transferred"``) or 去世 (``"deceased"``): membership ends with ``last_day``.

        Raises:
            ValidationFailed: a branch to which the member moved afterwards has confirmed a month already.
        """
        require(actor, *OFFICERS, action="党员减少登记")
        with self.uow.write() as session:
            member = by_uid(session, Member, uid)
            faults = leaving_faults(session, member, last_day)
            if faults:
                raise ValidationFailed(faults)
            belong_as_on(session, member, last_day)
            set_span(session, member, MEMBERSHIP, "", last_day + timedelta(days=1))
            member.left_on, member.left_how, member.left_note = last_day, how, note.strip()
            leave_headship(session, member)
            word = "转出" if how == "transferred" else "去世"
            record(
                session, actor, self.clock, f"登记{word}", member.name, {"member": uid, "last_day": last_day}
            )
            return Changes.of(Kind.MEMBER, Kind.GROUP, ids=(uid,), message=f"{member.name}：已登记{word}")

    def come_back(self, actor: Actor, uid: str, start: date) -> Changes:
        """转入 of somebody who was here before, into the branch of that time; or a leaving entered by mistake."""
        require(actor, *OFFICERS, action="党员转入登记")
        with self.uow.write() as session:
            member = by_uid(session, Member, uid)
            unit = belong_as_on(session, member, date.max)
            set_span(session, member, MEMBERSHIP, unit.uid, start, group_id=member.group_id)
            member.left_on, member.left_how, member.left_note = None, "", ""
            record(session, actor, self.clock, "登记转入", member.name, {"member": uid, "start": start})
            words = f"{member.name}：{start:%Y-%m-%d} 起在{unit.short_name}"
            return Changes.of(Kind.MEMBER, ids=(uid,), message=words)

    def enter(self, actor: Actor, uid: str, start: date) -> Changes:
        """转入: somebody whose roster entry came before counts in this village only from ``start`` on.

        Raises:
            ValidationFailed: the member had moved on to another branch by then.
        """
        require(actor, *OFFICERS, action="党员转入登记")
        with self.uow.write() as session:
            member = by_uid(session, Member, uid)
            stays = load_stays(session, [member.id]).get(member.id, [])
            moved = next((stay for stay in stays if stay.value != stays[0].value), None)
            if moved is not None and moved.start <= start:
                text = f"{member.name} {moved.start:%Y-%m-%d} 已转到别的支部，起始日须在那一天以前。"
                raise ValidationFailed([Issue("起始日", "start", text)])
            if moved is not None:
                first = stays.index(moved) - 1
                for stay in stays[:first]:
                    session.delete(stay)
                stays[first].start = start
            else:
                unit = belong_as_on(session, member, date.max)
                set_span(session, member, MEMBERSHIP, "", LONG_AGO)
                set_span(session, member, MEMBERSHIP, unit.uid, start, note="转入", group_id=member.group_id)
            record(session, actor, self.clock, "登记转入", member.name, {"member": uid, "start": start})
            return Changes.of(Kind.MEMBER, ids=(uid,), message=f"{member.name}：{start:%Y-%m-%d} 转入")

    def move(self, actor: Actor, uid: str, *, branch_uid: str, group_uid: str, start: date) -> Changes:
        """转到本村其他支部 from a day on; ``group_uid`` may be empty where the branch has one group.

        Raises:
            ValidationFailed: all that stands against it (see :mod:`app.services.transfers`).
        """
        require(actor, *OFFICERS, action="转支部")
        with self.uow.write() as session:
            member, unit = by_uid(session, Member, uid), by_uid(session, Unit, branch_uid)
            group = by_uid(session, Group, group_uid) if group_uid else only_group(session, unit)
            moved = move_member(session, member, unit, group, start)
            return self._moved(session, actor, member, moved, f"{start:%Y-%m-%d} 起{moved.words}")

    def undo_move(self, actor: Actor, uid: str) -> Changes:
        """Take back a move entered by mistake, as long as the new branch has confirmed nothing since."""
        require(actor, *OFFICERS, action="撤销转支部")
        with self.uow.write() as session:
            member = by_uid(session, Member, uid)
            moved = undo_move(session, member)
            return self._moved(session, actor, member, moved, f"已撤销转支部，{moved.words}")

    def _moved(self, session: Session, actor: Actor, member: Member, moved: Moved, words: str) -> Changes:
        subject = f"{member.name}：{words}"
        record(session, actor, self.clock, "转支部", subject, {"member": member.uid})
        return Changes.of(
            Kind.MEMBER, Kind.GROUP, Kind.LINE, Kind.PERIOD, ids=(member.uid,), message=subject,
            warnings=moved.notes,
        )  # fmt: skip


def grid_id(session: Session, name: str) -> int | None:
    """Key of the grid with this name; made when it is new; None for an empty name."""
    if not name.strip():
        return None
    grid = session.scalar(select(Grid).where(Grid.name == name.strip()))
    if grid is None:
        grid = Grid(name=name.strip(), sort=0)
        session.add(grid)
        session.flush()
    return grid.id
