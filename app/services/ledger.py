"""From postings to scores: loads what an evaluation needs, keeps results until the ledger changes.

The only caller of ``scoring.evaluate``: board, cards, record forms, workbook and the window all take their figures
from a :class:`MonthResult`, so no two of them can differ.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Exemption, Member, MemberSpan, Posting, Unit

from .audit import stamp
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
    Span,
    SpanKind,
    TraceNode,
    evaluate,
    explain,
    explain_line,
)

_SPAN_KINDS = {
    "category": SpanKind.CATEGORY,
    "status": SpanKind.STATUS,
    "mobile": SpanKind.MOBILE,
    "membership": SpanKind.MEMBERSHIP,
}
_KEEP = 24


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


@dataclass(frozen=True, slots=True)
class MonthResult:
    """A branch's month evaluated.

    Attributes:
        month: The month.
        scheme: Version in force at its end.
        members: Figures by member uid.
        lines: Score of each posting (and draft line) by its uid.
    """

    month: Month
    scheme: Scheme
    members: Mapping[str, MemberMonth]
    lines: Mapping[str, LineScore]


def scheme_year(scheme: Scheme, day: date) -> tuple[date, date]:
    """First and last day of the scheme's year that holds ``day``."""
    start_month = scheme.cycle.start_month
    year = day.year if day.month >= start_month else day.year - 1
    first = date(year, start_month, 1)
    return first, Month(year + 1, start_month).previous.last


class Ledger:
    """Evaluations of the ledger, kept by branch and month until the next change of the ledger."""

    def __init__(self, book: SchemeBook) -> None:
        self._book = book
        self._results: OrderedDict[tuple[str, str, str, tuple[PostingIn, ...]], MonthResult] = OrderedDict()

    def month(self, session: Session, unit: Unit, month: Month) -> MonthResult:
        """The month of a branch from its postings alone."""
        return self.with_drafts(session, unit, month, ())

    def with_drafts(
        self, session: Session, unit: Unit, month: Month, drafts: Sequence[PostingIn]
    ) -> MonthResult:
        """The month as it would be if these lines were confirmed in it, for preview."""
        key = (unit.uid, month.label, stamp(session), tuple(drafts))
        found = self._results.get(key)
        if found is None:
            found = self._evaluate(session, unit, month, drafts)
            self._results[key] = found
            while len(self._results) > _KEEP:
                self._results.popitem(last=False)
        return found

    def since(self, session: Session, unit: Unit) -> date:
        """First day of the branch's first scheme."""
        return self._book.versions(session, unit)[0].start

    def explain(
        self, session: Session, unit: Unit, month: Month, member_uid: str, drafts: Sequence[PostingIn] = ()
    ) -> TraceNode:
        """The trace of one member's year at the month's end."""
        versions = self._book.versions(session, unit)
        inputs = self._inputs(session, unit, versions, month, drafts)
        return explain(versions, inputs, month.last, [member_uid])[member_uid]

    def explain_line(
        self, session: Session, unit: Unit, month: Month, line_uid: str, drafts: Sequence[PostingIn] = ()
    ) -> TraceNode:
        """The trace of one posting or draft line."""
        versions = self._book.versions(session, unit)
        inputs = self._inputs(session, unit, versions, month, drafts)
        return explain_line(versions, inputs, month.last, line_uid)

    def _evaluate(
        self, session: Session, unit: Unit, month: Month, drafts: Sequence[PostingIn]
    ) -> MonthResult:
        versions = self._book.versions(session, unit)
        scheme = version_on(versions, month.last)
        if month.last < versions[0].start:
            # Before the branch had a scheme nothing counts, and nobody is asked why.
            return MonthResult(month, scheme, {}, {})
        inputs = self._inputs(session, unit, versions, month, drafts)
        now = evaluate(versions, inputs, month.last)
        first, _ = scheme_year(scheme, month.last)
        before: dict[str, Score] = {}
        if month.first > max(first, versions[0].start):
            earlier = tuple(p for p in inputs.postings if p.period < month.label)
            before = evaluate(versions, Inputs(members=inputs.members, postings=earlier), month.previous.last)
        members = {
            uid: _member_month(score, before.get(uid), month, monthly=scheme.cycle.months == 1)
            for uid, score in now.items()
        }
        lines = {line.posting: line for score in now.values() for line in score.lines}
        return MonthResult(month, scheme, members, lines)

    def _inputs(
        self,
        session: Session,
        unit: Unit,
        versions: Sequence[DatedScheme],
        month: Month,
        drafts: Sequence[PostingIn],
    ) -> Inputs:
        first, last = scheme_year(version_on(versions, month.last), month.last)
        return Inputs(
            members=load_members(session, unit, first, last),
            postings=(*load_postings(session, unit, first, last, month), *drafts),
        )


def _member_month(score: Score, before: Score | None, month: Month, *, monthly: bool) -> MemberMonth:
    zero = Decimal(0)
    if monthly:
        own = sum((c.points for c in score.cycles if c.start == month.first), zero)
        earlier = sum((c.points for c in score.cycles if c.start < month.first), zero)
        known = sum((c.points for c in before.cycles), zero) if before else zero
        return MemberMonth(score.member, own + earlier - known, earlier - known, score.total, score)
    previous = before.total if before else zero
    late = sum(
        (line.counted for line in score.lines if line.period == month.label and line.date < month.first), zero
    )
    return MemberMonth(score.member, score.total - previous, late, score.total, score)


def load_members(session: Session, unit: Unit, first: date, last: date) -> tuple[MemberIn, ...]:
    """Members of a branch with the dated facts that touch a year, exemptions (approved ones) included."""
    spans: dict[int, list[Span]] = {}
    rows = session.execute(
        select(MemberSpan.member_id, MemberSpan.kind, MemberSpan.value, MemberSpan.start, MemberSpan.end)
        .join(Member, Member.id == MemberSpan.member_id)
        .where(Member.unit_id == unit.id)
        .order_by(MemberSpan.member_id, MemberSpan.start)
    )
    for member_id, kind, value, start, end in rows:
        spans.setdefault(member_id, []).append(Span(_SPAN_KINDS[kind], value, start, end))
    exempt = session.execute(
        select(Exemption.member_id, Exemption.start, Exemption.end)
        .join(Member, Member.id == Exemption.member_id)
        .where(Member.unit_id == unit.id, Exemption.approved_on.is_not(None))
    )
    for member_id, start, end in exempt:
        spans.setdefault(member_id, []).append(Span(SpanKind.EXEMPT, "yes", start, end))
    found = []
    for member_id, uid, name in session.execute(
        select(Member.id, Member.uid, Member.name).where(Member.unit_id == unit.id).order_by(Member.id)
    ):
        own = tuple(spans.get(member_id, ()))
        # A member who was never here in this year has no liable day; leaving them out keeps averages honest.
        if any(
            s.kind is SpanKind.MEMBERSHIP and s.start <= last and (s.end is None or s.end >= first)
            for s in own
        ):
            found.append(MemberIn(uid=uid, name=name, unit=unit.uid, spans=own))
    return tuple(found)


def load_postings(session: Session, unit: Unit, first: date, last: date, month: Month) -> list[PostingIn]:
    """Postings of a branch's members with deeds inside a year, confirmed no later than in ``month``.

    A member who moves to another branch of the village takes the points of the year along.
    """
    columns = (
        Posting.uid, Member.uid, Posting.item, Posting.deed_date, Posting.quantity, Posting.level, Posting.role,
        Posting.outcome, Posting.points, Posting.adjusted, Posting.act, Posting.period, Posting.reverses,
    )  # fmt: skip
    rows = session.execute(
        select(*columns)
        .join(Member, Member.id == Posting.member_id)
        .where(
            Member.unit_id == unit.id,
            Posting.deed_date >= first,
            Posting.deed_date <= last,
            Posting.period <= month.label,
        )
        .order_by(Posting.id)
    )
    return [PostingIn(*row) for row in rows]
