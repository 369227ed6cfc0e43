"""Draws one small form in the side panel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import Issue
from app.ui.pages.members.dated_changes import Ask, ChangeForm, Question, unanswered
from app.ui.theme.tokens import Space
from app.ui.widgets.boxes import QuietComboBox
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.dates import ShortDateEdit
from app.ui.widgets.field_form import FieldForm
from app.ui.widgets.labels import label
from app.ui.widgets.panes import ScrollBody


class ChangePanel(QFrame):
    """Title, note, fields, 保存 and 取消.

    Signals:
        save_requested: ``(form, answers)``: everything needed is filled in.
        cancelled: Escape or 取消.
    """

    save_requested = Signal(object, object)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        outer.setSpacing(Space.M)
        self._title = label("", "card", wrap=True)
        self._note = label("", "note", wrap=True)
        self._scroll = ScrollBody()
        self._fault = label("", "fault", wrap=True)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        self.save_button = Button("保存", ButtonKind.PRIMARY, key="Ctrl+S")
        self.cancel_button = Button("取消", key="Esc")
        buttons.addWidget(self.save_button, 1)
        buttons.addWidget(self.cancel_button)
        for widget in (self._title, self._note):
            outer.addWidget(widget)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(self._fault)
        outer.addLayout(buttons)
        self._form: ChangeForm | None = None
        self._fields = FieldForm()
        self._columns = 1
        self.save_button.clicked.connect(self._on_save)
        self.cancel_button.clicked.connect(self.cancelled)

    @property
    def fields(self) -> FieldForm:
        """The fields of the form that is shown."""
        return self._fields

    def show_form(self, form: ChangeForm, *, today: date) -> None:
        """Show another form and start typing in its first field."""
        self._form = form
        self._title.setText(form.title)
        self._note.setText(form.note)
        self._note.setVisible(bool(form.note))
        self.save_button.setText(form.action)
        self._fault.hide()
        self._rebuild(form, today)
        first = self._fields.first_editor
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_issues(self, issues: Iterable[Issue]) -> None:
        """Mark what the service found wrong."""
        rest = self._fields.show_issues(issues)
        self._fault.setText("\n".join(str(issue) for issue in rest))
        self._fault.setVisible(bool(rest))

    def set_flat(self, *, flat: bool) -> None:
        """Below the list the fields stand side by side."""
        self._columns = 3 if flat else 1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the form, also out of a field."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def _rebuild(self, form: ChangeForm, today: date) -> None:
        old = self._fields
        self._fields = FieldForm(columns=self._columns)
        for question in form.questions:
            self._fields.add(question.key, question.words, _editor(question, shown=today), hint=question.hint)
        self._fields.submitted.connect(self._on_save)
        column: QBoxLayout = self._scroll.column
        while column.count():
            column.takeAt(0)
        old.hide()
        old.deleteLater()
        column.addWidget(self._fields)
        column.addStretch(1)

    def _on_save(self) -> None:
        form = self._form
        if form is None:
            return
        answers = {question.key: self._answer(question) for question in form.questions}
        missing = [
            Issue(question.words, question.key, _missing_words(question))
            for question in unanswered(form.questions, answers)
        ]
        wrong = [
            Issue(question.words, question.key, "不是日期，请照 2026-10-3 或 10-3 填写。")
            for question in form.questions
            if isinstance(editor := self._fields.editor(question.key), ShortDateEdit)
            and not editor.acceptable
        ]
        if missing or wrong:
            self.show_issues([*(issue for issue in missing if issue.code not in _codes(wrong)), *wrong])
            return
        self.show_issues(())
        self.save_requested.emit(form, answers)

    def _answer(self, question: Question) -> str | date | None:
        editor = self._fields.editor(question.key)
        if isinstance(editor, ShortDateEdit):
            return editor.value
        if isinstance(editor, QComboBox):
            return str(editor.currentData())
        return editor.text().strip() if isinstance(editor, QLineEdit) else None


def _codes(issues: Iterable[Issue]) -> set[str]:
    return {issue.code for issue in issues}


def _missing_words(question: Question) -> str:
    return "请填写日期。" if question.kind is Ask.DATE else "请填写。"


def _editor(question: Question, *, shown: date) -> QWidget:
    if question.kind is Ask.DATE:
        return ShortDateEdit(shown=shown, value=question.value if isinstance(question.value, date) else None)
    if question.kind is Ask.CHOICE:
        box = QuietComboBox()
        for value, words in question.choices:
            box.addItem(words, value)
        box.setCurrentIndex(max(box.findData(question.value), 0))
        return box
    line = QLineEdit(str(question.value or ""))
    line.setMaxLength(200)
    return line
