"""The tree of a scheme's parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QIcon, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from app.ui.pages.scheme.places import Node
from app.ui.theme.icons import icon
from app.ui.theme.tokens import Colour

_PATH = Qt.ItemDataRole.UserRole + 1


class SchemeTree(QTreeView):
    """Shows the parts; keeps what is open and chosen when they change.

    Signals:
        chosen: Path of the part that was chosen.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.setHeaderHidden(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIndentation(16)
        self.setUniformRowHeights(True)
        self.setAccessibleName("方案的各个部分")
        self._items: dict[str, QStandardItem] = {}
        self._shut: set[str] = set()
        self._nodes: tuple[Node, ...] = ()
        self._filling = False
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self.collapsed.connect(lambda index: self._shut.add(index.data(_PATH)))
        self.expanded.connect(lambda index: self._shut.discard(index.data(_PATH)))

    @property
    def current_path(self) -> str:
        """Path of the chosen part."""
        return str(self.currentIndex().data(_PATH) or "")

    @property
    def paths(self) -> tuple[str, ...]:
        """All parts in the order in which they stand."""
        return tuple(self._items)

    def show_nodes(self, nodes: Iterable[Node], *, keep: str = "") -> None:
        """Show these parts; ``keep`` or the present one stays chosen, else the first."""
        shown = tuple(nodes)
        if shown == self._nodes and not keep:
            return
        self._nodes = shown
        before = self.current_path
        wanted = keep or before
        place = self.verticalScrollBar().value()
        self._filling = True
        self._model.clear()
        self._items = {}
        for node in shown:
            self._model.appendRow(self._row(node))
        self.expandAll()
        for path in list(self._shut):
            if path in self._items:
                self.collapse(self._items[path].index())
        self.verticalScrollBar().setValue(place)
        # What was chosen before is not chosen anew: the cursor stays in its form.
        self._filling = wanted == before and wanted in self._items
        self.choose(wanted if wanted in self._items else next(iter(self._items), ""))
        self._filling = False

    def choose(self, path: str) -> bool:
        """Go to a part. Returns whether it is there."""
        item = self._items.get(path)
        if item is None:
            return False
        index = item.index()
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)
        return True

    def mark(self, errors: Iterable[str], warnings: Iterable[str]) -> None:
        """Put a sign before the parts that have faults, and before what they lie in."""
        care, wrong = set(_with_parents(self._items, warnings)), set(_with_parents(self._items, errors))
        for path, item in self._items.items():
            if path in wrong:
                item.setIcon(icon("circle-x", Colour.ACCENT))
            elif path in care:
                item.setIcon(icon("circle-alert", Colour.CARE))
            elif not item.icon().isNull():
                item.setIcon(QIcon())

    def _row(self, node: Node) -> QStandardItem:
        item = QStandardItem(f"{node.name}　{node.note}" if node.note else node.name)
        item.setData(node.path, _PATH)
        item.setToolTip(node.name)
        if node.quiet:
            item.setForeground(QBrush(QColor(Colour.QUIET.value)))
        self._items[node.path] = item
        for child in node.children:
            item.appendRow(self._row(child))
        return item

    def _on_current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if not self._filling and current.isValid():
            self.chosen.emit(str(current.data(_PATH)))


def _with_parents(items: dict[str, QStandardItem], paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        # A part that is not there (an id that stands twice, none at all) is looked for in its list.
        item = items.get(path) or items.get(path.partition("/")[0])
        while item is not None:
            yield str(item.data(_PATH))
            item = item.parent()
