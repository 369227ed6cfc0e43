"""The ledger and the board as workbooks that Excel, WPS and LibreOffice open alike.

Every text of a user is written as text with the format "@": "=1+1" and a long ID number stay what they are,
also after somebody has edited the cell. Numbers and dates are real ones. There are no formulas: one
that was never opened in Excel shows nothing elsewhere.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from app.services.documents.board import board_remarks
from app.services.documents.board_plan import is_changed, number_pairs, number_titles, row_note, serial_title
from app.services.documents.frame import china_instant, chinese_date
from app.services.documents.model import Paper, Sheet
from app.services.documents.model_result import BoardRow, BoardSheet, LedgerSheet
from app.services.documents.output import Target, write_out
from app.services.numbers import format_points

_TEXT = "@"
_DATE = "yyyy-mm-dd"
_PAPER_CODES = {Paper.A4: 9, Paper.A3: 8}
_ROW_POINTS = 16
_LINE = Side(style="thin", color="FF000000")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD_FILL = PatternFill("solid", fgColor="FFEDEDED")
_FONT = "宋体"


@dataclass(frozen=True, slots=True)
class _Style:
    """The looks of a kind of cell."""

    font: Font
    alignment: Alignment
    border: Border
    fill: PatternFill


_TITLE = _Style(Font(name=_FONT, size=16, bold=True), Alignment(), Border(), PatternFill())
_SOURCE = _Style(Font(name=_FONT, size=10), Alignment(), Border(), PatternFill())
_HEADING = _Style(
    Font(name=_FONT, size=11, bold=True),
    Alignment(horizontal="center", vertical="center", wrap_text=True),
    _BORDER,
    _HEAD_FILL,
)
_BODY = _Style(
    Font(name=_FONT, size=11), Alignment(vertical="center", wrap_text=True), _BORDER, PatternFill()
)

Value = str | int | Decimal | date | None

_SUMS_NOTE = "台账计分、起始和带入、板块折算和上下限、其他四栏相加，就是最后一栏。"


@dataclass(frozen=True, slots=True)
class BookColumn:
    """A column of the workbook: its heading, the number format of its cells, its least and greatest width."""

    title: str
    number_format: str = _TEXT
    least: int = 5
    most: int = 16


@dataclass(frozen=True, slots=True)
class BookPage:
    """One page of a workbook.

    Attributes:
        name: On its tab.
        title: Its heading.
        sources: Lines between heading and table, below the sheet's own.
    """

    name: str
    title: str
    columns: Sequence[BookColumn]
    rows: Iterable[Sequence[Value]]
    landscape: bool = True
    paper: Paper = Paper.A4
    sources: tuple[str, ...] = ()


def write_ledger_workbook(sheet: LedgerSheet, target: Target) -> None:
    """Write all postings with their counted points, one row each."""
    points = points_format(sheet.decimals)
    with_id = any(row.id_number is not None for row in sheet.rows)
    columns = [
        BookColumn("序号", "0"),
        BookColumn("姓名", least=10, most=24),
        *([BookColumn("身份证号", least=18, most=20)] if with_id else []),
        BookColumn("小组"),
        BookColumn("所属期间", least=10),
        BookColumn("行为日期", _DATE, least=10),
        BookColumn("板块"),
        BookColumn("积分项目", least=14, most=18),
        BookColumn("数量"),
        BookColumn("角色"),
        BookColumn("依据", least=20, most=36),
        BookColumn("申报", points),
        BookColumn("评定", points),
        BookColumn("计分", points),
        BookColumn("计分说明"),
        BookColumn("类别"),
        BookColumn("评定会议"),
    ]
    rows = (
        (
            number,
            row.member_name,
            *([row.id_number or ""] if with_id else []),
            row.group_name,
            row.period_label,
            row.deed_date,
            row.section,
            row.item_name,
            row.quantity,
            row.role,
            row.basis,
            row.claimed,
            row.confirmed,
            row.counted,
            row.limit_note,
            row.kind,
            row.confirmed_by,
        )
        for number, row in enumerate(sheet.rows, start=1)
    )
    pages = [BookPage("台账", "党员积分台账", columns, rows)]
    if sheet.sums:
        pages.append(_sums_page(sheet))
    write_pages(sheet, target, pages)


def _sums_page(sheet: LedgerSheet) -> BookPage:
    """How each member's rows come to the total."""
    points = points_format(sheet.decimals)
    columns = [
        BookColumn("序号", "0"),
        BookColumn("姓名", least=10, most=24),
        BookColumn("小组", least=10),
        BookColumn("台账计分", points, least=10),
        BookColumn("起始和带入", points, least=12),
        BookColumn("板块折算和上下限", points, least=18),
        BookColumn("其他", points, least=8),
        BookColumn(sheet.total_heading, points, least=10),
        BookColumn("说明", least=14, most=36),
    ]
    rows = (
        (number, s.member_name, s.group_name, s.lines, s.started, s.sections, s.other, s.total, s.note)
        for number, s in enumerate(sheet.sums, start=1)
    )
    return BookPage("各人合计", "党员积分合计", columns, rows, sources=(_SUMS_NOTE,))


def write_board_workbook(sheet: BoardSheet, target: Target, *, paper: Paper = Paper.A4) -> None:
    """Write the board as it is posted; an exempt member has no points and no reason."""
    points = points_format(sheet.decimals)
    with_list = any(board_list.title for board_list in sheet.lists)
    titles = number_titles(sheet)
    columns = [
        *([BookColumn("类别", least=10)] if with_list else []),
        BookColumn(serial_title(sheet), "0"),
        BookColumn("姓名", least=10, most=24),
        BookColumn("小组", least=10),
        *(BookColumn(title, points, least=8) for title in titles),
        *([BookColumn(sheet.grade_heading, least=8)] if sheet.grade_heading else []),
        BookColumn("备注", least=12, most=40),
    ]
    rows = (
        (
            *([board_list.title] if with_list else []),
            row.serial,
            row.name,
            row.group_name,
            *(None if row.exempt else new for _old, new in number_pairs(sheet, row)),
            *([row.grade] if sheet.grade_heading else []),
            _board_note(sheet, row),
        )
        for board_list in sheet.lists
        for row in board_list.rows
    )
    dates = f"公示时间：{chinese_date(sheet.posted_from)}至{chinese_date(sheet.posted_to)}"
    page = BookPage(
        name="公示表",
        title=sheet.title,
        columns=columns,
        rows=rows,
        landscape=len(sheet.detail_columns) > 3,
        paper=paper,
        sources=(dates, *board_remarks(sheet)),
    )
    write_pages(sheet, target, (page,))


def _board_note(sheet: BoardSheet, row: BoardRow) -> str:
    """The remark of a row, with what its changed figures were: a cell of numbers holds one number."""
    pairs = zip(number_titles(sheet), number_pairs(sheet, row), strict=True)
    was = [
        f"{title}原为 {format_points(old, sheet.decimals)}"
        for title, (old, new) in pairs
        if is_changed(old, new)
    ]
    if row.old_grade:
        was.append(f"{sheet.grade_heading}原为{row.old_grade}")
    return "，".join(part for part in (row_note(row), *was) if part)


def write_table_workbook(heads: Sequence[str], rows: Iterable[Sequence[str]], target: Target) -> None:
    """A table of the screen as it is shown: headings and texts, nothing that a program would compute.

    Args:
        heads: Headings.
        rows: Cells of each row, as many as headings.
        target: File or buffer.
    """
    lines = list(rows)
    book = Workbook(write_only=True)
    page = book.create_sheet("表格")
    for number, head in enumerate(heads, start=1):
        width = _width(BookColumn(head, most=40), [row[number - 1] for row in lines])
        page.column_dimensions[get_column_letter(number)].width = width + 2
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    page.append([_set(_cell(page, _HEADING), head) for head in heads])
    cells = [_cell(page, _BODY) for _ in heads]
    for row in lines:
        page.append([_set(cell, text) for cell, text in zip(cells, row, strict=True)])
    buffer = io.BytesIO()
    book.save(buffer)
    write_out(target, buffer.getvalue())


def points_format(decimals: int) -> str:
    """The number format of points."""
    return "0." + "0" * decimals if decimals else "0"


def write_pages(sheet: Sheet, target: Target, pages: Sequence[BookPage]) -> None:
    """Write title, source line, heading and rows of each page, and set it up for printing."""
    book = Workbook(write_only=True)
    for page in pages:
        _add_page(book, sheet, page)
    book.properties.title = f"{pages[0].title}（{sheet.period_label}）"
    book.properties.creator = sheet.unit
    buffer = io.BytesIO()
    book.save(buffer)
    write_out(target, buffer.getvalue())


def _add_page(book: Workbook, sheet: Sheet, told: BookPage) -> None:
    columns, values = told.columns, list(told.rows)
    sources = [text for text in (_source(sheet), *told.sources) if text]
    head_rows = 2 + len(sources)
    page = book.create_sheet(told.name)
    widths = [_width(column, [row[index] for row in values]) for index, column in enumerate(columns)]
    for index, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(index)].width = width + 2
    page.freeze_panes = f"A{head_rows + 1}"
    page.page_setup.paperSize = _PAPER_CODES[told.paper]
    page.page_setup.orientation = "landscape" if told.landscape else "portrait"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_margins.left = page.page_margins.right = 0.6
    page.oddFooter.center.text = "第 &P 页 共 &N 页"
    page.append([_set(_cell(page, _TITLE), told.title)])
    for line in sources:
        page.append([_set(_cell(page, _SOURCE), line)])
    page.append([_set(_cell(page, _HEADING), column.title) for column in columns])
    # One cell object per column serves every row: its style is looked up once, not for 40,000 rows.
    cells = [_cell(page, _BODY, number_format=column.number_format) for column in columns]
    for number, row in enumerate(values, start=head_rows + 1):
        # Not every program makes a row of wrapped text high enough by itself.
        lines = max(ceil(_columns_of(value) / width) for value, width in zip(row, widths, strict=True))
        page.row_dimensions[number].height = _ROW_POINTS * max(1, lines)
        page.append([_set(cell, value) for cell, value in zip(cells, row, strict=True)])
    last = f"{get_column_letter(len(columns))}{head_rows + len(values)}"
    page.print_area = f"A1:{last}"
    page.print_title_rows = f"1:{head_rows}"
    page.auto_filter.ref = f"A{head_rows}:{last}"


def _source(sheet: Sheet) -> str:
    parts = (
        sheet.unit,
        sheet.period_label,
        f"第 {sheet.version} 版",
        f"数据截至 {china_instant(sheet.as_of)}",
        f"表号 {sheet.form_number}",
    )
    return "　".join(part for part in parts if part)


def _width(column: BookColumn, values: Sequence[Value]) -> int:
    longest = max((_columns_of(value) for value in values), default=0)
    return max(column.least, _columns_of(column.title), min(longest, column.most))


def _columns_of(value: Value) -> int:
    """Width of a value in columns of a digit; a Chinese character takes two."""
    if not isinstance(value, str):
        return 10 if isinstance(value, date) else 6
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in value)


def _cell(page: WriteOnlyWorksheet, style: _Style, *, number_format: str = _TEXT) -> WriteOnlyCell:
    cell = WriteOnlyCell(page)
    cell.font, cell.alignment = style.font, style.alignment
    cell.border, cell.fill = style.border, style.fill
    cell.number_format = number_format
    return cell


def _set(cell: WriteOnlyCell, value: Value) -> WriteOnlyCell:
    """Give a cell its value; a text stays a text, whatever it looks like."""
    if not isinstance(value, str):
        number_format = cell.number_format
        cell.value = value
        # openpyxl chooses its own format for a date.
        if cell.number_format != number_format:
            cell.number_format = number_format
        return cell
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell.data_type = "s"
    return cell
