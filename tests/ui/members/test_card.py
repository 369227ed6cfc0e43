"""一人一卡: figures, traces, leafing, what stands there without points."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.services.members import MemberDraft
from app.services.months import Month
from app.services.scoring import TraceNode
from app.ui.pages.members.card_columns import FIRST_FIGURE, LINE_COLUMNS, MONTH_TOTAL, START, start_of
from app.ui.preview.window import PreviewWindow
from tests.helpers.factories import OCTOBER, build_village, id_number


@pytest.fixture
def busy_village(village):
    village.declare("孙石头", "volunteer", date(2026, 10, 12), quantity=1, basis="清理河道")
    village.declare("孙石头", "dues", date(2026, 10, 5), basis="登记表")
    village.declare("王建国二", "dues", date(2026, 10, 5), basis="登记表")
    village.confirm_all()
    return village


def test_the_card_shows_what_the_service_tells(busy_village, open_page, services):
    page = open_page()
    uid = busy_village.members["孙石头"]
    page.show_card(uid)
    year = services.records.member_year(busy_village.branch, uid, OCTOBER)
    view = page.card.view
    assert len(view.months.shown_rows) == 10
    assert view.month == OCTOBER
    assert [line.data for line in view.lines.shown_rows] == list(year.months[-1].lines)
    assert view.sums.buttons[""].text() == str(year.total)
    counted = [row[5] for row in view.lines.export_rows()[1]]
    assert [Decimal(text) for text in counted] == [line.counted for line in year.months[-1].lines]


def test_every_number_opens_its_arithmetic(busy_village, open_page, services, qtbot):
    page = open_page()
    uid = busy_village.members["孙石头"]
    page.show_card(uid)
    view = page.card.view
    view.sums.buttons[""].click()
    root = services.records.explain(busy_village.branch, uid, OCTOBER)
    assert view.tracing
    assert view.trace_panel.view.node_at(view.trace_panel.view.currentIndex()) == root
    view.sums.buttons["incentive"].click()
    node = view.trace_panel.view.node_at(view.trace_panel.view.currentIndex())
    assert (node.rule, node.ref) == ("section", "incentive")
    view.months.clicked.emit(view.months.proxy.index(0, MONTH_TOTAL))
    assert view.trace_panel.view.node_at(view.trace_panel.view.currentIndex()) == root
    view.lines.setCurrentIndex(view.lines.proxy.index(1, FIRST_FIGURE))
    view.lines.clicked.emit(view.lines.currentIndex())
    node = view.trace_panel.view.node_at(view.trace_panel.view.currentIndex())
    assert node.ref == view.lines.current_row.data.uid
    assert "是怎么算的" in view.trace_panel.title
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    assert not view.tracing
    assert page.stack.currentWidget() is view


def test_words_make_room_for_the_trace(busy_village, open_page):
    page = open_page()
    page.show_card(busy_village.members["孙石头"], trace="")
    hidden = [
        column.title
        for place, column in enumerate(LINE_COLUMNS)
        if page.card.view.lines.isColumnHidden(place)
    ]
    assert hidden == ["依据", "说明"]
    page.card.view.hide_trace()
    assert not any(page.card.view.lines.isColumnHidden(place) for place in range(len(LINE_COLUMNS)))


def test_t_explains_from_the_keyboard(busy_village, open_page, qtbot):
    page = open_page()
    page.show_card(busy_village.members["孙石头"])
    qtbot.keyClick(page.card.view.months, Qt.Key.Key_T)
    assert page.card.view.trace_panel.title == "到2026年10月底的本年累计是怎么算的"


def test_a_month_without_lines_says_so(busy_village, open_page):
    page = open_page()
    page.show_card(busy_village.members["孙石头"])
    page.card.view.months.select_uid("2026-08")
    assert "8月没有评定过的事项" in page.card.view._line_switch.currentWidget()._text.text()


def test_leafing_follows_the_list(busy_village, open_page, qtbot):
    page = open_page()
    uids = page.list.shown_uids()
    page.show_card(uids[0])
    assert not page.card.previous.isEnabled()
    qtbot.keyClick(page.window(), Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert page.card.uid == uids[1]
    assert page.list.current.member.uid == uids[1]


def test_ctrl_f_finds_another_card(busy_village, open_page, qtbot):
    page = open_page()
    page.show_card(page.list.shown_uids()[0])
    qtbot.keyClick(page.window(), Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.card.picker.hasFocus()
    qtbot.keyClicks(page.card.picker, "sst")
    qtbot.keyClick(page.card.picker, Qt.Key.Key_Return)
    assert page.card.uid == busy_village.members["孙石头"]


def test_exempt_member_has_no_figures(village, services, open_page):
    uid = village.members["陈阿婆"]
    services.members.exempt(
        village.secretary,
        uid,
        start=date(2026, 1, 1),
        end=None,
        reason="行动不便",
        applied_on=None,
        approved_on=date(2026, 1, 5),
    )
    page = open_page()
    page.show_card(uid)
    assert "不纳入积分，没有分数" in page.card.view.switch.currentWidget()._text.text()
    assert not page.card.print_month.isEnabled()
    page.list.select(uid)
    assert page.list.panel._figure.text() == "不计分"


def test_another_page_can_open_a_card(busy_village, open_page):
    page = open_page()
    page.context.go("members", busy_village.members["王建国二"])
    assert page.header.title_text == "王建国（二组） · 一人一卡"


def test_the_record_form_is_drawn_for_this_member(busy_village, open_page, qtbot, settled):
    page = open_page()
    page.show_card(busy_village.members["孙石头"])
    qtbot.keyClick(page.window(), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    settled()
    previews = page.window().findChildren(PreviewWindow)
    assert len(previews) == 1
    previews[0].close()


def test_the_explanation_is_offered_for_one_a_group_and_all(busy_village, open_page, settled):
    page = open_page()
    uid = busy_village.members["孙石头"]
    page.show_card(uid)
    menu = page.card.print_menu()
    offered = [action for action in menu.actions() if action.text().endswith("积分说明")]
    assert [action.text() for action in offered] == [
        "孙石头的积分说明",
        "二组 4 人的积分说明",
        "全部 8 人的积分说明",
    ]
    offered[1].trigger()
    settled()
    preview = page.window().findChild(PreviewWindow)
    assert preview is not None
    assert preview.page_count == 4
    preview.close()


def test_the_years_record_form_has_its_key_in_the_menu(busy_village, open_page, qtbot, settled):
    page = open_page()
    page.show_card(busy_village.members["孙石头"])
    page.card.view.lines.setFocus()
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(page.card.view.lines, Qt.Key.Key_P, held)
    settled()
    preview = page.window().findChild(PreviewWindow)
    assert preview is not None
    assert "全年" in preview.current_document.title
    preview.close()


def test_the_start_points_are_a_figure_like_the_others(services, clock, open_page):
    village = build_village(services, clock, preset="S0").on(services, clock)
    page = open_page()
    uid = village.members["孙石头"]
    page.show_card(uid)
    year = services.records.member_year(village.branch, uid, OCTOBER)
    sums, (name, points) = page.card.view.sums, year.start
    start, section = sums.buttons[START], sums.buttons[year.sections[0].id]
    assert (name, start.text()) == ("基础分", str(points))
    assert start.font() == section.font()
    assert start.geometry().top() == section.geometry().top()
    assert list(sums.buttons) == ["", START, *(part.id for part in year.sections)]
    start.click()
    panel = page.card.view.trace_panel
    node = panel.view.node_at(panel.view.currentIndex())
    assert panel.title == "基础分是怎么算的"
    assert node.after == points == sum(child.after for child in node.children)
    assert [child.title for child in node.children] == ["2026年9月 基础分", "2026年10月 基础分"]


def test_a_mean_of_cycles_says_so():
    parts = tuple(
        TraceNode(
            "cycle", f"{month}月", Decimal(5), children=(TraceNode("start", "基础分", Decimal(points)),)
        )
        for month, points in ((9, 4), (10, 6))
    )
    node = start_of(TraceNode("year", "2026年度", Decimal(5), children=parts), "基础分", Decimal(5))
    assert (node.after, node.cause) == (Decimal(5), "各周期取平均")
    assert [child.after for child in node.children] == [4, 6]


def test_before_the_first_scheme_the_card_says_so(busy_village, open_page):
    page = open_page()
    page.show_card(busy_village.members["孙石头"])
    page.context.set_month(Month(2025, 12))
    words = " ".join(each.text() for each in page.card.view.findChildren(QLabel) if each.isVisible())
    assert "2025年12月还没有积分方案" in words
    assert "不纳入" not in words


def test_months_before_the_member_came_have_no_figures(busy_village, open_page, services):
    draft = MemberDraft(
        name="新来的", branch_uid=busy_village.branch, group_uid=busy_village.groups["一组"], category="A",
        id_number=id_number(40), status="full", joined_on=date(2001, 7, 1),
    )  # fmt: skip
    uid = services.members.add(busy_village.secretary, draft).ids[0]
    came = services.members.detail(uid).stays[0].start
    page = open_page()
    page.show_card(uid)
    view = page.card.view
    shown = {row.data.month: row.here for row in view.months.shown_rows}
    assert shown == {month: month.last >= came for month in shown}
    rows = view.months.export_rows()[1]
    assert [row[1] == "—" for row in rows] == [not here for here in shown.values()]
