"""What the votes come to: everybody's votes and rates, the formula, and beside the list the arithmetic of one."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.appraisal.results import ResultView, VoteRow
from app.services.changes import Changes
from app.services.numbers import format_points
from app.services.scoring import TraceNode, plain, round_points
from app.services.workflow import AppraisalState
from app.ui.context import WorkContext
from app.ui.messages import show_error
from app.ui.pages.reading import Reading
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.labels import label
from app.ui.widgets.panes import SplitPane
from app.ui.widgets.scaled import scaled
from app.ui.widgets.trace_view import TraceView

_SIDE_WIDTH = 340
_FLAT_HEIGHT, _ANY_HEIGHT = 190, 16777215
_PAUSE_MS = 120
_HOW = 1
#: Digits of a result that is a rate or a mean.
_DECIMALS = 4


class _SideCard(Card):
    """The arithmetic of one member; below the list it leaves the list its rows."""

    def set_flat(self, *, flat: bool) -> None:
        """Stay low below the list."""
        self.setMaximumHeight(scaled(_FLAT_HEIGHT) if flat else _ANY_HEIGHT)


class VotesView(QWidget):
    """The result of the set.

    Signals:
        again_wanted: The reason for counting again.
    """

    again_wanted = Signal(str)

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._result: ResultView | None = None
        self._reading = Reading(context.tasks, "正在读取测评结果", self)
        self._trace = Reading(context.tasks, "正在计算", self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self.formula = label("", "quiet", wrap=True)
        self.table: DataTable[VoteRow] | None = None
        self._columns: tuple[str, ...] = ()
        self._place = QVBoxLayout()
        self.trace = TraceView()
        # How a step was counted is in its tool tip: beside the list there is room for the step and the figure.
        self.trace.setColumnHidden(_HOW, True)
        self.side = _SideCard()
        self._name, self._cause = label("", "card"), label("", wrap=True)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("为什么重新计票")
        self.reason.setAccessibleName("重新计票的理由")
        self.reason.setMaxLength(120)
        self.again = Button("重新计票")
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.formula)
        main = QWidget()
        main.setLayout(self._place)
        self._place.setContentsMargins(0, 0, 0, 0)
        self.side.head.insertWidget(0, self._name)
        self.side.body.addWidget(self._cause)
        self.side.body.addWidget(self.trace, 1)
        column.addWidget(SplitPane(main, self.side, side_width=_SIDE_WIDTH), 1)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.reason, 1)
        row.addWidget(self.again)
        column.addLayout(row)
        self._reading.arrived.connect(self._on_result)
        self._reading.failed.connect(lambda fault: show_error(fault, self))
        self._trace.arrived.connect(self._on_trace)
        self._trace.failed.connect(lambda fault: show_error(fault, self))
        self._pause.timeout.connect(self._on_trace_due)
        self.again.clicked.connect(lambda: self.again_wanted.emit(self.reason.text()))

    def read(self, *, may_reopen: bool) -> None:
        """Read the votes."""
        for widget in (self.reason, self.again):
            widget.setVisible(may_reopen)
        services, context = self._context.services, self._context
        branch, month = context.branch_uid, context.month
        self._reading.start(lambda: services.appraisal_results.result(branch, month))

    def start(self) -> None:
        """To the list."""
        if self.table is not None:
            self.table.setFocus()

    def reopened(self, _changes: Changes) -> None:
        """The count is open again."""
        self.reason.clear()

    def _on_result(self, result: ResultView | None) -> None:
        self._result = result
        if result is None:
            return
        settled = result.view.state is AppraisalState.SETTLED
        lead = "" if settled else "尚未定票，得分还没有计入积分。"
        self.formula.setText(lead + result.formula)
        table = self._table_for(result)
        last = table.model().columnCount()
        scored = any(row.result is not None for row in result.rows)
        counted = settled and result.changes_points
        for column, shown in ((last - 3, scored), (last - 2, counted), (last - 1, counted)):
            table.show_column(column, shown=shown)
        table.set_rows(result.rows)
        if result.rows and table.current_row is None:
            table.select_uid(result.rows[0].row.uid)

    def _table_for(self, result: ResultView) -> DataTable[VoteRow]:
        """The table of these columns; another set may have others."""
        names = tuple(column.name for column in result.view.columns)
        if self.table is not None and names == self._columns:
            return self.table
        if self.table is not None:
            self._place.removeWidget(self.table)
            self.table.deleteLater()
        self._columns = names
        table: DataTable[VoteRow] = DataTable(
            _columns_of(names, result.decimals), uid=lambda row: row.row.uid
        )
        table.set_search_text(lambda r: (r.row.pinyin, r.row.initials))
        table.current_changed.connect(self._on_current)
        self._place.addWidget(table)
        self.table = table
        return table

    def _on_current(self, row: VoteRow | None) -> None:
        self._trace.drop()
        self.trace.clear()
        if row is None:
            return
        self._name.setText(row.row.label)
        self._cause.setText(_cause(row))
        settled = self._result is not None and self._result.view.state is AppraisalState.SETTLED
        self.trace.setVisible(settled)
        if settled:
            self._pause.start()

    def _on_trace_due(self) -> None:
        row = self.table.current_row if self.table is not None else None
        if row is not None:
            branch, month, uid = self._context.branch_uid, self._context.month, row.row.uid
            results = self._context.services.appraisal_results
            self._trace.start(lambda: results.explain(branch, month, uid))

    def _on_trace(self, node: TraceNode | None) -> None:
        if node is not None:
            self.trace.show_trace(node)


def _columns_of(names: tuple[str, ...], decimals: int) -> list[ColumnSpec[VoteRow]]:
    columns: list[ColumnSpec[VoteRow]] = [
        ColumnSpec("党员", lambda r: r.row.label, sort_key=lambda r: r.row.pinyin, width=5, stretch=True),
        ColumnSpec("小组", lambda r: r.row.group, width=4),
    ]
    for place, name in enumerate(names):
        columns.append(_vote_column(place, name))
    columns += [
        ColumnSpec("未评", lambda r: str(r.blank), sort_key=lambda r: r.blank, align=Align.RIGHT, width=2.5),
        ColumnSpec("测评得分", _score, sort_key=lambda r: r.result, align=Align.RIGHT, width=4, strong=True),
        ColumnSpec("原积分", lambda r: format_points(r.before, decimals), sort_key=lambda r: r.before, align=Align.RIGHT, width=4),
        ColumnSpec("计入后", lambda r: format_points(r.after, decimals), sort_key=lambda r: r.after, align=Align.RIGHT, width=4, strong=True),
    ]  # fmt: skip
    return columns


def _vote_column(place: int, name: str) -> ColumnSpec[VoteRow]:
    return ColumnSpec(
        name,
        lambda r: f"{r.votes[place]} · {rate(r.votes[place], r.voters)}",
        sort_key=lambda r: r.votes[place],
        align=Align.RIGHT,
        width=4.5,
    )


def rate(part: int, whole: int) -> str:
    """A share of the valid ballots in whole hundredths."""
    return f"{(part * 200 + whole) // (2 * whole)}%" if whole else "—"


def _score(row: VoteRow) -> str:
    return "" if row.result is None else plain(round_points(row.result, _DECIMALS))


def _cause(row: VoteRow) -> str:
    if row.row.state:
        return f"{row.row.state}；票照计，不再评定。"
    return row.cause or f"有效票 {row.voters} 张，其中 {row.blank} 张未评。"
