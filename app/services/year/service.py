"""年终总评: the meeting's grades as drafts, and the step that freezes the year."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import Issue, ValidationFailed, WorkflowError
from app.models import Assessment, GradeDecision, Meeting, Member, Period, Unit
from app.models.uow import UnitOfWork
from app.services.actor import OFFICERS, Actor, require
from app.services.audit import record
from app.services.base import Service, by_uid, by_uids
from app.services.changes import Changes, Kind
from app.services.documents import Sheet
from app.services.frozen import FrozenKind, freeze, thaw
from app.services.ledger import Ledger
from app.services.meeting_views import MEETING_KINDS, eligible_voters, proposal
from app.services.member_views import scored_rows
from app.services.months import Month
from app.services.preferences import option_value
from app.services.safety.dates import refuse_doubtful_date
from app.services.scoring import PeriodKind, TraceNode
from app.services.terms import Term, ensure_term, find_term, term_at
from app.services.workflow import (
    MEETING,
    TERM,
    Action,
    Guard,
    MeetingPurpose,
    MeetingState,
    PeriodState,
    Role,
    advance,
)
from app.services.year.checks import (
    blocks,
    decision_issues,
    meeting_issues,
    quota_lines,
    unconfirmed,
    vote_issues,
    warnings,
)
from app.services.year.model import FIGURES, YearEndView, YearFrame, YearMeeting
from app.services.year.sheets import year_sheets
from app.services.year.veto_views import veto_views, year_vetoes
from app.services.year.views import grades_of, meeting_data, year_frame, year_meeting
from app.settings import MOBILE_VOTERS

_SETTLE = "年终总评生效"


class YearEndService(Service):
    """Use cases of the year's end of a branch. The year is the scheme's one around the month that is shown."""

    def __init__(self, uow: UnitOfWork, clock: Clock, ledger: Ledger) -> None:
        super().__init__(uow, clock)
        self._ledger = ledger

    def view(self, branch_uid: str, month: Month) -> YearEndView:
        """Everybody's year with proposals, decisions, quotas, and what is missing."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            return self._view(session, unit, self._term(session, unit, month))

    def explain(self, branch_uid: str, month: Month, member_uid: str) -> TraceNode | None:
        """The trace of a member's year; ``None`` for who has no points in it."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            term = self._term(session, unit, month)
            if member_uid not in self._ledger.term(session, unit, term).scores:
                return None
            return self._ledger.explain_term(session, unit, term, [member_uid])[member_uid]

    def sheet(self, kind: FrozenKind, branch_uid: str, month: Month) -> Sheet:
        """One sheet of the year: as it was frozen, or as it would be now."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            term = self._term(session, unit, month)
            frozen = thaw(session, find_term(session, unit, term), kind)
            if frozen:
                sheet: Sheet = frozen[""]
                return sheet
            return self._sheets(session, unit, self._view(session, unit, term))[kind]

    # --------------------------------------------------------------------------------------------------- drafts

    def save_meeting(self, actor: Actor, branch_uid: str, month: Month, draft: YearMeeting) -> Changes:
        """Enter the meeting's data, or change them while it is a draft."""
        require(actor, *OFFICERS, action="登记年终总评会议")
        with self.uow.write() as session:
            unit, term, period = self._open(session, branch_uid, month, "修改会议信息")
            issues = meeting_issues(draft, term)
            if issues:
                raise ValidationFailed(issues)
            meeting = year_meeting(session, period)
            if meeting is None:
                meeting = Meeting(
                    period_id=period.id, purpose=MeetingPurpose.TERM.value, state=MeetingState.DRAFT.value,
                    kind=draft.kind, held_on=draft.held_on,
                )  # fmt: skip
                session.add(meeting)
            for field in YearMeeting.__slots__:
                value = getattr(draft, field)
                setattr(meeting, field, value.strip() if isinstance(value, str) else value)
            session.flush()
            record(
                session, actor, self.clock, "登记年终总评会议", f"{unit.short_name} {term.title}",
                {"meeting": meeting.uid},
            )  # fmt: skip
            return Changes.of(Kind.MEETING, Kind.ASSESSMENT, ids=(meeting.uid,), message="已保存会议信息")

    def decide(
        self, actor: Actor, branch_uid: str, month: Month, member_uids: Collection[str], *, grade: str,
        reason: str = "",
    ) -> Changes:  # fmt: skip
        """Draft a grade for members; an empty ``grade`` gives none.

        Raises:
            ValidationFailed: no such grade, a member who is not graded, a reason missing where it differs.
            WorkflowError: not an officer, or the year is settled.
        """
        require(actor, *OFFICERS, action="拟定等次")
        with self.uow.write() as session:
            unit, term, period = self._open(session, branch_uid, month, "拟定等次")
            frame = year_frame(session, unit, term, self._ledger)
            rows = {row.member.uid: row for row in frame.rows}
            issues: list[Issue] = []
            for uid in member_uids:
                issues += decision_issues(rows.get(uid), frame, grade, reason)
            if issues:
                raise ValidationFailed(issues)
            people = by_uids(session, Member, member_uids)
            for member in people:
                self._put(session, period, member, grade, reason, actor)
            name = next((g.name for g in frame.scheme.grades if g.id == grade), "不评定等次")
            record(
                session, actor, self.clock, "拟定等次", f"{unit.short_name} {term.title} {name}",
                {"members": [m.uid for m in people], "grade": grade},
            )  # fmt: skip
            who = people[0].name if len(people) == 1 else f"{len(people)} 人"
            return Changes.of(Kind.ASSESSMENT, ids=tuple(m.uid for m in people), message=f"{who}：{name}")

    def accept_all(
        self, actor: Actor, branch_uid: str, month: Month, member_uids: Collection[str] | None = None
    ) -> Changes:
        """Take over what the scheme proposes for all on whom nothing is decided (of some members, or of all)."""
        require(actor, *OFFICERS, action="按建议拟定")
        with self.uow.write() as session:
            unit, term, period = self._open(session, branch_uid, month, "拟定等次")
            frame = year_frame(session, unit, term, self._ledger)
            chosen = None if member_uids is None else set(member_uids)
            rows = [r for r in frame.rows if r.open and (chosen is None or r.member.uid in chosen)]
            ready = [row for row in rows if row.proposed]
            for row in ready:
                member = by_uid(session, Member, row.member.uid)
                self._put(session, period, member, row.proposed, "", actor)
            record(
                session, actor, self.clock, "按建议拟定等次", f"{unit.short_name} {term.title}",
                {"members": len(ready)},
            )  # fmt: skip
            left = len(rows) - len(ready)
            return Changes.of(
                Kind.ASSESSMENT,
                ids=tuple(row.member.uid for row in ready),
                message=f"已按建议拟定 {len(ready)} 人",
                warnings=(f"{left} 人没有建议等次，由会议评定",) if left else (),
            )

    def undo(self, actor: Actor, branch_uid: str, month: Month, member_uids: Collection[str]) -> Changes:
        """Take draft grades back."""
        require(actor, *OFFICERS, action="撤销拟定")
        with self.uow.write() as session:
            unit, term, period = self._open(session, branch_uid, month, "撤销拟定")
            ids = [member.id for member in by_uids(session, Member, member_uids)]
            for row in session.scalars(
                select(GradeDecision).where(
                    GradeDecision.period_id == period.id, GradeDecision.member_id.in_(ids)
                )
            ):
                session.delete(row)
            record(
                session, actor, self.clock, "撤销拟定等次", f"{unit.short_name} {term.title}",
                {"members": list(member_uids)},
            )  # fmt: skip
            return Changes.of(
                Kind.ASSESSMENT, ids=tuple(member_uids), message=f"已撤销 {len(member_uids)} 人的拟定"
            )

    def set_votes(
        self, actor: Actor, branch_uid: str, month: Month, member_uid: str, *,
        votes: tuple[int | None, int | None, int | None],
    ) -> Changes:  # fmt: skip
        """Votes on one member's grade: for, against, abstained; all ``None`` takes them out.

        Raises:
            ValidationFailed: negative, or more than were present.
            WorkflowError: no grade is drafted yet, or the year is settled.
        """
        require(actor, *OFFICERS, action="登记票数")
        with self.uow.write() as session:
            unit, term, period = self._open(session, branch_uid, month, "登记票数")
            member = by_uid(session, Member, member_uid)
            row = self._drafted(session, period, member)
            if row is None:
                raise WorkflowError(f"{member.name}还没有拟定等次，不能记票。", hint="请先选定等次，再记票。")
            meeting = year_meeting(session, period)
            issues = vote_issues(votes, meeting.present if meeting is not None else None, member.name)
            if issues:
                raise ValidationFailed(issues)
            row.votes_for, row.votes_against, row.votes_abstain = votes
            row.decided_by, row.decided_at = actor.name, self.clock.now()
            record(
                session, actor, self.clock, "登记等次票数", f"{unit.short_name} {term.title} {member.name}",
                {"member": member.uid, "votes": list(votes)},
            )  # fmt: skip
            return Changes.of(Kind.ASSESSMENT, ids=(member_uid,), message=f"已记票：{member.name}")

    # -------------------------------------------------------------------------------------------------- settling

    def settle(self, actor: Actor, branch_uid: str, month: Month) -> Changes:
        """Let the result take effect: frozen rows and sheets, in one transaction, for ever.

        Raises:
            ValidationFailed: what is missing, all at once.
            WorkflowError: settled already, the meeting lies ahead, or the actor is not the secretary.
        """
        require(actor, Role.SECRETARY, action=_SETTLE)
        with self.uow.write() as session:
            refuse_doubtful_date(session, self.clock, step=_SETTLE)
            unit = by_uid(session, Unit, branch_uid)
            term = self._term(session, unit, month)
            period = find_term(session, unit, term)
            state = PeriodState(period.state) if period is not None else PeriodState.OPEN
            new_state = advance(
                TERM, state, Action.SETTLE, actor.role, subject=term.title, checked=Guard.MONTHS_CONFIRMED
            )
            view = self._view(session, unit, term)
            if view.blocks:
                raise ValidationFailed(
                    [Issue("", "block", text) for text in view.blocks],
                    message=f"{term.title}总评还有 {len(view.blocks)} 项没有办好，不能生效。",
                )
            meeting = year_meeting(session, period)
            assert period is not None  # noqa: S101 - without a meeting there is a block
            assert meeting is not None  # noqa: S101 - likewise
            self._refuse_ahead(meeting)
            kept = self._freeze_rows(session, period, meeting, view)
            self._close(meeting, actor)
            period.state = new_state.value
            session.flush()
            record(
                session, actor, self.clock, _SETTLE, f"{unit.short_name} {term.title}",
                {"year": term.label, "members": len(kept), "result": _digest(kept)},
            )  # fmt: skip
            # Read again after the step: the table shows what took effect, and kept evaluations go by the event.
            for kind, sheet in self._sheets(session, unit, self._settled(view, meeting)).items():
                freeze(session, period, kind, {"": sheet})
            session.flush()
            return Changes.of(
                Kind.ASSESSMENT, Kind.MEETING, Kind.PERIOD, ids=tuple(row.uid for row in kept),
                message=f"{term.title}总评已生效，{len(view.rows)} 人", warnings=view.warnings,
            )  # fmt: skip

    def _freeze_rows(
        self, session: Session, period: Period, meeting: Meeting, view: YearEndView
    ) -> list[Assessment]:
        """A frozen row for everybody who has points; what the next year carries over is read from these."""
        rows = [row for row in view.rows if row.total is not None]
        people = {m.uid: m.id for m in by_uids(session, Member, [row.member.uid for row in rows])}
        kept = []
        for row in rows:
            decision = row.decision
            kept.append(
                Assessment(
                    period_id=period.id,
                    member_id=people[row.member.uid],
                    meeting_id=meeting.id,
                    year=view.frame.year.number,
                    total=row.total,
                    balance=row.balance,
                    proposed=row.proposed,
                    proposed_cause=row.cause,
                    grade=decision.grade if decision is not None else "",
                    reason=decision.reason if decision is not None else "",
                    votes_for=decision.votes_for if decision is not None else None,
                    votes_against=decision.votes_against if decision is not None else None,
                    votes_abstain=decision.votes_abstain if decision is not None else None,
                    figures=FIGURES.dump_json(row.figures).decode(),
                )
            )
        session.add_all(kept)
        return kept

    def _close(self, meeting: Meeting, actor: Actor) -> None:
        meeting.state = advance(
            MEETING, MeetingState(meeting.state), Action.CONFIRM, actor.role, subject="年终总评会议",
            checked=Guard.ALL_DECIDED,
        ).value  # fmt: skip
        meeting.effective_at, meeting.effective_by = self.clock.now(), actor.name

    def _refuse_ahead(self, meeting: Meeting) -> None:
        if meeting.held_on > self.today():
            raise WorkflowError(
                f"会议日期是 {meeting.held_on:%Y-%m-%d}，还没有到。",
                hint="请核对会议日期，开会以后再生效。",
            )

    # --------------------------------------------------------------------------------------------------- inside

    def _term(self, session: Session, unit: Unit, month: Month) -> Term:
        return term_at(self._ledger.versions(session, unit), month.last, PeriodKind.YEAR)

    def _open(self, session: Session, branch_uid: str, month: Month, word: str) -> tuple[Unit, Term, Period]:
        """The year's record, opened when it is the first time; refused when the result is in effect."""
        unit = by_uid(session, Unit, branch_uid)
        term = self._term(session, unit, month)
        period = ensure_term(session, unit, term)
        if PeriodState(period.state) is not PeriodState.OPEN:
            raise WorkflowError(f"{term.title}总评已经生效，不能再{word}。", hint="现在只能查看和打印。")
        return unit, term, period

    def _view(self, session: Session, unit: Unit, term: Term) -> YearEndView:
        frame = year_frame(session, unit, term, self._ledger)
        meeting = year_meeting(session, find_term(session, unit, term))
        data = meeting_data(meeting) if meeting is not None else self._proposal(session, unit, term, frame)
        known = data if meeting is not None else None
        quotas = quota_lines(session, unit, frame, self._ledger)
        return YearEndView(
            frame=frame,
            grades=grades_of(frame.scheme),
            quotas=quotas,
            missing=() if frame.frozen else unconfirmed(session, unit, term),
            blocks=() if frame.frozen else blocks(session, unit, frame, quotas, known),
            warnings=warnings(session, unit, frame, quotas, known),
            meeting=data,
            opened=meeting is not None,
            settled_by=meeting.effective_by if meeting is not None else "",
            settled_at=meeting.effective_at if meeting is not None else None,
        )

    def _settled(self, view: YearEndView, meeting: Meeting) -> YearEndView:
        """The view as it took effect."""
        frame = replace(view.frame, state=PeriodState.CONFIRMED)
        return replace(view, frame=frame, settled_by=meeting.effective_by, settled_at=meeting.effective_at)

    def _proposal(self, session: Session, unit: Unit, term: Term, frame: YearFrame) -> YearMeeting:
        """What a meeting that nobody has entered yet would be: the members' meeting, today, the two officers."""
        draft = proposal(session, unit, term.last, self.today(), frame.scheme)
        there = scored_rows(session, unit, draft.held_on, draft.held_on)
        voters = eligible_voters(there, mobile_too=option_value(session, MOBILE_VOTERS))
        return YearMeeting(
            kind=MEETING_KINDS[0], held_on=draft.held_on, chair=draft.chair,
            recorder=draft.recorder, eligible=len(voters),
        )  # fmt: skip

    def _sheets(self, session: Session, unit: Unit, view: YearEndView) -> dict[FrozenKind, Sheet]:
        term = view.frame.term
        rows = year_vetoes(session, unit, term)
        vetoes = veto_views(session, unit, rows, self._ledger, min(term.end, self.today()))
        return year_sheets(unit, view, vetoes, self.clock.now().replace(microsecond=0))

    def _drafted(self, session: Session, period: Period, member: Member) -> GradeDecision | None:
        return session.scalar(
            select(GradeDecision).where(
                GradeDecision.period_id == period.id, GradeDecision.member_id == member.id
            )
        )

    def _put(
        self, session: Session, period: Period, member: Member, grade: str, reason: str, actor: Actor
    ) -> None:
        row = self._drafted(session, period, member)
        if row is None:
            row = GradeDecision(period_id=period.id, member_id=member.id)
            session.add(row)
        elif row.grade != grade:
            # Votes were on the grade before.
            row.votes_for = row.votes_against = row.votes_abstain = None
        row.grade, row.reason = grade, reason.strip()
        row.decided_by, row.decided_at = actor.name, self.clock.now()
        session.flush()


def _digest(rows: Collection[Assessment]) -> str:
    """SHA-256 over what was frozen, in the order of the members."""
    text = "\n".join(
        f"{row.member_id}|{row.year}|{row.total}|{row.balance}|{row.proposed}|{row.grade}|{row.reason}|{row.figures}"
        for row in sorted(rows, key=lambda row: row.member_id)
    )
    return hashlib.sha256(text.encode()).hexdigest()
