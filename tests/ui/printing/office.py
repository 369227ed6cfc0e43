"""A real window over the small village, for the tests of the pages around the meeting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.services.actor import Actor
from app.services.changes import Changes
from app.ui.context import WorkContext
from app.ui.main_window import MainWindow
from app.ui.page import Page, PageSpec
from app.ui.pages.confirm import ConfirmPage
from app.ui.pages.home import HomePage
from app.ui.pages.objections import ObjectionsPage
from app.ui.pages.post import PostPage
from app.ui.pages.scheme import SchemePage
from app.ui.pages.system import SystemPage
from app.ui.widgets.toast import Toast
from tests.helpers.factories import OCTOBER, Village


class NeighbourPage(Page):
    """Stands for a page of somebody else; keeps what it was asked to show."""

    title = "邻页"

    def __init__(self, context: WorkContext) -> None:
        super().__init__(context)
        self.targets: list[object] = []

    def refresh(self, changes: Changes | None) -> None:
        """Shows nothing."""

    def show_target(self, target: object) -> None:
        self.targets.append(target)


PAGES = (
    PageSpec("home", "首页", "house", HomePage),
    PageSpec("members", "党员", "users", NeighbourPage),
    PageSpec("declare", "申报", "pen-line", NeighbourPage),
    PageSpec("collect", "汇总", "inbox", NeighbourPage),
    PageSpec("confirm", "评定", "gavel", ConfirmPage),
    PageSpec("post", "公示", "megaphone", PostPage),
    PageSpec("objections", "异议更正", "circle-alert", ObjectionsPage),
    PageSpec("scheme", "方案", "file-sliders", SchemePage),
    PageSpec("system", "系统", "settings", SystemPage, at_foot=True),
)


@dataclass
class Office:
    """The window, and short words for what a person does in it."""

    village: Village
    context: WorkContext
    window: MainWindow
    qtbot: object

    def open(self, key: str) -> Page:
        """Show a page and wait until it has read."""
        self.window.show_page(key)
        self.settle()
        page = self.window.current_page
        assert page is not None
        return page

    def settle(self) -> None:
        """Wait for all work, and for what starts a moment later (pauses of typing and selecting)."""
        # Twice: what a pause starts may write, and what was written is read again after another pause.
        for _ in range(2):
            self.qtbot.waitUntil(self._at_rest, timeout=20_000)
            QApplication.sendPostedEvents()

    def _at_rest(self) -> bool:
        """No work waits or runs, and no short pause is on its way (a toast's long one does not count)."""
        pauses = self.window.findChildren(QTimer)
        return not self.context.tasks.busy and not any(
            timer.isActive() and timer.isSingleShot() and timer.interval() <= 500 for timer in pauses
        )

    def act_as(self, actor: Actor) -> None:
        """Switch the account in the side bar."""
        self.context.set_actor(actor.uid)
        self.settle()

    def press(self, *keys: Qt.Key, widget: QWidget | None = None) -> None:
        """Press keys where the focus is."""
        for key in keys:
            target = widget or QApplication.focusWidget() or self.window
            QTest.keyClick(target, key)

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        # QTest.keyClicks knows only the keys of an English keyboard.
        for char in text:
            event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, char)
            QApplication.sendEvent(QApplication.focusWidget(), event)

    @property
    def toast(self) -> str:
        """What was said quietly last."""
        found = self.window.findChild(Toast)
        return found.text if found is not None else ""


@pytest.fixture
def office(village, tasks, ui_settings, qtbot, message_mock) -> Iterator[Callable[..., Office]]:
    """Opens the window on the village as the test left it."""
    kept: list[Office] = []

    def open_window(*, actor: Actor | None = None) -> Office:
        actors = (village.secretary, village.recorder, village.viewer)
        context = WorkContext(
            village.app,
            tasks=tasks,
            settings=ui_settings,
            month=OCTOBER,
            load_branches=village.app.units.branches,
            load_actors=lambda _branch: actors,
        )
        context.set_actor((actor or village.secretary).uid)
        window = MainWindow(PAGES, tasks=tasks, settings=ui_settings)
        window.open(context)
        window.resize(1366, 728)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        kept.append(Office(village, context, window, qtbot))
        return kept[-1]

    yield open_window
    kept.clear()


def declare_october(village: Village) -> dict[str, str]:
    """Nine lines of October, one of them a deduction that still lacks basis and second person."""
    village.at(date(2026, 10, 30))
    return {
        "dues1": village.declare("林为民", "dues", date(2026, 10, 5), basis="收缴表"),
        "dues2": village.declare("周小禾", "dues", date(2026, 10, 5), basis="收缴表"),
        "dues3": village.declare("王建国一", "dues", date(2026, 10, 5), basis="收缴表"),
        "dues4": village.declare("王建国二", "dues", date(2026, 10, 5), basis="收缴表"),
        "dues5": village.declare("钱二妹", "dues", date(2026, 10, 5), basis="收缴表"),
        "volunteer": village.declare("林为民", "volunteer", date(2026, 10, 12), role="lead", basis="巡山"),
        "council": village.declare("孙石头", "council", date(2026, 10, 18), basis="议事会记录"),
        "heritage": village.declare("钱二妹", "heritage", date(2026, 10, 25), points="2.5", basis="参观烈士陵园"),
        "rumor": village.declare("孙石头", "neg_rumor", date(2026, 10, 21)),
    }  # fmt: skip


@pytest.fixture
def october(village) -> dict[str, str]:
    """The village's October, collected; uid of each line by a short name."""
    lines = declare_october(village)
    village.collect()
    return lines
