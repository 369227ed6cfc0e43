"""Form numbers: derived, readable by a person and by a scanner."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models import Unit
from app.services.forms import FormNumber, form_number, parse_form_number
from app.services.months import Month

SHEETS = ("申报", "汇总", "评定", "记录", "公示", "台账")


def test_the_number_reads_unit_period_sheet_serial():
    assert form_number(Unit(sort=1), Month(2026, 10), "申报", 7) == "01-202610-SB-007"


@given(
    st.integers(1, 99),
    st.builds(Month, st.integers(2000, 2100), st.integers(1, 12)),
    st.sampled_from(SHEETS),
    st.integers(1, 2000),
)
def test_what_was_printed_can_be_read_back(unit, month, sheet, serial):
    text = form_number(Unit(sort=unit), month, sheet, serial)
    assert parse_form_number(text) == FormNumber(unit, month, sheet, serial)


@pytest.mark.parametrize(
    "typed", [" 01-202610-sb-007 ", "01—202610—SB—007", "01－202610－SB－007", "1-202610-SB-7"]
)
def test_it_may_be_typed_as_people_type(typed):
    assert parse_form_number(typed) == FormNumber(1, Month(2026, 10), "申报", 7)


@given(st.text(max_size=30))
def test_no_text_makes_it_fail(text):
    parsed = parse_form_number(text)
    assert parsed is None or parsed.sheet in SHEETS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "王建国",
        "01-202613-SB-007",
        "01-202610-XX-007",
        "01-202610-SB",
        "01-20261-SB-007",
        "a-202610-SB-1",
    ],
)
def test_anything_else_is_a_name_to_search_for(text):
    assert parse_form_number(text) is None
