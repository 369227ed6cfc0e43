"""Dated facts of a member: letting one hold from a day on, and those a member comes with."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Member, MemberSpan, Unit

from .membership import MEMBERSHIP

_DAY = timedelta(days=1)


def set_span(
    session: Session,
    member: Member,
    kind: str,
    value: str,
    start: date,
    *,
    note: str = "",
    group_id: int | None = None,
) -> None:
    """Let ``value`` hold from ``start`` on: ends the span before, replaces what was planned later.

    A span of the same value that reaches up to ``start`` goes on instead of being cut in two, so that a change taken
    back on its own day leaves no trace. An empty ``value`` only ends what held (no longer mobile).

    Args:
        session: Writing session.
        member: Whose fact.
        kind: As in :class:`app.models.MemberSpan`.
        value: What holds.
        start: First day.
        note: Why, for a new span.
        group_id: Of a membership: the group in the branch.
    """
    spans = session.scalars(
        select(MemberSpan).where(MemberSpan.member_id == member.id, MemberSpan.kind == kind)
    ).all()
    lasting = None
    for span in spans:
        if span.start >= start:
            session.delete(span)
        elif value and span.value == value and (span.end is None or span.end >= start - _DAY):
            lasting = span
        elif span.end is None or span.end >= start:
            span.end = start - _DAY
    session.flush()
    if lasting is not None:
        lasting.end, lasting.group_id = None, group_id if group_id is not None else lasting.group_id
    elif value:
        session.add(
            MemberSpan(
                member_id=member.id, kind=kind, value=value, start=start, end=None, note=note, group_id=group_id
            )
        )  # fmt: skip


def add_first_spans(session: Session, member: Member, *, status: str, category: str, since: date) -> None:
    """The dated facts of a member who comes into the ledger.

    Args:
        session: Writing session.
        member: A flushed row with its branch, group and dates.
        status: ``full`` or ``probationary`` today.
        category: Class id or empty.
        since: First day that counts in this branch.
    """
    unit = session.get_one(Unit, member.unit_id)
    facts: list[tuple[str, str, date, date | None]] = [(MEMBERSHIP, unit.uid, since, None)]
    full_on = member.full_on
    if status == "probationary":
        facts.append(("status", "probationary", since, None))
    elif full_on is not None and full_on > since:
        facts.append(("status", "probationary", since, full_on - _DAY))
        facts.append(("status", "full", full_on, None))
    else:
        facts.append(("status", "full", since, None))
    if category:
        facts.append(("category", category, since, None))
    session.add_all(
        MemberSpan(
            member_id=member.id, kind=kind, value=value, start=start, end=end, note="",
            group_id=member.group_id if kind == MEMBERSHIP else None,
        )
        for kind, value, start, end in facts
    )  # fmt: skip
