"""The rows of a year's end: computed from the ledger while the year is open, then as they were frozen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Assessment, GradeDecision, Meeting, Member, Period, Unit
from app.services.documents.model_year import YearTableSheet
from app.services.frozen import FrozenKind, thaw
from app.services.ledger import Ledger
from app.services.ledger_results import MemberMonth, TermResult
from app.services.member_views import MemberRow, scored_rows
from app.services.notices.columns import is_demerit, section_columns
from app.services.notices.figures import BoardFigures
from app.services.scoring import Scheme, Score
from app.services.scoring.evaluation.verdict import GONE
from app.services.sheets import category_text
from app.services.terms import Term, find_term
from app.services.workflow import MeetingPurpose, PeriodState
from app.services.year.model import (
    FIGURES,
    Decided,
    GradeView,
    Standing,
    YearFigures,
    YearFrame,
    YearMeeting,
    YearRow,
)
from app.services.year.votes import MemberVotes, member_votes

_ZERO = Decimal(0)


def year_frame(session: Session, unit: Unit, term: Term, ledger: Ledger) -> YearFrame:
    """Everybody's year, in the branch's own order: computed now, or as it was frozen."""
    result = ledger.term(session, unit, term)
    period = find_term(session, unit, term)
    state = PeriodState(period.state) if period is not None else PeriodState.OPEN
    members = scored_rows(session, unit, term.start, term.end)
    if period is not None and state is not PeriodState.OPEN:
        sheet: YearTableSheet = thaw(session, period, FrozenKind.YEAR)[""]
        rows = _frozen_rows(session, period, members)
        return YearFrame(term, result.year, result.scheme, sheet.columns, sheet.remarks, state, rows)
    figures = {
        uid: MemberMonth(uid, found.points, _ZERO, found.total, found.score)
        for uid, found in result.members.items()
    }
    columns = section_columns(BoardFigures(term, result.scheme, figures))
    decisions = _decisions(session, period)
    votes = member_votes(session, unit, result.year, [m.uid for m in members], scheme=result.scheme)
    found = []
    for member in members:
        own = figures.get(member.uid)
        parts = columns.cells(own) if own is not None else ()
        score = result.scores.get(member.uid)
        row = _row(member, score, result, parts=parts, votes=votes.get(member.uid))
        found.append(replace(row, decision=decisions.get(member.uid) if row.graded else None))
    ranked = _ranked(found, result.scheme)
    return YearFrame(term, result.year, result.scheme, columns.names, columns.remarks, state, ranked)


def _row(
    member: MemberRow, score: Score | None, result: TermResult, *, parts: tuple[Decimal, ...],
    votes: MemberVotes | None,
) -> YearRow:  # fmt: skip
    scheme = result.scheme
    standing = _standing(member, score, scheme)
    figures = YearFigures(
        standing=standing,
        group=member.group,
        category=category_text(scheme, member),
        status=member.status,
        state=member.state if standing is not Standing.EXEMPT else "不纳入",
        votes=votes,
    )
    if score is None or not score.liable:
        return YearRow(member, figures, None, _ZERO, "", "", None)
    figures = replace(
        figures,
        parts=parts,
        vetoes=tuple(scheme.vetoes[v].name if v in scheme.vetoes else v for v in score.vetoes),
        marks=score.marks,
        proposals=score.proposals,
        reward=score.reward,
        notes=score.notes,
    )
    balance = score.reward.balance if score.reward is not None else _ZERO
    return YearRow(member, figures, score.total, balance, score.grade or "", score.grade_cause, None)


def _standing(member: MemberRow, score: Score | None, scheme: Scheme) -> Standing:
    if score is None or not score.liable:
        return Standing.EXEMPT if member.active else Standing.GONE
    if not member.active:
        return Standing.GONE
    if score.grade_cause == GONE:
        return Standing.EXEMPT
    if not scheme.grades or member.status not in scheme.members.graded_statuses:
        return Standing.ATTENDS
    return Standing.GRADED


def _ranked(rows: Sequence[YearRow], scheme: Scheme) -> tuple[YearRow, ...]:
    sign = 1 if is_demerit(scheme) else -1
    totals = sorted(sign * row.total for row in rows if row.graded and row.total is not None)
    return tuple(
        replace(row, figures=replace(row.figures, rank=1 + totals.index(sign * row.total)))
        if row.graded and row.total is not None
        else row
        for row in rows
    )


def _decisions(session: Session, period: Period | None) -> dict[str, Decided]:
    if period is None:
        return {}
    rows = session.execute(
        select(Member.uid, GradeDecision)
        .join(Member, Member.id == GradeDecision.member_id)
        .where(GradeDecision.period_id == period.id)
    )
    return {
        uid: Decided(d.grade, d.reason, d.votes_for, d.votes_against, d.votes_abstain, d.decided_by)
        for uid, d in rows
    }


def _frozen_rows(session: Session, period: Period, members: Sequence[MemberRow]) -> tuple[YearRow, ...]:
    """The rows as they took effect; names and places in the list are those that the roster has now."""
    kept = dict(
        session.execute(
            select(Member.uid, Assessment)
            .join(Member, Member.id == Assessment.member_id)
            .where(Assessment.period_id == period.id)
        ).all()
    )
    found = []
    for member in members:
        row = kept.get(member.uid)
        if row is None:
            # Who has no frozen result had no points; what was approved since changes nothing in that.
            standing = Standing.EXEMPT if member.active else Standing.GONE
            figures = YearFigures(standing, member.group, "", member.status, member.state or "不纳入")
            found.append(YearRow(member, figures, None, _ZERO, "", "", None))
            continue
        figures = FIGURES.validate_json(row.figures)
        decided = Decided(row.grade, row.reason, row.votes_for, row.votes_against, row.votes_abstain)
        found.append(
            YearRow(
                member=member,
                figures=figures,
                total=row.total,
                balance=row.balance,
                proposed=row.proposed,
                cause=row.proposed_cause,
                decision=decided if figures.standing is Standing.GRADED else None,
            )
        )
    return tuple(found)


def grades_of(scheme: Scheme) -> tuple[GradeView, ...]:
    """The grades of a scheme, best first, numbered from 1."""
    return tuple(GradeView(g.id, g.name, g.by_meeting, n) for n, g in enumerate(scheme.grades, 1))


def year_meeting(session: Session, period: Period | None) -> Meeting | None:
    """The meeting that decides, or decided, a year."""
    if period is None:
        return None
    return session.scalar(
        select(Meeting)
        .where(Meeting.period_id == period.id, Meeting.purpose == MeetingPurpose.TERM.value)
        .order_by(Meeting.id.desc())
        .limit(1)
    )


def meeting_data(meeting: Meeting) -> YearMeeting:
    """Its data as they were typed."""
    return YearMeeting(
        kind=meeting.kind, held_on=meeting.held_on, place=meeting.place, chair=meeting.chair,
        recorder=meeting.recorder, eligible=meeting.eligible, present=meeting.present,
        votes_for=meeting.votes_for, votes_against=meeting.votes_against, votes_abstain=meeting.votes_abstain,
    )  # fmt: skip
