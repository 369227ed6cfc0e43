"""Asks for the arithmetic of the selected line, once the cursor rests on it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import UserError
from app.services.scoring import TraceNode
from app.ui.context import WorkContext
from app.ui.messages import show_error
from app.ui.pages.reading import Reading

_PAUSE_MS = 90


class LineTrace(QObject):
    """The trace of one line at a time; walking through the list with the arrow keys asks for nothing.

    Signals:
        arrived: ``(uid, TraceNode)``.
    """

    arrived = Signal(str, object)

    def __init__(self, context: WorkContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._uid = ""
        self._reading = Reading(context.tasks, "正在计算", self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._on_due)
        self._reading.arrived.connect(self._on_arrived)
        self._reading.failed.connect(self._on_failed)

    def ask(self, uid: str) -> None:
        """Want the trace of a line soon; an empty uid wants none."""
        self._reading.drop()
        self._uid = uid
        if uid:
            self._pause.start()
        else:
            self._pause.stop()

    def _on_due(self) -> None:
        uid, branch_uid, month = self._uid, self._context.branch_uid, self._context.month
        declarations = self._context.services.declarations
        self._reading.start(lambda: (uid, declarations.explain(branch_uid, month, uid)))

    def _on_arrived(self, found: tuple[str, TraceNode]) -> None:
        self.arrived.emit(*found)

    def _on_failed(self, fault: BaseException) -> None:
        # A line that was decided or removed meanwhile has no arithmetic; the panel keeps the list's own figures.
        if not isinstance(fault, UserError):
            show_error(fault, self)
