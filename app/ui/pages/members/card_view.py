"""一人一卡: a member's year, month by month, with every number open to its arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QHeaderView, QPushButton, QVBoxLayout, QWidget

from app.services.months import Month
from app.services.numbers import format_points
from app.services.records import MemberYear
from app.services.scoring import TraceNode
from app.ui.pages.early import EarlyMonth
from app.ui.pages.members.card_columns import (
    FIRST_FIGURE,
    LAST_FIGURE,
    LINE_COLUMNS,
    MONTH_COLUMNS,
    MONTH_POINTS,
    START,
    WHAT_COLUMN,
    WORD_COLUMNS,
    CardLine,
    MonthLine,
)
from app.ui.table_models.data_table import DataTable
from app.ui.theme.theme import current_scale, font_of
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, PushButton
from app.ui.widgets.labels import label
from app.ui.widgets.panes import SplitPane
from app.ui.widgets.placeholders import ContentSwitch
from app.ui.widgets.scaled import ScaleWatcher, scaled
from app.ui.widgets.trace_panel import TracePanel

_MONTHS_WIDTH = 226
_TRACE_WIDTH = 410


class CardView(QWidget):
    """The sums at the top, the months at the left, the lines of one month, and the trace at the side.

    Signals:
        trace_requested: ``(month, ref)``: what the number is of; an empty ref means the total at the month's end.
        retry_requested: The card could not be read; try again.
    """

    trace_requested = Signal(object, str)
    retry_requested = Signal()

    def __init__(self, *, tools: Sequence[QWidget] = (), parent: QWidget | None = None) -> None:
        """Make the view; ``tools`` stand at the right of the sums."""
        super().__init__(parent)
        self._year: MemberYear | None = None
        self.sums = _SumBar(tools)
        self.sums.pressed.connect(self._on_sum)
        self.months: DataTable[MonthLine] = DataTable(MONTH_COLUMNS, uid=lambda row: row.data.month.label)
        self.lines: DataTable[CardLine] = DataTable(LINE_COLUMNS, uid=lambda row: row.data.uid)
        self.trace_panel = TracePanel()
        self.lines.horizontalHeader().setSectionResizeMode(WHAT_COLUMN, QHeaderView.ResizeMode.Stretch)
        self._line_switch = ContentSwitch(self.lines)
        self._build()
        self.months.current_changed.connect(self._on_month)
        self.months.clicked.connect(self._on_month_clicked)
        self.months.row_activated.connect(lambda _row: self._on_total_of_month())
        self.lines.clicked.connect(self._on_line_clicked)
        self.lines.row_activated.connect(lambda _row: self._on_line_opened())
        self.trace_panel.closed.connect(self.hide_trace)
        self.switch.action_pressed.connect(self.retry_requested)

    @property
    def month(self) -> Month | None:
        """The month whose lines are shown."""
        row = self.months.current_row
        return row.data.month if row is not None else None

    @property
    def start(self) -> tuple[str, Decimal] | None:
        """Name and figure of the start points that are shown."""
        return self._year.start if self._year is not None else None

    def show_year(
        self, year: MemberYear | None, *, name: str, came: date | None = None, early: EarlyMonth | None = None
    ) -> None:
        """Show a member's year. The chosen month stays chosen; at first it is the last one.

        Args:
            year: The year; ``None`` when the member was not here in it.
            name: The member.
            came: First day in the village; months before it show no figures.
            early: What to say where the branch had no scheme yet.
        """
        self._year = year
        if early is not None:
            self.switch.show_empty("id-card", early.text, hint=early.hint)
            return
        if year is None:
            self.switch.show_empty(
                "id-card", f"{name}这一年不在本支部", hint="换一个月份，或回到名单看别的人。"
            )
            return
        if not year.liable and not any(month.lines for month in year.months):
            self.switch.show_empty(
                "id-card", f"{name}不纳入积分，没有分数", hint="恢复积分后，这里按月列出每一条。"
            )
            return
        self.sums.show_sums(year)
        rows = [
            MonthLine(
                month, year.decimals, here=came is None or month.month.last >= came or bool(month.lines)
            )
            for month in reversed(year.months)
        ]
        chosen = self.month
        self.months.set_rows(rows)
        if chosen is None and rows:
            self.months.setCurrentIndex(self.months.proxy.index(0, 0))
        self.switch.show_content()

    def forget_month(self) -> None:
        """The next member starts with the last month again."""
        self.months.set_rows([])

    def show_fault(self, text: str, hint: str) -> None:
        """Say that the card could not be read."""
        self.switch.show_fault(text, hint=hint)

    def show_trace(self, title: str, node: TraceNode) -> None:
        """Open the arithmetic at the side."""
        self.trace_panel.show_trace(title, node)
        self.trace_panel.show()
        self._fit_columns()

    def hide_trace(self) -> None:
        """Close it again."""
        if self.trace_panel.isVisibleTo(self):
            self.trace_panel.hide()
            self._fit_columns()
            self.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def tracing(self) -> bool:
        """Whether the arithmetic is open."""
        return self.trace_panel.isVisibleTo(self)

    def explain_selected(self) -> None:
        """The key for "怎么算的": of the selected line, or of the month's total where no line is selected."""
        if self.lines.hasFocus() and self.lines.current_row is not None:
            self._on_line_opened()
        else:
            self._on_total_of_month()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(Space.M)
        tables = QWidget()
        row = QHBoxLayout(tables)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        ScaleWatcher(self.months, lambda: self.months.setFixedWidth(scaled(_MONTHS_WIDTH)))
        row.addWidget(self.months)
        row.addWidget(self._line_switch, 1)
        self.pane = SplitPane(tables, self.trace_panel, side_width=_TRACE_WIDTH)
        self.pane.flattened.connect(lambda _flat: self._fit_columns())
        self.trace_panel.hide()
        inner.addWidget(self.sums)
        inner.addWidget(self.pane, 1)
        self.switch = ContentSwitch(body)
        column.addWidget(self.switch)

    def _fit_columns(self) -> None:
        """Beside the trace there is no room for basis and reason: the trace says the reason."""
        beside = self.tracing and not self.pane.flat
        for column in WORD_COLUMNS:
            self.lines.show_column(column, shown=not beside)

    def _on_month(self, row: MonthLine | None) -> None:
        lines = row.data.lines if row is not None else ()
        decimals = self._year.decimals if self._year is not None else 1
        self.lines.set_rows([CardLine(line, decimals) for line in lines])
        if lines or row is None:
            self._line_switch.show_content()
        elif not row.here:
            self._line_switch.show_empty("id-card", f"{row.data.month.month}月还没有到本支部")
        else:
            self._line_switch.show_empty(
                "id-card",
                f"{row.data.month.month}月没有评定过的事项",
                hint="申报了还没有评定的，在“申报”页；评定生效后列在这里。",
            )

    def _on_sum(self, ref: str) -> None:
        if self._year is not None and self._year.months:
            self.trace_requested.emit(self._year.months[-1].month, ref)

    def _on_month_clicked(self, index: QModelIndex) -> None:
        if index.column() >= MONTH_POINTS:
            self._on_total_of_month()

    def _on_total_of_month(self) -> None:
        if self.month is not None:
            self.trace_requested.emit(self.month, "")

    def _on_line_clicked(self, index: QModelIndex) -> None:
        if FIRST_FIGURE <= index.column() <= LAST_FIGURE or self.tracing:
            self._on_line_opened()

    def _on_line_opened(self) -> None:
        row = self.lines.current_row
        if row is not None and self._year is not None:
            # As things stand at the end of what is shown: later lines may have taken the limit.
            self.trace_requested.emit(self._year.months[-1].month, row.data.uid)


class _SumBar(QFrame):
    """本年累计 and the sections, each a button that opens its arithmetic.

    Signals:
        pressed: Id of the section; empty for the total.
    """

    pressed = Signal(str)

    def __init__(self, tools: Sequence[QWidget]) -> None:
        super().__init__()
        self.setProperty("surface", "card")
        self._outer = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._outer.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        self._outer.setSpacing(Space.S)
        self._row = QHBoxLayout()
        self._row.setSpacing(Space.L)
        self._row.addStretch(1)
        self._outer.addLayout(self._row, 1)
        self._tools = QHBoxLayout()
        self._tools.setSpacing(Space.S)
        self._tools.addStretch(1)
        for tool in tools:
            self._tools.addWidget(tool)
        self._outer.addLayout(self._tools)
        self._buttons = [tool for tool in tools if isinstance(tool, Button)]
        self._shown: list[QWidget] = []
        self.buttons: dict[str, QPushButton] = {}

    def show_sums(self, year: MemberYear) -> None:
        """Show a member's sums."""
        focused = next((ref for ref, button in self.buttons.items() if button.hasFocus()), None)
        for widget in self._shown:
            self._row.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._shown, self.buttons = [], {}
        self._add("", "本年累计", format_points(year.total, year.decimals), large=True)
        name, start = year.start
        if start:
            self._add(START, name, format_points(start, year.decimals))
        for section in year.sections:
            self._add(section.id, section.name, format_points(section.counted, year.decimals))
        if focused in self.buttons:
            self.buttons[focused].setFocus()

    def event(self, event: QEvent) -> bool:
        """Follow new sums and 大字, once they know how wide they are."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where a name would be cut the tools first lose their keys, then stand below the sums."""
        margins = self._outer.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        now = sum(button.sizeHint().width() for button in self._buttons)
        wanted = self._row.minimumSize().width() + self._tools.minimumSize().width() + Space.S
        full = wanted + sum(button.full_width for button in self._buttons) - now
        for button in self._buttons:
            button.set_compact(compact=full > room)
        wanted += sum(button.sizeHint().width() for button in self._buttons) - now
        way = QBoxLayout.Direction.LeftToRight if wanted <= room else QBoxLayout.Direction.TopToBottom
        self._outer.setDirection(way)

    def _add(self, ref: str, words: str, figure: str, *, large: bool = False) -> None:
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        button = PushButton(figure)
        button.setProperty("kind", "title" if large else "quiet")
        if not large:
            button.setFont(font_of(current_scale().card, bold=True))
        button.setToolTip(f"{words}怎么算的")
        button.setAccessibleName(f"{words} {figure}，怎么算的")
        button.clicked.connect(lambda _checked=False: self.pressed.emit(ref))
        name = label(words, "note")
        name.setContentsMargins(Space.S - 2, 0, 0, 0)
        column.addWidget(name)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._row.insertWidget(len(self._shown), cell)
        self._shown.append(cell)
        self.buttons[ref] = button
