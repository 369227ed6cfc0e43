"""What stands between the lines of a member and the total: starts, what came over, weights, floors and ceilings.

Lines count what their own limits leave of them. With these steps they add up to the total, so that every sheet can
show how its foot comes out of its rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .ledger_results import MonthResult
from .scoring import Scheme, Score, Section, YearMode, plain

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Step:
    """One step between lines and total, in words."""

    words: str
    points: Decimal


def steps(score: Score, result: MonthResult) -> dict[str, Step]:
    """The steps of a member's year at the month's end, over all cycles together, by a stable key.

    What they leave to the total is the year's own: mean instead of sum, total bounds, vetoes, the vote, rounding.
    """
    scheme = result.scheme
    start = sum((cycle.start_points - cycle.carry for cycle in score.cycles), _ZERO)
    found = {
        "start": Step(_start_words(scheme), start),
        "carry": Step("上年（期）得分带入", sum((cycle.carry for cycle in score.cycles), _ZERO)),
        "valid": Step("以前年度仍在有效期内的记录", _still_valid(score, result)),
    }
    for section in scheme.children():
        found |= _section_steps(section, score, scheme)
    return {key: step for key, step in found.items() if step.points}


def change(now: Mapping[str, Step], before: Mapping[str, Step]) -> list[Step]:
    """What one month did to the steps; nothing is said twice."""
    keys = dict.fromkeys((*now, *before))
    moved = []
    for key in keys:
        points = (now[key].points if key in now else _ZERO) - (before[key].points if key in before else _ZERO)
        if points:
            moved.append(Step((now.get(key) or before[key]).words, points))
    return moved


def rest_words(scheme: Scheme, score: Score, rest: Decimal) -> str:
    """Why lines and steps together are not the total yet."""
    reasons = []
    if scheme.cycle.year is YearMode.MEAN:
        reasons.append("全年按各周期平均")
    if scheme.cycle.floor is not None or scheme.cycle.ceiling is not None:
        reasons.append("总分的最低分、最高分")
    if score.vetoes:
        reasons.append("一票否决")
    if score.vote is not None and scheme.appraisal is not None:
        reasons.append("民主评议")
    small = abs(rest) <= Decimal("0.5").scaleb(-scheme.decimals) * (
        len(score.lines) + len(score.sections) + 1
    )
    if small and abs(rest) < 1:
        reasons.append("四舍五入")
    return "、".join(reasons)


def bound_words(scheme: Scheme, score: Score, rest: Decimal) -> str:
    """ "按方案总分最低 0 分，少扣 3 分" where the year's bound is all that stood between; empty otherwise."""
    cycle = scheme.cycle
    if cycle.year is YearMode.MEAN or score.vetoes or score.vote is not None:
        return ""
    points = {each.points for each in score.cycles}
    if cycle.floor is not None and cycle.floor in points and rest > 0:
        return f"按方案总分最低 {plain(cycle.floor)} 分，少扣 {plain(rest)} 分"
    if cycle.ceiling is not None and cycle.ceiling in points and rest < 0:
        return f"按方案总分最高 {plain(cycle.ceiling)} 分，少计 {plain(-rest)} 分"
    return ""


def _start_words(scheme: Scheme) -> str:
    name = scheme.cycle.start_name
    return name if name == "起始分" else f"起始分（{name}）"


def _still_valid(score: Score, result: MonthResult) -> Decimal:
    """Lines of earlier years that still count; they stand in no sheet of this year."""
    first = result.year.start
    label = f"{first:%Y-%m}"
    return sum((line.counted for line in score.lines if line.date < first and line.period < label), _ZERO)


def _section_steps(section: Section, score: Score, scheme: Scheme) -> dict[str, Step]:
    """What a top section's start, weight and bounds make of its lines."""
    inside = set(_with_children(section, scheme))
    lines = sum((line.counted for line in score.lines if line.section in inside), _ZERO)
    parts = [part for cycle in score.cycles for part in cycle.sections]
    counted = sum((part.counted for part in parts if part.id == section.id), _ZERO)
    start = sum((part.start for part in parts if part.id in inside), _ZERO)
    if any(scheme.sections[part].weight is not None for part in inside if part in scheme.sections):
        # A start is weighted with the rest of its section: one step for both.
        return {f"section:{section.id}": Step(_section_words(section, start), counted - lines)}
    return {
        f"start:{section.id}": Step(f"“{section.name}”起始分", start),
        f"section:{section.id}": Step(_section_words(section, _ZERO), counted - lines - start),
    }


def _with_children(section: Section, scheme: Scheme) -> list[str]:
    found = [section.id]
    for child in scheme.children(section.id):
        found += _with_children(child, scheme)
    return found


def _section_words(section: Section, start: Decimal) -> str:
    if section.weight is not None and section.ceiling:
        begun = f"，含起始 {plain(start)} 分" if start else ""
        rule = f"得分 ÷ 满分 {plain(section.ceiling)} × 权重 {plain(section.weight)}{begun}"
        return f"“{section.name}”按权重折算（{rule}），与各条相差"
    return f"“{section.name}”的最高分、最低分或折算"
