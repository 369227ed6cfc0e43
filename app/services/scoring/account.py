"""One member's year, step by step in the order of operations; see each step's module for the details."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.services.scoring.admission import Gap, admit, drop_exclusive, multiply_repeats
from app.services.scoring.caps import LimitKey
from app.services.scoring.document import (
    VetoRule,
)
from app.services.scoring.kinds import (
    Scope,
    VetoEffect,
    YearMode,
)
from app.services.scoring.limits import apply_limit
from app.services.scoring.lines import Line
from app.services.scoring.numbers import ZERO, round_points
from app.services.scoring.people import Person
from app.services.scoring.rulebook import Rulebook, Year
from app.services.scoring.sections import CycleResult, score_cycle
from app.services.scoring.types import LineScore, PostingIn, VetoIn
from app.services.scoring.windows import Stretch, month_key


@dataclass(frozen=True, slots=True)
class VetoHit:
    """A veto of this year with its rule; ``holds`` at the end of its scope, or it was repaired before."""

    veto: VetoIn
    rule: VetoRule
    span: Stretch
    holds: bool


@dataclass(slots=True)
class Account:
    """Everything that came of one member's year, with the figures between the steps.

    Attributes:
        lines: The lines that took part, dropped ones included.
        fallen: The lines that fell out before they had an amount.
        combined: Sum or mean of the cycles before vetoes of the year.
        exact: After them, before rounding.
        total: The rounded figure.
        hits: The vetoes, in force or repaired.
    """

    person: Person
    year: Year
    lines: list[Line]
    fallen: list[LineScore]
    cycles: list[CycleResult]
    hits: list[VetoHit]
    combined: Decimal
    exact: Decimal
    total: Decimal


def run_account(
    person: Person,
    postings: Sequence[PostingIn],
    vetoes: Sequence[VetoIn],
    *,
    book: Rulebook,
    year: Year,
    reversed_uids: Mapping[str, str],
    trace: bool = False,
) -> Account:
    """Steps (a) to (n) for one member, in that order."""
    hits = _veto_hits(vetoes, book, year)
    # (a) what is not valid falls out; (c), (d) and role and outcome of (e) give each line its worth,
    # which (b) needs to know the highest of one act.
    lines, fallen = admit(person, postings, book, reversed_uids=reversed_uids, gaps=_gaps(hits))
    drop_exclusive(lines)
    counting = [line for line in lines if not line.dropped]
    rules = year.scheme.cycle
    # (e) repeats are counted among the lines that stayed.
    multiply_repeats(counting, start_month=rules.start_month, cycle_months=rules.months)
    # (f) limits, those of the items before or after the multipliers, then the shared ones.
    for line in counting:
        line.open(trace=trace)
    _limit_items(counting, book, start_month=rules.start_month)
    for line in counting:
        line.multiply()
    _limit_shared(counting, book, start_month=rules.start_month)
    # (g) to (j) for each cycle, (k) the year, (m) vetoes on points, (n) the one rounding.
    cycles = _cycles(person, counting, book, year)
    _veto_cycles(cycles, hits)
    combined = combine([result.points for result in cycles], rules.year)
    zeroed = any(_zeroes(hit, Scope.YEAR) for hit in hits)
    exact = ZERO if zeroed else combined
    total = round_points(exact, year.scheme.decimals)
    return Account(person, year, lines, fallen, cycles, hits, combined, exact, total)


def combine(values: Sequence[Decimal], mode: YearMode) -> Decimal:
    """Sum, or mean over the liable cycles, never over the cycles with entries."""
    total = sum(values, ZERO)
    return total / len(values) if mode is YearMode.MEAN and values else total


def _limit_items(lines: Iterable[Line], book: Rulebook, *, start_month: int) -> None:
    """Step (f), the items' own limits; what is used up is shared by item id across versions."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.item.id, []).append(line)
    for item_id, group in groups.items():
        keys: set[LimitKey] = set()
        for version in {line.version for line in group}:
            keys.update(book.item_limits[version][item_id])
        for key in sorted(keys):
            by_version = [limits.get(item_id, {}).get(key) for limits in book.item_limits]
            apply_limit(key, group, by_version, start_month=start_month)


def _limit_shared(lines: Sequence[Line], book: Rulebook, *, start_month: int) -> None:
    """Step (f), limits that several items use up together."""
    keys = {key for version in {line.version for line in lines} for key in book.shared_limits[version]}
    for key in sorted(keys):
        by_version = [shared.get(key) for shared in book.shared_limits]
        everyone = frozenset(item for limit in by_version if limit for item in limit.items)
        members = [frozenset(limit.items) if limit else everyone for limit in by_version]
        users = [line for line in lines if line.item.id in members[line.version]]
        apply_limit(key, users, by_version, start_month=start_month)


def _cycles(person: Person, lines: Iterable[Line], book: Rulebook, year: Year) -> list[CycleResult]:
    """Steps (g) to (j) for each cycle in which the member was liable at least one day."""
    by_cycle: list[list[Line]] = [[] for _ in year.cycles]
    for line in lines:
        by_cycle[year.by_month[month_key(line.day)]].append(line)
    results = []
    for cycle, own in zip(year.cycles, by_cycle, strict=True):
        joined = person.first_liable(cycle.span.start, min(cycle.span.end, year.as_of))
        if joined is not None:
            results.append(score_cycle(cycle, joined, own, person, book))
    return results


def _veto_hits(vetoes: Iterable[VetoIn], book: Rulebook, year: Year) -> list[VetoHit]:
    """The vetoes of this year with the rule of their date; an unknown or disabled rule has no effect."""
    hits = []
    for veto in sorted(vetoes, key=lambda veto: (veto.date, veto.uid)):
        scheme = book.on(veto.date)
        rule = scheme.vetoes.get(veto.rule) if scheme else None
        if rule is None or not rule.enabled:
            continue
        span = year.span
        if rule.scope is Scope.CYCLE:
            span = year.cycles[year.by_month[month_key(veto.date)]].span
        end = min(span.end, year.as_of)
        hits.append(VetoHit(veto, rule, span, holds=veto.repaired is None or veto.repaired > end))
    return hits


def _gaps(hits: Iterable[VetoHit]) -> list[Gap]:
    """Where a repaired veto leaves plus lines uncounted."""
    return [
        Gap(hit.veto.date, hit.veto.repaired, f"一票否决“{hit.rule.name}”期间的加分不计")
        for hit in hits
        if hit.veto.repaired is not None and not hit.holds and not hit.rule.count_meanwhile
    ]


def _zeroes(hit: VetoHit, scope: Scope) -> bool:
    return hit.holds and hit.rule.effect is VetoEffect.ZERO and hit.rule.scope is scope


def _veto_cycles(cycles: Iterable[CycleResult], hits: Sequence[VetoHit]) -> None:
    """Step (m) for vetoes of a cycle; sum and mean are linear, so it may come before the year is made."""
    for result in cycles:
        names = [hit.rule.name for hit in hits if hit.span is result.cycle.span and _zeroes(hit, Scope.CYCLE)]
        if names:
            result.veto = "、".join(names)
            result.points = ZERO
