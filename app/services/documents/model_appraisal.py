"""The paper of 民主评议: the ballot and the tally. No sheet has room for who voted how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.documents.model import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotRow:
    """One member on the ballot."""

    serial: int
    name: str
    group_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotSheet(Sheet):
    """测评票. All copies of a set are alike: they carry the set's number and nothing of the voter.

    Attributes:
        rater: Who votes with it ("群众代表"); empty where there is one kind of voters.
        columns: Headings of the columns to tick.
        rule: Quotas in words; empty where there are none.
        several_void: Whether two ticks in one row spoil the whole ballot.
        copies: How many.
    """

    set_number: int
    rater: str
    held_on: date | None
    place: str
    columns: tuple[str, ...]
    rows: tuple[BallotRow, ...]
    rule: str
    several_void: bool
    copies: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyRow:
    """One member's votes.

    Attributes:
        votes: By column; ``blank``: valid ballots that say nothing of the member.
        note: "已转出", "去世"; usually empty.
    """

    serial: int
    name: str
    group_name: str
    votes: tuple[int, ...]
    blank: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TallySheet(Sheet):
    """计票表 of one kind of voters.

    Attributes:
        given: Ballots handed out; ``returned``, ``valid``, ``void`` as counted.
        voids: Causes of invalid ballots with their number.
        filled: Whether anything has been counted; otherwise the figures are left to the pen.
        listed: Probationary members: they take part and are not graded.
        note: How it was counted where two people counted.
        settled_on: Day of settling; ``None`` before.
    """

    set_number: int
    rater: str
    held_on: date | None
    place: str
    columns: tuple[str, ...]
    rows: tuple[TallyRow, ...]
    given: int
    returned: int
    valid: int
    void: int
    voids: tuple[tuple[str, int], ...]
    filled: bool
    listed: tuple[str, ...]
    note: str = ""
    settled_on: date | None = None
