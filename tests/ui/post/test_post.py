"""公示 on a real ledger."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPdfWidgets import QPdfView

from app.services.notices.board import BoardOrder
from app.services.terms import Term
from app.services.workflow import NoticeState, PeriodState
from app.ui.messages import Level
from tests.helpers.factories import OCTOBER


@pytest.fixture
def confirmed(village, october):
    """October took effect; today is the second of November."""
    village.decide(october["rumor"], "return", reason="补通报")
    village.confirm_all()
    village.at(date(2026, 11, 2))
    return village


def notice(village):
    return village.app.notices.view(village.branch, Term.of_month(OCTOBER))


class TestDraft:
    def test_the_end_is_proposed_at_the_least_days(self, office, confirmed):
        page = office().open("post")
        assert (page.form.starts_on.value, page.form.ends_on.value) == (date(2026, 11, 2), date(2026, 11, 6))
        assert page.picture.page_count == 1
        assert page.primary_action.text() == "张贴公示"

    def test_too_early_is_said_while_typing(self, office, confirmed):
        window = office()
        page = window.open("post")
        page.form.ends_on.setFocus()
        window.type("11-4")
        window.settle()
        assert page.form.ends_on.property("fault")
        assert "最早到 11月6日" in page.form.days_note.text()

    def test_a_later_start_moves_the_end(self, office, confirmed):
        window = office()
        page = window.open("post")
        page.form.starts_on.setFocus()
        window.type("11-5")
        window.press(Qt.Key.Key_Tab)
        page.form.place.setFocus()
        window.settle()
        assert page.form.ends_on.value == date(2026, 11, 9)
        assert page.form.problem == ""

    def test_looks_are_drawn_at_once_and_kept_for_posting(self, office, confirmed, message_mock):
        window = office()
        page = window.open("post")
        page.form.looks.columns._buttons["sections"].click()
        page.form.looks.order.setFocus()
        window.press(Qt.Key.Key_Right, Qt.Key.Key_Right, widget=page.form.looks.order)
        window.settle()
        message_mock.answer = "张贴公示"
        page.primary_action.click()
        window.settle()
        posted = notice(confirmed)
        assert posted.state is NoticeState.POSTED
        assert (posted.draft.options.order, posted.draft.options.sections) == (BoardOrder.RANK, True)
        assert posted.sheet.detail_columns

    def test_on_a_wide_screen_the_sheet_stops_growing(self, office, confirmed):
        window = office()
        page = window.open("post")
        assert page.picture.zoomMode() is QPdfView.ZoomMode.FitToWidth
        window.window.resize(1920, 1040)
        window.settle()
        assert page.picture.zoomMode() is QPdfView.ZoomMode.Custom
        assert page.picture.zoomFactor() == pytest.approx(1.3)
        window.window.resize(1366, 728)
        window.settle()
        assert page.picture.zoomMode() is QPdfView.ZoomMode.FitToWidth

    def test_every_way_to_paper_shows_its_key(self, office, confirmed):
        page = office().open("post")
        assert [button.key for button in page.side.prints.values()] == ["Ctrl+P", "F6", "F7", "F8"]

    def test_a3_is_shown_like_a4(self, office, confirmed):
        window = office()
        page = window.open("post")
        page._paper.choose("A3")
        page._paper.chosen.emit("A3")
        window.settle()
        assert page.picture._pdf.document.pagePointSize(0).height() > 1100


class TestPosting:
    def test_it_asks_first_and_enter_means_no(self, office, confirmed, message_mock):
        window = office()
        page = window.open("post")
        page.primary_action.click()
        window.settle()
        message_mock.assert_shown(Level.QUESTION, "11月2日 至 11月6日", "定稿")
        assert notice(confirmed).state is NoticeState.DRAFT

    def test_a_missing_contact_gets_the_focus(self, office, confirmed, message_mock):
        window = office()
        page = window.open("post")
        page.form.contact.clear()
        message_mock.answer = "张贴公示"
        page.primary_action.click()
        window.settle()
        assert page.form.contact.hasFocus()
        assert notice(confirmed).state is NoticeState.DRAFT

    def test_the_recorder_is_told_who_may(self, office, confirmed, message_mock):
        window = office()
        window.act_as(confirmed.recorder)
        page = window.open("post")
        page.primary_action.click()
        window.settle()
        message_mock.assert_shown(Level.WARNING, "书记")
        assert notice(confirmed).state is NoticeState.DRAFT

    def test_before_its_end_it_says_when_it_can_be_closed(self, office, confirmed):
        confirmed.post()
        page = office().open("post")
        assert page.read_only
        assert not page.primary_action.isEnabled()
        assert "11月6日 起可以结束" in page.side.waiting.text()
        assert page.form.place.isReadOnly()

    def test_after_its_end_it_is_closed_and_archived(self, office, confirmed, message_mock):
        confirmed.post()
        confirmed.at(date(2026, 11, 6))
        window = office()
        page = window.open("post")
        message_mock.answer = "结束公示并归档"
        page.primary_action.click()
        window.settle()
        assert notice(confirmed).period_state is PeriodState.ARCHIVED
        assert not page.primary_action.isVisible()
        assert "已归档" in page.header.state_text


class TestStates:
    def test_before_the_meeting_it_leads_there(self, office, october):
        window = office()
        page = window.open("post")
        page._switch.action_pressed.emit()
        assert window.window.current_key == "confirm"

    def test_a_viewer_looks_and_prints(self, office, confirmed):
        window = office()
        window.act_as(confirmed.viewer)
        page = window.open("post")
        assert page.read_only
        assert not page.primary_action.isVisible()
        assert all(button.isEnabled() for button in page.side.prints.values())


class TestWhy:
    def test_everybodys_figures_open_beside_their_arithmetic(self, office, confirmed, qtbot):
        window = office()
        page = window.open("post")
        page.why_button.click()
        window.settle()
        shown = page.year_list.table.shown_rows
        figures = confirmed.app.records.figures(confirmed.branch, OCTOBER)
        assert {row.member.uid: row.year for row in shown} == {uid: f.total for uid, f in figures.items()}
        current = page.year_list.table.current_row
        root = page.year_list.trace_view.node_at(page.year_list.trace_view.index_of(()))
        assert root.after == current.year

    def test_esc_goes_back_to_the_board(self, office, confirmed):
        window = office()
        page = window.open("post")
        page.why_button.click()
        window.settle()
        window.press(Qt.Key.Key_Escape, widget=page.year_list.table)
        assert page.picture.isVisible()
