"""Sheets frozen when a meeting takes effect: a reprint of a closed month is the same sheet, byte for byte.

A correction while the month's notice hangs makes the next version of a sheet; the versions before stay as they were.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import FrozenSheet, Period

from .documents import GroupSheet, MeetingSheet, RecordFormSheet, Sheet
from .documents.model_supplement import SupplementSheet
from .documents.model_term import TermBelowSheet, TermReviewSheet, TermSheet
from .documents.model_veto import VetoListSheet
from .documents.model_year import HonourSheet, RewardSheet, TalkSheet, YearTableSheet


class FrozenKind(StrEnum):
    """Kinds of paper that are frozen at 评定生效; the board freezes itself when it is posted."""

    GROUPS = "group_sheets"
    MEETING = "meeting"
    RECORDS = "record_forms"
    SUPPLEMENT = "supplement"
    TERM = "term"
    TERM_REVIEW = "term_review"
    TERM_BELOW = "term_below"
    YEAR = "year"
    YEAR_HONOURS = "year_honours"
    YEAR_TALKS = "year_talks"
    YEAR_REWARDS = "year_rewards"
    YEAR_VETOES = "year_vetoes"


_ADAPTERS: Final[dict[FrozenKind, TypeAdapter[Any]]] = {
    FrozenKind.GROUPS: TypeAdapter(GroupSheet),
    FrozenKind.MEETING: TypeAdapter(MeetingSheet),
    FrozenKind.RECORDS: TypeAdapter(RecordFormSheet),
    FrozenKind.SUPPLEMENT: TypeAdapter(SupplementSheet),
    FrozenKind.TERM: TypeAdapter(TermSheet),
    FrozenKind.TERM_REVIEW: TypeAdapter(TermReviewSheet),
    FrozenKind.TERM_BELOW: TypeAdapter(TermBelowSheet),
    FrozenKind.YEAR: TypeAdapter(YearTableSheet),
    FrozenKind.YEAR_HONOURS: TypeAdapter(HonourSheet),
    FrozenKind.YEAR_TALKS: TypeAdapter(TalkSheet),
    FrozenKind.YEAR_REWARDS: TypeAdapter(RewardSheet),
    FrozenKind.YEAR_VETOES: TypeAdapter(VetoListSheet),
}


def freeze(session: Session, period: Period, kind: FrozenKind, sheets: Mapping[str, Sheet]) -> None:
    """Keep sheets by owner (uid of member, group or meeting; empty for the branch's), each as the version that it says.

    The table is append-only: a version that is there already is never written again.
    """
    for owner, sheet in sheets.items():
        text = _ADAPTERS[kind].dump_json(sheet).decode()
        session.add(
            FrozenSheet(
                period_id=period.id, kind=kind.value, owner=owner, version=sheet.version, sheet=text
            )
        )  # fmt: skip


def thaw(session: Session, period: Period | None, kind: FrozenKind) -> dict[str, Any]:
    """The newest frozen sheets of a month by owner, in the order they were frozen; empty while it is open."""
    return {owner: sheets[-1] for owner, sheets in thaw_versions(session, period, kind).items()}


def thaw_versions(session: Session, period: Period | None, kind: FrozenKind) -> dict[str, tuple[Any, ...]]:
    """Every version of the frozen sheets of a month by owner, the oldest first."""
    if period is None:
        return {}
    rows = session.execute(
        select(FrozenSheet.owner, FrozenSheet.sheet)
        .where(FrozenSheet.period_id == period.id, FrozenSheet.kind == kind.value)
        .order_by(FrozenSheet.id)
    )
    found: dict[str, tuple[Any, ...]] = {}
    for owner, text in rows:
        found[owner] = (*found.get(owner, ()), _ADAPTERS[kind].validate_json(text))
    return found
