"""Mistakes in conditions, grades, quotas and vetoes."""

from __future__ import annotations

import pytest
from case_support import CATEGORY, assert_error, assert_sound, assert_warning, grade, mark, section, veto
from scoring_support import CYCLE, item, text

VOTE = '[appraisal]\noptions = [{ id = "a", name = "好", value = 1 }, { id = "b", name = "差", value = 0 }]\n'
GRADES = grade("min = 2", "a") + grade("", "z")
DEMERIT = CYCLE + 'counting = "demerit"\n'
MINUS = item("n", polarity='"minus"')
MONTHLY = "[cycle]\nmonths = 1\n"
CAPPED = section("ceiling = 60")
FLOOR = CYCLE + "floor = 0\n"


def marked(extra: str, *parts: str, **keys: str) -> str:
    return text(item(), *parts, mark(extra), **keys)


ERRORS = {
    "inner condition of nothing": (
        marked("min = 1\nany = [{ min = 2 }, {}]"),
        "condition.none",
        "资格 r · 任一条件（第 2 个）",
        "没有写条件",
    ),
    "frame alone": (marked('scope = "cycle"'), "condition.none", "资格 r", "没有写条件"),
    "above and below": (marked("above = 5\nbelow = 5"), "condition.never", "资格 r", "同时"),
    "min above max": (marked("min = 6\nmax = 5"), "condition.never", "资格 r", "同时"),
    "line of a class above max": (
        marked("by_category = { A = 6 }\nmax = 5\nmin = 1", CATEGORY),
        "condition.never",
        "资格 r",
        "同时",
    ),
    "above what can be had": (
        marked("above = 60", sections=CAPPED),
        "condition.never",
        "资格 r",
        "不会高于 60",
    ),
    "line of a status out of reach": (
        marked("by_status = { full = 70 }", sections=CAPPED),
        "condition.never",
        "资格 r",
        "达不到 70",
    ),
    "below the floor": (marked("below = 0", cycle=FLOOR), "condition.never", "资格 r", "不会低于 0"),
    "at most under the floor": (marked("max = -1", cycle=FLOOR), "condition.never", "资格 r", "不会只有 -1"),
    "section out of reach": (
        marked('section = "s"\nmin = 61', sections=CAPPED),
        "condition.never",
        "资格 r",
        "最多只能得 60 分",
    ),
    "section of a cycle out of reach": (
        marked('scope = "cycle"\nsection = "s"\nmin = 61', cycle=MONTHLY, sections=CAPPED),
        "condition.never",
        "资格 r",
        "最多只能得 60 分",
    ),
    "sections out of reach": (
        marked("sections_min = { s = 61 }", sections=CAPPED),
        "condition.never",
        "资格 r",
        "板块“板块s”",
    ),
    "each section out of reach": (
        text(
            item(),
            item("n", section="t", polarity='"minus"'),
            mark("each_section = 1"),
            sections=section() + section("ceiling = 0", "t"),
        ),
        "condition.never",
        "资格 r",
        "板块“板块t”",
    ),
    "unknown section": (marked('section = "x"\nmin = 1'), "section.unknown", "资格 r", "“x”"),
    "unknown sections": (marked("sections_min = { x = 1 }"), "section.unknown", "资格 r", "“x”"),
    "line of an unknown class": (marked("by_category = { X = 1 }"), "category.unknown", "资格 r", "“X”"),
    "for an unknown class": (
        marked('min = 1\ncategories = ["X"]'),
        "category.unknown",
        "资格 r",
        "“X”",
    ),
    "lines by two rules": (
        marked("min = 1\nby_category = { A = 1 }\nby_status = { full = 2 }", CATEGORY),
        "condition.both",
        "资格 r",
        "之一",
    ),
    "rank among classes that are not there": (
        marked('top = 3\nrank_of = "category"'),
        "category.none",
        "资格 r",
        "名次",
    ),
    "first and last": (marked('top = 3\nbottom = "30%"'), "condition.never", "资格 r", "top"),
    "rank inside any": (
        marked("min = 1\nany = [{ top = 3 }, { min = 2 }]"),
        "condition.rank",
        "资格 r · 任一条件（第 1 个）",
        "移到外面",
    ),
    "vote without a vote": (marked("vote_min = 0.5"), "appraisal.none", "资格 r", "appraisal"),
    "vote out of reach": (marked("vote_min = 2", VOTE), "condition.never", "资格 r", "最高 1"),
    "votes for an unknown option": (
        marked('votes = { options = ["x"], at_least = "1/3" }', VOTE),
        "option.unknown",
        "资格 r · 得票",
        "“x”",
    ),
    "votes for one option twice": (
        marked('votes = { options = ["a", "a"], at_least = "1/3" }', VOTE),
        "duplicate",
        "资格 r · 得票",
        "用了两次",
    ),
    "unknown grade": (marked('grades = ["x"]', GRADES), "grade.unknown", "资格 r", "“x”"),
    "no grade": (marked("grades = []", GRADES), "item.never", "资格 r", "空的"),
    "grade of who gets none": (
        marked('grades = ["a"]\nstatuses = ["probationary"]', GRADES),
        "condition.never",
        "资格 r",
        "不评定等次",
    ),
    "grade by grade": (
        text(item(), grade('grades = ["z"]', "a"), grade("", "z")),
        "grade.circle",
        "等次 a",
        "不能再看等次",
    ),
    "grade by grade inside any": (
        text(item(), grade('any = [{ min = 3 }, { grades = ["z"] }]', "a"), grade("", "z")),
        "grade.circle",
        "等次 a",
        "不能再看等次",
    ),
    "grade of a month": (
        text(item(), grade('min = 2\nscope = "cycle"', "a"), grade("", "z"), cycle=MONTHLY),
        "grade.scope",
        "等次 a",
        "全年",
    ),
    "grade of who is not graded": (
        text(item(), grade('min = 2\nstatuses = ["activist"]', "a"), grade("", "z")),
        "grade.unreachable",
        "等次 a",
        "没有人能得到",
    ),
    "gap between bands": (
        text(item(), grade("min = 90", "a"), grade("min = 60\nbelow = 80", "b"), grade("", "z")),
        "grade.gap",
        "等次 b",
        "80 分到 89.9 分",
    ),
    "gap of whole figures": (
        text(item(), grade("above = 90", "a"), grade("min = 60\nmax = 89.9", "b"), grade("", "z")),
        "grade.gap",
        "等次 b",
        "90 分不属于",
    ),
    "line of a class does not fall": (
        text(
            CATEGORY,
            item(),
            grade("by_category = { A = 90, B = 60 }", "a"),
            grade("min = 60", "b"),
            grade("", "z"),
        ),
        "grade.order",
        "等次 b",
        "（B）",
    ),
    "demerits that do not rise": (
        text(MINUS, grade("below = 6", "a"), grade("max = 3", "b"), grade("", "z"), cycle=DEMERIT),
        "grade.order",
        "等次 b",
        "从少到多",
    ),
    "gap between demerits": (
        text(MINUS, grade("below = 6", "a"), grade("min = 7\nbelow = 9", "b"), grade("", "z"), cycle=DEMERIT),
        "grade.gap",
        "等次 b",
        "6 分到 6.9 分",
    ),
    "quota of nothing": (
        text(item(), grade("min = 2\nquota = {}", "a"), grade("", "z")),
        "quota.none",
        "等次 a · 名额",
        "at_most",
    ),
    "quota upside down": (
        text(item(), grade('min = 2\nquota = { at_most = "10%", at_least = "20%" }', "a"), grade("", "z")),
        "quota.bounds",
        "等次 a · 名额",
        "大于最多",
    ),
    "quota of no class": (
        text(item(), grade('min = 2\nquota = { at_most = 3, of = "category" }', "a"), grade("", "z")),
        "category.none",
        "等次 a · 名额",
        "categories",
    ),
    "quota of the rest": (
        text(item(), grade("min = 2", "a"), grade('quota = { at_most = "10%" }', "z")),
        "quota.last",
        "等次 z · 名额",
        "没有等次可归",
    ),
    "quotas of more than all": (
        text(
            item(),
            grade('min = 2\nquota = { at_least = "60%" }', "a"),
            grade('quota = { at_least = "50%" }', "z"),
        ),
        "quota.sum",
        "等次 · 名额",
        "超过全部",
    ),
    "veto without its points": (
        text(item(), veto('effect = "deduct"')),
        "veto.points",
        "一票否决 v",
        "扣多少分",
    ),
    "cap without its points": (text(item(), veto('effect = "cap"')), "veto.points", "一票否决 v", "最高计"),
    "zero with points": (text(item(), veto("points = 5")), "veto.points", "一票否决 v", "删去 points"),
    "floor of a zero": (text(item(), veto("floor = 5")), "veto.floor", "一票否决 v", "floor"),
    "steps of a zero": (text(item(), veto("steps = 2")), "veto.steps", "一票否决 v", "down"),
    "down without grades": (
        text(item(), veto('effect = "down"')),
        "veto.no_effect",
        "一票否决 v",
        "没有等次",
    ),
    "down in a cycle": (
        text(item(), GRADES, veto('effect = "down"\nscope = "cycle"')),
        "veto.scope",
        "一票否决 v",
        "year",
    ),
    "set to the best": (
        text(item(), GRADES, veto('effect = "grade"\ngrade = "a"')),
        "veto.no_effect",
        "一票否决 v",
        "不成其为否决",
    ),
    "zero as the best of demerits": (
        text(MINUS, veto(), cycle=DEMERIT),
        "veto.no_effect",
        "一票否决 v",
        "反而有利",
    ),
    "cap above everything": (
        text(item(), veto('effect = "cap"\npoints = 60'), sections=CAPPED),
        "veto.no_effect",
        "一票否决 v",
        "60 分的界线",
    ),
    "deduction that goes nowhere": (
        text(item(), veto('effect = "deduct"\npoints = 5\nfloor = 60\nscope = "cycle"'), sections=CAPPED),
        "veto.no_effect",
        "一票否决 v",
        "60 分的界线",
    ),
}

ERRORS |= {
    "quota alone above a grade with a line": (
        text(item(), grade('quota = { at_most = "30%" }', "a"), grade("min = 2", "b"), grade("", "z")),
        "grade.missing",
        "等次 a",
        "不看条件就归下面的“等次b”：请改写名次（top）",
    ),
    "quota that asks for some is no condition": (
        text(item(), grade('quota = { at_least = "30%" }', "a"), grade("", "z")),
        "grade.missing",
        "等次 a",
        "只作提示，不能代替条件",
    ),
}

WARNINGS = {
    "min and above": (marked("min = 5\nabove = 4"), "condition.double", "资格 r", "只写一个"),
    "max and below": (marked("max = 5\nbelow = 4"), "condition.double", "资格 r", "只写一个"),
    "one of one": (marked("any = [{ min = 5 }]"), "condition.single", "资格 r", "写在外面"),
    "one of one beside another": (
        marked("min = 5\nany = [{ post = true }]"),
        "condition.single",
        "资格 r",
        "写在外面",
    ),
    "one of one inside": (
        marked("any = [{ min = 5, any = [{ post = true }] }, { no_veto = true }]"),
        "condition.single",
        "任一条件（第 1 个） · 任一条件",
        "写在外面",
    ),
    "section without a figure": (
        marked('section = "s"\nno_veto = true'),
        "condition.frame",
        "资格 r",
        "section",
    ),
    "times of no average": (marked("min = 5\naverage_times = 2"), "condition.frame", "资格 r", "average"),
    "range of no rank": (marked('min = 5\nrank_of = "all"'), "condition.frame", "资格 r", "rank_of"),
    "class without a line": (
        marked("by_category = { A = 5 }", CATEGORY),
        "condition.missing",
        "资格 r",
        "B 类",
    ),
    "line of a class that is not meant": (
        marked('by_category = { B = 5 }\nmin = 3\ncategories = ["A"]', CATEGORY),
        "category.outside",
        "资格 r",
        "B 类",
    ),
    "bands that overlap": (
        text(item(), grade("min = 90", "a"), grade("min = 60\nmax = 95", "b"), grade("", "z")),
        "grade.overlap",
        "等次 b",
        "90 分到 95 分",
    ),
    "lower grade that asks for more": (
        text(item(), grade("min = 80\nno_veto = true", "a"), grade("min = 85", "b"), grade("", "z")),
        "grade.order",
        "等次 b",
        "不低于上面",
    ),
    "quota that is a hint": (
        text(item(), grade('min = 2\nquota = { at_least = "10%" }', "a"), grade("", "z")),
        "quota.hint",
        "等次 a · 名额",
        "不会自动补足",
    ),
    "zero of nothing": (
        text(MINUS, veto(), sections=section("ceiling = 0")),
        "veto.no_effect",
        "一票否决 v",
        "归零不起作用",
    ),
    "down to the lowest": (
        text(item(), GRADES, veto('effect = "down"\nsteps = 2')),
        "veto.steps",
        "一票否决 v",
        "总是到最低",
    ),
}

SOUND = {
    "a quota alone above the rest": text(
        item(),
        grade('quota = { at_most = "30%" }', "a"),
        grade("quota = { at_most = 5 }", "b"),
        grade("", "z"),
    ),
    "who holds no post": marked("post = false"),
    "one more section": marked(
        'section = "s"\nmin = 2\nany = [{ section = "t", min = 3 }]',
        item("j", section="t"),
        sections=section() + section(name="t"),
    ),
    "two pairs of alternatives": marked(
        "any = [{ min = 2, any = [{ min = 3, post = true }] }, { post = true, any = [{ post = false }] }]"
    ),
    "the year and this month": marked('min = 2\nany = [{ scope = "cycle", above = 1 }]', cycle=MONTHLY),
    "bands side by side": text(
        item(), grade("min = 90", "a"), grade("min = 60\nbelow = 90", "b"), grade("", "z")
    ),
    "bands by a step": text(
        item(), grade("min = 90", "a"), grade("min = 60\nmax = 89.9", "b"), grade("", "z")
    ),
    "one line, more asked above": text(
        item(), VOTE, grade("min = 80\nvote_min = 0.9", "a"), grade("min = 80", "b"), grade("", "z")
    ),
    "lines of their own for probationary members": text(
        item(),
        grade('min = 80\nstatuses = ["full"]', "a"),
        grade('min = 90\nstatuses = ["probationary"]', "b"),
        grade("", "z"),
        "[members]\ngrade_probationary = true\n",
    ),
    "lines of two sections": text(
        item(), grade('min = 80\nsection = "s"', "a"), grade("min = 90", "b"), grade("", "z")
    ),
    "a ladder of demerits": text(
        MINUS,
        grade("below = 6", "a"),
        grade("min = 6\nbelow = 9", "b"),
        grade("max = 12", "c"),
        grade("", "z"),
        cycle=DEMERIT,
    ),
    "upper edges aside": text(
        item(), grade("below = 5", "a"), grade("max = 3", "b"), grade("min = 9", "c"), grade("", "z")
    ),
    "above as a line": text(item(), grade("above = 90", "a"), grade("above = 60", "b"), grade("", "z")),
    "hint for the meeting": text(
        item(),
        grade("min = 2", "a"),
        grade('by_meeting = true\nquota = { at_least = "10%" }', "b"),
        grade("", "z"),
    ),
    "first and some": marked('top = "30%"\nany = [{ min = 2 }, { post = true }]'),
    "vetoes of every kind": text(
        item(),
        GRADES,
        veto("", "a"),
        veto('effect = "cap"\npoints = 30', "b"),
        veto('effect = "deduct"\npoints = 30\nfloor = 0', "c"),
        veto('effect = "down"', "d"),
        veto('effect = "grade"\ngrade = "z"', "e"),
        sections=CAPPED,
    ),
    "a penalty adds to demerits": text(MINUS, veto('effect = "deduct"\npoints = 6'), cycle=DEMERIT),
}


@pytest.mark.parametrize("name", ERRORS)
def test_each_mistake_is_an_error(name):
    assert_error(ERRORS[name])


@pytest.mark.parametrize("name", WARNINGS)
def test_what_is_probably_not_meant_is_a_warning(name):
    assert_warning(WARNINGS[name])


@pytest.mark.parametrize("name", SOUND)
def test_what_is_right_is_left_alone(name):
    assert_sound(SOUND[name])
