"""Checks of vetoes, eligibilities and proposals."""

from __future__ import annotations

from decimal import Decimal

from app.services.scoring.checks.bounds import cycle_most, year_most
from app.services.scoring.checks.conditions import check_condition, demerit
from app.services.scoring.checks.findings import Findings
from app.services.scoring.kinds import Scope, VetoEffect
from app.services.scoring.language import SchemeDocument, VetoRule
from app.services.scoring.numbers import ZERO, plain

_ON_GRADE = (VetoEffect.GRADE, VetoEffect.DOWN)
_WITH_POINTS = (VetoEffect.DEDUCT, VetoEffect.CAP)


def check_verdicts(found: Findings, document: SchemeDocument) -> None:
    """What follows from the totals, the grades aside."""
    for veto in document.vetoes:
        place = f"一票否决 {veto.id}"
        _check_keys(found, veto, place)
        if veto.effect in _ON_GRADE:
            _check_on_grade(found, veto, place, document)
        else:
            _check_on_points(found, veto, place, document)
    for word, rules in (("资格", document.marks), ("结果运用", document.proposals)):
        for rule in rules:
            check_condition(found, rule, f"{word} {rule.id}", document)


def _check_keys(found: Findings, veto: VetoRule, place: str) -> None:
    """Keys that belong to another effect."""
    if veto.effect in _WITH_POINTS and veto.points is None:
        word = "扣多少分" if veto.effect is VetoEffect.DEDUCT else "最高计多少分"
        found.error(place, "veto.points", f"没有写{word}（points），请补上")
    if veto.effect not in _WITH_POINTS and veto.points is not None:
        message = "只有扣分（deduct）和封顶（cap）的否决写 points：请删去 points，或改正 effect"
        found.error(place, "veto.points", message)
    if veto.effect is not VetoEffect.DEDUCT and veto.floor is not None:
        found.error(place, "veto.floor", "只有扣分（deduct）的否决写最低分（floor），请删去")
    if veto.effect is not VetoEffect.GRADE and veto.grade:
        message = '这种否决不另定等次：请删去 grade，或写 effect = "grade"'
        found.error(place, "veto.grade", message)
    if veto.effect is not VetoEffect.DOWN and "steps" in veto.model_fields_set:
        found.error(place, "veto.steps", '只有降等次（down）的否决写 steps，请删去，或写 effect = "down"')


def _check_on_grade(found: Findings, veto: VetoRule, place: str, document: SchemeDocument) -> None:
    order = [grade.id for grade in document.grades]
    if veto.scope is Scope.CYCLE:
        found.error(place, "veto.scope", '等次按年评定，定等次和降等次的否决只能写 scope = "year"')
    if veto.effect is VetoEffect.DOWN:
        if not order:
            message = "方案没有等次（grades），降等次的否决不起作用，请改正"
            found.error(place, "veto.no_effect", message)
        elif veto.steps >= len(order):
            message = f'一共 {len(order)} 个等次，下降 {veto.steps} 等总是到最低；可改为 effect = "grade"'
            found.warn(place, "veto.steps", message)
    elif veto.grade not in order:
        given = f"没有等次“{veto.grade}”" if veto.grade else "没有写定为哪个等次（grade）"
        found.error(place, "veto.no_effect", f"{given}，这条否决不起作用，请改正")
    elif veto.grade == order[0]:
        found.error(place, "veto.no_effect", "定为最好的等次，不成其为否决，请改正 grade")


def _check_on_points(found: Findings, veto: VetoRule, place: str, document: SchemeDocument) -> None:
    if demerit(document) and veto.effect is not VetoEffect.DEDUCT:
        message = '扣分累计的方案分数越少越好，归零或封顶反而有利，请改为 effect = "grade" 或 "down"'
        found.error(place, "veto.no_effect", message)
        return
    if demerit(document) and veto.floor is not None:
        message = "扣分累计的方案，扣分是往上加，最低扣到几分（floor）不起作用，请删去"
        found.error(place, "veto.floor", message)
    most = year_most(document) if veto.scope is Scope.YEAR else cycle_most(document)
    if most is None or demerit(document):
        return
    if veto.effect is VetoEffect.ZERO and most <= ZERO:
        message = f"最多只有 {plain(most)} 分，归零不起作用，分数为负的反而有利，请核对"
        found.warn(place, "veto.no_effect", message)
    held: Decimal | None = veto.points if veto.effect is VetoEffect.CAP else veto.floor
    if held is not None and held >= most:
        message = f"最多只能得 {plain(most)} 分，{plain(held)} 分的界线不起作用，请改正"
        found.error(place, "veto.no_effect", message)
