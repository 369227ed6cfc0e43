"""Any ledger under given versions of a scheme: members, lines with reversals, vetoes, marks, ballots, carry-over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st
from random_schemes import number, once_in

from app.services.scoring import (
    AttendanceIn,
    BallotIn,
    CarryIn,
    DatedScheme,
    HolidayIn,
    Inputs,
    MemberIn,
    PostingIn,
    RedemptionIn,
    Span,
    SpanKind,
    VetoIn,
)

FIRST = date(2026, 1, 1)
ONE = Decimal(1)
PEOPLE = ("m", "n", "o", "p")
MARKS = ("present", "late", "leave", "absent", "excused", "made_up")
_LEVELS = {"c": ("x", "y", "x", "y", None), "a": (*MARKS, None), "e": (*MARKS, None)}
_ROLES = (None, None, None, "lead", "lead", "nobody")
_ADJUSTED = (None, None, None, None, Decimal(1), Decimal("2.5"))


def days(low: int = -120, high: int = 364) -> st.SearchStrategy[date]:
    """Days of the year and of the end of the one before, none more likely than another."""
    return st.sampled_from([FIRST + timedelta(days=number) for number in range(low, high + 1)])


def moments() -> st.SearchStrategy[date]:
    """Days on which a result is asked for: the end of the year and of its quarters more often than others."""
    ends = (date(2026, 12, 31), date(2026, 12, 31), date(2026, 6, 30), date(2026, 9, 30))
    return st.one_of(st.sampled_from(ends), days(0))


@st.composite
def people(draw: st.DrawFn) -> tuple[MemberIn, ...]:
    """Four members of two branches with classes that change, late comers, exemptions, posts."""
    found = []
    for uid in PEOPLE:
        spans = [Span(SpanKind.CATEGORY, draw(st.sampled_from("AB")), date(2010, 1, 1))]
        kinds = draw(st.lists(st.sampled_from(list(SpanKind)), max_size=2, unique=True))
        for kind in kinds:
            start = draw(days(-60))
            end = start + timedelta(days=draw(st.integers(0, 200)))
            value = {SpanKind.POST: "guard", SpanKind.STATUS: "probationary", SpanKind.CATEGORY: "B"}.get(
                kind, ""
            )
            # Who joined is there to the end, as a rule.
            open_end = kind in (SpanKind.MEMBERSHIP, SpanKind.CATEGORY) and draw(st.booleans())
            spans.append(Span(kind, value, start, None if open_end else end))
        found.append(MemberIn(uid, uid, "u" if uid != "p" else "w", tuple(spans)))
    return tuple(found)


@st.composite
def postings(draw: st.DrawFn, items: list[str], *, uid: str, member: str | None = None) -> PostingIn:
    """One line with whatever its item may need, half of them with a second person."""
    own = member or draw(st.sampled_from(PEOPLE))
    other = PEOPLE[(PEOPLE.index(own) + 1) % len(PEOPLE)]
    item = draw(st.sampled_from(items))
    return PostingIn(
        uid=uid,
        member=own,
        item=item,
        date=draw(days()),
        quantity=Decimal(draw(st.integers(1, 6))),
        level=draw(st.sampled_from(_LEVELS.get(item[0], (None,)))),
        role=draw(st.sampled_from(_ROLES)),
        points=draw(number(0, 7)),
        adjusted=draw(st.sampled_from(_ADJUSTED)),
        act=draw(st.sampled_from([None, None, "one"])),
        period="2026-01",
        second=draw(st.sampled_from([None, other])),
    )


def reversal(line: PostingIn, uid: str, *, like: bool) -> PostingIn:
    """The entry that takes a line back; it makes no difference whether it says the rest like the line."""
    if like:
        return replace(line, uid=uid, reverses=line.uid)
    return replace(
        line, uid=uid, reverses=line.uid, second=None, date=line.date + timedelta(days=60), quantity=ONE
    )


def _reversals(draw: st.DrawFn, lines: list[PostingIn]) -> list[PostingIn]:
    """Corrections, and corrections of corrections."""
    found: list[PostingIn] = []
    for place in range(draw(st.integers(0, 3)) if lines else 0):
        target = draw(st.sampled_from([*lines, *found]))
        found.append(reversal(target, f"r{place}", like=draw(st.booleans())))
    return found


def _vetoes(draw: st.DrawFn, rules: list[str]) -> list[VetoIn]:
    """Some in force, some repaired after days or at once, some of the year before."""
    found = []
    for place, rule in enumerate(rules):
        if draw(st.booleans()):
            start = draw(days(-60))
            span = draw(st.sampled_from([None, 0, 10, 60, 200]))
            repaired = None if span is None else start + timedelta(days=span)
            found.append(VetoIn(f"v{place}", draw(st.sampled_from(PEOPLE[:2])), rule, start, repaired))
    return found


def _ballots(draw: st.DrawFn) -> list[BallotIn]:
    """Two sets of ballots, read as one where the scheme has no groups of voters."""
    if not draw(st.booleans()):
        return []
    found = [
        BallotIn(ballot, uid, option, draw(st.integers(0, 9)))
        for ballot, uid in (("g", "m"), ("g/2", "n"), ("h", "m"))
        for option in ("good", "poor", "none")
    ]
    return found + ([BallotIn("g", "", "valid", 20)] if draw(st.booleans()) else [])


@st.composite
def ledgers(draw: st.DrawFn, versions: list[DatedScheme]) -> Inputs:
    """Everything that an evaluation can be given."""
    items = sorted({item for version in versions for item in version.scheme.items})
    vetoes = sorted({veto for version in versions for veto in version.scheme.vetoes})
    lines = [draw(postings(items, uid=f"p{place:02}")) for place in range(draw(st.integers(2, 14)))]
    marked = [item for item in items if item[0] in "ae"] or items
    marks = [
        AttendanceIn(
            draw(st.sampled_from(PEOPLE)),
            draw(st.sampled_from(marked)),
            draw(days(0)),
            draw(st.sampled_from(MARKS)),
        )
        for _ in range(draw(st.integers(0, 4)))
    ]
    if marks and once_in(draw, 3):
        # Two sheets of one day.
        marks.append(replace(marks[0], state=draw(st.sampled_from(MARKS))))
    carry = [
        CarryIn(uid, draw(st.sampled_from([2024, 2025, 2026])), draw(number(-5, 80)), draw(number(0, 20)))
        for uid in PEOPLE[:3]
    ]
    spent = [
        RedemptionIn(draw(st.sampled_from(PEOPLE)), draw(days()), draw(number(1, 9)))
        for _ in range(draw(st.integers(0, 3)))
    ]
    return Inputs(
        members=draw(people()),
        postings=(*lines, *_reversals(draw, lines)),
        attendance=tuple(marks),
        vetoes=tuple(_vetoes(draw, vetoes)),
        ballots=tuple(_ballots(draw)),
        carry=tuple(carry),
        holidays=(HolidayIn(date(2026, 10, 1)), HolidayIn(date(2026, 10, 10), working=True)),
        redemptions=tuple(spent),
    )
