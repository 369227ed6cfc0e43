"""收集汇总: per group, who is missing and what to look at; collecting closes the group's cards for the meeting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import WorkflowError
from app.models import Card, Collection, Decision, Declaration, Group, Member, Period, Unit
from app.models.uow import UnitOfWork

from .actor import OFFICERS, Actor, require
from .audit import record
from .base import Service, by_uid, find_period
from .cards import ensure_period
from .changes import Changes, Kind
from .collection_trace import claims_trace
from .ledger import Ledger
from .lines import LineFault, LineView, MonthLines, month_lines
from .member_views import MemberRow, member_rows
from .months import Month
from .program_lines import PROGRAM, ProgramLine
from .scoring import TraceNode
from .section_columns import column_sections
from .workflow import CARD, LINE, PERIOD, Action, CardState, LineState, PeriodState, advance


@dataclass(frozen=True, slots=True)
class MemberSums:
    """One member on the group's sheet: lines and claimed points by top section, and what the program makes."""

    member: MemberRow
    handed_in: bool
    lines: int
    subtotals: tuple[Decimal, ...]
    total: Decimal
    faults: tuple[LineFault, ...]


@dataclass(frozen=True, slots=True)
class GroupCollection:
    """A group's month.

    Attributes:
        group_uid: The group; ``number`` in form numbers; ``head`` its head's name.
        collected_on: Day of collecting, ``None`` while cards are open.
        signed_on: Day on which the head signed the printed sheet.
        members: Liable members with their sums.
        missing: Members whose card has not come in.
        faulty: Lines with something to look at, worst first.
    """

    group_uid: str
    number: int
    group: str
    head: str
    collected_on: date | None
    signed_on: date | None
    members: tuple[MemberSums, ...]
    missing: tuple[MemberRow, ...]
    exempt: tuple[MemberRow, ...]
    lines: tuple[LineView, ...]
    faulty: tuple[LineView, ...]
    section_totals: tuple[Decimal, ...]
    total: Decimal


@dataclass(frozen=True, slots=True)
class MonthCollection:
    """The 汇总 page.

    Attributes:
        sections: Names of the subtotal columns; the last is 程序推算 in a month in which there is any.
        program: The lines behind that column.
        editable: Groups may be collected or given back.
    """

    month: Month
    state: PeriodState
    sections: tuple[str, ...]
    groups: tuple[GroupCollection, ...]
    program: tuple[ProgramLine, ...]
    editable: bool
    decimals: int
    scheme: str


class CollectionService(Service):
    """Use cases of the 汇总 page."""

    def __init__(self, uow: UnitOfWork, clock: Clock, ledger: Ledger) -> None:
        super().__init__(uow, clock)
        self._ledger = ledger

    def month(self, branch_uid: str, month: Month) -> MonthCollection:
        """All groups of a branch's month."""
        with self.uow.read() as session:
            return collect_view(session, by_uid(session, Unit, branch_uid), month, self._ledger)

    def explain(self, branch_uid: str, month: Month, member_uid: str) -> TraceNode:
        """How a member's figures of the month came about: his or her lines as claimed, each with its arithmetic."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            return claims_trace(session, unit, month, member_uid, self._ledger)

    def collect(self, actor: Actor, branch_uid: str, month: Month, group_uid: str) -> Changes:
        """收齐: the group's lines go to the meeting. Missing cards do not hold it up; they are warned of."""
        require(actor, *OFFICERS, action="汇总")
        with self.uow.write() as session:
            unit = by_uid(session, Unit, branch_uid)
            group = by_uid(session, Group, group_uid)
            period = ensure_period(session, unit, month)
            period.state = advance(
                PERIOD, PeriodState(period.state), Action.COLLECT, actor.role, subject=month.title
            ).value
            count = self._move(session, unit, period, group, Action.COLLECT, actor)
            existing = _collection(session, period, group)
            if existing is None:
                session.add(
                    Collection(
                        period_id=period.id,
                        group_id=group.id,
                        collected_on=self.today(),
                        collected_by=actor.name,
                    )
                )
            record(session, actor, self.clock, "汇总", f"{month.title} {group.name}", {"lines": count})
            view = next(
                g for g in collect_view(session, unit, month, self._ledger).groups if g.group_uid == group_uid
            )
            warnings = tuple(f"未交卡：{m.label}" for m in view.missing)
            return Changes.of(
                Kind.COLLECTION, Kind.LINE, Kind.PERIOD, ids=(group_uid,),
                message=f"{group.name}已汇总 {count} 条", warnings=warnings,
            )  # fmt: skip

    def give_back(self, actor: Actor, branch_uid: str, month: Month, group_uid: str) -> Changes:
        """退回本组汇总, so that cards can be changed again; possible until the meeting takes effect."""
        require(actor, *OFFICERS, action="退回本组汇总")
        with self.uow.write() as session:
            unit = by_uid(session, Unit, branch_uid)
            group = by_uid(session, Group, group_uid)
            period = ensure_period(session, unit, month)
            advance(PERIOD, PeriodState(period.state), Action.UNCOLLECT, actor.role, subject=month.title)
            self._move(session, unit, period, group, Action.UNCOLLECT, actor)
            existing = _collection(session, period, group)
            if existing is not None:
                session.delete(existing)
            record(session, actor, self.clock, "退回本组汇总", f"{month.title} {group.name}")
            return Changes.of(
                Kind.COLLECTION, Kind.LINE, ids=(group_uid,), message=f"{group.name}已退回，可以补录"
            )

    def sign(self, actor: Actor, branch_uid: str, month: Month, group_uid: str, on: date | None) -> Changes:
        """The head signed the printed sheet on a day; ``None`` takes that back."""
        require(actor, *OFFICERS, action="登记小组长签字")
        with self.uow.write() as session:
            unit = by_uid(session, Unit, branch_uid)
            group = by_uid(session, Group, group_uid)
            period = find_period(session, unit, month)
            row = _collection(session, period, group) if period else None
            if row is None:
                raise WorkflowError(
                    f"{group.name}还没有汇总，不能登记签字。", hint="请先收齐本组，再打印汇总表签字。"
                )
            row.signed_on = on
            word = "已签字" if on else "撤销签字"
            record(session, actor, self.clock, "登记小组长签字", f"{month.title} {group.name} {word}")
            return Changes.of(Kind.COLLECTION, ids=(group_uid,), message=f"{group.name}{word}")

    def _move(
        self, session: Session, unit: Unit, period: Period, group: Group, action: Action, actor: Actor
    ) -> int:
        """Advance the cards and lines of a group. Returns the number of lines moved."""
        # A card belongs to the group that collected it, wherever the member moves afterwards.
        belongs = Card.group_id == group.id
        if action is Action.COLLECT:
            rows = member_rows(session, Month.parse(period.label).last, unit_ids=[unit.id])
            uids = [row.uid for row in rows if row.group_uid == group.uid]
            belongs = Card.group_id.is_(None) & Member.uid.in_(uids)
        cards = session.scalars(
            select(Card).join(Member, Member.id == Card.member_id).where(Card.period_id == period.id, belongs)
        ).all()
        wanted = LineState.DECLARED if action is Action.COLLECT else LineState.COLLECTED
        moved = 0
        for card in cards:
            card.group_id = group.id if action is Action.COLLECT else None
            state = CardState(card.state)
            if (state, action) in CARD:
                card.state = advance(CARD, state, action, actor.role, subject="申报卡").value
            for line in session.scalars(
                select(Declaration).where(Declaration.card_id == card.id, Declaration.state == wanted.value)
            ):
                line.state = advance(LINE, wanted, action, actor.role, subject=line.item_name).value
                moved += 1
                if action is Action.UNCOLLECT:
                    # What is changed now was seen by no meeting: its draft decisions go.
                    for decision in session.scalars(
                        select(Decision).where(Decision.declaration_id == line.id)
                    ):
                        session.delete(decision)
        return moved


def _collection(session: Session, period: Period, group: Group) -> Collection | None:
    return session.scalar(
        select(Collection).where(Collection.period_id == period.id, Collection.group_id == group.id)
    )


def collect_view(
    session: Session, unit: Unit, month: Month, ledger: Ledger, found: MonthLines | None = None
) -> MonthCollection:
    """The collection of a month, for the page and for the groups' sheets; ``found`` when it was read already."""
    found = found or month_lines(session, unit, month, ledger=ledger)
    period = find_period(session, unit, month)
    state = PeriodState(period.state) if period else PeriodState.OPEN
    sections = tuple(s.name for s in column_sections(found.result.scheme))
    if found.program:
        sections = (*sections, PROGRAM)
    groups = session.scalars(
        select(Group).where(Group.unit_id == unit.id).order_by(Group.sort, Group.id)
    ).all()
    heads = dict(
        session.execute(
            select(Member.id, Member.name).where(Member.id.in_([g.head_id for g in groups]))
        ).all()
    )
    cards: dict[str, Card] = {}
    collected: dict[int, Collection] = {}
    if period is not None:
        rows = session.execute(
            select(Member.uid, Card)
            .join(Card, Card.member_id == Member.id)
            .where(Card.period_id == period.id)
        )
        cards = dict(rows.all())
        collected = {
            c.group_id: c
            for c in session.scalars(select(Collection).where(Collection.period_id == period.id))
        }
    views = tuple(
        _group_view(
            g, heads.get(g.head_id, "") if g.head_id else "", collected.get(g.id), found, cards, sections
        )
        for g in groups
    )
    return MonthCollection(
        month=month,
        state=state,
        sections=sections,
        groups=tuple(v for v in views if v.members or v.exempt),
        program=found.program,
        editable=state in {PeriodState.OPEN, PeriodState.COLLECTING},
        decimals=found.result.scheme.decimals,
        scheme=found.result.scheme.name,
    )


def _group_view(
    group: Group,
    head: str,
    collection: Collection | None,
    found: MonthLines,
    cards: dict[str, Card],
    sections: tuple[str, ...],
) -> GroupCollection:
    members = [m for m in found.members if m.group_uid == group.uid]
    lines = tuple(line for line in found.lines if line.member.group_uid == group.uid)
    sums = []
    for member in members:
        if member.exempt:
            continue
        own = [line for line in lines if line.member.uid == member.uid]
        made = sum((line.counted for line in found.program if line.member_uid == member.uid), Decimal(0))
        subtotals = tuple(
            made if name == PROGRAM else _sum(line for line in own if line.section == name)
            for name in sections
        )
        card = cards.get(member.uid)
        sums.append(
            MemberSums(
                member=member,
                handed_in=card is not None and card.handed_in_on is not None,
                lines=len(own),
                subtotals=subtotals,
                total=_sum(own) + made,
                faults=tuple(sorted({fault for line in own for fault in line.faults})),
            )
        )
    faulty = sorted((line for line in lines if line.faults), key=lambda v: (-len(v.faults), v.member.sort))
    return GroupCollection(
        group_uid=group.uid,
        number=group.id,
        group=group.name,
        head=head,
        collected_on=collection.collected_on if collection else None,
        signed_on=collection.signed_on if collection else None,
        members=tuple(sums),
        missing=tuple(s.member for s in sums if not s.handed_in),
        exempt=tuple(m for m in members if m.exempt),
        lines=lines,
        faulty=tuple(faulty),
        section_totals=tuple(sum((s.subtotals[i] for s in sums), Decimal(0)) for i in range(len(sections))),
        total=sum((s.total for s in sums), Decimal(0)),
    )


def _sum(lines: Iterable[LineView]) -> Decimal:
    return sum((line.claimed for line in lines), Decimal(0))
