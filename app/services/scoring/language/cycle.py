"""How long an account runs, what it begins with, and how the year is made of its cycles."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field

from app.services.scoring.kinds import ClassAt, Counting, Scope, YearMode
from app.services.scoring.language.base import Part, Status
from app.services.scoring.language.fields import Count, Day, Ident, Number, Positive, Text


class Start(Part):
    """Points that are there before the first entry.

    Attributes:
        points: The figure for everybody who is not named below.
        by_category: Another figure for members of a class.
        by_status: Another figure for full or probationary members, or activists.
        class_at: On which day class and status are taken: at the cycle's beginning, at its end, or
            month by month (on the first of each).
    """

    points: Number = Decimal(0)
    by_category: dict[Ident, Number] = Field(default_factory=dict)
    by_status: dict[Status, Number] = Field(default_factory=dict)
    class_at: ClassAt = ClassAt.BEGIN


def _points_table(value: object) -> object:
    """``start = 60`` is short for ``start = { points = 60 }``."""
    return value if isinstance(value, dict | BaseModel) else {"points": value}


StartField = Annotated[Start, BeforeValidator(_points_table)]


class Carry(Part):
    """A part of an earlier result that is added to the start.

    Attributes:
        share: The part, greater than 0 and at most 1.
        scope: ``year``: last year's frozen result, in the first cycle of the year. ``cycle``: the result of the
            cycle before, in every cycle; for the first of a year the frozen result is that of the last cycle.
        min: Never carries less than this.
        max: Never carries more than this.
    """

    share: Annotated[Positive, Field(le=1)]
    scope: Scope = Scope.YEAR
    min: Number | None = None
    max: Number | None = None


class Cycle(Part):
    """The rules of the account.

    Attributes:
        months: 1, 3, 6 or 12.
        start_month: The month in which the year, and so every quarter and half of it, begins.
        year_starts: Days on which a year begins that is not bounded by months (by the appraisal's date, say).
            A year runs to the day before the next one, the last for twelve months.
        year: Sum or mean of the cycles.
        counting: ``merit``: more is better. ``demerit``: deductions add up, and less is better.
        start_name: The name of the start points on screen and paper.
        carry: What comes over from an earlier result.
        validity_months: An entry counts for so many months from its date, whatever the year; nothing is cleared.
        full_marks: What the sections add up to; only checked, never calculated with.
    """

    months: Literal[1, 3, 6, 12]
    start_month: Annotated[int, Field(ge=1, le=12, strict=True)] = 1
    year_starts: tuple[Day, ...] = ()
    year: YearMode = YearMode.SUM
    counting: Counting = Counting.MERIT
    start: StartField = Start()
    start_name: Text = "起始分"
    carry: Carry | None = None
    validity_months: Count | None = None
    floor: Number | None = None
    ceiling: Number | None = None
    full_marks: Positive | None = None
