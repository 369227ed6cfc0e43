"""From postings to scores: loads what an evaluation needs, keeps results until the ledger changes.

The only caller of ``scoring.evaluate``: board, cards, record forms, workbook and the window all take their figures
from a :class:`MonthResult`, so no two of them can differ.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Posting, Unit

from .audit import stamp
from .ledger_inputs import Announced, load_announced, load_members, load_postings
from .membership import members_of
from .months import Month
from .schemes import SchemeBook, version_on
from .scoring import (
    DatedScheme,
    Inputs,
    LineScore,
    MemberIn,
    PostingIn,
    Scheme,
    Score,
    TraceNode,
    evaluate,
    explain,
    explain_line,
)

_KEEP = 24

V = TypeVar("V")
#: All that a member's score depends on besides scheme and day.
_Facts = tuple[MemberIn, tuple[PostingIn, ...]]


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
        scores: The evaluation of each member at the month's end, by member uid.
        announced: What each member was left with by the newest earlier meeting of the year.
    """

    month: Month
    scheme: Scheme
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


def scheme_year(scheme: Scheme, day: date) -> tuple[date, date]:
    """First and last day of the scheme's year that holds ``day``."""
    start_month = scheme.cycle.start_month
    year = day.year if day.month >= start_month else day.year - 1
    first = date(year, start_month, 1)
    return first, Month(year + 1, start_month).previous.last


class Ledger:
    """Evaluations of the ledger, kept by branch and month until the next change of the ledger.

    After a change only those members are evaluated again whose own facts or entries it touched, so that a page
    is as quick in the twelfth month as in the first.
    """

    def __init__(self, book: SchemeBook) -> None:
        self._book = book
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
        first, _ = scheme_year(version_on(versions, month.last), month.last)
        end = Month.of(first).previous.last
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
        start, _ = scheme_year(version_on(versions, end), end)
        members = load_members(session, unit, start, end, on=month.last)
        postings = load_postings(session, [m.uid for m in members], start, end, month)
        now = evaluate(versions, Inputs(members, tuple(postings)), end)
        earlier = tuple(p for p in postings if p.period < month.label)
        before = evaluate(versions, Inputs(members, earlier), end)
        points = {uid: score.total - before[uid].total for uid, score in now.items()}
        return CarriedBack(
            year=f"{start.year}年度",
            lines={line.posting: line for score in now.values() for line in score.lines},
            points={uid: change for uid, change in points.items() if change},
        )

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
        first, last = scheme_year(version_on(versions, deed_date), deed_date)
        if last >= month.first:
            inputs = self._inputs(session, unit, versions, month, drafts)
            return explain_line(versions, inputs, month.last, line_uid)
        members = load_members(session, unit, first, last, on=month.last)
        postings = (*load_postings(session, [m.uid for m in members], first, last, month), *drafts)
        return explain_line(versions, Inputs(members, postings), last, line_uid)

    def _evaluate(
        self, session: Session, unit: Unit, month: Month, drafts: Sequence[PostingIn], *, only: str = ""
    ) -> MonthResult:
        versions = self._book.versions(session, unit)
        scheme = version_on(versions, month.last)
        if month.last < versions[0].start:
            # Before the branch had a scheme nothing counts, and nobody is asked why.
            return MonthResult(month, scheme, {}, {})
        inputs = self._inputs(session, unit, versions, month, drafts)
        if only:
            inputs = Inputs(
                members=tuple(m for m in inputs.members if m.uid == only),
                postings=tuple(p for p in inputs.postings if p.member == only),
            )
        # With and without drafts are kept apart: 首页 asks for both, and one would push out the other.
        now = self._evaluated(versions, inputs, month.last, of="drafts" if drafts else "")
        first, _ = scheme_year(scheme, month.last)
        return MonthResult(month, scheme, now, load_announced(session, first, month))

    def _evaluated(
        self, versions: Sequence[DatedScheme], inputs: Inputs, as_of: date, *, of: str = ""
    ) -> Mapping[str, Score]:
        """Scores by member uid; only those are evaluated whose own facts or entries are not as they were.

        A month's figures depend on the member alone. What compares members (eligibilities and proposals by
        average) belongs to the year's end and is left out here rather than kept half right.
        """
        own: dict[str, list[PostingIn]] = {member.uid: [] for member in inputs.members}
        for posting in inputs.postings:
            if posting.member in own:
                own[posting.member].append(posting)
        key = (of, as_of, *((version.scheme.hash, version.start) for version in versions))
        known = self._scores.get(key, {})
        scores: dict[str, Score] = {}
        changed: dict[str, _Facts] = {}
        for member in inputs.members:
            facts = (member, tuple(own[member.uid]))
            kept = known.get(member.uid)
            if kept is not None and kept[0] == facts:
                scores[member.uid] = kept[1]
            else:
                changed[member.uid] = facts
        if changed:
            members, postings = zip(*changed.values(), strict=True)
            part = Inputs(members=members, postings=tuple(p for lines in postings for p in lines))
            fresh = {
                uid: replace(score, marks=(), proposals=())
                for uid, score in evaluate(versions, part, as_of).items()
            }
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
        first, last = scheme_year(version_on(versions, month.last), month.last)
        members = load_members(session, unit, first, last, on=month.last)
        # Postings are only ever added, so those of a year are known as long as the newest is the same.
        newest = session.scalar(select(Posting.uid).order_by(Posting.id.desc()).limit(1))
        uids = [member.uid for member in members]
        key = (unit.uid, first, month.label, newest, *uids)
        postings = self._postings.get(key)
        if postings is None:
            postings = tuple(load_postings(session, uids, first, last, month))
            _keep(self._postings, key, postings)
        return Inputs(members=members, postings=(*postings, *drafts))


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
