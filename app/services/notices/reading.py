"""Reading notices: the board as it would hang, as it hangs, and as its next version would."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock, today
from app.models import Notice, Period, Unit
from app.services.corrections.reach import corrected_since
from app.services.documents import BoardSheet
from app.services.forms import form_number
from app.services.ledger import Ledger
from app.services.ledger_verdicts import load_holidays
from app.services.notices.board import BoardFrame, BoardOptions, build_board
from app.services.notices.days import count_days, earliest_end, rule_text, unknown_year
from app.services.notices.versions import ChangedRow, mark_changes
from app.services.notices.views import (
    HANGING,
    NoticeDraft,
    NoticeView,
    all_notices,
    board_options,
    frozen_sheet,
    open_objections,
    photo_views,
    version_view,
)
from app.services.schemes import SchemeBook, version_on
from app.services.scoring import Scheme
from app.services.terms import Term, find_term
from app.services.workflow import NoticeState, PeriodState


class NoticeReader:
    """Views and boards inside the caller's transaction."""

    def __init__(self, book: SchemeBook, ledger: Ledger, clock: Clock) -> None:
        self._book = book
        self._ledger = ledger
        self._clock = clock

    def view(
        self, session: Session, unit: Unit, term: Term, draft: NoticeDraft | None, version: int
    ) -> NoticeView:
        """The notice of a term; a draft of it before it is posted."""
        notices = all_notices(session, find_term(session, unit, term))
        if notices:
            shown = next((n for n in notices if n.version == version), notices[0])
            return self._posted(session, unit, term, notices, shown)
        chosen = draft or self._proposal(session, unit, term)
        sheet = self.sheet(session, unit, term, chosen, version=1)
        return self._draft_view(session, unit, term, chosen, sheet, changed=())

    def view_again(
        self, session: Session, unit: Unit, term: Term, hanging: Notice, draft: NoticeDraft | None
    ) -> NoticeView:
        """The next version of a notice that hangs."""
        start = today(self._clock)
        end = self.earliest(session, self.scheme(session, unit, term), start)
        chosen = draft or NoticeDraft(start, end, hanging.place, hanging.contact)
        chosen = replace(chosen, options=board_options(hanging.options))
        sheet, changed = self.marked(session, unit, term, hanging, chosen)
        view = self._draft_view(session, unit, term, chosen, sheet, changed=changed)
        notices = all_notices(session, find_term(session, unit, term))
        return replace(view, versions=tuple(version_view(notice) for notice in notices))

    def scheme(self, session: Session, unit: Unit, term: Term) -> Scheme:
        """Version in force at a term's end."""
        return version_on(self._book.versions(session, unit), term.end)

    def earliest(self, session: Session, scheme: Scheme, start: date) -> date:
        """First day on which a notice may end."""
        posting, holidays = scheme.posting, load_holidays(session)
        return earliest_end(start, posting.notice_days, day_kind=posting.day_kind.value, holidays=holidays)

    def sheet(
        self, session: Session, unit: Unit, term: Term, draft: NoticeDraft, *, version: int
    ) -> BoardSheet:
        """The board from the ledger, with these choices."""
        frame = BoardFrame(
            starts_on=draft.starts_on,
            ends_on=draft.ends_on,
            place=draft.place,
            contact=draft.contact,
            version=version,
            as_of=self._clock.now().replace(microsecond=0),
            form_number=form_number(unit, term.last, "公示", len(term.months)),
            reason=draft.reason.strip(),
        )
        return build_board(session, unit, term, self._ledger, draft.options, frame)

    def marked(
        self, session: Session, unit: Unit, term: Term, hanging: Notice, draft: NoticeDraft
    ) -> tuple[BoardSheet, tuple[ChangedRow, ...]]:
        """The next version of a board, with who is changed on it."""
        now = self.sheet(session, unit, term, draft, version=hanging.version + 1)
        return mark_changes(frozen_sheet(hanging), now)

    def _proposal(self, session: Session, unit: Unit, term: Term) -> NoticeDraft:
        """Today for the scheme's days; place, contact and layout as the branch had them last time."""
        start, scheme = today(self._clock), self.scheme(session, unit, term)
        last = session.scalar(
            select(Notice.options)
            .join(Period, Period.id == Notice.period_id)
            .where(Period.unit_id == unit.id)
            .order_by((Period.kind == term.kind.value).desc(), Notice.id.desc())
            .limit(1)
        )
        return NoticeDraft(
            starts_on=start,
            ends_on=self.earliest(session, scheme, start),
            place=unit.places,
            contact=unit.contact,
            options=board_options(last) if last else BoardOptions(),
        )

    def _draft_view(
        self, session: Session, unit: Unit, term: Term, draft: NoticeDraft, sheet: BoardSheet,
        *, changed: tuple[ChangedRow, ...],
    ) -> NoticeView:  # fmt: skip
        scheme, period = self.scheme(session, unit, term), find_term(session, unit, term)
        holidays = load_holidays(session)
        unknown = unknown_year(scheme, draft.starts_on, draft.ends_on, holidays)
        return NoticeView(
            term=term,
            state=NoticeState.DRAFT,
            period_state=PeriodState(period.state) if period else PeriodState.OPEN,
            draft=draft,
            sheet=sheet,
            version=sheet.version,
            earliest_end=self.earliest(session, scheme, draft.starts_on),
            days=count_days(
                draft.starts_on, draft.ends_on, day_kind=scheme.posting.day_kind.value, holidays=holidays
            ),
            posted_by_scheme=term.kind in scheme.posting.periods,
            can_close_on=None,
            rule=rule_text(scheme),
            posted_by="",
            care=f"{unknown} 年的节假日还没有填，暂按周一至周五算。" if unknown else "",
            changed=changed,
        )

    def _posted(
        self, session: Session, unit: Unit, term: Term, notices: list[Notice], shown: Notice
    ) -> NoticeView:
        state = NoticeState(shown.state)
        draft = NoticeDraft(
            shown.starts_on, shown.ends_on, shown.place, shown.contact, board_options(shown.options),
            shown.reason,
        )  # fmt: skip
        hangs = state in HANGING
        changed = self.marked(session, unit, term, shown, draft)[1] if hangs else ()
        view = self._draft_view(session, unit, term, draft, frozen_sheet(shown), changed=changed)
        period = session.get_one(Period, shown.period_id)
        return replace(
            view,
            uid=shown.uid,
            state=state,
            version=shown.version,
            posted_by_scheme=True,
            can_close_on=shown.ends_on + timedelta(days=1) if hangs else None,
            posted_by=shown.posted_by,
            care="",
            corrected=bool(changed)
            and corrected_since(
                session, self._ledger, unit, term, shown, [row.member_key for row in changed]
            ),
            versions=tuple(version_view(notice) for notice in notices),
            objections=open_objections(session, period) if hangs else (),
            photos=photo_views(session, shown),
        )
