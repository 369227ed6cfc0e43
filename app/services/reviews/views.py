"""Quarter, half-year and year of a branch in figures: sub-totals per month as announced, averages, last year.

A month's sub-total is what its meeting announced: the difference between the totals that two meetings left on the
member's cards. So sub-totals never change afterwards, and together they are the term's points; what is left over
(entries dated back, corrections that no notice has told yet) stands in a column of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Period, Unit
from app.services.documents.model_term import TermSheet
from app.services.frozen import FrozenKind, thaw
from app.services.ledger import Ledger
from app.services.ledger_results import TermResult
from app.services.member_views import MemberRow, scored_rows
from app.services.months import Month
from app.services.notices.columns import is_demerit
from app.services.reviews.history import History, announced_history, arrivals, last_year, month_points
from app.services.scoring import (
    Condition,
    DatedScheme,
    PeriodKind,
    ProposalScore,
    Scheme,
    Score,
    round_points,
)
from app.services.terms import Term, find_term
from app.services.workflow import PeriodState

#: States of a month whose meeting has announced its figures.
CONFIRMED = frozenset({PeriodState.CONFIRMED.value, PeriodState.POSTED.value, PeriodState.ARCHIVED.value})

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class TermMonths:
    """How far a term has come.

    Attributes:
        lived: Months that count: under a scheme, and since the branch keeps this ledger.
        confirmed: Those whose meeting took effect; ``missing`` the others.
    """

    lived: tuple[Month, ...]
    confirmed: tuple[Month, ...]

    @property
    def missing(self) -> tuple[Month, ...]:
        """Months that still need their meeting."""
        return tuple(month for month in self.lived if month not in self.confirmed)

    @property
    def until(self) -> Month | None:
        """The last month that was confirmed; ``None`` while there is none."""
        return max(self.confirmed, default=None)


@dataclass(frozen=True, slots=True)
class TermMember:
    """One member in a term.

    Attributes:
        category: Name of the class; empty where the scheme has none.
        months: What each month of the term announced; ``None``: nothing.
        other: What is in ``points`` and was announced by no month.
        points: What the term added; ``None`` for who is left out or has no figures, as ``total``.
        total: 本年累计 at its end.
        compared: Whether averages are taken of this member too: liable on the last day.
        unit_gap: Points less the branch's average; ``class_gap`` less that of the class; ``None`` if not compared.
        proposals: What the scheme proposes, with reasons; inside the year only what it makes of averages, because
            a mark for the whole year says nothing in June.
        last_year: Points of the same term a year ago; ``None`` where the ledger has none.
        note: Came, left, 预备, 不纳入: short.
        changed: Whether the term is settled and entries dated back or corrected since would say something else;
            ``now_points`` and ``now_total`` are what they would say.
    """

    member: MemberRow
    category: str
    months: tuple[Decimal | None, ...]
    other: Decimal
    points: Decimal | None
    total: Decimal | None
    compared: bool
    unit_gap: Decimal | None = None
    class_gap: Decimal | None = None
    proposals: tuple[ProposalScore, ...] = ()
    last_year: Decimal | None = None
    note: str = ""
    changed: bool = False
    now_points: Decimal | None = None
    now_total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TermAverage:
    """An average of a term, among the branch (``category`` empty) or one class.

    Attributes:
        count: Members of whom it is taken.
        points: Mean of the term's points, rounded as points are; ``total`` of 本年累计.
        last_year: Mean of the same members' points a year ago; ``None`` where the ledger has none.
    """

    name: str
    category: str
    count: int
    points: Decimal
    total: Decimal
    last_year: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TermFigures:
    """A term in figures.

    Attributes:
        term: The whole term; figures go to the end of ``months.until``.
        state: Of the term's record.
        scheme: Version in force at the end of what is shown.
        demerit: Whether deductions add up: then more is worse.
    """

    term: Term
    state: PeriodState
    months: TermMonths
    scheme: Scheme
    members: tuple[TermMember, ...]
    averages: tuple[TermAverage, ...]
    demerit: bool

    @property
    def below(self) -> tuple[TermMember, ...]:
        """Who is on the wrong side of an average, or proposed for something."""
        return tuple(m for m in self.members if m.proposals or self.is_below(m.unit_gap, m.class_gap))

    def is_below(self, *gaps: Decimal | None) -> bool:
        """Whether one of these distances to an average is on the wrong side."""
        return any(gap is not None and (gap > 0 if self.demerit else gap < 0) for gap in gaps)

    @property
    def with_other(self) -> bool:
        """Whether anybody's points are more than the months'."""
        return any(member.other for member in self.members)


def months_of_term(session: Session, unit: Unit, versions: Sequence[DatedScheme], term: Term) -> TermMonths:
    """Which months of a term count for a branch, and which have had their meeting."""
    rows = dict(
        session.execute(
            select(Period.label, Period.state).where(
                Period.unit_id == unit.id, Period.kind == PeriodKind.MONTH.value
            )
        ).all()
    )
    # A branch that begins with this ledger in August has nothing to confirm before.
    since = Month.parse(min(rows)) if rows else None
    lived = [
        month
        for month in term.months
        if min(month.last, term.end) >= versions[0].start and (since is None or month >= since)
    ]
    return TermMonths(tuple(lived), tuple(m for m in lived if rows.get(m.label) in CONFIRMED))


def term_figures(session: Session, unit: Unit, ledger: Ledger, term: Term) -> TermFigures:
    """A term as it stands; one that is settled with the figures of its frozen sheet.

    Args:
        session: Reading session.
        unit: The branch.
        ledger: Its evaluations.
        term: Which; while months are missing the figures go as far as the last confirmed one.
    """
    versions = ledger.versions(session, unit)
    months = months_of_term(session, unit, versions, term)
    shown = shown_span(term, months)
    result = ledger.term(session, unit, shown)
    first = Month.of(result.year.start)
    history = announced_history(session, first, shown.last, result.scores)
    earlier: Mapping[str, Decimal] = {}
    if months.until is not None:
        earlier = last_year(session, unit, versions, term, months.until, result.scores)
    nothing = months.until is None
    # Who was left out on every day that counts is left out, whatever was before the branch kept this ledger.
    start = max(term.start, months.lived[0].first) if months.lived else term.start
    stays = arrivals(session, unit, start, shown.end)
    members = [
        _member(row, result, term, history, earlier, stays, nothing=nothing)
        for row in scored_rows(session, unit, start, shown.end)
    ]
    period = find_term(session, unit, term)
    frozen: TermSheet | None = thaw(session, period, FrozenKind.TERM).get("")
    if frozen is not None:
        members = _as_frozen(members, frozen, len(term.months))
    averages = _averages(members, result.scheme)
    return TermFigures(
        term=term,
        state=PeriodState(period.state) if period else PeriodState.OPEN,
        months=months,
        scheme=result.scheme,
        members=tuple(_with_gaps(member, averages) for member in members),
        averages=averages,
        demerit=is_demerit(result.scheme),
    )


def shown_span(term: Term, months: TermMonths) -> Term:
    """The part of a term whose months are confirmed: nothing is derived for days that nobody has lived."""
    until = months.until or next(iter(months.lived), term.first)
    return Term(term.kind, term.title, term.start, min(until.last, term.end))


def _member(
    row: MemberRow, result: TermResult, term: Term, history: History, earlier: Mapping[str, Decimal],
    arrivals: Mapping[str, str], *, nothing: bool,
) -> TermMember:  # fmt: skip
    figures = result.members.get(row.uid)
    category = result.scheme.category_name(row.category) if row.category and result.scheme.categories else ""
    if row.exempt or figures is None or nothing:
        note = "不纳入" if row.exempt else row.state or ("" if nothing else "不记分")
        none = tuple(None for _ in term.months)
        return TermMember(row, category, none, _ZERO, None, None, compared=False, note=note)
    told = month_points(history.get(row.uid, ()), monthly=result.scheme.cycle.months == 1)
    months = [told.get(month.label) for month in term.months]
    edge = result.term.last
    if result.term.end < edge.last:
        # The year ends inside its last month: that month's card tells of the next year already.
        months[-1] = figures.points - sum((m or _ZERO for m in months[:-1]), _ZERO)
    other = figures.points - sum((m or _ZERO for m in months), _ZERO)
    return TermMember(
        member=row, category=category, months=tuple(months), other=other, points=figures.points,
        total=figures.total, compared=row.uid in result.compared, proposals=_proposals(figures.score, result.scheme, term, ended=result.term.end == term.end),
        last_year=earlier.get(row.uid), note=_note(row, arrivals.get(row.uid, "")),
    )  # fmt: skip


def _proposals(score: Score, scheme: Scheme, term: Term, *, ended: bool) -> tuple[ProposalScore, ...]:
    by_average = {rule.id for rule in scheme.proposals if _asks_average(rule)}
    whole = term.kind is PeriodKind.YEAR and ended
    return tuple(proposal for proposal in score.proposals if whole or proposal.id in by_average)


def _asks_average(rule: Condition) -> bool:
    return rule.average is not None or any(_asks_average(inner) for inner in rule.any)


def _note(row: MemberRow, arrived: str) -> str:
    words = [arrived] if arrived else []
    if not row.active:
        words.append(row.state)
    elif row.state == "不纳入":
        words.append("期末不纳入")
    elif row.status == "probationary":
        words.append("预备")
    return "，".join(words)


def _as_frozen(members: Sequence[TermMember], sheet: TermSheet, count: int) -> list[TermMember]:
    """The figures of the settled sheet, with what they would be today where that differs."""
    rows = {row.key: row for row in sheet.rows}
    places = [place for place in range(len(sheet.columns)) if place not in sheet.sums]
    found = []
    for member in members:
        row = rows.get(member.member.uid)
        if row is None:
            found.append(replace(member, note=member.note or "定稿以后登记"))
            continue
        values = [row.values[place] for place in places]
        other = values[count] if len(values) > count else None
        found.append(
            replace(
                member,
                category=row.category,
                months=tuple(values[:count]),
                other=other or _ZERO,
                points=row.points,
                total=row.total,
                note=row.note,
                compared=row.compared,
                changed=(member.points, member.total) != (row.points, row.total),
                now_points=member.points,
                now_total=member.total,
            )
        )
    return found


def _averages(members: Sequence[TermMember], scheme: Scheme) -> tuple[TermAverage, ...]:
    """Of the branch, then of each class that anybody has."""
    compared = [m for m in members if m.compared and m.points is not None]
    parts = [("本支部", "", compared)]
    for name in dict.fromkeys(scheme.category_name(c.id) for c in scheme.categories):
        parts.append((name, name, [m for m in compared if m.category == name]))
    return tuple(_average(name, key, own, scheme.decimals) for name, key, own in parts if own)


def _average(name: str, category: str, members: Sequence[TermMember], decimals: int) -> TermAverage:
    def mean(values: Sequence[Decimal]) -> Decimal:
        return round_points(sum(values, _ZERO) / len(values), decimals)

    before = [m.last_year for m in members if m.last_year is not None]
    return TermAverage(
        name=name,
        category=category,
        count=len(members),
        points=mean([m.points or _ZERO for m in members]),
        total=mean([m.total or _ZERO for m in members]),
        last_year=mean(before) if before else None,
    )


def _with_gaps(member: TermMember, averages: Sequence[TermAverage]) -> TermMember:
    if not member.compared or member.points is None:
        return member
    by_class = {average.category: average.points for average in averages}
    unit, own = by_class.get(""), by_class.get(member.category) if member.category else None
    return replace(
        member,
        unit_gap=None if unit is None else member.points - unit,
        class_gap=None if own is None else member.points - own,
    )
