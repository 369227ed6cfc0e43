"""From nothing to the window: the frame, the ledger behind it, the assistant on a first run, the backup at the end."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from app.clock import Clock
from app.errors import EnvironmentProblem, UserError
from app.paths import AppPaths, default_data_dir
from app.services.changes import Changes
from app.services.months import Month
from app.services.safety.computer import ThisComputer
from app.ui import messages
from app.ui.application import create_application, load_rare_fonts_later
from app.ui.context import WorkContext
from app.ui.main_window import MainWindow
from app.ui.messages import CrashReporter, Level, Message
from app.ui.page_list import PAGES, load_page
from app.ui.place_dialog import find_place
from app.ui.start import Start
from app.ui.tasks import Job, TaskRunner
from app.ui.ui_settings import UiSettings

# Services and what only later moments need are imported where they are used: the frame is painted before them.
if TYPE_CHECKING:
    from app.bootstrap import AppContext
    from app.services.sample.load import Progress
    from app.services.setup import SetupResult
    from app.ui.help_window import HelpWindow

log = logging.getLogger(__name__)

BACKUP_EVERY_MS = 30 * 60 * 1000
SWEEP_EVERY_MS = 30 * 1000
#: A window that is started minimized is not painted; its ledger is opened all the same.
OPEN_AFTER_MS = 400
#: The sample village is opened while its last month is being declared, so that there is something to do.
SAMPLE_MONTH = Month(2026, 10)


def run_window(data: Path | None = None, *, started: Callable[[Shell], None] | None = None) -> int:
    """Open the window and stay until it is closed.

    Args:
        data: Data folder; the user's own when omitted.
        started: Told of the shell before anything is shown (for measuring).

    Returns:
        0, or 1 when the ledger could not be opened.
    """
    paths = AppPaths(data or default_data_dir())
    app = create_application(large=UiSettings(paths.settings_file).large_type)
    found = find_place(paths, ThisComputer())
    if found is None:
        return 1
    paths, settings = found, UiSettings(found.settings_file)
    CrashReporter(log_file=paths.logs / "yika.log", versions=_versions).install()
    shell = Shell(paths, settings)
    shell.ended.connect(app.exit)
    if started is not None:
        started(shell)
    try:
        shell.open()
        return app.exec()
    finally:
        shell.finish()


def _versions() -> str:
    from app.services.system import versions

    return f"{versions()} · PySide {PySide6.__version__}"


class Sweeper(QObject):
    """Collects garbage on the window's thread, and there alone.

    Python's own collector runs on whichever thread happens to make objects. On the worker it would destroy widgets
    that were closed a while ago, and Qt ends the program when a widget dies on another thread than its own.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(SWEEP_EVERY_MS)
        self._timer.timeout.connect(self.sweep)

    def start(self) -> None:
        """Take over from Python's collector; what the start has made stays for good and is not walked again."""
        gc.disable()
        gc.freeze()
        self._timer.start()

    @Slot()
    def sweep(self) -> None:
        """Collect now."""
        gc.collect()


class Shell(QObject):
    """Owns what lives as long as the program: task runner, the ledger, the present window, the backup timer.

    Signals:
        ended: The program is over before a window could be used; carries its exit code.
        painted: The window's frame was drawn, before the ledger is touched.
        shown: The first window can be used: 首页 shows the month, or the assistant is there.
    """

    ended = Signal(int)
    painted = Signal()
    shown = Signal()

    def __init__(self, paths: AppPaths, settings: UiSettings, *, clock: Clock | None = None) -> None:
        super().__init__()
        self._paths = paths
        self._settings = settings
        self._tasks = TaskRunner()
        self._start = Start(
            paths, tasks=self._tasks, ahead=lambda: load_page(PAGES[0].key), clock=clock, parent=self
        )
        self._start.opened.connect(self._on_opened)
        self._start.failed.connect(self._on_failed)
        self._sweeper = Sweeper(self)
        self._window: MainWindow | None = None
        self._assistant: QWidget | None = None
        self._help: HelpWindow | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(BACKUP_EVERY_MS)
        self._timer.timeout.connect(self._on_backup_due)

    def open(self) -> None:
        """Show the frame and open the ledger behind it; on a first run nothing is shown before the assistant."""
        # A message box that is closed before there is a window must not end the program.
        QApplication.setQuitOnLastWindowClosed(False)
        if not self._was_used():
            self._start.begin()
            return
        window = self._frame()
        window.closing.connect(self._on_closing)
        # Not before: the worker would compete with the first drawing.
        window.painted.connect(self._on_painted)
        QTimer.singleShot(OPEN_AFTER_MS, self._begin)
        window.show()

    def finish(self) -> None:
        """After the last window: no work left behind, the backup of what was changed, the lock given back."""
        self._tasks.shutdown()
        self._settings.sync()
        services = self._start.services
        if services is None:
            return
        try:
            if services.setup.is_done():
                services.system.backup_if_changed()
        except (UserError, EnvironmentProblem) as fault:
            _tell_no_backup(fault)
        finally:
            services.close()

    @property
    def window(self) -> MainWindow | None:
        """The window; its frame may be there before the ledger is open."""
        return self._window

    @property
    def assistant(self) -> QWidget | None:
        """The first-run assistant while it is open."""
        return self._assistant

    def _was_used(self) -> bool:
        """Whether the window will follow and not the assistant. A cheap look: the ledger itself is not touched.

        A ledger alone may be one whose assistant was closed half way; a branch is remembered with the first window.
        """
        return bool(self._settings.branch) and self._paths.ledger.exists()

    def _frame(self) -> MainWindow:
        if self._window is None:
            self._window = MainWindow(PAGES, tasks=self._tasks, settings=self._settings)
            self._window.restore_geometry()
            self._window.help_requested.connect(self._on_help_requested)
            self._window.show_page(PAGES[0].key)
        return self._window

    # ------------------------------------------------------------------------------------------------- the start

    @Slot()
    def _on_painted(self) -> None:
        # The signal comes from inside the drawing; what was drawn reaches the screen when that returns.
        QTimer.singleShot(0, self._begin)
        self.painted.emit()

    @Slot()
    def _begin(self) -> None:
        self._start.begin(self._window)

    @Slot()
    def _on_failed(self) -> None:
        self.ended.emit(1)

    @Slot()
    def _on_closing(self) -> None:
        if not QApplication.quitOnLastWindowClosed():
            self.ended.emit(0)

    @Slot()
    def _on_opened(self) -> None:
        # Before anything else: should the window not come, the program must not go on unseen.
        QApplication.setQuitOnLastWindowClosed(True)
        if self._opened.setup.is_done():
            self._open_window()
        else:
            self._open_assistant()
        self._sweeper.start()

    @property
    def _opened(self) -> AppContext:
        services = self._start.services
        if services is None:
            raise LookupError("the ledger is not open yet")
        return services

    def _open_assistant(self) -> None:
        from app.ui.first_run import FirstRunWindow

        assistant = FirstRunWindow(
            self._opened, tasks=self._tasks, settings=self._settings, load_sample=self._load_sample
        )
        assistant.finished.connect(self._on_set_up)
        assistant.show()
        self._assistant = assistant
        if self._window is not None:
            self._window.hide()
        self._on_shown()

    def _load_sample(self, progress: Progress) -> SetupResult:
        from app.bootstrap import install_sample
        from app.services.sample.load import Stage

        return install_sample(self._opened, until=SAMPLE_MONTH, stage=Stage.DECLARED, progress=progress)

    @Slot(object)
    def _on_set_up(self, result: SetupResult) -> None:
        self._settings.branch = result.branch_uid
        self._settings.actor = result.actor.uid
        self._open_window()
        if self._assistant is not None:
            self._assistant.hide()
            self._assistant.deleteLater()
            self._assistant = None

    def _open_window(self) -> None:
        services, settings = self._opened, self._settings
        branches = services.units.branches()
        if settings.branch not in {branch.uid for branch in branches}:
            settings.branch = branches[0].uid
        context = WorkContext(
            services,
            tasks=self._tasks,
            settings=settings,
            month=services.home.current_month(settings.branch),
            load_branches=services.units.branches,
            load_actors=services.units.accounts,
        )
        window = self._frame()
        window.filled.connect(self._on_shown)
        window.open(context)
        window.show()
        self._timer.start()

    @Slot()
    def _on_shown(self) -> None:
        load_rare_fonts_later()
        self.shown.emit()

    # ----------------------------------------------------------------------------------------------- later on

    @Slot(str)
    def _on_help_requested(self, key: str) -> None:
        if self._help is None:
            from app.ui.help_window import HelpWindow

            self._help = HelpWindow(self._window)
        self._help.show_page(key)

    @Slot()
    def _on_backup_due(self) -> None:
        def work(_job: Job) -> Changes | None:
            return self._opened.system.automatic_backup()

        self._tasks.run(work, parent=self, label="自动备份")


def _tell_no_backup(fault: UserError | EnvironmentProblem) -> None:
    """At the end, when no page can say it any more."""
    log.warning("no backup at the end: %s", fault)
    text = "台账已保存，这次没有备份成。"
    messages.ask(Message(Level.WARNING, "没有备份成", text, hint=f"{fault.message}{fault.hint}"))
