"""异议更正 on a real ledger: taken in, answered and put right with the keyboard; what each role sees."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from app.services.corrections.objection_views import Raiser, Target
from app.services.corrections.objections import ObjectionDraft
from app.services.press import DocumentKind
from app.services.workflow import ObjectionState
from app.ui.messages import Level
from app.ui.pages.objections.objection_words import due_words
from tests.helpers.factories import NOVEMBER, OCTOBER

TODAY = date(2026, 11, 3)


@pytest.fixture
def posted(village):
    """October hangs; 孙石头 has two times volunteering."""
    village.at(date(2026, 10, 30))
    village.declare("孙石头", "volunteer", date(2026, 10, 13), quantity=2, basis="清淤")
    village.declare("林为民", "council", date(2026, 10, 13), basis="签到册")
    village.confirm_all()
    village.post()
    village.at(TODAY)
    return village


@pytest.fixture
def archived(posted):
    posted.close(on=date(2026, 11, 6))
    posted.at(date(2026, 11, 9), 15)
    return posted


def entry(village, member):
    return village.app.corrections.lines(village.branch, village.members[member], NOVEMBER)[0].uid


def register(village, **keys):
    keys.setdefault("about_uid", village.members["孙石头"])
    keys.setdefault("posting_uid", entry(village, "孙石头"))
    notice = village.app.objections.page(village.branch).notices[0].uid
    draft = ObjectionDraft(
        notice, TODAY, Raiser.MASSES, keys.pop("target", Target.LINE), "只来了半天", **keys
    )
    return village.app.objections.register(village.recorder, village.branch, draft).ids[0]


def total(village, member, month=OCTOBER):
    return village.app.records.figures(village.branch, month)[village.members[member]].total


def desk(page, key):
    page.chips.choose(key)
    page.refresh(None)
    return page.desk


class TestRegister:
    def test_faults_leave_the_fields_their_room(self, office, posted):
        """Below the fields, in a low window: they had taken nearly all of it."""
        window = office(actor=posted.recorder)
        page = window.open("objections")
        page.desk.new_button.click()
        window.settle()
        page.desk.primary.click()
        window.settle()
        side = page.desk.side
        assert page.desk.intake.faults.text().count("\n") >= 2
        assert page.desk.intake.faults.height() < side.height() / 3
        assert side._scroll.height() > side.height() / 2

    def test_taken_in_by_keyboard(self, office, posted):
        window = office(actor=posted.recorder)
        page = window.open("objections")
        page.desk.new_button.click()
        form = page.desk.intake
        form.raiser.setFocus()
        window.type("qem")
        window.press(Qt.Key.Key_Return)
        form.about.setFocus()
        window.type("sst")
        window.press(Qt.Key.Key_Return)
        window.settle()
        form.entry.setFocus()
        window.press(Qt.Key.Key_Down, widget=form.entry)
        form.content.setFocus()
        window.type("只来了半天")
        page.primary_action.click()
        window.settle()
        [row] = posted.app.objections.page(posted.branch).rows
        assert (row.raiser, row.about, row.line, row.content) == (
            "钱二妹", "孙石头", "10月13日 参加志愿服务", "只来了半天",
        )  # fmt: skip
        assert "已登记第 1 号异议" in window.toast
        assert page.desk.table.current_uid == row.uid

    def test_what_is_missing_is_marked(self, office, posted):
        window = office()
        page = window.open("objections")
        page.desk.new_button.click()
        page.primary_action.click()
        window.settle()
        form = page.desk.intake
        assert form.about.property("fault")
        assert "请填写异议内容" in form.faults.text()

    def test_the_steps_of_the_secretary_to_the_correction(self, office, posted, message_mock):
        uid = register(posted)
        window = office()
        page = window.open("objections")
        assert page.primary_action.text() == "保存核查情况"
        page.desk.answer.finding.setFocus()
        window.type("出工登记只有一次")
        page.primary_action.click()
        window.settle()
        assert posted.app.objections.get(uid).state is ObjectionState.FOUND
        answer = page.desk.answer
        assert page.primary_action.text() == "成立并更正"
        answer.reply.setFocus()
        window.type("属实，已更正")
        answer.second.pick(posted.members["王建国一"])
        answer.change.facts.quantity.setFocus()
        window.type("1")
        answer.change.reason.setFocus()
        window.type("只来了半天")
        answer.change.basis.setFocus()
        window.type("出工登记")
        window.settle()
        assert "4.0 → 2.0" in answer.change.effect.text()
        message_mock.answer = "答复"
        page.primary_action.click()
        window.settle()
        view = posted.app.objections.get(uid)
        assert (view.state, view.second) == (ObjectionState.UPHELD, "王建国")
        assert total(posted, "孙石头") == 2
        assert "公示" in window.toast
        assert page.primary_action.isHidden()

    def test_dismissed(self, office, posted, message_mock):
        uid = register(posted)
        posted.app.objections.find(posted.secretary, uid, finding="登记无误", on=TODAY)
        window = office()
        page = window.open("objections")
        page.desk.answer.decision.setFocus()
        window.press(Qt.Key.Key_Right, widget=page.desk.answer.decision)
        assert page.primary_action.text() == "不成立并答复"
        page.desk.answer.reply.set_text("登记无误")
        message_mock.answer = "答复"
        page.primary_action.click()
        window.settle()
        assert "请选第二人" in page.desk.answer.faults.text()
        assert not message_mock.shown, "refused before the question, not after it"
        page.desk.answer.second.pick(posted.members["王建国一"])
        page.primary_action.click()
        window.settle()
        assert posted.app.objections.get(uid).state is ObjectionState.DISMISSED

    def test_the_recorder_is_told_who_decides(self, office, posted, message_mock):
        uid = register(posted)
        window = office(actor=posted.recorder)
        page = window.open("objections")
        assert page.primary_action.text() == "保存核查情况"
        page.desk.answer.finding.set_text("出工登记只有一次")
        page.primary_action.click()
        window.settle()
        message_mock.assert_shown(Level.WARNING, "须由书记办理", "左下角")
        assert posted.app.objections.get(uid).state is ObjectionState.REGISTERED

    def test_choices_have_their_number_apart_from_their_words(self, office, posted):
        page = office().open("objections")
        assert page.desk.intake.notice.itemText(0).startswith("1．2026年10月")

    def test_a_viewer_only_looks(self, office, posted):
        register(posted)
        page = office(actor=posted.viewer).open("objections")
        assert page.read_only
        assert not page.desk.new_button.isEnabled()
        assert page.desk.answer.isHidden()

    def test_overdue_is_said(self, office, posted):
        register(posted)
        posted.at(date(2026, 11, 12))
        page = office().open("objections")
        assert "超过了答复期限" in page.header.state_text
        assert due_words(page.desk.table.current_row) == "超过 4 天"

    def test_without_a_hanging_notice_it_says_what_to_do(self, office, village):
        page = office().open("objections")
        assert not page.desk.new_button.isEnabled()
        assert "没有正在公示" in page.header.state_text

    def test_one_red_button_whatever_desk(self, office, posted):
        register(posted)
        window = office()
        page = window.open("objections")
        for key in ("correction", "supplement", "objections"):
            desk(page, key)
            window.settle()
            red = [d.primary for d in page._desks.values() if not d.primary.isHidden()]
            assert len(red) <= 1

    def test_a_form_number_opens_it(self, office, posted):
        uid = register(posted)
        register(posted, target=Target.TOTAL, posting_uid="")
        window = office()
        window.context.go("objections", uid)
        window.settle()
        assert window.window.current_page.desk.table.current_uid == uid


class TestCorrection:
    def test_from_an_entry_to_the_ledger(self, office, posted, message_mock):
        window = office()
        window.open("objections")
        window.context.go("objections", ("correction", entry(posted, "孙石头")))
        window.settle()
        page = window.window.current_page
        form = page.desk.form
        assert page.desk.member.text() == "孙石头"
        form.kind.setFocus()
        window.press(Qt.Key.Key_Right, widget=form.kind)
        form.reason.setFocus()
        window.type("没有去")
        form.basis.setFocus()
        window.type("出工登记")
        form.second.pick(posted.members["王建国一"])
        window.settle()
        assert "4.0 → 0.0" in form.effect.text()
        message_mock.answer = "更正"
        page.primary_action.click()
        window.settle()
        assert total(posted, "孙石头") == 0
        message_mock.assert_shown(Level.QUESTION, "4.0 → 0.0")
        shown = [row.data.mark for row in page.desk.lines.shown_rows]
        assert shown == ["已更正", "更正"] or shown == ["更正", "已更正"]

    def test_what_is_missing_is_marked_at_its_field(self, office, posted):
        window = office()
        window.open("objections")
        window.context.go("objections", ("correction", entry(posted, "孙石头")))
        window.settle()
        page = window.window.current_page
        page.desk.form.kind.choose("drop")
        page.primary_action.click()
        window.settle()
        assert page.desk.form.reason.property("fault")
        assert page.desk.form.second.property("fault")
        assert "第二人" in page.desk.form.faults.text()

    def test_a_missing_entry(self, office, posted, message_mock):
        window = office()
        page = window.open("objections")
        here = desk(page, "correction")
        window.settle()
        here.member.setFocus()
        window.type("zxh")
        window.press(Qt.Key.Key_Return)
        window.settle()
        here.missing_button.click()
        form = here.form
        form.facts.date.setFocus()
        window.type("10-12")
        form.facts.item.setFocus()
        window.type("dyysh")
        window.press(Qt.Key.Key_Return)
        form.reason.set_text("漏记")
        form.basis.setText("签到册")
        form.second.pick(posted.members["王建国一"])
        window.settle()
        message_mock.answer = "更正"
        page.primary_action.click()
        window.settle()
        assert total(posted, "周小禾") == 1

    def test_the_recorder_may_try_but_not_book(self, office, posted):
        window = office(actor=posted.recorder)
        page = window.open("objections")
        desk(page, "correction")
        window.context.go("objections", ("correction", entry(posted, "孙石头")))
        window.settle()
        assert not page.primary_action.isEnabled()
        assert "书记" in page.desk.access_text


class TestSupplement:
    def test_from_opening_to_effect(self, office, archived, message_mock):
        window = office()
        page = window.open("objections")
        here = desk(page, "supplement")
        window.settle()
        assert page.primary_action.text() == "召开补充评定会"
        here.meeting.reason.set_text("签到册漏交")
        page.primary_action.click()
        window.settle()
        here.member.setFocus()
        window.type("sst")
        window.press(Qt.Key.Key_Return)
        window.settle()
        here.line.setFocus()
        window.press(Qt.Key.Key_Down, widget=here.line)
        window.settle()
        here.form.facts.quantity.set_value(Decimal(1))
        here.form.reason.set_text("只去一次")
        here.form.basis.setText("出工登记")
        here.put_button.click()
        window.settle()
        assert len(here.entries.shown_rows) == 1
        message_mock.answer = "补充评定生效"
        page.primary_action.click()
        window.settle()
        assert total(archived, "孙石头", NOVEMBER) == 2
        assert "本月已补充评定 1 次" in page.header.state_text
        assert "BP-001" in here._past.text()

    def test_a_month_that_is_not_archived_says_why(self, office, posted):
        window = office()
        page = window.open("objections")
        here = desk(page, "supplement")
        window.settle()
        assert "还没有归档" in here.access_text
        assert page.primary_action.isHidden()

    def test_the_reason_is_asked_for(self, office, archived):
        window = office()
        page = window.open("objections")
        here = desk(page, "supplement")
        window.settle()
        page.primary_action.click()
        window.settle()
        assert here.meeting.reason.property("fault")


def test_every_table_keeps_qt_s_rules(office, posted, qtmodeltester):
    register(posted)
    window = office()
    page = window.open("objections")
    for key in ("objections", "correction", "supplement"):
        here = desk(page, key)
        window.settle()
        for name in ("table", "lines", "entries"):
            table = getattr(here, name, None)
            if table is not None:
                qtmodeltester.check(table.rows_model)


def test_the_file_of_one_slip_carries_its_number(posted):
    uid = register(posted)
    made = posted.app.press.render(DocumentKind.OBJECTION_SLIPS, posted.branch, OCTOBER, uids=[uid])
    assert made.file_name.endswith("_第1号.pdf")
