"""试算: a draft against a past period: who rises, who falls, who crosses a grade, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.clock import today
from app.errors import EnvironmentProblem, UserError, ValidationFailed
from app.services.documents.model_trial import TrialResult
from app.services.documents.trial_words import sums_line
from app.services.months import Month
from app.services.schemes import PresetView
from app.services.trial import TracePair, TrialSpan
from app.ui.context import WorkContext
from app.ui.messages import errors_shown, show_error
from app.ui.pages.reading import Reading
from app.ui.pages.scheme.trial_columns import (
    FINDING_COLUMNS,
    MEMBER_COLUMNS,
    WIDE_COLUMNS,
    YEAR_COLUMN,
    FindingLine,
    MemberLine,
    Part,
    belongs,
    chips,
)
from app.ui.pages.scheme.trial_form import TrialForm
from app.ui.pages.scheme.trial_panel import TrialPanel
from app.ui.pages.scheme.trial_paper import TrialPaper
from app.ui.table_models.data_table import DataTable
from app.ui.tasks import Job
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.chips import ChipBar
from app.ui.widgets.labels import label
from app.ui.widgets.placeholders import ContentSwitch
from app.ui.widgets.state import Banner, Tone

_PAUSE_MS = 120
_FAULTS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class _Order:
    """What the shown result was made of."""

    branch_uid: str
    text: str
    from_month: Month
    to_month: Month
    since: date | None


class TrialView(QWidget):
    """Form, result and traces; hangs into the page of the schemes.

    Attributes:
        form: Draft and period.
        table: The members.
        finding_table: What the draft cannot count.
        panel: The two traces of the selected member.
    """

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._text = ""
        self._order: _Order | None = None
        self._result: TrialResult | None = None
        self._job: Job | None = None
        self._span: TrialSpan | None = None
        self._shown_for = ""
        self._reading = Reading(context.tasks, "正在计算", self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self.form = TrialForm()
        self.chips = ChipBar()
        self.table: DataTable[MemberLine] = DataTable(MEMBER_COLUMNS, uid=lambda line: line.data.uid)
        self.finding_table: DataTable[FindingLine] = DataTable(FINDING_COLUMNS, uid=lambda line: line.uid)
        self.panel = TrialPanel()
        self._paper = TrialPaper(context, self)
        self._build()
        self._connect()
        self.form.show_draft("")

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(Space.S)
        tools = QHBoxLayout()
        tools.setSpacing(Space.S)
        self.print_button = Button("打印对照表", icon="printer", key="Ctrl+P")
        self.save_button = Button("存为表格", key="F8")
        self._sums = label("", "strong", wrap=True)
        self._stale = Banner()
        self._notes = Banner()
        self._tables = QStackedWidget()
        tools.addWidget(self.chips)
        tools.addStretch(1)
        tools.addWidget(self.print_button)
        tools.addWidget(self.save_button)
        for table in (self.table, self.finding_table):
            self._tables.addWidget(table)
        inner.addLayout(tools)
        for widget in (self._sums, self._notes, self._stale):
            inner.addWidget(widget)
        inner.addWidget(self._tables, 1)
        inner.addWidget(self.panel, 1)
        self.switch = ContentSwitch(body, kind=ButtonKind.PLAIN)
        column.addWidget(self.form)
        column.addWidget(self.switch, 1)

    def _connect(self) -> None:
        self._context.branch_changed.connect(self._on_ledger)
        self._context.data_changed.connect(self._on_ledger)
        self.form.run_wanted.connect(self.run)
        self.form.changed.connect(self._on_changed)
        self.form.preset_chosen.connect(self._on_preset)
        self.form.file_wanted.connect(self._on_file)
        self.switch.action_pressed.connect(self._on_action)
        self.chips.chosen.connect(self._on_part)
        self.table.current_changed.connect(self._on_row)
        self.finding_table.current_changed.connect(self._on_finding)
        self.print_button.clicked.connect(lambda: self._paper.print_result(self._result))
        self.save_button.clicked.connect(lambda: self._paper.save_result(self._result))
        self._stale.button.clicked.connect(self.run)
        self._pause.timeout.connect(self._on_trace_due)
        self._reading.arrived.connect(self._on_pair)
        self._reading.failed.connect(lambda fault: show_error(fault, self))

    @property
    def result(self) -> TrialResult | None:
        """The result that is shown."""
        return self._result

    # ------------------------------------------------------------------------------------------------- the draft

    def set_draft(self, text: str, name: str) -> None:
        """Try this draft; a result of another one is marked as such."""
        self._text = text
        self.form.show_draft(name)
        self._on_changed()

    def refresh(self) -> None:
        """Read which months there are: whenever the view is shown, and when the ledger changed under it."""
        context = self._context
        if context.branch_uid != self._shown_for:
            self._forget()
        try:
            span = context.services.trial.span(context.branch_uid)
        except (UserError, EnvironmentProblem) as fault:
            self._forget()
            self.switch.show_fault(fault.message, hint=fault.hint)
            return
        if span != self._span and span is not None:
            self.form.show_span(span, today(context.services.clock))
        self._span, self._shown_for = span, context.branch_uid
        self.form.setEnabled(span is not None)
        if self._result is None:
            self._show_nothing()
        else:
            self._on_changed()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what there is."""
        super().showEvent(event)
        if not event.spontaneous():
            self.refresh()

    def _on_ledger(self, *_what: object) -> None:
        if self.isVisible():
            self.refresh()

    def _forget(self) -> None:
        self._result, self._order, self._span = None, None, None

    def _show_nothing(self) -> None:
        if self._span is None:
            self.switch.show_empty(
                "inbox",
                "台账里还没有评定过的月份",
                hint="至少评定过一个月，才能看出换了方案各人会有多少分。",
            )
        elif not self._text:
            self.switch.show_empty(
                "file-text",
                "请先选一个草案",
                action="选草案",
                hint="可以用正在编辑的草案、预置方案或一个方案文件。",
            )
        else:
            self.switch.show_empty(
                "list-checks",
                "看看换成这个方案，各人会有多少分",
                action="开始试算",
                hint="试算只看不改：台账、公示和现行方案都不会变。",
            )

    def _on_preset(self, preset: PresetView) -> None:
        self.set_draft(preset.text, preset.scheme.name)

    def _on_file(self) -> None:
        folder = self._context.settings.folder
        chosen, _kind = QFileDialog.getOpenFileName(self, "选方案文件", folder, "方案文件 (*.toml)")
        if chosen:
            with errors_shown(self):
                found = self._context.services.drafts.read_file(Path(chosen))
                self.set_draft(found.text, found.name)

    def _on_action(self) -> None:
        if self._span is None:
            self.refresh()
        elif not self._text:
            self.form.choose_button.click()
        else:
            self.run()

    # -------------------------------------------------------------------------------------------------- the trial

    def run(self) -> None:
        """Reckon on the worker; a trial that is under way is stopped first."""
        if not self._text or self._span is None:
            return
        if self._job is not None:
            self._job.cancel()
        trial, order = self._context.services.trial, self._wanted()
        self.switch.show_loading()

        def work(job: Job) -> TrialResult:
            return trial.run(
                order.branch_uid,
                order.text,
                from_month=order.from_month,
                to_month=order.to_month,
                since=order.since,
                progress=job.report,
            )

        self._job = self._context.tasks.run(
            work,
            parent=self,
            on_success=lambda result: self._on_result(order, result),
            on_error=self._on_fault,
            on_cancel=self._on_stopped,
            label="正在试算",
        )

    def _wanted(self) -> _Order:
        form = self.form
        return _Order(self._context.branch_uid, self._text, form.from_month, form.to_month, form.since)

    def _on_result(self, order: _Order, result: TrialResult) -> None:
        self._job = None
        self._order, self._result = order, result
        self._sums.setText(sums_line(result))
        self._notes.show_text("".join(result.notes), Tone.CARE)
        self.table.show_column(YEAR_COLUMN, shown=len(result.years) > 1)
        self.chips.set_chips(chips(result))
        self.table.set_rows([MemberLine(row, result.decimals) for row in result.rows])
        self.finding_table.set_rows([FindingLine(found, result.decimals) for found in result.findings])
        self.switch.show_content()
        self._on_part(self.chips.current)
        self._on_changed()

    def _on_fault(self, fault: BaseException) -> None:
        self._job = None
        self._forget_result()
        if isinstance(fault, ValidationFailed):
            lines = [str(issue) for issue in fault.issues]
            more = f"\n……共 {len(lines)} 处" if len(lines) > _FAULTS_SHOWN else ""
            text = f"草案有 {len(lines)} 处要先改正，才能试算"
            self.switch.show_fault(text, action="重新试算", hint="\n".join(lines[:_FAULTS_SHOWN]) + more)
        elif isinstance(fault, UserError | EnvironmentProblem):
            self.switch.show_fault(fault.message, action="重新试算", hint=fault.hint)
        else:
            self.switch.show_fault("试算没有完成", action="重新试算")
            show_error(fault, self)

    def _on_stopped(self) -> None:
        if self._job is not None and not self._job.cancel_requested:
            # The one that was stopped made way for another, which is under way.
            return
        self._job = None
        if self._result is not None:
            self.switch.show_content()
        else:
            self._show_nothing()

    def _forget_result(self) -> None:
        self._result, self._order = None, None

    def _on_changed(self) -> None:
        """Draft or period are not those of the result any more: it stays, and says so."""
        if self._result is None:
            self._show_nothing()
            return
        stale = self._order is not None and self._wanted() != self._order
        self._stale.show_text(
            "下面还是上一次试算的结果，草案或期间已经改了。" if stale else "", Tone.CARE, action="重新试算"
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Group and rank give way to the names and grades of a narrow window."""
        super().resizeEvent(event)
        wide = self.window().width() >= current_scale().narrow_width
        for column in WIDE_COLUMNS:
            self.table.show_column(column, shown=wide)

    # -------------------------------------------------------------------------------------------------- the tables

    def _on_part(self, key: str) -> None:
        part = Part(key)
        findings = part is Part.FINDINGS
        self._tables.setCurrentWidget(self.finding_table if findings else self.table)
        if findings:
            self._choose_first(self.finding_table)
            self._on_finding(self.finding_table.current_row)
        else:
            self.table.set_condition(lambda line: belongs(line.data, part))
            self._choose_first(self.table)
            self._on_row(self.table.current_row)

    def _choose_first(self, table: DataTable[MemberLine] | DataTable[FindingLine]) -> None:
        if table.current_row is None and table.proxy.rowCount():
            table.setCurrentIndex(table.proxy.index(0, 0))

    def _on_finding(self, line: FindingLine | None) -> None:
        if self._tables.currentWidget() is self.finding_table:
            self.panel.show_finding(line.data if line is not None else None)

    def _on_row(self, line: MemberLine | None) -> None:
        if self._tables.currentWidget() is not self.table or self._result is None:
            return
        self._reading.drop()
        self.panel.show_row(line.data if line is not None else None, self._result.decimals)
        if line is not None:
            self._pause.start()

    def _on_trace_due(self) -> None:
        line, order = self.table.current_row, self._order
        if line is None or order is None:
            return
        trial, row = self._context.services.trial, line.data
        self._reading.start(
            lambda: trial.trace(order.branch_uid, order.text, row, to_month=order.to_month, since=order.since)
        )

    def _on_pair(self, pair: TracePair) -> None:
        self.panel.show_pair(pair)
