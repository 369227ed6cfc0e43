"""Lines of a month as every page and sheet shows them: what was claimed, decided, and would count.

Built in a handful of queries whatever the number of lines. Draft lines are evaluated together with the
postings, so that a line over a limit is seen before the meeting, with the same arithmetic as after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from app.models import (
    Activity,
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

from .ledger import Ledger
from .ledger_results import MonthResult
from .line_views import DECISION_NAMES, FAULT_NAMES, LineFault, LineView
from .member_views import MemberRow, member_rows, scored_rows
from .months import Month
from .presence import PRESENCE_NAMES
from .program_lines import ProgramLine, program_lines
from .scoring import Item, PostingIn, ProofKind
from .section_columns import section_name
from .signs import deducts, shown_sign, stored_adjustment
from .workflow import LineState

__all__ = [
    "DECISION_NAMES",
    "FAULT_NAMES",
    "MEASURED",
    "LineFault",
    "LineView",
    "MonthLines",
    "detail_text",
    "draft_posting",
    "month_lines",
]


#: Amounts whose quantity is a measure and always told, even when it is one.
MEASURED = frozenset({"steps", "per_unit", "graduated"})


@dataclass(frozen=True, slots=True)
class MonthLines:
    """All lines of a branch's month with the evaluation behind them.

    Attributes:
        members: Members who belong to the branch in this month, or left before it and have a line in it.
        lines: In the order group, member, deed date.
        result: The month as it would be with these lines.
        drafts: The not yet confirmed lines as the evaluation saw them, for traces.
        program: What nobody entered and the evaluation makes in this month.
    """

    members: tuple[MemberRow, ...]
    lines: tuple[LineView, ...]
    result: MonthResult
    drafts: tuple[PostingIn, ...]
    program: tuple[ProgramLine, ...]


def detail_text(
    item: Item | None, *, quantity: Decimal, level: str | None, role: str | None, outcome: str | None
) -> str:
    """Quantity, level, role and outcome in words; empty where there is nothing to say beyond "once"."""
    if item is None:
        return ""
    words = []
    name = next((lv.name for lv in item.levels if lv.id == level), "")
    if not name and item.amount_kind == "attendance":
        name = PRESENCE_NAMES.get(level or "present", "")
    if name:
        words.append(name)
    if quantity != 1 or item.amount_kind in MEASURED:
        words.append(f"{quantity.normalize():f} {item.unit_name}")
    words += [f.name for f in item.roles if f.id == role]
    words += [f.name for f in item.outcomes if f.id == outcome]
    return " · ".join(words)


def draft_posting(
    line: Declaration, member_uid: str, period: str, decision: Decision | None, *,
    item: Item | None = None, also: str | None = None,
) -> PostingIn:  # fmt: skip
    """A line as the evaluation takes it; ``also`` is the uid of the other member who is scored."""
    return PostingIn(
        uid=line.uid,
        member=member_uid,
        item=line.item,
        date=line.deed_date,
        quantity=line.quantity,
        level=line.level,
        role=line.role,
        outcome=line.outcome,
        points=line.points,
        adjusted=stored_adjustment(decision.points if decision is not None else None, item, line.level),
        act=line.act,
        period=period,
        second=also,
    )


def month_lines(session: Session, unit: Unit, month: Month, *, ledger: Ledger) -> MonthLines:
    """Everything about a month's lines, for the pages 申报, 汇总, 评定 and their sheets."""
    period = session.scalar(select(Period).where(Period.unit_id == unit.id, Period.label == month.label))
    rows = _rows(session, period)
    members = _members(session, unit, month, {uid for _, uid in rows})
    by_uid = {row.uid: row for row in members}
    decisions = _decisions(session, period)
    named = _named(session, [line for line, _ in rows])
    items = ledger.scheme(session, unit, month.last).items
    drafts = tuple(
        draft_posting(
            line, uid, month.label, decisions.get(line.id),
            item=items.get(line.item), also=named[line.also_id].uid if line.also_id is not None else None,
        )
        for line, uid in rows
        if _counts(line, decisions.get(line.id))
        and LineState(line.state) in {LineState.DECLARED, LineState.COLLECTED}
    )  # fmt: skip
    result = ledger.with_drafts(session, unit, month, drafts)
    builder = _Builder(session, [line for line, _ in rows], decisions, result, month, named)
    lines = [builder.view(line, by_uid[uid]) for line, uid in rows]
    lines.sort(key=lambda v: (v.member.sort, v.deed_date, v.item_name, v.uid))
    # Who is listed no more, or not at all, has no sheet on which such a line could stand.
    listed = {row.uid for row in members if not row.exempt}
    program = program_lines(result, since=month, uids=listed)
    return MonthLines(tuple(members), tuple(lines), result, drafts, program)


def _members(session: Session, unit: Unit, month: Month, with_lines: set[str]) -> list[MemberRow]:
    """Members of the month, and those who left before it but have a late deed on a card of it.

    Without these a line would wait, seen by nobody, in a month that takes effect without it.
    """
    members = scored_rows(session, unit, month.first, month.last)
    strays = with_lines - {row.uid for row in members}
    if strays:
        members += [row for row in member_rows(session, month.last, unit_ids=[unit.id]) if row.uid in strays]
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
        .where(Period.unit_id == unit.id, Period.label == month.label)
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


def _named(session: Session, lines: Sequence[Declaration]) -> dict[int, Row[int, str, str]]:
    """Uid and name of the second persons and of those who are also scored, by key."""
    ids = {key for line in lines for key in (line.second_id, line.also_id) if key is not None}
    rows = session.execute(select(Member.id, Member.uid, Member.name).where(Member.id.in_(ids)))
    return {row.id: row for row in rows}


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
        named: Mapping[int, Row[int, str, str]],
    ) -> None:
        self._decisions = decisions
        self._result = result
        self._month = month
        self._named = named
        ids = [line.id for line in lines]
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
        self._acts: dict[str, list[Declaration]] = {}
        for line in lines:
            if line.act:
                self._acts.setdefault(line.act, []).append(line)
        self._same = Counter((line.card_id, line.item, line.deed_date) for line in lines)
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
        second, also = self._name(line.second_id), self._name(line.also_id)
        deduction = deducts(item, line.level, line.claimed)
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
            second_uid=second[0],
            second=second[1],
            attachments=self._attachments.get(line.id, 0),
            sign=shown_sign(self._result.scheme, item, line.level, line.claimed),
            deduction=deduction,
            review=item is not None and item.review,
            also_uid=also[0],
            also=also[1],
            late=line.deed_date < self._month.first,
            late_reason=line.late_reason,
            activity_uid=self._activities.get(line.activity_id, "") if line.activity_id else "",
            state=LineState(line.state),
            decision=decision.kind if decision else "",
            decided_points=decision.points if decision else None,
            reason=decision.reason if decision else "",
            faults=self._faults(line, item, deduction=deduction),
            posting_uid=posting_uid,
            act_with=self._partners(line),
        )

    def _name(self, member_id: int | None) -> tuple[str, str]:
        """Uid and name of a member who is named in a line; empty for nobody."""
        row = self._named.get(member_id) if member_id is not None else None
        return (row.uid, row.name) if row is not None else ("", "")

    def _partners(self, line: Declaration) -> tuple[str, ...]:
        return tuple(each.item_name for each in self._acts.get(line.act or "", ()) if each.id != line.id)

    def _faults(self, line: Declaration, item: Item | None, *, deduction: bool) -> tuple[LineFault, ...]:
        found = []
        if self._same[line.card_id, line.item, line.deed_date] > 1:
            found.append(LineFault.DUPLICATE)
        score = self._result.lines.get(self._postings.get(line.id, "") or line.uid)
        if score is not None and abs(score.counted) < abs(score.amount):
            # Of one act the largest line counts alone: no limit has cut the others.
            outdone = not score.counted and self._partners(line)
            found.append(LineFault.SAME_ACT if outdone else LineFault.OVER_CAP)
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
