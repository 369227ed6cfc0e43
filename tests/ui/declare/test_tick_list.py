"""按名单勾选: one item for many members, nobody twice."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.ui.widgets.toast import Toast
from tests.ui.declare.world import OCTOBER, RECORDER


@pytest.fixture
def tab(world, open_page):
    page = open_page(world)
    page.show_tab("list")
    return page


def test_dues_for_all_in_one_save(tab, world, settled):
    page = tab.by_list
    assert page.item.uid == "dues"
    page.day.set_value(date(2026, 10, 8))
    page.people.all.click()
    assert page.save.text() == f"保存 {len(world.people)} 人"
    page.save.click()
    settled(tab)
    lines = world.lines()
    assert len(lines) == len(world.people)
    assert {(line.item, line.basis, line.source) for line in lines} == {("dues", "党费收缴登记", "group")}


def test_existing_lines_are_shown_and_not_doubled(world, open_page, settled):
    member = world.people[0]
    world.add(member, "dues", 8)
    page = open_page(world)
    page.show_tab("list")
    tab = page.by_list
    tab.day.set_value(date(2026, 10, 8))
    tab.day.date_changed.emit(date(2026, 10, 8))
    assert tab.people.is_locked(member.uid)
    assert tab.people.look_of(member.uid)[1] == "已有"
    tab.people.all.click()
    tab.save.click()
    settled(page)
    assert len(world.lines(member)) == 1
    assert len(world.lines()) == len(world.people)
    assert not tab.save.isEnabled()


def test_one_group_only(tab, world, settled):
    page = tab.by_list
    group = world.people[0].group
    page.group.setCurrentText(group)
    page.people.all.click()
    page.save.click()
    settled(tab)
    assert {line.member.group for line in world.lines()} == {group}


def test_ticks_survive_a_reload_and_go_with_the_group(tab, world, qtbot):
    page = tab.by_list
    page.people.view.setFocus()
    qtbot.keyClick(page.people.view, Qt.Key.Key_Space)
    tab.refresh(None)
    assert page.people.counts()["ticked"] == 1
    page.group.setCurrentIndex(1)
    assert page.people.counts()["ticked"] == 0


def test_undo_takes_the_whole_list_back(tab, world, settled):
    tab.by_list.people.all.click()
    tab.by_list.save.click()
    settled(tab)
    tab.window().findChild(Toast).undo_button.click()
    settled(tab)
    assert world.lines() == []
    assert len(world.services.declarations.month(world.branch, OCTOBER).missing) == len(world.people)


def test_collected_members_cannot_be_ticked(world, open_page):
    member = world.people[0]
    world.add(member, "volunteer")
    world.services.collection.collect(RECORDER, world.branch, OCTOBER, member.group_uid)
    page = open_page(world)
    page.show_tab("list")
    assert page.by_list.people.look_of(member.uid)[1] == "已汇总"


def test_faults_are_said(tab, world, settled):
    tab.by_list.day.set_value(date(2026, 10, 31))
    tab.by_list.people.view.setCurrentIndex(tab.by_list.people.view.model().index(0, 0))
    tab.by_list.people.mark_current(" ")
    tab.by_list.save.click()
    settled(tab)
    assert "日期还没到" in tab.by_list.words.text()
    assert world.lines() == []
