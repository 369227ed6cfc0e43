"""A field for points: exact decimals, right-aligned, a minus typed in any way."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.services.numbers import format_points
from app.ui.widgets.dates import mark_fault

_TYPED = str.maketrans("０１２３４５６７８９．－−—–＋", "0123456789.----+")


def parse_points(text: str) -> Decimal | None:
    """The number in a text typed with full- or half-width signs, or ``None``."""
    plain = text.strip().translate(_TYPED)
    if not plain or not plain.isascii():
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < 100_000 else None


class PointsEdit(QLineEdit):
    """Takes points. Up and down change by one step.

    Signals:
        points_changed: The new value, or ``None``.
    """

    points_changed = Signal(object)

    def __init__(
        self,
        *,
        decimals: int = 1,
        step: Decimal = Decimal(1),
        minimum: Decimal | None = None,
        maximum: Decimal | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._decimals = decimals
        self._step = step
        self._minimum = minimum
        self._maximum = maximum
        self._value: Decimal | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName("分值")
        self.setMaxLength(10)
        self.textEdited.connect(self._on_text_edited)
        self.editingFinished.connect(self._on_editing_finished)

    @property
    def value(self) -> Decimal | None:
        """The points; ``None`` while the text is empty, no number, or outside the limits."""
        return self._value

    def set_value(self, value: Decimal | None) -> None:
        """Show points without telling."""
        self._value = value
        self._show_value()

    def set_limits(self, *, minimum: Decimal | None, maximum: Decimal | None) -> None:
        """Least and most points; ``None`` for no limit."""
        self._minimum, self._maximum = minimum, maximum

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down change by a step, as far as the limits allow."""
        sign = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if sign is None:
            super().keyPressEvent(event)
            return
        wanted = (self._value or Decimal(0)) + sign * self._step
        if self._allowed(wanted):
            self._change(wanted)
            self._show_value()
            self.selectAll()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Typing replaces the whole number."""
        super().focusInEvent(event)
        self.selectAll()

    def _allowed(self, value: Decimal) -> bool:
        if self._minimum is not None and value < self._minimum:
            return False
        return self._maximum is None or value <= self._maximum

    def _on_text_edited(self, text: str) -> None:
        value = parse_points(text)
        if value is not None and -value.as_tuple().exponent > self._decimals:  # type: ignore[operator]
            value = None
        self._change(value if value is not None and self._allowed(value) else None)
        mark_fault(self, fault=False)

    def _on_editing_finished(self) -> None:
        if self._value is not None:
            self._show_value()
        else:
            mark_fault(self, fault=bool(self.text().strip()))

    def _change(self, value: Decimal | None) -> None:
        if value != self._value:
            self._value = value
            self.points_changed.emit(value)

    def _show_value(self) -> None:
        decimals = self._decimals if self._value is not None and self._value % 1 else 0
        self.setText(format_points(self._value, decimals))
        mark_fault(self, fault=False)
