"""核对日期: somebody looks at the calendar and types today's date, or says that the computer is right."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.services.safety.service import SafetyView
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.dates import ShortDateEdit, mark_fault
from app.ui.widgets.labels import label

_WEEKDAYS = "一二三四五六日"


def long_day(day: date) -> str:
    """A day that can be compared with a calendar on the wall: 2026年11月20日 星期五."""
    return f"{day.year}年{day.month}月{day.day}日 星期{_WEEKDAYS[day.weekday()]}"


class DateDialog(QDialog):
    """Asks which day it is.

    Attributes:
        field: The date as typed.
        right_button: The computer's date is right.
        typed_button: The typed one is.
        day: The answer; None before one was given.
    """

    def __init__(self, view: SafetyView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("核对日期")
        self.day: date | None = None
        self._computer_day = view.computer_day
        self.field = ShortDateEdit(shown=view.likely_day)
        self.field.setPlaceholderText("如 11-20")
        self.field.date_changed.connect(self._on_changed)
        self._meant = label("", "note")
        self.right_button = Button("电脑日期是对的")
        self.typed_button = Button("按填的日期", ButtonKind.PRIMARY)
        give_up = Button("取消")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(label("今天是哪一天？", "card"))
        column.addWidget(label(f"{view.date_doubt}请看手机或日历，填上今天的日期。", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(label("今天是"))
        row.addWidget(self.field)
        row.addWidget(self._meant, 1)
        column.addLayout(row)
        hint = "填的日期和电脑不同时，只在这次打开期间有效；请尽快在电脑的“日期和时间”里改正。"
        column.addWidget(label(hint, "quiet", wrap=True))
        column.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addWidget(self.right_button)
        buttons.addStretch(1)
        buttons.addWidget(give_up)
        buttons.addWidget(self.typed_button)
        column.addLayout(buttons)
        self.right_button.setToolTip(long_day(self._computer_day))
        self.right_button.clicked.connect(lambda: self._answer(self._computer_day))
        self.typed_button.clicked.connect(self._on_typed)
        self.field.returnPressed.connect(self._on_typed)
        give_up.clicked.connect(self.reject)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.resize(current_scale().side_bar * 3, self.sizeHint().height())

    @staticmethod
    def ask(parent: QWidget, view: SafetyView) -> date | None:
        """The day that it is, or ``None`` when she does not know."""
        dialog = DateDialog(view, parent.window())
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        day = dialog.day
        dialog.deleteLater()
        return day if accepted else None

    def _on_changed(self, day: date | None) -> None:
        self._meant.setText(f"即 {long_day(day)}" if day else "")

    def _on_typed(self) -> None:
        day = self.field.value
        mark_fault(self.field, fault=day is None)
        if day is None:
            self.field.setFocus()
        else:
            self._answer(day)

    def _answer(self, day: date) -> None:
        self.day = day
        self.accept()
