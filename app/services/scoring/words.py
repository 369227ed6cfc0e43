"""Rules in words, as they stand on screen and paper."""

from __future__ import annotations

from decimal import Decimal

from app.services.scoring.document import (
    Amount,
    AppliesTo,
    ChoiceAmount,
    FixedAmount,
    Item,
    Limit,
    RangeAmount,
    SharedLimit,
    StepsAmount,
)
from app.services.scoring.kinds import (
    Polarity,
    Window,
)
from app.services.scoring.numbers import plain

WINDOWS = {
    Window.DAY: "每天",
    Window.MONTH: "每月",
    Window.QUARTER: "每季度",
    Window.HALF: "每半年",
    Window.YEAR: "全年",
    Window.CYCLE: "每周期",
}
SINCE = {
    Window.DAY: "当天",
    Window.MONTH: "本月",
    Window.QUARTER: "本季度",
    Window.HALF: "本半年",
    Window.YEAR: "本年",
    Window.CYCLE: "本周期",
}
_MULTIPLES = {Decimal(2): "加倍", Decimal("0.5"): "减半"}
_ROUNDING = {"none": "", "down": "，不足的不计", "up": "，不足的按足计", "half_up": "，四舍五入"}
_STATUSES = {"full": "正式", "probationary": "预备"}


def describe_item(item: Item) -> str:
    """The rule of an item in one line: ``每次 2 分，带头加倍，全年最多 4 分``."""
    minus = item.polarity is Polarity.MINUS
    parts = [_amount(item.amount, lead="扣 " if minus else " ")]
    parts += [f"{part.name}{_multiple(part.factor)}" for part in (*item.roles, *item.outcomes)]
    if item.repeat is not None:
        parts.append(f"{WINDOWS[item.repeat.window]}内再次发生的{_multiple(item.repeat.factor)}")
    limits = [describe_limit(limit, minus=minus) for limit in item.limits]
    if limits and item.limit_on == "base":
        limits[0] = "加倍之前" + limits[0]
    parts += limits
    if item.exclusive:
        parts.append("同一行为只计最高一项")
    if item.applies_to is not None:
        parts.append(f"只适用于{_audience(item.applies_to)}")
    return "，".join(parts)


def describe_limit(limit: Limit | SharedLimit, *, minus: bool = False) -> str:
    """``全年最多 4 分``, ``每月最多 1 次``, ``全年最多扣 10 分``."""
    lead = "扣 " if minus else " "
    figure = f"{limit.times} 次" if limit.points is None else f"{plain(limit.points)} 分"
    return f"{WINDOWS[limit.window]}最多{lead}{figure}"


def _amount(amount: Amount, *, lead: str) -> str:
    match amount:
        case FixedAmount():
            return f"每次{lead}{plain(amount.points)} 分"
        case RangeAmount():
            return f"每次{lead}{plain(amount.min)}–{plain(amount.max)} 分，由评定确定"
        case ChoiceAmount():
            levels = "、".join(f"{level.name}{lead}{plain(level.points)} 分" for level in amount.levels)
            return f"分档：{levels}"
        case StepsAmount():
            steps = "、".join(
                f"满 {plain(s.at)} {amount.unit}{lead}{plain(s.points)} 分" for s in amount.steps
            )
            return f"按数量：{steps}"
    per = "" if amount.per == 1 else f" {plain(amount.per)} "
    start = f"，满 {plain(amount.minimum)} {amount.unit}起算" if amount.minimum else ""
    return f"每{per}{amount.unit}{lead}{plain(amount.points)} 分{_ROUNDING[amount.round]}{start}"


def _multiple(factor: Decimal) -> str:
    return _MULTIPLES.get(factor, f"乘以 {plain(factor)}")


def _audience(rule: AppliesTo) -> str:
    """``A 类、B 类中的正式、非流动党员``."""
    classes = "、".join(f"{category} 类" for category in rule.categories or ())
    traits = [_STATUSES[status] for status in rule.statuses or ()]
    if rule.mobile is not None:
        traits.append("流动" if rule.mobile else "非流动")
    joint = "中的" if classes and traits else ""
    return f"{classes}{joint}{'、'.join(traits)}党员"
