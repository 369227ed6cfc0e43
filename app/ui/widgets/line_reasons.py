"""The arithmetic of one line in words: the same on 申报, in the meeting and wherever else a line explains itself."""

from __future__ import annotations

from app.services.numbers import format_points
from app.services.scoring import TraceNode
from app.ui.widgets.reason_panel import ReasonRow

_UNTOUCHED = "不截"


def rule_of(trace: TraceNode) -> str:
    """The item's rule as the scheme states it."""
    return next((value for name, value in trace.inputs if name == "规则"), "")


def line_reasons(trace: TraceNode, *, decimals: int) -> list[ReasonRow]:
    """The steps of a line's trace; the last one is the result.

    Args:
        trace: Of one line.
        decimals: Of the scheme.
    """
    return [_row(node, decimals) for node in trace.children]


def _row(node: TraceNode, decimals: int) -> ReasonRow:
    value = format_points(node.after, decimals)
    if node.rule == "limit" and node.before is not None:
        value = _UNTOUCHED if node.before == node.after else f"余 {value}"
    title = node.title
    if title.replace(".", "", 1).isdecimal():
        title = f"每次{'扣' if node.after < 0 else ''} {title} 分"
    note = "" if node.cause == _UNTOUCHED else node.cause
    return ReasonRow(title, value, note=note, result=node.rule == "counted")
