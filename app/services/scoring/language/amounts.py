"""How the points of one line are found."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from app.services.scoring.kinds import Leave, Liable, StateKind, Window
from app.services.scoring.language.base import Named, Part
from app.services.scoring.language.fields import Count, Ident, NotNegative, Number, Positive, Text, Words

#: The marks of an attendance sheet.
MARKS = ("present", "late", "leave", "absent", "excused", "made_up")


class Level(Named):
    """One named step of a choice."""

    points: NotNegative


class Step(Part):
    """From this quantity upwards, these points."""

    at: NotNegative
    points: NotNegative


class Band(Part):
    """Up to this quantity (the last band: without end), so many points for each ``per`` units."""

    upto: Positive | None = None
    per: Positive = Decimal(1)
    points: Positive


class FixedAmount(Part):
    """The same points for each event; the quantity is the number of events.

    Attributes:
        by_category: Another figure for members of a class on the day of the deed.
    """

    kind: Literal["fixed"]
    points: Positive
    by_category: dict[Ident, NotNegative] = Field(default_factory=dict)


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


class GraduatedAmount(Part):
    """A tariff by bands: each part of the quantity is priced in the band that it lies in.

    Attributes:
        round: How the number of ``per`` units in each band is rounded.
    """

    kind: Literal["graduated"]
    unit: Text
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]
    round: Literal["none", "down", "up", "half_up"] = "none"


class AttendanceAmount(Part):
    """A price for each mark on an attendance sheet; a negative one deducts.

    The attendance sheet is the basis of a deduction, its checker the second person.
    """

    kind: Literal["attendance"]
    present: Number = Decimal(0)
    late: Number = Decimal(0)
    leave: Number = Decimal(0)
    absent: Number = Decimal(0)
    excused: Number = Decimal(0)
    made_up: Number = Decimal(0)


class ExpectedAmount(Part):
    """Expected so many times in each window; evaluation derives what is missing and deducts for each time.

    Lines of the item are presence: they meet the expectation and score nothing themselves.

    Attributes:
        points: What one missing time costs.
        times: How often it is expected in a window.
        leave: Whether a leave lowers the number (``excused``), counts as presence or as missing.
        liable: A window is counted if the member was liable throughout (default) or on any day of it.
    """

    kind: Literal["expected"]
    points: Positive
    times: Count = 1
    window: Window
    leave: Leave = Leave.EXCUSED
    liable: Liable = Liable.THROUGHOUT


class StateAmount(Part):
    """Points for each window in which a dated fact of the member held (a post, an office, a class).

    Attributes:
        fact: The kind of fact: ``post``, ``state``, ``category``, ``status`` or ``mobile``.
        value: Which one; empty for any.
        held: Throughout the window (default), or on any day of it.
    """

    kind: Literal["state"]
    points: Positive
    window: Window
    fact: StateKind
    value: Words = ""
    held: Liable = Liable.THROUGHOUT


class BallotAmount(Part):
    """The result of the appraisal vote as points of an item: ``points`` × result ÷ best option's value."""

    kind: Literal["ballot"]
    points: Positive


Amount = Annotated[
    FixedAmount
    | RangeAmount
    | ChoiceAmount
    | StepsAmount
    | PerUnitAmount
    | GraduatedAmount
    | AttendanceAmount
    | ExpectedAmount
    | StateAmount
    | BallotAmount,
    Field(discriminator="kind"),
]
