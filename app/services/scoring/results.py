"""What comes out of an evaluation: plain frozen values, and the trace behind them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from app.errors import Issue
from app.services.scoring.kinds import ProposalKind


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
    """Points of a section, its own start and sub-sections included.

    Attributes:
        points: After its floor and ceiling.
        counted: What it adds to what is above it: the same, or its weighted share.
        start: What it began with, sub-sections apart.
        parent: The section that it is part of; empty for a part of the total itself, as is one that a later
            version dropped: nothing bounds its lines any more, they count as they are.
    """

    id: str
    name: str
    points: Decimal
    counted: Decimal
    start: Decimal = Decimal(0)
    parent: str = ""


@dataclass(frozen=True, slots=True)
class CycleScore:
    """One cycle; ``start`` and ``end`` are its days, ``start_points`` what it began with, ``carry`` included."""

    label: str
    start: dt.date
    end: dt.date
    start_points: Decimal
    carry: Decimal
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
class VoteScore:
    """The appraisal of one member.

    Attributes:
        result: The formula's figure, not rounded.
        voters: Who was counted as a voter, over all rater groups.
        votes: Votes by option, over all rater groups.
        cause: The arithmetic in words.
    """

    result: Decimal
    voters: int
    votes: tuple[tuple[str, int], ...]
    cause: str


@dataclass(frozen=True, slots=True)
class RewardScore:
    """What a member's points can be turned into.

    Attributes:
        points: Redeemable, with what was carried over and before what was spent.
        spent: Redeemed already.
        balance: What is left.
        yuan: The value of the balance, within the member's maximum; ``None`` where points have no such value.
        prizes: Names of the prizes by rank.
        cause: The rule in words.
    """

    points: Decimal
    spent: Decimal
    balance: Decimal
    yuan: Decimal | None
    prizes: tuple[str, ...]
    cause: str


@dataclass(frozen=True, slots=True)
class Details:
    """The parts of a score that are laid out only when somebody looks at them."""

    cycles: tuple[CycleScore, ...]
    sections: tuple[SectionScore, ...]
    lines: tuple[LineScore, ...]
    start: Decimal = Decimal(0)


@dataclass(frozen=True)
class Score:
    """The year of one member as it stands at ``as_of``.

    Attributes:
        total: Rounded to the scheme's decimals, as every figure in ``cycles`` and ``sections``.
        grade: The id of the grade that the scheme gives; ``None`` where the meeting alone decides.
        grade_cause: Why, in words.
        liable: Whether the member was liable on at least one day of the year; if not, nothing else is filled.
        vetoes: The ids of the vetoes in force.
        vote: The appraisal, once there are ballots.
        notes: What the meeting has to look at (a low-grade quota, a tie at the edge).
        details: Lays out cycles, sections and lines; called at most once.
    """

    member: str
    total: Decimal
    grade: str | None
    details: Callable[[], Details] = field(repr=False, compare=False)
    grade_cause: str = ""
    marks: tuple[MarkScore, ...] = ()
    proposals: tuple[ProposalScore, ...] = ()
    vetoes: tuple[str, ...] = ()
    vote: VoteScore | None = None
    reward: RewardScore | None = None
    notes: tuple[str, ...] = ()
    liable: bool = True

    @cached_property
    def _details(self) -> Details:
        return self.details()

    @property
    def cycles(self) -> tuple[CycleScore, ...]:
        """The cycles in which the member was liable, in order."""
        return self._details.cycles

    @property
    def sections(self) -> tuple[SectionScore, ...]:
        """Each section over the year."""
        return self._details.sections

    @property
    def start(self) -> Decimal:
        """Start points of the year with what was carried over, put together as the year is of its cycles."""
        return self._details.start

    @property
    def lines(self) -> tuple[LineScore, ...]:
        """All lines in order of date, those that do not count among them."""
        return self._details.lines


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
