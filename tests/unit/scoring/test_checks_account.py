"""Mistakes in the account, the members' rules and the section tree."""

from __future__ import annotations

import pytest
from case_support import CATEGORY, assert_error, assert_sound, assert_warning, limits, mark, section
from scoring_support import CYCLE, item, text

from app.services.scoring import check_scheme

MONTHLY = "[cycle]\nmonths = 1\n"
MINUS = {"polarity": '"minus"'}


def year(extra: str) -> str:
    return CYCLE + extra + "\n"


ERRORS = {
    "rolling account of months": (
        text(item(), cycle=MONTHLY + "validity_months = 24\n"),
        "validity.cycle",
        "周期 · 有效月数",
        "只能是 12",
    ),
    "rolling item of months": (
        text(item(validity_months="24"), cycle=MONTHLY),
        "validity.cycle",
        "项目 i · 有效月数",
        "只能是 12",
    ),
    "validity and carry": (
        text(item(), cycle=year("validity_months = 24\ncarry = { share = 0.2 }")),
        "carry.validity",
        "周期 · 结转",
        "算两次",
    ),
    "validity of an item and carry": (
        text(item(validity_months="24"), cycle=year("carry = { share = 0.2 }")),
        "carry.validity",
        "周期 · 结转",
        "算两次",
    ),
    "carry upside down": (
        text(item(), cycle=year("carry = { share = 0.2, min = 9, max = 3 }")),
        "bounds",
        "周期 · 结转",
        "最少",
    ),
    "days of the year in a monthly account": (
        text(item(), cycle=MONTHLY + "year_starts = [2026-01-10]\n"),
        "year_starts.months",
        "年度起始日",
        "只能是 12",
    ),
    "days of the year out of order": (
        text(item(), cycle=year("year_starts = [2026-01-10, 2026-01-10]")),
        "year_starts.order",
        "年度起始日",
        "从早到晚",
    ),
    "graded in two ways": (
        text(item(), '[members]\ngraded = ["full"]\ngrade_probationary = true\n'),
        "members.graded",
        "党员规则",
        "请删去 grade_probationary",
    ),
    "nobody is graded": (
        text(item(), '[members]\ngraded = []\n[[grades]]\nid = "g"\nname = "g"\n'),
        "members.graded",
        "党员规则",
        "没有人能评定等次",
    ),
    "everybody is left out": (
        text(item(), "[members]\nleave_out = {}\n"),
        "members.nobody",
        "党员规则",
        "全体党员",
    ),
    "an unknown class is left out": (
        text(item(), '[members]\nleave_out = { categories = ["X"] }\n'),
        "category.unknown",
        "党员规则 · 不记分的党员",
        "“X”",
    ),
    "weight without a ceiling": (
        text(item(), sections=section("weight = 40")),
        "weight.ceiling",
        "板块 s · 权重",
        "最高分",
    ),
    "weight of nothing": (
        text(item(polarity='"minus"'), sections=section("weight = 40\nceiling = 0")),
        "weight.ceiling",
        "板块 s · 权重",
        "最高分",
    ),
    "weight of what stands outside": (
        text(item(), sections=section("weight = 40\nceiling = 9\noutside = true")),
        "weight.outside",
        "板块 s · 权重",
        "outside",
    ),
    "weight by the month": (
        text(item(), sections=section('weight = 40\nceiling = 9\nwindow = "month"')),
        "weight.window",
        "板块 s · 权重",
        "整个周期",
    ),
    "weights that are not the full marks": (
        text(
            item(),
            item("j", section="t"),
            cycle=year("start = 10\nfull_marks = 100"),
            sections=section("weight = 40\nceiling = 100") + section("ceiling = 40", "t"),
        ),
        "full_marks",
        "周期",
        "合计 90 分",
    ),
    "full marks of one class": (
        text(
            CATEGORY,
            item(),
            item("j", section="t"),
            cycle=year("full_marks = 60"),
            sections=section("ceiling = 60")
            + section('ceiling = 20\napplies_to = { categories = ["B"] }', "t"),
        ),
        "full_marks",
        "周期",
        "80 分（B 类）",
    ),
    "section for an unknown class": (
        text(item(), sections=section('applies_to = { categories = ["X"] }')),
        "category.unknown",
        "板块 s · 适用对象",
        "“X”",
    ),
    "section apart from its parent": (
        text(
            item(section="t"),
            sections=section("applies_to = { mobile = true }")
            + section('parent = "s"\napplies_to = { mobile = false }', "t"),
        ),
        "item.never",
        "板块 t · 适用对象",
        "没有交集",
    ),
    "deductions that the floor swallows": (
        text(item(**MINUS), sections=section("floor = 0")),
        "item.never",
        "板块 s",
        "永远不起作用",
    ),
    "local item without a rule": (
        text(item(local="true")),
        "local.none",
        "项目 i",
        "local = true",
    ),
    "too many local items": (
        text(
            item(local="true"), item("j", local="true"), sections=section("local = { items = 1, points = 5 }")
        ),
        "local.count",
        "板块 s",
        "2 个项目",
    ),
    "local item worth too much": (
        text(item(local="true"), sections=section("local = { items = 1, points = 1 }")),
        "local.points",
        "项目 i",
        "最多 2 分",
    ),
    "local item without end": (
        text(
            item(local="true", amount='kind = "per_unit", unit = "户", points = 1'),
            sections=section("local = { items = 1, points = 1 }"),
        ),
        "local.points",
        "项目 i",
        "没有最高分",
    ),
}

WARNINGS = {
    "start above the ceiling": (
        text(item(), cycle=year("start = 60\nceiling = 50")),
        "start.bounds",
        "周期",
        "起始分 60 分高于",
    ),
    "start below the floor": (
        text(item(), sections=section("start = 2\nfloor = 5")),
        "start.bounds",
        "板块 s",
        "起始分 2 分低于",
    ),
    "full marks above the ceiling": (
        text(item(), cycle=year("full_marks = 60\nceiling = 50"), sections=section("ceiling = 60")),
        "full_marks.ceiling",
        "周期",
        "计不上",
    ),
    "mean of one cycle": (text(item(), cycle=year('year = "mean"')), "year.single", "周期", "都一样"),
    "start with demerits": (
        text(item(**MINUS), cycle=year('counting = "demerit"\nstart = 100')),
        "start.demerit",
        "周期 · 起始分",
        "越高越不利",
    ),
    "day of the class without classes": (
        text(item(), cycle=year('start = { points = 3, class_at = "end" }')),
        "start.class_at",
        "周期 · 起始分",
        "不起作用",
    ),
    "year by days and by month": (
        text(item(), cycle=year("start_month = 7\nyear_starts = [2026-01-10]")),
        "year_starts.both",
        "年度起始日",
        "不再决定年度",
    ),
    "year of a week": (
        text(item(), cycle=year("year_starts = [2026-01-10, 2026-01-17]")),
        "year_starts.length",
        "年度起始日",
        "只有 7 天",
    ),
    "year of three years": (
        text(item(), cycle=year("year_starts = [2026-01-10, 2029-01-10]")),
        "year_starts.length",
        "年度起始日",
        "长达 1096 天",
    ),
    "start by months without a start": (
        text(item(), '[members]\npart_year = "months"\n'),
        "members.part_year",
        "党员规则",
        "没有起始分",
    ),
    "two of one name": (
        text(item(), item("j", name='"项目i"').replace('name = "项目j"\n', "")),
        "name.twice",
        "项目 j",
        "同名",
    ),
    "weights that are no hundred": (
        text(item(), sections=section("weight = 40\nceiling = 100")),
        "weight.sum",
        "周期",
        "合计 40",
    ),
    "section for everybody": (
        text(item(), sections=section("applies_to = {}")),
        "audience.open",
        "板块 s · 适用对象",
        "可以删去",
    ),
    "ceiling above the parent's": (
        text(
            item(section="t"), sections=section("ceiling = 10") + section('parent = "s"\nceiling = 20', "t")
        ),
        "section.child",
        "板块 t",
        "比上级板块",
    ),
    "everything is switched off": (text(item(enabled="false")), "items.none", "项目", "停用"),
}

SOUND = {
    "demerits": text(item(**MINUS), cycle=year('counting = "demerit"'), sections=section("ceiling = 12")),
    "days of a year": text(item(), cycle=year("year_starts = [2026-01-10, 2027-01-12]")),
    "rolling account": text(item(), cycle=year("validity_months = 36")),
    "deductions from a start": text(item(**MINUS), sections=section("start = 20\nfloor = 0\nceiling = 20")),
    "honours outside the full marks": text(
        item(),
        item("j", section="t"),
        cycle=year("full_marks = 60"),
        sections=section("ceiling = 60") + section("ceiling = 10\noutside = true", "t"),
    ),
    "local items within the rule": text(
        item(
            local="true",
            amount='kind = "per_unit", unit = "户", points = 1',
            limits=limits('window = "year", points = 3'),
        ),
        sections=section("local = { items = 1, points = 3 }"),
    ),
    "weights of a hundred": text(
        item(),
        item("j", section="t"),
        sections=section("weight = 40\nceiling = 50") + section("weight = 60\nceiling = 80", "t"),
    ),
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


def test_who_is_left_out_must_be_said_before_it_can_contradict():
    document = text(item(applies_to="{ mobile = true }"), "[members]\nleave_out = {}\n")
    assert [issue.code for issue in check_scheme(document, source="坏.toml")] == ["members.nobody"]


def test_sections_in_sections_come_to_an_end():
    chain = section() + "".join(
        section(f'parent = "{"s" if n == 0 else f"t{n - 1}"}"', f"t{n}") for n in range(300)
    )
    codes = {issue.code for issue in check_scheme(text(item(), sections=chain), source="坏.toml")}
    assert codes == {"section.depth"}


def test_conditions_in_conditions_come_to_an_end():
    headers = "".join(f"[[marks{'.any' * n}]]\nmin = 1\n" for n in range(1, 1500))
    (issue,) = check_scheme(text(item(), mark("min = 1"), headers), source="坏.toml")
    assert "套得太深" in issue.message


def test_a_broken_tree_hides_no_other_fault():
    document = text(
        item(limits=limits('window = "year"')), '[rewards]\nmark = "x"\n', sections=section('parent = "x"')
    )
    codes = {issue.code for issue in check_scheme(document, source="坏.toml")}
    assert codes == {"section.unknown", "limit.kind", "mark.unknown", "rewards.none"}
