"""What one line is worth before limits: amount, the meeting's adjustment, role and outcome (steps c to e)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from app.services.scoring.kinds import Polarity
from app.services.scoring.language import (
    MARKS,
    AttendanceAmount,
    ChoiceAmount,
    ExpectedAmount,
    Factor,
    FixedAmount,
    GraduatedAmount,
    Item,
    PerUnitAmount,
    RangeAmount,
    StepsAmount,
)
from app.services.scoring.numbers import ONE, ZERO, plain
from app.services.scoring.types import PostingIn

_ROUNDING = {"down": ROUND_FLOOR, "up": ROUND_CEILING, "half_up": ROUND_HALF_UP}
_EVENTS = frozenset({"fixed", "choice"})


class Worth(NamedTuple):
    """A line's points as a magnitude.

    Attributes:
        base: Before multipliers; the adjusted figure where the meeting set one.
        times: How many events the line stands for, which is what a limit in times counts.
        factor: Role times outcome; 1 for an adjusted line.
        flags: A sentence for everything that was not as the scheme has it.
        minus: Whether a mark of a priced attendance sheet deducts.
    """

    base: Decimal
    times: Decimal = ONE
    factor: Decimal = ONE
    flags: tuple[str, ...] = ()
    minus: bool = False


def worth(item: Item, posting: PostingIn, category: str | None = None) -> Worth:
    """The worth of a line under one version of its item.

    Args:
        item: The item.
        posting: The line.
        category: The member's class on the day of the deed.
    """
    kind = item.amount.kind
    times = _events(posting.quantity) if kind in _EVENTS else ONE
    if isinstance(item.amount, AttendanceAmount):
        return _marked(item.amount, posting)
    given = posting.points if posting.adjusted is None else posting.adjusted
    if given is not None and given < 0 and item.polarity is Polarity.PLUS:
        return Worth(ZERO, times, flags=("加分项目的分值不能是负数，按 0 分计",))
    if posting.adjusted is not None:
        return Worth(abs(posting.adjusted), times)
    flags: tuple[str, ...]
    if isinstance(item.amount, FixedAmount) and item.amount.by_category:
        points = item.amount.by_category.get(category or "", item.amount.points)
        base, flags = (points * times, ())
    else:
        base, flags = _BASES[kind](item.amount, posting)
    if posting.role is None and posting.outcome is None:
        return Worth(base, times, ONE, flags)
    return _with_role(item, posting, base=base, times=times, flags=flags)


def chosen(options: tuple[Factor, ...], key: str | None) -> Factor | None:
    """The role or outcome with this id, or ``None``."""
    return next((option for option in options if option.id == key), None)


def _events(quantity: Decimal) -> Decimal:
    return quantity if quantity > 0 else ZERO


def _marked(amount: AttendanceAmount, posting: PostingIn) -> Worth:
    """The price of an attendance mark; the sign is the mark's own, or the adjusted figure's."""
    level = posting.level or "present"
    if posting.adjusted is not None:
        return Worth(abs(posting.adjusted), minus=posting.adjusted < 0)
    if level not in MARKS:
        return Worth(ZERO, flags=(f"签到表没有“{level}”这种情况，按 0 分计",))
    points: Decimal = getattr(amount, level)
    return Worth(abs(points), minus=points < 0)


def _with_role(
    item: Item, posting: PostingIn, *, base: Decimal, times: Decimal, flags: tuple[str, ...]
) -> Worth:
    """Role and outcome: points of their own replace those of one event, factors multiply."""
    factor, notes = ONE, list(flags)
    for options, key, word in ((item.roles, posting.role, "角色"), (item.outcomes, posting.outcome, "结果")):
        if key is None:
            continue
        option = chosen(options, key)
        if option is None:
            notes.append(f"方案中该项目没有{word}“{key}”，不加倍")
        elif option.points is not None:
            base = option.points * times
        else:
            factor *= option.multiplier
    return Worth(base, times, factor, tuple(notes))


Base = tuple[Decimal, tuple[str, ...]]


def _fixed(amount: FixedAmount, posting: PostingIn) -> Base:
    quantity = posting.quantity
    return (amount.points if quantity == 1 else amount.points * _events(quantity)), ()


def _range(amount: RangeAmount, posting: PostingIn) -> Base:
    if posting.points is None:
        return ZERO, ("没有写明评定的分值，按 0 分计",)
    value = abs(posting.points)
    if value > amount.max:
        return amount.max, (f"评定分值 {plain(value)} 超过最高 {plain(amount.max)} 分，按最高计",)
    if value < amount.min:
        return amount.min, (f"评定分值 {plain(value)} 低于最低 {plain(amount.min)} 分，按最低计",)
    return value, ()


def _choice(amount: ChoiceAmount, posting: PostingIn) -> Base:
    for level in amount.levels:
        if level.id == posting.level:
            return level.points * _events(posting.quantity), ()
    missing = "没有写明档次" if posting.level is None else f"方案中该项目没有档次“{posting.level}”"
    return ZERO, (f"{missing}，按 0 分计",)


def _steps(amount: StepsAmount, posting: PostingIn) -> Base:
    reached = [step.points for step in amount.steps if step.at <= posting.quantity]
    return (reached[-1] if reached else ZERO), ()


def _units(quantity: Decimal, per: Decimal, rounding: str) -> Decimal:
    units = quantity / per
    return units if rounding == "none" else units.to_integral_value(rounding=_ROUNDING[rounding])


def _per_unit(amount: PerUnitAmount, posting: PostingIn) -> Base:
    quantity = _events(posting.quantity)
    if quantity < amount.minimum:
        return ZERO, (f"不满 {plain(amount.minimum)} {amount.unit}，不计分",)
    if amount.round == "none":
        return quantity * amount.points / amount.per, ()
    return _units(quantity, amount.per, amount.round) * amount.points, ()


def _graduated(amount: GraduatedAmount, posting: PostingIn) -> Base:
    quantity, below, total = _events(posting.quantity), ZERO, ZERO
    for band in amount.bands:
        top = quantity if band.upto is None else min(quantity, band.upto)
        if top > below:
            total += _units(top - below, band.per, amount.round) * band.points
            below = top
    return total, ()


def _expected(_amount: ExpectedAmount, _posting: PostingIn) -> Base:
    """Presence meets the expectation and is worth nothing; what is missing becomes a line of its own."""
    return ZERO, ()


# Keyed by the kind, which fixes the type of the amount; mypy cannot follow that through a dictionary.
_BASES: dict[str, Callable[[Any, PostingIn], Base]] = {
    "fixed": _fixed,
    "range": _range,
    "choice": _choice,
    "steps": _steps,
    "per_unit": _per_unit,
    "graduated": _graduated,
    "expected": _expected,
}
