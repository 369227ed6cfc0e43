from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from scoring_support import item, line, preset, scheme, score, span, versions

from app.services.scoring import Inputs, MemberIn, ProposalKind, SpanKind, evaluate, load_scheme

RANGE = 'kind = "range", max = 200'
BANDS = (
    '[[grades]]\nid = "a"\nname = "优秀"\nmin = 90\n[[grades]]\nid = "b"\nname = "合格"\nmin = 60\n'
    '[[grades]]\nid = "m"\nname = "基本合格"\nby_meeting = true\n[[grades]]\nid = "c"\nname = "不合格"\n'
)


def rule(kind: str, text: str) -> str:
    extra = 'kind = "talk"\n' if kind == "proposals" else ""
    return f'[[{kind}]]\nid = "r"\nname = "规则"\n{extra}{text}\n'


@pytest.mark.parametrize(
    ("points", "grade"),
    [("100", "a"), ("90", "a"), ("89.95", "a"), ("89.94", "b"), ("60", "b"), ("59.9", "c"), ("0", "c")],
)
def test_bands_have_inclusive_lower_bounds_and_use_the_rounded_total(points, grade):
    assert score(scheme(item(amount=RANGE), BANDS), line("p", "3-5", points=points)).grade == grade


def test_grades_that_only_the_meeting_gives():
    bands = '[[grades]]\nid = "a"\nname = "优秀"\nby_meeting = true\n'
    assert score(scheme(item(), bands)).grade is None
    assert score(scheme(item())).grade is None


@pytest.mark.parametrize(
    ("condition", "points", "granted", "cause"),
    [
        ("min = 80", "80", True, "2026年度 80 分，达到 80 分"),
        ("min = 80", "79.9", False, "2026年度 79.9 分，低于 80 分"),
        ("below = 80", "79.9", True, "2026年度 79.9 分，低于 80 分"),
        ("below = 80", "80", False, "2026年度 80 分，不低于 80 分"),
        ("min = 60\nbelow = 80", "70", True, "2026年度 70 分，达到 60 分，低于 80 分"),
        ("min = 60\nbelow = 80", "50", False, "2026年度 50 分，低于 60 分"),
    ],
)
def test_marks_say_whether_and_why(condition, points, granted, cause):
    result = score(scheme(item(amount=RANGE), rule("marks", condition)), line("p", "3-5", points=points))
    assert (result.marks[0].granted, result.marks[0].cause) == (granted, cause)


def village(text: str, points: dict[str, str], *, cycle: str = "[cycle]\nmonths = 12\n"):
    """Members with their points in March; the letter of the uid is the class, the figure the branch."""
    categories = "".join(f'[[categories]]\nid = "{name}"\nname = "{name}类"\n' for name in "AB")
    rules = scheme(categories, item(amount=RANGE), rule("proposals", text), cycle=cycle)
    members = tuple(MemberIn(uid, uid, uid[1], (span(SpanKind.CATEGORY, uid[0]),)) for uid in points)
    postings = tuple(line(uid, "3-5", member=uid, points=value) for uid, value in points.items())
    return evaluate(versions(rules), Inputs(members, postings), date(2026, 3, 31))


def below(scores) -> set[str]:
    return {uid for uid, result in scores.items() if result.proposals}


POINTS = {"A1x": "10", "A1y": "20", "B1x": "2", "B1y": "6", "A2x": "1", "A2y": "1"}


@pytest.mark.parametrize(
    ("among", "expected"),
    [
        ("unit", {"B1x", "B1y"}),  # 38 / 4 = 9.5; the second branch: 1
        ("category", {"A1x", "B1x"}),
        ("all", {"B1x", "B1y", "A2x", "A2y"}),  # 40 / 6 = 6.7; 6 is below it
    ],
)
def test_below_the_average(among, expected):
    assert below(village(f'average = "below"\naverage_of = "{among}"', POINTS)) == expected


def test_above_the_average_and_the_words_for_it():
    scores = village('average = "above"', POINTS)
    assert below(scores) == {"A1x", "A1y"}
    proposal = scores["A1x"].proposals[0]
    assert (proposal.kind, proposal.label) == (ProposalKind.TALK, "2026年度")
    assert proposal.cause == "2026年度 10 分，高于本支部平均 9.5 分"


def test_the_average_is_the_rounded_figure_so_that_equal_looking_points_are_equal():
    assert below(village('average = "below"', {"A1x": "10", "A1y": "10.1", "A1z": "10"})) == set()


def test_equal_to_the_average_is_on_neither_side():
    for side in ("below", "above"):
        scores = village(f'average = "{side}"\nmin = 1', {"A1x": "5", "A1y": "5"})
        assert below(scores) == set()


def test_a_proposal_for_the_present_cycle():
    monthly = "[cycle]\nmonths = 1\n"
    scores = village('average = "below"\nscope = "cycle"', POINTS, cycle=monthly)
    assert scores["B1x"].proposals[0].cause == "2026年3月 2 分，低于本支部平均 9.5 分"


def test_who_is_not_liable_in_the_present_cycle_is_not_in_its_average():
    rules = scheme(
        item(amount=RANGE),
        rule("proposals", 'average = "below"\nscope = "cycle"'),
        cycle="[cycle]\nmonths = 1\n",
    )
    away = MemberIn("away", "丙", "u", (span(SpanKind.EXEMPT, start="3-1", end="3-31"),))
    members = (MemberIn("a", "甲", "u"), MemberIn("b", "乙", "u"), away)
    postings = (line("1", "3-5", member="a", points="10"), line("2", "3-5", member="b", points="6"))
    scores = evaluate(versions(rules), Inputs(members, postings), date(2026, 3, 31))
    assert scores["b"].proposals[0].cause == "2026年3月 6 分，低于本支部平均 8 分"


def test_who_is_not_liable_in_the_present_cycle_gets_no_proposal_for_it():
    rules = scheme(
        item(),
        rule("proposals", 'below = 5\nscope = "cycle"'),
        '[[marks]]\nid = "k"\nname = "资格"\nbelow = 5\nscope = "cycle"\n',
        cycle="[cycle]\nmonths = 1\n",
    )
    spans = [span(SpanKind.EXEMPT, start="3-1", end="3-31")]
    result = score(rules, spans=spans, as_of=date(2026, 3, 15))
    assert (result.proposals, result.marks, len(result.cycles)) == ((), (), 2)
    assert score(rules, spans=spans, as_of=date(2026, 4, 15)).proposals != ()


@pytest.mark.parametrize(
    ("points", "grade", "granted", "proposals"),
    [
        (95, "excellent", {"honours", "excellent_candidate", "goods"}, {"commend"}),
        (85, "qualified", {"honours", "goods"}, set()),
        (79, "qualified", {"goods"}, set()),
        (59, "unqualified", set(), {"talk_unqualified"}),
    ],
)
def test_consequences_of_s1(points, grade, granted, proposals):
    text = preset("S1")
    text = text.replace("start = 0\n", f"start = {points}\n").replace(
        "full_marks = 100", f"full_marks = {points + 100}"
    )
    result = score(load_scheme(text, source="S1"))
    assert result.grade == grade
    assert {mark.id for mark in result.marks if mark.granted} == granted
    assert {proposal.id for proposal in result.proposals} == proposals


def test_talks_of_s0_are_within_the_class():
    rules = load_scheme(preset("S0"), source="S0")
    members = tuple(
        MemberIn(uid, uid, "u", (span(SpanKind.CATEGORY, uid[0]),)) for uid in ("A1", "A2", "C1", "C2")
    )
    postings = (line("1", "3-5", "dues", member="A1"), line("2", "3-5", "neg_absence", member="C1"))
    scores = evaluate(versions(rules), Inputs(members, postings), date(2026, 3, 31))
    assert [str(scores[uid].cycles[-1].points) for uid in ("A1", "A2", "C1", "C2")] == [
        "9.0",
        "8.0",
        "3.0",
        "5.0",
    ]
    assert below(scores) == {"A2", "C1"}
    assert scores["C1"].total == Decimal(13)
    assert scores["C1"].grade is None
