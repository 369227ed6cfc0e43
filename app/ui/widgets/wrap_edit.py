"""A line of text that shows all of itself: it wraps into a second row instead of running out of its field."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

_ROWS = 2


class WrapEdit(QPlainTextEdit):
    """Speaks as a ``QLineEdit`` does: one line, Enter and Tab go on, ``editingFinished`` when it is left.

    Signals:
        editingFinished: Enter was pressed, or the focus has left.
    """

    editingFinished = Signal()  # noqa: N815 - the name that QLineEdit gives it

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._on_text_changed)

    def text(self) -> str:
        """What was typed, in one line."""
        return " ".join(self.toPlainText().splitlines())

    def set_text(self, text: str) -> None:
        """Show a text from its beginning; it counts as not modified."""
        self.setPlainText(text)
        self.document().setModified(False)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def set_max_length(self, most: int) -> None:
        """Take no more characters than these."""
        self._most = most

    @property
    def modified(self) -> bool:
        """Whether something was typed since :meth:`set_text`."""
        return self.document().isModified()

    @Slot()
    def _on_text_changed(self) -> None:
        text = self.toPlainText()
        if self._most and len(text) > self._most:
            cursor = self.textCursor()
            place = min(cursor.position(), self._most)
            self.setPlainText(text[: self._most])
            cursor.setPosition(place)
            self.setTextCursor(cursor)

    def sizeHint(self) -> QSize:
        """Two rows of words."""
        self.ensurePolished()
        rows = self.fontMetrics().lineSpacing() * _ROWS
        return QSize(super().sizeHint().width(), rows + 2 * round(self.document().documentMargin()) + 14)

    def minimumSizeHint(self) -> QSize:
        """As narrow as its neighbours want, never lower."""
        return QSize(0, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is the end of it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.editingFinished.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Left is finished."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.editingFinished.emit()
