"""What a correction has to be: the newest posting of its chain, right facts, a reason, a basis, a second person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock, today
from app.errors import Issue, UserError, WorkflowError
from app.models import Activity, Attendance, Correction, Declaration, Member, Posting, Unit
from app.services.activities import makes_line
from app.services.actor import Actor
from app.services.base import by_uid, find_period
from app.services.line_entry import LineDraft, LineEntry, check_second
from app.services.membership import branch_on
from app.services.months import Month
from app.services.presence import PRESENCE_NAMES, Presence
from app.services.schemes import SchemeBook
from app.services.scoring import AttendanceAmount, Proposal, Scheme
from app.services.signs import deducts, stored_adjustment
from app.services.workflow import PeriodState

#: Longest reason and basis (characters).
MOST_WORDS = 400


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to put right, as typed.

    Attributes:
        posting_uid: The posting that is wrong; empty for a missing entry that is added.
        right: The right facts; ``None`` takes the posting back and puts nothing in its place.
        adjusted: The figure that replaces amount and multipliers, where one is decided.
        reason: Why, in words for the sheet; ``basis`` what it rests on.
        second_uid: Second person beside the secretary; a meeting needs none, except for a deduction.
        mark: The right mark of an attendance sheet, for an entry that such a sheet made.
    """

    posting_uid: str
    right: LineDraft | None
    reason: str
    basis: str
    second_uid: str = ""
    adjusted: Decimal | None = None
    mark: Presence | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A change that was checked.

    Attributes:
        change: As typed.
        member: Whose points.
        posting: The newest posting of the chain; ``None`` for an added entry.
        right: The right facts, completed; ``None`` for a posting that is only taken back.
        proposal: What they would claim.
        attendance: The mark that is put right with it.
        scheme: In force on the day of the deed.
        confirmed: Month that confirmed the wrong posting; of an added entry the month of the deed.
        unit: Branch that confirmed it, or to which the member belonged then.
    """

    change: Change
    member: Member
    posting: Posting | None
    right: LineDraft | None
    proposal: Proposal | None
    attendance: Attendance | None
    scheme: Scheme
    confirmed: Month
    unit: Unit

    @property
    def item_name(self) -> str:
        """The item in the words that last held."""
        if self.right is not None and self.right.item in self.scheme.items:
            return self.scheme.items[self.right.item].name
        return self.posting.item_name if self.posting is not None else ""


def newest_posting(session: Session, posting: Posting) -> Posting:
    """The end of the chain that a posting belongs to: the replacement, or the reversal that put nothing in its place."""
    while True:
        row = session.scalar(select(Correction).where(Correction.posting_id == posting.id))
        if row is None and posting.reverses:
            # A reversal that stands beside a replacement is the same step of the chain.
            row = session.scalar(select(Correction).where(Correction.reversal_id == posting.id))
            if row is None or row.replacement_id is None:
                return posting
        if row is None:
            return posting
        key = row.replacement_id or row.reversal_id
        if key is None or key == posting.id:
            return posting
        posting = session.get_one(Posting, key)


def attendance_of(session: Session, posting: Posting) -> tuple[Activity, Attendance] | None:
    """The attendance sheet behind an entry, with the member's mark; also behind what replaced it."""
    root = posting
    while root.declaration_id is None:
        row = session.scalar(
            select(Correction).where(
                (Correction.replacement_id == root.id) | (Correction.reversal_id == root.id)
            )
        )
        if row is None or row.posting_id is None:
            return _marked(session, root.member_id, root.item, root.deed_date)
        root = session.get_one(Posting, row.posting_id)
    line = session.get_one(Declaration, root.declaration_id)
    if line.activity_id is None:
        return None
    return _marked(session, root.member_id, root.item, root.deed_date, activity_id=line.activity_id)


def _marked(
    session: Session, member_id: int, item: str, day: date, *, activity_id: int | None = None
) -> tuple[Activity, Attendance] | None:
    found = session.execute(
        select(Activity, Attendance)
        .join(Attendance, Attendance.activity_id == Activity.id)
        .where(
            Attendance.member_id == member_id,
            Activity.item == item,
            Activity.held_on == day,
            *([Activity.id == activity_id] if activity_id is not None else []),
        )
        .limit(1)
    ).first()
    return (found[0], found[1]) if found is not None else None


def draft_of_posting(session: Session, posting: Posting) -> LineDraft:
    """A posting's facts as they would be typed."""

    def uid_of(member_id: int | None) -> str:
        return session.get_one(Member, member_id).uid if member_id is not None else ""

    return LineDraft(
        member_uid=uid_of(posting.member_id), item=posting.item, deed_date=posting.deed_date,
        quantity=posting.quantity, level=posting.level, role=posting.role, outcome=posting.outcome,
        points=posting.points, basis=posting.basis, act=posting.act, second_uid=uid_of(posting.second_id),
        also_uid=uid_of(posting.also_id),
    )  # fmt: skip


class ChangeChecker:
    """Checks changes inside one transaction and completes what follows from an attendance sheet."""

    def __init__(self, session: Session, *, book: SchemeBook, clock: Clock, actor: Actor) -> None:
        self._session = session
        self._book = book
        self._clock = clock
        self._actor = actor

    def check(self, change: Change, *, meeting: bool = False) -> tuple[list[Issue], Plan]:
        """Every fault of a change, and the plan that it becomes.

        Args:
            change: As typed.
            meeting: A meeting decides: then only a deduction needs a second person.

        Raises:
            WorkflowError: another posting of the chain is newer, or the month is still open to be declared in.
            NotFound: a record that is named does not exist.
        """
        session = self._session
        posting = by_uid(session, Posting, change.posting_uid) if change.posting_uid else None
        if posting is not None:
            self._refuse_superseded(posting)
            member = session.get_one(Member, posting.member_id)
            unit, confirmed = session.get_one(Unit, posting.unit_id), Month.parse(posting.period)
        else:
            if change.right is None:
                raise UserError("没有说明要补记什么。", hint="请填写项目和日期。")
            member = by_uid(session, Member, change.right.member_uid)
            unit, confirmed = self._home(member, change.right)
        entry = LineEntry(session, unit, book=self._book, clock=self._clock)
        right, attendance, issues = self._right(entry, change, posting, member)
        day = (
            right.deed_date
            if right is not None
            else posting.deed_date
            if posting is not None
            else confirmed.first
        )
        plan = Plan(
            change=change, member=member, posting=posting, right=right,
            proposal=entry.propose(member, right) if right is not None else None, attendance=attendance,
            scheme=entry.scheme(day), confirmed=confirmed, unit=unit,
        )  # fmt: skip
        issues += [*self._word_issues(change), *self._fact_issues(entry, plan)]
        issues += self._second_issues(plan, meeting=meeting)
        return issues, plan

    def _home(self, member: Member, right: LineDraft) -> tuple[Unit, Month]:
        """Branch and month to which a missing entry belongs. A month before its meeting takes it on a card."""
        month = Month.of(right.deed_date)
        unit = branch_on(self._session, member, month.last)
        period = find_period(self._session, unit, month)
        state = PeriodState(period.state) if period is not None else PeriodState.OPEN
        this_month = Month.of(today(self._clock))
        if state in {PeriodState.OPEN, PeriodState.COLLECTING} and (
            period is not None or month >= this_month
        ):
            raise WorkflowError(
                f"{month.title}还没有评定，不用更正。", hint=f"请在“申报”页把这一条录入{month.title}。"
            )
        return unit, month

    def _refuse_superseded(self, posting: Posting) -> None:
        newest = newest_posting(self._session, posting)
        if newest.id == posting.id:
            return
        when = Month.parse(newest.period).title
        raise WorkflowError(
            f"“{posting.item_name}”这一条已经更正过（计入{when}）。", hint="请在最新的一条上再更正。"
        )

    def _right(
        self, entry: LineEntry, change: Change, posting: Posting | None, member: Member
    ) -> tuple[LineDraft | None, Attendance | None, list[Issue]]:
        """The right facts; what an attendance sheet made follows from its mark."""
        sheet = None
        if posting is not None:
            sheet = attendance_of(self._session, posting)
        elif change.right is not None:
            # A missing entry of an attendance sheet: the mark there was wrong.
            sheet = _marked(self._session, member.id, change.right.item, change.right.deed_date)
        if sheet is None or (
            posting is None and change.right is not None and self._typed(entry, change, sheet[1])
        ):
            return self._completed(entry, change, member), None, []
        return self._by_mark(entry, change, *sheet, member)

    def _typed(self, entry: LineEntry, change: Change, attendance: Attendance) -> bool:
        """Whether a missing entry has nothing to do with the sheet of that day: it was earned there already."""
        assert change.right is not None  # noqa: S101 - the caller has looked
        item = entry.scheme(change.right.deed_date).items.get(change.right.item)
        return item is not None and item.by_hand and makes_line(item, Presence(attendance.state))

    def _by_mark(
        self, entry: LineEntry, change: Change, activity: Activity, attendance: Attendance, member: Member
    ) -> tuple[LineDraft | None, Attendance | None, list[Issue]]:
        known = Presence(attendance.state)
        mark = change.mark
        if mark is None and not change.posting_uid:
            mark = Presence.PRESENT
        if mark is None:
            text = (
                f"这一条来自“{activity.title}”的考勤表（{PRESENCE_NAMES[known.value]}），请选正确的到会情况。"
            )
            return None, None, [Issue(f"{member.name} · 到会情况", "mark", text)]
        if mark is known:
            text = f"考勤表上已经是“{PRESENCE_NAMES[known.value]}”。"
            return None, None, [Issue(f"{member.name} · 到会情况", "mark", text)]
        item = entry.scheme(activity.held_on).items.get(activity.item)
        if item is None or not makes_line(item, mark):
            issues = (
                []
                if change.posting_uid
                else [Issue("到会情况", "mark", "这种到会情况不计分，没有可补记的。")]
            )
            return None, attendance, issues
        priced = isinstance(item.amount, AttendanceAmount)
        right = LineDraft(
            member_uid=member.uid, item=activity.item, deed_date=activity.held_on,
            level=mark.value if priced else None, basis=f"{activity.title}签到表（已更正）", source="activity",
        )  # fmt: skip
        return self._with_second(entry, right, change), attendance, []

    def _completed(self, entry: LineEntry, change: Change, member: Member) -> LineDraft | None:
        if change.right is None:
            return None
        right = replace(change.right, member_uid=member.uid, basis=change.right.basis or change.basis)
        return self._with_second(entry, right, change)

    def _with_second(self, entry: LineEntry, right: LineDraft, change: Change) -> LineDraft:
        """A deduction keeps who stands for it; where the correction makes it one, its second person does."""
        item = entry.scheme(right.deed_date).items.get(right.item)
        if not deducts(item, right.level, Decimal(0)):
            return replace(right, second_uid="")
        return replace(right, second_uid=change.second_uid or right.second_uid)

    def _word_issues(self, change: Change) -> Iterator[Issue]:
        for code, words, name in (("reason", change.reason, "更正原因"), ("basis", change.basis, "依据")):
            if not words.strip():
                yield Issue(name, code, f"请填写{name}。")
            elif len(words) > MOST_WORDS:
                yield Issue(name, code, f"{name}太长，请不要超过 {MOST_WORDS} 个字。")

    def _fact_issues(self, entry: LineEntry, plan: Plan) -> Iterator[Issue]:
        right, member, posting = plan.right, plan.member, plan.posting
        if right is None:
            if posting is not None and posting.reverses:
                yield Issue(member.name, "right", "这一条已经撤销了；要恢复的，请填写正确的内容。")
            return
        for fault in plan.proposal.faults if plan.proposal is not None else ():
            yield Issue(f"{member.name} · {fault.place}", fault.code, fault.message)
        if right.deed_date > today(self._clock):
            yield Issue(f"{member.name} · 日期", "deed_date", "日期还没到，请核对。")
        row = entry.row(member, right.deed_date)
        if not row.active:
            text = f"{right.deed_date:%Y-%m-%d} 时{member.name}不在本支部，请核对日期。"
            yield Issue(f"{member.name} · 日期", "deed_date", text)
        elif row.exempt:
            yield Issue(member.name, "member", "当时不纳入积分，不能计分。")
        item = plan.scheme.items.get(right.item)
        if item is not None and not item.by_hand and plan.attendance is None:
            text = f"“{item.name}”按考勤表计分，那天的考勤表上没有这个人，不能补记。"
            yield Issue(f"{member.name} · 项目", "item", text)
        yield from entry.also_issues(member, right)
        if posting is not None and not posting.reverses and self._same(plan):
            yield Issue(member.name, "right", "填写的内容和原来的一样，没有要更正的。")

    def _same(self, plan: Plan) -> bool:
        """Whether nothing would be different: facts, second person aside, and the meeting's figure."""
        assert plan.posting is not None and plan.right is not None  # noqa: S101, PT018 - the caller has looked
        before = replace(draft_of_posting(self._session, plan.posting), second_uid="", source="")
        item = plan.scheme.items.get(plan.right.item)
        adjusted = stored_adjustment(plan.change.adjusted, item, plan.right.level)
        return replace(plan.right, second_uid="", source="") == before and adjusted == plan.posting.adjusted

    def _second_issues(self, plan: Plan, *, meeting: bool) -> Iterator[Issue]:
        """Another full member who is not concerned, and not the secretary who decides."""
        change, place = plan.change, "第二人"
        item = plan.scheme.items.get(plan.right.item) if plan.right is not None else None
        deduction = plan.right is not None and deducts(
            item, plan.right.level, plan.proposal.points if plan.proposal is not None else Decimal(0)
        )
        if not change.second_uid and not meeting:
            yield Issue(place, "second_uid", "更正须有第二人，请选一名正式党员。")
            return
        # Of a deduction it may stand with the facts, as on the 申报 page.
        chosen = change.second_uid or (plan.right.second_uid if deduction and plan.right is not None else "")
        if not chosen:
            if deduction:
                yield Issue(place, "second_uid", "扣分须有第二人，请选一名正式党员。")
            return
        second = by_uid(self._session, Member, chosen)
        try:
            check_second(self._session, plan.member, second, today(self._clock), self._actor)
        except UserError as error:
            yield Issue(place, "second_uid", error.message)
            return
        named = {plan.right.also_uid if plan.right is not None else ""}
        if plan.posting is not None:
            named.add(draft_of_posting(self._session, plan.posting).also_uid)
        if second.uid in named:
            yield Issue(place, "second_uid", f"{second.name}也因这件事计分，不能作第二人。")
