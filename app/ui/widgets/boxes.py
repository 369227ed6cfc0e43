"""Boxes of choices and of whole numbers that leave the wheel to the page.

Many of them save at once. Qt's own boxes change under the pointer while she only scrolls past, with or without the
focus, and nobody sees it; so every box of the program is one of these (held by ``tests/ui/foundation``).
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSpinBox, QWidget


class QuietComboBox(QComboBox):
    """One of several; chosen from the opened list or with the arrow keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Left to the page, also after a click: the pointer still rests here when she scrolls on."""
        event.ignore()


class QuietSpinBox(QSpinBox):
    """A whole number; changed by typing, the arrow keys or the two small arrows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Left to the page."""
        event.ignore()
