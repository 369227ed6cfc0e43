"""Any scheme and any ledger: strategies over the whole language, for the properties that must always hold.

A scheme is drawn as a TOML text and goes through the loader; one with contradictions is thrown away, so that what is
left is what a town could have written.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from scoring_support import HEAD, POSTING

from app.errors import ValidationFailed
from app.services.scoring import (
    AttendanceIn,
    BallotIn,
    CarryIn,
    DatedScheme,
    Inputs,
    MemberIn,
    PostingIn,
    RedemptionIn,
    Scheme,
    Span,
    SpanKind,
    VetoIn,
    load_scheme,
)

FIRST = date(2026, 1, 1)
PEOPLE = ("m", "n", "o", "p")
MARKS = ("present", "late", "leave", "absent", "excused", "made_up")
WINDOWS = ("day", "month", "quarter", "half", "year", "cycle")
AUDIENCES = (
    '{ categories = ["A"] }',
    '{ statuses = ["full"] }',
    "{ mobile = false }",
    '{ posts = ["guard"] }',
)


def number(low: int, high: int) -> st.SearchStrategy[Decimal]:
    """Figures in halves."""
    return st.integers(low * 2, high * 2).map(lambda halves: Decimal(halves) / 2)


def maybe(draw: st.DrawFn, key: str, values: st.SearchStrategy[Any], *, often: int = 3) -> str:
    """A line ``key = value`` one time in ``often``."""
    return f"{key} = {draw(values)}\n" if draw(st.integers(1, often)) == 1 else ""


def _limits(draw: st.DrawFn) -> str:
    chosen = draw(
        st.lists(
            st.tuples(st.sampled_from(WINDOWS), st.sampled_from(["points", "times"])), max_size=2, unique=True
        )
    )
    parts = []
    for window, kind in chosen:
        cap = draw(number(6, 12)) if kind == "points" else draw(st.integers(1, 4))
        classes = ', categories = ["A", "B"]' if draw(st.integers(1, 5)) == 1 else ""
        parts.append(f'{{ window = "{window}", {kind} = {cap}{classes} }}')
    return f"limits = [{', '.join(parts)}]\n"


def _amount(draw: st.DrawFn, kind: str, *, months: int) -> str:
    lengths = {"month": 1, "quarter": 3, "half": 6, "year": 12}
    window = draw(st.sampled_from([name for name, length in lengths.items() if length <= months]))
    keys = {
        "fixed": f"points = {draw(number(1, 3))}",
        "range": "min = 0, max = 6",
        "choice": 'levels = [{ id = "x", name = "甲", points = 1 }, { id = "y", name = "乙", points = 3 }]',
        "steps": 'unit = "小时", steps = [{ at = 2, points = 1 }, { at = 5, points = 3 }]',
        "per_unit": f'unit = "户", points = 0.5, round = "{draw(st.sampled_from(["none", "down", "up"]))}"',
        "graduated": 'unit = "元", bands = [{ upto = 3, per = 1, points = 1 }, { per = 4, points = 1 }]',
        "attendance": "present = 2, late = 1, absent = -2, leave = -0.5",
        "expected": f'points = 1, times = {draw(st.integers(1, 3))}, window = "{window}"',
        "state": f'points = 2, window = "{window}", fact = "post", value = "guard"',
        "ballot": "points = 10",
    }[kind]
    return f'amount = {{ kind = "{kind}", {keys} }}\n'


def _item(draw: st.DrawFn, name: str, kind: str, section: str, *, months: int) -> str:
    minus = kind != "ballot" and draw(st.integers(1, 4)) == 1
    polarity = "both" if kind == "attendance" else "minus" if minus or kind == "expected" else "plus"
    text = f'[[items]]\nid = "{name}"\nname = "项目{name}"\nsection = "{section}"\npolarity = "{polarity}"\n'
    text += _amount(draw, kind, months=months) + _limits(draw)
    if kind not in ("attendance", "expected", "state", "ballot"):
        roles = [
            '[{ id = "lead", name = "带头", factor = 2 }]',
            '[{ id = "lead", name = "组织", points = 4 }]',
        ]
        text += maybe(draw, "roles", st.sampled_from(roles))
        text += maybe(draw, "repeat", st.just('{ factor = 2, window = "month" }'), often=6)
        text += maybe(draw, "limit_on", st.just('"base"'), often=5)
        text += maybe(draw, "exclusive", st.just('"act"'), often=5)
    text += maybe(draw, "applies_to", st.sampled_from(AUDIENCES), often=6)
    return text


@st.composite
def scheme_texts(draw: st.DrawFn, *, months: int | None = None) -> str:
    """One scheme of several sections with items of every kind."""
    months = months or draw(st.sampled_from([1, 3, 6, 12]))
    cycle = f"[cycle]\nmonths = {months}\n"
    cycle += maybe(draw, "year", st.sampled_from(['"sum"', '"mean"']))
    start = '{ points = 5, by_category = { A = 8, B = 3 }, class_at = "months" }'
    cycle += maybe(draw, "start", st.one_of(number(0, 60), st.just(start)), often=2)
    cycle += maybe(draw, "floor", st.just(0), often=2)
    cycle += maybe(draw, "ceiling", number(70, 120))
    cycle += maybe(
        draw,
        "carry",
        st.sampled_from(["{ share = 0.2, max = 20 }", '{ share = 0.5, scope = "cycle" }']),
        often=5,
    )
    validity = months == 12 and draw(st.integers(1, 5)) == 1
    cycle += f"validity_months = {draw(st.integers(3, 36))}\n" if validity else ""
    sections = ""
    for name, parent in (("s", ""), ("t", ""), ("u", "t")):
        sections += f'[[sections]]\nid = "{name}"\nname = "板块{name}"\nparent = "{parent}"\n'
        sections += maybe(draw, "floor", number(-10, 0))
        ceiling = maybe(draw, "ceiling", number(10, 40), often=2)
        sections += ceiling
        sections += maybe(draw, "weight", number(5, 50)) if ceiling else ""
        sections += maybe(draw, "outside", st.just("true"), often=6) if "weight" not in sections[-20:] else ""
    kinds = draw(st.lists(st.sampled_from(list("frcspgaetx")), min_size=2, max_size=6))
    names = dict(zip("frcspgaetx", ("fixed", "range", "choice", "steps", "per_unit", "graduated", "attendance",
                                    "expected", "state", "ballot"), strict=True))  # fmt: skip
    items = "".join(
        _item(draw, f"{kind}{place}", names[kind], draw(st.sampled_from("stu")), months=months)
        for place, kind in enumerate(kinds)
    )
    members = "[members]\n" + maybe(draw, "part_year", st.sampled_from(['"months"', '"mean"']))
    members += maybe(draw, "leave_out", st.just("{ mobile = true }"), often=6)
    ties = draw(st.sampled_from(["out", "in", "meeting"]))
    return "\n".join(
        [
            HEAD,
            f'ties = "{ties}"\n',
            cycle,
            POSTING,
            members,
            _classes(),
            sections,
            items,
            _appraisal(draw, voted="x" in kinds),
            _verdicts(draw),
        ]
    )


def _classes() -> str:
    return "".join(f'[[categories]]\nid = "{name}"\nname = "{name}类"\n' for name in "AB")


def _appraisal(draw: st.DrawFn, *, voted: bool) -> str:
    """The vote counts once: in an item of its own, or in the total."""
    effect = "none" if voted else draw(st.sampled_from(["none", "add", "ratio", "share"]))
    best = 1 if effect == "ratio" else 100
    text = f'[appraisal]\neffect = "{effect}"\n'
    text += "share = 0.2\n" if effect == "share" else ""
    text += "worth = 20\n" if effect == "add" else ""
    good = f'{{ id = "good", name = "好", value = {best} }}'
    return f'{text}options = [{good}, {{ id = "poor", name = "差", value = 0 }}]\n'


def _verdicts(draw: st.DrawFn) -> str:
    effects = [
        'effect = "zero"',
        'effect = "cap"\npoints = 20',
        'effect = "deduct"\npoints = 5',
        'effect = "down"',
    ]
    text = "".join(
        f'[[vetoes]]\nid = "v{place}"\nname = "否决{place}"\n{effect}\n'
        for place, effect in enumerate(draw(st.lists(st.sampled_from(effects), max_size=2, unique=True)))
    )
    top = draw(
        st.sampled_from(
            ["min = 3", 'top = "30%"', 'min = 2\nquota = { at_most = "50%" }', 'average = "above"']
        )
    )
    text += f'[[grades]]\nid = "high"\nname = "优秀"\n{top}\n'
    text += '[[grades]]\nid = "low"\nname = "合格"\n'
    text += '[[marks]]\nid = "fit"\nname = "资格"\nmin = 1\nno_veto = true\n'
    return text + '[[proposals]]\nid = "talk"\nname = "谈话"\nkind = "talk"\nbottom = 1\n'


@st.composite
def schemes(draw: st.DrawFn, *, months: int | None = None) -> Scheme:
    """A scheme that the loader accepts."""
    text = draw(scheme_texts(months=months))
    try:
        return load_scheme(text, source="试验")
    except ValidationFailed:
        assume(False)
        raise


@st.composite
def rulesets(draw: st.DrawFn) -> list[DatedScheme]:
    """One version, or two of the same cycle with a change inside the year."""
    months = draw(st.sampled_from([1, 3, 6, 12]))
    versions = [DatedScheme(draw(schemes(months=months)), date(2020, 1, 1))]
    if draw(st.integers(1, 3)) == 1:
        versions.append(DatedScheme(draw(schemes(months=months)), date(2026, 5, 20)))
    return versions


def days(low: int = -300, high: int = 364) -> st.SearchStrategy[date]:
    """Days of the year and of most of the one before."""
    return st.integers(low, high).map(lambda number: FIRST + timedelta(days=number))


@st.composite
def people(draw: st.DrawFn) -> tuple[MemberIn, ...]:
    """Four members with classes that change, late comers, exemptions, posts."""
    found = []
    for uid in PEOPLE:
        spans = [Span(SpanKind.CATEGORY, draw(st.sampled_from("AB")), date(2010, 1, 1))]
        if draw(st.booleans()):
            spans.append(Span(SpanKind.CATEGORY, draw(st.sampled_from("AB")), draw(days(0))))
        if draw(st.integers(1, 4)) == 1:
            spans.append(Span(SpanKind.MEMBERSHIP, "", draw(days(0))))
        for kind, value in ((SpanKind.EXEMPT, ""), (SpanKind.MOBILE, ""), (SpanKind.POST, "guard")):
            if draw(st.integers(1, 3)) == 1:
                start = draw(days(0))
                spans.append(Span(kind, value, start, start + timedelta(days=draw(st.integers(0, 200)))))
        if draw(st.integers(1, 5)) == 1:
            spans.append(Span(SpanKind.STATUS, "probationary", date(2025, 6, 1), draw(days(0))))
        found.append(MemberIn(uid, uid, "u", tuple(spans)))
    return tuple(found)


@st.composite
def postings(draw: st.DrawFn, items: list[str], *, uid: str, member: str | None = None) -> PostingIn:
    """One line with whatever its item may need."""
    return PostingIn(
        uid=uid,
        member=member or draw(st.sampled_from(PEOPLE)),
        item=draw(st.sampled_from(items)),
        date=draw(days()),
        quantity=Decimal(draw(st.integers(1, 6))),
        level=draw(st.sampled_from([None, "x", "y", *MARKS])),
        role=draw(st.sampled_from([None, None, "lead"])),
        points=draw(number(0, 7)),
        adjusted=draw(st.sampled_from([None, None, None, Decimal(1), Decimal("2.5")])),
        act=draw(st.sampled_from([None, None, "one"])),
        period="2026-01",
    )


@st.composite
def ledgers(draw: st.DrawFn, versions: list[DatedScheme]) -> Inputs:
    """Everything that an evaluation can be given."""
    items = sorted({item for version in versions for item in version.scheme.items})
    vetoes = sorted({veto for version in versions for veto in version.scheme.vetoes})
    lines = [draw(postings(items, uid=f"p{place:02}")) for place in range(draw(st.integers(0, 16)))]
    if lines and draw(st.booleans()):
        lines.append(PostingIn("r", lines[0].member, lines[0].item, lines[0].date, reverses=lines[0].uid))
    hits = []
    for place, rule in enumerate(vetoes):
        start = draw(days(0))
        repaired = draw(st.sampled_from([None, start + timedelta(days=60)]))
        hits.append(VetoIn(f"v{place}", draw(st.sampled_from(PEOPLE)), rule, start, repaired))
    marks = [
        AttendanceIn(
            draw(st.sampled_from(PEOPLE)),
            draw(st.sampled_from(items)),
            draw(days(0)),
            draw(st.sampled_from(MARKS)),
        )
        for _ in range(draw(st.integers(0, 3)))
    ]
    ballots = [
        BallotIn("b", uid, option, draw(st.integers(0, 9)))
        for uid in PEOPLE[:3]
        for option in ("good", "poor")
    ]
    return Inputs(
        members=draw(people()),
        postings=tuple(lines),
        attendance=tuple(marks),
        vetoes=tuple(hits),
        ballots=tuple(ballots) if draw(st.booleans()) else (),
        carry=(CarryIn("m", 2025, draw(number(0, 80))),),
        redemptions=(RedemptionIn("m", FIRST, Decimal(1)),),
    )
