"""Sections and the cycle they make up: floors and ceilings inside out (g), start (i), cycle bounds (j)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.services.scoring.document import (
    Section,
    Start,
)
from app.services.scoring.kinds import (
    Window,
)
from app.services.scoring.lines import Line
from app.services.scoring.numbers import ZERO, clamp
from app.services.scoring.people import Person
from app.services.scoring.rulebook import Cycle, Rulebook
from app.services.scoring.windows import window_key, window_months

Dated = list[tuple[date, Decimal]]


@dataclass(frozen=True, slots=True)
class SectionResult:
    """A section in one cycle: its start, the sum before floor and ceiling, and the points after."""

    section: Section
    start: Decimal
    before: Decimal
    after: Decimal


@dataclass(slots=True)
class CycleResult:
    """One cycle of one member.

    Attributes:
        joined: The first liable day, on which class and status for the start are taken.
        loose: Points of lines whose section the version at the cycle's end no longer has.
        before: Start and sections before the cycle's own floor and ceiling.
        bounded: And after them.
        points: And after a veto.
        veto: The names of the vetoes that made it 0.
    """

    cycle: Cycle
    joined: date
    start: Decimal
    sections: dict[str, SectionResult]
    loose: Decimal
    before: Decimal
    bounded: Decimal
    points: Decimal
    veto: str = ""
    lines: list[Line] = field(default_factory=list)


def score_cycle(cycle: Cycle, joined: date, lines: list[Line], person: Person, book: Rulebook) -> CycleResult:
    """Add up one cycle under the version in force at its end."""
    scheme = cycle.scheme
    own: dict[str, Dated] = {}
    loose = ZERO
    for line in lines:
        section = section_of(line, cycle)
        if section:
            own.setdefault(section, []).append((line.day, line.points))
        else:
            loose += line.points
    fold = _Fold(cycle, joined, person, book.section_tree[scheme.hash], own)
    top = sum((value for _, value in fold.below("")), ZERO)
    start = start_points(scheme.cycle.start, person, joined)
    before = start + top + loose
    bounded = clamp(before, floor=scheme.cycle.floor, ceiling=scheme.cycle.ceiling)
    return CycleResult(cycle, joined, start, fold.results, loose, before, bounded, bounded, lines=lines)


def section_of(line: Line, cycle: Cycle) -> str:
    """Where the version at the cycle's end puts a line: by its item, else its old section, else nowhere."""
    scheme = cycle.scheme
    item = scheme.items.get(line.item.id)
    section = item.section if item is not None else line.item.section
    return section if section in scheme.sections else ""


def start_points(start: Start, person: Person, day: date) -> Decimal:
    """The start for the class or status on a day; the plain figure where neither is named."""
    if start.by_category and (value := start.by_category.get(person.category_on(day) or "")) is not None:
        return value
    for status, value in start.by_status.items():
        if status == person.status_on(day):
            return value
    return start.points


class _Fold:
    """Folds the section tree of one cycle, innermost first.

    Attributes:
        results: What each section came to.
    """

    def __init__(
        self,
        cycle: Cycle,
        joined: date,
        person: Person,
        tree: dict[str, tuple[Section, ...]],
        own: dict[str, Dated],
    ) -> None:
        self._cycle = cycle
        self._joined = joined
        self._person = person
        self._tree = tree
        self._own = own
        self.results: dict[str, SectionResult] = {}

    def below(self, section_id: str) -> Dated:
        """The dated values of all sections directly below one."""
        return [value for section in self._tree[section_id] for value in self._fold(section)]

    def _fold(self, section: Section) -> Dated:
        parts = [*self._own.get(section.id, ()), *self.below(section.id)]
        start = start_points(section.start, self._person, self._joined)
        folded: Dated = []
        before = after = ZERO
        for day, total in self._buckets(section, parts):
            whole = start + total
            value = clamp(whole, floor=section.floor, ceiling=section.ceiling)
            folded.append((day, value))
            before += whole
            after += value
        self.results[section.id] = SectionResult(section, start, before, after)
        return folded

    def _buckets(self, section: Section, parts: Iterable[tuple[date, Decimal]]) -> Dated:
        """Sums per window; a whole cycle is there even without a line, as its start and floor are."""
        if section.window is Window.CYCLE:
            return [(self._joined, sum((value for _, value in parts), ZERO))]
        rules = self._cycle.scheme.cycle
        months = window_months(section.window, rules.months)
        sums: dict[int, tuple[date, Decimal]] = {}
        for day, value in parts:
            key = window_key(day, months, rules.start_month)
            first, total = sums.get(key, (day, ZERO))
            sums[key] = (first, total + value)
        return list(sums.values())
