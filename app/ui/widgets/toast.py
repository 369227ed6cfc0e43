"""A quiet word at the foot of the window: what was saved, with 撤销."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.ui.widgets.buttons import Button
from app.ui.widgets.foot_note import FootNote

_SHOWN_MS = 5000
_WITH_UNDO_MS = 10000


class Toast(FootNote):
    """One toast of one window; a new word replaces the old one."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        # Not Ctrl+Z: a field that has the focus keeps that key for its own words.
        self._undo = self.add_button("撤销", key="Alt+Z")
        self._undo.clicked.connect(self._on_undo)
        self._on_undone: Callable[[], None] | None = None

    @property
    def undo_button(self) -> Button:
        """The button 撤销; hidden when there is nothing to undo."""
        return self._undo

    def show_text(self, text: str, *, undo: Callable[[], None] | None = None) -> None:
        """Say something for some seconds, longer when it can be undone."""
        self._on_undone = undo
        self._undo.setVisible(undo is not None)
        self.say(text, shown_ms=_WITH_UNDO_MS if undo is not None else _SHOWN_MS)

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
