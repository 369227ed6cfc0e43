"""补充评定: a supplementary meeting puts right, takes back or adds entries of an archived month.

The month stays archived and its sheets stay as they are: what changes is booked as corrections, and the meeting's own
sheet is frozen beside the others.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import Issue, ValidationFailed, WorkflowError
from app.models import Declaration, Meeting, MeetingPresence, Member, Period, Posting, SupplementEntry, Unit
from app.models.uow import UnitOfWork
from app.services.actor import OFFICERS, SYSTEM, Actor, require
from app.services.audit import record
from app.services.base import Service, by_uid, by_uids, find_period
from app.services.changes import Changes, Kind
from app.services.corrections.booking import CorrectionBook
from app.services.corrections.rules import Change, Plan
from app.services.corrections.service import CHANGED
from app.services.corrections.supplement_sheets import SheetFrame, build_sheet
from app.services.corrections.supplement_views import (
    KIND,
    MonthSupplements,
    change_of,
    entries_of,
    meetings_of,
    present_at,
    remark_of,
    supplement_view,
)
from app.services.documents.model_supplement import SupplementSheet
from app.services.frozen import FrozenKind, freeze, thaw
from app.services.ledger import Ledger
from app.services.line_entry import LineEntry
from app.services.meeting_views import MeetingDraft, eligible_voters
from app.services.member_views import member_rows, scored_rows
from app.services.months import Month
from app.services.preferences import option_value
from app.services.safety.dates import refuse_doubtful_date
from app.services.schemes import SchemeBook
from app.services.workflow import (
    MEETING,
    PERIOD,
    Action,
    Guard,
    MeetingPurpose,
    MeetingState,
    PeriodState,
    Role,
    advance,
)
from app.settings import MOBILE_VOTERS


class SupplementService(Service):
    """Use cases of the 补充评定 part of the 异议更正 page."""

    def __init__(self, uow: UnitOfWork, clock: Clock, book: SchemeBook, ledger: Ledger) -> None:
        super().__init__(uow, clock)
        self._schemes = book
        self._ledger = ledger
        self._booking = CorrectionBook(book, ledger, clock)

    # -- looking --------------------------------------------------------------------------------------------

    def month(self, branch_uid: str, month: Month) -> MonthSupplements:
        """The supplementary meetings of a month."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            period = find_period(session, unit, month)
            sheets: dict[str, SupplementSheet] = thaw(session, period, FrozenKind.SUPPLEMENT)
            rows = meetings_of(session, period)
            return MonthSupplements(
                month=month,
                state=PeriodState(period.state) if period is not None else PeriodState.OPEN,
                meetings=tuple(
                    supplement_view(session, unit, row, number=number, sheet=sheets.get(row.uid))
                    for number, row in enumerate(rows, 1)
                ),
                decimals=self._ledger.scheme(session, unit, month.last).decimals,
                remark=remark_of(sheets.values()),
            )

    def sheets(
        self, branch_uid: str, month: Month, *, uids: Sequence[str] = ()
    ) -> tuple[SupplementSheet, ...]:
        """补充评定表 of a month: frozen ones, and a draft meeting as it stands now."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            period = find_period(session, unit, month)
            frozen: dict[str, SupplementSheet] = thaw(session, period, FrozenKind.SUPPLEMENT)
            found = []
            for number, row in enumerate(meetings_of(session, period), 1):
                if not uids or row.uid in uids:
                    sheet = frozen.get(row.uid)
                    if sheet is None:
                        changes = [change_of(session, entry) for entry in entries_of(session, row)]
                        plans = self._booking.plan(session, SYSTEM, changes, meeting=True)
                        sheet = self._sheet(session, row, plans, number=number)
                    found.append(sheet)
            return tuple(found)

    # -- preparing ------------------------------------------------------------------------------------------

    def open(
        self, actor: Actor, branch_uid: str, month: Month, *, reason: str, draft: MeetingDraft
    ) -> Changes:
        """Open an archived month for a supplementary meeting. The month itself stays archived.

        Raises:
            ValidationFailed: no reason.
            WorkflowError: not the secretary, the month is not archived, or one is being prepared already.
        """
        require(actor, Role.SECRETARY, action="补充评定")
        with self.uow.write() as session:
            unit = by_uid(session, Unit, branch_uid)
            period = find_period(session, unit, month)
            state = PeriodState(period.state) if period is not None else PeriodState.OPEN
            advance(PERIOD, state, Action.REOPEN, actor.role, subject=month.title)
            assert period is not None  # noqa: S101 - only an archived period, which exists, is opened again
            rows = meetings_of(session, period)
            if any(row.state == MeetingState.DRAFT.value for row in rows):
                raise WorkflowError(f"{month.title}已有一次补充评定在准备。", hint="请先办完或取消那一次。")
            issues = self._meeting_issues(draft)
            if not reason.strip():
                issues.append(Issue("补充评定原因", "reason", "请写明为什么要补充评定。"))
            if issues:
                raise ValidationFailed(issues)
            meeting = Meeting(
                period_id=period.id, kind=draft.kind, held_on=draft.held_on, state=MeetingState.DRAFT.value,
                purpose=MeetingPurpose.SUPPLEMENT.value, note=reason.strip(),
            )  # fmt: skip
            _fill(meeting, draft)
            session.add(meeting)
            session.flush()
            record(
                session, actor, self.clock, "补充评定", f"{unit.short_name} {month.title}",
                {"supplement": meeting.uid, "number": len(rows) + 1},
            )  # fmt: skip
            return Changes.of(
                Kind.MEETING, Kind.PERIOD, ids=(meeting.uid,), message=f"{month.title}可以补充评定了"
            )

    def save(self, actor: Actor, meeting_uid: str, draft: MeetingDraft, *, reason: str) -> Changes:
        """Change the meeting's data while it is a draft."""
        require(actor, *OFFICERS, action="登记会议")
        with self.uow.write() as session:
            meeting = self._draft(session, meeting_uid)
            issues = self._meeting_issues(draft)
            if not reason.strip():
                issues.append(Issue("补充评定原因", "reason", "请写明为什么要补充评定。"))
            if issues:
                raise ValidationFailed(issues)
            _fill(meeting, draft)
            meeting.note = reason.strip()
            session.flush()
            record(session, actor, self.clock, "登记补充评定会", draft.kind, {"supplement": meeting_uid})
            return Changes.of(Kind.MEETING, ids=(meeting_uid,), message="已保存会议信息")

    def set_present(self, actor: Actor, meeting_uid: str, member_uids: Sequence[str]) -> Changes:
        """Who came, as ticked."""
        require(actor, *OFFICERS, action="登记到会")
        with self.uow.write() as session:
            meeting = self._draft(session, meeting_uid)
            wanted = {member.id for member in by_uids(session, Member, member_uids)}
            for row in session.scalars(
                select(MeetingPresence).where(MeetingPresence.meeting_id == meeting.id)
            ):
                session.delete(row)
            session.flush()
            session.add_all(MeetingPresence(meeting_id=meeting.id, member_id=key) for key in sorted(wanted))
            session.flush()
            record(
                session,
                actor,
                self.clock,
                "登记到会",
                KIND,
                {"supplement": meeting_uid, "present": len(wanted)},
            )
            return Changes.of(Kind.MEETING, ids=(meeting_uid,), message=f"已登记到会 {len(wanted)} 人")

    def put(self, actor: Actor, meeting_uid: str, change: Change, *, entry_uid: str = "") -> Changes:
        """Enter what the meeting is to decide, or change it.

        Raises:
            ValidationFailed: all that is missing or wrong.
            WorkflowError: the meeting took effect, or the entry was corrected already.
        """
        require(actor, *OFFICERS, action="登记补充评定事项")
        with self.uow.write() as session:
            meeting = self._draft(session, meeting_uid)
            [plan] = self._booking.plan(session, actor, [change], meeting=True)
            self._refuse_outside(session, meeting, plan)
            entry = by_uid(session, SupplementEntry, entry_uid) if entry_uid else SupplementEntry()
            twice = plan.posting is not None and session.scalar(
                select(SupplementEntry.uid).where(
                    SupplementEntry.meeting_id == meeting.id,
                    SupplementEntry.posting_id == plan.posting.id,
                    SupplementEntry.uid != (entry_uid or ""),
                )
            )
            if twice:
                raise WorkflowError("这一条已在本次补充评定里。", hint="请在清单里修改那一条。")
            self._fill_entry(session, entry, meeting, plan, actor)
            session.add(entry)
            session.flush()
            record(
                session, actor, self.clock, "登记补充评定事项", f"{plan.member.name}“{plan.item_name}”",
                {"supplement": meeting_uid, "entry": entry.uid},
            )  # fmt: skip
            return Changes.of(
                Kind.MEETING, ids=(entry.uid,), message=f"已列入：{plan.member.name} 的“{plan.item_name}”"
            )

    def remove(self, actor: Actor, entry_uid: str) -> Changes:
        """Take an entry off the list."""
        require(actor, *OFFICERS, action="删除补充评定事项")
        with self.uow.write() as session:
            entry = by_uid(session, SupplementEntry, entry_uid)
            meeting = self._draft(session, session.get_one(Meeting, entry.meeting_id).uid)
            session.delete(entry)
            session.flush()
            record(
                session, actor, self.clock, "删除补充评定事项", entry.item_name, {"supplement": meeting.uid}
            )
            return Changes.of(Kind.MEETING, ids=(entry_uid,), message="已从清单删除")

    def cancel(self, actor: Actor, meeting_uid: str) -> Changes:
        """Give a meeting up that has not taken effect."""
        require(actor, Role.SECRETARY, action="取消补充评定")
        with self.uow.write() as session:
            meeting = self._draft(session, meeting_uid)
            for table in (SupplementEntry, MeetingPresence):
                for row in session.scalars(select(table).where(table.meeting_id == meeting.id)):
                    session.delete(row)
            session.flush()
            session.delete(meeting)
            session.flush()
            record(session, actor, self.clock, "取消补充评定", KIND, {"supplement": meeting_uid})
            return Changes.of(Kind.MEETING, Kind.PERIOD, message="已取消补充评定")

    # -- taking effect --------------------------------------------------------------------------------------

    def make_effective(self, actor: Actor, meeting_uid: str) -> Changes:
        """Book everything that the meeting decided, in one transaction, and freeze its sheet.

        Raises:
            ValidationFailed: an entry that is not right any more, votes that do not add up.
            WorkflowError: not the secretary, nothing is entered, or the meeting's day has not come.
        """
        require(actor, Role.SECRETARY, action="补充评定生效")
        with self.uow.write() as session:
            refuse_doubtful_date(session, self.clock, step="补充评定生效")
            meeting = by_uid(session, Meeting, meeting_uid)
            state = advance(
                MEETING, MeetingState(meeting.state), Action.SUPPLEMENT, actor.role, subject=KIND,
                checked=Guard.ALL_DECIDED,
            )  # fmt: skip
            period = session.get_one(Period, meeting.period_id)
            unit, month = session.get_one(Unit, period.unit_id), Month.parse(period.label)
            entries = entries_of(session, meeting)
            self._refuse_early(session, unit, meeting, entries)
            plans = self._booking.plan(
                session, actor, [change_of(session, entry) for entry in entries], meeting=True
            )
            meeting.eligible, meeting.present = self._count(session, unit, meeting)
            # Before it is booked: afterwards the year as it was before the meeting is not there any more.
            number = [row.uid for row in meetings_of(session, period)].index(meeting.uid) + 1
            sheet = self._sheet(session, meeting, plans, number=number)
            meeting.state = state.value
            meeting.effective_at, meeting.effective_by = self.clock.now(), actor.name
            booked = self._booking.book(session, actor, plans, meeting=meeting)
            freeze(session, period, FrozenKind.SUPPLEMENT, {meeting.uid: sheet})
            session.flush()
            return Changes.of(
                *CHANGED, ids=(meeting.uid, *(p.uid for p in booked.postings)),
                message=f"{month.title}补充评定已生效，{len(plans)} 条，{booked.where}",
                warnings=(booked.advice,) if booked.advice else (),
            )  # fmt: skip

    # -- inside ---------------------------------------------------------------------------------------------

    def _draft(self, session: Session, meeting_uid: str) -> Meeting:
        meeting = by_uid(session, Meeting, meeting_uid)
        if MeetingState(meeting.state) is not MeetingState.DRAFT:
            raise WorkflowError("补充评定已经生效，不能再改。", hint="还有错误的，请再召开一次或直接更正。")
        return meeting

    def _meeting_issues(self, draft: MeetingDraft) -> list[Issue]:
        issues = []
        if not draft.kind.strip():
            issues.append(Issue("会议名称", "kind", "请填写会议名称。"))
        votes = (draft.votes_for, draft.votes_against, draft.votes_abstain)
        if any(count is not None and count < 0 for count in votes):
            issues.append(Issue("表决", "votes", "票数不能是负数。"))
        return issues

    def _refuse_outside(self, session: Session, meeting: Meeting, plan: Plan) -> None:
        """What the meeting decides belongs to the month that it was opened for."""
        period = session.get_one(Period, meeting.period_id)
        if plan.confirmed.label == period.label and plan.unit.id == period.unit_id:
            return
        title = Month.parse(period.label).title
        raise WorkflowError(
            f"这一条是{plan.unit.short_name}{plan.confirmed.title}的，不在{title}的补充评定里。",
            hint=f"请在{plan.confirmed.title}补充评定，或在“更正”里直接更正。",
        )

    def _fill_entry(
        self, session: Session, entry: SupplementEntry, meeting: Meeting, plan: Plan, actor: Actor
    ) -> None:
        change = plan.change
        facts: Declaration | Posting | None = plan.posting
        if plan.right is not None and plan.proposal is not None:
            facts = Declaration()
            line = LineEntry(session, plan.unit, book=self._schemes, clock=self.clock)
            line.fill(facts, plan.right, plan.proposal, actor)
        assert facts is not None  # noqa: S101 - what is only taken back exists
        for name, value in facts.facts().items():
            setattr(entry, name, value)
        entry.meeting_id, entry.member_id = meeting.id, plan.member.id
        entry.posting_id = plan.posting.id if plan.posting is not None else None
        entry.drop, entry.mark = plan.right is None, change.mark.value if change.mark is not None else ""
        entry.adjusted, entry.reason = change.adjusted, change.reason.strip()
        entry.decision_basis, entry.entered_by = change.basis.strip(), actor.name
        # Of a deduction it may stand with the facts, as on the 申报 page.
        chosen = change.second_uid or (plan.right.second_uid if plan.right is not None else "")
        second = by_uid(session, Member, chosen) if chosen else None
        entry.second_id = second.id if second is not None else None

    def _refuse_early(
        self, session: Session, unit: Unit, meeting: Meeting, entries: Sequence[SupplementEntry]
    ) -> None:
        if not entries:
            raise WorkflowError("补充评定还没有登记事项。", hint="请先登记要改正、撤销或补记的事项。")
        if meeting.held_on > self.today():
            raise WorkflowError(
                f"会议日期是 {meeting.held_on:%Y-%m-%d}，还没有到。", hint="请核对会议日期，开会以后再生效。"
            )
        votes = sum(n or 0 for n in (meeting.votes_for, meeting.votes_against, meeting.votes_abstain))
        came = set(
            session.scalars(select(MeetingPresence.member_id).where(MeetingPresence.meeting_id == meeting.id))
        )
        rows = member_rows(session, meeting.held_on, member_ids=came)
        full = sum(row.status == "full" for row in rows)
        if came and votes > full:
            text = f"三项票数共 {votes} 票，多于到会的正式党员 {full} 人，请核对。"
            raise ValidationFailed([Issue("表决", "votes", text)])

    def _count(self, session: Session, unit: Unit, meeting: Meeting) -> tuple[int, int]:
        """Members with a vote on the day, and how many of them came."""
        there = scored_rows(session, unit, meeting.held_on, meeting.held_on)
        eligible = eligible_voters(there, mobile_too=option_value(session, MOBILE_VOTERS))
        came = present_at(session, meeting)
        return len(eligible), sum(member.uid in came for member in eligible)

    def _sheet(
        self, session: Session, meeting: Meeting, plans: Sequence[Plan], *, number: int
    ) -> SupplementSheet:
        """The sheet as the meeting stands: frozen when it takes effect, before that for handing round."""
        period = session.get_one(Period, meeting.period_id)
        unit = session.get_one(Unit, period.unit_id)
        frame = SheetFrame(number=number, as_of=self.clock.now().replace(microsecond=0), today=self.today())
        return build_sheet(session, unit, meeting, plans, self._ledger, frame)


def _fill(meeting: Meeting, draft: MeetingDraft) -> None:
    for field in (
        "kind",
        "held_on",
        "place",
        "chair",
        "recorder",
        "votes_for",
        "votes_against",
        "votes_abstain",
    ):
        setattr(meeting, field, getattr(draft, field))
