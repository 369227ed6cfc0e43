"""年终总评 in the window: decided by keyboard, put on the projector, settled; the ledger says the same."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QApplication

from app.services.workflow import PeriodState
from app.ui.messages import Level
from app.ui.pages.year.assessment.words import Step
from tests.helpers import years
from tests.helpers.years import DECEMBER, meet, row, view

ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture
def year(village):
    """The small village on the day of its year's meeting."""
    years.live(village, years.scheme())
    return village


@pytest.fixture
def desk(office, year):
    """Opens the desk; returns the window and the desk."""

    def open_it(actor=None):
        window = office(actor=actor)
        window.context.set_month(DECEMBER)
        page = window.open("year")
        page.show_target("assessment")
        window.settle()
        return window, page, page.desk

    return open_it


def pick(year, made, name):
    assert made.table.select_uid(year.members[name])
    made.table.setFocus()


def press(window, made, *keys):
    """Keys pressed on the table, as a person does."""
    for key in keys:
        window.press(key, widget=made.table)
        window.settle()


class TestTable:
    def test_proposal_and_decision_stand_side_by_side(self, desk, year):
        _, _, made = desk()
        heads = [column.title for column in made.table.rows_model.columns]
        assert heads.index("评定等次") == heads.index("建议等次") + 1
        shown = {r.member.label: r.proposed for r in made.table.shown_rows}
        assert shown["林为民"] == "excellent"
        assert made.table.isColumnHidden(heads.index("类别"))
        assert made.table.isColumnHidden(heads.index("测评"))

    def test_the_model_keeps_the_rules_of_its_kind(self, desk, qtmodeltester):
        _, _, made = desk()
        assert not isinstance(made.table.rows_model, QStandardItemModel)
        qtmodeltester.check(made.table.rows_model)

    def test_filters_leave_what_is_asked_for(self, desk, year):
        years.decide(year, "basic", "钱二妹", reason="会议意见")
        _, _, made = desk()
        made.filters.chips._buttons["differs"].click()
        assert [r.member.name for r in made.table.shown_rows] == ["钱二妹"]
        made.filters.chips._buttons["open"].click()
        assert len(made.table.shown_rows) == 6
        made.filters.chips._buttons["all"].click()
        made.filters.grades.setCurrentIndex(made.filters.grades.findData("grade:basic"))
        assert [r.member.name for r in made.table.shown_rows] == ["钱二妹"]


class TestDeciding:
    def test_a_number_takes_the_proposed_grade_and_goes_to_the_next_open(self, desk, year):
        window, _, made = desk()
        pick(year, made, "林为民")
        press(window, made, Qt.Key.Key_1)
        assert row(year, "林为民").decision.grade == "excellent"
        assert made.table.current_row.open

    def test_another_grade_asks_for_the_reason_first(self, desk, year):
        window, _, made = desk()
        pick(year, made, "钱二妹")
        press(window, made, Qt.Key.Key_3)
        assert made.side.panel.reason_form.reason.hasFocus()
        window.press(ENTER)
        assert made.side.panel.reason_form.reason.property("fault")
        window.type("民主评议意见集中")
        window.press(ENTER)
        window.settle()
        found = row(year, "钱二妹").decision
        assert (found.grade, found.reason) == ("basic", "民主评议意见集中")
        assert made.table.hasFocus()

    def test_escape_leaves_the_form_and_writes_nothing(self, desk, year):
        window, _, made = desk()
        pick(year, made, "钱二妹")
        press(window, made, Qt.Key.Key_0)
        window.press(ESCAPE)
        window.settle()
        assert row(year, "钱二妹").open
        assert made.table.hasFocus()

    def test_votes_are_typed_and_more_than_came_are_refused(self, desk, year, message_mock):
        meet(year)
        years.decide(year, "excellent", "林为民")
        window, _, made = desk()
        pick(year, made, "林为民")
        press(window, made, Qt.Key.Key_V)
        for number in ("5", "1", "0"):
            window.type(number)
            window.press(ENTER)
        window.settle()
        assert row(year, "林为民").decision.votes_for == 5
        press(window, made, Qt.Key.Key_V)
        window.type("9")
        window.press(ENTER, ENTER, ENTER)
        window.settle()
        message_mock.assert_shown(Level.WARNING, "多于到会的 6 人")

    def test_undo_takes_one_back_and_the_whole_of_accepting_all(self, desk, year):
        window, page, made = desk()
        pick(year, made, "林为民")
        press(window, made, Qt.Key.Key_1)
        pick(year, made, "林为民")
        press(window, made, Qt.Key.Key_U)
        assert row(year, "林为民").open
        assert made.primary.text() == "按建议拟定 7 人"
        page.primary_action.click()
        window.settle()
        assert view(year).open == ()
        made.undo_last()
        window.settle()
        assert len(view(year).open) == 7

    def test_probationary_members_have_no_keys(self, desk, year):
        window, _, made = desk()
        pick(year, made, "赵新苗")
        press(window, made, Qt.Key.Key_1)
        assert row(year, "赵新苗").decision is None
        assert made.side.panel._buttons.isHidden()

    def test_the_arithmetic_opens_beside_the_table(self, desk, year):
        window, _, made = desk()
        pick(year, made, "林为民")
        press(window, made, Qt.Key.Key_T)
        assert made.side.tracing
        press(window, made, ESCAPE)
        assert not made.side.tracing


class TestSteps:
    def test_the_red_button_leads_to_the_frozen_year(self, desk, year, message_mock):
        window, page, made = desk()
        page.primary_action.click()
        window.settle()
        assert made.primary.text() == Step.MEETING.value
        page.primary_action.click()
        window.settle()
        assert made.strip.isVisible()
        assert made.strip.place.hasFocus()
        window.type("村委会")
        made.strip.people[1].setFocus()
        window.type("6")
        window.press(ENTER)
        window.settle()
        assert (view(year).meeting.place, view(year).meeting.present) == ("村委会", 6)
        assert made.primary.text() == Step.SETTLE.value
        message_mock.answer = "评定生效"
        page.primary_action.click()
        window.settle()
        message_mock.assert_shown(Level.QUESTION, "优秀 2 人", "不能再改")
        assert view(year).frame.state is PeriodState.CONFIRMED
        assert made.primary.text() == Step.POST.value
        assert page.read_only

    def test_over_the_quota_the_step_says_the_numbers(self, desk, year, message_mock):
        meet(year)
        years.decide(year, "excellent", "王建国一", reason="会议意见")
        year.app.years.accept_all(year.recorder, year.branch, DECEMBER)
        window, page, _ = desk()
        assert "优秀 3 / 2" in page.header.state_text
        page.primary_action.click()
        window.settle()
        message_mock.assert_shown(Level.WARNING, "评了 3 人，超过名额 2 人")
        assert not view(year).settled

    def test_the_recorder_drafts_and_is_told_who_settles(self, desk, year, message_mock):
        meet(year)
        year.app.years.accept_all(year.recorder, year.branch, DECEMBER)
        window, page, _ = desk(year.recorder)
        page.primary_action.click()
        window.settle()
        message_mock.assert_shown(Level.WARNING, "须由书记办理")

    def test_a_viewer_only_looks(self, desk, year):
        _, page, made = desk(year.viewer)
        assert page.read_only
        assert made.primary.isHidden()
        pick(year, made, "林为民")
        assert made.side.panel._buttons.isHidden()

    def test_open_months_are_named_first(self, office, village):
        window = office()
        window.context.set_month(DECEMBER)
        village.at(DECEMBER.first.replace(day=28))
        village.declare("林为民", "dues", DECEMBER.first, month=DECEMBER)
        page = window.open("year")
        page.show_target("assessment")
        window.settle()
        assert page.desk.primary.text() == Step.CONFIRM.value


class TestProjector:
    def test_f5_shows_one_member_large_and_escape_goes_back(self, desk, year):
        window, page, made = desk()
        pick(year, made, "周小禾")
        press(window, made, Qt.Key.Key_F5)
        assert made.projecting_now
        assert made.mode.card.name.text() == "周小禾"
        assert page.header.isHidden()
        assert window.window.isFullScreen()
        window.press(ESCAPE, widget=made.mode)
        window.settle()
        assert not made.projecting_now
        assert page.header.isVisible()
        assert made.table.current_uid == year.members["周小禾"]

    def test_arrows_walk_and_numbers_decide(self, desk, year):
        window, _, made = desk()
        pick(year, made, "林为民")
        press(window, made, Qt.Key.Key_F5)
        first = made.mode.uid
        window.press(Qt.Key.Key_Right, widget=made.mode)
        assert made.mode.uid != first
        window.press(Qt.Key.Key_Left, widget=made.mode)
        assert made.mode.uid == first
        window.press(Qt.Key.Key_1, widget=made.mode)
        window.settle()
        assert row(year, "林为民").decision.grade == "excellent"
        assert made.mode.card.decided.text() == "优秀"
        assert made.mode.counts.labels[0].text() == "优秀 1 / 2"

    def test_the_list_takes_the_same_keys_and_goes_on(self, desk, year):
        window, _, made = desk()
        pick(year, made, "陈阿婆")
        press(window, made, Qt.Key.Key_F5)
        window.press(Qt.Key.Key_L, widget=made.mode)
        assert made.mode.listing
        assert made.mode.table.hasFocus()
        window.press(Qt.Key.Key_4, widget=made.mode.table)
        window.settle()
        assert row(year, "陈阿婆").decision.grade == "unqualified"
        assert made.mode.uid == made.mode.table.current_uid != year.members["陈阿婆"]

    def test_a_difference_and_votes_are_typed_there(self, desk, year):
        meet(year)
        window, _, made = desk()
        pick(year, made, "钱二妹")
        press(window, made, Qt.Key.Key_F5)
        window.press(Qt.Key.Key_3, widget=made.mode)
        window.type("会议意见")
        window.press(ENTER)
        window.settle()
        assert row(year, "钱二妹").decision.grade == "basic"
        window.press(Qt.Key.Key_V, widget=made.mode)
        for number in ("4", "2", "0"):
            window.type(number)
            window.press(ENTER)
        window.settle()
        assert row(year, "钱二妹").decision.votes_against == 2
        assert "4-2-0" in made.mode.card.reason.text()

    def test_nothing_private_stands_on_it(self, desk, year):
        from datetime import date

        from app.services.year.vetoes import VetoDraft

        draft = VetoDraft(
            year.members["孙石头"], "veto_discipline", date(2026, 12, 3), "镇纪委处分决定", declined=True
        )
        uid = year.app.vetoes.propose(year.recorder, year.branch, draft).ids[0]
        year.app.vetoes.decide(year.secretary, uid, second_uid=year.members["钱二妹"])
        window, _, made = desk()
        pick(year, made, "孙石头")
        press(window, made, Qt.Key.Key_F5)
        words = "\n".join(
            label.text() for label in made.mode.findChildren(type(made.mode.card.name)) if label.text()
        )
        assert "有一票否决" in words
        assert "黄赌毒" not in words
        assert "处分决定" not in words

    def test_another_page_ends_it(self, desk, year):
        window, _, made = desk()
        press(window, made, Qt.Key.Key_F5)
        window.open("home")
        assert not made.projecting_now
        assert QApplication.activeWindow() is None or not window.window.isFullScreen()
