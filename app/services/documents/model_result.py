"""Sheets of the result: record form, board and ledger. See :mod:`.model` for what all sheets share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.services.documents.model import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLine:
    """One line of the record form.

    Attributes:
        registered_on: 登记时间, the day the meeting confirmed it.
        content: Item, date of the deed and basis, in one text.
        claimed: Points claimed; ``None`` for derived lines (start, missing attendance).
        confirmed: Points confirmed; ``None`` for derived lines.
        counted: Points that count after all limits; this is the number in the 分数 column.
        limit_note: Why fewer points count ("全年最多 4 分"); empty: nothing was cut.
        mark: 更正, 已更正 or 补记; empty: an ordinary line.
        struck: Whether a correction took it back; the paper strikes it out, and the figure is what it counted.
    """

    registered_on: date | None
    content: str
    counted: Decimal
    claimed: Decimal | None = None
    confirmed: Decimal | None = None
    limit_note: str = ""
    mark: str = ""
    struck: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFormSheet(Sheet):
    """党员教育管理积分制管理记录表: the S1 form, one member and period.

    Attributes:
        member_name: Name.
        group_name: Village group.
        category: "A 类"; may be empty.
        status: "正式党员" or "预备党员".
        brought_forward: Points before this period (上期累计, or the start); ``None``: no such line.
        lines: Lines of the period.
        period_total: Sum of the lines as counted.
        total: 累计, the number of the form's foot.
        vetoed: Whether a veto is in force; ``None``: both boxes stay empty.
        veto_reason: 一票否决原因.
        year_grade: Grade that the year's meeting gave; empty before it did, and on a month's form.
    """

    member_name: str
    group_name: str
    category: str = ""
    status: str = ""
    brought_forward: Decimal | None = None
    lines: tuple[RecordLine, ...] = ()
    period_total: Decimal
    total: Decimal
    vetoed: bool | None = None
    veto_reason: str = ""
    year_grade: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """One member on the board.

    Attributes:
        serial: Running number, or the rank where the list is ranked.
        name: Name in full, or masked.
        group_name: Village group.
        period_points: 本期; ``None`` for exempt members.
        year_points: 本年累计; ``None`` for exempt members.
        details: Points by ``BoardSheet.detail_columns``.
        note: 更正 / 补记 and the like, short.
        exempt: Shown as 不纳入, without reason and without points.
        old_period_points: Figure of the version before, where this version changes it.
        old_year_points: The same for 本年累计.
        old_details: The same for each of ``details``; empty where no version was before.
        grade: 等次, on the board of a settled year.
        old_grade: 等次 of the version before, where this version changes it.
        member_key: Tells members of one name apart when versions are compared; never printed.
    """

    serial: int
    name: str
    group_name: str
    period_points: Decimal | None
    year_points: Decimal | None
    details: tuple[Decimal | None, ...] = ()
    note: str = ""
    exempt: bool = False
    old_period_points: Decimal | None = None
    old_year_points: Decimal | None = None
    old_details: tuple[Decimal | None, ...] = ()
    grade: str = ""
    old_grade: str = ""
    member_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardList:
    """One list of the board: a class, or everybody.

    Attributes:
        title: "A 类党员"; empty for a single list.
        rows: Members in the order in which they are printed.
    """

    title: str
    rows: tuple[BoardRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSheet(Sheet):
    """公示表: what hangs on the board and goes to the chat group.

    Attributes:
        title: Heading ("党员积分公示表").
        lists: Class lists, or one list.
        order_note: "按姓氏笔画排序" or "按本年累计由高到低排序".
        period_heading: Heading of the period column ("本期").
        year_heading: Heading of the year column ("本年累计").
        detail_columns: Headings of item or section columns; none: points only.
        posted_from: First day of the notice.
        posted_to: Last day.
        posted_on: Date under the seal; ``None``: ``posted_from``.
        places: Where it hangs.
        contact: Who takes objections.
        telephone: Telephone of the office.
        objection_note: How to object; empty: the usual sentence.
        with_slip: Whether an objection slip to cut off is printed at the end.
        remarks: Further lines under the table (更正 and 补记 in words).
        grade_heading: Heading of the grades' column; empty: there is none.
        version_reason: Why there is another version, in the branch's words; empty for the first.
    """

    lists: tuple[BoardList, ...]
    posted_from: date
    posted_to: date
    title: str = "党员积分公示表"
    order_note: str = ""
    period_heading: str = "本期"
    year_heading: str = "本年累计"
    detail_columns: tuple[str, ...] = ()
    posted_on: date | None = None
    places: tuple[str, ...] = ()
    contact: str = ""
    telephone: str = ""
    objection_note: str = ""
    with_slip: bool = False
    remarks: tuple[str, ...] = ()
    grade_heading: str = ""
    version_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One posting in the workbook of the ledger, in the order of the columns.

    Attributes:
        member_name: Name.
        group_name: Village group.
        period_label: Period that confirmed it.
        deed_date: Day of the deed.
        section: Section of the scheme.
        item_name: Item as it was named then.
        quantity: Quantity or level in words.
        role: Role in the deed; may be empty.
        basis: What it rests on.
        claimed: Points claimed.
        confirmed: Points confirmed.
        counted: Points that count.
        limit_note: Why fewer points count.
        kind: 记录, 更正, 已更正, 补记, 程序推算.
        confirmed_by: Meeting and day.
        id_number: ID number as text; ``None``: the column is left out.
    """

    member_name: str
    group_name: str
    period_label: str
    deed_date: date
    section: str
    item_name: str
    quantity: str
    role: str
    basis: str
    claimed: Decimal | None
    confirmed: Decimal | None
    counted: Decimal
    limit_note: str = ""
    kind: str = "记录"
    confirmed_by: str = ""
    id_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSum:
    """How a member's lines in the workbook come to the year's total.

    Attributes:
        lines: Sum of the lines' counted points.
        started: Start points, what was carried over, and entries of earlier years that are still valid.
        sections: What weights, floors and ceilings of the sections change.
        other: Whatever else does: mean of the cycles, total bounds, vetoes, the vote, rounding.
        total: 本年累计: the four together.
        note: What ``other`` comes from.
    """

    member_name: str
    group_name: str
    lines: Decimal
    started: Decimal
    sections: Decimal
    other: Decimal
    total: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSheet(Sheet):
    """台账: all postings of a branch and period, for the workbook.

    Attributes:
        sums: How they come to the totals of the year; none for a single month.
        total_heading: Heading of these totals.
    """

    rows: tuple[LedgerRow, ...]
    sums: tuple[LedgerSum, ...] = ()
    total_heading: str = "本年累计"
