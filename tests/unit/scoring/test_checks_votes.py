"""Mistakes in the appraisal and in what points are turned into; and how far a total can reach."""

from __future__ import annotations

import pytest
from case_support import assert_error, assert_sound, assert_warning, limits, mark, section, veto
from scoring_support import CYCLE, item, text

GOOD = '{ id = "a", name = "好", value = 1 }'
POOR = '{ id = "b", name = "差", value = 0 }'
CAPPED = section("ceiling = 60")
GOODS = '[[rewards.goods]]\nid = "soap"\nname = "洗衣液"\npoints = 10\n'


def vote(*options: str, extra: str = "") -> str:
    return f"[appraisal]\noptions = [{', '.join(options or (GOOD, POOR))}]\n{extra}\n"


def rewards(extra: str, more: str = "") -> str:
    return text(item(), f"[rewards]\n{extra}\n{more}", sections=CAPPED)


def prize(extra: str, name: str = "p") -> str:
    return f'[[rewards.prizes]]\nid = "{name}"\nname = "奖{name}"\n{extra}\n'


def window(first: str, last: str) -> str:
    return f'[[rewards.windows]]\nfirst = "{first}"\nlast = "{last}"\n'


ERRORS = {
    "option twice": (text(item(), vote(GOOD, GOOD)), "duplicate", "民主评议 · 测评档", "用了两次"),
    "group twice": (
        text(item(), vote(extra='groups = [{ id = "m", name = "甲" }, { id = "m", name = "乙" }]')),
        "duplicate",
        "民主评议 · 评议人组",
        "用了两次",
    ),
    "options without a value": (
        text(item(), vote('{ id = "a", name = "好" }', '{ id = "b", name = "差" }')),
        "appraisal.value",
        "民主评议 · 测评档",
        "value",
    ),
    "best option of nothing": (
        text(item(), vote('{ id = "a", name = "好", value = 0 }', POOR)),
        "appraisal.value",
        "民主评议 · 测评档",
        "大于 0",
    ),
    "quota of an option upside down": (
        text(item(), vote('{ id = "a", name = "好", value = 1, at_most = "1/3", at_least = "1/2" }', POOR)),
        "appraisal.quota",
        "民主评议 · 测评档 a",
        "没有一张票合格",
    ),
    "at least of more than all": (
        text(
            item(),
            vote(
                '{ id = "a", name = "好", value = 1, at_least = "60%" }',
                '{ id = "b", name = "差", value = 0, at_least = "60%" }',
            ),
        ),
        "appraisal.quota",
        "民主评议 · 测评档",
        "超过 100%",
    ),
    "at most of less than all": (
        text(
            item(),
            vote(
                '{ id = "a", name = "好", value = 1, at_most = "40%" }',
                '{ id = "b", name = "差", value = 0, at_most = "40%" }',
            ),
        ),
        "appraisal.quota",
        "民主评议 · 测评档",
        "不到 100%",
    ),
    "share without its share": (
        text(item(), vote(extra='effect = "share"')),
        "appraisal.effect",
        "民主评议",
        "share",
    ),
    "ratio with a worth": (
        text(item(), vote(extra='effect = "ratio"\nworth = 20')),
        "appraisal.effect",
        "民主评议",
        "请删去",
    ),
    "add with a share": (
        text(item(), vote(extra='effect = "add"\nworth = 20\nshare = 0.2')),
        "appraisal.effect",
        "民主评议",
        "请删去",
    ),
    "ratio of a hundred": (
        text(item(), vote('{ id = "a", name = "好", value = 100 }', POOR, extra='effect = "ratio"')),
        "appraisal.ratio",
        "民主评议 · 测评档",
        "乘以 100",
    ),
    "nothing to redeem": (rewards(""), "rewards.none", "积分兑换", "可以兑换什么"),
    "unknown eligibility": (
        rewards('mark = "x"\nyuan_per_point = 5'),
        "mark.unknown",
        "积分兑换",
        "“x”",
    ),
    "above what": (
        rewards('base = "above"\nyuan_per_point = 5'),
        "rewards.above",
        "积分兑换",
        "above",
    ),
    "above of a total": (rewards("above = 5\nyuan_per_point = 5"), "rewards.above", "积分兑换", "请删去"),
    "above everything": (
        rewards('base = "above"\nabove = 60\nyuan_per_point = 5'),
        "rewards.above",
        "积分兑换",
        "没有人会超过",
    ),
    "a point above the most": (
        rewards("yuan_per_point = 5\nmax_yuan = 3"),
        "rewards.money",
        "积分兑换",
        "1 分就折合 5 元",
    ),
    "window upside down": (
        rewards("yuan_per_point = 5", window("12-20", "01-10")),
        "rewards.window",
        "积分兑换 · 兑换时间（第 1 个）",
        "跨年",
    ),
    "windows that overlap": (
        rewards("yuan_per_point = 5", window("06-01", "06-30") + window("06-30", "07-10")),
        "rewards.window",
        "积分兑换 · 兑换时间",
        "不能重叠",
    ),
    "goods twice": (rewards("", GOODS + GOODS), "duplicate", "积分兑换 · 物品", "用了两次"),
    "prize upside down": (
        rewards("", prize("first = 3\nlast = 1")),
        "rewards.prize",
        "积分兑换 · 名次奖励 p",
        "大于到",
    ),
    "prizes that overlap": (
        rewards("", prize("last = 3") + prize("first = 3\nlast = 5", "q")),
        "rewards.prize",
        "积分兑换 · 名次奖励 q",
        "得两份",
    ),
    "prize of no class": (
        rewards("", prize('last = 3\nof = "category"')),
        "category.none",
        "积分兑换 · 名次奖励 p",
        "categories",
    ),
}

WARNINGS = {
    "one group": (
        text(item(), vote(extra='groups = [{ id = "m", name = "甲" }]')),
        "appraisal.group",
        "民主评议 · 评议人组",
        "权重不起作用",
    ),
    "options that rise": (
        text(item(), vote(POOR, GOOD)),
        "appraisal.order",
        "民主评议 · 测评档",
        "从好到差",
    ),
    "options that are the same": (
        text(item(), vote(GOOD, '{ id = "b", name = "差", value = 1 }')),
        "appraisal.same",
        "民主评议 · 测评档",
        "人人一样",
    ),
    "most of nothing": (
        rewards("max_yuan = 50", GOODS),
        "rewards.money",
        "积分兑换",
        "不起作用",
    ),
    "budget of less than one": (
        rewards("yuan_per_point = 5\nmax_yuan = 50\nbudget = 20"),
        "rewards.money",
        "积分兑换",
        "一个人最多",
    ),
    "cash of nothing": (rewards("cash = true", GOODS), "rewards.money", "积分兑换", "没有写任何金额"),
    "carried and cleared": (
        rewards('yuan_per_point = 5\nbalance = "carried"\nclears_on = "06-30"'),
        "rewards.clears",
        "积分兑换",
        "不起作用",
    ),
    "cleared within a window": (
        rewards('yuan_per_point = 5\nclears_on = "06-15"', window("06-01", "06-30")),
        "rewards.clears",
        "积分兑换 · 兑换时间",
        "还没有结束",
    ),
    "goods out of reach": (
        rewards("", GOODS.replace("10", "61")),
        "rewards.goods",
        "积分兑换 · 物品 soap",
        "没有人换得到",
    ),
    "no goods left": (
        rewards("", GOODS + "stock = 0\n"),
        "rewards.goods",
        "积分兑换 · 物品 soap",
        "库存是 0",
    ),
}

SOUND = {
    "a vote that is added as it comes out": text(item(), vote(extra='effect = "add"')),
    "a vote that is added": text(item(), vote(extra='effect = "add"\nworth = 20')),
    "a vote of a share": text(item(), vote(extra='effect = "share"\nshare = 0.2')),
    "a vote as a ratio": text(item(), vote(extra='effect = "ratio"')),
    "groups": text(item(), vote(extra='groups = [{ id = "m", name = "甲" }, { id = "n", name = "乙" }]')),
    "goods in two windows": rewards("", window("06-01", "06-30") + window("12-01", "12-31") + GOODS),
    "carried": rewards('yuan_per_point = 5\nbalance = "carried"', GOODS.replace("10", "61")),
    "prizes by rank": rewards(
        "cash = true", prize("last = 1\nyuan = 100") + prize("first = 2\nlast = 3", "q")
    ),
    "prizes of unit and village": rewards("", prize("last = 1") + prize('last = 1\nof = "all"', "q")),
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


# --- how far a total can reach ----------------------------------------------------------------------------

REACH = {
    "a ceiling a month": (
        text(item(), mark("min = 721"), cycle="[cycle]\nmonths = 1\n", sections=CAPPED),
        "720",
    ),
    "the mean of months": (
        text(item(), mark("min = 61"), cycle='[cycle]\nmonths = 1\nyear = "mean"\n', sections=CAPPED),
        "60",
    ),
    "a ceiling by the month": (
        text(item(), mark("min = 721"), sections=section('ceiling = 60\nwindow = "month"')),
        "720",
    ),
    "a weight": (text(item(), mark("min = 41"), sections=section("ceiling = 80\nweight = 40")), "40"),
    "what can be had of a weight": (
        text(
            item(limits=limits('window = "year", points = 20')),
            mark("min = 41"),
            sections=section("ceiling = 80\nweight = 40"),
        ),
        "10",
    ),
    "what stands outside": (
        text(
            item(),
            item("j", section="t"),
            mark("min = 71"),
            cycle=CYCLE + "ceiling = 60\n",
            sections=section() + section("ceiling = 10\noutside = true", "t"),
        ),
        "70",
    ),
    "a carry": (
        text(item(), mark("min = 81"), cycle=CYCLE + "carry = { share = 0.2, max = 20 }\n", sections=CAPPED),
        "80",
    ),
    "a vote": (
        text(item(), vote(extra='effect = "add"\nworth = 20'), mark("min = 81"), sections=CAPPED),
        "80",
    ),
    "a ratio": (
        text(
            item(),
            vote('{ id = "a", name = "好", value = 1.1 }', POOR, extra='effect = "ratio"'),
            mark("min = 67"),
            sections=CAPPED,
        ),
        "66",
    ),
    "times": (text(item(limits=limits('window = "quarter", times = 2')), mark("min = 17")), "16"),
    "days": (text(item(limits=limits('window = "day", points = 2')), mark("min = 745")), "744"),
    "times with a role": (
        text(
            item(
                roles='[{ id = "r", name = "带头", factor = 2 }, { id = "q", name = "组织", points = 3 }]',
                repeat='{ factor = 2, window = "year" }',
                limits=limits('window = "year", times = 2'),
            ),
            mark("min = 25"),
        ),
        "24",
    ),
    "a limit before the factor": (
        text(
            item(
                roles='[{ id = "r", name = "带头", factor = 2 }]',
                limit_on='"base"',
                limits=limits('window = "year", points = 4'),
            ),
            mark("min = 9"),
        ),
        "8",
    ),
    "a state": (
        text(item(amount='kind = "state", points = 2, window = "quarter", fact = "post"'), mark("min = 9")),
        "8",
    ),
    "a ballot": (text(item(amount='kind = "ballot", points = 20'), vote(), mark("min = 21")), "20"),
    "years by days": (
        text(
            item(limits=limits('window = "month", points = 1')),
            mark("min = 99"),
            cycle=CYCLE + "year_starts = [2026-01-10, 2027-03-10]\n",
        ),
        "16",
    ),
    "a rolling term": (
        text(
            item(validity_months="24", limits=limits('window = "year", points = 5')),
            mark("min = 16"),
        ),
        "15",
    ),
    "demerits": (
        text(
            item(polarity='"minus"', limits=limits('window = "year", points = 5')),
            item("j"),
            mark("min = 6"),
            cycle=CYCLE + 'counting = "demerit"\n',
        ),
        "5",
    ),
    "demerits of a sheet": (
        text(
            item(
                amount='kind = "attendance", absent = -2',
                polarity='"both"',
                entry='"attendance"',
                activity='"lecture"',
                limits=limits('window = "year", times = 3'),
            ),
            mark("min = 7"),
            cycle=CYCLE + 'counting = "demerit"\n',
        ),
        "6",
    ),
}


@pytest.mark.parametrize("name", REACH)
def test_a_total_can_reach_so_far_and_no_further(name):
    document, most = REACH[name]
    assert_error((document, "condition.never", "资格 r", f"最多只能得 {most} 分"))


@pytest.mark.parametrize(
    "document",
    [
        text(item(), mark("min = 9999")),
        text(
            item(),
            item("j", section="t"),
            mark('section = "s"\nmin = 70'),
            sections=CAPPED + section('parent = "s"\nceiling = 10\noutside = true', "t"),
        ),
        text(
            item(),
            item("j", section="t"),
            mark('section = "s"\nmin = 9999'),
            sections=CAPPED + section('parent = "s"\noutside = true', "t"),
        ),
        text(item(), mark("min = 9999"), cycle=CYCLE + "carry = { share = 0.2 }\n", sections=CAPPED),
        text(item(), vote(extra='effect = "share"\nshare = 0.2'), mark("min = 9999"), sections=CAPPED),
        text(item(), vote(extra='effect = "ratio"'), mark("min = 9999")),
        text(
            item(
                limits=limits('window = "year", times = 2'),
                amount='kind = "per_unit", unit = "户", points = 1',
            ),
            mark("min = 9999"),
        ),
        text(
            item(),
            mark("below = -5"),
            cycle=CYCLE + "floor = 0\n",
            sections=section("ceiling = 9\noutside = true"),
        ),
        text(item(), mark("below = 1"), veto(), cycle=CYCLE + "floor = 1\n"),
        text(item(), mark("below = 0"), veto('effect = "deduct"\npoints = 9'), cycle=CYCLE + "floor = 0\n"),
        text(item(), mark("below = 0"), vote(extra='effect = "ratio"'), cycle=CYCLE + "floor = 0\n"),
        text(item(), mark("below = 13"), cycle="[cycle]\nmonths = 1\nfloor = 1\n"),
        text(item(), mark("below = 2"), cycle='[cycle]\nmonths = 1\nyear = "mean"\nfloor = 1\n'),
    ],
)
def test_nothing_is_called_out_of_reach_that_may_be_reached(document):
    assert_sound(document)


def test_the_least_of_a_year_is_that_of_its_cycles():
    document = text(item(), mark("below = 12"), cycle="[cycle]\nmonths = 1\nfloor = 1\n")
    assert_error((document, "condition.never", "资格 r", "最少也有 12 分"))
