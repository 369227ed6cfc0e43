"""Asks for one name."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.labels import label

_LONGEST = 60


class NameDialog(QDialog):
    """One field; Enter takes it."""

    def __init__(self, title: str, words: str, value: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        self.name = QLineEdit(value)
        self.name.setMaxLength(_LONGEST)
        self.name.setAccessibleName(words)
        self.name.setMinimumWidth(current_scale().side_bar * 2)
        self.take_button = Button("确定", ButtonKind.PRIMARY)
        give_up = Button("取消")
        column.addWidget(label(words))
        column.addWidget(self.name)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(give_up)
        row.addWidget(self.take_button)
        column.addLayout(row)
        give_up.clicked.connect(self.reject)
        self.take_button.clicked.connect(self._on_take)
        self.name.returnPressed.connect(self._on_take)
        self.name.selectAll()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    @staticmethod
    def ask(parent: QWidget, title: str, words: str, value: str = "") -> str:
        """The name as typed; empty when she thought better of it."""
        dialog = NameDialog(title, words, value, parent.window())
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        name = " ".join(dialog.name.text().split())
        dialog.deleteLater()
        return name if accepted else ""

    def _on_take(self) -> None:
        if self.name.text().strip():
            self.accept()
        else:
            self.name.setFocus()
