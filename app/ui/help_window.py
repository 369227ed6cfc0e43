"""F1: what the page is for and its keys, from ``resources/help``, with the other texts beside it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QWidget

from app.resources import resource
from app.ui.theme.theme import current_scale, font_of
from app.ui.theme.tokens import Space

#: In the order of the side bar; then what is looked up seldom.
_TOPICS: Final = (
    "home", "members", "declare", "collect", "confirm", "post", "objections", "year", "scheme", "system",
    "first_run", "score-tables", "scheme-language",
)  # fmt: skip
_KEY = Qt.ItemDataRole.UserRole


class HelpWindow(QWidget):
    """A small window beside the work; Esc closes it, another F1 shows the page of that moment.

    Attributes:
        contents: The list of all texts.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setWindowTitle("说明")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        row.setSpacing(Space.M)
        self.contents = QListWidget()
        self.contents.setAccessibleName("目录")
        for key in _TOPICS:
            item = QListWidgetItem(_title(key))
            item.setData(_KEY, key)
            self.contents.addItem(item)
        self._text = QTextBrowser()
        self._text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self._text.setFont(font_of(current_scale().body))
        row.addWidget(self.contents)
        row.addWidget(self._text, 1)
        metrics = self.fontMetrics()
        self.contents.setFixedWidth(self.contents.sizeHintForColumn(0) + metrics.horizontalAdvance("字") * 3)
        self.resize(metrics.horizontalAdvance("字") * 40 + self.contents.width(), metrics.height() * 30)
        self.contents.currentItemChanged.connect(self._on_topic)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)

    def show_page(self, key: str) -> None:
        """Show the help of a page; a page without one shows the home page's."""
        self.contents.setCurrentRow(_TOPICS.index(key) if key in _TOPICS else 0)
        if not self.isVisible():
            self._stand_aside()
        self.show()
        # Laid out before the style sheet had its say, the rows would be too low.
        self.contents.doItemsLayout()
        self.raise_()
        self.activateWindow()

    @property
    def text(self) -> str:
        """The text shown."""
        return self._text.toPlainText()

    def _stand_aside(self) -> None:
        """At the right of the window: the side bar and the beginning of every line stay to be seen."""
        owner = self.parentWidget()
        screen = self.screen().availableGeometry()
        if owner is not None:
            place = owner.frameGeometry()
            left = min(place.right(), screen.right()) - self.width() - Space.L
            self.move(max(left, screen.left()), max(place.top() + Space.XL * 2, screen.top()))

    def _on_topic(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._text.setMarkdown(resource("help", f"{item.data(_KEY)}.md").read_text("utf-8"))


def _title(key: str) -> str:
    """The heading of a text."""
    with resource("help", f"{key}.md").open(encoding="utf-8") as text:
        return text.readline().lstrip("# ").strip()
