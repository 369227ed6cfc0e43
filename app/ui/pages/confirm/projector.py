"""Meeting mode: the same page on the whole screen, in large type, without the side bar, for the projector."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.side_bar import SideBar
from app.ui.theme.theme import apply_theme, current_scale
from app.ui.theme.tokens import LARGE_BODY_POINTS


class Projector(QObject):
    """Turns meeting mode on and off for the window of one page. All keys of the page stay as they are.

    Signals:
        turned: Whether the mode is on now.
    """

    turned = Signal(bool)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._on = False
        self._was_large = False
        self._was_full = False

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
        """Give the window back its size, its type and its side bar."""
        if not self._on:
            return
        self._on = False
        window = self._page.window()
        _show_side_bar(window, shown=True)
        if not self._was_full:
            window.showNormal()
        _set_type(large=self._was_large)
        self.turned.emit(False)

    def _turn_on(self) -> None:
        self._on = True
        window = self._page.window()
        self._was_large = current_scale().body >= LARGE_BODY_POINTS
        self._was_full = window.isFullScreen()
        _show_side_bar(window, shown=False)
        _set_type(large=True)
        window.showFullScreen()
        self.turned.emit(True)


def _show_side_bar(window: QWidget, *, shown: bool) -> None:
    bar = window.findChild(SideBar)
    if bar is not None:
        bar.setVisible(shown)


def _set_type(*, large: bool) -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        apply_theme(app, large=large)
