"""公示: freezing the board, hanging it for the scheme's days, its next version after corrections, closing, archiving."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import WorkflowError
from app.models import Card, Member, Notice, Period, Unit
from app.models.uow import UnitOfWork
from app.services.actor import Actor, require
from app.services.audit import record
from app.services.base import Service, by_uid, find_period
from app.services.changes import Changes, Kind
from app.services.corrections.period import all_hanging
from app.services.corrections.reach import Moved, Reach, announce, difference, follow, refreeze, term_of
from app.services.documents import BoardSheet
from app.services.ledger import Ledger
from app.services.months import Month, day_title
from app.services.notices.reading import NoticeReader
from app.services.notices.rules import (
    check_draft,
    hanging_of,
    refuse_objected,
    refuse_uncorrected,
    refuse_unposted,
)
from app.services.notices.views import (
    HANGING,
    SHEET,
    NoticeDraft,
    NoticeView,
    all_notices,
    board_options,
    frozen_sheet,
    newest_notice,
    open_objections,
    terms_of,
)
from app.services.safety.dates import refuse_doubtful_date
from app.services.schemes import SchemeBook
from app.services.scoring import PeriodKind, year_span
from app.services.terms import Term, find_term
from app.services.workflow import (
    CARD,
    NOTICE,
    PERIOD,
    TERM,
    Action,
    CardState,
    Guard,
    NoticeState,
    PeriodState,
    Role,
    Table,
    advance,
)

__all__ = ["NoticeDraft", "NoticeService", "NoticeView", "frozen_sheet", "newest_notice"]


class NoticeService(Service):
    """Use cases of the 公示 page."""

    def __init__(self, uow: UnitOfWork, clock: Clock, book: SchemeBook, ledger: Ledger) -> None:
        super().__init__(uow, clock)
        self._book = book
        self._ledger = ledger
        self._reader = NoticeReader(book, ledger, clock)

    # ------------------------------------------------------------------------------------------------- looking

    def terms(self, branch_uid: str, month: Month) -> tuple[Term, ...]:
        """The month, and the longer terms ending with it that the scheme posts."""
        with self.uow.read() as session:
            return terms_of(self._book.versions(session, by_uid(session, Unit, branch_uid)), month)

    def view(
        self, branch_uid: str, term: Term, draft: NoticeDraft | None = None, *, version: int = 0
    ) -> NoticeView:
        """The notice of a branch's term; before posting, as it would look with the choices of ``draft``.

        Args:
            branch_uid: Branch.
            term: Month, quarter, half-year or year.
            draft: What is chosen; default: as last time.
            version: Of a posted notice, which version; 0 for the newest.
        """
        with self.uow.read() as session:
            return self._reader.view(session, by_uid(session, Unit, branch_uid), term, draft, version)

    def view_again(self, branch_uid: str, term: Term, draft: NoticeDraft | None = None) -> NoticeView:
        """The next version of a notice that hangs, as it would look, with what changed.

        Raises:
            WorkflowError: nothing hangs.
        """
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            hanging = hanging_of(all_notices(session, find_term(session, unit, term)), term)
            return self._reader.view_again(session, unit, term, hanging, draft)

    # ------------------------------------------------------------------------------------------------- steps

    def post(self, actor: Actor, branch_uid: str, term: Term, draft: NoticeDraft) -> Changes:
        """Freeze the board and hang it.

        Raises:
            ValidationFailed: too few days, no place, no contact.
            WorkflowError: the term is not confirmed or not posted by the scheme, or the actor is not the secretary.
        """
        require(actor, Role.SECRETARY, action="张贴公示")
        with self.uow.write() as session:
            refuse_doubtful_date(session, self.clock, step="张贴公示")
            unit = by_uid(session, Unit, branch_uid)
            period = find_term(session, unit, term)
            state = PeriodState(period.state) if period else PeriodState.OPEN
            scheme = self._reader.scheme(session, unit, term)
            refuse_unposted(scheme, term, state)
            self._refuse_ahead(session, unit, term)
            new_state = advance(
                _table(term), state, Action.POST, actor.role, subject=term.title, checked=Guard.MINIMUM_DAYS
            )
            assert period is not None  # noqa: S101 - only a confirmed period, which exists, may be posted
            earliest = self._reader.earliest(session, scheme, draft.starts_on)
            check_draft(session, period, scheme, draft, earliest=earliest, today=self.today(), again=None)
            sheet = self._reader.sheet(session, unit, term, draft, version=1)
            notice = self._hang(session, actor, unit, period, draft, sheet)
            period.state = new_state.value
            reach = Reach()
            if term.kind is PeriodKind.MONTH:
                _advance_cards(session, period, Action.POST, actor)
                reach = self._announce(session, unit, term.first, None)
            record(
                session, actor, self.clock, "张贴公示", f"{unit.short_name} {term.title}",
                {"notice": notice.uid, "from": draft.starts_on, "to": draft.ends_on},
            )  # fmt: skip
            refreeze(session, self._ledger, self.clock, reach)
            return Changes.of(
                Kind.NOTICE, Kind.PERIOD, ids=(notice.uid,), warnings=(reach.advice,) if reach.advice else (),
                message=f"{term.title}公示已张贴，到 {day_title(draft.ends_on)} 止",
            )  # fmt: skip

    def repost(self, actor: Actor, branch_uid: str, term: Term, draft: NoticeDraft) -> Changes:
        """Hang the next version of a notice after corrections, changes marked; the days start again.

        The version before stays as it was and can still be printed. Names, order and columns are those that hang, so
        that the two can be compared.

        Raises:
            ValidationFailed: no reason, too few days, no place, no contact.
            WorkflowError: nothing hangs, nothing changed, or the actor is not the secretary.
        """
        require(actor, Role.SECRETARY, action="更正后重新公示")
        with self.uow.write() as session:
            refuse_doubtful_date(session, self.clock, step="更正后重新公示")
            unit = by_uid(session, Unit, branch_uid)
            period = find_term(session, unit, term)
            old = hanging_of(all_notices(session, period), term)
            assert period is not None  # noqa: S101 - it has a notice
            self._refuse_ahead(session, unit, term)
            draft = replace(draft, options=board_options(old.options))
            scheme = self._reader.scheme(session, unit, term)
            earliest = self._reader.earliest(session, scheme, draft.starts_on)
            check_draft(session, period, scheme, draft, earliest=earliest, today=self.today(), again=old)
            sheet, changed = self._reader.marked(session, unit, term, old, draft)
            if not changed:
                raise WorkflowError(
                    f"{term.title}各人的分数与已张贴的公示一致，没有要更正的。",
                    hint="请先办理更正；没有更正的，不用重新公示。",
                )
            old.state = advance(
                NOTICE, NoticeState(old.state), Action.REPLACE, actor.role, subject=f"{term.title}公示",
                checked=Guard.MINIMUM_DAYS,
            ).value  # fmt: skip
            notice = self._hang(session, actor, unit, period, draft, sheet)
            if open_objections(session, period):
                notice.state = advance(NOTICE, NoticeState(notice.state), Action.OBJECT, actor.role).value
            reach = self._announce(session, unit, term.last, [row.member_key for row in changed])
            record(
                session, actor, self.clock, "更正后重新公示", f"{unit.short_name} {term.title}",
                {"notice": notice.uid, "version": notice.version, "replaces": old.uid, "changed": len(changed)},
            )  # fmt: skip
            refreeze(session, self._ledger, self.clock, reach)
            return Changes.of(
                Kind.NOTICE, Kind.PERIOD, ids=(notice.uid,), warnings=(reach.advice,) if reach.advice else (),
                message=f"{term.title}公示第 {notice.version} 版已张贴，更正 {len(changed)} 人，到 {day_title(draft.ends_on)} 止",
            )  # fmt: skip

    def close(self, actor: Actor, branch_uid: str, term: Term) -> Changes:
        """Close the notice after its last day, with no objection open, and archive the term."""
        require(actor, Role.SECRETARY, action="结束公示")
        with self.uow.write() as session:
            refuse_doubtful_date(session, self.clock, step="结束公示")
            unit = by_uid(session, Unit, branch_uid)
            period = find_term(session, unit, term)
            notice = next(iter(all_notices(session, period)), None)
            if period is None or notice is None:
                raise WorkflowError(f"{term.title}还没有张贴公示。", hint="请先评定生效，再张贴公示。")
            if NoticeState(notice.state) in HANGING:
                refuse_objected(open_objections(session, period), term)
            state = advance(
                NOTICE, NoticeState(notice.state), Action.CLOSE, actor.role, subject=f"{term.title}公示",
                checked=Guard.LAST_DAY_PASSED,
            )  # fmt: skip
            if self.today() <= notice.ends_on:
                after = notice.ends_on + timedelta(days=1)
                raise WorkflowError(
                    f"{term.title}公示到 {day_title(notice.ends_on)} 止，还不能结束。",
                    hint=f"{day_title(after)} 起可以结束并归档。",
                )
            refuse_uncorrected(self._reader.view(session, unit, term, None, 0))
            notice.state, notice.closed_on = state.value, self.today()
            session.flush()
            record(
                session, actor, self.clock, "结束公示", f"{unit.short_name} {term.title}",
                {"notice": notice.uid, "to": notice.ends_on},
            )  # fmt: skip
            self._archive(session, unit, period, term, actor, checked=Guard.LAST_DAY_PASSED)
            return Changes.of(
                Kind.NOTICE, Kind.PERIOD, ids=(notice.uid,), message=f"{term.title}已结束公示并归档"
            )

    def archive(self, actor: Actor, branch_uid: str, term: Term) -> Changes:
        """Archive a month that the scheme does not post; longer terms are archived where they are settled."""
        require(actor, Role.SECRETARY, action="归档")
        if term.kind is not PeriodKind.MONTH:
            raise WorkflowError(f"{term.title}不在公示页归档。", hint="请到“年终”页核定生效以后归档。")
        with self.uow.write() as session:
            refuse_doubtful_date(session, self.clock, step="归档")
            unit = by_uid(session, Unit, branch_uid)
            scheme = self._reader.scheme(session, unit, term)
            period = find_term(session, unit, term)
            if period is None or term.kind in scheme.posting.periods:
                raise WorkflowError(f"{term.title}按方案须先公示，不能直接归档。", hint="请先张贴公示。")
            self._archive(session, unit, period, term, actor, checked=Guard.NOT_POSTED_BY_SCHEME)
            return Changes.of(Kind.PERIOD, message=f"{term.title}已归档")

    # ------------------------------------------------------------------------------------------------- parts

    def _hang(
        self,
        session: Session,
        actor: Actor,
        unit: Unit,
        period: Period,
        draft: NoticeDraft,
        sheet: BoardSheet,
    ) -> Notice:
        state = advance(
            NOTICE, NoticeState.DRAFT, Action.POST, actor.role, subject=sheet.period_label,
            checked=Guard.MINIMUM_DAYS,
        )  # fmt: skip
        notice = Notice(
            period_id=period.id,
            version=sheet.version,
            state=state.value,
            starts_on=draft.starts_on,
            ends_on=draft.ends_on,
            place=draft.place.strip(),
            contact=draft.contact.strip(),
            options=json.dumps(asdict(draft.options)),
            sheet=SHEET.dump_json(sheet).decode(),
            frozen_at=sheet.as_of,
            posted_by=actor.name,
            reason=draft.reason.strip(),
        )
        session.add(notice)
        # What hangs where and who answers is the branch's habit: the next month starts from it.
        unit.places, unit.contact = draft.place.strip(), draft.contact.strip()
        session.flush()
        return notice

    def _refuse_ahead(self, session: Session, unit: Unit, term: Term) -> None:
        """An earlier notice that waits for its next version goes first: this one would tell its change as its own."""
        year = year_span(self._book.versions(session, unit), term.end)
        for period in all_hanging(session, unit):
            earlier = term_of(session, self._ledger, period)
            if earlier.last >= term.last or earlier.end < year.start:
                continue
            if self._reader.view(session, unit, earlier, None, 0).corrected:
                raise WorkflowError(
                    f"{earlier.title}的公示已经更正，还没有张贴新的一版，不能先张贴{term.title}的。",
                    hint=f"请先在“公示”选{earlier.title}，按“更正后重新公示”张贴，再张贴这一张。",
                )

    def _announce(self, session: Session, unit: Unit, month: Month, members: Collection[str] | None) -> Reach:
        """The month's cards keep what hangs now, so that no later month tells the same change again; those follow."""
        reach = Reach()
        period = find_period(session, unit, month)
        if period is None:
            return reach
        figures = self._ledger.month(session, unit, month).members
        rows = session.execute(
            select(Member.uid, Card)
            .join(Card, Card.member_id == Member.id)
            .where(Card.period_id == period.id)
        )
        moved: dict[str, Moved] = {}
        for uid, card in rows:
            if (members is None or uid in members) and uid in figures and figures[uid].score.liable:
                change = difference(card, figures[uid])
                announce(card, figures[uid])
                if members is not None or change:
                    moved[uid] = change
        session.flush()
        reach.touch(unit, month, moved)
        follow(session, self._ledger, unit, month, moved, reach=reach, moved=moved)
        return reach

    def _archive(
        self, session: Session, unit: Unit, period: Period, term: Term, actor: Actor, *, checked: Guard
    ) -> None:
        state = advance(
            _table(term), PeriodState(period.state), Action.ARCHIVE, actor.role, subject=term.title,
            checked=checked,
        )  # fmt: skip
        period.state = state.value
        _advance_cards(session, period, Action.ARCHIVE, actor)
        session.flush()
        record(session, actor, self.clock, "归档", f"{unit.short_name} {term.title}")


def _table(term: Term) -> Table:
    return PERIOD if term.kind is PeriodKind.MONTH else TERM


def _advance_cards(session: Session, period: Period, action: Action, actor: Actor) -> None:
    for card in session.scalars(select(Card).where(Card.period_id == period.id)):
        state = CardState(card.state)
        if (state, action) in CARD:
            card.state = advance(CARD, state, action, actor.role, subject="申报卡").value
