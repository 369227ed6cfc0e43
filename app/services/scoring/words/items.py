"""Items, sections and their limits in words, as they stand on screen and paper."""

from __future__ import annotations

from app.services.scoring.kinds import Polarity, Window
from app.services.scoring.language import Cancel, Factor, Item, Limit, Section, SharedLimit
from app.services.scoring.numbers import plain
from app.services.scoring.words.amounts import amount_words, multiple
from app.services.scoring.words.labels import CHOICES
from app.services.scoring.words.names import UNNAMED, Names
from app.services.scoring.words.people import describe_audience, describe_start

WINDOWS = {window: CHOICES[Window][window.value] for window in Window}
SINCE = {
    Window.DAY: "当天",
    Window.MONTH: "本月",
    Window.QUARTER: "本季度",
    Window.HALF: "本半年",
    Window.YEAR: "本年",
    Window.CYCLE: "本周期",
}


def describe_item(item: Item, names: Names = UNNAMED) -> str:
    """The rule of an item in one line: ``每次 2 分，带头加倍，全年最多 4 分``."""
    minus = item.polarity is Polarity.MINUS
    parts = [amount_words(item.amount, minus=minus, names=names)]
    parts += [_factor(part, minus=minus) for part in (*item.roles, *item.outcomes)]
    if item.repeat is not None:
        parts.append(f"{WINDOWS[item.repeat.window]}内再次发生的{multiple(item.repeat.factor)}")
    limits = [describe_limit(limit, minus=minus, names=names) for limit in item.limits]
    if limits and item.limit_on == "base":
        limits[0] = "加倍之前" + limits[0]
    parts += limits
    if item.exclusive:
        parts.append("同一行为只计最高一项")
    if item.cancelled_by is not None:
        parts.append(_cancel(item.cancelled_by, names))
    if item.also:
        parts.append(f"同时给所写的另一人计{names.item(item.also)}")
    if item.validity_months is not None:
        parts.append(f"自发生之日起 {item.validity_months} 个月内有效")
    if item.applies_to is not None:
        parts.append(f"只适用于{describe_audience(item.applies_to, names)}")
    if item.review:
        parts.append("会上逐条评定")
    return "，".join(parts)


def describe_limit(limit: Limit | SharedLimit, *, minus: bool = False, names: Names = UNNAMED) -> str:
    """``全年最多 4 分``, ``每月最多 1 次``, ``A类全年最多扣 10 分``."""
    lead = "扣 " if minus else " "
    figure = f"{limit.times} 次" if limit.points is None else f"{plain(limit.points)} 分"
    classes = "、".join(names.category(part) for part in limit.categories or ())
    return f"{classes}{WINDOWS[limit.window]}最多{lead}{figure}"


def describe_section(section: Section, names: Names = UNNAMED) -> str:
    """The rule of a section without its name: ``最多 60 分，最低 0 分``; empty where there is none."""
    parts = []
    window = "" if section.window is Window.CYCLE else WINDOWS[section.window]
    if section.start.model_fields_set:
        parts.append(f"起始分{describe_start(section.start, names)}")
    if section.ceiling is not None and (section.ceiling or section.floor is not None):
        parts.append(f"{window}最多 {plain(section.ceiling)} 分")
    elif section.ceiling is not None:
        parts.append(f"{window}只扣分")
    if section.floor is not None:
        parts.append(f"{window}最低 {plain(section.floor)} 分")
    if section.weight is not None:
        parts.append(f"满分折合 {plain(section.weight)} 分计入")
    if section.outside:
        parts.append("另加，不占上级的最高分")
    if section.applies_to is not None:
        parts.append(f"只适用于{describe_audience(section.applies_to, names)}")
    if section.local is not None:
        rule = section.local
        parts.append(f"支部可自设 {rule.items} 个项目，每项最多 {plain(rule.points)} 分")
    return "，".join(parts)


def _factor(part: Factor, *, minus: bool) -> str:
    if part.points is not None:
        return f"{part.name}每次{'扣 ' if minus else ' '}{plain(part.points)} 分"
    return f"{part.name}{multiple(part.multiplier)}"


def _cancel(rule: Cancel, names: Names) -> str:
    return f"{SINCE[rule.window]}内有一次{names.item(rule.item)}，抵消一次"
