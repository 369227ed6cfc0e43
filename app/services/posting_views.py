"""Postings as pages and forms list them: the facts, what each of them counts, and why it is less."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.clock import CHINA
from app.models import Meeting, Member, Posting, Unit

from .ledger import CarriedBack, MonthResult
from .lines import detail_text, section_name
from .months import Month
from .numbers import format_points
from .units import branches


@dataclass(frozen=True, slots=True)
class PostingView:
    """A confirmed line with what it counts.

    Attributes:
        period: Month that confirmed it.
        confirmed: As the meeting decided it, before limits; ``counted`` after them.
        causes: Why less counts.
        mark: 更正 or 补记, else empty.
        reason: The meeting's reason for an adjustment.
        meeting: Day and kind of the meeting that confirmed it, with the branch where it was another one.
        branch: That other branch, where the member was then; empty for the branch that lists the line.
    """

    uid: str
    member_uid: str
    period: Month
    item_name: str
    section: str
    deed_date: date
    detail: str
    role: str
    basis: str
    claimed: Decimal
    confirmed: Decimal
    counted: Decimal
    causes: tuple[str, ...]
    mark: str
    reason: str
    confirmed_on: date
    meeting: str
    branch: str


def posting_views(
    session: Session, unit: Unit, result: MonthResult, first: date, until: Month, back: CarriedBack | None,
    *, who: ColumnElement[bool],
) -> list[PostingView]:  # fmt: skip
    """Lines of the scheme's year, confirmed up to ``until``, with what they count; ``who`` narrows them.

    Those confirmed in this year for a deed of the year before are among them; they count there, and say so.
    """
    in_year = (Posting.deed_date >= first) | (Posting.period >= Month.of(first).label)
    query = (
        select(Posting, Member.uid, Meeting.kind, Meeting.held_on)
        .join(Member, Member.id == Posting.member_id)
        .join(Meeting, Meeting.id == Posting.meeting_id)
        .where(who, in_year, Posting.period <= until.label)
        .order_by(Posting.period, Posting.deed_date, Posting.id)
    )
    elsewhere = {branch.id: branch.short_name for branch in branches(session) if branch.id != unit.id}
    found = []
    for posting, member_uid, kind, held_on in session.execute(query):
        other = elsewhere.get(posting.unit_id, "")
        counted, causes = _counted(posting, first, result, back)
        item = result.scheme.items.get(posting.item)
        period = Month.parse(posting.period)
        sign = -1 if posting.claimed < 0 else 1
        confirmed = posting.claimed if posting.adjusted is None else sign * posting.adjusted
        found.append(
            PostingView(
                uid=posting.uid,
                member_uid=member_uid,
                period=period,
                item_name=posting.item_name,
                section=section_name(result.scheme, item),
                deed_date=posting.deed_date,
                detail=detail_text(
                    item,
                    quantity=posting.quantity,
                    level=posting.level,
                    role=posting.role,
                    outcome=posting.outcome,
                ),
                role=next((f.name for f in item.roles if f.id == posting.role), "") if item else "",
                basis=posting.basis,
                claimed=posting.claimed,
                confirmed=confirmed,
                counted=counted,
                causes=causes,
                mark="更正" if posting.reverses else ("补记" if posting.deed_date < period.first else ""),
                reason=posting.reason,
                confirmed_on=posting.confirmed_at.astimezone(CHINA).date(),
                meeting=f"{held_on:%Y-%m-%d} {kind}" + (f"（{other}）" if other else ""),
                branch=other,
            )
        )
    return found


def _counted(
    posting: Posting, first: date, result: MonthResult, back: CarriedBack | None
) -> tuple[Decimal, tuple[str, ...]]:
    """What a posting adds to this year's figures, and why it is less than was confirmed."""
    if posting.deed_date >= first:
        score = result.lines.get(posting.uid)
        return (score.counted, score.causes) if score else (Decimal(0), ("已被更正冲销",))
    score = back.lines.get(posting.uid) if back is not None else None
    if back is None or score is None:
        return Decimal(0), ("事项发生在采用本方案之前，不计分",)
    points = format_points(score.counted, result.scheme.decimals)
    return Decimal(0), (f"计入{back.year} {points} 分", *score.causes)
