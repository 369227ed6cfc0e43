"""Whether a new version fits those that a branch has: every day lies in one year, and every month can be scored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from app.errors import Issue, ValidationFailed

from .scoring import DatedScheme, Inputs, YearSpan, evaluate, year_span

_DAY = timedelta(days=1)


def check_fit(versions: Sequence[DatedScheme], fresh: DatedScheme, today: date) -> None:
    """Refuse a version whose years do not join those before and behind it, or with which nothing can be scored.

    Args:
        versions: The branch's versions; one that begins on the same day is replaced.
        fresh: The new version.
        today: Business date.

    Raises:
        ValidationFailed: what does not fit.
    """
    others = [version for version in versions if version.start != fresh.start]
    merged = sorted((*others, fresh), key=lambda version: version.start)
    place = merged.index(fresh)
    issues = [
        issue
        for number in range(max(place, 1), min(place + 2, len(merged)))
        if (issue := _seam(merged[:number], merged[number], fresh)) is not None
    ]
    if issues:
        raise ValidationFailed(issues)
    # Whether a year can be scored depends on the versions alone, so nobody need be in it.
    ends = {date(year, 12, 31) for year in range(fresh.start.year, today.year)}
    for day in sorted({fresh.start, *ends, max(fresh.start, today), merged[-1].start}):
        evaluate(merged, Inputs(members=()), day)


def _seam(before: Sequence[DatedScheme], version: DatedScheme, fresh: DatedScheme) -> Issue | None:
    """What is wrong with the day on which one version takes over from those before it."""
    last, start = before[-1].scheme.cycle, version.start
    cycle = version.scheme.cycle
    old, new = year_span(before, start - _DAY), year_span([*before, version], start)
    if not (last.year_starts or cycle.year_starts):
        if last.start_month == cycle.start_month or (start.month, start.day) == (cycle.start_month, 1):
            return None
        message = f"新方案改了年度的起始月份，只能从新年度的第一天（{cycle.start_month}月1日）起执行。"
        return Issue(fresh.scheme.name, "version.start_month", message)
    if new.start in {old.start, old.end + _DAY}:
        return None
    return Issue(fresh.scheme.name, "version.years", _clash(old, new, start))


def _clash(old: YearSpan, new: YearSpan, start: date) -> str:
    return (
        f"前一版的{old.label}从 {old.start} 到 {old.end}，{start} 起执行的一版的{new.label}却从 {new.start} 开始，"
        f"同一件事会算进两个年度，或两个年度都不算。请把年度起始日改为 {old.end + _DAY}，"
        f"或在 {old.start} 之外再加上新的起始日，让前后年度首尾相接。"
    )
