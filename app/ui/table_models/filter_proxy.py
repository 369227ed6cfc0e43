"""Shows the rows that match; sorting is passed on to the model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt

from app.ui.table_models.row_model import RowTableModel
from app.ui.widgets.search import matches


class RowFilterProxy(QSortFilterProxyModel):
    """Filters by typed words and by a condition of the page."""

    def __init__(self, model: RowTableModel[Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._query = ""
        self._condition: Callable[[Any], bool] | None = None
        self._search_text: Callable[[Any], tuple[str, ...]] | None = None
        self.setSourceModel(model)

    def set_query(self, query: str) -> None:
        """Show rows in which every typed word occurs."""
        if query != self._query:
            self._query = query
            self.invalidate()

    def set_condition(self, condition: Callable[[Any], bool] | None) -> None:
        """Show rows for which a condition holds; ``None`` for all."""
        self._condition = condition
        self.invalidate()

    def set_search_text(self, texts: Callable[[Any], tuple[str, ...]]) -> None:
        """Let typed words also look into texts that are not shown, such as pinyin and initials."""
        self._search_text = texts

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the model below."""
        self._model.sort(column, order)

    def filterAcceptsRow(self, source_row: int, _parent: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether a row is shown."""
        row = self._model.rows[source_row]
        if self._condition is not None and not self._condition(row):
            return False
        if not self._query:
            return True
        texts = [spec.text(row) for spec in self._model.columns if spec.searched]
        if self._search_text is not None:
            texts += self._search_text(row)
        return matches(self._query, *texts)
