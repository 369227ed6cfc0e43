"""F1: what the page is for and its keys, from ``resources/help``."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from app.resources import resource
from app.ui.theme.theme import current_scale, font_of
from app.ui.theme.tokens import Space


class HelpWindow(QWidget):
    """A small window beside the work; Esc closes it, another F1 shows the page of that moment."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setWindowTitle("说明")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        self._text = QTextBrowser()
        self._text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self._text.setFont(font_of(current_scale().body))
        column.addWidget(self._text)
        metrics = self.fontMetrics()
        self.resize(metrics.horizontalAdvance("字") * 40, metrics.height() * 30)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)

    def show_page(self, key: str) -> None:
        """Show the help of a page; a page without one shows the home page's."""
        path = resource("help", f"{key}.md")
        if not path.is_file():
            path = resource("help", "home.md")
        self._text.setMarkdown(path.read_text("utf-8"))
        self.show()
        self.raise_()
        self.activateWindow()

    @property
    def text(self) -> str:
        """The text shown."""
        return self._text.toPlainText()
