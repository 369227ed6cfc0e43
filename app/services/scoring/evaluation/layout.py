"""Lays out what an account came to: its lines, cycles and sections, as screen and paper show them."""

from __future__ import annotations

from decimal import Decimal

from app.services.scoring.evaluation.account import Account, combine
from app.services.scoring.evaluation.sections import CycleResult, section_of
from app.services.scoring.numbers import ZERO, round_points
from app.services.scoring.results import CycleScore, Details, LineScore, SectionScore


def details(account: Account) -> Details:
    """Lines, cycles and sections of one member's year, every figure rounded to the scheme's decimals."""
    if not account.cycles:
        return Details((), (), _lines(account))
    return Details(
        cycles=tuple(_cycle(result) for result in account.cycles),
        sections=_sections(account),
        lines=_lines(account),
        start=_start(account),
    )


def _lines(account: Account) -> tuple[LineScore, ...]:
    """All lines in order of date, those that fell out among them."""
    year = account.year
    scores = [
        line.score(section_of(line, year.cycles[year.cycle_index(line.month)])) for line in account.lines
    ]
    scores += account.fallen
    scores.sort(key=lambda score: (score.date, score.posting))
    return tuple(scores)


def _start(account: Account) -> Decimal:
    """What the year began with, as its total is made of the cycles."""
    rules = account.year.scheme
    starts = [result.start + result.carry for result in account.cycles]
    return round_points(combine(starts, rules.cycle.year), rules.decimals)


def _cycle(result: CycleResult) -> CycleScore:
    decimals = result.cycle.scheme.decimals
    sections = tuple(
        SectionScore(
            part.id,
            part.name,
            round_points(result.sections[part.id].after, decimals),
            round_points(result.sections[part.id].counted, decimals),
            round_points(result.sections[part.id].start, decimals),
        )
        for part in result.cycle.scheme.sections.values()
    )
    span = result.cycle.span
    return CycleScore(
        span.label,
        span.start,
        span.end,
        round_points(result.start + result.carry, decimals),
        round_points(result.carry, decimals),
        sections,
        round_points(result.points, decimals),
    )


def _sections(account: Account) -> tuple[SectionScore, ...]:
    """Each section over the year, made of its cycles as the year itself is."""
    scheme = account.year.scheme
    names: dict[str, str] = {}
    for result in account.cycles:
        names |= {part.id: part.name for part in result.cycle.scheme.sections.values()}
    names |= {part.id: part.name for part in scheme.sections.values()}
    scores = []
    for section_id, name in names.items():
        own = [result.sections.get(section_id) for result in account.cycles]
        after = combine([part.after if part else ZERO for part in own], scheme.cycle.year)
        counted = combine([part.counted if part else ZERO for part in own], scheme.cycle.year)
        start = combine([part.start if part else ZERO for part in own], scheme.cycle.year)
        figures = (round_points(value, scheme.decimals) for value in (after, counted, start))
        scores.append(SectionScore(section_id, name, *figures))
    return tuple(scores)
