from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.widgets.dates import ShortDateEdit, parse_short_date
from app.ui.widgets.mark_list import MarkList
from app.ui.widgets.mark_model import Mark
from app.ui.widgets.member_picker import MemberPicker, Person
from app.ui.widgets.points_edit import PointsEdit, parse_points
from app.ui.widgets.search import SearchField, matches
from app.ui.widgets.state import Tone
from app.ui.widgets.tick_list import TickList

OCTOBER = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("typed", "shown", "expected"),
    [
        ("3", OCTOBER, date(2026, 10, 3)),
        ("03", OCTOBER, date(2026, 10, 3)),
        ("３", OCTOBER, date(2026, 10, 3)),
        ("3日", OCTOBER, date(2026, 10, 3)),
        ("10-3", OCTOBER, date(2026, 10, 3)),
        ("10.3", OCTOBER, date(2026, 10, 3)),
        ("10/3", OCTOBER, date(2026, 10, 3)),
        ("10。3", OCTOBER, None),
        ("10月3日", OCTOBER, date(2026, 10, 3)),
        ("1003", OCTOBER, date(2026, 10, 3)),
        ("903", OCTOBER, date(2026, 9, 3)),
        ("2026-10-3", OCTOBER, date(2026, 10, 3)),
        ("2026年10月3日", OCTOBER, date(2026, 10, 3)),
        ("20261003", OCTOBER, date(2026, 10, 3)),
        ("261003", OCTOBER, date(2026, 10, 3)),
        ("26-10-3", OCTOBER, date(2026, 10, 3)),
        ("12-30", date(2027, 1, 1), date(2026, 12, 30)),
        ("1-2", date(2026, 12, 1), date(2027, 1, 2)),
        ("2-29", date(2027, 2, 1), None),
        ("2-29", date(2028, 2, 1), date(2028, 2, 29)),
        ("31", date(2026, 9, 1), None),
        ("35", OCTOBER, None),
        ("13-1", OCTOBER, None),
        ("0", OCTOBER, None),
        ("10003", OCTOBER, None),
        ("昨天", OCTOBER, None),
        ("", OCTOBER, None),
        ("1-2-3-4", OCTOBER, None),
        ("1899-1-1", OCTOBER, None),
    ],
)
def test_short_dates(typed, shown, expected):
    assert parse_short_date(typed, shown=shown) == expected


def test_the_date_field_shows_the_whole_date_when_left_and_walks_by_keys(qtbot):
    edit = ShortDateEdit(shown=OCTOBER)
    qtbot.addWidget(edit)
    edit.show()
    with qtbot.waitSignal(edit.date_changed) as told:
        qtbot.keyClicks(edit, "5")
    assert told.args == [date(2026, 10, 5)]
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == "2026-10-05"
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert edit.value == date(2026, 10, 6)
    qtbot.keyClick(edit, Qt.Key.Key_PageDown)
    assert edit.value == date(2026, 9, 29)
    edit.set_shown_month(date(2026, 9, 1))
    qtbot.keyClicks(edit, "2")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == "2026-09-02"


def test_a_text_that_is_no_date_stays_and_is_marked(qtbot):
    edit = ShortDateEdit(shown=OCTOBER, value=date(2026, 10, 3))
    qtbot.addWidget(edit)
    edit.selectAll()
    qtbot.keyClicks(edit, "35")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == "35"
    assert edit.value is None
    assert not edit.acceptable
    assert edit.property("fault") is True
    edit.set_value(date(2026, 10, 4))
    assert edit.property("fault") is False


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2", Decimal(2)),
        ("－2.5", Decimal("-2.5")),
        ("−1", Decimal(-1)),
        ("+3", Decimal(3)),
        ("１．５", Decimal("1.5")),
        ("", None),
        ("两分", None),
        ("1e9", None),
        ("nan", None),
        ("1.2.3", None),
    ],
)
def test_points_as_typed(typed, expected):
    assert parse_points(typed) == expected


def test_points_keep_to_their_limits(qtbot):
    edit = PointsEdit(minimum=Decimal(0), maximum=Decimal(4))
    qtbot.addWidget(edit)
    qtbot.keyClicks(edit, "4")
    assert edit.value == 4
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert edit.value == 4
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    assert edit.value == 3
    edit.selectAll()
    qtbot.keyClicks(edit, "5")
    assert edit.value is None
    edit.selectAll()
    qtbot.keyClicks(edit, "1.25")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.value is None
    assert edit.property("fault") is True
    edit.set_value(Decimal("-2.50"))
    assert edit.text() == "−2.5"


PEOPLE = (
    Person("u1", "王建国（三组）", "wang jian guo", "wjg", name="王建国"),
    Person("u2", "王建国（五组）", "wang jian guo", "wjg", name="王建国"),
    Person("u3", "曾小明", "zeng xiao ming|ceng xiao ming", "zxm|cxm"),
    Person("u4", "𠅤龙", "𠅤 long", "𠅤l"),
)


@pytest.fixture
def picker(qtbot):
    """A picker in a window that has the focus, with another field to leave it for."""
    window = QWidget()
    column = QVBoxLayout(window)
    field, other = MemberPicker(PEOPLE), SearchField()
    column.addWidget(field)
    column.addWidget(other)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    field.other, field.kept_window = other, window
    return field


def test_initials_narrow_and_enter_takes_the_first(qtbot, picker):
    qtbot.keyClicks(picker, "cxm")
    assert picker.popup.isVisible()
    with qtbot.waitSignal(picker.picked) as told:
        qtbot.keyClick(picker, Qt.Key.Key_Return)
    assert told.args == ["u3"]
    assert picker.text() == "曾小明"
    assert not picker.popup.isVisible()


def test_two_of_one_name_are_told_apart_with_the_arrow_keys(qtbot, picker):
    qtbot.keyClicks(picker, "wjg")
    assert picker.popup.model().rowCount() == 2
    qtbot.keyClick(picker, Qt.Key.Key_Down)
    qtbot.keyClick(picker, Qt.Key.Key_Enter)
    assert picker.uid == "u2"
    assert picker.text() == "王建国（五组）"


def test_down_in_an_empty_field_offers_everybody(qtbot, picker):
    qtbot.keyClick(picker, Qt.Key.Key_Down)
    assert picker.popup.model().rowCount() == len(PEOPLE)
    qtbot.keyClick(picker, Qt.Key.Key_Up)
    qtbot.keyClick(picker, Qt.Key.Key_Return)
    assert picker.uid == "u4"


def test_leaving_completes_one_meaning_and_marks_two(qtbot, picker):
    qtbot.keyClicks(picker, "zengx")
    with qtbot.waitSignal(picker.picked):
        picker.other.setFocus()
    assert picker.uid == "u3"
    picker.setFocus()
    qtbot.keyClicks(picker, "wang")
    picker.other.setFocus()
    qtbot.waitUntil(lambda: picker.property("fault") is True)
    assert picker.uid == ""
    assert not picker.popup.isVisible()


def test_emptying_a_picked_field_is_told(qtbot, picker):
    picker.pick("u1")
    picker.selectAll()
    with qtbot.waitSignal(picker.cleared):
        qtbot.keyClick(picker, Qt.Key.Key_Delete)
    assert picker.uid == ""
    picker.pick("u2")
    picker.set_people(PEOPLE[:1])
    assert picker.uid == ""


def test_a_click_on_the_list_takes_a_person(qtbot, picker):
    qtbot.keyClicks(picker, "wjg")
    place = picker.popup.visualRect(picker.popup.model().index(1, 0)).center()
    QTest.mouseClick(picker.popup.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert picker.uid == "u2"


def test_a_click_into_the_field_opens_the_list_and_typing_replaces_the_name(qtbot, picker):
    picker.pick("u3")
    QTest.mouseClick(picker, Qt.MouseButton.LeftButton, pos=picker.rect().center())
    assert picker.popup.isVisible()
    assert picker.popup.model().rowCount() == len(PEOPLE)
    assert picker.selectedText() == PEOPLE[2].label
    qtbot.keyClicks(picker, "wjg")
    qtbot.keyClick(picker, Qt.Key.Key_Return)
    assert picker.uid == "u1"


def test_a_sign_in_sheet_is_ticked_by_initials(qtbot):
    ticks = TickList()
    qtbot.addWidget(ticks)
    ticks.show()
    ticks.set_ticked(PEOPLE)
    first = ticks.view.visualRect(ticks.view.model().index(0, 0))
    assert first.width() > ticks.fontMetrics().horizontalAdvance(PEOPLE[0].label)
    qtbot.keyClicks(ticks.search, "zxm")
    qtbot.keyClick(ticks.search, Qt.Key.Key_Return)
    assert ticks.ticked == {"u3"}
    assert ticks.search.text() == ""
    qtbot.keyClicks(ticks.search, "wjg")
    ticks.all.click()
    assert ticks.ticked == {"u1", "u2", "u3"}
    ticks.search.clear()
    ticks.turn.click()
    assert ticks.ticked == {"u4"}
    ticks.none.click()
    assert ticks.ticked == frozenset()
    ticks.view.setCurrentIndex(ticks.view.model().index(1, 0))
    with qtbot.waitSignal(ticks.ticks_changed) as told:
        qtbot.keyClick(ticks.view, Qt.Key.Key_Space)
    assert told.args == [frozenset({"u2"})]


def test_the_rarer_marks_are_in_the_menu_of_the_right_button(qtbot):
    marks = MarkList(
        (Mark("in", "到会", Tone.GOOD), Mark("leave", "请假", Tone.INFO, "L"), Mark("out", "", Tone.PLAIN))
    )
    qtbot.addWidget(marks)
    marks.set_people(PEOPLE, marks={}, locked={"u2": "已汇总"})
    marks.view.setCurrentIndex(marks.view.model().index(0, 0))
    menu = marks.make_menu()
    assert [action.text() for action in menu.actions()] == ["到会", "请假\tL", "去掉标记"]
    menu.actions()[1].trigger()
    assert marks.counts() == {"in": 0, "leave": 1, "out": 2}
    marks.view.setCurrentIndex(marks.view.model().index(1, 0))
    assert not marks.make_menu().isEnabled()


def test_no_name_of_a_mark_list_is_cut(qtbot):
    marks = MarkList((Mark("in", "到会", Tone.GOOD), Mark("out", "", Tone.PLAIN)))
    qtbot.addWidget(marks)
    marks.resize(700, 300)
    marks.show()
    long = Person("u9", "欧阳小燕（预备，流动）", "", "", "欧阳小燕")
    marks.set_people([*PEOPLE, long], marks={})
    name = marks.view.fontMetrics().horizontalAdvance(long.label)
    assert marks.view.gridSize().width() > name + marks.view.iconSize().width()
    rights = [marks.view.visualRect(marks.view.model().index(row, 0)).right() for row in range(5)]
    assert max(rights) > marks.view.viewport().width() - marks.view.gridSize().width(), "no empty column"


def test_the_search_field_tells_after_a_pause_or_at_once_by_enter(qtbot):
    field = SearchField()
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.searched) as told:
        qtbot.keyClicks(field, " wj ")
    assert told.args == ["wj"]
    with qtbot.waitSignal(field.searched) as told:
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert told.args == [""]
    assert matches("王 三组", "王建国", "三组")
    assert not matches("王 四组", "王建国", "三组")
