"""评定生效: all postings of a meeting in one transaction, or none."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.models import Card, Decision, Declaration, Meeting, Member, Period, Posting, Unit
from app.models.base import new_uid
from app.models.uow import UnitOfWork

from .actor import Actor, require
from .audit import digest_postings, record
from .base import Service, by_uid, find_period
from .changes import Changes, Kind
from .ledger import Ledger
from .meeting_views import MeetingView, meeting_view, refuse_undecided
from .months import Month
from .schemes import SchemeBook, version_on
from .workflow import (
    CARD,
    LINE,
    MEETING,
    PERIOD,
    Action,
    CardState,
    LineState,
    MeetingState,
    PeriodState,
    Role,
    advance,
)

_LINE_ACTIONS = {
    "confirm": Action.CONFIRM,
    "adjust": Action.ADJUST,
    "reject": Action.REJECT,
    "return": Action.RETURN,
}


class ConfirmationService(Service):
    """The step after which only corrections are possible."""

    def __init__(self, uow: UnitOfWork, clock: Clock, book: SchemeBook, ledger: Ledger) -> None:
        super().__init__(uow, clock)
        self._book = book
        self._ledger = ledger

    def make_effective(self, actor: Actor, branch_uid: str, month: Month) -> Changes:
        """Turn the decisions of the draft meeting into postings and close the month for declarations.

        Raises:
            ValidationFailed: undecided lines, deductions without basis or second person.
            WorkflowError: the month was confirmed already, or the actor is not the secretary.
        """
        require(actor, Role.SECRETARY, action="评定生效")
        with self.uow.write() as session:
            unit = by_uid(session, Unit, branch_uid)
            view = meeting_view(session, unit, month, self._ledger, self.today())
            period = find_period(session, unit, month)
            state = PeriodState(period.state) if period else PeriodState.OPEN
            refuse_undecided(view)
            new_state = advance(PERIOD, state, Action.CONFIRM, actor.role, subject=month.title)
            assert period is not None  # noqa: S101 - advance refuses an open period, and it exists once collecting
            meeting = by_uid(session, Meeting, view.uid)
            postings = self._post_lines(session, unit, period, meeting, actor)
            self._close(session, period, meeting, view, actor)
            period.state = new_state.value
            session.flush()
            record(
                session, actor, self.clock, "评定生效", f"{unit.short_name} {month.title}",
                {"meeting": meeting.id, "postings": digest_postings(postings), "count": len(postings)},
            )  # fmt: skip
            return Changes.of(
                Kind.POSTING, Kind.MEETING, Kind.PERIOD, Kind.LINE, ids=tuple(p.uid for p in postings),
                message=f"{month.title}评定已生效，记入台账 {len(postings)} 条", warnings=view.warnings,
            )  # fmt: skip

    def _post_lines(
        self, session: Session, unit: Unit, period: Period, meeting: Meeting, actor: Actor
    ) -> list[Posting]:
        versions = self._book.versions(session, unit)
        rows = session.execute(
            select(Declaration, Decision, Card.member_id)
            .join(Decision, Decision.declaration_id == Declaration.id)
            .join(Card, Card.id == Declaration.card_id)
            .where(Decision.meeting_id == meeting.id)
            .order_by(Declaration.id)
        ).all()
        now = self.clock.now()
        postings = []
        for line, decision, member_id in rows:
            state = LineState(line.state)
            action = _LINE_ACTIONS[decision.kind]
            line.state = advance(LINE, state, action, actor.role, subject=f"“{line.item_name}”").value
            if decision.kind not in {"confirm", "adjust"}:
                continue
            postings.append(
                Posting(
                    uid=new_uid(),
                    unit_id=unit.id,
                    member_id=member_id,
                    meeting_id=meeting.id,
                    declaration_id=line.id,
                    period=period.label,
                    **line.facts(),
                    adjusted=None if decision.points is None else abs(decision.points),
                    reason=decision.reason,
                    scheme_hash=version_on(versions, line.deed_date).hash,
                    reverses=None,
                    confirmed_by=actor.name,
                    confirmed_at=now,
                )
            )
        session.add_all(postings)
        return postings

    def _close(
        self, session: Session, period: Period, meeting: Meeting, view: MeetingView, actor: Actor
    ) -> None:
        """Cards, attendance figures and the meeting itself."""
        in_ledger = {m.uid for m in view.attendees if not m.exempt}
        cards = session.execute(
            select(Card, Member.uid)
            .join(Member, Member.id == Card.member_id)
            .where(Card.period_id == period.id)
        ).all()
        for card, uid in cards:
            if uid in in_ledger or card.state != CardState.BLANK.value:
                card.state = advance(
                    CARD, CardState(card.state), Action.CONFIRM, actor.role, subject="申报卡"
                ).value
        state = advance(MEETING, MeetingState(meeting.state), Action.CONFIRM, actor.role, subject="会议")
        meeting.state = state.value
        meeting.eligible, meeting.present = len(view.eligible), view.voters_present
        meeting.effective_at, meeting.effective_by = self.clock.now(), actor.name
        session.flush()
