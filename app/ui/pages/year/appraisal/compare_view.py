"""Two people have counted: every figure that differs, and the choice where the paper does not settle it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.appraisal.views import AppraisalView, RaterView
from app.services.changes import Changes
from app.ui.context import WorkContext
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.labels import label


@dataclass(frozen=True, slots=True)
class _Row:
    uid: str
    name: str
    group: str
    option: str
    first: int
    second: int


class CompareView(QWidget):
    """The differences of one rater group.

    Signals:
        said: A quiet word.
    """

    said = Signal(str)

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._view: AppraisalView | None = None
        self._writable = False
        self.raters = ChipBar()
        self.words = label("", "strong", wrap=True)
        self.table: DataTable[_Row] = DataTable(
            [
                ColumnSpec("党员", lambda r: r.name, width=8, stretch=True, strong=True),
                ColumnSpec("小组", lambda r: r.group, width=6),
                ColumnSpec("栏", lambda r: r.option, width=6),
                ColumnSpec("第 1 份", lambda r: str(r.first), sort_key=lambda r: r.first, align=Align.RIGHT, width=5),
                ColumnSpec("第 2 份", lambda r: str(r.second), sort_key=lambda r: r.second, align=Align.RIGHT, width=5),
                ColumnSpec(
                    "相差", lambda r: f"{r.second - r.first:+d}".replace("-", "−"),
                    sort_key=lambda r: abs(r.second - r.first), align=Align.RIGHT, width=4,
                ),
            ],
            uid=lambda row: row.uid,
        )  # fmt: skip
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("理由，如：逐张复核纸票后确认")
        self.reason.setAccessibleName("采用的理由")
        self.reason.setMaxLength(120)
        self.choices = (Button("采用第 1 份"), Button("采用第 2 份"))
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.raters)
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.reason, 1)
        for number, button in enumerate(self.choices, 1):
            row.addWidget(button)
            button.clicked.connect(self._chooser(number))
        column.addLayout(row)
        self.raters.chosen.connect(lambda _key: self._show())

    def show_view(self, view: AppraisalView, *, writable: bool) -> None:
        """Show the groups that two people count."""
        self._view, self._writable = view, writable
        double = [rater for rater in view.raters if len(rater.tallies) > 1]
        self.raters.set_chips([Chip(rater.uid, rater.name, len(rater.differences)) for rater in double])
        self.raters.setVisible(len(double) > 1)
        self._show()

    def start(self) -> None:
        """To the list."""
        self.table.setFocus()

    def _show(self) -> None:
        view, key = self._view, self.raters.current
        if view is None or not key:
            return
        rater = view.rater(key)
        people = {row.uid: row for row in view.rows}
        names = {column.id: column.name for column in view.columns}
        self.table.set_rows(
            [
                _Row(
                    uid=f"{each.member}/{each.option}",
                    name=people[each.member].label if each.member else "（全部）",
                    group=people[each.member].group if each.member else "",
                    option=names[each.option] if each.option else "有效票",
                    first=each.first,
                    second=each.second,
                )
                for each in rater.differences
            ]
        )
        self.words.setText(_words(rater))
        open_choice = self._writable and bool(rater.differences)
        for widget in (self.reason, *self.choices):
            widget.setVisible(bool(rater.differences))
            widget.setEnabled(open_choice)

    def _chooser(self, number: int) -> Callable[[], None]:
        def choose() -> None:
            actor, counting = self._context.actor, self._context.services.counting
            uid, reason = self.raters.current, self.reason.text()
            self._context.tasks.run(
                lambda _job: counting.choose(actor, uid, number, reason),
                parent=self, on_success=self._on_chosen, label="正在选定计票", cancellable=False,
            )  # fmt: skip

        return choose

    def _on_chosen(self, changes: Changes) -> None:
        self.reason.clear()
        self.said.emit(changes.message)


def _words(rater: RaterView) -> str:
    if not rater.differences:
        return "两份计票一致。"
    if rater.chosen is not None:
        return f"有 {len(rater.differences)} 处不同，已采用第 {rater.chosen} 份：{rater.reason}"
    return f"有 {len(rater.differences)} 处不同。先对照纸票改正；确实不能一致的，写明理由，采用其中一份。"
