"""Checks of grades: their order, overlaps and gaps between them, and how many may have one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from app.services.scoring.checks.conditions import (
    all_conditions,
    check_condition,
    demerit,
    is_empty,
    says,
)
from app.services.scoring.checks.findings import Findings
from app.services.scoring.kinds import AverageOf, Scope
from app.services.scoring.language import Condition, Grade, Quota, SchemeDocument
from app.services.scoring.numbers import plain

_BAND = frozenset({"min", "above", "max", "below", "by_category", "by_status"})
_OTHERS = tuple(
    key
    for key in Condition.model_fields
    if key not in _BAND and key not in ("scope", "average_of", "average_times", "rank_of")
)
Edge = tuple[Decimal, bool]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of the scale that a grade asks for, where it asks for nothing else.

    Attributes:
        low: The lower edge and whether it belongs to the grade; ``None`` is open.
        high: Likewise the upper edge.
    """

    grade: Grade
    low: Edge | None
    high: Edge | None


def check_grades(found: Findings, document: SchemeDocument) -> None:
    """Best first; the last one that the program gives takes the rest, so nobody is without."""
    for grade in document.grades:
        _check_grade(found, grade, f"等次 {grade.id}", document)
    given = [grade for grade in document.grades if not grade.by_meeting]
    _check_default(found, given)
    _check_shares(found, document, given)
    if demerit(document):
        _check_rising(found, given)
    else:
        _check_falling(found, given)
    _check_gaps(found, given, document)


def _check_grade(found: Findings, grade: Grade, place: str, document: SchemeDocument) -> None:
    if grade.by_meeting and not is_empty(grade):
        message = "由会议评定的等次不写分数线和条件，请删去 min 等条件，或删去 by_meeting"
        found.error(place, "grade.meeting", message)
    check_condition(found, grade, place, document)
    parts = list(all_conditions(grade))
    if any(part.grades is not None for part in parts):
        found.error(place, "grade.circle", "等次的条件里不能再看等次（grades），请删去")
    if document.cycle.months != 12 and any(part.scope is Scope.CYCLE for part in parts):
        found.error(place, "grade.scope", '等次按年评定，条件只能看全年，请写 scope = "year"')
    if grade.bottom is not None:
        message = (
            "靠后的名次不会自动定等次：请删去 bottom，写 quota = { at_least = … }，程序列出名单，由会议决定"
        )
        found.error(place, "grade.bottom", message)
    if grade.statuses and not set(grade.statuses) & set(document.members.graded_statuses):
        message = "这个等次的身份不评定等次，没有人能得到，请改正 statuses 或 members.graded"
        found.error(place, "grade.unreachable", message)
    if grade.quota is not None:
        _check_quota(found, grade.quota, f"{place} · 名额", document)


def _check_default(found: Findings, given: Sequence[Grade]) -> None:
    if not given:
        return
    for grade, lower in pairwise(given):
        if is_empty(grade):
            _check_quota_alone(found, grade, lower)
    if not is_empty(given[-1]):
        message = "最后一个等次不写分数线（min）和条件，其余的人都归它，否则会有人没有等次"
        found.error(f"等次 {given[-1].id}", "grade.default", message)
    quota = given[-1].quota
    if quota is not None and quota.at_most is not None:
        message = "最后一个等次不能限最多名额，超出的人没有等次可归，请删去 at_most"
        found.error(f"等次 {given[-1].id} · 名额", "quota.last", message)


def _check_quota_alone(found: Findings, grade: Grade, lower: Grade) -> None:
    """A grade without a condition that is not the last: a quota may stand for one, if those over it fit below."""
    place, quota = f"等次 {grade.id}", grade.quota
    if quota is None:
        message = "缺少分数线（min）或其他条件；只有最后一个等次可以不写"
    elif quota.at_most is None:
        message = "只写了名额“至少”（at_least），它只作提示，不能代替条件：请写分数线（min）或名次（top）"
    elif not is_empty(lower):
        message = (
            f"只写了名额（at_most），超出的人会不看条件就归下面的“{lower.name}”："
            "请改写名次（top），或补上分数线（min）"
        )
    else:
        return
    found.error(place, "grade.missing", message)


def _check_quota(found: Findings, quota: Quota, place: str, document: SchemeDocument) -> None:
    if quota.at_most is None and quota.at_least is None:
        found.error(place, "quota.none", "没有写名额：请写 at_most 或 at_least")
    both = quota.at_least is not None and isinstance(quota.at_most, Fraction)
    if both and quota.at_least > quota.at_most:  # type: ignore[operator]
        found.error(place, "quota.bounds", "至少（at_least）大于最多（at_most），请改正其中一个")
    if quota.of is AverageOf.CATEGORY and not document.categories:
        found.error(place, "category.none", "按类别算名额，但方案没有党员类别（categories）")


def _check_shares(found: Findings, document: SchemeDocument, given: Sequence[Grade]) -> None:
    """Quotas of all grades together: they must leave room for everybody, and ask for no more than everybody."""
    quotas = [(grade.quota, grade) for grade in document.grades if grade.quota is not None]
    least = sum((quota.at_least for quota, _ in quotas if quota.at_least is not None), Fraction(0))
    if least > 1:
        message = "各等次“至少”的名额合计超过全部人数，请改正"
        found.error("等次 · 名额", "quota.sum", message)
    low = {grade.id for grade in given[-1:]}
    for quota, grade in quotas:
        if (
            quota.at_least is not None
            and grade.id not in low
            and not grade.by_meeting
            and quota.at_most is None
        ):
            message = "名额“至少”（at_least）只作提示，不会自动补足，这个等次的人数仍按条件定"
            found.warn(f"等次 {grade.id} · 名额", "quota.hint", message)


def _check_falling(found: Findings, given: Sequence[Grade]) -> None:
    """Lower edges fall, whichever class is looked at; a later grade that asks for as much is never given."""
    for number, grade in enumerate(given):
        for better in given[:number]:
            _check_pair(found, better, grade)


def _check_pair(found: Findings, better: Grade, grade: Grade) -> None:
    if _narrows(better, grade) or better.section != grade.section or better.max is not None:
        return
    if better.below is not None:
        return
    keys = {"", *better.by_category, *better.by_status, *grade.by_category, *grade.by_status}
    for key in sorted(keys):
        upper, lower = _line(better, key), _line(grade, key)
        if upper is None or lower is None or lower < upper:
            continue
        whose = f"（{key}）" if key else ""
        message = f"分数线 {plain(lower)}{whose} 不低于上面“{better.name}”的 {plain(upper)}，等次要从高到低写"
        if _is_band(better):
            found.error(f"等次 {grade.id}", "grade.order", message)
        elif lower > upper:
            found.warn(f"等次 {grade.id}", "grade.order", message)
        return


def _line(grade: Grade, key: str) -> Decimal | None:
    own: dict[str, Decimal] = dict(grade.by_category)
    own.update({str(status): value for status, value in grade.by_status.items()})
    return own.get(key, grade.min if grade.min is not None else grade.above)


def _narrows(better: Grade, grade: Grade) -> bool:
    """Whether the better grade is for other people than the lower one, so that their lines do not compare."""
    return any(
        getattr(better, key) is not None and getattr(better, key) != getattr(grade, key)
        for key in ("categories", "statuses", "mobile", "post", "posts")
    )


def _is_band(grade: Grade) -> bool:
    """Whether a grade asks for nothing but points."""
    return not any(says(grade, key) for key in _OTHERS if key != "section")


def _check_rising(found: Findings, given: Sequence[Grade]) -> None:
    """With demerits the upper edges rise."""
    bands = [part for part in map(_stretch, given) if part is not None and part.high is not None]
    for better, worse in pairwise(bands):
        if better.high is not None and worse.high is not None and worse.high <= better.high:
            message = f"界线 {plain(worse.high[0])} 不高于上一等次的 {plain(better.high[0])}，要从少到多写"
            found.error(f"等次 {worse.grade.id}", "grade.order", message)


def _stretch(grade: Grade) -> Stretch | None:
    """The stretch of a grade that asks for points of the year alone, the same of everybody."""
    if not _is_band(grade) or grade.section or grade.by_category or grade.by_status or is_empty(grade):
        return None
    low: Edge | None = None
    if grade.above is not None:
        low = (grade.above, False)
    if grade.min is not None and (low is None or grade.min > low[0]):
        low = (grade.min, True)
    high: Edge | None = None
    if grade.max is not None:
        high = (grade.max, True)
    if grade.below is not None and (high is None or grade.below <= high[0]):
        high = (grade.below, False)
    return Stretch(grade, low, high)


def _check_gaps(found: Findings, given: Sequence[Grade], document: SchemeDocument) -> None:
    """Two bands side by side: points between them would fall to the rest, points in both go to the first."""
    step = Decimal(1).scaleb(-document.decimals)
    for better, worse in pairwise(given):
        first, second = _stretch(better), _stretch(worse)
        if first is None or second is None:
            continue
        if demerit(document):
            low, high = second.low, first.high
        else:
            low, high = first.low, second.high
        if low is None or high is None:
            continue
        _check_seam(found, worse, better, low=low, high=high, step=step)


def _check_seam(
    found: Findings, worse: Grade, better: Grade, *, low: Edge, high: Edge, step: Decimal
) -> None:
    """``low`` is where the upper stretch begins, ``high`` where the lower one ends; points come in steps."""
    first = low[0] if low[1] else low[0] + step
    last = high[0] if high[1] else high[0] - step
    place, name = f"等次 {worse.id}", better.name
    if first - last > step:
        between = (
            f"{plain(last + step)} 分到 {plain(first - step)} 分"
            if first - last > 2 * step
            else (f"{plain(last + step)} 分")
        )
        message = f"和“{name}”之间有空档：{between}不属于其中任何一个，会落到最后一个等次，请改正分数线"
        found.error(place, "grade.gap", message)
    elif last >= first:
        message = f"和“{name}”重叠：{plain(first)} 分到 {plain(last)} 分两边都符合，按写在前面的“{name}”定"
        found.warn(place, "grade.overlap", message)
