"""The clock of the program: the only place that asks the operating system for the time.

Everything else receives a :class:`Clock`, so that a test or the ``demo`` command can live in any month.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

#: China has one time zone and no summer time, so a fixed offset is exact and needs no zone database.
CHINA = timezone(timedelta(hours=8), "北京时间")


class Clock(Protocol):
    """What the services need of a clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


class SetClock:
    """A clock that stands where it was put: for tests, ``demo`` and ``gallery``.

    Each reading is one second after the one before, so that two events never share an instant by accident.
    """

    def __init__(self, instant: datetime) -> None:
        self._instant = instant.astimezone(UTC)

    def now(self) -> datetime:
        """The set instant; moves on by one second with each call."""
        instant = self._instant
        self._instant += timedelta(seconds=1)
        return instant

    def set(self, instant: datetime) -> None:
        """Put the clock to another instant (aware)."""
        self._instant = instant.astimezone(UTC)


def today(clock: Clock) -> date:
    """The calendar date in China: the business date of everything done now."""
    return clock.now().astimezone(CHINA).date()
