"""Sheets frozen when a meeting takes effect: a reprint of a closed month is the same sheet, byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import FrozenSheet, Period

from .documents import GroupSheet, MeetingSheet, RecordFormSheet, Sheet


class FrozenKind(StrEnum):
    """Kinds of paper that are frozen at 评定生效; the board freezes itself when it is posted."""

    GROUPS = "group_sheets"
    MEETING = "meeting"
    RECORDS = "record_forms"


_ADAPTERS: Final[dict[FrozenKind, TypeAdapter[Any]]] = {
    FrozenKind.GROUPS: TypeAdapter(GroupSheet),
    FrozenKind.MEETING: TypeAdapter(MeetingSheet),
    FrozenKind.RECORDS: TypeAdapter(RecordFormSheet),
}


def freeze(session: Session, period: Period, kind: FrozenKind, sheets: Mapping[str, Sheet]) -> None:
    """Keep sheets by owner (uid of member or group, empty for the meeting's). The table is append-only."""
    for owner, sheet in sheets.items():
        text = _ADAPTERS[kind].dump_json(sheet).decode()
        session.add(FrozenSheet(period_id=period.id, kind=kind.value, owner=owner, sheet=text))


def thaw(session: Session, period: Period | None, kind: FrozenKind) -> dict[str, Any]:
    """The frozen sheets of a month by owner, in the order they were frozen; empty while it is open."""
    if period is None:
        return {}
    rows = session.execute(
        select(FrozenSheet.owner, FrozenSheet.sheet)
        .where(FrozenSheet.period_id == period.id, FrozenSheet.kind == kind.value)
        .order_by(FrozenSheet.id)
    )
    return {owner: _ADAPTERS[kind].validate_json(text) for owner, text in rows}
