"""The start with a ledger that is damaged or gone: a backup, another file, a new one, or nothing at all."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from app.paths import AppPaths
from app.services.backup import list_backups
from app.services.recovery import newest_sound_backup
from app.services.store import LedgerDamaged
from app.ui.lost_ledger import START_OVER_WORDS, LostLedgerAnswer, LostLedgerDialog
from app.ui.main import Shell
from app.ui.messages import Level
from app.ui.ui_settings import UiSettings
from app.ui.widgets.buttons import ButtonKind

DAY = date(2026, 10, 10)


@pytest.fixture
def lost(village, tmp_path):
    """A ledger with one backup and one line after it; its file is spoilt. A copy of the backup is on a stick."""
    settings = UiSettings(village.app.paths.settings_file)
    settings.branch = village.branch
    settings.sync()
    village.at(date(2026, 10, 20))
    village.declare("孙石头", "dues", DAY)
    village.app.system.backup_now(village.recorder)
    village.declare("钱二妹", "dues", DAY)
    village.app.close()
    paths = village.app.paths
    paths.ledger.write_bytes(bytes(100) + paths.ledger.read_bytes()[100:])
    stick = tmp_path / "stick"
    stick.mkdir()
    shutil.copy(list_backups(paths.backups)[0].path, stick)
    return village


@pytest.fixture
def run(qtbot, qapp, paths, clock, lost, monkeypatch):
    """Starts the program and gives the answers in turn; keeps what was offered each time."""
    shells = []

    def start(*answers) -> tuple[Shell, list]:
        asked, left = [], list(answers)

        def ask(_parent, fault, offered):
            asked.append((fault, offered))
            return left.pop(0)

        monkeypatch.setattr(LostLedgerDialog, "ask", staticmethod(ask))
        shell = Shell(paths, UiSettings(paths.settings_file), clock=clock)
        shell.codes = []
        shell.ended.connect(shell.codes.append)
        shells.append(shell)
        shell.open()
        qtbot.waitUntil(lambda: bool(shell.codes) or shell._start.services is not None, timeout=20_000)
        assert not left
        return shell, asked

    yield start
    QApplication.setQuitOnLastWindowClosed(True)
    for shell in shells:
        shell.finish()
        for window in (shell.window, shell.assistant):
            if window is not None:
                window.hide()
                window.deleteLater()


def newest_action(shell: Shell) -> str:
    return shell._start.services.system.view().events[0].action


def test_on_her_word_the_backup_takes_its_place(run, paths):
    shell, [(fault, offered)] = run((LostLedgerAnswer.RECOVER, None))
    assert fault.title == "台账文件已损坏"
    assert "2026-10-20" in offered.sentence
    assert newest_action(shell) == "恢复备份"
    assert list(paths.backups.glob("damaged-*.db"))


def test_leaving_changes_nothing(run, paths):
    spoilt = paths.ledger.read_bytes()
    shell, _ = run((LostLedgerAnswer.LEAVE, None))
    assert shell.codes == [1]
    assert paths.ledger.read_bytes() == spoilt
    assert not list(paths.backups.glob("damaged-*.db"))


def test_a_backup_from_a_stick_is_checked_shown_and_then_used(run, paths, tmp_path):
    for backup in list_backups(paths.backups):
        backup.path.unlink()
    [file] = (tmp_path / "stick").glob("*.db")
    shell, asked = run((LostLedgerAnswer.CHOSEN, file), (LostLedgerAnswer.RECOVER, None))
    assert asked[0][1] is None
    assert asked[1][1].backup.path == file
    assert newest_action(shell) == "恢复备份"


def test_a_file_that_is_no_backup_is_a_message_and_she_is_asked_again(run, paths, tmp_path, message_mock):
    file = tmp_path / "照片.db"
    file.write_bytes(b"JFIF")
    shell, asked = run((LostLedgerAnswer.CHOSEN, file), (LostLedgerAnswer.LEAVE, None))
    message_mock.assert_shown(Level.WARNING, "照片.db")
    assert asked[0][1] == asked[1][1]
    assert shell.codes == [1]


def test_without_any_backup_a_new_ledger_leads_to_the_assistant(qtbot, run, paths):
    shutil.rmtree(paths.backups)
    paths.ledger.unlink()
    shell, [(fault, offered)] = run((LostLedgerAnswer.START_OVER, None))
    assert (fault.title, offered) == ("台账文件不见了", None)
    qtbot.waitUntil(lambda: shell.assistant is not None)
    assert shell.assistant.isVisible()


class TestDialog:
    GONE = LedgerDamaged("数据文件夹里没有台账文件。", title="台账文件不见了")

    @pytest.fixture
    def make(self, qtbot):
        def dialog(offered=None) -> LostLedgerDialog:
            made = LostLedgerDialog(self.GONE, offered)
            qtbot.addWidget(made)
            return made

        return dialog

    def test_without_a_backup_the_file_is_the_red_button(self, make, monkeypatch, tmp_path):
        dialog = make()
        assert dialog.windowTitle() == "台账文件不见了"
        assert dialog.recover_button.isHidden()
        assert dialog.file_button.kind is ButtonKind.PRIMARY
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: ("", ""))
        dialog.file_button.click()
        assert dialog.answer is LostLedgerAnswer.LEAVE
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(tmp_path / "a.db"), ""))
        dialog.file_button.click()
        assert (dialog.answer, dialog.file) == (LostLedgerAnswer.CHOSEN, tmp_path / "a.db")

    def test_with_one_it_says_up_to_where_it_goes(self, make, lost):
        found = newest_sound_backup(AppPaths(lost.app.paths.root))
        dialog = make(found)
        words = "".join(each.text() for each in dialog.findChildren(QLabel))
        assert found.sentence in words
        assert dialog.file_button.kind is ButtonKind.PLAIN
        dialog.recover_button.click()
        assert dialog.answer is LostLedgerAnswer.RECOVER

    def test_a_new_ledger_takes_the_words_typed_back(self, make):
        dialog = make()
        for wrong in ("", "重新"):
            dialog.typed.setText(wrong)
            dialog.start_over_button.click()
            assert dialog.typed.property("fault")
            assert dialog.answer is LostLedgerAnswer.LEAVE
        dialog.typed.setText(f" {START_OVER_WORDS} ")
        dialog.start_over_button.click()
        assert dialog.answer is LostLedgerAnswer.START_OVER
