"""The list: figures, chips, search, keys."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from app.errors import EnvironmentProblem
from app.services.actor import Actor
from app.services.workflow import Role
from app.ui.pages.members.columns import Part, is_meant
from app.ui.pages.members.dated_changes import exemption_form, leaving_form
from app.ui.pages.members.panel import Do
from tests.helpers.factories import OCTOBER


def names(page) -> list[str]:
    return [row.member.name for row in page.list.table.shown_rows]


def choose(page, part: Part) -> None:
    page.list.chip_bar.choose(part)
    page.list.chip_bar.chosen.emit(part.value)


def test_totals_are_those_of_the_cards(village, open_page, services):
    village.declare("孙石头", "volunteer", date(2026, 10, 12), quantity=1, basis="清理河道")
    village.declare("王建国二", "dues", date(2026, 10, 5), basis="登记表")
    village.confirm_all()
    page = open_page()
    shown = {row.member.uid: row.total for row in page.list.rows}
    for uid, total in shown.items():
        year = services.records.member_year(village.branch, uid, OCTOBER)
        assert total == year.total
    assert shown[village.members["王建国二"]] > Decimal(0)


def test_chips_count_and_filter(village, open_page, services):
    services.members.set_mobile(village.recorder, village.members["钱二妹"], date(2026, 3, 1), mobile="yes")
    services.members.leave(
        village.recorder, village.members["孙石头"], last_day=date(2026, 10, 1), how="transferred"
    )
    page = open_page()
    assert page.header.state_text == "在册 7 人，正式 6，预备 1，流动 1"
    choose(page, Part.PROBATIONARY)
    assert names(page) == ["赵新苗"]
    choose(page, Part.GONE)
    assert names(page) == ["孙石头"]
    choose(page, Part.EXEMPT)
    assert names(page) == []
    choose(page, Part.ALL)
    assert "孙石头" not in names(page)


def test_group_filter_changes_the_counts(village, open_page):
    page = open_page()
    page.list.group_box.setCurrentText("二组")
    assert set(names(page)) == {"王建国", "钱二妹", "孙石头", "赵新苗"}
    assert page.list.chip_bar._buttons["all"].text() == "全部 4"


@pytest.mark.parametrize("query", ["王建国", "wangjianguo", "wjg", "wang jian guo"])
def test_search_finds_both_of_one_name(village, open_page, query):
    page = open_page()
    page.list.search.setText(query)
    page.list.search.searched.emit(page.list.search.query)
    assert [row.member.label for row in page.list.table.shown_rows] == ["王建国（一组）", "王建国（二组）"]


def test_search_without_result_says_so(village, open_page):
    page = open_page()
    page.list.search.setText("不存在")
    page.list.search.searched.emit("不存在")
    assert "没有找到" in page.list.switch.currentWidget()._text.text()


def test_is_meant_ignores_other_columns(village, open_page):
    page = open_page()
    assert not any(is_meant(row, "一组") for row in page.list.rows)


def test_ctrl_f_search_then_enter_opens_the_card(village, open_page, qtbot):
    page = open_page()
    qtbot.keyClick(page.window(), Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.list.search.hasFocus()
    qtbot.keyClicks(page.list.search, "qem")
    qtbot.keyClick(page.list.search, Qt.Key.Key_Return)
    assert page.list.table.hasFocus()
    qtbot.keyClick(page.list.table, Qt.Key.Key_Return)
    assert page.stack.currentWidget() is page.card.view
    assert page.header.title_text == "钱二妹 · 一人一卡"
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.list


def test_letters_of_the_panel_work_from_the_table(village, open_page, qtbot, services, settled):
    page = open_page()
    page.list.select(village.members["钱二妹"])
    page.list.table.setFocus()
    qtbot.keyClick(page.list.table, Qt.Key.Key_L)
    assert page.list.changing
    editor = page.list.change_panel.fields.editor("start")
    assert editor.hasFocus()
    editor.clear()
    qtbot.keyClicks(editor, "10-3")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settled()
    assert not page.list.changing
    assert page.list.current.member.mobile
    spans = services.members.detail(village.members["钱二妹"]).spans
    assert [span.start for span in spans if span.kind == "mobile"] == [date(2026, 10, 3)]


def test_probation_to_full(village, open_page, services, settled):
    page = open_page()
    page.list.select(village.members["赵新苗"])
    assert page.list.panel.buttons[Do.STATUS].isEnabled()
    page.list.panel.buttons[Do.STATUS].click()
    page.list.change_panel.fields.editor("start").set_value(date(2026, 10, 20))
    page.list.change_panel.save_button.click()
    settled()
    detail = services.members.detail(village.members["赵新苗"])
    assert (detail.row.status, detail.full_on) == ("full", date(2026, 10, 20))
    assert not page.list.panel.buttons[Do.STATUS].isEnabled()


def test_class_from_a_date(village, open_page, services, settled):
    page = open_page()
    page.list.select(village.members["陈阿婆"])
    page.list.panel.buttons[Do.CATEGORY].click()
    fields = page.list.change_panel.fields
    box = fields.editor("category")
    box.setCurrentIndex(box.findData("C"))
    fields.editor("start").set_value(date(2026, 10, 1))
    page.list.change_panel.save_button.click()
    settled()
    assert services.members.detail(village.members["陈阿婆"]).row.category == "C"


def test_exemption_is_applied_for_approved_and_ended(village, open_page, services, settled):
    page = open_page(role="recorder")
    uid = village.members["陈阿婆"]
    page.list.select(uid)
    page.list.panel.buttons[Do.EXEMPT].click()
    panel = page.list.change_panel
    panel.save_button.click()
    settled()
    assert "请填写原因" in panel.fields.fault_text("reason")
    panel.fields.editor("reason").setText("年满八十，行动不便")
    assert panel.fields.fault_text("reason") == ""
    panel.save_button.click()
    settled()
    assert not page.list.changing
    assert not page.list.panel.buttons[Do.EXEMPT].isEnabled(), "only the secretary approves"
    secretary = next(actor for actor in page.context.actors if actor.role is Role.SECRETARY)
    page.context.set_actor(secretary.uid)
    assert page.list.panel.buttons[Do.EXEMPT].text() == "批准申请"
    page.list.panel.buttons[Do.EXEMPT].click()
    panel.save_button.click()
    settled()
    assert services.members.detail(uid).row.exempt
    assert page.list.panel.buttons[Do.EXEMPT].text() == "恢复积分"
    page.list.panel.buttons[Do.EXEMPT].click()
    panel.save_button.click()
    settled()
    assert services.members.detail(uid).exemptions[0].end == date(2026, 10, 31)


def test_recorder_is_not_asked_for_an_approval(village, services):
    detail = services.members.detail(village.members["陈阿婆"])
    form = exemption_form(services.members, detail, None, date(2026, 10, 31), role=Role.RECORDER)
    assert "approved_on" not in [question.key for question in form.questions]


def test_leaving_and_coming_back(village, open_page, services, settled):
    uid = village.members["孙石头"]
    page = open_page()
    page.list.select(uid)
    page.list.panel.buttons[Do.LEAVE].click()
    page.list.change_panel.save_button.click()
    settled()
    assert services.members.detail(uid).left_how == "transferred"
    page.list.select(uid)
    assert page.list.chip_bar.current == Part.GONE or page.list.current.member.uid == uid
    assert page.list.panel.buttons[Do.LEAVE].text() == "转入"
    form = leaving_form(services.members, services.members.detail(uid), date(2026, 10, 31))
    form.submit(page.context.actor, {"start": date(2026, 10, 31)})
    assert services.members.detail(uid).left_on is None


def test_a_date_that_is_none_is_marked(village, open_page):
    page = open_page()
    page.list.panel.buttons[Do.MOBILE].click()
    editor = page.list.change_panel.fields.editor("start")
    editor.setText("")
    editor.textEdited.emit("")
    page.list.change_panel.save_button.click()
    assert "请填写日期" in page.list.change_panel.fields.fault_text("start")
    assert page.list.changing


def test_choosing_another_member_closes_the_form(village, open_page):
    page = open_page()
    page.list.panel.buttons[Do.MOBILE].click()
    page.list.table.select_next()
    assert not page.list.changing


def test_viewer_sees_why_nothing_can_be_changed(village, open_page, qtbot):
    page = open_page(actors=[Actor("viewer", "镇上来人", Role.VIEWER)], role="viewer")
    assert page.read_only
    assert "查看人" in page._banner.text
    for button in (page.add_button, page.import_button, *page.list.panel.buttons.values()):
        assert not button.isEnabled()
        assert "查看人" in button.toolTip()
    assert page.list.panel.card_button.isEnabled()
    qtbot.keyClick(page.list.table, Qt.Key.Key_Insert)
    assert page.stack.currentWidget() is page.list


def test_empty_branch_offers_the_import(services, open_page):
    from app.services.setup import SetupRequest

    services.setup.set_up(SetupRequest("中共云岭镇竹溪村支部委员会", "林为民", "S1"))
    page = open_page()
    assert page.list.switch._empty.button.text() == "导入名册"
    page.list.switch._empty.button.click()
    assert page.stack.currentWidget() is page.roster


def test_many_members_keep_place_and_selection(sample_branch, open_page, services):
    page = open_page()
    assert len(page.list.rows) == 40
    uid = page.list.rows[20].member.uid
    page.list.select(uid)
    page.refresh(None)
    assert page.list.current.member.uid == uid


def test_building_the_page_opens_no_other_window(village, open_page, qapp):
    page = open_page()
    page.show_new()
    visible = [widget for widget in qapp.topLevelWidgets() if widget.isVisible()]
    assert visible == [page.window()]


def test_a_list_that_cannot_be_read_offers_another_try(village, open_page, monkeypatch):
    page = open_page()
    working = page.context.services.members.rows

    def broken(*_args, **_keys):
        raise EnvironmentProblem("台账文件读不出来。", hint="请检查磁盘。")

    monkeypatch.setattr(page.context.services.members, "rows", broken)
    page.refresh(None)
    assert "读不出来" in page.list.switch._empty._text.text()
    monkeypatch.setattr(page.context.services.members, "rows", working)
    page.list.switch._empty.button.click()
    assert page.list.switch.currentWidget() is page.list.table


def test_first_day_in_the_branch_is_mended_from_the_menu(village, open_page, services, settled):
    uid = village.members["孙石头"]
    page = open_page()
    page.list.select(uid)
    action = next(a for a in page.list.table.make_menu().actions() if a.text() == "更正在本支部的起始日")
    action.trigger()
    page.list.change_panel.fields.editor("start").set_value(date(2026, 9, 15))
    page.list.change_panel.save_button.click()
    settled()
    spans = services.members.detail(uid).spans
    assert [span.start for span in spans if span.kind == "membership"] == [date(2026, 9, 15)]
