"""The table of all pages: sorts, filters, copies, keeps its selection and place when it is filled again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFontMetrics,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QToolTip, QWidget

from app.ui.table_models.columns import ColumnSpec
from app.ui.table_models.export import export_table
from app.ui.table_models.filter_proxy import RowFilterProxy
from app.ui.table_models.row_model import RowTableModel
from app.ui.table_models.widths import shared_widths
from app.ui.theme.theme import current_scale, font_of
from app.ui.theme.tokens import Space

Row = TypeVar("Row")

_CELL_PADDING = 24
#: Rows whose texts are measured for the widths; enough to know what a column holds.
_MEASURED = 60


class DataTable(QTableView, Generic[Row]):
    """A table over rows of one kind.

    ::

        table = DataTable([ColumnSpec("姓名", lambda m: m.name, sort_key=lambda m: m.pinyin)], uid=lambda m: m.uid)
        table.set_rows(rows)                     # keeps selection and scroll position
        table.set_query("wjg")                   # typed words
        table.set_condition(lambda m: m.open)    # a chip
        table.current_changed.connect(self._on_current_changed)

    Signals:
        current_changed: The row under the cursor, or ``None``.
        selection_altered: The selected rows changed.
        row_activated: A row was double-clicked, or Enter was pressed on it.
        rows_shown: How many rows are shown after filling or filtering.
    """

    current_changed = Signal(object)
    selection_altered = Signal()
    row_activated = Signal(object)
    rows_shown = Signal(int)

    def __init__(
        self,
        columns: Sequence[ColumnSpec[Row]],
        *,
        uid: Callable[[Row], str],
        multiple: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._uid = uid
        self._row_actions: list[QAction] = []
        self._filling = False
        self._told: str | None = None
        self._widths_touched = False
        self._needs: dict[int, int] = {}
        self._spreading = False
        self.rows_model: RowTableModel[Row] = RowTableModel(columns, uid=uid, parent=self)
        self.proxy = RowFilterProxy(self.rows_model, self)
        self.setModel(self.proxy)
        self._dress(multiple=multiple)
        self.selectionModel().currentRowChanged.connect(self._on_current_row_changed)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.doubleClicked.connect(self._on_double_clicked)
        self.customContextMenuRequested.connect(self._on_context_menu)

    # ------------------------------------------------------------------------------------------------- content

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows; current row, selection and scroll position stay, by uid."""
        current, selected = self.current_uid, set(self.selected_uids())
        place = self.verticalScrollBar().value()
        old_number = self.currentIndex().row()
        self._filling = True
        try:
            self.rows_model.set_rows(rows)
            self._restore(current, selected, old_number)
            self.verticalScrollBar().setValue(place)
        finally:
            self._filling = False
        self._measure()
        self._spread_columns()
        self._tell_current(again=True)
        self.selection_altered.emit()
        self.rows_shown.emit(self.proxy.rowCount())

    def set_query(self, query: str) -> None:
        """Show the rows in which all typed words occur."""
        self._filter(lambda: self.proxy.set_query(query))

    def set_condition(self, condition: Callable[[Row], bool] | None) -> None:
        """Show the rows for which this holds."""
        self._filter(lambda: self.proxy.set_condition(condition))

    def set_search_text(self, texts: Callable[[Row], tuple[str, ...]]) -> None:
        """Let typed words also find pinyin, initials and the like."""
        self.proxy.set_search_text(texts)

    @property
    def shown_rows(self) -> list[Row]:
        """The rows that pass the filter, in the order shown."""
        return [self._row(self.proxy.index(number, 0)) for number in range(self.proxy.rowCount())]

    # ----------------------------------------------------------------------------------------------- selection

    @property
    def current_row(self) -> Row | None:
        """The row under the cursor."""
        index = self.currentIndex()
        return self._row(index) if index.isValid() else None

    @property
    def current_uid(self) -> str | None:
        """Its uid."""
        row = self.current_row
        return None if row is None else self._uid(row)

    @property
    def selected_rows(self) -> list[Row]:
        """The selected rows in the order shown."""
        indexes = sorted(self.selectionModel().selectedRows(), key=lambda index: index.row())
        return [self._row(index) for index in indexes]

    def selected_uids(self) -> list[str]:
        """Their uids."""
        return [self._uid(row) for row in self.selected_rows]

    def select_uid(self, uid: str) -> bool:
        """Put the cursor on a record and scroll to it; ``False`` if it is not shown."""
        for number in range(self.proxy.rowCount()):
            index = self.proxy.index(number, 0)
            if self._uid(self._row(index)) == uid:
                self.setCurrentIndex(index)
                self.scrollTo(index)
                return True
        return False

    def select_next(self) -> None:
        """Put the cursor one row down, if there is one: after a decision on this row."""
        number = self.currentIndex().row() + 1
        if number < self.proxy.rowCount():
            self.setCurrentIndex(self.proxy.index(number, 0))

    # ------------------------------------------------------------------------------------------ copy, export, menu

    def add_row_action(self, text: str, triggered: Callable[[], None], *, key: str = "") -> QAction:
        """Add an entry to the context menu, with a key that works while the table has the focus."""
        action = QAction(text, self)
        if key:
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _checked=False: triggered())
        self.addAction(action)
        self._row_actions.append(action)
        return action

    def export_rows(self) -> tuple[list[str], list[list[str]]]:
        """Headings and cells as shown, for a workbook."""
        columns = self._shown_columns()
        heads = [self.rows_model.columns[column].title for column in columns]
        return heads, [self._cells(row, columns) for row in self.shown_rows]

    def copy_selection(self, *, with_headings: bool = False) -> None:
        """Put the selected rows on the clipboard as Excel and WPS take them."""
        columns = self._shown_columns()
        lines = [self._cells(row, columns) for row in self.selected_rows]
        if with_headings:
            lines.insert(0, [self.rows_model.columns[column].title for column in columns])
        text = "\n".join("\t".join(_one_line(cell) for cell in line) for line in lines)
        QGuiApplication.clipboard().setText(text)

    # ------------------------------------------------------------------------------------------------- inside

    def _dress(self, *, multiple: bool) -> None:
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if multiple else mode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(36)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        header.sectionResized.connect(self._on_section_resized)
        self._apply_scale()

    def _apply_scale(self) -> None:
        scale = current_scale()
        self.setIconSize(QSize(scale.icon, scale.icon))
        self.verticalHeader().setDefaultSectionSize(scale.row_height)
        self.horizontalHeader().setFixedHeight(scale.row_height + 2)
        self._needs.clear()
        self._measure()
        self._spread_columns()

    def _measure(self) -> None:
        """Room that headings and cells take. It only grows: the columns shall not move with every reload."""
        rows = self.rows_model.rows[:_MEASURED]
        if not rows:
            return
        scale = current_scale()
        plain, bold = self.fontMetrics(), QFontMetrics(font_of(scale.body, bold=True))
        for place, column in enumerate(self.rows_model.columns):
            metrics = bold if column.strong else plain
            texts = {column.title, *(_one_line(column.text(row)) for row in rows)}
            icon = scale.icon + Space.S if column.state is not None else 0
            need = max(map(metrics.horizontalAdvance, texts)) + icon + _CELL_PADDING
            self._needs[place] = max(self._needs.get(place, 0), need)

    def _spread_columns(self) -> None:
        """Give each column its room and the stretching one the rest; squeeze long texts before scrolling."""
        if self._widths_touched:
            return
        character = self.fontMetrics().horizontalAdvance("字")
        places = [place for place in range(len(self.rows_model.columns)) if not self.isColumnHidden(place)]
        columns = [self.rows_model.columns[place] for place in places]
        wanted = [round(column.width * character) + _CELL_PADDING for column in columns]
        widths = shared_widths(
            wanted,
            [self._needs.get(place, width) for place, width in zip(places, wanted, strict=True)],
            room=self.viewport().width(),
            stretching=[number for number, column in enumerate(columns) if column.stretch],
            may_shrink=[column.width > 5 and not column.whole for column in columns],
            least=4 * character + _CELL_PADDING,
        )
        self._spreading = True
        for place, width in zip(places, widths, strict=True):
            self.setColumnWidth(place, width)
        self._spreading = False

    def _filter(self, change: Callable[[], None]) -> None:
        current = self.current_uid
        number = self.currentIndex().row()
        self._filling = True
        try:
            change()
            if self.current_uid is None or self.current_uid != current:
                self._restore(current, set(), number)
        finally:
            self._filling = False
        self._tell_current(again=False)
        self.rows_shown.emit(self.proxy.rowCount())

    def _restore(self, current: str | None, selected: set[str], old_number: int) -> None:
        places = {self._uid(row): place for place, row in enumerate(self.shown_rows)}
        model = self.selectionModel()
        flags = QItemSelectionModel.SelectionFlag
        last_column = self.proxy.columnCount() - 1
        if current in places:
            index = self.proxy.index(places[current], 0)
        elif current is not None and places:
            # The record is gone: the cursor stays at its place in the list, on the next one.
            index = self.proxy.index(min(max(old_number, 0), len(places) - 1), 0)
        else:
            index = QModelIndex()
        selection = QItemSelection()
        for uid in selected:
            if uid in places:
                place = places[uid]
                selection.select(self.proxy.index(place, 0), self.proxy.index(place, last_column))
        if selection.isEmpty() and index.isValid():
            selection.select(index, index.siblingAtColumn(last_column))
        model.setCurrentIndex(index, flags.NoUpdate)
        model.select(selection, flags.ClearAndSelect)

    def _row(self, index: QModelIndex) -> Row:
        return self.rows_model.row_at(self.proxy.mapToSource(index))

    def _cells(self, row: Row, columns: Iterable[int]) -> list[str]:
        return [self.rows_model.columns[column].text(row) for column in columns]

    def _shown_columns(self) -> list[int]:
        header = self.horizontalHeader()
        places = range(len(self.rows_model.columns))
        return sorted(
            (place for place in places if not header.isSectionHidden(place)), key=header.visualIndex
        )

    def _tell_current(self, *, again: bool) -> None:
        uid = self.current_uid
        if again or uid != self._told:
            self._told = uid
            self.current_changed.emit(self.current_row)

    def _on_current_row_changed(self, _new: QModelIndex, _old: QModelIndex) -> None:
        if not self._filling:
            self._tell_current(again=False)

    def _on_selection_changed(self, _new: QItemSelection, _old: QItemSelection) -> None:
        if not self._filling:
            self.selection_altered.emit()

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.row_activated.emit(self._row(index))

    def _on_section_resized(self, _section: int, _old: int, _new: int) -> None:
        # From the first drag on the widths are the user's, and a resize of the window leaves them alone.
        if not self._spreading:
            self._widths_touched = True

    def _on_context_menu(self, place: QPoint) -> None:
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.viewport().mapToGlobal(place))

    def make_menu(self) -> QMenu:
        """The context menu: the page's own entries, then copying, selecting and exporting."""
        menu = QMenu(self)
        chosen = bool(self.selected_rows)
        for action in self._row_actions:
            menu.addAction(action)
        if self._row_actions:
            menu.addSeparator()
        copy = menu.addAction("复制所选行\tCtrl+C", self.copy_selection)
        with_heads = menu.addAction("连同表头复制", lambda: self.copy_selection(with_headings=True))
        for action in (copy, with_heads):
            action.setEnabled(chosen)
        if self.selectionMode() == QAbstractItemView.SelectionMode.ExtendedSelection:
            menu.addAction("全选\tCtrl+A", self.selectAll)
        menu.addSeparator()
        export = menu.addAction("导出表格……", lambda: export_table(self, *self.export_rows()))
        export.setEnabled(self.proxy.rowCount() > 0)
        return menu

    def show_column(self, column: int, *, shown: bool) -> None:
        """Show or hide a column; the others share the room anew."""
        if shown == self.isColumnHidden(column):
            # Qt tells of it as of a drag to the width 0.
            self._spreading = True
            self.setColumnHidden(column, not shown)
            self._spread_columns()
            self._spreading = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies rows; Enter opens one; Home and End go to the first and the last one."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.row_activated.emit(self.current_row)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.proxy.rowCount():
            # Rows are chosen here, never cells: Qt's own Home goes to the first column.
            last = self.proxy.rowCount() - 1 if event.key() == Qt.Key.Key_End else 0
            self.setCurrentIndex(self.proxy.index(last, 0))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room among the columns."""
        super().resizeEvent(event)
        self._spread_columns()

    def changeEvent(self, event: QEvent) -> None:
        """Follow 大字."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_told"):
            self._apply_scale()

    def viewportEvent(self, event: QEvent) -> bool:
        """A cell that is cut shows its whole text as its tool tip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            cut = index.isValid() and self.sizeHintForIndex(index).width() > self.visualRect(index).width()
            tip = index.data(Qt.ItemDataRole.ToolTipRole) or (index.data() if cut else "")
            QToolTip.showText(event.globalPos(), tip, self.viewport())
            return True
        return super().viewportEvent(event)


def _one_line(text: str) -> str:
    return " ".join(text.split())
