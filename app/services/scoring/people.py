"""A member on a given day: liable or not, which class, which status."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from app.services.scoring.types import MemberIn, Span, SpanKind

_DAY = timedelta(days=1)
Days = tuple[date, date]


class Person:
    """A member with dated facts made quick to ask.

    Attributes:
        uid: The member's uid.
        unit: The branch.
        liable: Runs of days, in order, on which the member's points are kept: member and not exempt.
    """

    __slots__ = ("_facts", "liable", "name", "uid", "unit")

    def __init__(self, member: MemberIn) -> None:
        self.uid = member.uid
        self.name = member.name
        self.unit = member.unit
        self._facts: dict[SpanKind, list[Span]] = {}
        for span in member.spans:
            self._facts.setdefault(span.kind, []).append(span)
        membership = self._days(SpanKind.MEMBERSHIP) or [(date.min, date.max)]
        self.liable = _without(membership, self._days(SpanKind.EXEMPT))

    def liable_on(self, day: date) -> bool:
        """Whether points are kept for the member on this day."""
        return any(start <= day <= end for start, end in self.liable)

    def first_liable(self, start: date, end: date) -> date | None:
        """The first liable day within a run of days, if there is one."""
        for first, last in self.liable:
            if first <= end and last >= start:
                return max(first, start)
        return None

    def value_on(self, kind: SpanKind, day: date) -> str | None:
        """What the span in force on a day says; of several the one that began last."""
        best: tuple[date, str] | None = None
        for span in self._facts.get(kind, ()):
            if span.start <= day and (span.end is None or day <= span.end):
                best = max(best, (span.start, span.value)) if best else (span.start, span.value)
        return best[1] if best else None

    def category_on(self, day: date) -> str | None:
        """The class on a day."""
        return self.value_on(SpanKind.CATEGORY, day)

    def status_on(self, day: date) -> str:
        """``full`` or ``probationary``; full where nothing is recorded."""
        return self.value_on(SpanKind.STATUS, day) or "full"

    def mobile_on(self, day: date) -> bool:
        """Whether the member is mobile (流动) on a day."""
        return self.value_on(SpanKind.MOBILE, day) is not None

    def _days(self, kind: SpanKind) -> list[Days]:
        return _merged((span.start, span.end or date.max) for span in self._facts.get(kind, ()))


def _merged(runs: Iterable[Days]) -> list[Days]:
    """Runs in order, overlapping and touching ones joined; a run that ends before it begins is empty."""
    joined: list[Days] = []
    for start, end in sorted(run for run in runs if run[0] <= run[1]):
        if joined and (joined[-1][1] == date.max or start <= joined[-1][1] + _DAY):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _without(runs: list[Days], holes: list[Days]) -> list[Days]:
    """The days of ``runs`` that lie in none of the holes."""
    left: list[Days] = []
    for run_start, end in runs:
        start: date | None = run_start
        for hole_start, hole_end in holes:
            if start is None or hole_start > end or hole_end < start:
                continue
            if start < hole_start:
                left.append((start, hole_start - _DAY))
            start = hole_end + _DAY if hole_end < end else None
        if start is not None:
            left.append((start, end))
    return left
