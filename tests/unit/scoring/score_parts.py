"""Adds up again what a score lays out, as somebody would with a sheet and a pencil: from lines to the total."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from app.services.scoring import (
    CycleScore,
    DatedScheme,
    LineScore,
    Scheme,
    Scope,
    Score,
    SectionScore,
    YearMode,
)
from app.services.scoring.evaluation.account import combine
from app.services.scoring.evaluation.votes import with_vote
from app.services.scoring.kinds import PartYear, VetoEffect
from app.services.scoring.numbers import ZERO, clamp

_ON_GRADE = (VetoEffect.GRADE, VetoEffect.DOWN)


def version_on(versions: Sequence[DatedScheme], day: date) -> Scheme:
    """The version of a day."""
    return max((v for v in versions if v.start <= day), key=lambda v: v.start).scheme


def assert_adds_up(score: Score, versions: Sequence[DatedScheme], as_of: date) -> None:
    """Lines make sections, sections and start a cycle, cycles the year, all within what rounding takes."""
    scheme = version_on(versions, as_of)
    for cycle in score.cycles:
        ruling = version_on(versions, min(cycle.end, as_of))
        one = len(score.cycles) == 1 and scheme.cycle.months == 12
        lines = [line for line in score.lines if one or cycle.start <= line.date <= cycle.end]
        if ruling.members.part_year is not PartYear.MEAN:
            _assert_sections(cycle, lines, ruling)
        if not _vetoed(score, versions, Scope.CYCLE):
            _assert_cycle(cycle, ruling)
    _assert_year(score, scheme, vetoed=_vetoed(score, versions, Scope.YEAR))


def _near(one: Decimal, other: Decimal, parts: int, scheme: Scheme, factor: Decimal = Decimal(1)) -> None:
    """Equal, but for half of the last place for each rounded part."""
    room = Decimal("0.5").scaleb(-scheme.decimals) * (parts + 1) * max(Decimal(1), factor) + Decimal("1e-9")
    assert abs(one - other) <= room, (one, other, room)


def _assert_sections(cycle: CycleScore, lines: Sequence[LineScore], scheme: Scheme) -> None:
    for part in cycle.sections:
        rule = scheme.sections.get(part.id)
        own = sum((line.counted for line in lines if line.section == part.id), ZERO)
        if rule is None:
            _near(part.points, own, 1, scheme)
            _near(part.counted, own, 1, scheme)
            continue
        if rule.window != "cycle":
            continue
        below = [_of(cycle, child.id) for child in scheme.children(rule.id) if not child.outside]
        beside = [_of(cycle, child.id) for child in scheme.children(rule.id) if child.outside]
        whole = part.start + own + sum((child.counted for child in below), ZERO)
        extra = sum((child.counted for child in beside), ZERO)
        floor = rule.floor
        if rule.applies_to is not None and floor is not None:
            # Who does not have the section has no floor in it.
            bounded = part.points - extra
            floor = None if abs(bounded - whole) < abs(bounded - max(whole, floor)) else floor
        value, parts = clamp(whole, floor=floor, ceiling=rule.ceiling), len(below) + len(beside) + 2
        _near(part.points, value + extra, parts, scheme)
        weight = rule.weight / rule.ceiling if rule.weight and rule.ceiling else Decimal(1)
        _near(part.counted, value * weight + extra, parts, scheme, weight)


def _of(cycle: CycleScore, section: str) -> SectionScore:
    return next(part for part in cycle.sections if part.id == section)


def _top(cycle: CycleScore, scheme: Scheme, *, outside: bool) -> list[SectionScore]:
    """The parts of the cycle itself; a section that the version dropped stands beside those it has."""
    rules = scheme.sections
    return [
        part
        for part in cycle.sections
        if (part.id not in rules and not outside)
        or (part.id in rules and not rules[part.id].parent and rules[part.id].outside is outside)
    ]


def _assert_cycle(cycle: CycleScore, scheme: Scheme) -> None:
    inside, outside = _top(cycle, scheme, outside=False), _top(cycle, scheme, outside=True)
    whole = cycle.start_points + sum((part.counted for part in inside), ZERO)
    value = clamp(whole, floor=scheme.cycle.floor, ceiling=scheme.cycle.ceiling)
    extra = sum((part.counted for part in outside), ZERO)
    _near(cycle.points, value + extra, len(inside) + len(outside) + 1, scheme)


def _assert_year(score: Score, scheme: Scheme, *, vetoed: bool) -> None:
    cycles, mode = score.cycles, scheme.cycle.year
    for part in score.sections:
        own = [next((p for p in cycle.sections if p.id == part.id), None) for cycle in cycles]
        for name in ("points", "counted", "start"):
            figures = [getattr(one, name) if one else ZERO for one in own]
            _near(getattr(part, name), combine(figures, mode), len(cycles), scheme)
    _near(score.start, combine([cycle.start_points for cycle in cycles], mode), len(cycles), scheme)
    assert {part.id for cycle in cycles for part in cycle.sections} <= {part.id for part in score.sections}
    projected = (
        scheme.members.part_year is PartYear.MEAN and mode is YearMode.SUM and scheme.cycle.months < 12
    )
    if projected or vetoed:
        return
    combined = combine([cycle.points for cycle in cycles], mode)
    _near(score.total, with_vote(combined, score.vote, scheme.appraisal), len(cycles), scheme)


def _vetoed(score: Score, versions: Sequence[DatedScheme], scope: Scope) -> bool:
    """Whether a veto in force may have changed points of this scope."""
    rules = [v.scheme.vetoes[name] for v in versions for name in score.vetoes if name in v.scheme.vetoes]
    return any(rule.scope is scope and rule.effect not in _ON_GRADE for rule in rules)
