"""Tables: rows that grow with their text, hairlines, a heading that each segment repeats.

A table is laid out row by row (:class:`Laid`) and drawn in segments, one per page or column of a page.
Vertical rules are drawn once per segment, not per cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from app.services.documents import fonts
from app.services.documents.book import BODY_SIZE, MM, TICK_SIDE, Align, Page
from app.services.documents.fonts import Face
from app.services.documents.text import wrap

LEADING = 1.3
_BASELINE = 1.03
#: Height of a line through a text above its base line: the middle of a Chinese character.
_STRIKE = 0.37
PAD_X = 3.0
_PAD_Y = 1.8


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph of a cell in its own size or face; the key keeps equal texts of different people apart.

    ``struck`` draws a line through it: what a correction took back stays readable.
    """

    text: str
    size: float = BODY_SIZE
    face: Face = Face.BODY
    key: str = ""
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A box of 4 mm in the middle of its cell."""

    checked: bool = False


Cell = str | Para | tuple[Para, ...] | Tick


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        title: Heading; an even break is found if it is too long.
        width: Width in points.
        align: How its cells and its heading stand.
        merge: Neighbouring rows with the same text (and key) share one cell.
        inset: Distance of right-aligned text from the right rule.
    """

    title: str
    width: float
    align: Align = Align.CENTRE
    merge: bool = False
    inset: float = PAD_X


def figures(title: str, width: float, texts: Iterable[str], *, size: float = BODY_SIZE) -> Column:
    """A column of numbers: right-aligned, and the block of numbers stands in the middle of the column."""
    widest = max((fonts.width(Face.BODY, text, size) for text in set(texts)), default=0.0)
    return Column(title, width, Align.RIGHT, inset=max(PAD_X, (width - widest) / 2))


@dataclass(frozen=True, slots=True)
class Laid:
    """A row cut into lines: per cell the lines (text, size, face), or a box."""

    cells: tuple[tuple[Para, ...] | Tick, ...]
    height: float


@lru_cache(maxsize=1024)
def even_lines(title: str, face: Face, size: float, width: float) -> tuple[str, ...]:
    """A heading in as few lines as fit, all about equally long, never breaking Latin words."""
    if "\n" in title:
        return tuple(title.split("\n"))
    lines = wrap(title, face, size, width)
    # As narrow as the same number of lines allows: two of two characters instead of three and one.
    narrower = width - size / 4
    while len(lines) > 1 and narrower > size:
        trial = wrap(title, face, size, narrower)
        if len(trial) > len(lines):
            break
        lines, narrower = trial, narrower - size / 4
    return lines


def _lines_height(lines: tuple[Para, ...]) -> float:
    return sum(line.size for line in lines) * LEADING


def draw_lines(
    page: Page,
    lines: Sequence[Para],
    *,
    x: float,
    width: float,
    y: float,
    align: Align,
    inset: float = PAD_X,
) -> None:
    """Write lines below each other inside a cell; ``y`` is the upper edge of the first line."""
    if align is Align.CENTRE:
        x += width / 2
    elif align is Align.RIGHT:
        x += width - inset
    else:
        x += PAD_X
    for line in lines:
        page.text(x, y + line.size * _BASELINE, line.text, size=line.size, face=line.face, align=align)
        if line.struck:
            long = fonts.width(line.face, line.text, line.size)
            start = x - long * {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}[align]
            middle = y + line.size * (_BASELINE - _STRIKE)
            page.rule(start, middle, start + long, middle)
        y += line.size * LEADING


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and the type of their text.

    Attributes:
        columns: From left to right.
        size: Type size of plain cells and of the heading.
        min_height: Least height of a row (8 mm and more where a pen has to sign).
        head_height: Least height of the heading; 0: no heading.
        shade_head: Whether the heading has a light ground.
    """

    columns: tuple[Column, ...]
    size: float = BODY_SIZE
    min_height: float = 6.2 * MM
    head_height: float = 7 * MM
    shade_head: bool = True
    edges: tuple[float, ...] = field(init=False)

    def __post_init__(self) -> None:
        edges = [0.0]
        for column in self.columns:
            edges.append(edges[-1] + column.width)
        object.__setattr__(self, "edges", tuple(edges))

    @property
    def width(self) -> float:
        """Sum of the column widths."""
        return self.edges[-1]

    def heading(self) -> Laid | None:
        """The heading row, or nothing if the table has none."""
        if not self.head_height:
            return None
        cells = tuple(
            tuple(
                Para(line, self.size, Face.BOLD)
                for line in even_lines(column.title, Face.BOLD, self.size, column.width - 2)
            )
            for column in self.columns
        )
        return Laid(cells, max(self.head_height, *(_lines_height(cell) + 2 * _PAD_Y for cell in cells)))

    def lay(self, row: Sequence[Cell], *, min_height: float | None = None) -> Laid:
        """Cut the cells of a row into lines and find its height."""
        height = self.min_height if min_height is None else min_height
        cells: list[tuple[Para, ...] | Tick] = []
        for column, cell in zip(self.columns, row, strict=True):
            if isinstance(cell, Tick):
                cells.append(cell)
                height = max(height, TICK_SIDE + 2 * _PAD_Y)
                continue
            lines = _cell_lines(cell, self.size, column.width - 2 * PAD_X)
            cells.append(lines)
            if len(lines) > 1 and not column.merge:
                height = max(height, _lines_height(lines) + 2 * _PAD_Y)
        return Laid(tuple(cells), height)

    def lay_all(self, rows: Iterable[Sequence[Cell]]) -> list[Laid]:
        """Lay out rows; a merged cell that needs more room than its rows stretches the last of them."""
        laid = [self.lay(row) for row in rows]
        for index, column in enumerate(self.columns):
            if column.merge:
                _stretch(laid, index)
        return laid


@lru_cache(maxsize=32768)
def _cell_lines(cell: str | Para | tuple[Para, ...], size: float, width: float) -> tuple[Para, ...]:
    if isinstance(cell, str):
        cell = Para(cell, size)
    paras = (cell,) if isinstance(cell, Para) else cell
    return tuple(
        Para(line, para.size, para.face, para.key, para.struck)
        for para in paras
        for line in wrap(para.text, para.face, para.size, width)
    )


def _stretch(rows: list[Laid], index: int) -> None:
    start = 0
    for end in range(1, len(rows) + 1):
        if end < len(rows) and rows[end].cells[index] == rows[start].cells[index]:
            continue
        lines = rows[start].cells[index]
        lacking = -sum(row.height for row in rows[start:end])
        if not isinstance(lines, Tick):
            lacking += _lines_height(lines) + 2 * _PAD_Y
        if lacking > 0:
            rows[end - 1] = Laid(rows[end - 1].cells, rows[end - 1].height + lacking)
        start = end


def keep_together(table: Table, rows: Sequence[Laid], *, most: float) -> list[list[Laid]]:
    """Rows that should stand on one page: those that share a merged cell, and the last (a total) with one more.

    Groups taller than ``most`` are taken apart, so that no page stays half empty for them.
    """
    merged = next((index for index, column in enumerate(table.columns) if column.merge), None)
    units: list[list[Laid]] = []
    for row in rows:
        if merged is not None and units and units[-1][-1].cells[merged] == row.cells[merged]:
            units[-1].append(row)
        else:
            units.append([row])
    units = [
        piece
        for unit in units
        for piece in ([unit] if sum(row.height for row in unit) <= most else [[row] for row in unit])
    ]
    if len(units) > 1 and len(units[-1]) == 1:
        last = units.pop()
        units[-1] = units[-1] + last
    return units


def split(laid: Laid, room: float) -> tuple[Laid, Laid]:
    """Cut a row that is taller than a page into a part that fits and the rest."""
    upper: list[tuple[Para, ...] | Tick] = []
    lower: list[tuple[Para, ...] | Tick] = []
    for cell in laid.cells:
        if isinstance(cell, Tick):
            upper.append(cell)
            lower.append(())
            continue
        count = 0
        while count < len(cell) and _lines_height(cell[: count + 1]) + 2 * _PAD_Y <= room:
            count += 1
        upper.append(cell[:count])
        lower.append(cell[count:])
    rest = max((_lines_height(cell) for cell in lower if not isinstance(cell, Tick)), default=0.0)
    return Laid(tuple(upper), room), Laid(tuple(lower), rest + 2 * _PAD_Y)


class Segment:
    """The part of a table that stands in one piece on one page.

    Attributes:
        y: Lower edge of what has been drawn.
        table: The table that it is a part of.
    """

    def __init__(self, page: Page, table: Table, *, x: float, y: float) -> None:
        self.y = y
        self.table = table
        self._page, self._x, self._top = page, x, y
        self._merged: dict[int, tuple[tuple[Para, ...] | Tick, float]] = {}
        self._stretches = _unmerged(table)
        heading = table.heading()
        if heading is not None:
            if table.shade_head:
                page.fill(x, y, table.width, heading.height)
            self._draw_row(heading, heading=True)

    def add(self, laid: Laid) -> None:
        """Draw a row at the lower edge."""
        for index, column in enumerate(self.table.columns):
            if not column.merge:
                continue
            open_cell = self._merged.get(index)
            if open_cell is None or open_cell[0] != laid.cells[index]:
                self._close_merged(index)
                self._merged[index] = (laid.cells[index], self.y)
        self._draw_row(laid)

    def close(self) -> float:
        """Draw the rules that span the segment and return its lower edge."""
        for index in list(self._merged):
            self._close_merged(index)
        x, page = self._x, self._page
        for edge in self.table.edges:
            page.rule(x + edge, self._top, x + edge, self.y)
        page.rule(x, self.y, x + self.table.width, self.y)
        return self.y

    def _draw_row(self, laid: Laid, *, heading: bool = False) -> None:
        x, y, page = self._x, self.y, self._page
        for left, right in ((0.0, self.table.width),) if heading else self._stretches:
            page.rule(x + left, y, x + right, y)
        for index, (column, cell) in enumerate(zip(self.table.columns, laid.cells, strict=True)):
            if column.merge and not heading:
                continue
            align = Align.CENTRE if heading else column.align
            self._draw_cell(cell, index, top=y, height=laid.height, align=align)
        self.y = y + laid.height

    def _draw_cell(
        self, cell: tuple[Para, ...] | Tick, index: int, *, top: float, height: float, align: Align
    ) -> None:
        left, column = self._x + self.table.edges[index], self.table.columns[index]
        if isinstance(cell, Tick):
            x, y = left + (column.width - TICK_SIDE) / 2, top + (height - TICK_SIDE) / 2
            self._page.tick(x, y, checked=cell.checked)
            return
        y = top + (height - _lines_height(cell)) / 2
        draw_lines(self._page, cell, x=left, width=column.width, y=y, align=align, inset=column.inset)

    def _close_merged(self, index: int) -> None:
        open_cell = self._merged.pop(index, None)
        if open_cell is None:
            return
        cell, top = open_cell
        column = self.table.columns[index]
        left = self._x + self.table.edges[index]
        if not isinstance(cell, Tick):
            # A group that goes on over the page stands there again in full; here only what fits is repeated.
            while len(cell) > 1 and _lines_height(cell) > self.y - top:
                cell = cell[:-1]
        self._draw_cell(cell, index, top=top, height=self.y - top, align=column.align)
        self._page.rule(left, self.y, left + column.width, self.y)


def _unmerged(table: Table) -> tuple[tuple[float, float], ...]:
    """Stretches between merged columns, where each row has its own rule."""
    stretches: list[tuple[float, float]] = []
    for index, column in enumerate(table.columns):
        if column.merge:
            continue
        left, right = table.edges[index], table.edges[index + 1]
        if stretches and stretches[-1][1] == left:
            stretches[-1] = (stretches[-1][0], right)
        else:
            stretches.append((left, right))
    return tuple(stretches)
