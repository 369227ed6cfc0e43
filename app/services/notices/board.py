"""The board of a term as frozen rows: the same object is shown, posted, printed and written to the workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy.orm import Session

from app.models import Unit
from app.services.documents import BoardList, BoardRow, BoardSheet
from app.services.ledger import Ledger
from app.services.ledger_results import CarriedBack, MemberMonth
from app.services.member_views import MemberRow, scored_rows
from app.services.notices.columns import (
    BoardColumns,
    is_demerit,
    month_columns,
    period_heading,
    section_columns,
    year_heading,
)
from app.services.notices.deductions import DeductionKinds, deduction_kinds
from app.services.notices.figures import BoardFigures, board_figures
from app.services.notices.masking import MaskedName, mask_people
from app.services.pinyin import stroke_key
from app.services.scoring import PeriodKind, Scheme
from app.services.terms import Term


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
_MASKED = "姓名按支部决定只显示姓氏；同组相同的，用数字区分。"


@dataclass(frozen=True, slots=True)
class BoardOptions:
    """How the branch wants its board.

    Attributes:
        by_class: One list for each class instead of one list.
        order: Order within a list; ranking is a choice, not the rule.
        sections: With a column for each top section.
        months: On the board of a longer term, with a column for each month; ``sections`` goes first.
        deductions: With the kinds of deduction in the remark; otherwise they are in the totals alone.
        masked: Names with their surname alone.
    """

    by_class: bool = False
    order: BoardOrder = BoardOrder.STROKES
    sections: bool = False
    months: bool = True
    deductions: bool = False
    masked: bool = False


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
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Board:
    """What every row is made from.

    Attributes:
        names: How each member is called, by uid.
    """

    figures: BoardFigures
    options: BoardOptions
    columns: BoardColumns
    kinds: DeductionKinds | None
    names: Mapping[str, MaskedName]
    graded: bool

    def of(self, member: MemberRow) -> MemberMonth | None:
        """The figures of a member who counts."""
        found = self.figures.members.get(member.uid)
        return found if found is not None and found.score.liable and not member.exempt else None


def build_board(
    session: Session, unit: Unit, term: Term, ledger: Ledger, options: BoardOptions, frame: BoardFrame
) -> BoardSheet:
    """The board of a branch's term, from its postings alone."""
    figures = board_figures(session, unit, term, ledger, renewed=frame.version > 1)
    members = scored_rows(session, unit, term.start, term.end)
    board = _Board(
        figures=figures,
        options=options,
        columns=_columns(figures, options),
        kinds=deduction_kinds(figures, (m.uid for m in members if not m.exempt))
        if options.deductions
        else None,
        names=_names(members, options),
        graded=bool(figures.grades),
    )
    back = ledger.term_carried_back(session, unit, term)
    places = frame.place.replace(",", "、").replace("，", "、").split("、")
    return BoardSheet(
        unit=unit.name,
        period_label=term.title,
        form_number=frame.form_number,
        version=frame.version,
        as_of=frame.as_of,
        decimals=figures.scheme.decimals,
        scheme_label=figures.scheme.name,
        lists=tuple(
            BoardList(title=title, rows=_rows(board, part)) for title, part in _split(members, board)
        ),
        posted_from=frame.starts_on,
        posted_to=frame.ends_on,
        order_note=_DEMERIT_RANK
        if options.order is BoardOrder.RANK and is_demerit(figures.scheme)
        else ORDER_NOTES[options.order],
        period_heading=period_heading(figures),
        year_heading=year_heading(figures.scheme),
        detail_columns=board.columns.names,
        places=tuple(place for place in places if place.strip()),
        contact=frame.contact,
        remarks=_remarks(board, members, back),
        grade_heading="等次" if board.graded else "",
        version_reason=frame.reason,
    )


def _columns(figures: BoardFigures, options: BoardOptions) -> BoardColumns:
    if options.sections:
        return section_columns(figures)
    if options.months and figures.term.kind is not PeriodKind.MONTH:
        return month_columns(figures)
    return BoardColumns()


def _names(members: Sequence[MemberRow], options: BoardOptions) -> dict[str, MaskedName]:
    if not options.masked:
        return {m.uid: MaskedName(m.name, m.label) for m in members}
    # Always numbered by strokes: the number of a member follows neither the rank nor another choice of the list.
    ordered = sorted(members, key=lambda m: (stroke_key(m.name), m.sort))
    masked = mask_people([(m.name, m.group) for m in ordered])
    return {m.uid: name for m, name in zip(ordered, masked, strict=True)}


def _split(members: Sequence[MemberRow], board: _Board) -> list[tuple[str, list[MemberRow]]]:
    if not board.options.by_class:
        return [("", list(members))]
    scheme = board.figures.scheme
    known = [c.id for c in scheme.categories] or sorted({m.category for m in members if m.category})
    lists = [(category_title(scheme, cid), [m for m in members if m.category == cid]) for cid in known]
    rest = [m for m in members if m.category not in known]
    if rest:
        lists.append(("未分类党员", rest))
    return [(title, part) for title, part in lists if part]


def category_title(scheme: Scheme, category: str) -> str:
    """Heading of a class list: "A类党员"."""
    name = scheme.category_name(category)
    return f"{name}党员" if category in name and name != category else f"{category}类党员"


def _rows(board: _Board, members: Sequence[MemberRow]) -> tuple[BoardRow, ...]:
    ordered = _order(board, members)
    return tuple(_row(board, member, number, ordered) for number, member in enumerate(ordered, 1))


def _order(board: _Board, members: Sequence[MemberRow]) -> list[MemberRow]:
    if board.options.order is BoardOrder.GROUP:
        return sorted(members, key=lambda m: m.sort)
    by_strokes = sorted(members, key=lambda m: (stroke_key(m.name), m.sort))
    if board.options.order is BoardOrder.STROKES:
        return by_strokes
    return sorted(by_strokes, key=lambda m: -_merit(board, m))


def _merit(board: _Board, member: MemberRow) -> Decimal:
    """What a ranked list goes by: the total, of demerits the fewest first."""
    found = board.of(member)
    if found is None:
        # Members without points go last, whatever the others have.
        return Decimal("-Infinity")
    return -found.total if is_demerit(board.figures.scheme) else found.total


def _row(board: _Board, member: MemberRow, number: int, ordered: Sequence[MemberRow]) -> BoardRow:
    found, name = board.of(member), board.names[member.uid].cell
    if found is None:
        return BoardRow(
            serial=number, name=name, group_name=member.group, period_points=None, year_points=None,
            details=tuple(None for _ in board.columns.names), exempt=member.exempt,
            note="" if member.exempt else member.state or "不记分", member_key=member.uid,
        )  # fmt: skip
    serial = number
    if board.options.order is BoardOrder.RANK:  # equal totals share a rank
        own = _merit(board, member)
        serial = 1 + sum(_merit(board, other) > own for other in ordered)
    return BoardRow(
        serial=serial, name=name, group_name=member.group, period_points=found.period,
        year_points=found.total, details=board.columns.cells(found), note=_note(board, member, found),
        grade=board.figures.grades.get(member.uid, ""), member_key=member.uid,
    )  # fmt: skip


def _note(board: _Board, member: MemberRow, found: MemberMonth) -> str:
    notes = []
    if found.late:
        notes.append(f"含补记更正 {_signed(found.late)}")
    if not member.active:
        notes.append(member.state)
    elif member.status == "probationary":
        notes.append("预备")
    if found.score.vetoes:
        # That there is one explains the figure; the ground never hangs on a board.
        notes.append("一票否决")
    if board.kinds is not None:
        notes.append(board.kinds.note(found))
    return "，".join(note for note in notes if note)


def _signed(value: Decimal) -> str:
    text = f"{abs(value).normalize():f}"
    return f"+{text}" if value > 0 else f"−{text}"


def _remarks(board: _Board, members: Sequence[MemberRow], back: CarriedBack | None) -> tuple[str, ...]:
    """What explains the columns, and what this term's meetings changed in earlier ones."""
    shown = [m for m in members if not m.exempt]
    remarks = [*board.columns.remarks]
    if is_demerit(board.figures.scheme):
        remarks.append("本表分数是扣分累计，越少越好。")
    if board.kinds is not None:
        remarks += board.kinds.remarks
    if board.options.masked:
        remarks.append(_MASKED)
    names = board.names
    late = [
        f"{names[m.uid].label} {_signed(f.late)} 分"
        for m in shown
        if (f := board.figures.members.get(m.uid)) is not None and f.late
    ]
    if late:
        remarks.append(f"补记、更正以前月份：{'；'.join(late)}。")
    if back is not None:
        earlier = [
            f"{names[m.uid].label} {_signed(back.points[m.uid])} 分" for m in shown if m.uid in back.points
        ]
        if earlier:
            remarks.append(f"补记、更正{back.year}（计入该年度）：{'；'.join(earlier)}。")
    return tuple(remarks)
