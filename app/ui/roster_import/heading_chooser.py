"""No headings were found: choose the sheet and the row by eye."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.services.exchange.roster import HeadingMissing, RawRow, SheetChoice
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.boxes import QuietComboBox
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.labels import label
from app.ui.widgets.state import Banner, Tone


class HeadingChooser(QWidget):
    """The first rows of the sheet; the one that holds 姓名, 身份证号 … is pointed at.

    Signals:
        chosen: ``(sheet, heading row)``; row 0 means: look for it in this sheet.
        left: Back to choosing a file.
    """

    chosen = Signal(str, int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        self._banner = Banner()
        self.sheet_box = QuietComboBox()
        self.sheet_box.setAccessibleName("工作表")
        self.sheet_box.currentIndexChanged.connect(self._on_sheet)
        self.table: DataTable[RawRow] = DataTable(
            (
                ColumnSpec("行", lambda r: str(r.number), align=Align.RIGHT, width=2.6),
                ColumnSpec("内容", _row_words, width=20, stretch=True, tip=_row_words),
            ),
            uid=lambda row: str(row.number),
        )
        self.use_button = Button("这一行是表头", ButtonKind.PRIMARY, key="Ctrl+S")
        self.back_button = Button("另选文件", icon="arrow-left")
        line = QHBoxLayout()
        line.setSpacing(Space.M)
        line.addWidget(label("工作表"))
        line.addWidget(self.sheet_box)
        line.addWidget(label("选中写着“姓名、身份证号……”的那一行", "quiet"))
        line.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.back_button)
        foot.addStretch(1)
        foot.addWidget(self.use_button)
        column.addWidget(self._banner)
        column.addLayout(line)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self.use_button.clicked.connect(self._on_use)
        self.back_button.clicked.connect(self.left)
        self.table.row_activated.connect(lambda _row: self._on_use())

    def show_fault(self, fault: HeadingMissing) -> None:
        """Show what the reader saw."""
        self._banner.show_text(f"{fault.message}。{fault.hint}", Tone.CARE)
        fill_sheets(self.sheet_box, fault.sheets, fault.sheet)
        self.table.set_rows(fault.top)
        if fault.top:
            self.table.setCurrentIndex(self.table.proxy.index(0, 0))
        self.use_button.setEnabled(bool(fault.top))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_sheet(self) -> None:
        self.chosen.emit(str(self.sheet_box.currentData() or ""), 0)

    def _on_use(self) -> None:
        row = self.table.current_row
        if row is not None:
            self.chosen.emit(str(self.sheet_box.currentData() or ""), row.number)


def fill_sheets(box: QComboBox, sheets: Sequence[SheetChoice], chosen: str) -> None:
    """Offer the sheets of a workbook without telling."""
    box.blockSignals(True)
    box.clear()
    for sheet in sheets:
        hidden = "（隐藏）" if sheet.hidden else ""
        box.addItem(f"{sheet.name}{hidden}　{sheet.rows} 行", sheet.name)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    box.blockSignals(False)
    box.setEnabled(len(sheets) > 1)


def _row_words(row: RawRow) -> str:
    return "　".join(str(cell) for cell in row.cells if cell not in (None, ""))
