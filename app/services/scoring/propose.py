"""What one line would be worth before limits, and what is wrong with it: for the entry forms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.errors import Issue
from app.services.scoring.evaluation.amounts import Worth, chosen, worth
from app.services.scoring.kinds import Counting, Polarity
from app.services.scoring.language import (
    MARKS,
    AttendanceAmount,
    ChoiceAmount,
    ExpectedAmount,
    Item,
    RangeAmount,
)
from app.services.scoring.numbers import ONE, ZERO, plain
from app.services.scoring.results import Proposal
from app.services.scoring.scheme import Scheme
from app.services.scoring.types import PostingIn
from app.services.scoring.words.labels import key_word

_WHOLE = ("fixed", "choice", "attendance", "expected")


def propose(
    scheme: Scheme,
    item_id: str,
    *,
    quantity: Decimal = ONE,
    level: str | None = None,
    role: str | None = None,
    outcome: str | None = None,
    points: Decimal | None = None,
    category: str | None = None,
) -> Proposal:
    """The claimed points of one line before limits, with every fault of what was entered.

    Args:
        scheme: The version in force on the day of the deed.
        item_id: The item.
        quantity: Number of events, or the measure of steps, units and bands.
        level: The level of a choice, or the mark of a priced attendance sheet.
        role: The role, such as ``lead``.
        outcome: The outcome.
        points: The judged value of a range, as a magnitude.
        category: The member's class on that day; ``None`` if there is none.
    """
    item = scheme.items.get(item_id)
    if item is None:
        return Proposal(ZERO, (Issue("项目", "item.unknown", f"方案中没有项目“{item_id}”，请重新选择"),))
    if item.is_derived:
        message = f"“{item.name}”由程序自动计分，不用登记"
        return Proposal(ZERO, (Issue("项目", "item.derived", message),))
    entry = PostingIn("", "", item_id, date.min, quantity, level, role, outcome, points)
    faults = (
        *_item_faults(item, scheme, category),
        *_quantity_faults(item, quantity),
        *_amount_faults(item, level, points),
        *_factor_faults(item, role, outcome),
    )
    return Proposal(_signed(worth(item, entry, category), item, scheme), faults)


def _signed(value: Worth, item: Item, scheme: Scheme) -> Decimal:
    """With the sign that the line will have; unary minus, because 0 × -1 would be a negative zero."""
    points = value.base * value.factor
    deducts = item.polarity is Polarity.MINUS or value.minus
    adds_up = scheme.cycle.counting is Counting.DEMERIT
    return -points if points and deducts is not adds_up else points


def _item_faults(item: Item, scheme: Scheme, category: str | None) -> list[Issue]:
    faults = []
    if not item.enabled:
        faults.append(Issue("项目", "item.disabled", f"“{item.name}”已停用，不能再登记"))
    audiences = [item.applies_to]
    section = scheme.sections.get(item.section)
    while section is not None:
        audiences.append(section.applies_to)
        section = scheme.sections.get(section.parent)
    for audience in audiences:
        allowed = audience.categories if audience is not None else None
        if allowed is not None and category not in allowed:
            names = "、".join(scheme.category_name(part) for part in allowed)
            faults.append(Issue("党员类别", "item.category", f"“{item.name}”只适用于{names}党员"))
    return faults


def _quantity_faults(item: Item, quantity: Decimal) -> list[Issue]:
    if quantity <= 0:
        return [Issue("数量", "quantity.missing", f"请填写数量（{item.unit_name}），应大于 0")]
    if item.amount_kind in _WHOLE and quantity != quantity.to_integral_value():
        return [Issue("数量", "quantity.whole", "次数应为整数")]
    if isinstance(item.amount, AttendanceAmount | ExpectedAmount) and quantity != ONE:
        return [Issue("数量", "quantity.sheet", "签到一次登记一条，数量应为 1")]
    if item.repeat is not None and quantity != ONE:
        return [Issue("数量", "quantity.repeat", "重复发生要加倍的项目，请一次登记一条")]
    return []


def _amount_faults(item: Item, level: str | None, points: Decimal | None) -> list[Issue]:
    amount = item.amount
    if isinstance(amount, RangeAmount):
        return _range_faults(item, amount, points)
    if isinstance(amount, ChoiceAmount) and level not in {part.id for part in amount.levels}:
        names = "、".join(part.name for part in amount.levels)
        code = "level.missing" if level is None else "level.unknown"
        return [Issue("档次", code, f"请选择档次：{names}")]
    if isinstance(amount, AttendanceAmount) and level is not None and level not in MARKS:
        names = "、".join(key_word(AttendanceAmount, mark) for mark in MARKS)
        return [Issue("签到", "level.unknown", f"签到表没有这种情况，请选择：{names}")]
    return []


def _range_faults(item: Item, amount: RangeAmount, points: Decimal | None) -> list[Issue]:
    bounds = f"{plain(amount.min)}–{plain(amount.max)} 分"
    if points is None:
        return [Issue("分值", "points.missing", f"请填写分值，应在 {bounds}之间")]
    # A deduction may be typed with or without its minus sign.
    value = abs(points) if item.polarity is Polarity.MINUS else points
    if not amount.min <= value <= amount.max:
        return [Issue("分值", "points.range", f"{plain(points)} 分不在 {bounds}之间，请改正")]
    return []


def _factor_faults(item: Item, role: str | None, outcome: str | None) -> list[Issue]:
    faults = []
    for options, key, place, code in (
        (item.roles, role, "角色", "role.unknown"),
        (item.outcomes, outcome, "结果", "outcome.unknown"),
    ):
        if key is not None and chosen(options, key) is None:
            names = "、".join(option.name for option in options) or "不分" + place
            faults.append(Issue(place, code, f"“{item.name}”没有这个{place}，可选：{names}"))
    return faults
