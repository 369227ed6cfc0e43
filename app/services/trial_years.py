"""The years of a trial, loaded from the ledger: what both evaluations look at, and the versions that rule each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.errors import UserError
from app.models import Unit

from .ledger_inputs import load_year
from .months import Month
from .scoring import DatedScheme, Inputs, Scheme, YearSpan, year_span


@dataclass(frozen=True, slots=True)
class TrialSide:
    """A year under one set of versions, before it is evaluated.

    Attributes:
        year: The year as these versions have it.
        inputs: What of the ledger they look at.
    """

    versions: tuple[DatedScheme, ...]
    year: YearSpan
    inputs: Inputs


@dataclass(frozen=True, slots=True)
class TrialYear:
    """One year of the scheme in force, up to ``as_of``.

    Attributes:
        before: Under the versions in force.
        after: Under the draft, alone or after the versions before it.
    """

    as_of: date
    before: TrialSide
    after: TrialSide

    @property
    def title(self) -> str:
        """ "2026年度"."""
        return self.before.year.label

    @property
    def same_days(self) -> bool:
        """Whether the draft's year is the same run of days."""
        before, after = self.before.year, self.after.year
        return (before.start, before.end) == (after.start, after.end)


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft and the first day on which it holds; without one it holds throughout."""

    scheme: Scheme
    since: date | None

    def among(self, versions: Sequence[DatedScheme]) -> tuple[DatedScheme, ...]:
        """The versions in force before the draft, then the draft."""
        if self.since is None:
            return (DatedScheme(self.scheme, date.min),)
        since = self.since
        return (*(version for version in versions if version.start < since), DatedScheme(self.scheme, since))


class TrialLoader:
    """Loads years of one branch for one draft, as they were known when ``to_month`` was confirmed."""

    def __init__(
        self,
        session: Session,
        unit: Unit,
        versions: tuple[DatedScheme, ...],
        draft: Draft,
        *,
        to_month: Month,
    ) -> None:
        self._session = session
        self._unit = unit
        self._versions = versions
        self._draft = draft
        self._to_month = to_month

    def years(self, from_month: Month) -> list[TrialYear]:
        """The years that the period touches, oldest first, each up to its end or to the end of the period.

        Raises:
            UserError: the branch has no scheme in the period.
        """
        begins = self._versions[0].start
        found: list[TrialYear] = []
        day = self._to_month.last
        while day >= max(from_month.first, begins):
            found.append(self.year(day))
            day = found[-1].before.year.start - timedelta(days=1)
        if not found:
            raise UserError(
                f"{self._unit.short_name}在这一期间还没有积分方案，没有可以对照的结果。",
                hint=f"请选{Month.of(begins).title}或以后的月份。",
            )
        return found[::-1]

    def year(self, as_of: date) -> TrialYear:
        """The year that a day lies in."""
        return TrialYear(
            as_of, self._side(self._versions, as_of), self._side(self._draft.among(self._versions), as_of)
        )

    def _side(self, versions: tuple[DatedScheme, ...], as_of: date) -> TrialSide:
        year = year_span(versions, as_of)
        inputs = load_year(self._session, self._unit, versions, year, self._to_month, with_votes=True)
        return TrialSide(versions, year, inputs)
