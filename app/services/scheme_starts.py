"""From which day a new version holds: the days on which a cycle begins, and what another day means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from .months import day_title
from .scoring import Cycle
from .scoring.windows import Stretch, first_of, month_key, stretch, year_of


@dataclass(frozen=True, slots=True)
class StartChoice:
    """What can be chosen.

    Attributes:
        earliest: No day before it: the months before are confirmed. ``None`` where nothing is confirmed yet.
        proposed: The first day of the present cycle if nothing of it is confirmed, else of the next one.
        cycle: The rules of the account, for :meth:`words`.
        versions: First day and name of the versions that are adopted already, oldest first.
    """

    earliest: date | None
    proposed: date
    cycle: Cycle
    versions: tuple[tuple[date, str], ...] = ()

    def is_first_day(self, day: date) -> bool:
        """Whether a cycle begins on this day."""
        return _cycle_start(self.cycle, day) == day

    def warning(self, day: date) -> str:
        """What is to be known of versions that are passed already when one begins on this day; empty if nothing."""
        by_start = dict(self.versions)
        later = next((start for start in by_start if start > day), None)
        said = f"原定同一天起执行的“{by_start[day]}”由这一版代替。" if day in by_start else ""
        return said + (superseded_words(later, by_start[later]) if later is not None else "")

    def words(self, day: date) -> str:
        """What it means to begin on this day."""
        if self.earliest is not None and day < self.earliest:
            before = self.earliest - timedelta(days=1)
            return f"{day_title(before)}以前已经评定，最早只能从 {self.earliest.isoformat()} 起执行。"
        title = f"{day.year}年{day_title(day)}"
        if self.is_first_day(day):
            return f"{title}是周期的第一天：从这个周期起，全部按新方案计分。"
        return (
            f"{title}在周期当中：这一天以前的事项仍按原方案计分，从这一天起按新方案；同一个项目以前用掉的上限要算在内；"
            "起始分、板块权重、等次和名额按周期结束时执行的方案。"
        )


def superseded_words(start: date, name: str) -> str:
    """What becomes of a version that is adopted before one that is passed already."""
    title = f"{start.year}年{day_title(start)}"
    return f"注意：已通过的“{name}”自{title}起执行，到那一天，现在通过的这一版就不再执行。"


def start_choice(cycle: Cycle, confirmed_until: date | None, today: date) -> StartChoice:
    """The choice for a scheme whose branch has confirmed everything up to a day."""
    earliest = confirmed_until + timedelta(days=1) if confirmed_until is not None else None
    begin = _cycle_start(cycle, today)
    if earliest is not None and begin < earliest:
        begin = _cycle_end(cycle, max(today, earliest - timedelta(days=1))) + timedelta(days=1)
        if _cycle_start(cycle, earliest) == earliest:
            begin = earliest
    return StartChoice(earliest, begin, cycle)


def _cycle_start(cycle: Cycle, day: date) -> date:
    return _stretch(cycle, day).start


def _cycle_end(cycle: Cycle, day: date) -> date:
    return _stretch(cycle, day).end


def _stretch(cycle: Cycle, day: date) -> Stretch:
    """The cycle that a day lies in."""
    if cycle.months == 12:
        return year_of(day, cycle)
    month = month_key(day)
    begin = month - (month - (cycle.start_month - 1)) % cycle.months
    return stretch(first_of(begin), cycle.months, cycle.start_month)
