"""Sections and the cycle they make up: bounds inside out (g), weights (h), start and carry (i), cycle bounds (j)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.services.scoring.evaluation.limits import Grid
from app.services.scoring.evaluation.lines import Line
from app.services.scoring.evaluation.people import Person
from app.services.scoring.evaluation.rulebook import Cycle, Rulebook, Year
from app.services.scoring.evaluation.section_result import SectionResult
from app.services.scoring.evaluation.starts import liable_share, projected, start_points
from app.services.scoring.kinds import PartYear, Scope, Window
from app.services.scoring.language import Section
from app.services.scoring.numbers import ZERO, clamp
from app.services.scoring.windows import window_months

Dated = list[tuple[date, Decimal]]


@dataclass(slots=True)
class CycleResult:
    """One cycle of one member.

    Attributes:
        joined: The first liable day, on which class and status for the start are taken.
        carry: What came over from an earlier result.
        earned: Sections, projected from the liable months to the whole cycle where the scheme says so.
        months: Liable months and months of the cycle, where the treatment of part-year members looks at them.
        loose: Points of lines whose section the version at the cycle's end no longer has.
        outside: What is added after the cycle's floor and ceiling.
        before: Start, carry and sections before the cycle's own floor and ceiling.
        bounded: And after them, with what stands outside.
        points: And after vetoes on the cycle.
        vetoes: Each veto's name with the points after it.
    """

    cycle: Cycle
    joined: date
    start: Decimal
    carry: Decimal
    sections: dict[str, SectionResult]
    earned: Decimal
    months: tuple[int, int] | None
    loose: Decimal
    outside: Decimal
    before: Decimal
    bounded: Decimal
    points: Decimal
    vetoes: list[tuple[str, Decimal]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def score_cycle(
    cycle: Cycle,
    joined: date,
    lines: list[Line],
    person: Person,
    book: Rulebook,
    *,
    year: Year,
    earlier: Decimal | None,
) -> CycleResult:
    """Add up one cycle under the version in force at its end.

    Args:
        cycle: The cycle.
        joined: The first liable day in it.
        lines: The lines that count in it.
        person: The member.
        book: The versions.
        year: The year.
        earlier: The result that a part of is carried over; ``None`` where there is none.
    """
    scheme = cycle.scheme
    rules, part_year = scheme.cycle, scheme.members.part_year
    sums: dict[str, Decimal] = {}
    loose = ZERO
    places, windowed = book.places[scheme.hash], book.windowed[scheme.hash]
    dated: dict[str, Dated] = {section: [] for section in windowed}
    for line in lines:
        section = places.get(line.posting.item)
        if section is None:
            section = section_of(line, cycle)
        points = line.points
        if not section:
            loose += points
            continue
        sums[section] = sums.get(section, ZERO) + points
        if section in dated:
            dated[section].append((line.day, points))
    tree, quiet = book.section_tree[scheme.hash], book.quiet[scheme.hash]
    months = None if part_year is PartYear.FULL else liable_share(person, cycle.span, year.as_of, part_year)
    fold = _Fold(
        cycle,
        joined,
        person,
        tree,
        sums,
        dated=dated,
        quiet=quiet,
        as_of=year.as_of,
        grid=year.grid,
        months=months,
    )
    inside, outside = fold.below("", scale=True)
    earned = sum((value for _, value in inside), projected(loose, months, part_year))
    start = start_points(rules.start, person, cycle, joined, year.as_of)
    carry = ZERO
    if earlier is not None and rules.carry is not None:
        carry = clamp(earlier * rules.carry.share, floor=rules.carry.min, ceiling=rules.carry.max)
    before = start + carry + earned
    bounded = clamp(before, floor=rules.floor, ceiling=rules.ceiling) + outside
    return CycleResult(
        cycle,
        joined,
        start,
        carry,
        fold.results,
        earned,
        months,
        loose,
        outside,
        before,
        bounded,
        bounded,
        lines=lines,
    )


def carried(
    cycle: Cycle, *, first: bool, last_year: Decimal | None, last_cycle: Decimal | None
) -> Decimal | None:
    """The earlier result that a cycle takes a part of, by the scheme's rule."""
    rule = cycle.scheme.cycle.carry
    if rule is None:
        return None
    if first:
        return last_year
    return last_cycle if rule.scope is Scope.CYCLE else None


def section_of(line: Line, cycle: Cycle) -> str:
    """Where the version at the cycle's end puts a line: by its item, else its old section, else nowhere."""
    scheme = cycle.scheme
    item = scheme.items.get(line.plan.item.id)
    section = item.section if item is not None else line.plan.item.section
    return section if section in scheme.sections else ""


class _Fold:
    """Folds the section tree of one cycle, innermost first.

    Where the points of part-year members are projected, that happens before a section's start and bounds: an
    allowance is there in full whenever somebody came, and no projection passes what a section can come to.
    Honours outside the bounds are counted as they are.

    Attributes:
        results: What each section came to.
    """

    def __init__(
        self,
        cycle: Cycle,
        joined: date,
        person: Person,
        tree: dict[str, tuple[Section, ...]],
        sums: dict[str, Decimal],
        *,
        dated: dict[str, Dated],
        quiet: dict[str, SectionResult],
        as_of: date,
        grid: Grid,
        months: tuple[int, int] | None,
    ) -> None:
        self._cycle = cycle
        self._joined = joined
        self._person = person
        self._tree = tree
        self._sums = sums
        self._dated = dated
        self._quiet = quiet
        self._as_of = as_of
        self._grid = grid
        self._months = months
        self._part_year = cycle.scheme.members.part_year
        self.results: dict[str, SectionResult] = {}

    def below(self, section_id: str, *, scale: bool) -> tuple[Dated, Decimal]:
        """The dated values of the sections directly below one, and the sum of those outside its bounds.

        Args:
            section_id: The section; the empty word for the top.
            scale: Whether part-year points are to be projected on this level.
        """
        inside: Dated = []
        outside = ZERO
        for section in self._tree[section_id]:
            values = self._fold(section, scale=scale and not section.outside)
            if section.outside:
                outside += sum((value for _, value in values), ZERO)
            else:
                inside += values
        return inside, outside

    def _fold(self, section: Section, *, scale: bool) -> Dated:
        # What has bounds in months is projected once, above them: a month's ceiling is for a month's points.
        whole_cycle = scale and section.window is Window.CYCLE
        inside, outside = self.below(section.id, scale=whole_cycle) if self._tree[section.id] else ([], ZERO)
        own = self._sums.get(section.id)
        if own is None and not inside and not outside and section.id in self._quiet:
            self.results[section.id] = self._quiet[section.id]
            return []
        own = own or ZERO
        start, floor = self._start(section)
        folded: Dated = []
        before = after = ZERO
        projection = self._added(own) if whole_cycle else ZERO
        for day, total in self._buckets(section, own, inside):
            whole = start + total + projection
            value = clamp(whole, floor=floor, ceiling=section.ceiling)
            folded.append((day, value))
            before += whole
            after += value
        if scale and not whole_cycle:
            projection = self._added(after)
            before, after = before + projection, after + projection
            folded.append((self._joined, projection))
        counted = after
        if section.weight is not None and section.ceiling:
            counted = section.weight * after / section.ceiling
            folded = [(self._joined, counted)]
        if outside:
            folded.append((self._joined, outside))
        self.results[section.id] = SectionResult(
            section, start, before, after, counted + outside, after + outside, projection
        )
        return folded

    def _start(self, section: Section) -> tuple[Decimal, Decimal | None]:
        """A section's start and floor, for those who have it."""
        if section.applies_to is not None and not self._person.fits(section.applies_to, self._joined):
            return ZERO, None
        if section.id in self._quiet:
            return ZERO, section.floor
        start = start_points(section.start, self._person, self._cycle, self._joined, self._as_of)
        return start, section.floor

    def _added(self, points: Decimal) -> Decimal:
        """What a projection of a part-year member's points adds to them."""
        if self._months is None or not points:
            return ZERO
        return projected(points, self._months, self._part_year) - points

    def _buckets(self, section: Section, own: Decimal, inside: Dated) -> Dated:
        """Sums per window; a whole cycle is there even without a line, as its start and floor are."""
        if section.window is Window.CYCLE:
            for _, value in inside:
                own += value
            return [(self._joined, own)]
        rules = self._cycle.scheme.cycle
        months = window_months(section.window, rules.months)
        sums: dict[int, tuple[date, Decimal]] = {}
        for day, value in [*inside, *self._dated[section.id]]:
            key = self._grid.key(day, months)
            first, total = sums.get(key, (day, ZERO))
            sums[key] = (first, total + value)
        return list(sums.values())
