"""The list of members: chips, group, search, table, and the panel at its side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.services.member_views import MemberRow
from app.services.scoring import Scheme
from app.services.units import GroupView
from app.ui.pages.members.change_panel import ChangePanel
from app.ui.pages.members.columns import (
    COLUMNS,
    TOTAL_COLUMN,
    ListedMember,
    Part,
    belongs,
    chips,
    is_meant,
    listed,
)
from app.ui.pages.members.dated_changes import ChangeForm
from app.ui.pages.members.panel import MemberPanel
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.boxes import QuietComboBox
from app.ui.widgets.chips import ChipBar
from app.ui.widgets.panes import SplitPane
from app.ui.widgets.placeholders import ContentSwitch
from app.ui.widgets.scaled import ScaleWatcher, scaled
from app.ui.widgets.search import SearchField

_SIDE_WIDTH = 316
#: In a narrow window the panel lies below; the list keeps at least half of the height.
_FLAT_HEIGHT = 244
_LOW_HEIGHT = 172
_NO_LIMIT = 16777215  # Qt's own "as large as you like"
_LEAST_SEARCH = 100


class MemberList(QWidget):
    """Everything below the heading of the 党员 page.

    Signals:
        member_changed: The :class:`ListedMember` under the cursor, or ``None``.
        opened: A member's card is asked for (uid).
        total_clicked: The number of a member was clicked (uid).

    Attributes:
        panel: Facts and buttons of the selected member.
        change_panel: The small form that takes the panel's place.
    """

    member_changed = Signal(object)
    opened = Signal(str)
    total_clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[ListedMember] = []
        self._members: Sequence[MemberRow] = ()
        self._scheme: Scheme | None = None
        self.chip_bar = ChipBar(chips(()))
        self.group_box = QuietComboBox()
        self.group_box.setAccessibleName("小组")
        self.group_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.group_box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.search = SearchField("姓名、首字母")
        ScaleWatcher(self.search, lambda: self.search.setMinimumWidth(scaled(_LEAST_SEARCH)))
        self.table: DataTable[ListedMember] = DataTable(COLUMNS, uid=lambda row: row.member.uid)
        self.panel = MemberPanel()
        self.change_panel = ChangePanel()
        self.side = _Side(self.panel, self.change_panel)
        self.switch = ContentSwitch(self.table)
        self._build()
        self.chip_bar.chosen.connect(self._on_filter)
        self.group_box.currentIndexChanged.connect(self._on_filter)
        self.search.searched.connect(self._on_filter)
        self.search.left_downwards.connect(self._on_left_downwards)
        self.search.returnPressed.connect(self._on_left_downwards)
        self.table.current_changed.connect(self.member_changed)
        self.table.row_activated.connect(self._on_activated)
        self.table.clicked.connect(self._on_clicked)

    @property
    def rows(self) -> Sequence[ListedMember]:
        """All members of the branch, whatever is shown of them."""
        return self._rows

    @property
    def current(self) -> ListedMember | None:
        """The selected member."""
        return self.table.current_row

    def shown_uids(self) -> list[str]:
        """The members as listed now, for leafing through their cards."""
        return [row.member.uid for row in self.table.shown_rows]

    def show_members(
        self, members: Sequence[MemberRow], groups: Sequence[GroupView], scheme: Scheme | None
    ) -> None:
        """Show the branch's members; the totals stay until new ones come."""
        for part in (self.chip_bar, self.search, self.side):
            # Where nobody is, there is nobody to look for and nothing to do with.
            part.setVisible(bool(members))
        known = {row.member.uid: row.total for row in self._rows if row.total is not None}
        self._members, self._scheme = members, scheme
        self._fill_groups(groups)
        self._show(known)

    def show_totals(self, totals: Mapping[str, Decimal]) -> None:
        """Fill in 本年累计."""
        self._show(totals)

    def select(self, uid: str) -> None:
        """Put the cursor on a member; filters that hide him or her are taken away."""
        if not self.table.select_uid(uid):
            row = next((row for row in self._rows if row.member.uid == uid), None)
            if row is None:
                return
            self.search.clear()
            self.group_box.setCurrentIndex(0)
            self.chip_bar.choose(Part.GONE if row.gone else Part.ALL)
            self._on_filter()
            self.table.select_uid(uid)

    def show_change(self, form: ChangeForm, *, today: date) -> None:
        """Let a small form take the panel's place."""
        self.side.setCurrentWidget(self.change_panel)
        self.change_panel.show_form(form, today=today)

    def hide_change(self) -> None:
        """Back to the panel."""
        if self.side.currentWidget() is self.change_panel:
            self.side.setCurrentWidget(self.panel)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def changing(self) -> bool:
        """Whether a small form is open."""
        return self.side.currentWidget() is self.change_panel

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        tools = QHBoxLayout()
        tools.setSpacing(Space.M)
        tools.addWidget(self.chip_bar)
        tools.addStretch(1)
        tools.addWidget(self.group_box)
        tools.addWidget(self.search)
        column.addLayout(tools)
        column.addWidget(SplitPane(self.switch, self.side, side_width=_SIDE_WIDTH), 1)

    def _fill_groups(self, groups: Sequence[GroupView]) -> None:
        chosen = self.group_box.currentData()
        self.group_box.blockSignals(True)
        self.group_box.clear()
        self.group_box.addItem("全部小组", "")
        for group in groups:
            self.group_box.addItem(group.name, group.uid)
        self.group_box.setCurrentIndex(max(self.group_box.findData(chosen), 0))
        self.group_box.blockSignals(False)
        self.group_box.setVisible(len(groups) > 1)

    def _show(self, totals: Mapping[str, Decimal]) -> None:
        self._rows = listed(self._members, totals, self._scheme)
        self._count()
        self.table.proxy.set_condition(self._accepts)
        self.table.set_rows(self._rows)
        if self.table.current_row is None and self.table.proxy.rowCount():
            self.table.setCurrentIndex(self.table.proxy.index(0, 0))
        self._say_if_none()

    def _count(self) -> None:
        self.chip_bar.set_chips(chips(self._rows, group_uid=self._group))

    @property
    def _group(self) -> str:
        return str(self.group_box.currentData() or "")

    def _accepts(self, row: ListedMember) -> bool:
        query = self.search.query
        part = Part(self.chip_bar.current)
        return belongs(row, part, group_uid=self._group) and (not query or is_meant(row, query))

    def _on_filter(self) -> None:
        self._count()
        self.table.set_condition(self._accepts)
        if self.table.current_row is None and self.table.proxy.rowCount():
            self.table.setCurrentIndex(self.table.proxy.index(0, 0))
        self._say_if_none()

    def _say_if_none(self) -> None:
        """A filter that leaves nobody says so; a branch without members is the page's matter."""
        if not self._rows:
            return
        if self.table.proxy.rowCount():
            self.switch.show_content()
        elif self.search.query:
            self.switch.show_empty(
                "search", f"没有找到“{self.search.query}”", hint="可输入姓名、拼音或拼音首字母；按 Esc 清空。"
            )
        else:
            self.switch.show_empty("users", "这里没有人")

    def _on_left_downwards(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_activated(self, row: ListedMember) -> None:
        self.opened.emit(row.member.uid)

    def _on_clicked(self, index: QModelIndex) -> None:
        row = self.table.current_row
        if index.column() == TOTAL_COLUMN and row is not None and row.total is not None:
            self.total_clicked.emit(row.member.uid)


class _Side(QStackedWidget):
    """Panel or form; tells both when they lie below the list."""

    def __init__(self, panel: MemberPanel, change_panel: ChangePanel) -> None:
        super().__init__()
        self._parts = (panel, change_panel)
        for part in self._parts:
            self.addWidget(part)
        self._flat = False
        self._low = False
        self.currentChanged.connect(lambda _place: self._apply_height())
        ScaleWatcher(self, self._apply_height)

    def set_flat(self, *, flat: bool) -> None:
        """Lie below the list."""
        for part in self._parts:
            part.set_flat(flat=flat)
        self._flat = flat
        self._apply_height()

    def set_low(self, *, low: bool) -> None:
        """A low window leaves the panel two rows of buttons; forms keep their height."""
        self._parts[0].set_low(low=low)
        self._low = low
        self._apply_height()

    def _apply_height(self) -> None:
        low = self._low and self.currentWidget() is self._parts[0]
        height = scaled(_LOW_HEIGHT if low else _FLAT_HEIGHT)
        self.setMinimumHeight(height if self._flat else 0)
        self.setMaximumHeight(height if self._flat else _NO_LIMIT)
