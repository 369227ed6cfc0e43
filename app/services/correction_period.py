"""In which month a correction is shown."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Member, Notice, Period, Unit

from .base import find_period
from .membership import branch_on
from .months import Month
from .terms import months_of
from .workflow import NoticeState, PeriodState

_HANGING = (NoticeState.POSTED.value, NoticeState.OBJECTED.value)


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
    month = _oldest_open(session, unit, confirmed, today)
    home = branch_on(session, member, month.last)
    if home.id == unit.id:
        return unit, month
    return home, _oldest_open(session, home, confirmed, today)


def hanging_until(session: Session, unit: Unit, month: Month) -> Month | None:
    """The last month of the notice that hangs and covers a month; the month's own before those of longer periods."""
    found = [
        months_of(period)[1]
        for period in session.scalars(
            select(Period)
            .join(Notice, Notice.period_id == Period.id)
            .where(Period.unit_id == unit.id, Notice.state.in_(_HANGING))
        )
        if months_of(period)[0] <= month <= months_of(period)[1]
    ]
    return min(found, default=None)


def _oldest_open(session: Session, unit: Unit, first: Month, today: Month) -> Month:
    month = first
    while not _is_open(session, unit, month, today):
        month = month.next
    return month


def _is_open(session: Session, unit: Unit, month: Month, today: Month) -> bool:
    """Whether what is confirmed in a month was not announced yet. A month that was skipped announces nothing."""
    period = find_period(session, unit, month)
    if period is None:
        return month >= today
    posted = session.scalar(select(Notice.id).where(Notice.period_id == period.id).limit(1))
    return posted is None and PeriodState(period.state) is not PeriodState.ARCHIVED
