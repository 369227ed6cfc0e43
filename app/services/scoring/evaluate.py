"""The evaluation of everybody's year: one pass per member, then what compares members with each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from app.services.scoring.account import Account, combine, run_account
from app.services.scoring.admission import fallen_by_reversal
from app.services.scoring.numbers import ZERO, round_points
from app.services.scoring.people import Person
from app.services.scoring.rulebook import Rulebook, Year
from app.services.scoring.sections import CycleResult, section_of
from app.services.scoring.types import (
    CycleScore,
    DatedScheme,
    Inputs,
    LineScore,
    PostingIn,
    Score,
    SectionScore,
    VetoIn,
)
from app.services.scoring.verdict import AverageKey, averages, grade_of, marks_of, proposals_of
from app.services.scoring.windows import month_key


def evaluate(versions: Sequence[DatedScheme], inputs: Inputs, as_of: date) -> dict[str, Score]:
    """Score the year that ``as_of`` lies in, as it stands on that day, for every member.

    Args:
        versions: The scheme's versions with the dates from which they hold, in any order.
        inputs: Members, postings and vetoes; entries dated after ``as_of`` or in other years are passed over.
        as_of: The day on which the result is asked for; the present cycle is the one that it lies in.

    Returns:
        A score per member uid, in the order of ``inputs.members``. Who is liable on no day has an empty one.

    Raises:
        NotFound: No version is in force on ``as_of``.
        ValidationFailed: A version changes the cycle's length in mid-cycle.
    """
    book = Rulebook(versions)
    year = book.year(as_of)
    postings = postings_of_year(inputs, year)
    vetoes = vetoes_of_year(inputs, year)
    reversed_uids = fallen_by_reversal(inputs.postings)
    accounts = {
        member.uid: run_account(
            Person(member),
            postings.get(member.uid, ()),
            vetoes.get(member.uid, ()),
            book=book,
            year=year,
            reversed_uids=reversed_uids,
        )
        for member in inputs.members
    }
    means = averages((account for account in accounts.values() if account.cycles), year.scheme)
    return {uid: _score(account, means) for uid, account in accounts.items()}


def postings_of_year(inputs: Inputs, year: Year) -> dict[str, list[PostingIn]]:
    """The postings by member whose deed lies in the year and not after ``as_of``."""
    first, last = year.span.start, year.as_of
    grouped: dict[str, list[PostingIn]] = {member.uid: [] for member in inputs.members}
    for posting in inputs.postings:
        if first <= posting.date <= last and (own := grouped.get(posting.member)) is not None:
            own.append(posting)
    return grouped


def vetoes_of_year(inputs: Inputs, year: Year) -> dict[str, list[VetoIn]]:
    """The vetoes by member whose date lies in the year and not after ``as_of``."""
    grouped: dict[str, list[VetoIn]] = {}
    for veto in inputs.vetoes:
        if year.span.start <= veto.date <= year.as_of:
            grouped.setdefault(veto.member, []).append(veto)
    return grouped


def _score(account: Account, means: Mapping[AverageKey, Decimal]) -> Score:
    scheme = account.year.scheme
    lines = _line_scores(account)
    if not account.cycles:
        return Score(account.person.uid, ZERO, (), (), lines, None, liable=False)
    return Score(
        member=account.person.uid,
        total=account.total,
        cycles=tuple(_cycle_score(result) for result in account.cycles),
        sections=_year_sections(account),
        lines=lines,
        grade=grade_of(account, scheme).grade,
        marks=marks_of(account, scheme, means),
        proposals=proposals_of(account, scheme, means),
        vetoes=tuple(dict.fromkeys(hit.rule.id for hit in account.hits if hit.holds)),
    )


def _line_scores(account: Account) -> tuple[LineScore, ...]:
    """All lines in order of date, those that fell out among them."""
    year = account.year
    scores = [
        line.score(section_of(line, year.cycles[year.by_month[month_key(line.day)]]))
        for line in account.lines
    ]
    scores += account.fallen
    scores.sort(key=lambda score: (score.date, score.posting))
    return tuple(scores)


def _cycle_score(result: CycleResult) -> CycleScore:
    """A cycle for the screen, every figure rounded to the decimals of the version at its end."""
    decimals = result.cycle.scheme.decimals
    sections = tuple(
        SectionScore(part.id, part.name, round_points(result.sections[part.id].after, decimals))
        for part in result.cycle.scheme.sections.values()
    )
    span = result.cycle.span
    return CycleScore(
        span.label,
        span.start,
        span.end,
        round_points(result.start, decimals),
        sections,
        round_points(result.points, decimals),
    )


def _year_sections(account: Account) -> tuple[SectionScore, ...]:
    """Each section over the year, made of its cycles as the year itself is."""
    scheme = account.year.scheme
    names: dict[str, str] = {}
    for result in account.cycles:
        names |= {part.id: part.name for part in result.cycle.scheme.sections.values()}
    names |= {part.id: part.name for part in scheme.sections.values()}
    scores = []
    for section_id, name in names.items():
        values = [
            result.sections[section_id].after if section_id in result.sections else ZERO
            for result in account.cycles
        ]
        scores.append(
            SectionScore(section_id, name, round_points(combine(values, scheme.cycle.year), scheme.decimals))
        )
    return tuple(scores)
