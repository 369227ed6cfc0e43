"""Faults of a scheme that only show when its parts are laid side by side: all of them at once."""

from __future__ import annotations

from collections.abc import Iterable

from app.errors import Issue
from app.services.scoring.bounds import most_start, section_most
from app.services.scoring.checks_items import check_items
from app.services.scoring.checks_verdict import check_verdicts
from app.services.scoring.document import (
    Named,
    SchemeDocument,
    Section,
    Start,
)
from app.services.scoring.findings import Findings
from app.services.scoring.kinds import (
    Window,
)
from app.services.scoring.numbers import ZERO, plain
from app.services.scoring.windows import window_months


def check_document(document: SchemeDocument) -> list[Issue]:
    """Every error and warning across the parts of a scheme."""
    found = Findings()
    for word, named in (
        ("党员类别", document.categories),
        ("板块", document.sections),
        ("项目", document.items),
        ("共用上限", document.shared_limits),
        ("一票否决", document.vetoes),
        ("等次", document.grades),
        ("资格", document.marks),
        ("结果运用", document.proposals),
    ):
        check_ids(found, word, named)
    _check_cycle(found, document)
    _check_posting(found, document)
    if _check_tree(found, document):
        for section in document.sections:
            _check_section(found, section, document)
        _check_full_marks(found, document)
        check_items(found, document)
        check_verdicts(found, document)
    return found.issues


def check_ids(found: Findings, word: str, named: Iterable[Named]) -> None:
    """An id that stands twice."""
    seen: set[str] = set()
    for part in named:
        if part.id in seen:
            found.error(f"{word} {part.id}", "duplicate", f"编号“{part.id}”用了两次，请改掉其中一个")
        seen.add(part.id)


def _check_cycle(found: Findings, document: SchemeDocument) -> None:
    cycle = document.cycle
    if cycle.floor is not None and cycle.ceiling is not None and cycle.floor > cycle.ceiling:
        found.error("周期", "bounds", "最低分（floor）大于最高分（ceiling），请改正其中一个")
    _check_start(found, "周期 · 起始分", cycle.start, document)


def _check_posting(found: Findings, document: SchemeDocument) -> None:
    periods = document.posting.periods
    if len(set(periods)) < len(periods):
        found.error("公示 · periods", "duplicate", "同一种公示期写了两次，请删去一个")
    if not periods:
        found.warn("公示 · periods", "posting.none", "没有写任何公示期，积分将不张榜公示")


def _check_start(found: Findings, place: str, start: Start, document: SchemeDocument) -> None:
    if start.by_category and start.by_status:
        found.error(place, "start.both", "起始分只能按类别（by_category）或按身份（by_status）之一设定")
    known = {category.id for category in document.categories}
    for category in start.by_category:
        if category not in known:
            found.error(place, "category.unknown", f"没有党员类别“{category}”，请先在 categories 中写明")
    missing = sorted(known - set(start.by_category)) if start.by_category else []
    if missing and "points" not in start.model_fields_set:
        names = "、".join(missing)
        found.error(place, "start.missing", f"没有写 {names} 类的起始分，请补上，或写明其余党员的 points")


def _check_tree(found: Findings, document: SchemeDocument) -> bool:
    """Parents exist and do not run in a ring; without that nothing below can be judged."""
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
    return sound


def _check_section(found: Findings, section: Section, document: SchemeDocument) -> None:
    place, months = f"板块 {section.id}", document.cycle.months
    _check_start(found, f"{place} · 起始分", section.start, document)
    if section.floor is not None and section.ceiling is not None and section.floor > section.ceiling:
        found.error(place, "bounds", "最低分（floor）大于最高分（ceiling），请改正其中一个")
    own = window_months(section.window, months)
    if own > months:
        found.error(place, "section.window", "板块的时间范围（window）比一个周期还长，请改短")
    if section.window is not Window.CYCLE:
        _check_short_window(found, section, place)
    parent = next((other for other in document.sections if other.id == section.parent), None)
    if parent is not None and window_months(parent.window, months) < own:
        found.error(place, "section.window", f"时间范围（window）比上级板块“{parent.name}”的还长，请改短")
    if not any(item.section == section.id for item in document.items) and not any(
        other.parent == section.id for other in document.sections
    ):
        found.warn(place, "section.empty", "这个板块下没有项目")
    most = section_most(section, document)
    if section.ceiling is None or section.window is not Window.CYCLE or most is None:
        return
    if ZERO < most < section.ceiling:
        message = f"各项目最多只能得 {plain(most)} 分，达不到最高分 {plain(section.ceiling)} 分"
        found.warn(place, "section.unreachable", message + "，请核对各项目的上限")


def _check_short_window(found: Findings, section: Section, place: str) -> None:
    """A window without any line is not looked at, so nothing may hang on it."""
    if most_start(section.start) or "start" in section.model_fields_set:
        found.error(place, "section.start", "有起始分的板块，时间范围（window）只能是整个周期（cycle）")
    if (section.floor or ZERO) > 0 or (section.ceiling or ZERO) < 0:
        message = "时间范围短于周期的板块，最低分不能大于 0，最高分不能小于 0"
        found.error(place, "bounds", message)


def _check_full_marks(found: Findings, document: SchemeDocument) -> None:
    """The ceilings of the sections that add must come to the full marks that the scheme states."""
    stated = document.cycle.full_marks
    if stated is None:
        return
    total = most_start(document.cycle.start)
    for section in document.sections:
        if section.parent:
            continue
        if section.ceiling is None:
            found.error(
                f"板块 {section.id}", "full_marks", "写了满分（full_marks），各板块都要写最高分（ceiling）"
            )
            return
        total += section.ceiling
    if total != stated:
        message = (
            f"起始分和各板块最高分合计 {plain(total)} 分，与满分（full_marks）{plain(stated)} 分不符，请核对"
        )
        found.error("周期", "full_marks", message)
