from __future__ import annotations

from decimal import Decimal

import pytest
from scoring_support import CYCLE, SECTION, item, scheme

from app.services.scoring import describe_item, propose

ROLES = '[{ id = "lead", name = "带头", factor = 2 }]'
CATEGORIES = '[[categories]]\nid = "A"\nname = "甲类"\n[[categories]]\nid = "B"\nname = "乙类"\n'
RULES = scheme(
    CATEGORIES,
    item("fixed", roles=ROLES),
    item("range", 'kind = "range", min = 1, max = 4'),
    item("choice", 'kind = "choice", levels = [{ id = "a", name = "县级", points = 3 }]'),
    item("steps", 'kind = "steps", unit = "小时", steps = [{ at = 10, points = 2 }]'),
    item("unit", 'kind = "per_unit", unit = "户", points = 0.5'),
    item("minus", 'kind = "range", max = 5', polarity='"minus"'),
    item("off", enabled="false"),
    item("onlyA", applies_to='{ categories = ["A"] }'),
    item("staff", applies_to='{ statuses = ["full"] }'),
    item("again", repeat='{ factor = 2, window = "year" }'),
    item(
        "sheet",
        'kind = "attendance", present = 2, late = 1, absent = -1',
        polarity='"both"',
        entry='"attendance"',
        activity='"lecture"',
    ),
    item("missing", 'kind = "expected", points = 2, window = "month"', polarity='"minus"'),
    item("held", 'kind = "state", points = 1, window = "month", fact = "post"'),
    item(
        "bands",
        'kind = "graduated", unit = "元", bands = [{ upto = 10, points = 1 }, { per = 4, points = 1 }]',
    ),
    item("classes", 'kind = "fixed", points = 2, by_category = { B = 3 }'),
    item("own", roles='[{ id = "help", name = "协助", points = 1 }]'),
    item("there", section="there"),
    sections=SECTION + '[[sections]]\nid = "there"\nname = "限类"\napplies_to = { categories = ["A"] }\n',
)


def call(item_id: str, **keys: object):
    figures = {"quantity", "points"}
    return propose(RULES, item_id, **{k: Decimal(v) if k in figures else v for k, v in keys.items()})


@pytest.mark.parametrize(
    ("item_id", "keys", "points"),
    [
        ("fixed", {}, "2"),
        ("fixed", {"role": "lead", "quantity": "2"}, "8"),
        ("range", {"points": "2.5"}, "2.5"),
        ("choice", {"level": "a"}, "3"),
        ("steps", {"quantity": "10"}, "2"),
        ("unit", {"quantity": "2.5"}, "1.25"),
        ("minus", {"points": "3"}, "-3"),
        ("minus", {"points": "-3"}, "-3"),
        ("onlyA", {"category": "A"}, "2"),
        ("staff", {}, "2"),
        ("again", {}, "2"),
        ("sheet", {}, "2"),
        ("sheet", {"level": "late"}, "1"),
        ("sheet", {"level": "absent"}, "-1"),
        ("sheet", {"level": "leave"}, "0"),
        ("missing", {}, "0"),
        ("bands", {"quantity": "18"}, "12"),
        ("classes", {"category": "B"}, "3"),
        ("classes", {"category": "A"}, "2"),
        ("own", {"role": "help", "quantity": "2"}, "2"),
        ("there", {"category": "A"}, "2"),
    ],
)
def test_claimed_points(item_id, keys, points):
    proposal = call(item_id, **keys)
    assert (proposal.points, proposal.faults) == (Decimal(points), ())


def test_a_deduction_is_a_gain_of_demerits():
    rules = scheme(item("n", polarity='"minus"'), item("p"), cycle=CYCLE + 'counting = "demerit"\n')
    assert propose(rules, "n").points == 2
    assert propose(rules, "p").points == -2


@pytest.mark.parametrize(
    ("item_id", "keys", "code", "words"),
    [
        ("none", {}, "item.unknown", "没有项目“none”"),
        ("off", {}, "item.disabled", "已停用"),
        ("onlyA", {"category": "B"}, "item.category", "只适用于甲类党员"),
        ("onlyA", {}, "item.category", "只适用于甲类党员"),
        ("fixed", {"quantity": "0"}, "quantity.missing", "次"),
        ("unit", {"quantity": "-1"}, "quantity.missing", "户"),
        ("fixed", {"quantity": "1.5"}, "quantity.whole", "整数"),
        ("again", {"quantity": "2"}, "quantity.repeat", "一次登记一条"),
        ("range", {}, "points.missing", "1–4 分"),
        ("range", {"points": "5"}, "points.range", "1–4 分"),
        ("range", {"points": "-2"}, "points.range", "-2 分"),
        ("minus", {"points": "6"}, "points.range", "0–5 分"),
        ("sheet", {"level": "asleep"}, "level.unknown", "到会、迟到、请假、缺席"),
        ("sheet", {"quantity": "2"}, "quantity.sheet", "数量应为 1"),
        ("missing", {"quantity": "0.5"}, "quantity.whole", "整数"),
        ("bands", {"quantity": "0"}, "quantity.missing", "元"),
        ("held", {}, "item.derived", "由程序自动计分，不用登记"),
        ("there", {"category": "B"}, "item.category", "只适用于甲类党员"),
        ("choice", {}, "level.missing", "县级"),
        ("choice", {"level": "z"}, "level.unknown", "县级"),
        ("fixed", {"role": "boss"}, "role.unknown", "带头"),
        ("fixed", {"outcome": "x"}, "outcome.unknown", "不分结果"),
    ],
)
def test_faults_of_what_was_entered(item_id, keys, code, words):
    (fault,) = call(item_id, **keys).faults
    assert fault.code == code
    assert words in fault.message


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (
            {"roles": ROLES, "limits": '[{ window = "year", points = 4 }]'},
            "每次 2 分，带头加倍，全年最多 4 分",
        ),
        ({"amount": 'kind = "fixed", points = 5', "polarity": '"minus"'}, "每次扣 5 分"),
        (
            {
                "polarity": '"minus"',
                "limits": '[{ window = "month", points = 4 }, { window = "year", times = 9 }]',
            },
            "每次扣 2 分，每月最多扣 4 分，全年最多扣 9 次",
        ),
        ({"amount": 'kind = "range", max = 4.5'}, "每次 0–4.5 分，由评定确定"),
        (
            {
                "amount": 'kind = "choice", levels = [{id="a",name="村级",points=1},{id="b",name="县级",points=3}]'
            },
            "分档：村级 1 分、县级 3 分",
        ),
        (
            {"amount": 'kind = "steps", unit = "小时", steps = [{at=10,points=2},{at=20,points=5}]'},
            "按每条记录的数量：满 10 小时 2 分、满 20 小时 5 分",
        ),
        ({"amount": 'kind = "per_unit", unit = "户", points = 0.5'}, "每户 0.5 分"),
        (
            {
                "amount": 'kind = "per_unit", unit = "元", points = 1, per = 100, minimum = 300, round = "down"'
            },
            "每 100 元 1 分，不足的不计，满 300 元起算",
        ),
        ({"outcomes": '[{id="x",name="成效好",factor=1.5}]'}, "每次 2 分，成效好乘以 1.5"),
        ({"repeat": '{ factor = 2, window = "quarter" }'}, "每次 2 分，每季度内再次发生的加倍"),
        (
            {"roles": ROLES, "limit_on": '"base"', "limits": '[{ window = "half", points = 4 }]'},
            "每次 2 分，带头加倍，加倍之前每半年最多 4 分",
        ),
        ({"exclusive": '"g"'}, "每次 2 分，同一行为只计最高一项"),
        (
            {"applies_to": '{ categories = ["A", "B"], statuses = ["full"], mobile = false }'},
            "每次 2 分，只适用于A 类、B 类中的正式、非流动党员",
        ),
        ({"applies_to": "{ mobile = true }"}, "每次 2 分，只适用于流动党员"),
        ({"applies_to": '{ categories = ["A"] }'}, "每次 2 分，只适用于A 类党员"),
    ],
)
def test_a_rule_in_one_line(keys, words):
    assert describe_item(scheme(CATEGORIES, item(**keys)).items["i"]) == words
