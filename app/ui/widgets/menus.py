"""Menus that open below a button, by mouse and by key alike."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

_GAP = 2


def drop_down(menu: QMenu, button: QWidget) -> None:
    """Open a menu below its button, inside the window; opened by key, the arrow keys begin at its first entry."""
    width = menu.sizeHint().width()
    room = button.window().width() - button.mapTo(button.window(), QPoint(0, 0)).x()
    # At the right edge of the window it hangs from the button's right corner.
    left = 0 if width <= room else button.width() - width
    menu.popup(button.mapToGlobal(QPoint(left, button.height() + _GAP)))
    if not button.underMouse() and menu.actions():
        menu.setActiveAction(menu.actions()[0])
