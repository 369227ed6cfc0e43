"""Everything that the scheme says about one line, beside the list."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.ui.pages.scheme.rows import RuleRow
from app.ui.theme.tokens import Space
from app.ui.widgets.cards import Card
from app.ui.widgets.labels import label
from app.ui.widgets.panes import ScrollBody

#: Below the table the panel is wide and low.
_FLAT_COLUMNS = 3


class RulePanel(Card):
    """Everything that the scheme says about one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        scroll = ScrollBody()
        self._name = label("", "card", wrap=True)
        self._state = label("", "care", wrap=True)
        self._row: RuleRow | None = None
        self._flat = False
        self._low = False
        self._details = QGridLayout()
        self._details.setHorizontalSpacing(Space.XL)
        self._details.setVerticalSpacing(Space.S)
        scroll.column.setSpacing(Space.S)
        for widget in (self._name, self._state):
            scroll.column.addWidget(widget)
        scroll.column.addLayout(self._details)
        scroll.column.addStretch(1)
        self.body.addWidget(scroll)

    def show_rule(self, row: RuleRow | None) -> None:
        """Show a line, or nothing."""
        while (item := self._details.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._name.setText(row.name if row is not None else "没有符合条件的内容。")
        words = [] if row is None or row.enabled else ["已停用，不能再登记"]
        self._state.setText("；".join(words))
        self._state.setVisible(bool(words))
        self._row = row
        across = _FLAT_COLUMNS if self._flat else 1
        told = [detail for detail in row.details if detail[1]] if row is not None else []
        for number, (heading, text) in enumerate(told):
            part = QWidget()
            column = QVBoxLayout(part)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(2)
            column.addWidget(label(heading, "note"))
            column.addWidget(label(text, wrap=True))
            column.addStretch(1)
            self._details.addWidget(part, number // across, number % across)
        for column_number in range(_FLAT_COLUMNS):
            self._details.setColumnStretch(column_number, 1 if column_number < across else 0)

    def set_flat(self, *, flat: bool) -> None:
        """Below the table it needs a fixed, low place; what it says stands in columns."""
        self._flat = flat
        self._fit()

    def set_low(self, *, low: bool) -> None:
        """A low window leaves it still less."""
        self._low = low
        self._fit()

    def _fit(self) -> None:
        height = round(self.fontMetrics().height() * (5.5 if self._low else 8))
        self.setMinimumHeight(height if self._flat else 0)
        self.setMaximumHeight(height if self._flat else 16777215)
        self.show_rule(self._row)
