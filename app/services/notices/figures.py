"""What a board shows of each member: a month's figures, or a longer term's with what each of its months added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Assessment, Member, Unit
from app.services.ledger import Ledger
from app.services.ledger_inputs import Announced
from app.services.ledger_results import MemberMonth, MonthResult, TermResult
from app.services.months import Month
from app.services.reviews.views import announced_history, month_points, months_of_term
from app.services.scoring import PeriodKind, Scheme
from app.services.terms import Term, find_term
from app.services.year.settled import as_settled, settled_figures

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class BoardFigures:
    """The figures behind a board.

    Attributes:
        scheme: Version in force at the term's end.
        members: Figures by member uid; ``period`` is what the term added.
        lived: The months of a longer term that count for the branch; none for a month.
        months: What each of them added, by member uid.
        grades: Name of the grade that the year's meeting gave, by member uid; empty before.
    """

    term: Term
    scheme: Scheme
    members: Mapping[str, MemberMonth]
    lived: tuple[Month, ...] = ()
    months: Mapping[str, tuple[Decimal, ...]] = field(default_factory=dict)
    grades: Mapping[str, str] = field(default_factory=dict)


def board_figures(
    session: Session, unit: Unit, term: Term, ledger: Ledger, *, renewed: bool = False
) -> BoardFigures:
    """The figures of a branch's term, from its postings alone.

    Args:
        session: Reading session.
        unit: The branch.
        term: Month, quarter, half-year or year.
        ledger: Its evaluations.
        renewed: Whether this is the next version of a notice: what was corrected since stands in the term's last month,
            which announces it.
    """
    if term.kind is PeriodKind.MONTH:
        month = ledger.month(session, unit, term.first)
        return BoardFigures(term, month.scheme, month.members)
    result = ledger.term(session, unit, term)
    # What the meeting settled hangs first; what changed since is told by the next version, or by later months.
    kept = {} if renewed else settled_figures(session, unit, term)
    lived = months_of_term(session, unit, ledger.versions(session, unit), term).lived or (term.last,)
    return BoardFigures(
        term=term,
        scheme=result.scheme,
        members={
            uid: as_settled(
                MemberMonth(uid, found.points, found.late, found.total, found.score), kept.get(uid)
            )
            for uid, found in result.members.items()
        },
        lived=lived,
        months=_months(
            session, result, lived, last=ledger.month(session, unit, term.last) if renewed else None
        ),
        grades=_grades(session, unit, term, result.scheme),
    )


def _months(
    session: Session, result: TermResult, lived: Sequence[Month], *, last: MonthResult | None
) -> dict[str, tuple[Decimal, ...]]:
    """What each month added, as its own board announced it: the difference to what was announced before."""
    term, monthly = result.term, result.scheme.cycle.months == 1
    history = announced_history(session, Month.of(result.year.start), term.last, result.members)
    inside = term.end == term.last.last
    found = {}
    for uid, figures in result.members.items():
        told = list(history.get(uid, ()))
        if last is not None and uid in last.members:
            now = last.members[uid]
            told = [each for each in told if each.month != term.last.label]
            told.append(Announced(term.last.label, now.total, now.cycle_sum))
        points = month_points(told, monthly=monthly)
        added = [points.get(month.label, _ZERO) for month in lived]
        if not inside:
            # The year ends inside its last month: that month's card tells of the next year already.
            added[-1] = figures.points - sum(added[:-1], _ZERO)
        found[uid] = tuple(added)
    return found


def _grades(session: Session, unit: Unit, term: Term, scheme: Scheme) -> dict[str, str]:
    """What the year's meeting decided, where it has taken effect."""
    period = find_term(session, unit, term)
    if period is None or term.kind is not PeriodKind.YEAR:
        return {}
    rows = session.execute(
        select(Member.uid, Assessment.grade)
        .join(Member, Member.id == Assessment.member_id)
        .where(Assessment.period_id == period.id)
    )
    names = {grade.id: grade.name for grade in scheme.grades}
    return {uid: names.get(grade, "") for uid, grade in rows}
