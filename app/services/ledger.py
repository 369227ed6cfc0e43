"""From postings to scores: loads what an evaluation needs, keeps results until the ledger changes.

The only caller of ``scoring.evaluate``: board, cards, record forms, workbook and the window all take their figures
from a :class:`MonthResult`, so no two of them can differ.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Posting, Unit

from .audit import stamp
from .ledger_facts import MemberFacts, by_member, joined
from .ledger_inputs import (
    load_announced,
    load_corrected,
    load_members,
    load_postings,
    load_presence,
    load_year,
)
from .ledger_late import late_changes
from .ledger_results import CarriedBack, MemberMonth, MonthResult, TermResult
from .ledger_verdicts import load_carry, load_holidays, load_vetoes
from .ledger_village import compares_village, with_other_branches
from .membership import members_of
from .months import Month
from .schemes import SchemeBook, version_on
from .scoring import (
    DatedScheme,
    Inputs,
    PeriodKind,
    PostingIn,
    Scheme,
    Score,
    TraceNode,
    evaluate,
    explain,
    explain_line,
    judged_together,
    year_span,
)
from .terms import Term

_KEEP = 24
_KEEP_REVERSED = 512

V = TypeVar("V")


class Ledger:
    """Evaluations of the ledger, kept by branch and month until the next change of the ledger.

    After a change only those members are evaluated again whose own facts or entries it touched, so that a page
    is as quick in the twelfth month as in the first.
    """

    def __init__(self, book: SchemeBook) -> None:
        self._book = book
        self._results: OrderedDict[Hashable, MonthResult] = OrderedDict()
        self._terms: OrderedDict[Hashable, TermResult] = OrderedDict()
        self._judged: OrderedDict[Hashable, tuple[Inputs, Mapping[str, Score]]] = OrderedDict()
        self._scores: OrderedDict[Hashable, dict[str, tuple[MemberFacts, Score]]] = OrderedDict()
        self._postings: OrderedDict[Hashable, tuple[PostingIn, ...]] = OrderedDict()
        self._was: OrderedDict[Hashable, dict[str, Decimal]] = OrderedDict()
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
        inputs = load_year(session, unit, versions, year, month, with_votes=True)
        now = evaluate(versions, inputs, end)
        known = tuple(p for p in inputs.postings if p.period < month.label)
        before = evaluate(versions, replace(inputs, postings=known), end)
        points = {uid: score.total - before[uid].total for uid, score in now.items()}
        return CarriedBack(
            year=year.label,
            lines={line.posting: line for score in now.values() for line in score.lines},
            points={uid: change for uid, change in points.items() if change},
        )

    def term_carried_back(self, session: Session, unit: Unit, term: Term) -> CarriedBack | None:
        """What all meetings of a term changed in the year before its own."""
        found = [self.carried_back(session, unit, month) for month in term.months]
        told = [back for back in found if back is not None]
        if not told:
            return None
        points: dict[str, Decimal] = {}
        for back in told:
            for uid, change in back.points.items():
                points[uid] = points.get(uid, Decimal(0)) + change
        return replace(told[-1], points={uid: change for uid, change in points.items() if change})

    def term(self, session: Session, unit: Unit, term: Term) -> TermResult:
        """A quarter, half-year or year with its verdict: everybody is evaluated together.

        The year's result has the appraisal in it; grades, eligibilities and proposals are said in all of them.
        """
        key = (unit.uid, term, stamp(session))
        with self._lock:
            found = self._terms.get(key)
            if found is None:
                found = self._evaluate_term(session, unit, term)
                _keep(self._terms, key, found)
        return found

    def explain_term(
        self, session: Session, unit: Unit, term: Term, member_uids: Collection[str]
    ) -> dict[str, TraceNode]:
        """The traces of some members at a term's end, by their uids, with all that the term's result has in it."""
        versions = self._book.versions(session, unit)
        inputs = self._term_inputs(session, unit, versions, term)
        return explain(versions, inputs, term.end, member_uids)

    def _term_inputs(
        self, session: Session, unit: Unit, versions: Sequence[DatedScheme], term: Term
    ) -> Inputs:
        year, with_votes = year_span(versions, term.end), term.kind is PeriodKind.YEAR
        inputs = load_year(session, unit, versions, year, term.last, with_votes=with_votes)
        if compares_village(version_on(versions, term.end)):
            return with_other_branches(
                session, unit, self._book, versions, inputs, year=year, month=term.last, with_votes=with_votes
            )
        return inputs

    def _evaluate_term(self, session: Session, unit: Unit, term: Term) -> TermResult:
        versions = self._book.versions(session, unit)
        year = year_span(versions, term.end)
        scheme = version_on(versions, term.end)
        inputs = self._term_inputs(session, unit, versions, term)
        scores = self._judged_scores(unit, term, versions, inputs)
        own = [member for member in inputs.members if member.unit == unit.uid]
        made, corrected = late_changes(load_corrected(session, term.months), versions, inputs, scores, term)
        return TermResult(
            term=term,
            scheme=scheme,
            year=year,
            names={member.uid: member.name for member in own},
            scores={member.uid: scores[member.uid] for member in own},
            announced=load_announced(session, year.start, term.first),
            made=made,
            corrected=corrected,
        )

    def _judged_scores(
        self, unit: Unit, term: Term, versions: Sequence[DatedScheme], inputs: Inputs
    ) -> Mapping[str, Score]:
        """The evaluation of a term, kept until something that it looks at changes: a draft of the meeting does not."""
        key = (unit.uid, term, *((version.scheme.hash, version.start) for version in versions))
        known = self._judged.get(key)
        if known is not None and known[0] == inputs:
            return known[1]
        scores = evaluate(versions, inputs, term.end)
        _keep(self._judged, key, (inputs, scores))
        return scores

    def versions(self, session: Session, unit: Unit) -> tuple[DatedScheme, ...]:
        """The branch's versions with their dates, oldest first."""
        return self._book.versions(session, unit)

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
        inputs = load_year(session, unit, versions, year, month, with_votes=True)
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
        made, corrected = late_changes(
            load_corrected(session, [month]), versions, inputs, now, Term.of_month(month)
        )
        was = self._taken_back(versions, inputs, month.last)
        return MonthResult(month, scheme, year, names, now, announced, made, corrected, was)

    def _taken_back(self, versions: Sequence[DatedScheme], inputs: Inputs, as_of: date) -> dict[str, Decimal]:
        """What each entry that a correction took back counted until then.

        So lists can show it with that figure and the correction with its opposite, and still add up to the total.
        """
        found: dict[str, Decimal] = {}
        for place, posting in enumerate(inputs.postings):
            if posting.reverses is None:
                continue
            # Postings come in the order in which they were made: what stands before it was known when it was made.
            concerned = tuple(m for m in inputs.members if m.uid in {posting.member, posting.second})
            earlier = replace(inputs, members=concerned, postings=inputs.postings[:place])
            facts = tuple(by_member(earlier))
            key = (as_of, posting.reverses, facts, *((v.scheme.hash, v.start) for v in versions))
            counted = self._was.get(key)
            if counted is None:
                scores = evaluate(versions, joined(facts), as_of).values()
                counted = {line.posting: line.counted for score in scores for line in score.lines}
                _keep(self._was, key, counted, most=_KEEP_REVERSED)
            if posting.reverses in counted:
                found[posting.reverses] = counted[posting.reverses]
        return found

    def effect(
        self, session: Session, unit: Unit, month: Month, drafts: Sequence[PostingIn], *, on: date
    ) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
        """The totals of those whom some drafts score, before and after, in the scheme's year of a day.

        Args:
            session: Reading session.
            unit: The branch.
            month: Month in which the drafts would be confirmed.
            drafts: Postings that are not made yet.
            on: Day of the deed; its year may be over.
        """
        versions = self._book.versions(session, unit)
        year = year_span(versions, on)
        as_of = min(year.end, month.last)
        inputs = load_year(session, unit, versions, year, month)
        scored = {uid for draft in drafts for uid in (draft.member, draft.second)}
        facts = joined(f for f in by_member(inputs) if f.member.uid in scored)
        before = evaluate(versions, facts, as_of)
        after = evaluate(versions, replace(facts, postings=(*facts.postings, *drafts)), as_of)
        return (
            {uid: score.total for uid, score in before.items()},
            {uid: score.total for uid, score in after.items()},
        )

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
        changed: dict[str, MemberFacts] = {}
        for facts in by_member(inputs):
            uid = facts.member.uid
            kept = known.get(uid)
            if kept is not None and kept[0] == facts:
                scores[uid] = kept[1]
            else:
                changed[uid] = facts
        if changed:
            fresh = evaluate(versions, joined(changed.values()), as_of)
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
            vetoes=load_vetoes(session, uids, month),
            carry=load_carry(session, uids, year.number - 1),
            holidays=load_holidays(session),
        )


def _without_verdict(score: Score) -> Score:
    """A score without what only the comparison with everybody else can say."""
    return replace(score, grade=None, grade_cause="", marks=(), proposals=(), reward=None, notes=())


def _keep(store: OrderedDict[Hashable, V], key: Hashable, value: V, *, most: int = _KEEP) -> None:
    """Put a value in, and let the oldest go when there are many."""
    store[key] = value
    while len(store) > most:
        store.popitem(last=False)
