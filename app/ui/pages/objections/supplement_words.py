"""How supplementary meetings and their entries are told."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from app.services.corrections.supplement_views import EntryView, MonthSupplements
from app.services.months import day_title
from app.services.numbers import format_points
from app.ui.table_models.columns import Align, ColumnSpec


def entry_columns(decimals: Callable[[], int]) -> list[ColumnSpec[EntryView]]:
    """Columns of what the meeting is to decide; figures have the scheme's decimals."""

    def points(value: Decimal | None) -> str:
        return format_points(value, decimals()) or "—"

    return [
        ColumnSpec("党员", lambda e: e.member.label, sort_key=lambda e: e.member.pinyin, width=6),
        ColumnSpec("处理", lambda e: e.kind, width=3),
        ColumnSpec(
            "事项",
            lambda e: f"{day_title(e.deed_date)} {e.what}",
            width=9,
            stretch=True,
            tip=lambda e: e.what,
        ),
        ColumnSpec("原", lambda e: points(e.old), align=Align.RIGHT, width=2.8),
        ColumnSpec("现", lambda e: points(e.new), align=Align.RIGHT, width=2.8, strong=True),
        ColumnSpec("原因", lambda e: e.reason, width=7, stretch=True, tip=lambda e: e.reason),
    ]


def past_words(view: MonthSupplements) -> str:
    """What earlier supplementary meetings of the month decided, a line each."""
    return "\n".join(
        f"第 {m.number} 次：{m.draft.held_on:%Y-%m-%d} {m.draft.kind}，{len(m.sheet.lines)} 条，"
        f"见补充评定表 {m.sheet.form_number}。"
        for m in view.meetings
        if m.sheet is not None
    )
