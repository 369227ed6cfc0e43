"""The rules of the account, the appraisal and the rewards in words, as they stand on screen and paper."""

from __future__ import annotations

from app.services.scoring.kinds import (
    AverageOf,
    Balance,
    Counting,
    Divisor,
    RewardBase,
    Scope,
    VoteEffect,
    VoteResult,
    YearMode,
)
from app.services.scoring.language import Appraisal, Carry, Cycle, Goods, Prize, RewardRules, VoteOption
from app.services.scoring.numbers import plain, share_words
from app.services.scoring.words.labels import CHOICES
from app.services.scoring.words.names import UNNAMED, Names
from app.services.scoring.words.people import describe_start

_CYCLES = {1: "按月记分", 3: "按季度记分", 6: "按半年记分", 12: "按年记分"}


def describe_cycle(cycle: Cycle, names: Names = UNNAMED) -> str:
    """``按月记分，全年为各月相加，基础分 5 分，最低 0 分``."""
    parts = [_CYCLES[cycle.months]]
    if cycle.year_starts:
        days = "、".join(f"{day:%Y-%m-%d}" for day in cycle.year_starts)
        parts.append(f"年度起始日：{days}")
    elif cycle.start_month != 1:
        parts.append(f"每年从 {cycle.start_month} 月起")
    if cycle.months != 12:
        parts.append(f"全年为{CHOICES[YearMode][cycle.year.value]}")
    if cycle.counting is Counting.DEMERIT:
        parts.append(CHOICES[Counting][cycle.counting.value])
    parts.append(f"{cycle.start_name}{describe_start(cycle.start, names)}")
    if cycle.carry is not None:
        parts.append(_carry(cycle.carry))
    if cycle.validity_months is not None:
        parts.append(f"每条记录自发生之日起 {cycle.validity_months} 个月内有效")
    if cycle.floor is not None:
        parts.append(f"最低 {plain(cycle.floor)} 分")
    if cycle.ceiling is not None:
        parts.append(f"最高 {plain(cycle.ceiling)} 分")
    if cycle.full_marks is not None:
        parts.append(f"满分 {plain(cycle.full_marks)} 分")
    return "，".join(parts)


def describe_appraisal(appraisal: Appraisal) -> str:
    """``测评分好（1 分）、中（0.6 分）、差（0 分）三档，按…折算，最高计 20 分加到总分``."""
    options = "、".join(_option(option) for option in appraisal.options)
    parts = [f"测评分 {len(appraisal.options)} 档：{options}"]
    if appraisal.groups:
        groups = "、".join(f"{group.name}（权重 {plain(group.weight)}）" for group in appraisal.groups)
        parts.append(f"按评议人分组：{groups}")
    result = CHOICES[VoteResult][appraisal.result.value]
    voters = f"，人数为{CHOICES[Divisor][appraisal.divisor.value]}"
    parts.append(f"结果为{result}{voters if appraisal.result is VoteResult.MEAN else ''}")
    parts.append(_effect(appraisal))
    return "；".join(parts)


def describe_rewards(rules: RewardRules, names: Names = UNNAMED) -> str:
    """``可兑换全部积分，每分折合 5 元，每人全年最多 300 元``."""
    above = f"超过 {plain(rules.above)} 分的部分" if rules.above is not None else ""
    base = above if rules.base is RewardBase.ABOVE and above else CHOICES[RewardBase][rules.base.value]
    parts = [f"可兑换{base}"]
    if rules.mark:
        parts.append(f"须有资格{names.mark(rules.mark)}")
    parts += _money(rules)
    if rules.balance is Balance.CARRIED:
        parts.append("余额结转下年")
    else:
        month, day = (int(part) for part in rules.clears_on.split("-"))
        parts.append(f"余额每年 {month} 月 {day} 日清零")
    if rules.windows:
        spans = "、".join(f"{window.first} 至 {window.last}" for window in rules.windows)
        parts.append(f"兑换时间：{spans}")
    if rules.goods:
        parts.append(f"物品：{'、'.join(_goods(part) for part in rules.goods)}")
    parts += [_prize(prize) for prize in rules.prizes]
    return "，".join(parts)


def _carry(carry: Carry) -> str:
    source = "上年得分" if carry.scope is Scope.YEAR else "上一周期得分"
    words = f"{source}的 {plain(carry.share * 100)}% 结转"
    if carry.min is not None:
        words += f"，最少 {plain(carry.min)} 分"
    return words if carry.max is None else f"{words}，最多 {plain(carry.max)} 分"


def _option(option: VoteOption) -> str:
    words = [f"{plain(option.value)} 分" if option.value is not None else "不计人数"]
    if option.at_most is not None:
        words.append(f"每票最多 {share_words(option.at_most)}")
    if option.at_least is not None:
        words.append(f"每票至少 {share_words(option.at_least)}")
    return f"{option.name}（{'，'.join(words)}）"


def _effect(appraisal: Appraisal) -> str:
    match appraisal.effect:
        case VoteEffect.ADD:
            worth = f"最好计 {plain(appraisal.worth)} 分，" if appraisal.worth is not None else ""
            return f"{worth}加到总分"
        case VoteEffect.RATIO:
            return "结果乘以总分"
        case VoteEffect.SHARE:
            share = plain(appraisal.share * 100) if appraisal.share is not None else ""
            return f"占总分的 {share}%"
    return "不计入总分"


def _money(rules: RewardRules) -> list[str]:
    words = []
    if rules.yuan_per_point is not None:
        words.append(f"每分折合 {plain(rules.yuan_per_point)} 元")
    if rules.max_yuan is not None:
        words.append(f"每人全年最多 {plain(rules.max_yuan)} 元")
    if rules.budget is not None:
        words.append(f"全支部预算 {plain(rules.budget)} 元")
    words.append("可以发现金" if rules.cash else "不发现金")
    return words


def _goods(part: Goods) -> str:
    stock = f"（{part.stock} 份）" if part.stock is not None else ""
    return f"{part.name} {plain(part.points)} 分{stock}"


def _prize(prize: Prize) -> str:
    ranks = f"第 {prize.first} 名" if prize.first == prize.last else f"第 {prize.first} 至 {prize.last} 名"
    money = f" {plain(prize.yuan)} 元" if prize.yuan is not None else ""
    return f"{CHOICES[AverageOf][prize.of.value]}{ranks}：{prize.name}{money}"
