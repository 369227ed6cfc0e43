"""评定生效: all postings of a meeting in one transaction, or none."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import WorkflowError
from app.models import Card, Decision, Declaration, Meeting, Member, Period, Posting, Unit
from app.models.base import new_uid
from app.models.uow import UnitOfWork

from .actor import Actor, require
from .audit import digest_postings, record
from .base import Service, by_uid, by_uids, find_period
from .cards import ensure_card
from .changes import Changes, Kind
from .frozen import FrozenKind, freeze
from .ledger import Ledger
from .meeting_views import MeetingView, meeting_view, refuse_undecided
from .months import Month
from .records import record_forms
from .safety.dates import refuse_doubtful_date
from .schemes import SchemeBook, version_on
from .sheets import SheetBuilder
from .signs import stored_adjustment
from .workflow import (
    CARD,
    LINE,
    MEETING,
    PERIOD,
    Action,
    CardState,
    Guard,
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
            refuse_doubtful_date(session, self.clock, step="评定生效")
            unit = by_uid(session, Unit, branch_uid)
            view = meeting_view(session, unit, month, self._ledger, self.today())
            period = find_period(session, unit, month)
            state = PeriodState(period.state) if period else PeriodState.OPEN
            self._refuse_early(session, unit, view, month)
            refuse_undecided(view, actor)
            new_state = advance(
                PERIOD, state, Action.CONFIRM, actor.role, subject=month.title, checked=Guard.ALL_DECIDED
            )
            assert period is not None  # noqa: S101 - advance refuses an open period, and it exists once collecting
            meeting = by_uid(session, Meeting, view.uid)
            postings = self._post_lines(session, unit, period, meeting, actor)
            members = self._close(session, unit, period, meeting, view, actor)
            period.state = new_state.value
            session.flush()
            record(
                session, actor, self.clock, "评定生效", f"{unit.short_name} {month.title}",
                {"meeting": meeting.id, "postings": digest_postings(postings), "count": len(postings)},
            )  # fmt: skip
            # After the event: kept evaluations are known by the head of the chain.
            self._freeze(session, unit, period, month, members)
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
            scheme = version_on(versions, line.deed_date)
            postings.append(
                Posting(
                    uid=new_uid(),
                    unit_id=unit.id,
                    member_id=member_id,
                    meeting_id=meeting.id,
                    declaration_id=line.id,
                    period=period.label,
                    **line.facts(),
                    adjusted=stored_adjustment(decision.points, scheme.items.get(line.item), line.level),
                    reason=decision.reason,
                    scheme_hash=scheme.hash,
                    reverses=None,
                    confirmed_by=actor.name,
                    confirmed_at=now,
                )
            )
        session.add_all(postings)
        return postings

    def _refuse_early(self, session: Session, unit: Unit, view: MeetingView, month: Month) -> None:
        """What is announced follows the calendar: not before the month, the meeting, or an earlier open month."""
        today = self.today()
        if today < month.first:
            raise WorkflowError(f"{month.title}还没有开始，不能评定生效。", hint="请核对左上方的月份。")
        if view.uid and view.draft.held_on > today:
            raise WorkflowError(
                f"会议日期是 {view.draft.held_on:%Y-%m-%d}，还没有到。",
                hint="请核对会议日期，开会以后再生效。",
            )

        waiting = session.scalar(
            select(Period.label)
            .join(Card, Card.period_id == Period.id)
            .join(Declaration, Declaration.card_id == Card.id)
            .where(
                Period.unit_id == unit.id,
                Period.label < month.label,
                Period.state.in_([PeriodState.OPEN.value, PeriodState.COLLECTING.value]),
            )
            .order_by(Period.label)
            .limit(1)
        )
        if waiting is not None:
            title = Month.parse(waiting).title
            raise WorkflowError(
                f"{title}有申报事项还没有评定。", hint=f"请先办完{title}，再评定{month.title}。"
            )

    def _close(
        self, session: Session, unit: Unit, period: Period, meeting: Meeting, view: MeetingView, actor: Actor
    ) -> dict[str, Card]:
        """Close the cards and the meeting. Returns the card of every member who counts, by uid."""
        rows = session.execute(
            select(Member.uid, Card)
            .join(Card, Card.member_id == Member.id)
            .where(Card.period_id == period.id)
        )
        cards: dict[str, Card] = dict(rows.all())
        for member in by_uids(session, Member, [m.uid for m in view.members if not m.exempt]):
            # A member who handed nothing in has a card too: it keeps the figures that the board shows.
            cards.setdefault(member.uid, ensure_card(session, period, member))
        for card in cards.values():
            state = advance(CARD, CardState(card.state), Action.CONFIRM, actor.role, subject="申报卡")
            card.state = state.value
        meeting_state = advance(
            MEETING,
            MeetingState(meeting.state),
            Action.CONFIRM,
            actor.role,
            subject="会议",
            checked=Guard.ALL_DECIDED,
        )
        meeting.state = meeting_state.value
        meeting.eligible, meeting.present = len(view.eligible), view.voters_present
        meeting.effective_at, meeting.effective_by = self.clock.now(), actor.name
        session.flush()
        return cards

    def _freeze(
        self, session: Session, unit: Unit, period: Period, month: Month, cards: dict[str, Card]
    ) -> None:
        """Keep what this meeting announces: each member's total, and the month's sheets."""
        figures = self._ledger.month(session, unit, month).members
        for uid, card in cards.items():
            if uid in figures and figures[uid].score.liable:
                card.total, card.cycle_sum = figures[uid].total, figures[uid].cycle_sum
        as_of = self.clock.now().replace(microsecond=0)
        builder = SheetBuilder(session, unit, month, ledger=self._ledger, as_of=as_of, today=self.today())
        freeze(session, period, FrozenKind.GROUPS, builder.group_sheets())
        freeze(session, period, FrozenKind.MEETING, {"": builder.meeting_sheet()})
        freeze(session, period, FrozenKind.RECORDS, record_forms(session, unit, month, self._ledger, as_of))
        session.flush()
