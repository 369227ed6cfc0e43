"""What a limit is and how much it allows, and what makes limits of two versions the same one."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from app.services.scoring.kinds import (
    Window,
)
from app.services.scoring.language import (
    Limit,
    SharedLimit,
)
from app.services.scoring.windows import window_months

AnyLimit = Limit | SharedLimit


class LimitKey(NamedTuple):
    """What makes limits of two versions the same limit; the order is the order of the stages."""

    months: int
    kind: str
    window: Window
    name: str
    categories: tuple[str, ...]


def key_of(limit: AnyLimit, cycle_months: int) -> LimitKey:
    """The key of a limit; shared limits carry their id, those of some classes only their classes."""
    kind = "times" if limit.points is None else "points"
    name = limit.id if isinstance(limit, SharedLimit) else ""
    months = window_months(limit.window, cycle_months)
    return LimitKey(months, kind, limit.window, name, limit.categories or ())


def cap_of(limit: AnyLimit) -> Decimal:
    """How much a limit allows, in points or times."""
    return Decimal(limit.times or 0) if limit.points is None else limit.points
