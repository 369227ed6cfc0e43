"""The row above the table: what still has to be decided, one grade, one name."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.year.model import YearEndView, YearRow
from app.ui.pages.year.assessment.words import ALL, OPEN, chips_of, grade_choices, holds
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.boxes import QuietComboBox
from app.ui.widgets.chips import ChipBar
from app.ui.widgets.search import SearchField


class YearFilters(QWidget):
    """Narrows a table.

    Attributes:
        chips: 全部, 待会议决定, 与建议不同.
        grades: One grade.
        search: Search field.
    """

    def __init__(self, table: DataTable[YearRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self.chips = ChipBar(chips_of(None))
        self.grades = QuietComboBox()
        self.grades.setAccessibleName("等次")
        self.grades.setMinimumContentsLength(8)
        self.search = SearchField("查找姓名")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self.chips)
        row.addStretch(1)
        row.addWidget(self.grades)
        row.addWidget(self.search)
        self.chips.chosen.connect(self._filter)
        self.grades.currentIndexChanged.connect(self._filter)
        self.search.searched.connect(table.set_query)
        self.search.left_downwards.connect(lambda: table.setFocus(Qt.FocusReason.TabFocusReason))

    def show_view(self, view: YearEndView) -> None:
        """Show the numbers; what is chosen stays chosen."""
        self.chips.set_chips(chips_of(view))
        wanted = self.grades.currentData()
        self.grades.blockSignals(True)
        self.grades.clear()
        for key, words in grade_choices(view):
            self.grades.addItem(words, key)
        self.grades.setCurrentIndex(max(0, self.grades.findData(wanted)))
        self.grades.blockSignals(False)

    def show_open(self) -> None:
        """Leave only those on whom the meeting has to decide."""
        self.chips.choose(OPEN)
        self.grades.setCurrentIndex(0)
        self._filter()

    def _filter(self, _choice: object = None) -> None:
        first, second = holds(self.chips.current or ALL), holds(str(self.grades.currentData() or ALL))
        self._table.set_condition(lambda row: first(row) and second(row))
