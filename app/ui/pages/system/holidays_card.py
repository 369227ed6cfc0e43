"""节假日: the days that no notice in working days counts, and the weekend days that are worked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from app.services.notices.holidays import HolidaySpan
from app.ui.table_models.columns import ColumnSpec
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.dates import ShortDateEdit
from app.ui.widgets.labels import label

_ROWS = 4
_KINDS = (Chip("off", "放假"), Chip("working", "补班"))
_NOTE = "公示按工作日算的方案才用得到；没有填的日子按周一至周五算。"


class HolidaysCard(Card):
    """The table of stated days, and what changes it.

    Signals:
        add_wanted: A :class:`HolidaySpan` is to be stated.
        remove_wanted: The selected one is to be taken out.
        fill_wanted: Year whose arrangement is to be put in.
    """

    add_wanted = Signal(object)
    remove_wanted = Signal(object)
    fill_wanted = Signal(int)

    def __init__(self, shown: date, parent: QWidget | None = None) -> None:
        super().__init__("节假日", parent)
        self.table: DataTable[HolidaySpan] = DataTable(
            [
                ColumnSpec("日期", _days, sort_key=lambda s: s.first, width=8, whole=True),
                ColumnSpec("安排", _arranged, sort_key=lambda s: (s.working, s.days), width=4.4, whole=True),
                ColumnSpec("名称", lambda s: s.name, width=2.4, stretch=True, tip=lambda s: s.name),
            ],
            uid=lambda span: f"{span.first:%Y-%m-%d}",
        )  # fmt: skip
        self.table.setMinimumHeight(self.table.verticalHeader().defaultSectionSize() * _ROWS)
        self.note = label(_NOTE, "note", wrap=True)
        self.name = QLineEdit()
        self.name.setPlaceholderText("如：国庆节")
        self.first, self.last = ShortDateEdit(shown=shown), ShortDateEdit(shown=shown)
        self.kind = ChipBar(_KINDS)
        for field, words in (
            (self.name, "节假日名称"), (self.first, "节假日从"), (self.last, "节假日到"), (self.kind, "放假还是补班"),
        ):  # fmt: skip
            field.setAccessibleName(words)
        self.add_button = Button("添加", icon="plus")
        self.remove_button = Button("删除", icon="trash-2")
        self._fills = QHBoxLayout()
        self._fill_buttons: list[Button] = []
        self._build()
        self.add_button.clicked.connect(self._on_add)
        self.last.returnPressed.connect(self._on_add)
        self.remove_button.clicked.connect(self._on_remove)
        self.first.editingFinished.connect(self._on_first)

    def _build(self) -> None:
        self.body.addWidget(self.note)
        self.body.addWidget(self.table)
        fields = QGridLayout()
        fields.setHorizontalSpacing(Space.S)
        fields.setVerticalSpacing(2)
        for place, (words, field) in enumerate(
            (("名称", self.name), ("从", self.first), ("到（含当天）", self.last))
        ):
            title = label(words, "note")
            title.setBuddy(field)
            fields.addWidget(title, 0, place)
            fields.addWidget(field, 1, place)
        self.body.addLayout(fields)
        self.body.addWidget(self.kind)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.add_button)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        self.body.addLayout(row)
        self._fills.setSpacing(Space.S)
        self._fills.addStretch(1)
        self.body.addLayout(self._fills)
        self.check = label("", "care", wrap=True)
        self.body.addWidget(self.check)

    @property
    def fill_buttons(self) -> Sequence[Button]:
        """One for each year whose arrangement ships with the program."""
        return tuple(self._fill_buttons)

    def show_holidays(
        self, spans: Sequence[HolidaySpan], years: Sequence[int], *, check: str, writable: bool
    ) -> None:
        """Show the table.

        Args:
            spans: What is stated.
            years: Years whose arrangement ships with the program.
            check: What is to be done before it is relied on.
            writable: Whether anything may be changed.
        """
        self.table.set_rows(spans)
        if len(self._fill_buttons) != len(years):
            for year in years:
                button = Button(f"填入 {year} 年安排", icon="calendar")
                button.clicked.connect(partial(self._on_fill, year))
                self._fills.insertWidget(self._fills.count() - 1, button)
                self._fill_buttons.append(button)
        self.check.setText(f"程序自带的安排{check}。" if check else "")
        for widget in (self.name, self.kind, self.add_button, self.remove_button, *self._fill_buttons):
            widget.setEnabled(writable)
        for field in (self.first, self.last):
            field.setReadOnly(not writable)

    def clear_fields(self) -> None:
        """Ready for the next entry."""
        self.name.clear()
        self.first.set_value(None)
        self.last.set_value(None)
        self.name.setFocus()

    def _on_first(self) -> None:
        if self.first.value is not None and self.last.value is None:
            self.last.set_value(self.first.value)

    def _on_add(self) -> None:
        first, last = self.first.value, self.last.value
        if first is None or last is None:
            (self.first if first is None else self.last).setFocus()
            return
        working = self.kind.current == "working"
        self.add_wanted.emit(HolidaySpan(self.name.text().strip(), first, last, working=working))

    def _on_remove(self) -> None:
        if self.table.current_row is not None:
            self.remove_wanted.emit(self.table.current_row)

    def _on_fill(self, year: int, _checked: object = None) -> None:
        self.fill_wanted.emit(year)


def _arranged(span: HolidaySpan) -> str:
    """ "放假 7 天", "补班"."""
    return "补班" if span.working else f"放假 {span.days} 天"


def _days(span: HolidaySpan) -> str:
    """ "2026-10-01 至 07", "2026-09-30 至 10-02"."""
    if span.first == span.last:
        return f"{span.first:%Y-%m-%d}"
    same = (span.first.year, span.first.month) == (span.last.year, span.last.month)
    return f"{span.first:%Y-%m-%d} 至 {span.last:{'%d' if same else '%m-%d'}}"
