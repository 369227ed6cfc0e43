"""What the page says: counts on the chips, the state in a sentence, the next step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from enum import Enum

from app.services.lines import LineView
from app.services.meeting_views import MeetingView, lacks
from app.services.numbers import format_points
from app.services.workflow import LineState, PeriodState, Role
from app.ui.pages.confirm.attendance import quorum_words
from app.ui.pages.confirm.columns import ready
from app.ui.widgets.chips import Chip
from app.ui.widgets.member_picker import Person
from app.ui.widgets.reason_panel import ReasonRow

OPEN_STATES = frozenset({PeriodState.OPEN, PeriodState.COLLECTING})

#: Key, words and condition of each chip.
CHIPS: dict[str, tuple[str, Callable[[LineView], bool]]] = {
    "all": ("全部", lambda line: True),
    "open": ("待定", lambda line: not line.decision),
    "plus": ("加分", lambda line: not line.deduction),
    "minus": ("扣分", lambda line: line.deduction),
    "return": ("退回", lambda line: line.decision == "return"),
}


class NextStep(Enum):
    """What the red button does; its words may carry a number."""

    REST = "确认其余"
    BASIS = "补依据"
    COLLECT = "去汇总"
    EACH = "逐条评定"
    EFFECT = "评定生效"
    POST = "去公示"
    NONE = ""


def chips_of(lines: Sequence[LineView]) -> list[Chip]:
    """The chips with their counts."""
    return [Chip(key, words, sum(map(holds, lines))) for key, (words, holds) in CHIPS.items()]


def next_step(state: PeriodState, lines: Sequence[LineView]) -> NextStep:
    """The step that the meeting needs now."""
    if state not in OPEN_STATES:
        return NextStep.POST if state is PeriodState.CONFIRMED else NextStep.NONE
    if not lines and state is PeriodState.OPEN:
        return NextStep.NONE
    undecided = [line for line in lines if not line.decision]
    if any(ready(line) for line in undecided):
        return NextStep.REST
    if any(lacking(line) for line in lines):
        return NextStep.BASIS
    if any(line.state is LineState.DECLARED for line in undecided):
        return NextStep.COLLECT
    return NextStep.EACH if undecided else NextStep.EFFECT


def lacking(line: LineView) -> bool:
    """Whether a line holds up 评定生效 for want of a basis or a second person."""
    return (
        lacks(line)
        and line.decision in {"", "confirm", "adjust"}
        and line.state is LineState.COLLECTED
    )  # fmt: skip


def state_sentence(view: MeetingView, lines: Sequence[LineView], role: Role) -> str:
    """The meeting in a sentence below the heading."""
    draft = view.draft
    when = f"{draft.held_on.month}月{draft.held_on.day}日"
    if view.period_state not in OPEN_STATES:
        who = f"，{view.effective_by}确认" if view.effective_by else ""
        return f"{draft.kind} {when} · 已生效{who} · 共 {len(lines)} 条"
    if not lines:
        return "本月还没有申报事项。"
    undecided = sum(not line.decision for line in lines)
    ready = "可以生效" if role is Role.SECRETARY else "都已评定，等书记生效"
    rest = f"待定 {undecided:,} 条" if undecided else ready
    if not view.uid:
        return f"会议还没有登记到会 · {rest}"
    eligible, came = len(view.eligible), view.voters_present
    words = quorum_words(came, eligible)
    return f"{when}{draft.kind} · 应到 {eligible} 实到 {came}，{words} · {rest}"


def step_words(step: NextStep, lines: Sequence[LineView], *, takes: int, narrowed: bool) -> tuple[str, bool]:
    """Words of the red button, and whether it can be pressed.

    Args:
        step: The step.
        lines: All lines before the meeting.
        takes: How many of them "确认其余" would take.
        narrowed: Whether it takes only those of a narrowed list.
    """
    if step is NextStep.REST:
        return f"{'确认所列' if narrowed else step.value} {takes:,} 条", takes > 0
    if step is NextStep.EACH:
        return f"{step.value} {sum(not line.decision for line in lines)} 条", True
    if step is NextStep.BASIS:
        return f"{step.value} {sum(map(lacking, lines))} 条", True
    return step.value, True


def closed_words(view: MeetingView, month: str, role: Role) -> str:
    """Why nothing can be decided here; empty where it can."""
    if view.period_state not in OPEN_STATES:
        return f"{month}评定已生效，只能查看。"
    return "现在是查看人，只能看和打印。" if role is Role.VIEWER else ""


def second_persons(view: MeetingView, actor_uid: str | None) -> list[Person]:
    """Who can stand beside the one who acts: full members who may come to the meeting."""
    return [
        Person(m.uid, m.label, m.pinyin, m.initials, m.name)
        for m in view.attendees
        if m.status == "full" and m.uid != actor_uid
    ]


def left_words(warnings: Sequence[str]) -> str:
    """How many lines "确认其余" left, and why; empty for none."""
    lack = sum("缺依据" in warning for warning in warnings)
    parts = [f"，{lack} 条缺依据没有认定" if lack else ""]
    if len(warnings) > lack:
        parts.append(f"，{len(warnings) - lack} 条要逐条评定")
    return "".join(parts)


def program_rows(view: MeetingView) -> list[ReasonRow]:
    """What the program makes in this month, by member, and what it comes to."""
    names = {member.uid: member for member in view.members}
    rows = [
        ReasonRow(
            f"{names[line.member_uid].label} · {line.item_name}",
            format_points(line.counted, view.decimals),
            line.cause,
        )
        for line in sorted(view.program, key=lambda p: (names[p.member_uid].sort, p.day))
    ]
    total = sum((line.counted for line in view.program), Decimal(0))
    return [*rows, ReasonRow("合计", format_points(total, view.decimals), result=True)]


def empty_words(state: PeriodState) -> tuple[str, str, str]:
    """Text, button and hint in place of a list without lines."""
    if state is PeriodState.OPEN:
        return "本月还没有可以评定的事项", "去申报", "先录入申报、收齐各组，再开会评定。"
    if state is PeriodState.COLLECTING:
        return "本月没有人申报事项", "", "各组已开始汇总；确实没有事项的，可以直接评定生效。"
    return "本月没有申报事项，会议已评定", "", "可以直接公示。"


def effect_question(title: str, view: MeetingView, lines: Sequence[LineView]) -> tuple[str, str]:
    """Text and hint of the question before 评定生效."""
    counts = {word: sum(line.decision == key for line in lines) for key, word in _DECIDED}
    figures = "、".join(f"{word} {count} 条" for word, count in counts.items() if count)
    postings = counts["认定"] + counts["调整"]
    text = f"{title}共 {len(lines)} 条：{figures or '没有申报事项'}。记入台账 {postings} 条。"
    hint = "生效以后不能撤销，有错只能更正，请再核对一遍。"
    if view.warnings:
        hint += "\n\n会议记录上会写明：\n" + "\n".join(f"• {warning}" for warning in view.warnings)
    return text, hint


_DECIDED = (("confirm", "认定"), ("adjust", "调整"), ("reject", "不予认定"), ("return", "退回"))
