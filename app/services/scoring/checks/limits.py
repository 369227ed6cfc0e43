"""Checks of what an item, or several together, can have at most."""

from __future__ import annotations

from decimal import Decimal

from app.services.scoring.checks.bounds import event_least, largest
from app.services.scoring.checks.findings import Findings
from app.services.scoring.checks.people import check_categories
from app.services.scoring.evaluation.caps import cap_of
from app.services.scoring.kinds import Polarity, Window
from app.services.scoring.language import Item, Limit, SchemeDocument, SharedLimit
from app.services.scoring.numbers import plain
from app.services.scoring.windows import window_months
from app.services.scoring.words.items import describe_limit


def check_limits(found: Findings, item: Item, place: str, document: SchemeDocument) -> None:
    """The limits of one item."""
    months, where = document.cycle.months, f"{place} · 上限"
    sound = [limit for limit in item.limits if _check_kind(found, limit, where)]
    for limit in sound:
        _check_classes(found, limit, where, document)
        _check_reach(found, item, limit, where)
        if window_months(limit.window, months) > months:
            message = "上限的时间范围比一个周期长：周期末清零时，已占用的上限不会退回"
            found.warn(where, "limit.crossing", message)
        if limit.points is not None:
            _check_cap(found, item, limit, limit.points, where)
    _check_twice(found, sound, where, months=months)
    _check_order(found, sound, where, months=months)
    if item.limit_on == "base" and not item.limits:
        found.warn(where, "limit.none", "没有写上限，limit_on 不起作用")


def check_shared(found: Findings, shared: SharedLimit, document: SchemeDocument) -> None:
    """A limit that several items use up together."""
    place = f"共用上限 {shared.id}"
    _check_kind(found, shared, place)
    _check_classes(found, shared, place, document)
    found.twice(place, shared.items)
    items = {item.id: item for item in document.items}
    for item_id in shared.items:
        if item_id not in items:
            found.error(place, "item.unknown", f"没有项目“{item_id}”，请改正 items")
    members = [items[item_id] for item_id in dict.fromkeys(shared.items) if item_id in items]
    if len({item.polarity for item in members}) > 1:
        found.error(place, "limit.mixed", "加分项目和扣分项目不能共用一个上限，请分开写")
    if shared.points is not None:
        _check_shared_cap(found, shared.points, members, place)
    months = document.cycle.months
    own = window_months(shared.window, months)
    for item in members:
        if any(window_months(part.window, months) > own for part in item.limits):
            message = f"项目“{item.name}”自己的上限时间更长：被共用上限截去的分数仍占用它自己的上限"
            found.warn(place, "limit.crossing", message)
    if own > months:
        message = "上限的时间范围比一个周期长：周期末清零时，已占用的上限不会退回"
        found.warn(place, "limit.crossing", message)


def _check_kind(found: Findings, limit: Limit | SharedLimit, place: str) -> bool:
    if (limit.points is None) == (limit.times is None):
        found.error(place, "limit.kind", "每条上限要写分数（points）或次数（times），只写其中一个")
        return False
    return True


def _check_classes(found: Findings, limit: Limit | SharedLimit, place: str, document: SchemeDocument) -> None:
    if limit.categories == ():
        found.error(place, "limit.nobody", "上限的类别（categories）是空的，对谁都不起作用；不限的请删去")
    check_categories(found, place, limit.categories or (), document)


def _check_reach(found: Findings, item: Item, limit: Limit, place: str) -> None:
    allowed = item.applies_to.categories if item.applies_to is not None else None
    if limit.categories and allowed is not None and not set(limit.categories) & set(allowed):
        message = f"“{describe_limit(limit)}”的类别都不在适用对象里，这条上限不起作用"
        found.warn(place, "category.outside", message)


def _check_cap(found: Findings, item: Item, limit: Limit, cap: Decimal, place: str) -> None:
    """A cap below what one line is worth cuts every line, or at least the best ones."""
    single = largest(item.amount)
    words = describe_limit(limit, minus=item.polarity is Polarity.MINUS)
    if event_least(item) > cap:
        found.error(place, "limit.below", f"{words}，比一次的分值还低，请改正上限或分值")
    elif single is not None and single > cap:
        found.warn(place, "limit.below", f"{words}，比一次最高的 {plain(single)} 分低，最高一档总会被截")


def _check_shared_cap(found: Findings, cap: Decimal, members: list[Item], place: str) -> None:
    for item in members:
        if event_least(item) > cap:
            message = f"合计只有 {plain(cap)} 分，比项目“{item.name}”一次的分值还低，请改正上限或分值"
            found.error(place, "limit.below", message)


def _check_twice(found: Findings, limits: list[Limit], place: str, *, months: int) -> None:
    """Two limits of one kind over the same stretch: only the smaller one ever shows."""
    windows: dict[tuple[int, bool, str], list[Window]] = {}
    for limit in limits:
        for category in limit.categories if limit.categories is not None else ("",):
            key = (window_months(limit.window, months), limit.points is None, category)
            windows.setdefault(key, []).append(limit.window)
    if any(len(set(part)) < len(part) for part in windows.values()):
        found.error(place, "limit.twice", "同一时间范围的上限写了两次，请删去一个")
    elif any(len(part) > 1 for part in windows.values()):
        message = "一个周期（cycle）和另一条上限的时间一样长，只有较小的一条起作用，请删去一个"
        found.warn(place, "limit.twice", message)


def _check_order(found: Findings, limits: list[Limit], place: str, *, months: int) -> None:
    """A longer window that allows less than a shorter one makes the shorter one useless."""
    for shorter in limits:
        for longer in limits:
            same_kind = (shorter.points is None) == (longer.points is None)
            longer_months = window_months(longer.window, months)
            is_longer = longer_months > window_months(shorter.window, months)
            covers = longer.categories in (None, shorter.categories)
            if same_kind and is_longer and covers and cap_of(longer) < cap_of(shorter):
                words = f"“{describe_limit(longer)}”比“{describe_limit(shorter)}”还少，后者不起作用"
                found.warn(place, "limit.order", words)
