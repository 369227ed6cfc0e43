"""节假日 on the 系统 page."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt

from app.services.notices.holidays import HolidaySpan
from app.ui.messages import Level
from tests.helpers.factories import OCTOBER

WEEK = HolidaySpan("国庆节", date(2026, 10, 1), date(2026, 10, 7), working=False)


def test_days_are_typed_in_listed_and_taken_out(office, village):
    window = office()
    card = window.open("system").holidays
    card.name.setFocus()
    window.type("国庆节")
    card.first.setFocus()
    window.type("10-1")
    card.last.setFocus()
    card.last.selectAll()
    window.type("10-7")
    window.press(Qt.Key.Key_Return, widget=card.last)
    window.settle()
    assert village.app.holidays.spans() == (WEEK,)
    assert card.table.shown_rows == [WEEK]
    assert card.name.text() == ""
    card.table.select_uid("2026-10-01")
    card.remove_button.click()
    window.settle()
    assert village.app.holidays.spans() == ()


def test_one_day_needs_only_its_first(office, village):
    window = office()
    card = window.open("system").holidays
    card.name.setText("补班日")
    card.kind.choose("working")
    card.first.setFocus()
    window.type("10-10")
    card.last.setFocus()
    window.settle()
    card.add_button.click()
    window.settle()
    assert [(s.first, s.last, s.working) for s in village.app.holidays.spans()] == [
        (date(2026, 10, 10), date(2026, 10, 10), True)
    ]


def test_the_years_arrangement_is_filled_in_and_says_that_it_must_be_checked(office, village):
    window = office()
    card = window.open("system").holidays
    assert "请按国务院办公厅通知核对" in card.check.text()
    [button] = card.fill_buttons
    assert button.text() == "填入 2026 年安排"
    button.click()
    window.settle()
    assert WEEK in card.table.shown_rows
    assert "请按国务院办公厅通知核对" in window.toast


def test_a_fault_is_said(office, village, message_mock):
    window = office()
    card = window.open("system").holidays
    card.first.set_value(OCTOBER.first)
    card.last.set_value(OCTOBER.first)
    card.add_button.click()
    window.settle()
    message_mock.assert_shown(Level.WARNING, "请填写名称")


def test_a_viewer_only_looks(office, village):
    village.app.holidays.add(village.recorder, WEEK)
    window = office()
    window.act_as(village.viewer)
    card = window.open("system").holidays
    assert card.table.shown_rows == [WEEK]
    assert not card.add_button.isEnabled()
    assert not card.remove_button.isEnabled()
    assert not card.fill_buttons[0].isEnabled()
