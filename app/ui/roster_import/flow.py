"""The import as a flow of three steps: choose the file, point at the headings if need be, look at every row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from app.errors import EnvironmentProblem, UserError
from app.services.exchange.roster import HeadingMissing, RosterField, RosterTable
from app.services.roster_branches import Elsewhere
from app.ui.messages import errors_shown, show_error
from app.ui.roster_import.choose_step import ChooseStep
from app.ui.roster_import.heading_chooser import HeadingChooser
from app.ui.roster_import.preview_step import PreviewStep
from app.ui.roster_import.reading import Checked, Planner, check, read_file
from app.ui.tasks import TaskRunner
from app.ui.ui_settings import UiSettings
from app.ui.widgets.buttons import Button
from app.ui.widgets.placeholders import ContentSwitch
from app.ui.widgets.toast import toast

_KINDS = "名册文件 (*.xlsx *.xls *.ods *.csv);;所有文件 (*)"
ENDINGS = (".xlsx", ".xls", ".ods", ".csv")


class RosterFlow(QWidget):
    """Up to the point where the rows are known; what is done with them is the owner's matter.

    Signals:
        accepted: The :class:`Checked` file: the red button was pressed.

    Attributes:
        choose_step: Drop a file, choose one, or save the template.
        heading_step: Where no headings were found.
        preview_step: Columns and rows with their faults.
    """

    accepted = Signal(object)

    def __init__(
        self,
        tasks: TaskRunner,
        settings: UiSettings | None,
        *,
        today: Callable[[], date],
        action: str = "导入 {count} 人",
        parent: QWidget | None = None,
    ) -> None:
        """Make the steps.

        Args:
            tasks: Reads and checks on its worker.
            settings: Remembers the folder; ``None`` where there are none yet.
            today: The business date.
            action: Words of the red button; ``{count}`` becomes the number of people.
            parent: Owner.
        """
        super().__init__(parent)
        self._tasks = tasks
        self._settings = settings
        self._today = today
        self._planner: Planner | None = None
        self._path: Path | None = None
        self._checked: Checked | None = None
        self._moved_on = today()
        self._elsewhere = Elsewhere.LEAVE_OUT
        self._asked = 0
        self.choose_step = ChooseStep()
        self.heading_step = HeadingChooser()
        self.preview_step = PreviewStep(action)
        self.steps = QStackedWidget()
        for step in (self.choose_step, self.heading_step, self.preview_step):
            self.steps.addWidget(step)
        self._switch = ContentSwitch(self.steps)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._switch)
        self.setAcceptDrops(True)
        self._connect()

    @property
    def import_button(self) -> Button:
        """The red button."""
        return self.preview_step.import_button

    @property
    def checked(self) -> Checked | None:
        """The file as far as it is understood now."""
        return self._checked

    def start(self, planner: Planner | None = None) -> None:
        """Begin anew.

        Args:
            planner: Tells what an import of the usable rows would do; ``None`` where there is no ledger yet.
        """
        self._planner = planner
        self._checked = None
        self._moved_on = self._today()
        self._elsewhere = Elsewhere.LEAVE_OUT
        self._asked += 1
        self._show(self.choose_step)
        self.choose_step.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def read(self, path: Path, *, sheet: str = "", heading_row: int = 0) -> None:
        """Read a file; the steps follow from what is in it."""
        self._path = path
        ticket = self._begin()

        def came(table: RosterTable) -> None:
            if ticket == self._asked:
                self._check(table, dict(table.mapping), {})

        def failed(fault: BaseException) -> None:
            if ticket == self._asked:
                self._on_unreadable(fault)

        self._tasks.run(
            lambda job: read_file(path, sheet=sheet or None, heading_row=heading_row or None, job=job),
            parent=self,
            on_success=came,
            on_error=failed,
            on_cancel=self._on_stopped,
            label=f"正在读取 {path.name}",
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A roster file may be dropped anywhere on the flow."""
        if _dropped(event.mimeData().urls()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read what was dropped."""
        path = _dropped(event.mimeData().urls())
        if path is not None:
            event.acceptProposedAction()
            self._read_anew(path)

    def _connect(self) -> None:
        self.choose_step.choose_requested.connect(self._on_choose)
        self.choose_step.template_requested.connect(self._on_template)
        self.heading_step.chosen.connect(self._on_heading)
        self.heading_step.left.connect(self._on_choose)
        self.preview_step.sheet_chosen.connect(self._on_heading)
        self.preview_step.mapping_changed.connect(self._on_mapping)
        self.preview_step.corrected.connect(self._on_corrected)
        self.preview_step.moved_on_changed.connect(self._on_moved_on)
        self.preview_step.branches.chosen.connect(self._on_elsewhere)
        self.preview_step.left.connect(self._on_choose)
        self.preview_step.accepted.connect(self._on_accepted)

    def _begin(self) -> int:
        """A new question to the worker: earlier answers are no longer wanted."""
        self._asked += 1
        self._switch.show_loading()
        self.import_button.setEnabled(False)
        return self._asked

    def _show(self, step: QWidget) -> None:
        self.steps.setCurrentWidget(step)
        self._switch.show_content()

    def _check(
        self,
        table: RosterTable,
        mapping: dict[int, RosterField],
        corrections: dict[tuple[int, RosterField], str],
    ) -> None:
        path, planner, today, moved_on = self._path, self._planner, self._today(), self._moved_on
        elsewhere = self._elsewhere
        if path is None:
            return
        ticket = self._begin()

        def came(found: Checked) -> None:
            if ticket == self._asked:
                self._checked = found
                self.preview_step.show_checked(found)
                self._show(self.preview_step)

        def failed(fault: BaseException) -> None:
            if ticket == self._asked:
                self._switch.show_content()
                show_error(fault, self)

        self._tasks.run(
            lambda job: check(
                path,
                table,
                mapping,
                corrections,
                today=today,
                moved_on=moved_on,
                elsewhere=elsewhere,
                planner=planner,
                job=job,
            ),
            parent=self,
            on_success=came,
            on_error=failed,
            on_cancel=self._on_stopped,
            label="正在检查名册",
        )

    def _on_unreadable(self, fault: BaseException) -> None:
        if isinstance(fault, HeadingMissing):
            self.heading_step.show_fault(fault)
            self._show(self.heading_step)
            return
        self._show(self.choose_step)
        if isinstance(fault, UserError | EnvironmentProblem) and self._path is not None:
            self.choose_step.show_fault(self._path.name, fault.message, fault.hint)
        else:
            show_error(fault, self)

    def _on_stopped(self) -> None:
        self._show(self.preview_step if self._checked is not None else self.choose_step)
        if self._checked is not None:
            self.preview_step.show_checked(self._checked)

    def _on_choose(self) -> None:
        folder = self._settings.folder if self._settings is not None else ""
        name, _kind = QFileDialog.getOpenFileName(self, "选择党员名册", folder or str(Path.home()), _KINDS)
        if name:
            self._remember(Path(name))
            self._read_anew(Path(name))

    def _read_anew(self, path: Path) -> None:
        """Another file: what was chosen for the one before does not hold for it."""
        self._moved_on, self._elsewhere = self._today(), Elsewhere.LEAVE_OUT
        self.read(path)

    def _on_template(self) -> None:
        # The workbook writer is loaded by the few who want a template, not by every start.
        from app.services.exchange.roster.template import write_template

        folder = self._settings.folder if self._settings is not None else ""
        start = Path(folder) if folder else Path.home()
        name, _kind = QFileDialog.getSaveFileName(
            self, "保存名册模板", str(start / "党员名册模板.xlsx"), "表格文件 (*.xlsx)"
        )
        if not name:
            return
        target = Path(name) if name.lower().endswith(".xlsx") else Path(f"{name}.xlsx")
        with errors_shown(self):
            write_template(target)
            self._remember(target)
            toast(self, f"模板已保存：{target.name}，填好后再来选择它")
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(target.parent)))

    def _on_heading(self, sheet: str, row: int) -> None:
        if self._path is not None:
            self.read(self._path, sheet=sheet, heading_row=row)

    def _on_mapping(self, mapping: dict[int, RosterField]) -> None:
        if self._checked is not None:
            self._check(self._checked.table, mapping, dict(self._checked.corrections))

    def _on_corrected(self, number: int, field: RosterField, text: str) -> None:
        found = self._checked
        if found is not None:
            self._check(found.table, dict(found.mapping), {**found.corrections, (number, field): text})

    def _on_moved_on(self, day: date) -> None:
        found = self._checked
        if found is not None and day != self._moved_on:
            self._moved_on = day
            self._check(found.table, dict(found.mapping), dict(found.corrections))

    def _on_elsewhere(self, wish: Elsewhere) -> None:
        found = self._checked
        if found is not None and wish is not self._elsewhere:
            self._elsewhere = wish
            self._check(found.table, dict(found.mapping), dict(found.corrections))

    def _on_accepted(self) -> None:
        if self._checked is not None:
            self.accepted.emit(self._checked)

    def _remember(self, path: Path) -> None:
        if self._settings is not None:
            self._settings.folder = str(path.parent)


def _dropped(urls: list[QUrl]) -> Path | None:
    """The one local roster file among what is dropped."""
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return next((path for path in paths if path.suffix.lower() in ENDINGS), None)
