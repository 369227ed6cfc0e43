"""A list to tick: who was there. All, none, the other way round; type to find; the space bar ticks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QVBoxLayout, QWidget

from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.labels import label
from app.ui.widgets.member_picker import Person
from app.ui.widgets.search import SearchField

_Index = QModelIndex | QPersistentModelIndex


class _TickModel(QAbstractListModel):
    """People with a tick each."""

    ticked_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.people: list[Person] = []
        self.ticked: set[str] = set()
        self.cell = QSize()

    def set_people(self, people: Sequence[Person], ticked: Iterable[str]) -> None:
        self.beginResetModel()
        self.people = list(people)
        self.ticked = set(ticked) & {person.uid for person in people}
        self.endResetModel()
        self.ticked_changed.emit()

    def set_ticks(self, ticked: set[str]) -> None:
        if ticked == self.ticked:
            return
        self.ticked = ticked
        if self.people:
            self.dataChanged.emit(
                self.index(0), self.index(len(self.people) - 1), [Qt.ItemDataRole.CheckStateRole]
            )
        self.ticked_changed.emit()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.people)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        person = self.people[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return person.label
        if role == Qt.ItemDataRole.SizeHintRole:
            # Without it the rectangle of a name is as narrow as its box in a grid.
            return self.cell
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if person.uid in self.ticked else Qt.CheckState.Unchecked
        return None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role != Qt.ItemDataRole.CheckStateRole:
            return False
        uid = self.people[index.row()].uid
        checked = Qt.CheckState(value) == Qt.CheckState.Checked
        self.set_ticks(self.ticked | {uid} if checked else self.ticked - {uid})
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable


class _PersonFilter(QSortFilterProxyModel):
    """Shows the people whom the typed text means."""

    def __init__(self, model: _TickModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._people = model
        self._query = ""
        self.setSourceModel(model)

    def set_query(self, query: str) -> None:
        self._query = query
        self.invalidate()

    def filterAcceptsRow(self, source_row: int, _parent: _Index) -> bool:
        return self._people.people[source_row].is_meant_by(self._query)


class TickList(QWidget):
    """Ticks for a list of people.

    Typing in the field narrows the list, Enter there ticks the only or first one and empties the field, so that a
    sign-in sheet is entered as "wjg⏎cgy⏎zfs⏎". 全选, 全不选 and 反选 work on what is shown.

    Signals:
        ticks_changed: Uids that are ticked now (a frozenset).
    """

    ticks_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _TickModel(self)
        self._proxy = _PersonFilter(self._model, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        self.search_field = _TickSearch()
        self._count = label("", "quiet")
        head.addWidget(self.search_field, 1)
        for text, slot in (("全选", self.tick_all), ("全不选", self.tick_none), ("反选", self.invert)):
            button = Button(text, ButtonKind.PLAIN)
            button.clicked.connect(slot)
            head.addWidget(button)
        self.view = _TickView()
        self._model.cell = self.view.gridSize()
        self.view.setModel(self._proxy)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        column.addWidget(self._count)
        self.search_field.textChanged.connect(self._on_query)
        self.search_field.entered.connect(self._on_entered)
        self.search_field.left_downwards.connect(self.view.setFocus)
        self._model.ticked_changed.connect(self._on_ticked_changed)

    def set_people(self, people: Sequence[Person], *, ticked: Iterable[str] = ()) -> None:
        """Show these people with these ticks."""
        self._model.set_people(people, ticked)

    @property
    def ticked(self) -> frozenset[str]:
        """Uids that are ticked."""
        return frozenset(self._model.ticked)

    def tick_all(self) -> None:
        """Tick everybody shown."""
        self._model.set_ticks(self._model.ticked | self._shown())

    def tick_none(self) -> None:
        """Untick everybody shown."""
        self._model.set_ticks(self._model.ticked - self._shown())

    def invert(self) -> None:
        """Turn every shown tick round."""
        self._model.set_ticks(self._model.ticked ^ self._shown())

    def _shown(self) -> set[str]:
        rows = (
            self._proxy.mapToSource(self._proxy.index(row, 0)).row() for row in range(self._proxy.rowCount())
        )
        return {self._model.people[row].uid for row in rows}

    def _on_query(self, text: str) -> None:
        self._proxy.set_query(text.strip())
        if self._proxy.rowCount():
            self.view.setCurrentIndex(self._proxy.index(0, 0))

    def _on_entered(self) -> None:
        if not self.search_field.query or not self._proxy.rowCount():
            return
        index = self._proxy.mapToSource(self._proxy.index(0, 0))
        self._model.set_ticks(self._model.ticked | {self._model.people[index.row()].uid})
        self.search_field.clear()

    def _on_ticked_changed(self) -> None:
        self._count.setText(f"已勾选 {len(self._model.ticked)} 人，共 {len(self._model.people)} 人")
        self.ticks_changed.emit(self.ticked)


class _TickSearch(SearchField):
    """Tells when Enter is pressed instead of passing it on to the window."""

    entered = Signal()

    def __init__(self) -> None:
        super().__init__("姓名或拼音首字母，回车勾选")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class _TickView(QListView):
    """Names in columns where there is room; the space bar ticks."""

    def __init__(self) -> None:
        super().__init__()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        scale = current_scale()
        self.setGridSize(QSize(self.fontMetrics().horizontalAdvance("字") * 11, scale.control_height))
