"""一票否决 in the window, by keyboard: proposed, completed, decided with a second person, repaired, revoked."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.services.workflow import VetoState
from app.services.year.veto_views import DECLINED
from app.services.year.vetoes import VetoDraft
from app.ui.messages import Level
from tests.helpers.factories import OCTOBER

ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape
DAY = date(2026, 10, 12)


@pytest.fixture
def desk(office, village):
    def open_it(actor=None):
        village.at(date(2026, 10, 30))
        window = office(actor=actor)
        page = window.open("year")
        page.show_target("vetoes")
        window.settle()
        return window, page, page.desk

    return open_it


def book(village):
    return village.app.vetoes.book(village.branch, OCTOBER)


def proposed(village, *, by=None, **keys):
    village.at(date(2026, 10, 29))
    fields = {"basis": "处分决定", "declined": True, **keys}
    draft = VetoDraft(village.members["孙石头"], "veto_discipline", DAY, **fields)
    return village.app.vetoes.propose(by or village.recorder, village.branch, draft).ids[0]


def test_proposed_by_keyboard_with_what_is_known(desk, village):
    window, page, made = desk(village.recorder)
    page.primary_action.click()
    form = made.panel.proposal
    assert form.member.hasFocus()
    window.type("sst")
    window.press(ENTER)
    window.settle()
    assert form.member.uid == village.members["孙石头"]
    form.day.setFocus()
    window.type("10-12")
    form.basis.setFocus()
    window.type("处分决定")
    window.press(ENTER)
    window.settle()
    [found] = book(village).vetoes
    assert (found.member.name, found.happened_on, found.basis) == ("孙石头", DAY, "处分决定")
    assert made.table.current_uid == found.uid


def test_what_is_missing_is_marked_and_nothing_is_written(desk, village):
    window, page, made = desk()
    page.primary_action.click()
    made.panel.proposal.save_button.click()
    window.settle()
    assert made.panel.proposal.member.property("fault")
    assert book(village).vetoes == ()
    window.press(ESCAPE, widget=made.panel.proposal.member)
    assert made.panel.proposal.isHidden()


def test_a_refusal_leaves_what_was_typed(desk, village, message_mock):
    window, page, made = desk()
    page.primary_action.click()
    form = made.panel.proposal
    form.member.pick(village.members["孙石头"])
    form.day.set_value(date(2026, 11, 20))
    form.save_button.click()
    window.settle()
    message_mock.assert_shown(Level.WARNING, "还没有到")
    assert not form.isHidden()
    assert form.day.value == date(2026, 11, 20)


def test_decided_with_a_second_person(desk, village, message_mock):
    uid = proposed(village)
    window, _, made = desk()
    made.table.setFocus()
    window.press(Qt.Key.Key_D, widget=made.table)
    form = made.panel.decide_form
    assert form.second.hasFocus()
    assert village.members["孙石头"] not in {person.uid for person in form.second._people}
    assert village.members["林为民"] not in {person.uid for person in form.second._people}
    form.second.pick(village.members["钱二妹"])
    message_mock.answer = "决定"
    form.save_button.click()
    window.settle()
    message_mock.assert_shown(Level.QUESTION, "孙石头", "归零", "钱二妹")
    found = book(village).vetoes[0]
    assert (found.uid, found.state, found.second) == (uid, VetoState.DECIDED, "钱二妹")
    assert made.panel.repair_button.isVisible()
    assert made.panel.change_button.isHidden()


def test_without_hearing_it_says_what_is_missing(desk, village, message_mock):
    proposed(village, declined=False)
    window, _, made = desk()
    made.panel.decide_button.click()
    made.panel.decide_form.second.pick(village.members["钱二妹"])
    made.panel.decide_form.save_button.click()
    window.settle()
    message_mock.assert_shown(Level.WARNING, "听取陈述", DECLINED)
    assert book(village).undecided


def test_the_recorder_is_told_who_decides(desk, village, message_mock):
    proposed(village)
    window, _, made = desk(village.recorder)
    made.panel.decide_button.click()
    made.panel.decide_form.second.pick(village.members["钱二妹"])
    made.panel.decide_form.save_button.click()
    window.settle()
    message_mock.assert_shown(Level.WARNING, "须由书记办理")


def test_changed_and_taken_away_while_proposed(desk, village):
    proposed(village)
    window, _, made = desk()
    made.table.setFocus()
    window.press(Qt.Key.Key_E, widget=made.table)
    form = made.panel.proposal
    assert form.declined.isChecked()
    form.declined.setChecked(False)
    form.heard_on.set_value(date(2026, 10, 20))
    form.statement.setText("承认错误")
    form.save_button.click()
    window.settle()
    assert book(village).vetoes[0].statement == "承认错误"
    made.panel.remove_button.click()
    window.settle()
    assert book(village).vetoes == ()


def test_repaired_and_revoked_with_their_own_second_person(desk, village):
    uid = proposed(village)
    village.at(date(2026, 10, 29), 12)
    village.app.vetoes.decide(village.secretary, uid, second_uid=village.members["钱二妹"])
    window, _, made = desk()
    made.panel.repair_button.click()
    form = made.panel.repair_form
    form.save_button.click()
    assert form.day.property("fault")
    form.day.set_value(date(2026, 10, 28))
    form.text.setText("整改报告")
    form.second.pick(village.members["陈阿婆"])
    form.save_button.click()
    window.settle()
    assert book(village).vetoes[0].state is VetoState.REPAIRED
    made.panel.revoke_button.click()
    made.panel.revoke_form.text.setText("处分撤销")
    made.panel.revoke_form.second.pick(village.members["钱二妹"])
    made.panel.revoke_form.save_button.click()
    window.settle()
    found = book(village).vetoes[0]
    assert (found.state, found.repair_second, found.revoke_second) == (VetoState.REVOKED, "陈阿婆", "钱二妹")


def test_a_viewer_only_looks(desk, village):
    proposed(village)
    _, page, made = desk(village.viewer)
    assert page.read_only
    assert made.primary.isHidden()
    assert not made.panel.decide_button.isEnabled()
    assert made.panel.print_button.isEnabled()


def test_the_model_keeps_the_rules_of_its_kind(desk, village, qtmodeltester):
    proposed(village)
    _, _, made = desk()
    qtmodeltester.check(made.table.rows_model)
