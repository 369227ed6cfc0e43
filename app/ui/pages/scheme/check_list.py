"""The live check below the editor: what stops an adoption, what is probably not meant. A click goes to the place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QVBoxLayout, QWidget

from app.errors import Issue, Severity
from app.ui.pages.scheme.places import issue_words
from app.ui.theme.icons import icon
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Space
from app.ui.widgets.scaled import ScaleWatcher
from app.ui.widgets.state import StateLabel, Tone

_MOST_ROWS = 3
_ROW_LINES = 1.7


class CheckList(QFrame):
    """One line that says how it stands, and the faults below it.

    Signals:
        chosen: The :class:`Issue` that was clicked or entered.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        column.setSpacing(Space.XS)
        self.state = StateLabel()
        self._issues: tuple[Issue, ...] = ()
        self._model = QStandardItemModel(self)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setUniformItemSizes(True)
        ScaleWatcher(
            self.list, lambda: self.list.setIconSize(QSize(current_scale().icon, current_scale().icon))
        )
        self.list.setAccessibleName("需要改正的地方")
        self.list.clicked.connect(self._on_chosen)
        self.list.activated.connect(self._on_chosen)
        column.addWidget(self.state)
        column.addWidget(self.list)
        self.list.hide()

    @property
    def words(self) -> str:
        """How it stands, and all faults."""
        return "\n".join(str(self._model.item(row).text()) for row in range(self._model.rowCount()))

    def show_issues(self, issues: Sequence[Issue], plain: Mapping[str, Any]) -> None:
        """Show what is wrong now."""
        self._issues = tuple(issues)
        errors = sum(issue.severity is Severity.ERROR for issue in issues)
        warnings = len(issues) - errors
        hint = f"，另有 {warnings} 处提醒" if errors and warnings else ""
        if errors:
            self.state.set_state(f"有 {errors} 处要改正，改好才能通过{hint}", Tone.FAULT)
        elif warnings:
            self.state.set_state(f"没有错误，有 {warnings} 处提醒", Tone.CARE)
        else:
            self.state.set_state("检查通过，没有错误", Tone.GOOD)
        self._model.clear()
        for issue in issues:
            tone = Tone.FAULT if issue.severity is Severity.ERROR else Tone.CARE
            item = QStandardItem(icon(tone.icon, tone.icon_colour), issue_words(issue, plain))
            item.setToolTip(item.text())
            self._model.appendRow(item)
        rows = min(len(issues), _MOST_ROWS)
        row_height = self.list.sizeHintForRow(0) if issues else 0
        self.list.setFixedHeight(max(row_height, round(self.fontMetrics().height() * _ROW_LINES)) * rows + 2)
        self.list.setVisible(bool(issues))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _on_chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._issues[index.row()])
