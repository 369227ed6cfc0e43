"""How a line reads on the screen: its state, its faults, its arithmetic."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.line_entry import LineDraft
from app.services.lines import LineView
from app.services.months import Month
from app.services.numbers import format_points
from app.services.program_lines import PROGRAM, ProgramLine
from app.services.scoring import Item
from app.services.workflow import STATE_NAMES, LineState
from app.ui.pages.line_words import act_words, fault_words, first_of, source_words
from app.ui.widgets.state import Tone


def item_words(line: LineView) -> str:
    """Item and what was measured: "参加志愿服务 · 3 次 · 带头"."""
    return f"{line.item_name} · {line.detail}" if line.detail else line.item_name


def state_words(line: LineView) -> str:
    """Faults first, then 补记, then where the line stands."""
    words = fault_words(line)
    if line.late:
        words.append("补记")
    if line.state is LineState.RETURNED:
        words.insert(0, STATE_NAMES[line.state])
    return "、".join(words) or STATE_NAMES[line.state]


def short_state(line: LineView) -> str:
    """The state in a narrow column: the first word, and that there are more; the panel says them all."""
    return first_of(state_words(line).split("、"))


def state_tone(line: LineView) -> Tone:
    """Care for a fault or a returned line, good once it is decided."""
    if line.faults or line.state is LineState.RETURNED:
        return Tone.CARE
    if line.state in {LineState.CONFIRMED, LineState.ADJUSTED}:
        return Tone.GOOD
    if line.state is LineState.COLLECTED:
        return Tone.LOCKED
    return Tone.INFO if line.late else Tone.PLAIN


def facts_of(line: LineView) -> str:
    """Where the line comes from, in one small paragraph."""
    parts = [f"来自{source_words(line)}，{line.entered_by}录入"]
    if line.on_word_of and not line.deduction:
        parts.append(f"代填：{line.on_word_of}")
    if line.act_with:
        parts.append(act_words(line))
    if line.also:
        parts.append(f"同一件事另给{line.also}计分")
    if line.second:
        parts.append(f"第二人：{line.second}")
    if line.basis:
        parts.append(f"依据：{line.basis}")
    if line.late:
        parts.append(
            f"补记：事情在 {line.deed_date:%Y-%m-%d}" + (f"，{line.late_reason}" if line.late_reason else "")
        )
    return "；".join(parts) + "。"


def program_words(lines: Sequence[ProgramLine], *, decimals: int) -> str:
    """What the program makes for a member, in one small paragraph below the card; empty for nothing."""
    if not lines:
        return ""
    parts = [
        f"{line.item_name} {format_points(line.counted, decimals)} 分"
        + (f"（{line.cause}）" if line.cause else "")
        for line in lines
    ]
    return f"{PROGRAM}，不用申报：{'；'.join(parts)}。"


def advice(item: Item, draft: LineDraft, month: Month) -> list[str]:
    """What is not wrong in a line that is being typed, but should be known before it is saved."""
    found = []
    if item.needs_second_person and not (draft.basis and draft.second_uid):
        found.append("扣分要有依据和第二人，评定前须补齐")
    if draft.deed_date < month.first:
        found.append(f"{draft.deed_date:%Y-%m-%d} 早于{month.title}，按补记登记")
    return found
