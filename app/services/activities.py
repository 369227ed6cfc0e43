"""Activities with an attendance sheet: tick who was there once, and every card has its line.

What a sheet makes depends on its item: a line for who was there, a line for each mark that has a price, or none at
all where presence is expected and the evaluation finds what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import Issue, ValidationFailed, WorkflowError
from app.models import Activity, Attendance, Card, Declaration, Member, Period, Unit
from app.models.uow import UnitOfWork

from .actor import OFFICERS, Actor, require
from .audit import record
from .base import Service, by_uid, by_uids, find_period
from .cards import drop_line, ensure_period, open_cards
from .changes import Changes, Kind
from .line_entry import LineDraft, LineEntry
from .member_views import MemberRow, scored_rows
from .months import Month
from .presence import EARNS, PRESENCE_NAMES, Presence
from .schemes import SchemeBook, version_on
from .scoring import AttendanceAmount, Item, Polarity, Proposal
from .signs import deducts, price_of
from .workflow import PERIOD, Action, LineState, PeriodState, advance

__all__ = [
    "EARNS",
    "PRESENCE_NAMES",
    "ActivityDraft",
    "ActivityService",
    "ActivityView",
    "Presence",
    "makes_line",
    "on_sheets",
]


@dataclass(frozen=True, slots=True)
class ActivityDraft:
    """An activity as typed.

    Attributes:
        marks: Every member who was expected.
        checked_by: Who checked the sheet, in words; of a ``checker_uid`` the name.
        checker_uid: That member, who is the second person of the deductions that the sheet makes.
    """

    item: str
    title: str
    held_on: date
    marks: Mapping[str, Presence]
    place: str = ""
    checked_by: str = ""
    checker_uid: str = ""


@dataclass(frozen=True, slots=True)
class ActivityView:
    """An activity of the month with its sheet.

    Attributes:
        marks: Mark by member uid; ``present`` counts those who were there.
        editable: No line of it has been collected yet; without lines, the month is still open.
    """

    uid: str
    item: str
    item_name: str
    title: str
    held_on: date
    place: str
    checked_by: str
    checker_uid: str
    marks: Mapping[str, Presence]
    present: int
    editable: bool


def on_sheets(item: Item) -> bool:
    """Whether an item can be entered by an attendance sheet."""
    if item.amount_kind in {"attendance", "expected"}:
        return True
    return item.amount_kind == "fixed" and item.polarity is Polarity.PLUS


def makes_line(item: Item, mark: Presence) -> bool:
    """Whether a mark makes a line: presence that earns, or a mark with a price; what is expected makes none."""
    if isinstance(item.amount, AttendanceAmount):
        return bool(price_of(item.amount, mark.value))
    return item.amount_kind == "fixed" and mark in EARNS


class ActivityService(Service):
    """Use cases of the attendance sheet on the 申报 page."""

    def __init__(self, uow: UnitOfWork, clock: Clock, book: SchemeBook) -> None:
        super().__init__(uow, clock)
        self._book = book

    def month(self, branch_uid: str, month: Month) -> list[ActivityView]:
        """Activities of a branch's month, by date."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            period = find_period(session, unit, month)
            if period is None:
                return []
            rows = session.scalars(
                select(Activity)
                .where(Activity.period_id == period.id)
                .order_by(Activity.held_on, Activity.id)
            )
            return [self._view(session, unit, row) for row in rows]

    def expected(self, branch_uid: str, month: Month, held_on: date) -> list[MemberRow]:
        """Members to tick: those of the branch on that day, exempt ones left out."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            return [m for m in scored_rows(session, unit, held_on, held_on) if not m.exempt]

    def save(
        self, actor: Actor, branch_uid: str, month: Month, draft: ActivityDraft, uid: str | None = None
    ) -> Changes:
        """Save a new sheet, or the changed one with ``uid``; the cards' lines follow in the same transaction.

        Raises:
            ValidationFailed: title or date missing, date outside the month, an item that attendance cannot earn.
            WorkflowError: a member's card was collected already.
        """
        require(actor, *OFFICERS, action="登记考勤")
        with self.uow.write() as session:
            unit = by_uid(session, Unit, branch_uid)
            self._check(session, unit, month, draft)
            period = ensure_period(session, unit, month)
            advance(PERIOD, PeriodState(period.state), Action.DECLARE, actor.role, subject=month.title)
            activity = by_uid(session, Activity, uid) if uid else Activity(period_id=period.id)
            activity.item, activity.title = draft.item, draft.title.strip()
            activity.held_on, activity.place = draft.held_on, draft.place.strip()
            checker = by_uid(session, Member, draft.checker_uid) if draft.checker_uid else None
            activity.checked_by = checker.name if checker is not None else draft.checked_by.strip()
            activity.checker_id = checker.id if checker is not None else None
            session.add(activity)
            session.flush()
            members = {m.uid: m for m in by_uids(session, Member, draft.marks)}
            self._save_marks(session, activity, members, draft.marks)
            added, removed = self._save_lines(session, actor, unit, activity, members, draft.marks)
            present = sum(mark in EARNS for mark in draft.marks.values())
            made = "已记入各人申报卡" if added or removed else "已保存"
            record(
                session, actor, self.clock, "登记考勤", f"{draft.held_on:%Y-%m-%d} {activity.title}",
                {"activity": activity.uid, "present": present, "added": added, "removed": removed},
            )  # fmt: skip
            return Changes.of(
                Kind.ACTIVITY, Kind.LINE, Kind.PERIOD, ids=(activity.uid,),
                message=f"{activity.title}：{present} 人到会，{made}",
            )  # fmt: skip

    def remove(self, actor: Actor, uid: str) -> Changes:
        """Delete a sheet entered by mistake, with the lines it made."""
        require(actor, *OFFICERS, action="删除考勤")
        with self.uow.write() as session:
            activity = by_uid(session, Activity, uid)
            period = session.get_one(Period, activity.period_id)
            advance(PERIOD, PeriodState(period.state), Action.DECLARE, actor.role, subject=period.label)
            lines = session.scalars(select(Declaration).where(Declaration.activity_id == activity.id)).all()
            for line in lines:
                self._drop(session, line, actor)
            for mark in session.scalars(select(Attendance).where(Attendance.activity_id == activity.id)):
                session.delete(mark)
            session.flush()
            record(session, actor, self.clock, "删除考勤", activity.title, {"activity": uid})
            session.delete(activity)
            return Changes.of(Kind.ACTIVITY, Kind.LINE, ids=(uid,), message=f"已删除{activity.title}的考勤")

    def _check(self, session: Session, unit: Unit, month: Month, draft: ActivityDraft) -> None:
        issues = []
        if not draft.title.strip():
            issues.append(Issue("活动名称", "title", "请填写活动名称，例如“十月主题党日”。"))
        if draft.held_on not in month:
            issues.append(Issue("日期", "held_on", f"日期不在{month.title}，请核对。"))
        elif draft.held_on > max(self.today(), month.first):
            issues.append(Issue("日期", "held_on", "日期还没到，活动结束后再登记。"))
        item = version_on(self._book.versions(session, unit), draft.held_on).items.get(draft.item)
        if item is None or not item.enabled:
            issues.append(Issue("积分项目", "item", "方案里没有这个项目，请重新选择。"))
        elif not on_sheets(item):
            issues.append(Issue("积分项目", "item", f"“{item.name}”要逐人评分，不能用考勤表登记。"))
        if not draft.marks:
            issues.append(Issue("名单", "marks", "名单是空的，请先登记党员。"))
        if issues:
            raise ValidationFailed(issues)

    def _save_marks(
        self,
        session: Session,
        activity: Activity,
        members: Mapping[str, Member],
        marks: Mapping[str, Presence],
    ) -> None:
        known = {
            row.member_id: row
            for row in session.scalars(select(Attendance).where(Attendance.activity_id == activity.id))
        }
        for uid, mark in marks.items():
            row = known.pop(members[uid].id, None)
            if row is None:
                session.add(
                    Attendance(activity_id=activity.id, member_id=members[uid].id, state=mark.value, note="")
                )
            else:
                row.state = mark.value
        for row in known.values():
            session.delete(row)

    def _save_lines(
        self,
        session: Session,
        actor: Actor,
        unit: Unit,
        activity: Activity,
        members: Mapping[str, Member],
        marks: Mapping[str, Presence],
    ) -> tuple[int, int]:
        """Make the cards agree with the marks. Returns how many lines were added and removed."""
        rows = session.execute(
            select(Declaration, Member.uid)
            .join(Card, Card.id == Declaration.card_id)
            .join(Member, Member.id == Card.member_id)
            .where(Declaration.activity_id == activity.id)
        )
        lines = {uid: line for line, uid in rows}
        period = session.get_one(Period, activity.period_id)
        entry = LineEntry(session, unit, book=self._book, clock=self.clock)
        item = entry.scheme(activity.held_on).items[activity.item]
        wanted = {uid: mark for uid, mark in marks.items() if makes_line(item, mark)}  # in the sheet's order
        for uid, line in lines.items():
            if uid not in wanted:
                self._drop(session, line, actor)
        issues: list[Issue] = []
        fresh: dict[str, tuple[LineDraft, Proposal]] = {}
        for uid, mark in wanted.items():
            existing = lines.get(uid)
            draft = _line_draft(session, activity, item, uid, mark)
            if existing is not None and activity.checker_id is None:
                # A second person who was named on the line itself stays.
                draft = replace(draft, second_uid=entry.draft_of(existing, members[uid]).second_uid)
            proposal = entry.propose(members[uid], draft)
            issues += [Issue(f"{members[uid].name} · {i.place}", i.code, i.message) for i in proposal.faults]
            issues += entry.second_issues(members[uid], draft, actor)
            if proposal.faults:
                continue
            if existing is None:
                fresh[uid] = draft, proposal
            elif LineState(existing.state) is LineState.DECLARED:
                entry.fill(existing, draft, proposal, actor)
            elif (existing.item, existing.deed_date, existing.level) != (
                draft.item, draft.deed_date, draft.level,
            ):  # fmt: skip
                _refuse_collected(existing)
        if issues:
            raise ValidationFailed(issues)
        cards = open_cards(session, period, [members[uid] for uid in fresh], actor)
        for uid, (draft, proposal) in fresh.items():
            line = Declaration(
                card_id=cards[members[uid].id].id,
                activity_id=activity.id,
                source="activity",
                state=LineState.DECLARED.value,
            )
            entry.fill(line, draft, proposal, actor)
            session.add(line)
        return len(wanted.keys() - lines.keys()), len(lines.keys() - wanted.keys())

    def _drop(self, session: Session, line: Declaration, actor: Actor) -> None:
        if LineState(line.state) is not LineState.DECLARED:
            _refuse_collected(line)
        drop_line(session, line, actor)

    def _view(self, session: Session, unit: Unit, row: Activity) -> ActivityView:
        marks = {
            uid: Presence(state)
            for uid, state in session.execute(
                select(Member.uid, Attendance.state)
                .join(Member, Member.id == Attendance.member_id)
                .where(Attendance.activity_id == row.id)
            )
        }
        states = set(session.scalars(select(Declaration.state).where(Declaration.activity_id == row.id)))
        period = session.get_one(Period, row.period_id)
        open_month = PeriodState(period.state) in {PeriodState.OPEN, PeriodState.COLLECTING}
        checker = session.get(Member, row.checker_id) if row.checker_id is not None else None
        item = version_on(self._book.versions(session, unit), row.held_on).items.get(row.item)
        return ActivityView(
            uid=row.uid,
            item=row.item,
            item_name=item.name if item else row.item,
            title=row.title,
            held_on=row.held_on,
            place=row.place,
            checked_by=row.checked_by,
            checker_uid=checker.uid if checker is not None else "",
            marks=marks,
            present=sum(mark in EARNS for mark in marks.values()),
            editable=open_month and states <= {LineState.DECLARED.value},
        )


def _line_draft(session: Session, activity: Activity, item: Item, uid: str, mark: Presence) -> LineDraft:
    """The line of one mark; of a priced sheet its checker is the second person where the mark deducts."""
    priced = isinstance(item.amount, AttendanceAmount)
    second = ""
    if activity.checker_id is not None and deducts(item, mark.value if priced else None, Decimal(0)):
        second = session.get_one(Member, activity.checker_id).uid
    return LineDraft(
        member_uid=uid, item=activity.item, deed_date=activity.held_on, basis=f"{activity.title}签到表",
        on_word_of=activity.checked_by, source="activity", level=mark.value if priced else None,
        second_uid=second,
    )  # fmt: skip


def _refuse_collected(line: Declaration) -> NoReturn:
    """A line that the group has handed on may not change behind the head's signature."""
    raise WorkflowError(
        f"“{line.item_name}”{line.deed_date:%m-%d} 已有人汇总或评定，考勤表不能改。",
        hint="尚未评定的，请先到“汇总”页退回有关小组；已评定的在“异议更正”页更正。",
    )
