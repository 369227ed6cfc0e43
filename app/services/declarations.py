"""自主申报: the month's cards and their lines, typed, ticked for a group, or made by an attendance sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import Issue, NotFound, ValidationFailed, WorkflowError
from app.models import AttachmentLink, Card, Declaration, Member, Period, Unit
from app.models.uow import UnitOfWork

from .actor import OFFICERS, Actor, require
from .audit import record
from .base import Service, by_uid, by_uids, find_period
from .cards import drop_line, ensure_cards, ensure_period, open_cards
from .changes import Changes, Kind
from .ledger import Ledger
from .line_entry import LineDraft, LineEntry, check_second
from .lines import LineView, month_lines
from .member_views import MemberRow
from .membership import members_of
from .months import Month
from .program_lines import ProgramLine
from .schemes import SchemeBook
from .scoring import Item, Proposal, TraceNode
from .workflow import CARD, LINE, PERIOD, Action, CardState, LineState, PeriodState, advance


@dataclass(frozen=True, slots=True)
class CardRow:
    """A member's card in the list of the month."""

    member: MemberRow
    state: CardState
    lines: int
    claimed: Decimal
    handed_in: bool


@dataclass(frozen=True, slots=True)
class MonthCards:
    """The 申报 page: all cards of a branch's month.

    Attributes:
        state: Of the period.
        editable: New lines may be entered.
        reason: Why not, when not.
        cards: Liable members (exempt ones are left out and counted in ``exempt``).
        returned: Lines that an earlier meeting returned and that may be declared again.
        program: What nobody declares and the program makes, as it stands now.
    """

    month: Month
    state: PeriodState
    editable: bool
    reason: str
    cards: tuple[CardRow, ...]
    lines: tuple[LineView, ...]
    exempt: tuple[MemberRow, ...]
    returned: tuple[LineView, ...]
    program: tuple[ProgramLine, ...]

    @property
    def missing(self) -> tuple[MemberRow, ...]:
        """Members whose card has not come in."""
        return tuple(card.member for card in self.cards if not card.handed_in)


class DeclarationService(Service):
    """Use cases of the 申报 page."""

    def __init__(self, uow: UnitOfWork, clock: Clock, book: SchemeBook, ledger: Ledger) -> None:
        super().__init__(uow, clock)
        self._ledger = ledger
        self._book = book

    # -- looking --------------------------------------------------------------------------------------------

    def month(self, branch_uid: str, month: Month) -> MonthCards:
        """All cards and lines of a branch's month."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            period = find_period(session, unit, month)
            state = PeriodState(period.state) if period else PeriodState.OPEN
            found = month_lines(session, unit, month, ledger=self._ledger)
            cards = self._cards(session, period)
            by_member: dict[str, list[LineView]] = {}
            for line in found.lines:
                by_member.setdefault(line.member.uid, []).append(line)
            rows = []
            for member in found.members:
                if member.exempt:
                    continue
                own = by_member.get(member.uid, [])
                card = cards.get(member.uid)
                rows.append(
                    CardRow(
                        member=member,
                        state=CardState(card.state) if card else CardState.BLANK,
                        lines=len(own),
                        claimed=sum((line.claimed for line in own), Decimal(0)),
                        handed_in=card is not None and card.handed_in_on is not None,
                    )
                )
            reason = (
                ""
                if state in {PeriodState.OPEN, PeriodState.COLLECTING}
                else f"{month.title}已评定，不能再申报。"
            )
            return MonthCards(
                month=month,
                state=state,
                editable=not reason,
                reason=reason,
                cards=tuple(rows),
                lines=found.lines,
                exempt=tuple(m for m in found.members if m.exempt),
                returned=self._returned(session, unit, month),
                program=found.program,
            )

    def items(self, branch_uid: str, on: date) -> tuple[Item, ...]:
        """Items that can be entered for deeds of a day, by hand or by an attendance sheet."""
        with self.uow.read() as session:
            scheme = self._entry(session, by_uid(session, Unit, branch_uid)).scheme(on)
            return tuple(item for item in scheme.active_items if not item.is_derived)

    def propose(self, branch_uid: str, draft: LineDraft) -> Proposal:
        """What the line would claim, with the faults of the entry so far; for showing while she types."""
        with self.uow.read() as session:
            member = by_uid(session, Member, draft.member_uid)
            unit = by_uid(session, Unit, branch_uid)
            return self._entry(session, unit).propose(member, draft)

    def explain(self, branch_uid: str, month: Month, line_uid: str) -> TraceNode:
        """The arithmetic of one line as it stands now, postings and drafts together."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            found = month_lines(session, unit, month, ledger=self._ledger)
            line = next((v for v in found.lines if v.uid == line_uid), None)
            if line is None:
                raise NotFound("找不到这条申报事项，可能已被删除。", hint="请刷新页面后再试。")
            return self._ledger.explain_line(
                session, unit, month, line.posting_uid or line_uid, line.deed_date, found.drafts
            )

    # -- entering -------------------------------------------------------------------------------------------

    def add(self, actor: Actor, branch_uid: str, month: Month, drafts: Sequence[LineDraft]) -> Changes:
        """Enter lines, all or none: one from a card, or many from a tick list.

        Raises:
            ValidationFailed: all faults of all lines.
            WorkflowError: the month was confirmed, or the group's cards were collected.
        """
        require(actor, *OFFICERS, action="申报")
        with self.uow.write() as session:
            unit = by_uid(session, Unit, branch_uid)
            period = ensure_period(session, unit, month)
            advance(PERIOD, PeriodState(period.state), Action.DECLARE, actor.role, subject=month.title)
            members = {
                m.uid: m for m in by_uids(session, Member, dict.fromkeys(d.member_uid for d in drafts))
            }
            entry = self._entry(session, unit)
            issues: list[Issue] = []
            proposals = []
            for draft in drafts:
                found, proposal = entry.check(month, members[draft.member_uid], draft, actor)
                issues += found
                proposals.append(proposal)
            if issues:
                raise ValidationFailed(issues)
            cards = open_cards(session, period, members.values(), actor)
            lines = [
                self._line(entry, cards[members[draft.member_uid].id], draft, proposal, actor)
                for draft, proposal in zip(drafts, proposals, strict=True)
            ]
            session.add_all(lines)
            session.flush()
            names = "、".join(members[d.member_uid].name for d in drafts[:3])
            record(
                session, actor, self.clock, "申报", f"{month.title} {names}{' 等' if len(drafts) > 3 else ''}",
                {"lines": [line.uid for line in lines]},
            )  # fmt: skip
            text = f"已保存 {names} 1 条" if len(lines) == 1 else f"已保存 {len(lines)} 条"
            return Changes.of(Kind.LINE, Kind.PERIOD, ids=tuple(line.uid for line in lines), message=text)

    def update(self, actor: Actor, branch_uid: str, month: Month, line_uid: str, draft: LineDraft) -> Changes:
        """Change a line that is not yet collected."""
        require(actor, *OFFICERS, action="修改申报")
        with self.uow.write() as session:
            unit = by_uid(session, Unit, branch_uid)
            line = self._open_line(session, line_uid)
            member = by_uid(session, Member, draft.member_uid)
            owner = session.get_one(Member, session.get_one(Card, line.card_id).member_id)
            if owner.id != member.id:
                raise WorkflowError(
                    f"这一条在{owner.name}的申报卡上，不能改到{member.name}名下。",
                    hint=f"请删除后，在{member.name}的申报卡上重新录入。",
                )
            entry = self._entry(session, unit)
            issues, proposal = entry.check(month, member, draft, actor)
            if issues:
                raise ValidationFailed(issues)
            entry.fill(line, draft, proposal, actor)
            record(
                session, actor, self.clock, "修改申报", f"{month.title} {member.name}", {"lines": [line_uid]}
            )
            return Changes.of(
                Kind.LINE, ids=(line_uid,), message=f"已修改 {member.name} 的“{line.item_name}”"
            )

    def remove(self, actor: Actor, line_uids: Sequence[str]) -> Changes:
        """Take lines off the card before they are collected; attachments go with them."""
        require(actor, *OFFICERS, action="删除申报")
        with self.uow.write() as session:
            names = []
            for uid in line_uids:
                line = self._open_line(session, uid)
                names.append(line.item_name)
                drop_line(session, line, actor)
            record(session, actor, self.clock, "删除申报", "、".join(names[:3]), {"lines": list(line_uids)})
            return Changes.of(Kind.LINE, ids=tuple(line_uids), message=f"已删除 {len(names)} 条")

    def hand_in(self, actor: Actor, branch_uid: str, month: Month, member_uids: Sequence[str]) -> Changes:
        """Cards that came in without a line: 本月无申报."""
        return self._hand_in(actor, branch_uid, month, member_uids, self.today())

    def take_back(self, actor: Actor, branch_uid: str, month: Month, member_uids: Sequence[str]) -> Changes:
        """Undo of :meth:`hand_in`."""
        return self._hand_in(actor, branch_uid, month, member_uids, None)

    def _hand_in(
        self, actor: Actor, branch_uid: str, month: Month, member_uids: Sequence[str], on: date | None
    ) -> Changes:
        require(actor, *OFFICERS, action="交卡登记")
        with self.uow.write() as session:
            period = ensure_period(session, by_uid(session, Unit, branch_uid), month)
            advance(PERIOD, PeriodState(period.state), Action.DECLARE, actor.role, subject=month.title)
            members = by_uids(session, Member, member_uids)
            cards = ensure_cards(session, period, members)
            filled = set(
                session.scalars(
                    select(Declaration.card_id).where(
                        Declaration.card_id.in_([card.id for card in cards.values()])
                    )
                )
            )
            for member in members:
                card = cards[member.id]
                card.handed_in_on = on
                state = CardState(card.state)
                if on is not None:
                    card.state = advance(CARD, state, Action.DECLARE, actor.role, subject=member.name).value
                elif card.id not in filled:
                    card.state = advance(CARD, state, Action.WITHDRAW, actor.role, subject=member.name).value
            word = "无申报" if on else "撤回无申报"
            names = "、".join(m.name for m in members[:3])
            record(session, actor, self.clock, word, f"{month.title} {names}", {"members": list(member_uids)})
            people = names if len(members) <= 3 else f"{names} 等 {len(members)} 人"
            return Changes.of(Kind.LINE, ids=tuple(member_uids), message=f"{people} {month.month}月{word}")

    def resubmit(self, actor: Actor, branch_uid: str, month: Month, line_uid: str) -> Changes:
        """Declare a returned line again, on the member's card of ``month``."""
        require(actor, *OFFICERS, action="再次申报")
        with self.uow.write() as session:
            unit = by_uid(session, Unit, branch_uid)
            line = by_uid(session, Declaration, line_uid)
            state = advance(
                LINE, LineState(line.state), Action.RESUBMIT, actor.role, subject=f"“{line.item_name}”"
            )
            member = session.get_one(Member, session.get_one(Card, line.card_id).member_id)
            period = ensure_period(session, unit, month)
            advance(PERIOD, PeriodState(period.state), Action.DECLARE, actor.role, subject=month.title)
            entry = self._entry(session, unit)
            issues, _ = entry.check(month, member, entry.draft_of(line, member), actor)
            if issues:
                raise ValidationFailed(issues)
            card = open_cards(session, period, [member], actor)[member.id]
            # The old card and the old meeting's sheet keep their line; the new card gets one of its own.
            line.state = state.value
            again = Declaration(
                card_id=card.id, source=line.source, state=LineState.DECLARED.value, entered_by=actor.name,
                entered_at=self.clock.now(), on_word_of=line.on_word_of, late_reason=line.late_reason,
                resubmits_id=line.id, **line.facts(),
            )  # fmt: skip
            session.add(again)
            session.flush()
            self._copy_attachments(session, line, again)
            detail = {"lines": [line_uid, again.uid]}
            record(session, actor, self.clock, "再次申报", f"{month.title} {member.name}", detail)
            return Changes.of(
                Kind.LINE, ids=(again.uid,), message=f"{member.name} 的“{line.item_name}”已再次申报"
            )

    def set_basis(self, actor: Actor, line_uid: str, *, basis: str, second_uid: str) -> Changes:
        """Complete basis and second person of a line until the meeting takes effect."""
        require(actor, *OFFICERS, action="补充依据")
        with self.uow.write() as session:
            line = by_uid(session, Declaration, line_uid)
            if LineState(line.state) not in {LineState.DECLARED, LineState.COLLECTED}:
                raise WorkflowError("这条事项已评定，不能再改。", hint="请在“异议更正”页更正。")
            member = session.get_one(Member, session.get_one(Card, line.card_id).member_id)
            second = by_uid(session, Member, second_uid) if second_uid else None
            check_second(session, member, second, line.deed_date, actor)
            line.basis, line.second_id = basis.strip(), second.id if second else None
            record(
                session,
                actor,
                self.clock,
                "补充依据",
                f"{member.name} {line.item_name}",
                {"lines": [line_uid]},
            )
            return Changes.of(Kind.LINE, ids=(line_uid,), message="已保存依据")

    # -- inside ---------------------------------------------------------------------------------------------

    def _copy_attachments(self, session: Session, old: Declaration, new: Declaration) -> None:
        for link in session.scalars(select(AttachmentLink).where(AttachmentLink.declaration_id == old.id)):
            session.add(
                AttachmentLink(
                    declaration_id=new.id, sha256=link.sha256, file_name=link.file_name,
                    added_by=link.added_by, added_at=link.added_at,
                )
            )  # fmt: skip

    def _cards(self, session: Session, period: Period | None) -> dict[str, Card]:
        if period is None:
            return {}
        rows = session.execute(
            select(Card, Member.uid)
            .join(Member, Member.id == Card.member_id)
            .where(Card.period_id == period.id)
        )
        return {uid: card for card, uid in rows}

    def _returned(self, session: Session, unit: Unit, month: Month) -> tuple[LineView, ...]:
        """Returned lines of those who belong to the branch or did last, also where another branch returned them."""
        theirs = members_of(unit, date.min, month.last)
        here = set(session.scalars(select(Member.uid).where(Member.id.in_(theirs))))
        earlier = session.execute(
            select(Unit, Period.label)
            .join(Period, Period.unit_id == Unit.id)
            .join(Card, Card.period_id == Period.id)
            .join(Declaration, Declaration.card_id == Card.id)
            .join(Member, Member.id == Card.member_id)
            .where(
                Member.id.in_(theirs),
                Declaration.state == LineState.RETURNED.value,
                Period.label < month.label,
            )
            .distinct()
        ).all()
        found: list[LineView] = []
        for branch, label in earlier:
            lines = month_lines(session, branch, Month.parse(label), ledger=self._ledger).lines
            found += [v for v in lines if v.state is LineState.RETURNED and v.member.uid in here]
        return tuple(found)

    def _open_line(self, session: Session, uid: str) -> Declaration:
        line = by_uid(session, Declaration, uid)
        if LineState(line.state) is not LineState.DECLARED:
            raise WorkflowError(
                f"“{line.item_name}”已汇总或已评定，不能再改。",
                hint="尚未评定的，请先到“汇总”页退回本组；已评定的在“异议更正”页更正。",
            )
        if line.activity_id is not None:
            raise WorkflowError(f"“{line.item_name}”来自考勤表。", hint="请在考勤表上改，申报卡会跟着变。")
        return line

    def _line(
        self, entry: LineEntry, card: Card, draft: LineDraft, proposal: Proposal, actor: Actor
    ) -> Declaration:
        if draft.source == "card":
            # Only the member's own card is handed in; a tick list for everybody says nothing about it.
            card.handed_in_on = card.handed_in_on or self.today()
        line = Declaration(card_id=card.id, source=draft.source, state=LineState.DECLARED.value)
        entry.fill(line, draft, proposal, actor)
        return line

    def _entry(self, session: Session, unit: Unit) -> LineEntry:
        return LineEntry(session, unit, book=self._book, clock=self.clock)
