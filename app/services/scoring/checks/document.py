"""Faults of a scheme that only show when its parts are laid side by side: all of them at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.errors import Issue
from app.services.scoring.checks.appraisal import check_appraisal
from app.services.scoring.checks.cycle import check_cycle
from app.services.scoring.checks.demerits import check_demerits
from app.services.scoring.checks.findings import Findings
from app.services.scoring.checks.grades import check_grades
from app.services.scoring.checks.items import check_items
from app.services.scoring.checks.people import check_audience, is_open
from app.services.scoring.checks.rewards import check_rewards
from app.services.scoring.checks.sections import check_sections, check_tree
from app.services.scoring.checks.verdict import check_verdicts
from app.services.scoring.kinds import PartYear
from app.services.scoring.language import Named, SchemeDocument


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
        _check_ids(found, word, named)
    check_cycle(found, document)
    _check_posting(found, document)
    _check_members(found, document)
    if check_tree(found, document):
        check_sections(found, document)
    else:
        # Laid flat, so that the rest can be looked at in the same run.
        flat = tuple(section.model_copy(update={"parent": ""}) for section in document.sections)
        document = document.model_copy(update={"sections": flat})
    check_items(found, document)
    check_appraisal(found, document)
    check_verdicts(found, document)
    check_grades(found, document)
    check_rewards(found, document)
    check_demerits(found, document)
    return found.issues


def _check_ids(found: Findings, word: str, named: Iterable[Named]) -> None:
    """An id that stands twice, or a name that nobody could tell from another."""
    parts = list(named)
    for name, count in Counter(part.id for part in parts).items():
        if count > 1:
            found.error(f"{word} {name}", "duplicate", f"编号“{name}”用了两次，请改掉其中一个")
    first: dict[str, str] = {}
    for part in parts:
        other = first.setdefault(part.name, part.id)
        if other != part.id:
            message = f"与 {other} 同名“{part.name}”，登记和张榜时分不清，请改掉其中一个名称"
            found.warn(f"{word} {part.id}", "name.twice", message)


def _check_posting(found: Findings, document: SchemeDocument) -> None:
    periods = document.posting.periods
    if len(set(periods)) < len(periods):
        found.error("公示 · periods", "duplicate", "同一种公示期写了两次，请删去一个")
    if not periods:
        found.warn("公示 · periods", "posting.none", "没有写任何公示期，积分将不张榜公示")


def _check_members(found: Findings, document: SchemeDocument) -> None:
    place, rules = "党员规则", document.members
    if rules.graded is not None and "grade_probationary" in rules.model_fields_set:
        message = "graded 已写明哪些身份评定等次，请删去 grade_probationary"
        found.error(place, "members.graded", message)
    if rules.graded == () and document.grades:
        message = "graded 是空的，没有人能评定等次；请写明身份，或删去等次（grades）"
        found.error(place, "members.graded", message)
    if rules.leave_out is not None:
        if is_open(rules.leave_out):
            message = "不记分的党员（leave_out）没有写是哪些人，全体党员都会不记分；请写明或删去"
            found.error(place, "members.nobody", message)
        check_audience(found, f"{place} · 不记分的党员", rules.leave_out, document)
    starts = (document.cycle.start, *(section.start for section in document.sections))
    if rules.part_year is PartYear.MONTHS and not any(start.model_fields_set for start in starts):
        message = "写了按月折算起始分（part_year），但方案没有起始分，不起作用"
        found.warn(place, "members.part_year", message)
