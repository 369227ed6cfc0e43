"""What earlier meetings announced of a term's months, what the same months brought a year ago, and who came when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Card, Member, MemberSpan, Period, Unit
from app.services.documents.model_term import TermSheet
from app.services.frozen import FrozenKind, thaw
from app.services.ledger_inputs import Announced
from app.services.membership import MEMBERSHIP, load_stays
from app.services.months import Month
from app.services.schemes import version_on
from app.services.scoring import DatedScheme, PeriodKind, year_span
from app.services.terms import Term, find_term, year_before

History = Mapping[str, Sequence[Announced]]
_ZERO = Decimal(0)


def announced_history(
    session: Session, first: Month, last: Month, members: Collection[str]
) -> dict[str, list[Announced]]:
    """What each month from ``first`` to ``last`` left these members with, in order; by whichever branch."""
    rows = session.execute(
        select(Member.uid, Period.label, Card.total, Card.cycle_sum)
        .join(Card, Card.member_id == Member.id)
        .join(Period, Period.id == Card.period_id)
        .where(
            Period.kind == PeriodKind.MONTH.value, Period.label >= first.label, Period.label <= last.label,
            Card.total.is_not(None),
        )
        .order_by(Period.label)
    )  # fmt: skip
    found: dict[str, list[Announced]] = {}
    wanted = set(members)
    for uid, label, total, sums in rows:
        if uid in wanted:
            found.setdefault(uid, []).append(Announced(label, total or _ZERO, sums or _ZERO))
    return found


def month_points(history: Sequence[Announced], *, monthly: bool) -> dict[str, Decimal]:
    """What each announcement added to the one before it, by the month's label."""
    found, before = {}, _ZERO
    for told in history:
        value = told.cycle_sum if monthly else told.total
        found[told.month] = value - before
        before = value
    return found


def arrivals(session: Session, unit: Unit, start: date, end: date) -> dict[str, str]:
    """Who came into the branch inside a run of days, in words, by member uid."""
    began = select(MemberSpan.member_id).where(
        MemberSpan.kind == MEMBERSHIP, MemberSpan.value == unit.uid, MemberSpan.start > start,
        MemberSpan.start <= end,
    )  # fmt: skip
    stays = load_stays(session, began)
    uids = dict(session.execute(select(Member.id, Member.uid).where(Member.id.in_(list(stays)))).all())
    found = {}
    for member_id, own in stays.items():
        place = next(i for i, s in enumerate(own) if s.value == unit.uid and start < s.start <= end)
        day = own[place].start
        found[uids[member_id]] = f"{day.month}月{day.day}日{'转来' if place else '列入'}"
    return found


def last_year(
    session: Session, unit: Unit, versions: Sequence[DatedScheme], term: Term, until: Month,
    members: Collection[str],
) -> dict[str, Decimal]:  # fmt: skip
    """Points of the same months a year ago, by member uid; empty where the ledger has none.

    Args:
        session: Reading session.
        unit: The branch.
        versions: Its schemes.
        term: The term; ``until`` the last month that is shown of it, so that like is compared with like.
        until: See above.
        members: Uids of those who are wanted.
    """
    earlier = year_before(versions, term)
    if earlier is None:
        return {}
    sheet: TermSheet | None = thaw(session, find_term(session, unit, earlier), FrozenKind.TERM).get("")
    if sheet is not None and until == term.last:
        return {row.key: row.points for row in sheet.rows if row.points is not None}
    reached = earlier.months[: term.months.index(until) + 1]
    monthly = version_on(versions, earlier.end).cycle.months == 1
    wanted = {month.label for month in reached}
    year_first = Month.of(year_span(versions, earlier.end).start)
    found = {}
    for uid, history in announced_history(session, year_first, reached[-1], members).items():
        told = {label: p for label, p in month_points(history, monthly=monthly).items() if label in wanted}
        if told:
            found[uid] = sum(told.values(), _ZERO)
    return found
