"""Chips: filter buttons with counts, one of them chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import PushButton
from app.ui.widgets.flow import FlowRow


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
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._row = FlowRow(self, spacing=Space.S)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.buttonClicked.connect(self._on_clicked)
        self._buttons: dict[str, QPushButton] = {}
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

    def choose(self, key: str) -> None:
        """Choose a chip without telling."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)
            self._update_focus_policy()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take a second line where the first is too short: not every place around asks for the height at a width."""
        super().resizeEvent(event)
        self.setMinimumHeight(self._row.heightForWidth(self.width()))

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
            self._row.removeWidget(button)
            button.deleteLater()
        self._buttons = {}
        for chip in chips:
            button = _ChipButton(chip.words)
            button.setProperty("kind", "chip")
            button.setCheckable(True)
            self._group.addButton(button)
            self._row.addWidget(button)
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
