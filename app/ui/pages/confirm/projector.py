"""Meeting mode: the same page on the whole screen, in large type, the side bar as icons, for the projector."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.side_bar import SideBar
from app.ui.theme.theme import apply_theme, current_scale
from app.ui.theme.tokens import LARGE_BODY_POINTS


class Projector(QObject):
    """Turns meeting mode on and off for the window of one page. All keys stay as they are; Esc leaves it.

    Signals:
        turned: Whether the mode is on now.
    """

    turned = Signal(bool)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._on = False
        self._was_large = False
        self._was = Qt.WindowState.WindowNoState
        page.installEventFilter(self)

    @property
    def on(self) -> bool:
        """Whether the mode is on."""
        return self._on

    def toggle(self) -> None:
        """Turn the mode on, or back off."""
        if self._on:
            self.turn_off()
        else:
            self._turn_on()

    def turn_off(self) -> None:
        """Give the window back its size (maximised or not), its type and its side bar."""
        if not self._on:
            return
        self._on = False
        window = self._page.window()
        _narrow_side_bar(window, kept=False)
        window.setWindowState(self._was)
        _set_type(large=self._was_large)
        self.turned.emit(False)

    def _turn_on(self) -> None:
        self._on = True
        window = self._page.window()
        self._was_large = current_scale().body >= LARGE_BODY_POINTS
        self._was = window.windowState()
        _narrow_side_bar(window, kept=True)
        _set_type(large=True)
        window.showFullScreen()
        self.turned.emit(True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape that no field and no panel of the page wanted for itself leaves the mode."""
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if self._on and escape and event.type() == QEvent.Type.KeyPress:
            self.turn_off()
            return True
        return super().eventFilter(watched, event)


def _narrow_side_bar(window: QWidget, *, kept: bool) -> None:
    # Not hidden: the secretary takes over in the meeting, by the name at its foot or by its key.
    bar = window.findChild(SideBar)
    if bar is not None:
        bar.keep_narrow(kept=kept)


def _set_type(*, large: bool) -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        apply_theme(app, large=large)
