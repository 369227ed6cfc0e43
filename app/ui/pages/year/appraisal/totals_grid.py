"""Votes typed as totals: a row a member, a figure for each column, and at once whether the row adds up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.services.appraisal.tallies import VoteColumn
from app.services.appraisal.views import RowView
from app.ui.theme.theme import current_scale, font_of
from app.ui.theme.tokens import Colour
from app.ui.widgets.scaled import scaled

_Index = QModelIndex | QPersistentModelIndex
_BEFORE = 3
_NAME, _GROUP = 1, 2
_ROW_HEIGHT = 34
_MOST_DIGITS = 5
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


class TotalsModel(QAbstractTableModel):
    """Figures by member and column.

    Attributes:
        valid: Valid ballots: what each row must not exceed.
        figures: Typed texts by member uid, one a column; empty where nothing was typed.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[RowView, ...] = ()
        self.columns: tuple[VoteColumn, ...] = ()
        self.valid = 0
        self.figures: dict[str, list[str]] = {}

    def fill(
        self,
        rows: Sequence[RowView],
        columns: Sequence[VoteColumn],
        figures: Mapping[str, Sequence[str]],
        valid: int,
    ) -> None:
        """Show these figures."""
        same = (tuple(rows), tuple(columns)) == (self.rows, self.columns)
        if not same:
            self.beginResetModel()
        self.rows, self.columns, self.valid = tuple(rows), tuple(columns), valid
        blank = [""] * len(columns)
        self.figures = {row.uid: list(figures.get(row.uid, blank)) for row in rows}
        if not same:
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, self.columnCount() - 1))

    def votes(self, row: int) -> dict[str, int]:
        """The votes of a row by option; nothing where nothing was typed."""
        texts = self.figures[self.rows[row].uid]
        if not any(texts):
            return {}
        return {column.id: int(text or 0) for column, text in zip(self.columns, texts, strict=True)}

    def fits(self, row: int) -> bool:
        """Whether a row adds up to no more than the valid ballots."""
        return sum(self.votes(row).values()) <= self.valid

    def set_text(self, row: int, place: int, text: str) -> None:
        """Type into a cell."""
        self.figures[self.rows[row].uid][place] = text
        self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Members."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Number, name, group, figures, sum, check."""
        return 0 if parent.isValid() else _BEFORE + len(self.columns) + 2

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """One cell."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row, section = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._align(section)
        check = section == self.columnCount() - 1
        if role == Qt.ItemDataRole.ForegroundRole:
            if check and self.votes(row) and not self.fits(row):
                return QBrush(QColor(Colour.ACCENT.value))
            if check or section in {0, _GROUP}:
                return QBrush(QColor(Colour.QUIET.value))
        if role == Qt.ItemDataRole.FontRole and _BEFORE <= section < _BEFORE + len(self.columns):
            return font_of(current_scale().body, bold=True)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Headings stand as their columns do."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            names = ("序号", "姓名", "小组", *(column.name for column in self.columns), "合计", "核对")
            return names[section]
        return self._align(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _align(self, section: int) -> Qt.AlignmentFlag:
        left = section in {_NAME, _GROUP} or section == self.columnCount() - 1
        side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
        return side | Qt.AlignmentFlag.AlignVCenter

    def _text(self, row: int, section: int) -> str:
        place = section - _BEFORE
        if place < 0:
            return (str(row + 1), self.rows[row].label, self.rows[row].group)[section]
        if place < len(self.columns):
            return self.figures[self.rows[row].uid][place]
        votes = self.votes(row)
        if not votes:
            return ""
        whole = sum(votes.values())
        if place == len(self.columns):
            return str(whole)
        rest = self.valid - whole
        return f"多 {-rest} 票，请核对" if rest < 0 else f"未评 {rest}" if rest else "相符"


class TotalsGrid(QTableView):
    """The table that is typed into: digits, Enter or Tab to the next figure, Backspace takes a digit back.

    Signals:
        row_left: ``(uid, votes)`` of a row that was changed and adds up, when the cursor leaves it.
    """

    row_left = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("各人得票")
        self.totals = TotalsModel(self)
        self.writable = False
        self._touched: set[str] = set()
        self._fresh = True
        self.setModel(self.totals)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setMinimumSectionSize(24)
        self.selectionModel().currentChanged.connect(self._on_moved)
        self._apply_scale()

    def show_totals(
        self,
        rows: Sequence[RowView],
        columns: Sequence[VoteColumn],
        figures: Mapping[str, Sequence[str]],
        *,
        valid: int,
        writable: bool,
    ) -> None:
        """Show what was typed; rows that are being typed stay as they are."""
        kept = {uid: self.totals.figures[uid] for uid in self._touched if uid in self.totals.figures}
        self.totals.fill(rows, columns, {**figures, **kept}, valid)
        self.writable = writable
        self._spread()
        if not self.currentIndex().isValid() and rows:
            self.setCurrentIndex(self.totals.index(0, _BEFORE))

    def forget(self) -> None:
        """Another group or count is shown: nothing typed here belongs to it."""
        self._touched.clear()
        self.setCurrentIndex(QModelIndex())

    def put_back(self, uid: str) -> None:
        """A row could not be kept: it is still to be."""
        self._touched.add(uid)

    def leave(self) -> None:
        """Hand over every row that adds up."""
        for number, row in enumerate(self.totals.rows):
            if row.uid in self._touched and self.totals.fits(number):
                self._touched.discard(row.uid)
                self.row_left.emit(row.uid, self.totals.votes(number))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits type, Enter goes on."""
        text = event.text().translate(_FULL_WIDTH)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go_on()
        elif self.writable and event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            whole = event.key() == Qt.Key.Key_Delete
            self._type("" if whole else self._now()[:-1])
        elif self.writable and len(text) == 1 and text in "0123456789":
            self._type(text if self._fresh else (self._now() + text)[-_MOST_DIGITS:])
        elif len(text) == 1 and text.isprintable() and not _held(event):
            # Qt would look for a row that begins with this letter.
            return
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was typed is kept when the table is left."""
        super().focusOutEvent(event)
        self.leave()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._spread()

    def changeEvent(self, event: QEvent) -> None:
        """Follow 大字."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_fresh"):
            self._apply_scale()

    def _now(self) -> str:
        index = self.currentIndex()
        place = index.column() - _BEFORE
        if not index.isValid() or not 0 <= place < len(self.totals.columns):
            return ""
        return self.totals.figures[self.totals.rows[index.row()].uid][place]

    def _type(self, text: str) -> None:
        index = self.currentIndex()
        place = index.column() - _BEFORE
        if index.isValid() and 0 <= place < len(self.totals.columns):
            self._fresh = False
            self._touched.add(self.totals.rows[index.row()].uid)
            # 007 is 7; a single 0 stays.
            self.totals.set_text(index.row(), place, str(int(text)) if text else "")

    def _go_on(self) -> None:
        """To the next figure; from the last of a row to the first of the next."""
        index = self.currentIndex()
        if not index.isValid():
            return
        last = _BEFORE + len(self.totals.columns) - 1
        if index.column() < last:
            following = index.siblingAtColumn(max(index.column() + 1, _BEFORE))
        else:
            following = self.totals.index(min(index.row() + 1, len(self.totals.rows) - 1), _BEFORE)
            if index.row() == len(self.totals.rows) - 1:
                self.leave()
        self.setCurrentIndex(following)

    def _on_moved(self, new: QModelIndex, old: QModelIndex) -> None:
        self._fresh = True
        if old.isValid() and new.row() != old.row():
            self.leave()

    def _apply_scale(self) -> None:
        self.verticalHeader().setDefaultSectionSize(scaled(_ROW_HEIGHT))
        self.horizontalHeader().setFixedHeight(scaled(_ROW_HEIGHT + 4))
        self._spread()

    def _spread(self) -> None:
        count = len(self.totals.columns)
        if not count:
            return
        sign = self.fontMetrics().horizontalAdvance("字")
        widths = [sign * 4, 0, sign * 6, *([sign * 5] * count), sign * 4, sign * 11]
        room = self.viewport().width() - sum(widths)
        if room < sign * 6:
            room += widths[_GROUP]
            self.setColumnHidden(_GROUP, True)
        else:
            self.setColumnHidden(_GROUP, False)
        widths[_NAME] = max(room, sign * 5)
        for section, width in enumerate(widths):
            if width and not self.isColumnHidden(section):
                self.setColumnWidth(section, width)


def _held(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier))
