"""Sheets of a quarter, half-year or year: the table, the verification and the list below the average."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.services.documents.model import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """One member in the table of a term.

    Attributes:
        serial: Running number.
        key: Uid of the member: finds the row again, never printed.
        name: Name; ``label`` the same with the group behind it where two have one name.
        group_name: Village group.
        category: Class by its name; empty where the scheme has none.
        values: Figures in the order of ``TermSheet.columns``; ``None`` where nothing was announced.
        points: What the term added; ``None`` for exempt members, as ``total``.
        total: 本年累计 at the term's end.
        note: 预备, 8月起, 去世 and the like, short.
        exempt: Shown as 不纳入, without reason and without points.
        compared: Whether the averages are taken of this member too; never printed.
        remark: What the verification says of the member; on its sheet only.
    """

    serial: int
    key: str
    name: str
    label: str
    group_name: str
    category: str
    values: tuple[Decimal | None, ...]
    points: Decimal | None
    total: Decimal | None
    note: str = ""
    exempt: bool = False
    compared: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermSheet(Sheet):
    """季度、半年、年度积分汇总表: every member's months, their sum and 本年累计.

    Attributes:
        title: "党员积分季度汇总表".
        columns: Headings between class and sum: months, quarters' sums, 其他 where anything else is in the sum.
        sums: Which of them (from 0) are sums of those before.
        points_heading: "本季合计", "半年合计", "全年合计".
        year_heading: "本年累计", or what the scheme makes of the year.
        rows: Members in the branch's own order.
        averages: "本支部平均 12.3 分（38 人）", a class each; without names.
        remarks: What explains the figures.
        settled: Whether it is the frozen one; a draft says so.
        settled_on: Day under the seal; ``None`` leaves it for the pen.
    """

    title: str
    columns: tuple[str, ...]
    sums: tuple[int, ...]
    points_heading: str
    year_heading: str
    rows: tuple[TermRow, ...]
    averages: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    settled: bool = False
    settled_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermReviewSheet(TermSheet):
    """半年核定表: the same with what the committee, or the secretary with a second person, verified.

    Attributes:
        kind: 支部委员会会议, 支部党员大会 or 书记核定.
        held_on: Day; ``None`` leaves it for the pen.
        place: Place.
        chair: Who presides, or the secretary.
        recorder: Who records.
        eligible: How many should be there; ``None``: blank, as the others.
        present: How many are.
        votes_for: Votes in favour, against, abstained.
        votes_against: See above.
        abstained: See above.
        second_person: Beside a secretary who verifies alone.
        signers: Those who sign, each with a line.
        opinion: What was found on the whole.
        warnings: A quorum not reached and the like.
    """

    kind: str = ""
    held_on: date | None = None
    place: str = ""
    chair: str = ""
    recorder: str = ""
    eligible: int | None = None
    present: int | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    abstained: int | None = None
    second_person: str = ""
    signers: tuple[str, ...] = ()
    opinion: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TermBelowRow:
    """One member below an average, or for whom the scheme proposes something.

    Attributes:
        points: What the term added.
        unit_gap: Distance to the branch's average; ``class_gap`` to that of the class, ``None`` where not below it.
        proposed: What the scheme proposes ("组织谈话"), with the reason in ``cause``.
    """

    serial: int
    name: str
    group_name: str
    category: str
    points: Decimal
    unit_gap: Decimal | None
    class_gap: Decimal | None
    proposed: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermBelowSheet(Sheet):
    """低于平均分党员名单: for the branch's own use, never for the board.

    Attributes:
        points_heading: As in the table.
        rows: Who is below an average, or proposed for something.
        averages: The averages in words.
        compared: How many members were compared.
        demerit: Whether deductions add up, so that more is worse.
    """

    points_heading: str
    rows: tuple[TermBelowRow, ...]
    averages: tuple[str, ...]
    compared: int
    demerit: bool = False
