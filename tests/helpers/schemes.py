"""Schemes for tests that no preset covers."""

from __future__ import annotations

from app.resources import resource

#: Deductions add up over quarters, less is better; attendance has its price; one section lies inside another.
DEMERITS = """
id = "DM"
name = "扣分累计办法"
source = "测试"
decimals = 1
cycle = { months = 3, counting = "demerit", floor = 0, ceiling = 40 }
posting = { periods = ["month"], notice_days = 5 }
sections = [
  { id = "all", name = "全部" },
  { id = "meet", name = "组织生活", parent = "all", ceiling = 6, window = "month" },
  { id = "law", name = "守法", parent = "all", ceiling = 12, weight = 24 },
]
[[items]]
id = "sheet"
name = "主题党日签到"
section = "meet"
polarity = "both"
amount = { kind = "attendance", present = 0, late = -0.5, absent = -2, made_up = 0.5 }
entry = "attendance"
activity = "activity_day"
[[items]]
id = "brawl"
name = "打架斗殴"
section = "law"
polarity = "minus"
amount = { kind = "range", min = 1, max = 6 }
[[items]]
id = "noise"
name = "噪声扰民"
section = "law"
polarity = "minus"
amount = { kind = "fixed", points = 1 }
repeat = { factor = 2, window = "quarter" }
"""

#: One item of each kind of amount, and of each way in which a line can need more than that.
ALL_KINDS = """
id = "AK"
name = "样样都有一项"
source = "测试"
decimals = 1
ties = "out"
cycle = { months = 12 }
posting = { periods = ["month"], notice_days = 5, confirm_by = "committee" }
categories = [{ id = "A", name = "A类" }, { id = "B", name = "B类" }]
sections = [{ id = "s", name = "积分" }]
items = [
  { id = "byclass", name = "按类别", section = "s", amount = { kind = "fixed", points = 2, by_category = { A = 5 } } },
  { id = "range", name = "评分项", section = "s", amount = { kind = "range", min = 1, max = 4 }, review = true },
  { id = "choice", name = "分档项", section = "s", amount = { kind = "choice", levels = [{ id = "lo", name = "村级", points = 1 }, { id = "hi", name = "县级", points = 3 }] } },
  { id = "steps", name = "阶梯项", section = "s", amount = { kind = "steps", unit = "小时", steps = [{ at = 10, points = 2 }, { at = 20, points = 5 }] } },
  { id = "unit", name = "按户项", section = "s", amount = { kind = "per_unit", unit = "户", points = 0.5 }, also = "leader" },
  { id = "leader", name = "带头人", section = "s", amount = { kind = "fixed", points = 0.5 } },
  { id = "bands", name = "分段项", section = "s", amount = { kind = "graduated", unit = "元", bands = [{ upto = 1000, per = 100, points = 1 }, { per = 400, points = 1 }], round = "down" } },
  { id = "roles", name = "角色项", section = "s", amount = { kind = "fixed", points = 1 }, roles = [{ id = "lead", name = "牵头", points = 3 }], outcomes = [{ id = "done", name = "办成", factor = 2 }] },
  { id = "sheet", name = "签到项", section = "s", polarity = "both", amount = { kind = "attendance", present = 2, late = 1, leave = 0, absent = -2, made_up = 1 }, entry = "attendance", activity = "lecture" },
  { id = "must", name = "应到项", section = "s", polarity = "minus", amount = { kind = "expected", points = 2, window = "month" }, entry = "attendance", activity = "members_meeting" },
  { id = "report", name = "报告项", section = "s", polarity = "minus", amount = { kind = "expected", points = 1, window = "month" } },
  { id = "post", name = "岗位项", section = "s", amount = { kind = "state", points = 1, window = "month", fact = "post", value = "网格员" } },
  { id = "office", name = "任职项", section = "s", amount = { kind = "state", points = 2, window = "month", fact = "state", value = "组长" } },
]
[[grades]]
id = "best"
name = "优秀"
average = "above"
[[grades]]
id = "rest"
name = "合格"
"""


def s1_with_one_act() -> str:
    """S1 where voluntary work and a members' council of one act count once."""
    text = resource("schemes", "S1.toml").read_text("utf-8")
    for item in ("volunteer", "council"):
        line = f'id = "{item}"\n'
        assert text.count(line) == 1
        text = text.replace(line, line + 'exclusive = "deed"\n')
    return text
