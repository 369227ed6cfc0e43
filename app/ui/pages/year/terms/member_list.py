"""The members of a term: who is below an average, a search, the table, below it what is said of a member."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolTip, QVBoxLayout, QWidget

from app.services.reviews.service import TermView
from app.services.reviews.views import TermMember
from app.ui.pages.year.terms.table import column_key, term_table
from app.ui.pages.year.terms.words import average_line, average_tip
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.labels import ElidedLabel, label
from app.ui.widgets.search import SearchField

_MOST_WORDS = 100
_ALL, _BELOW, _CLASS, _OTHERS = "all", "below", "class", "others"


class AverageLine(ElidedLabel):
    """The averages in one line; pointed at, it says of how many members each is, and what it was a year ago.

    Attributes:
        more: What is said then.
    """

    def __init__(self) -> None:
        super().__init__("", "strong")
        self.more = ""

    def event(self, event: QEvent) -> bool:
        """Say more than the line, whether it is cut or not."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.more, self)
            return True
        return super().event(event)


class TermList(QWidget):
    """The table, and above it who is below an average; it is made anew when a term has other columns.

    Signals:
        member_changed: The :class:`TermMember` under the cursor, or ``None``.
        member_opened: Uid of the member whose card is wanted.
        why_wanted: The arithmetic of the member under the cursor is wanted.
        remarked: ``(uid, words)``: the verification's remark of the member under the cursor was typed.

    Attributes:
        filters: Everybody, or those below an average.
        search: By name, pinyin, group; whoever shows the list gives it its place.
        averages: Of the branch and of each class.
    """

    member_changed = Signal(object)
    member_opened = Signal(str)
    why_wanted = Signal()
    remarked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: TermView | None = None
        self._key: tuple[object, ...] = ()
        self.table: DataTable[TermMember] | None = None
        self.filters = ChipBar()
        self.search = SearchField("查找党员")
        self.averages = AverageLine()
        self._uid = ""
        self._remark_name = label("", "note")
        self.remark = QLineEdit()
        self.remark.setMaxLength(_MOST_WORDS)
        self.remark.setPlaceholderText("可不填；印在核定表上")
        self.remark.setAccessibleName("核定意见")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.S)
        # Every row less is one more for the table: the averages stand beside what they sort out.
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addWidget(self.filters)
        head.addWidget(self.averages, 1)
        self._column.addLayout(head)
        foot = QHBoxLayout()
        foot.setSpacing(Space.S)
        foot.addWidget(self._remark_name)
        foot.addWidget(self.remark, 1)
        self._column.addLayout(foot)
        self.remark.editingFinished.connect(self._on_remark)
        self.filters.chosen.connect(lambda _key: self._filter())
        self.search.left_downwards.connect(self._go_to_table)
        self.search.searched.connect(self._on_searched)

    @property
    def current(self) -> TermMember | None:
        """The member under the cursor."""
        return self.table.current_row if self.table is not None else None

    def show_view(self, view: TermView) -> None:
        """Show a term; who is selected stays selected."""
        self._view = view
        table = self._table_for(view)
        self._show_filters(view)
        table.set_rows(view.figures.members)
        if table.current_row is None and table.shown_rows:
            table.select_uid(table.shown_rows[0].member.uid)
        self.averages.setText(average_line(view))
        self.averages.more = average_tip(view)
        self.member_changed.emit(table.current_row)

    def show_remark(self, member: TermMember | None, words: str, *, writable: bool) -> None:
        """Let the verification say something of the member under the cursor."""
        shown = writable and member is not None and member.points is not None
        self._uid = member.member.uid if member is not None and shown else ""
        self._remark_name.setText(f"对{member.member.label}的核定意见" if member is not None else "")
        for widget in (self._remark_name, self.remark):
            widget.setVisible(shown)
        if self.remark.text() != words:
            self.remark.setText(words)

    def _table_for(self, view: TermView) -> DataTable[TermMember]:
        key, old = column_key(view), self.table
        if old is not None and key == self._key:
            return old
        table, self._key = term_table(view), key
        table.current_changed.connect(self.member_changed)
        table.row_activated.connect(lambda member: self.member_opened.emit(member.member.uid))
        table.add_row_action("这个分怎么来的", self.why_wanted.emit)
        if old is None:
            self._column.insertWidget(1, table, 1)
        else:
            selected = old.current_uid
            self._column.replaceWidget(old, table)
            old.hide()
            old.deleteLater()
            table.set_rows(view.figures.members)
            table.select_uid(selected or "")
        self.table = table
        table.set_query(self.search.query)
        return table

    def _show_filters(self, view: TermView) -> None:
        figures = view.figures
        side = "高于" if figures.demerit else "低于"
        below = sum(figures.is_below(m.unit_gap) for m in figures.members)
        own = sum(figures.is_below(m.class_gap) for m in figures.members)
        others = sum(not m.compared for m in figures.members)
        chips = [Chip(_ALL, "全部", len(figures.members)), Chip(_BELOW, f"{side}支部平均", below)]
        if any(m.class_gap is not None for m in figures.members):
            chips.append(Chip(_CLASS, f"{side}同类平均", own))
        if others:
            chips.append(Chip(_OTHERS, "不参加比较", others))
        self.filters.set_chips(chips)
        self._filter()

    def _filter(self) -> None:
        view, table = self._view, self.table
        if view is None or table is None:
            return
        figures = view.figures
        conditions: dict[str, Callable[[TermMember], bool]] = {
            _BELOW: lambda m: figures.is_below(m.unit_gap),
            _CLASS: lambda m: figures.is_below(m.class_gap),
            _OTHERS: lambda m: not m.compared,
        }
        table.set_condition(conditions.get(self.filters.current))

    def _on_remark(self) -> None:
        if self._uid:
            self.remarked.emit(self._uid, self.remark.text().strip())

    def _on_searched(self, words: str) -> None:
        if self.table is not None:
            self.table.set_query(words)

    def _go_to_table(self) -> None:
        if self.table is not None:
            self.table.setFocus(Qt.FocusReason.TabFocusReason)
