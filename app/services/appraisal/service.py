"""民主评议: preparing a set of ballots and settling their count; the typing between is in ``counting``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import Issue, ValidationFailed, WorkflowError
from app.models import Appraisal, AppraisalGroup, Member, Period, Unit
from app.models.uow import UnitOfWork
from app.services.actor import OFFICERS, Actor, require
from app.services.appraisal.counting import refuse_settled, typed_tallies
from app.services.appraisal.people import PrepareView, columns_of, dump_columns, people_on, raters_of
from app.services.appraisal.tallies import MOST_COLUMNS, rules_of
from app.services.appraisal.views import AppraisalView, appraisal_view, newest_set, rater_rows
from app.services.audit import record
from app.services.base import Service, by_uid, by_uids
from app.services.changes import Changes, Kind
from app.services.ledger import Ledger
from app.services.months import Month, day_title
from app.services.preferences import option_value
from app.services.safety.dates import refuse_doubtful_date
from app.services.scoring import PeriodKind, Scheme
from app.services.terms import Term, ensure_term, find_term, term_at
from app.services.workflow import (
    APPRAISAL,
    Action,
    AppraisalState,
    Guard,
    Role,
    advance,
)
from app.settings import SEVERAL_VOID


@dataclass(frozen=True, slots=True)
class AppraisalDraft:
    """What is chosen for a set: the day, the place, and whose rows stand on the ballot, in their order."""

    held_on: date
    place: str
    members: tuple[str, ...]


class AppraisalService(Service):
    """Use cases of 民主评议. One set belongs to a branch's year; the newest one counts."""

    def __init__(self, uow: UnitOfWork, clock: Clock, ledger: Ledger) -> None:
        super().__init__(uow, clock)
        self._ledger = ledger

    def view(self, branch_uid: str, month: Month) -> AppraisalView | None:
        """The set of the scheme's year around a month; ``None`` before one was prepared."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            return self.view_in(session, unit, month)

    def view_in(self, session: Session, unit: Unit, month: Month) -> AppraisalView | None:
        """The same inside a transaction, for sheets."""
        term, scheme = self._year(session, unit, month)
        appraisal = newest_set(session, find_term(session, unit, term))
        if appraisal is None:
            return None
        return appraisal_view(session, unit, term, scheme, appraisal, self.today())

    def proposal(self, branch_uid: str, month: Month, held_on: date | None = None) -> PrepareView:
        """What the form of a set starts from: those who are graded on the day, without those left out."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            term, scheme = self._year(session, unit, month)
            before = newest_set(session, find_term(session, unit, term))
            day = held_on or (before.held_on if before is not None else self.today())
            people = people_on(session, unit, scheme, day)
            columns = columns_of(session, scheme)
            chosen = tuple(row.uid for row in people.graded if not row.exempt)
            return PrepareView(
                year=term.title,
                held_on=day,
                place=before.place if before is not None else "",
                columns=columns,
                candidates=people.graded,
                chosen=chosen,
                listed=tuple(row.label for row in people.listed),
                voters=people.voters,
                raters=tuple(name for _, name in raters_of(scheme)),
                rule=rules_of(columns, len(chosen)),
                earliest=term.start,
            )

    def prepare(self, actor: Actor, branch_uid: str, month: Month, draft: AppraisalDraft) -> Changes:
        """Make a set, or make it anew while nothing has been counted.

        Other rows, columns or rules than before make another set with the next number: ballots that were printed already
        must not be taken for the new ones.

        Raises:
            ValidationFailed: no rows, a day before the year.
            WorkflowError: ballots have been typed, or the count or the year is settled.
        """
        require(actor, *OFFICERS, action="备票")
        with self.uow.write() as session:
            unit = by_uid(session, Unit, branch_uid)
            term, scheme = self._year(session, unit, month)
            columns = columns_of(session, scheme)
            order = [member.uid for member in by_uids(session, Member, draft.members)]
            _check_draft(draft, term, columns=len(columns))
            period = ensure_term(session, unit, term)
            refuse_settled(period, term.title)
            old = newest_set(session, period)
            number, several_void = 1, bool(option_value(session, SEVERAL_VOID))
            if old is not None:
                _refuse_counted(session, old)
                groups = [(group.key, group.name) for group in rater_rows(session, old)]
                if (old.members, old.options, old.several_void, groups) == (
                    json.dumps(order), dump_columns(columns), several_void, list(raters_of(scheme)),
                ):  # fmt: skip
                    return self._move(session, actor, old, draft, subject=f"{unit.short_name} {term.title}")
                number = old.set_number + 1
                self._withdraw(session, actor, old, subject=f"{unit.short_name} {term.title}")
            appraisal = Appraisal(
                period_id=period.id, set_number=number, held_on=draft.held_on, place=draft.place.strip(),
                options=dump_columns(columns), several_void=several_void, members=json.dumps(order),
                state=AppraisalState.PREPARED.value, prepared_by=actor.name,
            )  # fmt: skip
            session.add(appraisal)
            session.flush()
            session.add_all(
                AppraisalGroup(appraisal_id=appraisal.id, key=key, name=name)
                for key, name in raters_of(scheme)
            )
            record(
                session, actor, self.clock, "备票", f"{unit.short_name} {term.title}",
                {"appraisal": appraisal.uid, "set": number, "members": len(order)},
            )  # fmt: skip
            message = f"已备票：第 {number} 套，{len(order)} 名党员"
            return Changes.of(Kind.APPRAISAL, Kind.PERIOD, ids=(appraisal.uid,), message=message)

    def settle(self, actor: Actor, appraisal_uid: str) -> Changes:
        """定票: from now on the votes count in the year's points. The secretary's step.

        Raises:
            WorkflowError: names everything that does not agree.
        """
        require(actor, Role.SECRETARY, action="定票")
        with self.uow.write() as session:
            refuse_doubtful_date(session, self.clock, step="定票")
            appraisal = by_uid(session, Appraisal, appraisal_uid)
            unit, period = self._place(session, appraisal)
            term, scheme = self._year(session, unit, _last_month(period))
            refuse_settled(period, term.title)
            state = advance(
                APPRAISAL, AppraisalState(appraisal.state), Action.SETTLE, actor.role,
                subject=f"{term.title}民主评议", checked=Guard.TALLIES_AGREE,
            )  # fmt: skip
            view = appraisal_view(session, unit, term, scheme, appraisal, self.today())
            if view.problems:
                raise WorkflowError(
                    f"还不能定票：{'；'.join(view.problems)}。", hint="请逐条核对改正，再定票。"
                )
            appraisal.state = state.value
            appraisal.settled_on, appraisal.settled_by = self.today(), actor.name
            record(
                session, actor, self.clock, "定票", f"{unit.short_name} {term.title}",
                {
                    "appraisal": appraisal.uid,
                    "groups": [
                        {
                            "name": rater.name, "given": rater.given, "returned": rater.returned,
                            "valid": rater.counting.valid, "void": rater.counting.void,
                        }
                        for rater in view.raters
                    ],
                },
            )  # fmt: skip
            message = f"{term.title}民主评议已定票"
            return Changes.of(Kind.APPRAISAL, Kind.PERIOD, ids=(appraisal.uid,), message=message)

    def count_again(self, actor: Actor, appraisal_uid: str, reason: str) -> Changes:
        """Open a settled count again, with a reason, while the year is not settled."""
        require(actor, Role.SECRETARY, action="重新计票")
        with self.uow.write() as session:
            appraisal = by_uid(session, Appraisal, appraisal_uid)
            unit, period = self._place(session, appraisal)
            title = self._year(session, unit, _last_month(period))[0].title
            refuse_settled(period, title)
            state = advance(
                APPRAISAL, AppraisalState(appraisal.state), Action.COUNT_AGAIN, actor.role,
                subject=f"{title}民主评议",
            )  # fmt: skip
            if not reason.strip():
                raise ValidationFailed([Issue("理由", "reason", "请写明为什么重新计票。")])
            appraisal.state, appraisal.settled_on, appraisal.settled_by = state.value, None, ""
            record(
                session, actor, self.clock, "重新计票", f"{unit.short_name} {title}",
                {"appraisal": appraisal.uid, "reason": reason.strip()},
            )  # fmt: skip
            return Changes.of(Kind.APPRAISAL, Kind.PERIOD, ids=(appraisal.uid,), message="已重新打开计票")

    # ------------------------------------------------------------------------------------------------- inside

    def _year(self, session: Session, unit: Unit, month: Month) -> tuple[Term, Scheme]:
        """The scheme's year around a month, and the version in force at its end."""
        term = term_at(self._ledger.versions(session, unit), month.last, PeriodKind.YEAR)
        return term, self._ledger.scheme(session, unit, term.end)

    def _place(self, session: Session, appraisal: Appraisal) -> tuple[Unit, Period]:
        period = session.get_one(Period, appraisal.period_id)
        return session.get_one(Unit, period.unit_id), period

    def _move(
        self, session: Session, actor: Actor, appraisal: Appraisal, draft: AppraisalDraft, *, subject: str
    ) -> Changes:
        """Another day or place for the same ballots."""
        appraisal.held_on, appraisal.place = draft.held_on, draft.place.strip()
        record(
            session, actor, self.clock, "更改评议时间地点", subject,
            {"appraisal": appraisal.uid, "on": draft.held_on},
        )  # fmt: skip
        text = f"已改为 {day_title(draft.held_on)}，票不用重印"
        return Changes.of(Kind.APPRAISAL, ids=(appraisal.uid,), message=text)

    def _withdraw(self, session: Session, actor: Actor, appraisal: Appraisal, *, subject: str) -> None:
        """Take back a set of which nothing has been counted."""
        record(
            session, actor, self.clock, "收回备票", subject,
            {"appraisal": appraisal.uid, "set": appraisal.set_number},
        )  # fmt: skip
        session.execute(delete(AppraisalGroup).where(AppraisalGroup.appraisal_id == appraisal.id))
        session.delete(appraisal)
        session.flush()


def _check_draft(draft: AppraisalDraft, term: Term, *, columns: int) -> None:
    issues = []
    if not draft.members:
        issues.append(Issue("名单", "members", "票上没有党员，请至少选一名。"))
    if draft.held_on < term.start:
        text = f"{term.title}从 {term.start:%Y-%m-%d} 开始，评议不能早于这一天。"
        issues.append(Issue("日期", "held_on", text))
    if columns > MOST_COLUMNS:
        issues.append(Issue("方案", "columns", f"测评档最多 {MOST_COLUMNS} 个，请到“方案”合并。"))
    if issues:
        raise ValidationFailed(issues)


def _refuse_counted(session: Session, appraisal: Appraisal) -> None:
    if AppraisalState(appraisal.state) is AppraisalState.SETTLED:
        raise WorkflowError("民主评议已经定票，不能重新备票。", hint="要改票数的，由书记“重新计票”。")
    if any(typed_tallies(session, group) for group in rater_rows(session, appraisal)):
        raise WorkflowError(
            "已经录入了票，不能重新备票。",
            hint="录错了套的，请先逐张删去已录的票；名单有变动的，在会上说明。",
        )


def _last_month(period: Period) -> Month:
    return Month.parse(period.label.rpartition("..")[2])
