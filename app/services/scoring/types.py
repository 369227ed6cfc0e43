"""What goes into an evaluation: plain frozen values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class SpanKind(StrEnum):
    """What a dated span says about a member.

    ``CATEGORY`` carries the class id, ``STATUS`` ``full`` or ``probationary``, ``POST`` the post claimed; the
    value of the others is free. ``STATE`` is any other fact that an item of kind ``state`` asks for. A member
    without any ``MEMBERSHIP`` span belongs to the branch throughout.
    """

    CATEGORY = "category"
    STATUS = "status"
    MOBILE = "mobile"
    EXEMPT = "exempt"
    MEMBERSHIP = "membership"
    POST = "post"
    STATE = "state"


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
        second: The uid of another member for whom the same fact is scored, where the item says so.
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
    second: str | None = None


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
    """Votes of one option for one member in one set of ballots.

    Attributes:
        ballot: The set; where the scheme has rater groups its id, or its id, a slash and anything.
        member: Empty in a row that gives the set's number of valid ballots (option ``valid``); of one who was voted on
            by others than the rest, the number that counts for this member alone.
    """

    ballot: str
    member: str
    option: str
    votes: int


@dataclass(frozen=True, slots=True)
class CarryIn:
    """The frozen result of an earlier year, named by the calendar year in which it began.

    Attributes:
        balance: Redeemable points that were left.
    """

    member: str
    year: int
    points: Decimal
    balance: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class RedemptionIn:
    """Points that a member turned into goods or money's worth."""

    member: str
    date: dt.date
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
    redemptions: tuple[RedemptionIn, ...] = ()
