"""What every service has: the unit of work and the clock; and the look-ups by ``uid`` that they share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock, today
from app.errors import NotFound
from app.models import (
    Account,
    Appraisal,
    AppraisalGroup,
    Ballot,
    Card,
    Declaration,
    Group,
    Meeting,
    Member,
    Notice,
    Objection,
    Period,
    Posting,
    SchemeDraft,
    SchemeVersion,
    SupplementEntry,
    Unit,
    Veto,
)
from app.models.base import Record
from app.models.uow import UnitOfWork

from .months import Month

R = TypeVar("R", bound=Record)

_WORDS: dict[type[Record], str] = {
    Unit: "党支部",
    Group: "党小组",
    Member: "党员",
    Period: "月份",
    Card: "申报卡",
    Declaration: "申报事项",
    Meeting: "会议",
    Account: "操作人",
    SchemeDraft: "方案草稿",
    SchemeVersion: "方案",
    Posting: "台账记录",
    Notice: "公示",
    Objection: "异议",
    SupplementEntry: "补充评定事项",
    Appraisal: "测评",
    AppraisalGroup: "评议人组",
    Ballot: "测评票",
    Veto: "一票否决",
}


class Service:
    """Base of the use-case classes.

    Attributes:
        uow: Transactions on the ledger.
        clock: The only source of time.
    """

    def __init__(self, uow: UnitOfWork, clock: Clock) -> None:
        self.uow = uow
        self.clock = clock

    def today(self) -> date:
        """The business date."""
        return today(self.clock)


def by_uid(session: Session, model: type[R], uid: str) -> R:
    """The row with this ``uid``.

    Raises:
        NotFound: there is none, e.g. because it was removed in the meantime.
    """
    row = session.scalar(select(model).where(model.uid == uid))
    if row is None:
        raise NotFound(f"找不到这条{_WORDS.get(model, '记录')}，可能已被删除。", hint="请刷新页面后再试。")
    return row


def by_uids(session: Session, model: type[R], uids: Iterable[str]) -> list[R]:
    """The rows with these ``uid`` in that order. Raises NotFound when one is missing."""
    wanted = list(uids)
    found = {row.uid: row for row in session.scalars(select(model).where(model.uid.in_(wanted)))}
    if len(found) != len(set(wanted)):
        raise NotFound(f"有{_WORDS.get(model, '记录')}找不到了，可能已被删除。", hint="请刷新页面后再试。")
    return [found[uid] for uid in wanted]


def find_period(session: Session, unit: Unit, month: Month) -> Period | None:
    """The branch's month, if anything was ever done in it."""
    return session.scalar(select(Period).where(Period.unit_id == unit.id, Period.label == month.label))
