"""The working state of one line while the steps of an evaluation pass over it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from app.services.scoring.evaluation.amounts import Worth
from app.services.scoring.evaluation.plans import ItemPlan
from app.services.scoring.language import Item, Limit, SharedLimit
from app.services.scoring.numbers import ONE, ZERO, plain
from app.services.scoring.results import LineScore
from app.services.scoring.types import PostingIn
from app.services.scoring.words.items import describe_limit


class Cut(NamedTuple):
    """What one limit did to a line; one that cut nothing is kept only when a trace is asked for.

    Attributes:
        used: What better lines had used before.
        before: The line's points before this limit.
        after: And after it.
    """

    limit: Limit | SharedLimit
    used: Decimal
    before: Decimal
    after: Decimal

    def words(self, *, minus: bool) -> str:
        """The sentence for a cut; empty where nothing was cut."""
        if self.before == self.after:
            return ""
        limit, used = self.limit, plain(self.used)
        have = f"已{'扣' if minus else '得'} {used} 分" if limit.times is None else f"已计 {used} 次"
        shared = f"“{limit.name}”" if isinstance(limit, SharedLimit) else ""
        return f"{shared}{describe_limit(limit, minus=minus)}，{have}"


class Line:
    """A line that takes part; every figure is a magnitude, the sign is applied at the end.

    Attributes:
        month: The running number of the month of the deed.
        minus: Whether it deducts.
        repeat: The repeat multiplier; 1 for the first of its window.
        counted: What is left of the line so far; without multipliers while limits hold on the base.
        weight: What a counted point of this line will be worth after its limits.
        cuts: The limits that cut it; when tracing, every limit that it passed.
        trace: Whether every limit is to be kept.
        dropped: Why the line fell out (steps a and b); empty for one that counts.
    """

    repeat: Decimal = ONE
    weight: Decimal = ONE
    cuts: list[Cut] | None = None
    trace: bool = False
    dropped: str = ""

    # Most lines are whole and plain: what is seldom set stands on the class, and an instance has no more than this.
    def __init__(self, posting: PostingIn, plan: ItemPlan, worth: Worth) -> None:
        day = posting.date
        self.posting = posting
        self.plan = plan
        self.day: date = day
        self.month = day.year * 12 + day.month - 1
        self.worth = worth
        self.minus = plan.minus or worth.minus
        self.counted = worth.base

    @property
    def item(self) -> Item:
        """The item under the version of the deed date."""
        return self.plan.item

    @property
    def order(self) -> tuple[date, str]:
        """Deed date and uid, which decide between equal lines."""
        return (self.day, self.posting.uid)

    @property
    def factor(self) -> Decimal:
        """All multipliers together."""
        return self.worth.factor * self.repeat

    @property
    def amount(self) -> Decimal:
        """After multipliers or adjustment, before limits."""
        return self.worth.base * self.factor

    def take_back(self, times: Decimal, cause: str) -> None:
        """Some of the line's events no longer count."""
        worth = self.worth
        left = worth.times - times
        base = worth.base * left / worth.times
        self.worth = worth._replace(base=base, times=left, flags=(*worth.flags, cause))
        self.counted = base

    def open(self, *, trace: bool) -> None:
        """Get ready for the limits: they hold on the final amount or, if the item says so, on the base."""
        factor = self.worth.factor * self.repeat
        if factor != ONE:
            if self.plan.item.limit_on == "base":
                self.weight = factor
            else:
                self.counted = self.worth.base * factor
        self.trace = trace

    def multiply(self) -> None:
        """Apply the multipliers that were held back while the item's limits held on the base."""
        if self.weight != ONE:
            self.counted *= self.weight
            self.weight = ONE

    def cut(self, limit: Limit | SharedLimit, *, used: Decimal, kept: Decimal) -> None:
        """Take what a limit leaves."""
        if kept != self.counted or self.trace:
            if self.cuts is None:
                self.cuts = []
            self.cuts.append(Cut(limit, used, self.counted, kept))
            self.counted = kept

    @property
    def causes(self) -> tuple[str, ...]:
        """A sentence for everything that was not as the scheme has it, and for each cut."""
        cuts = (cut.words(minus=self.minus) for cut in self.cuts or ())
        return (*self.worth.flags, *(words for words in cuts if words))

    @property
    def counted_in_full(self) -> Decimal:
        """What ``counted`` would be had no limit cut it, in the measure in which it stands now."""
        return self.worth.base if self.weight != ONE else self.amount

    @property
    def per_event(self) -> Decimal:
        """The points of one event, in the same measure."""
        return self.counted_in_full / self.worth.times

    @property
    def single(self) -> Decimal:
        """The points of one event before multipliers."""
        return self.worth.base / self.worth.times if self.worth.times else ZERO

    @property
    def points(self) -> Decimal:
        """What the line counts, with its sign."""
        counted = self.counted
        return -counted if self.minus is not self.plan.flip and counted else counted

    def signed(self, value: Decimal) -> Decimal:
        """A magnitude with the line's sign; unary minus, because 0 × -1 would be a negative zero."""
        return -value if self.minus is not self.plan.flip and value else value

    def score(self, section: str) -> LineScore:
        """The line as others see it."""
        posting = self.posting
        dropped = self.dropped
        return LineScore(
            posting.uid,
            posting.member,
            posting.item,
            section,
            posting.date,
            posting.period,
            self.signed(self.amount),
            ZERO if dropped else self.points,
            (dropped, *self.causes) if dropped else self.causes,
        )
