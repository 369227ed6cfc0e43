"""Sections, and the things that are scored in them."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from app.services.scoring.kinds import ActivityKind, EntryKind, Polarity, ProofKind, Window
from app.services.scoring.language.amounts import (
    Amount,
    AttendanceAmount,
    ChoiceAmount,
    ExpectedAmount,
    GraduatedAmount,
    Level,
    PerUnitAmount,
    RangeAmount,
    StepsAmount,
)
from app.services.scoring.language.base import Audience, Named, Part
from app.services.scoring.language.cycle import Start, StartField
from app.services.scoring.language.fields import Count, Flag, Note, NotNegative, Number, Positive, Text, Words


class LocalRule(Part):
    """What a branch may add to a section by itself: so many items, each worth at most so much."""

    items: Count
    points: Positive


class Section(Named):
    """A part of the score with its own start, floor and ceiling.

    Attributes:
        parent: The section that this one belongs to; empty at the top.
        window: The span in which floor and ceiling hold.
        weight: What the section's maximum (its ceiling) is worth in the sum: weight × points ÷ ceiling.
        outside: Added after the floor and ceiling of what is above it (honours outside the maximum).
        applies_to: Only these members have the section; without it, everybody.
        local: What the branch may add here by itself.
    """

    parent: str = ""
    start: StartField = Start()
    floor: Number | None = None
    ceiling: Number | None = None
    window: Window = Window.CYCLE
    weight: Positive | None = None
    outside: Flag = False
    applies_to: Audience | None = None
    local: LocalRule | None = None
    note: Note = ""


class Factor(Named):
    """A role or an outcome: it multiplies the amount, or has points of its own instead.

    Attributes:
        factor: Multiplies the amount.
        points: Replaces the points of one event.
    """

    factor: Positive | None = None
    points: NotNegative | None = None

    @property
    def multiplier(self) -> Decimal:
        """What the amount is multiplied by; 1 where points replace it."""
        return self.factor if self.factor is not None else Decimal(1)


class Repeat(Part):
    """From the second line of the item in the window on, the amount is multiplied."""

    factor: Positive
    window: Window


class Cancel(Part):
    """A line of ``item`` in the same window cancels one line of this item (a make-up class an absence)."""

    item: Text
    window: Window


class Limit(Part):
    """At most so many points, or so many times, in a window; exactly one of the two.

    Attributes:
        categories: The classes (on the day of the deed) for which it holds; without it, all.
    """

    window: Window
    points: Positive | None = None
    times: Count | None = None
    categories: tuple[str, ...] | None = None


class SharedLimit(Named):
    """A limit that several items use up together."""

    items: Annotated[tuple[str, ...], Field(min_length=2)]
    window: Window
    points: Positive | None = None
    times: Count | None = None
    categories: tuple[str, ...] | None = None


class Proof(Part):
    """What has to be shown for a line of an item."""

    kind: ProofKind = ProofKind.OPTIONAL
    text: Note = ""


class Item(Named):
    """One thing that is scored.

    Attributes:
        amount: How its points are found.
        roles: Multipliers by role, such as leading an activity.
        outcomes: Multipliers by outcome.
        limit_on: ``final``: limits hold after the multipliers; ``base``: before them.
        repeat: Multiplier for repeats inside a window.
        limits: At most so much in a window.
        exclusive: Items with the same word here share an act: only the largest of one act counts.
        cancelled_by: Lines of another item take lines of this one back.
        also: The item under which a second person named in the line is scored for the same fact.
        validity_months: A line counts for so many months from its date; default: the cycle's rule.
        review: Always decided one by one in the meeting (free entries).
        local: Added by the branch within what the section allows.
        entry: How it is usually entered; ``activity`` names the attendance sheet.
        enabled: A branch may switch an item off: it can no longer be entered and its lines do not count.
        example: The figure is an example which the members' meeting has to pass.
        note: Reference to the source, or a remark.
    """

    section: Text
    polarity: Polarity = Polarity.PLUS
    amount: Amount
    roles: tuple[Factor, ...] = ()
    outcomes: tuple[Factor, ...] = ()
    limit_on: Literal["final", "base"] = "final"
    repeat: Repeat | None = None
    limits: tuple[Limit, ...] = ()
    exclusive: Words = ""
    cancelled_by: Cancel | None = None
    also: str = ""
    applies_to: Audience | None = None
    validity_months: Count | None = None
    proof: Proof = Proof()
    review: Flag = False
    local: Flag = False
    entry: EntryKind = EntryKind.CARD
    activity: ActivityKind | None = None
    enabled: Flag = True
    example: Flag = False
    note: Note = ""

    @model_validator(mode="after")
    def _attendance_has_both_signs(self) -> Self:
        """A priced attendance sheet gives and takes: its sign is that of each mark."""
        both = isinstance(self.amount, AttendanceAmount)
        if both != (self.polarity is Polarity.BOTH) and (both or self.polarity is Polarity.BOTH):
            raise ValueError("polarity")
        return self

    @cached_property
    def sign(self) -> int:
        """1 for an item that adds (or whose lines say it themselves), -1 for one that deducts."""
        return -1 if self.polarity is Polarity.MINUS else 1

    @property
    def needs_second_person(self) -> bool:
        """A deduction needs a second person beside the one who enters it; presence at what is expected does not."""
        return self.polarity is Polarity.MINUS and not isinstance(self.amount, ExpectedAmount)

    @property
    def amount_kind(self) -> str:
        """The ``kind`` of the amount."""
        return self.amount.kind

    @property
    def is_derived(self) -> bool:
        """Whether its points come without any line: nothing can be entered."""
        return self.amount.kind in ("state", "ballot")

    @property
    def by_hand(self) -> bool:
        """Whether lines of it are typed: neither derived nor made by an attendance sheet alone."""
        sheet_only = self.amount.kind == "expected" and self.entry is EntryKind.ATTENDANCE
        return not (self.is_derived or sheet_only or self.amount.kind == "attendance")

    @property
    def levels(self) -> tuple[Level, ...]:
        """The named levels of a choice, else none."""
        return self.amount.levels if isinstance(self.amount, ChoiceAmount) else ()

    @property
    def unit_name(self) -> str:
        """The unit in which the quantity of this item is counted."""
        counted = StepsAmount | PerUnitAmount | GraduatedAmount
        return self.amount.unit if isinstance(self.amount, counted) else "次"

    @property
    def range_min(self) -> Decimal | None:
        """The lowest judged value, for a range."""
        return self.amount.min if isinstance(self.amount, RangeAmount) else None

    @property
    def range_max(self) -> Decimal | None:
        """The highest judged value, for a range."""
        return self.amount.max if isinstance(self.amount, RangeAmount) else None
