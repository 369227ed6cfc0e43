"""公示 of a posted month on screen: corrections and the next version, longer terms, looks, photos."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from app.resources import resource
from app.services.corrections.objection_views import Raiser, Target
from app.services.corrections.objections import ObjectionDraft
from app.services.corrections.rules import Change
from app.services.notices.board import BoardOptions
from app.services.scoring import PeriodKind
from app.services.terms import Term
from app.services.workflow import NoticeState, PeriodState
from app.ui.messages import Level
from app.ui.pages.declare.photos import PhotoAnswer, PhotoDialog
from tests.helpers.factories import OCTOBER

TERM = Term.of_month(OCTOBER)
AGAIN = date(2026, 11, 4)


@pytest.fixture
def posted(village, october):
    """October hangs from the first of November."""
    village.decide(october["rumor"], "return", reason="补通报")
    village.confirm_all()
    village.post()
    village.at(AGAIN)
    return village


def correct(village, member="林为民"):
    line = next(
        line for line in village.app.corrections.lines(village.branch, village.members[member], OCTOBER)
        if line.counted
    )  # fmt: skip
    change = Change(line.uid, None, "登记错了", "原始记录", village.members["钱二妹"])
    return village.app.corrections.correct(village.secretary, change)


def view(village, **keys):
    return village.app.notices.view(village.branch, TERM, **keys)


class TestNextVersion:
    def test_who_differs_is_named_and_the_red_button_leads_to_the_next_version(self, office, posted):
        correct(posted)
        page = office().open("post")
        assert "林为民：本期" in page.side.changes.text()
        assert page.primary_action.text() == "更正后重新公示"
        assert page.primary_action.isEnabled()

    def test_whole_names_are_told_beside_a_masked_board(self, office, village, october):
        village.decide(october["rumor"], "return", reason="补通报")
        village.confirm_all()
        draft = village.notice(date(2026, 11, 1), date(2026, 11, 5), options=BoardOptions(masked=True))
        village.app.notices.post(village.secretary, village.branch, TERM, draft)
        village.at(AGAIN)
        correct(village)
        page = office().open("post")
        assert "林为民：本期" in page.side.changes.text()
        assert all(row.name != "林为民" for part in view(village).sheet.lists for row in part.rows)

    def test_the_draft_shows_what_is_marked_and_asks_for_the_reason(self, office, posted, message_mock):
        correct(posted)
        window = office()
        page = window.open("post")
        page.primary_action.click()
        window.settle()
        assert page.primary_action.text() == "张贴新的一版"
        assert page.form.reason.isVisible()
        assert not page.form.looks.isEnabled() or not page.form.looks.order.isEnabled()
        assert (page.form.starts_on.value, page.form.ends_on.value) == (AGAIN, AGAIN + timedelta(days=4))
        page.primary_action.click()
        window.settle()
        assert page.form.reason.hasFocus()
        assert "重新公示" in window.toast
        window.type("异议核查后更正")
        page.form.place.setFocus()
        window.settle()
        message_mock.answer = "张贴新的一版"
        page.primary_action.click()
        window.settle()
        message_mock.assert_shown(Level.QUESTION, "第 2 版", "更正 1 人")
        shown = view(posted)
        assert (shown.version, shown.state, shown.sheet.version_reason) == (
            2, NoticeState.POSTED, "异议核查后更正",
        )  # fmt: skip
        assert page.primary_action.text() == "结束公示并归档"
        assert page.side.changes.isHidden()

    def test_esc_leaves_the_draft(self, office, posted):
        correct(posted)
        window = office()
        page = window.open("post")
        page.primary_action.click()
        window.settle()
        page.form.place.setFocus()
        window.press(Qt.Key.Key_Escape)
        window.settle()
        assert page.primary_action.text() == "更正后重新公示"
        assert page.side.back.isHidden()

    def test_the_old_version_can_be_looked_at_and_printed(self, office, posted, monkeypatch):
        correct(posted)
        draft = posted.notice(AGAIN, AGAIN + timedelta(days=4))
        posted.app.notices.repost(posted.secretary, posted.branch, TERM, replace(draft, reason="更正"))
        window = office()
        page = window.open("post")
        assert page.side.versions.isVisible()
        page.side.versions.setFocus()
        window.press(Qt.Key.Key_Right, widget=page.side.versions)
        window.settle()
        assert "已由新的一版代替" in page.header.state_text
        assert page.read_only
        assert not page.primary_action.isVisible()
        asked = []
        monkeypatch.setattr(
            "app.ui.pages.post.page.print_documents", lambda *_args, board: asked.append(board.version)
        )
        page.side.prints[next(iter(page.side.prints))].click()
        assert asked == [1]


class TestObjections:
    def test_an_open_objection_is_named_and_the_notice_cannot_be_closed(self, office, posted):
        draft = ObjectionDraft(
            notice_uid=view(posted).uid, raised_on=AGAIN, raiser_kind=Raiser.ANONYMOUS, target=Target.TOTAL,
            content="分不对", about_uid=posted.members["孙石头"],
        )  # fmt: skip
        posted.app.objections.register(posted.recorder, posted.branch, draft)
        posted.at(date(2026, 11, 9))
        page = office().open("post")
        assert "有异议" in page.header.state_text
        assert "2026 年第 1 号" in page.side.waiting.text()
        assert not page.primary_action.isEnabled()
        assert page.side.answer.isVisible()


class TestPhotos:
    @pytest.fixture
    def picture(self, tmp_path):
        path = tmp_path / "公示栏.jpg"
        Image.new("RGB", (3000, 2000), "white").save(path)
        return path

    def test_a_photo_is_added_shown_and_removed_again(self, office, posted, picture, monkeypatch):
        window = office()
        page = window.open("post")
        assert "还没有张贴照片" in page.side.photos.title.text()
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(picture), ""))
        page.side.photos.add_button.click()
        window.settle()
        assert page.side.photos.title.text() == "张贴照片 1 张"
        [thumb] = page.side.photos.thumbs
        assert not thumb.icon().isNull()
        asked = []

        def answer(_parent, name, data, *, removable):
            asked.append((name, removable, len(data) < 310_000))
            return PhotoAnswer.REMOVE

        monkeypatch.setattr(PhotoDialog, "ask", answer)
        thumb.click()
        window.settle()
        assert asked == [("公示栏.jpg", True, True)]
        assert page.side.photos.thumbs == ()
        assert view(posted).photos == ()

    def test_after_the_close_it_stays(self, office, posted, picture, monkeypatch):
        posted.app.notice_photos.add(posted.recorder, view(posted).uid, picture)
        posted.close(on=date(2026, 11, 6))
        window = office()
        page = window.open("post")
        asked = []

        def answer(_parent, _name, _data, *, removable):
            asked.append(removable)
            return PhotoAnswer.CLOSED

        monkeypatch.setattr(PhotoDialog, "ask", answer)
        page.side.photos.thumbs[0].click()
        assert asked == [False]

    def test_a_viewer_adds_none(self, office, posted):
        window = office()
        window.act_as(posted.viewer)
        page = window.open("post")
        assert page.side.photos.add_button.isHidden()


class TestLooks:
    def test_masked_names_and_kinds_of_deduction_are_kept_for_posting(
        self, office, village, october, message_mock
    ):
        village.decide(october["rumor"], "return", reason="补通报")
        village.confirm_all()
        village.at(date(2026, 11, 2))
        window = office()
        page = window.open("post")
        page.form.looks.masked.click()
        page.form.looks.deductions.click()
        window.settle()
        message_mock.answer = "张贴公示"
        page.primary_action.click()
        window.settle()
        shown = view(village)
        assert shown.draft.options == BoardOptions(masked=True, deductions=True)
        assert "林**" in {row.name for part in shown.sheet.lists for row in part.rows}

    def test_what_is_printed_before_posting_is_what_is_shown(self, office, village, october, monkeypatch):
        village.decide(october["rumor"], "return", reason="补通报")
        village.confirm_all()
        village.at(date(2026, 11, 2))
        window = office()
        page = window.open("post")
        page.form.looks.masked.click()
        window.settle()
        printed = []
        monkeypatch.setattr(
            "app.ui.pages.post.page.print_documents", lambda *_args, board: printed.append(board)
        )
        page.side.prints[next(iter(page.side.prints))].click()
        assert "林**" in {row.name for part in printed[0].lists for row in part.rows}


class TestTerms:
    @pytest.fixture
    def quarterly(self, village):
        """The scheme posts quarters; October to December are confirmed and archived, the quarter is settled."""
        text = resource("schemes", "S1.toml").read_text("utf-8")
        text = text.replace('["month", "half", "year"]', '["quarter"]')
        village.app.schemes.adopt(
            village.secretary, village.branch, text=text, starts_on=date(2026, 10, 1), note="测试"
        )
        months = (OCTOBER, OCTOBER.next, OCTOBER.next.next)
        for month in months:
            village.at(month.last, 9)
            village.declare("林为民", "dues", month.first, month=month)
            village.confirm_all(month)
            village.at(month.next.first)
            if month != months[-1]:
                village.app.notices.archive(village.secretary, village.branch, Term.of_month(month))
        return village, months[-1]

    def term(self, village, month):
        found = village.app.notices.terms(village.branch, month)
        return next(term for term in found if term.kind is PeriodKind.QUARTER)

    def test_a_month_that_is_not_posted_shows_no_board_and_is_archived(self, office, quarterly, message_mock):
        village, month = quarterly
        window = office()
        window.context.set_month(month)
        page = window.open("post")
        assert not page.picture.isVisible()
        assert page.primary_action.text() == "归档"
        assert [b.text() for b in page.terms._buttons.values()] == ["12月", "第四季度"]
        message_mock.answer = "归档"
        page.primary_action.click()
        window.settle()
        assert (
            village.app.notices.view(village.branch, Term.of_month(month)).period_state
            is PeriodState.ARCHIVED
        )

    def test_the_quarter_waits_for_its_settling_and_is_then_posted(self, office, quarterly, message_mock):
        village, month = quarterly
        window = office()
        window.context.set_month(month)
        page = window.open("post")
        page.terms.setFocus()
        window.press(Qt.Key.Key_Right, widget=page.terms)
        window.settle()
        assert "还没有核定" in page.header.state_text
        assert not page.picture.isVisible()
        village.app.terms.settle(village.secretary, village.branch, self.term(village, month))
        page.terms.choose(Term.of_month(month).label)
        window.context.go("post", self.term(village, month).label)
        window.settle()
        assert page.picture.isVisible()
        assert page.form.looks.columns.current == "months"
        page.form.place.set_text("公开栏")
        page.form.place.editingFinished.emit()
        window.settle()
        message_mock.answer = "张贴公示"
        page.primary_action.click()
        window.settle()
        shown = village.app.notices.view(village.branch, self.term(village, month))
        assert shown.state is NoticeState.POSTED
        assert shown.sheet.detail_columns == ("10月", "11月", "12月")
