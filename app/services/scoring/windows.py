"""Calendar arithmetic of a scheme: its year, cycles and the windows of limits.

Quarters, halves and the year begin with the scheme's start month, so every window nests in the next one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.services.scoring.kinds import Window
from app.services.scoring.language import Cycle

_MONTHS = {Window.DAY: 0, Window.MONTH: 1, Window.QUARTER: 3, Window.HALF: 6, Window.YEAR: 12}
_QUARTERS = ("一", "二", "三", "四")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of days with its name."""

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


def first_of(month: int) -> date:
    """The first day of the month with this running number."""
    return date(month // 12, month % 12 + 1, 1)


def add_months(first: date, months: int) -> date:
    """The first day of the month so many months on."""
    return first_of(month_key(first) + months)


def months_later(day: date, months: int) -> date:
    """The same day so many months on; where the month is too short, the first day of the next one."""
    year, month = divmod(month_key(day) + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return add_months(date(year, month + 1, 1), 1)


def year_of(day: date, cycle: Cycle) -> Stretch:
    """The scheme's year that a day lies in."""
    starts = cycle.year_starts
    index = bisect_right(starts, day) - 1
    if index >= 0:
        return _stated_year(day, starts, index)
    year = day.year if day.month >= cycle.start_month else day.year - 1
    whole = stretch(date(year, cycle.start_month, 1), 12, cycle.start_month)
    if starts and starts[0] <= whole.end:
        return Stretch(whole.label, whole.start, starts[0] - _DAY)
    return whole


def _stated_year(day: date, starts: Sequence[date], index: int) -> Stretch:
    """A year that begins on a stated day: to the day before the next one, the last for twelve months.

    Days after that lie in years of twelve months each, as nobody has stated another beginning yet.
    """
    start = starts[index]
    if index + 1 < len(starts):
        end = starts[index + 1] - _DAY
    else:
        end = months_later(start, 12) - _DAY
        while end < day:
            start = end + _DAY
            end = months_later(start, 12) - _DAY
    # A year that begins in December is called after the one in which nearly all of it lies.
    return Stretch(f"{(start + (end - start) / 2).year}年度", start, end)


def stretch(start: date, months: int, start_month: int) -> Stretch:
    """The run of months beginning at ``start``."""
    end = add_months(start, months) - _DAY
    return Stretch(_label(start, end, months, start_month), start, end)


def windows_between(first: date, last: date, months: int, start_month: int) -> Iterator[tuple[date, date]]:
    """The windows that touch a run of days, in order, those at the edges cut to it."""
    month = month_key(first)
    begin = month - (month - (start_month - 1)) % months
    while first_of(begin) <= last:
        start, end = first_of(begin), first_of(begin + months) - _DAY
        yield max(start, first), min(end, last)
        begin += months


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
