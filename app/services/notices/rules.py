"""What may be posted, posted again and closed; each refusal says why and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import Issue, ValidationFailed, WorkflowError
from app.models import Meeting, Notice, Period
from app.services.months import day_title
from app.services.notices.days import rule_text
from app.services.notices.views import HANGING, NoticeDraft, NoticeView
from app.services.scoring import PeriodKind, Scheme
from app.services.terms import Term
from app.services.workflow import MeetingPurpose, NoticeState, PeriodState

_MOST_REASON = 60


def check_draft(
    session: Session,
    period: Period,
    scheme: Scheme,
    draft: NoticeDraft,
    *,
    earliest: date,
    today: date,
    again: Notice | None,
) -> None:
    """Refuse a notice that begins before it is frozen, hangs too short, or lacks what must stand on it.

    Args:
        session: Session of the transaction.
        period: What is posted.
        scheme: Version in force at its end.
        draft: What was chosen.
        earliest: First day on which it may end.
        today: Day on which it is frozen: nobody could read it before.
        again: The version that it replaces; ``None`` for the first.

    Raises:
        ValidationFailed: all faults.
    """
    issues = []
    decided = select(func.max(Meeting.held_on)).where(Meeting.period_id == period.id)
    if again is None:
        decided = decided.where(Meeting.purpose != MeetingPurpose.CORRECTION.value)
    met = session.scalar(decided)
    if met is not None and draft.starts_on < met:
        what = "更正" if again is not None else "评定"
        text = f"{day_title(met)}才{what}，公示不能早于这一天。"
        issues.append(Issue("开始日期", "starts_on", text))
    elif draft.starts_on < today:
        text = f"这张公示表今天（{today:%Y-%m-%d}）才生成，公示从今天或以后开始。"
        issues.append(Issue("开始日期", "starts_on", text))
    if draft.ends_on < earliest:
        issues.append(
            Issue("截止日期", "ends_on", f"方案规定公示{rule_text(scheme)}，最早到 {earliest:%Y-%m-%d} 止。")
        )
    if not draft.place.strip():
        issues.append(Issue("地点", "place", "请填写张贴地点，例如“党务公开栏、支部微信群”。"))
    if not draft.contact.strip():
        issues.append(Issue("联系人", "contact", "请填写受理异议的人和电话。"))
    if again is not None and not draft.reason.strip():
        issues.append(Issue("更正原因", "reason", "请写明为什么重新公示，例如“异议核查后更正”。"))
    if len(draft.reason.strip()) > _MOST_REASON:
        issues.append(Issue("更正原因", "reason", f"更正原因请不要超过 {_MOST_REASON} 个字。"))
    if issues:
        raise ValidationFailed(issues)


def hanging_of(notices: Sequence[Notice], term: Term) -> Notice:
    """The version that hangs now; what is closed is corrected by the next notice."""
    if notices and NoticeState(notices[0].state) in HANGING:
        return notices[0]
    what = "公示已经结束" if notices else "还没有张贴公示"
    raise WorkflowError(
        f"{term.title}{what}，不能重新公示。", hint="公示结束以后的更正，写在以后月份的公示里。"
    )


def refuse_unposted(scheme: Scheme, term: Term, state: PeriodState) -> None:
    """Refuse a term that the scheme does not post, or that is not settled."""
    if term.kind not in scheme.posting.periods:
        raise WorkflowError(f"{term.title}按方案不单独公示。", hint="评定（核定）以后可以直接归档。")
    if term.kind is not PeriodKind.MONTH and state is PeriodState.OPEN:
        raise WorkflowError(f"{term.title}还没有核定，不能张贴公示。", hint="请先在“年终”里核定生效。")


def refuse_uncorrected(view: NoticeView) -> None:
    """Refuse to close while the sheet that hangs says something that was corrected."""
    if view.corrected:
        names = "、".join(row.name for row in view.changed[:5])
        raise WorkflowError(
            f"{view.term.title}公示的分数已经更正（{names}），张贴的还是旧表，不能结束。",
            hint="请先按“更正后重新公示”张贴新的一版。",
        )


def refuse_objected(numbers: tuple[str, ...], term: Term) -> None:
    """Refuse to close while objections are open."""
    if numbers:
        raise WorkflowError(
            f"{term.title}公示还有 {len(numbers)} 件异议没有答复（{'、'.join(numbers)}），不能结束。",
            hint="请先到“异议更正”页核查并答复；异议成立的，更正后重新公示。",
        )
