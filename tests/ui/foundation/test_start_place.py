"""A data folder that is no place for a ledger: asked before the start, and not a byte is written there."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from app.paths import AppPaths
from app.services.safety.place import Place
from app.services.safety.way_out import PlaceRefused
from app.ui import main, start
from app.ui.main import Shell, run_window
from app.ui.messages import Level
from app.ui.place_dialog import PlaceDialog, find_place
from app.ui.ui_settings import UiSettings
from app.ui.widgets.buttons import ButtonKind
from tests.helpers.computers import StandIn


@pytest.fixture
def stick(tmp_path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder / "yika"


@pytest.fixture
def computer(stick) -> StandIn:
    return StandIn(places={stick: Place(stick, "vfat", removable=True)})


@pytest.fixture
def settings(monkeypatch, tmp_path):
    """The user's settings and usual folder are the test's own."""
    monkeypatch.delenv("YIKA_DATA", raising=False)
    for key in ("XDG_CONFIG_HOME", "APPDATA", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(key, str(tmp_path / "user"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "user")


@pytest.fixture
def answers(monkeypatch):
    """Folders that she chooses in turn; keeps what she was told."""
    given, told = [], []

    def ask(refused):
        told.append(refused)
        return given.pop(0)

    monkeypatch.setattr(PlaceDialog, "ask", staticmethod(ask))
    return given, told


def test_a_good_folder_is_not_asked_about(computer, paths, settings, answers):
    assert find_place(paths, computer) == paths
    assert answers[1] == []


def test_she_is_asked_until_a_folder_will_do(stick, computer, settings, answers, tmp_path, message_mock):
    given, told = answers
    given += [stick, tmp_path / "disk"]
    assert find_place(AppPaths(stick), computer) == AppPaths(tmp_path / "disk")
    assert ["U 盘" in each.message for each in told] == [True, True]
    assert not stick.exists()


def test_a_ledger_that_was_not_brought_along_is_said(
    stick, computer, settings, answers, tmp_path, village, message_mock
):
    computer.places[village.app.paths.root] = Place(village.app.paths.root, "vfat", removable=True)
    answers[0].extend([tmp_path / "disk", None])
    assert find_place(village.app.paths, computer) is None
    message_mock.assert_shown(Level.WARNING, "还没有台账", "整个复制")


def test_leaving_ends_the_program_and_nothing_was_written(
    qapp, stick, computer, settings, answers, monkeypatch
):
    monkeypatch.setattr(main, "create_application", lambda **_more: qapp)
    monkeypatch.setattr(main, "ThisComputer", lambda: computer)
    answers[0].append(None)
    assert run_window(stick) == 1
    assert len(answers[1]) == 1
    assert not stick.exists()
    assert list(stick.parent.iterdir()) == []


def test_nor_is_anything_written_when_the_disk_turns_bad_only_then(
    qtbot, qapp, stick, computer, monkeypatch, clock, message_mock
):
    monkeypatch.setattr(start, "ThisComputer", lambda: computer)
    paths = AppPaths(stick)
    shell = Shell(paths, UiSettings(paths.settings_file), clock=clock)
    with qtbot.waitSignal(shell.ended, timeout=20_000):
        shell.open()
    shell.finish()
    message_mock.assert_shown(Level.CRITICAL, "U 盘")
    assert not stick.exists()


class TestDialog:
    @pytest.fixture
    def make(self, qtbot, stick):
        def dialog(proposal: Path | None) -> PlaceDialog:
            made = PlaceDialog(PlaceRefused(stick, "在 U 盘或移动硬盘上", "会丢失。", proposal=proposal))
            qtbot.addWidget(made)
            return made

        return dialog

    def test_with_a_proposal_it_is_the_red_button(self, make, tmp_path):
        dialog = make(tmp_path / "disk")
        assert dialog.proposed.kind is ButtonKind.PRIMARY
        assert dialog.chooser.kind is ButtonKind.PLAIN
        dialog.proposed.click()
        assert dialog.folder == tmp_path / "disk"

    def test_without_one_the_systems_dialog_chooses(self, make, monkeypatch, tmp_path):
        dialog = make(None)
        assert dialog.proposed.isHidden()
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: "")
        dialog.chooser.click()
        assert dialog.folder is None
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path))
        dialog.chooser.click()
        assert dialog.folder == tmp_path
