"""What comes out of a branch's evaluation: the figures of one month, and of a longer period."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from .ledger_inputs import Announced
from .months import Month
from .scoring import LineScore, Scheme, Score, YearSpan
from .scoring.evaluation.verdict import GONE
from .terms import Term

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class MemberMonth:
    """The figures of one member for one month.

    Attributes:
        period: 本期: what this month's meeting added. Where the scheme clears monthly that is the month's own
            score and what late deeds and corrections changed in earlier months.
        late: 更正 / 补记: the part of ``period`` that belongs to earlier months.
        total: 本年累计 (or the year's mean, as the scheme says) as it stands at the month's end.
        score: The whole evaluation behind them.
    """

    member: str
    period: Decimal
    late: Decimal
    total: Decimal
    score: Score

    @property
    def cycle_sum(self) -> Decimal:
        """Sum of the year's cycles: equals the total unless the year is their mean."""
        return sum((cycle.points for cycle in self.score.cycles), Decimal(0))


@dataclass(frozen=True)
class MonthResult:
    """A branch's month evaluated.

    Attributes:
        month: The month.
        scheme: Version in force at its end.
        year: The scheme's year at its end; where years begin on stated days the month may begin in the one before.
        names: Name of each member, by uid.
        scores: The evaluation of each member at the month's end, by member uid.
        announced: What each member was left with by the newest earlier meeting of the year.
        made: Late postings that are measured together; ``corrected`` what they changed in a member's figure: in the sum
            of the cycles where the scheme clears monthly, otherwise in the total.
        was: What each entry that was taken back counted until then, by its uid.
    """

    month: Month
    scheme: Scheme
    year: YearSpan
    names: Mapping[str, str]
    scores: Mapping[str, Score]
    announced: Mapping[str, Announced]
    made: Collection[str] = frozenset()
    corrected: Mapping[str, Decimal] = field(default_factory=dict)
    was: Mapping[str, Decimal] = field(default_factory=dict)

    @cached_property
    def members(self) -> Mapping[str, MemberMonth]:
        """Figures by member uid."""
        monthly = self.scheme.cycle.months == 1
        return {
            uid: _member_month(
                score,
                self.announced.get(uid),
                self.month,
                monthly=monthly,
                corrected=self.corrected.get(uid, _ZERO),
                made=self.made,
            )
            for uid, score in self.scores.items()
        }

    @cached_property
    def lines(self) -> Mapping[str, LineScore]:
        """Score of each posting (and draft line) by its uid."""
        return {line.posting: line for score in self.scores.values() for line in score.lines}


@dataclass(frozen=True, slots=True)
class CarriedBack:
    """What meetings of this year changed in the year before: late deeds and corrections of its last months.

    Attributes:
        year: Name of the year before ("2025年度").
        lines: Score of each posting of that year.
        points: Change of the member's total of that year by this month's meeting alone.
    """

    year: str
    lines: Mapping[str, LineScore]
    points: Mapping[str, Decimal]


def _member_month(
    score: Score, before: Announced | None, month: Month, *, monthly: bool, corrected: Decimal,
    made: Collection[str],
) -> MemberMonth:  # fmt: skip
    """本期 is the difference to what was announced last, so that the periods of a year add up to its total."""
    zero = Decimal(0)
    late = corrected + late_lines(score, {month.label}, month.first, made)
    if not monthly:
        return MemberMonth(
            score.member, score.total - (before.total if before else zero), late, score.total, score
        )
    known = before.cycle_sum if before else zero
    if before is not None and before.month == month.previous.label:
        # Besides late deeds: what a back-dated change of class or exemption did to months already announced.
        late = sum((c.points for c in score.cycles if c.start < month.first), zero) - known
    period = sum((c.points for c in score.cycles), zero) - known
    return MemberMonth(score.member, period, late, score.total, score)


def late_lines(score: Score, labels: Collection[str], before: date, besides: Collection[str]) -> Decimal:
    """What the deeds before a day count that meetings of some months confirmed, besides some postings."""
    return sum(
        (
            line.counted
            for line in score.lines
            if line.period in labels and line.date < before and line.posting not in besides
        ),
        _ZERO,
    )


@dataclass(frozen=True, slots=True)
class MemberTerm:
    """The figures of one member for a quarter, half-year or year.

    Attributes:
        points: What the term's meetings added to the year.
        total: 本年累计 (or the mean) at its end.
        late: 更正 / 补记: the part of ``points`` that belongs to months before the term.
    """

    member: str
    points: Decimal
    total: Decimal
    score: Score
    late: Decimal = _ZERO


@dataclass(frozen=True)
class TermResult:
    """A branch's quarter, half-year or year evaluated, everybody together.

    Attributes:
        term: Which.
        scheme: Version in force at its end.
        year: The scheme's year that it lies in.
        names: Name of each member, by uid.
        scores: By member uid, with grades, eligibilities and proposals.
        announced: What each member was left with by the newest meeting of the year before the term.
        made: Late postings that are measured together; ``corrected`` what they changed, as of a month.
    """

    term: Term
    scheme: Scheme
    year: YearSpan
    names: Mapping[str, str]
    scores: Mapping[str, Score]
    announced: Mapping[str, Announced]
    made: Collection[str] = frozenset()
    corrected: Mapping[str, Decimal] = field(default_factory=dict)

    @cached_property
    def members(self) -> Mapping[str, MemberTerm]:
        """Figures of the liable members by uid."""
        monthly = self.scheme.cycle.months == 1
        found = {}
        for uid, score in self.scores.items():
            before = self.announced.get(uid)
            if monthly:
                sums = sum((cycle.points for cycle in score.cycles), _ZERO)
                points = sums - (before.cycle_sum if before else _ZERO)
            else:
                points = score.total - (before.total if before else _ZERO)
            if score.liable:
                found[uid] = MemberTerm(uid, points, score.total, score, self._late(score))
        return found

    def _late(self, score: Score) -> Decimal:
        if self.term.start <= self.year.start:
            # Nothing of the year lies before its first term; what lies in the year before is told apart.
            return _ZERO
        labels = {month.label for month in self.term.months}
        late = late_lines(score, labels, self.term.start, self.made)
        return late + self.corrected.get(score.member, _ZERO)

    @cached_property
    def compared(self) -> frozenset[str]:
        """Who is liable on the last day: of them averages are taken, as the scheme's own comparisons are."""
        return frozenset(
            uid for uid, score in self.scores.items() if score.liable and score.grade_cause != GONE
        )
