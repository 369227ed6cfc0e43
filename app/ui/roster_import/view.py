"""The import in the 党员 page: the flow, and the one transaction at its end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.exchange.roster import RosterRow
from app.services.roster_branches import Elsewhere
from app.ui.context import WorkContext
from app.ui.messages import confirm, show_error
from app.ui.roster_import.flow import RosterFlow
from app.ui.roster_import.reading import Checked, Plan


class RosterImportView(QWidget):
    """Imports into the branch that is shown, or into those that the rows name.

    Signals:
        imported: The :class:`Changes` after the import.
    """

    imported = Signal(object)

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.flow = RosterFlow(context.tasks, context.settings, today=lambda: context.services.roster.today())
        self.flow.accepted.connect(self._on_accepted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.flow)

    def start(self) -> None:
        """Begin with choosing a file."""
        roster, shown = self._context.services.roster, self._context.branch_uid

        def plan(rows: Collection[RosterRow], moved_on: date, elsewhere: Elsewhere) -> Plan:
            branch = _branch_for(rows, shown)
            return roster.plan(rows, branch_uid=branch, moved_on=moved_on, elsewhere=elsewhere)

        self.flow.start(plan)

    def may_leave(self) -> bool:
        """Whether the view may be left: cells typed anew would be lost."""
        found = self.flow.checked
        if found is None or not found.corrections:
            return True
        return confirm(
            self,
            title="离开导入",
            text=f"已改正的 {len(found.corrections)} 格还没有导入。",
            action_label="不导入，离开",
            hint="离开后要重新改。",
        )

    def _on_accepted(self, found: Checked) -> None:
        roster, actor, rows = self._context.services.roster, self._context.actor, found.usable
        branch = _branch_for(rows, self._context.branch_uid)
        self.flow.import_button.setEnabled(False)
        self._context.tasks.run(
            lambda _job: roster.apply(
                actor, rows, branch_uid=branch, moved_on=found.moved_on, elsewhere=found.elsewhere
            ),
            parent=self,
            on_success=self._on_imported,
            on_error=self._on_failed,
            label=f"正在导入 {found.count} 人",
            cancellable=False,
        )

    def _on_imported(self, changes: Changes) -> None:
        self.imported.emit(changes)

    def _on_failed(self, fault: BaseException) -> None:
        # Nothing was written: the preview stays, and the button can be pressed again.
        self.flow.import_button.setEnabled(True)
        show_error(fault, self)


def _branch_for(rows: Collection[RosterRow], shown: str) -> str | None:
    """Where rows go that name no branch. A file that names one in each row must name those of this village."""
    return shown if any(not row.values.branch for row in rows) else None
