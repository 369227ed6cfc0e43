"""Mistakes in items: their figures, how they are entered, what they point at, their limits."""

from __future__ import annotations

import pytest
from case_support import CATEGORY, assert_error, assert_sound, assert_warning, limits, section
from scoring_support import CYCLE, item, text

MINUS = {"polarity": '"minus"'}
BOTH = {"polarity": '"both"', "entry": '"attendance"', "activity": '"lecture"'}
SHEET = 'kind = "attendance", present = 1, absent = -1'
EXPECTED = 'kind = "expected", points = 2, window = "quarter"'
STATE = 'kind = "state", points = 1, window = "month", fact = "{}", value = "{}"'
BALLOT = 'kind = "ballot", points = 10'
BANDS = 'kind = "graduated", unit = "元", bands = [{}]'
VOTE = '[appraisal]\noptions = [{ id = "a", name = "好", value = 1 }, { id = "b", name = "差", value = 0 }]\n'
LEAD = '[{{ id = "lead", name = "带头", {} }}]'
ONLY_A = '{ categories = ["A"] }'
MONTHLY = "[cycle]\nmonths = 1\n"
SHARED = '[[shared_limits]]\nid = "all"\nname = "合计"\nitems = ["i", "j"]\nwindow = "year"\n{}\n'
CANCEL = '{{ item = "{}", window = "month" }}'
DEMERIT = CYCLE + 'counting = "demerit"\n'


def expected(item_id: str = "i", **keys: str) -> str:
    return item(item_id, EXPECTED, **{**MINUS, **keys})


ERRORS = {
    "role without a figure": (
        text(item(roles=LEAD.format(""))).replace(",  }", " }"),
        "factor.kind",
        "角色 lead",
        "其中一个",
    ),
    "role with two figures": (
        text(item(roles=LEAD.format("factor = 2, points = 3"))),
        "factor.kind",
        "项目 i · 角色 lead",
        "其中一个",
    ),
    "role on a sheet": (
        text(item(amount=SHEET, roles=LEAD.format("factor = 2"), **BOTH)),
        "factor.derived",
        "项目 i · 角色",
        "请删去角色",
    ),
    "repeat of what is missing": (
        text(expected(repeat='{ factor = 2, window = "year" }')),
        "factor.derived",
        "项目 i · 重复加倍",
        "repeat",
    ),
    "points of an unknown class": (
        text(item(amount='kind = "fixed", points = 2, by_category = { X = 1 }')),
        "category.unknown",
        "项目 i · 分值",
        "“X”",
    ),
    "bands that end": (
        text(item(amount=BANDS.format("{ upto = 10, points = 1 }"))),
        "bands.end",
        "项目 i · 分值 · 分段",
        "最后一段不写 upto",
    ),
    "band without an end inside": (
        text(item(amount=BANDS.format("{ points = 1 }, { points = 2 }"))),
        "bands.end",
        "项目 i · 分值 · 分段",
        "只有最后一段",
    ),
    "bands out of order": (
        text(item(amount=BANDS.format("{ upto = 9, points = 1 }, { upto = 9, points = 1 }, { points = 2 }"))),
        "bands.order",
        "项目 i · 分值 · 分段",
        "从小到大",
    ),
    "sheet of nothing": (
        text(item(amount='kind = "attendance"', **BOTH)),
        "item.never",
        "项目 i · 分值",
        "永远得不到分",
    ),
    "sheet that is ticked as well": (
        text(item(amount=SHEET, polarity='"both"', entry='"tick"')),
        "item.two_ways",
        "项目 i",
        "签到表就是登记",
    ),
    "expected that is ticked as well": (
        text(expected(entry='"tick"')),
        "item.two_ways",
        "项目 i",
        "推算缺席",
    ),
    "expected that adds": (text(item(amount=EXPECTED)), "expected.polarity", "项目 i · 分值", "minus"),
    "expected every day": (
        text(item(amount=EXPECTED.replace("quarter", "day"), **MINUS)),
        "amount.window",
        "项目 i · 分值",
        "不能是每天",
    ),
    "state of an unknown class": (
        text(CATEGORY, item(amount=STATE.format("category", "X"))),
        "category.unknown",
        "项目 i · 分值",
        "“X”",
    ),
    "state of no class": (
        text(item(amount=STATE.format("category", ""))),
        "category.none",
        "项目 i · 分值",
        "categories",
    ),
    "state of an unknown status": (
        text(item(amount=STATE.format("status", "old"))),
        "state.status",
        "项目 i · 分值",
        "probationary（预备）",
    ),
    "state that is entered": (
        text(item(amount=STATE.format("post", ""), entry='"card"')),
        "item.two_ways",
        "项目 i",
        "自动计分",
    ),
    "ballot without a vote": (text(item(amount=BALLOT)), "appraisal.none", "项目 i · 分值", "appraisal"),
    "ballot that deducts": (
        text(item(amount=BALLOT, **MINUS), VOTE),
        "ballot.minus",
        "项目 i · 分值",
        "越好扣得越多",
    ),
    "ballot that is counted twice": (
        text(item(amount=BALLOT), VOTE + 'effect = "add"\nworth = 20\n'),
        "ballot.twice",
        "项目 i · 分值",
        "再算一次",
    ),
    "cancelled by nothing": (
        text(item(cancelled_by=CANCEL.format("x"), **MINUS)),
        "item.unknown",
        "项目 i · 抵消",
        "“x”",
    ),
    "cancelled by itself": (
        text(item(cancelled_by=CANCEL.format("i"), **MINUS)),
        "item.itself",
        "项目 i · 抵消",
        "自己",
    ),
    "cancelled by what is derived": (
        text(item(cancelled_by=CANCEL.format("j"), **MINUS), item("j", STATE.format("post", ""))),
        "item.derived",
        "项目 i · 抵消",
        "没有记录",
    ),
    "cancelled by its like": (
        text(item(cancelled_by=CANCEL.format("j"), **MINUS), item("j", **MINUS)),
        "cancel.sense",
        "项目 i · 抵消",
        "同是加分或同是扣分",
    ),
    "what is missing is cancelled": (
        text(expected(cancelled_by=CANCEL.format("j")), item("j")),
        "cancel.derived",
        "项目 i · 抵消",
        "cancelled_by",
    ),
    "somebody else for nothing": (text(item(also='"x"')), "item.unknown", "同时计分的项目", "“x”"),
    "somebody else of what is derived": (
        text(item(amount=STATE.format("post", ""), also='"j"'), item("j")),
        "also.derived",
        "同时计分的项目",
        "also",
    ),
    "derived item of an act": (
        text(expected(exclusive='"g"'), item("j", exclusive='"g"')),
        "exclusive.derived",
        "项目 i",
        "exclusive",
    ),
    "ballot with a term": (
        text(item(amount=BALLOT, validity_months="24"), VOTE),
        "validity.ballot",
        "项目 i · 有效月数",
        "没有发生之日",
    ),
    "item apart from its section": (
        text(
            CATEGORY,
            item(applies_to='{ categories = ["B"] }'),
            sections=section(f"applies_to = {ONLY_A}"),
        ),
        "item.never",
        "项目 i · 适用对象",
        "没有交集",
    ),
    "item for those who are left out": (
        text(item(applies_to="{ mobile = true }"), "[members]\nleave_out = { mobile = true }\n"),
        "item.never",
        "项目 i · 适用对象",
        "不记分的党员",
    ),
    "item for a post that nobody may have": (
        text(item(applies_to='{ post = false, posts = ["P"] }')),
        "item.never",
        "项目 i · 适用对象",
        "post = false",
    ),
    "item for a class twice": (
        text(CATEGORY, item(applies_to='{ categories = ["A", "A"] }')),
        "duplicate",
        "项目 i · 适用对象",
        "写了两次",
    ),
    "limit of an unknown class": (
        text(item(limits=limits('window = "year", points = 4, categories = ["X"]'))),
        "category.unknown",
        "项目 i · 上限",
        "“X”",
    ),
    "limit of nobody": (
        text(item(limits=limits('window = "year", points = 4, categories = []'))),
        "limit.nobody",
        "项目 i · 上限",
        "对谁都不起作用",
    ),
    "two limits of one class": (
        text(
            CATEGORY,
            item(
                limits=limits(
                    'window = "year", points = 4, categories = ["A"]',
                    'window = "year", points = 6, categories = ["B", "A"]',
                )
            ),
        ),
        "limit.twice",
        "项目 i · 上限",
        "写了两次",
    ),
    "shared limit below one line": (
        text(item(), item("j", amount='kind = "fixed", points = 9'), SHARED.format("points = 5")),
        "limit.below",
        "共用上限 all",
        "一次的分值还低",
    ),
    "demerits where none can be had": (
        text(item(**MINUS), cycle=DEMERIT, sections=section("ceiling = 0")),
        "item.never",
        "项目 i",
        "永远得不到分",
    ),
    "plus in a section that is full from the start": (
        text(item(), sections=section("start = 20\nceiling = 20")),
        "item.never",
        "项目 i",
        "最高 20 分",
    ),
}

WARNINGS = {
    "factor of one": (
        text(item(roles=LEAD.format("factor = 1"))),
        "factor.one",
        "项目 i · 角色 lead",
        "倍数是 1",
    ),
    "repeat of one": (
        text(item(repeat='{ factor = 1, window = "year" }')),
        "factor.one",
        "项目 i · 重复加倍",
        "倍数是 1",
    ),
    "points of a class that is not meant": (
        text(CATEGORY, item(amount='kind = "fixed", points = 2, by_category = { B = 1 }', applies_to=ONLY_A)),
        "category.outside",
        "项目 i · 分值",
        "B 类",
    ),
    "limit of a class that is not meant": (
        text(
            CATEGORY,
            item(limits=limits('window = "year", points = 4, categories = ["B"]'), applies_to=ONLY_A),
        ),
        "category.outside",
        "项目 i · 上限",
        "不起作用",
    ),
    "range of one figure": (
        text(item(amount='kind = "range", min = 2, max = 2')),
        "range.single",
        "项目 i · 分值",
        "固定分值",
    ),
    "steps that fall": (
        text(item(amount='kind = "steps", unit = "时", steps = [{at=1,points=3},{at=2,points=1}]')),
        "steps.falling",
        "项目 i · 阶梯",
        "反而少",
    ),
    "presence that costs": (
        text(item(amount='kind = "attendance", present = -1, absent = -2', **BOTH)),
        "attendance.present",
        "项目 i · 分值",
        "扣 1 分",
    ),
    "absence that pays": (
        text(item(amount='kind = "attendance", present = 1, absent = 2', **BOTH)),
        "attendance.order",
        "项目 i · 分值",
        "正负号",
    ),
    "absence that pays the same": (
        text(item(amount='kind = "attendance", present = 1, absent = 1', **BOTH)),
        "attendance.same",
        "项目 i · 分值",
        "不起作用",
    ),
    "sheet without an activity": (
        text(item(amount=SHEET, polarity='"both"')),
        "activity.missing",
        "项目 i",
        "没有签到表",
    ),
    "absence taken off twice": (
        text(item(amount=SHEET, **BOTH), expected("j", entry='"attendance"', activity='"lecture"')),
        "attendance.twice",
        "项目 i",
        "扣两次",
    ),
    "mobile of a kind": (
        text(item(amount=STATE.format("mobile", "x"))),
        "state.value",
        "项目 i · 分值",
        "可以删去",
    ),
    "expected over more than the cycle": (
        text(expected(), cycle=MONTHLY),
        "amount.window",
        "项目 i · 分值",
        "整段结束后才计分",
    ),
    "year and cycle": (
        text(item(limits=limits('window = "year", points = 4', 'window = "cycle", points = 6'))),
        "limit.twice",
        "项目 i · 上限",
        "一样长",
    ),
    "two ballots": (
        text(item(amount=BALLOT), item("j", BALLOT), VOTE),
        "ballot.several",
        "项目",
        "算几遍",
    ),
    "cancelled by what is switched off": (
        text(item(cancelled_by=CANCEL.format("j"), **MINUS), item("j", enabled="false")),
        "item.disabled",
        "项目 i · 抵消",
        "已停用",
    ),
    "item for everybody": (text(item(applies_to="{}")), "audience.open", "项目 i · 适用对象", "可以删去"),
    "figure finer than the rounding": (
        text(item(amount='kind = "choice", levels = [{id="a",name="a",points=0.25}]')),
        "decimals",
        "项目 i · 分值",
        "0.25 分",
    ),
    "measure of no limit": (text(item(limit_on='"base"')), "limit.none", "项目 i", "limit_on"),
}

SOUND = {
    "a priced sheet": text(item(amount=SHEET, **BOTH)),
    "expected with a limit in times": text(
        expected(limits=limits('window = "year", times = 2'), entry='"attendance"', activity='"lecture"')
    ),
    "a post held": text(
        item(amount=STATE.format("post", "网格长"), limits=limits('window = "year", points = 9'))
    ),
    "a class held": text(CATEGORY, item(amount=STATE.format("category", "A"))),
    "a status held": text(item(amount=STATE.format("status", "full"))),
    "a ballot": text(item(amount=BALLOT), VOTE),
    "role with points of its own": text(item(roles=LEAD.format("points = 3"))),
    "absence and make-up": text(item(cancelled_by=CANCEL.format("j"), **MINUS), item("j")),
    "a second person": text(item(also='"j"'), item("j")),
    "limits by class": text(
        CATEGORY,
        item(
            limits=limits(
                'window = "year", points = 4, categories = ["A"]',
                'window = "year", points = 6, categories = ["B"]',
            )
        ),
    ),
    "open tariff": text(item(amount=BANDS.format("{ upto = 10, points = 1 }, { per = 4, points = 1 }"))),
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


def test_a_halved_line_may_fit_where_the_whole_one_does_not():
    rule = limits('window = "year", points = 1')
    assert_warning(
        (
            text(item(roles=LEAD.format("factor = 0.5"), limits=rule)),
            "limit.below",
            "项目 i · 上限",
            "总会被截",
        )
    )
    before = text(item(roles=LEAD.format("factor = 0.5"), limits=rule, limit_on='"base"'))
    assert_error((before, "limit.below", "项目 i · 上限", "一次的分值还低"))
    again = text(item(polarity='"minus"', repeat='{ factor = 0.5, window = "year" }', limits=rule))
    assert_warning((again, "limit.below", "项目 i · 上限", "总会被截"))
