"""What the page says about the notice, and which step comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from app.services.member_views import MemberRow
from app.services.months import day_title
from app.services.notices.views import NoticeView
from app.services.scoring import PeriodKind
from app.services.workflow import NoticeState, PeriodState
from app.ui.pages.post.board_picture import board_summary

_NAMED = 4


class PostStep(Enum):
    """What the red button does."""

    POST = "张贴公示"
    AGAIN = "更正后重新公示"
    REPOST = "张贴新的一版"
    CLOSE = "结束公示并归档"
    ARCHIVE = "归档"
    CONFIRM = "去评定"
    SETTLE = "去年终"
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
    """Where the notice of a term stands on a day."""
    people = board_summary(view)
    if view.versions and view.state is NoticeState.DRAFT:
        return Standing(
            PostStep.REPOST, f"第 {view.version} 版 · 更正 {len(view.changed)} 人 · 公示{view.rule}"
        )
    if view.state is NoticeState.REPLACED:
        return Standing(PostStep.NONE, f"第 {view.version} 版 · {people} · 已由新的一版代替")
    if view.can_close_on is not None:
        return _hanging(view, today, people)
    if view.state is NoticeState.CLOSED or view.period_state is PeriodState.ARCHIVED:
        return Standing(PostStep.NONE, f"{people} · 已归档" if view.posted_by_scheme else "已归档")
    if view.period_state is not PeriodState.CONFIRMED:
        if view.term.kind is PeriodKind.MONTH:
            return Standing(PostStep.CONFIRM, "还没有评定，等评定生效后再公示。")
        return Standing(PostStep.SETTLE, "还没有核定，等核定生效后再公示。")
    if not view.posted_by_scheme:
        return Standing(PostStep.ARCHIVE, "方案规定这个月不单独公示，评定后直接归档。")
    done = "已评定" if view.term.kind is PeriodKind.MONTH else "已核定"
    return Standing(PostStep.POST, f"{done}，可以张贴 · {people} · 公示{view.rule}")


def _hanging(view: NoticeView, today: date, people: str) -> Standing:
    draft = view.draft
    hung, days = (today - draft.starts_on).days + 1, (draft.ends_on - draft.starts_on).days + 1
    by = f" · {view.posted_by}张贴" if view.posted_by else ""
    again = f"第 {view.version} 版" if view.version > 1 else ""
    over = view.can_close_on is not None and today >= view.can_close_on
    state = f"第 {hung} 天，共 {days} 天" if hung > 0 else f"{day_title(draft.starts_on)} 开始"
    # Full or not, an open objection comes first: nothing can be closed before it is answered.
    word = "公示中（有异议）" if view.objections else ("公示已满" if over else "公示中")
    sentence = (
        " · ".join(part for part in (word, again, f"已满 {days} 天" if over else state, people) if part) + by
    )
    if view.corrected:
        return Standing(PostStep.AGAIN, sentence)
    if view.objections:
        numbers = "、".join(view.objections[:_NAMED])
        waiting = f"还有 {len(view.objections)} 件异议没有答复（{numbers}），办结以后才能结束公示。"
        return Standing(PostStep.CLOSE, sentence, waiting)
    if not over and view.can_close_on is not None:
        when = f"公示到 {day_title(draft.ends_on)} 止，{day_title(view.can_close_on)} 起可以结束并归档。"
        return Standing(PostStep.CLOSE, sentence, when)
    return Standing(PostStep.CLOSE, f"公示已满 {days} 天，可以结束并归档 · {people}{by}")


def with_whole_names(view: NoticeView, members: Iterable[MemberRow]) -> NoticeView:
    """The same with whole names in what is told to who works here; the board itself keeps its surnames."""
    names = {member.uid: member.label for member in members}
    told = (replace(row, name=names.get(row.member_key, row.name)) for row in view.changed)
    return replace(view, changed=tuple(told))


def changes_text(view: NoticeView) -> str:
    """Who differs from the sheet that hangs, a line each; empty when nobody does."""
    if not view.changed:
        return ""
    # An arrow stays between its two figures.
    lines = [f"{row.name}：{row.words}".replace(" → ", "\u00a0→\u00a0") for row in view.changed[:_NAMED]]
    if len(view.changed) > _NAMED:
        lines.append(f"……共 {len(view.changed)} 人")
    head = "这一版更正：" if view.state is NoticeState.DRAFT else "下列人员的分数与张贴的公示表不一致："
    return "\n".join((head, *lines))
