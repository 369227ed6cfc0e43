"""How much an item, a section or a cycle can come to: for checks, never for scoring."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from app.services.scoring.document import (
    Amount,
    ChoiceAmount,
    Cycle,
    FixedAmount,
    Item,
    RangeAmount,
    SchemeDocument,
    Section,
    Start,
    StepsAmount,
)
from app.services.scoring.kinds import (
    Polarity,
    YearMode,
)
from app.services.scoring.numbers import ONE, ZERO
from app.services.scoring.windows import window_months

_DAYS_A_MONTH = 31


def smallest(amount: Amount) -> Decimal:
    """The smallest points above zero that one line can be worth; 0 where there is no such bound."""
    match amount:
        case FixedAmount():
            return amount.points
        case ChoiceAmount():
            return min((level.points for level in amount.levels if level.points), default=ZERO)
        case StepsAmount():
            return min((step.points for step in amount.steps if step.points), default=ZERO)
        case RangeAmount():
            return amount.min
    return ZERO


def largest(amount: Amount) -> Decimal | None:
    """The most that one event can be worth before multipliers; ``None`` is without bound."""
    match amount:
        case FixedAmount():
            return amount.points
        case RangeAmount():
            return amount.max
        case ChoiceAmount():
            return max(level.points for level in amount.levels)
        case StepsAmount():
            return max(step.points for step in amount.steps)
    return None


def item_most(item: Item, cycle: Cycle) -> Decimal | None:
    """The most that an item can bring in one cycle; ``None`` is without bound."""
    factor = ONE
    for options in (item.roles, item.outcomes):
        factor *= max([ONE, *(option.factor for option in options)])
    if item.repeat is not None:
        factor *= max(ONE, item.repeat.factor)
    single = largest(item.amount)
    caps: list[Decimal] = []
    for limit in item.limits:
        months = window_months(limit.window, cycle.months)
        windows = cycle.months * _DAYS_A_MONTH if months == 0 else max(1, cycle.months // months)
        if limit.points is not None:
            caps.append(limit.points * windows * (factor if item.limit_on == "base" else ONE))
        elif limit.times is not None and single is not None:
            caps.append(single * factor * limit.times * windows)
    return min(caps, default=None)


def section_most(section: Section, document: SchemeDocument) -> Decimal | None:
    """The most that a section's items and sub-sections can bring in one cycle, its own ceiling left aside."""
    parts = [
        item_most(item, document.cycle)
        for item in document.items
        if item.section == section.id and item.enabled and item.polarity is Polarity.PLUS
    ]
    parts += [
        section_cap(child, document)
        for child in document.sections
        if child.parent == section.id and child.id != section.id
    ]
    total = _sum(parts)
    return None if total is None else total + most_start(section.start)


def section_cap(section: Section, document: SchemeDocument) -> Decimal | None:
    """The most that a section can come to in one cycle."""
    most = section_most(section, document)
    if section.ceiling is None:
        return most
    windows = max(1, document.cycle.months // max(1, window_months(section.window, document.cycle.months)))
    ceiling = section.ceiling * windows
    return ceiling if most is None else min(most, ceiling)


def cycle_most(document: SchemeDocument) -> Decimal | None:
    """The most that a member can have in one cycle."""
    total = _sum(section_cap(section, document) for section in document.sections if not section.parent)
    if total is not None:
        total += most_start(document.cycle.start)
    ceiling = document.cycle.ceiling
    if ceiling is None:
        return total
    return ceiling if total is None else min(total, ceiling)


def year_most(document: SchemeDocument) -> Decimal | None:
    """The most that a member can have in a year."""
    most = cycle_most(document)
    if most is None or document.cycle.year is YearMode.MEAN:
        return most
    return most * (12 // document.cycle.months)


def most_start(start: Start) -> Decimal:
    """The highest start of any class or status."""
    return max(start.points, *start.by_category.values(), *start.by_status.values(), start.points)


def _sum(parts: Iterable[Decimal | None]) -> Decimal | None:
    total = ZERO
    for part in parts:
        if part is None:
            return None
        total += part
    return total
