"""Which lines take points off, and with which sign their points are shown."""

from __future__ import annotations

from decimal import Decimal

from .scoring import AttendanceAmount, Counting, Item, Polarity, Scheme


def deducts(item: Item | None, level: str | None, claimed: Decimal) -> bool:
    """Whether a line is a deduction, which needs a basis and a second person.

    Args:
        item: Its item; ``None`` where the scheme no longer has it.
        level: The mark, where an attendance sheet has prices: these decide.
        claimed: What stands on the card, for an item that is gone.
    """
    if item is None:
        return claimed < 0
    if isinstance(item.amount, AttendanceAmount):
        return price_of(item.amount, level) < 0
    return item.needs_second_person


def price_of(amount: AttendanceAmount, mark: str | None) -> Decimal:
    """What a mark of the attendance sheet is worth; an item's line without a mark is presence."""
    found = getattr(amount, mark or "present", Decimal(0))
    return found if isinstance(found, Decimal) else Decimal(0)


def shown_sign(scheme: Scheme, item: Item | None, level: str | None, claimed: Decimal) -> int:
    """1 or -1, by which a line's points are shown: deductions add up where the scheme counts demerits."""
    if item is None:
        return -1 if claimed < 0 else 1
    minus = item.polarity is Polarity.MINUS or deducts(item, level, claimed)
    return -1 if minus is not (scheme.cycle.counting is Counting.DEMERIT) else 1


def stored_adjustment(points: Decimal | None, item: Item | None, level: str | None) -> Decimal | None:
    """The meeting's figure as the evaluation takes it: a magnitude, but with its sign where each mark has its own."""
    if points is None:
        return None
    if item is not None and isinstance(item.amount, AttendanceAmount) and price_of(item.amount, level) < 0:
        return -abs(points)
    return abs(points)
