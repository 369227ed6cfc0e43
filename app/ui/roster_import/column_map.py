"""Which column of the file means what: the guess, one choice per column."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from app.services.exchange.roster import RosterField, RosterTable
from app.ui.theme.tokens import Space
from app.ui.widgets.boxes import QuietComboBox
from app.ui.widgets.cards import Card
from app.ui.widgets.labels import ElidedLabel, label
from app.ui.widgets.panes import ScrollBody

_NONE = ""


class ColumnMap(Card):
    """A line per column: its heading, a value from the first row, and what it means.

    Signals:
        mapping_changed: The new mapping, column index to :class:`RosterField`.
    """

    mapping_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("各列是什么", parent)
        self._scroll = ScrollBody()
        self._note = label("程序已经认过一遍，认错的可以改；不要的列选“不导入”。", "note", wrap=True)
        self.body.addWidget(self._note)
        self.body.addWidget(self._scroll, 1)
        self._lines: QWidget | None = None
        self.boxes: dict[int, QComboBox] = {}

    def show_table(self, table: RosterTable, mapping: Mapping[int, RosterField]) -> None:
        """Show the columns of a table."""
        if self._lines is not None:
            self._lines.hide()
            self._lines.deleteLater()
        column: QVBoxLayout = self._scroll.column
        while column.count():
            column.takeAt(0)
        self.boxes = {}
        self._lines = QWidget()
        grid = QGridLayout(self._lines)
        grid.setContentsMargins(0, 0, Space.XS, 0)
        grid.setHorizontalSpacing(Space.S)
        grid.setVerticalSpacing(Space.S)
        grid.setColumnStretch(0, 5)
        grid.setColumnStretch(1, 6)
        for place in range(_width(table)):
            self._add_line(grid, table, place, mapping.get(place))
        column.addWidget(self._lines)
        column.addStretch(1)

    def set_mapping(self, mapping: Mapping[int, RosterField]) -> None:
        """Show a mapping without telling."""
        for place, box in self.boxes.items():
            field = mapping.get(place)
            box.blockSignals(True)
            box.setCurrentIndex(box.findData(field.value if field is not None else _NONE))
            box.blockSignals(False)

    @property
    def mapping(self) -> dict[int, RosterField]:
        """As chosen now."""
        return {
            place: RosterField(str(box.currentData()))
            for place, box in self.boxes.items()
            if box.currentData()
        }

    def _add_line(self, grid: QGridLayout, table: RosterTable, place: int, field: RosterField | None) -> None:
        heading = table.headings[place] if place < len(table.headings) else ""
        words = heading or f"第 {place + 1} 列（无表头）"
        name = ElidedLabel(words)
        name.setToolTip(words)
        box = QuietComboBox()
        box.setAccessibleName(f"“{words}”是")
        box.setMinimumContentsLength(4)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.addItem("不导入", _NONE)
        for meaning in RosterField:
            box.addItem(meaning.label, meaning.value)
        box.setCurrentIndex(box.findData(field.value if field is not None else _NONE))
        box.currentIndexChanged.connect(self._on_changed)
        grid.addWidget(name, place, 0)
        grid.addWidget(box, place, 1)
        self.boxes[place] = box

    def _on_changed(self) -> None:
        self.mapping_changed.emit(self.mapping)


def _width(table: RosterTable) -> int:
    """Columns that have a heading or any content; a sheet can be wider than what stands in it."""
    filled = max(
        (place + 1 for row in table.body for place, cell in enumerate(row.cells) if cell is not None),
        default=0,
    )
    named = max((place + 1 for place, heading in enumerate(table.headings) if heading), default=0)
    return max(filled, named)
