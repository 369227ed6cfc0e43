"""One bad scheme per mistake that shows only between its parts; all faults of a file come at once."""

from __future__ import annotations

import pytest
from scoring_support import CYCLE, SECTION, item, text

from app.errors import Severity, ValidationFailed
from app.services.scoring import check_scheme, load_scheme

FIXED = 'kind = "fixed", points = 2'
GRADE = '[[grades]]\nid = "{}"\nname = "等"\n{}\n'
CATEGORY = '[[categories]]\nid = "A"\nname = "A类"\n[[categories]]\nid = "B"\nname = "B类"\n'
RULE = '[[marks]]\nid = "r"\nname = "资格"\n'
SHARED = '[[shared_limits]]\nid = "all"\nname = "合计"\nitems = {}\nwindow = "{}"\n{}\n'
MINUS = item("n", polarity='"minus"')


def section(extra: str, name: str = "s") -> str:
    return f'[[sections]]\nid = "{name}"\nname = "板块{name}"\n{extra}\n'


def limits(*rules: str) -> str:
    return "[" + ", ".join(f"{{ {rule} }}" for rule in rules) + "]"


# name: (scheme, code, words of the place, words of the message)
ERRORS = {
    "same category twice": (text(CATEGORY, CATEGORY, item()), "duplicate", "党员类别 A", "用了两次"),
    "same section twice": (text(item(), SECTION), "duplicate", "板块 s", "用了两次"),
    "same item twice": (text(item(), item()), "duplicate", "项目 i", "用了两次"),
    "same level twice": (
        text(
            item(amount='kind = "choice", levels = [{id="a",name="a",points=1},{id="a",name="b",points=2}]')
        ),
        "duplicate",
        "项目 i · 档次",
        "用了两次",
    ),
    "same role twice": (
        text(item(roles='[{id="a",name="a",factor=2},{id="a",name="b",factor=3}]')),
        "duplicate",
        "项目 i · 角色",
        "用了两次",
    ),
    "same period twice": (
        text(item(), posting='[posting]\nperiods = ["month", "month"]\nnotice_days = 5\n'),
        "duplicate",
        "公示",
        "写了两次",
    ),
    "cycle bounds": (text(item(), cycle=CYCLE + "floor = 5\nceiling = 3\n"), "bounds", "周期", "最低分"),
    "section bounds": (
        text(item(), sections=section("floor = 5\nceiling = 3")),
        "bounds",
        "板块 s",
        "最低分",
    ),
    "floor of an empty window": (
        text(item(), sections=section('floor = 1\nwindow = "month"')),
        "bounds",
        "板块 s",
        "不能大于 0",
    ),
    "ceiling of an empty window": (
        text(item(), sections=section('ceiling = -1\nwindow = "month"')),
        "bounds",
        "板块 s",
        "不能小于 0",
    ),
    "start by two rules": (
        text(
            CATEGORY,
            item(),
            cycle=CYCLE
            + "start = { points = 0, by_category = { A = 1, B = 2 }, by_status = { full = 1 } }\n",
        ),
        "start.both",
        "周期 · 起始分",
        "之一",
    ),
    "start of an unknown class": (
        text(CATEGORY, item(), cycle=CYCLE + "start = { points = 0, by_category = { C = 1 } }\n"),
        "category.unknown",
        "周期 · 起始分",
        "“C”",
    ),
    "start of a class is missing": (
        text(CATEGORY, item(), sections=section("start = { by_category = { A = 1 } }")),
        "start.missing",
        "板块 s · 起始分",
        "B",
    ),
    "start in a short window": (
        text(item(), sections=section('start = 5\nwindow = "month"')),
        "section.start",
        "板块 s",
        "整个周期",
    ),
    "unknown parent": (text(item(), sections=section('parent = "x"')), "section.unknown", "板块 s", "“x”"),
    "ring of sections": (
        text(item(), sections=section('parent = "t"') + section('parent = "s"', "t")),
        "section.ring",
        "板块 s",
        "绕成了一圈",
    ),
    "section as its own parent": (
        text(item(), sections=section('parent = "s"')),
        "section.ring",
        "板块 s",
        "一圈",
    ),
    "window longer than the cycle": (
        text(item(), cycle="[cycle]\nmonths = 1\n", sections=section('ceiling = 3\nwindow = "year"')),
        "section.window",
        "板块 s",
        "周期还长",
    ),
    "window longer than the parent's": (
        text(item(), sections=section('window = "month"') + section('parent = "s"\nwindow = "half"', "t")),
        "section.window",
        "板块 t",
        "上级板块",
    ),
    "full marks do not add up": (
        text(item(), cycle=CYCLE + "full_marks = 100\n", sections=section("ceiling = 60")),
        "full_marks",
        "周期",
        "合计 60 分",
    ),
    "full marks without a ceiling": (
        text(item(), cycle=CYCLE + "full_marks = 100\n"),
        "full_marks",
        "板块 s",
        "最高分",
    ),
    "item in an unknown section": (text(item(section="x")), "section.unknown", "项目 i", "“x”"),
    "plus item where nothing can be had": (
        text(item(), sections=section("ceiling = 0")),
        "item.never",
        "项目 i",
        "永远得不到分",
    ),
    "range upside down": (
        text(item(amount='kind = "range", min = 5, max = 3')),
        "range",
        "项目 i · 分值",
        "最低",
    ),
    "steps out of order": (
        text(item(amount='kind = "steps", unit = "时", steps = [{at=5,points=1},{at=5,points=2}]')),
        "steps.order",
        "项目 i · 阶梯",
        "从小到大",
    ),
    "steps of nothing": (
        text(item(amount='kind = "steps", unit = "时", steps = [{at=5,points=0}]')),
        "item.never",
        "项目 i · 分值",
        "永远得不到分",
    ),
    "levels of nothing": (
        text(item(amount='kind = "choice", levels = [{id="a",name="a",points=0}]')),
        "item.never",
        "项目 i · 分值",
        "永远得不到分",
    ),
    "attendance of nothing": (text(item(entry='"attendance"')), "activity.missing", "项目 i", "activity"),
    "example without a note": (text(item(example="true")), "example_note", "项目 i", "example_note"),
    "applies to nobody": (text(item(applies_to="{ statuses = [] }")), "item.never", "适用对象", "空的"),
    "applies to no class": (text(item(applies_to="{ categories = [] }")), "item.never", "适用对象", "空的"),
    "applies to an unknown class": (
        text(CATEGORY, item(applies_to='{ categories = ["X"] }')),
        "category.unknown",
        "项目 i · 适用对象",
        "“X”",
    ),
    "limit of both kinds": (
        text(item(limits=limits('window = "year", points = 2, times = 2'))),
        "limit.kind",
        "项目 i · 上限",
        "只写其中一个",
    ),
    "limit of no kind": (
        text(item(limits=limits('window = "year"'))),
        "limit.kind",
        "项目 i · 上限",
        "只写其中一个",
    ),
    "same limit twice": (
        text(item(limits=limits('window = "year", points = 4', 'window = "year", points = 6'))),
        "limit.twice",
        "项目 i · 上限",
        "写了两次",
    ),
    "limit below one line": (
        text(item(limits=limits('window = "year", points = 1'))),
        "limit.below",
        "项目 i · 上限",
        "比一次的分值还低",
    ),
    "limit below the lowest level": (
        text(
            item(
                amount='kind = "choice", levels = [{id="a",name="a",points=0},{id="b",name="b",points=3}]',
                limits=limits('window = "year", points = 2'),
            )
        ),
        "limit.below",
        "项目 i · 上限",
        "比一次的分值还低",
    ),
    "limit below the lowest step": (
        text(
            item(
                amount='kind = "steps", unit = "时", steps = [{at=1,points=3},{at=2,points=4}]',
                limits=limits('window = "year", points = 2'),
            )
        ),
        "limit.below",
        "项目 i · 上限",
        "比一次的分值还低",
    ),
    "shared limit of one unknown item": (
        text(item(), SHARED.format('["i", "x"]', "year", "points = 9")),
        "item.unknown",
        "共用上限 all",
        "“x”",
    ),
    "shared limit of the same item twice": (
        text(item(), SHARED.format('["i", "i"]', "year", "points = 9")),
        "duplicate",
        "共用上限 all",
        "用了两次",
    ),
    "shared limit of no kind": (
        text(item(), item("j"), SHARED.format('["i", "j"]', "year", "")),
        "limit.kind",
        "共用上限 all",
        "只写其中一个",
    ),
    "shared limit of plus and minus": (
        text(item(), MINUS, SHARED.format('["i", "n"]', "year", "points = 9")),
        "limit.mixed",
        "共用上限 all",
        "分开写",
    ),
    "veto with an unknown grade": (
        text(item(), '[[vetoes]]\nid = "v"\nname = "否"\neffect = "grade"\ngrade = "x"\n'),
        "veto.no_effect",
        "一票否决 v",
        "“x”",
    ),
    "veto without its grade": (
        text(item(), '[[vetoes]]\nid = "v"\nname = "否"\neffect = "grade"\n'),
        "veto.no_effect",
        "一票否决 v",
        "不起作用",
    ),
    "veto of zero with a grade": (
        text(item(), '[[vetoes]]\nid = "v"\nname = "否"\ngrade = "x"\n'),
        "veto.grade",
        "一票否决 v",
        "删去 grade",
    ),
    "veto on the grade of a cycle": (
        text(
            item(),
            GRADE.format("x", "by_meeting = true"),
            '[[vetoes]]\nid = "v"\nname = "否"\neffect = "grade"\ngrade = "x"\nscope = "cycle"\n',
        ),
        "veto.scope",
        "一票否决 v",
        "year",
    ),
    "grade of the meeting with a bound": (
        text(item(), GRADE.format("a", "by_meeting = true\nmin = 2")),
        "grade.meeting",
        "等次 a",
        "会议评定",
    ),
    "gap between grades": (text(item(), GRADE.format("a", "min = 2")), "grade.default", "等次 a", "没有等次"),
    "grade without a bound": (
        text(item(), GRADE.format("a", ""), GRADE.format("b", "")),
        "grade.missing",
        "等次 a",
        "分数线",
    ),
    "overlapping grades": (
        text(item(), GRADE.format("a", "min = 2"), GRADE.format("b", "min = 2"), GRADE.format("c", "")),
        "grade.order",
        "等次 b",
        "从高到低",
    ),
    "grade out of reach": (
        text(item(), GRADE.format("a", "min = 70"), GRADE.format("c", ""), sections=section("ceiling = 60")),
        "grade.unreachable",
        "等次 a",
        "最多只能得 60 分",
    ),
    "condition of nothing": (text(item(), RULE), "condition.none", "资格 r", "没有写条件"),
    "condition that nothing meets": (
        text(item(), RULE + "min = 5\nbelow = 5"),
        "condition.never",
        "资格 r",
        "同时",
    ),
    "condition out of reach": (
        text(item(), RULE + "min = 70", sections=section("ceiling = 60")),
        "condition.never",
        "资格 r",
        "最多只能得 60 分",
    ),
    "average of classes that are not there": (
        text(item(), RULE + 'average = "below"\naverage_of = "category"'),
        "category.none",
        "资格 r",
        "类别",
    ),
}

WARNINGS = {
    "nothing is posted": (
        text(item(), posting="[posting]\nperiods = []\nnotice_days = 5\n"),
        "posting.none",
        "公示",
        "不张榜",
    ),
    "empty section": (text(item(), section("", "t")), "section.empty", "板块 t", "没有项目"),
    "section out of reach": (
        text(item(limits=limits('window = "year", points = 50')), sections=section("ceiling = 60")),
        "section.unreachable",
        "板块 s",
        "最多只能得 50 分",
    ),
    "exclusive with nothing": (
        text(item(exclusive='"g"')),
        "exclusive.alone",
        "项目 i · 同一行为（exclusive）",
        "不起作用",
    ),
    "deduction without proof": (
        text(item(polarity='"minus"', proof='{ kind = "none" }')),
        "proof.minus",
        "项目 i",
        "须有依据",
    ),
    "limit below the best level": (
        text(item(amount='kind = "range", max = 4', limits=limits('window = "year", points = 3'))),
        "limit.below",
        "项目 i · 上限",
        "最高的 4 分",
    ),
    "longer window allows less": (
        text(item(limits=limits('window = "month", times = 5', 'window = "year", times = 3'))),
        "limit.order",
        "项目 i · 上限",
        "后者不起作用",
    ),
    "limit longer than the cycle": (
        text(item(limits=limits('window = "year", points = 4')), cycle="[cycle]\nmonths = 1\n"),
        "limit.crossing",
        "项目 i · 上限",
        "不会退回",
    ),
    "limit longer than the section's window": (
        text(
            item(limits=limits('window = "year", points = 4')),
            sections=section('ceiling = 3\nwindow = "month"'),
        ),
        "limit.crossing",
        "项目 i",
        "占用本项目的上限",
    ),
    "limit longer than the shared one": (
        text(
            item(limits=limits('window = "year", points = 4')),
            item("j"),
            SHARED.format('["i", "j"]', "month", "points = 3"),
        ),
        "limit.crossing",
        "共用上限 all",
        "自己的上限",
    ),
    "shared limit longer than the cycle": (
        text(
            item(),
            item("j"),
            SHARED.format('["i", "j"]', "year", "points = 30"),
            cycle="[cycle]\nmonths = 1\n",
        ),
        "limit.crossing",
        "共用上限 all",
        "不会退回",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_each_mistake_is_an_error_with_place_and_way_out(name):
    document, code, place, words = ERRORS[name]
    with pytest.raises(ValidationFailed) as caught:
        load_scheme(document, source="坏.toml")
    found = [issue for issue in caught.value.issues if issue.code == code]
    assert found, [str(issue) for issue in caught.value.issues]
    assert any(place in issue.place and words in issue.message for issue in found), [
        str(issue) for issue in found
    ]
    assert "坏.toml" in caught.value.message


@pytest.mark.parametrize("name", WARNINGS)
def test_what_is_probably_not_meant_is_a_warning_and_loads(name):
    document, code, place, words = WARNINGS[name]
    load_scheme(document, source="方案.toml")
    found = [issue for issue in check_scheme(document, source="方案.toml") if issue.code == code]
    assert any(place in issue.place and words in issue.message for issue in found)
    assert all(issue.severity is Severity.WARNING and issue.place.startswith("方案.toml") for issue in found)


def test_all_faults_come_at_once_errors_first():
    document = text(
        item("a", section="x"), item("b", limits=limits('window = "year"')), item("b"), section("", "t")
    )
    issues = check_scheme(document, source="方案.toml")
    assert {issue.code for issue in issues} == {"section.unknown", "limit.kind", "duplicate", "section.empty"}
    assert issues[-1].severity is Severity.WARNING


def test_a_longer_limit_is_fine_where_the_section_has_no_bounds():
    document = text(item(limits=limits('window = "year", points = 4')), sections=section('window = "month"'))
    assert check_scheme(document, source="方案.toml") == ()


def test_deductions_may_stand_in_a_section_that_gives_nothing():
    document = text(item(polarity='"minus"'), sections=section("ceiling = 0"))
    assert check_scheme(document, source="方案.toml") == ()


def test_full_marks_look_at_the_top_sections_only():
    sections = section("ceiling = 60") + section('parent = "s"', "t")
    document = text(item(), item("j", section="t"), cycle=CYCLE + "full_marks = 60\n", sections=sections)
    assert check_scheme(document, source="方案.toml") == ()


def test_units_may_be_as_small_as_the_limit_wants():
    amount = 'kind = "per_unit", unit = "户", points = 5'
    document = text(item(amount=amount, limits=limits('window = "year", points = 2')))
    assert check_scheme(document, source="方案.toml") == ()


def test_plus_points_may_offset_deductions_of_a_section_beside_theirs():
    sections = section("ceiling = 0") + section('parent = "s"', "t") + section('parent = "s"', "u")
    document = text(item(section="t"), item("n", section="u", polarity='"minus"'), sections=sections)
    assert check_scheme(document, source="方案.toml") == ()
