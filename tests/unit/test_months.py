"""A month as a value."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.months import Month

MONTHS = st.builds(Month, st.integers(1949, 2200), st.integers(1, 12))


@given(MONTHS)
def test_label_and_parse_are_inverse(month):
    assert Month.parse(month.label) == month


@given(MONTHS)
def test_neighbours_meet_without_gap(month):
    assert month.next.previous == month
    assert month.last + timedelta(days=1) == month.next.first
    assert month < month.next
    assert month.label < month.next.label


@given(st.dates(date(1949, 1, 1), date(2200, 12, 31)))
def test_a_day_lies_in_its_month_and_in_no_other(day):
    month = Month.of(day)
    assert day in month
    assert month.first <= day <= month.last
    assert day not in month.next
    assert day not in month.previous


@pytest.mark.parametrize(
    ("label", "last"), [("2026-02", 28), ("2028-02", 29), ("2100-02", 28), ("2026-12", 31), ("2026-04", 30)]
)
def test_last_day_knows_leap_years(label, last):
    assert Month.parse(label).last.day == last


@pytest.mark.parametrize(
    "label", ["", "2026", "2026-13", "2026-00", "2026-1", "26-01", "2026年10月", "2026-10-01"]
)
def test_what_is_no_month_is_refused(label):
    with pytest.raises(ValueError, match=r"not a month|invalid literal"):
        Month.parse(label)


def test_the_title_is_as_printed():
    assert Month(2026, 10).title == "2026年10月"
    assert Month(2026, 1).title == "2026年1月"
