"""转支部 on the screen: the small form, the history, taking it back, and the roster that moves people."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt

from app.clock import SetClock
from app.services.months import Month
from app.ui.pages.members.panel import Do
from tests.helpers.factories import id_number
from tests.helpers.two_branches import SECOND_NAME, TwoBranches, build_two_branches

SEPTEMBER = Month(2026, 9)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 9, 12, 2, tzinfo=UTC))


@pytest.fixture
def two(services, clock) -> TwoBranches:
    found = build_two_branches(services, clock)
    found.at(date(2026, 9, 12))
    return found


def target(page, words: str) -> None:
    box = page.list.change_panel.fields.editor("target")
    box.setCurrentIndex(box.findText(words))


def test_a_village_with_one_branch_has_no_button_for_it(village, open_page):
    page = open_page()
    page.list.select(village.members["孙石头"])
    assert not page.list.panel.buttons[Do.MOVE].isVisible()


def test_moved_by_the_keyboard_shown_in_both_lists_and_taken_back(two, open_page, qtbot, services, settled):
    two.first.declare("孙石头", "dues", date(2026, 9, 2), month=SEPTEMBER)
    page = open_page(role="recorder")
    uid = two.first.members["孙石头"]
    page.list.select(uid)
    page.list.table.setFocus()
    qtbot.keyClick(page.list.table, Qt.Key.Key_B)
    assert page.list.changing
    box = page.list.change_panel.fields.editor("target")
    assert [box.itemText(i) for i in range(box.count())] == ["第二支部 三组", "第二支部 四组"]
    page.list.change_panel.fields.editor("start").set_value(date(2026, 9, 10))
    target(page, "第二支部 四组")
    page.list.change_panel.save_button.click()
    settled()
    assert not page.list.changing
    assert page._note.text == "2026年9月申报卡（1 条）已随人转到第二支部。"
    page.list.select(uid)
    assert page.list.current.member.state == "转到第二支部"
    assert page.list.current.gone
    for what, button in page.list.panel.buttons.items():
        assert not button.isEnabled(), what
    assert "请在左上方换到第二支部办理" in page.list.panel.buttons[Do.EDIT].toolTip()

    page.context.set_branch(two.second.branch)
    settled()
    page.list.select(uid)
    facts = " ".join(widget.text() for widget in page.list.panel._shown)
    assert "第一支部 至 2026-09-09\n第二支部 2026-09-10 起" in facts
    page._on_undo_move()
    assert "撤销转支部" in page.list.change_panel.save_button.text()
    page.list.change_panel.save_button.click()
    settled()
    assert uid not in {row.member.uid for row in page.list.rows}
    assert services.members.detail(uid).row.branch == "第一支部"


def test_what_stands_against_it_is_said_at_its_field(two, open_page, services, settled):
    two.second.confirm_all(SEPTEMBER)
    two.at(date(2026, 10, 8))
    page = open_page(role="recorder")
    page.list.select(two.first.members["孙石头"])
    page._on_asked(Do.MOVE)
    page.list.change_panel.fields.editor("start").set_value(date(2026, 9, 10))
    page.list.change_panel.save_button.click()
    settled()
    assert page.list.changing
    assert (
        "第二支部2026年9月已经评定，转接日期须在 2026-10-01 或以后"
        in page.list.change_panel.fields.fault_text("start")
    )


def test_a_card_opened_from_the_old_branch_shows_the_whole_year(two, open_page, settled):
    two.move("孙石头", date(2026, 9, 10), to=two.second, group="三组")
    page = open_page(role="recorder")
    page.show_card(two.first.members["孙石头"])
    settled()
    assert "转到第二支部" in page.header.state_text


def test_the_roster_offers_the_move_with_its_day(two, open_page, qtbot, services, settled, tmp_path):
    two.first.declare("孙石头", "dues", date(2026, 9, 2), month=SEPTEMBER)
    book = Workbook()
    for row in (
        ("姓名", "身份证号", "所在党支部", "党小组"),
        ("孙石头", id_number(3), SECOND_NAME, "三组"),
        ("吴守田", id_number(4), "中共路头村第一支部委员会", "二组"),
    ):
        book.worksheets[0].append(row)
    book.save(tmp_path / "a.xlsx")
    page = open_page(role="recorder")
    page.show_import()
    flow = page.roster.flow
    flow.read(tmp_path / "a.xlsx")
    settled()
    step = flow.preview_step
    assert "孙石头：第一支部 → 第二支部三组" in step.moves.text
    assert step.moves.day.value == date(2026, 9, 12)
    assert "转支部 1" in step.counts_text
    step.moves.day.setFocus()
    step.moves.day.selectAll()
    qtbot.keyClicks(step.moves.day, "nie")
    flow.import_button.click()
    settled()
    assert services.members.detail(two.first.members["孙石头"]).row.branch == "第一支部", "no day, no import"
    step.moves.day.selectAll()
    qtbot.keyClicks(step.moves.day, "9-10")
    flow.import_button.click()
    settled()
    assert flow.steps.currentWidget() is step, "first the new day is checked and shown"
    assert flow.checked.moved_on == date(2026, 9, 10)
    flow.import_button.click()
    settled()
    stays = services.members.detail(two.first.members["孙石头"]).stays
    assert [(s.branch, s.start) for s in stays][1:] == [("第二支部", date(2026, 9, 10))]
    assert "已随人转到第二支部" in page._note.text


def test_nobody_moves_nothing_is_said(two, open_page, settled, tmp_path):
    book = Workbook()
    book.worksheets[0].append(("姓名", "身份证号", "所在党支部", "党小组"))
    book.worksheets[0].append(("吴守田", id_number(4), "中共路头村第一支部委员会", "二组"))
    book.save(tmp_path / "a.xlsx")
    page = open_page(role="recorder")
    page.show_import()
    page.roster.flow.read(tmp_path / "a.xlsx")
    settled()
    assert not page.roster.flow.preview_step.moves.isVisible()
