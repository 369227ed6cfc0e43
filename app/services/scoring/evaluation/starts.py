"""What an account begins with (step i): by class and status, and for members who were there only in part."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.services.scoring.evaluation.people import Person
from app.services.scoring.evaluation.rulebook import Cycle
from app.services.scoring.kinds import ClassAt, PartYear
from app.services.scoring.language import Start
from app.services.scoring.numbers import ZERO
from app.services.scoring.windows import Stretch, add_months


def start_points(start: Start, person: Person, cycle: Cycle, joined: date, as_of: date) -> Decimal:
    """The start of a member in a cycle, as the rules for class changes and part-year members say.

    Args:
        start: The rule.
        person: The member.
        cycle: The cycle.
        joined: The member's first liable day in it.
        as_of: No later day is looked at.
    """
    by_months = cycle.scheme.members.part_year is PartYear.MONTHS
    if start.class_at is ClassAt.MONTHS or by_months:
        return _by_months(start, person, cycle, joined, as_of)
    day = joined if start.class_at is ClassAt.BEGIN else _last_liable(person, cycle.span, as_of)
    return figure_on(start, person, day)


def figure_on(start: Start, person: Person, day: date) -> Decimal:
    """The figure for the class or status on a day; the plain one where neither is named."""
    if start.by_category and (value := start.by_category.get(person.category_on(day) or "")) is not None:
        return value
    if start.by_status:
        status = person.status_on(day)
        for key, value in start.by_status.items():
            if key == status:
                return value
    return start.points


def _by_months(start: Start, person: Person, cycle: Cycle, joined: date, as_of: date) -> Decimal:
    """Month by month, on the first of each (or the first liable day); without a liable day as the rule says."""
    span = cycle.span
    liable = {day.replace(day=1): day for day in person.liable_months(span.start, span.end)}
    at_begin = cycle.scheme.members.part_year is not PartYear.MONTHS
    total, count, first = ZERO, 0, span.start.replace(day=1)
    while first <= span.end:
        day = liable.get(first)
        if day is None and at_begin:
            # Full start for part-year members: months before they came or after they went count like theirs.
            day = joined if first < joined else _last_liable(person, span, as_of)
        if day is not None:
            total += figure_on(start, person, _class_day(start, day, joined, person, cycle, as_of))
        count += 1
        first = add_months(first, 1)
    return total / count


def _class_day(start: Start, day: date, joined: date, person: Person, cycle: Cycle, as_of: date) -> date:
    if start.class_at is ClassAt.MONTHS:
        return day
    return joined if start.class_at is ClassAt.BEGIN else _last_liable(person, cycle.span, as_of)


def _last_liable(person: Person, span: Stretch, as_of: date) -> date:
    end = min(span.end, as_of)
    return person.last_liable(span.start, end) or end


def liable_share(person: Person, span: Stretch, as_of: date, rule: PartYear) -> tuple[int, int]:
    """Liable months and all months: of the whole cycle for its start, of what has passed for a projection."""
    end = span.end if rule is PartYear.MONTHS else min(span.end, as_of)
    months, first = 0, span.start.replace(day=1)
    while first <= end:
        months += 1
        first = add_months(first, 1)
    return len(person.liable_months(span.start, end)), months


def projected(earned: Decimal, months: tuple[int, int] | None, rule: PartYear) -> Decimal:
    """The points of the liable months, projected to all months where the rule says so.

    A member who was there 5 of 12 months and has 10 points is compared as one with 24.
    """
    if rule is not PartYear.MEAN or months is None or months[0] in (0, months[1]):
        return earned
    return earned * months[1] / months[0]
