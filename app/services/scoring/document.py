"""The parts a scheme file is made of, as frozen, checked objects.

One TOML table is one class here. Unknown keys are refused everywhere, so a rule that the program does not
know is never silently ignored. What a single part cannot see (an item in a section that does not exist) is in
``checks``.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.services.scoring.fields import Count, Flag, Ident, NotNegative, Number, Positive, Text
from app.services.scoring.kinds import (
    ActivityKind,
    AverageOf,
    DayKind,
    EntryKind,
    PeriodKind,
    Polarity,
    ProofKind,
    ProposalKind,
    Scope,
    Side,
    Ties,
    VetoEffect,
    Window,
    YearMode,
)


class Part(BaseModel):
    """Base of every table: frozen, and an unknown key is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Named(Part):
    """A table with an id for the machine and a name for people."""

    id: Ident
    name: Text


class Category(Named):
    """A class of members (A, B, C, D)."""

    note: str = ""


class Start(Part):
    """Points that are there before the first entry.

    Attributes:
        points: The figure for everybody who is not named below.
        by_category: Another figure for members of a class.
        by_status: Another figure for ``full`` or ``probationary`` members.
    """

    points: Number = Decimal(0)
    by_category: dict[Ident, Number] = {}
    by_status: dict[Literal["full", "probationary"], Number] = {}


def _points_table(value: object) -> object:
    """``start = 60`` is short for ``start = { points = 60 }``."""
    return value if isinstance(value, dict | BaseModel) else {"points": value}


StartField = Annotated[Start, BeforeValidator(_points_table)]


class Cycle(Part):
    """How long an account runs, and how the year is made of its cycles.

    Attributes:
        months: 1, 3, 6 or 12.
        start_month: The month in which the year, and so every quarter and half of it, begins.
        year: Sum or mean of the cycles.
        start_name: The name of the start points on screen and paper.
        full_marks: What the sections add up to; only checked, never calculated with.
    """

    months: Literal[1, 3, 6, 12]
    start_month: Annotated[int, Field(ge=1, le=12, strict=True)] = 1
    year: YearMode = YearMode.SUM
    start: StartField = Start()
    start_name: Text = "起始分"
    floor: Number | None = None
    ceiling: Number | None = None
    full_marks: Positive | None = None


class PostingRules(Part):
    """Which periods are posted, and for how long.

    Attributes:
        periods: Kinds of period that get a notice.
        notice_days: Minimum days that a notice hangs.
        day_kind: Calendar or working days.
    """

    periods: tuple[PeriodKind, ...]
    notice_days: Annotated[int, Field(ge=0, strict=True)]
    day_kind: DayKind = DayKind.CALENDAR


class MemberRules(Part):
    """Who gets a grade, and the words of the exemption rule.

    Attributes:
        grade_probationary: Whether probationary members get a grade.
        exemption: The rule for 不纳入积分, shown where an exemption is entered.
    """

    grade_probationary: Flag = False
    exemption: str = ""


class Section(Named):
    """A part of the score with its own start, floor and ceiling.

    Attributes:
        parent: The section that this one belongs to; empty at the top.
        window: The span in which floor and ceiling hold.
    """

    parent: str = ""
    start: StartField = Start()
    floor: Number | None = None
    ceiling: Number | None = None
    window: Window = Window.CYCLE
    note: str = ""


class Level(Named):
    """One named step of a choice."""

    points: NotNegative


class Step(Part):
    """From this quantity upwards, these points."""

    at: NotNegative
    points: NotNegative


class FixedAmount(Part):
    """The same points for each event; the quantity is the number of events."""

    kind: Literal["fixed"]
    points: Positive


class RangeAmount(Part):
    """Judged each time between two bounds."""

    kind: Literal["range"]
    min: NotNegative = Decimal(0)
    max: Positive


class ChoiceAmount(Part):
    """One of several named levels; the quantity is the number of events."""

    kind: Literal["choice"]
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]


class StepsAmount(Part):
    """A table by quantity: the highest step that was reached counts."""

    kind: Literal["steps"]
    unit: Text
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


class PerUnitAmount(Part):
    """Points for each ``per`` units of a quantity.

    Attributes:
        minimum: Below this quantity there is nothing.
        round: How the number of full ``per`` units is rounded.
    """

    kind: Literal["per_unit"]
    unit: Text
    points: Positive
    per: Positive = Decimal(1)
    minimum: NotNegative = Decimal(0)
    round: Literal["none", "down", "up", "half_up"] = "none"


Amount = Annotated[
    FixedAmount | RangeAmount | ChoiceAmount | StepsAmount | PerUnitAmount, Field(discriminator="kind")
]


class Factor(Named):
    """A role or an outcome that multiplies the amount."""

    factor: Positive


class Repeat(Part):
    """From the second line of the item in the window on, the amount is multiplied."""

    factor: Positive
    window: Window


class Limit(Part):
    """At most so many points, or so many times, in a window; exactly one of the two."""

    window: Window
    points: Positive | None = None
    times: Count | None = None


class SharedLimit(Named):
    """A limit that several items use up together."""

    items: Annotated[tuple[str, ...], Field(min_length=2)]
    window: Window
    points: Positive | None = None
    times: Count | None = None


class AppliesTo(Part):
    """Whose lines of an item count, by class and status on the day of the deed; ``None`` means all."""

    categories: tuple[str, ...] | None = None
    statuses: tuple[Literal["full", "probationary"], ...] | None = None
    mobile: Flag | None = None


class Proof(Part):
    """What has to be shown for a line of an item."""

    kind: ProofKind = ProofKind.OPTIONAL
    text: str = ""


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
    exclusive: str = ""
    applies_to: AppliesTo | None = None
    proof: Proof = Proof()
    entry: EntryKind = EntryKind.CARD
    activity: ActivityKind | None = None
    enabled: Flag = True
    example: Flag = False
    note: str = ""

    @cached_property
    def sign(self) -> int:
        """1 for an item that adds, -1 for one that deducts."""
        return 1 if self.polarity is Polarity.PLUS else -1

    @property
    def needs_second_person(self) -> bool:
        """A deduction needs a second person beside the one who enters it."""
        return self.polarity is Polarity.MINUS

    @property
    def amount_kind(self) -> str:
        """``fixed``, ``range``, ``choice``, ``steps`` or ``per_unit``."""
        return self.amount.kind

    @property
    def levels(self) -> tuple[Level, ...]:
        """The named levels of a choice, else none."""
        return self.amount.levels if isinstance(self.amount, ChoiceAmount) else ()

    @property
    def unit_name(self) -> str:
        """The unit in which the quantity of this item is counted."""
        return self.amount.unit if isinstance(self.amount, StepsAmount | PerUnitAmount) else "次"

    @property
    def range_min(self) -> Decimal | None:
        """The lowest judged value, for a range."""
        return self.amount.min if isinstance(self.amount, RangeAmount) else None

    @property
    def range_max(self) -> Decimal | None:
        """The highest judged value, for a range."""
        return self.amount.max if isinstance(self.amount, RangeAmount) else None


class VetoRule(Named):
    """A ground for 一票否决.

    Attributes:
        effect: ``zero`` makes the score of its scope 0; ``grade`` sets ``grade``.
        scope: The cycle or the year in which the veto's date lies.
        count_meanwhile: Whether plus entries dated between veto and repair count once it is repaired.
    """

    effect: VetoEffect = VetoEffect.ZERO
    grade: str = ""
    scope: Scope = Scope.YEAR
    count_meanwhile: Flag = False
    enabled: Flag = True
    note: str = ""


class Grade(Named):
    """One grade, best first.

    Attributes:
        min: From this total on, inclusive; none for the lowest, which takes the rest.
        by_meeting: Given by the meeting only, never by the program.
    """

    min: Number | None = None
    by_meeting: Flag = False


class Condition(Named):
    """A rule about a total: at least, below, or on one side of the average; all that are given must hold.

    Attributes:
        scope: Whether the year's total or that of the present cycle is looked at.
        average_of: Among whom the average is taken.
    """

    scope: Scope = Scope.YEAR
    min: Number | None = None
    below: Number | None = None
    average: Side | None = None
    average_of: AverageOf = AverageOf.UNIT
    note: str = ""


class Mark(Condition):
    """An eligibility: who meets the condition has it."""


class ProposalRule(Condition):
    """A consequence that is proposed for who meets the condition."""

    kind: ProposalKind


class SchemeDocument(Named):
    """A whole scheme file, before the checks across its parts."""

    source: Text
    example_note: str = ""
    decimals: Annotated[int, Field(ge=0, le=3, strict=True)] = 1
    ties: Ties = Ties.OUT
    cycle: Cycle
    posting: PostingRules
    members: MemberRules = MemberRules()
    categories: tuple[Category, ...] = ()
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    items: Annotated[tuple[Item, ...], Field(min_length=1)]
    shared_limits: tuple[SharedLimit, ...] = ()
    vetoes: tuple[VetoRule, ...] = ()
    grades: tuple[Grade, ...] = ()
    marks: tuple[Mark, ...] = ()
    proposals: tuple[ProposalRule, ...] = ()
