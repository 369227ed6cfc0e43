"""Who is among the first or the last: shares, and what happens to equal members across the edge."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.services.scoring.evaluation.account import Account
from app.services.scoring.evaluation.conditions import figure, group_of
from app.services.scoring.kinds import AverageOf, Counting, Scope, Ties
from app.services.scoring.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Edge:
    """Who is inside, and who stands at the edge with equals across it.

    Attributes:
        tied: For the meeting to decide.
        out: All out, as the setting says.
    """

    inside: frozenset[str]
    tied: frozenset[str] = frozenset()
    out: frozenset[str] = frozenset()


def at_most(share: Fraction | int, pool: int) -> int:
    """How many may be inside: a number, or a share rounded down (the reading that favours nobody)."""
    return share if isinstance(share, int) else int(share * pool)


def at_least(share: Fraction, pool: int) -> int:
    """How many there must be: a share rounded up."""
    return -int(-share * pool // 1)


def grouped(accounts: Iterable[Account], among: AverageOf) -> dict[tuple[str, str], list[Account]]:
    """Accounts by the group in which they are compared."""
    groups: dict[tuple[str, str], list[Account]] = {}
    for account in accounts:
        groups.setdefault(group_of(account, among), []).append(account)
    return groups


def ranker(scheme: Scheme, scope: Scope = Scope.YEAR, section: str = "") -> Callable[[Account], Decimal]:
    """What to sort by, best first: high points, or few demerits."""
    sign = 1 if scheme.cycle.counting is Counting.DEMERIT else -1

    def rank(account: Account) -> Decimal:
        return sign * figure(account, scope, section, scheme)

    return rank


def first(candidates: Iterable[Account], count: int, rank: Callable[[Account], Decimal], ties: Ties) -> Edge:
    """The first so many of the candidates; equals across the edge are all out, all in, or left open."""
    ordered = sorted(candidates, key=rank)
    if len(ordered) <= count:
        return Edge(frozenset(account.person.uid for account in ordered), frozenset())
    edge = rank(ordered[count])
    better = frozenset(account.person.uid for account in ordered[:count] if rank(account) != edge)
    tied = frozenset(account.person.uid for account in ordered if rank(account) == edge)
    if count > 0 and rank(ordered[count - 1]) == edge:
        if ties is Ties.IN:
            return Edge(better | tied, frozenset())
        return Edge(better, tied) if ties is Ties.MEETING else Edge(better, out=tied)
    return Edge(better, frozenset())
