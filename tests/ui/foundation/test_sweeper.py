"""Garbage is collected on the window's thread, whatever the worker makes."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject

from app.ui.main import Sweeper


class Closed(QObject):
    """Stands for a dialog that was closed and holds itself by a ring of references."""

    def __init__(self) -> None:
        super().__init__()
        self.ring = self


@pytest.fixture
def sweeper(qapp):
    made = Sweeper()
    made.start()
    yield made
    gc.unfreeze()


def test_a_busy_worker_leaves_closed_windows_alone(qapp, sweeper, tasks, qtbot):
    died_on = []
    closed = Closed()
    weakref.finalize(closed, lambda: died_on.append(threading.current_thread()))
    del closed

    def work(_job):
        return [[number] for number in range(300_000)]

    done = []
    tasks.run(work, parent=sweeper, on_success=lambda rows: done.append(len(rows)), label="正在读取")
    qtbot.waitUntil(lambda: bool(done), timeout=20_000)
    assert died_on == []
    sweeper.sweep()
    assert died_on == [threading.main_thread()]
