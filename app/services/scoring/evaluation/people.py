"""A member on a given day: liable or not, which class, which status, which post."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from app.services.scoring.language import Audience
from app.services.scoring.types import MemberIn, Span, SpanKind
from app.services.scoring.windows import add_months

_DAY = timedelta(days=1)
Days = tuple[date, date]


class Person:
    """A member with dated facts made quick to ask.

    Attributes:
        uid: The member's uid.
        unit: The branch.
        liable: Runs of days, in order, on which the member's points are kept: member, not exempt, not left out.
    """

    __slots__ = ("_facts", "liable", "name", "uid", "unit")

    def __init__(self, member: MemberIn, leave_out: Audience | None = None) -> None:
        self.uid = member.uid
        self.name = member.name
        self.unit = member.unit
        self._facts: dict[SpanKind, list[Span]] = {}
        for span in member.spans:
            self._facts.setdefault(span.kind, []).append(span)
        liable = self._days(SpanKind.MEMBERSHIP) or [(date.min, date.max)]
        if SpanKind.EXEMPT in self._facts:
            liable = _without(liable, self._days(SpanKind.EXEMPT))
        if leave_out is not None:
            liable = _without(liable, [run for run in self._pieces(liable) if self.fits(leave_out, run[0])])
        self.liable = liable

    def liable_on(self, day: date) -> bool:
        """Whether points are kept for the member on this day."""
        return any(start <= day <= end for start, end in self.liable)

    def liable_throughout(self, start: date, end: date) -> bool:
        """Whether points are kept on every day of a run."""
        return any(first <= start and end <= last for first, last in self.liable)

    def first_liable(self, start: date, end: date) -> date | None:
        """The first liable day within a run of days, if there is one."""
        for first, last in self.liable:
            if first <= end and last >= start:
                return max(first, start)
        return None

    def last_liable(self, start: date, end: date) -> date | None:
        """The last liable day within a run of days, if there is one."""
        for first, last in reversed(self.liable):
            if first <= end and last >= start:
                return min(last, end)
        return None

    def liable_months(self, start: date, end: date) -> list[date]:
        """For each calendar month of a run with a liable day: the first of the month, or the first such day."""
        days = []
        first = start
        while first <= end:
            following = add_months(first, 1)
            day = self.first_liable(first, min(following - _DAY, end))
            if day is not None:
                days.append(day)
            first = following
        return days

    def value_on(self, kind: SpanKind, day: date) -> str | None:
        """What the span in force on a day says; of several the one that began last."""
        best: tuple[date, str] | None = None
        for span in self._facts.get(kind, ()):
            if span.start <= day and (span.end is None or day <= span.end):
                best = max(best, (span.start, span.value)) if best else (span.start, span.value)
        return best[1] if best else None

    def values_on(self, kind: SpanKind, day: date) -> set[str]:
        """What all spans in force on a day say: a member may hold two posts."""
        return {
            span.value
            for span in self._facts.get(kind, ())
            if span.start <= day and (span.end is None or day <= span.end)
        }

    def category_on(self, day: date) -> str | None:
        """The class on a day."""
        return self.value_on(SpanKind.CATEGORY, day)

    def status_on(self, day: date) -> str:
        """``full`` or ``probationary``; full where nothing is recorded."""
        return self.value_on(SpanKind.STATUS, day) or "full"

    def mobile_on(self, day: date) -> bool:
        """Whether the member is mobile (流动) on a day."""
        return self.value_on(SpanKind.MOBILE, day) is not None

    def fits(self, audience: Audience, day: date) -> bool:
        """Whether the member is one of an audience on a day: every key that is given must fit."""
        if audience.categories is not None and self.category_on(day) not in audience.categories:
            return False
        if audience.statuses is not None and self.status_on(day) not in audience.statuses:
            return False
        if audience.mobile is not None and audience.mobile != self.mobile_on(day):
            return False
        if audience.post is None and audience.posts is None:
            return True
        held = self.values_on(SpanKind.POST, day)
        if audience.post is not None and audience.post != bool(held):
            return False
        return audience.posts is None or not held.isdisjoint(audience.posts)

    def fitting(self, audiences: Sequence[Audience], start: date, end: date) -> list[Days]:
        """The runs of days inside a window on which the member is one of all these audiences."""
        pieces = self._pieces([(start, end)])
        return _merged(run for run in pieces if all(self.fits(audience, run[0]) for audience in audiences))

    def held(self, kind: SpanKind, value: str, start: date, end: date) -> list[Days]:
        """The runs of days inside a window on which a fact held; without a value any of its kind."""
        runs = [
            (max(span.start, start), min(span.end or date.max, end))
            for span in self._facts.get(kind, ())
            if not value or span.value == value
        ]
        return _merged(runs)

    def _days(self, kind: SpanKind) -> list[Days]:
        return _merged((span.start, span.end or date.max) for span in self._facts.get(kind, ()))

    def _pieces(self, runs: Iterable[Days]) -> Iterator[Days]:
        """Runs cut wherever any fact begins or ends, so that in each piece nothing changes."""
        cuts = set()
        for spans in self._facts.values():
            for span in spans:
                cuts.add(span.start)
                if span.end is not None and span.end < date.max:
                    cuts.add(span.end + _DAY)
        for first, end in runs:
            start = first
            for cut in sorted(cut for cut in cuts if first < cut <= end):
                yield start, cut - _DAY
                start = cut
            yield start, end


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
