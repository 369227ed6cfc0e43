"""导出表格: what a table shows, as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.ui.messages import errors_shown


def export_table(parent: QWidget, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Ask for a file and write a table's headings and rows into it.

    Args:
        parent: The table; messages stand on its window.
        heads: Headings as shown.
        rows: Cells as shown.
    """
    # Loaded when it is needed: the writer of workbooks is large, and most days nobody exports.
    from app.services.documents.workbook import write_table_workbook
    from app.ui.printing.saved import note_saved

    chosen, _kind = QFileDialog.getSaveFileName(parent, "导出表格", "表格.xlsx", "工作簿 (*.xlsx)")
    if not chosen:
        return
    target = Path(chosen)
    if target.suffix.lower() != ".xlsx":
        target = target.with_name(target.name + ".xlsx")
    with errors_shown(parent):
        write_table_workbook(heads, rows, target)
        note_saved(parent, target)
