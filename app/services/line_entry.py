"""One declared line: what was typed, what it would claim, and everything that can be wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.clock import Clock, today
from app.errors import Issue, UserError
from app.models import Declaration, Member, Unit
from app.settings import LATE_DAYS

from .actor import Actor
from .base import by_uid, find_period
from .member_views import member_rows
from .months import Month
from .preferences import option_value
from .schemes import SchemeBook, version_on
from .scoring import Proposal, Scheme, propose
from .workflow import PeriodState, Role


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A line as typed.

    Attributes:
        quantity: In the item's unit.
        points: The judged value, for items that are judged.
        on_word_of: Whose word stands behind it when somebody else entered it.
        source: ``card`` or ``group``; attendance makes its own lines.
    """

    member_uid: str
    item: str
    deed_date: date
    quantity: Decimal = Decimal(1)
    level: str | None = None
    role: str | None = None
    outcome: str | None = None
    points: Decimal | None = None
    basis: str = ""
    act: str | None = None
    on_word_of: str = ""
    second_uid: str = ""
    late_reason: str = ""
    source: str = "card"


class LineEntry:
    """Proposes, checks and fills lines; used by everything that makes one."""

    def __init__(self, book: SchemeBook, clock: Clock) -> None:
        self._book = book
        self._clock = clock

    def scheme(self, session: Session, unit: Unit, day: date) -> Scheme:
        """The scheme in force for a branch on a day."""
        return version_on(self._book.versions(session, unit), day)

    def propose(self, session: Session, unit: Unit, member: Member, draft: LineDraft) -> Proposal:
        """What the line would claim before limits, with the faults of its figures."""
        row = member_rows(session, draft.deed_date, member_ids=[member.id])[0]
        return propose(
            self.scheme(session, unit, draft.deed_date),
            draft.item,
            quantity=draft.quantity,
            level=draft.level,
            role=draft.role,
            outcome=draft.outcome,
            points=draft.points,
            category=row.category or None,
        )

    def check(
        self, session: Session, unit: Unit, month: Month, member: Member, draft: LineDraft, actor: Actor
    ) -> tuple[list[Issue], Proposal]:
        """Every fault of a line, and its proposal."""
        proposal = self.propose(session, unit, member, draft)
        issues = [Issue(f"{member.name} · {i.place}", i.code, i.message) for i in proposal.faults]
        row = member_rows(session, draft.deed_date, member_ids=[member.id])[0]
        place = f"{member.name} · 日期"
        if not row.active:
            issues.append(
                Issue(
                    place, "deed_date", f"{draft.deed_date:%Y-%m-%d} 时{member.name}不在本支部，请核对日期。"
                )
            )
        elif row.exempt:
            issues.append(
                Issue(member.name, "member", "当时不纳入积分，不能申报；需要申报的请先恢复积分管理。")
            )
        if draft.deed_date > min(month.last, max(today(self._clock), month.first)):
            issues.append(Issue(place, "deed_date", "日期还没到，请核对；下个月的事项请记入下个月。"))
        issues += self._late_issues(session, unit, month, draft, actor, place)
        item = self.scheme(session, unit, draft.deed_date).items.get(draft.item)
        second = by_uid(session, Member, draft.second_uid) if draft.second_uid else None
        if item is not None and second is not None:
            try:
                check_second(session, member, second, draft.deed_date, actor)
            except UserError as error:
                issues.append(Issue(f"{member.name} · 第二人", "second_uid", error.message))
        return issues, proposal

    def _late_issues(
        self, session: Session, unit: Unit, month: Month, draft: LineDraft, actor: Actor, place: str
    ) -> list[Issue]:
        if draft.deed_date >= month.first:
            return []
        earlier = find_period(session, unit, Month.of(draft.deed_date))
        if earlier is not None and PeriodState(earlier.state) in {PeriodState.OPEN, PeriodState.COLLECTING}:
            title = Month.of(draft.deed_date).title
            return [Issue(place, "deed_date", f"{title}还在申报，请把这一条记入{title}。")]
        limit = option_value(session, LATE_DAYS)
        if (today(self._clock) - draft.deed_date).days > limit:
            if actor.role is not Role.SECRETARY:
                return [Issue(place, "deed_date", f"超过 {limit} 天的补记须由书记录入，请在左下角切换。")]
            if not draft.late_reason.strip():
                return [Issue(f"{place}", "late_reason", f"超过 {limit} 天的补记须写明原因。")]
        return []

    def fill(
        self, session: Session, line: Declaration, draft: LineDraft, proposal: Proposal, actor: Actor
    ) -> None:
        """Write what was typed into the row."""
        member = by_uid(session, Member, draft.member_uid)
        scheme = self.scheme(session, session.get_one(Unit, member.unit_id), draft.deed_date)
        line.item, line.item_name = draft.item, scheme.items[draft.item].name
        line.deed_date, line.quantity = draft.deed_date, draft.quantity
        line.level, line.role, line.outcome, line.points = (
            draft.level,
            draft.role,
            draft.outcome,
            draft.points,
        )
        line.claimed, line.act = proposal.points, draft.act
        line.basis, line.on_word_of = draft.basis.strip(), draft.on_word_of.strip()
        line.second_id = by_uid(session, Member, draft.second_uid).id if draft.second_uid else None
        line.late_reason = draft.late_reason.strip()
        line.entered_by, line.entered_at = actor.name, self._clock.now()


def check_second(session: Session, member: Member, second: Member | None, on: date, actor: Actor) -> None:
    """The second person is another full member of the ledger, not the one concerned and not the one who acts.

    Raises:
        UserError: says which of these is not met.
    """
    if second is None:
        return
    if second.id == member.id:
        raise UserError("第二人不能是本人。", hint="请另选一名正式党员。")
    if actor.member_uid is not None and actor.member_uid == second.uid:
        raise UserError("第二人不能是经办人自己。", hint="请另选一名正式党员。")
    row = member_rows(session, on, member_ids=[second.id])[0]
    if not row.active or row.status != "full":
        raise UserError(f"{second.name}当时不是本支部的正式党员，不能作第二人。", hint="请另选一名正式党员。")
