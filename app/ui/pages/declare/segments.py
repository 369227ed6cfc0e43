"""The switch between the three ways in: one is chosen, each shows its key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import PushButton
from app.ui.widgets.keys import ButtonKey


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of the switch: its name for the page, its words, its key."""

    name: str
    text: str
    key: str


class _SegmentButton(PushButton):
    """Says its key behind its words, where there is room for it."""

    def __init__(self, segment: Segment) -> None:
        super().__init__(f"{segment.text}  {segment.key}")
        self._segment = segment
        self.setProperty("kind", "chip")
        self.setCheckable(True)
        ButtonKey(self, segment.key)

    def set_compact(self, *, compact: bool) -> None:
        """Name the key in the tool tip instead."""
        text, key = self._segment.text, self._segment.key
        self.setText(text if compact else f"{text}  {key}")
        self.setToolTip(f"{text}（{key}）" if compact else "")

    @property
    def full_width(self) -> int:
        """Width with the key."""
        missing = f"  {self._segment.key}" if self.text() == self._segment.text else ""
        return self.sizeHint().width() + self.fontMetrics().horizontalAdvance(missing)

    def minimumSizeHint(self) -> QSize:
        """Words are never cut."""
        return self.sizeHint()


class Segments(QWidget):
    """Buttons side by side of which one is down.

    Signals:
        chosen: Name of the segment that the user chose.
    """

    chosen = Signal(str)

    def __init__(self, segments: Sequence[Segment], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        for segment in segments:
            button = _SegmentButton(segment)
            self._group.addButton(button)
            self._buttons[segment.name] = button
            row.addWidget(button)
        self._buttons[segments[0].name].setChecked(True)
        self._group.buttonClicked.connect(self._on_clicked)

    @property
    def current(self) -> str:
        """Name of the segment that is down."""
        return next(name for name, button in self._buttons.items() if button.isChecked())

    def choose(self, name: str) -> None:
        """Put another segment down without telling."""
        self._buttons[name].setChecked(True)

    def _on_clicked(self, _button: QPushButton) -> None:
        self.chosen.emit(self.current)
