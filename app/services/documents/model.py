"""What goes on paper: frozen sheets, complete in themselves: services fill them, drawing modules print them.

A sheet holds plain values only. Drawing adds no number and reads no clock, so the same sheet always gives the
same bytes, and the screen can show the very object that is printed. No sheet has a field for an ID number, a
telephone of a member or an address: what is not here cannot slip onto the board.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

#: How points are called that nobody entered and the program makes of dated facts.
PROGRAM = "程序推算"

Progress = Callable[[int, int, str], None]
"""``progress(done, total, label)``; may raise ``Cancelled`` to stop between two sheets."""


class Paper(StrEnum):
    """Paper sizes in use in a village office."""

    A4 = "A4"
    A3 = "A3"


class MeetingPart(StrEnum):
    """Which part of the meeting's paper is wanted: the sign-in list goes round before there is a result."""

    ALL = "all"
    SIGN_IN = "sign_in"
    RESULT = "result"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What every sheet says about itself.

    Attributes:
        unit: Full name of the Party branch.
        period_label: "2026年10月", "2026年第四季度", "2026年".
        form_number: unit–period–sheet–serial; printed as text and QR.
        version: Version of this sheet, from 1.
        as_of: Aware instant of 数据截至 (freezing), printed in China time.
        decimals: Digits after the point, from the scheme.
        scheme_label: Name and version of the points scheme; empty: not printed.
    """

    unit: str
    period_label: str
    form_number: str
    version: int
    as_of: datetime
    decimals: int = 1
    scheme_label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardEntry:
    """One line already known for the card (attendance, or typed before printing).

    Attributes:
        deed_date: Day of the deed.
        quantity: Times, hours, level: as it is to be read, with its unit ("2 次", "市级").
        basis: What it rests on.
        claimed: Points claimed.
        item_name: Needed only for lines of the free part.
    """

    deed_date: date | None = None
    quantity: str = ""
    basis: str = ""
    claimed: Decimal | None = None
    item_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardItem:
    """One item of the scheme on the card: a box, its name, its rule and, if known, its lines.

    Attributes:
        section: Section name; equal neighbours are printed as one heading.
        name: Item name.
        rule: Points in words ("每次 2 分，全年最多 4 分").
        unit: Unit of the quantity ("次", "小时"), printed where the quantity is blank.
        entries: Lines to pre-fill; none: the row stays blank for the pen.
    """

    section: str
    name: str
    rule: str
    unit: str = ""
    entries: tuple[CardEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationCardSheet(Sheet):
    """申报卡: one member, one month.

    Attributes:
        member_name: Name.
        group_name: Village group.
        head_name: Head of the group, printed beside the group; may be empty.
        category: "A 类"; empty where the scheme has no classes.
        status: "正式党员" or "预备党员".
        due: Last day to hand the card in; ``None``: not printed.
        items: Items of the scheme that this member can declare.
        extra: Pre-filled lines of the free part.
        registered: Deductions that the branch has registered; shown to the member, not declared by him or her.
        free_rows: Blank rows of the free part.
    """

    member_name: str
    group_name: str
    head_name: str = ""
    category: str = ""
    status: str = ""
    due: date | None = None
    items: tuple[CardItem, ...] = ()
    extra: tuple[CardEntry, ...] = ()
    registered: tuple[CardEntry, ...] = ()
    free_rows: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """One member on the group's sheet.

    Attributes:
        serial: Running number.
        name: Name.
        lines: Number of declared lines.
        subtotals: Claimed points by section, in the order of ``GroupSheet.sections``.
        total: Claimed points together.
        note: Remark ("代填", "重复 1 行").
    """

    serial: int
    name: str
    lines: int
    subtotals: tuple[Decimal | None, ...]
    total: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSheet(Sheet):
    """小组汇总表: what a group hands in.

    Attributes:
        group_name: Village group.
        head_name: Its head.
        sections: Headings of the subtotal columns.
        rows: Members with lines or a card handed in.
        expected: Members who should hand a card in; ``handed_in`` those who did.
        section_totals: Claimed points of the group by section.
        total: Claimed points of the group.
        lines: Declared lines of the group.
        missing: Names of members who have not handed in.
        exempt: Names of members left out (no reason).
        warnings: Duplicates, lines over a cap, missing proof: one sentence each.
    """

    group_name: str
    head_name: str
    sections: tuple[str, ...]
    rows: tuple[GroupRow, ...]
    expected: int
    handed_in: int
    section_totals: tuple[Decimal | None, ...]
    total: Decimal
    lines: int
    missing: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """One row of the sign-in part: name, group and a remark ("请假", "列席")."""

    name: str
    group_name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLine:
    """One line before the meeting.

    Attributes:
        serial: Running number.
        member_name: Name.
        group_name: Village group.
        item_name: Item as it was named on that day.
        deed_date: Day of the deed.
        basis: What it rests on.
        claimed: Points claimed.
        confirmed: Points confirmed; ``None`` while undecided, rejected or returned.
        decision: 认定, 调整, 不予认定, 退回; empty while undecided.
        reason: Why adjusted, rejected or returned.
        member_key: Keeps two members of one name apart where neighbouring lines share the name's cell;
            never printed.
        names: Of a row that stands for several members: who they are, printed in a list below the table.
    """

    serial: int
    member_name: str
    group_name: str
    item_name: str
    deed_date: date
    claimed: Decimal | None
    confirmed: Decimal | None
    decision: str
    basis: str = ""
    reason: str = ""
    member_key: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeductionLine:
    """A deduction or veto: what it rests on and who stands for it beside the chair.

    Attributes:
        member_name: Name.
        item_name: Item of the negative list, or "一票否决".
        deed_date: Day of the deed.
        points: Points deducted (negative); ``None`` for a veto.
        basis: Stated basis.
        second_person: Name of the second full member.
    """

    member_name: str
    item_name: str
    deed_date: date
    points: Decimal | None
    basis: str
    second_person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramRow:
    """Points that the program makes of dated facts; nobody decides on them.

    Attributes:
        item_name: Item.
        cause: What they come from.
        points: What counts, for each of these members.
        names: The members, alike in all this.
    """

    item_name: str
    cause: str
    points: Decimal
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingSheet(Sheet):
    """评定会议表: sign-in and result of the meeting that confirms the month.

    Attributes:
        kind: 支部党员大会, 支部委员会, 补充评定.
        held_on: Day; ``None``: left blank for the pen.
        place: Place.
        chair: Who presides.
        recorder: Who records.
        eligible: Members who should be there.
        present: Members who are there; ``None``: blank.
        others: Who else is there: mobile members who are not counted, probationary ones.
        votes_for: Votes in favour; ``None``: blank. So with against and abstained.
        votes_against: Votes against.
        abstained: Abstentions.
        agenda: Items of the agenda.
        attendees: Sign-in list.
        lines: All lines with their decision; one may stand for many equal ones.
        line_count: Number of lines before the meeting, each member's counted.
        deductions: Deductions and vetoes, each with its own signature line.
        program: What the program makes of attendance, posts and the like, for information.
        warnings: Printed above the signatures (quorum not reached, unsigned group sheets).
    """

    kind: str
    held_on: date | None
    place: str
    chair: str
    recorder: str
    eligible: int
    present: int | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    abstained: int | None = None
    agenda: tuple[str, ...] = ()
    attendees: tuple[Attendee, ...] = ()
    lines: tuple[MeetingLine, ...] = ()
    line_count: int = 0
    deductions: tuple[DeductionLine, ...] = ()
    program: tuple[ProgramRow, ...] = ()
    warnings: tuple[str, ...] = ()
    others: int = 0
