"""Averages on 首页, in figures and words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal


def class_average(name: str) -> str:
    """ "A 类平均", also where the scheme calls the class "A类" itself."""
    kind = name.removesuffix("类").strip()
    return f"{kind} 类平均" if kind.isascii() else f"{kind}类平均"


def mean(values: Sequence[Decimal], decimals: int) -> Decimal:
    """The mean, rounded half up for showing; the evaluation's own averages are not rounded."""
    found = sum(values, Decimal(0)) / len(values)
    return found.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
