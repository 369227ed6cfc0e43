"""更正: a confirmed entry put right, taken back or added by the secretary and a second person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.clock import Clock
from app.models import Member, Posting, Unit
from app.models.uow import UnitOfWork
from app.services.actor import Actor, require
from app.services.base import Service, by_uid
from app.services.changes import Changes, Kind
from app.services.corrections.booking import Booked, CorrectionBook
from app.services.corrections.period import hanging_until, shown_period
from app.services.corrections.rules import Change, ChangeChecker
from app.services.corrections.views import (
    CorrectionPreview,
    CorrectionRow,
    CorrectionView,
    correction_rows,
    correction_view,
    effects,
)
from app.services.ledger import Ledger
from app.services.member_views import MemberRow, member_rows
from app.services.membership import branch_on
from app.services.months import Month
from app.services.posting_views import PostingView, posting_views
from app.services.safety.dates import refuse_doubtful_date
from app.services.schemes import SchemeBook
from app.services.workflow import Role

#: Kinds of record that a booking changes.
CHANGED = (Kind.POSTING, Kind.MEETING, Kind.PERIOD, Kind.NOTICE, Kind.ACTIVITY)


class CorrectionService(Service):
    """Use cases of the 更正 part of the 异议更正 page."""

    def __init__(self, uow: UnitOfWork, clock: Clock, book: SchemeBook, ledger: Ledger) -> None:
        super().__init__(uow, clock)
        self._ledger = ledger
        self._schemes = book
        self._booking = CorrectionBook(book, ledger, clock)

    # -- looking --------------------------------------------------------------------------------------------

    def view(self, posting_uid: str) -> CorrectionView:
        """A confirmed entry, its chain of corrections, what it counts, and where a correction would be told."""
        with self.uow.read() as session:
            return correction_view(
                session, by_uid(session, Posting, posting_uid), self._ledger, today=self.today()
            )

    def lines(self, branch_uid: str, member_uid: str, until: Month) -> tuple[PostingView, ...]:
        """A member's confirmed entries of the year up to a month, the newest first, to choose from."""
        with self.uow.read() as session:
            by_uid(session, Unit, branch_uid)
            member = by_uid(session, Member, member_uid)
            unit = branch_on(session, member, until.last)
            result = self._ledger.month(session, unit, until)
            back = self._ledger.carried_back(session, unit, until)
            who = Member.uid == member_uid
            found = posting_views(session, unit, result, result.year.start, until, back, who=who)
            return tuple(sorted(found, key=lambda v: (v.period, v.deed_date), reverse=True))

    def register(self, branch_uid: str, *, since: Month, until: Month) -> tuple[CorrectionRow, ...]:
        """Corrections that a branch told in some months, the newest first."""
        with self.uow.read() as session:
            return correction_rows(session, by_uid(session, Unit, branch_uid), since=since, until=until)

    def people(self, branch_uid: str, *, since: date) -> tuple[MemberRow, ...]:
        """Who may have an entry to be put right: members of the branch, those too who left since a day."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            rows = member_rows(session, self.today(), unit_ids=[unit.id])
            posted = set(
                session.scalars(
                    select(Member.uid)
                    .join(Posting, Posting.member_id == Member.id)
                    .where(Posting.unit_id == unit.id, Posting.deed_date >= since)
                )
            )
            return tuple(row for row in rows if row.active or row.uid in posted)

    def seconds(self, branch_uid: str) -> tuple[MemberRow, ...]:
        """Full members of the branch: who may be second person."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            rows = member_rows(session, self.today(), unit_ids=[unit.id])
            return tuple(row for row in rows if row.active and row.status == "full")

    def preview(self, actor: Actor, change: Change, *, meeting: bool = False) -> CorrectionPreview:
        """What a change would do to the totals, and what it still lacks; for showing while it is typed."""
        with self.uow.read() as session:
            checker = ChangeChecker(session, book=self._schemes, clock=self.clock, actor=actor)
            issues, plan = checker.check(change, meeting=meeting)
            unit, month = shown_period(
                session, plan.unit, plan.member, plan.confirmed, today=Month.of(self.today())
            )
            wrong = [issue.message for issue in issues]
            # Without right facts there is nothing to evaluate; a missing reason does not hinder.
            computable = not any(i.code not in {"reason", "basis", "second_uid"} for i in issues)
            return CorrectionPreview(
                proposed=plan.proposal.points if plan.proposal is not None else None,
                effects=effects(session, self._ledger, unit, month, [plan]) if computable else (),
                shown_in=month,
                hanging=hanging_until(session, unit, month) == month,
                decimals=plan.scheme.decimals,
                faults=tuple(wrong),
            )

    # -- correcting -----------------------------------------------------------------------------------------

    def correct(self, actor: Actor, change: Change) -> Changes:
        """Put a confirmed entry right or take it back.

        Raises:
            ValidationFailed: reason, basis or second person missing, the facts not right.
            WorkflowError: not the secretary, or the entry was corrected already.
        """
        return self._book(actor, [change], step="更正")

    def add_missing(self, actor: Actor, change: Change) -> Changes:
        """Add an entry that was forgotten in a month that is confirmed already.

        Raises:
            ValidationFailed: reason, basis or second person missing, the facts not right.
            WorkflowError: not the secretary, or the month is still open: then it belongs on a card.
        """
        return self._book(actor, [change], step="补记遗漏")

    def _book(self, actor: Actor, changes: Sequence[Change], *, step: str) -> Changes:
        require(actor, Role.SECRETARY, action=step)
        with self.uow.write() as session:
            refuse_doubtful_date(session, self.clock, step=step)
            plans = self._booking.plan(session, actor, changes)
            booked = self._booking.book(session, actor, plans)
            return Changes.of(
                *CHANGED, ids=tuple(p.uid for p in booked.postings), message=told(booked),
                warnings=(booked.advice,) if booked.advice else (),
            )  # fmt: skip


def told(booked: Booked) -> str:
    """The quiet sentence after a booking."""
    return f"已更正 {'、'.join(booked.names[:3])}，{booked.where}"
