"""Where deductions add up, less is better: what would favour the worst is refused, what is left says what it means."""

from __future__ import annotations

import pytest
from case_support import CATEGORY, assert_error, assert_sound, assert_warning, grade, mark, section, veto
from scoring_support import CYCLE, YEAR_END, item, line, scheme, text, versions

from app.services.scoring import Inputs, MemberIn, describe_condition, describe_grade, evaluate

DEMERIT = CYCLE + 'counting = "demerit"\n'
MINUS = item("n", polarity='"minus"', amount='kind = "fixed", points = 3')
REST = grade("", "z")
TWO = section() + section(name="t")
PLACES = MINUS + item("p", polarity='"minus"', section="t")


def proposal(extra: str, kind: str = "talk") -> str:
    return f'[[proposals]]\nid = "q"\nname = "建议"\nkind = "{kind}"\n{extra}\n'


def vote(good: str, poor: str, extra: str = "") -> str:
    options = f'{{ id = "a", name = "好", value = {good} }}, {{ id = "b", name = "差", value = {poor} }}'
    return f"[appraisal]\noptions = [{options}]\n{extra}\n"


def rules(*parts: str) -> str:
    return text(PLACES, *parts, cycle=DEMERIT, sections=TWO)


CODE = "condition.demerit"
ERRORS = {
    "least of a grade": (rules(grade("min = 6", "a"), REST), CODE, "等次 a", "请改写低于（below）"),
    "line of a status": (
        rules(grade("by_status = { probationary = 3 }\nmin = 6", "a"), REST),
        CODE,
        "等次 a",
        "任一条件（any）里各写一个",
    ),
    "line of a class": (
        rules(CATEGORY, mark("by_category = { A = 3, B = 6 }")),
        CODE,
        "资格 r",
        "任一条件（any）",
    ),
    "more than": (rules(mark("above = 6")), CODE, "资格 r", "结果运用（proposals）"),
    "each section": (
        rules(grade("below = 9\neach_section = 8", "a"), REST),
        CODE,
        "等次 a",
        "看哪个板块（section）和低于（below）",
    ),
    "some sections": (rules(mark("sections_min = { t = 5 }")), CODE, "资格 r", "板块“不低于”"),
    "above the average": (
        rules(grade('average = "above"', "a"), REST),
        CODE,
        "等次 a",
        'average = "below"',
    ),
    "honour of the worst": (rules(proposal("min = 6", "honour")), CODE, "结果运用 q", "请改写低于"),
    "inside any": (
        rules(mark("any = [{ post = true }, { min = 6 }]")),
        CODE,
        "资格 r · 任一条件（第 2 个）",
        "请改写低于",
    ),
    "points to redeem": (rules("[rewards]\nyuan_per_point = 5\n"), "rewards.demerit", "积分兑换", "名次奖励"),
    "a good vote that costs": (
        rules(vote("5", "0", 'effect = "add"')),
        "appraisal.demerit",
        "民主评议",
        "如好 0、差 5",
    ),
    "votes at least, the worse the more": (
        rules(vote("0", "5"), mark("vote_min = 1")),
        CODE,
        "资格 r",
        "得票（votes）",
    ),
    "penalty with a floor": (
        rules(veto('effect = "deduct"\npoints = 6\nfloor = 0')),
        "veto.floor",
        "一票否决 v",
        "floor",
    ),
}
WARNINGS = {
    "talk with the best": (rules(proposal("below = 6")), CODE, "结果运用 q", "请写不低于（min）"),
    "talk below the average": (
        rules(proposal('average = "below"')),
        CODE,
        "结果运用 q",
        'average = "above"',
    ),
    "talk with the first": (rules(proposal("top = 3")), CODE, "结果运用 q", "（bottom）"),
    "mark of the last": (rules(mark("bottom = 3")), CODE, "资格 r", "（top）"),
    "talk inside any": (
        rules(proposal("any = [{ post = true }, { max = 6 }]")),
        CODE,
        "结果运用 q · 任一条件（第 2 个）",
        "扣得少的人",
    ),
}
SOUND = {
    "lines of their own": rules(
        grade('any = [{ statuses = ["full"], below = 6 }, { statuses = ["probationary"], below = 3 }]', "a"),
        REST,
        "[members]\ngrade_probationary = true\n",
    ),
    "two sections": rules(grade('section = "s"\nbelow = 3\nany = [{ section = "t", below = 3 }]', "a"), REST),
    "a band": rules(grade("below = 6", "a"), grade("min = 6\nbelow = 9", "b"), REST),
    "below the average": rules(mark('average = "below"'), proposal('average = "above"')),
    "talk from six on": rules(proposal("min = 6")),
    "the first are the best": rules(mark("top = 3"), proposal("bottom = 3")),
    "prizes": rules('[[rewards.prizes]]\nid = "p"\nname = "奖"\nlast = 1\n'),
    "a poor vote that costs": rules(vote("0", "5", 'effect = "add"')),
}


@pytest.mark.parametrize("name", ERRORS)
def test_what_would_favour_the_worst_is_refused(name):
    assert_error(ERRORS[name])


@pytest.mark.parametrize("name", WARNINGS)
def test_what_would_blame_the_best_is_a_warning(name):
    assert_warning(WARNINGS[name])


@pytest.mark.parametrize("name", SOUND)
def test_the_ways_out_are_left_alone(name):
    assert_sound(SOUND[name])


@pytest.mark.parametrize("name", [name for name in ERRORS if ERRORS[name][1] == CODE])
def test_the_same_words_are_right_where_more_is_better(name):
    if "votes" not in name:
        assert_sound(ERRORS[name][0].replace('counting = "demerit"\n', "").replace('"minus"', '"plus"'))


def test_the_words_say_that_the_figure_is_a_deduction():
    found = scheme(
        PLACES,
        proposal("min = 6\nsections_min = { t = 3 }"),
        mark('section = "t"\nbelow = 3\ntop = 3'),
        grade('quota = { at_most = "30%" }', "a"),
        REST,
        cycle=DEMERIT,
        sections=TWO,
    )
    assert (
        describe_condition(found.proposals[0], found.names) == "全年扣分不低于 6 分，“板块t”扣分不低于 3 分"
    )
    assert (
        describe_condition(found.marks[0], found.names)
        == "全年“板块t”扣分低于 3 分，全年“板块t”扣分从少到多排在本支部前 3 名"
    )
    assert describe_grade(found.grades[0], found.names) == "按积分从低到高，不超过本支部的 30%"


def test_the_ways_out_do_what_the_message_says():
    found = scheme(
        PLACES,
        grade('section = "s"\nbelow = 4\nany = [{ section = "t", below = 3 }]', "a"),
        REST,
        proposal("min = 6"),
        cycle=DEMERIT,
        sections=TWO,
    )
    members = tuple(MemberIn(uid, uid, "u") for uid in ("few", "law", "many"))
    lines = (
        line("1", "3-1", "n", member="few"),
        line("2", "3-1", "p", member="few"),
        line("3", "3-1", "p", member="law", quantity=2),
        line("4", "3-1", "n", member="many", quantity=2),
    )
    scores = evaluate(versions(found), Inputs(members, lines), YEAR_END)
    assert {uid: own.grade for uid, own in scores.items()} == {"few": "a", "law": "z", "many": "z"}
    assert {uid: [part.cause for part in own.proposals] for uid, own in scores.items()} == {
        "few": [],
        "law": [],
        "many": ["2026年度 扣 6 分，达到 6 分"],
    }
    assert scores["few"].grade_cause == "扣 5 分，低于 4 分，低于 3 分，等次a"
