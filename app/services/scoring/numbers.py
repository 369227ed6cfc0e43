"""Exact points: the one rounding function, and figures in words."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
ONE = Decimal(1)


def round_points(value: Decimal, decimals: int) -> Decimal:
    """Half up to the scheme's decimals; the only place where points are rounded."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """A figure without exponent or needless zeros: ``4``, ``0.5``, ``-5``."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def clamp(value: Decimal, *, floor: Decimal | None, ceiling: Decimal | None) -> Decimal:
    """Not below the floor, not above the ceiling."""
    if ceiling is not None and value > ceiling:
        value = ceiling
    return floor if floor is not None and value < floor else value
