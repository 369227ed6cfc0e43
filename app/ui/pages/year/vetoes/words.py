"""What the 一票否决 desk says."""

from __future__ import annotations

from app.services.workflow import STATE_NAMES, VetoState
from app.services.year.veto_sheets import state_words
from app.services.year.veto_views import DECLINED, VetoBook, VetoView
from app.ui.table_models.columns import ColumnSpec
from app.ui.widgets.chips import Chip
from app.ui.widgets.reason_panel import ReasonRow
from app.ui.widgets.state import Tone

ALL = "all"
_TONES = {
    VetoState.PROPOSED: Tone.CARE,
    VetoState.DECIDED: Tone.FAULT,
    VetoState.REPAIRED: Tone.GOOD,
    VetoState.REVOKED: Tone.PLAIN,
}


def veto_columns() -> list[ColumnSpec[VetoView]]:
    """Columns of the list."""
    return [
        ColumnSpec(
            "党员", lambda v: v.member.label, sort_key=lambda v: v.member.pinyin, width=7.2, strong=True
        ),
        ColumnSpec("小组", lambda v: v.member.group, sort_key=lambda v: v.member.sort, width=3.4),
        ColumnSpec("情形", lambda v: v.rule_name, width=8, stretch=True, tip=lambda v: v.effect),
        ColumnSpec("发生日期", lambda v: f"{v.happened_on:%Y-%m-%d}", width=5.4, whole=True),
        ColumnSpec("依据", lambda v: v.basis, width=7, stretch=True, tip=lambda v: v.basis),
        ColumnSpec("第二人", lambda v: v.second, width=4),
        ColumnSpec(
            "状态",
            lambda v: STATE_NAMES[v.state],
            width=4.6,
            state=lambda v: _TONES[v.state],
            tip=state_words,
        ),
    ]


def chips_of(book: VetoBook | None) -> list[Chip]:
    """The filters with their numbers; states that nothing is in are left out."""
    vetoes = book.vetoes if book is not None else ()
    chips = [Chip(ALL, "全部", len(vetoes))]
    for state in VetoState:
        count = sum(veto.state is state for veto in vetoes)
        if count:
            chips.append(Chip(state.value, STATE_NAMES[state], count))
    return chips


def state_sentence(book: VetoBook) -> str:
    """Where the year stands."""
    if not book.grounds:
        return f"{book.term.title}的方案没有规定一票否决。"
    waiting = len(book.undecided)
    force = sum(veto.state is VetoState.DECIDED for veto in book.vetoes)
    if not book.vetoes:
        return f"{book.term.title}没有一票否决。"
    parts = [f"{book.term.title}已决定 {force} 条"]
    if waiting:
        parts.append(f"待书记决定 {waiting} 条")
    return "，".join(parts) + "。"


def note_of(veto: VetoView) -> str:
    """Who, what it does, and what is missing."""
    lines = [
        "　".join(part for part in (veto.member.group, veto.rule_name) if part),
        f"方案规定：{veto.effect}" if veto.effect else "",
    ]
    if veto.state is VetoState.PROPOSED and veto.lacks:
        lines.append(f"还缺：{'、'.join(veto.lacks)}")
    return "\n".join(line for line in lines if line)


def rows_of(veto: VetoView) -> list[ReasonRow]:
    """The steps that were taken, one below the other; the state is the result."""
    heard = "还没有"
    if veto.statement == DECLINED:
        heard = "放弃"
    elif veto.heard:
        heard = f"{veto.heard_on:%m-%d}"
    said = "" if veto.statement == DECLINED else veto.statement
    rows = [
        ReasonRow("发生日期", f"{veto.happened_on:%Y-%m-%d}"),
        ReasonRow("依据", "有" if veto.basis else "还没有", veto.basis),
        ReasonRow("听取陈述", heard, DECLINED if veto.statement == DECLINED else said),
    ]
    if veto.decided_on is not None:
        rows.append(
            ReasonRow("书记决定", f"{veto.decided_on:%m-%d}", f"{veto.decided_by}；第二人：{veto.second}")
        )
    if veto.repaired_on is not None:
        told = f"{veto.repair_basis}；第二人：{veto.repair_second}"
        rows.append(ReasonRow("整改", f"{veto.repaired_on:%m-%d}", told))
    if veto.revoked_on is not None:
        told = f"{veto.revoke_reason}；第二人：{veto.revoke_second}"
        rows.append(ReasonRow("撤销", f"{veto.revoked_on:%m-%d}", told))
    rows.append(ReasonRow("状态", STATE_NAMES[veto.state], result=True))
    return rows


def decide_question(veto: VetoView, second: str) -> tuple[str, str]:
    """The question before the step that is never overwritten."""
    text = f"决定对{veto.member.label}一票否决（{veto.rule_name}）吗？"
    return text, f"{veto.effect}。第二人：{second}。决定以后不能修改，只能登记整改，或者写明理由撤销。"
