"""Fixtures for tests that open windows. Everything is drawn off screen."""

from __future__ import annotations

import gc
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtWidgets import QApplication

from app.services.actor import Actor
from app.services.months import Month
from app.services.units import BranchView
from app.services.workflow import Role
from app.ui import messages
from app.ui.application import create_application, load_rare_fonts
from app.ui.context import WorkContext
from app.ui.messages import Level, Message
from app.ui.tasks import TaskRunner
from app.ui.ui_settings import UiSettings


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/ui/" in item.path.as_posix():
            item.add_marker(pytest.mark.gui)
            # The off-screen platform says this of least sizes and menus; it says nothing about the program.
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The one application, dressed as the program's own."""
    app = create_application(["yika"])
    load_rare_fonts()
    return app


@pytest.fixture(autouse=True)
def _swept() -> Iterator[None]:
    """As in the program, garbage is collected on the window's thread alone (``ui.main.Sweeper``)."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@dataclass
class MessageMock:
    """Stands where message boxes would open; keeps them and answers.

    Attributes:
        shown: All messages, in order.
        answer: The word that is pressed; the message's answer to Enter when empty.
    """

    shown: list[Message] = field(default_factory=list)
    answer: str = ""

    def __call__(self, message: Message, parent=None) -> str:
        self.shown.append(message)
        return self.answer if self.answer in message.actions else message.default or message.actions[0]

    @property
    def last(self) -> Message:
        assert self.shown, "no message was shown"
        return self.shown[-1]

    def assert_shown(self, level: Level, *words: str) -> Message:
        """The last message has this level, and every word stands in it."""
        message = self.last
        assert message.level is level
        whole = "\n".join((message.title, message.text, message.hint, message.details))
        for word in words:
            assert word in whole, f"{word!r} not in {whole!r}"
        return message


@pytest.fixture
def message_mock(monkeypatch) -> MessageMock:
    """No real dialog opens; the test sees what would have been said. Set ``answer`` to press a button."""
    mock = MessageMock()
    monkeypatch.setattr(messages, "ask", mock)
    return mock


@pytest.fixture
def tasks(qapp) -> Iterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    runner.shutdown()
    runner.deleteLater()


@pytest.fixture
def ui_settings(tmp_path) -> UiSettings:
    return UiSettings(tmp_path / "window.ini")


OCTOBER = Month(2026, 10)
BRANCHES = (
    BranchView("branch-1", "中共路头村支部委员会", "路头村党支部", "", ""),
    BranchView("branch-2", "中共路头村第二支部委员会", "第二党支部", "", ""),
)
ACTORS = (
    Actor("account-1", "李秀英", Role.RECORDER),
    Actor("account-2", "王建国", Role.SECRETARY),
)


@pytest.fixture
def make_context(tasks, ui_settings) -> Callable[..., WorkContext]:
    """Makes the pages' context around given services (``None`` for tests of the frame alone)."""

    def make(services=None, *, month=OCTOBER, branches=BRANCHES, actors=ACTORS) -> WorkContext:
        return WorkContext(
            services,
            tasks=tasks,
            settings=ui_settings,
            month=month,
            load_branches=lambda: branches,
            load_actors=lambda _branch: actors,
        )

    return make
