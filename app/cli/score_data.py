"""Reads the tables of the `score` command: CSV files of one folder, or the sheets of one workbook.

Every fault is reported with table, row and column, all at once. The tables are described in
``resources/help/score-tables.md``.
"""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple, TypeVar
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from app.errors import Issue, UserError, ValidationFailed
from app.services.scoring import (
    BallotIn,
    CarryIn,
    HolidayIn,
    Inputs,
    MemberIn,
    PostingIn,
    Span,
    SpanKind,
    VetoIn,
)

T = TypeVar("T")
# What openpyxl lets through, as it comes, when a file is damaged or is no workbook at all.
_DAMAGE = (InvalidFileException, BadZipFile, ParseError, zlib.error, OSError, KeyError, ValueError, EOFError)
_EMPTY = {"", "无", "—", "/"}
_YES = {"1", "是", "true", "TRUE", "True", "√"}
_NO = {"0", "否", "false", "FALSE", "False"}


class Columns(NamedTuple):
    """The columns of a table: those that must be there, and those that may."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


TABLES = {
    "members": Columns(("uid", "name"), ("unit", "category", "status")),
    "spans": Columns(("member", "kind", "start"), ("value", "end")),
    "postings": Columns(
        ("member", "item", "date"),
        ("uid", "quantity", "level", "role", "outcome", "points", "adjusted", "act", "period", "reverses"),
    ),
    "vetoes": Columns(("member", "rule", "date"), ("uid", "repaired")),
    "ballots": Columns(("ballot", "member", "option", "votes")),
    "carry": Columns(("member", "year", "points")),
    "holidays": Columns(("date",), ("working",)),
}
_REQUIRED_TABLES = ("members", "postings")
Cells = Sequence[object]


@dataclass(frozen=True, slots=True)
class ScoreData:
    """The inputs, and the place of each posting and veto for later messages."""

    inputs: Inputs
    places: dict[str, str]


def read_data(path: Path) -> ScoreData:
    """Read all tables under a folder or in a workbook.

    Raises:
        UserError: The folder or workbook cannot be read at all.
        ValidationFailed: With every fault of every table.
    """
    reader = _Reader()
    tables = dict(_folder(path) if path.is_dir() else _workbook(path))
    return reader.read(tables)


def _folder(path: Path) -> Iterator[tuple[str, list[Cells]]]:
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


def _workbook(path: Path) -> Iterator[tuple[str, list[Cells]]]:
    if not path.exists():
        raise UserError(f"找不到“{path}”，请写明存放表格的文件夹或工作簿")
    try:
        sheets = _sheets(path)
    except _DAMAGE as error:
        raise UserError(f"“{path.name}”打不开：不是 .xlsx 工作簿，或已损坏、设有密码") from error
    for name, rows in sheets.items():
        if any(_text(cell) for row in rows for cell in row):
            yield name, rows


def _sheets(path: Path) -> dict[str, list[Cells]]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        return {sheet.title.strip(): list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}
    finally:
        book.close()


def _text(cell: object) -> str:
    """A cell as text; a date as a workbook holds it becomes an ISO date."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell).strip()


class _Row:
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
    return date(year, month, day)


def _date_or_none(text: str) -> date | None:
    return _date(text)


def _decimal_or_none(text: str) -> Decimal | None:
    value = Decimal(text)
    if not value.is_finite():
        raise ValueError(text)
    return value


def _flag(text: str) -> bool:
    if text in _YES or text in _NO:
        return text in _YES
    raise ValueError(text)


def _month(text: str) -> str:
    year, month = (
        int(part) for part in text.replace("年", "-").replace("月", "").replace("/", "-").split("-")[:2]
    )
    return f"{date(year, month, 1):%Y-%m}"


class _Reader:
    """Turns tables into inputs and collects the faults."""

    def __init__(self) -> None:
        self._issues: list[Issue] = []
        self._places: dict[str, str] = {}
        self._members: set[str] = set()

    def read(self, tables: dict[str, list[Cells]]) -> ScoreData:
        """All tables; raises once with everything that is wrong."""
        for name in _REQUIRED_TABLES:
            if name not in tables:
                self._issues.append(Issue(f"表 {name}", "table.missing", "缺少这张表，请补上"))
        for name in tables:
            if name not in TABLES:
                known = "、".join(TABLES)
                self._issues.append(Issue(f"表 {name}", "table.unknown", f"不认识这张表，可用的表：{known}"))
        rows = {name: list(self._rows(name, tables.get(name, []))) for name in TABLES}
        spans = self._spans(rows["spans"])
        members = self._read_members(rows["members"], spans)
        for row, uid in [(row, row.text("member")) for row in rows["spans"]]:
            self._known(row, uid or "")
        inputs = Inputs(
            members=members,
            postings=self._postings(rows["postings"]),
            vetoes=tuple(self._veto(row) for row in rows["vetoes"]),
            ballots=tuple(self._ballot(row) for row in rows["ballots"]),
            carry=tuple(self._carry(row) for row in rows["carry"]),
            holidays=tuple(
                HolidayIn(row.day("date"), row.value("working", _flag, "“是”或“否”", default=False))
                for row in rows["holidays"]
            ),
        )
        if self._issues:
            raise ValidationFailed(self._issues)
        return ScoreData(inputs, self._places)

    def _rows(self, name: str, rows: list[Cells]) -> Iterator[_Row]:
        """The rows below the heading; blank ones are passed over."""
        if not rows:
            return
        heading = [_text(cell) for cell in rows[0]]
        columns = TABLES[name]
        for column in columns.required:
            if column not in heading:
                self._issues.append(
                    Issue(f"表 {name}", "column.missing", f"缺少列“{column}”，请在第一行补上")
                )
        for column in heading:
            if column and column not in columns.required + columns.optional:
                known = "、".join(columns.required + columns.optional)
                self._issues.append(
                    Issue(f"表 {name}", "column.unknown", f"不认识列“{column}”，可用的列：{known}")
                )
            if column and heading.count(column) > 1:
                self._issues.append(
                    Issue(f"表 {name}", "column.twice", f"列“{column}”出现了两次，请删去一列")
                )
        for number, cells in enumerate(rows[1:], start=2):
            values = dict(zip(heading, (_text(cell) for cell in cells), strict=False))
            if any(values.values()):
                yield _Row(name, number, values, self._issues)

    def _read_members(self, rows: list[_Row], spans: dict[str, list[Span]]) -> tuple[MemberIn, ...]:
        members = []
        for row in rows:
            uid, name = row.needed("uid"), row.needed("name")
            if uid and uid in self._members:
                row.fault("uid", "duplicate", f"编号“{uid}”用了两次，请改掉其中一个")
            self._members.add(uid)
            own = list(spans.get(uid, []))
            if category := row.text("category"):
                own.append(Span(SpanKind.CATEGORY, category, date.min))
            if status := row.text("status"):
                self._check_status(row, "status", status)
                own.append(Span(SpanKind.STATUS, status, date.min))
            members.append(MemberIn(uid, name, row.text("unit") or "", tuple(own)))
        return tuple(members)

    def _spans(self, rows: list[_Row]) -> dict[str, list[Span]]:
        spans: dict[str, list[Span]] = {}
        for row in rows:
            row.needed("kind")
            kind = row.value("kind", SpanKind, f"{'、'.join(SpanKind)} 之一", default=None)
            value, start, end = row.text("value") or "", row.day("start"), row.optional_day("end")
            if kind in (SpanKind.CATEGORY, SpanKind.POST):
                row.needed("value")
            if kind is SpanKind.STATUS:
                self._check_status(row, "value", value)
            if end is not None and end < start:
                row.fault("end", "order", "结束日期早于开始日期，请改正")
            if kind is not None:
                spans.setdefault(row.needed("member"), []).append(Span(kind, value, start, end))
        return spans

    def _check_status(self, row: _Row, column: str, status: str) -> None:
        if status not in ("full", "probationary"):
            row.fault(column, "status", f"“{status}”不是 full（正式）或 probationary（预备），请改正")

    def _known(self, row: _Row, uid: str) -> str:
        if uid and uid not in self._members:
            row.fault("member", "member.unknown", f"表 members 中没有编号“{uid}”，请核对")
        return uid

    def _postings(self, rows: list[_Row]) -> tuple[PostingIn, ...]:
        postings = [self._posting(row) for row in rows]
        uids = {posting.uid for posting in postings}
        for row, posting in zip(rows, postings, strict=True):
            if posting.reverses is not None and posting.reverses not in uids:
                row.fault(
                    "reverses", "posting.unknown", f"没有编号为“{posting.reverses}”的记录可冲销，请核对"
                )
        return tuple(postings)

    def _posting(self, row: _Row) -> PostingIn:
        uid = self._uid(row, "postings")
        quantity = row.number_of("quantity")
        return PostingIn(
            uid=uid,
            member=self._known(row, row.needed("member")),
            item=row.needed("item"),
            date=row.day("date"),
            quantity=Decimal(1) if quantity is None else quantity,
            level=row.text("level"),
            role=row.text("role"),
            outcome=row.text("outcome"),
            points=row.number_of("points"),
            adjusted=row.number_of("adjusted"),
            act=row.text("act"),
            period=row.value("period", _month, "月份（如 2026-03）", default=""),
            reverses=row.text("reverses"),
        )

    def _uid(self, row: _Row, table: str) -> str:
        """The uid of a posting or veto; without one its place in the table stands for it."""
        uid = row.text("uid") or f"{table}-{row.number:06}"
        if uid in self._places:
            row.fault("uid", "duplicate", f"编号“{uid}”用了两次，请改掉其中一个")
        self._places[uid] = row.place
        return uid

    def _veto(self, row: _Row) -> VetoIn:
        member, rule = self._known(row, row.needed("member")), row.needed("rule")
        day, repaired = row.day("date"), row.optional_day("repaired")
        if repaired is not None and repaired < day:
            row.fault("repaired", "order", "解除日期早于否决日期，请改正")
        return VetoIn(self._uid(row, "vetoes"), member, rule, day, repaired)

    def _ballot(self, row: _Row) -> BallotIn:
        row.needed("votes")
        votes = row.value("votes", int, "整数", default=0)
        member = self._known(row, row.needed("member"))
        return BallotIn(row.needed("ballot"), member, row.needed("option"), votes)

    def _carry(self, row: _Row) -> CarryIn:
        row.needed("points")
        row.needed("year")
        year = row.value("year", int, "年份", default=0)
        return CarryIn(self._known(row, row.needed("member")), year, row.number_of("points") or Decimal(0))
