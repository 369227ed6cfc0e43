"""What the page says about the notice, and which step comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from app.services.months import day_title
from app.services.notices import NoticeView
from app.services.workflow import NoticeState, PeriodState
from app.ui.pages.post.board_picture import board_summary


class PostStep(Enum):
    """What the red button does."""

    POST = "张贴公示"
    CLOSE = "结束公示并归档"
    ARCHIVE = "归档"
    CONFIRM = "去评定"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the notice stands.

    Attributes:
        step: The next step.
        sentence: Below the heading.
        waiting: Why the step cannot be taken yet; empty when it can.
    """

    step: PostStep
    sentence: str
    waiting: str = ""


def standing(view: NoticeView, today: date) -> Standing:
    """Where the notice of a month stands on a day."""
    people = board_summary(view)
    if view.state is NoticeState.CLOSED or view.period_state is PeriodState.ARCHIVED:
        return Standing(PostStep.NONE, f"{people} · 已归档")
    if view.can_close_on is not None:
        draft = view.draft
        hung, days = (today - draft.starts_on).days + 1, (draft.ends_on - draft.starts_on).days + 1
        by = f" · {view.posted_by}张贴" if view.posted_by else ""
        if today < view.can_close_on:
            when = f"公示到 {day_title(draft.ends_on)} 止，{day_title(view.can_close_on)} 起可以结束并归档。"
            state = f"第 {hung} 天，共 {days} 天" if hung > 0 else f"{day_title(draft.starts_on)} 开始"
            return Standing(PostStep.CLOSE, f"公示中 · {state} · {people}{by}", when)
        return Standing(PostStep.CLOSE, f"公示已满 {days} 天，可以结束并归档 · {people}{by}")
    if view.period_state is not PeriodState.CONFIRMED:
        return Standing(PostStep.CONFIRM, "还没有评定，等评定生效后再公示。")
    if not view.posted_by_scheme:
        return Standing(PostStep.ARCHIVE, "方案规定这个月不单独公示，评定后直接归档。")
    return Standing(PostStep.POST, f"已评定，可以张贴 · {people} · 公示{view.rule}")
