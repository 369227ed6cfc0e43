"""How the lists of a board sheet are spread over pages and columns, before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from app.services.documents.book import MM
from app.services.documents.fonts import Face, width
from app.services.documents.frame import Frame
from app.services.documents.model_result import BoardRow, BoardSheet
from app.services.documents.table import Cell, Column, Laid, Para, Table, figures
from app.services.numbers import format_change, format_points

COLUMN_GAP = 4 * MM
LIST_TITLE = 8.5 * MM
_MOST_COLUMNS = 4
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
    tightest = [plan for room in rooms for plan in _plans(sheet, room, size=sizes[-1])]
    if not tightest:
        return None
    fewest = min(plan.page_count for plan in tightest)
    for size in sizes:
        for room in rooms:
            for plan in _plans(sheet, room, size=size):
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


def _plans(sheet: BoardSheet, room: Room, *, size: float) -> Iterator[Plan]:
    """Layouts with the tightest rows, the one with the fewest columns first."""
    for count in range(1, _MOST_COLUMNS + 1):
        available = (room.frame.width - COLUMN_GAP * (count - 1)) / count
        table = _table(sheet, available, size)
        if table is None:
            return
        blocks = [
            Block(board_list.title, number, table.lay(_cells(row, sheet, size)))
            for board_list in sheet.lists
            for number, row in enumerate(board_list.rows)
        ]
        yield _plan(table, blocks, room, count=count)


def _cells(row: BoardRow, sheet: BoardSheet, size: float) -> tuple[Cell, ...]:
    """The cells of a member; an exempt member has no points and no reason."""
    if row.exempt:
        blanks = ("—",) * (len(sheet.detail_columns) + 2)
        return (str(row.serial), row.name, row.group_name, *blanks, "不纳入")
    decimals = sheet.decimals
    return (
        str(row.serial),
        row.name,
        row.group_name,
        *(format_points(value, decimals) for value in row.details),
        _figure(row.old_period_points, row.period_points, decimals, size),
        _figure(row.old_year_points, row.year_points, decimals, size),
        row.note,
    )


def _changed(old: Decimal | None, new: Decimal | None) -> bool:
    return old is not None and old != new


def _figure(old: Decimal | None, new: Decimal | None, decimals: int, size: float) -> Cell:
    if not _changed(old, new):
        return format_points(new, decimals)
    return Para(format_change(old, new, decimals), size, Face.BOLD)


def _widest(texts: Iterable[str], size: float, face: Face = Face.BODY) -> float:
    return max((width(face, text, size) for text in set(texts)), default=0.0)


def _longest_part(name: str, size: float) -> float:
    """Width of the longest part of a name with dots: the least that needs no break inside a part."""
    return _widest(name.replace("·", "· ").split(), size)


def _table(sheet: BoardSheet, available: float, size: float) -> Table | None:
    """Columns for that width, or nothing if they do not fit into it."""
    rows = [row for board_list in sheet.lists for row in board_list.rows]
    head = 2 * size + 0.5
    names = [row.name for row in rows]
    texts = [*_detail_texts(sheet, rows), *_point_texts(sheet, rows)]
    numbers = [max(head, _widest(column, size)) for column in texts]
    least = [
        max(head, _widest((str(row.serial) for row in rows), size)),
        max(3 * size, *(_longest_part(name, size) for name in names), 0.0),
        max(head, min(_MOST_GROUP * size, _widest((row.group_name for row in rows), size))),
        *numbers,
        3 * size + 0.5,
    ]
    wanted = [
        least[0],
        max(least[1], min(_MOST_NAME * size, _widest(names, size))),
        least[2],
        *(max(need, want) for need, want in zip(numbers, _arrow_widths(sheet, rows, size), strict=True)),
        max(least[-1], min(_MOST_NOTE * size, _widest((row.note for row in rows), size))),
    ]
    spare = available - sum(least) - len(least) * _PADDING * size
    if spare < 0:
        return None
    widths = [width + _PADDING * size for width in _spread(least, wanted, spare)]
    titles = (*sheet.detail_columns, sheet.period_heading, sheet.year_heading)
    columns = (
        Column("序号", widths[0]),
        Column("姓名", widths[1]),
        Column("小组", widths[2]),
        *(
            figures(title, column_width, column, size=size)
            for title, column_width, column in zip(titles, widths[3:-1], texts, strict=True)
        ),
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


def _detail_texts(sheet: BoardSheet, rows: Sequence[BoardRow]) -> list[list[str]]:
    return [
        [format_points(row.details[index], sheet.decimals) for row in rows if not row.exempt]
        for index in range(len(sheet.detail_columns))
    ]


def _point_texts(sheet: BoardSheet, rows: Sequence[BoardRow]) -> list[list[str]]:
    """The figures of the two columns of points."""
    return [
        [format_points(row.period_points, sheet.decimals) for row in rows],
        [format_points(row.year_points, sheet.decimals) for row in rows],
    ]


def _arrow_widths(sheet: BoardSheet, rows: Sequence[BoardRow], size: float) -> list[float]:
    """Width that lets a changed figure break after its arrow, for each column of numbers."""
    widths = [0.0] * (len(sheet.detail_columns) + 2)
    for row in rows:
        pairs = ((row.old_period_points, row.period_points), (row.old_year_points, row.year_points))
        for index, (old, new) in enumerate(pairs, start=len(sheet.detail_columns)):
            if _changed(old, new):
                text = f"{format_points(old, sheet.decimals)} →"
                widths[index] = max(widths[index], width(Face.BOLD, text, size))
    return widths


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
