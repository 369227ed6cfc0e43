"""Rules in office Chinese."""

from __future__ import annotations

import re

import pytest
from case_support import CATEGORY, grade, mark, section, veto
from rich_scheme import RICH, toml
from scoring_support import CYCLE, item, preset, scheme, text

from app.services.scoring import (
    describe_appraisal,
    describe_condition,
    describe_cycle,
    describe_grade,
    describe_item,
    describe_limit,
    describe_proposal,
    describe_rewards,
    describe_section,
    describe_start,
    describe_veto,
    load_scheme,
)

RULES = load_scheme(toml(RICH), source="R")
VOTE = '[appraisal]\noptions = [{ id = "a", name = "好", value = 1 }, { id = "b", name = "差", value = 0 }]\n'
EXPECTED = 'kind = "expected", points = 2, window = "{}"{}'
STATE = 'kind = "state", points = 1, window = "month", fact = "{}"{}'
MINUS = {"polarity": '"minus"'}
BOTH = {"polarity": '"both"', "entry": '"attendance"', "activity": '"lecture"'}


@pytest.mark.parametrize(
    ("amount", "keys", "words"),
    [
        (EXPECTED.format("quarter", ""), MINUS, "每季度应参加 1 次，缺 1 次扣 2 分，请假不扣"),
        (
            EXPECTED.format("month", ', times = 2, leave = "missing", liable = "any"'),
            MINUS,
            "每月应参加 2 次，缺 1 次扣 2 分，请假也算缺，在册一天也算",
        ),
        ('kind = "fixed", points = 2, by_category = { A = 3 }', {}, "每次 2 分（A类 3 分）"),
        (
            'kind = "graduated", unit = "元", bands = [{ upto = 1000, per = 100, points = 1 },'
            " { upto = 2000, per = 200, points = 1 }, { per = 400, points = 1 }]",
            {},
            "每条记录分段累计：1000 元以内的部分每 100 元 1 分、1000 至 2000 元的部分每 200 元 1 分、"
            "2000 元以上的部分每 400 元 1 分",
        ),
        (
            'kind = "graduated", unit = "户", bands = [{ points = 1 }], round = "half_up"',
            MINUS,
            "每条记录分段累计：每户扣 1 分，四舍五入",
        ),
        (
            'kind = "attendance", present = 1, leave = 0, absent = -2',
            BOTH,
            "按签到：到会 1 分、请假不计分、缺席扣 2 分",
        ),
        (STATE.format("post", ""), {}, "每月始终在岗的，计 1 分"),
        (
            STATE.format("post", ', value = "网格长", held = "any"'),
            MINUS,
            "每月有一天在岗（网格长）的，扣 1 分",
        ),
        (STATE.format("category", ""), {}, "每月始终已定类别的，计 1 分"),
        (STATE.format("category", ', value = "A"'), {}, "每月始终属于A类的，计 1 分"),
        (STATE.format("status", ""), {}, "每月始终已定身份的，计 1 分"),
        (STATE.format("status", ', value = "full"'), {}, "每月始终是正式党员的，计 1 分"),
        (STATE.format("mobile", ""), {}, "每月始终是流动党员的，计 1 分"),
        (STATE.format("state", ', value = "驻村"'), {}, "每月始终具备“驻村”的，计 1 分"),
        (STATE.format("state", ""), {}, "每月始终有登记的状态的，计 1 分"),
        ('kind = "ballot", points = 20', {}, "按民主评议测评结果计，最高 20 分"),
    ],
)
def test_each_amount_in_one_line(amount, keys, words):
    rules = scheme(CATEGORY, VOTE, item(amount=amount, **keys))
    assert describe_item(rules.items["i"], rules.names) == words


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"roles": '[{ id = "h", name = "协助", points = 1 }]'}, "每次 2 分，协助每次 1 分"),
        (
            {"roles": '[{ id = "h", name = "协助", points = 1 }]', **MINUS},
            "每次扣 2 分，协助每次扣 1 分",
        ),
        (
            {"cancelled_by": '{ item = "j", window = "quarter" }', **MINUS},
            "每次扣 2 分，本季度内有一次“项目j”，抵消一次",
        ),
        ({"also": '"j"'}, "每次 2 分，同时给所写的另一人计“项目j”"),
        ({"validity_months": "24"}, "每次 2 分，自发生之日起 24 个月内有效"),
        ({"review": "true"}, "每次 2 分，会上逐条评定"),
        (
            {"limits": '[{ window = "year", points = 6, categories = ["A", "B"] }]'},
            "每次 2 分，A类、B类全年最多 6 分",
        ),
        ({"applies_to": "{}"}, "每次 2 分，只适用于"),
        (
            {"applies_to": '{ post = false, statuses = ["activist"] }'},
            "每次 2 分，只适用于积极分子、没有岗位的党员",
        ),
        ({"applies_to": '{ posts = ["网格长"] }'}, "每次 2 分，只适用于在网格长的党员"),
        ({"repeat": '{ factor = 1, window = "day" }'}, "每次 2 分，每天内再次发生的不加倍"),
    ],
)
def test_each_key_of_an_item(keys, words):
    rules = scheme(CATEGORY, item(**keys), item("j"))
    assert describe_item(rules.items["i"], rules.names) == words


def test_a_limit_without_names_shows_its_ids():
    assert describe_limit(RULES.items["fixed"].limits[1], minus=True) == "A 类全年最多扣 6 次"


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ("", ""),
        ("ceiling = 0", "只扣分"),
        ("floor = -10\nceiling = 0", "最多 0 分，最低 -10 分"),
        ('ceiling = 5\nwindow = "month"', "每月最多 5 分"),
        ("start = 20\nceiling = 20\nfloor = 0", "起始分 20 分，最多 20 分，最低 0 分"),
        ("weight = 40\nceiling = 80", "最多 80 分，满分折合 40 分计入"),
        (
            "outside = true\nceiling = 5\napplies_to = { post = true }",
            "最多 5 分，另加，不占上级的最高分，只适用于有岗位的党员",
        ),
        ("local = { items = 2, points = 3 }", "支部可自设 2 个项目，每项最多 3 分"),
    ],
)
def test_a_section(extra, words):
    rules = load_scheme(text(item(), item("n", **MINUS), sections=section(extra)), source="试验")
    assert describe_section(rules.sections["s"]) == words


@pytest.mark.parametrize(
    ("cycle", "words"),
    [
        (CYCLE, "按年记分，起始分 0 分"),
        (
            '[cycle]\nmonths = 3\nstart_month = 7\nyear = "mean"\nstart_name = "基础分"\nstart = 60\nceiling = 80\n',
            "按季度记分，每年从 7 月起，全年为各周期平均，基础分 60 分，最高 80 分",
        ),
        (CYCLE + 'counting = "demerit"\n', "按年记分，扣分累计，越少越好，起始分 0 分"),
        (CYCLE + "validity_months = 36\n", "按年记分，起始分 0 分，每条记录自发生之日起 36 个月内有效"),
        (
            CYCLE + 'carry = { share = 0.2, scope = "cycle" }\n',
            "按年记分，起始分 0 分，上一周期得分的 20% 结转",
        ),
    ],
)
def test_the_account(cycle, words):
    assert describe_cycle(scheme(item(), cycle=cycle).cycle) == words


def test_the_account_of_the_sample():
    assert describe_cycle(RULES.cycle, RULES.names) == (
        "按年记分，年度起始日：2026-01-10、2027-01-12，基础分 5 分（A类 8 分、B类 6 分，按周期结束时的类别和身份），"
        "上年得分的 20% 结转，最少 0 分，最多 10 分，最低 0 分，最高 200 分，满分 108 分"
    )


def test_a_start_by_status_and_month():
    start = '{ points = 1, by_status = { full = 2, probationary = 3, activist = 4 }, class_at = "months" }'
    rules = scheme(item(), cycle=CYCLE + f"start = {start}\n")
    assert describe_start(rules.cycle.start) == (
        " 1 分（正式党员 2 分、预备党员 3 分、入党积极分子 4 分，按每月 1 日的类别和身份折算）"
    )


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ("", "；结果为加权平均，人数为给本人打票的有效票；不计入总分"),
        ('effect = "add"\nworth = 20\nresult = "most"', "；结果为得票最多的一档；最好计 20 分，加到总分"),
        ('effect = "ratio"\ndivisor = "valid"', "；结果为加权平均，人数为全部有效票；结果乘以总分"),
        ('effect = "share"\nshare = 0.2', "；结果为加权平均，人数为给本人打票的有效票；占总分的 20%"),
    ],
)
def test_the_appraisal(extra, words):
    rules = scheme(item(), VOTE + extra)
    assert describe_appraisal(rules.appraisal) == f"测评分 2 档：好（1 分）、差（0 分）{words}"


def test_the_appraisal_of_the_sample():
    assert describe_appraisal(RULES.appraisal).startswith(
        "测评分 3 档：好（1 分，每票最多 1/3）、差（0 分，每票至少 10%）、弃权（不计人数）；按评议人分组：党员（权重 2）"
    )


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        (
            "yuan_per_point = 5",
            "可兑换全部积分，每分折合 5 元，不发现金，余额每年 12 月 31 日清零",
        ),
        (
            'base = "plus"\nbalance = "carried"\nyuan_per_point = 5',
            "可兑换加分部分，每分折合 5 元，不发现金，余额结转下年",
        ),
    ],
)
def test_rewards(extra, words):
    assert describe_rewards(scheme(item(), f"[rewards]\n{extra}\n").rewards) == words


def test_goods_alone_have_no_value_in_money():
    goods = '[[rewards.goods]]\nid = "soap"\nname = "洗衣液"\npoints = 10\n'
    assert describe_rewards(scheme(item(), "[rewards]\n" + goods).rewards) == (
        "可兑换全部积分，不发现金，余额每年 12 月 31 日清零，物品：洗衣液 10 分"
    )


def test_the_rewards_of_the_sample():
    assert describe_rewards(RULES.rewards, RULES.names) == (
        "可兑换超过 60 分的部分，须有资格“评先资格”，每分折合 5 元，每人全年最多 300 元，全支部预算 5000 元，可以发现金，"
        "余额每年 12 月 31 日清零，兑换时间：06-20 至 06-30、12-01 至 12-31，物品：洗衣液 10 分（20 份），"
        "本支部第 1 名：一等奖 100 元，本支部第 2 至 3 名：二等奖"
    )


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ("min = 80", "全年不低于 80 分"),
        ('scope = "cycle"\nabove = 3\nmax = 5', "本周期高于 3 分、不高于 5 分"),
        ('section = "s"\nbelow = 5', "全年“板块”低于 5 分"),
        ('average = "below"\naverage_times = 0.8', "全年低于本支部平均分的 0.8 倍"),
        ('average = "above"\naverage_of = "all"', "全年高于全村平均分"),
        ('top = "1/3"', "全年排在本支部前 1/3"),
        ('bottom = 3\nrank_of = "all"', "全年排在全村后 3 名"),
        (
            "any = [{ min = 5 }, { mobile = true, min = 3 }]",
            "以下至少一条：（全年不低于 5 分；限流动党员，全年不低于 3 分）",
        ),
        ("no_veto = true\nsections_min = { s = 3 }", "“板块”不低于 3 分，没有一票否决"),
        ('grades = ["g"]', "等次为等次g"),
    ],
)
def test_a_condition(extra, words):
    rules = scheme(item(), grade(), mark(extra))
    assert describe_condition(rules.marks[0], rules.names) == words


def test_the_condition_of_the_sample():
    assert describe_condition(RULES.marks[0], RULES.names) == (
        "限A类中的正式、非流动、有岗位的、在P的党员，全年“基础积分”不低于 30 分、不高于 55 分、高于全村平均分的 1.2 倍，"
        "“基础积分”不低于 10 分，每个板块都不低于 0 分，测评结果不低于 0.5，没有一票否决，等次为优秀、合格，"
        "以下至少一条：（全年不低于 40 分；限有岗位的党员，全年高于 20 分），全年“基础积分”排在本支部同类前 30%"
    )


def test_the_grades_of_the_sample():
    assert [describe_grade(part, RULES.names) for part in RULES.grades] == [
        "全年不低于 90 分，“好”得票不低于 80%，不超过本支部同类的 1/3",
        "全年不低于类别线（A类 60 分、B类 50 分）",
        "只由会议评定，不少于本支部的 10%，由会议决定",
        "其余",
    ]


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ("", "全年积分归零"),
        ('scope = "cycle"\ncount_meanwhile = true', "本周期积分归零，解除后期间的加分照计"),
        ('effect = "deduct"\npoints = 5', "全年扣 5 分"),
        ('effect = "deduct"\npoints = 5\nfloor = 0', "全年扣 5 分，最低扣到 0 分"),
        ('effect = "cap"\npoints = 60', "全年最高计 60 分"),
        ('effect = "grade"\ngrade = "z"', "定为等次z"),
        ('effect = "down"', "等次下降 1 等"),
    ],
)
def test_a_veto(extra, words):
    rules = scheme(item(), grade("min = 1"), grade("", "z"), veto(extra))
    assert describe_veto(rules.vetoes["v"], rules.names) == words


def test_a_proposal():
    assert describe_proposal(RULES.proposals[0], RULES.names) == "组织谈话：本周期低于本支部平均分"


@pytest.mark.parametrize("name", ["S0", "S1"])
def test_the_shipped_schemes_are_told_without_a_word_of_english(name):
    rules = load_scheme(preset(name), source=name)
    words = [describe_cycle(rules.cycle, rules.names)]
    words += [describe_section(part, rules.names) for part in rules.sections.values()]
    words += [describe_item(part, rules.names) for part in rules.items.values()]
    words += [describe_veto(part, rules.names) for part in rules.vetoes.values()]
    words += [describe_grade(part, rules.names) for part in rules.grades]
    words += [describe_condition(part, rules.names) for part in (*rules.marks, *rules.proposals)]
    assert not re.search("[A-Za-z]{2,}", "".join(words))
