"""The versions of a scheme in time: which one rules a day, and the cycles of a year."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.errors import Issue, NotFound, ValidationFailed
from app.services.scoring.evaluation.limits import Grid
from app.services.scoring.evaluation.plans import ItemPlan, item_plans, item_stages, shared_stages
from app.services.scoring.evaluation.seams import seam_fault
from app.services.scoring.evaluation.section_result import quiet_sections
from app.services.scoring.kinds import Window
from app.services.scoring.language import Section
from app.services.scoring.scheme import DatedScheme, Scheme
from app.services.scoring.windows import (
    Stretch,
    add_months,
    month_key,
    months_later,
    stretch,
    window_months,
    year_of,
)

_DAY = timedelta(days=1)


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
        number: The year's number, by which earlier results are found.
        first_day: The first day of a deed that matters: earlier than the year where entries stay valid.
        grid: How days fall into windows.
    """

    span: Stretch
    as_of: date
    scheme: Scheme
    cycles: tuple[Cycle, ...]
    by_month: dict[int, int]
    number: int
    first_day: date
    grid: Grid

    def cycle_index(self, month: int) -> int:
        """The cycle in which a line of this month counts; what is still valid of earlier years, in the first."""
        return self.by_month.get(month, 0) if len(self.cycles) > 1 else 0


class Rulebook:
    """Versions in order of their dates, with what each evaluation looks up again and again.

    Attributes:
        schemes: The versions, oldest first.
        plans: For each version its items, made quick to score.
        stages: Each item's limits over all versions.
        shared: The limits that several items use up together.
        derived: Items of any version whose lines are not entered: expected, held, voted.
        also: Whether any item scores a second person; likewise whether any is exclusive, cancelled or repeated.
        alone_since: The first day of the only version; ``None`` where there are several.
        quiet: For each version the result of a section in which nothing happened, where that is nothing.
        places: For each version the section of each of its items.
        windowed: For each version the sections whose bounds hold in windows shorter than the cycle.
        section_tree: For each version (by hash) the sections below each section.
    """

    def __init__(self, versions: Sequence[DatedScheme]) -> None:
        # Of two with one date it must not matter which is named first.
        ordered = sorted(versions, key=lambda version: (version.start, version.scheme.hash))
        self._starts = [version.start for version in ordered]
        self.schemes = [version.scheme for version in ordered]
        self.plans: list[dict[str, ItemPlan]] = [
            item_plans(scheme, number) for number, scheme in enumerate(self.schemes)
        ]
        self.stages = item_stages(self.schemes)
        self.shared = shared_stages(self.schemes)
        items = [item for scheme in self.schemes for item in scheme.items.values()]
        kinds = ("expected", "state", "ballot")
        self.derived = tuple(dict.fromkeys(item.id for item in items if item.amount.kind in kinds))
        self.also = any(item.also for item in items)
        self.exclusive = any(item.exclusive for item in items)
        self.cancelled = any(item.cancelled_by is not None for item in items)
        self.repeated = any(item.repeat is not None for item in items)
        self.alone_since = self._starts[0] if len(ordered) == 1 else None
        self.quiet = {scheme.hash: quiet_sections(scheme) for scheme in self.schemes}
        self.places = {
            scheme.hash: {item.id: item.section for item in scheme.items.values()} for scheme in self.schemes
        }
        self.windowed = {
            scheme.hash: frozenset(
                section.id for section in scheme.sections.values() if section.window is not Window.CYCLE
            )
            for scheme in self.schemes
        }
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
            ValidationFailed: A version changes the cycle in mid-cycle or the year in mid-year.
        """
        index = self.index_on(as_of)
        scheme = self.on(as_of)
        if scheme is None:
            raise NotFound(
                f"{as_of:%Y-%m-%d} 还没有生效的积分方案", hint="请先通过一个积分方案，并写明生效日期"
            )
        self._check_seams(index)
        rules = scheme.cycle
        span = year_of(as_of, rules)
        grid = Grid(rules.start_month, bool(rules.year_starts))
        first_day = min(span.start, self.valid_since(as_of))
        if rules.year_starts:
            # Such a year is one cycle, however many days it has.
            return Year(span, as_of, scheme, (Cycle(span, scheme),), {}, int(span.label[:4]), first_day, grid)
        cycles, by_month = self._cycles(span, as_of)
        return Year(span, as_of, scheme, cycles, by_month, span.start.year, first_day, grid)

    def _check_seams(self, last: int) -> None:
        """Refuse versions up to one of them whose years do not join: months would be missing without a word."""
        numbers = range(1, last + 1)
        seams = (seam_fault(self.schemes[n - 1], self.schemes[n], self._starts[n]) for n in numbers)
        if faults := [fault for fault in seams if fault is not None]:
            raise ValidationFailed(faults)

    def _cycles(self, span: Stretch, as_of: date) -> tuple[tuple[Cycle, ...], dict[int, int]]:
        """The cycles of a year that have begun, each with the length of the version at its first day."""
        cycles: list[Cycle] = []
        by_month: dict[int, int] = {}
        faults: list[Issue] = []
        first = span.start
        while first <= as_of:
            months = (self.on(first) or self.schemes[0]).cycle.months
            run = stretch(first, min(months, _months_left(first, span)), span.start.month)
            ruling = self.on(min(run.end, as_of))
            if ruling is not None:
                if ruling.cycle.months != months:
                    message = f"新方案改了周期长度，不能在{run.label}中途生效，请从一个周期的第一天起生效"
                    faults.append(Issue(ruling.name, "version.cycle", message))
                by_month.update(
                    (key, len(cycles)) for key in range(month_key(run.start), month_key(run.end) + 1)
                )
                cycles.append(Cycle(run, ruling))
            first = run.end + _DAY
        if faults:
            raise ValidationFailed(faults)
        return tuple(cycles), by_month

    def valid_since(self, as_of: date) -> date:
        """The first day whose entries can still be valid on a day, or made one of these a repeat."""
        longest = max((self._reach(plan) for plans in self.plans for plan in plans.values()), default=0)
        if not longest:
            return as_of
        day = months_later(as_of, -longest)
        # From the year's first day on, so that no window is seen in part.
        return year_of(day, (self.on(day) or self.schemes[0]).cycle).start

    def _reach(self, plan: ItemPlan) -> int:
        """How many months back an item's entries matter; 0 where nothing outlasts its year."""
        if not plan.validity:
            return 0
        repeat, months = plan.item.repeat, self.schemes[plan.version].cycle.months
        return plan.validity + (window_months(repeat.window, months) if repeat is not None else 0)


def _months_left(first: date, year: Stretch) -> int:
    return month_key(add_months(year.start, 12)) - month_key(first)
