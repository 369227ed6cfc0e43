"""What must hold for every scheme and every ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scoring_support import YEAR_END, item, scheme, versions

from app.services.scoring import Inputs, MemberIn, PostingIn, Score, Span, SpanKind, evaluate, explain
from app.services.scoring.windows import window_key

# A loaded machine is no fault of the program: nothing here depends on seconds.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
MONTHS = {"day": 0, "month": 1, "quarter": 3, "half": 6, "cycle": 12}
ROLES = '[{ id = "lead", name = "带头", factor = 2 }]'


def decimals(low: int, high: int) -> st.SearchStrategy[Decimal]:
    return st.integers(low * 2, high * 2).map(lambda halves: Decimal(halves) / 2)


def limits_within(months: int) -> st.SearchStrategy[str]:
    """Limits of items no longer than a cycle; longer ones are warned of, for what they hold may be cleared.

    Caps begin at 3, the largest fixed amount: a cap below one line is a fault of the file.
    """
    windows = [name for name, length in MONTHS.items() if length <= months or name == "cycle"]
    figures = {"points": decimals(3, 9), "times": st.integers(1, 4)}
    keys = st.lists(
        st.tuples(st.sampled_from(windows), st.sampled_from(list(figures))), max_size=3, unique=True
    )

    def written(chosen: list[tuple[str, str]]) -> st.SearchStrategy[str]:
        rules = [
            figures[kind].map(
                lambda cap, window=window, kind=kind: f'{{ window = "{window}", {kind} = {cap} }}'
            )
            for window, kind in chosen
        ]
        return st.tuples(*rules).map(lambda texts: f"[{', '.join(texts)}]")

    return keys.flatmap(written)


@st.composite
def schemes(draw: st.DrawFn, months: int):
    limit = limits_within(months)
    bound = st.one_of(st.just(""), st.integers(0, 20).map(lambda points: f"ceiling = {points + 1}\n"))
    sections = "".join(
        f'[[sections]]\nid = "{name}"\nname = "{name}"\nfloor = -{draw(st.integers(0, 9))}\n{draw(bound)}'
        for name in ("s", "t")
    )
    mode, start = draw(st.sampled_from(["sum", "mean"])), draw(st.integers(0, 10))
    cycle = f'[cycle]\nmonths = {months}\nyear = "{mode}"\nstart = {start}\nfloor = 0\n{draw(bound)}'
    shared = f'[[shared_limits]]\nid = "x"\nname = "合计"\nitems = ["a", "b"]\nwindow = "cycle"\npoints = {draw(decimals(4, 9))}\n'
    return scheme(
        item("a", f'kind = "fixed", points = {draw(decimals(1, 3))}', roles=ROLES, limits=draw(limit)),
        item(
            "b",
            'kind = "range", max = 6',
            limits=draw(limit),
            repeat='{ factor = 2, window = "month" }',
        ),
        item(
            "c",
            'kind = "range", max = 6',
            section="t",
            roles=ROLES,
            limits=draw(limit),
            limit_on='"base"',
        ),
        item("n", 'kind = "range", max = 6', section="t", polarity='"minus"', limits=draw(limit)),
        shared if draw(st.booleans()) else "",
        cycle=cycle,
        sections=sections,
    )


@st.composite
def rulesets(draw: st.DrawFn):
    months = draw(st.sampled_from([1, 3, 12]))
    changes = draw(st.sampled_from([("1-1",), ("1-1", "5-20")]))
    return versions([(draw(schemes(months)), start) for start in changes])


@st.composite
def postings(draw: st.DrawFn, *, items: str = "abcn", uid: str | None = None):
    day = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 364)))
    return PostingIn(
        uid=uid or f"p{draw(st.integers(0, 999)):03}",
        member="m",
        item=draw(st.sampled_from(list(items))),
        date=day,
        quantity=Decimal(draw(st.integers(1, 3))),
        role=draw(st.sampled_from([None, None, "lead"])),
        points=draw(decimals(0, 6)),
        adjusted=draw(st.sampled_from([None, None, None, Decimal(1), Decimal("2.5")])),
    )


def ledgers(items: str = "abcn") -> st.SearchStrategy[list[PostingIn]]:
    return st.lists(postings(items=items), max_size=14, unique_by=lambda posting: posting.uid)


def run(rules, ledger) -> Score:
    return evaluate(rules, Inputs((MemberIn("m", "张三"),), tuple(ledger)), YEAR_END)["m"]


@patient
@given(rulesets(), ledgers(), st.randoms(use_true_random=False))
def test_the_order_of_entry_does_not_matter(rules, ledger, random):
    shuffled = ledger[:]
    random.shuffle(shuffled)
    assert run(rules, shuffled) == run(rules, ledger)
    assert run(list(reversed(rules)), ledger) == run(rules, ledger)


@patient
@given(rulesets(), ledgers(), postings(items="abc", uid="new"))
def test_one_more_plus_never_lowers_the_total(rules, ledger, more):
    assert run(rules, [*ledger, more]).total >= run(rules, ledger).total


@patient
@given(rulesets(), ledgers(), postings(items="n", uid="new"))
def test_one_more_minus_never_raises_the_total(rules, ledger, more):
    assert run(rules, [*ledger, more]).total <= run(rules, ledger).total


@patient
@given(rulesets(), ledgers())
def test_a_line_never_counts_more_than_its_amount_and_says_why_it_counts_less(rules, ledger):
    for line in run(rules, ledger).lines:
        assert abs(line.counted) <= abs(line.amount)
        assert line.counted == line.amount or line.causes


@patient
@given(st.sampled_from([1, 3, 12]).flatmap(schemes), ledgers())
def test_limits_hold_in_every_window(rules, ledger):
    result = run(versions(rules), ledger)
    for part in rules.items.values():
        lines = [line for line in result.lines if line.item == part.id]
        for limit in part.limits:
            months = rules.cycle.months if limit.window == "cycle" else MONTHS[limit.window]
            windows: dict[int, list[Decimal]] = {}
            for line in lines:
                windows.setdefault(window_key(line.date, months, 1), []).append(abs(line.counted))
            for counted in windows.values():
                if limit.points is not None:
                    most = limit.points * (2 if part.limit_on == "base" else 1)
                    assert sum(counted) <= most
                else:
                    assert sum(1 for points in counted if points) <= limit.times


@patient
@given(rulesets(), ledgers())
def test_evaluation_and_explanation_give_the_same_numbers(rules, ledger):
    inputs = Inputs((MemberIn("m", "张三"),), tuple(ledger))
    result = evaluate(rules, inputs, YEAR_END)["m"]
    root = explain(rules, inputs, YEAR_END, ["m"])["m"]
    assert root.after == result.total
    cycles = [node for node in root.children if node.rule == "cycle"]
    assert [node.after for node in cycles] == [cycle.points for cycle in result.cycles]
    lines = {}

    def collect(node):
        if node.rule == "line":
            lines[node.ref] = node.after
        for child in node.children:
            collect(child)

    collect(root)
    assert lines == {line.posting: line.counted for line in result.lines}


@patient
@given(rulesets(), ledgers(), st.data())
def test_a_reversed_line_leaves_everything_as_if_it_had_never_been(rules, ledger, data):
    if not ledger:
        return
    target = data.draw(st.sampled_from(ledger))
    back = replace(target, uid="back", reverses=target.uid)
    rest = [posting for posting in ledger if posting.uid != target.uid]
    assert run(rules, [*ledger, back]).total == run(rules, rest).total


SPANS = st.lists(
    st.tuples(
        st.sampled_from([SpanKind.MEMBERSHIP, SpanKind.EXEMPT]),
        st.integers(0, 364),
        st.one_of(st.none(), st.integers(0, 364)),
    ),
    max_size=5,
)


@patient
@given(SPANS, st.integers(0, 364))
def test_liable_days_are_membership_without_exemption(raw, number):
    first = date(2026, 1, 1)
    spans = tuple(
        Span(kind, "", first + timedelta(days=start), None if end is None else first + timedelta(days=end))
        for kind, start, end in raw
    )
    day = first + timedelta(days=number)

    def covered(kind: SpanKind) -> bool:
        return any(s.kind is kind and s.start <= day and (s.end is None or day <= s.end) for s in spans)

    known = [s for s in spans if s.kind is SpanKind.MEMBERSHIP and (s.end is None or s.start <= s.end)]
    expected = (covered(SpanKind.MEMBERSHIP) or not known) and not covered(SpanKind.EXEMPT)
    rules = versions(scheme(item()))
    inputs = Inputs((MemberIn("m", "张三", "", spans),), (PostingIn("p", "m", "i", day),))
    assert evaluate(rules, inputs, YEAR_END)["m"].lines[0].counted == (2 if expected else 0)
