"""A quiet word at the foot of the window: what was saved, with 撤销."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.ui.widgets.buttons import Button
from app.ui.widgets.foot_note import FootNote

_UNDO_KEY = "Alt+Z"
_SHOWN_MS = 5000
_WITH_UNDO_MS = 10000


class Toast(FootNote):
    """One toast of one window; a new word replaces the old one.

    Its key is the window's from the first moment on: without a toast it would type a "z" into the field that has the
    focus. After the words have gone it still undoes what they offered, until something else is written or shown
    (:meth:`outdate`, :meth:`forget`): then it does nothing.
    """

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        # Not Ctrl+Z: a field that has the focus keeps that key for its own words.
        self._undo = self.add_button("撤销")
        self._undo.show_key(_UNDO_KEY)
        self._undo.clicked.connect(self._on_undo)
        shortcut = QShortcut(QKeySequence(_UNDO_KEY), host)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(self._on_undo)
        self._on_undone: Callable[[], None] | None = None
        self._outdated = False
        page_changed = getattr(host, "page_changed", None)
        if page_changed is not None:
            page_changed.connect(self.forget)

    @property
    def undo_button(self) -> Button:
        """The button 撤销; hidden when there is nothing to undo."""
        return self._undo

    def show_text(self, text: str, *, undo: Callable[[], None] | None = None) -> None:
        """Say something for some seconds, longer when it can be undone."""
        self._on_undone, self._outdated = undo, False
        self._undo.setVisible(undo is not None)
        self.say(text, shown_ms=_WITH_UNDO_MS if undo is not None else _SHOWN_MS)

    @Slot()
    def forget(self) -> None:
        """Other people or another month are shown now: what was done before is no longer before her eyes."""
        self._on_undone = None
        self.hide()

    def outdate(self) -> None:
        """Something else was written: the undo goes with the words that offer it, or has gone with them."""
        self._outdated = True

    @Slot()
    def _on_undo(self) -> None:
        undo, self._on_undone = self._on_undone, None
        if undo is not None and (self.isVisible() or not self._outdated):
            self.hide()
            undo()


def toast(widget: QWidget, text: str, *, undo: Callable[[], None] | None = None) -> Toast:
    """Say on the window of a widget what was done; ``undo`` offers 撤销."""
    shown = toast_of(widget.window())
    shown.show_text(text, undo=undo)
    return shown


def toast_of(window: QWidget) -> Toast:
    """The window's toast, made at the first call."""
    found: Toast | None = window.findChild(Toast)
    return found if found is not None else Toast(window)
