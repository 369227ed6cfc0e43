"""系统 on a real ledger."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from app.errors import UserError
from app.services.exchange.roster import RosterRow, RosterValues
from app.services.setup import SetupRequest
from app.services.workflow import Role
from app.ui.messages import Level
from app.ui.pages.system.backup_card import size_words
from app.ui.pages.system.restore_dialog import RestoreDialog
from app.ui.theme.theme import apply_theme, current_scale
from tests.ui.printing.office import declare_october


@pytest.fixture
def page_with_backup(office, village):
    village.app.system.backup_now(village.secretary)
    window = office()
    return window, window.open("system")


class TestBackups:
    def test_the_red_button_makes_a_verified_backup(self, office, village):
        window = office()
        page = window.open("system")
        assert page.backups.table.shown_rows == []
        assert not page.backups.restore_button.isEnabled()
        page.primary_action.click()
        window.settle()
        assert len(page.backups.table.shown_rows) == 1
        assert "已备份并核对" in window.toast

    def test_checking_says_that_it_is_sound(self, page_with_backup):
        window, page = page_with_backup
        page.backups.verify_button.click()
        window.settle()
        assert page.backups._state_words(page.backups.table.current_row) == "完好"

    def test_a_damaged_backup_is_named(self, page_with_backup):
        window, page = page_with_backup
        backup = page.backups.table.current_row
        backup.path.write_bytes(b"x" * 5000)
        page.backups.verify_button.click()
        window.settle()
        assert "已损坏" in page.backups._state_words(backup)
        assert "10月1日 09:00 的备份已损坏" in page.backups._note.text()

    def test_a_copy_goes_to_another_disk(self, page_with_backup, tmp_path, monkeypatch, message_mock):
        window, page = page_with_backup
        stick = tmp_path / "stick"
        stick.mkdir()
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(stick))
        page.backups.copy_button.click()
        window.settle()
        assert [path.name for path in stick.iterdir()] == [page.backups.table.current_row.path.name]
        assert "已复制并核对" in message_mock.last.text


class TestRestore:
    def test_it_needs_the_number_typed_back(self, qtbot, page_with_backup, village):
        declare_october(village)
        plan = village.app.system.plan_restore(village.secretary, village.app.system.view().backups[0].path)
        dialog = RestoreDialog(plan)
        qtbot.addWidget(dialog)
        dialog.typed.setText("1")
        dialog.restore_button.click()
        assert dialog.typed.property("fault")
        assert dialog.result() == 0
        dialog.typed.setText(str(plan.now - plan.backup.events))
        dialog.restore_button.click()
        assert dialog.result() == 1

    def test_after_it_all_pages_read_the_old_ledger(self, page_with_backup, village, monkeypatch):
        window, page = page_with_backup
        confirm = window.open("confirm")
        declare_october(village)
        village.collect()
        confirm.refresh(None)
        window.settle()
        assert len(confirm.lines.lines) == 9
        window.open("system")
        monkeypatch.setattr(
            RestoreDialog, "ask", staticmethod(lambda _parent, plan: str(plan.now - plan.backup.events))
        )
        page.backups.table.selectRow(0)
        page.backups.restore_button.click()
        window.settle()
        confirm = window.open("confirm")
        assert list(confirm.lines.lines) == []

    def test_the_recorder_is_told_who_may(self, page_with_backup, village, message_mock):
        window, page = page_with_backup
        window.act_as(village.recorder)
        page.backups.restore_button.click()
        window.settle()
        message_mock.assert_shown(Level.WARNING, "书记")


class TestSettings:
    def test_branch_data_is_saved_when_a_field_is_left(self, office, village):
        window = office()
        page = window.open("system")
        field = page.branch_form.fields["contact"]
        field.setFocus()
        field.setText("周小禾 10099998888")
        page.branch_form.fields["places"].setFocus()
        window.settle()
        assert window.context.branch.contact == "周小禾 10099998888"

    def test_an_empty_name_is_marked_and_not_saved(self, office, village):
        window = office()
        page = window.open("system")
        field = page.branch_form.fields["name"]
        field.setFocus()
        field.clear()
        page.branch_form.fields["places"].setFocus()
        window.settle()
        assert field.property("fault")
        assert window.context.branch.name

    def test_large_type_holds_at_once_and_next_time(self, office, village, qapp):
        window = office()
        page = window.open("system")
        try:
            page.large_switch.click()
            assert current_scale().body == 14
            assert window.context.settings.large_type
        finally:
            apply_theme(QApplication.instance(), large=False)

    def test_settings_are_the_secretarys(self, office, village):
        window = office()
        page = window.open("system")
        field = page.options.fields["late_days"]
        field.setValue(40)
        window.settle()
        values = {each.option.key: each.value for each in village.app.preferences.all()}
        assert values["late_days"] == 40
        window.act_as(village.recorder)
        assert not page.options.isEnabled()

    def test_a_viewer_only_looks(self, office, village):
        window = office()
        window.act_as(village.viewer)
        page = window.open("system")
        assert window.context.actor.role is Role.VIEWER
        assert not page.primary_action.isVisible()
        assert page.branch_form.fields["name"].isReadOnly()


def test_events_are_the_newest_first(office, village):
    page = office().open("system")
    numbers = [event.seq for event in page.events.shown_rows]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers


def test_sizes_are_said_plainly():
    assert size_words(1_540_000) == "1.5 兆"
    assert size_words(40_000) == "40 千字节"


def test_pictures_that_did_not_come_back_are_told(office, village, message_mock, monkeypatch):
    village.app.system.backup_now(village.secretary)
    (village.app.paths.backups / "attachments.db").write_bytes(b"x" * 5000)
    window = office()
    page = window.open("system")
    monkeypatch.setattr(RestoreDialog, "ask", lambda _parent, plan: str(plan.lost_count))
    page.backups.restore_button.click()
    window.settle()
    message_mock.assert_shown(Level.WARNING, "已恢复到第", "附件图片没有找回")


class TestOfficers:
    """操作人: after an election the new officers are taken from the roster."""

    def names(self, village):
        return {a.role: a.name for a in village.app.units.accounts(village.branch)}

    def take(self, window, field, letters: str) -> None:
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, letters)
        QTest.keyClick(field, Qt.Key.Key_Return)
        window.settle()

    def test_the_secretary_hands_an_office_on(self, office, village):
        window = office()
        page = window.open("system")
        recorder = page.officers.fields[Role.RECORDER]
        assert recorder.text() == "周小禾"
        self.take(window, recorder, "sst")
        assert self.names(village) == {Role.SECRETARY: "林为民", Role.RECORDER: "孙石头"}
        assert page.officers.fields[Role.RECORDER].text() == "孙石头"
        assert "组织委员：孙石头" in window.toast

    def test_nobody_else_may(self, office, village):
        page = office(actor=village.recorder).open("system")
        assert all(field.isReadOnly() for field in page.officers.fields.values())
        assert "由书记更换" in page.officers.note.text()

    def test_taking_the_same_person_again_writes_nothing(self, office, village):
        window = office()
        page = window.open("system")
        before = village.app.system.view().seq
        self.take(window, page.officers.fields[Role.SECRETARY], "lwm")
        assert village.app.system.view().seq == before

    def test_an_emptied_field_shows_the_officer_again(self, office, village):
        window = office()
        page = window.open("system")
        field = page.officers.fields[Role.RECORDER]
        field.setFocus()
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
        page.backups.table.setFocus()
        window.settle()
        assert field.text() == "周小禾"
        assert self.names(village)[Role.RECORDER] == "周小禾"

    def test_who_left_becomes_no_officer(self, village):
        uid = village.members["孙石头"]
        village.app.members.leave(village.recorder, uid, last_day=date(2026, 10, 1), how="transferred")
        with pytest.raises(UserError, match="已不在支部"):
            village.app.units.add_account(
                village.secretary, village.branch, member_uid=uid, role=Role.RECORDER
            )

    def test_a_new_secretary_leaves_the_recorder_of_the_whole_village_in_office(self, empty):
        rows = [
            RosterRow(number, RosterValues(name=name), {}, (), usable=True)
            for number, name in enumerate(("林为民", "周小禾", "孙石头"), 2)
        ]
        request = SetupRequest(unit="竹溪村支部", secretary="林为民", recorder="周小禾", preset="S1")
        branch = empty.setup.set_up(request, rows).branch_uid
        secretary = empty.units.accounts(branch)[0]
        uid = next(m.uid for m in empty.members.rows(date(2026, 10, 1)) if m.name == "孙石头")
        empty.units.add_account(secretary, branch, member_uid=uid, role=Role.SECRETARY)
        found = [(a.role, a.name) for a in empty.units.accounts(branch)]
        assert found == [(Role.SECRETARY, "孙石头"), (Role.RECORDER, "周小禾")]
