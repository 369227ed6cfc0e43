"""What an item would give: invented lines, scored by the real evaluation, told in one sentence and step by step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

from .months import day_title
from .numbers import format_points
from .scoring import (
    AttendanceAmount,
    BallotAmount,
    BallotIn,
    ChoiceAmount,
    DatedScheme,
    ExpectedAmount,
    GraduatedAmount,
    Inputs,
    Item,
    MemberIn,
    PerUnitAmount,
    Polarity,
    PostingIn,
    RangeAmount,
    Scheme,
    Span,
    SpanKind,
    StateAmount,
    StepsAmount,
    TraceNode,
    evaluate,
    explain_line,
    plain,
)
from .scoring.evaluation.people import Person
from .scoring.language import Audience
from .scoring.windows import Stretch, year_of
from .scoring.words.labels import key_word

_MEMBER = "example"
_TIMES = 3
_EARLY = date(1990, 1, 1)
_STATUSES = ("full", "probationary", "activist")


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """One invented line.

    Attributes:
        title: Its day and what was done.
        steps: The arithmetic, each step in words with its figure.
        points: What it counts.
    """

    title: str
    steps: tuple[str, ...]
    points: str


@dataclass(frozen=True, slots=True)
class ItemExample:
    """The example of an item.

    Attributes:
        sentence: ``3 次“参加志愿服务”，其中 1 次带头 → 4 分（应得 8 分，封顶）``.
        lines: How it comes about.
    """

    sentence: str
    lines: tuple[ExampleLine, ...] = ()


def item_example(scheme: Scheme, item_id: str, today: date) -> ItemExample | None:
    """The example of one item in the year of ``today``; ``None`` for an item that is not there or switched off."""
    item = scheme.items.get(item_id)
    if item is None or not item.enabled:
        return None
    year = year_of(today, scheme.cycle)
    versions = (DatedScheme(scheme, year.start),)
    postings = tuple(_postings(item, year))
    inputs = Inputs(
        members=(MemberIn(_MEMBER, "示例党员", spans=_spans(scheme, item, year)),),
        postings=postings,
        ballots=tuple(_ballots(scheme, item)),
    )
    lines = [line for line in evaluate(versions, inputs, year.end)[_MEMBER].lines if line.item == item_id]
    own = {posting.uid: posting for posting in postings}
    shown = tuple(
        ExampleLine(
            _title(item, own[line.posting]),
            tuple(_steps(explain_line(versions, inputs, year.end, line.posting))),
            f"{_figure(line.counted)} 分",
        )
        for line in lines
        if line.posting in own
    )
    worth = sum((line.amount for line in lines), Decimal(0))
    counted = sum((line.counted for line in lines), Decimal(0))
    return ItemExample(f"{_what(scheme, item, postings)} → {_result(item, worth, counted)}", shown)


def _result(item: Item, worth: Decimal, counted: Decimal) -> str:
    """What counts, and what stopped the rest."""
    text = f"{_figure(counted)} 分"
    if worth == counted:
        return text
    deducts = item.polarity is Polarity.MINUS or worth < 0
    due = f"应扣 {_figure(abs(worth))} 分" if deducts else f"应得 {_figure(worth)} 分"
    if not counted:
        return f"{text}（{due}，没有计入）"
    return f"{text}（{due}，{f'最多扣 {_figure(abs(counted))} 分' if deducts else '封顶'}）"


def _figure(value: Decimal) -> str:
    return format_points(value, _decimals(value))


def _decimals(value: Decimal) -> int:
    return max(0, -int(value.normalize().as_tuple().exponent))


def _postings(item: Item, year: Stretch) -> Iterator[PostingIn]:
    amount, role = item.amount, item.roles[0].id if item.roles else None
    days = [year.start + timedelta(days=4 + 7 * number) for number in range(_TIMES)]

    def line(number: int, **keys: object) -> PostingIn:
        first_role = role if number == 0 else None
        return PostingIn(f"line{number}", _MEMBER, item.id, days[number], role=first_role, **keys)  # type: ignore[arg-type]

    match amount:
        case RangeAmount():
            middle = (amount.max + amount.min) / 2
            values = [amount.max, middle, middle]
            yield from (line(number, points=value) for number, value in enumerate(values))
        case ChoiceAmount():
            best = sorted(amount.levels, key=lambda level: level.points, reverse=True)[:_TIMES]
            yield from (line(number, level=level.id) for number, level in enumerate(best))
        case PerUnitAmount():
            least = max(amount.minimum, amount.per)
            yield from (line(number, quantity=least * (2 - number)) for number in range(2))
        case StepsAmount():
            ends = sorted((step.at for step in amount.steps), reverse=True)[:_TIMES]
            yield from (line(number, quantity=max(at, Decimal(1))) for number, at in enumerate(ends))
        case GraduatedAmount():
            most = max((band.upto for band in amount.bands if band.upto is not None), default=Decimal(0))
            yield line(0, quantity=most + amount.bands[-1].per)
        case AttendanceAmount():
            marks = ("present", "late", "absent")
            yield from (line(number, level=mark) for number, mark in enumerate(marks))
        case ExpectedAmount():
            yield line(0)
        case StateAmount() | BallotAmount():
            return
        case _:
            times = 2 if item.polarity is Polarity.MINUS else _TIMES
            yield from (line(number) for number in range(times))


def _spans(scheme: Scheme, item: Item, year: Stretch) -> tuple[Span, ...]:
    """A member whom the item and the sections above it are for, and whose points are kept."""
    audiences = _audiences(scheme, item)
    left_out = scheme.members.leave_out
    state = item.amount if isinstance(item.amount, StateAmount) else None
    asked = SpanKind(state.fact.value) if state is not None else None
    value = state.value if state is not None else ""
    categories = [part.id for part in scheme.categories] or [""]
    statuses = list(_STATUSES)
    if asked is SpanKind.CATEGORY and value:
        categories = [value]
    if asked is SpanKind.STATUS and value:
        statuses = [value]
    fact = (
        ()
        if asked in {None, SpanKind.CATEGORY, SpanKind.STATUS}
        else (Span(asked, value or "岗位", year.start),)
    )
    posts = ["", "岗位", *(post for each in audiences for post in each.posts or ())]
    found: tuple[Span, ...] | None = None
    for mobile, post, status, category in product((False, True), posts, statuses, categories):
        spans = (*_facts(category, status, post, mobile=mobile), *fact)
        person = Person(MemberIn(_MEMBER, "", spans=spans))
        fits = all(person.fits(each, year.start) for each in audiences)
        if fits and not (left_out is not None and person.fits(left_out, year.start)):
            return spans
        found = found or spans
    return found or ()


def _facts(category: str, status: str, post: str, *, mobile: bool) -> Iterator[Span]:
    values = {SpanKind.CATEGORY: category, SpanKind.STATUS: status, SpanKind.POST: post}
    for kind, value in values.items():
        if value:
            yield Span(kind, value, _EARLY)
    if mobile:
        yield Span(SpanKind.MOBILE, "", _EARLY)


def _audiences(scheme: Scheme, item: Item) -> list[Audience]:
    """Those of the item and of the sections above it."""
    found = [item.applies_to]
    section = scheme.sections.get(item.section)
    while section is not None:
        found.append(section.applies_to)
        section = scheme.sections.get(section.parent)
    return [audience for audience in found if audience is not None]


def _ballots(scheme: Scheme, item: Item) -> Iterator[BallotIn]:
    if isinstance(item.amount, BallotAmount) and scheme.appraisal is not None:
        first, second = scheme.appraisal.options[:2]
        groups = [group.id for group in scheme.appraisal.groups] or ["1"]
        for group in groups:
            yield BallotIn(group, _MEMBER, first.id, 8)
            yield BallotIn(group, _MEMBER, second.id, 2)


def _what(scheme: Scheme, item: Item, postings: tuple[PostingIn, ...]) -> str:
    """What the invented lines are, in words."""
    amount = item.amount
    if isinstance(amount, ExpectedAmount):
        return f"“{item.name}”全年只到 1 次"
    if isinstance(amount, StateAmount):
        return f"“{item.name}”全年都具备"
    if isinstance(amount, BallotAmount):
        options = scheme.appraisal.options if scheme.appraisal is not None else ()
        votes = "，".join(
            f"“{option.name}”{count} 票" for option, count in zip(options, (8, 2), strict=False)
        )
        return f"“{item.name}”得{votes}"
    role = f"，其中 1 次{item.roles[0].name}" if item.roles and len(postings) > 1 else ""
    told = [_detail(item, posting) for posting in postings]
    details = f"（{'、'.join(told)}）" if any(told) else ""
    return f"{len(postings)} 次“{item.name}”{details}{role}"


def _detail(item: Item, posting: PostingIn) -> str:
    """What makes a line different from the others: level, mark, quantity, judged points."""
    amount = item.amount
    if isinstance(amount, ChoiceAmount):
        return next(level.name for level in amount.levels if level.id == posting.level)
    if isinstance(amount, AttendanceAmount):
        return key_word(AttendanceAmount, posting.level or "")
    if isinstance(amount, RangeAmount):
        return f"评 {plain(posting.points or Decimal(0))} 分"
    if isinstance(amount, PerUnitAmount | StepsAmount | GraduatedAmount):
        return f"{plain(posting.quantity)} {amount.unit}"
    return ""


def _title(item: Item, posting: PostingIn) -> str:
    words = [day_title(posting.date), _detail(item, posting)]
    words += [role.name for role in item.roles if role.id == posting.role]
    return " ".join(word for word in words if word)


def _steps(node: TraceNode) -> Iterator[str]:
    """The steps of a line: what, its figure, why."""
    for child in node.children or (node,):
        cause = f"（{child.cause}）" if child.cause else ""
        yield f"{child.title}：{_figure(child.after)}{cause}"
