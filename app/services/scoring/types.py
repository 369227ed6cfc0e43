"""What goes into an evaluation and what comes out: plain frozen values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.errors import Issue
from app.services.scoring.kinds import (
    ProposalKind,
)
from app.services.scoring.scheme import Scheme


class SpanKind(StrEnum):
    """What a dated span says about a member.

    ``CATEGORY`` carries the class id, ``STATUS`` ``full`` or ``probationary``, ``POST`` the post claimed; the
    value of the others is free. A member without any ``MEMBERSHIP`` span belongs to the branch throughout.
    """

    CATEGORY = "category"
    STATUS = "status"
    MOBILE = "mobile"
    EXEMPT = "exempt"
    MEMBERSHIP = "membership"
    POST = "post"


@dataclass(frozen=True, slots=True)
class Span:
    """A fact about a member with its days; ``end`` is inclusive, ``None`` is open."""

    kind: SpanKind
    value: str
    start: dt.date
    end: dt.date | None = None


@dataclass(frozen=True, slots=True)
class MemberIn:
    """A member; ``unit`` is the uid of the branch, within which averages and ranks are taken."""

    uid: str
    name: str
    unit: str = ""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class PostingIn:
    """One confirmed line.

    Attributes:
        points: The judged value of a range item, as a magnitude.
        adjusted: The meeting's figure, as a magnitude; replaces amount × multipliers, meets every limit.
        act: Lines of one act under several items carry the same act.
        period: ``YYYY-MM`` in which it was confirmed.
        reverses: The uid of the line that this one takes back; both fall out.
    """

    uid: str
    member: str
    item: str
    date: dt.date
    quantity: Decimal = Decimal(1)
    level: str | None = None
    role: str | None = None
    outcome: str | None = None
    points: Decimal | None = None
    adjusted: Decimal | None = None
    act: str | None = None
    period: str = ""
    reverses: str | None = None


@dataclass(frozen=True, slots=True)
class AttendanceIn:
    """A mark on an attendance sheet: present, late, leave, absent or excused."""

    member: str
    item: str
    date: dt.date
    state: str


@dataclass(frozen=True, slots=True)
class VetoIn:
    """A veto that was decided; ``rule`` is its id in the scheme, ``repaired`` the day it was lifted."""

    uid: str
    member: str
    rule: str
    date: dt.date
    repaired: dt.date | None = None


@dataclass(frozen=True, slots=True)
class BallotIn:
    """Votes of one grade for one member in one set of ballots."""

    ballot: str
    member: str
    option: str
    votes: int


@dataclass(frozen=True, slots=True)
class CarryIn:
    """The frozen result of an earlier year."""

    member: str
    year: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class HolidayIn:
    """A day off, or (``working``) a weekend day that is worked."""

    date: dt.date
    working: bool = False


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that an evaluation looks at besides the scheme."""

    members: tuple[MemberIn, ...]
    postings: tuple[PostingIn, ...] = ()
    attendance: tuple[AttendanceIn, ...] = ()
    vetoes: tuple[VetoIn, ...] = ()
    ballots: tuple[BallotIn, ...] = ()
    carry: tuple[CarryIn, ...] = ()
    holidays: tuple[HolidayIn, ...] = ()


@dataclass(frozen=True, slots=True)
class DatedScheme:
    """A version of the scheme, in force from ``start`` until the next one begins."""

    scheme: Scheme
    start: dt.date


@dataclass(frozen=True, slots=True)
class LineScore:
    """One line after evaluation; deductions are negative.

    Attributes:
        amount: After multipliers or adjustment, before limits.
        counted: After the item's and shared limits; floors and ceilings of sections are not in it.
        causes: A Chinese sentence for each cut.
    """

    posting: str
    member: str
    item: str
    section: str
    date: dt.date
    period: str
    amount: Decimal
    counted: Decimal
    causes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionScore:
    """Points of a section, its own start and sub-sections included."""

    id: str
    name: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class CycleScore:
    """One cycle; ``start`` and ``end`` are its days, ``start_points`` what it began with."""

    label: str
    start: dt.date
    end: dt.date
    start_points: Decimal
    sections: tuple[SectionScore, ...]
    points: Decimal


@dataclass(frozen=True, slots=True)
class MarkScore:
    """An eligibility, granted or not, with the reason in words."""

    id: str
    name: str
    granted: bool
    cause: str


@dataclass(frozen=True, slots=True)
class ProposalScore:
    """A consequence that is proposed, with the reason in words; ``label`` names the cycle or the year."""

    id: str
    kind: ProposalKind
    name: str
    label: str
    cause: str


@dataclass(frozen=True, slots=True)
class Score:
    """The year of one member as it stands at ``as_of``.

    Attributes:
        total: Rounded to the scheme's decimals, as every figure in ``cycles`` and ``sections``.
        grade: The id of the grade that the scheme gives; ``None`` where the meeting alone decides.
        liable: Whether the member was liable on at least one day of the year; if not, nothing else is filled.
        vetoes: The ids of the vetoes in force.
    """

    member: str
    total: Decimal
    cycles: tuple[CycleScore, ...]
    sections: tuple[SectionScore, ...]
    lines: tuple[LineScore, ...]
    grade: str | None
    marks: tuple[MarkScore, ...] = ()
    proposals: tuple[ProposalScore, ...] = ()
    vetoes: tuple[str, ...] = ()
    liable: bool = True


@dataclass(frozen=True, slots=True)
class TraceNode:
    """One step of the arithmetic behind a number.

    Attributes:
        rule: A stable key ("year", "cycle", "section", "item", "line", "limit", …).
        title: What stands at the left, in Chinese.
        inputs: Name and value pairs that went in.
        before: The figure before this rule; ``None`` where there was none.
        after: The figure after it.
        cause: A Chinese sentence.
        version: The short hash of the scheme version that ruled.
        ref: The uid of the posting or the id of the item or section; may be empty.
    """

    rule: str
    title: str
    after: Decimal
    before: Decimal | None = None
    inputs: tuple[tuple[str, str], ...] = ()
    cause: str = ""
    children: tuple[TraceNode, ...] = ()
    version: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one line would be worth before limits; ``points`` is negative for a deduction."""

    points: Decimal
    faults: tuple[Issue, ...] = ()
