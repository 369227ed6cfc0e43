"""The plain values of a roster file: what was read, what was guessed, what was checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.errors import Issue, Severity, UserError

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None


class RosterField(StrEnum):
    """What a column of a roster can mean."""

    NAME = "name"
    ID_NUMBER = "id_number"
    SEX = "sex"
    BIRTH_DATE = "birth_date"
    ETHNICITY = "ethnicity"
    EDUCATION = "education"
    PHONE = "phone"
    JOINED_ON = "joined_on"
    FULL_ON = "full_on"
    STATUS = "status"
    CATEGORY = "category"
    BRANCH = "branch"
    GROUP = "group"
    GRID = "grid"
    MOBILE = "mobile"
    EXEMPT = "exempt"
    EXEMPT_REASON = "exempt_reason"
    POSITION = "position"
    NOTE = "note"

    @property
    def label(self) -> str:
        """The column's name as the window and the messages write it."""
        return _LABELS[self]


_LABELS: Mapping[RosterField, str] = {
    RosterField.NAME: "姓名",
    RosterField.ID_NUMBER: "身份证号",
    RosterField.SEX: "性别",
    RosterField.BIRTH_DATE: "出生日期",
    RosterField.ETHNICITY: "民族",
    RosterField.EDUCATION: "学历",
    RosterField.PHONE: "联系电话",
    RosterField.JOINED_ON: "入党日期",
    RosterField.FULL_ON: "转正日期",
    RosterField.STATUS: "人员类别",
    RosterField.CATEGORY: "党员分类",
    RosterField.BRANCH: "所在党支部",
    RosterField.GROUP: "党小组",
    RosterField.GRID: "网格",
    RosterField.MOBILE: "流动党员",
    RosterField.EXEMPT: "不纳入积分",
    RosterField.EXEMPT_REASON: "不纳入原因",
    RosterField.POSITION: "党内职务",
    RosterField.NOTE: "备注",
}


class RosterStatus(StrEnum):
    """人员类别: full (正式) or probationary (预备) member."""

    FULL = "full"
    PROBATIONARY = "probationary"


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """One sheet of the workbook, as offered for choice.

    Attributes:
        name: The sheet's name.
        hidden: Hidden sheets are offered, but never chosen by the program.
        rows: Rows down to the last one with content.
    """

    name: str
    hidden: bool
    rows: int


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it stands in the file; ``number`` is the row number that Excel shows."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is no member: a note, a sum, a signature, a repeated heading."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class RosterTable:
    """One sheet, cut into headings and rows, with a guess of what the columns mean.

    Attributes:
        file_name: Name of the file without its folder.
        sheet: Name of the sheet that was read; empty for csv.
        sheets: Every sheet of the file.
        heading_row: Row number of the headings, counted from 1 as Excel does.
        headings: The headings as written, one for each column (may be empty).
        mapping: Column index (from 0) to meaning: the program's guess.
        body: The rows below the headings that hold members.
        skipped: Rows below the headings that were left out, for showing.
        remarks: What the user should know about the file itself, in Chinese.
    """

    file_name: str
    sheet: str
    sheets: tuple[SheetChoice, ...]
    heading_row: int
    headings: tuple[str, ...]
    mapping: Mapping[int, RosterField]
    body: tuple[RawRow, ...]
    skipped: tuple[SkippedRow, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterValues:
    """A member as the file tells it. ``None`` means not told: an import leaves what is known.

    Attributes:
        name: As on the ID card, blanks inside a Chinese name removed.
        id_number: Eighteen characters with a right check character, or ``None``.
        sex: "男" or "女".
        birth_date: From its own column, otherwise from the ID number.
        category: One capital letter, "A" to "D".
        phone: Digits as written (hyphens kept in area codes).
        mobile: 流动党员.
        exempt: 不纳入积分, with ``exempt_reason``.
    """

    name: str = ""
    id_number: str | None = None
    sex: str | None = None
    birth_date: dt.date | None = None
    ethnicity: str | None = None
    education: str | None = None
    phone: str | None = None
    joined_on: dt.date | None = None
    full_on: dt.date | None = None
    status: RosterStatus | None = None
    category: str | None = None
    branch: str | None = None
    group: str | None = None
    grid: str | None = None
    mobile: bool | None = None
    exempt: bool | None = None
    exempt_reason: str | None = None
    position: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One checked row.

    Attributes:
        number: Row number in the file.
        values: The typed values; a refused cell is ``None`` here.
        shown: The text of each mapped cell as it stands in the file, for the preview table.
        issues: Every fault of this row.
        usable: No fault that blocks; only such rows are imported.
    """

    number: int
    values: RosterValues
    shown: Mapping[RosterField, str]
    issues: tuple[Issue, ...]
    usable: bool


@dataclass(frozen=True, slots=True)
class RosterCounts:
    """The preview in figures: rows in all, usable, refused, usable with a warning, left out."""

    rows: int
    usable: int
    refused: int
    warned: int
    skipped: int


@dataclass(frozen=True, slots=True)
class RosterPreview:
    """All rows of a table, checked.

    Attributes:
        rows: In the order of the file.
        issues: Every fault: first of the table as a whole, then row by row.
        counts: The figures for the line above the preview.
        fields: What the columns in use mean; other fields were not told by this file.
    """

    rows: tuple[RosterRow, ...]
    issues: tuple[Issue, ...]
    counts: RosterCounts
    fields: frozenset[RosterField] = field(default_factory=frozenset)

    @property
    def table_issues(self) -> tuple[Issue, ...]:
        """Faults of the table as a whole (a missing name column, dates without a day)."""
        of_rows = sum(len(row.issues) for row in self.rows)
        return self.issues[: len(self.issues) - of_rows]

    @property
    def blocked(self) -> bool:
        """Whether the table as a whole cannot be imported."""
        return any(issue.severity is Severity.ERROR for issue in self.table_issues)


class HeadingMissing(UserError):
    """No row of the sheet looks like headings: the user may name sheet and row himself.

    Attributes:
        sheets: The sheets to choose from.
        sheet: The sheet that was looked at last.
        top: Its first rows, for choosing the heading row by eye.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        sheets: tuple[SheetChoice, ...] = (),
        sheet: str = "",
        top: tuple[RawRow, ...] = (),
    ) -> None:
        super().__init__(message, hint=hint)
        self.sheets = sheets
        self.sheet = sheet
        self.top = top
