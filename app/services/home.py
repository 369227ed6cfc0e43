"""首页: this month as steps, each with what is missing and the one button that goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.models import Card, Exemption, Member, Notice, Period, Posting, Unit
from app.models.uow import UnitOfWork

from .base import Service, by_uid, find_period
from .collection import MonthCollection, collect_view
from .home_figures import class_average, mean
from .home_year import carried_words
from .ledger import Ledger
from .lines import FAULT_NAMES, month_lines
from .meeting_views import MeetingView, meeting_view
from .member_views import scored_rows
from .membership import members_of
from .months import Month, day_title
from .notice_days import posted_words, rule_text
from .notice_views import newest_notice, terms_of
from .objection_views import due_words
from .safety.service import SafetyService
from .schemes import SchemeBook, version_on
from .scoring import Scheme, year_span
from .scoring.kinds import PeriodKind
from .terms import Term, find_term
from .workflow import CardState, NoticeState, PeriodState

_BEFORE_MEETING = frozenset({PeriodState.OPEN, PeriodState.COLLECTING})


class StepState(StrEnum):
    """How a step stands: done, needs something, is the next one, or waits for the one before."""

    DONE = "done"
    CARE = "care"
    NEXT = "next"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Step:
    """One card of the 首页.

    Attributes:
        key: Page that the button opens ("declare", "collect", "confirm", "post").
        figure: "34 / 38 人", "未开始".
        progress: 0 to 1.
        note: What is missing, by name.
        action: Text of the button, empty for none.
    """

    key: str
    title: str
    figure: str
    progress: float
    note: str
    state: StepState
    action: str


@dataclass(frozen=True, slots=True)
class Todo:
    """One line of 要办的事. ``page`` is where its button leads; empty: nothing to do."""

    text: str
    state: StepState
    action: str
    page: str


@dataclass(frozen=True, slots=True)
class HomeView:
    """The 首页 of a branch's month.

    Attributes:
        sentence: The state in a sentence under the heading.
        year_total: Sum of all members' year figures; ``averages`` by class ("A 类平均 71.5").
    """

    month: Month
    sentence: str
    steps: tuple[Step, ...]
    todos: tuple[Todo, ...]
    year_total: Decimal
    year_note: str
    averages: tuple[tuple[str, Decimal], ...]
    decimals: int


class HomeService(Service):
    """Use case of the 首页."""

    def __init__(
        self, uow: UnitOfWork, clock: Clock, book: SchemeBook, ledger: Ledger, safety: SafetyService
    ) -> None:
        super().__init__(uow, clock)
        self._book = book
        self._ledger = ledger
        self._safety = safety

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
            steps = (
                _declare_step(collection),
                _collect_step(collection),
                _confirm_step(meeting),
                _post_step(scheme, collection.state, notice, self.today()),
                self._archive_step(session, unit, month, collection.state),
            )
            total, averages = self._year(session, unit, month)
            return HomeView(
                month=month,
                sentence=_sentence(
                    steps, collection.state, posted=PeriodKind.MONTH in scheme.posting.periods
                ),
                steps=steps,
                todos=self._todos(session, unit, month, meeting, notice),
                year_total=total,
                year_note=f"{scheme.name}",
                averages=averages,
                decimals=scheme.decimals,
            )

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

    def _year(
        self, session: Session, unit: Unit, month: Month
    ) -> tuple[Decimal, tuple[tuple[str, Decimal], ...]]:
        """Sum and averages of those who stand on the board with points."""
        result = self._ledger.month(session, unit, month)
        totals: dict[str, list[Decimal]] = {}
        for member in scored_rows(session, unit, month.first, month.last):
            score = result.scores.get(member.uid)
            if score is not None and score.liable and not member.exempt:
                totals.setdefault(member.category, []).append(score.total)
        everybody = [value for values in totals.values() for value in values]
        if not everybody:
            return Decimal(0), ()
        decimals = result.scheme.decimals
        averages = [
            (class_average(result.scheme.category_name(name)), mean(values, decimals))
            for name, values in sorted(totals.items())
            if name
        ]
        return sum(everybody, Decimal(0)), (("全体平均", mean(everybody, decimals)), *averages)

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
        self, session: Session, unit: Unit, month: Month, meeting: MeetingView, notice: Notice | None
    ) -> tuple[Todo, ...]:
        carried = carried_words(session, unit, month, self._ledger)
        todos = [Todo(w, *((StepState.CARE, "去总评") if p else (StepState.DONE, "")), p) for w, p in carried]
        for earlier, state in _earlier(session, unit, month):
            if state is not PeriodState.ARCHIVED:
                text = f"{earlier.title}还没有{'评定' if state in _BEFORE_MEETING else '归档'}"
                todos.append(Todo(text, StepState.CARE, "去看", f"month:{earlier.label}"))
        todos += _notice_todos(month.title, notice, self.today())
        for term in terms_of(self._book.versions(session, unit), month):
            if term.kind is not PeriodKind.MONTH:
                todos += _term_todos(session, unit, term, self.today())
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


def _notice_todos(title: str, notice: Notice | None, today: date) -> list[Todo]:
    """What a notice that hangs waits for."""
    # Each open objection has a line of its own, with the day of its answer.
    if notice is None or notice.state in {NoticeState.CLOSED.value, NoticeState.OBJECTED.value}:
        return []
    if today > notice.ends_on:
        return [Todo(f"{title}公示已满，可以结束并归档", StepState.NEXT, "结束公示", "post")]
    return [Todo(f"{title}公示到 {day_title(notice.ends_on)} 止", StepState.WAIT, "", "")]


def _term_todos(session: Session, unit: Unit, term: Term, today: date) -> list[Todo]:
    """What the notice of a quarter, half-year or year waits for, once it is settled."""
    notice, period = newest_notice(session, unit, term), find_term(session, unit, term)
    if notice is None and period is not None and period.state == PeriodState.CONFIRMED.value:
        return [Todo(f"{term.title}已核定，可以张贴公示", StepState.NEXT, "去公示", "post")]
    return _notice_todos(term.title, notice, today)


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
        month=month, sentence=f"{text}。", steps=steps, todos=(todo,), year_total=Decimal(0),
        year_note=scheme.name, averages=(), decimals=scheme.decimals,
    )  # fmt: skip


def _names(people: tuple[str, ...], limit: int = 4) -> str:
    return "、".join(people[:limit]) + (f" 等 {len(people)} 人" if len(people) > limit else "")


def _declare_step(view: MonthCollection) -> Step:
    members = [s for g in view.groups for s in g.members]
    handed = sum(s.handed_in for s in members)
    missing = tuple(m.label for g in view.groups for m in g.missing)
    if not members:
        return Step("members", "1 申报", "还没有党员", 0.0, "先导入党员名册", StepState.NEXT, "去导入")
    closed = view.state not in {PeriodState.OPEN, PeriodState.COLLECTING}
    done = not missing or closed
    note = f"{len(missing)} 人未交卡：{_names(missing)}" if missing else "人人已交卡"
    state = StepState.DONE if done else (StepState.CARE if handed else StepState.NEXT)
    return Step(
        "declare", "1 申报", f"{handed} / {len(members)} 人", handed / len(members), note, state,
        "查看" if done else ("补录" if handed else "开始申报"),
    )  # fmt: skip


def _collect_step(view: MonthCollection) -> Step:
    total = len(view.groups)
    if not total:
        return Step("collect", "2 汇总", "未开始", 0.0, "等申报", StepState.WAIT, "")
    done = sum(g.collected_on is not None for g in view.groups)
    open_groups = tuple(g.group for g in view.groups if g.collected_on is None)
    faults: dict[str, int] = {}
    for group in view.groups:
        for line in group.faulty:
            for fault in line.faults:
                faults[FAULT_NAMES[fault]] = faults.get(FAULT_NAMES[fault], 0) + 1
    parts = [f"{'、'.join(open_groups[:4])}未汇总"] if open_groups and done else []
    parts += [f"{count} 条{name}" for name, count in faults.items()]
    started = done > 0 or view.state is not PeriodState.OPEN
    state = StepState.DONE if done == total else (StepState.CARE if started else StepState.WAIT)
    return Step(
        "collect", "2 汇总", f"{done} / {total} 组" if started else "未开始", done / total,
        "；".join(parts) or ("各组已汇总" if done == total else "等申报完成"), state, "查看" if started or faults else "",
    )  # fmt: skip


def _confirm_step(view: MeetingView) -> Step:
    if view.period_state not in {PeriodState.OPEN, PeriodState.COLLECTING}:
        note = f"{day_title(view.draft.held_on)} {view.draft.kind}，{len(view.lines)} 条"
        return Step("confirm", "3 评定", "已生效", 1.0, note, StepState.DONE, "查看")
    if view.period_state is PeriodState.OPEN:
        return Step("confirm", "3 评定", "未开始", 0.0, "等汇总完成", StepState.WAIT, "")
    total = len(view.lines)
    decided = total - len(view.open)
    share = decided / total if total else 0.0
    note = f"待定 {len(view.open)} 条" if view.open else "可以评定生效"
    return Step("confirm", "3 评定", f"{decided} / {total} 条", share, note, StepState.NEXT, "去评定")


def _post_step(scheme: Scheme, state: PeriodState, notice: Notice | None, today: date) -> Step:
    if PeriodKind.MONTH not in scheme.posting.periods:
        waiting = state is PeriodState.CONFIRMED
        return Step(
            "post", "4 公示", "本月不公示", 1.0 if state is PeriodState.ARCHIVED else 0.0, posted_words(scheme),
            StepState.NEXT if waiting else StepState.WAIT, "归档" if waiting else "",
        )  # fmt: skip
    if notice is None:
        if state is PeriodState.CONFIRMED:
            return Step("post", "4 公示", "可以张贴", 0.0, rule_text(scheme), StepState.NEXT, "去公示")
        return Step("post", "4 公示", "未开始", 0.0, rule_text(scheme), StepState.WAIT, "")
    days = (notice.ends_on - notice.starts_on).days + 1
    if notice.state == NoticeState.CLOSED.value:
        return Step("post", "4 公示", "已结束", 1.0, f"共 {days} 天", StepState.DONE, "查看")
    hung = max(0, min(days, (today - notice.starts_on).days + 1))
    if notice.state == NoticeState.OBJECTED.value:
        return Step(
            "post", "4 公示", "有异议", hung / days, "异议办结以后才能结束公示", StepState.CARE, "查看"
        )  # fmt: skip
    over = today > notice.ends_on
    return Step(
        "post", "4 公示", "公示已满" if over else f"第 {hung} / {days} 天", hung / days,
        f"{notice.starts_on:%m-%d} 至 {notice.ends_on:%m-%d}", StepState.NEXT if over else StepState.CARE,
        "结束公示" if over else "查看",
    )  # fmt: skip


def _sentence(steps: tuple[Step, ...], state: PeriodState, *, posted: bool) -> str:
    if state is PeriodState.ARCHIVED:
        return "本月已归档。"
    if state is PeriodState.POSTED:
        return "正在公示，期满后归档。"
    if state is PeriodState.CONFIRMED:
        return "已评定，下一步张贴公示。" if posted else "已评定，本月不公示，可以归档。"
    left = sum(step.state is not StepState.DONE for step in steps[:3])
    return f"还差 {left} 步到{'公示' if posted else '归档'}。" if left else "可以评定生效。"


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
