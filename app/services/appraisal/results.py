"""What the votes come to: per member by the scheme's formula, what it does to the points, and the sheets of paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.models import AuditEvent, Unit
from app.models.uow import UnitOfWork
from app.services.appraisal.service import AppraisalService
from app.services.appraisal.views import AppraisalView, RaterView, RowView
from app.services.base import Service, by_uid
from app.services.documents.model_appraisal import BallotRow, BallotSheet, TallyRow, TallySheet
from app.services.forms import form_number
from app.services.ledger import Ledger
from app.services.ledger_verdicts import VALID
from app.services.months import Month
from app.services.scoring import BallotIn, PeriodKind, Scheme, TraceNode, VoteScore, describe_appraisal
from app.services.scoring.evaluation.votes import votes_by_member
from app.services.scoring.kinds import VoteEffect
from app.services.terms import Term, term_at
from app.services.workflow import AppraisalState

#: Form numbers of the second kind of voters begin here: 101 beside 001.
_PER_RATER = 100


@dataclass(frozen=True, slots=True)
class VoteRow:
    """One member's votes and what they come to.

    Attributes:
        votes: By column, over all kinds of voters, with ``voters`` valid ballots in all.
        blank: Valid ballots that say nothing of the member.
        result: The formula's figure; ``None`` where there are no votes or no formula.
        cause: The arithmetic in words.
        before: Year's total without the appraisal; ``None`` while the count is not settled.
        after: The total with it.
    """

    row: RowView
    votes: tuple[int, ...]
    blank: int
    voters: int
    result: Decimal | None
    cause: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class ResultView:
    """Everybody's votes.

    Attributes:
        formula: The scheme's rule in words.
        changes_points: Whether the votes go into the points at all.
    """

    view: AppraisalView
    rows: tuple[VoteRow, ...]
    formula: str
    changes_points: bool
    decimals: int


class AppraisalResults(Service):
    """Reading the outcome; nothing is written here."""

    def __init__(self, uow: UnitOfWork, clock: Clock, ledger: Ledger, appraisals: AppraisalService) -> None:
        super().__init__(uow, clock)
        self._ledger = ledger
        self._appraisals = appraisals

    def result(self, branch_uid: str, month: Month) -> ResultView | None:
        """The votes of the newest set so far; points only once it is settled."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            view = self._appraisals.view_in(session, unit, month)
            if view is None:
                return None
            term, scheme = self._year(session, unit, month)
            scores = votes_by_member(_ballots(view), scheme.appraisal)
            before, after = self._totals(session, unit, term, view)
            rule = scheme.appraisal
            effect = rule is not None and rule.effect is not VoteEffect.NONE
            return ResultView(
                view=view,
                rows=tuple(
                    _vote_row(view, row, scores.get(row.uid), before.get(row.uid), after.get(row.uid))
                    for row in view.rows
                ),
                formula=describe_appraisal(rule)
                if rule is not None
                else "方案没有规定测评怎样计分，得票供评定等次参考。",
                changes_points=effect,
                decimals=scheme.decimals,
            )

    def explain(self, branch_uid: str, month: Month, member_uid: str) -> TraceNode | None:
        """The trace of a member's year with the settled votes; ``None`` for who is not evaluated in this branch."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            term = self._year(session, unit, month)[0]
            if member_uid not in self._ledger.term(session, unit, term).scores:
                return None
            return self._ledger.explain_term(session, unit, term, [member_uid])[member_uid]

    def ballots(
        self, branch_uid: str, month: Month, *, wanted: Collection[str] = ()
    ) -> tuple[BallotSheet, ...]:
        """测评票 of some kinds of voters or all.

        Args:
            branch_uid: Branch.
            month: A month of the year.
            wanted: "uid of the rater group:number of copies"; empty for all, as many as were handed out, or as there
                are voters.
        """
        copies = {uid: int(count or 1) for uid, _, count in (part.partition(":") for part in wanted)}
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            view = self._appraisals.view_in(session, unit, month)
            if view is None:
                return ()
            term, _ = self._year(session, unit, month)
            as_of = self._instant(session, view, "备票", "更改评议时间地点")
            rows = tuple(
                BallotRow(serial=n, name=row.label, group_name=row.group)
                for n, row in enumerate(view.rows, 1)
            )
            several = len(view.raters) > 1
            return tuple(
                BallotSheet(
                    unit=unit.name,
                    period_label=view.year,
                    form_number=_number(unit, term, "测评", view, place),
                    version=1,
                    as_of=as_of,
                    set_number=view.set_number,
                    rater=rater.name if several else "",
                    held_on=view.held_on,
                    place=view.place,
                    columns=tuple(column.name for column in view.columns),
                    rows=rows,
                    rule=view.rule,
                    several_void=view.several_void,
                    copies=copies.get(rater.uid, rater.given or (view.voters if place == 0 else 1)),
                )
                for place, rater in enumerate(view.raters)
                if not copies or rater.uid in copies
            )

    def tallies(self, branch_uid: str, month: Month) -> tuple[TallySheet, ...]:
        """计票表 of each kind of voters, with blanks for the pen before anything is counted."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            view = self._appraisals.view_in(session, unit, month)
            if view is None:
                return ()
            term, _ = self._year(session, unit, month)
            settled = view.state is AppraisalState.SETTLED
            as_of = self._instant(session, view, "定票") if settled else self.clock.now()
            return tuple(
                TallySheet(
                    unit=unit.name,
                    period_label=view.year,
                    form_number=_number(unit, term, "计票", view, place),
                    version=1,
                    as_of=as_of,
                    set_number=view.set_number,
                    rater=rater.name if len(view.raters) > 1 else "",
                    held_on=view.held_on,
                    place=view.place,
                    columns=tuple(column.name for column in view.columns),
                    rows=tuple(_tally_rows(view, rater)),
                    given=rater.given,
                    returned=rater.returned,
                    valid=rater.counting.valid,
                    void=rater.counting.void,
                    voids=_voids(rater),
                    filled=rater.counting.begun,
                    listed=view.listed,
                    note=_note(rater),
                    settled_on=view.settled_on,
                )
                for place, rater in enumerate(view.raters)
            )

    def _year(self, session: Session, unit: Unit, month: Month) -> tuple[Term, Scheme]:
        term = term_at(self._ledger.versions(session, unit), month.last, PeriodKind.YEAR)
        return term, self._ledger.scheme(session, unit, term.end)

    def _totals(
        self, session: Session, unit: Unit, term: Term, view: AppraisalView
    ) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
        """Totals of the year without and with the votes, once they are settled."""
        if view.state is not AppraisalState.SETTLED:
            return {}, {}
        plain = self._ledger.month(session, unit, term.last).scores
        whole = self._ledger.term(session, unit, term).scores
        return (
            {uid: score.total for uid, score in plain.items() if score.liable},
            {uid: score.total for uid, score in whole.items() if score.liable},
        )

    def _instant(self, session: Session, view: AppraisalView, *actions: str) -> datetime:
        """When the set was prepared or settled: a reprint says the same."""
        found = session.scalar(
            select(AuditEvent.at)
            .where(AuditEvent.action.in_(actions), AuditEvent.detail.contains(view.uid))
            .order_by(AuditEvent.seq.desc())
            .limit(1)
        )
        return found or self.clock.now()


def _number(unit: Unit, term: Term, sheet: str, view: AppraisalView, place: int) -> str:
    return form_number(unit, term.last, sheet, view.set_number + _PER_RATER * place)


def _ballots(view: AppraisalView) -> Iterator[BallotIn]:
    """The count as the evaluation takes it."""
    for rater in view.raters:
        if not rater.counting.valid:
            continue
        name = f"{rater.key or 'all'}/{view.set_number}"
        yield BallotIn(name, "", VALID, rater.counting.valid)
        for uid, votes in rater.counting.votes.items():
            yield from (BallotIn(name, uid, option, count) for option, count in votes.items())


def _vote_row(
    view: AppraisalView, row: RowView, score: VoteScore | None, before: Decimal | None, after: Decimal | None
) -> VoteRow:
    votes = tuple(
        sum(rater.counting.votes[row.uid][column.id] for rater in view.raters) for column in view.columns
    )
    valid = sum(rater.counting.valid for rater in view.raters)
    return VoteRow(
        row=row,
        votes=votes,
        blank=valid - sum(votes),
        voters=valid,
        result=score.result if score is not None else None,
        cause=score.cause if score is not None else "",
        before=before,
        after=after,
    )


def _tally_rows(view: AppraisalView, rater: RaterView) -> Iterator[TallyRow]:
    for number, row in enumerate(view.rows, 1):
        own = rater.counting.votes[row.uid]
        votes = tuple(own[column.id] for column in view.columns)
        yield TallyRow(
            serial=number,
            name=row.name,
            group_name=row.group,
            votes=votes,
            blank=rater.counting.valid - sum(votes),
            note=row.state,
        )


def _voids(rater: RaterView) -> tuple[tuple[str, int], ...]:
    """Causes in the order of their number; ballots with the same cause together."""
    causes = Counter(ballot.void for ballot in rater.counting.ballots if ballot.void)
    return tuple(causes.most_common())


def _note(rater: RaterView) -> str:
    if len(rater.tallies) < 2:
        return ""
    if not rater.differences:
        return "两人分别计票，结果一致。"
    if rater.chosen is None:
        return f"两人分别计票，有 {len(rater.differences)} 处不同，尚未核定。"
    return f"两人分别计票，有 {len(rater.differences)} 处不同，采用第 {rater.chosen} 份：{rater.reason}"
