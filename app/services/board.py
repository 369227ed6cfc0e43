"""The board of a month as frozen rows: the same object is shown, posted, printed and written to the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy.orm import Session

from app.models import Unit

from .board_columns import BoardColumns, board_columns, is_demerit, year_heading
from .documents import BoardList, BoardRow, BoardSheet
from .ledger import Ledger
from .ledger_results import CarriedBack, MemberMonth, MonthResult
from .member_views import MemberRow, scored_rows
from .months import Month
from .pinyin import stroke_key
from .scoring import Scheme


class BoardOrder(StrEnum):
    """Order of the members on the board."""

    STROKES = "strokes"
    GROUP = "group"
    RANK = "rank"


ORDER_NOTES = {
    BoardOrder.STROKES: "按姓氏笔画排序",
    BoardOrder.GROUP: "按党小组排序",
    BoardOrder.RANK: "按本年累计由高到低排序",
}
_DEMERIT_RANK = "按本年扣分由少到多排序"


@dataclass(frozen=True, slots=True)
class BoardOptions:
    """How the branch wants its board.

    Attributes:
        by_class: One list for each class instead of one list.
        order: Order within a list; ranking is a choice, not the rule.
        sections: With a column for each top section.
    """

    by_class: bool = False
    order: BoardOrder = BoardOrder.STROKES
    sections: bool = False


@dataclass(frozen=True, slots=True)
class BoardFrame:
    """What stands around the rows: dates, places, contact, identity of the sheet."""

    starts_on: date
    ends_on: date
    place: str
    contact: str
    version: int
    as_of: datetime
    form_number: str


def build_board(
    session: Session, unit: Unit, month: Month, ledger: Ledger, options: BoardOptions, frame: BoardFrame
) -> BoardSheet:
    """The board of a branch's month, from its postings alone."""
    result = ledger.month(session, unit, month)
    members = scored_rows(session, unit, month.first, month.last)
    columns = board_columns(result) if options.sections else BoardColumns()
    lists = []
    for title, part in _split(members, result, options):
        ordered = _order(part, result, options.order)
        rows = tuple(
            _row(
                i,
                member,
                result.members.get(member.uid),
                result,
                columns,
                ranked=options.order is BoardOrder.RANK,
                before=ordered,
            )
            for i, member in enumerate(ordered, 1)
        )
        lists.append(BoardList(title=title, rows=rows))
    return BoardSheet(
        unit=unit.name,
        period_label=month.title,
        form_number=frame.form_number,
        version=frame.version,
        as_of=frame.as_of,
        decimals=result.scheme.decimals,
        scheme_label=result.scheme.name,
        lists=tuple(lists),
        posted_from=frame.starts_on,
        posted_to=frame.ends_on,
        order_note=_DEMERIT_RANK
        if options.order is BoardOrder.RANK and is_demerit(result.scheme)
        else ORDER_NOTES[options.order],
        year_heading=year_heading(result.scheme),
        detail_columns=columns.names,
        places=tuple(p for p in frame.place.replace(",", "、").split("、") if p.strip()),
        contact=frame.contact,
        remarks=(
            *columns.remarks,
            *_about_demerits(result.scheme),
            *_remarks(members, result, ledger.carried_back(session, unit, month)),
        ),
    )


def _split(
    members: Sequence[MemberRow], result: MonthResult, options: BoardOptions
) -> list[tuple[str, list[MemberRow]]]:
    if not options.by_class:
        return [("", list(members))]
    known = [c.id for c in result.scheme.categories] or sorted({m.category for m in members if m.category})
    lists = [(category_title(result, cid), [m for m in members if m.category == cid]) for cid in known]
    rest = [m for m in members if m.category not in known]
    if rest:
        lists.append(("未分类党员", rest))
    return [(title, part) for title, part in lists if part]


def category_title(result: MonthResult, category: str) -> str:
    """Heading of a class list: "A类党员"."""
    name = result.scheme.category_name(category)
    return f"{name}党员" if category in name and name != category else f"{category}类党员"


def _order(members: Sequence[MemberRow], result: MonthResult, order: BoardOrder) -> list[MemberRow]:
    if order is BoardOrder.GROUP:
        return sorted(members, key=lambda m: m.sort)
    by_strokes = sorted(members, key=lambda m: (stroke_key(m.name), m.sort))
    if order is BoardOrder.STROKES:
        return by_strokes
    return sorted(by_strokes, key=lambda m: -_merit(m, result))


def _merit(member: MemberRow, result: MonthResult) -> Decimal:
    """What a ranked list goes by: the total, of demerits the fewest first."""
    found = result.members.get(member.uid)
    if member.exempt or found is None or not found.score.liable:
        # Members without points go last, whatever the others have.
        return Decimal("-Infinity")
    return -found.total if is_demerit(result.scheme) else found.total


def _row(
    number: int, member: MemberRow, figures: MemberMonth | None, result: MonthResult, columns: BoardColumns,
    *, ranked: bool, before: Sequence[MemberRow],
) -> BoardRow:  # fmt: skip
    if member.exempt or figures is None or not figures.score.liable:
        return BoardRow(
            serial=number, name=member.name, group_name=member.group, period_points=None, year_points=None,
            details=tuple(None for _ in columns.names), exempt=member.exempt,
            note="" if member.exempt else member.state or "不记分",
        )  # fmt: skip
    serial = number
    if ranked:  # equal totals share a rank
        own = _merit(member, result)
        serial = 1 + sum(_merit(other, result) > own for other in before)
    notes = []
    if figures.late:
        notes.append(f"含补记更正 {_signed(figures.late)}")
    if not member.active:
        notes.append(member.state)
    elif member.status == "probationary":
        notes.append("预备")
    return BoardRow(
        serial=serial, name=member.name, group_name=member.group, period_points=figures.period,
        year_points=figures.total, details=columns.values(figures), note="，".join(notes),
    )  # fmt: skip


def _about_demerits(scheme: Scheme) -> tuple[str, ...]:
    return ("本表分数是扣分累计，越少越好。",) if is_demerit(scheme) else ()


def _signed(value: Decimal) -> str:
    text = f"{abs(value).normalize():f}"
    return f"+{text}" if value > 0 else f"−{text}"


def _remarks(members: Sequence[MemberRow], result: MonthResult, back: CarriedBack | None) -> tuple[str, ...]:
    """What this month's meeting changed in earlier months, and in the year before."""
    shown = [m for m in members if not m.exempt]
    late = [
        f"{m.label} {_signed(f.late)} 分"
        for m in shown
        if (f := result.members.get(m.uid)) is not None and f.late
    ]
    remarks = [f"补记、更正以前月份：{'；'.join(late)}。"] if late else []
    if back is not None:
        earlier = [f"{m.label} {_signed(back.points[m.uid])} 分" for m in shown if m.uid in back.points]
        if earlier:
            remarks.append(f"补记、更正{back.year}（计入该年度）：{'；'.join(earlier)}。")
    return tuple(remarks)
