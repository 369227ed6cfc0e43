"""The versions of a scheme in time: which one rules a day, and the cycles of a year."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.errors import Issue, NotFound, ValidationFailed
from app.services.scoring.caps import LimitKey, key_of
from app.services.scoring.document import Limit, Section, SharedLimit
from app.services.scoring.scheme import Scheme
from app.services.scoring.types import DatedScheme
from app.services.scoring.windows import Stretch, add_months, month_key, stretch, year_of


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle of the year with the scheme in force at its end."""

    span: Stretch
    scheme: Scheme


@dataclass(frozen=True, slots=True)
class Year:
    """The scheme's year around ``as_of``, as far as it has begun.

    Attributes:
        scheme: The version in force at ``as_of``; it says how the year is made and graded.
        cycles: The cycles that have begun, in order.
        by_month: The index of the cycle for each calendar month.
    """

    span: Stretch
    as_of: date
    scheme: Scheme
    cycles: tuple[Cycle, ...]
    by_month: dict[int, int]


class Rulebook:
    """Versions in order of their dates, with what each evaluation looks up again and again.

    Attributes:
        schemes: The versions, oldest first.
        item_limits: For each version and item its limits by key.
        shared_limits: For each version its shared limits by key.
        section_tree: For each version (by hash) the sections below each section.
    """

    def __init__(self, versions: Sequence[DatedScheme]) -> None:
        ordered = sorted(versions, key=lambda version: version.start)
        self._starts = [version.start for version in ordered]
        self.schemes = [version.scheme for version in ordered]
        self.item_limits: list[dict[str, dict[LimitKey, Limit]]] = [
            {
                item.id: {key_of(limit, scheme.cycle.months): limit for limit in item.limits}
                for item in scheme.items.values()
            }
            for scheme in self.schemes
        ]
        self.shared_limits: list[dict[LimitKey, SharedLimit]] = [
            {key_of(limit, scheme.cycle.months): limit for limit in scheme.shared_limits}
            for scheme in self.schemes
        ]
        self.section_tree: dict[str, dict[str, tuple[Section, ...]]] = {
            scheme.hash: {part: scheme.children(part) for part in ("", *scheme.sections)}
            for scheme in self.schemes
        }

    def index_on(self, day: date) -> int:
        """The number of the version in force on a day; -1 before the first."""
        return bisect_right(self._starts, day) - 1

    def on(self, day: date) -> Scheme | None:
        """The version in force on a day."""
        index = self.index_on(day)
        return self.schemes[index] if index >= 0 else None

    def year(self, as_of: date) -> Year:
        """The year that ``as_of`` lies in.

        Raises:
            NotFound: No version is in force yet.
            ValidationFailed: A version changes the cycle in mid-cycle or the beginning of the year.
        """
        scheme = self.on(as_of)
        if scheme is None:
            raise NotFound(
                f"{as_of:%Y-%m-%d} 还没有生效的积分方案", hint="请先通过一个积分方案，并写明生效日期"
            )
        start_month = scheme.cycle.start_month
        span = year_of(as_of, start_month)
        cycles: list[Cycle] = []
        by_month: dict[int, int] = {}
        faults: list[Issue] = []
        first = span.start
        while first <= as_of:
            months = (self.on(first) or self.schemes[0]).cycle.months
            run = stretch(first, min(months, _months_left(first, span)), start_month)
            ruling = self.on(min(run.end, as_of))
            if ruling is not None:
                faults += _mid_cycle_faults(ruling, run, months=months, start_month=start_month)
                by_month.update(
                    (key, len(cycles)) for key in range(month_key(run.start), month_key(run.end) + 1)
                )
                cycles.append(Cycle(run, ruling))
            first = run.end + timedelta(days=1)
        if faults:
            raise ValidationFailed(faults)
        return Year(span, as_of, scheme, tuple(cycles), by_month)


def _months_left(first: date, year: Stretch) -> int:
    return month_key(add_months(year.start, 12)) - month_key(first)


def _mid_cycle_faults(scheme: Scheme, run: Stretch, *, months: int, start_month: int) -> list[Issue]:
    faults = []
    if scheme.cycle.start_month != start_month:
        faults.append(
            Issue(scheme.name, "version.start_month", "新方案改了年度的起始月份，只能从新年度的第一天起生效")
        )
    if scheme.cycle.months != months:
        message = f"新方案改了周期长度，不能在{run.label}中途生效，请从一个周期的第一天起生效"
        faults.append(Issue(scheme.name, "version.cycle", message))
    return faults
