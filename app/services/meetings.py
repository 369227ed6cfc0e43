"""评定: the meeting, its draft decisions, and what it looks like before it takes effect."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import Issue, ValidationFailed, WorkflowError
from app.models import (
    Decision,
    Declaration,
    Meeting,
    MeetingPresence,
    Member,
    Unit,
)
from app.models.uow import UnitOfWork

from .actor import OFFICERS, Actor, require
from .audit import record
from .base import Service, by_uid, by_uids
from .cards import ensure_period
from .changes import Changes, Kind
from .ledger import Ledger
from .lines import DECISION_NAMES, LineFault, LineView, month_lines
from .meeting_views import MEETING_KINDS, MeetingDraft, MeetingView, alone, meeting_view, proposal
from .months import Month
from .workflow import LineState, MeetingPurpose, MeetingState, PeriodState


class MeetingService(Service):
    """Draft decisions of the 评定 page; taking effect is in ``confirmation``."""

    def __init__(self, uow: UnitOfWork, clock: Clock, ledger: Ledger) -> None:
        super().__init__(uow, clock)
        self._ledger = ledger

    def view(self, branch_uid: str, month: Month) -> MeetingView:
        """The meeting of a branch's month; before one is opened, a proposal for its data."""
        with self.uow.read() as session:
            return meeting_view(session, by_uid(session, Unit, branch_uid), month, self._ledger, self.today())

    def save(self, actor: Actor, branch_uid: str, month: Month, draft: MeetingDraft) -> Changes:
        """Open the meeting, or change its data while it is a draft."""
        require(actor, *OFFICERS, action="登记会议")
        with self.uow.write() as session:
            unit = by_uid(session, Unit, branch_uid)
            _check_meeting(month, draft)
            meeting = self._open(session, unit, month)
            for field in ("kind", "held_on", "place", "chair", "recorder"):
                setattr(meeting, field, getattr(draft, field))
            meeting.votes_for, meeting.votes_against = draft.votes_for, draft.votes_against
            meeting.votes_abstain = draft.votes_abstain
            session.flush()
            record(
                session, actor, self.clock, "登记会议", f"{month.title}{draft.kind}", {"meeting": meeting.uid}
            )
            return Changes.of(Kind.MEETING, Kind.PERIOD, ids=(meeting.uid,), message="已保存会议信息")

    def set_present(self, actor: Actor, branch_uid: str, month: Month, member_uids: Sequence[str]) -> Changes:
        """Who came, as ticked."""
        require(actor, *OFFICERS, action="登记到会")
        with self.uow.write() as session:
            meeting = self._open(session, by_uid(session, Unit, branch_uid), month)
            wanted = {m.id for m in by_uids(session, Member, member_uids)}
            rows = session.scalars(
                select(MeetingPresence).where(MeetingPresence.meeting_id == meeting.id)
            ).all()
            for row in rows:
                if row.member_id not in wanted:
                    session.delete(row)
            for member_id in sorted(wanted - {row.member_id for row in rows}):
                session.add(MeetingPresence(meeting_id=meeting.id, member_id=member_id))
            record(session, actor, self.clock, "登记到会", month.title, {"present": len(wanted)})
            return Changes.of(Kind.MEETING, ids=(meeting.uid,), message=f"已登记到会 {len(wanted)} 人")

    def decide(
        self, actor: Actor, branch_uid: str, month: Month, line_uids: Sequence[str], *,
        decision: str, points: Decimal | None = None, reason: str = "",
    ) -> Changes:  # fmt: skip
        """Draft a decision on lines: 认定, 调整 (with points and reason), 不予认定, 退回 (with reason).

        Raises:
            ValidationFailed: reason or points missing, a figure with the wrong sign.
            WorkflowError: a line was not collected, or its deduction lacks basis or second person.
        """
        require(actor, *OFFICERS, action=DECISION_NAMES[decision])
        with self.uow.write() as session:
            unit = by_uid(session, Unit, branch_uid)
            meeting = self._open(session, unit, month)
            views = {v.uid: v for v in month_lines(session, unit, month, ledger=self._ledger).lines}
            lines = by_uids(session, Declaration, line_uids)
            issues: list[Issue] = []
            for line in lines:
                issues += _decision_issues(views[line.uid], decision, points, reason)
            if issues:
                raise ValidationFailed(issues)
            for line in lines:
                self._put(session, meeting, line, decision, points, reason, actor)
            record(
                session, actor, self.clock, f"拟{DECISION_NAMES[decision]}", month.title,
                {"lines": list(line_uids), "points": points},
            )  # fmt: skip
            names = (
                f"{views[lines[0].uid].member.name} {lines[0].item_name}"
                if len(lines) == 1
                else f"{len(lines)} 条"
            )
            return Changes.of(
                Kind.MEETING, ids=tuple(line_uids), message=f"{DECISION_NAMES[decision]}：{names}"
            )

    def confirm_rest(
        self, actor: Actor, branch_uid: str, month: Month, line_uids: Sequence[str] | None = None
    ) -> Changes:
        """确认其余: confirm all undecided lines (of a filtered list).

        Those that lack something are left, and those which the scheme wants decided one by one.
        """
        require(actor, *OFFICERS, action="确认其余")
        with self.uow.write() as session:
            unit = by_uid(session, Unit, branch_uid)
            meeting = self._open(session, unit, month)
            views = month_lines(session, unit, month, ledger=self._ledger).lines
            chosen = None if line_uids is None else set(line_uids)
            rest = [v for v in views if not v.decision and (chosen is None or v.uid in chosen)]
            collected = [v for v in rest if v.state is LineState.COLLECTED]
            ready = [v for v in collected if not alone(v)]
            skipped = [v for v in collected if alone(v)]
            for line in by_uids(session, Declaration, [v.uid for v in ready]):
                self._put(session, meeting, line, "confirm", None, "", actor)
            record(session, actor, self.clock, "确认其余", month.title, {"lines": len(ready)})
            return Changes.of(
                Kind.MEETING, ids=tuple(v.uid for v in ready), message=f"已认定其余 {len(ready)} 条",
                warnings=tuple(f"{v.member.label}“{v.item_name}”{alone(v)}，没有认定" for v in skipped),
            )  # fmt: skip

    def undo(self, actor: Actor, branch_uid: str, month: Month, line_uids: Sequence[str]) -> Changes:
        """Take draft decisions back; possible until 评定生效."""
        require(actor, *OFFICERS, action="撤销拟定")
        with self.uow.write() as session:
            meeting = self._open(session, by_uid(session, Unit, branch_uid), month)
            ids = [line.id for line in by_uids(session, Declaration, line_uids)]
            for row in session.scalars(
                select(Decision).where(Decision.meeting_id == meeting.id, Decision.declaration_id.in_(ids))
            ):
                session.delete(row)
            record(session, actor, self.clock, "撤销拟定", month.title, {"lines": list(line_uids)})
            return Changes.of(Kind.MEETING, ids=tuple(line_uids), message=f"已撤销 {len(line_uids)} 条")

    def _open(self, session: Session, unit: Unit, month: Month) -> Meeting:
        """The draft meeting of the month, opened with proposed data when there is none."""
        period = ensure_period(session, unit, month)
        if PeriodState(period.state) not in {PeriodState.OPEN, PeriodState.COLLECTING}:
            raise WorkflowError(f"{month.title}已经评定生效，不能再改。", hint="本月只能查看和打印。")
        meeting = session.scalar(
            select(Meeting).where(
                Meeting.period_id == period.id,
                Meeting.purpose == MeetingPurpose.MONTH.value,
                Meeting.state == MeetingState.DRAFT.value,
            )
        )
        if meeting is None:
            scheme = self._ledger.scheme(session, unit, month.last)
            draft = proposal(session, unit, month, self.today(), scheme)
            meeting = Meeting(
                period_id=period.id, kind=draft.kind, held_on=draft.held_on, place=draft.place,
                chair=draft.chair, recorder=draft.recorder, state=MeetingState.DRAFT.value,
            )  # fmt: skip
            session.add(meeting)
            session.flush()
        return meeting

    def _put(
        self, session: Session, meeting: Meeting, line: Declaration, decision: str, points: Decimal | None,
        reason: str, actor: Actor,
    ) -> None:  # fmt: skip
        if LineState(line.state) is not LineState.COLLECTED:
            raise WorkflowError(f"“{line.item_name}”还没有汇总。", hint="请先到“汇总”页收齐它所在的小组。")
        row = session.scalar(
            select(Decision).where(Decision.meeting_id == meeting.id, Decision.declaration_id == line.id)
        )
        if row is None:
            row = Decision(meeting_id=meeting.id, declaration_id=line.id)
            session.add(row)
        row.kind, row.points, row.reason = decision, points if decision == "adjust" else None, reason.strip()
        row.decided_by, row.decided_at = actor.name, self.clock.now()


def _check_meeting(month: Month, draft: MeetingDraft) -> None:
    issues = []
    if draft.kind not in MEETING_KINDS:
        issues.append(Issue("会议", "kind", "请选择会议种类。"))
    if draft.held_on < month.first:
        issues.append(Issue("日期", "held_on", f"评定{month.title}的会议不能早于{month.first:%Y-%m-%d}。"))
    for name, value in (
        ("赞成", draft.votes_for),
        ("反对", draft.votes_against),
        ("弃权", draft.votes_abstain),
    ):
        if value is not None and value < 0:
            issues.append(Issue(name, "votes", "票数不能小于 0。"))
    if issues:
        raise ValidationFailed(issues)


def _decision_issues(view: LineView, decision: str, points: Decimal | None, reason: str) -> list[Issue]:
    place = f"{view.member.label}“{view.item_name}”"
    issues = []
    if decision in {"adjust", "reject", "return"} and not reason.strip():
        issues.append(Issue(place, "reason", f"{DECISION_NAMES[decision]}要写明理由。"))
    if decision == "adjust":
        if points is None:
            issues.append(Issue(place, "points", "请填写调整后的分数。"))
        elif points * view.sign < 0:
            sign = "负数" if view.sign < 0 else "正数"
            issues.append(Issue(place, "points", f"这一条的分数是{sign}，请核对。"))
    if decision in {"confirm", "adjust"} and LineFault.NO_BASIS in view.faults:
        issues.append(Issue(place, "basis", "扣分没有写明依据，补上依据后再认定。"))
    if decision in {"confirm", "adjust"} and LineFault.NO_SECOND in view.faults:
        issues.append(Issue(place, "second_uid", "扣分要有第二人，请先选定第二人。"))
    return issues
