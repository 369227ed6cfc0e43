"""Checks of items and their limits."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import pairwise

from app.services.scoring.bounds import largest, smallest
from app.services.scoring.caps import cap_of, key_of
from app.services.scoring.document import (
    ChoiceAmount,
    Item,
    Limit,
    RangeAmount,
    SchemeDocument,
    Section,
    SharedLimit,
    StepsAmount,
)
from app.services.scoring.findings import Findings
from app.services.scoring.kinds import (
    EntryKind,
    Polarity,
    ProofKind,
)
from app.services.scoring.numbers import ZERO, plain
from app.services.scoring.windows import window_months
from app.services.scoring.words import describe_limit


def check_items(found: Findings, document: SchemeDocument) -> None:
    """Every item by itself, then what items share."""
    sections = {section.id: section for section in document.sections}
    for item in document.items:
        place = f"项目 {item.id}"
        if item.section not in sections:
            found.error(place, "section.unknown", f"没有板块“{item.section}”，请改正所属板块（section）")
        else:
            _check_place(found, item, place, sections, document)
        _check_amount(found, item, place)
        _check_entry(found, item, place, document)
        _check_audience(found, item, place, document)
        _check_limits(found, item, place, document)
    groups = Counter(item.exclusive for item in document.items if item.exclusive)
    for group, count in groups.items():
        if count == 1:
            found.warn(f"同一行为 {group}", "exclusive.alone", "只有一个项目属于这一组，写了也不起作用")
    for shared in document.shared_limits:
        _check_shared(found, shared, document)


def _check_place(
    found: Findings, item: Item, place: str, sections: dict[str, Section], document: SchemeDocument
) -> None:
    """Whether the item can score where it stands, and whether the windows above it fit its own limits."""
    months = document.cycle.months
    longest = max((window_months(limit.window, months) for limit in item.limits), default=0)
    above: Section | None = sections[item.section]
    while above is not None:
        only_adds = item.polarity is Polarity.PLUS and not _deducts(above, document)
        if only_adds and above.ceiling is not None and above.ceiling <= ZERO:
            found.error(
                place,
                "item.never",
                f"板块“{above.name}”最高 {plain(above.ceiling)} 分，这个加分项目永远得不到分",
            )
        has_ceiling = above.ceiling is not None or above.floor is not None
        if has_ceiling and longest > window_months(above.window, months):
            found.warn(
                place,
                "limit.crossing",
                f"上限的时间范围比板块“{above.name}”的长：分数可能被板块截去，却仍占用本项目的上限",
            )
        above = sections.get(above.parent)


def _deducts(section: Section, document: SchemeDocument) -> bool:
    """Whether anything in a section or below it deducts, so that plus points may offset it."""
    below = [other for other in document.sections if other.parent == section.id]
    own = any(item.section == section.id and item.polarity is Polarity.MINUS for item in document.items)
    return own or any(_deducts(other, document) for other in below)


def _check_amount(found: Findings, item: Item, place: str) -> None:
    amount = item.amount
    for word, options in (("角色", item.roles), ("结果", item.outcomes)):
        _check_twice(found, f"{place} · {word}", [option.id for option in options])
    if isinstance(amount, RangeAmount) and amount.min > amount.max:
        found.error(f"{place} · 分值", "range", "最低（min）大于最高（max），请改正其中一个")
    if isinstance(amount, ChoiceAmount):
        _check_twice(found, f"{place} · 档次", [level.id for level in amount.levels])
    if isinstance(amount, StepsAmount) and any(low.at >= high.at for low, high in pairwise(amount.steps)):
        found.error(f"{place} · 阶梯", "steps.order", "阶梯的数量（at）要从小到大，不能相同")
    if isinstance(amount, ChoiceAmount | StepsAmount) and largest(amount) == ZERO:
        found.error(f"{place} · 分值", "item.never", "各档都是 0 分，这个项目永远得不到分")


def _check_twice(found: Findings, place: str, ids: list[str]) -> None:
    for name, count in Counter(ids).items():
        if count > 1:
            found.error(place, "duplicate", f"编号“{name}”用了两次，请改掉其中一个")


def _check_entry(found: Findings, item: Item, place: str, document: SchemeDocument) -> None:
    if item.entry is EntryKind.ATTENDANCE and item.activity is None:
        found.error(place, "activity.missing", "按签到登记的项目要写明是哪种活动（activity）")
    if item.polarity is Polarity.MINUS and item.proof.kind is ProofKind.NONE:
        found.warn(place, "proof.minus", "扣分须有依据，佐证（proof）不宜写“不需要”")
    if item.example and not document.example_note:
        found.error(place, "example_note", "写了示例分值（example），方案开头要写明提示语 example_note")


def _check_audience(found: Findings, item: Item, place: str, document: SchemeDocument) -> None:
    rule = item.applies_to
    if rule is None:
        return
    if rule.categories == () or rule.statuses == ():
        found.error(
            f"{place} · 适用对象", "item.never", "适用对象是空的，这个项目永远得不到分；不限的请删去这一行"
        )
    known = {category.id for category in document.categories}
    for category in rule.categories or ():
        if category not in known:
            found.error(f"{place} · 适用对象", "category.unknown", f"没有党员类别“{category}”，请改正")


def _check_limits(found: Findings, item: Item, place: str, document: SchemeDocument) -> None:
    months = document.cycle.months
    sound = [limit for limit in item.limits if _check_kind(found, limit, f"{place} · 上限")]
    for key, count in Counter(key_of(limit, months) for limit in sound).items():
        if count > 1:
            found.error(f"{place} · 上限", "limit.twice", "同一时间范围的上限写了两次，请删去一个")
        if key.months > months:
            message = "上限的时间范围比一个周期长：周期末清零时，已占用的上限不会退回"
            found.warn(f"{place} · 上限", "limit.crossing", message)
    for limit in sound:
        if limit.points is not None:
            _check_cap(found, item, limit, limit.points, f"{place} · 上限")
    _check_order(found, sound, f"{place} · 上限", months=months)


def _check_kind(found: Findings, limit: Limit | SharedLimit, place: str) -> bool:
    if (limit.points is None) == (limit.times is None):
        found.error(place, "limit.kind", "每条上限要写分数（points）或次数（times），只写其中一个")
        return False
    return True


def _check_cap(found: Findings, item: Item, limit: Limit, cap: Decimal, place: str) -> None:
    """A cap below what one line is worth cuts every line, or at least the best ones."""
    most = largest(item.amount)
    words = describe_limit(limit, minus=item.polarity is Polarity.MINUS)
    if smallest(item.amount) > cap:
        found.error(place, "limit.below", f"{words}，比一次的分值还低，请改正上限或分值")
    elif most is not None and most > cap:
        found.warn(place, "limit.below", f"{words}，比一次最高的 {plain(most)} 分低，最高一档总会被截")


def _check_order(found: Findings, limits: list[Limit], place: str, *, months: int) -> None:
    """A longer window that allows less than a shorter one makes the shorter one useless."""
    for shorter in limits:
        for longer in limits:
            same_kind = (shorter.points is None) == (longer.points is None)
            longer_months = window_months(longer.window, months)
            is_longer = longer_months > window_months(shorter.window, months)
            if same_kind and is_longer and cap_of(longer) < cap_of(shorter):
                words = f"“{describe_limit(longer)}”比“{describe_limit(shorter)}”还少，后者不起作用"
                found.warn(place, "limit.order", words)


def _check_shared(found: Findings, shared: SharedLimit, document: SchemeDocument) -> None:
    place = f"共用上限 {shared.id}"
    _check_kind(found, shared, place)
    _check_twice(found, place, list(shared.items))
    items = {item.id: item for item in document.items}
    for item_id in shared.items:
        if item_id not in items:
            found.error(place, "item.unknown", f"没有项目“{item_id}”，请改正 items")
    members = [items[item_id] for item_id in shared.items if item_id in items]
    if len({item.polarity for item in members}) > 1:
        found.error(place, "limit.mixed", "加分项目和扣分项目不能共用一个上限，请分开写")
    months = document.cycle.months
    own = window_months(shared.window, months)
    crossing = [
        item for item in members if any(window_months(part.window, months) > own for part in item.limits)
    ]
    for item in crossing:
        message = f"项目“{item.name}”自己的上限时间更长：被共用上限截去的分数仍占用它自己的上限"
        found.warn(place, "limit.crossing", message)
    if own > months:
        message = "上限的时间范围比一个周期长：周期末清零时，已占用的上限不会退回"
        found.warn(place, "limit.crossing", message)
