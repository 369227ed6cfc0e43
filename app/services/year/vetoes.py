"""一票否决: proposed by either officer, decided by the secretary with basis, hearing and a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import Issue, UserError, ValidationFailed, WorkflowError
from app.models import Member, Unit, Veto
from app.models.uow import UnitOfWork
from app.services.actor import OFFICERS, Actor, require
from app.services.audit import record
from app.services.base import Service, by_uid
from app.services.changes import Changes, Kind
from app.services.corrections.period import was_skipped
from app.services.corrections.reach import spread
from app.services.documents.model_veto import VetoSlipSheet
from app.services.ledger import Ledger
from app.services.line_entry import check_second
from app.services.member_views import member_rows, scored_rows
from app.services.membership import branch_finder, branch_on, holds, load_stays
from app.services.months import Month
from app.services.safety.dates import refuse_doubtful_date
from app.services.schemes import version_on
from app.services.terms import Term
from app.services.workflow import STATE_NAMES, VETO, Action, Guard, Role, VetoState, advance
from app.services.year.veto_sheets import veto_slip
from app.services.year.veto_views import (
    DECLINED,
    VetoBook,
    VetoView,
    announcing_month,
    grounds_of,
    veto_views,
    year_of,
    year_settled,
    year_vetoes,
)

_DECIDE, _REPAIR, _REVOKE = "决定一票否决", "登记整改", "撤销一票否决"


@dataclass(frozen=True, slots=True)
class VetoDraft:
    """What is typed for a proposal; all but member, ground and day may follow until the decision.

    Attributes:
        declined: The member was asked and did not want to say anything; then no day and no statement are needed.
    """

    member_uid: str
    rule: str
    happened_on: date
    basis: str = ""
    heard_on: date | None = None
    statement: str = ""
    declined: bool = False


class VetoService(Service):
    """Use cases of 一票否决."""

    def __init__(self, uow: UnitOfWork, clock: Clock, ledger: Ledger) -> None:
        super().__init__(uow, clock)
        self._ledger = ledger

    def book(self, branch_uid: str, month: Month) -> VetoBook:
        """The vetoes of the scheme's year around a month."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            term = year_of(session, unit, self._ledger, month.last)
            scheme = self._ledger.scheme(session, unit, max(month.last, self._ledger.since(session, unit)))
            today = self.today()
            people = scored_rows(session, unit, term.start, min(term.end, max(today, term.start)))
            village = member_rows(session, today)
            return VetoBook(
                term=term,
                grounds=grounds_of(scheme),
                vetoes=veto_views(
                    session, unit, year_vetoes(session, unit, term), self._ledger, min(term.end, today)
                ),
                members=tuple(people),
                seconds=tuple(m for m in village if m.active and m.status == "full"),
            )

    def slips(
        self, branch_uid: str, month: Month, *, uids: tuple[str, ...] = ()
    ) -> tuple[VetoSlipSheet, ...]:
        """审批表 of some vetoes, or of all of the year; a blank one for the pen where there is none."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            term = year_of(session, unit, self._ledger, month.last)
            rows = [by_uid(session, Veto, uid) for uid in uids] or year_vetoes(session, unit, term)
            views = veto_views(session, unit, rows, self._ledger, self.today())
            as_of = self.clock.now().replace(microsecond=0)
            scheme = self._ledger.scheme(session, unit, max(month.last, self._ledger.since(session, unit)))
            wanted: tuple[VetoView | None, ...] = views or (None,)
            return tuple(veto_slip(unit, month, view, scheme, as_of) for view in wanted)

    # ---------------------------------------------------------------------------------------------- proposing

    def propose(self, actor: Actor, branch_uid: str, draft: VetoDraft) -> Changes:
        """Put a veto forward. It has no effect before it is decided.

        Raises:
            ValidationFailed: no such ground on that day, a day in the future, a member who was not there.
            WorkflowError: not an officer, or the year is settled.
        """
        require(actor, *OFFICERS, action="提出一票否决")
        with self.uow.write() as session:
            unit = by_uid(session, Unit, branch_uid)
            member = by_uid(session, Member, draft.member_uid)
            row = Veto(
                unit_id=unit.id,
                state=VetoState.PROPOSED.value,
                proposed_by=actor.name,
                proposed_at=self.clock.now(),
            )
            self._fill(session, unit, row, member, draft)
            session.add(row)
            session.flush()
            self._tell(session, actor, "提出一票否决", row, member)
            return Changes.of(Kind.VETO, ids=(row.uid,), message=f"已提出：{member.name}，等书记决定")

    def change(self, actor: Actor, veto_uid: str, draft: VetoDraft) -> Changes:
        """Change a proposal."""
        require(actor, *OFFICERS, action="修改一票否决")
        with self.uow.write() as session:
            row = self._proposed(session, veto_uid, "修改")
            member = by_uid(session, Member, draft.member_uid)
            self._fill(session, session.get_one(Unit, row.unit_id), row, member, draft)
            session.flush()
            self._tell(session, actor, "修改一票否决", row, member)
            return Changes.of(Kind.VETO, ids=(row.uid,), message=f"已保存：{member.name}")

    def remove(self, actor: Actor, veto_uid: str) -> Changes:
        """Take a proposal away."""
        require(actor, *OFFICERS, action="撤回一票否决")
        with self.uow.write() as session:
            row = self._proposed(session, veto_uid, "撤回")
            member = session.get_one(Member, row.member_id)
            self._tell(session, actor, "撤回一票否决", row, member)
            session.delete(row)
            return Changes.of(Kind.VETO, ids=(veto_uid,), message=f"已撤回：{member.name}")

    def _proposed(self, session: Session, veto_uid: str, word: str) -> Veto:
        row = by_uid(session, Veto, veto_uid)
        state = VetoState(row.state)
        if state is not VetoState.PROPOSED:
            raise WorkflowError(
                f"这一条一票否决{STATE_NAMES[state]}，不能{word}。", hint="决定错了的，请由书记撤销决定。"
            )
        return row

    def _fill(self, session: Session, unit: Unit, row: Veto, member: Member, draft: VetoDraft) -> None:
        versions = self._ledger.versions(session, unit)
        issues = self._draft_issues(session, unit, member, draft)
        if issues:
            raise ValidationFailed(issues)
        term = year_of(session, unit, self._ledger, draft.happened_on)
        _refuse_settled(session, unit, term.title, settled=year_settled(session, unit, term))
        scheme = version_on(versions, draft.happened_on)
        row.member_id, row.happened_on = member.id, draft.happened_on
        row.rule, row.rule_name = draft.rule, scheme.vetoes[draft.rule].name
        row.scheme_hash = scheme.hash
        row.basis = draft.basis.strip()
        row.heard_on = None if draft.declined else draft.heard_on
        row.statement = DECLINED if draft.declined else draft.statement.strip()

    def _draft_issues(self, session: Session, unit: Unit, member: Member, draft: VetoDraft) -> list[Issue]:
        issues = []
        versions, day = self._ledger.versions(session, unit), draft.happened_on
        if day > self.today():
            issues.append(Issue("日期", "happened_on", f"{day:%Y-%m-%d}还没有到，请核对日期。"))
        elif day < versions[0].start:
            text = f"积分方案从 {versions[0].start:%Y-%m-%d} 起执行，此前的事不能按方案一票否决。"
            issues.append(Issue("日期", "happened_on", text))
        else:
            rule = version_on(versions, day).vetoes.get(draft.rule)
            if rule is None or not rule.enabled:
                text = "当天执行的方案里没有这一条一票否决，请重新选择情形。"
                issues.append(Issue("情形", "rule", text))
        stays = load_stays(session, [member.id]).get(member.id, [])
        if not any(holds(stay, day) for stay in stays):
            issues.append(Issue("党员", "member_uid", f"{member.name}当天不在本支部，请核对日期。"))
        if not draft.declined and draft.heard_on is not None and draft.heard_on > self.today():
            issues.append(Issue("听取陈述", "heard_on", "听取陈述的日期还没有到，请核对。"))
        return issues

    # ----------------------------------------------------------------------------------------------- deciding

    def decide(
        self, actor: Actor, veto_uid: str, *, second_uid: str, decided_on: date | None = None
    ) -> Changes:
        """Let a proposal take effect.

        Raises:
            ValidationFailed: basis, hearing or second person missing.
            UserError: the second person is the member, the actor, or no full member.
            WorkflowError: not the secretary, decided already, about the secretary, or the year is settled.
        """
        require(actor, Role.SECRETARY, action=_DECIDE)
        with self.uow.write() as session:
            refuse_doubtful_date(session, self.clock, step=_DECIDE)
            row, unit, member = self._row(session, veto_uid)
            state = advance(
                VETO,
                VetoState(row.state),
                Action.DECIDE,
                actor.role,
                subject=_subject(row, member),
                checked=Guard.TWO_PERSONS,
            )
            _refuse_own(actor, member)
            term = year_of(session, unit, self._ledger, row.happened_on)
            # Before all else: with months that are still open a settled year must not change behind its meeting.
            _refuse_settled(session, unit, term.title, settled=year_settled(session, unit, term))
            day = decided_on or self.today()
            [view] = veto_views(session, unit, [row], self._ledger, day)
            issues = [Issue(member.name, _CODES[word], _LACKING[word]) for word in view.lacks]
            second = self._second(session, actor, member, second_uid, day, issues)
            if not row.happened_on <= day <= self.today():
                issues.append(Issue("决定日期", "decided_on", "决定日期应在事情发生以后、今天以前，请核对。"))
            if issues:
                raise ValidationFailed(issues)
            month = _announced_in(
                session, member, Month.of(row.happened_on), term, today=Month.of(self.today())
            )
            _refuse_settled(session, unit, term.title, settled=month is None)
            row.state, row.second_id = state.value, second.id
            row.decided_by, row.decided_on = actor.name, day
            row.period = month.label if month is not None else ""
            session.flush()
            warnings = self._spread(session, actor, _DECIDE, row, member, month)
            message = f"已决定：{member.name}一票否决" + (f"，从{month.title}起计入" if month else "")
            return Changes.of(Kind.VETO, Kind.POSTING, ids=(row.uid,), message=message, warnings=warnings)

    def repair(
        self, actor: Actor, veto_uid: str, *, repaired_on: date, basis: str, second_uid: str
    ) -> Changes:
        """Enter that the ground was removed; before the end of its scope the veto then has no effect."""
        require(actor, Role.SECRETARY, action=_REPAIR)
        with self.uow.write() as session:
            refuse_doubtful_date(session, self.clock, step=_REPAIR)
            row, unit, member = self._row(session, veto_uid)
            state = self._after(row, Action.REPAIR, actor, member)
            issues = [] if basis.strip() else [Issue(member.name, "basis", "请写明整改的依据。")]
            if not row.happened_on <= repaired_on <= self.today():
                text = "整改日期应在事情发生以后、今天以前，请核对。"
                issues.append(Issue("整改日期", "repaired_on", text))
            second = self._second(session, actor, member, second_uid, self.today(), issues)
            if issues:
                raise ValidationFailed(issues)
            month, warnings = self._later(session, unit, row, member)
            row.state, row.repaired_on, row.repair_basis = state.value, repaired_on, basis.strip()
            row.repair_second_id, row.repair_by, row.repair_period = second.id, actor.name, month.label
            session.flush()
            warnings += self._spread(session, actor, _REPAIR, row, member, month)
            return Changes.of(
                Kind.VETO, Kind.POSTING, ids=(row.uid,), warnings=warnings,
                message=f"已登记整改：{member.name}，从{month.title}起计入",
            )  # fmt: skip

    def revoke(self, actor: Actor, veto_uid: str, *, reason: str, second_uid: str) -> Changes:
        """Take a decision back: it was wrong, and nothing counts as if it had been."""
        require(actor, Role.SECRETARY, action=_REVOKE)
        with self.uow.write() as session:
            refuse_doubtful_date(session, self.clock, step=_REVOKE)
            row, unit, member = self._row(session, veto_uid)
            state = self._after(row, Action.REVOKE, actor, member)
            issues = [] if reason.strip() else [Issue(member.name, "reason", "请写明撤销的理由。")]
            second = self._second(session, actor, member, second_uid, self.today(), issues)
            if issues:
                raise ValidationFailed(issues)
            month, warnings = self._later(session, unit, row, member)
            row.state, row.revoked_on, row.revoke_reason = state.value, self.today(), reason.strip()
            row.revoke_second_id, row.revoke_by, row.revoke_period = second.id, actor.name, month.label
            session.flush()
            warnings += self._spread(session, actor, _REVOKE, row, member, month)
            return Changes.of(
                Kind.VETO, Kind.POSTING, ids=(row.uid,), warnings=warnings,
                message=f"已撤销：{member.name}，从{month.title}起不再计入",
            )  # fmt: skip

    # ------------------------------------------------------------------------------------------------- inside

    def _row(self, session: Session, veto_uid: str) -> tuple[Veto, Unit, Member]:
        row = by_uid(session, Veto, veto_uid)
        return row, session.get_one(Unit, row.unit_id), session.get_one(Member, row.member_id)

    def _after(self, row: Veto, action: Action, actor: Actor, member: Member) -> VetoState:
        state = advance(
            VETO,
            VetoState(row.state),
            action,
            actor.role,
            subject=_subject(row, member),
            checked=Guard.TWO_PERSONS,
        )
        _refuse_own(actor, member)
        return state

    def _second(
        self, session: Session, actor: Actor, member: Member, second_uid: str, on: date, issues: list[Issue]
    ) -> Member:
        """The second person; what is wrong with the choice goes to the issues."""
        if not second_uid:
            issues.append(Issue("第二人", "second_uid", "请选定第二人：本人和经办人以外的一名正式党员。"))
            return member
        second = by_uid(session, Member, second_uid)
        try:
            check_second(session, member, second, on, actor)
        except UserError as error:
            issues.append(Issue("第二人", "second_uid", error.message + error.hint))
        return second

    def _later(
        self, session: Session, unit: Unit, row: Veto, member: Member
    ) -> tuple[Month, tuple[str, ...]]:
        """The month that announces a repair or revocation; after the year's end only later sheets can."""
        term = year_of(session, unit, self._ledger, row.happened_on)
        since, today = Month.parse(row.period), Month.of(self.today())
        if not year_settled(session, unit, term):
            month = _announced_in(session, member, since, term, today=today)
            if month is not None:
                return month, ()
        warning = f"{term.title}总评已经生效，当年的积分和等次不变；需要改变的，由党员大会另行研究。"
        return max(Month.of(self.today()), term.last.next), (warning,)

    def _spread(
        self, session: Session, actor: Actor, action: str, row: Veto, member: Member, month: Month | None
    ) -> tuple[str, ...]:
        """Write the event, and bring cards and forms up to date that say what held before; advice on notices."""
        if month is None:
            self._tell(session, actor, action, row, member)
            return ()
        advice = spread(
            session, self._ledger, self.clock, branch_on(session, member, month.last), month, {member.uid},
            tell=lambda: self._tell(session, actor, action, row, member),
        )  # fmt: skip
        return (advice,) if advice else ()

    def _tell(self, session: Session, actor: Actor, action: str, row: Veto, member: Member) -> None:
        detail = {"veto": row.uid, "member": member.uid, "rule": row.rule, "period": row.period}
        record(session, actor, self.clock, action, f"{member.name} {row.rule_name}", detail)


_CODES = {"依据": "basis", "听取陈述": "statement"}
_LACKING = {
    "依据": "请写明依据，例如处分决定的文号、核查记录。",
    "听取陈述": "请填写听取陈述的日期和内容；本人不愿陈述的，勾选“本人放弃陈述”。",
}


def _announced_in(
    session: Session, member: Member, since: Month, term: Term, *, today: Month
) -> Month | None:
    """The month that announces a matter of ``since``: of each month's own branch, in which the member is listed."""
    find, month = branch_finder(session, member), since
    while month <= term.last:
        unit = find(month.last)
        found = announcing_month(session, unit, month, term, today=today)
        if found == month and (month == term.last or not was_skipped(session, unit, month)):
            return month
        month = month.next
    return None


def _subject(row: Veto, member: Member) -> str:
    return f"{member.name}的一票否决（{row.rule_name}）"


def _refuse_own(actor: Actor, member: Member) -> None:
    if actor.member_uid == member.uid:
        raise WorkflowError(
            f"{member.name}不能办理对自己的一票否决。",
            hint="请由上级党组织指定的人办理：先在“系统”页换上办理人，再在左下角切换。",
        )


def _refuse_settled(session: Session, unit: Unit, year: str, *, settled: bool) -> None:
    if settled:
        raise WorkflowError(
            f"{unit.short_name}{year}总评已经生效，不能再对这一年提出或决定一票否决。",
            hint="请按处理决定作出的日期，登记在今年。",
        )
