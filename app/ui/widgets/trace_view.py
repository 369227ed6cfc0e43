"""A number opened into its lines, rules, caps: the tree of the trace."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from app.services.numbers import format_points
from app.services.scoring import TraceNode
from app.ui.theme.icons import icon
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Colour

#: A step's places among its neighbours, from the root down; empty for the root.
Path = tuple[int, ...]

_NODE_ROLE = Qt.ItemDataRole.UserRole + 1
_OPEN_LEVELS = 2
_STEP, _HOW, _FIGURE, _WHY = range(4)
_STEP_SHARE = 0.42


class TraceView(QTreeView):
    """Shows one :class:`TraceNode` with all below it: what, how it was counted, the figure, why.

    The figure is always in sight: rules too long for the rest of the room are cut and read in their tool tips. Where how
    and why are hidden, the step has all of the room.

    Signals:
        ref_activated: The ``ref`` of the line that was double-clicked or entered (uid of a posting, id of an item).
    """

    ref_activated = Signal(str)

    def __init__(self, *, decimals: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._decimals = decimals
        self._model = QStandardItemModel(0, 4, self)
        self._model.setHorizontalHeaderLabels(["项目", "怎么算", "得分", "说明"])
        self.setModel(self._model)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setIndentation(current_scale().icon)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._model.horizontalHeaderItem(_FIGURE).setTextAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self.activated.connect(self._on_activated)
        self.expanded.connect(lambda _index: self._fit_columns())

    def show_trace(self, root: TraceNode, *, marked: Collection[Path] = (), mark: str = "") -> None:
        """Show a trace; the first levels are open, the rest opens with the right arrow key.

        Args:
            root: The trace.
            marked: Steps that carry a sign.
            mark: What the sign says, in their tool tips.
        """
        self.clear()
        self._model.appendRow(self._line(root, bold=True))
        for path in marked:
            self._mark(self.index_of(path), mark)
        self.expandToDepth(_OPEN_LEVELS - 1)
        self._fit_columns()
        self.setCurrentIndex(self._model.index(0, 0))

    def node_at(self, index: QModelIndex) -> TraceNode:
        """The node of a line."""
        node: TraceNode = index.siblingAtColumn(_STEP).data(_NODE_ROLE)
        return node

    def clear(self) -> None:
        """Show nothing."""
        self._model.removeRows(0, self._model.rowCount())

    def path_of(self, index: QModelIndex) -> Path:
        """Where a line stands, from the root down."""
        path: list[int] = []
        while index.parent().isValid():
            path.insert(0, index.row())
            index = index.parent()
        return tuple(path)

    def index_of(self, path: Path) -> QModelIndex:
        """The line at a place; an invalid index if there is none."""
        index = self._model.index(0, _STEP)
        for place in path:
            index = self._model.index(place, _STEP, index)
        return index

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        room = self.viewport().width()
        wanted = [max(self.sizeHintForColumn(c), self.header().sectionSizeHint(c)) for c in range(4)]
        words = [column for column in (_HOW, _WHY) if not self.isColumnHidden(column)]
        left = room - wanted[_FIGURE]
        total = sum(wanted[column] for column in words)
        # The step has its share, and what how and why do not need.
        step = min(wanted[_STEP], max(round(room * _STEP_SHARE), left - total)) if words else left
        widths = {_FIGURE: wanted[_FIGURE], _STEP: step}
        left -= step
        for column in words:
            widths[column] = wanted[column] if total <= left else left * wanted[column] // total
        if words and total < left:
            widths[words[-1]] += left - total
        for column, width in widths.items():
            self.header().resizeSection(column, max(width, self.header().minimumSectionSize()))

    def _line(self, node: TraceNode, *, bold: bool = False) -> list[QStandardItem]:
        inputs = "，".join(f"{name} {value}" for name, value in node.inputs)
        texts = (node.title, inputs, self._figure(node.before, node.after), node.cause)
        items = [QStandardItem(text) for text in texts]
        items[_STEP].setData(node, _NODE_ROLE)
        items[_FIGURE].setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for item, text in zip(items, texts, strict=True):
            item.setToolTip(text)
        if bold:
            # Only bold is said: the size stays the view's own and follows 大字.
            heavy = QFont()
            heavy.setBold(True)
            for item in (items[_STEP], items[_FIGURE]):
                item.setFont(heavy)
        for child in node.children:
            items[_STEP].appendRow(self._line(child))
        return items

    def _mark(self, index: QModelIndex, words: str) -> None:
        step = self._model.itemFromIndex(index)
        step.setIcon(icon("circle-alert", Colour.CARE))
        step.setToolTip(f"{step.text()}\n{words}")
        figure = self._model.itemFromIndex(index.siblingAtColumn(_FIGURE))
        figure.setForeground(QBrush(QColor(Colour.CARE_TEXT.value)))

    def _figure(self, before: Decimal | None, after: Decimal) -> str:
        if before is None or before == after:
            return format_points(after, self._decimals)
        return f"{format_points(before, self._decimals)} → {format_points(after, self._decimals)}"

    def _on_activated(self, index: QModelIndex) -> None:
        ref = self.node_at(index).ref
        if ref:
            self.ref_activated.emit(ref)
