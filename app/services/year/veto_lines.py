"""Vetoes on the sheets of a month: on the meeting's paper, and on the member's own form."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.models import Member, Unit, Veto
from app.services.documents import DeductionLine
from app.services.membership import members_of
from app.services.months import Month
from app.services.scoring import Scheme, Score


def month_vetoes(session: Session, unit: Unit, month: Month) -> tuple[DeductionLine, ...]:
    """Vetoes that a month announces, for the meeting's paper; the second person signs there."""
    second = aliased(Member)
    rows = session.execute(
        select(Member.name, Veto.rule_name, Veto.happened_on, Veto.basis, second.name)
        .join(Veto, Veto.member_id == Member.id)
        .join(second, second.id == Veto.second_id)
        .where(
            Veto.period == month.label,
            Veto.revoked_on.is_(None),
            Member.id.in_(members_of(unit, month.first, month.last)),
        )
        .order_by(Veto.id)
    )
    return tuple(
        DeductionLine(
            member_name=name,
            item_name=f"一票否决：{rule}",
            deed_date=day,
            points=None,
            basis=basis,
            second_person=other,
        )
        for name, rule, day, basis, other in rows
    )


def veto_names(scheme: Scheme, score: Score) -> str:
    """The grounds in force, as the scheme names them."""
    return "；".join(scheme.vetoes[v].name if v in scheme.vetoes else v for v in score.vetoes)
