"""The selected row of the preview: every fault in full, and the faulty cells to type anew."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from app.services.exchange.roster import RosterField, RosterRow
from app.ui.roster_import.preview_columns import field_of, without_row, worst_first
from app.ui.theme.tokens import Space
from app.ui.widgets.field_form import FieldForm
from app.ui.widgets.labels import label
from app.ui.widgets.panes import ScrollBody
from app.ui.widgets.scaled import ScaleWatcher, scaled

_HEIGHT = 168
_SHOWN = (
    RosterField.BRANCH,
    RosterField.GROUP,
    RosterField.STATUS,
    RosterField.CATEGORY,
    RosterField.JOINED_ON,
    RosterField.FULL_ON,
    RosterField.PHONE,
    RosterField.POSITION,
)


class RowCard(QFrame):
    """One row of the file.

    Signals:
        corrected: ``(row number, field, text)``: a faulty cell was typed anew.
    """

    corrected = Signal(int, object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        ScaleWatcher(self, lambda: self.setFixedHeight(scaled(_HEIGHT)))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.L, Space.M, Space.S, Space.M)
        self._scroll = ScrollBody()
        outer.addWidget(self._scroll)
        self._inner: QWidget | None = None
        self._row: RosterRow | None = None
        self.editors: dict[RosterField, QLineEdit] = {}

    def show_row(self, row: RosterRow | None) -> None:
        """Show a row."""
        self._row = row
        self.editors = {}
        if self._inner is not None:
            self._inner.hide()
            self._inner.deleteLater()
        column = self._scroll.column
        while column.count():
            column.takeAt(0)
        self._inner = QWidget()
        inner = QVBoxLayout(self._inner)
        inner.setContentsMargins(0, 0, Space.S, 0)
        inner.setSpacing(Space.S)
        column.addWidget(self._inner)
        column.addStretch(1)
        if row is None:
            inner.addWidget(label("从上面选一行，这里写明它的问题。", "quiet"))
            return
        inner.addWidget(label(f"第 {row.number} 行 {row.shown.get(RosterField.NAME, '')}", "strong"))
        for issue in worst_first(row):
            if field_of(issue) is None:
                inner.addWidget(label(without_row(issue), "care", wrap=True))
        self._add_editors(inner, row)
        told = [f"{field.label} {row.shown[field]}" for field in _SHOWN if row.shown.get(field)]
        inner.addWidget(label("　".join(told), "note", wrap=True))

    def _add_editors(self, inner: QVBoxLayout, row: RosterRow) -> None:
        fields = [field for field in dict.fromkeys(map(field_of, worst_first(row))) if field is not None]
        if not fields:
            return
        form = FieldForm(columns=2)
        for field in fields:
            editor = QLineEdit(row.shown.get(field, ""))
            editor.setMaxLength(200)
            editor.editingFinished.connect(lambda about=field: self._on_typed(about))
            words = "；".join(issue.message for issue in worst_first(row) if field_of(issue) is field)
            form.add(field.value, f"{field.label}（可在这里改正，Enter）", editor)
            form.show_fault(field.value, words) if not row.usable else form.set_hint(field.value, words)
            self.editors[field] = editor
        inner.addWidget(form)

    def _on_typed(self, field: RosterField) -> None:
        row, editor = self._row, self.editors.get(field)
        if row is not None and editor is not None and editor.text().strip() != row.shown.get(field, ""):
            self.corrected.emit(row.number, field, editor.text().strip())
