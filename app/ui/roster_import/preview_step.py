"""Last step: every row with its faults, the meaning of the columns, and the red button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.exchange.roster import RosterRow
from app.ui.roster_import.branches_strip import BranchesStrip
from app.ui.roster_import.column_map import ColumnMap
from app.ui.roster_import.heading_chooser import fill_sheets
from app.ui.roster_import.moves_strip import MovesStrip
from app.ui.roster_import.preview_columns import COLUMNS, HOLDS, Part, chips
from app.ui.roster_import.reading import Checked, counts_line
from app.ui.roster_import.row_card import RowCard
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.boxes import QuietComboBox
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.chips import ChipBar
from app.ui.widgets.labels import ElidedLabel, label
from app.ui.widgets.placeholders import ContentSwitch
from app.ui.widgets.scaled import ScaleWatcher, scaled
from app.ui.widgets.state import Banner, Tone

_MAP_WIDTH = 296
_SHEET_WIDTH = 190
_HEADING_ROWS = 30


class PreviewStep(QWidget):
    """The file as the program understands it.

    Signals:
        accepted: The red button.
        left: 另选文件.
        sheet_chosen: ``(sheet, heading row)``: read again.
        mapping_changed: New meaning of the columns.
        corrected: ``(row number, field, text)``.
        moved_on_changed: Another first day in the new branch, for those who move to one.
    """

    accepted = Signal()
    left = Signal()
    sheet_chosen = Signal(str, int)
    mapping_changed = Signal(object)
    corrected = Signal(int, object, str)
    moved_on_changed = Signal(object)

    def __init__(self, action: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._action = action
        self._file = ""
        self.banner = Banner()
        self.moves = MovesStrip()
        self.branches = BranchesStrip()
        self.column_map = ColumnMap()
        ScaleWatcher(self.column_map, lambda: self.column_map.setFixedWidth(scaled(_MAP_WIDTH)))
        self.chip_bar = ChipBar(chips(()))
        self.sheet_box = QuietComboBox()
        self.sheet_box.setAccessibleName("工作表")
        self.heading_box = QuietComboBox()
        self.heading_box.setAccessibleName("表头在哪一行")
        for row in range(1, _HEADING_ROWS + 1):
            self.heading_box.addItem(f"表头：第 {row} 行", row)
        self.table: DataTable[RosterRow] = DataTable(COLUMNS, uid=lambda row: str(row.number))
        self._table_switch = ContentSwitch(self.table)
        self.row_card = RowCard()
        self._counts = label("", "strong", wrap=True)
        self._name = ElidedLabel("", "quiet")
        self.import_button = Button("", ButtonKind.PRIMARY, key="Ctrl+S")
        self.back_button = Button("另选文件", icon="arrow-left")
        self._build()
        self._connect()

    @property
    def counts_text(self) -> str:
        """The line with the figures."""
        return self._counts.text()

    def show_checked(self, found: Checked) -> None:
        """Show a file; the columns' fields stay as they are while the same file is looked at."""
        table = found.table
        key = f"{found.path}|{table.sheet}|{table.heading_row}"
        if key != self._file:
            self._file = key
            self.column_map.show_table(table, found.mapping)
            fill_sheets(self.sheet_box, table.sheets, table.sheet)
            self.sheet_box.setVisible(len(table.sheets) > 1)
            self.heading_box.blockSignals(True)
            self.heading_box.setCurrentIndex(self.heading_box.findData(table.heading_row))
            self.heading_box.blockSignals(False)
        self.column_map.set_mapping(found.mapping)
        self._name.setText(table.file_name)
        self._counts.setText(counts_line(found))
        self.chip_bar.set_chips(chips(found.preview.rows))
        self.table.set_rows(found.preview.rows)
        if self.table.current_row is None and self.table.proxy.rowCount():
            self.table.setCurrentIndex(self.table.proxy.index(0, 0))
        self._say_if_none()
        self._show_banner(found)
        self.moves.show_moves(found.plan.moved if found.plan is not None else (), found.moved_on)
        elsewhere = found.plan.elsewhere if found.plan is not None else {}
        self.branches.show_branches(elsewhere, people=len(found.usable), wish=found.elsewhere)
        same = found.changes_nothing
        self.import_button.setText("与台账一致，不用导入" if same else self._action.format(count=found.count))
        self.import_button.setEnabled(found.count > 0 and not same and found.refusal is None)
        self.import_button.updateGeometry()

    def start(self) -> None:
        """Begin with the rows that need a look, if there are any."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(Space.M)
        tools = QHBoxLayout()
        tools.setSpacing(Space.S)
        tools.addWidget(self.chip_bar)
        tools.addStretch(1)
        tools.addWidget(self.sheet_box)
        tools.addWidget(self.heading_box)
        right.addLayout(tools)
        right.addWidget(self._table_switch, 1)
        right.addWidget(self.row_card)
        body = QHBoxLayout()
        body.setSpacing(Space.M)
        body.addWidget(self.column_map)
        body.addLayout(right, 1)
        foot = QHBoxLayout()
        foot.setSpacing(Space.M)
        foot.addWidget(self.back_button)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._counts)
        words.addWidget(self._name)
        foot.addLayout(words, 1)
        foot.addWidget(self.import_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self.banner)
        column.addWidget(self.branches)
        column.addWidget(self.moves)
        column.addLayout(body, 1)
        column.addLayout(foot)
        ScaleWatcher(self.sheet_box, lambda: self.sheet_box.setMaximumWidth(scaled(_SHEET_WIDTH)))

    def _connect(self) -> None:
        self.chip_bar.chosen.connect(self._on_chip)
        self.table.current_changed.connect(self.row_card.show_row)
        self.row_card.corrected.connect(self.corrected)
        self.row_card.show_row(None)
        self.column_map.mapping_changed.connect(self.mapping_changed)
        self.sheet_box.currentIndexChanged.connect(self._on_sheet)
        self.heading_box.currentIndexChanged.connect(self._on_heading)
        self.moves.day_changed.connect(self.moved_on_changed)
        self.import_button.clicked.connect(self._on_import)
        self.back_button.clicked.connect(self.left)

    def _show_banner(self, found: Checked) -> None:
        issues = [*found.table.remarks, *map(str, found.preview.table_issues)]
        if found.refusal is not None:
            self.banner.show_text(f"{found.refusal.message}{found.refusal.hint}", Tone.FAULT)
        elif found.preview.blocked:
            self.banner.show_text("；".join(issues), Tone.FAULT)
        elif found.plan is not None and found.plan.warnings:
            self.banner.show_text("；".join([*issues, *found.plan.warnings]), Tone.INFO)
        else:
            self.banner.show_text("；".join(issues), Tone.CARE)

    def _on_import(self) -> None:
        if self.moves.take_over():
            self.accepted.emit()

    def _on_chip(self, key: str) -> None:
        self.table.set_condition(HOLDS[Part(key)])
        if self.table.current_row is None and self.table.proxy.rowCount():
            self.table.setCurrentIndex(self.table.proxy.index(0, 0))
        self._say_if_none()

    def _say_if_none(self) -> None:
        if self.table.proxy.rowCount():
            self._table_switch.show_content()
        else:
            self._table_switch.show_empty("circle-check", "这一类没有")

    def _on_sheet(self) -> None:
        self.sheet_chosen.emit(str(self.sheet_box.currentData() or ""), 0)

    def _on_heading(self) -> None:
        row = int(self.heading_box.currentData() or 0)
        self.sheet_chosen.emit(str(self.sheet_box.currentData() or ""), row)
