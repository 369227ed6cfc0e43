"""Rows of a table as text: CSV files of one folder, or the sheets of one workbook, with a place for each fault."""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from app.errors import Issue, UserError

T = TypeVar("T")
# What openpyxl lets through, as it comes, when a file is damaged or is no workbook at all.
_DAMAGE = (InvalidFileException, BadZipFile, ParseError, zlib.error, OSError, KeyError, ValueError, EOFError)
_EMPTY = {"", "无", "—", "/"}
_YES = {"1", "是", "true", "TRUE", "True", "√"}
_NO = {"0", "否", "false", "FALSE", "False"}


Cells = Sequence[object]


def read_folder(path: Path) -> Iterator[tuple[str, list[Cells]]]:
    """The tables of a folder: each CSV file by its name without the ending. Raises UserError on other bytes."""
    for file in sorted(path.glob("*.csv")):
        raw = file.read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            try:
                text = raw.decode("gb18030")
            except UnicodeDecodeError as error:
                raise UserError(f"{file.name} 不是文字表格，请另存为 UTF-8 编码的 CSV") from error
        yield file.stem, list(csv.reader(io.StringIO(text, newline="")))


def read_workbook(path: Path) -> Iterator[tuple[str, list[Cells]]]:
    """The sheets of a workbook that hold anything. Raises UserError when it cannot be opened."""
    if not path.exists():
        raise UserError(f"找不到“{path}”，请写明存放表格的文件夹或工作簿")
    try:
        sheets = _sheets(path)
    except _DAMAGE as error:
        raise UserError(f"“{path.name}”打不开：不是 .xlsx 工作簿，或已损坏、设有密码") from error
    for name, rows in sheets.items():
        if any(text_of(cell) for row in rows for cell in row):
            yield name, rows


def _sheets(path: Path) -> dict[str, list[Cells]]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        return {sheet.title.strip(): list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}
    finally:
        book.close()


def text_of(cell: object) -> str:
    """A cell as text; a date as a workbook holds it becomes an ISO date."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell).strip()


class Row:
    """One row of a table; asking for a value notes a fault instead of failing."""

    def __init__(self, table: str, number: int, values: dict[str, str], issues: list[Issue]) -> None:
        self._issues = issues
        self._values = values
        self.place = f"表 {table} 第 {number} 行"
        self.number = number

    def fault(self, column: str, code: str, message: str) -> None:
        """Note a fault of one column."""
        self._issues.append(Issue(f"{self.place} · {column}", code, message))

    def text(self, column: str) -> str | None:
        """The text of a column, ``None`` if there is nothing."""
        value = self._values.get(column, "")
        return None if value in _EMPTY else value

    def needed(self, column: str) -> str:
        """The text of a column that must not be empty."""
        value = self.text(column)
        if value is None:
            self.fault(column, "missing", "不能为空，请补上")
        return value or ""

    def value(self, column: str, convert: Callable[[str], T], what: str, *, default: T) -> T:
        """A converted column; an empty one gives the default."""
        text = self.text(column)
        if text is None:
            return default
        try:
            return convert(text)
        except (ValueError, InvalidOperation, OverflowError):
            self.fault(column, "format", f"“{text}”不是{what}，请改正")
            return default

    def day(self, column: str) -> date:
        """A date that must be there."""
        if self.text(column) is None:
            self.fault(column, "missing", "不能为空，请填写日期")
        return self.value(column, _date, "日期（如 2026-03-01）", default=date.min)

    def optional_day(self, column: str) -> date | None:
        """A date or nothing."""
        return self.value(column, _date_or_none, "日期（如 2026-03-01）", default=None)

    def number_of(self, column: str) -> Decimal | None:
        """A figure or nothing."""
        return self.value(column, _decimal_or_none, "数字", default=None)


def _date(text: str) -> date:
    plain = text.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace(".", "-")
    year, month, day = (int(part) for part in plain.split(" ")[0].split("-"))
    if year < 1900:
        raise ValueError(text)
    return date(year, month, day)


def _date_or_none(text: str) -> date | None:
    return _date(text)


def _decimal_or_none(text: str) -> Decimal | None:
    value = Decimal(text)
    # As in scheme files: longer figures are slips, and would only be rounded away.
    if not value.is_finite() or value.adjusted() >= 9 or value.as_tuple().exponent < -6:  # type: ignore[operator]
        raise ValueError(text)
    return value


def flag(text: str) -> bool:
    """Yes or no in any of the usual ways; ValueError for anything else."""
    if text in _YES or text in _NO:
        return text in _YES
    raise ValueError(text)


def month(text: str) -> str:
    """A month as ``YYYY-MM``, however it was written; ValueError for anything else."""
    year, month = (
        int(part) for part in text.replace("年", "-").replace("月", "").replace("/", "-").split("-")[:2]
    )
    return f"{date(year, month, 1):%Y-%m}"
