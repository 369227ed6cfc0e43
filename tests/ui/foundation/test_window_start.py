"""The program's start on real data folders: the frame first, the ledger behind it, and every way in which it ends."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.bootstrap import build_app
from app.ui.main import Shell
from app.ui.messages import Level
from app.ui.opening_cover import OpeningCover
from app.ui.ui_settings import UiSettings
from app.ui.widgets.buttons import Button

DAY = date(2026, 10, 10)
JUMP = 8  # pixels


@pytest.fixture
def used(village):
    """A ledger that was shown in a window before, and is closed."""
    village.app.close()
    settings = UiSettings(village.app.paths.settings_file)
    settings.branch = village.branch
    settings.sync()
    return village


@pytest.fixture
def start(qapp, paths, clock):
    """Starts the program on the test's data folder; tells what became of it."""
    shells = []

    def make() -> Shell:
        shell = Shell(paths, UiSettings(paths.settings_file), clock=clock)
        shell.codes = []
        shell.ended.connect(shell.codes.append)
        shells.append(shell)
        shell.open()
        return shell

    yield make
    QApplication.setQuitOnLastWindowClosed(True)
    for shell in shells:
        shell.finish()
        for window in (shell.window, shell.assistant):
            if window is not None:
                window.hide()
                window.deleteLater()


def lock_is_free(paths, clock) -> bool:
    """Whether another start could open the ledger now."""
    build_app(paths, clock=clock).close()
    return True


def village_name(shell: Shell) -> str:
    return shell._start.services.units.branches()[0].short_name


def cover(shell: Shell) -> OpeningCover | None:
    return shell.window.findChild(OpeningCover)


# ------------------------------------------------------------------------------------------------ the frame first


def test_the_frame_needs_no_services():
    """Neither the database's library nor a service may creep into what is loaded before the first painting."""
    code = (
        "import json, sys, app.__main__, app.ui.main;"
        "print(json.dumps([name for name in sys.modules if name.split('.')[0] in "
        "('sqlalchemy', 'alembic', 'pydantic', 'openpyxl', 'reportlab', 'pypdfium2', 'PIL')"
        " or name.startswith(('app.models', 'app.bootstrap', 'app.cli'))]))"
    )
    root = Path(__file__).resolve().parents[3]
    answer = subprocess.run([sys.executable, "-c", code], cwd=root, check=True, capture_output=True)
    assert json.loads(answer.stdout) == []


def test_no_source_text_is_read_at_the_start():
    """Else each module that is imported after PySide6 costs a second file, and its text stays in memory."""
    code = (
        "from app.ui.quick_imports import stop_reading_sources; stop_reading_sources();"
        "import linecache; before = set(linecache.cache); import app.ui.main;"
        "print(len(set(linecache.cache) - before))"
    )
    root = Path(__file__).resolve().parents[3]
    answer = subprocess.run([sys.executable, "-c", code], cwd=root, check=True, capture_output=True)
    assert int(answer.stdout) == 0


def test_the_frame_is_painted_before_the_ledger_is_touched(qtbot, used, start, paths):
    before = paths.ledger.stat().st_mtime_ns, list(paths.root.glob("ledger*"))
    shell = start()
    with qtbot.waitSignal(shell.window.painted):
        pass
    assert shell._start.services is None
    assert (paths.ledger.stat().st_mtime_ns, list(paths.root.glob("ledger*"))) == before
    assert shell.window.side_bar.button("home").isChecked()
    assert cover(shell).isVisible()
    assert cover(shell).text == "正在打开台账……"
    assert not cover(shell).bar.isVisible()
    with pytest.raises(LookupError):
        _ = shell.window.context


def test_an_existing_ledger_ends_on_the_month(qtbot, used, start):
    shell = start()
    frame = shell.window
    side, size = frame.side_bar.geometry(), frame.size()
    with qtbot.waitSignal(shell.shown, timeout=20_000):
        pass
    assert shell.window is frame
    assert frame.current_key == "home"
    assert frame.windowTitle() == village_name(shell)
    assert (frame.side_bar.geometry(), frame.size()) == (side, size)
    qtbot.waitUntil(lambda: cover(shell) is None)
    assert frame.current_page.header.state_text
    assert shell.codes == []
    assert QApplication.quitOnLastWindowClosed()


def test_cards_come_where_their_outlines_were(qtbot, used, start):
    shell = start()
    with qtbot.waitSignal(shell.window.painted):
        pass
    outlines = [rect.toRect() for rect in cover(shell)._cards()]
    with qtbot.waitSignal(shell.shown, timeout=20_000):
        pass
    page = shell.window.current_page
    qtbot.waitUntil(lambda: bool(page.steps[0].button.text()))
    QApplication.sendPostedEvents()
    for card, outline in zip(page.steps, outlines, strict=False):
        place = card.mapTo(page, card.rect().topLeft())
        # A long word in one card takes a few pixels from the others; the eye sees no jump in that.
        assert abs(place.x() - outline.x()) <= JUMP
        assert abs(place.y() - outline.y()) <= JUMP
        assert abs(card.width() - outline.width()) <= JUMP
        # Their notes take one line or two; the outline expects two.
        assert abs(card.height() - outline.height()) <= card.fontMetrics().height()


def test_keys_pressed_while_it_opens_count(qtbot, used, start):
    shell = start()
    with qtbot.waitActive(shell.window):
        shell.window.activateWindow()
    qtbot.keyClick(shell.window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert shell.window.side_bar.button("declare").isChecked()
    assert shell.window.current_key == ""
    with qtbot.waitSignal(shell.shown, timeout=20_000):
        pass
    assert shell.window.current_key == "declare"
    qtbot.keyClick(shell.window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert shell.window.current_key == "home"
    qtbot.keyClick(shell.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(shell.window.current_page.search_field.hasFocus)


# --------------------------------------------------------------------------------------------------- a first run


def test_a_first_run_shows_the_assistant_and_no_frame(qtbot, start, paths):
    shell = start()
    assert shell.window is None
    with qtbot.waitSignal(shell.shown, timeout=20_000):
        pass
    assert shell.window is None
    assert shell.assistant.isVisible()
    assert paths.ledger.exists()


def test_an_assistant_that_was_closed_half_way_comes_again_without_a_frame(qtbot, empty, start, paths):
    empty.close()
    shell = start()
    assert paths.ledger.exists()
    assert shell.window is None
    with qtbot.waitSignal(shell.shown, timeout=20_000):
        pass
    assert shell.assistant.isVisible()


def test_a_ledger_from_elsewhere_opens_and_has_its_frame_the_next_time(qtbot, village, start, paths):
    village.app.close()
    shell = start()
    assert shell.window is None
    with qtbot.waitSignal(shell.shown, timeout=20_000):
        pass
    assert shell.window.current_key == "home"
    assert UiSettings(paths.settings_file).branch == village.branch


# --------------------------------------------------------------------------------------------- faults of the start


def test_a_second_window_is_told_where_the_first_one_is(qtbot, used, start, paths, clock, message_mock):
    first = build_app(paths, clock=clock)
    try:
        shell = start()
        with qtbot.waitSignal(shell.ended, timeout=20_000) as told:
            pass
    finally:
        first.close()
    assert told.args == [1]
    message_mock.assert_shown(Level.CRITICAL, "已经打开了", "任务栏")
    assert shell._start.services is None


def test_a_newer_ledger_is_refused_untouched(qtbot, used, start, paths, message_mock):
    paths.format_file.write_text(json.dumps({"format": 99, "program": "9.0"}), "utf-8")
    before = paths.ledger.read_bytes()
    shell = start()
    with qtbot.waitSignal(shell.ended, timeout=20_000):
        pass
    message_mock.assert_shown(Level.WARNING, "更新的程序", "9.0", "没有改动任何内容")
    assert paths.ledger.read_bytes() == before


# ------------------------------------------------------------------------------------------------------- closing


def test_closing_while_it_opens_gives_the_lock_back(qtbot, used, start, paths, clock):
    shell = start()
    opened_on_worker = threading.Event()

    def until_closed() -> None:
        """Keeps the worker busy after it has opened the ledger and before it has told anybody."""
        opened_on_worker.set()
        while not shell._tasks._closed:
            pass

    shell._start._ahead = until_closed
    qtbot.waitUntil(opened_on_worker.is_set, timeout=20_000)
    shell.window.close()
    assert shell.codes == [0]
    assert shell.window.current_key == ""
    shell.finish()
    assert lock_is_free(paths, clock)


def test_closing_before_it_opens_touches_nothing(qtbot, used, start, paths, clock):
    shell = start()
    shell.window.close()
    assert shell.codes == [0]
    shell._begin()
    assert not shell._tasks.busy
    shell.finish()
    assert shell._start.services is None
    assert lock_is_free(paths, clock)


def test_closing_while_the_first_page_reads(qtbot, used, start, paths, clock):
    shell = start()
    with qtbot.waitSignal(shell.window.page_changed, timeout=20_000):
        pass
    shell.window.close()
    shell.finish()
    assert lock_is_free(paths, clock)


def test_a_painting_that_never_comes_does_not_keep_the_ledger_closed(qtbot, used, start):
    """A window that is started minimized: only the clock begins the opening."""
    shell = start()
    shell.window.painted.disconnect()
    shell.window.hide()
    with qtbot.waitSignal(shell.shown, timeout=20_000):
        pass
    assert shell.window.current_key == "home"


# ------------------------------------------------------------------------------------------- backups by themselves


@pytest.fixture
def crowded(qtbot, used, start, monkeypatch):
    """The window is open, a line was entered, and the disk has no room for a backup."""
    shell = start()
    with qtbot.waitSignal(shell.shown, timeout=20_000):
        pass
    village = used.on(shell._start.services, used.clock)
    village.at(date(2026, 10, 20))
    village.declare("孙石头", "dues", DAY)
    free = {"bytes": 1000}
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: type("Usage", (), {"free": free["bytes"]}))
    return shell, free


def notes(shell: Shell) -> str:
    return "".join(shell._start.services.safety.view().cares)


def test_a_backup_that_fails_while_somebody_works_opens_no_dialog(qtbot, crowded, message_mock, paths):
    shell, free = crowded
    shell._on_backup_due()
    qtbot.waitUntil(lambda: "没有备份成" in notes(shell))
    assert message_mock.shown == []
    assert "台账已保存，不受影响" in notes(shell)
    page = shell.window.current_page
    qtbot.waitUntil(
        lambda: any("没有备份成" in b.accessibleName() for b in page.todo_card.findChildren(Button))
    )
    free["bytes"] = 10**12
    shell._on_backup_due()
    qtbot.waitUntil(lambda: "没有备份成" not in notes(shell))
    assert list(paths.backups.glob("ledger-*.db"))


def test_at_the_end_it_is_said_that_the_ledger_is_saved(crowded, message_mock, paths, clock):
    shell, _ = crowded
    shell.window.close()
    shell.finish()
    message_mock.assert_shown(Level.WARNING, "台账已保存，这次没有备份成", "磁盘空间不够")
    assert len(message_mock.shown) == 1
    assert lock_is_free(paths, clock)
