"""What one line is worth before limits: amount, the meeting's adjustment, role and outcome (steps c to e)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from app.services.scoring.document import (
    ChoiceAmount,
    Factor,
    FixedAmount,
    Item,
    PerUnitAmount,
    RangeAmount,
    StepsAmount,
)
from app.services.scoring.numbers import ONE, ZERO, plain
from app.services.scoring.types import PostingIn

_ROUNDING = {"down": ROUND_FLOOR, "up": ROUND_CEILING, "half_up": ROUND_HALF_UP}


@dataclass(frozen=True, slots=True)
class Worth:
    """A line's points as a magnitude.

    Attributes:
        base: Before multipliers; the adjusted figure where the meeting set one.
        times: How many events the line stands for, which is what a limit in times counts.
        factor: Role times outcome; 1 for an adjusted line.
        flags: A sentence for everything that was not as the scheme has it.
    """

    base: Decimal
    times: Decimal = ONE
    factor: Decimal = ONE
    flags: tuple[str, ...] = ()


def worth(item: Item, posting: PostingIn) -> Worth:
    """The worth of a line under one version of its item."""
    kind = item.amount.kind
    times = _events(posting.quantity) if kind in ("fixed", "choice") else ONE
    given = posting.points if posting.adjusted is None else posting.adjusted
    if given is not None and given < 0 and item.sign > 0:
        return Worth(ZERO, times, flags=("加分项目的分值不能是负数，按 0 分计",))
    if posting.adjusted is not None:
        return Worth(abs(posting.adjusted), times)
    base, flag = _BASES[kind](item.amount, posting)
    if posting.role is None and posting.outcome is None:
        return Worth(base, times, flags=flag)
    factor, factor_flags = _factor(item, posting)
    return Worth(base, times, factor, flag + factor_flags)


def chosen(options: tuple[Factor, ...], key: str | None) -> Factor | None:
    """The role or outcome with this id, or ``None``."""
    return next((option for option in options if option.id == key), None)


def _events(quantity: Decimal) -> Decimal:
    return quantity if quantity > 0 else ZERO


def _factor(item: Item, posting: PostingIn) -> tuple[Decimal, tuple[str, ...]]:
    factor, flags = ONE, []
    for options, key, word in ((item.roles, posting.role, "角色"), (item.outcomes, posting.outcome, "结果")):
        if key is None:
            continue
        option = chosen(options, key)
        if option is None:
            flags.append(f"方案中该项目没有{word}“{key}”，不加倍")
        else:
            factor *= option.factor
    return factor, tuple(flags)


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


def _per_unit(amount: PerUnitAmount, posting: PostingIn) -> Base:
    quantity = _events(posting.quantity)
    if quantity < amount.minimum:
        return ZERO, (f"不满 {plain(amount.minimum)} {amount.unit}，不计分",)
    units = quantity / amount.per
    if amount.round != "none":
        units = units.to_integral_value(rounding=_ROUNDING[amount.round])
    return units * amount.points, ()


# Keyed by the kind, which fixes the type of the amount; mypy cannot follow that through a dictionary.
_BASES: dict[str, Callable[[Any, PostingIn], Base]] = {
    "fixed": _fixed,
    "range": _range,
    "choice": _choice,
    "steps": _steps,
    "per_unit": _per_unit,
}
