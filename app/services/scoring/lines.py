"""The working state of one line while the steps of an evaluation pass over it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.services.scoring.amounts import Worth
from app.services.scoring.document import Item, Limit, SharedLimit
from app.services.scoring.numbers import ONE, ZERO
from app.services.scoring.types import LineScore, PostingIn


@dataclass(frozen=True, slots=True)
class Cut:
    """What one limit did to a line; kept only when a trace is asked for.

    Attributes:
        since: The window in words ("本年").
        used: What better lines had used before.
        before: The line's points before this limit.
        after: And after it.
    """

    limit: Limit | SharedLimit
    since: str
    used: Decimal
    before: Decimal
    after: Decimal
    cause: str


class Line:
    """A line that takes part; every figure is a magnitude, the item's sign is applied at the end.

    Attributes:
        version: The number of the scheme version of the deed date.
        order: Deed date and uid, which decide between equal lines.
        repeat: The repeat multiplier; 1 for the first of its window.
        counted: What is left of the line so far; without multipliers while limits hold on the base.
        weight: What a counted point of this line will be worth after its limits.
        causes: A sentence for each cut.
        cuts: Each limit's effect, when tracing.
        dropped: Why the line fell out (steps a and b); empty for one that counts.
    """

    __slots__ = (
        "causes",
        "counted",
        "cuts",
        "day",
        "dropped",
        "item",
        "order",
        "posting",
        "repeat",
        "version",
        "weight",
        "worth",
    )

    def __init__(self, posting: PostingIn, item: Item, version: int, worth: Worth) -> None:
        self.posting = posting
        self.item = item
        self.version = version
        self.day: date = posting.date
        self.order = (posting.date, posting.uid)
        self.worth = worth
        self.repeat = ONE
        self.counted = ZERO
        self.weight = ONE
        self.causes: list[str] = list(worth.flags)
        self.cuts: list[Cut] | None = None
        self.dropped = ""

    @property
    def factor(self) -> Decimal:
        """All multipliers together."""
        return self.worth.factor * self.repeat

    @property
    def amount(self) -> Decimal:
        """After multipliers or adjustment, before limits."""
        return self.worth.base * self.factor

    def open(self, *, trace: bool) -> None:
        """Get ready for the limits: they hold on the final amount or, if the item says so, on the base."""
        if self.item.limit_on == "base":
            self.counted, self.weight = self.worth.base, self.factor
        else:
            self.counted = self.amount
        self.cuts = [] if trace else None

    def multiply(self) -> None:
        """Apply the multipliers that were held back while the item's limits held on the base."""
        if self.weight != ONE:
            self.counted *= self.weight
            self.weight = ONE

    @property
    def counted_in_full(self) -> Decimal:
        """What ``counted`` would be had no limit cut it, in the measure in which it stands now."""
        return self.worth.base if self.weight != ONE else self.amount

    @property
    def per_event(self) -> Decimal:
        """The points of one event, in the same measure."""
        return self.counted_in_full / self.worth.times

    @property
    def points(self) -> Decimal:
        """What the line counts, with its sign."""
        return signed(self.counted, self.item)

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
            signed(self.amount, self.item),
            ZERO if dropped else self.points,
            (dropped, *self.causes) if dropped else tuple(self.causes),
        )


def signed(value: Decimal, item: Item) -> Decimal:
    """A magnitude with the sign of its item; unary minus, because 0 × -1 would be a negative zero."""
    return value if item.sign > 0 else -value
