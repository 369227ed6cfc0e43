"""Long work off the window's thread: one worker, results delivered on the window's thread.

::

    self.context.tasks.run(
        lambda job: services.documents.board(notice, progress=job.report),
        parent=self,
        on_success=self._on_board_made,
        label="正在生成公示表",
    )

Everything that writes, exports, prints or scans goes through here, in the order in which it was asked for. A read by
key may stay on the window's thread. ``on_success``, ``on_error`` and ``on_cancel`` are always called on the window's
thread, and not at all once ``parent`` is gone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.errors import Cancelled
from app.services.changes import Changes
from app.ui.messages import show_error

T = TypeVar("T")

#: Work that is done within this time shows nothing.
SHOW_AFTER_MS = 500
#: What was shown stays at least this long, so that nothing flashes.
SHOWN_AT_LEAST_MS = 500
_REPORT_EVERY_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is.

    Attributes:
        done: Steps done.
        total: Steps in all; 0 when unknown.
        label: What is being done, in Chinese.
    """

    done: int
    total: int
    label: str


class Job(QObject):
    """One piece of work. The worker calls ``report``; the window calls ``cancel``.

    Signals:
        progressed: A :class:`Progress`, at most twenty times a second.
        settled: The job itself, on the window's thread, after its callbacks.
    """

    progressed = Signal(object)
    settled = Signal(object)

    def __init__(self, label: str, *, cancellable: bool = True, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.label = label
        self.cancellable = cancellable
        self.progress = Progress(0, 0, label)
        self._asked_to_stop = False
        self._reported_at = 0.0

    @property
    def cancel_requested(self) -> bool:
        """Whether somebody asked to stop."""
        return self._asked_to_stop

    def cancel(self) -> None:
        """Ask the work to stop at its next report. Nothing happens to work that cannot be stopped."""
        if self.cancellable:
            self._asked_to_stop = True

    def report(self, done: int, total: int, label: str = "") -> None:
        """Called by the work: says how far it is and stops it if asked to.

        This is the ``progress`` callable that services take.

        Raises:
            Cancelled: Somebody pressed 停止.
        """
        if self._asked_to_stop:
            raise Cancelled
        self.progress = Progress(done, total, label or self.label)
        now = time.monotonic()
        if now - self._reported_at >= _REPORT_EVERY_SECONDS or done == total:
            self._reported_at = now
            self.progressed.emit(self.progress)


@dataclass(slots=True)
class _Order:
    """What to do when a job comes back."""

    parent: QObject | None
    on_success: Callable[[Any], None] | None
    on_error: Callable[[BaseException], None] | None
    on_cancel: Callable[[], None] | None


class TaskRunner(QObject):
    """Runs jobs one after the other on its single worker thread.

    Signals:
        changed: ``(changes, initiator)`` after a job whose result says what it changed.
        job_shown: A job that has been running for half a second; the progress strip shows it.
        job_hidden: The same job, finished and shown long enough.
        busy_changed: Whether any job is waiting or running.
    """

    changed = Signal(object, object)
    job_shown = Signal(object)
    job_hidden = Signal(object)
    busy_changed = Signal(bool)
    _returned = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="work")
        self._orders: dict[Job, _Order] = {}
        self._futures: dict[Job, Future[None]] = {}
        self._shown_at: dict[Job, float] = {}
        self._closed = False
        # A bound slot of a QObject: a lambda here would run on the worker thread.
        self._returned.connect(self._on_returned)

    @property
    def busy(self) -> bool:
        """Whether any job is waiting or running."""
        return bool(self._orders)

    def run(
        self,
        fn: Callable[[Job], T],
        *,
        parent: QObject | None,
        on_success: Callable[[T], None] | None = None,
        on_error: Callable[[BaseException], None] | None = None,
        on_cancel: Callable[[], None] | None = None,
        label: str,
        cancellable: bool = True,
    ) -> Job:
        """Queue work.

        Args:
            fn: The work; gets its job, for ``job.report``. Runs on the worker thread and touches no widget.
            parent: Who asks. Owner of the message on a fault and ``initiator`` of ``changed``.
            on_success: Called with the result.
            on_error: Called with the fault; ``show_error`` when omitted.
            on_cancel: Called when the work was stopped.
            label: What is being done, in Chinese: "正在生成公示表".
            cancellable: Whether the strip offers 停止.
        """
        # Owned by the runner: the worker may be the last to let go of its reference, on the wrong thread.
        job = Job(label, cancellable=cancellable, parent=self)
        if self._closed:
            return job
        self._orders[job] = _Order(parent, on_success, on_error, on_cancel)
        if len(self._orders) == 1:
            self.busy_changed.emit(True)
        self._futures[job] = self._executor.submit(self._work, job, fn)
        timer = QTimer(job)
        timer.setSingleShot(True)
        timer.timeout.connect(self._on_show_due)
        timer.start(SHOW_AFTER_MS)
        return job

    def apply(self, changes: Changes | None, *, initiator: QObject | None) -> None:
        """Tell every view about a change that was made on the window's thread."""
        if changes is not None and changes.kinds:
            self.changed.emit(changes, initiator)

    def shutdown(self) -> None:
        """Stop what can be stopped, wait for the rest, deliver nothing any more. For closing the program."""
        self._closed = True
        for job in self._orders:
            job.cancel()
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._orders.clear()
        self._futures.clear()

    @Slot()
    def _on_show_due(self) -> None:
        timer = self.sender()
        job = timer.parent() if timer is not None else None
        if isinstance(job, Job) and job in self._orders:
            self._shown_at[job] = time.monotonic()
            self.job_shown.emit(job)

    @Slot(object, object)
    def _on_returned(self, job: Job, outcome: _Outcome) -> None:
        order = self._orders.pop(job, None)
        self._futures.pop(job, None)
        if order is None:
            return
        if not self._orders:
            self.busy_changed.emit(False)
        try:
            self._deliver(order, outcome)
        finally:
            job.settled.emit(job)
            self._hide(job)

    def _deliver(self, order: _Order, outcome: _Outcome) -> None:
        alive = order.parent is None or shiboken6.isValid(order.parent)
        fault = outcome.fault
        if fault is None:
            # First the views, then the caller: it may select or scroll to what is new.
            self.apply(changes_of(outcome.result), initiator=order.parent if alive else None)
            if alive and order.on_success is not None:
                order.on_success(outcome.result)
        elif isinstance(fault, Cancelled):
            if alive and order.on_cancel is not None:
                order.on_cancel()
        elif alive and order.on_error is not None:
            order.on_error(fault)
        else:
            show_error(fault, parent=order.parent if alive else None)

    def _hide(self, job: Job) -> None:
        shown_at = self._shown_at.pop(job, None)
        if shown_at is None:
            job.deleteLater()
            return
        shown_ms = int((time.monotonic() - shown_at) * 1000)
        timer = QTimer(job)
        timer.setSingleShot(True)
        timer.timeout.connect(self._on_hide_due)
        timer.start(max(SHOWN_AT_LEAST_MS - shown_ms, 0))

    @Slot()
    def _on_hide_due(self) -> None:
        timer = self.sender()
        job = timer.parent() if timer is not None else None
        if isinstance(job, Job):
            self.job_hidden.emit(job)
            job.deleteLater()

    def _work(self, job: Job, fn: Callable[[Job], Any]) -> None:
        """Runs on the worker thread. Every end of the work is sent to the window's thread, none is lost."""
        try:
            if job.cancel_requested:
                raise Cancelled
            outcome = _Outcome(result=fn(job))
        except BaseException as fault:  # delivered, not swallowed
            outcome = _Outcome(fault=fault)
        self._returned.emit(job, outcome)


@dataclass(frozen=True, slots=True)
class _Outcome:
    result: Any = None
    fault: BaseException | None = None


def changes_of(result: object) -> Changes | None:
    """The changes in a service's result: the result itself or its attribute ``changes``."""
    for candidate in (result, getattr(result, "changes", None)):
        if isinstance(candidate, Changes):
            return candidate
    return None
