"""What follows from the totals: grade (o), vetoes on the grade (p), eligibilities and proposals (r)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.services.scoring.account import Account
from app.services.scoring.document import (
    Condition,
)
from app.services.scoring.kinds import (
    AverageOf,
    Scope,
    Side,
    VetoEffect,
)
from app.services.scoring.numbers import ZERO, plain, round_points
from app.services.scoring.scheme import Scheme
from app.services.scoring.types import MarkScore, ProposalScore

_AMONG = {AverageOf.UNIT: "本支部", AverageOf.CATEGORY: "本支部同类", AverageOf.ALL: "全村"}
AverageKey = tuple[Scope, AverageOf, str, str]


@dataclass(frozen=True, slots=True)
class GradeResult:
    """A grade with the reason; ``grade`` is the id, or ``None``."""

    grade: str | None
    cause: str


def grade_of(account: Account, scheme: Scheme) -> GradeResult:
    """The grade that the scheme gives; comparisons use the rounded total."""
    status = account.person.status_on(account.year.as_of)
    if not scheme.grades:
        return GradeResult(None, "方案没有设等次")
    if status == "probationary" and not scheme.members.grade_probationary:
        return GradeResult(None, "预备党员记分，不评定等次")
    result = _band(account.total, scheme)
    order = [grade.id for grade in scheme.grades]
    forced = [
        (order.index(hit.rule.grade), hit)
        for hit in account.hits
        if hit.holds and hit.rule.effect is VetoEffect.GRADE and hit.rule.grade in order
    ]
    if forced:
        index, hit = max(forced, key=lambda entry: entry[0])
        return GradeResult(order[index], f"一票否决“{hit.rule.name}”，定为{scheme.grades[index].name}")
    return result


def _band(total: Decimal, scheme: Scheme) -> GradeResult:
    for grade in scheme.grades:
        if grade.by_meeting:
            continue
        if grade.min is None:
            return GradeResult(grade.id, f"{plain(total)} 分，未达到更高等次的分数，{grade.name}")
        if total >= grade.min:
            return GradeResult(grade.id, f"{plain(total)} 分，达到 {plain(grade.min)} 分，{grade.name}")
    return GradeResult(None, "等次由会议评定")


def averages(accounts: Iterable[Account], scheme: Scheme) -> dict[AverageKey, Decimal]:
    """The averages that conditions ask for: of the rounded figures that are posted, rounded likewise."""
    wanted = {
        (rule.scope, rule.average_of)
        for rule in (*scheme.marks, *scheme.proposals)
        if rule.average is not None
    }
    sums: dict[AverageKey, tuple[Decimal, int]] = {}
    if not wanted:
        return {}
    for account in accounts:
        for scope, among in wanted:
            value = figure(account, scope, scheme)
            if value is not None:
                key = _key(account, scope, among)
                total, count = sums.get(key, (ZERO, 0))
                sums[key] = (total + value, count + 1)
    return {key: round_points(total / count, scheme.decimals) for key, (total, count) in sums.items()}


def figure(account: Account, scope: Scope, scheme: Scheme) -> Decimal | None:
    """The rounded total of the year or of the present cycle; ``None`` for who is not liable in it."""
    if scope is Scope.YEAR:
        return account.total
    present = account.year.cycles[-1]
    last = account.cycles[-1]
    return round_points(last.points, scheme.decimals) if last.cycle is present else None


def marks_of(account: Account, scheme: Scheme, means: Mapping[AverageKey, Decimal]) -> tuple[MarkScore, ...]:
    """Every eligibility of the scheme, granted or not."""
    marks = []
    for rule in scheme.marks:
        value = figure(account, rule.scope, scheme)
        if value is not None:
            granted, cause = _judge(rule, account, value, means)
            marks.append(MarkScore(rule.id, rule.name, granted, cause))
    return tuple(marks)


def proposals_of(
    account: Account, scheme: Scheme, means: Mapping[AverageKey, Decimal]
) -> tuple[ProposalScore, ...]:
    """The consequences whose conditions the member meets."""
    proposals = []
    for rule in scheme.proposals:
        value = figure(account, rule.scope, scheme)
        if value is None:
            continue
        met, cause = _judge(rule, account, value, means)
        if met:
            label = _label(account, rule.scope)
            proposals.append(ProposalScore(rule.id, rule.kind, rule.name, label, cause))
    return tuple(proposals)


def _judge(
    rule: Condition, account: Account, value: Decimal, means: Mapping[AverageKey, Decimal]
) -> tuple[bool, str]:
    """Whether all parts of a condition hold, and the sentence that says which does or does not."""
    parts: list[tuple[bool, str]] = []
    if rule.min is not None:
        reached = value >= rule.min
        parts.append((reached, f"{'达到' if reached else '低于'} {plain(rule.min)} 分"))
    if rule.below is not None:
        under = value < rule.below
        parts.append((under, f"{'低于' if under else '不低于'} {plain(rule.below)} 分"))
    if rule.average is not None:
        mean = means[_key(account, rule.scope, rule.average_of)]
        side = value < mean if rule.average is Side.BELOW else value > mean
        relation = "低于" if value < mean else "高于" if value > mean else "等于"
        parts.append((side, f"{relation}{_AMONG[rule.average_of]}平均 {plain(mean)} 分"))
    met = all(holds for holds, _ in parts)
    words = "，".join(text for holds, text in parts if met or not holds)
    return met, f"{_label(account, rule.scope)} {plain(value)} 分，{words}"


def _label(account: Account, scope: Scope) -> str:
    span = account.year.span if scope is Scope.YEAR else account.year.cycles[-1].span
    return span.label


def _key(account: Account, scope: Scope, among: AverageOf) -> AverageKey:
    unit = "" if among is AverageOf.ALL else account.person.unit
    category = ""
    if among is AverageOf.CATEGORY:
        category = account.person.category_on(account.year.as_of) or ""
    return scope, among, unit, category
