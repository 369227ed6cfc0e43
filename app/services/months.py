"""A calendar month as a value: label, title, first and last day, neighbours."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of the calendar.

    Attributes:
        year: Year.
        month: 1 to 12.
    """

    year: int
    month: int

    @staticmethod
    def of(day: date) -> Month:
        """The month that holds ``day``."""
        return Month(day.year, day.month)

    @staticmethod
    def parse(label: str) -> Month:
        """From "2026-10". Raises ValueError for anything else."""
        year, _, month = label.partition("-")
        result = Month(int(year), int(month))
        if not (len(year) == 4 and len(month) == 2 and 1 <= result.month <= 12):
            raise ValueError(f"not a month: {label}")
        return result

    @property
    def label(self) -> str:
        """ "2026-10": as kept in the ledger."""
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def title(self) -> str:
        """ "2026年10月": as shown and printed."""
        return f"{self.year}年{self.month}月"

    @property
    def first(self) -> date:
        """First day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Last day."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def next(self) -> Month:
        """The month after."""
        return Month.of(self.last + timedelta(days=1))

    @property
    def previous(self) -> Month:
        """The month before."""
        return Month.of(self.first - timedelta(days=1))

    def __contains__(self, day: date) -> bool:
        return day.year == self.year and day.month == self.month


def day_title(day: date) -> str:
    """A day inside the year as offices write it: "11月5日"."""
    return f"{day.month}月{day.day}日"
