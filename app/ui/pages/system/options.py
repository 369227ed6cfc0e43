"""Settings of the office's business, each as a question."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from app.services.preferences import PreferenceView
from app.settings import Option
from app.ui.theme.tokens import Space
from app.ui.widgets.boxes import QuietSpinBox
from app.ui.widgets.labels import label


def wrapped_switch(title: str) -> tuple[QCheckBox, QHBoxLayout]:
    """A check box whose words take several lines where they have to; Qt's own would be cut."""
    box = QCheckBox()
    box.setAccessibleName(title)
    words = _SwitchWords(box, title)
    line = QHBoxLayout()
    line.setSpacing(0)
    line.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(words, 1)
    return box, line


class _SwitchWords(QWidget):
    """The words of a check box; a click on them is a click on the box."""

    def __init__(self, box: QCheckBox, title: str) -> None:
        super().__init__()
        self._box = box
        inner = QHBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(label(title, wrap=True))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Turn the box."""
        if event.button() == Qt.MouseButton.LeftButton and self._box.isEnabled():
            self._box.toggle()


class OptionsForm(QWidget):
    """One field a setting; made when the settings are read for the first time.

    Signals:
        changed: ``(option, value)``.
    """

    changed = Signal(object, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, QSpinBox | QCheckBox] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.S)

    def show_preferences(self, preferences: Sequence[PreferenceView]) -> None:
        """Show the values that hold now."""
        for preference in preferences:
            field = self.fields.get(preference.option.key) or self._add(preference.option)
            field.blockSignals(True)
            if isinstance(field, QCheckBox):
                field.setChecked(bool(preference.value))
            elif not field.hasFocus():
                field.setValue(preference.value)
            field.blockSignals(False)

    def _add(self, option: Option) -> QSpinBox | QCheckBox:
        if option.is_switch:
            box, line = wrapped_switch(option.title)
            box.toggled.connect(lambda on: self.changed.emit(option, int(on)))
            self._column.addLayout(line)
            self.fields[option.key] = box
            return box
        spin = QuietSpinBox()
        spin.setRange(option.minimum, option.maximum)
        spin.setSuffix(f" {option.unit}")
        spin.setAccessibleName(option.title)
        spin.setKeyboardTracking(False)
        spin.setAlignment(Qt.AlignmentFlag.AlignRight)
        spin.valueChanged.connect(lambda value: self.changed.emit(option, value))
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(label(option.title, wrap=True), 1)
        row.addWidget(spin)
        self._column.addLayout(row)
        self.fields[option.key] = spin
        return spin
