"""Labelled fields in columns that show the faults of a service beside the field they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.errors import Issue
from app.ui.theme.tokens import Space
from app.ui.widgets.dates import mark_fault
from app.ui.widgets.labels import label, set_role


@dataclass(slots=True)
class _Field:
    editor: QWidget
    note: QLabel
    hint: str


class FieldForm(QWidget):
    """Fields in one or more columns: the label above, a hint or the fault below.

    Enter goes to the next field and, in the last one, says that the form is done.

    Signals:
        submitted: Enter was pressed in the last field.
    """

    submitted = Signal()

    def __init__(self, *, columns: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._fields: dict[str, _Field] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setVerticalSpacing(Space.S + 2)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)
        self._next = 0

    def add(self, key: str, words: str, editor: QWidget, *, hint: str = "", span: int = 1) -> None:
        """Add a field; ``key`` is the ``code`` of the issues that belong to it.

        Args:
            key: Name of the field in the service.
            words: Label above it.
            editor: The field itself.
            hint: Quiet words below it.
            span: Columns that it takes.
        """
        cell = QVBoxLayout()
        cell.setSpacing(2)
        title = label(words, "note")
        title.setBuddy(editor)
        note = label(hint, "note", wrap=True)
        if not hint:
            # Only hidden here: to show a label that has no parent yet would open a window of its own.
            note.hide()
        cell.addWidget(title)
        cell.addWidget(editor)
        cell.addWidget(note)
        cell.addStretch(1)
        if self._next % self._columns + span > self._columns:
            self._next += self._columns - self._next % self._columns
        self._grid.addLayout(cell, self._next // self._columns, self._next % self._columns, 1, span)
        self._next += span
        editor.setAccessibleName(words)
        editor.installEventFilter(self)
        policy = editor.sizePolicy()
        editor.setSizePolicy(QSizePolicy.Policy.Expanding, policy.verticalPolicy())
        if isinstance(editor, QComboBox):
            # Long entries (names of branches) must not widen the column.
            editor.setMinimumContentsLength(4)
            editor.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._fields[key] = _Field(editor, note, hint)
        if isinstance(editor, QLineEdit):
            editor.textChanged.connect(lambda _text: self._on_changed(key))
        elif isinstance(editor, QComboBox):
            editor.currentIndexChanged.connect(lambda _index: self._on_changed(key))

    def editor(self, key: str) -> QWidget:
        """The field of a key."""
        return self._fields[key].editor

    @property
    def first_editor(self) -> QWidget | None:
        """Where typing starts."""
        return next((field.editor for field in self._fields.values()), None)

    def fault_text(self, key: str) -> str:
        """The fault shown at a field; empty while it has none."""
        field = self._fields[key]
        return field.note.text() if field.note.property("role") == "fault" else ""

    def set_hint(self, key: str, text: str) -> None:
        """Change the quiet words below a field."""
        field = self._fields[key]
        field.hint = text
        self._say(field, text, fault=False)

    def show_fault(self, key: str, text: str) -> None:
        """Mark one field while typing goes on elsewhere."""
        self._say(self._fields[key], text, fault=True)

    def show_issues(self, issues: Iterable[Issue]) -> list[Issue]:
        """Mark the faulty fields and go to the first of them.

        Returns:
            The issues that belong to no field of this form.
        """
        self.clear_issues()
        rest: list[Issue] = []
        words: dict[str, list[str]] = {}
        for issue in issues:
            if issue.code in self._fields:
                words.setdefault(issue.code, []).append(issue.message)
            else:
                rest.append(issue)
        for key, messages in words.items():
            self._say(self._fields[key], "".join(messages), fault=True)
        first = next((field for key, field in self._fields.items() if key in words), None)
        if first is not None:
            first.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return rest

    def clear_issues(self) -> None:
        """Take all marks away."""
        for field in self._fields.values():
            self._say(field, field.hint, fault=False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on; in a text of several lines it stays a line break."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
            and not isinstance(watched, QPlainTextEdit)
            and not _is_listing(watched)
        ):
            self._go_on(watched)
            return True
        return super().eventFilter(watched, event)

    def _go_on(self, editor: QObject) -> None:
        usable = [field.editor for field in self._fields.values() if field.editor.isEnabled()]
        place = next((number for number, each in enumerate(usable) if each is editor), -1)
        if 0 <= place < len(usable) - 1:
            usable[place + 1].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.submitted.emit()

    def _on_changed(self, key: str) -> None:
        """A field that is being mended is no longer called faulty."""
        if self.fault_text(key):
            self._say(self._fields[key], self._fields[key].hint, fault=False)

    def _say(self, field: _Field, text: str, *, fault: bool) -> None:
        mark_fault(field.editor, fault=fault)
        set_role(field.note, "fault" if fault else "note")
        field.note.setText(text)
        field.note.setVisible(bool(text))


def _is_listing(editor: QObject) -> bool:
    """Whether a list below the field is open: there Enter takes the marked entry."""
    popup = getattr(editor, "popup", None)
    return isinstance(popup, QWidget) and popup.isVisible()
