"""Exact points: the one rounding function, and figures in words."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

ZERO = Decimal(0)
ONE = Decimal(1)
# A third and two thirds make 1 again: divisions leave noise in the 28th digit, far below this place.
_NOISE = Decimal("1e-15")


def round_points(value: Decimal, decimals: int) -> Decimal:
    """Half up to the scheme's decimals; the only place where points are rounded."""
    if value.as_tuple().exponent < -15:  # type: ignore[operator]  # only NaN has a letter there
        value = value.quantize(_NOISE, rounding=ROUND_HALF_EVEN)
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


def plain(value: Decimal) -> str:
    """A figure without exponent or needless zeros: ``4``, ``0.5``, ``-5``; what has no end, to four places."""
    if value.as_tuple().exponent < -6:  # type: ignore[operator]  # only NaN has a letter there
        value = round_points(value, 4)
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def clamp(value: Decimal, *, floor: Decimal | None, ceiling: Decimal | None) -> Decimal:
    """Not below the floor, not above the ceiling."""
    if ceiling is not None and value > ceiling:
        value = ceiling
    return floor if floor is not None and value < floor else value


def share_words(share: Fraction) -> str:
    """``30%`` where that is exact, else ``1/3``."""
    percent = share * 100
    if percent.denominator == 1:
        return f"{percent.numerator}%"
    return f"{share.numerator}/{share.denominator}"
