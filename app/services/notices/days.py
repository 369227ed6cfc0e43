"""How long a notice hangs: calendar or working days, both ends counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from app.services.scoring import HolidayIn, PeriodKind, Scheme
from app.services.scoring.kinds import DayKind

_PERIOD_WORDS = {
    PeriodKind.MONTH: "月",
    PeriodKind.QUARTER: "季度",
    PeriodKind.HALF: "半年",
    PeriodKind.YEAR: "年度",
}


def is_working(day: date, holidays: Collection[HolidayIn] = ()) -> bool:
    """Whether offices work: as the table says, else Monday to Friday."""
    for stated in holidays:
        if stated.date == day:
            return stated.working
    return day.weekday() < 5


def earliest_end(starts_on: date, days: int, *, day_kind: str, holidays: Iterable[HolidayIn] = ()) -> date:
    """The first day on which a notice that starts on ``starts_on`` has hung the scheme's days, both ends counted.

    Args:
        starts_on: Day of posting; it counts as the first day.
        days: Minimum number of days.
        day_kind: ``calendar`` or ``working``.
        holidays: Days off, and weekend days that are worked.
    """
    stated = {holiday.date: holiday for holiday in holidays}
    day, counted = starts_on, 0
    while True:
        known = [stated[day]] if day in stated else []
        if day_kind == DayKind.CALENDAR.value or is_working(day, known):
            counted += 1
        if counted >= days:
            return day
        day += timedelta(days=1)


def count_days(starts_on: date, ends_on: date, *, day_kind: str, holidays: Iterable[HolidayIn] = ()) -> int:
    """Days from one to the other, both counted, in the scheme's kind of days."""
    length = (ends_on - starts_on).days + 1
    if day_kind == DayKind.CALENDAR.value:
        return max(0, length)
    stated = list(holidays)
    return sum(is_working(starts_on + timedelta(days=n), stated) for n in range(length))


def rule_text(scheme: Scheme) -> str:
    """ "至少 5 天" or "至少 5 个工作日"."""
    unit = "个工作日" if scheme.posting.day_kind is DayKind.WORKING else "天"
    return f"至少 {scheme.posting.notice_days} {unit}"


def unknown_year(scheme: Scheme, starts_on: date, ends_on: date, holidays: Iterable[HolidayIn]) -> int | None:
    """A year that working days are counted in and whose days off nobody has entered; ``None`` when there is none."""
    if scheme.posting.day_kind is not DayKind.WORKING:
        return None
    known = {holiday.date.year for holiday in holidays}
    return next((year for year in (starts_on.year, ends_on.year) if year not in known), None)


def posted_words(scheme: Scheme) -> str:
    """Which periods the scheme posts: "按季度、年度公示"; "不公示" where it posts none."""
    names = [words for kind, words in _PERIOD_WORDS.items() if kind in scheme.posting.periods]
    return f"方案按{'、'.join(names)}公示" if names else "方案没有规定公示"
