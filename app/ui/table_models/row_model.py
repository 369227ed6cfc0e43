"""A read-only table over a list of rows (frozen dataclasses from the services)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor

from app.ui.table_models.columns import ColumnSpec
from app.ui.theme.icons import icon
from app.ui.theme.theme import current_scale, font_of

Row = TypeVar("Row")
_Index = QModelIndex | QPersistentModelIndex

#: The row's object itself, for pages.
ROW_ROLE = int(Qt.ItemDataRole.UserRole)


class RowTableModel(QAbstractTableModel, Generic[Row]):
    """Rows in the order given or sorted by a column.

    Sorting is done here, on the Python list, in one go: a proxy that sorts asks for two cells at each comparison,
    which takes most of a second for 5,000 rows.
    """

    def __init__(
        self, columns: Sequence[ColumnSpec[Row]], *, uid: Callable[[Row], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._uid = uid
        self._given: list[Row] = []
        self._rows: list[Row] = []
        self._sorted: tuple[int, Qt.SortOrder] | None = None

    @property
    def rows(self) -> Sequence[Row]:
        """The rows in the order shown."""
        return self._rows

    def row_at(self, index: _Index) -> Row:
        """The row of a cell of this model."""
        return self._rows[index.row()]

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows. Where the same records stand in the same order, only their cells are drawn anew."""
        self._given = list(rows)
        new = self._arranged()
        if [self._uid(row) for row in new] == [self._uid(row) for row in self._rows]:
            self._rows = new
            if new:
                self.dataChanged.emit(self.index(0, 0), self.index(len(new) - 1, len(self.columns) - 1))
            return
        self.beginResetModel()
        self._rows = new
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; a negative column goes back to the order given."""
        self._sorted = (column, order) if 0 <= column < len(self.columns) else None
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        uids = [self._uid(self._rows[index.row()]) for index in before]
        self._rows = self._arranged()
        places = {self._uid(row): place for place, row in enumerate(self._rows)}
        after = [self.index(places[uid], index.column()) for uid, index in zip(uids, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _arranged(self) -> list[Row]:
        if self._sorted is None:
            return list(self._given)
        column, order = self._sorted
        spec = self.columns[column]
        filled = [row for row in self._given if not spec.key_of(row)[0]]
        # Rows without a value stay last in both directions.
        empty = [row for row in self._given if spec.key_of(row)[0]]
        descending = order == Qt.SortOrder.DescendingOrder
        return sorted(filled, key=lambda row: spec.key_of(row)[1], reverse=descending) + empty

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Rows at the top level; a table has no others."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Columns at the top level."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """One cell."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        spec, row = self.columns[index.column()], self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return spec.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return spec.align.value
        if role == Qt.ItemDataRole.ToolTipRole:
            return spec.tip(row) if spec.tip is not None else None
        if role == ROW_ROLE:
            return row
        return self._look(spec, row, role)

    def _look(self, spec: ColumnSpec[Row], row: Row, role: int) -> object:
        tone = spec.state(row) if spec.state is not None else None
        if role == Qt.ItemDataRole.ForegroundRole and tone is not None:
            return QBrush(QColor(tone.word_colour.value))
        if role == Qt.ItemDataRole.FontRole and spec.strong:
            return font_of(current_scale().body, bold=True)
        if role == Qt.ItemDataRole.DecorationRole:
            name = spec.icon(row) if spec.icon is not None else (tone.icon if tone is not None else "")
            if name:
                return icon(name, *((tone.icon_colour,) if tone is not None else ()))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Headings stand as their columns do."""
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return self.columns[section].align.value
        return None
