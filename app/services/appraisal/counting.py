"""计票: ballots handed out and come back, typed one by one or as totals, by one person or by two."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.errors import Conflict, Issue, ValidationFailed, WorkflowError
from app.models import Appraisal, AppraisalGroup, Ballot, Member, Period, TallyCount
from app.services.actor import OFFICERS, Actor, require
from app.services.appraisal.people import read_columns
from app.services.appraisal.tallies import mark_issues, total_issues, void_cause
from app.services.appraisal.views import BALLOTS, TOTALS
from app.services.audit import record
from app.services.base import Service, by_uid
from app.services.changes import Changes, Kind
from app.services.workflow import APPRAISAL, Action, AppraisalState, PeriodState, advance


class CountingService(Service):
    """Typing the ballots of a set. Each step is kept at once."""

    def register(
        self, actor: Actor, rater_uid: str, *, given: int, returned: int, invalid: int = 0
    ) -> Changes:
        """Ballots handed out and come back; ``invalid`` of these where only totals are typed.

        Raises:
            ValidationFailed: a figure below 0, more returned than given, more invalid than returned.
        """
        issues = []
        if min(given, returned, invalid) < 0:
            issues.append(Issue("张数", "given", "张数不能小于 0。"))
        if returned > given:
            issues.append(Issue("收回", "returned", f"收回 {returned} 张，多于发出 {given} 张，请核对。"))
        if invalid > returned:
            issues.append(Issue("无效", "invalid", f"无效 {invalid} 张，多于收回 {returned} 张，请核对。"))
        with self.uow.write() as session:
            group, _ = self._counting(session, actor, rater_uid)
            if issues:
                raise ValidationFailed(issues)
            group.given, group.returned, group.invalid = given, returned, invalid
            self._note(
                session, actor, "登记票数", group, {"given": given, "returned": returned, "invalid": invalid}
            )
            text = f"{group.name}：发出 {given} 张，收回 {returned} 张"
            return Changes.of(Kind.APPRAISAL, ids=(group.uid,), message=text)

    def set_way(self, actor: Actor, rater_uid: str, *, way: str, tallies: int) -> Changes:
        """Choose ballots one by one or totals, and one or two people who count.

        Raises:
            WorkflowError: what has been typed already would be lost.
        """
        with self.uow.write() as session:
            group, _ = self._counting(session, actor, rater_uid)
            if way not in {BALLOTS, TOTALS} or tallies not in {1, 2}:
                raise ValidationFailed(
                    [Issue("计票方式", "way", "请选择逐张录入或按人填总数，一份或两份计票。")]
                )
            typed = set(typed_tallies(session, group))
            if way != group.way and typed:
                raise WorkflowError(
                    f"{group.name}已经录入，不能换一种计票方式。", hint="请先删去已录的票或票数，再换方式。"
                )
            if tallies == 1 and 2 in typed:
                raise WorkflowError(
                    f"{group.name}的第 2 份计票已经录入，不能改为一份。", hint="请先删去第 2 份，再改。"
                )
            group.way, group.tallies, group.chosen, group.reason = way, tallies, None, ""
            self._note(session, actor, "选定计票方式", group, {"way": way, "tallies": tallies})
            return Changes.of(Kind.APPRAISAL, ids=(group.uid,), message="已换计票方式")

    def save_ballot(
        self, actor: Actor, rater_uid: str, tally: int, marks: str, *, ballot_uid: str = "", void: str = ""
    ) -> Changes:
        """Keep one ballot, new or opened again; the quotas make it void by themselves.

        Args:
            actor: Who types.
            rater_uid: Whose ballots.
            tally: 1 or 2: whose count.
            marks: One character a row (``tallies``); rows that nobody has typed yet leave the ballot unfinished.
            ballot_uid: The ballot to change; empty for a new one, which gets the next number.
            void: Why it is void where the marks do not say so (unreadable).
        """
        with self.uow.write() as session:
            group, appraisal = self._counting(session, actor, rater_uid)
            columns = read_columns(appraisal.options)
            _refuse_tally(group, tally, way=BALLOTS)
            rows = len(json.loads(appraisal.members))
            if issues := mark_issues(marks, rows=rows, columns=len(columns)):
                raise ValidationFailed(issues)
            cause = void_cause(marks, columns, several_void=appraisal.several_void) or void.strip()
            ballot = self._ballot(session, group, tally, ballot_uid)
            ballot.marks, ballot.void = marks, cause
            ballot.entered_by, ballot.entered_at = actor.name, self.clock.now()
            session.flush()
            group.chosen, group.reason = None, ""
            self._note(
                session, actor, "录入测评票", group,
                {"tally": tally, "serial": ballot.serial, "marks": marks, "void": cause},
            )  # fmt: skip
            text = f"已存第 {ballot.serial} 张" + (f"（无效：{cause}）" if cause else "")
            return Changes.of(Kind.APPRAISAL, ids=(ballot.uid,), message=text)

    def remove_ballot(self, actor: Actor, ballot_uid: str) -> Changes:
        """Take out a ballot that was typed twice; those behind it move up, as they lie on the table."""
        with self.uow.write() as session:
            ballot = by_uid(session, Ballot, ballot_uid)
            rater_uid = session.get_one(AppraisalGroup, ballot.group_id).uid
            group, _ = self._counting(session, actor, rater_uid)
            tally, serial = ballot.tally, ballot.serial
            detail = {"tally": tally, "serial": serial, "marks": ballot.marks, "void": ballot.void}
            session.delete(ballot)
            session.flush()
            later = select(Ballot).where(
                Ballot.group_id == group.id, Ballot.tally == tally, Ballot.serial > serial
            )
            for other in session.scalars(later.order_by(Ballot.serial)).all():
                other.serial -= 1
                # One by one: two ballots must not have one number even for a moment.
                session.flush()
            group.chosen, group.reason = None, ""
            self._note(session, actor, "删去测评票", group, detail)
            return Changes.of(Kind.APPRAISAL, ids=(ballot_uid,), message=f"已删去第 {serial} 张")

    def save_totals(
        self, actor: Actor, rater_uid: str, tally: int, member_uid: str, votes: Mapping[str, int]
    ) -> Changes:
        """The votes of one member by option, typed as totals; no option at all takes the row out again.

        Raises:
            ValidationFailed: below 0, or together more than the valid ballots.
        """
        with self.uow.write() as session:
            group, appraisal = self._counting(session, actor, rater_uid)
            _refuse_tally(group, tally, way=TOTALS)
            member = by_uid(session, Member, member_uid)
            options = [column.id for column in read_columns(appraisal.options)]
            if member_uid not in json.loads(appraisal.members) or set(votes) - set(options):
                raise Conflict(f"{member.name}或这一栏不在这套票上。", hint="请刷新页面后再填。")
            valid = max(group.returned - group.invalid, 0)
            if issues := total_issues(votes, valid, name=member.name):
                raise ValidationFailed(issues)
            session.execute(
                delete(TallyCount).where(
                    TallyCount.group_id == group.id, TallyCount.tally == tally,
                    TallyCount.member_id == member.id,
                )
            )  # fmt: skip
            session.add_all(
                TallyCount(
                    group_id=group.id, tally=tally, member_id=member.id, option=option,
                    votes=votes.get(option, 0),
                )
                for option in (options if votes else ())
            )  # fmt: skip
            group.chosen, group.reason = None, ""
            self._note(
                session, actor, "填写得票数", group,
                {"tally": tally, "member": member_uid, "votes": dict(votes)},
            )  # fmt: skip
            return Changes.of(Kind.APPRAISAL, ids=(member_uid,), message=f"已存：{member.name}")

    def choose(self, actor: Actor, rater_uid: str, tally: int, reason: str) -> Changes:
        """Let one of two counts that differ hold. Raises ValidationFailed without a reason."""
        with self.uow.write() as session:
            group, _ = self._counting(session, actor, rater_uid)
            if not 1 <= tally <= group.tallies or group.tallies < 2:
                raise ValidationFailed([Issue("计票", "tally", "只有两份计票时才要选定一份。")])
            if not reason.strip():
                raise ValidationFailed(
                    [Issue("理由", "reason", "请写明为什么采用这一份，例如“复核纸票后确认”。")]
                )
            group.chosen, group.reason = tally, reason.strip()
            self._note(session, actor, "选定计票", group, {"tally": tally, "reason": reason.strip()})
            return Changes.of(Kind.APPRAISAL, ids=(group.uid,), message=f"{group.name}采用第 {tally} 份计票")

    # ------------------------------------------------------------------------------------------------- inside

    def _counting(self, session: Session, actor: Actor, rater_uid: str) -> tuple[AppraisalGroup, Appraisal]:
        """A rater group on which is worked now; the first thing typed begins the counting."""
        require(actor, *OFFICERS, action="计票")
        group = by_uid(session, AppraisalGroup, rater_uid)
        appraisal = session.get_one(Appraisal, group.appraisal_id)
        refuse_settled(session.get_one(Period, appraisal.period_id), "这一年度")
        state = advance(
            APPRAISAL, AppraisalState(appraisal.state), Action.TALLY, actor.role, subject="民主评议"
        )
        appraisal.state = state.value
        return group, appraisal

    def _ballot(self, session: Session, group: AppraisalGroup, tally: int, ballot_uid: str) -> Ballot:
        if ballot_uid:
            ballot = by_uid(session, Ballot, ballot_uid)
            if (ballot.group_id, ballot.tally) != (group.id, tally):
                raise Conflict("这张票属于另一组或另一份计票。", hint="请刷新页面后再试。")
            return ballot
        last = session.scalar(
            select(func.max(Ballot.serial)).where(Ballot.group_id == group.id, Ballot.tally == tally)
        )
        ballot = Ballot(group_id=group.id, tally=tally, serial=(last or 0) + 1)
        session.add(ballot)
        return ballot

    def _note(
        self, session: Session, actor: Actor, action: str, group: AppraisalGroup, detail: dict[str, object]
    ) -> None:
        record(session, actor, self.clock, action, f"民主评议 {group.name}", {"group": group.uid, **detail})


def refuse_settled(period: Period, title: str) -> None:
    """Nothing of a year's appraisal changes any more once its meeting has settled the year."""
    if PeriodState(period.state) is not PeriodState.OPEN:
        raise WorkflowError(f"{title}已经核定，民主评议不能再改。", hint="年度核定以后只能查看和打印。")


def _refuse_tally(group: AppraisalGroup, tally: int, *, way: str) -> None:
    words = {BALLOTS: "逐张录入", TOTALS: "按人填总数"}
    if group.way != way:
        raise WorkflowError(f"{group.name}选定的是“{words[group.way]}”。", hint="请先换计票方式。")
    if not 1 <= tally <= group.tallies:
        raise WorkflowError(f"{group.name}只有一份计票。", hint="要两人分别计票的，请先选“两份”。")


def typed_tallies(session: Session, group: AppraisalGroup) -> Sequence[int]:
    """The tallies in which anything has been typed."""
    ballots = session.scalars(select(Ballot.tally).where(Ballot.group_id == group.id).distinct()).all()
    counts = session.scalars(select(TallyCount.tally).where(TallyCount.group_id == group.id).distinct()).all()
    return [*ballots, *counts]
