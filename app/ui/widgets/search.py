"""Finding by name, pinyin or initials."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.theme.icons import icon
from app.ui.theme.theme import current_scale

_PAUSE_MS = 120


def matches(query: str, *texts: str) -> bool:
    """Whether every word of the query occurs in one of the texts.

    Args:
        query: As typed: "wjg", "王 三组", "wangjian".
        texts: Name, pinyin, initials, group … of one record.
    """
    lowered = [text.casefold() for text in texts]
    return all(any(word in text for text in lowered) for word in query.casefold().split())


class SearchField(QLineEdit):
    """A line with a magnifier that tells what to look for after a short pause.

    Escape empties it, the down key leaves it for the list below.

    Signals:
        searched: The words to look for, stripped; empty shows everything.
        left_downwards: The down key was pressed.
    """

    searched = Signal(str)
    left_downwards = Signal()

    def __init__(self, placeholder: str = "查找：姓名或拼音首字母", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setMaxLength(60)
        magnifier = QAction(icon("search"), "查找", self)
        magnifier.triggered.connect(self.setFocus)
        self.addAction(magnifier, QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction(icon("x"), "清空", self)
        self._clear.triggered.connect(self.clear)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)
        self.textChanged.connect(self._on_text_changed)

    @property
    def query(self) -> str:
        """What to look for now."""
        return self.text().strip()

    def sizeHint(self) -> QSize:
        """Wide enough for its own hint."""
        words = self.fontMetrics().horizontalAdvance(self.placeholderText())
        return QSize(
            max(words + 5 * current_scale().icon, current_scale().side_bar), super().sizeHint().height()
        )

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape empties, Enter looks at once, down goes to the list."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._pause.isActive():
                self._pause.stop()
                self._on_pause()

    def _on_text_changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._pause.start()

    def _on_pause(self) -> None:
        self.searched.emit(self.query)
