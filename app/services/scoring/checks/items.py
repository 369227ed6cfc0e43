"""Checks of items: where they stand, how they are entered, for whom they are, what they point at."""

from __future__ import annotations

from collections import Counter

from app.services.scoring.checks.amounts import check_amount, check_factors
from app.services.scoring.checks.bounds import adds, least_start
from app.services.scoring.checks.findings import Findings
from app.services.scoring.checks.limits import check_limits, check_shared
from app.services.scoring.checks.people import are_apart, check_audience, is_open
from app.services.scoring.checks.sections import deducts
from app.services.scoring.kinds import EntryKind, Polarity, ProofKind
from app.services.scoring.language import (
    AttendanceAmount,
    BallotAmount,
    ExpectedAmount,
    Item,
    SchemeDocument,
    Section,
)
from app.services.scoring.numbers import plain
from app.services.scoring.windows import window_months


def check_items(found: Findings, document: SchemeDocument) -> None:
    """Every item by itself, then what items share."""
    sections = {section.id: section for section in document.sections}
    for item in document.items:
        place = f"项目 {item.id}"
        if item.section not in sections:
            found.error(place, "section.unknown", f"没有板块“{item.section}”，请改正所属板块（section）")
        else:
            _check_place(found, item, place, sections, document)
        check_amount(found, item, place, document)
        check_factors(found, item, place)
        _check_entry(found, item, place, document)
        _check_audience(found, item, place, document)
        _check_links(found, item, place, document)
        _check_validity(found, item, place, document)
        check_limits(found, item, place, document)
    if not any(item.enabled for item in document.items):
        found.warn("项目", "items.none", "所有项目都停用了，没有什么可以登记")
    groups = Counter(item.exclusive for item in document.items if item.exclusive)
    for item in document.items:
        if groups[item.exclusive] == 1:
            message = "只有一个项目属于这一组，写了也不起作用"
            found.warn(f"项目 {item.id} · 同一行为（exclusive）", "exclusive.alone", message)
    _check_sheets(found, document)
    for shared in document.shared_limits:
        check_shared(found, shared, document)


def _check_place(
    found: Findings, item: Item, place: str, sections: dict[str, Section], document: SchemeDocument
) -> None:
    """Whether the item can score where it stands, and whether the windows above it fit its own limits."""
    months = document.cycle.months
    longest = max((window_months(limit.window, months) for limit in item.limits), default=0)
    above: Section | None = sections[item.section]
    while above is not None:
        only_adds = adds(item, document) and not deducts(above, document)
        if only_adds and above.ceiling is not None and above.ceiling <= least_start(above.start):
            message = f"板块“{above.name}”最高 {plain(above.ceiling)} 分，这个加分项目永远得不到分"
            found.error(place, "item.never", message)
        has_bounds = above.ceiling is not None or above.floor is not None
        if has_bounds and longest > window_months(above.window, months):
            message = f"上限的时间范围比板块“{above.name}”的长：分数可能被板块截去，却仍占用本项目的上限"
            found.warn(place, "limit.crossing", message)
        if item.applies_to and above.applies_to and are_apart(item.applies_to, above.applies_to):
            message = f"适用对象与板块“{above.name}”的没有交集，这个项目永远得不到分"
            found.error(f"{place} · 适用对象", "item.never", message)
        above = sections.get(above.parent)


def _check_entry(found: Findings, item: Item, place: str, document: SchemeDocument) -> None:
    given = item.entry if "entry" in item.model_fields_set else None
    if item.entry is EntryKind.ATTENDANCE and item.activity is None:
        found.error(place, "activity.missing", "按签到登记的项目要写明是哪种活动（activity）")
    if item.is_derived and (given is not None or item.activity is not None or item.review):
        message = "由程序自动计分，没有可登记的记录，请删去 entry、activity 和 review"
        found.error(place, "item.two_ways", message)
    elif isinstance(item.amount, ExpectedAmount) and given in (EntryKind.TICK, EntryKind.CARD):
        message = (
            '应参加的项目由程序按签到表推算缺席，不能又另行登记，请写 entry = "attendance"，或删去 entry'
        )
        found.error(place, "item.two_ways", message)
    elif isinstance(item.amount, AttendanceAmount):
        if given in (EntryKind.TICK, EntryKind.CARD):
            message = '按签到计分的项目，签到表就是登记，不能又另行登记，请写 entry = "attendance"'
            found.error(place, "item.two_ways", message)
        elif given is None:
            message = '按签到计分的项目要写 entry = "attendance" 和活动种类（activity），否则没有签到表可用'
            found.warn(place, "activity.missing", message)
    if item.polarity is Polarity.MINUS and item.proof.kind is ProofKind.NONE and not item.is_derived:
        found.warn(place, "proof.minus", "扣分须有依据，佐证（proof）不宜写“不需要”")
    if item.example and not document.example_note:
        found.error(place, "example_note", "写了示例分值（example），方案开头要写明提示语 example_note")


def _check_audience(found: Findings, item: Item, place: str, document: SchemeDocument) -> None:
    if item.applies_to is None:
        return
    where = f"{place} · 适用对象"
    if is_open(item.applies_to):
        found.warn(where, "audience.open", "没有写适用于谁，等于人人适用，可以删去")
    check_audience(found, where, item.applies_to, document)


def _check_links(found: Findings, item: Item, place: str, document: SchemeDocument) -> None:
    """The other items that this one names."""
    items = {other.id: other for other in document.items if other.id in (item.also, _canceller(item))}
    if item.cancelled_by is not None:
        where, named = f"{place} · 抵消", _canceller(item)
        other = _linked(found, item, where, named, items)
        if other is not None and item.polarity is other.polarity is not Polarity.BOTH:
            message = f"“{other.name}”和本项目同是加分或同是扣分，不能互相抵消；一般是加分的抵消扣分的"
            found.error(where, "cancel.sense", message)
        if item.is_derived or isinstance(item.amount, ExpectedAmount):
            message = "由程序推算的项目没有可以抵消的记录，请删去抵消（cancelled_by）"
            found.error(where, "cancel.derived", message)
    if item.also:
        where = f"{place} · 同时计分的项目（also）"
        _linked(found, item, where, item.also, items)
        if item.is_derived:
            message = "由程序自动计分的项目没有记录可写另一人，请删去 also"
            found.error(where, "also.derived", message)
    if item.exclusive and (item.is_derived or isinstance(item.amount, ExpectedAmount)):
        message = "由程序推算的项目不属于哪一个行为，请删去同一行为（exclusive）"
        found.error(place, "exclusive.derived", message)


def _canceller(item: Item) -> str:
    return item.cancelled_by.item if item.cancelled_by is not None else ""


def _linked(found: Findings, item: Item, where: str, named: str, items: dict[str, Item]) -> Item | None:
    other = items.get(named)
    if other is None:
        found.error(where, "item.unknown", f"没有项目“{named}”，请改正")
    elif other.id == item.id:
        found.error(where, "item.itself", "写的就是本项目自己，请改成另一个项目")
        return None
    elif other.is_derived:
        message = f"“{other.name}”由程序自动计分，没有记录，请改成另一个项目"
        found.error(where, "item.derived", message)
    elif item.enabled and not other.enabled:
        found.warn(where, "item.disabled", f"“{other.name}”已停用，这里写了也不起作用")
    return other


def _check_validity(found: Findings, item: Item, place: str, document: SchemeDocument) -> None:
    if item.validity_months is None:
        return
    where = f"{place} · 有效月数（validity_months）"
    if document.cycle.months != 12:
        message = "按有效期计分的项目，周期的月数（months）只能是 12"
        found.error(where, "validity.cycle", message)
    if isinstance(item.amount, BallotAmount):
        found.error(where, "validity.ballot", "测评得分没有发生之日，不能写有效期，请删去")


def _check_sheets(found: Findings, document: SchemeDocument) -> None:
    """An absence that two items of one activity both take off."""
    enabled = [item for item in document.items if item.enabled and item.activity is not None]
    for item in enabled:
        if not isinstance(item.amount, AttendanceAmount) or item.amount.absent >= 0:
            continue
        for other in enabled:
            if isinstance(other.amount, ExpectedAmount) and other.activity is item.activity:
                message = f"缺席已按签到扣分，“{other.name}”对同一种活动又按应参加扣分，一次缺席会扣两次"
                found.warn(f"项目 {item.id}", "attendance.twice", message)
