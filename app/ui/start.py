"""Opens the ledger on the worker thread while the window's frame is on the screen already."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.clock import Clock, SystemClock
from app.errors import EnvironmentProblem
from app.log import set_up_logging
from app.paths import AppPaths
from app.services.safety.computer import ThisComputer
from app.services.safety.way_out import check_place
from app.ui.messages import show_error
from app.ui.tasks import Job, TaskRunner

if TYPE_CHECKING:
    from app.bootstrap import AppContext
    from app.services.recovery import Recovery
    from app.services.safety.history import BrokenHistory
    from app.services.store import LedgerDamaged

log = logging.getLogger(__name__)

_LABEL = "正在打开台账"


class Start(QObject):
    """Loads the services and opens the ledger; one that is damaged, gone or replaced is asked about.

    The services are imported on the worker too: with the database's library they are nine tenths of the start.

    Signals:
        opened: The ledger is open; :attr:`services` are there.
        failed: It was not opened; she has been told why.
    """

    opened = Signal()
    failed = Signal()

    def __init__(
        self,
        paths: AppPaths,
        *,
        tasks: TaskRunner,
        ahead: Callable[[], None] | None = None,
        clock: Clock | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Nothing is touched yet.

        Args:
            paths: The data folder.
            tasks: Runs the work.
            ahead: Loads on the worker what the window needs next, once the ledger is open and set up.
            clock: Default: the computer's.
            parent: Owner.
        """
        super().__init__(parent)
        self._paths = paths
        self._tasks = tasks
        self._ahead = ahead
        self._clock = clock or SystemClock()
        self._window: QWidget | None = None
        self._begun = False
        self._services: AppContext | None = None

    @property
    def services(self) -> AppContext | None:
        """The open ledger. After the task runner was shut down: also one that nobody was told of any more."""
        return self._services

    def begin(self, window: QWidget | None = None) -> None:
        """Open the ledger; a second call does nothing.

        Args:
            window: The frame, on which messages stand.
        """
        if not self._begun:
            self._begun = True
            self._window = window
            self._run(self._open, self._on_fault)

    # -------------------------------------------------------------------------------------- on the worker thread

    def _open(self) -> None:
        # Nothing is written, not even the log, where no ledger may lie.
        check_place(self._paths, ThisComputer())
        _write_log(self._paths)
        from app.bootstrap import build_app

        # Kept here and not only handed over: a window that is closed meanwhile still has to release the lock.
        self._services = build_app(self._paths, clock=self._clock)
        if self._ahead is not None and self._services.setup.is_done():
            self._ahead()

    def _recover(self, found: Recovery) -> None:
        from app.services.recovery import recover

        recover(self._paths, found, self._clock)
        self._open()

    def _accept(self, found: BrokenHistory) -> None:
        from app.services.recovery import accept_old

        accept_old(self._paths, found, self._clock)
        self._open()

    def _start_over(self) -> None:
        from app.services.recovery import start_over

        start_over(self._paths, self._clock)
        self._open()

    def _look_for_backup(self) -> Recovery | None:
        from app.services.recovery import newest_sound_backup

        return newest_sound_backup(self._paths)

    # -------------------------------------------------------------------------------------- on the window's thread

    def _run(self, work: Callable[[], None], on_fault: Callable[[BaseException], None]) -> None:
        def run(_job: Job) -> None:
            work()

        self._tasks.run(
            run, parent=self, on_success=self._on_open, on_error=on_fault, label=_LABEL, cancellable=False
        )

    def _on_open(self, _result: None) -> None:
        self.opened.emit()

    def _on_fault(self, fault: BaseException) -> None:
        if _damage(fault) is None and _broken_history(fault) is None:
            self._give_up(fault)
            return
        log.warning("damaged or replaced", exc_info=fault)

        def look(_job: Job) -> Recovery | None:
            return self._look_for_backup()

        self._tasks.run(
            look,
            parent=self,
            on_success=lambda found: self._on_looked(found, fault),
            on_error=self._give_up,
            label="正在查找完好的备份",
            cancellable=False,
        )

    def _on_looked(self, found: Recovery | None, fault: BaseException) -> None:
        history, damage = _broken_history(fault), _damage(fault)
        if history is not None:
            self._ask_about_old(history, found)
        elif damage is not None:
            self._ask_about_lost(damage, found)

    def _ask_about_old(self, history: BrokenHistory, found: Recovery | None) -> None:
        """Another file lies in the ledger's place: never opened without her word."""
        from app.ui.old_ledger import OldLedgerAnswer, OldLedgerDialog

        answer = OldLedgerDialog.ask(self._window, history, found)
        if answer is OldLedgerAnswer.RECOVER and found is not None:
            self._run(lambda: self._recover(found), self._give_up)
        elif answer is OldLedgerAnswer.ACCEPT:
            self._run(lambda: self._accept(history), self._give_up)
        else:
            self.failed.emit()

    def _ask_about_lost(self, damage: LedgerDamaged, found: Recovery | None) -> None:
        """There is no ledger that could be opened: a backup, or a new one."""
        from app.ui.lost_ledger import LostLedgerAnswer, LostLedgerDialog

        answer, file = LostLedgerDialog.ask(self._window, damage, found)
        if answer is LostLedgerAnswer.RECOVER and found is not None:
            self._run(lambda: self._recover(found), self._give_up)
        elif answer is LostLedgerAnswer.CHOSEN and file is not None:
            self._check_chosen(file, damage, found)
        elif answer is LostLedgerAnswer.START_OVER:
            self._run(self._start_over, self._give_up)
        else:
            self.failed.emit()

    def _check_chosen(self, file: Path, damage: LedgerDamaged, offered: Recovery | None) -> None:
        """Verify the file and ask again with what it would bring; one that will not do leaves what was offered."""

        def check(_job: Job) -> Recovery:
            from app.services.recovery import chosen_backup

            return chosen_backup(self._paths, file)

        def refused(fault: BaseException) -> None:
            show_error(fault, self._window)
            self._ask_about_lost(damage, offered)

        self._tasks.run(
            check,
            parent=self,
            on_success=lambda found: self._ask_about_lost(damage, found),
            on_error=refused,
            label="正在核对备份",
            cancellable=False,
        )

    def _give_up(self, fault: BaseException) -> None:
        log.warning("not opened: %s", fault)
        show_error(fault, self._window)
        self.failed.emit()


def _damage(fault: BaseException) -> LedgerDamaged | None:
    """What is known of a ledger that cannot be read or is gone; ``None`` for any other fault.

    Asked without the services where it is them that could not be loaded.
    """
    if not isinstance(fault, EnvironmentProblem):
        return None
    from app.services.store import LedgerDamaged

    return fault if isinstance(fault, LedgerDamaged) else None


def _broken_history(fault: BaseException) -> BrokenHistory | None:
    """What is known of a ledger that is not the one used last; ``None`` for any other fault."""
    if not isinstance(fault, EnvironmentProblem):
        return None
    from app.services.safety.history import OldLedger

    return fault.found if isinstance(fault, OldLedger) else None


def _write_log(paths: AppPaths) -> None:
    """Log file before anything is opened: the start itself can fail too."""
    try:
        paths.create()
        set_up_logging(paths.logs)
    except OSError as error:
        # Opening the ledger says the same in words that she understands.
        log.warning("no log file: %s", error)
