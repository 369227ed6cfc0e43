"""The small forms for what has a date: class, status, mobility, exemption, branch, leaving and coming back.

A form is described as data; the side panel draws it and hands the answers back to ``submit``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from app.services.actor import Actor
from app.services.changes import Changes
from app.services.member_views import ExemptionView, MemberDetail
from app.services.scoring import Scheme
from app.services.workflow import Role

if TYPE_CHECKING:
    from app.services.members import MemberService
    from app.services.units import BranchView, GroupView

Answers = Mapping[str, str | date | None]
Submit = Callable[[Actor, Answers], Changes]


class Ask(StrEnum):
    """What kind of answer a question takes."""

    DATE = "date"
    CHOICE = "choice"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a small form.

    Attributes:
        key: Name of the field in the service, as its issues name it.
        words: Label.
        kind: Kind of answer.
        value: What stands there at first.
        choices: Value and words of each choice.
        hint: Quiet words below.
        needed: Whether the form asks for it before the service is called.
    """

    key: str
    words: str
    kind: Ask = Ask.DATE
    value: str | date | None = None
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    needed: bool = True


@dataclass(frozen=True, slots=True)
class ChangeForm:
    """A small form.

    Attributes:
        title: What is changed, with the name.
        note: What follows from it.
        questions: The fields.
        action: The verb on the red button.
        submit: Does it; called with the actor and the answers.
    """

    title: str
    note: str
    questions: tuple[Question, ...]
    action: str
    submit: Submit


def _day(answers: Answers, key: str) -> date:
    value = answers[key]
    if not isinstance(value, date):
        raise TypeError(f"{key} is no date")
    return value


def _words(answers: Answers, key: str) -> str:
    value = answers.get(key)
    return value if isinstance(value, str) else ""


def category_form(
    members: MemberService, detail: MemberDetail, scheme: Scheme | None, today: date
) -> ChangeForm:
    """党员类别 from a date on."""
    now = detail.row.category
    classes = tuple(
        (part.id, f"{part.name}（{part.note}）" if part.note else part.name)
        for part in (scheme.categories if scheme is not None else ())
    )
    choices = classes or tuple((letter, f"{letter}类") for letter in "ABCD")
    has_note = "" if classes else "现行方案不分类，登记后不影响分数。"
    return ChangeForm(
        title=f"{detail.row.name} · 党员类别",
        note=f"以前月份仍按当时的类别计分。{has_note}",
        questions=(
            Question("category", "类别", Ask.CHOICE, now or choices[0][0], choices),
            Question("start", "从哪天起", value=today.replace(day=1)),
        ),
        action="保存类别",
        submit=lambda actor, told: members.set_category(
            actor, detail.row.uid, _words(told, "category"), _day(told, "start")
        ),
    )


def status_form(members: MemberService, detail: MemberDetail, today: date) -> ChangeForm:
    """转正, or back to probation when it was entered by mistake."""
    full = detail.row.status == "full"
    target = "probationary" if full else "full"
    return ChangeForm(
        title=f"{detail.row.name} · {'改为预备党员' if full else '转为正式党员'}",
        note="只在登记错了的时候用。" if full else "从转正之日起按正式党员计分、评定等次。",
        questions=(Question("start", "从哪天起" if full else "转正日期", value=today),),
        action="改为预备" if full else "转正",
        submit=lambda actor, told: members.set_status(actor, detail.row.uid, target, _day(told, "start")),
    )


def mobile_form(members: MemberService, detail: MemberDetail, today: date) -> ChangeForm:
    """流动党员 from a date on, or no longer."""
    ends = detail.row.mobile
    return ChangeForm(
        title=f"{detail.row.name} · {'不再是流动党员' if ends else '登记为流动党员'}",
        note="回村常住后按在村党员计。" if ends else "外出半年以上、在外工作生活的党员。",
        questions=(Question("start", "从哪天起", value=today),),
        action="保存",
        submit=lambda actor, told: members.set_mobile(
            actor, detail.row.uid, _day(told, "start"), mobile="" if ends else "yes"
        ),
    )


def exemption_form(
    members: MemberService, detail: MemberDetail, scheme: Scheme | None, today: date, *, role: Role
) -> ChangeForm:
    """不纳入积分: the step that comes next for this member."""
    waiting = pending_exemption(detail)
    if waiting is not None:
        return _approval(members, detail, waiting, today)
    held = current_exemption(detail, today)
    if held is not None:
        return _end(members, detail, held, today)
    return _application(members, detail, scheme, today, role=role)


def pending_exemption(detail: MemberDetail) -> ExemptionView | None:
    """The application that waits for the secretary."""
    return next((part for part in reversed(detail.exemptions) if part.approved_on is None), None)


def current_exemption(detail: MemberDetail, today: date) -> ExemptionView | None:
    """The approved exemption that holds now or later."""
    return next(
        (p for p in reversed(detail.exemptions) if p.approved_on and (p.end is None or p.end >= today)), None
    )


def _application(
    members: MemberService, detail: MemberDetail, scheme: Scheme | None, today: date, *, role: Role
) -> ChangeForm:
    approves = role is Role.SECRETARY
    questions = [
        Question("reason", "原因", Ask.TEXT, "", hint="只在支部内留存，不上公示表。", needed=False),
        Question("start", "从哪天起", value=today.replace(day=1)),
        Question("end", "到哪天止", hint="不填：长期", needed=False),
        Question("applied_on", "本人申请日期", value=today, needed=False),
    ]
    if approves:
        questions += [
            Question("approved_on", "支部同意日期", hint="还没有开会就先空着", needed=False),
            Question("approval_note", "同意的会议", Ask.TEXT, "", needed=False),
        ]
    note = scheme.members.exemption if scheme is not None and scheme.members.exemption else ""
    return ChangeForm(
        title=f"{detail.row.name} · 不纳入积分",
        note=note if approves else f"{note}。先登记申请，由书记批准后生效。".lstrip("。"),
        questions=tuple(questions),
        action="保存" if approves else "登记申请",
        submit=lambda actor, told: members.exempt(
            actor,
            detail.row.uid,
            start=_day(told, "start"),
            end=_optional_day(told, "end"),
            reason=_words(told, "reason"),
            applied_on=_optional_day(told, "applied_on"),
            approved_on=_optional_day(told, "approved_on"),
            approval_note=_words(told, "approval_note"),
        ),
    )


def _optional_day(answers: Answers, key: str) -> date | None:
    value = answers.get(key)
    return value if isinstance(value, date) else None


def _approval(
    members: MemberService, detail: MemberDetail, waiting: ExemptionView, today: date
) -> ChangeForm:
    return ChangeForm(
        title=f"{detail.row.name} · 批准不纳入积分",
        note=f"申请：{waiting.start:%Y-%m-%d} 起，{waiting.reason}。批准后从那天起不计分、不排名。",
        questions=(
            Question("approved_on", "支部同意日期", value=today),
            Question("note", "同意的会议", Ask.TEXT, "", hint="如：10月支委会讨论同意", needed=False),
        ),
        action="批准",
        submit=lambda actor, told: members.approve_exemption(
            actor, waiting.uid, _day(told, "approved_on"), _words(told, "note")
        ),
    )


def _end(members: MemberService, detail: MemberDetail, held: ExemptionView, today: date) -> ChangeForm:
    return ChangeForm(
        title=f"{detail.row.name} · 恢复积分管理",
        note=f"{held.start:%Y-%m-%d} 起不纳入积分：{held.reason}。",
        questions=(Question("last_day", "不纳入的最后一天", value=today, hint="第二天起恢复计分"),),
        action="恢复积分",
        submit=lambda actor, told: members.end_exemption(actor, held.uid, _day(told, "last_day")),
    )


def leaving_form(members: MemberService, detail: MemberDetail, today: date) -> ChangeForm:
    """转出 or 去世; for somebody who left: 转入."""
    if detail.left_on is not None:
        return ChangeForm(
            title=f"{detail.row.name} · 转入",
            note="转回本支部，或者原来登记错了。以前的记录都在。",
            questions=(Question("start", "从哪天起在本支部", value=today),),
            action="登记转入",
            submit=lambda actor, told: members.come_back(actor, detail.row.uid, _day(told, "start")),
        )
    return ChangeForm(
        title=f"{detail.row.name} · 转出或去世",
        note="以前的积分和纸面都保留；之后的月份不再列入。登记错了可以再转入。",
        questions=(
            Question(
                "how", "情况", Ask.CHOICE, "transferred", (("transferred", "转出"), ("deceased", "去世"))
            ),
            Question("last_day", "在本支部的最后一天", value=today),
            Question("note", "说明", Ask.TEXT, "", hint="如：转往某某支部", needed=False),
        ),
        action="登记",
        submit=lambda actor, told: members.leave(
            actor,
            detail.row.uid,
            last_day=_day(told, "last_day"),
            how=_words(told, "how"),
            note=_words(told, "note"),
        ),
    )


def entry_form(members: MemberService, detail: MemberDetail, today: date) -> ChangeForm:
    """The first day in the branch, where the import could only suppose it."""
    first = next((span.start for span in detail.spans if span.kind == "membership"), today)
    return ChangeForm(
        title=f"{detail.row.name} · 在本支部的起始日",
        note="从这一天起列入名单、计算积分。新导入的人先按导入那天登记，日期不同的在这里更正。",
        questions=(Question("start", "从哪天起在本支部", value=first),),
        action="保存",
        submit=lambda actor, told: members.enter(actor, detail.row.uid, _day(told, "start")),
    )


def move_form(
    members: MemberService,
    detail: MemberDetail,
    others: Sequence[tuple[BranchView, Sequence[GroupView]]],
    today: date,
) -> ChangeForm:
    """转到本村其他支部: branch and group are one choice, so that they always belong together."""
    choices = tuple(
        (
            f"{branch.uid}:{group.uid if group else ''}",
            f"{branch.short_name} {group.name if group else ''}".strip(),
        )
        for branch, groups in others
        for group in (groups or (None,))
    )

    def submit(actor: Actor, told: Answers) -> Changes:
        branch_uid, _, group_uid = _words(told, "target").partition(":")
        return members.move(
            actor, detail.row.uid, branch_uid=branch_uid, group_uid=group_uid, start=_day(told, "start")
        )

    return ChangeForm(
        title=f"{detail.row.name} · 转到本村其他支部",
        note=(
            f"转接当月起列入新支部的名单、申报卡、评定和公示，还没汇总的申报卡随人转过去；"
            f"以前月份的卡和台账留在{detail.row.branch}，本年累计跟着本人。"
        ),
        questions=(
            Question("start", "转接日期", value=today, hint="从这一天起在新支部"),
            Question("target", "转到", Ask.CHOICE, choices[0][0] if choices else None, choices),
        ),
        action="转支部",
        submit=submit,
    )


def moved_from(detail: MemberDetail) -> str:
    """Short name of the branch that the member left in the last move; empty for who never moved."""
    if len(detail.stays) < 2 or detail.stays[-1].branch_uid == detail.stays[-2].branch_uid:
        return ""
    return detail.stays[-2].branch


def undo_move_form(members: MemberService, detail: MemberDetail) -> ChangeForm:
    """撤销转支部, entered by mistake."""
    last, former = detail.stays[-1], moved_from(detail)
    return ChangeForm(
        title=f"{detail.row.name} · 撤销转支部",
        note=(
            f"{last.start:%Y-%m-%d} 从{former}转到{last.branch}的登记作废，还没评定的申报卡回到{former}。"
            f"{last.branch}已经评定过的，不能撤销，请另选日期转回。"
        ),
        questions=(),
        action="撤销转支部",
        submit=lambda actor, _told: members.undo_move(actor, detail.row.uid),
    )


def unanswered(questions: Sequence[Question], answers: Answers) -> list[Question]:
    """The needed questions that have no answer."""
    return [question for question in questions if question.needed and not answers.get(question.key)]
