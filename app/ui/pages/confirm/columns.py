"""How a line looks in the meeting's list."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from app.services.lines import DECISION_NAMES, LineView
from app.services.meeting_views import alone
from app.services.numbers import format_points
from app.services.workflow import LineState
from app.ui.pages.line_words import fault_sentence, fault_words, first_of
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.widgets.state import Tone


def ready(line: LineView) -> bool:
    """Whether "确认其余" would take the line: collected, undecided, nothing missing, nothing to be weighed by itself."""
    return not line.decision and line.state is LineState.COLLECTED and not alone(line)


def item_words(line: LineView) -> str:
    """Item with quantity, level and role."""
    return f"{line.item_name} · {line.detail}" if line.detail else line.item_name


def state_words(line: LineView) -> str:
    """Where the line stands, with the reason of the meeting."""
    if line.decision:
        words = DECISION_NAMES[line.decision]
        return f"{words}：{line.reason}" if line.reason else words
    if line.state is LineState.DECLARED:
        return "未汇总"
    return "、".join(fault_words(line)) or ("逐条评定" if line.review else "待定")


def state_tone(line: LineView) -> Tone:
    """Icon and colour of the state."""
    if line.decision:
        return {"confirm": Tone.GOOD, "adjust": Tone.CARE, "reject": Tone.FAULT}.get(
            line.decision, Tone.PLAIN
        )
    return Tone.CARE if line.state is LineState.DECLARED or line.faults else Tone.PLAIN


def short_state(line: LineView) -> str:
    """The state in as many characters as the column has; the tool tip and the panel say the rest."""
    if line.decision:
        return state_words(line).split("：", maxsplit=1)[0]
    return first_of(state_words(line).split("、"))


def state_tip(line: LineView) -> str:
    """The state in full, and what to do about each fault."""
    sentence = "" if line.decision else fault_sentence(line)
    return "\n".join(part for part in (state_words(line), sentence) if part)


def line_columns(decimals: Callable[[], int]) -> list[ColumnSpec[LineView]]:
    """Columns of the list; figures have the scheme's decimals."""

    def points(value: Decimal | None) -> str:
        return format_points(value, decimals())

    return [
        ColumnSpec("党员", lambda v: v.member.label, sort_key=lambda v: v.member.pinyin, width=7.2),
        ColumnSpec("小组", lambda v: v.member.group, sort_key=lambda v: v.member.sort, width=2.1),
        ColumnSpec("日期", lambda v: f"{v.deed_date:%m-%d}", sort_key=lambda v: v.deed_date, width=2.9),
        ColumnSpec("事项", item_words, width=8, stretch=True),
        ColumnSpec("申报", lambda v: points(v.claimed), sort_key=lambda v: v.claimed, align=Align.RIGHT, width=2.8),
        ColumnSpec(
            "评定", lambda v: points(v.confirmed), sort_key=lambda v: v.confirmed, align=Align.RIGHT, width=2.8
        ),
        ColumnSpec(
            "计分",
            lambda v: points(v.counted),
            sort_key=lambda v: v.counted,
            align=Align.RIGHT,
            width=2.8,
            tip=lambda v: "；".join(v.causes),
        ),
        ColumnSpec("依据", lambda v: v.basis, width=6, stretch=True, tip=lambda v: v.basis),
        ColumnSpec("状态", short_state, width=5.5, state=state_tone, tip=state_tip),
    ]  # fmt: skip
