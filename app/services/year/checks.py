"""What keeps a year from being settled, what should be known before, and how the quotas stand."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import Issue
from app.models import Notice, Objection, Period, Unit, Veto
from app.services.ledger import Ledger
from app.services.meeting_views import MEETING_KINDS
from app.services.membership import members_of
from app.services.months import Month
from app.services.scoring import AverageOf, Grade, PeriodKind, Scheme, Ties, describe_quota
from app.services.scoring.evaluation.ranks import at_least, at_most
from app.services.terms import Term
from app.services.units import branches
from app.services.workflow import AppraisalState, ObjectionState, PeriodState, VetoState
from app.services.year.model import QuotaLine, YearFrame, YearMeeting, YearRow
from app.services.year.views import year_frame
from app.services.year.votes import year_appraisals

_BEFORE_MEETING = frozenset({PeriodState.OPEN, PeriodState.COLLECTING})
_VILLAGE = "全村"
_NAMED = 6


def quota_lines(session: Session, unit: Unit, frame: YearFrame, ledger: Ledger) -> tuple[QuotaLine, ...]:
    """Each quota in each group in which it is taken, by the decisions so far."""
    lines = []
    village: list[YearRow] | None = None
    for grade in frame.scheme.grades:
        quota = grade.quota
        if quota is None:
            continue
        rows: Sequence[YearRow] = [row for row in frame.rows if row.graded]
        if quota.of is AverageOf.ALL:
            if village is None:
                village = _village_rows(session, unit, frame, ledger)
            rows = village
        for among, own in _grouped(rows, quota.of).items():
            lines += _lines_of(frame.scheme, grade, among, own)
    return tuple(lines)


def _village_rows(session: Session, unit: Unit, frame: YearFrame, ledger: Ledger) -> list[YearRow]:
    """The graded members of all branches with the same scheme; other branches' decisions count as they stand."""
    rows = [row for row in frame.rows if row.graded]
    for other in branches(session):
        if other.id != unit.id:
            there = year_frame(session, other, frame.term, ledger)
            if there.scheme.hash == frame.scheme.hash:
                rows += [row for row in there.rows if row.graded]
    return rows


def _grouped(rows: Sequence[YearRow], among: AverageOf) -> dict[str, list[YearRow]]:
    groups: dict[str, list[YearRow]] = {}
    for row in rows:
        key = row.figures.category or "未分类" if among is AverageOf.CATEGORY else ""
        groups.setdefault(_VILLAGE if among is AverageOf.ALL else key, []).append(row)
    return groups


def _lines_of(scheme: Scheme, grade: Grade, among: str, rows: Sequence[YearRow]) -> list[QuotaLine]:
    quota = grade.quota
    assert quota is not None  # noqa: S101 - the caller looks at grades with a quota only
    place = [g.id for g in scheme.grades].index(grade.id)
    low = {g.id for g in scheme.grades[place:]}
    rule, found = describe_quota(quota), []
    given = [row.decision.grade for row in rows if row.decision is not None]
    if quota.at_most is not None:
        most = at_most(quota.at_most, len(rows))
        if scheme.ties is Ties.IN:
            # Equals at the edge are all let in: what the scheme itself proposes is never too many.
            most = max(most, sum(row.proposed == grade.id for row in rows))
        count = sum(g == grade.id for g in given)
        found.append(QuotaLine(grade.id, grade.name, among, len(rows), most, None, count, rule))
    if quota.at_least is not None:
        least = at_least(quota.at_least, len(rows))
        count = sum(g in low for g in given)
        found.append(QuotaLine(grade.id, grade.name, among, len(rows), None, least, count, rule))
    return found


def blocks(
    session: Session, unit: Unit, frame: YearFrame, quotas: Sequence[QuotaLine], meeting: YearMeeting | None
) -> tuple[str, ...]:
    """What keeps the result from taking effect; a sentence each, with what to do."""
    found = []
    late = unconfirmed(session, unit, frame.term)
    if late:
        names = "、".join(f"{month.month}月" for month in late)
        found.append(f"{names}还没有评定生效，请先办完这些月份。")
    states = [row.state for row in year_appraisals(session, unit, frame.year)]
    waiting = [state for state in states if state != AppraisalState.SETTLED.value]
    if waiting and frame.scheme.appraisal is not None:
        found.append("民主评议还没有定票，方案要把评议结果计入，请先到“民主评议”定票。")
    undecided = [row.member.label for row in frame.rows if row.open]
    if undecided:
        found.append(f"还有 {len(undecided)} 人没有评定等次：{_names(undecided)}。")
    owing = [row.member.label for row in frame.rows if row.owes_reason]
    if owing:
        found.append(f"评定等次与建议不同或不评定等次的，要写明理由：{_names(owing)}。")
    found += [
        f"“{q.name}”{f'（{q.among}）' if q.among else ''}评了 {q.decided} 人，超过名额 {q.most} 人"
        f"（参加评定 {q.pool} 人，{q.rule}，不足一人的舍去），请改评 {q.decided - (q.most or 0)} 人。"
        for q in quotas
        if q.over
    ]
    if meeting is None:
        found.append("还没有登记年终总评会议，请填写会议日期和到会人数。")
    elif meeting.eligible is None or meeting.present is None:
        found.append("请填写会议的应到、实到人数。")
    return tuple(found)


def warnings(
    session: Session, unit: Unit, frame: YearFrame, quotas: Sequence[QuotaLine], meeting: YearMeeting | None
) -> tuple[str, ...]:
    """What does not stop the step but is known and printed."""
    found = []
    if not frame.frozen:
        found += _open_matters(session, unit, frame)
    if meeting is not None and meeting.eligible and meeting.present is not None:
        if meeting.present * 2 <= meeting.eligible:
            found.append(f"应到 {meeting.eligible} 人，实到 {meeting.present} 人，没有过半数。")
        if not meeting.place.strip():
            found.append("会议地点还没有填写。")
    found += [
        f"“{q.name}”及以下应不少于 {q.least} 人，现在 {q.decided} 人，由会议决定。"
        for q in quotas
        if q.least is not None and q.decided < q.least
    ]
    return tuple(found)


def _open_matters(session: Session, unit: Unit, frame: YearFrame) -> list[str]:
    found = []
    open_states = [ObjectionState.REGISTERED.value, ObjectionState.FOUND.value]
    objections = session.scalar(
        select(func.count())
        .select_from(Objection)
        .join(Notice, Notice.id == Objection.notice_id)
        .join(Period, Period.id == Notice.period_id)
        .where(
            Objection.unit_id == unit.id,
            Objection.state.in_(open_states),
            func.substr(Period.label, 1, 7) >= frame.term.first.label,
            func.substr(Period.label, 1, 7) <= frame.term.last.label,
        )
    )
    if objections:
        found.append(f"有 {objections} 件异议还没有答复。")
    vetoes = session.scalar(
        select(func.count())
        .select_from(Veto)
        .where(
            Veto.member_id.in_(members_of(unit, frame.term.start, frame.term.end)),
            Veto.state == VetoState.PROPOSED.value,
            Veto.happened_on >= frame.term.start,
            Veto.happened_on <= frame.term.end,
        )
    )
    if vetoes:
        found.append(f"有 {vetoes} 条一票否决还没有决定，不决定就不计入。")
    appraisals = [row.state for row in year_appraisals(session, unit, frame.year)]
    if not appraisals:
        found.append("本年没有民主评议结果。")
    elif frame.scheme.appraisal is None and AppraisalState.SETTLED.value not in appraisals:
        found.append("民主评议还没有定票。")
    return found


def unconfirmed(session: Session, unit: Unit, term: Term) -> tuple[Month, ...]:
    """Months of the year that no meeting has confirmed, from the branch's first month on."""
    rows = session.execute(
        select(Period.label, Period.state).where(
            Period.unit_id == unit.id, Period.kind == PeriodKind.MONTH.value
        )
    )
    states = {label: PeriodState(state) for label, state in rows}
    if not states:
        return term.months
    first = Month.parse(min(states))
    return tuple(
        month
        for month in term.months
        if month >= first and states.get(month.label, PeriodState.OPEN) in _BEFORE_MEETING
    )


def _names(people: Sequence[str]) -> str:
    return "、".join(people[:_NAMED]) + (f" 等 {len(people)} 人" if len(people) > _NAMED else "")


def decision_issues(row: YearRow | None, frame: YearFrame, grade: str, reason: str) -> list[Issue]:
    """What is wrong with a draft grade."""
    if row is None:
        return [Issue("党员", "member", "这一年没有这名党员，请刷新页面后再试。")]
    place = row.member.label
    if not row.graded:
        return [Issue(place, "member", "不参加等次评定，不用拟定等次。")]
    if grade and frame.scheme.grade(grade) is None:
        return [Issue(place, "grade", "方案里没有这个等次，请重新选择。")]
    if reason.strip():
        return []
    if not grade:
        return [Issue(place, "reason", "不评定等次的，要写明理由。")]
    if row.proposed and grade != row.proposed:
        name = next(g.name for g in frame.scheme.grades if g.id == row.proposed)
        return [Issue(place, "reason", f"建议等次是“{name}”，改评别的等次要写明理由。")]
    return []


def vote_issues(votes: Collection[int | None], present: int | None, place: str) -> list[Issue]:
    """Negative votes, or more than there were people."""
    if any(number is not None and number < 0 for number in votes):
        return [Issue(place, "votes", "票数不能小于 0。")]
    total = sum(number or 0 for number in votes)
    if present is not None and total > present:
        return [Issue(place, "votes", f"三项票数共 {total} 票，多于到会的 {present} 人，请核对。")]
    return []


def meeting_issues(draft: YearMeeting, term: Term) -> list[Issue]:
    """What is wrong with the meeting's data."""
    issues = []
    if draft.kind not in MEETING_KINDS:
        issues.append(Issue("会议", "kind", "请选择会议种类。"))
    if draft.held_on < term.last.first:
        issues.append(
            Issue("日期", "held_on", f"{term.title}总评的会议不能早于 {term.last.first:%Y-%m-%d}。")
        )
    for name, value in (("应到", draft.eligible), ("实到", draft.present)):
        if value is not None and value < 0:
            issues.append(Issue(name, "count", "人数不能小于 0。"))
    if draft.eligible is not None and draft.present is not None and draft.present > draft.eligible:
        text = f"实到 {draft.present} 人，多于应到 {draft.eligible} 人，请核对。"
        issues.append(Issue("实到", "present", text))
    votes = (draft.votes_for, draft.votes_against, draft.votes_abstain)
    return issues + vote_issues(votes, draft.present, "表决")
