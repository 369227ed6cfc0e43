"""How points are written: one helper for screen, paper and workbook, so that they never differ."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

MINUS = "−"
"""U+2212: as wide as a digit and never broken from its number, unlike the hyphen."""


@cache
def _quantum(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def format_points(value: Decimal | None, decimals: int) -> str:
    """Points with equal decimals and a true minus sign; ``None`` (nothing to show) is empty.

    Args:
        value: Points, or ``None`` where a cell stays empty.
        decimals: Digits after the point, from the scheme.
    """
    if value is None:
        return ""
    rounded = value.quantize(_quantum(decimals), rounding=ROUND_HALF_UP)
    if rounded < 0:
        return MINUS + format(-rounded, "f")
    # Decimal keeps the sign of a zero; nobody wants to read "−0.0".
    return format(abs(rounded), "f")


def format_change(old: Decimal | None, new: Decimal | None, decimals: int) -> str:
    """A corrected number as the board shows it: ``旧值 → 新值``."""
    return f"{format_points(old, decimals) or '—'} → {format_points(new, decimals) or '—'}"
