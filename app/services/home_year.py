"""首页 at the beginning of a year: what came over from the year before, where the scheme carries something."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from app.models import Unit

from .ledger import Ledger
from .ledger_verdicts import load_carry
from .months import Month
from .scoring import Balance, PeriodKind, Scheme, plain, year_span
from .terms import term_at
from .year.veto_views import year_settled


def carried_words(session: Session, unit: Unit, month: Month, ledger: Ledger) -> list[tuple[str, str]]:
    """What the first month of a year says of the year before; nothing where the scheme carries nothing.

    Returns:
        The sentence, and where to go while the year before is not settled ("year:2026-12"), else empty.
    """
    versions = ledger.versions(session, unit)
    if month.last < versions[0].start:
        return []
    year = year_span(versions, month.last)
    scheme = ledger.scheme(session, unit, month.last)
    if month != Month.of(year.start) or year.start <= versions[0].start or not _carries(scheme):
        return []
    before = term_at(versions, year.start - timedelta(days=1), PeriodKind.YEAR)
    if not year_settled(session, unit, before):
        return [(f"{before.title}总评还没有生效，结转的分还没有带入", f"year:{before.last.label}")]
    result = ledger.month(session, unit, month)
    points = [sum((c.carry for c in s.cycles), Decimal(0)) for s in result.scores.values() if s.liable]
    kept = load_carry(session, list(result.scores), year.number - 1)
    parts = []
    if scheme.cycle.carry is not None:
        parts.append(f"{sum(1 for p in points if p)} 人带入 {plain(sum(points, Decimal(0)))} 分")
    if scheme.rewards is not None and scheme.rewards.balance is Balance.CARRIED:
        parts.append(f"可兑换余额 {plain(sum((c.balance for c in kept), Decimal(0)))} 分")
    return [(f"{before.title}结转：{'，'.join(parts)}", "")]


def _carries(scheme: Scheme) -> bool:
    """Whether points or what is left of them come over to the next year."""
    kept = scheme.rewards is not None and scheme.rewards.balance is Balance.CARRIED
    return scheme.cycle.carry is not None or kept
