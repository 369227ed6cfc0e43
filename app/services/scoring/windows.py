"""Calendar arithmetic of a scheme: its year, cycles and the windows of limits.

Quarters, halves and the year begin with the scheme's start month, so every window nests in the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.services.scoring.kinds import (
    Window,
)

_MONTHS = {Window.DAY: 0, Window.MONTH: 1, Window.QUARTER: 3, Window.HALF: 6, Window.YEAR: 12}
_QUARTERS = ("一", "二", "三", "四")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of whole months with its days."""

    label: str
    start: date
    end: date


def window_months(window: Window, cycle_months: int) -> int:
    """Length of a window in months; 0 is a day."""
    return cycle_months if window is Window.CYCLE else _MONTHS[window]


def window_key(day: date, months: int, start_month: int) -> int:
    """The number of the window that a day lies in; equal numbers are the same window."""
    if months == 0:
        return day.toordinal()
    return (day.year * 12 + day.month - start_month) // months


def month_key(day: date) -> int:
    """A running number of the calendar month."""
    return day.year * 12 + day.month - 1


def add_months(first: date, months: int) -> date:
    """The first day of the month so many months on."""
    year, month = divmod(month_key(first) + months, 12)
    return date(year, month + 1, 1)


def year_of(day: date, start_month: int) -> Stretch:
    """The scheme's year that a day lies in."""
    year = day.year if day.month >= start_month else day.year - 1
    return stretch(date(year, start_month, 1), 12, start_month)


def stretch(start: date, months: int, start_month: int) -> Stretch:
    """The run of months beginning at ``start``."""
    end = add_months(start, months) - timedelta(days=1)
    return Stretch(_label(start, end, months, start_month), start, end)


def _label(start: date, end: date, months: int, start_month: int) -> str:
    if months == 1:
        return f"{start.year}年{start.month}月"
    if start_month != 1:
        return f"{start.year}年{start.month}月至{end.year}年{end.month}月"
    if months == 12:
        return f"{start.year}年度"
    if months == 6:
        return f"{start.year}年{'上' if start.month == 1 else '下'}半年"
    return f"{start.year}年第{_QUARTERS[(start.month - 1) // 3]}季度"
