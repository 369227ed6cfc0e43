"""Columns of a member's card: the months at the left, the lines of one month at the right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from app.services.numbers import format_points
from app.services.posting_views import PostingView
from app.services.records import MonthOfYear
from app.services.scoring import TraceNode
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.widgets.state import Tone


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month with the number of decimals its figures take; ``here`` unless the member came only later."""

    data: MonthOfYear
    decimals: int
    here: bool = True


@dataclass(frozen=True, slots=True)
class CardLine:
    """A confirmed line, or one that the program makes, with the number of decimals its figures take."""

    data: PostingView
    decimals: int


MONTH_POINTS, MONTH_TOTAL = 1, 2

MONTH_COLUMNS: tuple[ColumnSpec[MonthLine], ...] = (
    ColumnSpec("月份", lambda r: f"{r.data.month.month}月", sort_key=lambda r: r.data.month, width=2.4),
    ColumnSpec(
        "本期",
        lambda r: format_points(r.data.points, r.decimals) if r.here else "—",
        sort_key=lambda r: r.data.points,
        align=Align.RIGHT,
        width=3,
    ),
    ColumnSpec(
        "累计",
        lambda r: format_points(r.data.total, r.decimals) if r.here else "—",
        sort_key=lambda r: r.data.total,
        align=Align.RIGHT,
        width=3,
        stretch=True,
    ),
)


def _what(row: CardLine) -> str:
    also = f"另给{row.data.also}计分" if row.data.also else ""
    parts = [row.data.item_name, row.data.detail, also]
    if row.data.mark:
        parts.insert(0, f"【{row.data.mark}】")
    return " · ".join(part for part in parts if part).replace("】 · ", "】")


def _why(row: CardLine) -> str:
    """Why less counts than was claimed: the meeting's reason, then the limits."""
    parts = [f"评定：{row.data.reason}"] if row.data.reason else []
    return "；".join([*parts, *row.data.causes])


def _confirmed(row: CardLine) -> Decimal | None:
    """As the meeting decided; nothing where it had nothing to decide."""
    return row.data.confirmed if row.data.claimed is not None else None


def _why_tone(row: CardLine) -> Tone | None:
    return Tone.CARE if row.data.causes or row.data.reason else None


FIRST_FIGURE, LAST_FIGURE = 3, 5
#: Hidden while the trace stands beside the lines.
WORD_COLUMNS = (2, 6)
#: Takes the room that is left, also while others are hidden.
WHAT_COLUMN = 1

LINE_COLUMNS: tuple[ColumnSpec[CardLine], ...] = (
    ColumnSpec("日期", lambda r: f"{r.data.deed_date:%m-%d}", sort_key=lambda r: r.data.deed_date, width=3.2),
    ColumnSpec("事项", _what, width=12, stretch=True, tip=_what),
    ColumnSpec("依据", lambda r: r.data.basis, width=11, tip=lambda r: r.data.basis),
    ColumnSpec(
        "申报",
        lambda r: format_points(r.data.claimed, r.decimals),
        sort_key=lambda r: r.data.claimed or Decimal(0),
        align=Align.RIGHT,
        width=3,
    ),
    ColumnSpec(
        "评定",
        lambda r: format_points(_confirmed(r), r.decimals),
        sort_key=lambda r: r.data.confirmed,
        align=Align.RIGHT,
        width=3,
    ),
    ColumnSpec(
        "计分",
        lambda r: format_points(r.data.counted, r.decimals),
        sort_key=lambda r: r.data.counted,
        align=Align.RIGHT,
        width=3,
        strong=True,
    ),
    ColumnSpec("说明", _why, width=9, state=_why_tone, tip=_why),
)


#: Asks for the arithmetic of the start points; no scheme can call a section so.
START = "@start"


def start_of(root: TraceNode, name: str, points: Decimal) -> TraceNode:
    """The part of a year's trace that explains its start points: those of each cycle, and what was carried over.

    Args:
        root: The trace of the year.
        name: What the scheme calls the start points.
        points: The year's, as the card shows them.
    """
    parts = [
        replace(part, title=f"{cycle.title} {part.title}")
        for cycle in root.children
        if cycle.rule == "cycle"
        for part in cycle.children
        if part.rule in {"start", "carry"}
    ]
    mean = len(parts) > 1 and sum((part.after for part in parts), Decimal(0)) != points
    cause = "各周期取平均" if mean else ""
    return TraceNode("start", name, points, cause=cause, children=tuple(parts), version=root.version)


def node_of(root: TraceNode, ref: str) -> TraceNode | None:
    """The part of a trace that explains one section or line."""
    if root.ref == ref:
        return root
    for child in root.children:
        found = node_of(child, ref)
        if found is not None:
            return found
    return None
