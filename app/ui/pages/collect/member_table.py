"""Middle of the 汇总 page: the members of a group with their sums, as on the group's sheet."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.collection import GroupCollection, MemberSums
from app.services.lines import FAULT_NAMES
from app.services.numbers import format_points
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.labels import ElidedLabel
from app.ui.widgets.state import Tone

_SHORT_SECTION = 4
#: More sections than this do not fit beside each other.
_MANY = 5


def short_section(name: str) -> str:
    """A section's name as short as a column head needs it: 激励积分（十个一） → 激励."""
    plain = name.split("（")[0]
    return plain.removesuffix("积分").removesuffix("清单") or plain


def note_words(row: MemberSums) -> str:
    """Missing card first, then the faults of the lines."""
    if not row.handed_in:
        return "未交卡"
    if len(row.faults) > 1:
        return f"{len(row.faults)} 处"
    return FAULT_NAMES[row.faults[0]] if row.faults else ""


def note_tip(row: MemberSums) -> str:
    """All of them."""
    return "、".join(FAULT_NAMES[fault] for fault in row.faults)


def note_tone(row: MemberSums) -> Tone | None:
    """Care for whatever is to be looked at."""
    return Tone.CARE if not row.handed_in or row.faults else None


def has_figures(row: MemberSums) -> bool:
    """Whether there is anything to show and to explain: lines, or what the program makes."""
    return bool(row.lines) or any(row.subtotals)


class GroupTable(QWidget):
    """Members of one group with the sum below.

    Signals:
        figure_clicked: The :class:`MemberSums` whose figure was clicked, or T was pressed on it.

    Attributes:
        table: Rebuilt when the scheme's sections change.
    """

    figure_clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sections: tuple[str, ...] | None = None
        self._decimals = 1
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.S)
        self.table = self._make(())
        self.sum = ElidedLabel("", "strong")
        self._column.addWidget(self.table, 1)
        self._column.addWidget(self.sum)

    def show_group(self, group: GroupCollection | None, sections: Sequence[str], *, decimals: int) -> bool:
        """Show a group. Returns whether the table was made anew and has to be connected."""
        anew = tuple(sections) != self._sections or decimals != self._decimals
        if anew:
            self._sections, self._decimals = tuple(sections), decimals
            old, self.table = self.table, self._make(self._sections)
            self._column.replaceWidget(old, self.table)
            old.hide()
            old.deleteLater()
        self.table.set_rows(group.members if group is not None else ())
        self.sum.setText(self._sum_words(group))
        return anew

    def _sum_words(self, group: GroupCollection | None) -> str:
        if group is None:
            return ""
        parts = [f"合计 {len(group.members)} 人，{len(group.lines)} 条，{self._points(group.total)} 分"]
        if len(self._sections or ()) > 1:
            parts += [
                f"{short_section(name)} {self._points(points)}"
                for name, points in zip(self._sections or (), group.section_totals, strict=True)
            ]
        if group.exempt:
            parts.append(f"不纳入 {len(group.exempt)} 人")
        return "　".join(parts)

    def _points(self, value: Decimal) -> str:
        return format_points(value, self._decimals)

    def _make(self, sections: tuple[str, ...]) -> DataTable[MemberSums]:
        columns: list[ColumnSpec[MemberSums]] = [
            ColumnSpec("党员", lambda m: m.member.name, sort_key=lambda m: m.member.pinyin, width=4.6),
            ColumnSpec("条数", lambda m: str(m.lines) if m.lines else "", sort_key=lambda m: m.lines,
                       align=Align.RIGHT, width=2),
        ]  # fmt: skip
        # With one section only, its column would repeat the total.
        for place, name in enumerate(sections if len(sections) > 1 else ()):
            columns.append(self._section_column(place, short_section(name)))
        total: ColumnSpec[MemberSums] = ColumnSpec(
            "合计", lambda m: self._points(m.total) if has_figures(m) else "", sort_key=lambda m: m.total,
            align=Align.RIGHT, width=2.7, strong=True,
        )  # fmt: skip
        # With many sections the last ones are scrolled to; the total stays in sight.
        columns.insert(2 if len(sections) > _MANY else len(columns), total)
        columns.append(ColumnSpec("核对", note_words, width=5.4, stretch=True, state=note_tone, tip=note_tip))
        table: DataTable[MemberSums] = DataTable(columns, uid=lambda row: row.member.uid)
        table.clicked.connect(self._on_clicked)
        table.add_row_action("怎么算的", self._on_explain, key="T")
        return table

    def _on_clicked(self, index: QModelIndex) -> None:
        """Every column between name and check is a figure."""
        if 0 < index.column() < len(self.table.rows_model.columns) - 1:
            self._on_explain()

    def _on_explain(self) -> None:
        row = self.table.current_row
        if row is not None and has_figures(row):
            self.figure_clicked.emit(row)

    def _section_column(self, place: int, name: str) -> ColumnSpec[MemberSums]:
        return ColumnSpec(
            name,
            lambda m: self._points(m.subtotals[place]) if m.subtotals[place] else "",
            sort_key=lambda m: m.subtotals[place],
            align=Align.RIGHT,
            width=max(2.5, min(len(name), _SHORT_SECTION)),
        )
