"""The weekly check of an older backup: some time after the start, on the worker, without a word when all is well."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from app.ui.context import WorkContext

#: Not while the first page is read and the first line is typed.
_AFTER_MS = 45_000


class BackupRound(QObject):
    """Looks once after the start whether a check is due; the service knows the week."""

    def __init__(self, context: WorkContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._begun = False

    def begin(self) -> None:
        """Go some time from now; a second call does nothing."""
        if not self._begun:
            self._begun = True
            QTimer.singleShot(_AFTER_MS, self, self.go)

    @Slot()
    def go(self) -> None:
        """Go now."""
        safety = self._context.services.safety
        self._context.tasks.run(
            lambda _job: safety.check_old_backup(), parent=self, label="正在抽查一份备份", cancellable=False
        )
