"""In what the draft differs from the version in force, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.scoring import Change, Difference
from app.ui.table_models.columns import ColumnSpec
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.labels import label
from app.ui.widgets.state import Tone

_WORDS = {
    Change.ADDED: ("新增", Tone.GOOD),
    Change.REMOVED: ("删去", Tone.FAULT),
    Change.CHANGED: ("修改", Tone.CARE),
    Change.MOVED: ("移动", Tone.PLAIN),
    Change.RENAMED: ("改名", Tone.PLAIN),
}


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One difference with its number."""

    uid: str
    found: Difference


class DifferenceView(QWidget):
    """A list of sentences.

    Attributes:
        table: The differences.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        self.state = label("", "strong", wrap=True)
        self.table: DataTable[DifferenceRow] = DataTable(
            [
                ColumnSpec(
                    "", lambda r: _WORDS[r.found.kind][0], width=4, state=lambda r: _WORDS[r.found.kind][1]
                ),
                ColumnSpec("哪里", lambda r: r.found.place, width=14, tip=lambda r: r.found.place),
                ColumnSpec("现行", lambda r: r.found.before, width=12, tip=lambda r: r.found.before),
                ColumnSpec(
                    "草稿", lambda r: r.found.after, width=12, stretch=True, tip=lambda r: r.found.sentence
                ),
            ],
            uid=lambda row: row.uid,
        )
        column.addWidget(self.state)
        column.addWidget(self.table, 1)

    def show_differences(self, found: Sequence[Difference] | None) -> None:
        """Show them; ``None`` while the draft has faults."""
        if found is None:
            self.state.setText("草稿还有错误，改好以后才能与现行方案比较。")
        elif not found:
            self.state.setText("与现行方案没有不同。")
        else:
            self.state.setText(f"与现行方案有 {len(found)} 处不同")
        self.table.set_rows([DifferenceRow(str(number), each) for number, each in enumerate(found or ())])
