"""Checks of vetoes, grades, eligibilities and proposals."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from app.services.scoring.bounds import cycle_most, year_most
from app.services.scoring.document import (
    Condition,
    SchemeDocument,
)
from app.services.scoring.findings import Findings
from app.services.scoring.kinds import (
    AverageOf,
    Scope,
    VetoEffect,
)
from app.services.scoring.numbers import plain


def check_verdicts(found: Findings, document: SchemeDocument) -> None:
    """What follows from the totals."""
    _check_vetoes(found, document)
    _check_grades(found, document)
    most = {Scope.YEAR: year_most(document), Scope.CYCLE: cycle_most(document)}
    for word, rules in (("资格", document.marks), ("结果运用", document.proposals)):
        for rule in rules:
            _check_condition(found, rule, f"{word} {rule.id}", most[rule.scope], document)


def _check_vetoes(found: Findings, document: SchemeDocument) -> None:
    known = {grade.id for grade in document.grades}
    for veto in document.vetoes:
        place = f"一票否决 {veto.id}"
        if veto.effect is VetoEffect.GRADE:
            if veto.grade not in known:
                given = f"没有等次“{veto.grade}”" if veto.grade else "没有写定为哪个等次（grade）"
                found.error(place, "veto.no_effect", f"{given}，这条否决不起作用，请改正")
            if veto.scope is Scope.CYCLE:
                found.error(place, "veto.scope", '等次按年评定，定等次的否决只能写 scope = "year"')
        elif veto.grade:
            found.error(place, "veto.grade", '积分归零的否决不另定等次：请删去 grade，或写 effect = "grade"')


def _check_grades(found: Findings, document: SchemeDocument) -> None:
    """Best first, lower bounds falling, the lowest takes the rest; so bands neither overlap nor leave gaps."""
    banded = [grade for grade in document.grades if not grade.by_meeting]
    for grade in document.grades:
        if grade.by_meeting and grade.min is not None:
            found.error(
                f"等次 {grade.id}", "grade.meeting", "由会议评定的等次不写分数线，请删去 min 或 by_meeting"
            )
    if not banded:
        return
    for grade in banded[:-1]:
        if grade.min is None:
            found.error(f"等次 {grade.id}", "grade.missing", "缺少分数线（min）；只有最低的等次可以不写")
    if banded[-1].min is not None:
        message = "最低的等次不写分数线（min），其余的分数都归它，否则会有人没有等次"
        found.error(f"等次 {banded[-1].id}", "grade.default", message)
    bounds = [(grade, grade.min) for grade in banded if grade.min is not None]
    for (_, higher), (grade, lower) in pairwise(bounds):
        if lower >= higher:
            message = f"分数线 {plain(lower)} 不低于上一等次的 {plain(higher)}，等次要从高到低写"
            found.error(f"等次 {grade.id}", "grade.order", message)
    most = year_most(document)
    for grade, bound in bounds:
        if most is not None and bound > most:
            message = f"全年最多 {plain(most)} 分，达不到 {plain(bound)} 分；请改正，或写 by_meeting = true"
            found.error(f"等次 {grade.id}", "grade.unreachable", message)


def _check_condition(
    found: Findings, rule: Condition, place: str, most: Decimal | None, document: SchemeDocument
) -> None:
    if rule.min is None and rule.below is None and rule.average is None:
        found.error(place, "condition.none", "没有写条件：请写 min、below 或 average")
    if rule.min is not None and rule.below is not None and rule.min >= rule.below:
        found.error(place, "condition.never", "min 不小于 below，没有分数能同时满足，请改正")
    if rule.min is not None and most is not None and rule.min > most:
        found.error(place, "condition.never", f"最多只能得 {plain(most)} 分，达不到 {plain(rule.min)} 分")
    if rule.average is not None and rule.average_of is AverageOf.CATEGORY and not document.categories:
        found.error(place, "category.none", "按类别算平均，但方案没有党员类别（categories）")
