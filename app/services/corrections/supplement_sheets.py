"""Fills the 补充评定表 of a meeting before it is booked: what was, what will be, and what it does to the years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Meeting, Member, Period, Unit
from app.services.corrections.period import shown_period
from app.services.corrections.rules import Plan
from app.services.corrections.views import KIND_NAMES, effects, points_of
from app.services.documents.model_supplement import SupplementLine, SupplementSheet, SupplementTotal
from app.services.forms import form_number
from app.services.ledger import Ledger
from app.services.lines import detail_text
from app.services.member_views import member_rows
from app.services.months import Month


@dataclass(frozen=True, slots=True)
class SheetFrame:
    """What stands around the lines.

    Attributes:
        number: The how-manyth supplementary meeting of the month.
        as_of: Instant of 数据截至.
        today: Business date.
    """

    number: int
    as_of: datetime
    today: date


def build_sheet(
    session: Session, unit: Unit, meeting: Meeting, plans: Sequence[Plan], ledger: Ledger, frame: SheetFrame
) -> SupplementSheet:
    """The sheet of a meeting whose plans are not booked yet."""
    month = Month.parse(session.get_one(Period, meeting.period_id).label)
    scheme = ledger.scheme(session, unit, month.last)
    shown = [
        shown_period(session, plan.unit, plan.member, plan.confirmed, today=Month.of(frame.today))
        for plan in plans
    ]
    return SupplementSheet(
        unit=unit.name,
        period_label=month.title,
        form_number=form_number(unit, month, "补评", frame.number),
        version=1,
        as_of=frame.as_of,
        decimals=scheme.decimals,
        scheme_label=scheme.name,
        number=frame.number,
        kind=meeting.kind,
        held_on=meeting.held_on,
        place=meeting.place,
        chair=meeting.chair,
        recorder=meeting.recorder,
        eligible=meeting.eligible,
        present=meeting.present,
        votes_for=meeting.votes_for,
        votes_against=meeting.votes_against,
        abstained=meeting.votes_abstain,
        reason=meeting.note,
        lines=tuple(_line(session, number, plan, frame.today) for number, plan in enumerate(plans, 1)),
        totals=_totals(session, ledger, plans, shown),
        shown_in=tuple(dict.fromkeys(told.title for _, told in shown)),
    )


def _line(session: Session, number: int, plan: Plan, today: date) -> SupplementLine:
    wrong, right = plan.posting, plan.right
    took_back = wrong is not None and not wrong.reverses
    row = member_rows(session, today, member_ids=[plan.member.id])[0]
    second = plan.change.second_uid or (right.second_uid if right is not None else "")
    return SupplementLine(
        serial=number,
        member_name=plan.member.name,
        group_name=row.group,
        kind=KIND_NAMES[took_back, right is not None],
        item_name=_what(plan),
        deed_date=right.deed_date if right is not None else wrong.deed_date if wrong is not None else today,
        old=points_of(wrong) if wrong is not None and took_back else None,
        new=_new_points(plan),
        reason=plan.change.reason,
        basis=plan.change.basis,
        second_person=_name(session, second),
    )


def _what(plan: Plan) -> str:
    facts = plan.right or plan.posting
    assert facts is not None  # noqa: S101 - a plan has one of the two
    detail = detail_text(
        plan.scheme.items.get(facts.item), quantity=facts.quantity, level=facts.level, role=facts.role,
        outcome=facts.outcome,
    )  # fmt: skip
    return f"{plan.item_name} · {detail}" if detail else plan.item_name


def _new_points(plan: Plan) -> Decimal | None:
    if plan.right is None or plan.proposal is None:
        return None
    if plan.change.adjusted is None:
        return plan.proposal.points
    return -abs(plan.change.adjusted) if plan.proposal.points < 0 else plan.change.adjusted


def _name(session: Session, uid: str) -> str:
    return session.scalar(select(Member.name).where(Member.uid == uid)) or "" if uid else ""


def _totals(
    session: Session, ledger: Ledger, plans: Sequence[Plan], shown: Sequence[tuple[Unit, Month]]
) -> tuple[SupplementTotal, ...]:
    """The members' years before and after all of it together."""
    found = []
    for (home, told), own in _together(plans, shown).items():
        for row in effects(session, ledger, home, told, own):
            found.append(
                SupplementTotal(member_name=row.member, year=row.year, before=row.before, after=row.after)
            )
    return tuple(found)


def _together(
    plans: Sequence[Plan], shown: Sequence[tuple[Unit, Month]]
) -> dict[tuple[Unit, Month], list[Plan]]:
    groups: dict[tuple[Unit, Month], list[Plan]] = {}
    for plan, place in zip(plans, shown, strict=True):
        groups.setdefault(place, []).append(plan)
    return groups
