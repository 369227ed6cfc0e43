"""From nothing to the window: open the ledger, the assistant on a first run, the pages, the backup at the end."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from pathlib import Path

import PySide6
from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from app.bootstrap import AppContext, build_app, install_sample
from app.errors import EnvironmentProblem, UserError
from app.log import set_up_logging
from app.paths import AppPaths, default_data_dir
from app.services.months import Month
from app.services.sample.load import Progress, Stage
from app.services.setup import SetupResult
from app.services.system import versions
from app.ui.application import create_application, load_rare_fonts_later
from app.ui.context import WorkContext
from app.ui.help_window import HelpWindow
from app.ui.main_window import MainWindow
from app.ui.messages import CrashReporter, show_error
from app.ui.page_list import PAGES
from app.ui.tasks import Job, TaskRunner
from app.ui.ui_settings import UiSettings

log = logging.getLogger(__name__)

BACKUP_EVERY_MS = 30 * 60 * 1000
#: The sample village is opened while its last month is being declared, so that there is something to do.
SAMPLE_MONTH = Month(2026, 10)


def run_window(data: Path | None = None, *, ready: Callable[[], None] | None = None) -> int:
    """Open the window and stay until it is closed.

    Args:
        data: Data folder; the user's own when omitted.
        ready: Called once the first window can be used (for measuring).

    Returns:
        0, or 1 when the ledger could not be opened.
    """
    paths = AppPaths(data or default_data_dir())
    settings = UiSettings(paths.settings_file)
    app = create_application(large=settings.large_type)
    try:
        services = build_app(paths)
    except (UserError, EnvironmentProblem) as error:
        log.warning("not opened: %s", error)
        show_error(error, None)
        return 1
    reporter = CrashReporter(log_file=set_up_logging(paths.logs), versions=_versions)
    reporter.install()
    shell = Shell(services, settings)
    shell.open()
    load_rare_fonts_later()
    # What the start has made stays for good: the collector need not walk it again and again.
    gc.freeze()
    gc.enable()
    if ready is not None:
        QTimer.singleShot(0, ready)
    try:
        code = app.exec()
        shell.finish()
    finally:
        services.close()
    return code


def _versions() -> str:
    return f"{versions()} · PySide {PySide6.__version__}"


class Shell(QObject):
    """Owns what lives as long as the program: task runner, the present window, the backup timer."""

    def __init__(self, services: AppContext, settings: UiSettings) -> None:
        super().__init__()
        self._services = services
        self._settings = settings
        self._tasks = TaskRunner()
        self._window: MainWindow | None = None
        self._assistant: QWidget | None = None
        self._help: HelpWindow | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(BACKUP_EVERY_MS)
        self._timer.timeout.connect(self._on_backup_due)

    def open(self) -> None:
        """Show the assistant on a first run, otherwise the window."""
        if self._services.setup.is_done():
            self._open_window()
            return
        from app.ui.first_run import FirstRunWindow

        assistant = FirstRunWindow(
            self._services, tasks=self._tasks, settings=self._settings, load_sample=self._load_sample
        )
        assistant.finished.connect(self._on_set_up)
        assistant.show()
        self._assistant = assistant

    def finish(self) -> None:
        """After the last window: the backup of what was changed, and no work left behind."""
        self._tasks.shutdown()
        self._settings.sync()
        if self._services.setup.is_done():
            self._services.system.backup_if_changed()

    @property
    def window(self) -> MainWindow | None:
        """The window, once it is open."""
        return self._window

    def _load_sample(self, progress: Progress) -> SetupResult:
        return install_sample(self._services, until=SAMPLE_MONTH, stage=Stage.DECLARED, progress=progress)

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
        services = self._services
        branches = services.units.branches()
        known = {branch.uid for branch in branches}
        branch = self._settings.branch if self._settings.branch in known else branches[0].uid
        context = WorkContext(
            services,
            tasks=self._tasks,
            settings=self._settings,
            month=services.home.current_month(branch),
            load_branches=services.units.branches,
            load_actors=services.units.accounts,
        )
        self._window = MainWindow(context, PAGES)
        self._window.help_requested.connect(self._on_help_requested)
        self._window.restore_geometry()
        self._window.show_page(PAGES[0].key)
        self._window.show()
        self._timer.start()

    @Slot(str)
    def _on_help_requested(self, key: str) -> None:
        if self._help is None:
            self._help = HelpWindow(self._window)
        self._help.show_page(key)

    @Slot()
    def _on_backup_due(self) -> None:
        def work(_job: Job) -> None:
            self._services.system.backup_if_changed()

        self._tasks.run(work, parent=self, on_success=lambda _result: None, label="自动备份")
