"""One declared line: what was typed, what it would claim, and everything that can be wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.clock import Clock, today
from app.errors import Issue, UserError
from app.models import Declaration, Member, Period, Unit
from app.settings import LATE_DAYS

from .actor import Actor
from .acts import act_issues, join_act
from .base import by_uid, find_period
from .member_views import MemberRow, member_rows
from .months import Month
from .preferences import option_value
from .schemes import SchemeBook, version_on
from .scoring import Proposal, Scheme, propose, round_points
from .workflow import PeriodState, Role


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A line as typed.

    Attributes:
        quantity: In the item's unit.
        points: The judged value, for items that are judged.
        on_word_of: Whose word stands behind it when somebody else entered it.
        second_uid: Second person of a deduction; ``also_uid`` another member who is scored for the same fact.
        source: ``card`` or ``group``; attendance makes its own lines.
        same_as: Uid of a line of the same member that tells of the same act; empty for an act of its own, ``None``
            leaves the act as it is.
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
    also_uid: str = ""
    late_reason: str = ""
    source: str = "card"
    same_as: str | None = None


class LineEntry:
    """Proposes, checks and fills lines of one branch inside one transaction.

    What many lines share (scheme versions, the members as they stood on a day, earlier periods) is read once, so
    that ticking three hundred members costs one query and not three hundred.
    """

    def __init__(self, session: Session, unit: Unit, *, book: SchemeBook, clock: Clock) -> None:
        self._session = session
        self._unit = unit
        self._today = today(clock)
        self._now = clock.now()
        self._versions = book.versions(session, unit)
        self._rows: dict[date, dict[str, MemberRow]] = {}
        self._periods: dict[tuple[str, Month], Period | None] = {}

    def scheme(self, day: date) -> Scheme:
        """The scheme in force on a day."""
        return version_on(self._versions, day)

    def row(self, member: Member, day: date) -> MemberRow:
        """A member as he or she stood on a day."""
        if day not in self._rows:
            self._rows[day] = {row.uid: row for row in member_rows(self._session, day)}
        return self._rows[day][member.uid]

    def propose(self, member: Member, draft: LineDraft) -> Proposal:
        """What the line would claim before limits, with the faults of its figures."""
        return propose(
            self.scheme(draft.deed_date),
            draft.item,
            quantity=draft.quantity,
            level=draft.level,
            role=draft.role,
            outcome=draft.outcome,
            points=draft.points,
            category=self.row(member, draft.deed_date).category or None,
        )

    def check(
        self, month: Month, member: Member, draft: LineDraft, actor: Actor
    ) -> tuple[list[Issue], Proposal]:
        """Every fault of a line, each naming the member, and its proposal."""
        proposal = self.propose(member, draft)
        issues = [Issue(f"{member.name} · {i.place}", i.code, i.message) for i in proposal.faults]
        row = self.row(member, draft.deed_date)
        place = f"{member.name} · 日期"
        if not row.active:
            text = f"{draft.deed_date:%Y-%m-%d} 时{member.name}不在本支部，请核对日期。"
            issues.append(Issue(place, "deed_date", text))
        elif row.exempt:
            text = "当时不纳入积分，不能申报；需要申报的请先恢复积分管理。"
            issues.append(Issue(member.name, "member", text))
        if draft.deed_date > min(month.last, max(self._today, month.first)):
            issues.append(Issue(place, "deed_date", "日期还没到，请核对；下个月的事项请记入下个月。"))
        home = self.row(member, month.last)
        if home.branch_uid != self._unit.uid:
            text = f"{member.name}{month.title}属于{home.branch}，请到{home.branch}的{month.title}录入。"
            issues.append(Issue(member.name, "member", text))
        issues += self._late_issues(month, member, draft, actor, place)
        issues += self._sheet_issues(member, draft)
        issues += self.second_issues(member, draft, actor)
        issues += self.also_issues(member, draft)
        if draft.same_as:
            scheme = self.scheme(draft.deed_date)
            issues += act_issues(self._session, member, draft.item, draft.same_as, scheme)
        return issues, proposal

    def second_issues(self, member: Member, draft: LineDraft, actor: Actor) -> list[Issue]:
        """What is wrong with the second person of a deduction, where one is named."""
        if not draft.second_uid:
            return []
        second = by_uid(self._session, Member, draft.second_uid)
        try:
            check_second(self._session, member, second, draft.deed_date, actor)
        except UserError as error:
            return [Issue(f"{member.name} · 第二人", "second_uid", error.message)]
        return []

    def _sheet_issues(self, member: Member, draft: LineDraft) -> list[Issue]:
        """Marks of an attendance sheet are facts of the sheet: nobody types them by hand."""
        item = self.scheme(draft.deed_date).items.get(draft.item)
        if item is None or item.by_hand or draft.source == "activity":
            return []
        text = f"“{item.name}”按考勤表计分，请在“活动考勤”里登记。"
        return [Issue(f"{member.name} · 项目", "item", text)]

    def also_issues(self, member: Member, draft: LineDraft) -> list[Issue]:
        """What is wrong with the other member who is scored for the same fact, where one is named."""
        if not draft.also_uid:
            return []
        place = f"{member.name} · 同一件事另给谁计分"
        item = self.scheme(draft.deed_date).items.get(draft.item)
        if item is not None and not item.also:
            return [Issue(place, "also_uid", f"按方案，“{item.name}”不另给别人计分。")]
        if draft.also_uid == member.uid:
            return [Issue(place, "also_uid", "不能是本人，请另选一人。")]
        other = by_uid(self._session, Member, draft.also_uid)
        row = self.row(other, draft.deed_date)
        if not row.active or row.exempt:
            text = f"{other.name}当时不在本支部或不纳入积分，请另选一人。"
            return [Issue(place, "also_uid", text)]
        return []

    def draft_of(self, line: Declaration, member: Member) -> LineDraft:
        """A saved line as it would be typed."""
        second = self._session.get(Member, line.second_id) if line.second_id is not None else None
        also = self._session.get(Member, line.also_id) if line.also_id is not None else None
        return LineDraft(
            member_uid=member.uid,
            item=line.item,
            deed_date=line.deed_date,
            quantity=line.quantity,
            level=line.level,
            role=line.role,
            outcome=line.outcome,
            points=line.points,
            basis=line.basis,
            act=line.act,
            on_word_of=line.on_word_of,
            second_uid=second.uid if second is not None else "",
            also_uid=also.uid if also is not None else "",
            late_reason=line.late_reason,
            source=line.source,
        )

    def _period(self, branch_uid: str, month: Month) -> Period | None:
        key = branch_uid, month
        if key not in self._periods:
            unit = by_uid(self._session, Unit, branch_uid)
            self._periods[key] = find_period(self._session, unit, month)
        return self._periods[key]

    def _late_issues(
        self, month: Month, member: Member, draft: LineDraft, actor: Actor, place: str
    ) -> list[Issue]:
        if draft.deed_date >= month.first:
            return []
        own = Month.of(draft.deed_date)
        then = self.row(member, own.last)
        earlier = self._period(then.branch_uid, own)
        if earlier is not None and PeriodState(earlier.state) in {PeriodState.OPEN, PeriodState.COLLECTING}:
            where = own.title if then.branch_uid == self._unit.uid else f"{then.branch}的{own.title}"
            return [Issue(place, "deed_date", f"{own.title}还在申报，请把这一条记入{where}。")]
        limit = option_value(self._session, LATE_DAYS)
        if (self._today - draft.deed_date).days > limit:
            if actor.role is not Role.SECRETARY:
                return [Issue(place, "deed_date", f"超过 {limit} 天的补记须由书记录入，请在左下角切换。")]
            if not draft.late_reason.strip():
                return [Issue(place, "late_reason", f"超过 {limit} 天的补记须写明原因。")]
        return []

    def fill(self, line: Declaration, draft: LineDraft, proposal: Proposal, actor: Actor) -> None:
        """Write what was typed into the row. A line keeps its act when the draft does not speak of one."""
        line.item, line.item_name = draft.item, self.scheme(draft.deed_date).items[draft.item].name
        line.deed_date, line.quantity = draft.deed_date, draft.quantity
        line.level, line.role, line.outcome = draft.level, draft.role, draft.outcome
        # The claim is what the card shows; what counts is worked out from the facts, whatever its decimals.
        line.points, line.claimed = draft.points, round_points(proposal.points, 3)
        if draft.same_as is None:
            line.act = draft.act or line.act
        else:
            line.act = join_act(self._session, draft.same_as) if draft.same_as else None
        line.basis, line.on_word_of = draft.basis.strip(), draft.on_word_of.strip()
        second = by_uid(self._session, Member, draft.second_uid) if draft.second_uid else None
        line.second_id = second.id if second is not None else None
        also = by_uid(self._session, Member, draft.also_uid) if draft.also_uid else None
        line.also_id = also.id if also is not None else None
        line.late_reason = draft.late_reason.strip()
        line.entered_by, line.entered_at = actor.name, self._now


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
