"""How the lists of a board sheet are spread over pages and columns, before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby, product

from app.services.documents.book import MM
from app.services.documents.fonts import Face, width
from app.services.documents.frame import Frame
from app.services.documents.model_result import BoardRow, BoardSheet
from app.services.documents.table import PAD_X, Cell, Column, Laid, Para, Table, figures
from app.services.numbers import format_change, format_points

COLUMN_GAP = 4 * MM
LIST_TITLE = 8.5 * MM
_MOST_COLUMNS = 4
#: In the note of a ranked board: points from the most, demerits from the fewest.
_RANKED = ("由高到低", "由少到多")
_PADDING = 0.67
_MOST_NAME = 7
_MOST_GROUP = 6
_MOST_NOTE = 8
_BALANCE_STEP = 1.5 * MM
# Row heights in type sizes, from roomy to tight; the tightest still has a third of a line between the rows.
_ROW_HEIGHTS = (2.3, 2.0, 1.75, 1.55)


@dataclass(frozen=True, slots=True)
class Block:
    """One row of a list, with the title of the list and its number in it (from 0)."""

    title: str
    number: int
    laid: Laid


@dataclass(frozen=True, slots=True)
class Room:
    """What the rest of the sheet leaves for the rows.

    Attributes:
        frame: The page.
        first: Height for rows on the first page.
        later: Height for rows on the other pages.
        tail: Height of the notice text after the last row.
    """

    frame: Frame
    first: float
    later: float
    tail: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A layout that holds the whole sheet.

    Attributes:
        frame: The page.
        table: Table of one column of the page.
        pages: Per page the columns, per column its rows.
        tail_apart: Whether the notice text needs a page of its own.
    """

    frame: Frame
    table: Table
    pages: tuple[tuple[tuple[Block, ...], ...], ...]
    tail_apart: bool

    @property
    def page_count(self) -> int:
        """Pages that the sheet takes."""
        return len(self.pages) + self.tail_apart


def best_plan(sheet: BoardSheet, rooms: Sequence[Room], *, sizes: Sequence[float]) -> Plan | None:
    """The largest type and the highest rows that take no more pages than the smallest would.

    Args:
        sheet: The sheet.
        rooms: Possible pages, the preferred one first.
        sizes: Type sizes, the smallest last.

    Returns:
        The layout, or nothing where the columns do not fit on any of the pages.
    """
    # A changed figure in two lines, old and new, before one in three; but a sheet that fits before one that does not.
    for whole in (True, False):
        tightest = [plan for room in rooms for plan in _plans(sheet, room, size=sizes[-1], whole=whole)]
        fewest = min((plan.page_count for plan in tightest), default=0)
        for size, room in product(sizes, rooms):
            for plan in _plans(sheet, room, size=size, whole=whole):
                if plan.page_count == fewest:
                    return _roomiest(plan, room, size=size)
    return None


def _roomiest(tight: Plan, room: Room, *, size: float) -> Plan:
    blocks = [block for page in tight.pages for column in page for block in column]
    count = max(len(page) for page in tight.pages)
    for height in _ROW_HEIGHTS:
        plan = _plan(tight.table, _heighten(blocks, height * size), room, count=count)
        if plan.page_count == tight.page_count:
            return plan
    return tight


def _heighten(blocks: Sequence[Block], height: float) -> list[Block]:
    return [replace(block, laid=Laid(block.laid.cells, max(block.laid.height, height))) for block in blocks]


def _plans(sheet: BoardSheet, room: Room, *, size: float, whole: bool) -> Iterator[Plan]:
    """Layouts with the tightest rows, the one with the fewest columns first."""
    for count in range(1, _MOST_COLUMNS + 1):
        available = (room.frame.width - COLUMN_GAP * (count - 1)) / count
        table = _table(sheet, available, size, whole=whole)
        if table is None:
            return
        blocks = [
            Block(
                board_list.title,
                number,
                table.lay(_cells(row, sheet, size, room=table.columns[-1].width - 2 * PAD_X)),
            )
            for board_list in sheet.lists
            for number, row in enumerate(board_list.rows)
        ]
        yield _plan(table, blocks, room, count=count)


def _cells(row: BoardRow, sheet: BoardSheet, size: float, *, room: float) -> tuple[Cell, ...]:
    """The cells of a member; an exempt member has no points and no reason. ``room`` is the width of the remark."""
    note = _note(row_note(row), size, room)
    grades = [_grade(row, size)] if sheet.grade_heading else []
    if row.exempt:
        blanks = ("—",) * (len(number_titles(sheet)) + len(grades))
        return (str(row.serial), row.name, row.group_name, *blanks, note)
    numbers = (_figure(old, new, sheet.decimals, size) for old, new in number_pairs(sheet, row))
    return (str(row.serial), row.name, row.group_name, *numbers, *grades, note)


def serial_title(sheet: BoardSheet) -> str:
    """序号; 名次 on a ranked board. A frozen sheet tells of its order in its note alone."""
    return "名次" if any(word in sheet.order_note for word in _RANKED) else "序号"


def number_titles(sheet: BoardSheet) -> tuple[str, ...]:
    """Headings of the columns of points; a board of a year has no column of its own for the period."""
    period = (sheet.period_heading,) if sheet.period_heading else ()
    return (*sheet.detail_columns, *period, sheet.year_heading)


def number_pairs(sheet: BoardSheet, row: BoardRow) -> list[tuple[Decimal | None, Decimal | None]]:
    """Figure of the version before and present one, for each column of points."""
    old = row.old_details or (None,) * len(row.details)
    pairs = list(zip(old, row.details, strict=True))
    if sheet.period_heading:
        pairs.append((row.old_period_points, row.period_points))
    return [*pairs, (row.old_year_points, row.year_points)]


def row_note(row: BoardRow) -> str:
    """The remark of a row; an exempt member has no reason."""
    return "，".join(part for part in ("不纳入" if row.exempt else "", row.note) if part)


def _note(note: str, size: float, room: float) -> Cell:
    """A remark that needs more than a line has each of its parts in a line of its own."""
    if width(Face.BODY, note, size) <= room:
        return note
    return tuple(Para(part, size) for part in note.split("，"))


def is_changed(old: Decimal | None, new: Decimal | None) -> bool:
    """Whether a figure differs from the one of the version before, where there was one."""
    return old is not None and old != new


def _grade(row: BoardRow, size: float) -> Cell:
    return Para(f"{row.old_grade} → {row.grade}", size, Face.BOLD) if row.old_grade else row.grade


def _figure(old: Decimal | None, new: Decimal | None, decimals: int, size: float) -> Cell:
    if not is_changed(old, new):
        return format_points(new, decimals)
    return Para(format_change(old, new, decimals), size, Face.BOLD)


def _widest(texts: Iterable[str], size: float, face: Face = Face.BODY) -> float:
    return max((width(face, text, size) for text in set(texts)), default=0.0)


def _longest_part(name: str, size: float) -> float:
    """Width of the longest part of a name with dots: the least that needs no break inside a part."""
    return _widest(name.replace("·", "· ").split(), size)


def _table(sheet: BoardSheet, available: float, size: float, *, whole: bool) -> Table | None:
    """Columns for that width, or nothing if they do not fit into it.

    With ``whole`` a changed figure needs no more than two lines: "5.5 →" and "2.5".
    """
    rows = [row for board_list in sheet.lists for row in board_list.rows]
    head = 2 * size + 0.5
    names = [row.name for row in rows]
    texts = _number_texts(sheet, rows)
    numbers = [max(head, _widest(column, size)) for column in texts]
    changed = _arrow_texts(sheet, rows)
    arrows = [
        max(need, _widest(column, size, Face.BOLD)) for need, column in zip(numbers, changed, strict=True)
    ]
    numbers = arrows if whole else numbers
    grades = [max(head, _widest((row.grade for row in rows), size))] if sheet.grade_heading else []
    least = [
        max(head, _widest((str(row.serial) for row in rows), size)),
        max(3 * size, *(_longest_part(name, size) for name in names), 0.0),
        max(head, min(_MOST_GROUP * size, _widest((row.group_name for row in rows), size))),
        *numbers,
        *grades,
        3 * size + 0.5,
    ]
    wanted = [
        least[0],
        max(least[1], min(_MOST_NAME * size, _widest(names, size))),
        least[2],
        *arrows,
        *grades,
        max(least[-1], min(_MOST_NOTE * size, _widest((row_note(row) for row in rows), size))),
    ]
    spare = available - sum(least) - len(least) * _PADDING * size
    if spare < 0:
        return None
    widths = [width + _PADDING * size for width in _spread(least, wanted, spare)]
    columns = (
        Column(serial_title(sheet), widths[0]),
        Column("姓名", widths[1]),
        Column("小组", widths[2]),
        *(
            figures(title, column_width, (*column, *more), size=size)
            for title, column_width, column, more in zip(
                number_titles(sheet), widths[3:], texts, changed, strict=False
            )
        ),
        *(Column(sheet.grade_heading, widths[-2]) for _ in grades),
        Column("备注", widths[-1]),
    )
    return Table(columns, size=size, min_height=_ROW_HEIGHTS[-1] * size, head_height=1.9 * size)


def _spread(least: Sequence[float], wanted: Sequence[float], spare: float) -> list[float]:
    """Give the spare width first to columns that would break their texts, then to all but the first."""
    lacking = [want - need for need, want in zip(least, wanted, strict=True)]
    part = min(1.0, spare / sum(lacking)) if any(lacking) else 0.0
    rest = (spare - part * sum(lacking)) / (len(least) - 1)
    return [
        need + part * lack + (rest if index else 0.0)
        for index, (need, lack) in enumerate(zip(least, lacking, strict=True))
    ]


def _number_texts(sheet: BoardSheet, rows: Sequence[BoardRow]) -> list[list[str]]:
    """What stands in each column of points."""
    pairs = [number_pairs(sheet, row) for row in rows if not row.exempt]
    return [
        [format_points(pair[index][1], sheet.decimals) for pair in pairs]
        for index in range(len(number_titles(sheet)))
    ]


def _arrow_texts(sheet: BoardSheet, rows: Sequence[BoardRow]) -> list[list[str]]:
    """The first lines of changed figures, which break after their arrow, in each column of points."""
    pairs = [number_pairs(sheet, row) for row in rows if not row.exempt]
    return [
        [
            f"{format_points(old, sheet.decimals)} →"
            for old, new in (p[index] for p in pairs)
            if is_changed(old, new)
        ]
        for index in range(len(number_titles(sheet)))
    ]


def _plan(table: Table, blocks: Sequence[Block], room: Room, *, count: int) -> Plan:
    pages: list[tuple[tuple[Block, ...], ...]] = []
    available, rest = room.first, list(blocks)
    while True:
        columns, left = _fill(table, rest, count=count, room=available)
        if not left or left == rest:
            columns = _balance(table, rest, count=count, room=available)
            pages.append(columns)
            break
        pages.append(columns)
        rest, available = left, room.later
    height = max(column_height(table, column) for column in columns)
    return Plan(room.frame, table, tuple(pages), tail_apart=height + room.tail > available)


def _fill(
    table: Table, blocks: Sequence[Block], *, count: int, room: float
) -> tuple[tuple[tuple[Block, ...], ...], list[Block]]:
    """Put rows into columns of that height; returns the columns and the rows that are left."""
    columns: list[tuple[Block, ...]] = []
    start = 0
    for _ in range(count):
        end = _column_end(table, blocks, start, room)
        # A list does not begin with its first row alone at the foot of a column.
        if start < end - 1 and end < len(blocks) and blocks[end - 1].number == 0:
            end -= 1
        columns.append(tuple(blocks[start:end]))
        start = end
    return tuple(columns), list(blocks[start:])


def _column_end(table: Table, blocks: Sequence[Block], start: int, room: float) -> int:
    used, title = 0.0, None
    for index in range(start, len(blocks)):
        block = blocks[index]
        if block.title != title:
            used += _opening(table, block.title)
            title = block.title
        used += block.laid.height
        if used > room + 0.01:
            return index
    return len(blocks)


def _opening(table: Table, title: str) -> float:
    """Height of what stands above the first row of a list."""
    heading = table.heading()
    return (heading.height if heading else 0.0) + (LIST_TITLE if title else 0.0)


def _balance(
    table: Table, blocks: Sequence[Block], *, count: int, room: float
) -> tuple[tuple[Block, ...], ...]:
    """The lowest equal height that still holds all rows."""
    height = min(room, column_height(table, blocks) / count)
    while height < room:
        columns, left = _fill(table, blocks, count=count, room=height)
        if not left:
            return columns
        height += _BALANCE_STEP
    return _fill(table, blocks, count=count, room=room)[0]


def column_height(table: Table, blocks: Sequence[Block]) -> float:
    """Height of rows with the titles and headings of the lists that they belong to."""
    return sum(
        _opening(table, title) + sum(block.laid.height for block in rows)
        for title, rows in groupby(blocks, key=lambda block: block.title)
    )
