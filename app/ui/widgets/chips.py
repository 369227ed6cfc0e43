"""Chips: filter buttons with counts, one of them chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import PushButton


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter.

    Attributes:
        key: What the page filters by.
        text: What it says.
        count: How many; not shown when ``None``.
    """

    key: str
    text: str
    count: int | None = None

    @property
    def words(self) -> str:
        """As shown on the chip: 待定 97."""
        return self.text if self.count is None else f"{self.text} {self.count:,}"


class ChipBar(QWidget):
    """A row of chips, two where the window is too narrow. Tab reaches the chosen one, the arrow keys choose another.

    Signals:
        chosen: Key of the chip that was chosen by the user.
    """

    chosen = Signal(str)

    def __init__(self, chips: Sequence[Chip] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.buttonClicked.connect(self._on_clicked)
        self._buttons: dict[str, QPushButton] = {}
        self._height = 0
        self.set_chips(chips)

    @property
    def current(self) -> str:
        """Key of the chosen chip; empty when there are none."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def set_chips(self, chips: Sequence[Chip]) -> None:
        """Show these chips. Counts change in place; the chosen key stays chosen if it is still there."""
        if [chip.key for chip in chips] != list(self._buttons):
            self._rebuild(chips)
        for chip in chips:
            self._buttons[chip.key].setText(chip.words)
        self._place()

    def choose(self, key: str) -> None:
        """Choose a chip without telling."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)
            self._update_focus_policy()

    def sizeHint(self) -> QSize:
        """One line; the lines that were needed at the present width."""
        sizes = [button.sizeHint() for button in self._buttons.values()]
        width = sum(size.width() for size in sizes) + Space.S * max(len(sizes) - 1, 0)
        return QSize(width, self._height or max((size.height() for size in sizes), default=0))

    def minimumSizeHint(self) -> QSize:
        """The same: others give way before a chip does."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the chips anew."""
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        """Follow 大字."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._place()

    def showEvent(self, event: QShowEvent) -> None:
        """The style sheet has had its say only now."""
        super().showEvent(event)
        self._place()

    def _place(self) -> None:
        """From left to right, and below where the window is too narrow for one line."""
        # By hand: a layout asks for its height at a width only where everything around it does.
        x = y = height = 0
        for button in self._buttons.values():
            size = button.sizeHint()
            if x and x + size.width() > self.width():
                x, y = 0, y + height + Space.S
            button.setGeometry(x, y, size.width(), size.height())
            x += size.width() + Space.S
            height = size.height()
        self._height = y + height
        self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right choose the neighbour."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._buttons:
            super().keyPressEvent(event)
            return
        keys = list(self._buttons)
        neighbour = keys[(keys.index(self.current) + step) % len(keys)]
        self._buttons[neighbour].click()
        self._buttons[neighbour].setFocus(Qt.FocusReason.TabFocusReason)

    def _rebuild(self, chips: Sequence[Chip]) -> None:
        before = self.current
        for button in self._buttons.values():
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        self._buttons = {}
        for chip in chips:
            button = _ChipButton(chip.words, self)
            button.setProperty("kind", "chip")
            button.setCheckable(True)
            self._group.addButton(button)
            button.show()
            self._buttons[chip.key] = button
        if chips:
            self.choose(before if before in self._buttons else chips[0].key)

    def _on_clicked(self, button: QPushButton) -> None:
        self._update_focus_policy()
        self.chosen.emit(next(key for key, each in self._buttons.items() if each is button))

    def _update_focus_policy(self) -> None:
        # Tab reaches the row once, at the chosen chip.
        for button in self._buttons.values():
            button.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if button.isChecked() else Qt.FocusPolicy.ClickFocus
            )


class _ChipButton(PushButton):
    """Leaves the arrow keys to its bar: Qt's own group would move the focus without choosing."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)
