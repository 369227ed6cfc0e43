"""Lines that nobody enters (程序推算): what was expected and is missing, a post that was held, a second person's share.

They come out of every evaluation, before and after the meeting alike. Pages and sheets list them beside the entered
lines, each with its cause, so that what is shown adds up to the totals.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .documents.model import PROGRAM
from .ledger_results import MonthResult
from .months import Month
from .scoring import Item, LineScore, Origin, describe_item, entry_of, origin_of
from .section_columns import section_name

__all__ = ["PROGRAM", "ProgramLine", "program_lines"]


@dataclass(frozen=True, slots=True)
class ProgramLine:
    """One line that no entry has.

    Attributes:
        uid: As the evaluation names it; not the uid of any record.
        member_uid: Whose points.
        section: Name of the column that the item's points stand in.
        day: Last day of its window, or the day of the deed behind it.
        month: Month in whose sheets it stands.
        amount: Before limits; ``counted`` after them.
        cause: What it comes from, in words, with what limits left of it.
    """

    uid: str
    member_uid: str
    item: str
    item_name: str
    section: str
    day: date
    month: Month
    amount: Decimal
    counted: Decimal
    cause: str


def program_lines(
    result: MonthResult, *, since: Month, uids: Collection[str] | None = None
) -> tuple[ProgramLine, ...]:
    """Those of some members, or of all, that stand in the sheets from ``since`` to the month of the result."""
    return tuple(
        _line(line, result)
        for uid, score in result.scores.items()
        if uids is None or uid in uids
        for line in score.lines
        if origin_of(line.posting) is not Origin.ENTRY and since.label <= line.period <= result.month.label
    )


def _line(line: LineScore, result: MonthResult) -> ProgramLine:
    item = result.scheme.items.get(line.item)
    return ProgramLine(
        uid=line.posting,
        member_uid=line.member,
        item=line.item,
        item_name=item.name if item is not None else line.item,
        section=section_name(result.scheme, item),
        day=line.date,
        month=Month.parse(line.period),
        amount=line.amount,
        counted=line.counted,
        cause="；".join(part for part in (_source(line, item, result), *line.causes) if part),
    )


def _source(line: LineScore, item: Item | None, result: MonthResult) -> str:
    """Where the line comes from: the other member's entry, or the item's own rule."""
    if origin_of(line.posting) is Origin.SECOND:
        first = result.lines.get(entry_of(line.posting))
        if first is None:
            return "与另一支部党员的同一件事"
        of = result.scheme.items.get(first.item)
        return f"与{result.names.get(first.member, '')}“{of.name if of else first.item}”是同一件事"
    if item is None or item.amount_kind == "expected":
        # How often, and how often there, the evaluation says itself.
        return ""
    return describe_item(item, result.scheme.names)
