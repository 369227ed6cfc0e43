"""A quiet word at the bottom of the window: what was saved, with 撤销."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from app.ui.theme.icons import IconView
from app.ui.theme.tokens import Colour, Space
from app.ui.widgets.buttons import PushButton
from app.ui.widgets.labels import label

_SHOWN_MS = 5000
_WITH_UNDO_MS = 10000


class Toast(QFrame):
    """One toast of one window; a new word replaces the old one."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self.setProperty("surface", "toast")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.XS, Space.S, Space.XS)
        row.setSpacing(Space.S)
        self._icon = IconView("check", Colour.SURFACE)
        self._text = label("")
        self._undo = PushButton("撤销")
        self._undo.setProperty("kind", "toast")
        self._undo.clicked.connect(self._on_undo)
        row.addWidget(self._icon)
        row.addWidget(self._text)
        row.addWidget(self._undo)
        self.setMinimumHeight(self._undo.sizeHint().height() + Space.S)
        self._on_undone: Callable[[], None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        host.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, or said last."""
        return self._text.text()

    @property
    def undo_button(self) -> QPushButton:
        """The button 撤销; hidden when there is nothing to undo."""
        return self._undo

    def show_text(self, text: str, *, undo: Callable[[], None] | None = None) -> None:
        """Say something for some seconds, longer when it can be undone."""
        self._text.setText(text)
        self._on_undone = undo
        self._undo.setVisible(undo is not None)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(_WITH_UNDO_MS if undo is not None else _SHOWN_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the place at the bottom when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        host = self._host
        width = min(self.sizeHint().width(), host.width() - 2 * Space.L)
        height = self.sizeHint().height()
        self.setGeometry((host.width() - width) // 2, host.height() - height - Space.XL, width, height)

    @Slot()
    def _on_undo(self) -> None:
        undo, self._on_undone = self._on_undone, None
        self.hide()
        if undo is not None:
            undo()


def toast(widget: QWidget, text: str, *, undo: Callable[[], None] | None = None) -> Toast:
    """Say on the window of a widget what was done; ``undo`` offers 撤销."""
    window = widget.window()
    shown = window.findChild(Toast)
    if shown is None:
        shown = Toast(window)
    shown.show_text(text, undo=undo)
    return shown
