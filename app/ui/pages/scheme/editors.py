"""The fields of the scheme's forms. Each tells its plain value by ``changed``; ``None`` means: not in the file."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QMenu, QWidget

from app.services.scheme_values import Plain
from app.services.scoring import plain
from app.ui.pages.scheme.field_specs import UNSET, FieldSpec
from app.ui.theme.tokens import Space
from app.ui.widgets.boxes import QuietComboBox
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import label
from app.ui.widgets.menus import drop_down
from app.ui.widgets.points_edit import PointsEdit
from app.ui.widgets.wrap_edit import WrapEdit

Choices = Sequence[tuple[Any, str]]

_DECIMALS = 6
#: More ticks than these stand in a menu.
_MOST_TICKS = 6
_TICKS_A_ROW = 4


class FlagEdit(QCheckBox):
    """Yes or no."""

    changed = Signal(object)

    def __init__(self, spec: FieldSpec, value: Plain) -> None:
        super().__init__(spec.word)
        self.setChecked(bool(spec.default if value is None else value))
        self.clicked.connect(lambda on: self.changed.emit(on))


class ChoiceEdit(QuietComboBox):
    """One of several words."""

    changed = Signal(object)

    def __init__(self, choices: Choices, value: Plain) -> None:
        super().__init__()
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for each, word in choices:
            self.addItem(word, each)
        value = UNSET if value is None else value
        found = next((number for number, (each, _) in enumerate(choices) if each == value), -1)
        if found < 0 and value != UNSET:
            # An id that the document does not have: shown as it is, the check says the rest.
            self.addItem(f"{value}（没有）", value)
            found = self.count() - 1
        self.setCurrentIndex(found)
        self.activated.connect(self._on_activated)

    def _on_activated(self, _index: int) -> None:
        value = self.currentData()
        self.changed.emit(None if value == UNSET and isinstance(value, str) else value)


class FigureEdit(PointsEdit):
    """A number; whole ones are written without a point."""

    changed = Signal(object)

    def __init__(self, value: Plain, *, whole: bool = False) -> None:
        super().__init__(decimals=0 if whole else _DECIMALS)
        self._whole = whole
        self.set_value(Decimal(value) if isinstance(value, int | Decimal) else None)
        if self.value is not None:
            self.setText(plain(self.value))
        self.points_changed.connect(self._on_points_changed)

    def _show_value(self) -> None:
        super()._show_value()
        if self.value is not None:
            self.setText(plain(self.value))

    def _on_points_changed(self, value: Decimal | None) -> None:
        if value is None and self.text().strip():
            return  # half typed, or no number: the old one stays until there is a new one
        self.changed.emit(int(value) if value is not None and value == value.to_integral_value() else value)


class TextEdit(QLineEdit):
    """A line of text."""

    changed = Signal(object)

    def __init__(self, value: Plain) -> None:
        super().__init__(str(value or ""))
        self.setCursorPosition(0)
        self.textEdited.connect(self._on_text_edited)

    def _on_text_edited(self, text: str) -> None:
        self.changed.emit(text.strip() or None)


class ShareEdit(TextEdit):
    """A part (``30%``, ``1/3``) or a number of members."""

    def __init__(self, value: Plain) -> None:
        super().__init__("" if value is None else str(value))
        self.setPlaceholderText("如 30% 或 1/3")

    def _on_text_edited(self, text: str) -> None:
        typed = text.strip().replace("％", "%")
        self.changed.emit(int(typed) if typed.isdigit() else typed or None)


class LongEdit(WrapEdit):
    """Two rows of text."""

    changed = Signal(object)

    def __init__(self, value: Plain) -> None:
        super().__init__()
        self.set_text(str(value or ""))
        self.textChanged.connect(lambda: self.changed.emit(self.text().strip() or None))


class ListEdit(TextEdit):
    """Several words or days, parted by a comma."""

    def __init__(self, value: Plain) -> None:
        super().__init__("，".join(str(part) for part in value or ()))
        self.setPlaceholderText("几个之间用逗号隔开")

    def _on_text_edited(self, text: str) -> None:
        words = [part.strip() for part in text.replace(",", "，").replace("、", "，").split("，")]
        self.changed.emit([part for part in words if part] or None)


class TicksEdit(QWidget):
    """Several of several: ticks side by side, or in a menu where there are many."""

    changed = Signal(object)

    def __init__(self, choices: Choices, value: Plain, *, none_word: str = "不限") -> None:
        super().__init__()
        self._choices = list(choices)
        self._chosen = list(value or ())
        self._none_word = none_word
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.S)
        grid.setVerticalSpacing(0)
        if len(self._choices) <= _MOST_TICKS:
            for number, (each, word) in enumerate(self._choices):
                tick = QCheckBox(word)
                tick.setChecked(each in self._chosen)
                tick.clicked.connect(lambda on, what=each: self._on_ticked(what, on=on))
                grid.addWidget(tick, number // _TICKS_A_ROW, number % _TICKS_A_ROW)
            grid.setColumnStretch(_TICKS_A_ROW, 1)
            return
        self._button = Button(self._words())
        self._menu = _StayingMenu(self)
        for each, word in self._choices:
            action = self._menu.addAction(word)
            action.setCheckable(True)
            action.setChecked(each in self._chosen)
            action.toggled.connect(lambda on, what=each: self._on_ticked(what, on=on))
        self._button.clicked.connect(lambda: drop_down(self._menu, self._button))
        grid.addWidget(self._button, 0, 0)
        grid.setColumnStretch(1, 1)

    def _words(self) -> str:
        words = [word for each, word in self._choices if each in self._chosen]
        shown = "、".join(words[:3]) + (f" 等 {len(words)} 个" if len(words) > 3 else "")
        return f"{shown or self._none_word} ▾"

    def _on_ticked(self, what: Plain, *, on: bool) -> None:
        chosen = {*self._chosen, what} if on else {each for each in self._chosen if each != what}
        self._chosen = [each for each, _ in self._choices if each in chosen]
        if len(self._choices) > _MOST_TICKS:
            self._button.setText(self._words())
        self.changed.emit(list(self._chosen) or None)


class _StayingMenu(QMenu):
    """A menu in which several entries can be ticked."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.actionAt(event.position().toPoint())
        if action is not None and action.isCheckable():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)


class FiguresEdit(QWidget):
    """A figure for each of several classes; who has none takes the general one."""

    changed = Signal(object)

    def __init__(self, choices: Choices, value: Plain) -> None:
        super().__init__()
        self._value = dict(value or {})
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        for key, word in choices:
            field = FigureEdit(self._value.get(key))
            field.setAccessibleName(word)
            field.changed.connect(lambda figure, what=key: self._on_changed(what, figure))
            row.addWidget(label(word))
            row.addWidget(field)
        if not choices:
            row.addWidget(label("方案没有分类", "quiet"))
        row.addStretch(1)

    def _on_changed(self, key: str, figure: Plain) -> None:
        self._value[key] = figure
        self.changed.emit({each: value for each, value in self._value.items() if value is not None} or None)


class EitherEdit(QWidget):
    """A figure, and which of two keys it stands under: 最多 4 分, 最多 2 次.

    Signals:
        changed: ``{key: figure, other: None}``.
    """

    changed = Signal(object)

    def __init__(self, pair: Sequence[FieldSpec], values: dict[str, Any]) -> None:
        super().__init__()
        self._keys = [spec.key for spec in pair]
        used = next((key for key in self._keys if key in values), self._keys[0])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        self.figure = FigureEdit(values.get(used))
        self.unit = ChoiceEdit([(spec.key, spec.unit) for spec in pair], used)
        self.unit.setAccessibleName("单位")
        row.addWidget(self.figure, 1)
        row.addWidget(self.unit, 1)
        self.setFocusProxy(self.figure)
        self.figure.changed.connect(lambda _value: self._tell())
        self.unit.changed.connect(lambda _value: self._tell())

    def _tell(self) -> None:
        figure, used = self.figure.value, str(self.unit.currentData())
        if figure is not None and figure == figure.to_integral_value():
            figure = int(figure)  # type: ignore[assignment]
        self.changed.emit({key: figure if key == used else None for key in self._keys})
