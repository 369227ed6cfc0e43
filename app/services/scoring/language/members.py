"""Who is scored, and how results are made public."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.services.scoring.kinds import ConfirmBy, DayKind, PartYear, PeriodKind
from app.services.scoring.language.base import Audience, Named, Part, Status
from app.services.scoring.language.fields import Flag, Note


class Category(Named):
    """A class of members (A, B, C, D)."""

    note: Note = ""


class PostingRules(Part):
    """Who confirms, which periods are posted, and for how long.

    Attributes:
        periods: Kinds of period that get a notice.
        notice_days: Minimum days that a notice hangs.
        day_kind: Calendar or working days.
        confirm_by: The meeting that decides on the lines; the window proposes it.
    """

    periods: tuple[PeriodKind, ...]
    notice_days: Annotated[int, Field(ge=0, strict=True)]
    day_kind: DayKind = DayKind.CALENDAR
    confirm_by: ConfirmBy = ConfirmBy.MEMBERS_MEETING


class MemberRules(Part):
    """Who is scored and graded.

    Attributes:
        grade_probationary: Whether probationary members get a grade.
        graded: The statuses that get a grade; default: full members (and probationary ones, as above).
        leave_out: Members for whom no points are kept while this is true of them (mobile ones, say).
        part_year: Members who came or went inside the cycle: ``full`` start, start by liable ``months``, or
            the ``mean`` of the liable months projected to the cycle.
        exemption: The rule for 不纳入积分, shown where an exemption is entered.
    """

    grade_probationary: Flag = False
    graded: tuple[Status, ...] | None = None
    leave_out: Audience | None = None
    part_year: PartYear = PartYear.FULL
    exemption: Note = ""

    @property
    def graded_statuses(self) -> tuple[Status, ...]:
        """The statuses that get a grade."""
        if self.graded is not None:
            return self.graded
        return ("full", "probationary") if self.grade_probationary else ("full",)
