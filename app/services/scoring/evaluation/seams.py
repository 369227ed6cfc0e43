"""Where one version takes over from another: every day must lie in one year of the scheme, and in one only."""

from __future__ import annotations

from datetime import date, timedelta

from app.errors import Issue
from app.services.scoring.scheme import Scheme
from app.services.scoring.windows import year_of

_DAY = timedelta(days=1)


def seam_fault(before: Scheme, after: Scheme, start: date) -> Issue | None:
    """What is wrong with the day on which a version takes over from the one before it.

    A year that is cut in the middle would leave months out of every year, or count them in two.

    Args:
        before: The version in force until the day before.
        after: The version that takes over.
        start: Its first day.
    """
    last, cycle = before.cycle, after.cycle
    if not (last.year_starts or cycle.year_starts):
        first = cycle.start_month
        if last.start_month == first or (start.month, start.day) == (first, 1):
            return None
        message = (
            f"{start:%Y-%m-%d} 起执行的方案把年度的起始月份从 {last.start_month} 月改为 {first} 月，"
            f"年度中途这样改，有的月份会不计入任何年度；请改为从新年度的第一天（{first} 月 1 日）起执行"
        )
        return Issue(after.name, "version.start_month", message)
    old, new = year_of(start - _DAY, last), year_of(start, cycle)
    if new.start in (old.start, old.end + _DAY):
        return None
    message = (
        f"{start:%Y-%m-%d} 起执行的方案，{new.label}从 {new.start:%Y-%m-%d} 开始，"
        f"和前一版的{old.label}（{old.start:%Y-%m-%d} 到 {old.end:%Y-%m-%d}）接不上，"
        f"有的日子会算进两个年度，或不计入任何年度；请让新年度从 {old.end + _DAY:%Y-%m-%d} 开始，"
        f"或在 {old.start:%Y-%m-%d} 之外再加上新的起始日，让前后年度首尾相接"
    )
    return Issue(after.name, "version.years", message)
