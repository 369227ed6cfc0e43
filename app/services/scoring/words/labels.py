"""The office word for every key and every choice of a scheme file, with the unit of its figures."""

from __future__ import annotations

from enum import Enum

from pydantic import BaseModel

from app.services.scoring import kinds
from app.services.scoring import language as parts

_KEYS = {
    "above": "高于",
    "activity": "活动种类",
    "also": "同时计分的项目",
    "amount": "分值",
    "any": "任一条件",
    "applies_to": "适用对象",
    "appraisal": "民主评议",
    "at": "数量",
    "at_least": "最低占比",
    "at_most": "最高占比",
    "average": "与平均分比",
    "average_of": "平均分范围",
    "average_times": "平均分倍数",
    "balance": "余额处理",
    "bands": "分段",
    "base": "可兑换积分",
    "below": "低于",
    "bottom": "后几名",
    "budget": "预算",
    "by_category": "按类别",
    "by_meeting": "只由会议评定",
    "by_status": "按身份",
    "cancelled_by": "抵消",
    "carry": "结转",
    "cash": "可发现金",
    "categories": "党员类别",
    "ceiling": "最高分",
    "class_at": "按哪一天的类别",
    "clears_on": "清零日",
    "confirm_by": "评定会议",
    "count_meanwhile": "期间加分计入",
    "counting": "计分方式",
    "cycle": "周期",
    "day_kind": "天数算法",
    "decimals": "小数位数",
    "divisor": "按谁算人数",
    "each_section": "每个板块不低于",
    "effect": "作用",
    "enabled": "启用",
    "entry": "登记方式",
    "example": "示例分值",
    "example_note": "示例提示语",
    "exclusive": "同一行为",
    "exemption": "不纳入积分的规定",
    "fact": "依据",
    "factor": "倍数",
    "first": "从",
    "floor": "最低分",
    "full_marks": "满分",
    "goods": "物品",
    "grade": "等次",
    "grade_probationary": "预备党员评定等次",
    "graded": "评定等次的身份",
    "grades": "等次",
    "groups": "评议人组",
    "held": "具备的时间",
    "id": "编号",
    "item": "项目",
    "items": "项目",
    "kind": "种类",
    "last": "到",
    "leave_out": "不记分的党员",
    "levels": "档次",
    "liable": "计算的时间",
    "limit_on": "上限算在",
    "limits": "上限",
    "local": "支部自设",
    "mark": "兑换资格",
    "marks": "资格",
    "max": "不高于",
    "max_yuan": "每人最多",
    "members": "党员规则",
    "min": "不低于",
    "minimum": "起算数量",
    "mobile": "流动党员",
    "months": "月数",
    "name": "名称",
    "no_veto": "没有一票否决",
    "notice_days": "公示天数",
    "note": "说明",
    "of": "范围",
    "options": "测评档",
    "outcomes": "结果",
    "outside": "不占上级最高分",
    "parent": "上级板块",
    "part_year": "年内进出的党员",
    "per": "每几个单位",
    "periods": "公示期",
    "points": "分数",
    "polarity": "加分或扣分",
    "post": "认领岗位",
    "posting": "公示",
    "posts": "岗位",
    "prizes": "名次奖励",
    "proof": "佐证",
    "proposals": "结果运用",
    "quota": "名额",
    "rank_of": "名次范围",
    "repeat": "重复加倍",
    "result": "结果算法",
    "review": "逐条评定",
    "rewards": "积分兑换",
    "roles": "角色",
    "round": "取整",
    "scope": "看哪一段",
    "section": "所属板块",
    "sections": "板块",
    "sections_min": "板块不低于",
    "share": "比例",
    "shared_limits": "共用上限",
    "source": "出处",
    "start": "起始分",
    "start_month": "起始月份",
    "start_name": "起始分名称",
    "statuses": "身份",
    "steps": "阶梯",
    "stock": "库存",
    "text": "佐证说明",
    "ties": "同分处理",
    "times": "次数",
    "top": "前几名",
    "unit": "单位",
    "upto": "到多少为止",
    "validity_months": "有效月数",
    "value": "内容",
    "vetoes": "一票否决",
    "vote_min": "测评不低于",
    "votes": "得票",
    "weight": "权重",
    "window": "时间范围",
    "windows": "兑换时间",
    "worth": "折合满分",
    "year": "年度得分",
    "year_starts": "年度起始日",
    "yuan": "奖励金额",
    "yuan_per_point": "每分折合",
    # The marks of an attendance sheet.
    "present": "到会",
    "late": "迟到",
    "leave": "请假",
    "absent": "缺席",
    "excused": "免予参加",
    "made_up": "已补课",
}
# Where one key means another thing in one table.
_SPECIAL: dict[tuple[type[BaseModel], str], str] = {
    (parts.Appraisal, "share"): "测评占比",
    (parts.Carry, "max"): "最多",
    (parts.Carry, "min"): "最少",
    (parts.Carry, "share"): "结转比例",
    (parts.Condition, "categories"): "类别",
    (parts.Condition, "section"): "板块",
    (parts.ExpectedAmount, "leave"): "请假处理",
    (parts.LocalRule, "items"): "自设项目数",
    (parts.LocalRule, "points"): "每项最多",
    (parts.Quota, "at_least"): "至少",
    (parts.Quota, "at_most"): "最多",
    (parts.RangeAmount, "max"): "最高",
    (parts.RangeAmount, "min"): "最低",
    (parts.RewardRules, "above"): "超过多少分",
    (parts.Section, "local"): "自设项目的规定",
    (parts.VetoRule, "effect"): "后果",
    (parts.VetoRule, "steps"): "降几等",
    (parts.VoteOption, "value"): "每票分值",
    (parts.VoteShare, "at_least"): "得票不低于",
}
_POINTS = frozenset(
    {
        "above",
        "absent",
        "below",
        "ceiling",
        "each_section",
        "excused",
        "floor",
        "full_marks",
        "late",
        "leave",
        "made_up",
        "max",
        "min",
        "points",
        "present",
        "weight",
        "worth",
    }
)
_UNITS = {
    "budget": "元",
    "factor": "倍",
    "max_yuan": "元",
    "months": "个月",
    "notice_days": "天",
    "times": "次",
    "validity_months": "个月",
    "yuan": "元",
    "yuan_per_point": "元",
}
_TABLE_UNITS: dict[tuple[type[BaseModel], str], str] = {
    (parts.RaterGroup, "weight"): "",
    (parts.VoteOption, "value"): "分",
}
STATUSES = {"full": "正式", "probationary": "预备", "activist": "积极分子"}
ROUNDINGS = {"none": "不取整", "down": "舍去零头", "up": "进位", "half_up": "四舍五入"}
_PLAIN = {
    **STATUSES,
    **ROUNDINGS,
    "final": "加倍之后",
    "base": "加倍之前",
    "fixed": "固定分值",
    "range": "区间评定",
    "choice": "分档",
    "steps": "阶梯",
    "per_unit": "按数量",
    "graduated": "分段累计",
    "attendance": "签到计分",
    "expected": "应参加",
    "state": "履职状态",
    "ballot": "测评得分",
}
CHOICES: dict[type[Enum], dict[str, str]] = {
    kinds.Polarity: {"plus": "加分", "minus": "扣分", "both": "加分和扣分"},
    kinds.Window: {
        "day": "每天",
        "month": "每月",
        "quarter": "每季度",
        "half": "每半年",
        "year": "全年",
        "cycle": "每周期",
    },
    kinds.PeriodKind: {"month": "月", "quarter": "季度", "half": "半年", "year": "年度"},
    kinds.YearMode: {"sum": "各周期相加", "mean": "各周期平均"},
    kinds.DayKind: {"calendar": "自然日", "working": "工作日"},
    kinds.Ties: {"out": "都不列入", "in": "都列入", "meeting": "由会议定"},
    kinds.ProofKind: {"none": "不需要", "optional": "可有可无", "required": "必须有"},
    kinds.EntryKind: {"attendance": "签到表", "tick": "勾选名单", "card": "党员申报"},
    kinds.ActivityKind: {
        "members_meeting": "党员大会",
        "committee": "支委会",
        "group_meeting": "党小组会",
        "lecture": "党课",
        "activity_day": "主题党日",
        "org_life": "组织生活会",
        "appraisal": "民主评议",
        "volunteer": "志愿服务",
        "other": "其他活动",
    },
    kinds.Scope: {"cycle": "本周期", "year": "全年"},
    kinds.VetoEffect: {
        "deduct": "扣分",
        "cap": "封顶",
        "zero": "积分归零",
        "grade": "定等次",
        "down": "降等次",
    },
    kinds.ProposalKind: {
        "talk": "组织谈话",
        "admonish": "诫勉谈话",
        "letter": "提醒函",
        "rectify": "限期整改",
        "dismiss": "劝退或除名",
        "honour": "表彰",
        "reward": "奖励",
        "help": "帮扶",
    },
    kinds.Side: {"below": "低于平均分", "above": "高于平均分"},
    kinds.AverageOf: {"unit": "本支部", "category": "本支部同类", "all": "全村"},
    kinds.Counting: {"merit": "积分越多越好", "demerit": "扣分累计，越少越好"},
    kinds.ClassAt: {"begin": "周期开始时", "end": "周期结束时", "months": "每月 1 日"},
    kinds.PartYear: {"full": "起始分不减", "months": "起始分按月折算", "mean": "按在册月份推算"},
    kinds.Leave: {"excused": "不计入应参加", "present": "算参加", "missing": "算缺"},
    kinds.Liable: {"throughout": "始终都在", "any": "有一天就算"},
    kinds.StateKind: {
        "post": "岗位",
        "state": "状态",
        "category": "类别",
        "status": "身份",
        "mobile": "流动",
    },
    kinds.Divisor: {"marked": "给本人打票的有效票", "valid": "全部有效票"},
    kinds.VoteResult: {"mean": "加权平均", "most": "得票最多的一档"},
    kinds.VoteEffect: {"none": "不计入总分", "add": "加到总分", "ratio": "乘以总分", "share": "占总分一部分"},
    kinds.ConfirmBy: {
        "members_meeting": "党员大会",
        "committee": "支委会",
        "scoring_group": "积分评定小组",
    },
    kinds.RewardBase: {"total": "全部积分", "plus": "加分部分", "above": "超过某分的部分"},
    kinds.Balance: {"year": "到期清零", "carried": "结转下年"},
}


def key_word(model: type[BaseModel], key: str) -> str:
    """The office word for a key of a table; a key that is none is shown as it is."""
    for base in model.__mro__:
        if (base, key) in _SPECIAL:
            return _SPECIAL[base, key]
    return _KEYS.get(key, key)


def unit_of(model: type[BaseModel], key: str) -> str:
    """The unit of a figure with its blank (`` 分``), or nothing."""
    default = "分" if key in _POINTS else _UNITS.get(key, "")
    unit = _TABLE_UNITS.get((model, key), default)
    return f" {unit}" if unit else ""


def choice_word(value: object) -> str:
    """The office word for a choice; a text that is none is shown as it is."""
    if isinstance(value, Enum):
        return CHOICES[type(value)][str(value.value)]
    return _PLAIN.get(str(value), str(value))


def option_word(options: tuple[str, ...], value: str) -> str:
    """The word for one of the values that a key allows, found by the set they form; empty if unknown."""
    for words in CHOICES.values():
        if set(words) == set(options):
            return words[value]
    return _PLAIN.get(value, "")
