"""How much an item, a section or a cycle can come to: for checks, never for scoring.

Every figure is a bound from above (or, for the least, from below): where a rule cannot be bounded the answer is
``None``, so that no check calls something out of reach that is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from app.services.scoring.kinds import Counting, Polarity, VetoEffect, VoteEffect, YearMode
from app.services.scoring.language import (
    MARKS,
    Amount,
    AttendanceAmount,
    BallotAmount,
    ChoiceAmount,
    Cycle,
    ExpectedAmount,
    FixedAmount,
    Item,
    Limit,
    RangeAmount,
    SchemeDocument,
    Section,
    Start,
    StateAmount,
    StepsAmount,
)
from app.services.scoring.numbers import ONE, ZERO
from app.services.scoring.windows import window_months

_DAYS_A_MONTH = 31


def smallest(amount: Amount) -> Decimal:
    """The smallest points above zero that one line can be worth; 0 where there is no such bound."""
    match amount:
        case FixedAmount():
            return min(part for part in (amount.points, *amount.by_category.values()) if part)
        case ChoiceAmount():
            return min((level.points for level in amount.levels if level.points), default=ZERO)
        case StepsAmount():
            return min((step.points for step in amount.steps if step.points), default=ZERO)
        case RangeAmount():
            return amount.min
        case ExpectedAmount() | StateAmount():
            return amount.points
    return ZERO


def largest(amount: Amount) -> Decimal | None:
    """The most that one event can be worth before multipliers, of whatever sign; ``None`` is without bound."""
    match amount:
        case FixedAmount():
            return max(amount.points, *amount.by_category.values(), amount.points)
        case RangeAmount():
            return amount.max
        case ChoiceAmount():
            return max(level.points for level in amount.levels)
        case StepsAmount():
            return max(step.points for step in amount.steps)
        case AttendanceAmount():
            return max(abs(price) for price in prices(amount))
        case ExpectedAmount() | StateAmount() | BallotAmount():
            return amount.points
    return None


def prices(amount: AttendanceAmount) -> tuple[Decimal, ...]:
    """The price of every mark of an attendance sheet."""
    return tuple(getattr(amount, mark) for mark in MARKS)


def event_least(item: Item) -> Decimal:
    """The smallest points above zero of one line, multipliers included unless limits hold before them."""
    factors = (*item.roles, *item.outcomes)
    own = [part.points for part in factors if part.points]
    base = min([smallest(item.amount), *own])
    if item.limit_on == "base":
        return base
    for options in (item.roles, item.outcomes):
        base *= min([ONE, *(part.multiplier for part in options)])
    return base * min(ONE, item.repeat.factor) if item.repeat is not None else base


def event_most(item: Item) -> Decimal | None:
    """The most that one event can be worth, multipliers included; ``None`` is without bound."""
    single = largest(item.amount)
    if single is None:
        return None
    own = [part.points for part in (*item.roles, *item.outcomes) if part.points is not None]
    return max([single, *own]) * multiplier(item)


def multiplier(item: Item) -> Decimal:
    """All multipliers of an item at their highest."""
    factor = ONE
    for options in (item.roles, item.outcomes):
        factor *= max([ONE, *(option.multiplier for option in options)])
    return factor if item.repeat is None else factor * max(ONE, item.repeat.factor)


def adds(item: Item, document: SchemeDocument) -> bool:
    """Whether an item can make the total larger: the ones that deduct, where deductions add up."""
    amount = item.amount
    if isinstance(amount, AttendanceAmount):
        sign = -1 if document.cycle.counting is Counting.DEMERIT else 1
        return any(price * sign > 0 for price in prices(amount))
    return (item.polarity is Polarity.MINUS) is (document.cycle.counting is Counting.DEMERIT)


def takes(item: Item, document: SchemeDocument) -> bool:
    """Whether an item can make the total smaller."""
    amount = item.amount
    if isinstance(amount, AttendanceAmount):
        sign = -1 if document.cycle.counting is Counting.DEMERIT else 1
        return any(price * sign < 0 for price in prices(amount))
    return not adds(item, document)


def item_most(item: Item, cycle: Cycle) -> Decimal | None:
    """The most that an item can bring in one cycle; ``None`` is without bound."""
    single = event_most(item)
    factor = multiplier(item)
    span = max(_longest(cycle), item.validity_months or cycle.validity_months or 0)
    caps: list[Decimal] = []
    for limit in item.limits:
        if limit.categories is not None:
            continue
        windows = _windows(limit, span, cycle)
        if limit.points is not None:
            caps.append(limit.points * windows * (factor if item.limit_on == "base" else ONE))
        elif limit.times is not None and single is not None:
            caps.append(single * limit.times * windows)
    if isinstance(item.amount, StateAmount):
        caps.append(item.amount.points * _windows(Limit(window=item.amount.window), span, cycle))
    if isinstance(item.amount, BallotAmount):
        caps.append(item.amount.points)
    return min(caps, default=None)


def _longest(cycle: Cycle) -> int:
    """The months that the longest cycle touches; years bounded by days may be longer than twelve."""
    days = max((later - day for day, later in pairwise(cycle.year_starts)), default=timedelta())
    return max(cycle.months, days.days // _DAYS_A_MONTH + 2) if days else cycle.months


def _windows(limit: Limit, span: int, cycle: Cycle) -> int:
    """How many windows of a limit a member's entries can lie in; a rolling span touches one more."""
    months = window_months(limit.window, cycle.months)
    if months == 0:
        return span * _DAYS_A_MONTH
    rolling = 1 if span > cycle.months else 0
    return max(1, span // months) + rolling


def section_most(section: Section, document: SchemeDocument) -> Decimal | None:
    """The most that a section's items and sub-sections can bring in one cycle, its own ceiling left aside."""
    parts = [
        item_most(item, document.cycle)
        for item in document.items
        if item.section == section.id and item.enabled and adds(item, document)
    ]
    parts += [
        section_share(child, document)
        for child in document.sections
        if child.parent == section.id and child.id != section.id and not child.outside
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
    return ceiling if most is None else max(section.floor or ZERO, min(most, ceiling))


def section_share(section: Section, document: SchemeDocument) -> Decimal | None:
    """The most that a section can add to what is above it: its points, or its weight's share of them."""
    most = section_cap(section, document)
    if section.weight is None or not section.ceiling or most is None:
        return most
    return section.weight * most / section.ceiling


def nested_outside(document: SchemeDocument) -> Decimal | None:
    """The most that sections outside the bounds of another one add to it; all of them, to be on the safe side."""
    return _sum(section_cap(part, document) for part in document.sections if part.outside and part.parent)


def cycle_most(document: SchemeDocument) -> Decimal | None:
    """The most that a member can have in one cycle."""
    cycle = document.cycle
    known = {section.id for section in document.sections}
    if any(item.section not in known for item in document.items):
        return None
    inside = _sum(
        section_share(section, document)
        for section in document.sections
        if not section.parent and not section.outside
    )
    if cycle.carry is not None:
        inside = None if inside is None or cycle.carry.max is None else inside + max(ZERO, cycle.carry.max)
    if inside is not None:
        inside += most_start(cycle.start)
    if cycle.ceiling is not None:
        inside = cycle.ceiling if inside is None else min(inside, cycle.ceiling)
    return _sum([inside, *(section_cap(part, document) for part in document.sections if part.outside)])


def year_most(document: SchemeDocument) -> Decimal | None:
    """The most that a member can have in a year, the appraisal included."""
    most = cycle_most(document)
    if most is not None and document.cycle.year is YearMode.SUM:
        most *= 12 // document.cycle.months
    vote = document.appraisal
    if vote is None or vote.effect is VoteEffect.NONE:
        return most
    if vote.effect is VoteEffect.ADD and most is not None:
        return most + (vote.worth if vote.worth is not None else best_vote(document) or ZERO)
    best = best_vote(document)
    if vote.effect is VoteEffect.RATIO and most is not None and best is not None:
        return most * best
    return None


def year_least(document: SchemeDocument) -> Decimal | None:
    """The least that a member can have in a year; ``None`` where nothing holds the total up."""
    cycle = document.cycle
    vote = document.appraisal
    if cycle.floor is None or (vote is not None and vote.effect is not VoteEffect.NONE):
        return None
    least = cycle.floor if cycle.year is YearMode.MEAN else cycle.floor * (12 // cycle.months)
    if any(section.outside for section in document.sections):
        return None
    effects = {veto.effect for veto in document.vetoes if veto.enabled}
    if effects & {VetoEffect.DEDUCT, VetoEffect.CAP}:
        return None
    return min(least, ZERO) if VetoEffect.ZERO in effects else least


def best_vote(document: SchemeDocument) -> Decimal | None:
    """The value of the ballot's best option; ``None`` without an appraisal or any value."""
    options = document.appraisal.options if document.appraisal is not None else ()
    return max((option.value for option in options if option.value is not None), default=None)


def most_start(start: Start) -> Decimal:
    """The highest start of any class or status."""
    return max(start.points, *start.by_category.values(), *start.by_status.values(), start.points)


def least_start(start: Start) -> Decimal:
    """The lowest start of any class or status."""
    return min(start.points, *start.by_category.values(), *start.by_status.values(), start.points)


def _sum(parts: Iterable[Decimal | None]) -> Decimal | None:
    total = ZERO
    for part in parts:
        if part is None:
            return None
        total += part
    return total
