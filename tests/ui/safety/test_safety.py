"""What 首页 and 系统 say about room, date, copies and backups, and the ways out."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel

from app.services.backup import list_backups
from app.services.recovery import newest_sound_backup
from app.services.safety.history import Break, BrokenHistory
from app.services.store import Upgraded
from app.ui.messages import Level
from app.ui.old_ledger import OldLedgerAnswer, OldLedgerDialog
from app.ui.safety.date_dialog import DateDialog
from app.ui.widgets.buttons import Button, ButtonKind

MB = 1024 * 1024
DAY = date(2026, 10, 10)


@pytest.fixture
def stick(tmp_path, computer, monkeypatch):
    """A stick, and her choosing it."""
    folder = tmp_path / "stick"
    folder.mkdir()
    computer.sticks.add(folder)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(folder))
    return folder


def todo_texts(page) -> list[str]:
    return [label.text() for label in page.todo_card.findChildren(type(page.todo_card._heading))]


class TestRoom:
    @pytest.mark.parametrize(("free", "words"), [(100, "尽快清理"), (20, "只能查看和打印")])
    def test_both_pages_say_it(self, office, computer, free, words):
        computer.free = free * MB
        window = office()
        for key in ("home", "system"):
            banners = window.open(key).banners
            assert banners.isVisible()
            assert words in banners.room.text
            assert not banners.date.isVisible()

    def test_with_enough_room_nothing_stands_there(self, office):
        window = office()
        for key in ("home", "system"):
            assert not window.open(key).banners.isVisible()

    def test_what_cannot_be_saved_is_a_message_and_goes_on_later(self, office, computer, message_mock):
        window = office()
        page = window.open("system")
        computer.free = 20 * MB
        page.options.fields["late_days"].setValue(40)
        window.settle()
        message_mock.assert_shown(Level.CRITICAL, "不能保存", "腾出至少 200 MB")
        assert page.options.fields["late_days"].value() == 62
        computer.free = 900 * MB
        page.options.fields["late_days"].setValue(40)
        window.settle()
        assert not page.banners.isVisible()
        assert {p.option.key: p.value for p in window.village.app.preferences.all()}["late_days"] == 40


class TestDate:
    def answer(self, monkeypatch, day):
        monkeypatch.setattr(DateDialog, "ask", staticmethod(lambda _parent, _view: day))

    @pytest.mark.parametrize("key", ["home", "system"])
    def test_it_is_asked_for_and_settled(self, office, village, monkeypatch, key):
        village.at(date(1970, 1, 2))
        window = office()
        page = window.open(key)
        assert "电脑日期是 1970-01-02" in page.banners.date.text
        assert page.banners.date.button.text() == "核对日期"
        self.answer(monkeypatch, date(2026, 10, 20))
        page.banners.date.button.click()
        window.settle()
        assert "按 2026-10-20 办理" in page.banners.date.text
        assert not page.banners.date.button.isVisible()
        assert "今天按 2026-10-20 办理" in window.toast

    def test_a_date_that_cannot_be_right_either_is_a_message(
        self, office, village, monkeypatch, message_mock
    ):
        village.at(date(1970, 1, 2))
        window = office()
        page = window.open("home")
        self.answer(monkeypatch, date(2062, 11, 20))
        page.banners.date.button.click()
        window.settle()
        message_mock.assert_shown(Level.WARNING, "年份")
        assert "1970-01-02" in page.banners.date.text

    def test_a_viewer_sees_it_without_the_button(self, office, village):
        village.at(date(1970, 1, 2))
        window = office(actor=village.viewer)
        banner = window.open("home").banners.date
        assert banner.isVisible()
        assert not banner.button.isVisible()

    def test_the_dialog_takes_a_typed_date_and_repeats_it_in_words(self, qtbot, village):
        village.at(date(1970, 1, 2))
        dialog = DateDialog(village.app.safety.view())
        qtbot.addWidget(dialog)
        dialog.typed_button.click()
        assert dialog.field.property("fault")
        assert dialog.result() == 0
        QTest.keyClicks(dialog.field, "1020")
        assert dialog._meant.text() == "即 2026年10月20日 星期二"
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)
        assert (dialog.result(), dialog.day) == (1, date(2026, 10, 20))

    def test_or_her_word_that_the_computer_is_right(self, qtbot, village):
        village.at(date(2026, 9, 30))
        dialog = DateDialog(village.app.safety.view())
        qtbot.addWidget(dialog)
        dialog.right_button.click()
        assert (dialog.result(), dialog.day) == (1, date(2026, 9, 30))


class TestCopies:
    def test_home_reminds_and_leads_to_the_button(self, office, village, stick):
        village.at(date(2026, 11, 20))
        window = office()
        page = window.open("home")
        button = next(b for b in page.todo_card.findChildren(Button) if "另一个盘" in b.accessibleName())
        assert button.text() == "去复制"
        button.click()
        window.settle()
        assert window.window.current_key == "system"
        system = window.window.current_page
        assert "另一个盘" in system.backups._note.text()
        # Without any backup yet: one is made for it.
        system.backups.copy_button.click()
        window.settle()
        assert window.toast == "已复制并核对，可以拔出"
        assert [p.name for p in stick.iterdir()] == [list_backups(village.app.paths.backups)[0].path.name]
        assert "11月20日" in system.backups._copied.text()
        assert "另一个盘" not in system.backups._note.text()

    def test_an_older_backup_that_is_selected_is_the_one_copied(self, office, village, stick):
        village.at(date(2026, 10, 20))
        for name in ("孙石头", "钱二妹"):
            village.declare(name, "dues", DAY)
            village.app.system.backup_now(village.secretary)
        window = office()
        page = window.open("system")
        older = page.backups.table.shown_rows[1]
        page.backups.table.select_uid(older.path.name)
        page.backups.copy_button.click()
        window.settle()
        assert [p.name for p in stick.iterdir()] == [older.path.name]

    def test_the_same_disk_is_told(self, office, village, tmp_path, monkeypatch, message_mock):
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path))
        window = office()
        window.open("system").backups.copy_button.click()
        window.settle()
        message_mock.assert_shown(Level.WARNING, "同一个盘")


class TestRound:
    def test_a_bad_backup_is_shown_on_both_pages(self, office, village):
        village.at(date(2026, 10, 20))
        for name in ("孙石头", "钱二妹"):
            village.declare(name, "dues", DAY)
            village.app.system.backup_now(village.secretary)
        older = list_backups(village.app.paths.backups)[1].path
        older.write_bytes(older.read_bytes()[:40_000])
        window = office()
        page = window.open("home")
        page.backup_round.go()
        window.settle()
        assert any("的备份已损坏" in b.accessibleName() for b in page.todo_card.findChildren(Button))
        assert "已损坏" in window.toast
        system = window.open("system")
        assert "的备份已损坏" in system.backups._note.text()
        rows = {row.path.name: row for row in system.backups.table.shown_rows}
        assert system.backups._state_words(rows[older.name]) == "已损坏"

    def test_a_sound_one_says_nothing(self, office, village):
        window = office()
        page = window.open("home")
        page.backup_round.go()
        window.settle()
        assert window.toast == ""


def test_an_upgrade_is_told_once_and_quietly(office, village):
    village.app.store.upgraded = Upgraded(
        "0.1.0", "0.2.0", village.app.paths.backups / "ledger-01-000009-x.db"
    )
    page = office().open("home")
    [text] = [text for text in todo_texts(page) if "升级" in text]
    assert "从 0.1.0 版升级，适用 0.2.0 版" in text
    assert "ledger-01-000009-x.db" in text


class TestOldLedger:
    OLDER = BrokenHistory(Break.OLDER, 12, "2026-10-01", 45)

    @pytest.fixture
    def make(self, qtbot):
        def dialog(found, recovery=None) -> OldLedgerDialog:
            made = OldLedgerDialog(found, recovery)
            qtbot.addWidget(made)
            return made

        return dialog

    def test_it_says_what_is_missing_and_closing_leaves_everything(self, make):
        dialog = make(self.OLDER)
        assert dialog.recover_button.isHidden()
        dialog.reject()
        assert dialog.answer is OldLedgerAnswer.LEAVE

    def test_it_is_taken_only_against_the_number(self, make):
        dialog = make(self.OLDER)
        for wrong in ("", "32"):
            dialog.typed.setText(wrong)
            dialog.accept_button.click()
            assert dialog.answer is OldLedgerAnswer.LEAVE
            assert dialog.typed.property("fault")
        dialog.typed.setText("33")
        dialog.accept_button.click()
        assert dialog.answer is OldLedgerAnswer.ACCEPT

    def test_a_backup_that_holds_what_was_seen_is_the_red_button(self, make, village):
        village.app.system.backup_now(village.secretary)
        found = newest_sound_backup(village.app.paths)
        assert found.whole
        dialog = make(BrokenHistory(Break.OLDER, 3, "2026-10-01", found.backup.events), found)
        assert not dialog.recover_button.isHidden()
        dialog.recover_button.click()
        assert dialog.answer is OldLedgerAnswer.RECOVER

    def test_one_that_does_not_is_not_offered(self, make, village):
        village.at(date(2026, 10, 20))
        village.app.system.backup_now(village.secretary)
        village.declare("孙石头", "dues", DAY)
        village.app.store.remember()
        found = newest_sound_backup(village.app.paths)
        assert not found.whole
        dialog = make(BrokenHistory(Break.OLDER, 3, "2026-10-01", found.backup.events + 1), found)
        assert dialog.recover_button.isHidden()

    def test_another_ledger_may_have_been_moved_here_and_nobody_is_blamed(self, make, village):
        village.app.system.backup_now(village.secretary)
        dialog = make(
            BrokenHistory(Break.OTHER, 812, "2026-09-30", 12), newest_sound_backup(village.app.paths)
        )
        words = "".join(each.text() for each in dialog.findChildren(QLabel))
        assert "如果是从别的电脑搬来的，可以就用这一份" in words
        assert "有人" not in words
        assert "原来的台账也可以找回来" in words
        assert dialog.recover_button.kind is not ButtonKind.PRIMARY
        dialog.typed.setText("812")
        dialog.accept_button.click()
        assert dialog.answer is OldLedgerAnswer.ACCEPT
