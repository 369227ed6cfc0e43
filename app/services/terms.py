"""Periods of any length as values: a month, and the quarters, halves and years that a scheme makes of months.

A quarter begins where the scheme's year says, which need not be January.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Period, Unit

from .months import Month
from .scoring import DatedScheme, PeriodKind, year_span
from .scoring.windows import stretch, windows_between
from .workflow import PeriodState

TERM_NAMES: Final[dict[PeriodKind, str]] = {
    PeriodKind.MONTH: "月度",
    PeriodKind.QUARTER: "季度",
    PeriodKind.HALF: "半年",
    PeriodKind.YEAR: "年度",
}
_LENGTH: Final[dict[PeriodKind, int]] = {PeriodKind.QUARTER: 3, PeriodKind.HALF: 6}
_BETWEEN = ".."


@dataclass(frozen=True, slots=True)
class Term:
    """A month, quarter, half-year or year.

    Attributes:
        kind: Which.
        title: "2026年10月", "2026年第四季度", "2026年度".
        start: First day; ``end``: last day. Inside a month only where a year begins on a stated day.
    """

    kind: PeriodKind
    title: str
    start: date
    end: date

    @staticmethod
    def of_month(month: Month) -> Term:
        """A month as a term."""
        return Term(PeriodKind.MONTH, month.title, month.first, month.last)

    @property
    def first(self) -> Month:
        """First month."""
        return Month.of(self.start)

    @property
    def last(self) -> Month:
        """Last month: the one whose meeting completes the term."""
        return Month.of(self.end)

    @property
    def label(self) -> str:
        """As kept in the ledger: "2026-10", "2026-10..2026-12"."""
        if self.kind is PeriodKind.MONTH:
            return self.first.label
        return f"{self.first.label}{_BETWEEN}{self.last.label}"

    @property
    def months(self) -> tuple[Month, ...]:
        """The months inside, in order."""
        found, month = [], self.first
        while month <= self.last:
            found.append(month)
            month = month.next
        return tuple(found)


def terms_in_year(versions: Sequence[DatedScheme], day: date, kind: PeriodKind) -> tuple[Term, ...]:
    """The terms of one kind in the scheme's year around a day, in order; the last may be shorter."""
    year = year_span(versions, day)
    if kind is PeriodKind.YEAR:
        return (Term(kind, year.label, year.start, year.end),)
    if kind is PeriodKind.MONTH:
        whole = Term(PeriodKind.YEAR, year.label, year.start, year.end)
        return tuple(Term.of_month(month) for month in whole.months)
    months = _LENGTH[kind]
    base = year.start.month
    found = []
    for start, end in windows_between(year.start, year.end, months, base):
        named = stretch(start.replace(day=1), months, base).label
        found.append(Term(kind, named, start, end))
    return tuple(found)


def term_at(versions: Sequence[DatedScheme], day: date, kind: PeriodKind) -> Term:
    """The term of one kind that a day lies in."""
    return next(term for term in terms_in_year(versions, day, kind) if term.start <= day <= term.end)


def year_before(versions: Sequence[DatedScheme], term: Term) -> Term | None:
    """The term of the same kind and place a year earlier, for comparison; ``None`` before the first scheme."""
    start = year_span(versions, term.end).start
    if start <= versions[0].start:
        return None
    place = [t.start for t in terms_in_year(versions, term.end, term.kind)].index(term.start)
    earlier = terms_in_year(versions, start - timedelta(days=1), term.kind)
    return earlier[place] if place < len(earlier) else None


def find_term(session: Session, unit: Unit, term: Term) -> Period | None:
    """The branch's record of a term, if anything was ever done in it."""
    return session.scalar(select(Period).where(Period.unit_id == unit.id, Period.label == term.label))


def ensure_term(session: Session, unit: Unit, term: Term) -> Period:
    """The branch's record of a term, opened when it is the first time."""
    period = find_term(session, unit, term)
    if period is None:
        period = Period(unit_id=unit.id, label=term.label, state=PeriodState.OPEN.value, kind=term.kind.value)
        session.add(period)
        session.flush()
    return period


def months_of(period: Period) -> tuple[Month, Month]:
    """First and last month of a kept period."""
    first, _, last = period.label.partition(_BETWEEN)
    return Month.parse(first), Month.parse(last or first)
