"""The five steps of a month on 首页, and the words of what a notice waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.models import Notice

from .collection import MonthCollection
from .lines import FAULT_NAMES
from .meeting_views import MeetingView
from .months import day_title
from .notices.days import posted_words, rule_text
from .scoring import Scheme
from .scoring.kinds import PeriodKind
from .workflow import NoticeState, PeriodState


class StepState(StrEnum):
    """How a step stands: done, needs something, is the next one, or waits for the one before."""

    DONE = "done"
    CARE = "care"
    NEXT = "next"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Step:
    """One card of the 首页.

    Attributes:
        key: Page that the button opens ("declare", "collect", "confirm", "post").
        figure: "34 / 38 人", "未开始".
        progress: 0 to 1.
        note: What is missing, by name.
        action: Text of the button, empty for none.
    """

    key: str
    title: str
    figure: str
    progress: float
    note: str
    state: StepState
    action: str


@dataclass(frozen=True, slots=True)
class Todo:
    """One line of 要办的事. ``page`` is where its button leads; empty: nothing to do."""

    text: str
    state: StepState
    action: str
    page: str


@dataclass(frozen=True, slots=True)
class Again:
    """A notice whose figures were corrected: it cannot be closed before another version hangs.

    Attributes:
        version: The one that is due.
        names: Whose figures changed, as the board calls them.
    """

    version: int
    names: tuple[str, ...]


def _names(people: tuple[str, ...], limit: int = 4) -> str:
    return "、".join(people[:limit]) + (f" 等 {len(people)} 人" if len(people) > limit else "")


def declare_step(view: MonthCollection) -> Step:
    """1 申报: who has handed in a card."""
    members = [s for g in view.groups for s in g.members]
    handed = sum(s.handed_in for s in members)
    missing = tuple(m.label for g in view.groups for m in g.missing)
    if not members:
        return Step("members", "1 申报", "还没有党员", 0.0, "先导入党员名册", StepState.NEXT, "去导入")
    closed = view.state not in {PeriodState.OPEN, PeriodState.COLLECTING}
    done = not missing or closed
    note = f"{len(missing)} 人未交卡：{_names(missing)}" if missing else "人人已交卡"
    state = StepState.DONE if done else (StepState.CARE if handed else StepState.NEXT)
    return Step(
        "declare", "1 申报", f"{handed} / {len(members)} 人", handed / len(members), note, state,
        "查看" if done else ("补录" if handed else "开始申报"),
    )  # fmt: skip


def collect_step(view: MonthCollection) -> Step:
    """2 汇总: which groups are collected."""
    total = len(view.groups)
    if not total:
        return Step("collect", "2 汇总", "未开始", 0.0, "等申报", StepState.WAIT, "")
    done = sum(g.collected_on is not None for g in view.groups)
    open_groups = tuple(g.group for g in view.groups if g.collected_on is None)
    faults: dict[str, int] = {}
    for group in view.groups:
        for line in group.faulty:
            for fault in line.faults:
                faults[FAULT_NAMES[fault]] = faults.get(FAULT_NAMES[fault], 0) + 1
    parts = [f"{'、'.join(open_groups[:4])}未汇总"] if open_groups and done else []
    parts += [f"{count} 条{name}" for name, count in faults.items()]
    started = done > 0 or view.state is not PeriodState.OPEN
    state = StepState.DONE if done == total else (StepState.CARE if started else StepState.WAIT)
    return Step(
        "collect", "2 汇总", f"{done} / {total} 组" if started else "未开始", done / total,
        "；".join(parts) or ("各组已汇总" if done == total else "等申报完成"), state, "查看" if started or faults else "",
    )  # fmt: skip


def confirm_step(view: MeetingView) -> Step:
    """3 评定: how many lines are decided."""
    if view.period_state not in {PeriodState.OPEN, PeriodState.COLLECTING}:
        note = f"{day_title(view.draft.held_on)} {view.draft.kind}，{len(view.lines)} 条"
        return Step("confirm", "3 评定", "已生效", 1.0, note, StepState.DONE, "查看")
    if view.period_state is PeriodState.OPEN:
        return Step("confirm", "3 评定", "未开始", 0.0, "等汇总完成", StepState.WAIT, "")
    total = len(view.lines)
    decided = total - len(view.open)
    share = decided / total if total else 0.0
    note = f"待定 {len(view.open)} 条" if view.open else "可以评定生效"
    return Step("confirm", "3 评定", f"{decided} / {total} 条", share, note, StepState.NEXT, "去评定")


def post_step(
    scheme: Scheme, state: PeriodState, notice: Notice | None, today: date, *, again: Again | None
) -> Step:
    """4 公示: how long it has hung, and whether another version has to hang before it can be closed."""
    if PeriodKind.MONTH not in scheme.posting.periods:
        waiting = state is PeriodState.CONFIRMED
        return Step(
            "post", "4 公示", "本月不公示", 1.0 if state is PeriodState.ARCHIVED else 0.0, posted_words(scheme),
            StepState.NEXT if waiting else StepState.WAIT, "归档" if waiting else "",
        )  # fmt: skip
    if notice is None:
        if state is PeriodState.CONFIRMED:
            return Step("post", "4 公示", "可以张贴", 0.0, rule_text(scheme), StepState.NEXT, "去公示")
        return Step("post", "4 公示", "未开始", 0.0, rule_text(scheme), StepState.WAIT, "")
    days = (notice.ends_on - notice.starts_on).days + 1
    if notice.state == NoticeState.CLOSED.value:
        return Step("post", "4 公示", "已结束", 1.0, f"共 {days} 天", StepState.DONE, "查看")
    hung = max(0, min(days, (today - notice.starts_on).days + 1))
    if again is not None:
        return Step(
            "post", "4 公示", "要重新公示", hung / days, f"有更正，第 {again.version} 版还没有张贴",
            StepState.NEXT, "去公示",
        )  # fmt: skip
    if notice.state == NoticeState.OBJECTED.value:
        return Step(
            "post", "4 公示", "有异议", hung / days, "异议办结以后才能结束公示", StepState.CARE, "查看"
        )  # fmt: skip
    over = today > notice.ends_on
    return Step(
        "post", "4 公示", "公示已满" if over else f"第 {hung} / {days} 天", hung / days,
        f"{notice.starts_on:%m-%d} 至 {notice.ends_on:%m-%d}", StepState.NEXT if over else StepState.CARE,
        "结束公示" if over else "查看",
    )  # fmt: skip


def sentence(steps: tuple[Step, ...], state: PeriodState, *, posted: bool, again: Again | None) -> str:
    """The month's state in a sentence under the heading."""
    if state is PeriodState.ARCHIVED:
        return "本月已归档。"
    if state is PeriodState.POSTED and again is not None:
        return f"公示后有更正，下一步张贴第 {again.version} 版。"
    if state is PeriodState.POSTED:
        return "正在公示，期满后归档。"
    if state is PeriodState.CONFIRMED:
        return "已评定，下一步张贴公示。" if posted else "已评定，本月不公示，可以归档。"
    left = sum(step.state is not StepState.DONE for step in steps[:3])
    return f"还差 {left} 步到{'公示' if posted else '归档'}。" if left else "可以评定生效。"


def notice_todos(title: str, notice: Notice | None, today: date, *, again: Again | None) -> list[Todo]:
    """What a notice that hangs waits for."""
    if again is not None:
        names = "、".join(again.names[:4]) + (f" 等 {len(again.names)} 人" if len(again.names) > 4 else "")
        text = f"{title}公示后有更正（{names}），要重新公示第 {again.version} 版"
        return [Todo(text, StepState.CARE, "去公示", "post")]
    # Each open objection has a line of its own, with the day of its answer.
    if notice is None or notice.state in {NoticeState.CLOSED.value, NoticeState.OBJECTED.value}:
        return []
    if today > notice.ends_on:
        return [Todo(f"{title}公示已满，可以结束并归档", StepState.NEXT, "结束公示", "post")]
    return [Todo(f"{title}公示到 {day_title(notice.ends_on)} 止", StepState.WAIT, "", "")]
