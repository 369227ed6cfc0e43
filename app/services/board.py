"""The board of a month as frozen rows: the same object is shown, posted, printed and written to the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy.orm import Session

from app.models import Unit

from .documents import BoardList, BoardRow, BoardSheet
from .ledger import CarriedBack, Ledger, MemberMonth, MonthResult
from .lines import column_sections
from .member_views import MemberRow, scored_rows
from .months import Month
from .pinyin import stroke_key


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
    columns = tuple(s.name for s in column_sections(result.scheme)) if options.sections else ()
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
        order_note=ORDER_NOTES[options.order],
        year_heading="本年累计" if result.scheme.cycle.year == "sum" else "本年平均",
        detail_columns=columns,
        places=tuple(p for p in frame.place.replace(",", "、").split("、") if p.strip()),
        contact=frame.contact,
        remarks=(
            *_about_columns(result, columns),
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
    return sorted(by_strokes, key=lambda m: -_total(m, result))


def _total(member: MemberRow, result: MonthResult) -> Decimal:
    found = result.members.get(member.uid)
    # Members without points go last, whatever the others have.
    return Decimal("-Infinity") if member.exempt or found is None or not found.score.liable else found.total


def _row(
    number: int, member: MemberRow, figures: MemberMonth | None, result: MonthResult, columns: tuple[str, ...],
    *, ranked: bool, before: Sequence[MemberRow],
) -> BoardRow:  # fmt: skip
    if member.exempt or figures is None or not figures.score.liable:
        return BoardRow(
            serial=number, name=member.name, group_name=member.group, period_points=None, year_points=None,
            details=tuple(None for _ in columns), exempt=member.exempt,
            note="" if member.exempt else member.state,
        )  # fmt: skip
    serial = number
    if ranked:  # equal totals share a rank
        serial = 1 + sum(_total(other, result) > figures.total for other in before)
    by_name = {s.name: s.points for s in figures.score.sections}
    notes = []
    if figures.late:
        notes.append(f"含补记更正 {_signed(figures.late)}")
    if not member.active:
        notes.append(member.state)
    elif member.status == "probationary":
        notes.append("预备")
    return BoardRow(
        serial=serial, name=member.name, group_name=member.group, period_points=figures.period,
        year_points=figures.total, details=tuple(by_name.get(c) for c in columns), note="，".join(notes),
    )  # fmt: skip


def _about_columns(result: MonthResult, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Why the columns alone do not add up to 本年累计."""
    if not columns:
        return ()
    started = any(c.start_points for score in result.scores.values() for c in score.cycles)
    start = f"，本年累计另含{result.scheme.cycle.start_name}" if started else ""
    return (f"各板块分数为本年累计{start}。",)


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
