"""How an objection is told: in the register, and line by line."""

from __future__ import annotations

from app.services.corrections.objection_views import RAISER_NAMES, TARGET_NAMES, ObjectionView
from app.services.workflow import STATE_NAMES, ObjectionState
from app.ui.pages.objections.correction_desk import chain_words
from app.ui.table_models.columns import ColumnSpec
from app.ui.widgets.state import Tone

_TONES = {
    ObjectionState.REGISTERED: Tone.CARE,
    ObjectionState.FOUND: Tone.CARE,
    ObjectionState.UPHELD: Tone.GOOD,
    ObjectionState.DISMISSED: Tone.GOOD,
    ObjectionState.WITHDRAWN: Tone.PLAIN,
}
_SHORT = {
    ObjectionState.REGISTERED: "待核查",
    ObjectionState.FOUND: "待答复",
    ObjectionState.UPHELD: "成立",
    ObjectionState.DISMISSED: "不成立",
    ObjectionState.WITHDRAWN: "已撤回",
}


def due_words(view: ObjectionView) -> str:
    """ "还有 3 天", "超过 2 天", or the day of the answer."""
    if view.days_left is None:
        return f"{view.replied_on:%m-%d} 答复" if view.replied_on is not None else ""
    if view.days_left < 0:
        return f"超过 {-view.days_left} 天"
    return f"还有 {view.days_left} 天" if view.days_left else "今天到期"


def _due_tone(view: ObjectionView) -> Tone | None:
    if view.days_left is None:
        return None
    return Tone.FAULT if view.days_left < 0 else Tone.CARE if view.days_left <= 1 else None


def _about(view: ObjectionView) -> str:
    return " · ".join(part for part in (view.about, view.line or TARGET_NAMES[view.target]) if part)


#: Hidden where the register has no room for them.
DETAIL_COLUMNS = (1, 4)
RAISER_COLUMN = 2

OBJECTION_COLUMNS: tuple[ColumnSpec[ObjectionView], ...] = (
    ColumnSpec(
        "编号", lambda v: f"{v.year}-{v.number}", sort_key=lambda v: (v.year, v.number), width=4, whole=True
    ),
    ColumnSpec("提出", lambda v: f"{v.raised_on:%m-%d}", sort_key=lambda v: v.raised_on, width=3.2),
    ColumnSpec("提出人", lambda v: v.raiser, width=5),
    ColumnSpec("关于", _about, width=9, stretch=True, tip=_about),
    ColumnSpec("内容", lambda v: v.content, width=9, stretch=True, tip=lambda v: v.content),
    ColumnSpec("期限", due_words, sort_key=lambda v: v.reply_due, width=5.5, state=_due_tone),
    ColumnSpec(
        "状态",
        lambda v: _SHORT[v.state],
        width=5,
        tip=lambda v: STATE_NAMES[v.state],
        state=lambda v: _TONES[v.state],
    ),
)


def story(row: ObjectionView) -> str:
    """What is known of an objection, line by line."""
    kind = RAISER_NAMES[row.raiser_kind]
    who = row.raiser if row.raiser == kind else f"{row.raiser}（{kind}）"
    lines = [
        f"{row.raised_on:%Y-%m-%d} {who}提出，针对{row.notice}。",
        f"{_about(row)}：{row.content}",
    ]
    if row.contact:
        lines.append(f"联系方式：{row.contact}")
    if row.is_open:
        if row.finding:
            lines.append(f"核查（{row.found_by}）：{row.finding}")
        lines.append(f"应在 {row.reply_due:%Y-%m-%d} 前答复，{due_words(row)}。")
        return "\n".join(lines)
    if row.finding:
        lines.append(f"核查（{row.found_by}）：{row.finding}")
    if row.reply_way and row.replied_on is not None:
        lines.append(f"{row.replied_on:%Y-%m-%d} {row.reply_way}：{row.reply}")
        lines.append(f"决定人 {row.decided_by}，第二人 {row.second}。")
    elif row.reply:
        lines.append(row.reply)
    lines += [chain_words(each, 1) for each in row.corrections]
    return "\n".join(lines)
