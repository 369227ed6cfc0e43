"""What a section came to in one cycle."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.services.scoring.language import Section
from app.services.scoring.numbers import ZERO
from app.services.scoring.scheme import Scheme


@dataclass(frozen=True, slots=True)
class SectionResult:
    """A section in one cycle.

    Attributes:
        start: Its own start points.
        before: The sum before floor and ceiling.
        bounded: And after them.
        counted: What it adds to what is above it: its weighted share, and what stands outside its bounds.
        after: Its points as they are shown: bounded, and what stands outside its bounds.
        projection: What was added to a part-year member's points to compare them with a whole cycle's.
    """

    section: Section
    start: Decimal
    before: Decimal
    bounded: Decimal
    counted: Decimal
    after: Decimal
    projection: Decimal = ZERO


def quiet_sections(scheme: Scheme) -> dict[str, SectionResult]:
    """The result of each section that comes to nothing when nothing happened in it."""
    return {
        section.id: SectionResult(section, ZERO, ZERO, ZERO, ZERO, ZERO)
        for section in scheme.sections.values()
        if not section.start.points
        and not section.start.by_category
        and not section.start.by_status
        and (section.floor or ZERO) <= ZERO <= (section.ceiling if section.ceiling is not None else ZERO)
    }
