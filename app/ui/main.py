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
from app.clock import Clock, SystemClock
from app.errors import EnvironmentProblem, UserError
from app.log import set_up_logging
from app.paths import AppPaths, default_data_dir
from app.services.months import Month
from app.services.sample.load import Progress, Stage
from app.services.setup import SetupResult
from app.services.store import LedgerDamaged, Recovery, newest_sound_backup, recover
from app.services.system import versions
from app.ui.application import create_application, load_rare_fonts_later
from app.ui.context import WorkContext
from app.ui.help_window import HelpWindow
from app.ui.main_window import MainWindow
from app.ui.messages import CrashReporter, confirm, show_error
from app.ui.page_list import PAGES
from app.ui.tasks import Job, TaskRunner
from app.ui.ui_settings import UiSettings

log = logging.getLogger(__name__)

BACKUP_EVERY_MS = 30 * 60 * 1000
SWEEP_EVERY_MS = 30 * 1000
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
    _watch(paths)
    services = open_services(paths)
    if services is None:
        return 1
    shell = Shell(services, settings)
    shell.open()
    load_rare_fonts_later()
    sweeper = Sweeper()
    sweeper.start()
    if ready is not None:
        QTimer.singleShot(0, ready)
    try:
        code = app.exec()
        shell.finish()
    finally:
        services.close()
    return code


def _watch(paths: AppPaths) -> None:
    """Log file and crash dialog before anything is opened: the start itself can fail too."""
    log_file = paths.logs / "yika.log"
    try:
        paths.create()
        set_up_logging(paths.logs)
    except OSError as error:
        # Opening the ledger says the same in words that she understands.
        log.warning("no log file: %s", error)
    CrashReporter(log_file=log_file, versions=_versions).install()


def open_services(paths: AppPaths, *, clock: Clock | None = None) -> AppContext | None:
    """Open the ledger; a damaged one is replaced by its newest sound backup, if she says so.

    Args:
        paths: The data folder.
        clock: Default: the computer's.

    Returns:
        None when it was not opened; she has been told why.
    """
    try:
        try:
            return build_app(paths, clock=clock)
        except LedgerDamaged as damage:
            log.warning("damaged: %s", damage.message, exc_info=damage)
            found = newest_sound_backup(paths)
            if found is None:
                raise
            if not _backup_is_wanted(found):
                return None
            recover(paths, found, clock or SystemClock())
            return build_app(paths, clock=clock)
    except (UserError, EnvironmentProblem) as error:
        log.warning("not opened: %s", error)
        show_error(error, None)
        return None


def _backup_is_wanted(found: Recovery) -> bool:
    return confirm(
        None,
        title="台账文件已损坏",
        text=f"台账文件已损坏，打不开。{found.sentence}",
        action_label="用这份备份恢复",
        hint="损坏的文件会留在 backups 文件夹里，供技术人员查看。取消则什么也不改动，程序退出。",
    )


def _versions() -> str:
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
