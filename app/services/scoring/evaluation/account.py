"""One member's year, step by step in the order of operations; see each step's module for the details."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.services.scoring.evaluation.admission import (
    Admitted,
    Gap,
    admit,
    drop_cancelled,
    drop_exclusive,
    multiply_repeats,
)
from app.services.scoring.evaluation.derived import derived_lines
from app.services.scoring.evaluation.limits import apply_stage
from app.services.scoring.evaluation.lines import Line
from app.services.scoring.evaluation.people import Person
from app.services.scoring.evaluation.plans import Stage
from app.services.scoring.evaluation.rulebook import Rulebook, Year
from app.services.scoring.evaluation.sections import CycleResult, carried, score_cycle
from app.services.scoring.evaluation.votes import best_value, with_vote
from app.services.scoring.kinds import Counting, PartYear, Scope, VetoEffect, YearMode
from app.services.scoring.language import VetoRule
from app.services.scoring.numbers import ONE, ZERO, round_points
from app.services.scoring.results import LineScore, VoteScore
from app.services.scoring.scheme import Scheme
from app.services.scoring.types import AttendanceIn, PostingIn, VetoIn
from app.services.scoring.windows import Stretch, month_key, year_of

# Step (m): what is taken off first, then what may remain, then nothing.
_ON_POINTS = (VetoEffect.DEDUCT, VetoEffect.CAP, VetoEffect.ZERO)


@dataclass(frozen=True, slots=True)
class VetoHit:
    """A veto of this year with its rule; ``holds`` at the end of its scope, or it was repaired before."""

    veto: VetoIn
    rule: VetoRule
    span: Stretch
    holds: bool


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """What an evaluation knows of one member.

    Attributes:
        carry: Last year's frozen result, where there is one.
    """

    person: Person
    postings: Sequence[PostingIn] = ()
    vetoes: Sequence[VetoIn] = ()
    attendance: Sequence[AttendanceIn] = ()
    vote: VoteScore | None = None
    carry: Decimal | None = None


@dataclass(slots=True)
class Account:
    """Everything that came of one member's year, with the figures between the steps.

    Attributes:
        lines: The lines that took part, dropped ones included.
        fallen: The lines that fell out before they had an amount.
        combined: Sum or mean of the cycles, before the appraisal.
        voted: After the appraisal, before vetoes of the year.
        vetoes: Each veto on the year's points with the figure after it.
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
    vote: VoteScore | None
    combined: Decimal
    voted: Decimal
    vetoes: list[tuple[str, Decimal]]
    exact: Decimal
    total: Decimal


def run_account(
    facts: MemberFacts, *, book: Rulebook, year: Year, reversed_uids: Mapping[str, str], trace: bool = False
) -> Account:
    """Steps (a) to (n) for one member, in that order."""
    person, rules = facts.person, year.scheme.cycle
    seen = _veto_hits(facts.vetoes, book, year)
    # A veto of an earlier year has done its work there; what was recorded while it stood stays uncounted.
    hits = [hit for hit in seen if hit.veto.date >= year.span.start]
    # (a) what is not valid falls out; (c), (d) and role and outcome of (e) give each line its worth,
    # which (b) needs to know the highest of one act.
    gaps = _gaps(seen)
    admitted = admit(person, facts.postings, book, year=year, reversed_uids=reversed_uids, gaps=gaps)
    lines = admitted.lines
    if book.exclusive:
        drop_exclusive(lines)
    if book.cancelled:
        drop_cancelled(lines, year.grid, cycle_months=rules.months)
    if book.derived:
        lines += derived_lines(
            person,
            # Presence met its window whether or not its own validity has run out since.
            [line for line in (*lines, *admitted.expired) if not line.dropped],
            book,
            year,
            attendance=facts.attendance,
            vote=facts.vote,
            best_vote=best_value(year.scheme.appraisal),
            gaps=gaps,
        )
    counting = _limited(admitted, book, year, person, trace=trace)
    # (g) to (j) for each cycle, (m) vetoes of a cycle, (k) the year, (l) the appraisal.
    cycles = _cycles(facts, counting, book, year, hits)
    if not cycles:
        # Entries of earlier years may still be valid; of who is liable on no day of this one they do not count.
        for line in lines:
            line.dropped = line.dropped or "本年度没有纳入积分的日子，不计分"
    combined = _combined(cycles, year)
    voted = with_vote(combined, facts.vote, year.scheme.appraisal) if cycles else combined
    # (m) vetoes of the year, (n) the one rounding.
    # Who is liable on no day has no points that a veto could touch.
    exact, vetoes = _veto(voted, hits, Scope.YEAR, year.scheme) if cycles else (ZERO, [])
    total = round_points(exact, year.scheme.decimals)
    return Account(
        person, year, lines, admitted.fallen, cycles, hits, facts.vote, combined, voted, vetoes, exact, total
    )


def combine(values: Sequence[Decimal], mode: YearMode) -> Decimal:
    """Sum, or mean over the liable cycles, never over the cycles with entries."""
    total = sum(values, ZERO)
    return total / len(values) if mode is YearMode.MEAN and values else total


def _limited(admitted: Admitted, book: Rulebook, year: Year, person: Person, *, trace: bool) -> list[Line]:
    """Steps (e), repeats, and (f), limits: those of the items before or after the multipliers, then shared ones."""
    counting = [line for line in admitted.lines if not line.dropped]
    grid, months = year.grid, year.scheme.cycle.months
    # Repeats are counted among the lines that stayed, and those that have expired since were there at the time.
    if book.repeated:
        multiply_repeats([*counting, *admitted.expired], grid, cycle_months=months)
    groups: dict[str, list[Line]] = {}
    held: list[Line] = []
    for line in counting:
        if trace or line.worth.factor is not ONE or line.repeat is not ONE:
            line.open(trace=trace)
            held.append(line)
        item_id = line.posting.item
        if item_id in groups:
            groups[item_id].append(line)
        else:
            groups[item_id] = [line]
    for item_id, group in groups.items():
        for stage in book.stages.get(item_id, ()):
            _apply(stage, group, year, person)
    for line in held:
        line.multiply()
    for stage in book.shared:
        users = [line for line in counting if line.posting.item in stage.items[line.plan.version]]
        if users:
            _apply(stage, users, year, person)
    return counting


def _apply(stage: Stage, lines: list[Line], year: Year, person: Person) -> None:
    """One limit on its lines; pluses and minuses of a priced attendance sheet have their own room."""
    categories = stage.key.categories
    if categories:
        lines = [line for line in lines if person.category_on(line.day) in categories]
    parts = [lines]
    if stage.mixed:
        parts = [[line for line in lines if line.minus], [line for line in lines if not line.minus]]
    for part in parts:
        if part:
            apply_stage(stage, part, year.grid)


def _cycles(
    facts: MemberFacts, lines: Iterable[Line], book: Rulebook, year: Year, hits: Sequence[VetoHit]
) -> list[CycleResult]:
    """Steps (g) to (j) for each cycle in which the member was liable at least one day, and its vetoes."""
    by_cycle: list[list[Line]] = [[] for _ in year.cycles]
    if len(by_cycle) == 1:
        by_cycle[0] = list(lines)
    else:
        for line in lines:
            by_cycle[year.cycle_index(line.month)].append(line)
    results: list[CycleResult] = []
    for cycle, own in zip(year.cycles, by_cycle, strict=True):
        joined = facts.person.first_liable(cycle.span.start, min(cycle.span.end, year.as_of))
        if joined is None:
            continue
        earlier = carried(
            cycle,
            first=not results,
            last_year=facts.carry,
            last_cycle=results[-1].points if results else None,
        )
        result = score_cycle(cycle, joined, own, facts.person, book, year=year, earlier=earlier)
        # Sum and mean are linear, so a cycle's vetoes may come before the year is made.
        own_hits = [hit for hit in hits if hit.span is cycle.span]
        if own_hits:
            result.points, result.vetoes = _veto(result.bounded, own_hits, Scope.CYCLE, cycle.scheme)
        results.append(result)
    return results


def _combined(cycles: Sequence[CycleResult], year: Year) -> Decimal:
    """Step (k); where part-year members are projected, the liable cycles stand for all that have begun."""
    scheme = year.scheme
    combined = combine([result.points for result in cycles], scheme.cycle.year)
    mean = scheme.members.part_year is PartYear.MEAN and scheme.cycle.year is YearMode.SUM
    if mean and cycles and len(cycles) < len(year.cycles):
        # What was carried over, and honours outside the bounds, are counted as they are.
        fixed = sum((result.carry + result.outside for result in cycles), ZERO)
        return fixed + (combined - fixed) * len(year.cycles) / len(cycles)
    return combined


def _veto_hits(vetoes: Iterable[VetoIn], book: Rulebook, year: Year) -> list[VetoHit]:
    """The vetoes with the rule of their date; an unknown or disabled rule has no effect."""
    hits = []
    for veto in sorted(vetoes, key=lambda veto: (veto.date, veto.uid)):
        scheme = book.on(veto.date)
        rule = scheme.vetoes.get(veto.rule) if scheme else None
        if scheme is None or rule is None or not rule.enabled:
            continue
        span = year.span
        if veto.date < year.span.start:
            span = year_of(veto.date, scheme.cycle)
        elif rule.scope is Scope.CYCLE:
            span = year.cycles[year.cycle_index(month_key(veto.date))].span
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


def _veto(
    points: Decimal, hits: Iterable[VetoHit], scope: Scope, scheme: Scheme
) -> tuple[Decimal, list[tuple[str, Decimal]]]:
    """Step (m): the vetoes in force on the points of a cycle or the year, with the figure after each."""
    own = [hit.rule for hit in hits if hit.holds and hit.rule.scope is scope]
    # What takes no lower than a floor comes after what has none: the order of two dates decides nothing.
    own.sort(key=lambda rule: rule.floor is not None)
    demerit = scheme.cycle.counting is Counting.DEMERIT
    steps: list[tuple[str, Decimal]] = []
    for effect in _ON_POINTS:
        for rule in own:
            if rule.effect is effect:
                points = _more(points, rule) if demerit else _less(points, rule)
                steps.append((rule.name, points))
    return points, steps


def _less(points: Decimal, rule: VetoRule) -> Decimal:
    """What a veto leaves of merits."""
    if rule.effect is VetoEffect.ZERO:
        return ZERO
    figure = rule.points or ZERO
    if rule.effect is VetoEffect.CAP:
        return min(points, figure)
    lower = points - figure
    return lower if rule.floor is None else max(lower, min(rule.floor, points))


def _more(points: Decimal, rule: VetoRule) -> Decimal:
    """Where demerits add up: a fixed number more, or at once as many as the mark."""
    figure = rule.points or ZERO
    return points + figure if rule.effect is VetoEffect.DEDUCT else max(points, figure)
