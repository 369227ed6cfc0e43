from __future__ import annotations

from decimal import Decimal

import pytest

from app.services.numbers import format_change, format_points


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("3", 1, "3.0"),
        ("3.25", 1, "3.3"),
        ("-5", 1, "−5.0"),
        ("-0.04", 1, "0.0"),
        ("-0.05", 1, "−0.1"),
        ("1234.5", 0, "1235"),
        ("1E+2", 2, "100.00"),
    ],
)
def test_points_have_equal_decimals_and_a_true_minus(value, decimals, text):
    assert format_points(Decimal(value), decimals) == text


def test_nothing_is_empty():
    assert format_points(None, 1) == ""


def test_change_shows_old_and_new():
    assert format_change(Decimal("70"), Decimal("75.5"), 1) == "70.0 → 75.5"
    assert format_change(None, Decimal(1), 0) == "— → 1"
