"""Whether a new version fits those that a branch has: every day lies in one year, and every month can be scored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.errors import ValidationFailed

from .scoring import DatedScheme, Inputs, evaluate, seam_fault


def check_fit(versions: Sequence[DatedScheme], fresh: DatedScheme, today: date) -> None:
    """Refuse a version whose years do not join those before and behind it, or with which nothing can be scored.

    Args:
        versions: The branch's versions; one that begins on the same day is replaced.
        fresh: The new version.
        today: Business date.

    Raises:
        ValidationFailed: what does not fit.
    """
    others = [version for version in versions if version.start != fresh.start]
    merged = sorted((*others, fresh), key=lambda version: version.start)
    place = merged.index(fresh)
    issues = [
        issue
        for number in range(max(place, 1), min(place + 2, len(merged)))
        if (issue := seam_fault(merged[number - 1].scheme, merged[number].scheme, merged[number].start))
        is not None
    ]
    if issues:
        raise ValidationFailed(issues)
    # Whether a year can be scored depends on the versions alone, so nobody need be in it.
    ends = {date(year, 12, 31) for year in range(fresh.start.year, today.year)}
    for day in sorted({fresh.start, *ends, max(fresh.start, today), merged[-1].start}):
        evaluate(merged, Inputs(members=()), day)
