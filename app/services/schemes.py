"""Schemes of a branch: presets, adoption, and which version holds on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import Issue, UserError, ValidationFailed
from app.models import Period, SchemeVersion, Unit
from app.models.uow import UnitOfWork
from app.resources import resource

from .actor import Actor, require
from .audit import record
from .base import Service, by_uid
from .changes import Changes, Kind
from .months import Month, day_title
from .scoring import DatedScheme, Inputs, Scheme, evaluate, load_scheme
from .workflow import PeriodState, Role

_CONFIRMED = tuple(s.value for s in (PeriodState.CONFIRMED, PeriodState.POSTED, PeriodState.ARCHIVED))


@dataclass(frozen=True, slots=True)
class PresetView:
    """A scheme file that ships with the program."""

    key: str
    scheme: Scheme
    text: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version in the branch's history, newest last."""

    uid: str
    name: str
    hash: str
    starts_on: date
    adopted_note: str


class SchemeBook:
    """Parsed schemes by hash: a document is read once however often it is asked for."""

    def __init__(self) -> None:
        self._schemes: dict[str, Scheme] = {}

    def scheme(self, row: SchemeVersion) -> Scheme:
        """The parsed scheme of an adopted version."""
        found = self._schemes.get(row.hash)
        if found is None:
            found = load_scheme(row.document, source=row.name)
            self._schemes[row.hash] = found
        return found

    def versions(self, session: Session, unit: Unit) -> tuple[DatedScheme, ...]:
        """All versions of a branch with their dates, oldest first.

        Raises:
            UserError: the branch has adopted none yet.
        """
        rows = session.scalars(
            select(SchemeVersion)
            .where(SchemeVersion.unit_id == unit.id)
            .order_by(SchemeVersion.starts_on, SchemeVersion.id)
        ).all()
        if not rows:
            raise UserError(f"{unit.short_name}还没有积分方案。", hint="请到“方案”页选用一个方案。")
        by_start = {row.starts_on: row for row in rows}  # of two with one date the later adoption holds
        return tuple(DatedScheme(self.scheme(row), start) for start, row in sorted(by_start.items()))


def version_on(versions: Sequence[DatedScheme], day: date) -> Scheme:
    """The scheme in force on a day; before the first version, the first one."""
    current = versions[0].scheme
    for version in versions:
        if version.start <= day:
            current = version.scheme
    return current


def presets() -> tuple[PresetView, ...]:
    """The scheme files that ship with the program, in the order of their names."""
    found = []
    for path in sorted(resource("schemes").glob("*.toml")):
        text = path.read_text("utf-8")
        found.append(PresetView(path.stem, load_scheme(text, source=path.name), text))
    return tuple(found)


def adopt_scheme(session: Session, unit: Unit, text: str, starts_on: date, note: str) -> SchemeVersion:
    """Freeze a document as the branch's version from a day on. Raises ValidationFailed with all faults."""
    scheme = load_scheme(text, source="方案")
    row = SchemeVersion(
        unit_id=unit.id,
        scheme=scheme.id,
        name=scheme.name,
        hash=scheme.hash,
        document=text,
        starts_on=starts_on,
        adopted_note=note,
    )
    session.add(row)
    session.flush()
    return row


class SchemeService(Service):
    """Use cases of the 方案 page."""

    def __init__(self, uow: UnitOfWork, clock: Clock, book: SchemeBook) -> None:
        super().__init__(uow, clock)
        self._book = book

    def current(self, branch_uid: str, on: date) -> Scheme:
        """The scheme in force for a branch on a day."""
        with self.uow.read() as session:
            return version_on(self._book.versions(session, by_uid(session, Unit, branch_uid)), on)

    def history(self, branch_uid: str) -> list[VersionView]:
        """All adopted versions of a branch."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            rows = session.scalars(
                select(SchemeVersion)
                .where(SchemeVersion.unit_id == unit.id)
                .order_by(SchemeVersion.starts_on)
            )
            return [VersionView(r.uid, r.name, r.hash, r.starts_on, r.adopted_note) for r in rows]

    def adopt(self, actor: Actor, branch_uid: str, *, text: str, starts_on: date, note: str) -> Changes:
        """Adopt a scheme document from a day on; ``note`` names meeting, date and vote.

        Raises:
            ValidationFailed: all faults of the document, or the versions do not fit together (cycle, year).
            UserError: the day lies in a month that is confirmed already.
        """
        require(actor, Role.SECRETARY, action="通过积分方案")
        with self.uow.write() as session:
            unit = by_uid(session, Unit, branch_uid)
            self._check_start(session, unit, text, starts_on)
            row = adopt_scheme(session, unit, text, starts_on, note)
            record(
                session,
                actor,
                self.clock,
                "通过积分方案",
                row.name,
                {"hash": row.hash, "starts_on": starts_on},
            )
            return Changes.of(
                Kind.SCHEME, ids=(row.uid,), message=f"{row.name}自 {starts_on:%Y-%m-%d} 起执行"
            )

    def _check_start(self, session: Session, unit: Unit, text: str, starts_on: date) -> None:
        """Refuse what would change confirmed months, or make later ones impossible to score."""
        scheme = load_scheme(text, source="方案")
        if session.scalar(select(SchemeVersion.id).where(SchemeVersion.unit_id == unit.id).limit(1)) is None:
            return
        confirmed = session.scalar(
            select(func.max(Period.label)).where(Period.unit_id == unit.id, Period.state.in_(_CONFIRMED))
        )
        if confirmed is not None and starts_on <= Month.parse(confirmed).last:
            month = Month.parse(confirmed)
            raise UserError(
                f"{unit.short_name}的{month.title}已经评定，新方案不能从 {starts_on:%Y-%m-%d} 起执行。",
                hint=f"请从 {day_title(month.last + timedelta(days=1))} 起或更晚执行。",
            )
        others = [v for v in self._book.versions(session, unit) if v.start != starts_on]
        before = [v.scheme for v in others if v.start < starts_on]
        first_day = (scheme.cycle.start_month, 1)
        if (
            before
            and before[-1].cycle.start_month != first_day[0]
            and (starts_on.month, starts_on.day) != first_day
        ):
            message = f"新方案改了年度的起始月份，只能从新年度的第一天（{first_day[0]}月1日）起执行。"
            raise ValidationFailed([Issue(scheme.name, "version.start_month", message)])
        versions = (*others, DatedScheme(scheme, starts_on))
        # Whether a year can be scored depends on the versions alone, so nobody need be in it.
        ends = {date(year, 12, 31) for year in range(starts_on.year, self.today().year)}
        for day in sorted({starts_on, *ends, max(starts_on, self.today()), max(v.start for v in versions)}):
            evaluate(versions, Inputs(members=()), day)
