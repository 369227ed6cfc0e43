"""The grades that a year's meeting gave, for the members' own sheets."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Assessment, Member, Unit
from app.services.ledger import Ledger
from app.services.months import Month
from app.services.scoring import PeriodKind
from app.services.terms import Term, find_term, term_at


def ended_year(session: Session, unit: Unit, month: Month, ledger: Ledger) -> Term | None:
    """The scheme's year that a month ends; ``None`` for any other month."""
    versions = ledger.versions(session, unit)
    if month.last < versions[0].start:
        return None
    term = term_at(versions, month.last, PeriodKind.YEAR)
    return term if term.last == month else None


def decided_grades(session: Session, unit: Unit, term: Term | None, ledger: Ledger) -> dict[str, str]:
    """Name of the grade by member uid, once the year's result is in effect; empty for who got none."""
    period = find_term(session, unit, term) if term is not None else None
    if period is None or term is None:
        return {}
    names = {grade.id: grade.name for grade in ledger.scheme(session, unit, term.end).grades}
    rows = session.execute(
        select(Member.uid, Assessment.grade)
        .join(Member, Member.id == Assessment.member_id)
        .where(Assessment.period_id == period.id)
    )
    return {uid: names.get(grade, "") for uid, grade in rows}
