"""积分说明 of a branch's members: the trace of each total, laid out for paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Member, MemberSpan, Posting, Unit

from .documents.model_explanation import ExplanationSheet
from .explanation_rows import ExplanationRows, Told
from .forms import form_number
from .ledger import Ledger
from .member_views import STATUS_NAMES, MemberRow, scored_rows
from .months import Month, day_title
from .origins import other_branches, with_origins
from .scoring import Scheme, TraceNode
from .sheets import category_text, member_serials
from .year.grades import decided_grades, ended_year


def explanation_sheets(
    session: Session,
    unit: Unit,
    month: Month,
    ledger: Ledger,
    as_of: datetime,
    *,
    member_uids: Collection[str] | None = None,
) -> dict[str, ExplanationSheet]:
    """The sheets by member uid, of some members or of all who have points in the year, as the ledger stands now."""
    result = ledger.month(session, unit, month)
    first = result.year.start
    listed = [
        row
        for row in scored_rows(session, unit, first, month.last)
        if (member_uids is None or row.uid in member_uids)
        and (figures := result.members.get(row.uid)) is not None
        and figures.score.liable
    ]
    uids = [row.uid for row in listed]
    people = {m.uid: m for m in session.scalars(select(Member).where(Member.uid.in_(uids)))}
    ended = ended_year(session, unit, month, ledger)
    # At its end the appraisal is part of the year.
    traces = (
        ledger.explain_all(session, unit, month, uids)
        if ended is None
        else ledger.explain_term(session, unit, ended, uids)
    )
    decided = decided_grades(session, unit, ended, ledger)
    classes = _classes(session, [m.id for m in people.values()])
    told, serials = _told(session, uids), member_serials(session)
    rows = ExplanationRows(told, decimals=result.scheme.decimals, year=month.year)
    sheets = {}
    for row in listed:
        node = with_origins(traces[row.uid], other_branches(session, people[row.uid], unit))
        grade = next((child for child in node.children if child.rule == "grade"), None)
        sheets[row.uid] = ExplanationSheet(
            unit=unit.name,
            period_label=_period(first, month),
            form_number=form_number(unit, month, "说明", serials[row.uid]),
            version=1,
            as_of=as_of,
            decimals=result.scheme.decimals,
            scheme_label=f"{result.scheme.name}（版本 {result.scheme.short_hash}）",
            member_name=row.name,
            group_name=row.group,
            category=_class_words(classes.get(people[row.uid].id, ()), result.scheme, row, first, month.last),
            status=STATUS_NAMES.get(row.status, ""),
            rows=rows.rows(node),
            how=node.cause,
            total=node.after,
            grade=_grade_name(result.scheme, grade),
            grade_cause=grade.cause if grade is not None else "",
            final=month.last >= result.year.end,
            decided=decided.get(row.uid, ""),
        )
    return sheets


def _period(first: date, month: Month) -> str:
    """ "2026年1月至10月"; from an earlier calendar year on with both years."""
    if first.year != month.year:
        return f"{Month.of(first).title}至{month.title}"
    return f"{month.year}年{first.month}月至{month.month}月" if first.month < month.month else month.title


def _grade_name(scheme: Scheme, node: TraceNode | None) -> str:
    grade = scheme.grade(node.ref) if node is not None else None
    return grade.name if grade is not None else ""


def _told(session: Session, uids: Iterable[str]) -> dict[str, Told]:
    rows = session.execute(
        select(Posting.uid, Posting.claimed, Posting.reason)
        .join(Member, Member.id == Posting.member_id)
        .where(Member.uid.in_(list(uids)))
    )
    return {uid: Told(claimed, reason) for uid, claimed, reason in rows}


def _classes(session: Session, member_ids: Collection[int]) -> dict[int, list[MemberSpan]]:
    found: dict[int, list[MemberSpan]] = {}
    for span in session.scalars(
        select(MemberSpan)
        .where(MemberSpan.kind == "category", MemberSpan.member_id.in_(list(member_ids)))
        .order_by(MemberSpan.start)
    ):
        found.setdefault(span.member_id, []).append(span)
    return found


def _class_words(spans: Iterable[MemberSpan], scheme: Scheme, row: MemberRow, first: date, last: date) -> str:
    """The class; where it changed inside the year each with the day from which it held."""
    own = [s for s in spans if s.start <= last and (s.end is None or s.end >= first)]
    if len(own) < 2 or not scheme.categories:
        return category_text(scheme, row)
    return "，".join(
        scheme.category_name(span.value) + (f"（{day_title(span.start)}起）" if span.start > first else "")
        for span in own
    )
