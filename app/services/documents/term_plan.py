"""How a term's table is laid out: full columns where there is room, and of all ways that with the fewest pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.services.documents.book import Align
from app.services.documents.fonts import Face, width
from app.services.documents.frame import Frame
from app.services.documents.model_term import TermRow, TermSheet
from app.services.documents.table import Cell, Column, Para, Table, figures
from app.services.numbers import format_points

NOTHING = "—"
_PADDING = 0.68
#: Row heights in type sizes, from roomy to tight.
_ROW_HEIGHTS = (2.0, 1.75, 1.6)
_MOST_NAME = 6
_MOST_GROUP = 6
_MOST_CLASS = 4
_MOST_NOTE = 9


@dataclass(frozen=True, slots=True)
class Extra:
    """A column behind the note: heading, and its width in points."""

    title: str
    width: float


@dataclass(frozen=True, slots=True)
class _Want:
    """A column before its width is known."""

    title: str
    least: float
    wanted: float
    texts: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class TermPlan:
    """A table with the columns that it has room for.

    Attributes:
        group: Whether the group has a column; without, it stands behind a name that two members have.
        category: Whether the class has one.
    """

    table: Table
    group: bool
    category: bool

    def cells(self, row: TermRow, sheet: TermSheet) -> tuple[Cell, ...]:
        """The cells of a member, to the note."""
        size = self.table.size
        values: list[Cell] = []
        for place, value in enumerate(row.values):
            text = number(value, sheet)
            values.append(Para(text, size, Face.BOLD) if place in sheet.sums else text)
        return (
            str(row.serial),
            row.name if self.group else row.label,
            *([row.group_name] if self.group else []),
            *([row.category] if self.category else []),
            *values,
            Para(number(row.points, sheet), size, Face.BOLD),
            number(row.total, sheet),
            row.note,
        )


def number(value: Decimal | None, sheet: TermSheet) -> str:
    """A figure, or a dash where there is none."""
    return format_points(value, sheet.decimals) or NOTHING


@dataclass(frozen=True, slots=True)
class Room:
    """What a kind of page leaves for the table.

    Attributes:
        frame: The page.
        first: Height for heading and rows on the first page; ``later`` on the others.
        tail: Height of what comes after the last row.
    """

    frame: Frame
    first: float
    later: float
    tail: float


def best_plan(
    sheet: TermSheet, rooms: Sequence[Room], *, sizes: Sequence[float], row_height: float = 0.0,
    extras: Sequence[Extra] = (),
) -> tuple[TermPlan, Room] | None:  # fmt: skip
    """The table that takes the fewest pages: of several the one on the first page, in the largest type.

    Args:
        sheet: The sheet.
        rooms: Possible pages, the preferred one first.
        sizes: Type sizes, the largest first.
        row_height: Least height of a row (points); none: as tight as it has to be.
        extras: Columns for the pen behind the note.

    Returns:
        The plan with its page, or nothing where even the least columns do not fit on any.
    """
    heights = (row_height,) if row_height else ()
    for group, category in _variants(sheet):
        found: list[tuple[int, int, TermPlan, Room]] = []
        for room in rooms:
            for size in sizes:
                for height in heights or [factor * size for factor in _ROW_HEIGHTS]:
                    plan = _plan(
                        sheet, room.frame.width, size=size, height=height, extras=extras, group=group,
                        category=category,
                    )  # fmt: skip
                    if plan is not None:
                        found.append((_pages(plan, sheet, room), len(found), plan, room))
        if found:
            _, _, plan, room = min(found, key=lambda one: one[:2])
            return plan, room
    return None


def _variants(sheet: TermSheet) -> Iterator[tuple[bool, bool]]:
    """With group and class columns, without the one, without both."""
    classes = any(row.category for row in sheet.rows)
    groups = any(row.group_name for row in sheet.rows)
    yield from dict.fromkeys(((groups, classes), (False, classes), (False, False)))


def _plan(
    sheet: TermSheet, room: float, *, size: float, height: float, extras: Sequence[Extra], group: bool,
    category: bool,
) -> TermPlan | None:  # fmt: skip
    wants = list(_wants(sheet, size, group=group, category=category))
    wants += [_Want(extra.title, extra.width, extra.width) for extra in extras]
    pad = _PADDING * size
    spare = room - sum(want.least + pad for want in wants)
    if spare < 0:
        return None
    widths = [one + pad for one in _spread(wants, spare, fixed=len(extras))]
    columns = tuple(_column(want, one, size) for want, one in zip(wants, widths, strict=True))
    return TermPlan(Table(columns, size=size, min_height=height, head_height=1.9 * size), group, category)


def _pages(plan: TermPlan, sheet: TermSheet, room: Room) -> int:
    """How many pages the rows take, with what comes after them."""
    extra = len(plan.table.columns) - len(plan.cells(sheet.rows[0], sheet)) if sheet.rows else 0
    heading = plan.table.heading()
    head = heading.height if heading else 0.0
    pages, left = 1, room.first - head
    for row in sheet.rows:
        height = plan.table.lay((*plan.cells(row, sheet), *[""] * extra)).height
        if height > left:
            pages, left = pages + 1, room.later - head
        left -= height
    return pages + (room.tail > left)


def _wants(sheet: TermSheet, size: float, *, group: bool, category: bool) -> Iterator[_Want]:
    rows = sheet.rows

    def widest(texts: Sequence[str], face: Face = Face.BODY) -> float:
        return max((width(face, text, size) for text in set(texts)), default=0.0)

    names = [row.name if group else row.label for row in rows]
    parts = [part for row in rows for part in row.name.replace("·", "· ").split()]
    yield _Want("序号", max(2 * size, widest([str(row.serial) for row in rows])), 2 * size)
    least = max(3 * size, min(widest(parts), _MOST_NAME * size))
    yield _Want("姓名", least, max(least, min(_MOST_NAME * size, widest(names))))
    for shown, title, most, texts in (
        (group, "小组", _MOST_GROUP, [row.group_name for row in rows]),
        (category, "类别", _MOST_CLASS, [row.category for row in rows]),
    ):
        if shown:
            one = max(2 * size, min(most * size, widest(texts)))
            yield _Want(title, one, one)
    for place, heading in enumerate(sheet.columns):
        texts = [number(row.values[place], sheet) for row in rows]
        one = max(widest([heading], Face.BOLD), widest(texts, Face.BOLD))
        yield _Want(heading, one, one, tuple(texts))
    for heading, texts in (
        (sheet.points_heading, [number(row.points, sheet) for row in rows]),
        (sheet.year_heading, [number(row.total, sheet) for row in rows]),
    ):
        one = max(2 * size + 0.5, widest(texts, Face.BOLD))
        yield _Want(heading, one, one, tuple(texts))
    yield _Want("备注", 3 * size, max(3 * size, min(_MOST_NOTE * size, widest([row.note for row in rows]))))


def _spread(wants: Sequence[_Want], spare: float, *, fixed: int) -> list[float]:
    """Spare room goes first to columns that would break their texts, then to all but the first and the fixed ones."""
    lacking = [max(want.wanted - want.least, 0.0) for want in wants]
    part = min(1.0, spare / sum(lacking)) if any(lacking) else 0.0
    last = len(wants) - fixed
    rest = (spare - part * sum(lacking)) / max(last - 1, 1)
    return [
        want.least + part * lack + (rest if 0 < place < last else 0.0)
        for place, (want, lack) in enumerate(zip(wants, lacking, strict=True))
    ]


def _column(want: _Want, column_width: float, size: float) -> Column:
    if want.texts is not None:
        return figures(want.title, column_width, want.texts, size=size)
    return Column(want.title, column_width, Align.CENTRE)
