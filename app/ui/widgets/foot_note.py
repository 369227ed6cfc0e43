"""A quiet line at the foot of the window. It lies in the margin below the page and covers nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.theme.icons import IconView
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Colour, Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.labels import ElidedLabel
from app.ui.widgets.progress import ProgressStrip

#: Between the line and what is above and below it.
_AIR = 2


class FootNote(QFrame):
    """Words and a few buttons in the margin that pages leave below their content; goes when another page comes.

    Windows without such pages (the preview) have it over the foot of their content, for the same few seconds.
    """

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self.setProperty("surface", "toast")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(Space.M, 0, Space.XS, 0)
        self._row.setSpacing(Space.S)
        self._text = ElidedLabel("")
        self._row.addWidget(IconView("check", Colour.SURFACE))
        self._row.addWidget(self._text, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        host.installEventFilter(self)
        page_changed = getattr(host, "page_changed", None)
        if page_changed is not None:
            page_changed.connect(self.hide)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, or said last."""
        return self._text.text()

    def add_button(self, text: str, *, key: str = "") -> Button:
        """A word at its end that can be pressed; made once."""
        button = Button(text, ButtonKind.TOAST, key=key)
        self._row.addWidget(button)
        return button

    def say(self, text: str, *, shown_ms: int) -> None:
        """Show words for some time."""
        self._text.setText(text)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(shown_ms)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the place at the foot when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        host = self._host
        self.ensurePolished()
        words = self._text.fontMetrics().horizontalAdvance(self._text.text()) + Space.XS
        self._text.setMinimumWidth(0)
        width = min(self._row.sizeHint().width() + words, host.width() - 2 * Space.L)
        height = current_scale().foot - 2 * _AIR
        strip = host.findChild(ProgressStrip)
        below = strip.height() if strip is not None and strip.isVisible() else 0
        left = (host.width() - width) // 2
        self.setGeometry(left, host.height() - below - height - _AIR, width, height)
