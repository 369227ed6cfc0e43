"""Any scheme: strategies over the whole language, for the properties that must always hold.

A scheme is drawn as a TOML text and goes through the loader; one with contradictions is thrown away, so that what is
left is what a town could have written.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from scoring_support import HEAD, POSTING

from app.errors import ValidationFailed
from app.services.scoring import DatedScheme, Scheme, load_scheme

MONTHS = {"day": 0, "month": 1, "quarter": 3, "half": 6, "year": 12}
KINDS = {
    "f": "fixed", "r": "range", "c": "choice", "s": "steps", "p": "per_unit", "g": "graduated",
    "a": "attendance", "e": "expected", "t": "state", "x": "ballot",
}  # fmt: skip
ENTERED = "frcspg"
AUDIENCES = (
    '{ categories = ["A"] }',
    '{ statuses = ["full"] }',
    "{ mobile = false }",
    '{ posts = ["guard"] }',
)
YEAR_STARTS = ("", "", "", "[2025-12-20, 2026-12-18]", "[2026-01-10]")


@dataclass(frozen=True)
class Frame:
    """What the versions of one branch have in common.

    Attributes:
        items: The kind of each item, and whether it deducts; the place in the list is part of its id.
        sound: No limit outlives a window that may clear its points, and no version changes a limit: then more is
            never worth less.
        limits: Where sound, the limits of each item, which are those of every version.
    """

    months: int
    start_month: int
    year_starts: str
    demerit: bool
    items: tuple[tuple[str, bool], ...]
    sound: bool
    limits: dict[str, str] = field(default_factory=dict)

    @property
    def signs(self) -> dict[str, str]:
        """The polarity of each item."""
        return {
            f"{kind}{place}": "both" if kind == "a" else "minus" if minus else "plus"
            for place, (kind, minus) in enumerate(self.items)
        }


def number(low: int, high: int) -> st.SearchStrategy[Decimal]:
    """Figures in halves."""
    return st.integers(low * 2, high * 2).map(lambda halves: Decimal(halves) / 2)


def once_in(draw: st.DrawFn, times: int) -> bool:
    """True one time in so many."""
    return draw(st.integers(1, times)) == 1


def maybe(draw: st.DrawFn, key: str, values: st.SearchStrategy[Any], *, often: int = 3) -> str:
    """A line ``key = value`` one time in ``often``."""
    return f"{key} = {draw(values)}\n" if once_in(draw, often) else ""


def windows(frame: Frame) -> list[str]:
    """The windows of a limit."""
    return [name for name, length in MONTHS.items() if not frame.sound or length <= frame.months] + ["cycle"]


@st.composite
def frames(draw: st.DrawFn, *, sound: bool = False) -> Frame:
    """Cycle and items that the versions of a branch share."""
    months = draw(st.sampled_from([1, 3, 6, 12, 12]))
    kinds = draw(st.lists(st.sampled_from(list(KINDS) + list(ENTERED)), min_size=2, max_size=6))
    if sound:
        # One item at least of which any line may be added.
        kinds[0] = draw(st.sampled_from("fr"))
    minus = [kind == "e" or (kind != "x" and once_in(draw, 3)) for kind in kinds]
    frame = Frame(
        months=months,
        start_month=draw(st.sampled_from([1, 1, 1, 4, 7])),
        year_starts=draw(st.sampled_from(YEAR_STARTS)) if months == 12 else "",
        demerit=once_in(draw, 8),
        items=tuple(zip(kinds, minus, strict=True)),
        sound=sound,
    )
    if sound:
        frame.limits.update({name: _limits(draw, frame) for name in frame.signs})
        frame.limits[""] = _shared(draw, frame)
    return frame


def _limits(draw: st.DrawFn, frame: Frame) -> str:
    chosen = draw(
        st.lists(
            st.tuples(st.sampled_from(windows(frame)), st.sampled_from(["points", "times"])),
            max_size=2,
            unique=True,
        )
    )
    parts = []
    for window, kind in chosen:
        cap = draw(number(6, 12)) if kind == "points" else draw(st.integers(1, 4))
        classes = draw(st.sampled_from(["", "", "", ', categories = ["A", "B"]', ', categories = ["A"]']))
        parts.append(f'{{ window = "{window}", {kind} = {cap}{classes} }}')
        if classes.endswith('"A"]'):
            other = draw(st.integers(2, 5)) + (8 if kind == "points" else 0)
            parts.append(f'{{ window = "{window}", {kind} = {other}, categories = ["B"] }}')
    return f"limits = [{', '.join(parts)}]\n"


def _shared(draw: st.DrawFn, frame: Frame) -> str:
    """A limit that all items of one sign use up together; where sound, as long as the longest of their own."""
    signs = frame.signs
    sign = draw(st.sampled_from(["plus", "minus", "both"]))
    users = [name for name, own in signs.items() if own == sign]
    if len(users) < 2 or not draw(st.booleans()):
        return ""
    window = "cycle" if frame.sound else draw(st.sampled_from(windows(frame)))
    cap = draw(st.sampled_from(["points = 8", "points = 12.5", "times = 3"]))
    classes = maybe(draw, "categories", st.just('["B"]'), often=4)
    names = ", ".join(f'"{name}"' for name in users)
    head = '[[shared_limits]]\nid = "joint"\nname = "合计"\n'
    return f'{head}items = [{names}]\nwindow = "{window}"\n{cap}\n{classes}'


def _amount(draw: st.DrawFn, kind: str, frame: Frame) -> str:
    fitting = [
        name for name, length in MONTHS.items() if length and (length <= frame.months or not frame.sound)
    ]
    window = draw(st.sampled_from(fitting)) if kind in ("expected", "state") else ""
    keys = {
        "fixed": lambda: (
            f"points = {draw(number(1, 3))}" + draw(st.sampled_from(["", "", ", by_category = { A = 2.5 }"]))
        ),
        "range": lambda: "min = 0, max = 6",
        "choice": lambda: (
            'levels = [{ id = "x", name = "甲", points = 1 }, { id = "y", name = "乙", points = 3 }]'
        ),
        "steps": lambda: 'unit = "小时", steps = [{ at = 2, points = 1 }, { at = 5, points = 3 }]',
        "per_unit": lambda: (
            f'unit = "户", points = 0.5, round = "{draw(st.sampled_from(["none", "down", "up"]))}"'
        ),
        "graduated": lambda: (
            'unit = "元", bands = [{ upto = 3, per = 1, points = 1 }, { per = 4, points = 1 }]'
        ),
        "attendance": lambda: "present = 2, late = 1, absent = -2, leave = -0.5",
        "expected": lambda: (
            f'points = 1, times = {draw(st.integers(1, 3))}, window = "{window}"'
            + draw(st.sampled_from(["", ', leave = "present"', ', leave = "missing", liable = "any"']))
        ),
        "state": lambda: (
            f'points = 2, window = "{window}", fact = "post", value = "guard"'
            + draw(st.sampled_from(["", ', held = "any"']))
        ),
        "ballot": lambda: "points = 10",
    }
    return f'amount = {{ kind = "{kind}", {keys[kind]()} }}\n'


def _item(draw: st.DrawFn, place: int, frame: Frame, sections: str, *, valid: bool) -> str:
    kind, _ = frame.items[place]
    name, signs = f"{kind}{place}", frame.signs
    text = f'[[items]]\nid = "{name}"\nname = "项目{name}"\nsection = "{draw(st.sampled_from(sections))}"\n'
    text += f'polarity = "{signs[name]}"\n' + _amount(draw, KINDS[kind], frame)
    text += frame.limits[name] if frame.sound else _limits(draw, frame)
    if kind in ENTERED:
        roles = [
            '[{ id = "lead", name = "带头", factor = 2 }]',
            '[{ id = "lead", name = "组织", points = 4 }]',
        ]
        text += maybe(draw, "roles", st.sampled_from(roles))
        text += maybe(draw, "repeat", st.just('{ factor = 2, window = "month" }'), often=6)
        text += maybe(draw, "limit_on", st.just('"base"'), often=5)
        if place or not frame.sound:
            text += maybe(draw, "exclusive", st.just('"act"'), often=5)
        others = [other for other in signs if other[0] in ENTERED + "ae" and other != name]
        if others:
            text += maybe(draw, "also", st.sampled_from(others).map(lambda other: f'"{other}"'), often=3)
        against = [other for other in others if signs[other] != signs[name]]
        if against:
            rule = st.tuples(st.sampled_from(against), st.sampled_from(["month", "year", "cycle"]))
            words = rule.map(lambda pair: f'{{ item = "{pair[0]}", window = "{pair[1]}" }}')
            text += maybe(draw, "cancelled_by", words)
    if kind != "x":
        text += maybe(draw, "validity_months", st.integers(1, 24), often=4) if valid else ""
    return text + maybe(draw, "applies_to", st.sampled_from(AUDIENCES), often=6)


def _cycle(draw: st.DrawFn, frame: Frame, *, valid: bool) -> str:
    cycle = f"[cycle]\nmonths = {frame.months}\nstart_month = {frame.start_month}\n"
    cycle += f"year_starts = {frame.year_starts}\n" if frame.year_starts else ""
    cycle += 'counting = "demerit"\n' if frame.demerit else ""
    cycle += maybe(draw, "year", st.sampled_from(['"sum"', '"mean"']))
    cycle += maybe(draw, "start", st.one_of(number(0, 60), st.just(_START)), often=2)
    cycle += maybe(draw, "floor", st.just(0), often=2)
    cycle += maybe(draw, "ceiling", number(70, 120))
    if valid:
        return cycle + maybe(draw, "validity_months", st.integers(3, 36))
    rules = ["{ share = 0.2, max = 20 }", '{ share = 0.5, scope = "cycle", min = 1 }']
    return cycle + maybe(draw, "carry", st.sampled_from(rules), often=2)


_START = '{ points = 5, by_category = { A = 8, B = 3 }, class_at = "months" }'


def _sections(draw: st.DrawFn, names: str, frame: Frame) -> str:
    """Top sections s and t, and u inside t; bounds, windows, weights, starts and honours outside the bounds."""
    text = ""
    short = [name for name, length in MONTHS.items() if length <= frame.months]
    window = "cycle" if frame.sound or not once_in(draw, 4) else draw(st.sampled_from(short))
    for name in names:
        own = window if name != "s" else "cycle"
        parent = "t" if name == "u" else ""
        text += f'[[sections]]\nid = "{name}"\nname = "板块{name}"\nparent = "{parent}"\nwindow = "{own}"\n'
        text += maybe(draw, "floor", number(-10, -1))
        ceiling = maybe(draw, "ceiling", number(10, 40), often=2)
        text += ceiling
        role = draw(st.sampled_from(["", "", "weight", "outside"]))
        if role == "outside":
            text += "outside = true\n"
        if own != "cycle":
            continue
        if role == "weight" and ceiling:
            text += f"weight = {draw(number(5, 50))}\n"
        text += maybe(draw, "start", st.one_of(number(0, 9), st.just(_START)), often=4)
        text += maybe(draw, "applies_to", st.just(AUDIENCES[0]), often=8)
    return text


@st.composite
def scheme_texts(draw: st.DrawFn, frame: Frame) -> str:
    """One scheme of several sections with items of every kind."""
    valid = frame.months == 12 and once_in(draw, 4)
    names = draw(st.sampled_from(["stu", "stu", "st", "s"]))
    places = list(range(len(frame.items)))
    if not frame.sound and len(places) > 2 and once_in(draw, 2):
        places.remove(draw(st.sampled_from(places)))
    kept = {f"{frame.items[place][0]}{place}" for place in places}
    items = "".join(_item(draw, place, frame, names, valid=valid) for place in places)
    shared = frame.limits[""] if frame.sound else _shared(draw, frame)
    for name in frame.signs.keys() - kept:
        # What a version leaves out is named by no other part of it.
        lines = (
            line for line in items.split("\n") if not line.startswith(("also", "cancel")) or name not in line
        )
        items = "\n".join(lines)
        shared = "" if name in shared else shared
    members = "[members]\n" + maybe(draw, "part_year", st.sampled_from(['"months"', '"mean"']))
    members += maybe(draw, "leave_out", st.just("{ mobile = true }"), often=6)
    ties = draw(st.sampled_from(["out", "in", "meeting"]))
    classes = "".join(f'[[categories]]\nid = "{name}"\nname = "{name}类"\n' for name in "AB")
    voted = any(kind == "x" for kind, _ in frame.items)
    return "\n".join(
        [
            HEAD,
            f'ties = "{ties}"\n',
            _cycle(draw, frame, valid=valid),
            POSTING,
            members,
            classes,
            _sections(draw, names, frame),
            items,
            shared,
            _appraisal(draw, voted=voted),
            _verdicts(draw, demerit=frame.demerit),
            _rewards(draw),
        ]
    )


def _appraisal(draw: st.DrawFn, *, voted: bool) -> str:
    """The vote counts once: in an item of its own, or in the total."""
    effect = "none" if voted else draw(st.sampled_from(["none", "add", "ratio", "share"]))
    best = 1 if effect == "ratio" else 100
    text = f'[appraisal]\neffect = "{effect}"\n'
    text += {"share": "share = 0.2\n", "add": "worth = 20\n"}.get(effect, "")
    text += maybe(draw, "divisor", st.just('"valid"'))
    text += maybe(draw, "result", st.just('"most"'), often=4)
    groups = '[{ id = "g", name = "党员", weight = 2 }, { id = "h", name = "群众" }]'
    text += maybe(draw, "groups", st.just(groups), often=4)
    good = f'{{ id = "good", name = "好", value = {best} }}'
    return f'{text}options = [{good}, {{ id = "poor", name = "差", value = 0 }}, {{ id = "none", name = "弃权" }}]\n'


def _verdicts(draw: st.DrawFn, *, demerit: bool) -> str:
    effects = ['effect = "deduct"\npoints = 5', 'effect = "down"', 'effect = "grade"\ngrade = "low"']
    if not demerit:
        effects += [
            'effect = "zero"',
            'effect = "cap"\npoints = 2',
            'effect = "deduct"\npoints = 5\nfloor = 1',
        ]
    text = ""
    for place, effect in enumerate(draw(st.lists(st.sampled_from(effects), max_size=3, unique=True))):
        text += f'[[vetoes]]\nid = "v{place}"\nname = "否决{place}"\n{effect}\n'
        if "grade" not in effect and "down" not in effect:
            text += maybe(draw, "scope", st.just('"cycle"'))
        text += maybe(draw, "count_meanwhile", st.just("true"), often=4)
    least = "max = 9" if demerit else "min = 3"
    ways = [least, 'top = "30%"', f'{least}\nquota = {{ at_most = "50%" }}', 'average = "above"']
    text += f'[[grades]]\nid = "high"\nname = "优秀"\n{draw(st.sampled_from(ways))}\n'
    text += '[[grades]]\nid = "low"\nname = "合格"\n'
    text += f'[[marks]]\nid = "fit"\nname = "资格"\n{least}\nno_veto = true\n'
    return text + '[[proposals]]\nid = "talk"\nname = "谈话"\nkind = "talk"\nbottom = 1\n'


def _rewards(draw: st.DrawFn) -> str:
    if not draw(st.booleans()):
        return ""
    base = draw(st.sampled_from(['base = "total"', 'base = "plus"', 'base = "above"\nabove = 2']))
    text = f"[rewards]\n{base}\n" + maybe(draw, "mark", st.just('"fit"'))
    text += maybe(draw, "balance", st.just('"carried"'), often=2)
    text += f"yuan_per_point = {draw(number(1, 3))}\nmax_yuan = 60\n"
    return text + maybe(draw, "prizes", st.just('[{ id = "p", name = "奖", last = 2 }]'))


@st.composite
def schemes(draw: st.DrawFn, *, months: int) -> Scheme:
    """One scheme whose year begins in January."""
    frame = replace(draw(frames()), months=months, start_month=1, year_starts="")
    return _loaded(draw(scheme_texts(frame)))


@st.composite
def rulesets(draw: st.DrawFn, *, sound: bool = False) -> list[DatedScheme]:
    """One version, or two of the same cycle with a change inside the year."""
    frame = draw(frames(sound=sound))
    found = [DatedScheme(_loaded(draw(scheme_texts(frame))), date(2020, 1, 1))]
    if once_in(draw, 2):
        found.append(DatedScheme(_loaded(draw(scheme_texts(frame))), date(2026, 5, 20)))
    return found


def _loaded(text: str) -> Scheme:
    """The scheme, where the loader accepts it."""
    try:
        return load_scheme(text, source="试验")
    except ValidationFailed:
        assume(False)
        raise
