"""Lines of a month as every page and sheet shows them: what was claimed, decided, and would count.

Built in a handful of queries whatever the number of lines. Draft lines are evaluated together with the
postings, so that a line over a limit is seen before the meeting, with the same arithmetic as after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import (
    AttachmentLink,
    Card,
    Decision,
    Declaration,
    Group,
    Meeting,
    Member,
    Period,
    Posting,
    Unit,
)

from .ledger import Ledger, MonthResult
from .member_views import MemberRow, member_rows, scored_rows
from .months import Month
from .scoring import Item, PostingIn, Scheme
from .scoring.document import ProofKind, Section
from .workflow import LineState


class LineFault(StrEnum):
    """What the collection and the meeting should look at in a line."""

    DUPLICATE = "duplicate"
    OVER_CAP = "over_cap"
    NO_PROOF = "no_proof"
    NO_BASIS = "no_basis"
    NO_SECOND = "no_second"


FAULT_NAMES = {
    LineFault.DUPLICATE: "重复",
    LineFault.OVER_CAP: "超上限",
    LineFault.NO_PROOF: "缺证明",
    LineFault.NO_BASIS: "缺依据",
    LineFault.NO_SECOND: "缺第二人",
}

DECISION_NAMES = {"confirm": "认定", "adjust": "调整", "reject": "不予认定", "return": "退回"}


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of a card.

    Attributes:
        uid: The declaration.
        member: Who.
        section: Section name; ``item``: item id; ``item_name``: as it was named on the day of entry.
        detail: Quantity, level, role and outcome in words ("3 次 · 带头").
        claimed: Points claimed, negative for a deduction.
        counted: What counts after all limits if decided as it stands now; ``None`` when rejected or returned.
        causes: Why less counts than was claimed, in words.
        source: ``card``, ``activity`` or ``group``.
        second: Name of the second person; ``second_uid`` empty when none is named yet.
        attachments: Number of photos and scans.
        deduction: Needs a basis and a second person.
        late: The deed lies in an earlier month (补记).
        state: Where the line stands.
        decision: ``""``, ``confirm``, ``adjust``, ``reject`` or ``return``; with ``decided_points`` and ``reason``.
        faults: What to look at.
        posting_uid: The posting it became, empty before 评定生效.
    """

    uid: str
    member: MemberRow
    section: str
    item: str
    item_name: str
    deed_date: date
    detail: str
    quantity: Decimal
    level: str | None
    role: str | None
    outcome: str | None
    points: Decimal | None
    claimed: Decimal
    counted: Decimal | None
    causes: tuple[str, ...]
    basis: str
    source: str
    on_word_of: str
    entered_by: str
    act: str | None
    second_uid: str
    second: str
    attachments: int
    deduction: bool
    late: bool
    late_reason: str
    activity_uid: str
    state: LineState
    decision: str
    decided_points: Decimal | None
    reason: str
    faults: tuple[LineFault, ...]
    posting_uid: str

    @property
    def confirmed(self) -> Decimal | None:
        """Points as the meeting decided them: its own figure, the claim, or ``None`` if not accepted (yet)."""
        if self.decision == "adjust":
            return self.decided_points
        return self.claimed if self.decision == "confirm" else None


@dataclass(frozen=True, slots=True)
class MonthLines:
    """All lines of a branch's month with the evaluation behind them.

    Attributes:
        members: Members who belong to the branch in this month, or left before it and have a line in it.
        lines: In the order group, member, deed date.
        result: The month as it would be with these lines.
        drafts: The not yet confirmed lines as the evaluation saw them, for traces.
    """

    members: tuple[MemberRow, ...]
    lines: tuple[LineView, ...]
    result: MonthResult
    drafts: tuple[PostingIn, ...]


def detail_text(
    item: Item | None, *, quantity: Decimal, level: str | None, role: str | None, outcome: str | None
) -> str:
    """Quantity, level, role and outcome in words; empty where there is nothing to say beyond "once"."""
    if item is None:
        return ""
    words = []
    name = next((lv.name for lv in item.levels if lv.id == level), "")
    if name:
        words.append(name)
    if quantity != 1 or item.amount_kind in {"steps", "per_unit"}:
        words.append(f"{quantity.normalize():f} {item.unit_name}")
    words += [f.name for f in item.roles if f.id == role]
    words += [f.name for f in item.outcomes if f.id == outcome]
    return " · ".join(words)


def draft_posting(
    line: Declaration, member_uid: str, period: str, decision: Decision | None, uid: str | None = None
) -> PostingIn:
    """A line as the evaluation takes it."""
    return PostingIn(
        uid=uid or line.uid,
        member=member_uid,
        item=line.item,
        date=line.deed_date,
        quantity=line.quantity,
        level=line.level,
        role=line.role,
        outcome=line.outcome,
        points=line.points,
        adjusted=abs(decision.points) if decision is not None and decision.points is not None else None,
        act=line.act,
        period=period,
    )


def month_lines(session: Session, unit: Unit, month: Month, *, ledger: Ledger) -> MonthLines:
    """Everything about a month's lines, for the pages 申报, 汇总, 评定 and their sheets."""
    period = session.scalar(select(Period).where(Period.unit_id == unit.id, Period.label == month.label))
    rows = _rows(session, period)
    members = _members(session, unit, month, {uid for _, uid in rows})
    by_uid = {row.uid: row for row in members}
    decisions = _decisions(session, period)
    drafts = tuple(
        draft_posting(line, uid, month.label, decisions.get(line.id))
        for line, uid in rows
        if _counts(line, decisions.get(line.id))
        and LineState(line.state) in {LineState.DECLARED, LineState.COLLECTED}
    )
    result = ledger.with_drafts(session, unit, month, drafts)
    builder = _Builder(session, [line for line, _ in rows], decisions, result, month)
    lines = [builder.view(line, by_uid[uid]) for line, uid in rows]
    lines.sort(key=lambda v: (v.member.sort, v.deed_date, v.item_name, v.uid))
    return MonthLines(tuple(members), tuple(lines), result, drafts)


def _members(session: Session, unit: Unit, month: Month, with_lines: set[str]) -> list[MemberRow]:
    """Members of the month, and those who left before it but have a late deed on a card of it.

    Without these a line would wait, seen by nobody, in a month that takes effect without it.
    """
    members = scored_rows(session, unit, month.first, month.last)
    strays = with_lines - {row.uid for row in members}
    if strays:
        members += [row for row in member_rows(session, month.last) if row.uid in strays]
    groups = _collected_by(session, unit, month)
    members = [replace(row, **groups[row.uid]) if row.uid in groups else row for row in members]
    return sorted(members, key=lambda row: row.sort)


def _collected_by(session: Session, unit: Unit, month: Month) -> dict[str, dict[str, Any]]:
    """The group that collected each card: the signed sheet keeps its people when one of them moves."""
    rows = session.execute(
        select(Member.uid, Member.pinyin, Group.uid, Group.name, Group.sort)
        .join(Card, Card.member_id == Member.id)
        .join(Period, Period.id == Card.period_id)
        .join(Group, Group.id == Card.group_id)
        .where(Period.unit_id == unit.id, Period.label == month.label, Card.group_id != Member.group_id)
    )
    return {
        uid: {"group_uid": group_uid, "group": name, "sort": (unit.sort, sort, pinyin, uid)}
        for uid, pinyin, group_uid, name, sort in rows
    }


def _rows(session: Session, period: Period | None) -> list[tuple[Declaration, str]]:
    if period is None:
        return []
    found = session.execute(
        select(Declaration, Member.uid)
        .join(Card, Card.id == Declaration.card_id)
        .join(Member, Member.id == Card.member_id)
        .where(Card.period_id == period.id)
        .order_by(Declaration.id)
    ).all()
    return [(line, uid) for line, uid in found]


def _decisions(session: Session, period: Period | None) -> dict[int, Decision]:
    """The newest decision on each line of a period."""
    if period is None:
        return {}
    found = session.scalars(
        select(Decision)
        .join(Meeting, Meeting.id == Decision.meeting_id)
        .where(Meeting.period_id == period.id)
        .order_by(Decision.id)
    )
    return {decision.declaration_id: decision for decision in found}


def _counts(line: Declaration, decision: Decision | None) -> bool:
    return decision is None or decision.kind in {"confirm", "adjust"}


class _Builder:
    """Makes views of the lines of one period; holds what it looked up once for all of them."""

    def __init__(
        self,
        session: Session,
        lines: Sequence[Declaration],
        decisions: dict[int, Decision],
        result: MonthResult,
        month: Month,
    ) -> None:
        self._decisions = decisions
        self._result = result
        self._month = month
        ids = [line.id for line in lines]
        seconds = {line.second_id for line in lines if line.second_id is not None}
        self._seconds = {
            row.id: row
            for row in session.execute(
                select(Member.id, Member.uid, Member.name).where(Member.id.in_(seconds))
            )
        }
        self._attachments = dict(
            session.execute(
                select(AttachmentLink.declaration_id, func.count())
                .where(AttachmentLink.declaration_id.in_(ids))
                .group_by(AttachmentLink.declaration_id)
            ).all()
        )
        self._postings = dict(
            session.execute(
                select(Posting.declaration_id, Posting.uid).where(Posting.declaration_id.in_(ids))
            ).all()
        )
        self._same = Counter((line.card_id, line.item, line.deed_date) for line in lines)
        from app.models import Activity

        used = {line.activity_id for line in lines if line.activity_id is not None}
        self._activities = dict(
            session.execute(select(Activity.id, Activity.uid).where(Activity.id.in_(used))).all()
        )

    def view(self, line: Declaration, member: MemberRow) -> LineView:
        """The view of one line."""
        item = self._result.scheme.items.get(line.item)
        decision = self._decisions.get(line.id)
        posting_uid = self._postings.get(line.id, "")
        score = self._result.lines.get(posting_uid or line.uid)
        second = self._seconds.get(line.second_id)
        deduction = item.needs_second_person if item else line.claimed < 0
        return LineView(
            uid=line.uid,
            member=member,
            section=section_name(self._result.scheme, item),
            item=line.item,
            item_name=line.item_name,
            deed_date=line.deed_date,
            detail=detail_text(
                item, quantity=line.quantity, level=line.level, role=line.role, outcome=line.outcome
            ),
            quantity=line.quantity,
            level=line.level,
            role=line.role,
            outcome=line.outcome,
            points=line.points,
            claimed=line.claimed,
            counted=score.counted if score is not None and _counts(line, decision) else None,
            causes=score.causes if score is not None else (),
            basis=line.basis,
            source=line.source,
            on_word_of=line.on_word_of,
            entered_by=line.entered_by,
            act=line.act,
            second_uid=second.uid if second else "",
            second=second.name if second else "",
            attachments=self._attachments.get(line.id, 0),
            deduction=deduction,
            late=line.deed_date < self._month.first,
            late_reason=line.late_reason,
            activity_uid=self._activities.get(line.activity_id, "") if line.activity_id else "",
            state=LineState(line.state),
            decision=decision.kind if decision else "",
            decided_points=decision.points if decision else None,
            reason=decision.reason if decision else "",
            faults=self._faults(line, item, deduction=deduction),
            posting_uid=posting_uid,
        )

    def _faults(self, line: Declaration, item: Item | None, *, deduction: bool) -> tuple[LineFault, ...]:
        found = []
        if self._same[line.card_id, line.item, line.deed_date] > 1:
            found.append(LineFault.DUPLICATE)
        score = self._result.lines.get(self._postings.get(line.id, "") or line.uid)
        if score is not None and abs(score.counted) < abs(score.amount):
            found.append(LineFault.OVER_CAP)
        if (
            item is not None
            and item.proof.kind is ProofKind.REQUIRED
            and not self._attachments.get(line.id)
            and not line.basis
        ):
            found.append(LineFault.NO_PROOF)
        if deduction and not line.basis.strip():
            found.append(LineFault.NO_BASIS)
        if deduction and line.second_id is None:
            found.append(LineFault.NO_SECOND)
        return tuple(found)


def column_sections(scheme: Scheme) -> tuple[Section, ...]:
    """The sections that sheets show as columns: the top ones, or those inside where one holds everything."""
    parts = scheme.children()
    while len(parts) == 1 and scheme.children(parts[0].id):
        parts = scheme.children(parts[0].id)
    return parts


def section_name(scheme: Scheme, item: Item | None) -> str:
    """Name of the column that an item's points stand in."""
    if item is None:
        return ""
    columns = {section.id for section in column_sections(scheme)}
    section = scheme.sections[item.section]
    while section.id not in columns and section.parent:
        section = scheme.sections[section.parent]
    return section.name
