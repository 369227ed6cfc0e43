"""One ballot on screen as it lies on the table: a row a member, a column for each mark. Keys mark and go on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.services.appraisal.tallies import BLANK, OPEN, SEVERAL, VoteColumn
from app.services.appraisal.views import RowView
from app.ui.theme.icons import pixmap
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Colour
from app.ui.widgets.scaled import scaled

_Index = QModelIndex | QPersistentModelIndex
#: Columns before the marks: number, name, group; behind them: blank or several.
_BEFORE = 3
_NUMBER, _NAME, _GROUP = range(_BEFORE)
_ROW_HEIGHT = 32
_TICK = "√"
_FULL_WIDTH = str.maketrans("０１２３４５６７８９＊", "0123456789*")


class BallotModel(QAbstractTableModel):
    """The rows of a ballot with their marks.

    Attributes:
        rows: Members in their printed order.
        columns: The ballot's columns.
        marks: One character a row (``services.tallies``).
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[RowView, ...] = ()
        self.columns: tuple[VoteColumn, ...] = ()
        self.marks: list[str] = []

    def set_ballot(self, rows: Sequence[RowView], columns: Sequence[VoteColumn], marks: str) -> None:
        """Show a ballot. Where the rows stay the same only the marks are drawn anew."""
        same = (tuple(rows), tuple(columns)) == (self.rows, self.columns)
        if not same:
            self.beginResetModel()
        self.rows, self.columns, self.marks = tuple(rows), tuple(columns), list(marks)
        if not same:
            self.endResetModel()
        elif self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, self.columnCount() - 1))

    def set_mark(self, row: int, mark: str) -> None:
        """Put another mark into a row."""
        self.marks[row] = mark
        self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Members."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Number, name, group, the marks, and a word for the rest."""
        return 0 if parent.isValid() else _BEFORE + len(self.columns) + 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """One cell."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            left = index.column() in {_NAME, _GROUP}
            side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignHCenter
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(index.row(), index.column())
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Headings carry the keys of their marks."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._heading(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            left = section in {_NAME, _GROUP}
            side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignHCenter
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _heading(self, section: int) -> str:
        place = section - _BEFORE
        if place < 0:
            return ("序号", "姓名", "小组")[section]
        return f"{place + 1} {self.columns[place].name}" if place < len(self.columns) else "其他"

    def _text(self, row: int, column: int) -> str:
        mark, place = self.marks[row], column - _BEFORE
        if place < 0:
            # Who left or died meanwhile still stands on the paper; the screen says so.
            member = self.rows[row]
            return (str(row + 1), member.label, member.state or member.group)[column]
        if place < len(self.columns):
            return _TICK if mark == str(place + 1) or mark == SEVERAL else ""
        return {BLANK: "空白", SEVERAL: "多选"}.get(mark, "")

    def _ink(self, row: int, column: int) -> QBrush | None:
        if column in {_NUMBER, _GROUP} or (column == self.columnCount() - 1 and self.marks[row] == BLANK):
            return QBrush(QColor(Colour.QUIET.value))
        if self.marks[row] == SEVERAL and column >= _BEFORE:
            return QBrush(QColor(Colour.ACCENT.value))
        return None


class _TickCell(QStyledItemDelegate):
    """A tick in the middle of its cell."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        self.initStyleOption(option, index)
        ticked, option.text = option.text == _TICK, "" if option.text == _TICK else option.text
        option.widget.style().drawControl(
            QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget
        )
        if ticked:
            edge = round(current_scale().icon * 1.15)
            ink = Colour.ACCENT if index.data(Qt.ItemDataRole.ForegroundRole) is not None else Colour.INK
            picture = pixmap("check", ink, size=edge, ratio=option.widget.devicePixelRatioF())
            middle = option.rect.center()
            painter.drawPixmap(middle.x() - edge // 2, middle.y() - edge // 2, picture)


class BallotGrid(QTableView):
    """The table that is typed into.

    1 to 9 mark the row under the cursor and go down; 0 and the space bar leave it blank, * or X say that there is more
    than one mark; Backspace goes back up. The row under the cursor stays in the middle, so that the eye can rest.

    Signals:
        marks_changed: Some row has another mark.
        entered: Enter was pressed.
    """

    marks_changed = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("测评票")
        self.ballot = BallotModel(self)
        self.writable = False
        self.setModel(self.ballot)
        self.setItemDelegate(_TickCell(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsMovable(False)
        head.setSectionsClickable(False)
        head.setMinimumSectionSize(24)
        self.clicked.connect(self._on_clicked)
        self._apply_scale()

    @property
    def marks(self) -> str:
        """The ballot as it is now."""
        return "".join(self.ballot.marks)

    def show_ballot(
        self, rows: Sequence[RowView], columns: Sequence[VoteColumn], marks: str, *, writable: bool
    ) -> None:
        """Show a ballot; the cursor goes to the first row that nobody has typed, or to the top."""
        self.ballot.set_ballot(rows, columns, marks)
        self.writable = writable
        self._spread()
        self.go_to(marks.index(OPEN) if OPEN in marks else 0)

    def go_to(self, row: int) -> None:
        """Put the cursor on a row, in the middle of what is seen."""
        if not self.ballot.rows:
            return
        index = self.ballot.index(min(max(row, 0), len(self.ballot.rows) - 1), 0)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def fill(self, mark: str) -> None:
        """Give every row that nobody has typed this mark."""
        if not self.writable:
            return
        for row, known in enumerate(self.ballot.marks):
            if known == OPEN:
                self.ballot.set_mark(row, mark)
        self.go_to(len(self.ballot.rows) - 1)
        self.marks_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Marks by key."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.entered.emit()
            return
        held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if held == Qt.KeyboardModifier.NoModifier and self.writable and self._typed(event):
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._spread()

    def changeEvent(self, event: QEvent) -> None:
        """Follow 大字."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "writable"):
            self._apply_scale()

    def _typed(self, event: QKeyEvent) -> bool:
        """Whether the key was a mark or a way back."""
        text = event.text().translate(_FULL_WIDTH).lower()
        row = self.currentIndex().row()
        if event.key() == Qt.Key.Key_Backspace:
            self.go_to(row - 1)
            return True
        if event.key() == Qt.Key.Key_Delete:
            self._put(row, OPEN)
            return True
        known = {str(place) for place in range(1, len(self.ballot.columns) + 1)}
        mark = {" ": BLANK, "0": BLANK, "*": SEVERAL, "x": SEVERAL}.get(text, text if text in known else "")
        if not mark or event.isAutoRepeat():
            # A finger that rests on a key must not fill the ballot; unknown letters do nothing.
            return bool(text.strip()) and text.isprintable()
        self._put(row, mark)
        self.go_to(row + 1)
        return True

    def _put(self, row: int, mark: str) -> None:
        if 0 <= row < len(self.ballot.rows):
            self.ballot.set_mark(row, mark)
            self.marks_changed.emit()

    def _on_clicked(self, index: QModelIndex) -> None:
        place = index.column() - _BEFORE
        if not self.writable or place < 0:
            return
        new = str(place + 1) if place < len(self.ballot.columns) else BLANK
        # The same place again takes the mark back.
        self._put(index.row(), OPEN if self.ballot.marks[index.row()] == new else new)

    def _apply_scale(self) -> None:
        self.verticalHeader().setDefaultSectionSize(scaled(_ROW_HEIGHT))
        self.horizontalHeader().setFixedHeight(scaled(_ROW_HEIGHT + 6))
        self._spread()

    def _spread(self) -> None:
        """Names get what the marks leave."""
        count = len(self.ballot.columns)
        if not count or not self.ballot.rows:
            return
        metrics = self.horizontalHeader().fontMetrics()
        sign = metrics.horizontalAdvance("字")
        widths = {_NUMBER: sign * 4, _GROUP: sign * 6}
        for place, column in enumerate(self.ballot.columns):
            widths[_BEFORE + place] = max(sign * 4, metrics.horizontalAdvance(f"1 {column.name}")) + sign * 2
        widths[_BEFORE + count] = sign * 5
        room = self.viewport().width() - sum(widths.values())
        names = max(self.fontMetrics().horizontalAdvance(row.label) for row in self.ballot.rows)
        if room < names + sign * 2:
            # Two of one name have their group in the name.
            room += widths.pop(_GROUP)
            self.setColumnHidden(_GROUP, True)
        else:
            self.setColumnHidden(_GROUP, False)
        widths[_NAME] = max(room, sign * 5)
        for section, width in widths.items():
            self.setColumnWidth(section, width)
