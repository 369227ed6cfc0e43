"""Dates typed the short way: 3, 10-3, 1003, 10.3, 2026-10-3."""

from __future__ import annotations

import re
from datetime import date, timedelta

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.theme.theme import repolish

_FULL_WIDTH = str.maketrans("０１２３４５６７８９－．／", "0123456789-./")
_PARTS = re.compile(r"[年月日号\s./、-]+")
_WIDEST = "2026-10-30 "


def parse_short_date(text: str, *, shown: date) -> date | None:
    """The date meant by a short text, or ``None`` if it is none.

    Args:
        text: ``3`` (day of the shown month), ``10-3`` ``10.3`` ``10/3`` ``10月3日`` (day of a month near the shown
            one), ``1003``, ``2026-10-3``, ``20261003``, ``26-10-3``.
        shown: Any day of the month on screen.
    """
    plain = _PARTS.sub("-", text.strip().translate(_FULL_WIDTH)).strip("-")
    if not re.fullmatch(r"[0-9]+(-[0-9]+){0,2}", plain):
        return None
    parts = plain.split("-")
    if len(parts) == 1:
        parts = _cut(parts[0])
    numbers = [int(part) for part in parts]
    if len(numbers) == 1:
        return _day(shown.year, shown.month, numbers[0])
    if len(numbers) == 2:
        return _nearest(numbers[0], numbers[1], shown)
    if len(numbers) == 3:
        year = numbers[0] + 2000 if numbers[0] < 100 else numbers[0]
        return _day(year, numbers[1], numbers[2])
    return None


def _cut(digits: str) -> list[str]:
    """Split digits without separators by how many there are."""
    cuts = {1: (1,), 2: (2,), 3: (1, 2), 4: (2, 2), 6: (2, 2, 2), 8: (4, 2, 2)}.get(len(digits))
    if cuts is None:
        return ["0"]
    parts, start = [], 0
    for length in cuts:
        parts.append(digits[start : start + length])
        start += length
    return parts


def _day(year: int, month: int, day: int) -> date | None:
    if not 1900 <= year <= 2199:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(month: int, day: int, shown: date) -> date | None:
    """Month and day without a year: in January, 12-30 means the year before."""
    if not 1 <= month <= 12:
        return None
    distance = month - shown.month
    year = shown.year - (distance > 6) + (distance < -6)
    return _day(year, month, day)


class ShortDateEdit(QLineEdit):
    """Takes a date the short way and shows it whole when left.

    Up and down go a day on or back, page up and page down seven. A text that is no date stays and is marked.

    Signals:
        date_changed: The new date, or ``None``.
    """

    date_changed = Signal(object)

    def __init__(self, *, shown: date, value: date | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = shown
        self._value = value
        self.setPlaceholderText("日期，如 3 或 10-3")
        self.setAccessibleName("日期")
        self.setToolTip("可只输日子：3；或月日：10-3、1003；或全写：2026-10-3。上下键前后一天。")
        self.setMaxLength(16)
        self.textEdited.connect(self._on_text_edited)
        self.editingFinished.connect(self._on_editing_finished)
        self._show_value()

    def sizeHint(self) -> QSize:
        """As wide as a date, at any size of the type."""
        least = super().minimumSizeHint()
        words = self.fontMetrics()
        return QSize(least.width() - words.maxWidth() + words.horizontalAdvance(_WIDEST), least.height())

    def minimumSizeHint(self) -> QSize:
        """The same: a date of which the year is missing cannot be checked."""
        return self.sizeHint()

    @property
    def value(self) -> date | None:
        """The date; ``None`` while the text is empty or no date."""
        return self._value

    @property
    def acceptable(self) -> bool:
        """Whether the text is empty or a date."""
        return not self.text().strip() or self._value is not None

    def set_value(self, value: date | None) -> None:
        """Show a date without telling."""
        self._value = value
        self._show_value()

    def set_shown_month(self, shown: date) -> None:
        """From now on, short texts mean days of this month."""
        self._shown = shown

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, down and the page keys walk through the days."""
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 7, Qt.Key.Key_PageDown: -7}
        step = steps.get(Qt.Key(event.key()))
        if step is None or event.modifiers() not in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            super().keyPressEvent(event)
            return
        start = self._value or self._shown
        self._change(start + timedelta(days=step) if self._value else start)
        self._show_value()
        self.selectAll()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Typing replaces the whole date."""
        super().focusInEvent(event)
        self.selectAll()

    def _on_text_edited(self, text: str) -> None:
        self._change(parse_short_date(text, shown=self._shown))
        self._mark(fault=False)

    def _on_editing_finished(self) -> None:
        if self._value is not None:
            self._show_value()
        else:
            self._mark(fault=bool(self.text().strip()))

    def _change(self, value: date | None) -> None:
        if value != self._value:
            self._value = value
            self.date_changed.emit(value)

    def _show_value(self) -> None:
        self.setText(self._value.isoformat() if self._value else "")
        self._mark(fault=False)

    def _mark(self, *, fault: bool) -> None:
        mark_fault(self, fault=fault)


def mark_fault(field: QWidget, *, fault: bool) -> None:
    """Draw a field as faulty, or as good again."""
    if bool(field.property("fault")) != fault:
        field.setProperty("fault", fault)
        repolish(field)
