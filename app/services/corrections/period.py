"""In which month a correction is shown."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Member, Notice, Period, Unit
from app.services.base import find_period
from app.services.membership import branch_finder
from app.services.months import Month
from app.services.scoring import PeriodKind
from app.services.terms import months_of
from app.services.workflow import NoticeState, PeriodState
from app.services.year.settled import settled_around

_HANGING = (NoticeState.POSTED.value, NoticeState.OBJECTED.value)
_BEGUN = (PeriodState.OPEN, PeriodState.COLLECTING)


def shown_period(
    session: Session, unit: Unit, member: Member, confirmed: Month, *, today: Month
) -> tuple[Unit, Month]:
    """Branch and month in whose board and record forms a correction of a month's entry is shown.

    While a notice that covers the month hangs, its last month: the notice gets its next version. Otherwise the oldest
    month from it on that was neither posted nor archived, of the branch to which the member belongs by then.

    Args:
        session: Reading session.
        unit: Branch that confirmed the entry.
        member: Whose entry.
        confirmed: Month whose meeting confirmed it.
        today: The calendar's month.
    """
    last = hanging_until(session, unit, confirmed)
    if last is not None:
        return unit, last
    find = branch_finder(session, member)
    month = confirmed
    # By the branch of each month: another one's older months never listed the member.
    while not _is_open(session, find(month.last), month, today):
        month = month.next
    return find(month.last), month


def hanging_until(session: Session, unit: Unit, month: Month) -> Month | None:
    """The last month of the notice that hangs and covers a month; the month's own before those of longer periods."""
    found = [months_of(period)[1] for period in hanging_periods(session, unit, month)]
    return min(found, default=None)


def hanging_periods(session: Session, unit: Unit, month: Month) -> list[Period]:
    """The branch's periods around a month whose notice hangs: the month's own, and those of longer terms."""
    return [row for row in all_hanging(session, unit) if months_of(row)[0] <= month <= months_of(row)[1]]


def all_hanging(session: Session, unit: Unit) -> list[Period]:
    """All periods of a branch whose notice hangs, by their last month."""
    rows = session.scalars(
        select(Period)
        .join(Notice, Notice.period_id == Period.id)
        .where(Period.unit_id == unit.id, Notice.state.in_(_HANGING))
        .order_by(Period.id)
    )
    return sorted(rows, key=lambda row: months_of(row)[1])


def _is_open(session: Session, unit: Unit, month: Month, today: Month) -> bool:
    """Whether what is confirmed in a month was not announced yet. A month that was skipped announces nothing.

    Nor does one whose quarter, half-year or year was settled: the figures that stand there must not change behind it.
    """
    if settled_around(session, unit, month):
        return False
    if was_skipped(session, unit, month):
        return False
    period = find_period(session, unit, month)
    if period is None:
        return month >= today
    posted = session.scalar(select(Notice.id).where(Notice.period_id == period.id).limit(1))
    return posted is None and PeriodState(period.state) is not PeriodState.ARCHIVED


def was_skipped(session: Session, unit: Unit, month: Month) -> bool:
    """Whether a month was never confirmed while a later one was: nobody will hold its meeting any more."""
    period = find_period(session, unit, month)
    if period is not None and PeriodState(period.state) not in _BEGUN:
        return False
    later = select(Period.id).where(
        Period.unit_id == unit.id,
        Period.kind == PeriodKind.MONTH.value,
        Period.label > month.label,
        Period.state.not_in([state.value for state in _BEGUN]),
    )
    return session.scalar(later.limit(1)) is not None
