"""Checks of the section tree: bounds, weights, full marks, what a branch may add."""

from __future__ import annotations

from decimal import Decimal

from app.services.scoring.checks.bounds import event_most, most_start, section_most, takes
from app.services.scoring.checks.cycle import check_bounds, check_start
from app.services.scoring.checks.findings import Findings
from app.services.scoring.checks.people import are_apart, check_audience, is_open
from app.services.scoring.kinds import Window
from app.services.scoring.language import Item, SchemeDocument, Section
from app.services.scoring.numbers import ZERO, plain
from app.services.scoring.windows import window_months

_HUNDRED = Decimal(100)
_DEEPEST = 8


def check_tree(found: Findings, document: SchemeDocument) -> bool:
    """Parents exist and do not run in a ring; without that no sum can be judged."""
    parents = {section.id: section.parent for section in document.sections}
    sound = True
    for section in document.sections:
        place = f"板块 {section.id}"
        if section.parent and section.parent not in parents:
            found.error(place, "section.unknown", f"没有上级板块“{section.parent}”，请改正 parent")
            sound = False
            continue
        seen = {section.id}
        above = section.parent
        while above in parents and above not in seen:
            seen.add(above)
            above = parents[above]
        if above == section.id:
            found.error(place, "section.ring", "板块的上级绕成了一圈，请改正 parent")
            sound = False
        elif len(seen) > _DEEPEST:
            message = f"板块套得太深，最多 {_DEEPEST} 层，请改正 parent"
            found.error(place, "section.depth", message)
            sound = False
    return sound


def check_sections(found: Findings, document: SchemeDocument) -> None:
    """Every section, then all of them against the full marks."""
    for section in document.sections:
        _check_section(found, section, document)
        _check_weight(found, section)
        _check_local(found, section, document)
    _check_full_marks(found, document)
    _check_weights(found, document)


def _check_section(found: Findings, section: Section, document: SchemeDocument) -> None:
    place, months = f"板块 {section.id}", document.cycle.months
    check_start(found, f"{place} · 起始分", section.start, document)
    check_bounds(found, place, section)
    own = window_months(section.window, months)
    if own > months:
        found.error(place, "section.window", "板块的时间范围（window）比一个周期还长，请改短")
    if section.window is not Window.CYCLE:
        _check_short_window(found, section, place)
    _check_parent(found, section, place, document)
    if section.applies_to is not None:
        if is_open(section.applies_to):
            found.warn(f"{place} · 适用对象", "audience.open", "没有写适用于谁，等于人人适用，可以删去")
        check_audience(found, f"{place} · 适用对象", section.applies_to, document)
    items = [item for item in document.items if item.section == section.id]
    if not items and not any(other.parent == section.id for other in document.sections):
        found.warn(place, "section.empty", "这个板块下没有项目")
    _check_reach(found, section, place, document)


def _check_parent(found: Findings, section: Section, place: str, document: SchemeDocument) -> None:
    parent = next((other for other in document.sections if other.id == section.parent), None)
    if parent is None:
        return
    months = document.cycle.months
    if window_months(parent.window, months) < window_months(section.window, months):
        found.error(place, "section.window", f"时间范围（window）比上级板块“{parent.name}”的还长，请改短")
    same = parent.window is section.window and not section.outside and section.weight is None
    if same and None not in (parent.ceiling, section.ceiling) and section.ceiling > parent.ceiling:  # type: ignore[operator]
        message = f"最高分比上级板块“{parent.name}”的还高，超过的部分计不上"
        found.warn(place, "section.child", message)
    if section.applies_to and parent.applies_to and are_apart(section.applies_to, parent.applies_to):
        message = f"适用对象与上级板块“{parent.name}”的没有交集，没有人用得上"
        found.error(f"{place} · 适用对象", "item.never", message)


def _check_reach(found: Findings, section: Section, place: str, document: SchemeDocument) -> None:
    """Whether the ceiling can be reached, and whether a deduction ever shows above the floor."""
    most = section_most(section, document)
    if section.window is not Window.CYCLE or most is None:
        return
    if section.ceiling is not None and ZERO < most < section.ceiling:
        message = f"各项目最多只能得 {plain(most)} 分，达不到最高分 {plain(section.ceiling)} 分"
        found.warn(place, "section.unreachable", message + "，请核对各项目的上限")
    scored = any(item.section == section.id and item.enabled for item in document.items)
    if section.floor is not None and most <= section.floor and scored:
        message = f"最多只有 {plain(most)} 分，最低又是 {plain(section.floor)} 分，板块里的扣分永远不起作用"
        found.error(place, "item.never", f"{message}；只扣分的板块请写 ceiling = 0，不写 floor")


def _check_short_window(found: Findings, section: Section, place: str) -> None:
    """A window without any line is not looked at, so nothing may hang on it."""
    if most_start(section.start) or "start" in section.model_fields_set:
        found.error(place, "section.start", "有起始分的板块，时间范围（window）只能是整个周期（cycle）")
    if (section.floor or ZERO) > 0 or (section.ceiling or ZERO) < 0:
        message = "时间范围短于周期的板块，最低分不能大于 0，最高分不能小于 0"
        found.error(place, "bounds", message)


def _check_weight(found: Findings, section: Section) -> None:
    place = f"板块 {section.id} · 权重（weight）"
    if section.weight is None:
        return
    if section.ceiling is None or section.ceiling <= ZERO:
        found.error(place, "weight.ceiling", "按权重折算的板块要写大于 0 的最高分（ceiling）")
    if section.outside:
        message = "另加的板块（outside）不占上级的最高分，不能再写权重，请删去其中一个"
        found.error(place, "weight.outside", message)
    if section.window is not Window.CYCLE:
        found.error(place, "weight.window", "按权重折算的板块，时间范围（window）只能是整个周期（cycle）")


def _check_weights(found: Findings, document: SchemeDocument) -> None:
    """Weights at the top that are meant as percentages must be a hundred together."""
    top = [section for section in document.sections if not section.parent and not section.outside]
    weights = [section.weight for section in top if section.weight is not None]
    if document.cycle.full_marks is not None or not weights or len(weights) < len(top):
        return
    if sum(weights) != _HUNDRED and all(section.applies_to is None for section in top):
        message = f"各板块权重合计 {plain(sum(weights, ZERO))}，不是 100；确实如此的请写明满分（full_marks）"
        found.warn("周期", "weight.sum", message)


def _check_local(found: Findings, section: Section, document: SchemeDocument) -> None:
    place = f"板块 {section.id}"
    own = [item for item in document.items if item.section == section.id and item.local and item.enabled]
    rule = section.local
    if rule is None:
        for item in own:
            message = f"板块“{section.name}”没有规定支部可以自设项目（local），请改正，或删去 local = true"
            found.error(f"项目 {item.id}", "local.none", message)
        return
    if len(own) > rule.items:
        message = f"支部自设了 {len(own)} 个项目，超过规定的 {rule.items} 个，请停用多出的"
        found.error(place, "local.count", message)
    for item in own:
        most = _local_most(item)
        if most is None or most > rule.points:
            reach = "没有最高分" if most is None else f"最多 {plain(most)} 分"
            message = f"支部自设的项目{reach}，每项只能到 {plain(rule.points)} 分，请改低分值或写明上限"
            found.error(f"项目 {item.id}", "local.points", message)


def _local_most(item: Item) -> Decimal | None:
    """What a local item can be worth: one event, or what its own limits leave of it."""
    caps = [limit.points for limit in item.limits if limit.points is not None and limit.categories is None]
    single = event_most(item)
    return min([*caps, *([single] if single is not None else [])], default=None)


def _check_full_marks(found: Findings, document: SchemeDocument) -> None:
    """The sections that add must come to the full marks that the scheme states, for every class."""
    stated = document.cycle.full_marks
    if stated is None:
        return
    top = [section for section in document.sections if not section.parent and not section.outside]
    missing = [section for section in top if section.ceiling is None and section.weight is None]
    for section in missing:
        message = "写了满分（full_marks），各板块都要写最高分（ceiling）"
        found.error(f"板块 {section.id}", "full_marks", message)
    if missing:
        return
    for category in [part.id for part in document.categories] or [""]:
        total = most_start(document.cycle.start)
        total += sum((_share(part) for part in top if _has(part, category)), ZERO)
        if total != stated:
            whose = f"（{category} 类）" if any(section.applies_to for section in top) else ""
            message = (
                f"起始分和各板块最高分（按权重的算权重）合计 {plain(total)} 分{whose}，与满分（full_marks）"
            )
            found.error("周期", "full_marks", f"{message}{plain(stated)} 分不符，请核对")
            return


def _share(section: Section) -> Decimal:
    return section.weight if section.weight is not None else section.ceiling or ZERO


def _has(section: Section, category: str) -> bool:
    rule = section.applies_to
    return rule is None or rule.categories is None or category in rule.categories


def deducts(section: Section, document: SchemeDocument) -> bool:
    """Whether anything in a section or below it makes the total smaller, so that other points may offset it."""
    below = [other for other in document.sections if other.parent == section.id]
    own = any(item.section == section.id and takes(item, document) for item in document.items)
    return own or any(deducts(other, document) for other in below)
