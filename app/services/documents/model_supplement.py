"""补充评定表: what a supplementary meeting changed in a month that was archived. See :mod:`.model`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.services.documents.model import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementLine:
    """One entry that the meeting put right, took back or added.

    Attributes:
        serial: Running number.
        member_name: Whose points; ``group_name`` the group.
        kind: 改正, 撤销 or 补记.
        item_name: Item with quantity, level and role, as it is now.
        deed_date: Day of the deed.
        old: Points as confirmed before; ``None`` for an added entry.
        new: Points as confirmed now; ``None`` for one that is taken back.
        reason: Why.
        basis: What it rests on.
        second_person: Of a deduction; empty otherwise.
    """

    serial: int
    member_name: str
    group_name: str
    kind: str
    item_name: str
    deed_date: date
    old: Decimal | None
    new: Decimal | None
    reason: str
    basis: str
    second_person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementTotal:
    """A member's year before and after the meeting."""

    member_name: str
    year: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementSheet(Sheet):
    """补充评定表 of one meeting.

    Attributes:
        number: The how-manyth supplementary meeting of the month.
        kind: Kind of the meeting.
        held_on: Its day; ``place``, ``chair``, ``recorder``: the meeting's data.
        eligible: Members with a vote; ``present`` how many of them came; ``None`` before the meeting.
        votes_for: Votes; ``None``: left blank for the pen.
        reason: Why the month was opened again.
        lines: What was changed.
        totals: What it does to the members' years.
        shown_in: Months in whose board and record forms it is told.
    """

    number: int
    kind: str
    held_on: date | None
    place: str
    chair: str
    recorder: str
    eligible: int | None
    present: int | None
    votes_for: int | None
    votes_against: int | None
    abstained: int | None
    reason: str
    lines: tuple[SupplementLine, ...]
    totals: tuple[SupplementTotal, ...] = ()
    shown_in: tuple[str, ...] = ()
