"""The list of the meeting with its filters: chips, group, search."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.lines import LineView
from app.services.program_lines import PROGRAM
from app.ui.pages.confirm.columns import line_columns, ready
from app.ui.pages.confirm.words import CHIPS, chips_of
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.boxes import QuietComboBox
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.chips import ChipBar
from app.ui.widgets.search import SearchField

_ALL_GROUPS = "全部小组"


class LineList(QWidget):
    """The row of filters; the table itself is put where the page wants it.

    Signals:
        filtered: Other lines are shown.

    Attributes:
        table: The list.
        chips: 全部, 待定, 加分, 扣分, 退回.
        groups: Group filter.
        search: Search field.
        program: How many lines the program makes by itself; there in a month that has some.
    """

    filtered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[LineView] = []
        self._decimals = 1
        self.chips = ChipBar(chips_of(()))
        self.groups = QuietComboBox()
        self.groups.setAccessibleName("小组")
        self.groups.addItem(_ALL_GROUPS)
        self.search = SearchField("查找姓名、事项")
        self.program = Button("", ButtonKind.LINK, icon="list-checks", key="G")
        self.program.hide()
        self.table: DataTable[LineView] = DataTable(
            line_columns(lambda: self._decimals), uid=lambda line: line.uid
        )
        self.table.set_search_text(lambda v: (v.member.pinyin, v.member.initials))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self.chips)
        row.addWidget(self.program)
        row.addStretch(1)
        row.addWidget(self.groups)
        row.addWidget(self.search)
        self.chips.chosen.connect(self._filter)
        self.groups.currentIndexChanged.connect(self._filter)
        self.search.searched.connect(self._on_searched)
        self.search.left_downwards.connect(lambda: self.table.setFocus(Qt.FocusReason.TabFocusReason))

    @property
    def lines(self) -> Sequence[LineView]:
        """All lines before the meeting."""
        return self._lines

    @property
    def narrowed(self) -> bool:
        """Whether the list leaves out undecided lines."""
        return bool(
            self.chips.current not in {"all", "open"} or self.groups.currentIndex() > 0 or self.search.query
        )

    @property
    def ready_lines(self) -> list[LineView]:
        """Lines that "确认其余" would take: of those shown, when the list is narrowed."""
        lines = self.table.shown_rows if self.narrowed else self._lines
        return [line for line in lines if ready(line)]

    def set_lines(self, lines: Sequence[LineView], *, decimals: int, program: int = 0) -> None:
        """Show these lines; filters, cursor and scroll position stay.

        Args:
            lines: All lines before the meeting.
            decimals: Of the scheme.
            program: How many lines the program makes; the meeting decides nothing on them.
        """
        self.program.setText(f"{PROGRAM} {program} 条")
        self.program.setVisible(bool(program))
        self._lines = list(lines)
        self._decimals = decimals
        self.chips.set_chips(chips_of(lines))
        self._set_groups([line.member.group for line in sorted(lines, key=lambda v: v.member.sort)])
        self.table.set_rows(self._lines)

    def next_open(self, uid: str) -> str:
        """The next undecided line after one, in the order shown, from the top again at the end; empty for none."""
        shown = self.table.shown_rows
        place = next((number for number, line in enumerate(shown) if line.uid == uid), -1)
        rest = shown[place + 1 :] + shown[: max(place, 0)]
        return next((line.uid for line in rest if not line.decision and line.uid != uid), "")

    def select_first_open(self) -> None:
        """Put the cursor where the meeting begins."""
        shown = self.table.shown_rows
        first = next((line for line in shown if not line.decision), shown[0] if shown else None)
        if first is not None:
            self.table.select_uid(first.uid)

    def begin(self) -> None:
        """Show everything, with the cursor on what is decided next."""
        self.show_everything()
        self.select_first_open()

    def show_everything(self) -> None:
        """Take all filters off."""
        self.chips.choose("all")
        self.groups.setCurrentIndex(0)
        self.search.clear()
        self.table.set_query("")
        self._filter()

    def _set_groups(self, names: Sequence[str]) -> None:
        wanted = [_ALL_GROUPS, *dict.fromkeys(name for name in names if name)]
        if wanted == [self.groups.itemText(place) for place in range(self.groups.count())]:
            return
        chosen = self.groups.currentText()
        self.groups.blockSignals(True)
        self.groups.clear()
        self.groups.addItems(wanted)
        self.groups.setCurrentIndex(max(0, self.groups.findText(chosen)))
        self.groups.blockSignals(False)
        self._filter()

    def _filter(self, _choice: object = None) -> None:
        holds = CHIPS[self.chips.current or "all"][1]
        group = self.groups.currentText() if self.groups.currentIndex() > 0 else ""
        self.table.set_condition(lambda line: holds(line) and (not group or line.member.group == group))
        self.filtered.emit()

    def _on_searched(self, query: str) -> None:
        self.table.set_query(query)
        self.filtered.emit()
