"""What the 公示 page shows and what can be chosen on it, and the queries behind notices."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Notice, NoticePhoto, Objection, Period, Unit
from app.services.documents import BoardSheet
from app.services.months import Month
from app.services.notices.board import BoardOptions, BoardOrder
from app.services.notices.versions import ChangedRow
from app.services.scoring import DatedScheme, PeriodKind
from app.services.terms import Term, find_term, term_at
from app.services.workflow import NoticeState, ObjectionState, PeriodState

SHEET: TypeAdapter[BoardSheet] = TypeAdapter(BoardSheet)
#: States in which a notice hangs.
HANGING = frozenset({NoticeState.POSTED, NoticeState.OBJECTED})
_OPEN = (ObjectionState.REGISTERED.value, ObjectionState.FOUND.value)
_LONGER = (PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR)


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """What the person who posts can choose.

    Attributes:
        reason: Why there is another version; empty for the first.
    """

    starts_on: date
    ends_on: date
    place: str
    contact: str
    options: BoardOptions = field(default_factory=BoardOptions)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of a posted notice."""

    uid: str
    version: int
    state: NoticeState
    starts_on: date
    ends_on: date
    posted_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class PhotoView:
    """A photo of the sheet where it hangs."""

    uid: str
    file_name: str
    sha256: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class NoticeView:
    """The 公示 page.

    Attributes:
        term: Month, quarter, half-year or year.
        uid: The version shown; empty for a draft.
        state: DRAFT while it is not posted; then the sheet is frozen.
        sheet: The board: computed now for a draft, the frozen one after posting.
        earliest_end: First day on which the notice may end.
        days: How many days it hangs, in the scheme's kind of days.
        posted_by_scheme: Whether the scheme posts such periods at all; where not, no board is shown or printed.
        can_close_on: Day after the last day, for a hanging notice.
        rule: The scheme's rule in words ("至少 5 天").
        care: What should be known about the days ("2027 年的节假日还没有填 …"); may be empty.
        versions: All versions, the newest first; none for a draft of the first.
        changed: Whose figures differ from the newest version while it hangs; of a draft of the next version, whose it marks.
        corrected: Whether corrections are among the changes: then the next version has to hang before the notice is closed.
        objections: Numbers of the objections that are not answered yet, "2026 年第 3 号".
    """

    term: Term
    state: NoticeState
    period_state: PeriodState
    draft: NoticeDraft
    sheet: BoardSheet
    version: int
    earliest_end: date
    days: int
    posted_by_scheme: bool
    can_close_on: date | None
    rule: str
    posted_by: str
    uid: str = ""
    care: str = ""
    versions: tuple[VersionView, ...] = ()
    changed: tuple[ChangedRow, ...] = ()
    corrected: bool = False
    objections: tuple[str, ...] = ()
    photos: tuple[PhotoView, ...] = ()

    @property
    def newest(self) -> bool:
        """Whether the version shown is the newest."""
        return not self.versions or self.versions[0].version <= self.version


def terms_of(versions: Sequence[DatedScheme], month: Month) -> tuple[Term, ...]:
    """The month, and those longer terms ending with it that the scheme posts."""
    found = [Term.of_month(month)]
    if month.last < versions[0].start:
        return tuple(found)
    for kind in _LONGER:
        term = term_at(versions, month.last, kind)
        posted = next(v.scheme for v in reversed(versions) if v.start <= term.end).posting.periods
        if term.last == month and kind in posted:
            # A first, short year may be no longer than its last quarter: one record, posted once.
            found = [other for other in found if other.label != term.label] + [term]
    return tuple(found)


def frozen_sheet(notice: Notice) -> BoardSheet:
    """The board exactly as it was posted."""
    return SHEET.validate_json(notice.sheet)


def board_options(text: str) -> BoardOptions:
    """The choices of a notice as they were kept; those that came later have their default."""
    data = json.loads(text)
    return BoardOptions(
        by_class=data["by_class"],
        order=BoardOrder(data["order"]),
        sections=data["sections"],
        months=data.get("months", True),
        deductions=data.get("deductions", False),
        masked=data.get("masked", False),
    )


def all_notices(session: Session, period: Period | None) -> list[Notice]:
    """Every version of a period's notice, the newest first."""
    if period is None:
        return []
    query = select(Notice).where(Notice.period_id == period.id).order_by(Notice.version.desc())
    return list(session.scalars(query))


def newest_notice(session: Session, unit: Unit, term: Term) -> Notice | None:
    """The newest version of a term's notice."""
    return next(iter(all_notices(session, find_term(session, unit, term))), None)


def open_objections(session: Session, period: Period) -> tuple[str, ...]:
    """Objections to any version of a period's notice that are not answered yet: "2026 年第 3 号"."""
    rows = session.execute(
        select(Objection.year, Objection.number)
        .join(Notice, Notice.id == Objection.notice_id)
        .where(Notice.period_id == period.id, Objection.state.in_(_OPEN))
        .order_by(Objection.year, Objection.number)
    )
    return tuple(f"{year} 年第 {number} 号" for year, number in rows)


def version_view(notice: Notice) -> VersionView:
    """One version for the page."""
    return VersionView(
        uid=notice.uid,
        version=notice.version,
        state=NoticeState(notice.state),
        starts_on=notice.starts_on,
        ends_on=notice.ends_on,
        posted_by=notice.posted_by,
        reason=notice.reason,
    )


def photo_views(session: Session, notice: Notice) -> tuple[PhotoView, ...]:
    """Photos of one version in the order they were added."""
    rows = session.scalars(
        select(NoticePhoto).where(NoticePhoto.notice_id == notice.id).order_by(NoticePhoto.id)
    )
    return tuple(PhotoView(r.uid, r.file_name, r.sha256, r.added_by, r.added_at) for r in rows)
