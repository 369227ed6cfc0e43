"""From postings to scores: loads what an evaluation needs, keeps results until the ledger changes.

The only caller of ``scoring.evaluate``: board, cards, record forms, workbook and the window all take their figures
from a :class:`MonthResult`, so no two of them can differ.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Posting, Unit

from .audit import stamp
from .ledger_inputs import (
    Announced,
    EarlierResults,
    load_announced,
    load_members,
    load_postings,
    load_presence,
    load_year,
    no_earlier_results,
)
from .membership import members_of
from .months import Month
from .schemes import SchemeBook, version_on
from .scoring import (
    AttendanceIn,
    CarryIn,
    DatedScheme,
    Inputs,
    LineScore,
    MemberIn,
    PostingIn,
    Scheme,
    Score,
    TraceNode,
    YearSpan,
    evaluate,
    explain,
    explain_line,
    judged_together,
    year_span,
)

_KEEP = 24

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class _Facts:
    """All that a member's score depends on besides scheme and day.

    Attributes:
        postings: The member's own, and those of others in which the member is scored for the same fact.
    """

    member: MemberIn
    postings: tuple[PostingIn, ...]
    attendance: tuple[AttendanceIn, ...]
    carry: tuple[CarryIn, ...]


@dataclass(frozen=True, slots=True)
class MemberMonth:
    """The figures of one member for one month.

    Attributes:
        period: 本期: what this month's meeting added. Where the scheme clears monthly that is the month's own
            score and what late deeds and corrections changed in earlier months.
        late: 更正 / 补记: the part of ``period`` that belongs to earlier months.
        total: 本年累计 (or the year's mean, as the scheme says) as it stands at the month's end.
        score: The whole evaluation behind them.
    """

    member: str
    period: Decimal
    late: Decimal
    total: Decimal
    score: Score

    @property
    def cycle_sum(self) -> Decimal:
        """Sum of the year's cycles: equals the total unless the year is their mean."""
        return sum((cycle.points for cycle in self.score.cycles), Decimal(0))


@dataclass(frozen=True)
class MonthResult:
    """A branch's month evaluated.

    Attributes:
        month: The month.
        scheme: Version in force at its end.
        year: The scheme's year at its end; where years begin on stated days the month may begin in the one before.
        names: Name of each member, by uid.
        scores: The evaluation of each member at the month's end, by member uid.
        announced: What each member was left with by the newest earlier meeting of the year.
    """

    month: Month
    scheme: Scheme
    year: YearSpan
    names: Mapping[str, str]
    scores: Mapping[str, Score]
    announced: Mapping[str, Announced]

    @cached_property
    def members(self) -> Mapping[str, MemberMonth]:
        """Figures by member uid."""
        monthly = self.scheme.cycle.months == 1
        return {
            uid: _member_month(score, self.announced.get(uid), self.month, monthly=monthly)
            for uid, score in self.scores.items()
        }

    @cached_property
    def lines(self) -> Mapping[str, LineScore]:
        """Score of each posting (and draft line) by its uid."""
        return {line.posting: line for score in self.scores.values() for line in score.lines}


@dataclass(frozen=True, slots=True)
class CarriedBack:
    """What meetings of this year changed in the year before: late deeds and corrections of its last months.

    Attributes:
        year: Name of the year before ("2025年度").
        lines: Score of each posting of that year.
        points: Change of the member's total of that year by this month's meeting alone.
    """

    year: str
    lines: Mapping[str, LineScore]
    points: Mapping[str, Decimal]


class Ledger:
    """Evaluations of the ledger, kept by branch and month until the next change of the ledger.

    After a change only those members are evaluated again whose own facts or entries it touched, so that a page
    is as quick in the twelfth month as in the first.
    """

    def __init__(self, book: SchemeBook, earlier: EarlierResults = no_earlier_results) -> None:
        self._book = book
        self._earlier = earlier
        self._results: OrderedDict[Hashable, MonthResult] = OrderedDict()
        self._scores: OrderedDict[Hashable, dict[str, tuple[_Facts, Score]]] = OrderedDict()
        self._postings: OrderedDict[Hashable, tuple[PostingIn, ...]] = OrderedDict()
        # Pages read on the window's thread and on the worker.
        self._lock = threading.RLock()

    def month(self, session: Session, unit: Unit, month: Month) -> MonthResult:
        """The month of a branch from its postings alone."""
        return self.with_drafts(session, unit, month, ())

    def with_drafts(
        self, session: Session, unit: Unit, month: Month, drafts: Sequence[PostingIn]
    ) -> MonthResult:
        """The month as it would be if these lines were confirmed in it, for preview."""
        key = (unit.uid, month.label, stamp(session), tuple(drafts))
        with self._lock:
            found = self._results.get(key)
            if found is None:
                found = self._evaluate(session, unit, month, drafts)
                _keep(self._results, key, found)
        return found

    def member_month(self, session: Session, unit: Unit, month: Month, member_uid: str) -> MemberMonth | None:
        """One member's month from the postings, without evaluating anybody else's."""
        with self._lock:
            return self._evaluate(session, unit, month, (), only=member_uid).members.get(member_uid)

    def carried_back(self, session: Session, unit: Unit, month: Month) -> CarriedBack | None:
        """Changes in the scheme's year before ``month``'s; ``None`` when no meeting of this year touched it.

        Windows and cycles follow the deed's date, so such a posting counts there; card and board follow the
        period of its meeting, so it is shown here.
        """
        versions = self._book.versions(session, unit)
        first = year_span(versions, month.last).start
        end = first - timedelta(days=1)
        # Also of those who left before this year: a late deed of theirs is still told here.
        concerned = members_of(unit, date.min, month.last)
        late = session.scalar(
            select(Posting.id)
            .where(
                Posting.member_id.in_(concerned),
                Posting.deed_date <= end,
                Posting.period >= Month.of(first).label,
            )
            .limit(1)
        )
        if late is None or end < versions[0].start:
            return None
        year = year_span(versions, end)
        inputs = load_year(session, unit, versions, year, month, earlier=self._earlier)
        now = evaluate(versions, inputs, end)
        known = tuple(p for p in inputs.postings if p.period < month.label)
        before = evaluate(versions, replace(inputs, postings=known), end)
        points = {uid: score.total - before[uid].total for uid, score in now.items()}
        return CarriedBack(
            year=year.label,
            lines={line.posting: line for score in now.values() for line in score.lines},
            points={uid: change for uid, change in points.items() if change},
        )

    def scheme(self, session: Session, unit: Unit, day: date) -> Scheme:
        """The version in force on a day."""
        return version_on(self._book.versions(session, unit), day)

    def since(self, session: Session, unit: Unit) -> date:
        """First day of the branch's first scheme."""
        return self._book.versions(session, unit)[0].start

    def explain(
        self, session: Session, unit: Unit, month: Month, member_uid: str, drafts: Sequence[PostingIn] = ()
    ) -> TraceNode:
        """The trace of one member's year at the month's end."""
        return self.explain_all(session, unit, month, [member_uid], drafts)[member_uid]

    def explain_all(
        self, session: Session, unit: Unit, month: Month, member_uids: Collection[str],
        drafts: Sequence[PostingIn] = (),
    ) -> dict[str, TraceNode]:  # fmt: skip
        """The traces of several members, by their uids."""
        versions = self._book.versions(session, unit)
        inputs = self._inputs(session, unit, versions, month, drafts)
        return explain(versions, inputs, month.last, member_uids)

    def explain_line(
        self, session: Session, unit: Unit, month: Month, line_uid: str, deed_date: date,
        drafts: Sequence[PostingIn] = (),
    ) -> TraceNode:  # fmt: skip
        """The trace of one posting or draft line, in the scheme's year of its deed."""
        versions = self._book.versions(session, unit)
        counts = line_uid in self.with_drafts(session, unit, month, drafts).lines
        if counts or deed_date >= year_span(versions, month.last).start:
            inputs = self._inputs(session, unit, versions, month, drafts)
            return explain_line(versions, inputs, month.last, line_uid)
        year = year_span(versions, deed_date)
        inputs = load_year(session, unit, versions, year, month, earlier=self._earlier)
        return explain_line(
            versions, replace(inputs, postings=(*inputs.postings, *drafts)), year.end, line_uid
        )

    def _evaluate(
        self, session: Session, unit: Unit, month: Month, drafts: Sequence[PostingIn], *, only: str = ""
    ) -> MonthResult:
        versions = self._book.versions(session, unit)
        scheme, year = version_on(versions, month.last), year_span(versions, month.last)
        if month.last < versions[0].start:
            # Before the branch had a scheme nothing counts, and nobody is asked why.
            return MonthResult(month, scheme, year, {}, {}, {})
        inputs = self._inputs(session, unit, versions, month, drafts)
        names = {member.uid: member.name for member in inputs.members}
        if only:
            inputs = replace(inputs, members=tuple(m for m in inputs.members if m.uid == only))
        # With and without drafts are kept apart: 首页 asks for both, and one would push out the other.
        now = self._evaluated(versions, inputs, month.last, of="drafts" if drafts else "")
        announced = load_announced(session, year.start, month)
        return MonthResult(month, scheme, year, names, now, announced)

    def _evaluated(
        self, versions: Sequence[DatedScheme], inputs: Inputs, as_of: date, *, of: str = ""
    ) -> Mapping[str, Score]:
        """Scores by member uid; only those are evaluated whose own facts or entries are not as they were.

        A figure depends on the member alone. Where the scheme compares members (by average, rank or quota) only an
        evaluation of all of them knows grades, eligibilities, proposals and prizes: here they are left out.
        """
        together = judged_together(version_on(versions, as_of))
        key = (of, as_of, *((version.scheme.hash, version.start) for version in versions))
        known = self._scores.get(key, {})
        scores: dict[str, Score] = {}
        changed: dict[str, _Facts] = {}
        for facts in _by_member(inputs):
            uid = facts.member.uid
            kept = known.get(uid)
            if kept is not None and kept[0] == facts:
                scores[uid] = kept[1]
            else:
                changed[uid] = facts
        if changed:
            fresh = evaluate(versions, _joined(changed.values()), as_of)
            if together:
                fresh = {uid: _without_verdict(score) for uid, score in fresh.items()}
            scores |= fresh
            _keep(self._scores, key, known | {uid: (changed[uid], score) for uid, score in fresh.items()})
        return {member.uid: scores[member.uid] for member in inputs.members}

    def _inputs(
        self,
        session: Session,
        unit: Unit,
        versions: Sequence[DatedScheme],
        month: Month,
        drafts: Sequence[PostingIn],
    ) -> Inputs:
        year = year_span(versions, month.last)
        members = load_members(session, unit, year.start, year.end, on=month.last)
        # Postings are only ever added, so those of a year are known as long as the newest is the same.
        newest = session.scalar(select(Posting.uid).order_by(Posting.id.desc()).limit(1))
        uids = [member.uid for member in members]
        key = (unit.uid, year.deeds_from, month.label, newest, *uids)
        postings = self._postings.get(key)
        if postings is None:
            postings = tuple(load_postings(session, uids, year.deeds_from, year.end, month))
            _keep(self._postings, key, postings)
        return Inputs(
            members=members,
            postings=(*postings, *drafts),
            attendance=load_presence(session, uids, versions, year, month),
            carry=self._earlier(session, uids, year.number - 1),
        )


def _by_member(inputs: Inputs) -> Iterator[_Facts]:
    """The inputs of each member; a posting that scores two is among those of both."""
    postings: dict[str, list[PostingIn]] = {member.uid: [] for member in inputs.members}
    for posting in inputs.postings:
        for uid in {posting.member, posting.second}:
            if uid in postings:
                postings[uid].append(posting)
    marks: dict[str, list[AttendanceIn]] = {}
    for mark in inputs.attendance:
        marks.setdefault(mark.member, []).append(mark)
    carry: dict[str, list[CarryIn]] = {}
    for result in inputs.carry:
        carry.setdefault(result.member, []).append(result)
    for member in inputs.members:
        uid = member.uid
        yield _Facts(member, tuple(postings[uid]), tuple(marks.get(uid, ())), tuple(carry.get(uid, ())))


def _joined(parts: Iterable[_Facts]) -> Inputs:
    """The inputs of some members, each posting once."""
    found = list(parts)
    return Inputs(
        members=tuple(facts.member for facts in found),
        postings=tuple(dict.fromkeys(posting for facts in found for posting in facts.postings)),
        attendance=tuple(mark for facts in found for mark in facts.attendance),
        carry=tuple(result for facts in found for result in facts.carry),
    )


def _without_verdict(score: Score) -> Score:
    """A score without what only the comparison with everybody else can say."""
    return replace(score, grade=None, grade_cause="", marks=(), proposals=(), reward=None, notes=())


def _keep(store: OrderedDict[Hashable, V], key: Hashable, value: V) -> None:
    """Put a value in, and let the oldest go when there are many."""
    store[key] = value
    while len(store) > _KEEP:
        store.popitem(last=False)


def _member_month(score: Score, before: Announced | None, month: Month, *, monthly: bool) -> MemberMonth:
    """本期 is the difference to what was announced last, so that the periods of a year add up to its total."""
    zero = Decimal(0)
    late = sum(
        (line.counted for line in score.lines if line.period == month.label and line.date < month.first), zero
    )
    if not monthly:
        return MemberMonth(
            score.member, score.total - (before.total if before else zero), late, score.total, score
        )
    known = before.cycle_sum if before else zero
    if before is not None and before.month == month.previous.label:
        # Besides late deeds: what a back-dated change of class or exemption did to months already announced.
        late = sum((c.points for c in score.cycles if c.start < month.first), zero) - known
    period = sum((c.points for c in score.cycles), zero) - known
    return MemberMonth(score.member, period, late, score.total, score)
