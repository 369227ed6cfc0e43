"""A long text to be read: a version in words, or what two versions differ in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.services.scoring import Difference
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import label


class WordsDialog(QDialog):
    """Shows lines that can be marked and copied."""

    def __init__(self, title: str, heading: str, lines: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(label(heading, "card", wrap=True))
        self.words = QPlainTextEdit("\n".join(lines))
        self.words.setReadOnly(True)
        column.addWidget(self.words, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        close = Button("关闭", key="Esc")
        close.clicked.connect(self.accept)
        row.addWidget(close)
        column.addLayout(row)
        side = current_scale().side_bar
        self.resize(side * 4, side * 3)


def difference_lines(found: Sequence[Difference]) -> list[str]:
    """One numbered sentence for each difference."""
    return [f"{number}. {each.sentence}" for number, each in enumerate(found, start=1)]
