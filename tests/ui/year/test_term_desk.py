"""季度半年 on a real ledger: by keyboard, until a quarter is settled and a half-year verified."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from app.services.actor import Actor
from app.services.months import Month
from app.services.press import DocumentKind
from app.services.reviews.drafts import COMMITTEE
from app.services.scoring import PeriodKind
from app.services.workflow import PeriodState
from app.ui.messages import Level
from app.ui.pages.year.terms import TermDesk
from app.ui.pages.year.terms.words import TermStep
from tests.helpers.factories import NOVEMBER, OCTOBER, Village
from tests.helpers.score_tables import cells

DECEMBER = Month(2026, 12)


@pytest.fixture
def lived(village) -> Village:
    """October to December are confirmed; today is the fourth of January."""
    for month, who in ((OCTOBER, ("林为民", "孙石头")), (NOVEMBER, ("林为民",)), (DECEMBER, ("周小禾",))):
        village.at(month.last, 9)
        for name in who:
            village.declare(name, "dues", month.first, month=month, basis="收缴表")
        village.confirm_all(month)
    village.at(date(2027, 1, 4))
    return village


def opened(office, actor: Actor | None = None):
    """The desk in its window, on October."""
    window = office(actor=actor)
    page = window.open("year")
    page.chips.choose("terms")
    page.chips.chosen.emit("terms")
    window.settle()
    assert isinstance(page.desk, TermDesk)
    return window, page, page.desk


def choose(window, desk: TermDesk, words: str) -> None:
    """Go to a term with the arrow keys."""
    labels = [choice.words for choice in desk._choices]
    for _ in range((labels.index(words) - labels.index(_now(desk))) % len(labels)):
        window.press(Qt.Key.Key_Right, widget=desk.chips._buttons[desk.chips.current])
        window.settle()
    assert _now(desk) == words


def _now(desk: TermDesk) -> str:
    return next(c.words for c in desk._choices if c.term.label == desk.chips.current)


def view(village: Village, kind: PeriodKind):
    app = village.app
    return app.terms.view(village.branch, app.terms.term_of(village.branch, OCTOBER, kind))


def texts(desk: TermDesk) -> dict[str, list[str]]:
    heads, lines = desk.members.table.export_rows()
    return {line[0]: line for line in [heads, *lines]}


class TestTable:
    def test_the_months_quarter_is_shown_with_sums_and_averages(self, office, lived):
        _, page, desk = opened(office)
        shown = texts(desk)
        assert shown["党员"] == ["党员", "10月", "11月", "12月", "本季合计", "与平均", "本年累计", "备注"]
        assert shown["林为民"][1:-1] == ["1.0", "1.0", "0.0", "2.0", "+1.5", "2.0"]
        assert desk.members.averages.text() == "平均：本支部 0.5"
        assert desk.members.averages.more == "本支部平均 0.5（8 人）"
        assert "各月已评定" in page.header.state_text
        assert desk.primary.text() == "季度定稿"

    def test_names_are_found_and_who_is_below_is_sorted_out(self, office, lived):
        window, _, desk = opened(office)
        desk.members.search.setFocus()
        window.type("sst")
        window.settle()
        assert [row.member.name for row in desk.members.table.shown_rows] == ["孙石头"]
        desk.members.search.clear()
        window.settle()
        window.press(Qt.Key.Key_Right, widget=desk.members.filters._buttons["all"])
        window.settle()
        below = {row.member.name for row in desk.members.table.shown_rows}
        assert below == {"王建国", "陈阿婆", "钱二妹", "赵新苗"}

    def test_a_member_has_his_months_beside_and_the_arithmetic_behind(self, office, lived):
        window, _, desk = opened(office)
        desk.members.table.select_uid(lived.members["林为民"])
        window.settle()
        assert "高于本支部平均 1.5 分" in desk.side.panel._note.text()
        window.press(Qt.Key.Key_T, widget=desk.members.table)
        window.settle()
        assert desk.side.tracing
        root = desk.side.trace.view.node_at(desk.side.trace.view.index_of(()))
        assert root.after == Decimal(2)
        window.press(Qt.Key.Key_Escape, widget=desk.members.table)
        assert not desk.side.tracing

    def test_the_year_shows_its_quarters(self, office, lived):
        window, _, desk = opened(office)
        choose(window, desk, "全年")
        assert texts(desk)["党员"][1:4] == ["四季", "全年合计", "与平均"]
        assert not desk.primary.isVisible()

    def test_a_reload_keeps_who_is_selected(self, office, lived):
        window, page, desk = opened(office)
        desk.members.table.select_uid(lived.members["钱二妹"])
        choose(window, desk, "下半年")
        assert desk.members.current.member.uid == lived.members["钱二妹"]
        page.refresh(None)
        window.settle()
        assert desk.members.current.member.uid == lived.members["钱二妹"]


class TestStates:
    def test_before_the_first_meeting_it_leads_there(self, office, village):
        village.at(date(2026, 10, 30))
        village.declare("林为民", "dues", date(2026, 10, 5), basis="收缴表")
        window, _, desk = opened(office)
        assert not desk.primary.isVisible()
        desk._switch.action_pressed.emit()
        assert window.window.current_key == "confirm"

    def test_a_missing_month_is_named_and_one_key_leads_to_it(self, office, village):
        village.at(date(2026, 10, 31), 9)
        village.confirm_all()
        village.at(date(2026, 11, 20))
        window, page, desk = opened(office)
        assert "还差 11月、12月" in page.header.state_text
        assert desk.primary.text() == "去评定 11月"
        desk.primary.click()
        window.settle()
        assert (window.window.current_key, window.context.month) == ("confirm", NOVEMBER)

    def test_a_viewer_looks_and_prints(self, office, lived):
        _, page, desk = opened(office, lived.viewer)
        assert page.read_only
        assert not desk.primary.isVisible()
        assert desk.print_button.isEnabled()

    def test_before_the_scheme_it_leads_to_the_first_month(self, office, lived):
        window, _, desk = opened(office)
        window.context.set_month(Month(2025, 11))
        window.settle()
        assert desk._switch.currentWidget() is not desk._stack
        desk._switch.action_pressed.emit()
        window.settle()
        assert window.context.month == Month(2026, 1)


class TestQuarter:
    def test_it_asks_first_and_enter_means_no(self, office, lived, message_mock):
        window, _, desk = opened(office)
        desk.primary.click()
        window.settle()
        message_mock.assert_shown(Level.QUESTION, "2026年第四季度", "定稿")
        assert not view(lived, PeriodKind.QUARTER).settled

    def test_settled_it_only_shows_and_goes_to_the_archive(self, office, lived, message_mock):
        window, page, desk = opened(office)
        message_mock.answer = "季度定稿"
        desk.primary.click()
        window.settle()
        assert view(lived, PeriodKind.QUARTER).settled
        assert page.read_only
        assert "林为民办理" in page.header.state_text
        assert desk.primary.text() == "归档"
        message_mock.answer = "归档"
        desk.primary.click()
        window.settle()
        assert view(lived, PeriodKind.QUARTER).figures.state is PeriodState.ARCHIVED
        assert not desk.primary.isVisible()

    def test_the_recorder_is_told_who_may(self, office, lived, message_mock):
        window, _, desk = opened(office, lived.recorder)
        desk.primary.click()
        window.settle()
        message_mock.assert_shown(Level.WARNING, "书记")
        assert not view(lived, PeriodKind.QUARTER).settled

    def test_what_changed_since_is_marked(self, office, lived):
        app = lived.app
        app.terms.settle(lived.secretary, lived.branch, view(lived, PeriodKind.QUARTER).term)
        app.members.exempt(
            lived.secretary, lived.members["林为民"], start=date(2026, 11, 1), end=None, reason="年老",
            applied_on=date(2026, 10, 20), approved_on=date(2027, 1, 3), approval_note="",
        )  # fmt: skip
        window, page, desk = opened(office)
        assert "此后有 1 人的分数有变动" in page.header.state_text
        desk.members.table.select_uid(lived.members["林为民"])
        window.settle()
        assert texts(desk)["林为民"][4] == "2.0"
        assert "现为" in desk.side.panel._note.text()


class TestHalfYear:
    def open_pane(self, office, lived, message_mock):
        window, _, desk = opened(office)
        choose(window, desk, "下半年")
        assert desk.primary.text() == "办理半年核定"
        desk.primary.click()
        window.settle()
        message_mock.answer = "核定生效"
        return window, desk

    def test_the_committee_verifies_by_keyboard(self, office, lived, message_mock):
        window, desk = self.open_pane(office, lived, message_mock)
        pane = desk.pane
        assert desk.primary.text() == "核定生效"
        assert pane.place.hasFocus()
        window.type("村委会")
        window.press(Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Return)
        window.type("3")
        window.press(Qt.Key.Key_Return)
        window.type("3")
        window.press(Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Return)
        assert pane.ticks.search.hasFocus()
        for name in ("lwm", "zxh", "sst"):
            window.type(name)
            window.press(Qt.Key.Key_Return)
        window.settle()
        kept = view(lived, PeriodKind.HALF).review
        assert (kept.saved, kept.draft.place, kept.draft.votes_for, len(kept.draft.present)) == (
            True,
            "村委会",
            3,
            3,
        )
        desk.primary.click()
        window.settle()
        shown = view(lived, PeriodKind.HALF)
        assert (shown.settled, shown.review.draft.kind) == (True, COMMITTEE)
        assert not desk.reviewing
        # S1 posts half-years: the red button leads to their board.
        assert desk.primary.text() == "去公示"
        desk.primary.click()
        window.settle()
        assert (window.window.current_key, window.context.month) == ("post", DECEMBER)

    def test_what_is_missing_is_marked_at_its_field(self, office, lived, message_mock):
        window, desk = self.open_pane(office, lived, message_mock)
        desk.pane.chair.clear()
        desk.pane.chair.textEdited.emit("")
        desk.primary.click()
        window.settle()
        assert "主持人" in desk.pane.form.fault_text("chair")
        assert "勾选到会的人" in desk.pane.fault.text()
        assert not view(lived, PeriodKind.HALF).settled
        # What was typed is not lost with the refusal.
        window.settle()
        assert view(lived, PeriodKind.HALF).review.saved

    def test_a_remark_is_kept_and_printed(self, office, lived, message_mock):
        window, _, desk = opened(office)
        choose(window, desk, "下半年")
        desk.members.table.select_uid(lived.members["孙石头"])
        window.settle()
        desk.members.remark.setFocus()
        window.type("与记录相符")
        desk.members.table.setFocus()
        window.settle()
        kept = view(lived, PeriodKind.HALF).review.remarks
        assert kept == {lived.members["孙石头"]: "与记录相符"}
        [sheet] = lived.app.press.sheets(DocumentKind.TERM_REVIEW, lived.branch, OCTOBER)
        assert [row.name for row in sheet.rows if row.remark] == ["孙石头"]

    def test_escape_goes_back_to_the_table(self, office, lived, message_mock):
        window, desk = self.open_pane(office, lived, message_mock)
        window.press(Qt.Key.Key_Escape, widget=desk.pane)
        assert not desk.reviewing
        assert desk.primary.text() == "办理半年核定"


class TestPaper:
    def test_the_workbook_is_named_after_the_term(self, office, lived, monkeypatch, tmp_path):
        window, _, desk = opened(office)
        asked = []

        def ask(_parent, _title, proposed, _kinds):
            asked.append(proposed)
            return str(tmp_path / "a.xlsx"), ""

        monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
        desk.print_button.actions_by_kind[DocumentKind.TERM_XLSX].trigger()
        window.settle()
        assert "2026年第四季度_" in asked[0]
        found = {row["姓名"]: row for row in cells((tmp_path / "a.xlsx").read_bytes())}
        assert (found["林为民"]["10月"], found["林为民"]["本季合计"]) == (1, 2)

    def test_the_verification_is_offered_where_there_is_one(self, office, lived):
        window, _, desk = opened(office)
        review = desk.print_button.actions_by_kind[DocumentKind.TERM_REVIEW]
        assert not review.isVisible()
        choose(window, desk, "下半年")
        assert review.isVisible()

    def test_every_step_has_a_key(self, office, lived):
        _, _, desk = opened(office)
        assert desk.print_button.key == "Ctrl+P"
        assert desk.side.why.key == "T"
        assert TermStep.SETTLE.value == desk.primary.text()
