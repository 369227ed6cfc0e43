"""首页: this month as steps, each with what is missing and the one button that goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.models import Card, Exemption, Member, Notice, Period, Posting, Unit
from app.models.uow import UnitOfWork

from .base import Service, by_uid, find_period
from .collection import collect_view
from .corrections.objection_views import due_words
from .home_figures import MonthFigures, month_figures
from .home_steps import (
    Again,
    Step,
    StepState,
    Todo,
    collect_step,
    confirm_step,
    declare_step,
    notice_todos,
    post_step,
    sentence,
)
from .home_year import carried_words
from .ledger import Ledger
from .lines import month_lines
from .meeting_views import MeetingView, meeting_view
from .membership import members_of
from .months import Month
from .notices.reading import NoticeReader
from .notices.views import HANGING, newest_notice, terms_of
from .safety.service import SafetyService
from .schemes import SchemeBook, version_on
from .scoring import Scheme, year_span
from .scoring.kinds import PeriodKind
from .terms import Term, find_term
from .workflow import CardState, NoticeState, PeriodState

__all__ = ["HomeService", "HomeView", "Step", "StepState", "Todo"]

_BEFORE_MEETING = frozenset({PeriodState.OPEN, PeriodState.COLLECTING})


@dataclass(frozen=True, slots=True)
class HomeView:
    """The 首页 of a branch's month.

    Attributes:
        sentence: The state in a sentence under the heading.
        figures: What its members have by now, corrections that no board shows yet included.
    """

    month: Month
    sentence: str
    steps: tuple[Step, ...]
    todos: tuple[Todo, ...]
    year_note: str
    figures: MonthFigures


class HomeService(Service):
    """Use case of the 首页."""

    def __init__(
        self, uow: UnitOfWork, clock: Clock, book: SchemeBook, ledger: Ledger, safety: SafetyService
    ) -> None:
        super().__init__(uow, clock)
        self._book = book
        self._ledger = ledger
        self._safety = safety
        self._reader = NoticeReader(book, ledger, clock)

    def view(self, branch_uid: str, month: Month) -> HomeView:
        """The month's steps and what is to be done."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            versions = self._book.versions(session, unit)
            if month.last < versions[0].start:
                return _before_scheme(month, versions[0].start, versions[0].scheme)
            scheme = version_on(versions, month.last)
            found = month_lines(session, unit, month, ledger=self._ledger)
            collection = collect_view(session, unit, month, self._ledger, found)
            meeting = meeting_view(session, unit, month, self._ledger, self.today(), found)
            notice = newest_notice(session, unit, Term.of_month(month))
            again = self._again(session, unit, Term.of_month(month), notice)
            steps = (
                declare_step(collection),
                collect_step(collection),
                confirm_step(meeting),
                post_step(scheme, collection.state, notice, self.today(), again=again),
                self._archive_step(session, unit, month, collection.state),
            )
            return HomeView(
                month=month,
                sentence=sentence(
                    steps,
                    collection.state,
                    posted=PeriodKind.MONTH in scheme.posting.periods,
                    again=again,
                ),
                steps=steps,
                todos=self._todos(session, unit, month, meeting, notice, again),
                year_note=f"{scheme.name}",
                figures=month_figures(session, unit, month, self._ledger),
            )

    def figures(self, branch_uid: str, month: Month) -> MonthFigures:
        """What a branch's members have at a month's end, by now."""
        with self.uow.read() as session:
            return month_figures(session, by_uid(session, Unit, branch_uid), month, self._ledger)

    def current_month(self, branch_uid: str) -> Month:
        """The month to open the window with: the oldest that is not archived, else the calendar's."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            label = session.scalar(
                select(func.min(Period.label)).where(
                    Period.unit_id == unit.id,
                    Period.kind == PeriodKind.MONTH.value,
                    Period.state != PeriodState.ARCHIVED.value,
                )
            )
            return Month.parse(label) if label else Month.of(self.today())

    def unconfirmed(self, branch_uid: str, month: Month) -> tuple[Month, ...]:
        """Earlier months of the same year that no meeting has confirmed: their points would show as ``month``'s."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            year = year_span(self._book.versions(session, unit), month.last)
            earlier = _earlier(session, unit, month)
            return tuple(m for m, state in earlier if state in _BEFORE_MEETING and m.last >= year.start)

    def _archive_step(self, session: Session, unit: Unit, month: Month, state: PeriodState) -> Step:
        if state is PeriodState.ARCHIVED:
            people, lines = _archived_counts(session, unit, month)
            return Step(
                "post",
                "5 归档",
                f"{month.month}月已归档",
                1.0,
                f"共 {people} 人、{lines} 条",
                StepState.DONE,
                "",
            )
        previous = find_period(session, unit, month.previous)
        if previous is None or PeriodState(previous.state) is PeriodState.OPEN:
            return Step("post", "5 归档", "未开始", 0.0, "公示结束后归档", StepState.WAIT, "")
        people, lines = _archived_counts(session, unit, month.previous)
        done = PeriodState(previous.state) is PeriodState.ARCHIVED
        word = "已归档" if done else "未归档"
        return Step(
            "post", "5 归档", f"{month.previous.month}月{word}", 1.0 if done else 0.5,
            f"共 {people} 人、{lines} 条", StepState.DONE if done else StepState.CARE, "",
        )  # fmt: skip

    def _todos(
        self, session: Session, unit: Unit, month: Month, meeting: MeetingView, notice: Notice | None,
        again: Again | None,
    ) -> tuple[Todo, ...]:  # fmt: skip
        carried = carried_words(session, unit, month, self._ledger)
        todos = [Todo(w, *((StepState.CARE, "去总评") if p else (StepState.DONE, "")), p) for w, p in carried]
        for earlier, state in _earlier(session, unit, month):
            if state is not PeriodState.ARCHIVED:
                text = f"{earlier.title}还没有{'评定' if state in _BEFORE_MEETING else '归档'}"
                todos.append(Todo(text, StepState.CARE, "去看", f"month:{earlier.label}"))
        todos += notice_todos(month.title, notice, self.today(), again=again)
        for term in terms_of(self._book.versions(session, unit), month):
            if term.kind is not PeriodKind.MONTH:
                todos += self._term_todos(session, unit, term)
        if meeting.period_state is PeriodState.COLLECTING:
            todos += [Todo(text, StepState.CARE, "去看", "confirm") for text in meeting.warnings]
        pending = session.scalars(
            select(Member.name)
            .join(Exemption, Exemption.member_id == Member.id)
            .where(
                Member.id.in_(members_of(unit, self.today(), self.today())), Exemption.approved_on.is_(None)
            )
        ).all()
        if pending:
            todos.append(
                Todo(f"不纳入积分待批准：{'、'.join(pending[:5])}", StepState.CARE, "去批准", "members")
            )
        todos += [
            Todo(text, StepState.CARE if overdue else StepState.NEXT, "去办", "objections")
            for text, overdue in due_words(session, unit, self.today())
        ]
        todos += [
            Todo(n.text, StepState.CARE if n.care else StepState.DONE, n.action, "system" if n.action else "")
            for n in self._safety.view().notes
        ]
        return tuple(todos)

    def _term_todos(self, session: Session, unit: Unit, term: Term) -> list[Todo]:
        """What the notice of a quarter, half-year or year waits for, once it is settled."""
        notice, period = newest_notice(session, unit, term), find_term(session, unit, term)
        if notice is None and period is not None and period.state == PeriodState.CONFIRMED.value:
            return [Todo(f"{term.title}已核定，可以张贴公示", StepState.NEXT, "去公示", "post")]
        again = self._again(session, unit, term, notice)
        return notice_todos(term.title, notice, self.today(), again=again)

    def _again(self, session: Session, unit: Unit, term: Term, notice: Notice | None) -> Again | None:
        """The version that a corrected notice waits for; by the same rule that keeps it from being closed."""
        if notice is None or NoticeState(notice.state) not in HANGING:
            return None
        view = self._reader.view(session, unit, term, None, 0)
        if not view.corrected:
            return None
        # The operator reads whole names, also where the board has surnames alone.
        keys = [row.member_key for row in view.changed]
        known = dict(session.execute(select(Member.uid, Member.name).where(Member.uid.in_(keys))).all())
        return Again(view.version + 1, tuple(known.get(row.member_key, row.name) for row in view.changed))


def _earlier(session: Session, unit: Unit, month: Month) -> list[tuple[Month, PeriodState]]:
    """The branch's months before one, from its first on; a month that nobody has opened is open as well."""
    rows = session.execute(
        select(Period.label, Period.state).where(
            Period.unit_id == unit.id, Period.kind == PeriodKind.MONTH.value, Period.label < month.label
        )
    )
    states = {label: PeriodState(state) for label, state in rows}
    found = []
    each = Month.parse(min(states)) if states else month
    while each.label < month.label:
        found.append((each, states.get(each.label, PeriodState.OPEN)))
        each = each.next
    return found


def _before_scheme(month: Month, start: date, scheme: Scheme) -> HomeView:
    """A month in which the branch had no scheme yet: nothing is declared and nothing counts."""
    first = Month.of(start)
    steps = tuple(
        Step(key, title, "不计分", 0.0, "方案还没有开始", StepState.WAIT, "")
        for key, title in (
            ("declare", "1 申报"), ("collect", "2 汇总"), ("confirm", "3 评定"), ("post", "4 公示"), ("post", "5 归档"),
        )
    )  # fmt: skip
    text = f"积分方案从 {start:%Y-%m-%d} 起执行，{month.title}不计分"
    todo = Todo(text, StepState.CARE, f"去 {first.month}月", f"month:{first.label}")
    return HomeView(
        month=month, sentence=f"{text}。", steps=steps, todos=(todo,), year_note=scheme.name,
        figures=MonthFigures(state=PeriodState.OPEN, decimals=scheme.decimals),
    )  # fmt: skip


def _archived_counts(session: Session, unit: Unit, month: Month) -> tuple[int, int]:
    people = session.scalar(
        select(func.count())
        .select_from(Card)
        .join(Period, Period.id == Card.period_id)
        .where(Period.unit_id == unit.id, Period.label == month.label, Card.state != CardState.BLANK.value)
    )
    lines = session.scalar(
        select(func.count())
        .select_from(Posting)
        .where(Posting.unit_id == unit.id, Posting.period == month.label)
    )
    return people or 0, lines or 0
