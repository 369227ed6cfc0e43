"""Objections as the page, 首页 and the sheets show them, and the queries that they share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Correction, Meeting, Member, Notice, Objection, Period, Posting, Unit
from app.services.corrections.views import CorrectionRow, correction_row
from app.services.forms import form_number
from app.services.member_views import member_rows
from app.services.months import Month, day_title
from app.services.scoring import PeriodKind
from app.services.terms import TERM_NAMES, months_of
from app.services.workflow import MeetingPurpose, MeetingState, NoticeState, ObjectionState


class Raiser(StrEnum):
    """Who raised an objection."""

    MEMBER = "member"
    MASSES = "masses"
    ANONYMOUS = "anonymous"


class Target(StrEnum):
    """What an objection is against."""

    LINE = "line"
    TOTAL = "total"
    MISSING = "missing"
    OTHER = "other"


RAISER_NAMES = {Raiser.MEMBER: "党员", Raiser.MASSES: "群众", Raiser.ANONYMOUS: "匿名"}
TARGET_NAMES = {
    Target.LINE: "某一条积分",
    Target.TOTAL: "合计分数",
    Target.MISSING: "漏记",
    Target.OTHER: "其他",
}
#: How an answer may be given.
REPLY_WAYS = ("当面答复", "电话答复", "书面答复", "公开栏张榜答复")

OPEN = (ObjectionState.REGISTERED, ObjectionState.FOUND)
_OPEN_VALUES = [state.value for state in OPEN]
_HANGING = [NoticeState.POSTED.value, NoticeState.OBJECTED.value]


@dataclass(frozen=True, slots=True)
class NoticeChoice:
    """A hanging notice that an objection may be raised against.

    Attributes:
        title: "2026年10月公示", with the version from the second on.
        months: First and last month that it covers.
        ends_on: Its last day.
    """

    uid: str
    title: str
    months: tuple[Month, Month]
    ends_on: date
    version: int


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """One objection.

    Attributes:
        number: Serial in the register of ``year``; ``form`` its form number.
        notice: Which notice, in words; ``month`` the last one that it covers.
        raiser: Name, or 群众, 匿名; ``contact`` for the office only.
        about: The member concerned; ``line`` the entry, in words; ``posting_uid`` the entry.
        days_left: Until an answer is owed, negative when overdue; ``None`` when it is decided.
        corrections: What was put right when it was upheld.
        grades: Whether the notice announces the grades of a year that is in effect: against one of them an answer in
            words is all there is.
    """

    uid: str
    number: int
    year: int
    form: str
    notice: str
    month: Month
    raised_on: date
    raiser_kind: Raiser
    raiser: str
    contact: str
    target: Target
    about_uid: str
    about: str
    posting_uid: str
    line: str
    content: str
    received_by: str
    reply_due: date
    days_left: int | None
    finding: str
    found_on: date | None
    found_by: str
    second: str
    reply: str
    replied_on: date | None
    reply_way: str
    decided_by: str
    state: ObjectionState
    corrections: tuple[CorrectionRow, ...]
    grades: bool = False

    @property
    def is_open(self) -> bool:
        """Whether an answer is still owed."""
        return self.state in OPEN

    @property
    def title(self) -> str:
        """ "2026年第 3 号"."""
        return f"{self.year}年第 {self.number} 号"


@dataclass(frozen=True, slots=True)
class ObjectionsView:
    """The 异议 part of the page.

    Attributes:
        rows: The register of the year, open ones first, then the newest.
        notices: Hanging notices of the branch.
        reply_days: Days within which an answer is owed.
    """

    year: int
    rows: tuple[ObjectionView, ...]
    notices: tuple[NoticeChoice, ...]
    reply_days: int

    @property
    def open(self) -> tuple[ObjectionView, ...]:
        """Those that wait for a finding or an answer."""
        return tuple(row for row in self.rows if row.is_open)


def period_title(period: Period) -> str:
    """ "2026年10月", "2026年10月至12月（季度）"."""
    first, last = months_of(period)
    if first == last:
        return first.title
    end = last.title if last.year != first.year else f"{last.month}月"
    return f"{first.title}至{end}（{TERM_NAMES[PeriodKind(period.kind)]}）"


def hanging_notices(session: Session, unit: Unit) -> tuple[NoticeChoice, ...]:
    """Notices of a branch that hang, the newest first."""
    rows = session.execute(
        select(Notice, Period)
        .join(Period, Period.id == Notice.period_id)
        .where(Period.unit_id == unit.id, Notice.state.in_(_HANGING))
        .order_by(Notice.id.desc())
    )
    return tuple(
        NoticeChoice(
            uid=notice.uid,
            title=f"{period_title(period)}公示"
            + (f"（第 {notice.version} 版）" if notice.version > 1 else ""),
            months=months_of(period),
            ends_on=notice.ends_on,
            version=notice.version,
        )
        for notice, period in rows
    )


def objection_views(
    session: Session, unit: Unit, *, today: date, year: int | None = None, uids: Collection[str] = ()
) -> tuple[ObjectionView, ...]:
    """Objections of a branch's register of a year, or some of them; open ones first, then the newest."""
    query = select(Objection).where(Objection.unit_id == unit.id)
    if year is not None:
        query = query.where(Objection.year == year)
    if uids:
        query = query.where(Objection.uid.in_(list(uids)))
    views = [_view(session, unit, row, today) for row in session.scalars(query)]
    return tuple(sorted(views, key=lambda v: (not v.is_open, -v.year, -v.number)))


def _view(session: Session, unit: Unit, row: Objection, today: date) -> ObjectionView:
    notice = session.get_one(Notice, row.notice_id)
    period = session.get_one(Period, notice.period_id)
    state = ObjectionState(row.state)
    about = session.get(Member, row.about_id) if row.about_id is not None else None
    posting = session.get(Posting, row.posting_id) if row.posting_id is not None else None
    found = session.scalars(
        select(Correction).where(Correction.objection_id == row.id).order_by(Correction.id)
    )
    return ObjectionView(
        uid=row.uid,
        number=row.number,
        year=row.year,
        form=form_number(unit, Month.of(row.raised_on), "异议", row.number),
        notice=f"{period_title(period)}公示第 {notice.version} 版",
        month=months_of(period)[1],
        raised_on=row.raised_on,
        raiser_kind=Raiser(row.raiser_kind),
        raiser=_raiser(session, row),
        contact=row.raiser_contact,
        target=Target(row.target),
        about_uid=about.uid if about is not None else "",
        about=_label(session, about, row.raised_on),
        posting_uid=posting.uid if posting is not None else "",
        line=f"{day_title(posting.deed_date)} {posting.item_name}" if posting is not None else "",
        content=row.content,
        received_by=row.received_by,
        reply_due=row.reply_due,
        days_left=(row.reply_due - today).days if state in OPEN else None,
        finding=row.finding,
        found_on=row.found_on,
        found_by=row.found_by,
        second=_name(session, row.second_id),
        reply=row.reply,
        replied_on=row.replied_on,
        reply_way=row.reply_way,
        decided_by=row.decided_by,
        state=state,
        corrections=tuple(correction_row(session, each) for each in found),
        grades=announces_grades(session, row),
    )


def announces_grades(session: Session, row: Objection) -> bool:
    """Whether an objection is against the notice of a year, which says the grades that the meeting gave."""
    period = session.get_one(Period, session.get_one(Notice, row.notice_id).period_id)
    return period.kind == PeriodKind.YEAR.value


def _name(session: Session, member_id: int | None) -> str:
    return session.get_one(Member, member_id).name if member_id is not None else ""


def _label(session: Session, member: Member | None, on: date) -> str:
    """The name, with the group where two have one name."""
    return member_rows(session, on, member_ids=[member.id])[0].label if member is not None else ""


def _raiser(session: Session, row: Objection) -> str:
    if row.raiser_id is not None:
        return _label(session, session.get_one(Member, row.raiser_id), row.raised_on)
    return row.raiser_name or RAISER_NAMES[Raiser(row.raiser_kind)]


def open_objections(session: Session, unit: Unit) -> list[Objection]:
    """Those of a branch that wait for an answer, the one that is due first first."""
    return list(
        session.scalars(
            select(Objection)
            .where(Objection.unit_id == unit.id, Objection.state.in_(_OPEN_VALUES))
            .order_by(Objection.reply_due, Objection.id)
        )
    )


def due_words(session: Session, unit: Unit, today: date) -> list[tuple[str, bool]]:
    """What is owed to those who objected, in words for 首页, and whether it is overdue."""
    found = []
    for row in open_objections(session, unit):
        left = (row.reply_due - today).days
        when = f"还有 {left} 天" if left > 0 else "今天到期" if not left else f"已超过 {-left} 天"
        step = "待核查" if row.state == ObjectionState.REGISTERED.value else "待答复"
        found.append(
            (f"{row.year}年第 {row.number} 号异议{step}，{day_title(row.reply_due)}前答复，{when}", left < 0)
        )
    return found


def count_open(session: Session, period_id: int) -> int:
    """Open objections against any version of a period's notice."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Objection)
            .join(Notice, Notice.id == Objection.notice_id)
            .where(Notice.period_id == period_id, Objection.state.in_(_OPEN_VALUES))
        )
        or 0
    )


def to_report(session: Session, unit: Unit, held_on: date) -> int:
    """How many objections were settled since the members' last meeting, to be told at the one of a day."""
    last = session.scalar(
        select(func.max(Meeting.held_on))
        .join(Period, Period.id == Meeting.period_id)
        .where(
            Period.unit_id == unit.id,
            Meeting.purpose == MeetingPurpose.MONTH.value,
            Meeting.state == MeetingState.EFFECTIVE.value,
            Meeting.held_on < held_on,
        )
    )
    query = (
        select(func.count())
        .select_from(Objection)
        .where(
            Objection.unit_id == unit.id,
            Objection.state.in_([ObjectionState.UPHELD.value, ObjectionState.DISMISSED.value]),
            Objection.replied_on <= held_on,
        )
    )
    # What was answered on the day of the last meeting may have come after it: it is told once more, never not at all.
    return session.scalar(query.where(Objection.replied_on >= last) if last is not None else query) or 0
