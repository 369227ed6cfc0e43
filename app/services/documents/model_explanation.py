"""积分说明: how a member's points came about, step by step, for signature."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.services.documents.model import Sheet


class ExplanationKind(StrEnum):
    """What a row is: points of a line's own, or a sum of those above it."""

    POINTS = "points"
    SUM = "sum"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationRow:
    """One row of the arithmetic.

    Attributes:
        part: Section, with the cycle where the year has several; equal neighbours share one cell.
        title: Item, start, subtotal, veto.
        rule: What the scheme says about it; may be empty.
        steps: The arithmetic in words, one sentence for all deeds alike.
        claimed: Points claimed; ``None`` where nobody claims (start, derived lines, sums).
        confirmed: After multipliers or the meeting's adjustment, before limits.
        counted: What counts; ``None`` in a row that only says why something does not.
    """

    kind: ExplanationKind = ExplanationKind.POINTS
    part: str
    title: str
    rule: str = ""
    steps: tuple[str, ...] = ()
    claimed: Decimal | None = None
    confirmed: Decimal | None = None
    counted: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationSheet(Sheet):
    """积分说明 of one member.

    Attributes:
        member_name: Name.
        group_name: Village group.
        category: Class, with its changes inside the year; may be empty.
        status: "正式党员" or "预备党员".
        rows: The arithmetic, from the start to the rounding.
        how: How the year follows from its cycles; empty where there is one.
        total: 累计.
        grade: Name of the grade; empty where the scheme gives none.
        grade_cause: Why, in words.
        final: Whether the period is the end of the scheme's year; before it a grade is only what stands now.
        decided: Grade that the year's meeting gave; empty before it did.
    """

    member_name: str
    group_name: str
    category: str = ""
    status: str = ""
    rows: tuple[ExplanationRow, ...]
    how: str = ""
    total: Decimal
    grade: str = ""
    grade_cause: str = ""
    final: bool = False
    decided: str = ""
