"""Lays out what an account came to: its lines, cycles and sections, as screen and paper show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from app.services.scoring.evaluation.account import Account, combine
from app.services.scoring.evaluation.rulebook import Rulebook
from app.services.scoring.evaluation.sections import CycleResult, section_of
from app.services.scoring.evaluation.starts import projected
from app.services.scoring.language import Section
from app.services.scoring.numbers import ZERO, round_points
from app.services.scoring.results import CycleScore, Details, LineScore, SectionScore
from app.services.scoring.scheme import Scheme


def details(account: Account, book: Rulebook) -> Details:
    """Lines, cycles and sections of one member's year, every figure rounded to the scheme's decimals."""
    if not account.cycles:
        return Details((), (), _lines(account))
    # A version of the future changes nothing before it, not even a name.
    schemes = book.schemes[: book.index_on(account.year.as_of) + 1]
    dropped = [_dropped(result, schemes) for result in account.cycles]
    results = zip(account.cycles, dropped, strict=True)
    return Details(
        cycles=tuple(_cycle(result, own, schemes) for result, own in results),
        sections=_sections(account, dropped, schemes),
        lines=_lines(account),
        start=_start(account),
    )


def _lines(account: Account) -> tuple[LineScore, ...]:
    """All lines in order of date, those that fell out among them."""
    year = account.year
    scores = [
        line.score(section_of(line, year.cycles[year.cycle_index(line.month)]) or line.item.section)
        for line in account.lines
    ]
    scores += account.fallen
    scores.sort(key=lambda score: (score.date, score.posting))
    return tuple(scores)


def _start(account: Account) -> Decimal:
    """What the year began with, as its total is made of the cycles."""
    rules = account.year.scheme
    starts = [result.start + result.carry for result in account.cycles]
    return round_points(combine(starts, rules.cycle.year), rules.decimals)


def _dropped(result: CycleResult, schemes: Sequence[Scheme]) -> dict[str, Decimal]:
    """The points of lines whose section the version at the cycle's end no longer has, by that section."""
    sums: dict[str, Decimal] = {}
    for line in result.lines if len(schemes) > 1 else ():
        if not section_of(line, result.cycle):
            sums[line.item.section] = sums.get(line.item.section, ZERO) + line.points
    rule = result.cycle.scheme.members.part_year
    return {section: projected(points, result.months, rule) for section, points in sums.items()}


def _last_known(section_id: str, schemes: Sequence[Scheme]) -> Section:
    """A section as the last version had it that has it at all."""
    return next(s.sections[section_id] for s in reversed(schemes) if section_id in s.sections)


def _cycle(result: CycleResult, dropped: Mapping[str, Decimal], schemes: Sequence[Scheme]) -> CycleScore:
    decimals = result.cycle.scheme.decimals
    sections = [
        SectionScore(
            part.id,
            part.name,
            round_points(result.sections[part.id].after, decimals),
            round_points(result.sections[part.id].counted, decimals),
            round_points(result.sections[part.id].start, decimals),
            part.parent,
        )
        for part in result.cycle.scheme.sections.values()
    ]
    for section_id, value in dropped.items():
        points = round_points(value, decimals)
        sections.append(SectionScore(section_id, _last_known(section_id, schemes).name, points, points))
    span = result.cycle.span
    return CycleScore(
        span.label,
        span.start,
        span.end,
        round_points(result.start + result.carry, decimals),
        round_points(result.carry, decimals),
        tuple(sections),
        round_points(result.points, decimals),
    )


def _sections(
    account: Account, dropped: Sequence[Mapping[str, Decimal]], schemes: Sequence[Scheme]
) -> tuple[SectionScore, ...]:
    """Each section over the year, made of its cycles as the year itself is; none that counted is missing."""
    scheme = account.year.scheme
    known: dict[str, Section] = {}
    for result in account.cycles:
        known |= result.cycle.scheme.sections
    known |= scheme.sections
    gone = {section_id: _last_known(section_id, schemes) for own in dropped for section_id in own}
    decimals, mode = scheme.decimals, scheme.cycle.year
    scores = []
    for section_id, section in (known | gone).items():
        after, counted, start = [], [], []
        for result, own in zip(account.cycles, dropped, strict=True):
            part, loose = result.sections.get(section_id), own.get(section_id, ZERO)
            after.append(part.after if part else loose)
            counted.append(part.counted if part else loose)
            start.append(part.start if part else ZERO)
        score = SectionScore(
            section_id,
            section.name,
            round_points(combine(after, mode), decimals),
            round_points(combine(counted, mode), decimals),
            round_points(combine(start, mode), decimals),
            section.parent if section_id in known else "",
        )
        scores.append(score)
    return tuple(scores)
