"""Fills the slips and the register of objections."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import select

from app.clock import Clock
from app.models import Objection, Unit
from app.models.uow import UnitOfWork
from app.services.base import Service, by_uid
from app.services.corrections.objection_views import (
    RAISER_NAMES,
    TARGET_NAMES,
    ObjectionView,
    hanging_notices,
    objection_views,
)
from app.services.corrections.views import CorrectionRow
from app.services.documents.model_objection import (
    CorrectedLine,
    ObjectionRegisterRow,
    ObjectionRegisterSheet,
    ObjectionSlipSheet,
)
from app.services.forms import form_number
from app.services.ledger import Ledger
from app.services.months import Month
from app.services.preferences import option_value
from app.services.workflow import STATE_NAMES, ObjectionState
from app.settings import OBJECTION_DAYS

#: Outcomes in the register; the states themselves where nothing was decided.
_OUTCOMES = {
    ObjectionState.UPHELD: "成立",
    ObjectionState.DISMISSED: "不成立",
    ObjectionState.WITHDRAWN: "撤回",
}


class ObjectionPaper(Service):
    """异议登记单 and 异议登记表."""

    def __init__(self, uow: UnitOfWork, clock: Clock, ledger: Ledger) -> None:
        super().__init__(uow, clock)
        self._ledger = ledger

    def slips(
        self, branch_uid: str, month: Month, *, uids: Collection[str] = ()
    ) -> tuple[ObjectionSlipSheet, ...]:
        """Slips of some objections; a blank one, for handing out, where none is named."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            days = option_value(session, OBJECTION_DAYS)
            scheme = self._ledger.scheme(session, unit, month.last)
            hanging = hanging_notices(session, unit)
            blank = ObjectionSlipSheet(
                unit=unit.name, period_label=month.title, form_number=form_number(unit, month, "异议", 0),
                version=1, as_of=self.clock.now().replace(microsecond=0), decimals=scheme.decimals,
                reply_days=days, notice=hanging[0].title if hanging else "",
            )  # fmt: skip
            if not uids:
                return (blank,)
            views = objection_views(session, unit, today=self.today(), uids=uids)
            return tuple(_slip(blank, view) for view in views)

    def register(self, branch_uid: str, month: Month) -> ObjectionRegisterSheet:
        """The register of the calendar year of a month."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            scheme = self._ledger.scheme(session, unit, month.last)
            uids = session.scalars(
                select(Objection.uid).where(Objection.unit_id == unit.id, Objection.year == month.year)
            ).all()
            views = objection_views(session, unit, today=self.today(), uids=uids) if uids else ()
            count = {state: sum(v.state is state for v in views) for state in ObjectionState}
            return ObjectionRegisterSheet(
                unit=unit.name, period_label=f"{month.year}年",
                form_number=form_number(unit, Month(month.year, 12), "异议", 0), version=1,
                as_of=self.clock.now().replace(microsecond=0), decimals=scheme.decimals,
                rows=tuple(_row(view) for view in sorted(views, key=lambda v: v.number)),
                upheld=count[ObjectionState.UPHELD], dismissed=count[ObjectionState.DISMISSED],
                withdrawn=count[ObjectionState.WITHDRAWN], open=sum(view.is_open for view in views),
            )  # fmt: skip


def _slip(blank: ObjectionSlipSheet, view: ObjectionView) -> ObjectionSlipSheet:
    decided = view.state in {ObjectionState.UPHELD, ObjectionState.DISMISSED}
    return replace(
        blank,
        period_label=view.month.title,
        form_number=view.form,
        number=view.title,
        notice=view.notice,
        raised_on=view.raised_on,
        raiser=view.raiser,
        raiser_kind=RAISER_NAMES[view.raiser_kind],
        target=TARGET_NAMES[view.target],
        about=view.about,
        line=view.line,
        content=view.content,
        received_by=view.received_by,
        reply_due=view.reply_due,
        finding=view.finding,
        found_on=view.found_on,
        found_by=view.found_by,
        upheld=view.state is ObjectionState.UPHELD if decided else None,
        corrections=tuple(_corrected(row) for row in view.corrections),
        reply=view.reply,
        replied_on=view.replied_on,
        reply_way=view.reply_way,
        second=view.second,
        note="已撤回" if view.state is ObjectionState.WITHDRAWN else "",
    )


def _corrected(row: CorrectionRow) -> CorrectedLine:
    return CorrectedLine(
        kind=row.kind, member_name=row.member, item_name=row.what, deed_date=row.deed_date, old=row.old, new=row.new
    )  # fmt: skip


def _row(view: ObjectionView) -> ObjectionRegisterRow:
    about = "　".join(part for part in (view.about, view.line or TARGET_NAMES[view.target]) if part)
    return ObjectionRegisterRow(
        number=view.number, raised_on=view.raised_on, raiser=view.raiser, notice=view.notice, about=about,
        content=view.content, finding=view.finding, outcome=_OUTCOMES.get(view.state, STATE_NAMES[view.state]),
        reply=view.reply, replied_on=view.replied_on, second=view.second,
    )  # fmt: skip
