"""Checks of conditions: empty ones, contradictory ones, and those that nobody can ever meet."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from app.services.scoring.checks.bounds import (
    best_vote,
    cycle_most,
    nested_outside,
    section_cap,
    section_share,
    year_least,
    year_most,
)
from app.services.scoring.checks.findings import Findings
from app.services.scoring.checks.people import check_audience, check_categories
from app.services.scoring.kinds import AverageOf, Counting, Scope, YearMode
from app.services.scoring.language import Audience, Condition, Grade, SchemeDocument
from app.services.scoring.numbers import ONE, plain

# Keys that say how the others are read; without the others they say nothing.
_FRAMES = frozenset({"scope", "section", "average_of", "average_times", "rank_of"})
_KEYS = tuple(key for key in Condition.model_fields if key not in _FRAMES)
_UNSAID = {key: field.get_default(call_default_factory=True) for key, field in Condition.model_fields.items()}


def is_empty(rule: Condition) -> bool:
    """Whether a condition says nothing at all."""
    return not any(says(rule, key) for key in _KEYS)


def says(rule: Condition, key: str) -> bool:
    """Whether a condition says something by this key; "no post" says as much as "a post"."""
    return bool(getattr(rule, key) != _UNSAID[key])


def check_condition(
    found: Findings, rule: Condition, place: str, document: SchemeDocument, *, inner: bool = False
) -> None:
    """One condition with all that lie in it; those in ``any`` may not rank."""
    if is_empty(rule) and not isinstance(rule, Grade):
        found.error(place, "condition.none", "没有写条件：请写 min、below 或 average 等，见方案写法说明")
    check_audience(found, place, rule, document)
    _check_bounds(found, rule, place)
    _check_reach(found, rule, place, document)
    _check_sections(found, rule, place, document)
    _check_classes(found, rule, place, document)
    _check_average(found, rule, place, document)
    _check_ranks(found, rule, place, document, inner=inner)
    _check_votes(found, rule, place, document)
    _check_grades(found, rule, place, document)
    if len(rule.any) == 1 and _fits_outside(rule, rule.any[0]):
        found.warn(f"{place} · 任一条件", "condition.single", "只有一个条件，直接写在外面就可以")
    for number, part in enumerate(rule.any, start=1):
        check_condition(found, part, f"{place} · 任一条件（第 {number} 个）", document, inner=True)


def all_conditions(rule: Condition) -> Iterator[Condition]:
    """A condition and all that lie in it."""
    yield rule
    for part in rule.any:
        yield from all_conditions(part)


def _fits_outside(rule: Condition, part: Condition) -> bool:
    """Whether the one condition inside ``any`` could as well stand beside the others.

    Not where both say the same key, or look at different figures: two sections can only be asked for so.
    """
    outer = [key for key in _KEYS if key != "any" and says(rule, key)]
    if any(says(part, key) for key in outer):
        return False
    return not outer or all(getattr(rule, key) == getattr(part, key) for key in _FRAMES)


def _check_bounds(found: Findings, rule: Condition, place: str) -> None:
    lowest = [("min", rule.min), *((f"by_{key}", value) for key, value in _own_bounds(rule))]
    for low_key, low in (*lowest, ("above", rule.above)):
        for high_key, high in (("max", rule.max), ("below", rule.below)):
            if low is None or high is None:
                continue
            touching = low == high and (low_key == "above" or high_key == "below")
            if low > high or touching:
                message = f"{low_key} 不小于 {high_key}，没有分数能同时满足，请改正"
                found.error(place, "condition.never", message)
    if rule.min is not None and rule.above is not None:
        found.warn(place, "condition.double", "min（不低于）和 above（高于）只写一个就可以")
    if rule.max is not None and rule.below is not None:
        found.warn(place, "condition.double", "max（不高于）和 below（低于）只写一个就可以")


def _own_bounds(rule: Condition) -> list[tuple[str, Decimal]]:
    own = [("category", value) for value in rule.by_category.values()]
    return own + [("status", value) for value in rule.by_status.values()]


def _check_reach(found: Findings, rule: Condition, place: str, document: SchemeDocument) -> None:
    """A bound beyond what the figure that is looked at can ever come to."""
    code = "grade.unreachable" if isinstance(rule, Grade) else "condition.never"
    most = _most(rule.section, rule.scope, document)
    bounds = [rule.min, *(value for _, value in _own_bounds(rule))]
    wanted = max((bound for bound in bounds if bound is not None), default=None)
    if most is not None and wanted is not None and wanted > most:
        message = f"最多只能得 {plain(most)} 分，达不到 {plain(wanted)} 分，请改正分数线，或放宽上限"
        found.error(place, code, message)
    if most is not None and rule.above is not None and rule.above >= most:
        message = f"最多只能得 {plain(most)} 分，不会高于 {plain(rule.above)} 分，请改正"
        found.error(place, code, message)
    least = year_least(document) if rule.scope is Scope.YEAR and not rule.section else None
    if least is None:
        return
    if rule.below is not None and rule.below <= least:
        message = f"最少也有 {plain(least)} 分，不会低于 {plain(rule.below)} 分，请改正"
        found.error(place, code, message)
    if rule.max is not None and rule.max < least:
        message = f"最少也有 {plain(least)} 分，不会只有 {plain(rule.max)} 分，请改正"
        found.error(place, code, message)


def _most(section_id: str, scope: Scope, document: SchemeDocument) -> Decimal | None:
    """The most of the total or of a section, in the year or a cycle."""
    if not section_id:
        return year_most(document) if scope is Scope.YEAR else cycle_most(document)
    section = next((part for part in document.sections if part.id == section_id), None)
    if section is None:
        return None
    raw, share = section_cap(section, document), section_share(section, document)
    outside = nested_outside(document)
    if raw is None or share is None or outside is None:
        return None
    cycles = 12 // document.cycle.months if scope is Scope.YEAR and document.cycle.year is YearMode.SUM else 1
    return (max(raw, share) + outside) * cycles


def _check_sections(found: Findings, rule: Condition, place: str, document: SchemeDocument) -> None:
    known = {section.id: section for section in document.sections}
    for section_id in (*((rule.section,) if rule.section else ()), *rule.sections_min):
        if section_id not in known:
            found.error(place, "section.unknown", f"没有板块“{section_id}”，请改正")
    figures = ("min", "above", "max", "below", "by_category", "by_status", "average", "top", "bottom")
    if rule.section and not any(says(rule, key) for key in figures):
        found.warn(place, "condition.frame", "写了看哪个板块（section），没有写它的分数条件，不起作用")
    wanted = dict(rule.sections_min)
    if rule.each_section is not None:
        wanted.update({part.id: rule.each_section for part in document.sections if not part.parent})
    for section_id, bound in wanted.items():
        most = _most(section_id, rule.scope, document)
        if most is not None and section_id in known and bound > most:
            message = f"板块“{known[section_id].name}”最多只能得 {plain(most)} 分，达不到 {plain(bound)} 分"
            found.error(place, "condition.never", message)


def _check_classes(found: Findings, rule: Condition, place: str, document: SchemeDocument) -> None:
    check_categories(found, place, rule.by_category, document)
    if rule.by_category and rule.by_status:
        message = "分数线只能按类别（by_category）或按身份（by_status）之一设定"
        found.error(place, "condition.both", message)
    missing = [part.id for part in document.categories if part.id not in rule.by_category]
    if rule.by_category and missing and rule.min is None:
        message = f"没有写 {'、'.join(missing)} 类的分数线，请补上，或写明其余党员的 min"
        found.warn(place, "condition.missing", message)
    allowed = rule.categories
    outside = [] if allowed is None else [key for key in rule.by_category if key not in allowed]
    if outside:
        message = f"{'、'.join(outside)} 类不在条件的类别里，为它写的分数线不起作用"
        found.warn(place, "category.outside", message)


def _check_average(found: Findings, rule: Condition, place: str, document: SchemeDocument) -> None:
    if rule.average is not None and rule.average_of is AverageOf.CATEGORY and not document.categories:
        found.error(place, "category.none", "按类别算平均，但方案没有党员类别（categories）")
    if rule.average is None and (rule.average_of is not AverageOf.UNIT or rule.average_times != ONE):
        message = "没有写 average，平均分的范围和倍数不起作用"
        found.warn(place, "condition.frame", message)


def _check_ranks(
    found: Findings, rule: Condition, place: str, document: SchemeDocument, *, inner: bool
) -> None:
    ranked = rule.top is not None or rule.bottom is not None
    if ranked and inner:
        message = "名次（top、bottom）要在其他条件之后排，不能放在任一条件（any）里，请移到外面"
        found.error(place, "condition.rank", message)
    if rule.top is not None and rule.bottom is not None:
        message = "不能既要排在前面（top）又要排在后面（bottom），请删去一个"
        found.error(place, "condition.never", message)
    if ranked and rule.rank_of is AverageOf.CATEGORY and not document.categories:
        found.error(place, "category.none", "按类别排名次，但方案没有党员类别（categories）")
    if not ranked and rule.rank_of is not AverageOf.UNIT:
        found.warn(place, "condition.frame", "没有写 top 或 bottom，名次范围（rank_of）不起作用")


def _check_votes(found: Findings, rule: Condition, place: str, document: SchemeDocument) -> None:
    if rule.vote_min is None and rule.votes is None:
        return
    if document.appraisal is None:
        message = "条件看测评结果，但方案没有写民主评议（appraisal），请补上"
        found.error(place, "appraisal.none", message)
        return
    best = best_vote(document)
    if rule.vote_min is not None and best is not None and rule.vote_min > best:
        message = f"测评结果最高 {plain(best)}，达不到 {plain(rule.vote_min)}"
        found.error(place, "condition.never", message)
    if rule.votes is None:
        return
    found.twice(f"{place} · 得票", rule.votes.options)
    known = {option.id for option in document.appraisal.options}
    for option in rule.votes.options:
        if option not in known:
            found.error(f"{place} · 得票", "option.unknown", f"没有测评档“{option}”，请改正 options")


def _check_grades(found: Findings, rule: Condition, place: str, document: SchemeDocument) -> None:
    if rule.grades is None:
        return
    if rule.grades == ():
        found.error(place, "item.never", "等次（grades）是空的，没有人符合；不限的请删去这一行")
    known = {grade.id for grade in document.grades}
    for grade in rule.grades:
        if grade not in known:
            found.error(place, "grade.unknown", f"没有等次“{grade}”，请改正")
    graded = Audience(statuses=document.members.graded_statuses)
    if rule.statuses and not set(rule.statuses) & set(graded.statuses or ()):
        message = "条件里的身份不评定等次，没有人符合，请改正 statuses 或 grades"
        found.error(place, "condition.never", message)


def demerit(document: SchemeDocument) -> bool:
    """Whether deductions add up and less is better."""
    return document.cycle.counting is Counting.DEMERIT
