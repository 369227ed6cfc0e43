"""Lines that nobody enters: what was expected and is missing, a state that held, the result of the vote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from app.services.scoring.evaluation.admission import Gap
from app.services.scoring.evaluation.amounts import Worth
from app.services.scoring.evaluation.lines import Line
from app.services.scoring.evaluation.people import Days, Person
from app.services.scoring.evaluation.plans import ItemPlan
from app.services.scoring.evaluation.rulebook import Rulebook, Year
from app.services.scoring.kinds import Leave, Liable
from app.services.scoring.language import BallotAmount, ExpectedAmount, StateAmount
from app.services.scoring.numbers import ONE, ZERO, plain
from app.services.scoring.results import VoteScore
from app.services.scoring.types import AttendanceIn, PostingIn, SpanKind
from app.services.scoring.windows import months_later, window_months, windows_between

PREFIX = "~"
_THERE = frozenset({None, "present", "late", "made_up"})
_RANK = {
    state: rank for rank, state in enumerate(("present", "late", "made_up", "excused", "leave", "absent"))
}


def derived_lines(
    person: Person,
    lines: Sequence[Line],
    book: Rulebook,
    year: Year,
    *,
    attendance: Sequence[AttendanceIn],
    vote: VoteScore | None,
    best_vote: Decimal,
    gaps: Sequence[Gap],
) -> Iterator[Line]:
    """The derived lines of a member's year, window by window.

    Args:
        person: The member.
        lines: The lines that take part; those of an expected item are presence.
        book: The versions.
        year: The year.
        attendance: Marks on attendance sheets, which say more than presence.
        vote: The appraisal's result, once there is one.
        best_vote: The value of the best option.
        gaps: Days on which plus lines do not count; a derived line lies on the last day of its window.
    """
    for line in _derived(person, lines, book, year, attendance=attendance, vote=vote, best_vote=best_vote):
        if not line.minus:
            line.dropped = next((gap.cause for gap in gaps if gap.start <= line.day < gap.end), "")
        yield line


def _derived(
    person: Person,
    lines: Sequence[Line],
    book: Rulebook,
    year: Year,
    *,
    attendance: Sequence[AttendanceIn],
    vote: VoteScore | None,
    best_vote: Decimal,
) -> Iterator[Line]:
    for item_id in book.derived:
        for start, end, plan, amount in _windows(item_id, book, year):
            # A line stands on a day on which points are kept: the window's last one, as a rule.
            day = person.last_liable(start, end)
            if day is None or not plan.item.enabled:
                continue
            rule = amount.liable if isinstance(amount, ExpectedAmount) else amount.held
            if plan.audiences and not _was(person.fitting(plan.audiences, start, end), rule, start, end):
                continue
            if isinstance(amount, ExpectedAmount):
                if _was(person.liable, amount.liable, start, end):
                    own = [line for line in lines if line.item.id == item_id and start <= line.day <= end]
                    marks = [m for m in attendance if m.item == item_id and start <= m.date <= end]
                    yield from _missing(person, plan, amount, day, own=own, marks=marks)
            else:
                runs = person.held(SpanKind(amount.fact.value), amount.value, start, end)
                if _was(runs, amount.held, start, end) and _was(person.liable, amount.held, start, end):
                    yield _line(person, plan, day, Worth(amount.points, ONE))
        last = person.last_liable(year.span.start, year.as_of)
        present = _plan_on(item_id, book, last) if last is not None else None
        if last is None or present is None or vote is None or not best_vote or not present.item.enabled:
            continue
        if isinstance(present.item.amount, BallotAmount):
            points = present.item.amount.points * vote.result / best_vote
            yield _line(person, present, last, Worth(max(ZERO, points), ONE))


def _windows(
    item_id: str, book: Rulebook, year: Year
) -> Iterator[tuple[date, date, ItemPlan, ExpectedAmount | StateAmount]]:
    """The windows of an item that have ended, each under the version at its end; none before the first version."""
    cycle_months = year.scheme.cycle.months
    amounts = [plans[item_id].item.amount for plans in book.plans if item_id in plans]
    windows = {amount.window for amount in amounts if isinstance(amount, ExpectedAmount | StateAmount)}
    for window in sorted(windows):
        for start, end in _spans(window_months(window, cycle_months), year):
            own = _plan_on(item_id, book, end)
            if end > year.as_of or own is None or book.index_on(start) < 0:
                continue
            amount = own.item.amount
            if not isinstance(amount, ExpectedAmount | StateAmount) or amount.window is not window:
                continue
            begun = _plan_on(item_id, book, start)
            if begun is None or getattr(begun.item.amount, "window", None) is not window:
                # A change of the scheme cuts this window: its first days were not asked for, or in another measure.
                continue
            if start < year.span.start and (
                own.validity is None or months_later(end, own.validity) <= year.as_of
            ):
                continue
            yield start, end, own, amount


def _spans(months: int, year: Year) -> Iterator[Days]:
    """The windows of a length that touch the days which can count."""
    if year.grid.whole_year and months == 12:
        return iter([(year.span.start, year.span.end)])
    return windows_between(year.first_day, year.span.end, months, year.grid.start_month)


def _plan_on(item_id: str, book: Rulebook, day: date) -> ItemPlan | None:
    version = book.index_on(day)
    return book.plans[version].get(item_id) if version >= 0 else None


def _was(runs: Sequence[Days], rule: Liable, start: date, end: date) -> bool:
    if rule is Liable.THROUGHOUT:
        return any(first <= start and end <= last for first, last in runs)
    return any(first <= end and last >= start for first, last in runs)


def _missing(
    person: Person,
    plan: ItemPlan,
    amount: ExpectedAmount,
    day: date,
    *,
    own: Sequence[Line],
    marks: Sequence[AttendanceIn],
) -> Iterator[Line]:
    """One line for all that is missing in a window; a leave lowers what is expected, as the item says."""
    facts = [(line.posting.level, line.posting.quantity) for line in own]
    # One meeting is one meeting, whether its sheet, a line, or both say who was there.
    known = {line.day for line in own}
    facts += [(state, ONE) for day, state in _by_day(marks).items() if day not in known]
    there = sum((count for state, count in facts if state in _THERE), ZERO)
    excused = sum((count for state, count in facts if state == "excused"), ZERO)
    leave = sum((count for state, count in facts if state == "leave"), ZERO)
    if amount.leave is Leave.PRESENT:
        there += leave
    elif amount.leave is Leave.EXCUSED:
        excused += leave
    missing = amount.times - excused - there
    if missing > 0:
        flag = f"应参加 {amount.times} 次，参加 {plain(there)} 次"
        flag += f"，请假 {plain(excused)} 次" if excused else ""
        yield _line(
            person,
            plan,
            day,
            Worth(amount.points * missing, missing, ONE, (f"{flag}，缺 {plain(missing)} 次",)),
            quantity=missing,
        )


def _by_day(marks: Sequence[AttendanceIn]) -> dict[date, str]:
    """One mark a day; of two sheets of one day the one that says most for the member, whichever came first."""
    ordered = sorted(marks, key=lambda mark: (_RANK.get(mark.state, len(_RANK)), mark.state), reverse=True)
    return {mark.date: mark.state for mark in ordered}


def _line(person: Person, plan: ItemPlan, day: date, worth: Worth, *, quantity: Decimal = ONE) -> Line:
    uid = f"{PREFIX}{plan.item.id}~{day:%Y-%m-%d}~{person.uid}"
    posting = PostingIn(uid, person.uid, plan.item.id, day, quantity, period=f"{day:%Y-%m}")
    return Line(posting, plan, worth)
