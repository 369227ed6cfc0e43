"""试算: what a past period of the ledger would have been under a draft scheme. Reads only, changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.models import Posting, Unit
from app.models.uow import UnitOfWork

from .base import Service, by_uid
from .documents.model_trial import TrialResult, TrialRow
from .forms import form_number
from .member_views import MemberRow, member_rows
from .months import Month
from .schemes import SchemeBook
from .scoring import TraceNode, explain, load_scheme
from .trial_compare import Side, compare_rows, evaluate_side, members_of, section_sums, sums_of
from .trial_findings import Findings, entries_of
from .trial_notes import draft_notes
from .trial_years import Draft, TrialLoader, TrialYear

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class TrialSpan:
    """The months a trial can be made of: from the branch's first scheme to the last confirmed month."""

    first: Month
    last: Month


@dataclass(frozen=True, slots=True)
class TracePair:
    """Why a member has what he or she has, under both."""

    before: TraceNode
    after: TraceNode


class TrialService(Service):
    """Use cases of 试算."""

    def __init__(self, uow: UnitOfWork, clock: Clock, book: SchemeBook) -> None:
        super().__init__(uow, clock)
        self._book = book

    def span(self, branch_uid: str) -> TrialSpan | None:
        """The months there are; ``None`` while nothing is confirmed.

        Raises:
            UserError: the branch has no scheme yet.
        """
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            first = Month.of(self._book.versions(session, unit)[0].start)
            last = session.scalar(select(func.max(Posting.period)).where(Posting.unit_id == unit.id))
            return None if last is None else TrialSpan(first, max(first, Month.parse(last)))

    def run(
        self,
        branch_uid: str,
        text: str,
        *,
        from_month: Month,
        to_month: Month,
        since: date | None = None,
        progress: Progress | None = None,
    ) -> TrialResult:
        """Reckon a period twice: under the versions in force, and under the draft.

        The scheme's years that the period touches are reckoned whole, from their first day: so the figures before
        are those of the board at the end of the period.

        Args:
            branch_uid: Branch.
            text: The draft's document.
            from_month: First month; it says which years are reckoned.
            to_month: Last month; later deeds and later meetings are left out.
            since: First day of the draft, with the versions in force before it; ``None``: the draft throughout.
            progress: ``(done, total, name)``, once for each member; may raise ``Cancelled``.

        Raises:
            ValidationFailed: all faults of the draft, or it cannot follow on the version before.
            UserError: the branch has no scheme in the period.
        """
        draft = Draft(load_scheme(text, source="草案"), since)
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            years = self._loader(session, unit, draft, to_month).years(from_month)
            people = {row.uid: row for row in member_rows(session, to_month.last, unit_ids=[unit.id])}
            names = dict(session.execute(select(Posting.uid, Posting.item_name)).all())
            unit_name, form = unit.name, form_number(unit, to_month, "试算")
        work = _Comparison(draft, years, people, names)
        work.run(progress or _silent)
        return work.result(
            unit=unit_name,
            form=form,
            period=to_month.title if from_month == to_month else f"{from_month.title}至{to_month.title}",
            now=self.clock.now(),
        )

    def trace(
        self, branch_uid: str, text: str, row: TrialRow, *, to_month: Month, since: date | None = None
    ) -> TracePair:
        """Both traces of one row of a result, for side by side.

        Raises:
            NotFound: the member does not belong to the branch on that day any more.
        """
        draft = Draft(load_scheme(text, source="草案"), since)
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            year = self._loader(session, unit, draft, to_month).year(row.as_of)
        before, after = (
            explain(side.versions, side.inputs, year.as_of, [row.member_uid])[row.member_uid]
            for side in (year.before, year.after)
        )
        return TracePair(before, after)

    def _loader(self, session: Session, unit: Unit, draft: Draft, to_month: Month) -> TrialLoader:
        versions = self._book.versions(session, unit)
        return TrialLoader(session, unit, versions, draft, to_month=to_month)


class _Comparison:
    """The years of one trial, reckoned one after the other."""

    def __init__(
        self, draft: Draft, years: list[TrialYear], people: Mapping[str, MemberRow], names: Mapping[str, str]
    ) -> None:
        self._draft = draft
        self._years = years
        self._people = people
        self._names = names
        self._findings = Findings({uid: row.label for uid, row in people.items()})
        self._rows: list[TrialRow] = []
        self._sides: list[tuple[Side, Side]] = []

    def run(self, progress: Progress) -> None:
        total = sum(len(members_of(year)) for year in self._years)
        for year in self._years:
            progress(len(self._rows), total, f"{year.title}：按现行方案计算")
            before = evaluate_side(year.before, year.as_of)
            progress(len(self._rows), total, f"{year.title}：按草案计算")
            after = evaluate_side(year.after, year.as_of)
            self._sides.append((before, after))
            self._look(year, before, after)
            for row in compare_rows(
                before, after, self._people, year=year, uncounted=self._findings.uncounted
            ):
                self._rows.append(row)
                progress(len(self._rows), total, row.label)

    def _look(self, year: TrialYear, before: Side, after: Side) -> None:
        inputs = year.after.inputs
        entries = entries_of(inputs, self._names, before=before.lines, after=after.lines)
        self._findings.add_entries(entries, year.after.versions)
        liable = {score.member for score in after.liable}
        members = [member for member in inputs.members if member.uid in liable]
        self._findings.add_classes(members, after.scheme, year.as_of)

    def result(self, *, unit: str, form: str, period: str, now: datetime) -> TrialResult:
        years, draft = self._years, self._draft
        in_force = self._sides[-1][0].scheme
        first, last = years[0].before.year.start, years[-1].as_of
        return TrialResult(
            unit=unit,
            period_label=period,
            form_number=form,
            version=1,
            as_of=now,
            decimals=max(in_force.decimals, draft.scheme.decimals),
            scheme_label=in_force.name,
            draft_name=draft.scheme.name,
            draft_hash=draft.scheme.short_hash,
            draft_since=draft.since,
            span=f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日",
            years=tuple(year.title for year in years),
            rows=tuple(sorted(self._rows, key=lambda row: (row.as_of, row.sort))),
            sections=section_sums(self._sides),
            sums=sums_of(self._rows),
            findings=self._findings.all(),
            notes=draft_notes(draft.scheme, years),
        )


def _silent(_done: int, _total: int, _label: str) -> None:
    """Nobody watches."""
