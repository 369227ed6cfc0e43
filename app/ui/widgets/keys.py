"""Keys of buttons: shown on the button, and never stolen from somebody who is typing."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

_TYPING = (QLineEdit, QTextEdit, QPlainTextEdit, QAbstractSpinBox, QComboBox)


class ButtonKey(QObject):
    """Presses a button by its key while the button can be seen and is enabled.

    A bare key (a letter, Enter, Delete) is off while the focus is in a field: Qt would leave letters to the field by
    itself, but would take Enter away from it.
    """

    def __init__(self, button: QAbstractButton, key: str) -> None:
        super().__init__(button)
        self._button = button
        # The key pad's Enter is another key for Qt, but not for the person who presses it.
        names = ("Return", "Enter") if key == "Enter" else (key,)
        self._shortcuts = [QShortcut(QKeySequence(name), button) for name in names]
        for shortcut in self._shortcuts:
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self._on_activated)
        if is_bare(key):
            app = QApplication.instance()
            if isinstance(app, QApplication):
                app.focusChanged.connect(self._on_focus_changed)

    def remove(self) -> None:
        """Take the key away."""
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._shortcuts.clear()
        self.deleteLater()

    @Slot()
    def _on_activated(self) -> None:
        self._button.click()

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        for shortcut in self._shortcuts:
            shortcut.setEnabled(not isinstance(new, _TYPING))


def is_bare(key: str) -> bool:
    """Whether a key is used without Ctrl or Alt and is not a function key."""
    combination = QKeySequence(key)[0]  # type: ignore[index]  # missing in the stubs
    held = combination.keyboardModifiers() & ~Qt.KeyboardModifier.ShiftModifier
    function_key = Qt.Key.Key_F1 <= combination.key() <= Qt.Key.Key_F35
    return held == Qt.KeyboardModifier.NoModifier and not function_key
