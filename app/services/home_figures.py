"""The figures of a branch on 首页: one function for the sum, the averages and the lines of the branches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy.orm import Session

from app.models import Unit

from .base import find_period
from .ledger import Ledger
from .member_views import scored_rows
from .months import Month
from .workflow import PeriodState

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """What a branch's members have at a month's end as the ledger stands now, not as a board announced it.

    Attributes:
        state: Where the month stands.
        decimals: Places that points are shown with.
        people: Members with points; ``exempt``: those left out.
        period: Sum of what the month added.
        year: Sum of the year so far.
        averages: Of everybody and by class, in points: ("A 类平均", 71.5). Their members are those of ``year``.
    """

    state: PeriodState
    decimals: int
    people: int = 0
    exempt: int = 0
    period: Decimal = _ZERO
    year: Decimal = _ZERO
    averages: tuple[tuple[str, Decimal], ...] = ()


def month_figures(session: Session, unit: Unit, month: Month, ledger: Ledger) -> MonthFigures:
    """Sums and averages of those who stand on the board with points."""
    result, period = ledger.month(session, unit, month), find_period(session, unit, month)
    rows = scored_rows(session, unit, month.first, month.last)
    found = [
        (row.category, figures)
        for row in rows
        if (figures := result.members.get(row.uid)) is not None and figures.score.liable and not row.exempt
    ]
    totals: dict[str, list[Decimal]] = {}
    for category, figures in found:
        totals.setdefault(category, []).append(figures.total)
    decimals = result.scheme.decimals
    everybody = [figures.total for _, figures in found]
    averages = [("全体平均", mean(everybody, decimals))] if everybody else []
    averages += [
        (class_average(result.scheme.category_name(name)), mean(values, decimals))
        for name, values in sorted(totals.items())
        if name
    ]
    return MonthFigures(
        state=PeriodState(period.state) if period else PeriodState.OPEN,
        decimals=decimals,
        people=len(found),
        exempt=sum(row.exempt for row in rows),
        period=sum((figures.period for _, figures in found), _ZERO),
        year=sum(everybody, _ZERO),
        averages=tuple(averages),
    )


def class_average(name: str) -> str:
    """ "A 类平均", also where the scheme calls the class "A类" itself."""
    kind = name.removesuffix("类").strip()
    return f"{kind} 类平均" if kind.isascii() else f"{kind}类平均"


def mean(values: Sequence[Decimal], decimals: int) -> Decimal:
    """The mean, rounded half up for showing; the evaluation's own averages are not rounded."""
    found = sum(values, Decimal(0)) / len(values)
    return found.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
