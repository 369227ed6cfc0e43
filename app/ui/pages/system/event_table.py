"""The newest events of the audit chain, in the office's words."""

from __future__ import annotations

from app.clock import CHINA
from app.services.audit import AuditRow
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.table_models.data_table import DataTable


def event_table() -> DataTable[AuditRow]:
    """A table of events: number, when, who, what."""
    return DataTable(
        [
            ColumnSpec("序号", lambda e: str(e.seq), sort_key=lambda e: e.seq, align=Align.RIGHT, width=2.6),
            ColumnSpec("时间", lambda e: f"{e.at.astimezone(CHINA):%m-%d %H:%M}", sort_key=lambda e: e.at, width=5.4, whole=True),
            ColumnSpec("办理", lambda e: e.action, width=5),
            ColumnSpec("内容", lambda e: e.subject, width=8, stretch=True, tip=lambda e: e.subject),
            ColumnSpec("经办人", lambda e: e.who, width=7),
        ],
        uid=lambda event: str(event.seq),
    )  # fmt: skip
