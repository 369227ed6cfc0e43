"""Sizes in pixels that grow with the type, also when 大字 is switched while the window is open."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import BODY_POINTS


def scaled(pixels: int) -> int:
    """A length given for the normal type, for the type in force."""
    return round(pixels * current_scale().body / BODY_POINTS)


class ScaleWatcher(QObject):
    """Sets a size of a widget now and again whenever its font changes."""

    def __init__(self, widget: QWidget, apply: Callable[[], None]) -> None:
        super().__init__(widget)
        self._apply = apply
        widget.installEventFilter(self)
        apply()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow 大字."""
        if event.type() == QEvent.Type.FontChange:
            self._apply()
        return super().eventFilter(watched, event)
