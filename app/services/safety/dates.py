"""Whether the computer's date can be right. Order never depends on it (it goes by sequence), dates on paper do.

A date that is plainly wrong (an empty battery, 1970; a slip of the hand, 2099) does not stop the work; it stops what
cannot be taken back: 评定生效, 公示, 归档, and the thinning out of backups.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import BUILT_ON
from app.clock import CHINA, Clock, today
from app.errors import WorkflowError
from app.models import AuditEvent

#: The event that settles a doubt; its business date is the day that somebody vouched for.
SETTLED = "核对日期"
_YEARS = 10
#: A stated date holds for one sitting; after that the computer's clock is asked again.
_HOLDS = timedelta(hours=36)


class Doubt(StrEnum):
    """Why the date cannot be right."""

    BEFORE_LAST = "before the last record"
    BEFORE_BUILD = "before the program was made"
    TOO_LATE = "ten years after it"


def doubt_about(
    day: date, *, last: date | None, vouched: date | None, built_on: date = BUILT_ON
) -> Doubt | None:
    """What speaks against a date.

    Days are compared, not hours: a clock that was put right by an hour must not raise an alarm.

    Args:
        day: The computer's date.
        last: Business date of the newest event by sequence; None for a new ledger.
        vouched: The day that was confirmed last (:data:`SETTLED`); it moves the bounds.
        built_on: When the program was made.
    """
    if last is not None and day < last:
        return Doubt.BEFORE_LAST
    if day < min(built_on, vouched or built_on):
        return Doubt.BEFORE_BUILD
    return Doubt.TOO_LATE if day > _years_after(max(built_on, vouched or built_on)) else None


def _years_after(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return date(day.year + _YEARS, 3, 1) if leap_day else day.replace(year=day.year + _YEARS)


def present_doubt(session: Session, day: date) -> Doubt | None:
    """What speaks against a date, by this ledger's records."""
    last = session.scalar(select(AuditEvent.business_date).order_by(AuditEvent.seq.desc()).limit(1))
    doubt = doubt_about(day, last=last, vouched=None)
    if doubt in {Doubt.BEFORE_BUILD, Doubt.TOO_LATE}:
        doubt = doubt_about(day, last=last, vouched=vouched_day(session))
    return doubt


def vouched_day(session: Session) -> date | None:
    """The day that somebody vouched for last; None when nobody ever had to."""
    newest = select(func.max(AuditEvent.seq)).where(AuditEvent.action == SETTLED).scalar_subquery()
    return session.scalar(select(AuditEvent.business_date).where(AuditEvent.seq == newest))


def trusted_day(session: Session) -> date | None:
    """The latest day that bears out a typed date: one that was vouched for, or of a last record without doubt."""
    vouched = vouched_day(session)
    last = session.scalar(select(AuditEvent.business_date).order_by(AuditEvent.seq.desc()).limit(1))
    sound = last is not None and doubt_about(last, last=None, vouched=vouched) is None
    return max((day for day in (vouched, last if sound else None) if day is not None), default=None)


def doubt_words(doubt: Doubt, day: date, last: date | None) -> str:
    """The doubt in a sentence."""
    shown = f"电脑日期是 {day:%Y-%m-%d}，"
    if doubt is Doubt.BEFORE_LAST and last is not None:
        return f"{shown}早于最近一次办理（{last:%Y-%m-%d}），可能不对。"
    if doubt is Doubt.BEFORE_BUILD:
        return f"{shown}早于本程序的制作日期，可能不对。"
    return f"{shown}离本程序的制作日期已过十年，可能不对。"


def refuse_doubtful_date(session: Session, clock: Clock, *, step: str) -> None:
    """Let what closes a period wait until the date is settled.

    Args:
        session: Of the transaction that would close it.
        clock: The program's clock.
        step: The step in the office's words ("评定生效").

    Raises:
        WorkflowError: says where the date is settled.
    """
    day = today(clock)
    if present_doubt(session, day) is not None:
        raise WorkflowError(
            f"电脑日期是 {day:%Y-%m-%d}，可能不对，“{step}”先等一等。",
            hint="请到首页或「系统」按「核对日期」，日期核对好以后再办理。",
        )


class OfficeClock:
    """The computer's clock or, where that is plainly wrong, the date that somebody read off the calendar.

    The program cannot set the computer's clock, and in many offices the person at the desk may not either.
    """

    def __init__(self, computer: Clock) -> None:
        self._computer = computer
        #: What the computer said when a date was stated, and the instant that was meant. One value: the worker sets
        #: it while the window reads.
        self._stated: tuple[datetime, datetime] | None = None

    @property
    def corrected(self) -> bool:
        """Whether a stated date stands in for the computer's."""
        return self._stated is not None

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        real, stated = self._computer.now(), self._stated
        if stated is None:
            return real
        since, meant = stated
        passed = real - since
        if not timedelta(0) <= passed <= _HOLDS:
            # The computer's clock was put right meanwhile, or the program stayed open for days.
            self._stated = None
            return real
        return meant + passed

    def computer_now(self) -> datetime:
        """What the computer itself says."""
        return self._computer.now()

    def at_date(self, day: date) -> OfficeClock:
        """A clock for which today is ``day``; where the computer says another, its hour on that day holds."""
        clock = OfficeClock(self._computer)
        real = self._computer.now()
        local = real.astimezone(CHINA)
        if local.date() != day:
            clock._stated = real, datetime.combine(day, local.time(), tzinfo=CHINA).astimezone(real.tzinfo)
        return clock

    def go_by(self, clock: OfficeClock) -> None:
        """Take over what :meth:`at_date` made, once the ledger knows of it."""
        self._stated = clock._stated
