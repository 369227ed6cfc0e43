"""From a file to raw cells: every kind of file ends as the same plain grid of values."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import python_calamine as calamine

from app.errors import UserError
from app.services.exchange.roster import limits
from app.services.exchange.roster.limits import FileKind
from app.services.exchange.roster.model import Cell
from app.services.exchange.roster.ods_scan import Merge, scan_ods
from app.services.exchange.roster.xlsx_scan import WANTED_PARTS, Extent, sheet_extents

_ODS_PARTS = limits.exact_names("mimetype", "content.xml", "META-INF/manifest.xml", "styles.xml")
_XLS_LOCKED = re.compile(rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
_DELIMITERS = (",", "\t", ";", "，")


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet as it stands in the file.

    Attributes:
        name: Empty for csv.
        hidden: Not shown by the program that wrote it.
        rows: The grid from the first row and column of the sheet on; ``rows[0]`` is row 1.
        merges: Merged ranges, counted from 0.
        last_row: Last row with content, also when the sheet was not read.
        fault: Why the sheet was not read, when it goes beyond the limits.
    """

    name: str
    hidden: bool = False
    rows: tuple[tuple[Cell, ...], ...] = ()
    merges: tuple[Merge, ...] = ()
    last_row: int = 0
    fault: UserError | None = None


@dataclass(frozen=True, slots=True)
class RawFile:
    """All sheets of a file and what is remarkable about the file itself."""

    kind: FileKind
    sheets: tuple[RawSheet, ...]
    remarks: tuple[str, ...] = field(default=())


def read_file(path: Path) -> RawFile:
    """Read every sheet of the file within the limits.

    Raises:
        UserError: The file is no table, is damaged, locked by a password or beyond the limits.
    """
    data = limits.read_bytes(path)
    kind = limits.file_kind(data, suffix=path.suffix)
    readers = {
        FileKind.XLSX: _read_xlsx,
        FileKind.XLS: _read_xls,
        FileKind.ODS: _read_ods,
        FileKind.CSV: _read_csv,
    }
    sheets = tuple(readers[kind](data))
    if not any(sheet.last_row for sheet in sheets):
        raise UserError(f"“{path.name}” 里没有任何内容", hint="请确认选对了文件，或请对方重新发一份")
    remarks: tuple[str, ...] = ()
    if kind is not FileKind.CSV and path.suffix.lower() not in (f".{kind.value}", ".et", ".xlsm"):
        remarks = (f"文件的扩展名是 {path.suffix or '空的'}，内容是 .{kind.value} 工作簿，已按内容读取",)
    return RawFile(kind, sheets, remarks)


def _read_xlsx(data: bytes) -> Iterable[RawSheet]:
    with limits.open_zip(data) as archive:
        parts = limits.inflate_parts(archive, wanted=WANTED_PARTS)
    extents = sheet_extents(parts)
    buffer = limits.repack(parts)
    parts.clear()
    return _read_workbook(buffer, extents=extents)


def _read_xls(data: bytes) -> Iterable[RawSheet]:
    # The reader takes a locked .xls for a broken one; the record stands right behind the first of the book.
    if _XLS_LOCKED.search(data):
        raise limits.locked()
    return _read_workbook(io.BytesIO(data))


def _read_ods(data: bytes) -> Iterable[RawSheet]:
    with limits.open_zip(data) as archive:
        parts = limits.inflate_parts(archive, wanted=_ODS_PARTS)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise limits.locked()
    scanned = scan_ods(parts.get("content.xml", b""))
    extents = {name: sheet.extent for name, sheet in scanned.items()}
    # This reader lays out every sheet as soon as it opens the file, so one that is too large refuses all.
    for fault in filter(None, map(_beyond, extents.values())):
        raise fault
    merges = {name: tuple(sheet.merges) for name, sheet in scanned.items()}
    return _read_workbook(limits.repack(parts), extents=extents, merges=merges)


def _read_workbook(
    buffer: io.BytesIO,
    *,
    extents: dict[str, Extent] | None = None,
    merges: dict[str, tuple[Merge, ...]] | None = None,
) -> list[RawSheet]:
    try:
        with calamine.CalamineWorkbook.from_object(buffer) as book:
            return [_read_sheet(book, meta, extents=extents, merges=merges) for meta in book.sheets_metadata]
    except calamine.PasswordError:
        raise limits.locked() from None
    except (calamine.CalamineError, OSError, ValueError):
        raise limits.damaged() from None


def _read_sheet(
    book: calamine.CalamineWorkbook,
    meta: calamine.SheetMetadata,
    *,
    extents: dict[str, Extent] | None,
    merges: dict[str, tuple[Merge, ...]] | None,
) -> RawSheet:
    hidden = meta.visible != calamine.SheetVisibleEnum.Visible
    if meta.typ != calamine.SheetTypeEnum.WorkSheet:
        return RawSheet(meta.name, hidden)
    if extents is not None:
        if meta.name not in extents:
            raise limits.damaged()
        fault = _beyond(extents[meta.name])
        if fault:
            return RawSheet(meta.name, hidden, last_row=extents[meta.name].rows, fault=fault)
    sheet = book.get_sheet_by_name(meta.name)
    if sheet.end is None:
        return RawSheet(meta.name, hidden)
    extent = Extent(sheet.end[0] + 1, sheet.end[1] + 1)
    fault = _beyond(extent)
    if fault:
        return RawSheet(meta.name, hidden, last_row=extent.rows, fault=fault)
    rows = _grid(sheet.to_python(skip_empty_area=False))
    ranges = merges.get(meta.name, ()) if merges is not None else _merged_ranges(sheet)
    return RawSheet(meta.name, hidden, rows, ranges, last_row=len(rows))


def _beyond(extent: Extent) -> UserError | None:
    if extent.rows > limits.MAX_SHEET_ROWS:
        return limits.too_many_rows(extent.rows)
    if extent.columns > limits.MAX_COLUMNS:
        return limits.too_many_columns(extent.columns)
    return None


def _merged_ranges(sheet: calamine.CalamineSheet) -> tuple[Merge, ...]:
    ranges = sheet.merged_cell_ranges or []
    return tuple((start[0], start[1], end[0], end[1]) for start, end in ranges)


def _grid(rows: Iterable[Sequence[object]]) -> tuple[tuple[Cell, ...], ...]:
    """Plain cells; text is trimmed, blank text is ``None``, empty rows at the end are dropped."""
    grid = [tuple(_plain(cell) for cell in row) for row in rows]
    while grid and all(cell is None for cell in grid[-1]):
        grid.pop()
    return tuple(grid)


def _plain(cell: object) -> Cell:
    if isinstance(cell, str):
        # One character more than allowed, so that the check that follows sees that it is too long.
        return cell.strip()[: limits.MAX_TEXT + 1] or None
    if cell is None or isinstance(cell, int | float | dt.date | dt.time | dt.timedelta):
        return cell
    return str(cell)


def _read_csv(data: bytes) -> Iterable[RawSheet]:
    text = _decode(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    rows: list[list[str]] = []
    try:
        for row in reader:
            if len(row) > limits.MAX_COLUMNS and any(cell.strip() for cell in row[limits.MAX_COLUMNS :]):
                raise limits.too_many_columns(len(row))
            rows.append(row)
            if len(rows) > limits.MAX_SHEET_ROWS and any(cell.strip() for cell in row):
                raise limits.too_many_rows(text.count("\n") + 1)
    except csv.Error:
        raise UserError(
            "这个 .csv 文件的引号或分隔符不完整，程序读不了",
            hint=limits.SAVE_AS,
        ) from None
    grid = _grid(rows)
    return [RawSheet("", rows=grid, last_row=len(grid))]


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in data:
        raise UserError("这个文件的内容不是文字，也不是能识别的工作簿", hint=limits.CHOOSE_TABLE)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UserError("这个文件里的文字编码认不出来，读出来会是乱码", hint=limits.SAVE_AS)


def _delimiter(text: str) -> str:
    """The separator that cuts the first lines into the most columns."""
    sample = "\n".join(text.splitlines()[:40])

    def columns(delimiter: str) -> int:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)]
        except csv.Error:
            return 0
        return sum(widths) - len(widths)

    return max(_DELIMITERS, key=columns)
