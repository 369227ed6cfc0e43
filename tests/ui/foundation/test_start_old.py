"""The start with another file in the ledger's place: three ways on, none of them without her word."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from app.bootstrap import build_app
from app.ui.main import Shell
from app.ui.old_ledger import OldLedgerAnswer, OldLedgerDialog
from app.ui.ui_settings import UiSettings

DAY = date(2026, 10, 10)


@pytest.fixture
def replaced(village, opened, tmp_path):
    """A ledger of which an older copy was put back by hand; the newest backup knows more."""
    settings = UiSettings(village.app.paths.settings_file)
    settings.branch = village.branch
    settings.sync()
    old = tmp_path / "old.db"
    village.at(date(2026, 10, 20))
    village.app.close()
    shutil.copyfile(village.app.paths.ledger, old)
    village = village.on(opened(village.app.paths), village.clock)
    village.declare("孙石头", "dues", DAY)
    village.declare("钱二妹", "dues", DAY)
    village.app.system.backup_now(village.recorder)
    village.app.close()
    shutil.copyfile(old, village.app.paths.ledger)
    return village


@pytest.fixture
def run(qtbot, qapp, paths, clock, replaced, monkeypatch):
    """Starts the program and answers the question; tells how many events the ledger has afterwards."""
    shells = []

    def start(answer: OldLedgerAnswer) -> tuple[Shell, list[int]]:
        asked = []
        monkeypatch.setattr(
            OldLedgerDialog,
            "ask",
            staticmethod(lambda _parent, found, offer: asked.append((found, offer)) or answer),
        )
        shell = Shell(paths, UiSettings(paths.settings_file), clock=clock)
        shell.codes = []
        shell.ended.connect(shell.codes.append)
        shells.append(shell)
        shell.open()
        qtbot.waitUntil(lambda: bool(shell.codes) or shell._start.services is not None)
        assert len(asked) == 1
        assert asked[0][1] is not None
        return shell, shell.codes

    yield start
    QApplication.setQuitOnLastWindowClosed(True)
    for shell in shells:
        shell.finish()
        if shell.window is not None:
            shell.window.hide()
            shell.window.deleteLater()


def actions(shell: Shell) -> list[str]:
    return [event.action for event in shell._start.services.system.view().events]


def test_leaving_changes_nothing(run, paths):
    before = paths.ledger.read_bytes()
    _, codes = run(OldLedgerAnswer.LEAVE)
    assert codes == [1]
    assert paths.ledger.read_bytes() == before


def test_the_backup_brings_back_what_was_missing(run):
    shell, codes = run(OldLedgerAnswer.RECOVER)
    assert not codes
    assert "申报" in actions(shell)


def test_accepted_it_opens_as_it_is_and_the_chain_says_so(run, paths, clock):
    shell, codes = run(OldLedgerAnswer.ACCEPT)
    assert not codes
    assert "申报" not in actions(shell)
    assert actions(shell)[0] == "启用放回的台账"
    shell.finish()
    build_app(paths, clock=clock).close()
