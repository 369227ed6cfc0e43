"""The meeting, by keyboard, on a real ledger."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.services.workflow import PeriodState
from app.ui.messages import Level
from app.ui.theme.theme import current_scale
from app.ui.widgets.toast import Toast
from tests.helpers.factories import OCTOBER


def view(office):
    return office.village.app.meetings.view(office.village.branch, OCTOBER)


def decisions(office) -> dict[str, str]:
    return {line.uid: line.decision for line in view(office).lines}


def go_to(page, uid: str) -> None:
    assert page.lines.table.select_uid(uid)
    page.lines.table.setFocus()


class TestDeciding:
    def test_enter_confirms_and_goes_to_the_next_open_line(self, office, october):
        window = office()
        page = window.open("confirm")
        first, second = (row.uid for row in page.lines.table.shown_rows[:2])
        assert page.lines.table.current_uid == first
        window.press(Qt.Key.Key_Return)
        assert page.lines.table.current_uid == second
        window.settle()
        assert decisions(window)[first] == "confirm"
        assert page.lines.table.current_uid == second

    def test_ten_quick_enters_decide_ten_lines_in_order(self, office, october):
        window = office()
        page = window.open("confirm")
        plus = [row.uid for row in page.lines.table.shown_rows if not row.deduction]
        for _ in plus:
            window.press(Qt.Key.Key_Return, widget=page.lines.table)
        window.settle()
        found = decisions(window)
        # The deduction is skipped by nobody: Enter on it asks for its basis instead of confirming.
        assert sum(decision == "confirm" for decision in found.values()) >= len(plus) - 1
        assert found[october["rumor"]] == ""

    def test_adjusting_takes_points_and_reason_in_the_panel(self, office, october, message_mock):
        window = office()
        page = window.open("confirm")
        go_to(page, october["volunteer"])
        window.press(Qt.Key.Key_E)
        assert page.panel.decision_form.points.hasFocus()
        window.type("3")
        window.press(Qt.Key.Key_Return)
        window.type("参加半天")
        window.press(Qt.Key.Key_Return)
        window.settle()
        line = next(line for line in view(window).lines if line.uid == october["volunteer"])
        assert (line.decision, line.decided_points, line.reason) == ("adjust", Decimal(3), "参加半天")
        assert page.lines.table.hasFocus()
        assert not message_mock.shown

    def test_a_reason_is_asked_for_before_anything_is_written(self, office, october):
        window = office()
        page = window.open("confirm")
        go_to(page, october["council"])
        window.press(Qt.Key.Key_R)
        window.press(Qt.Key.Key_Return)
        assert page.panel.decision_form.reason.property("fault")
        window.settle()
        assert decisions(window)[october["council"]] == ""
        window.type("没有到会")
        window.press(Qt.Key.Key_Return)
        window.settle()
        assert decisions(window)[october["council"]] == "reject"

    def test_escape_leaves_the_form_and_the_line_as_they_were(self, office, october):
        window = office()
        page = window.open("confirm")
        go_to(page, october["council"])
        window.press(Qt.Key.Key_B)
        window.type("补照片")
        window.press(Qt.Key.Key_Escape)
        window.settle()
        assert decisions(window)[october["council"]] == ""
        assert page.lines.table.hasFocus()
        assert not page.panel.busy

    def test_returned_lines_are_counted_on_their_chip(self, office, october):
        window = office()
        page = window.open("confirm")
        go_to(page, october["council"])
        window.press(Qt.Key.Key_B)
        window.type("请补照片")
        window.press(Qt.Key.Key_Return)
        window.settle()
        page.lines.chips.setFocus()
        for _ in ("待定", "加分", "扣分", "退回"):
            window.press(Qt.Key.Key_Right, widget=page.lines.chips)
        assert page.lines.chips.current == "return"
        assert [row.uid for row in page.lines.table.shown_rows] == [october["council"]]


class TestUndo:
    def test_u_takes_back_the_line_and_ctrl_z_the_last_decision(self, office, october):
        window = office()
        page = window.open("confirm")
        go_to(page, october["dues1"])
        window.press(Qt.Key.Key_Return)
        window.settle()
        go_to(page, october["dues1"])
        window.press(Qt.Key.Key_U)
        window.settle()
        assert decisions(window)[october["dues1"]] == ""
        window.press(Qt.Key.Key_Return)
        window.settle()
        page.undo_last()
        window.settle()
        assert decisions(window)[october["dues1"]] == ""

    def test_confirm_rest_is_undone_as_a_whole_from_the_toast(self, office, october):
        window = office()
        page = window.open("confirm")
        assert page.primary_action.text() == "确认其余 8 条"
        page.primary_action.click()
        window.settle()
        assert sum(decision == "confirm" for decision in decisions(window).values()) == 8
        assert "1 条缺依据" in window.toast
        window.window.findChild(Toast).undo_button.click()
        window.settle()
        assert not any(decisions(window).values())

    def test_a_narrowed_list_confirms_only_what_it_shows(self, office, october):
        window = office()
        page = window.open("confirm")
        page.lines.groups.setCurrentText("一组")
        assert page.primary_action.text() == "确认所列 4 条"
        page.primary_action.click()
        window.settle()
        groups = {line.member.group for line in view(window).lines if line.decision}
        assert groups == {"一组"}


class TestDeductions:
    def test_enter_on_a_bare_deduction_asks_for_basis_and_second_person(self, office, october):
        window = office()
        page = window.open("confirm")
        go_to(page, october["rumor"])
        window.press(Qt.Key.Key_Return)
        assert page.panel.basis_form.basis.hasFocus()
        window.type("派出所通报")
        window.press(Qt.Key.Key_Return)
        window.type("zxh")
        window.press(Qt.Key.Key_Return)
        window.settle()
        line = next(line for line in view(window).lines if line.uid == october["rumor"])
        assert (line.basis, line.second) == ("派出所通报", "周小禾")
        go_to(page, october["rumor"])
        window.press(Qt.Key.Key_Return)
        window.settle()
        assert decisions(window)[october["rumor"]] == "confirm"

    def test_the_member_concerned_is_not_offered_as_second_person(self, office, october):
        window = office()
        page = window.open("confirm")
        go_to(page, october["rumor"])
        page.panel.open_basis()
        offered = {person.uid for person in page.panel.basis_form.second._people}
        assert window.village.members["孙石头"] not in offered, "the member concerned"
        assert window.village.members["林为民"] not in offered, "the officer who acts"
        assert window.village.members["赵新苗"] not in offered, "on probation"
        assert window.village.members["周小禾"] in offered

    def test_when_only_it_is_left_the_red_button_leads_there(self, office, october):
        window = office()
        page = window.open("confirm")
        page.primary_action.click()
        window.settle()
        assert page.primary_action.text() == "补依据 1 条"
        page.primary_action.click()
        assert page.lines.table.current_uid == october["rumor"]
        assert page.panel.basis_form.basis.hasFocus()


class TestEffect:
    @pytest.fixture
    def decided(self, office, october):
        window = office()
        village = window.village
        village.meet()
        village.app.declarations.set_basis(
            village.recorder, october["rumor"], basis="通报", second_uid=village.members["钱二妹"]
        )
        village.app.meetings.confirm_rest(village.recorder, village.branch, OCTOBER)
        return window

    def test_it_asks_with_figures_and_then_the_page_is_read_only(self, decided, message_mock):
        page = decided.open("confirm")
        assert page.primary_action.text() == "评定生效"
        message_mock.answer = "评定生效"
        page.primary_action.click()
        message_mock.assert_shown(Level.QUESTION, "认定 9 条", "不能撤销")
        decided.settle()
        assert view(decided).period_state is PeriodState.CONFIRMED
        assert page.read_only
        assert not page.panel.confirm_button.isVisible()
        assert page.primary_action.text() == "去公示"

    def test_enter_alone_never_makes_it_effective(self, decided, message_mock):
        page = decided.open("confirm")
        page.primary_action.click()
        decided.settle()
        assert view(decided).period_state is PeriodState.COLLECTING
        assert message_mock.shown

    def test_what_cannot_take_effect_is_refused_before_the_question(self, decided, october, message_mock):
        village = decided.village
        village.app.declarations.set_basis(
            village.recorder, october["rumor"], basis="通报", second_uid=village.members["林为民"]
        )
        page = decided.open("confirm")
        message_mock.answer = "评定生效"
        page.primary_action.click()
        decided.settle()
        message_mock.assert_shown(Level.WARNING, "请另选第二人")
        assert all(message.level is not Level.QUESTION for message in message_mock.shown)
        assert view(decided).period_state is PeriodState.COLLECTING

    def test_the_recorder_is_told_who_may(self, decided, message_mock):
        page = decided.open("confirm")
        decided.act_as(decided.village.recorder)
        page.primary_action.click()
        decided.settle()
        message_mock.assert_shown(Level.WARNING, "书记", "左下角")
        assert view(decided).period_state is PeriodState.COLLECTING


class TestMeetingData:
    def test_fields_are_saved_when_they_are_left(self, office, october):
        window = office()
        page = window.open("confirm")
        page.strip.place.setFocus()
        window.type("村委会二楼")
        window.press(Qt.Key.Key_Tab)
        window.settle()
        assert view(window).draft.place == "村委会二楼"

    def test_f4_goes_into_the_fields_and_back_to_the_list(self, office, october):
        window = office()
        page = window.open("confirm")
        page.lines.table.setFocus()
        assert page.strip.isVisible(), "no meeting yet"
        window.press(Qt.Key.Key_F4)
        assert page.strip.place.hasFocus()
        window.press(Qt.Key.Key_F4)
        assert not page.strip.isVisible()
        assert page.lines.table.hasFocus()
        window.press(Qt.Key.Key_F4)
        assert page.strip.place.hasFocus()

    def test_escape_leaves_the_fields_for_the_list(self, office, october):
        window = office()
        page = window.open("confirm")
        window.press(Qt.Key.Key_F4)
        window.type("村委会二楼")
        window.press(Qt.Key.Key_Escape)
        window.settle()
        assert page.lines.table.hasFocus()
        assert not page.strip.isVisible()
        assert view(window).draft.place == "村委会二楼", "what was typed is kept"

    def test_who_came_is_ticked_by_initials(self, office, october):
        window = office()
        page = window.open("confirm")
        page.strip.attendance_button.click()
        for initials in ("lwm", "zxh", "qem", "sst"):
            window.type(initials)
            window.press(Qt.Key.Key_Return)
        assert "实到 4 人，过半数" in page.attendance.sum_text
        assert "另有" not in page.attendance.sum_text
        window.type("zxm")
        window.press(Qt.Key.Key_Return)
        assert "另有预备 1 人到会，不计入" in page.attendance.sum_text
        page.attendance.done_button.click()
        window.settle()
        assert view(window).voters_present == 4
        assert "实到 4，过半数" in page.header.state_text


class TestStates:
    def test_without_lines_it_says_what_to_do_first(self, office):
        window = office()
        page = window.open("confirm")
        assert page.header.state_text == "本月还没有申报事项。"
        assert not page.primary_action.isVisible(), "the empty state has the one red button"
        page._switch.action_pressed.emit()
        assert window.window.current_key == "declare"

    def test_lines_that_are_not_collected_lead_to_collecting(self, office, village):
        from tests.ui.printing.office import declare_october

        declare_october(village)
        window = office()
        page = window.open("confirm")
        assert page.primary_action.text() == "去汇总"
        assert not page.panel.confirm_button.isEnabled()

    def test_a_viewer_only_looks(self, office, october):
        window = office()
        window.act_as(window.village.viewer)
        page = window.open("confirm")
        assert page.read_only
        assert not page.primary_action.isVisible()
        assert not page.panel.confirm_button.isVisible()

    def test_the_panel_shows_the_arithmetic(self, office, october):
        window = office()
        page = window.open("confirm")
        go_to(page, october["volunteer"])
        window.settle()
        rows = {row.label: row.value for row in page.panel._last_rows}
        assert rows["评定得分"] == "4.0"
        assert any("带头" in words for words in rows)

    def test_in_a_narrow_window_form_and_list_share_the_place(self, office, october):
        window = office()
        page = window.open("confirm")
        window.window.resize(1024, 728)
        window.settle()
        assert page.strip.isVisible() != page.panel.isVisible()
        page._strip_button.click()
        assert page.strip.isVisible() != page.panel.isVisible()


class TestWhoMay:
    def test_the_recorder_is_told_whose_step_comes_next(self, office, october, village):
        village.decide(october["rumor"], "return", reason="补通报")
        village.app.meetings.confirm_rest(village.recorder, village.branch, OCTOBER)
        for actor, words in ((village.recorder, "等书记生效"), (village.secretary, "可以生效")):
            window = office(actor=actor)
            assert words in window.open("confirm").header.state_text


class TestProjector:
    def test_f5_gives_the_list_the_whole_screen_and_f5_gives_it_back(self, office, october):
        window = office()
        page = window.open("confirm")
        assert not window.window.side_bar.isHidden()
        window.press(Qt.Key.Key_F5)
        window.settle()
        assert window.window.isFullScreen()
        assert window.window.side_bar.narrow
        assert current_scale().body == 14
        first = page.lines.table.current_uid
        window.press(Qt.Key.Key_Return, widget=page.lines.table)
        window.settle()
        assert decisions(window)[first] == "confirm"
        window.press(Qt.Key.Key_F5)
        window.settle()
        assert not window.window.isFullScreen()
        assert not window.window.side_bar.isHidden()
        assert current_scale().body == 11

    def test_escape_leaves_it_and_the_window_is_as_it_was(self, office, october):
        window = office()
        page = window.open("confirm")
        window.window.showMaximized()
        window.settle()
        window.press(Qt.Key.Key_F5)
        window.settle()
        assert window.window.isFullScreen()
        window.press(Qt.Key.Key_Escape, widget=page.lines.table)
        window.settle()
        assert not window.window.isFullScreen()
        assert window.window.isMaximized()
        assert current_scale().body == 11

    def test_the_secretary_takes_over_on_the_projector(self, office, october):
        window = office()
        page = window.open("confirm")
        window.window.resize(2000, 1000)
        page._projector_button.click()
        window.settle()
        window.window.resize(2200, 1100)
        assert window.window.side_bar.narrow
        QTest.keyClick(page.lines.table, Qt.Key.Key_U, Qt.KeyboardModifier.AltModifier)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        menu.close()

    def test_escape_in_a_field_stays_on_the_projector(self, office, october):
        window = office()
        page = window.open("confirm")
        page._projector_button.click()
        page._strip_button.click()
        window.press(Qt.Key.Key_Escape, widget=page.strip.place)
        assert page._projector.on

    def test_another_page_ends_it(self, office, october):
        window = office()
        page = window.open("confirm")
        page._projector_button.click()
        window.open("home")
        assert not window.window.side_bar.isHidden()
        assert current_scale().body == 11
