"""What happened in the sample village month by month: attendance, dues, deeds, decisions, notices."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class SampleActivity:
    """An activity with its attendance sheet; every tuple holds member keys.

    Attributes:
        month: The period it belongs to, "2026-09".
        item: The scheme's item that presence earns.
        checked_by: Who checked the sheet.
    """

    id: str
    month: str
    branch: str
    item: str
    title: str
    held_on: dt.date
    place: str
    checked_by: str
    present: tuple[str, ...]
    late: tuple[str, ...]
    leave: tuple[str, ...]
    absent: tuple[str, ...]

    @property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """Member key and state (``present``, ``late``, ``leave``, ``absent``), in the order of the roster."""
        states = {"present": self.present, "late": self.late, "leave": self.leave, "absent": self.absent}
        return tuple(sorted((key, state) for state, keys in states.items() for key in keys))


@dataclass(frozen=True, slots=True)
class SampleDues:
    """The tick list of a month's dues in one branch."""

    month: str
    branch: str
    collected_on: dt.date
    checked_by: str
    paid: tuple[str, ...]
    unpaid: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleDeed:
    """One line of a member's card.

    Attributes:
        id: Month, branch number and line number, "2026-08-1-05".
        month: The month of the card; ``date`` may lie before it (补记).
        level: Level id, for items with levels; ``role`` is ``lead`` or empty.
        points: The judged value, for items with a range; otherwise ``None``.
        basis: The member's own words; empty where nothing was written.
        told_by: On whose word it stands; ``proof`` is what was handed in with it.
        on_behalf: Somebody else told or typed it (代填).
        act: Shared by the lines of one act.
        second: Key of the second person, for a deduction.
        resubmits: Id of the returned deed that comes again here.
        late_reason: Why a deed of an earlier month comes now.
    """

    id: str
    month: str
    branch: str
    member: str
    item: str
    date: dt.date
    quantity: Decimal
    level: str
    role: str
    points: Decimal | None
    basis: str
    told_by: str
    proof: str
    on_behalf: bool
    act: str
    second: str
    resubmits: str
    late_reason: str


@dataclass(frozen=True, slots=True)
class SampleDecision:
    """What the meeting decided on a deed that it did not simply confirm.

    Attributes:
        kind: ``adjust`` (with ``points``), ``reject`` or ``return``.
    """

    deed: str
    kind: str
    points: Decimal | None
    reason: str


@dataclass(frozen=True, slots=True)
class SampleMeeting:
    """The members' meeting that confirms a month; only members with a vote are listed."""

    month: str
    branch: str
    title: str
    held_on: dt.date
    place: str
    chair: str
    recorder: str
    present: tuple[str, ...]
    leave: tuple[str, ...]
    absent: tuple[str, ...]
    votes_for: int
    votes_against: int
    votes_abstain: int


@dataclass(frozen=True, slots=True)
class SampleNotice:
    """How long a month's sheet hangs; places and contact are those of the branch."""

    month: str
    branch: str
    starts_on: dt.date
    ends_on: dt.date
