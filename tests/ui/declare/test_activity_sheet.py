"""活动考勤: one sheet, everybody's line."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QApplication

from app.services.activities import Presence
from app.ui.widgets.toast import Toast
from tests.ui.declare.world import OCTOBER, RECORDER


@pytest.fixture
def sheet(world, open_page):
    page = open_page(world)
    page.show_tab("activity")
    return page, page.by_activity


def sheets(world):
    return world.services.activities.month(world.branch, OCTOBER)


def test_new_sheet_proposes_a_title_and_ticks_nobody(sheet):
    _page, tab = sheet
    assert tab.name.text() == "10月主题党日"
    assert tab.day.value == date(2026, 10, 30)
    assert tab.people.counts()[Presence.PRESENT] == 0
    tab.item.setFocus()
    tab.item.pick("lecture")
    tab.item.picked.emit("lecture")
    assert tab.name.text() == "10月党课"


def test_own_title_stays_when_the_item_changes(sheet):
    _page, tab = sheet
    tab.name.setText("青禾湿地植树")
    tab.item.picked.emit("lecture")
    assert tab.name.text() == "青禾湿地植树"


def test_marks_by_key_become_lines(sheet, world, qtbot, settled):
    page, tab = sheet
    view = tab.people.view
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_A)  # 全选
    qtbot.keyClick(view, Qt.Key.Key_L)  # the first one was on leave
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_C)  # the second came late
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_Space)  # the third did not come
    people = world.people
    assert tab.people.count.text() == (
        f"到会 {len(people) - 2} 人，其中迟到 1，请假 1，缺席 1，应到 {len(people)} 人"
    )
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settled(page)
    (saved,) = sheets(world)
    marks = [saved.marks[member.uid] for member in people[:4]]
    assert marks == [Presence.LEAVE, Presence.LATE, Presence.ABSENT, Presence.PRESENT]
    assert {line.member.uid for line in world.lines()} == {m.uid for m in people} - {
        people[0].uid,
        people[2].uid,
    }
    assert tab.list.current_uid == saved.uid


def test_same_key_again_takes_the_mark_back(sheet, qtbot):
    _page, tab = sheet
    tab.people.view.setFocus()
    for _ in range(2):
        qtbot.keyClick(tab.people.view, Qt.Key.Key_L)
    assert tab.people.counts()[Presence.LEAVE] == 0


def test_all_none_invert_work_on_what_is_shown(sheet, world, qtbot):
    _page, tab = sheet
    member = world.people[0]
    tab.people.search.setText(member.name)
    tab.people.all.click()
    tab.people.search.clear()
    marks = tab.people.marks
    assert [uid for uid, mark in marks.items() if mark == Presence.PRESENT] == [member.uid]
    tab.people.turn.click()
    assert tab.people.counts()[Presence.PRESENT] == len(world.people) - 1
    tab.people.none.click()
    assert tab.people.counts()[Presence.PRESENT] == 0


def test_sign_in_sheet_is_typed_by_initials(sheet, world, qtbot):
    _page, tab = sheet
    wanted = world.people[3:6]
    tab.people.search.setFocus()
    for member in wanted:
        qtbot.keyClicks(tab.people.search, member.pinyin.split("|")[0].replace(" ", ""))
        qtbot.keyClick(tab.people.search, Qt.Key.Key_Return)
    assert {uid for uid, mark in tab.people.marks.items() if mark == Presence.PRESENT} == {
        m.uid for m in wanted
    }


def test_saved_sheet_is_changed_and_deleted_with_undo(world, open_page, qtbot, settled):
    uid = world.attend(present=5)
    page = open_page(world)
    page.show_target(uid)
    tab = page.by_activity
    assert tab.list.current_uid == uid
    assert tab.name.text() == "10月主题党日"
    tab.people.none.click()
    tab.save.click()
    settled(page)
    assert world.lines() == []
    tab.people.all.click()
    tab.save.click()
    settled(page)
    assert len(world.lines()) == len(world.people)
    tab.remove.click()
    settled(page)
    assert sheets(world) == []
    page.window().findChild(Toast).undo_button.click()
    settled(page)
    assert len(sheets(world)) == 1
    assert len(world.lines()) == len(world.people)


def test_undo_of_a_new_sheet(sheet, world, settled):
    page, tab = sheet
    tab.people.all.click()
    tab.save.click()
    settled(page)
    page.window().findChild(Toast).undo_button.click()
    settled(page)
    assert sheets(world) == []
    assert world.lines() == []


def test_faults_are_said_at_the_sheet(sheet, world, settled):
    page, tab = sheet
    tab.name.clear()
    tab.day.set_value(date(2026, 10, 31))
    tab.save.click()
    settled(page)
    assert "活动名称" in tab.words.text()
    assert "日期还没到" in tab.words.text()
    assert tab.name.property("fault") is True
    assert sheets(world) == []


def test_unsaved_sheet_survives_a_reload(sheet, world, qtbot):
    page, tab = sheet
    tab.people.all.click()
    tab.name.setText("还没存")
    page.refresh(None)
    assert tab.name.text() == "还没存"
    assert tab.people.counts()[Presence.PRESENT] == len(world.people)


def test_collected_sheet_is_locked(world, open_page):
    uid = world.attend(present=len(world.people))
    world.services.collection.collect(RECORDER, world.branch, OCTOBER, world.people[0].group_uid)
    page = open_page(world)
    page.show_target(uid)
    assert not page.by_activity.save.isEnabled()
    assert "退回有关小组" in page.by_activity.words.text()


def test_line_of_a_sheet_leads_to_it(world, open_page, qtbot):
    world.attend(present=3)
    page = open_page(world)
    page.show_target(world.lines()[0].uid)
    assert page.by_member.card.edit.text() == "到考勤表改"
    assert not page.by_member.card.remove.isEnabled()
    page.by_member.card.edit.click()
    assert page.segments.current == "activity"


def focus_walk(qtbot, first, count):
    """The widgets that Tab reaches one after the other."""
    first.setFocus()
    found = []
    for _ in range(count):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        found.append(QApplication.focusWidget())
    return found


def test_tab_goes_as_one_reads(sheet, qtbot):
    _page, tab = sheet
    people = tab.people
    walked = focus_walk(qtbot, tab.item, 10)
    assert walked == [
        tab.name, tab.day, tab.place, tab.checker,
        people.search, people.all, people.none, people.turn, people.view, tab.save,
    ]  # fmt: skip


def test_return_goes_on_to_the_next_field(sheet, qtbot):
    _page, tab = sheet
    tab.name.setFocus()
    for field in (tab.day, tab.place, tab.checker, tab.people.search):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        assert QApplication.focusWidget() is field


def test_tab_goes_as_one_reads_on_the_list_of_names(world, open_page, qtbot):
    page = open_page(world)
    page.show_tab("list")
    tab = page.by_list
    tab.people.all.click()
    people = tab.people
    walked = focus_walk(qtbot, tab.item, 9)
    assert walked == [
        tab.day, tab.group, tab.basis, people.search, people.all, people.none, people.turn, people.view, tab.save,
    ]  # fmt: skip


def test_all_leaves_alone_what_was_set_for_one(sheet, world, qtbot):
    _page, tab = sheet
    view, people = tab.people.view, world.people
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_L)  # the first one is on leave
    tab.people.all.click()
    assert tab.people.marks[people[0].uid] == Presence.LEAVE
    assert tab.people.counts()[Presence.PRESENT] == len(people) - 1
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_Space)  # the second did not come after all
    tab.day.set_value(date(2026, 10, 12))
    tab.day.date_changed.emit(tab.day.value)  # the same people again
    qtbot.keyClick(view, Qt.Key.Key_A)
    assert tab.people.marks[people[1].uid] == Presence.ABSENT
    tab.people.none.click()
    assert tab.people.marks[people[0].uid] == Presence.LEAVE
    assert tab.people.counts()[Presence.PRESENT] == 0
    tab.people.all.click()
    assert tab.people.counts()[Presence.PRESENT] == len(people) - 1


def test_the_next_sheet_knows_nothing_of_the_hand_of_the_last(sheet, world, qtbot):
    _page, tab = sheet
    tab.people.all.click()
    tab.people.view.setFocus()
    qtbot.keyClick(tab.people.view, Qt.Key.Key_Space)
    assert tab.people.counts()[Presence.PRESENT] == len(world.people) - 1
    tab.start_new()
    tab.people.all.click()
    assert tab.people.counts()[Presence.PRESENT] == len(world.people)


def test_on_a_narrow_screen_the_fields_take_two_rows(world, open_page, qtbot):
    page = open_page(world, size=QSize(962, 728))
    page.show_tab("activity")
    tab = page.by_activity
    qtbot.waitUntil(lambda: tab.day.mapTo(tab, QPoint(0, 0)).y() > tab.item.mapTo(tab, QPoint(0, 0)).y())
    assert tab.name.fontMetrics().horizontalAdvance(tab.name.text()) < tab.name.width()
    page.resize(1178, 728)
    qtbot.waitUntil(lambda: tab.day.mapTo(tab, QPoint(0, 0)).y() == tab.item.mapTo(tab, QPoint(0, 0)).y())
