"""An invented year of a village: 114 members in three branches, and lines under whatever items a scheme has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from app.services.scoring import (
    AttendanceIn,
    BallotIn,
    ChoiceAmount,
    Inputs,
    Item,
    MemberIn,
    PostingIn,
    RangeAmount,
    Scheme,
    Span,
    SpanKind,
    VetoIn,
)

SIZE = 114
_NEW_YEAR = date(2026, 1, 1)


def invented_year(scheme: Scheme) -> Inputs:
    """Members with all sorts of spans, and lines of every item that can be entered, spread over the year."""
    members = tuple(_member(n, scheme) for n in range(SIZE))
    return Inputs(
        members,
        postings=tuple(_postings(scheme)),
        attendance=tuple(_marks(scheme)),
        vetoes=tuple(_vetoes(scheme)),
        ballots=tuple(_ballots(scheme)),
    )


def uid(number: int) -> str:
    return f"m{number:03}"


def _member(number: int, scheme: Scheme) -> MemberIn:
    spans = []
    if scheme.categories:
        classes = [part.id for part in scheme.categories]
        spans.append(Span(SpanKind.CATEGORY, classes[number % len(classes)], _NEW_YEAR))
    if number % 20 == 3:
        spans.append(Span(SpanKind.STATUS, "probationary", _NEW_YEAR))
    if number % 25 == 4:
        spans.append(Span(SpanKind.MEMBERSHIP, "", date(2026, 8, 1)))
    if number % 30 == 5:
        spans.append(Span(SpanKind.EXEMPT, "", date(2026, 4, 1), date(2026, 6, 30)))
    if number % 10 == 6:
        spans.append(Span(SpanKind.POST, "环境卫生工作岗", _NEW_YEAR))
    if number % 15 == 7:
        spans.append(Span(SpanKind.MOBILE, "", date(2026, 3, 1)))
    return MemberIn(uid(number), f"党员{number}", f"{number % 3 + 1}支部", tuple(spans))


def _postings(scheme: Scheme) -> Iterator[PostingIn]:
    for place, item in enumerate(scheme.active_items):
        if item.is_derived:
            continue
        for number in range(SIZE):
            for month in range(1, 13):
                # Deductions are rare; the busy ones (low numbers) do most of the rest.
                rare = 17 if item.sign < 0 else 2 + number // 15
                if (number + place + month) % rare == 0:
                    yield _posting(item, number, month, place)


def _posting(item: Item, number: int, month: int, place: int) -> PostingIn:
    amount = item.amount
    level = amount.levels[number % len(amount.levels)].id if isinstance(amount, ChoiceAmount) else None
    points = (
        amount.max - (number % 2) * (amount.max - amount.min) if isinstance(amount, RangeAmount) else None
    )
    if item.amount_kind == "attendance":
        level = ("present", "late", "leave", "absent", "excused", "made_up")[(number + month) % 6]
    role = item.roles[0].id if item.roles and number % 7 == 0 else None
    unit = item.amount_kind in ("steps", "per_unit", "graduated")
    return PostingIn(
        f"{place:02}-{number:03}-{month:02}",
        uid(number),
        item.id,
        date(2026, month, 1 + (number + place) % 28),
        quantity=Decimal(7 + number) if unit else Decimal(1),
        level=level,
        role=role,
        points=points,
        second=uid((number + 1) % SIZE) if item.also else None,
    )


def _marks(scheme: Scheme) -> Iterator[AttendanceIn]:
    expected = [item for item in scheme.active_items if item.amount_kind == "expected"]
    for item in expected:
        for number in range(SIZE):
            state = ("present", "leave", "absent")[number % 3]
            yield AttendanceIn(uid(number), item.id, date(2026, 5, 10), state)


def _vetoes(scheme: Scheme) -> Iterator[VetoIn]:
    for number, rule in enumerate(scheme.vetoes):
        repaired = date(2026, 10, 1) if number % 2 else None
        yield VetoIn(f"v{number}", uid(number * 11), rule, date(2026, 5, 20), repaired)


def _ballots(scheme: Scheme) -> Iterator[BallotIn]:
    if scheme.appraisal is None:
        return
    options = [option.id for option in scheme.appraisal.options]
    groups = [group.id for group in scheme.appraisal.groups] or [""]
    for group in groups:
        for number in range(SIZE):
            for place, option in enumerate(options):
                yield BallotIn(group, uid(number), option, (number + place * 5) % 30 + 1)
