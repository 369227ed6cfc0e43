"""Sheets of the year's end: the table of the meeting and the lists that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.services.documents.model import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class YearTableRow:
    """One member in the table.

    Attributes:
        serial: Running number.
        category: Class; empty where the scheme has none.
        points: The year's points; ``None`` for who is left out.
        parts: Points by section, in the order of ``YearTableSheet.columns``.
        vote: The appraisal in words; empty without one.
        vetoed: Whether a veto is in force. The ground is not printed here.
        proposed: Grade that the scheme proposes; "—" where it proposes none.
        grade: Grade that the meeting gave; empty before it did.
        eligible: Numbers of the eligibilities that the member has, as in ``YearTableSheet.eligibilities``.
        note: 预备党员, 不纳入, 已转出, and the reason where the meeting differs.
    """

    serial: int
    member_name: str
    group_name: str
    category: str
    points: Decimal | None
    parts: tuple[Decimal | None, ...] = ()
    vote: str = ""
    vetoed: bool = False
    proposed: str = ""
    grade: str = ""
    eligible: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeCount:
    """How many have a grade, and how many may or should."""

    name: str
    members: int
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearTableSheet(Sheet):
    """年终总评表: everybody's year before the meeting, and after it what the meeting decided.

    Attributes:
        settled: Whether the result is in effect; before, the column of grades is for the pen.
        columns: Headings of the section columns; ``remarks`` explain them.
        points_heading: Heading of the points ("积分", "扣分").
        with_category: Whether the scheme knows classes; ``with_vote`` whether there was an appraisal.
        eligibilities: Names behind the numbers in the rows.
        counts: Grades with their numbers and quotas.
        kind: Of the meeting; the other data of the meeting are as on the month's sheet.
        warnings: Printed above the signatures.
    """

    rows: tuple[YearTableRow, ...]
    settled: bool = False
    columns: tuple[str, ...] = ()
    points_heading: str = "积分"
    with_category: bool = True
    with_vote: bool = False
    remarks: tuple[str, ...] = ()
    eligibilities: tuple[str, ...] = ()
    counts: tuple[GradeCount, ...] = ()
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
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HonourRow:
    """A member who may be put forward; ``why`` are the eligibilities and proposals that he or she has."""

    serial: int
    member_name: str
    group_name: str
    points: Decimal
    grade: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HonourSheet(Sheet):
    """评优推荐名单: who may be put forward for honours; the meeting ticks."""

    rows: tuple[HonourRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkRow:
    """Something that is proposed for a member, with its cause."""

    serial: int
    member_name: str
    group_name: str
    points: Decimal
    grade: str
    what: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkSheet(Sheet):
    """谈话提醒名单: talks, letters, help. For the office, never for the board."""

    rows: tuple[TalkRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardRow:
    """What a member's points can be turned into; ``note`` says what has to be looked at."""

    serial: int
    member_name: str
    group_name: str
    points: Decimal
    balance: Decimal
    yuan: Decimal | None
    prizes: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardSheet(Sheet):
    """积分奖励签领表: who collects what, with a place for the signature.

    Attributes:
        rule: The scheme's rule in words.
        money: Whether points have a value in yuan.
    """

    rows: tuple[RewardRow, ...]
    rule: str = ""
    money: bool = True
