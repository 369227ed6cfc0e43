"""The frame of a page: margins, title, foot with form number, and the flow of blocks down the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from app.services.documents.book import BODY_SIZE, MM, Align, Book, Page
from app.services.documents.fonts import Face, width
from app.services.documents.model import Paper, Sheet
from app.services.documents.table import LEADING, Cell, Laid, Segment, Table, keep_together, split
from app.services.documents.text import wrap

CHINA_TIME = timezone(timedelta(hours=8))
"""One time zone, no daylight saving: a fixed offset needs no zone files on an old computer."""

TITLE_SIZE = 22.0
FOOT_SIZE = 8.0
SIGNATURE_HEIGHT = 10 * MM
_LONGEST_LINE = 55 * MM
# Sums of heights in floating point may differ by a hair from the room that was planned for them.
_TOLERANCE = 0.05
_LEAST_PIECE = 40 * MM
_QR_SIDE = 11 * MM
_FOOT_HEIGHT = 13 * MM

_SIZES = {Paper.A4: (210 * MM, 297 * MM), Paper.A3: (297 * MM, 420 * MM)}


@dataclass(frozen=True, slots=True)
class Frame:
    """The area of a page that a sheet may use; ``top`` is larger than 0 for the lower half of a shared page.

    Attributes:
        page_width: Width of the paper.
        page_height: Height of the paper.
        top: Upper edge of the area.
        height: Height of the area, margins included.
        margin: Margin on all four sides of the area.
    """

    page_width: float
    page_height: float
    top: float
    height: float
    margin: float = 15 * MM

    @property
    def left(self) -> float:
        """Left edge of the type area."""
        return self.margin

    @property
    def width(self) -> float:
        """Width of the type area."""
        return self.page_width - 2 * self.margin

    @property
    def first_line(self) -> float:
        """Upper edge of the type area."""
        return self.top + min(self.margin, 13 * MM)

    @property
    def foot(self) -> float:
        """Upper edge of the foot."""
        return self.top + self.height - 9 * MM - _FOOT_HEIGHT

    @property
    def bottom(self) -> float:
        """Lower edge of the type area above the foot."""
        return self.foot - 2 * MM


def full_page(paper: Paper = Paper.A4, *, landscape: bool = False) -> Frame:
    """The frame of a whole page."""
    short, long = _SIZES[paper]
    page_width, page_height = (long, short) if landscape else (short, long)
    return Frame(page_width, page_height, 0.0, page_height)


def chinese_date(day: date | None) -> str:
    """``2026年10月3日``, or blanks for the pen."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "      年   月   日"


def short_date(day: date | None) -> str:
    """``10-03``: enough where the sheet names the year."""
    return f"{day:%m-%d}" if day else ""


def china_instant(instant: datetime) -> str:
    """An instant as ``2026-11-02 18:30`` in China time."""
    return f"{instant.astimezone(CHINA_TIME):%Y-%m-%d %H:%M}"


def line_rows(
    parts: Sequence[str], *, size: float, face: Face = Face.BODY, available: float
) -> list[tuple[str, ...]]:
    """The parts in one row, or each in rows of its own where they would touch."""
    need = sum(width(face, part, size) for part in parts) + 4 * MM * (len(parts) - 1)
    if need <= available:
        return [tuple(parts)]
    return [(line,) for part in parts if part for line in wrap(part, face, size, available)]


class Flow:
    """Blocks one below the other, over as many pages as they need.

    Attributes:
        page: The page in work.
        y: Where the next block begins.
        pages: All pages of the sheet so far.
        frame: The area in use.
    """

    def __init__(
        self, book: Book, sheet: Sheet, frame: Frame, *, title: str, page: Page | None = None
    ) -> None:
        self.frame = frame
        self._book, self._sheet, self._title = book, sheet, title
        self.page = page or book.page(width=frame.page_width, height=frame.page_height)
        self.pages = [self.page]
        self.y = frame.first_line

    @property
    def room(self) -> float:
        """Height that is left on this page."""
        return self.frame.bottom - self.y

    def new_page(self) -> None:
        """Begin a page; its first line repeats the title in small."""
        frame = self.frame
        self.page = self._book.page(width=frame.page_width, height=frame.page_height)
        self.pages.append(self.page)
        self.y = frame.first_line
        baseline = self.y + BODY_SIZE
        self.page.text(frame.left, baseline, f"{self._title}（续）", face=Face.BOLD)
        self.page.text(frame.left + frame.width, baseline, self._sheet.period_label, align=Align.RIGHT)
        self.y += BODY_SIZE * LEADING + 2 * MM

    def ensure(self, height: float) -> None:
        """Begin a page if the block does not fit on this one."""
        if height > self.room + _TOLERANCE:
            self.new_page()

    def space(self, height: float) -> None:
        """Leave a gap."""
        self.y += height

    def title(self, text: str, *, size: float = TITLE_SIZE) -> None:
        """The sheet's title, centred; made smaller only if one line cannot hold it."""
        size = min(size, size * self.frame.width / max(width(Face.BOLD, text, size), 1.0))
        centre = self.frame.left + self.frame.width / 2
        self.page.text(centre, self.y + size, text, size=size, face=Face.BOLD, align=Align.CENTRE)
        self.y += size * LEADING + 1.5 * MM

    def line(self, *parts: str, size: float = BODY_SIZE, face: Face = Face.BODY) -> None:
        """One line with its parts spread: left, (centre,) right; below each other where they would touch."""
        frame = self.frame
        rows = line_rows(parts, size=size, face=face, available=frame.width)
        for row in rows:
            last = len(row) - 1
            for index, part in enumerate(row):
                share = index / last if last else 0.0
                align = Align.LEFT if share == 0 else Align.RIGHT if share == 1 else Align.CENTRE
                x = frame.left + frame.width * share
                self.page.text(x, self.y + size, part, size=size, face=face, align=align)
            self.y += size * LEADING
        self.y += 1 * MM

    def paragraph(
        self, text: str, *, size: float = BODY_SIZE, face: Face = Face.BODY, width: float | None = None
    ) -> None:
        """Wrapped text over the width of the area."""
        for line in wrap(text, face, size, width or self.frame.width):
            self.ensure(size * LEADING)
            self.page.text(self.frame.left, self.y + size, line, size=size, face=face)
            self.y += size * LEADING + 0.6

    def table(self, table: Table, rows: Sequence[Sequence[Cell]], *, x: float | None = None) -> None:
        """A table with its heading repeated on each page."""
        self.laid_table(table, table.lay_all(rows), x=x)

    def laid_table(
        self, table: Table, rows: Sequence[Laid], *, x: float | None = None, tail: float = 0.0
    ) -> None:
        """The same for rows that have been laid out already.

        What comes after the table does not stand alone on a page: of ``tail`` height, it takes the last rows along.
        """
        left = self.frame.left if x is None else x
        head = table.heading()
        head_height = head.height if head else 0.0
        fresh = self.frame.bottom - self.frame.first_line - BODY_SIZE * LEADING - 2 * MM - head_height
        units = keep_together(table, rows, most=fresh / 4)
        self.ensure(head_height + (sum(row.height for row in units[0]) if units else 0.0))
        segment = Segment(self.page, table, x=left, y=self.y)
        for unit in units:
            height = sum(row.height for row in unit) + (tail if unit is units[-1] else 0.0)
            if height > self.frame.bottom - segment.y + _TOLERANCE and not fresh < height:
                segment = self._next_segment(segment, left)
            for row in unit:
                segment = self._place(segment, row, left=left)
        self.y = segment.close()

    def _next_segment(self, segment: Segment, left: float) -> Segment:
        segment.close()
        self.new_page()
        return Segment(self.page, segment.table, x=left, y=self.y)

    def _place(self, segment: Segment, row: Laid, *, left: float) -> Segment:
        """Draw a row that may be taller than the rest of the page, or than a page."""
        rest = row
        while rest.height > (room := self.frame.bottom - segment.y) + _TOLERANCE:
            if room > _LEAST_PIECE:
                upper, rest = split(rest, room)
                segment.add(upper)
            segment = self._next_segment(segment, left)
        segment.add(rest)
        return segment

    def signatures(self, labels: Sequence[str], *, height: float = SIGNATURE_HEIGHT) -> None:
        """Signature lines beside each other: label, then a line long enough for the pen."""
        self.ensure(height)
        needs = [width(Face.BODY, label, BODY_SIZE) + 1 * MM for label in labels]
        spare = (self.frame.width - sum(needs)) / len(labels)
        left, baseline = self.frame.left, self.y + height - 3 * MM
        for label, need in zip(labels, needs, strict=True):
            self.page.text(left, baseline, label)
            end = left + need + min(spare - 3 * MM, _LONGEST_LINE)
            self.page.rule(left + need, baseline + 1 * MM, end, baseline + 1 * MM)
            left += need + spare
        self.y += height

    def finish(self) -> list[Page]:
        """Write the foot of every page, now that their number is known."""
        for number, page in enumerate(self.pages, start=1):
            self._foot(page, number)
        return self.pages

    def _foot(self, page: Page, number: int) -> None:
        frame, sheet = self.frame, self._sheet
        top, right = frame.foot, frame.left + frame.width
        page.rule(frame.left, top, right, top)
        page.qr(right - _QR_SIDE, top + 1.6 * MM, _QR_SIDE, sheet.form_number)
        text_right = right - _QR_SIDE - 3 * MM
        page_label = f"第 {number} 页 共 {len(self.pages)} 页"
        form_label = f"表号 {sheet.form_number}"
        widest = max(width(Face.BODY, label, FOOT_SIZE) for label in (page_label, form_label))
        room = text_right - widest - frame.left - 4 * MM
        lines = (
            sheet.unit,
            f"{sheet.period_label}　第 {sheet.version} 版　数据截至 {china_instant(sheet.as_of)}",
            f"方案：{sheet.scheme_label}" if sheet.scheme_label else "",
        )
        for step, text in enumerate(lines):
            size = min(FOOT_SIZE, FOOT_SIZE * room / max(width(Face.BODY, text, FOOT_SIZE), 1.0))
            page.text(frame.left, top + (4.4 + 3.9 * step) * MM, text, size=size)
        for step, text in enumerate((page_label, form_label)):
            page.text(text_right, top + (4.4 + 3.9 * step) * MM, text, size=FOOT_SIZE, align=Align.RIGHT)
