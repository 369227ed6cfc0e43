"""异议: taken in against a hanging notice, looked into, answered; upheld, it is put right in the same step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import Issue, UserError, ValidationFailed, WorkflowError
from app.models import Member, Notice, Objection, Period, Posting, Unit
from app.models.uow import UnitOfWork
from app.services.actor import OFFICERS, Actor, require
from app.services.audit import record
from app.services.base import Service, by_uid
from app.services.changes import Changes, Kind
from app.services.corrections.booking import CorrectionBook
from app.services.corrections.objection_rules import concerned_by, id_of, nobody, subject_of, text_issues
from app.services.corrections.objection_views import (
    REPLY_WAYS,
    ObjectionsView,
    ObjectionView,
    Raiser,
    Target,
    announces_grades,
    count_open,
    hanging_notices,
    objection_views,
)
from app.services.corrections.reach import hanging_notice
from app.services.corrections.rules import Change
from app.services.corrections.service import CHANGED
from app.services.ledger import Ledger
from app.services.line_entry import check_second
from app.services.preferences import option_value
from app.services.safety.dates import refuse_doubtful_date
from app.services.schemes import SchemeBook
from app.services.workflow import NOTICE, OBJECTION, Action, Guard, NoticeState, ObjectionState, Role, advance
from app.settings import OBJECTION_DAYS

#: A grade is no posting: nothing of the ledger is put right, the meeting has to look at it again.
_GRADE_ADVICE = "总评已生效，等次不在这里改；涉及等次的，请由党员大会复议，把结论答复提出人并存档"


@dataclass(frozen=True, slots=True)
class ObjectionDraft:
    """An objection as it is taken in.

    Attributes:
        notice_uid: The hanging notice that it is against.
        raised_on: Day on which it was raised.
        raiser_uid: The member who raised it; ``raiser_name`` and ``contact`` of anybody else, if they were told.
        about_uid: The member concerned; ``posting_uid`` the entry, of an objection against a line.
        content: What is said to be wrong.
    """

    notice_uid: str
    raised_on: date
    raiser_kind: Raiser
    target: Target
    content: str
    raiser_uid: str = ""
    raiser_name: str = ""
    contact: str = ""
    about_uid: str = ""
    posting_uid: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer as it was given.

    Attributes:
        text: In words.
        on: Day.
        way: 当面答复, 电话答复 …
        second_uid: Second person of the decision.
    """

    text: str
    on: date
    way: str
    second_uid: str


class ObjectionService(Service):
    """Use cases of the 异议 part of the 异议更正 page."""

    def __init__(self, uow: UnitOfWork, clock: Clock, book: SchemeBook, ledger: Ledger) -> None:
        super().__init__(uow, clock)
        self._booking = CorrectionBook(book, ledger, clock)

    # -- looking --------------------------------------------------------------------------------------------

    def page(self, branch_uid: str, year: int | None = None) -> ObjectionsView:
        """The register of a year (default: this one) with the notices that hang; open ones of earlier years too."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            wanted = year or self.today().year
            rows = objection_views(session, unit, today=self.today())
            return ObjectionsView(
                year=wanted,
                rows=tuple(row for row in rows if row.year == wanted or row.is_open),
                notices=hanging_notices(session, unit),
                reply_days=option_value(session, OBJECTION_DAYS),
            )

    def get(self, uid: str) -> ObjectionView:
        """One objection."""
        with self.uow.read() as session:
            row = by_uid(session, Objection, uid)
            unit = session.get_one(Unit, row.unit_id)
            return objection_views(session, unit, today=self.today(), uids=[uid])[0]

    # -- taking in ------------------------------------------------------------------------------------------

    def register(self, actor: Actor, branch_uid: str, draft: ObjectionDraft) -> Changes:
        """Take an objection in; from now on the notice cannot be closed.

        Raises:
            ValidationFailed: what is missing, field by field.
            WorkflowError: the notice hangs no more.
        """
        require(actor, *OFFICERS, action="登记异议")
        with self.uow.write() as session:
            unit = by_uid(session, Unit, branch_uid)
            notice = by_uid(session, Notice, draft.notice_uid)
            period = session.get_one(Period, notice.period_id)
            self._refuse_closed(notice)
            issues = self._draft_issues(session, unit, notice, draft)
            if issues:
                raise ValidationFailed(issues)
            row = self._new_row(session, actor, unit, notice, draft)
            session.add(row)
            session.flush()
            settle_notice(session, period, actor)
            session.flush()
            record(
                session, actor, self.clock, "登记异议", f"{unit.short_name} {row.year}年第 {row.number} 号",
                {"objection": row.uid, "notice": notice.uid, "about": draft.about_uid, "posting": draft.posting_uid},
            )  # fmt: skip
            return Changes.of(
                Kind.OBJECTION, Kind.NOTICE, ids=(row.uid,),
                message=f"已登记第 {row.number} 号异议，{row.reply_due:%m-%d} 前答复",
            )  # fmt: skip

    def find(self, actor: Actor, uid: str, *, finding: str, on: date) -> Changes:
        """Write down what was found; it may be completed until the answer."""
        require(actor, Role.SECRETARY, action="填写核查情况")
        with self.uow.write() as session:
            row = by_uid(session, Objection, uid)
            state = advance(
                OBJECTION, ObjectionState(row.state), Action.FIND, actor.role, subject=subject_of(row)
            )
            issues = text_issues("核查情况", "finding", finding)
            issues += self._day_issues("核查日期", "found_on", on, row.raised_on)
            if issues:
                raise ValidationFailed(issues)
            row.finding, row.found_on, row.found_by = finding.strip(), on, actor.name
            row.state = state.value
            session.flush()
            record(session, actor, self.clock, "异议核查", subject_of(row), {"objection": uid})
            return Changes.of(Kind.OBJECTION, ids=(uid,), message=f"已保存第 {row.number} 号异议的核查情况")

    # -- deciding -------------------------------------------------------------------------------------------

    def uphold(self, actor: Actor, uid: str, reply: Reply, changes: Sequence[Change]) -> Changes:
        """The objection is right: answer it, and put right what was wrong, in one transaction.

        Raises:
            ValidationFailed: the answer, a second person or what to put right is missing or wrong.
            WorkflowError: it was not looked into yet, or it is decided already.
        """
        require(actor, Role.SECRETARY, action="异议成立")
        with self.uow.write() as session:
            refuse_doubtful_date(session, self.clock, step="异议成立")
            row = by_uid(session, Objection, uid)
            state = self._decided_state(row, Action.UPHOLD, actor)
            issues = self._reply_issues(session, actor, row, reply)
            grades = announces_grades(session, row)
            if not changes and not grades and Target(row.target) is not Target.OTHER:
                issues.append(Issue("更正", "changes", "异议成立的，须同时写明怎样更正。"))
            if issues:
                raise ValidationFailed(issues)
            plans = self._booking.plan(session, actor, changes)
            concerned = concerned_by(session, plans)
            self._refuse_own(session, actor, concerned)
            self._refuse_second(session, reply, concerned)
            self._answer(session, row, actor, reply, state)
            self._record_decision(session, actor, row, "异议成立")
            advice: tuple[str, ...] = (_GRADE_ADVICE,) if grades and not plans else ()
            ids: tuple[str, ...] = (uid,)
            if plans:
                booked = self._booking.book(session, actor, plans, objection=row, held_on=reply.on)
                advice, ids = (
                    (booked.advice,) if booked.advice else (),
                    (uid, *(p.uid for p in booked.postings)),
                )
            settle_notice(session, self._period(session, row), actor)
            return Changes.of(
                Kind.OBJECTION, *CHANGED, ids=ids, warnings=advice,
                message=f"第 {row.number} 号异议成立" + ("，已更正" if plans else "，已答复"),
            )  # fmt: skip

    def dismiss(self, actor: Actor, uid: str, reply: Reply) -> Changes:
        """The board was right: answer why."""
        require(actor, Role.SECRETARY, action="异议不成立")
        with self.uow.write() as session:
            refuse_doubtful_date(session, self.clock, step="异议不成立")
            row = by_uid(session, Objection, uid)
            state = self._decided_state(row, Action.DISMISS, actor)
            issues = self._reply_issues(session, actor, row, reply)
            if issues:
                raise ValidationFailed(issues)
            self._answer(session, row, actor, reply, state)
            settle_notice(session, self._period(session, row), actor)
            self._record_decision(session, actor, row, "异议不成立")
            return Changes.of(
                Kind.OBJECTION, Kind.NOTICE, ids=(uid,), message=f"第 {row.number} 号异议不成立，已答复"
            )

    def withdraw(self, actor: Actor, uid: str, *, why: str) -> Changes:
        """Who raised it takes it back."""
        require(actor, *OFFICERS, action="撤回异议")
        with self.uow.write() as session:
            row = by_uid(session, Objection, uid)
            state = advance(
                OBJECTION, ObjectionState(row.state), Action.WITHDRAW, actor.role, subject=subject_of(row)
            )
            issues = text_issues("撤回说明", "why", why)
            if issues:
                raise ValidationFailed(issues)
            row.reply, row.replied_on, row.decided_by = why.strip(), self.today(), actor.name
            row.state = state.value
            session.flush()
            settle_notice(session, self._period(session, row), actor)
            self._record_decision(session, actor, row, "撤回异议")
            return Changes.of(
                Kind.OBJECTION, Kind.NOTICE, ids=(uid,), message=f"第 {row.number} 号异议已撤回"
            )

    # -- inside ---------------------------------------------------------------------------------------------

    def _new_row(
        self, session: Session, actor: Actor, unit: Unit, notice: Notice, draft: ObjectionDraft
    ) -> Objection:
        year = draft.raised_on.year
        last = session.scalar(
            select(func.max(Objection.number)).where(Objection.unit_id == unit.id, Objection.year == year)
        )
        member = draft.raiser_kind is Raiser.MEMBER
        named = draft.raiser_kind is Raiser.MASSES
        days = option_value(session, OBJECTION_DAYS)
        return Objection(
            unit_id=unit.id, notice_id=notice.id, year=year, number=(last or 0) + 1, raised_on=draft.raised_on,
            raiser_kind=draft.raiser_kind.value, raiser_id=id_of(session, Member, draft.raiser_uid if member else ""),
            raiser_name=draft.raiser_name.strip() if named else "",
            raiser_contact="" if draft.raiser_kind is Raiser.ANONYMOUS else draft.contact.strip(),
            target=draft.target.value, about_id=id_of(session, Member, draft.about_uid),
            posting_id=id_of(session, Posting, draft.posting_uid if draft.target is Target.LINE else ""),
            content=draft.content.strip(), received_by=actor.name, received_at=self.clock.now(),
            reply_due=draft.raised_on + timedelta(days=days), state=ObjectionState.REGISTERED.value,
        )  # fmt: skip

    def _draft_issues(
        self, session: Session, unit: Unit, notice: Notice, draft: ObjectionDraft
    ) -> list[Issue]:
        issues = text_issues("异议内容", "content", draft.content)
        # What was told against an earlier version, or before the next one begins, is against this one now.
        first = session.scalar(select(func.min(Notice.starts_on)).where(Notice.period_id == notice.period_id))
        issues += self._day_issues("提出日期", "raised_on", draft.raised_on, first or notice.starts_on)
        if draft.raiser_kind is Raiser.MEMBER and not draft.raiser_uid:
            issues.append(Issue("提出人", "raiser_uid", "请选提出异议的党员；不愿留名的请选“匿名”。"))
        if draft.target is not Target.OTHER and not draft.about_uid:
            issues.append(Issue("涉及党员", "about_uid", "请选这条异议涉及的党员。"))
        if draft.target is Target.LINE:
            if not draft.posting_uid:
                issues.append(Issue("哪一条", "posting_uid", "请选有异议的那一条积分。"))
            elif draft.about_uid:
                posting = by_uid(session, Posting, draft.posting_uid)
                if session.get_one(Member, posting.member_id).uid != draft.about_uid:
                    issues.append(Issue("哪一条", "posting_uid", "这一条不是所选党员的，请重新选择。"))
        if session.get_one(Period, notice.period_id).unit_id != unit.id:
            issues.append(Issue("公示", "notice_uid", "这份公示不是本支部的，请重新选择。"))
        return issues

    def _day_issues(self, place: str, code: str, day: date, earliest: date) -> list[Issue]:
        if day > self.today():
            return [Issue(place, code, "日期还没到，请核对。")]
        if day < earliest:
            return [Issue(place, code, f"不能早于 {earliest:%Y-%m-%d}，请核对。")]
        return []

    def _refuse_closed(self, notice: Notice) -> None:
        state = NoticeState(notice.state)
        if state is NoticeState.CLOSED:
            raise WorkflowError(
                "公示已经结束，不能再对它登记异议。",
                hint="确有错误的，请在“更正”里直接更正；已归档的月份也可以召开补充评定会。",
            )
        if state is NoticeState.REPLACED:
            raise WorkflowError("这一版公示已由新版代替。", hint="请对现在张贴的一版登记。")

    def _decided_state(self, row: Objection, action: Action, actor: Actor) -> ObjectionState:
        return advance(
            OBJECTION, ObjectionState(row.state), action, actor.role, subject=subject_of(row),
            checked=Guard.TWO_PERSONS,
        )  # fmt: skip

    def _reply_issues(self, session: Session, actor: Actor, row: Objection, reply: Reply) -> list[Issue]:
        """What an answer lacks. Neither of the two who decide is the member concerned.

        Raises:
            WorkflowError: it is the secretary's own affair.
        """
        self._refuse_own(session, actor, {row.about_id} if row.about_id is not None else set())
        issues = text_issues("答复", "reply", reply.text)
        issues += self._day_issues("答复日期", "replied_on", reply.on, row.found_on or row.raised_on)
        if reply.way not in REPLY_WAYS:
            issues.append(Issue("答复方式", "reply_way", "请选怎样答复的。"))
        if not reply.second_uid:
            return [*issues, Issue("第二人", "second_uid", "请选第二人：另一名正式党员，不能是当事人。")]
        second = by_uid(session, Member, reply.second_uid)
        if row.raiser_id == second.id:
            return [
                *issues,
                Issue("第二人", "second_uid", f"{second.name}是提出异议的人，请另选一名正式党员。"),
            ]
        about = session.get(Member, row.about_id) if row.about_id is not None else None
        try:
            check_second(session, about or nobody(), second, self.today(), actor)
        except UserError as error:
            issues.append(Issue("第二人", "second_uid", error.message))
        return issues

    def _refuse_own(self, session: Session, actor: Actor, concerned: set[int]) -> None:
        if actor.member_uid is None or id_of(session, Member, actor.member_uid) not in concerned:
            return
        raise WorkflowError(
            f"异议涉及{actor.name}本人，不能由本人决定。",
            hint="请由支部另一名有书记身份的同志办理（可在“系统”里登记），再在左下角切换。",
        )

    def _refuse_second(self, session: Session, reply: Reply, concerned: set[int]) -> None:
        """Whose points are put right is not second person of the answer, whatever the objection named."""
        second = by_uid(session, Member, reply.second_uid)
        if second.id in concerned:
            text = f"{second.name}的积分也在更正里，不能作第二人，请另选一名正式党员。"
            raise ValidationFailed([Issue("第二人", "second_uid", text)])

    def _answer(
        self, session: Session, row: Objection, actor: Actor, reply: Reply, state: ObjectionState
    ) -> None:
        row.reply, row.replied_on, row.reply_way = reply.text.strip(), reply.on, reply.way
        row.second_id = by_uid(session, Member, reply.second_uid).id
        row.decided_by, row.state = actor.name, state.value
        session.flush()

    def _record_decision(self, session: Session, actor: Actor, row: Objection, action: str) -> None:
        session.flush()
        record(session, actor, self.clock, action, subject_of(row), {"objection": row.uid})

    def _period(self, session: Session, row: Objection) -> Period:
        return session.get_one(Period, session.get_one(Notice, row.notice_id).period_id)


def settle_notice(session: Session, period: Period, actor: Actor) -> None:
    """Let the notice that hangs say whether an objection against it, or a version before it, is open."""
    notice = hanging_notice(session, period.id)
    if notice is None:
        return
    state, count = NoticeState(notice.state), count_open(session, period.id)
    if count and state is NoticeState.POSTED:
        notice.state = advance(NOTICE, state, Action.OBJECT, actor.role, subject="公示").value
    elif not count and state is NoticeState.OBJECTED:
        cleared = advance(
            NOTICE, state, Action.CLEAR, actor.role, subject="公示", checked=Guard.NO_OPEN_OBJECTION
        )
        notice.state = cleared.value
