"""◀ 2026年10月 ▶: which month the page shows."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from app.services.months import Month
from app.ui.widgets.buttons import IconButton, PushButton

_MENU_MONTHS = 14


class MonthSelector(QWidget):
    """The month as part of the heading: arrows for the neighbours, a click for the list.

    Signals:
        month_chosen: The :class:`Month` that the user wants to see.
    """

    month_chosen = Signal(object)

    def __init__(self, month: Month, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._month = month
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._earlier = IconButton("chevron-left", "上个月", key="Alt+Left")
        self._later = IconButton("chevron-right", "下个月", key="Alt+Right")
        self._name = PushButton()
        self._name.setProperty("kind", "title")
        self._name.setToolTip("选择月份")
        self._name.clicked.connect(self._on_name_clicked)
        for part in (self._earlier, self._name, self._later):
            row.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._earlier.clicked.connect(self._on_earlier)
        self._later.clicked.connect(self._on_later)
        self.set_month(month)

    @property
    def text(self) -> str:
        """The month as shown."""
        return self._name.text()

    def set_month(self, month: Month) -> None:
        """Show a month without telling."""
        self._month = month
        self._name.setText(month.title)

    def _on_earlier(self) -> None:
        self.month_chosen.emit(self._month.previous)

    def _on_later(self) -> None:
        self.month_chosen.emit(self._month.next)

    def _on_name_clicked(self) -> None:
        menu = QMenu(self)
        month = self._month.next
        for _ in range(_MENU_MONTHS):
            action = menu.addAction(month.title)
            action.setCheckable(True)
            action.setChecked(month == self._month)
            action.setData(month)
            month = month.previous
        menu.triggered.connect(self._on_menu)
        menu.popup(self._name.mapToGlobal(self._name.rect().bottomLeft()))

    def _on_menu(self, action: QAction) -> None:
        self.month_chosen.emit(action.data())
