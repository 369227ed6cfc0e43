"""公示: freezing the board, hanging it for the scheme's days, closing and archiving the month."""

from __future__ import annotations

import json
from collections.abc import Collection as Days
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import Issue, ValidationFailed, WorkflowError
from app.models import Card, Meeting, Notice, Period, Unit
from app.models.uow import UnitOfWork

from .actor import Actor, require
from .audit import record
from .base import Service, by_uid, find_period
from .board import BoardFrame, BoardOptions, BoardOrder, build_board
from .changes import Changes, Kind
from .documents import BoardSheet
from .forms import form_number
from .ledger import Ledger
from .months import Month, day_title
from .safety.dates import refuse_doubtful_date
from .schemes import SchemeBook, version_on
from .scoring import Scheme
from .workflow import (
    CARD,
    NOTICE,
    PERIOD,
    Action,
    CardState,
    Guard,
    MeetingPurpose,
    NoticeState,
    PeriodState,
    Role,
    advance,
)

_SHEET: TypeAdapter[BoardSheet] = TypeAdapter(BoardSheet)


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """What the person who posts can choose."""

    starts_on: date
    ends_on: date
    place: str
    contact: str
    options: BoardOptions = field(default_factory=BoardOptions)


@dataclass(frozen=True, slots=True)
class NoticeView:
    """The 公示 page.

    Attributes:
        state: DRAFT while it is not posted; then the sheet is frozen.
        sheet: The board: computed now for a draft, the frozen one after posting.
        earliest_end: First day on which the notice may end.
        posted_by_scheme: Whether the scheme posts months at all.
        can_close_on: Day after the last day, for a hanging notice.
        rule: The scheme's rule in words ("至少 5 天").
    """

    state: NoticeState
    period_state: PeriodState
    draft: NoticeDraft
    sheet: BoardSheet
    version: int
    earliest_end: date
    posted_by_scheme: bool
    can_close_on: date | None
    rule: str
    posted_by: str


def earliest_end(starts_on: date, days: int, *, day_kind: str, holidays: Days[date] = ()) -> date:
    """The first day on which a notice that starts on ``starts_on`` has hung the scheme's days, both ends counted.

    Args:
        starts_on: Day of posting; it counts as the first day.
        days: Minimum number of days.
        day_kind: ``calendar`` or ``working`` (Monday to Friday without ``holidays``).
        holidays: Days that are no working days.
    """
    day, counted = starts_on, 0
    while True:
        if day_kind == "calendar" or (day.weekday() < 5 and day not in holidays):
            counted += 1
        if counted >= days:
            return day
        day += timedelta(days=1)


def rule_text(scheme: Scheme) -> str:
    """ "至少 5 天" or "至少 5 个工作日"."""
    unit = "个工作日" if scheme.posting.day_kind == "working" else "天"
    return f"至少 {scheme.posting.notice_days} {unit}"


class NoticeService(Service):
    """Use cases of the 公示 page."""

    def __init__(self, uow: UnitOfWork, clock: Clock, book: SchemeBook, ledger: Ledger) -> None:
        super().__init__(uow, clock)
        self._book = book
        self._ledger = ledger

    def view(self, branch_uid: str, month: Month, draft: NoticeDraft | None = None) -> NoticeView:
        """The notice of a branch's month; before posting, as it would look with the choices of ``draft``."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            scheme = version_on(self._book.versions(session, unit), month.last)
            period = find_period(session, unit, month)
            notice = _newest(session, period)
            if notice is not None:
                return self._posted(session, unit, month, scheme, notice)
            chosen = draft or self._proposal(session, unit, scheme)
            return NoticeView(
                state=NoticeState.DRAFT,
                period_state=PeriodState(period.state) if period else PeriodState.OPEN,
                draft=chosen,
                sheet=self._sheet(session, unit, month, chosen),
                version=1,
                earliest_end=self._earliest(scheme, chosen.starts_on),
                posted_by_scheme="month" in scheme.posting.periods,
                can_close_on=None,
                rule=rule_text(scheme),
                posted_by="",
            )

    def post(self, actor: Actor, branch_uid: str, month: Month, draft: NoticeDraft) -> Changes:
        """Freeze the board and hang it.

        Raises:
            ValidationFailed: too few days, no place, no contact.
            WorkflowError: the month is not confirmed, or the actor is not the secretary.
        """
        require(actor, Role.SECRETARY, action="张贴公示")
        with self.uow.write() as session:
            refuse_doubtful_date(session, self.clock, step="张贴公示")
            unit = by_uid(session, Unit, branch_uid)
            period = find_period(session, unit, month)
            state = PeriodState(period.state) if period else PeriodState.OPEN
            new_state = advance(
                PERIOD, state, Action.POST, actor.role, subject=month.title, checked=Guard.MINIMUM_DAYS
            )
            assert period is not None  # noqa: S101 - only a confirmed period, which exists, may be posted
            scheme = version_on(self._book.versions(session, unit), month.last)
            self._check(session, period, scheme, draft)
            sheet = self._sheet(session, unit, month, draft)
            notice_state = advance(
                NOTICE,
                NoticeState.DRAFT,
                Action.POST,
                actor.role,
                subject=month.title,
                checked=Guard.MINIMUM_DAYS,
            )
            notice = Notice(
                period_id=period.id,
                version=1,
                state=notice_state.value,
                starts_on=draft.starts_on,
                ends_on=draft.ends_on,
                place=draft.place.strip(),
                contact=draft.contact.strip(),
                options=json.dumps(asdict(draft.options)),
                sheet=_SHEET.dump_json(sheet).decode(),
                frozen_at=sheet.as_of,
                posted_by=actor.name,
            )
            session.add(notice)
            period.state = new_state.value
            _advance_cards(session, period, Action.POST, actor)
            # What hangs where and who answers is the branch's habit: the next month starts from it.
            unit.places, unit.contact = draft.place.strip(), draft.contact.strip()
            session.flush()
            record(
                session, actor, self.clock, "张贴公示", f"{unit.short_name} {month.title}",
                {"notice": notice.uid, "from": draft.starts_on, "to": draft.ends_on},
            )  # fmt: skip
            return Changes.of(
                Kind.NOTICE, Kind.PERIOD, ids=(notice.uid,),
                message=f"{month.title}公示已张贴，到 {day_title(draft.ends_on)} 止",
            )  # fmt: skip

    def close(self, actor: Actor, branch_uid: str, month: Month) -> Changes:
        """Close the notice after its last day and archive the month."""
        require(actor, Role.SECRETARY, action="结束公示")
        with self.uow.write() as session:
            refuse_doubtful_date(session, self.clock, step="结束公示")
            unit = by_uid(session, Unit, branch_uid)
            period = find_period(session, unit, month)
            notice = _newest(session, period)
            if period is None or notice is None:
                raise WorkflowError(f"{month.title}还没有张贴公示。", hint="请先评定生效，再张贴公示。")
            state = advance(
                NOTICE, NoticeState(notice.state), Action.CLOSE, actor.role, subject=f"{month.title}公示",
                checked=Guard.LAST_DAY_PASSED,
            )  # fmt: skip
            if self.today() <= notice.ends_on:
                after = notice.ends_on + timedelta(days=1)
                raise WorkflowError(
                    f"{month.title}公示到 {day_title(notice.ends_on)} 止，还不能结束。",
                    hint=f"{day_title(after)} 起可以结束并归档。",
                )
            notice.state, notice.closed_on = state.value, self.today()
            session.flush()
            record(
                session, actor, self.clock, "结束公示", f"{unit.short_name} {month.title}",
                {"notice": notice.uid, "to": notice.ends_on},
            )  # fmt: skip
            self._archive(session, unit, period, month, actor, checked=Guard.LAST_DAY_PASSED)
            return Changes.of(
                Kind.NOTICE, Kind.PERIOD, ids=(notice.uid,), message=f"{month.title}已结束公示并归档"
            )

    def archive(self, actor: Actor, branch_uid: str, month: Month) -> Changes:
        """Archive a month that the scheme does not post."""
        require(actor, Role.SECRETARY, action="归档")
        with self.uow.write() as session:
            refuse_doubtful_date(session, self.clock, step="归档")
            unit = by_uid(session, Unit, branch_uid)
            scheme = version_on(self._book.versions(session, unit), month.last)
            period = find_period(session, unit, month)
            if period is None or "month" in scheme.posting.periods:
                raise WorkflowError(f"{month.title}按方案须先公示，不能直接归档。", hint="请先张贴公示。")
            self._archive(session, unit, period, month, actor, checked=Guard.NOT_POSTED_BY_SCHEME)
            return Changes.of(Kind.PERIOD, message=f"{month.title}已归档")

    def _archive(
        self, session: Session, unit: Unit, period: Period, month: Month, actor: Actor, *, checked: Guard
    ) -> None:
        state = advance(
            PERIOD,
            PeriodState(period.state),
            Action.ARCHIVE,
            actor.role,
            subject=month.title,
            checked=checked,
        )
        period.state = state.value
        _advance_cards(session, period, Action.ARCHIVE, actor)
        session.flush()
        record(session, actor, self.clock, "归档", f"{unit.short_name} {month.title}")

    def _proposal(self, session: Session, unit: Unit, scheme: Scheme) -> NoticeDraft:
        """Today for the scheme's days; place, contact and layout as the branch had them last time."""
        start = self.today()
        last = session.scalar(
            select(Notice.options)
            .join(Period, Period.id == Notice.period_id)
            .where(Period.unit_id == unit.id)
            .order_by(Notice.id.desc())
            .limit(1)
        )
        return NoticeDraft(
            starts_on=start,
            ends_on=self._earliest(scheme, start),
            place=unit.places,
            contact=unit.contact,
            options=_options(last) if last else BoardOptions(),
        )

    def _earliest(self, scheme: Scheme, start: date) -> date:
        return earliest_end(start, scheme.posting.notice_days, day_kind=scheme.posting.day_kind.value)

    def _sheet(self, session: Session, unit: Unit, month: Month, draft: NoticeDraft) -> BoardSheet:
        frame = BoardFrame(
            starts_on=draft.starts_on,
            ends_on=draft.ends_on,
            place=draft.place,
            contact=draft.contact,
            version=1,
            as_of=self.clock.now().replace(microsecond=0),
            form_number=form_number(unit, month, "公示"),
        )
        return build_board(session, unit, month, self._ledger, draft.options, frame)

    def _check(self, session: Session, period: Period, scheme: Scheme, draft: NoticeDraft) -> None:
        issues = []
        met = session.scalar(
            select(func.max(Meeting.held_on)).where(
                Meeting.period_id == period.id, Meeting.purpose != MeetingPurpose.CORRECTION.value
            )
        )
        if met is not None and draft.starts_on < met:
            text = f"{day_title(met)}才评定，公示不能早于这一天。"
            issues.append(Issue("开始日期", "starts_on", text))
        earliest = self._earliest(scheme, draft.starts_on)
        if draft.ends_on < earliest:
            issues.append(
                Issue(
                    "截止日期", "ends_on", f"方案规定公示{rule_text(scheme)}，最早到 {earliest:%Y-%m-%d} 止。"
                )
            )
        if not draft.place.strip():
            issues.append(Issue("地点", "place", "请填写张贴地点，例如“党务公开栏、支部微信群”。"))
        if not draft.contact.strip():
            issues.append(Issue("联系人", "contact", "请填写受理异议的人和电话。"))
        if issues:
            raise ValidationFailed(issues)

    def _posted(
        self, session: Session, unit: Unit, month: Month, scheme: Scheme, notice: Notice
    ) -> NoticeView:
        period = session.get_one(Period, notice.period_id)
        state = NoticeState(notice.state)
        return NoticeView(
            state=state,
            period_state=PeriodState(period.state),
            draft=NoticeDraft(
                notice.starts_on, notice.ends_on, notice.place, notice.contact, _options(notice.options)
            ),
            sheet=frozen_sheet(notice),
            version=notice.version,
            earliest_end=self._earliest(scheme, notice.starts_on),
            posted_by_scheme=True,
            can_close_on=None if state is NoticeState.CLOSED else notice.ends_on + timedelta(days=1),
            rule=rule_text(scheme),
            posted_by=notice.posted_by,
        )


def frozen_sheet(notice: Notice) -> BoardSheet:
    """The board exactly as it was posted."""
    return _SHEET.validate_json(notice.sheet)


def _options(text: str) -> BoardOptions:
    data = json.loads(text)
    return BoardOptions(by_class=data["by_class"], order=BoardOrder(data["order"]), sections=data["sections"])


def _newest(session: Session, period: Period | None) -> Notice | None:
    if period is None:
        return None
    return session.scalar(
        select(Notice).where(Notice.period_id == period.id).order_by(Notice.version.desc()).limit(1)
    )


def newest_notice(session: Session, unit: Unit, month: Month) -> Notice | None:
    """The newest version of a month's notice."""
    return _newest(session, find_period(session, unit, month))


def _advance_cards(session: Session, period: Period, action: Action, actor: Actor) -> None:
    for card in session.scalars(select(Card).where(Card.period_id == period.id)):
        state = CardState(card.state)
        if (state, action) in CARD:
            card.state = advance(CARD, state, action, actor.role, subject="申报卡").value
