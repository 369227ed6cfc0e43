"""The scheme in force, to be read: its lists, the line in full, and the versions there were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.schemes import VersionView
from app.services.scoring import Polarity, Scheme
from app.ui.pages.scheme.rows import (
    RuleRow,
    general_rows,
    grade_rows,
    item_rows,
    short_name,
    version_rows,
    veto_rows,
)
from app.ui.pages.scheme.rule_panel import RulePanel
from app.ui.pages.scheme.version_bar import VersionBar
from app.ui.table_models.columns import ColumnSpec
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.panes import SplitPane
from app.ui.widgets.search import SearchField
from app.ui.widgets.state import Banner, Tone

_SIDE_WIDTH = 300
_NAMES = {
    "plus": "积分项目",
    "minus": "负面清单",
    "veto": "一票否决",
    "grade": "等次和运用",
    "general": "总则",
    "version": "历次版本",
}

_KIND, _DATE = range(2)


class ReadView(QWidget):
    """Lists behind chips, and the line in full.

    Signals:
        version_asked: ``(what, uid of a version, uid of another or empty)``: ``words``, ``compare``, ``export``,
            ``print``, ``draft`` or
            ``withdraw``.

    Attributes:
        chips: Which list is shown.
        table: The list of items; ``other_table`` that of all else.
        panel: The line in full.
        versions: What can be done with a version.
    """

    version_asked = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, list[RuleRow]] = {}
        self.chips = ChipBar()
        self.search = SearchField("查找项目")
        self.table: DataTable[RuleRow] = DataTable(_item_columns(), uid=lambda row: row.uid)
        self.other_table: DataTable[RuleRow] = DataTable(_other_columns(), uid=lambda row: row.uid)
        self._tables = QStackedWidget()
        self.panel = RulePanel()
        self.versions = VersionBar()
        self.example = Banner()
        self._build()
        self.chips.chosen.connect(self.show_list)
        self.search.left_downwards.connect(self._on_downwards)
        self.versions.asked.connect(self._on_asked)
        for table in (self.table, self.other_table):
            self._tables.addWidget(table)
            self.search.searched.connect(table.set_query)
            table.current_changed.connect(self.panel.show_rule)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        tools = QHBoxLayout()
        tools.setSpacing(Space.M)
        tools.addWidget(self.chips)
        tools.addStretch(1)
        tools.addWidget(self.search)
        column.addWidget(self.example)
        column.addLayout(tools)
        column.addWidget(self.versions)
        column.addWidget(SplitPane(self._tables, self.panel, side_width=_SIDE_WIDTH), 1)

    def show_scheme(self, scheme: Scheme, versions: Sequence[VersionView], day: date, *, today: date) -> None:
        """Show the scheme in force on a day; ``today`` says which versions are still to come."""
        # Whoever adopts with the meeting's facts confirms that it passed the example figures.
        passed = any(version.hash == scheme.hash and version.meeting is not None for version in versions)
        items = {each: item_rows(scheme, each, examples_passed=passed) for each in Polarity}
        self._rows = {
            "plus": items[Polarity.PLUS] + items[Polarity.BOTH],
            "minus": items[Polarity.MINUS],
            "veto": veto_rows(scheme),
            "grade": grade_rows(scheme),
            "general": general_rows(scheme),
            "version": version_rows(versions, day),
        }
        self.chips.set_chips([Chip(key, _NAMES[key], len(found)) for key, found in self._rows.items()])
        examples = sum(row.example for key in ("plus", "minus") for row in self._rows[key])
        note = f"有 {examples} 个项目的分值是{scheme.example_note or '示例分值'}。" if examples else ""
        self.example.show_text(note, Tone.CARE)
        self.versions.show_versions(versions, today)
        self.show_list(self.chips.current)

    def show_target(self, target: str) -> None:
        """Go to one item by its id."""
        for key, rows in self._rows.items():
            if any(row.uid == target for row in rows):
                self.chips.choose(key)
                self.show_list(key)
                self.table.select_uid(target)
                return

    def show_list(self, key: str) -> None:
        """Show the list behind a chip."""
        rows = self._rows.get(key, [])
        table = self.table if key in {"plus", "minus"} else self.other_table
        self._tables.setCurrentWidget(table)
        self.versions.setVisible(key == "version")
        # One text under two headings: versions are known by their date, rules by their kind.
        self.other_table.show_column(_KIND, shown=key != "version")
        self.other_table.show_column(_DATE, shown=key == "version")
        table.set_rows(rows)
        if rows and table.current_row is None:
            table.select_uid(rows[0].uid)
        self.panel.show_rule(table.current_row)

    def _on_asked(self, what: str, other: str) -> None:
        row = self.other_table.current_row
        if row is not None:
            self.version_asked.emit(what, row.uid, other)

    def _on_downwards(self) -> None:
        table = self.table if self._tables.currentIndex() == 0 else self.other_table
        table.setFocus()


def _item_columns() -> list[ColumnSpec[RuleRow]]:
    return [
        ColumnSpec("板块", lambda r: short_name(r.section), width=4.2, tip=lambda r: r.section),
        ColumnSpec("项目", lambda r: r.name, width=11, tip=lambda r: r.name),
        ColumnSpec("规则", lambda r: r.rule, width=12, stretch=True, tip=lambda r: r.rule),
        ColumnSpec("证明", lambda r: r.extra, width=6, tip=lambda r: r.extra),
        ColumnSpec(
            "分值",
            lambda r: "示例" if r.example else "",
            width=3.6,
            state=lambda r: Tone.CARE if r.example else None,
        ),
    ]


def _other_columns() -> list[ColumnSpec[RuleRow]]:
    return [
        ColumnSpec("类别", lambda r: r.section, width=8.5, tip=lambda r: r.section),
        ColumnSpec("执行日期", lambda r: r.section, width=8.5, tip=lambda r: r.section),
        ColumnSpec("名称", lambda r: r.name, width=18, tip=lambda r: r.name),
        ColumnSpec("内容", lambda r: r.rule, width=12, stretch=True, tip=lambda r: r.rule),
    ]
