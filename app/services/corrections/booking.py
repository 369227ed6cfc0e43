"""Booking corrections: the one way in which a confirmed entry is put right, taken back or added.

Direct corrections, objections that were upheld and supplementary meetings all come through here, each inside its own
transaction. Nothing is edited: a reversing posting takes the wrong one back, another one puts the right facts in its
place, and a :class:`~app.models.Correction` says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.clock import Clock, today
from app.errors import Issue, ValidationFailed
from app.models import (
    Attendance,
    Correction,
    Declaration,
    Meeting,
    Member,
    Objection,
    Posting,
    Unit,
)
from app.models.base import new_uid
from app.services.actor import Actor
from app.services.audit import digest_postings, record
from app.services.base import by_uid, find_period
from app.services.cards import ensure_period
from app.services.corrections.period import hanging_periods, shown_period
from app.services.corrections.reach import Reach, follow, refreeze, term_of
from app.services.corrections.rules import Change, ChangeChecker, Plan
from app.services.ledger import Ledger
from app.services.line_entry import LineEntry
from app.services.months import Month
from app.services.presence import PRESENCE_NAMES, Presence
from app.services.schemes import SchemeBook
from app.services.signs import stored_adjustment
from app.services.workflow import MeetingPurpose, MeetingState, PeriodState

#: What the meeting of a correction is called where no body came together.
KIND = "更正"


@dataclass(frozen=True, slots=True)
class Booked:
    """What was booked.

    Attributes:
        postings: All that were made.
        months: Months in whose sheets it is shown, with the branch.
        advice: What is to be done on the 公示 page, where notices need their next version; empty where nothing is.
        names: Members concerned.
    """

    postings: tuple[Posting, ...]
    months: tuple[tuple[Unit, Month], ...]
    advice: str
    names: tuple[str, ...]

    @property
    def where(self) -> str:
        """ "计入2026年11月"."""
        return "、".join(dict.fromkeys(f"计入{month.title}" for _, month in self.months))


class CorrectionBook:
    """Checks and books changes inside the caller's transaction."""

    def __init__(self, book: SchemeBook, ledger: Ledger, clock: Clock) -> None:
        self._book = book
        self._ledger = ledger
        self._clock = clock

    def plan(
        self, session: Session, actor: Actor, changes: Sequence[Change], *, meeting: bool = False
    ) -> list[Plan]:
        """The changes, checked.

        Raises:
            ValidationFailed: all faults of all changes.
            WorkflowError: an entry was corrected already, or its month is still open.
        """
        checker = ChangeChecker(session, book=self._book, clock=self._clock, actor=actor)
        issues: list[Issue] = []
        plans = []
        for change in changes:
            found, plan = checker.check(change, meeting=meeting)
            issues += found
            plans.append(plan)
        wrong = [plan.posting.id for plan in plans if plan.posting is not None]
        if len(wrong) != len(set(wrong)):
            issues.append(Issue("更正", "posting", "同一条写了两次，请只留一次。"))
        if issues:
            raise ValidationFailed(issues)
        return plans

    def book(
        self, session: Session, actor: Actor, plans: Sequence[Plan], *,
        meeting: Meeting | None = None, objection: Objection | None = None, held_on: date | None = None,
    ) -> Booked:  # fmt: skip
        """Make the postings, write the audit events, and freeze the next version of what they change.

        Args:
            session: The caller's writing session.
            actor: The secretary.
            plans: Checked changes.
            meeting: The supplementary meeting that decided; ``None`` makes one row for secretary and second person.
            objection: The objection that led to it.
            held_on: Day of the decision where no meeting came together; default today.
        """
        day = today(self._clock)
        groups: dict[tuple[int, Month], list[Plan]] = {}
        units: dict[int, Unit] = {}
        for plan in plans:
            unit, month = shown_period(session, plan.unit, plan.member, plan.confirmed, today=Month.of(day))
            units[unit.id] = unit
            groups.setdefault((unit.id, month), []).append(plan)
        made: list[Posting] = []
        told: list[tuple[int, Month, Meeting, list[Plan], list[Posting]]] = []
        for (unit_id, month), own in groups.items():
            who = meeting or self._decision(session, actor, units[unit_id], month, own, held_on or day)
            fresh = [
                p
                for plan in own
                for p in self._post(session, actor, units[unit_id], month, plan, who, objection)
            ]
            made += fresh
            told.append((unit_id, month, who, own, fresh))
        reach = Reach()
        for unit_id, month, _, own, _ in told:
            self._reach(session, units[unit_id], month, self._scored(session, own), reach)
        if meeting is None:
            for unit_id, month, who, own, fresh in told:
                self._record(session, actor, units[unit_id], month, who, own, fresh)
        else:
            self._record(session, actor, session.get_one(Unit, plans[0].unit.id), None, meeting, plans, made)
        # After the event: kept evaluations are known by the head of the chain.
        refreeze(session, self._ledger, self._clock, reach)
        return Booked(
            postings=tuple(made),
            months=tuple((units[unit_id], month) for unit_id, month in groups),
            advice=reach.advice,
            names=tuple(dict.fromkeys(plan.member.name for plan in plans)),
        )

    def _reach(self, session: Session, unit: Unit, month: Month, uids: set[str], reach: Reach) -> None:
        """The month that tells it has its forms frozen anew, whatever its figures say; later ones follow theirs."""
        period = find_period(session, unit, month)
        if period is not None and PeriodState(period.state) not in {PeriodState.OPEN, PeriodState.COLLECTING}:
            reach.touch(unit, month, uids)
        for row in hanging_periods(session, unit, month):
            term = term_of(session, self._ledger, row)
            if term.last == month:
                reach.hanging[f"{unit.id} {term.label}"] = term
        follow(session, self._ledger, unit, month, uids, reach=reach)

    def _decision(
        self, session: Session, actor: Actor, unit: Unit, month: Month, plans: Sequence[Plan], held_on: date
    ) -> Meeting:
        """No body came together: the secretary and the second person decided."""
        second = plans[0].change.second_uid
        meeting = Meeting(
            period_id=ensure_period(session, unit, month).id, kind=KIND, held_on=held_on, chair=actor.name,
            state=MeetingState.EFFECTIVE.value, effective_at=self._clock.now(), effective_by=actor.name,
            purpose=MeetingPurpose.CORRECTION.value, second_id=by_uid(session, Member, second).id if second else None,
        )  # fmt: skip
        session.add(meeting)
        session.flush()
        return meeting

    def _post(
        self, session: Session, actor: Actor, unit: Unit, month: Month, plan: Plan, meeting: Meeting,
        objection: Objection | None,
    ) -> list[Posting]:  # fmt: skip
        change, wrong = plan.change, plan.posting
        reason = change.reason.strip()
        common = {
            "unit_id": unit.id, "member_id": plan.member.id, "meeting_id": meeting.id, "declaration_id": None,
            "period": month.label, "reason": reason, "confirmed_by": actor.name, "confirmed_at": self._clock.now(),
        }  # fmt: skip
        reversal = replacement = None
        if wrong is not None and not wrong.reverses:
            reversal = Posting(
                uid=new_uid(), **common, **wrong.facts(), adjusted=wrong.adjusted, scheme_hash=wrong.scheme_hash,
                reverses=wrong.uid,
            )  # fmt: skip
        if plan.right is not None and plan.proposal is not None:
            line = Declaration()
            entry = LineEntry(session, plan.unit, book=self._book, clock=self._clock)
            entry.fill(line, plan.right, plan.proposal, actor)
            item = plan.scheme.items.get(plan.right.item)
            replacement = Posting(
                uid=new_uid(), **common, **line.facts(), scheme_hash=plan.scheme.hash, reverses=None,
                adjusted=stored_adjustment(change.adjusted, item, plan.right.level),
            )  # fmt: skip
        made = [posting for posting in (reversal, replacement) if posting is not None]
        session.add_all(made)
        session.flush()
        second = by_uid(session, Member, change.second_uid) if change.second_uid else None
        session.add(
            Correction(
                uid=new_uid(), unit_id=unit.id, meeting_id=meeting.id, period=month.label,
                posting_id=wrong.id if wrong is not None else None,
                reversal_id=reversal.id if reversal is not None else None,
                replacement_id=replacement.id if replacement is not None else None,
                reason=reason, basis=change.basis.strip(), second_id=second.id if second is not None else None,
                objection_id=objection.id if objection is not None else None,
                made_by=actor.name, made_at=self._clock.now(),
            )
        )  # fmt: skip
        if plan.attendance is not None:
            self._put_mark(plan, plan.attendance)
        session.flush()
        return made

    def _put_mark(self, plan: Plan, attendance: Attendance) -> None:
        """The sheet itself says what was wrong on it."""
        old, day = PRESENCE_NAMES[attendance.state], today(self._clock)
        mark = plan.change.mark or Presence.PRESENT
        told = f"{day:%Y-%m-%d} 更正，原为{old}：{plan.change.reason.strip()}"
        attendance.note = f"{attendance.note}；{told}" if attendance.note else told
        attendance.state = mark.value

    def _record(
        self, session: Session, actor: Actor, unit: Unit, month: Month | None, meeting: Meeting,
        plans: Sequence[Plan], made: list[Posting],
    ) -> None:  # fmt: skip
        # As the ledger keeps them: a figure that was typed as 1 comes back with its decimals, and the digest must fit.
        for posting in made:
            session.refresh(posting)
        action = "更正" if month is not None else "补充评定生效"
        names = "、".join(dict.fromkeys(f"{plan.member.name}“{plan.item_name}”" for plan in plans[:3]))
        subject = (
            f"{unit.short_name} {month.title} {names}" if month is not None else f"{unit.short_name} {names}"
        )
        detail = {
            "meeting": meeting.id, "postings": digest_postings(made), "count": len(made),
            "takes_back": [plan.posting.uid for plan in plans if plan.posting is not None],
        }  # fmt: skip
        record(session, actor, self._clock, action, subject, detail)

    def _scored(self, session: Session, plans: Iterable[Plan]) -> set[str]:
        """Uids of the members whose points the changes concern, second ones too."""
        found = set()
        for plan in plans:
            found.add(plan.member.uid)
            if plan.right is not None and plan.right.also_uid:
                found.add(plan.right.also_uid)
            if plan.posting is not None and plan.posting.also_id is not None:
                found.add(session.get_one(Member, plan.posting.also_id).uid)
        return found
