"""Reads what a page shows on the worker thread, always the newest wish only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.errors import Cancelled
from app.ui.tasks import Job, TaskRunner


class Reading(QObject):
    """One kind of read of one page.

    A read that is asked for while an earlier one waits replaces it, so that ten quick decisions cost one read. Reads
    and writes share the worker's queue: a result always includes the writes that were asked for before it.

    Signals:
        arrived: The result of the newest wish.
        failed: Its fault.
    """

    arrived = Signal(object)
    failed = Signal(object)

    def __init__(self, tasks: TaskRunner, label: str, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._label = label
        self._wish = 0
        self._waiting = False

    @property
    def waiting(self) -> bool:
        """Whether a result is still to come."""
        return self._waiting

    def start(self, read: Callable[[], Any]) -> None:
        """Read soon; ``read`` runs on the worker thread and touches no widget."""
        self._wish += 1
        wish = self._wish
        self._waiting = True

        def work(_job: Job) -> Any:  # noqa: ANN401 - whatever the page reads
            if wish != self._wish:
                raise Cancelled
            return read()

        self._tasks.run(
            work,
            parent=self,
            on_success=lambda result: self._deliver(wish, self.arrived, result),
            on_error=lambda fault: self._deliver(wish, self.failed, fault),
            label=self._label,
            cancellable=False,
        )

    def drop(self) -> None:
        """Forget the wish: nothing is delivered any more."""
        self._wish += 1
        self._waiting = False

    def _deliver(self, wish: int, signal: Any, value: object) -> None:  # noqa: ANN401 - a bound signal
        if wish == self._wish:
            self._waiting = False
            signal.emit(value)
