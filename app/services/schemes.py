"""Schemes of a branch: presets, adoption, and which version holds on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import UserError, ValidationFailed
from app.models import Period, SchemeDraft, SchemeVersion, Unit
from app.models.uow import UnitOfWork
from app.resources import resource

from .actor import Actor, require
from .audit import record
from .base import Service, by_uid
from .changes import Changes, Kind
from .months import Month, day_title
from .scheme_fit import check_fit
from .scheme_meeting import AdoptionMeeting
from .scheme_starts import StartChoice, start_choice, superseded_words
from .scoring import DatedScheme, Difference, Scheme, differences, load_scheme, scheme_hash
from .scoring.kinds import PeriodKind
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
    """A version in the branch's history, newest last.

    Attributes:
        adopted_note: Meeting, date and votes in words; ``meeting`` the same as facts, where they were kept.
    """

    uid: str
    name: str
    hash: str
    starts_on: date
    adopted_note: str
    meeting: AdoptionMeeting | None = None


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


def adopt_scheme(
    session: Session, unit: Unit, text: str, starts_on: date, note: str, *, meeting: str = ""
) -> SchemeVersion:
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
        meeting=meeting,
    )
    session.add(row)
    session.flush()
    return row


def example_count(scheme: Scheme) -> int:
    """Items whose figure is an example that a meeting has to pass."""
    return sum(item.example and item.enabled for item in scheme.items.values())


def last_confirmed(session: Session, unit: Unit) -> Month | None:
    """The last month of a branch that is confirmed; ``None`` where none is."""
    label = session.scalar(
        select(func.max(Period.label)).where(
            Period.unit_id == unit.id, Period.kind == PeriodKind.MONTH.value, Period.state.in_(_CONFIRMED)
        )
    )
    return Month.parse(label) if label is not None else None


def _version_view(row: SchemeVersion) -> VersionView:
    meeting = AdoptionMeeting.from_json(row.meeting)
    return VersionView(row.uid, row.name, row.hash, row.starts_on, row.adopted_note, meeting)


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
                .order_by(SchemeVersion.starts_on, SchemeVersion.id)
            )
            return [_version_view(row) for row in rows]

    def version(self, version_uid: str) -> tuple[Scheme, str]:
        """One version: its rules, and its text as it was adopted."""
        with self.uow.read() as session:
            row = by_uid(session, SchemeVersion, version_uid)
            return self._book.scheme(row), row.document

    def in_force(self, branch_uid: str, on: date) -> VersionView | None:
        """The version that holds on a day, before the first one that one; ``None`` if the branch has none."""
        versions = self.history(branch_uid)
        begun = [version for version in versions if version.starts_on <= on]
        return begun[-1] if begun else next(iter(versions), None)

    def compare(self, branch_uid: str, text: str, on: date) -> tuple[Difference, ...]:
        """In what a document differs from the version in force, in words. Raises ValidationFailed for a faulty one."""
        return differences(self.current(branch_uid, on), load_scheme(text, source="草稿"))

    def item_ids(self, branch_uid: str) -> frozenset[str]:
        """Ids of all items of all versions: a new item must not be counted together with an old one."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            rows = session.scalars(select(SchemeVersion).where(SchemeVersion.unit_id == unit.id))
            return frozenset(item for row in rows for item in self._book.scheme(row).items)

    def starts(self, branch_uid: str, text: str) -> StartChoice:
        """From which days a document can hold, and which of them is proposed."""
        scheme = load_scheme(text, source="方案")
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            confirmed = last_confirmed(session, unit)
            choice = start_choice(scheme.cycle, confirmed.last if confirmed else None, self.today())
            rows = session.scalars(select(SchemeVersion).where(SchemeVersion.unit_id == unit.id))
            return replace(choice, versions=tuple(sorted((row.starts_on, row.name) for row in rows)))

    def adopt(
        self,
        actor: Actor,
        branch_uid: str,
        *,
        text: str,
        starts_on: date,
        note: str = "",
        meeting: AdoptionMeeting | None = None,
        examples_passed: bool = False,
        draft_uid: str = "",
    ) -> Changes:
        """Adopt a scheme document from a day on.

        Args:
            actor: The secretary.
            branch_uid: The branch.
            text: The document.
            starts_on: First deed date that it holds for.
            note: Meeting, date and vote in words, where their facts are not known.
            meeting: The facts; they go into the audit chain and can never be changed.
            examples_passed: The meeting passed the example figures one by one.
            draft_uid: The draft that has become the version; it goes, unless its saved text is another one.

        Raises:
            ValidationFailed: all faults of the document or the meeting, or the versions do not fit together.
            UserError: the day lies in a month that is confirmed already, nothing is changed, or there are example
                figures that nobody passed.
        """
        require(actor, Role.SECRETARY, action="通过积分方案")
        if meeting is not None and (issues := meeting.issues(self.today())):
            raise ValidationFailed(issues)
        with self.uow.write() as session:
            unit = by_uid(session, Unit, branch_uid)
            later = self._check_start(session, unit, text, starts_on)
            if meeting is not None:
                self._check_content(session, unit, text, starts_on, examples_passed=examples_passed)
            note = meeting.words if meeting is not None else note
            facts = meeting.to_json() if meeting is not None else ""
            row = adopt_scheme(session, unit, text, starts_on, note, meeting=facts)
            kept = _drop_draft(session, unit, draft_uid, row.hash)
            detail = {"hash": row.hash, "starts_on": starts_on, "facts": facts}
            record(session, actor, self.clock, "通过积分方案", row.name, detail)
            warnings = (*(meeting.warnings if meeting is not None else ()), later, kept)
            return Changes.of(
                Kind.SCHEME,
                Kind.SCHEME_DRAFT,
                ids=(row.uid,),
                message=f"{row.name}自 {starts_on:%Y-%m-%d} 起执行",
                warnings=tuple(filter(None, warnings)),
            )

    def _check_content(
        self, session: Session, unit: Unit, text: str, starts_on: date, *, examples_passed: bool
    ) -> None:
        """Refuse a version that changes nothing, or one with figures that the meeting was not asked about."""
        scheme = load_scheme(text, source="方案")
        has_any = session.scalar(select(SchemeVersion.id).where(SchemeVersion.unit_id == unit.id).limit(1))
        if (
            has_any is not None
            and version_on(self._book.versions(session, unit), starts_on).hash == scheme.hash
        ):
            raise UserError(
                "这份方案与现行方案一字不差，不用再通过一次。", hint="请先在草稿里修改，再提交通过。"
            )
        count = example_count(scheme)
        if count and not examples_passed:
            raise UserError(
                f"方案里还有 {count} 个项目是示例分值，须经党员大会逐项通过。",
                hint="大会已经通过的，请勾选确认；没有通过的，请先改定分值。",
            )

    def _check_start(self, session: Session, unit: Unit, text: str, starts_on: date) -> str:
        """Refuse what would change confirmed months or does not fit. Returns what to say of a later version."""
        scheme = load_scheme(text, source="方案")
        if session.scalar(select(SchemeVersion.id).where(SchemeVersion.unit_id == unit.id).limit(1)) is None:
            return ""
        month = last_confirmed(session, unit)
        if month is not None and starts_on <= month.last:
            raise UserError(
                f"{unit.short_name}的{month.title}已经评定，新方案不能从 {starts_on:%Y-%m-%d} 起执行。",
                hint=f"请从 {day_title(month.last + timedelta(days=1))} 起或更晚执行。",
            )
        versions = self._book.versions(session, unit)
        check_fit(versions, DatedScheme(scheme, starts_on), self.today())
        later = next((version for version in versions if version.start > starts_on), None)
        return superseded_words(later.start, later.scheme.name) if later is not None else ""


def _drop_draft(session: Session, unit: Unit, draft_uid: str, adopted_hash: str) -> str:
    """Delete the draft that has become the version. One that was changed since stays: returns what to say then."""
    draft = session.scalar(
        select(SchemeDraft).where(SchemeDraft.uid == draft_uid, SchemeDraft.unit_id == unit.id)
    )
    if draft is None:
        return ""
    if scheme_hash(draft.document) != adopted_hash:
        return f"草稿“{draft.name}”里还有没有通过的改动，仍然保留。"
    session.delete(draft)
    return ""
