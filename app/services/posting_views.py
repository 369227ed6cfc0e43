"""Postings as pages and forms list them: the facts, what each of them counts, and why it is less."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from app.clock import CHINA
from app.models import Correction, Meeting, Member, Posting, Unit

from .ledger_results import CarriedBack, MonthResult
from .lines import detail_text
from .months import Month
from .numbers import format_points
from .program_lines import PROGRAM, program_lines
from .section_columns import section_name
from .signs import shown_sign
from .units import branches

#: How lists mark what a correction made, and what it took back.
CORRECTED, TAKEN_BACK = "更正", "已更正"


@dataclass(frozen=True, slots=True)
class PostingView:
    """A confirmed line with what it counts, or one that the program makes.

    Attributes:
        period: Month that confirmed it.
        claimed: On the card; ``None`` where nobody claimed anything.
        confirmed: As the meeting decided it, before limits; ``counted`` after them.
        causes: Why less counts.
        mark: 更正, 已更正, 补记 or 程序推算, else empty.
        reason: The meeting's reason for an adjustment, or that of the correction.
        also: Name of another member who is scored for the same fact.
        confirmed_on: ``None`` for what no meeting decided.
        meeting: Day and kind of the meeting that confirmed it, with the branch where it was another one.
        branch: That other branch, where the member was then; empty for the branch that lists the line.
        struck: Whether a correction took it back since. It is listed with what it counted until then, and the
            correction with the opposite: so the sheets of both months add up.
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
    claimed: Decimal | None
    confirmed: Decimal
    counted: Decimal
    causes: tuple[str, ...]
    mark: str
    reason: str
    also: str
    confirmed_on: date | None
    meeting: str
    branch: str
    struck: bool = False


def posting_views(
    session: Session, unit: Unit, result: MonthResult, first: date, until: Month, back: CarriedBack | None,
    *, who: ColumnElement[bool],
) -> list[PostingView]:  # fmt: skip
    """Lines of the scheme's year, confirmed up to ``until``, with what they count; ``who`` narrows them.

    Those confirmed in this year for a deed of the year before are among them; they count there, and say so.
    """
    in_year = (Posting.deed_date >= first) | (Posting.period >= Month.of(first).label)
    also = aliased(Member)
    query = (
        select(Posting, Member.uid, Meeting.kind, Meeting.held_on, also.name)
        .join(Member, Member.id == Posting.member_id)
        .outerjoin(also, also.id == Posting.also_id)
        .join(Meeting, Meeting.id == Posting.meeting_id)
        .where(who, in_year, Posting.period <= until.label)
        .order_by(Posting.period, Posting.deed_date, Posting.id)
    )
    elsewhere = {branch.id: branch.short_name for branch in branches(session) if branch.id != unit.id}
    found = []
    rows = session.execute(query).all()
    marks = _Marks(session, [row[0] for row in rows])
    for posting, member_uid, kind, held_on, also_name in rows:
        other = elsewhere.get(posting.unit_id, "")
        mark = marks.of(posting)
        counted, causes = _counted(posting, first, result, back, marks)
        item = result.scheme.items.get(posting.item)
        period = Month.parse(posting.period)
        sign = shown_sign(result.scheme, item, posting.level, posting.claimed)
        confirmed = posting.claimed if posting.adjusted is None else sign * abs(posting.adjusted)
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
                claimed=None if posting.reverses else posting.claimed,
                confirmed=-confirmed if posting.reverses else confirmed,
                counted=counted,
                causes=causes,
                mark=mark,
                reason=posting.reason,
                also=also_name or "",
                confirmed_on=posting.confirmed_at.astimezone(CHINA).date(),
                meeting=f"{held_on:%Y-%m-%d} {kind}" + (f"（{other}）" if other else ""),
                branch=other,
                struck=mark == TAKEN_BACK,
            )
        )
    return found


class _Marks:
    """Which of some postings corrections made, and which they took back by the month that is looked at."""

    def __init__(self, session: Session, postings: Collection[Posting]) -> None:
        rows = session.execute(select(Correction.reversal_id, Correction.replacement_id)).all()
        self._made = {key for row in rows for key in row if key is not None}
        self._by_uid = {posting.uid: posting for posting in postings}
        self._reversed = {posting.reverses for posting in postings if posting.reverses}

    def of(self, posting: Posting) -> str:
        """更正, 已更正, 补记, or nothing."""
        if posting.uid in self._reversed:
            return TAKEN_BACK
        if posting.reverses or posting.id in self._made:
            return CORRECTED
        return "补记" if posting.deed_date < Month.parse(posting.period).first else ""

    def reversed_words(self, uid: str) -> str:
        """What a reversal takes back, in words."""
        target = self._by_uid.get(uid)
        when = f"{Month.parse(target.period).title}评定的" if target is not None else "以前评定的"
        return f"冲销{when}这一条"


def _counted(
    posting: Posting, first: date, result: MonthResult, back: CarriedBack | None, marks: _Marks
) -> tuple[Decimal, tuple[str, ...]]:
    """What a posting adds to this year's figures, and why it is less than was confirmed."""
    if posting.reverses is not None and posting.reverses in result.was:
        return -result.was[posting.reverses], (marks.reversed_words(posting.reverses),)
    if posting.uid in result.was:
        return result.was[posting.uid], ("已更正冲销",)
    score = result.lines.get(posting.uid)
    if score is not None:
        return score.counted, score.causes
    if posting.deed_date >= first:
        return Decimal(0), ("已被更正冲销",)
    score = back.lines.get(posting.uid) if back is not None else None
    if back is None or score is None:
        return Decimal(0), ("事项发生在采用本方案之前，不计分",)
    points = format_points(score.counted, result.scheme.decimals)
    return Decimal(0), (f"计入{back.year} {points} 分", *score.causes)


def program_views(result: MonthResult, *, since: Month, uids: Collection[str]) -> list[PostingView]:
    """What the program makes for some members in the months from ``since`` on, as lists show it among the postings."""
    return [
        PostingView(
            uid=line.uid,
            member_uid=line.member_uid,
            period=line.month,
            item_name=line.item_name,
            section=line.section,
            deed_date=line.day,
            detail="",
            role="",
            basis="",
            claimed=None,
            confirmed=line.amount,
            counted=line.counted,
            causes=(line.cause,) if line.cause else (),
            mark=PROGRAM,
            reason="",
            also="",
            confirmed_on=None,
            meeting="",
            branch="",
        )
        for line in program_lines(result, since=since, uids=uids)
    ]
