"""Conditions, vetoes, grades and consequences in words, as they stand on screen and paper."""

from __future__ import annotations

from fractions import Fraction

from app.services.scoring.kinds import AverageOf, ProposalKind, Scope, Side, VetoEffect
from app.services.scoring.language import Condition, Grade, ProposalRule, Quota, VetoRule
from app.services.scoring.numbers import plain, share_words
from app.services.scoring.words.labels import CHOICES
from app.services.scoring.words.names import UNNAMED, Names
from app.services.scoring.words.people import by_group, describe_audience


def describe_condition(rule: Condition, names: Names = UNNAMED) -> str:
    """What must be true: ``全年不低于 90 分，没有一票否决``; empty where there is no condition."""
    figures = [*_bounds(rule, names), *_average(rule)]
    parts = []
    if audience := describe_audience(rule, names):
        parts.append(f"限{audience}")
    if figures:
        parts.append(_whose(rule, names) + "、".join(figures))
    parts += _sections(rule, names)
    parts += _votes(rule, names)
    if rule.no_veto:
        parts.append("没有一票否决")
    if rule.grades is not None:
        parts.append(f"等次为{'、'.join(names.grade(part) for part in rule.grades)}")
    if rule.any:
        options = "；".join(describe_condition(part, names) for part in rule.any)
        parts.append(f"以下至少一条：（{options}）")
    parts += _ranks(rule, names)
    return "，".join(parts)


def describe_grade(grade: Grade, names: Names = UNNAMED) -> str:
    """How a grade is given: ``全年不低于 90 分``, ``只由会议评定``, ``其余``."""
    rule = describe_condition(grade, names)
    quota = grade.quota
    if not rule and quota is not None and quota.at_most is not None:
        # Never the last grade: the best of all get it, as far as the quota goes.
        rule = f"按积分从{'低到高' if names.demerit else '高到低'}"
    words = [rule or ("只由会议评定" if grade.by_meeting else "其余")]
    if quota is not None:
        words.append(describe_quota(quota))
    return "，".join(word for word in words if word)


def describe_quota(quota: Quota) -> str:
    """``不超过本支部的 30%``, ``不少于本支部的 10%，由会议决定``."""
    among = CHOICES[AverageOf][quota.of.value]
    words = []
    if quota.at_most is not None:
        words.append(f"不超过{among}的 {_top(quota.at_most)}")
    if quota.at_least is not None:
        words.append(f"不少于{among}的 {share_words(quota.at_least)}，由会议决定")
    return "，".join(words)


def describe_veto(rule: VetoRule, names: Names = UNNAMED) -> str:
    """What a veto does: ``全年积分归零``, ``全年扣 20 分，最低扣到 0 分``, ``定为不合格``."""
    points = plain(rule.points) if rule.points is not None else ""
    words = f"{_scope(rule.scope)}积分归零"
    match rule.effect:
        case VetoEffect.GRADE:
            words = f"定为{names.grade(rule.grade)}"
        case VetoEffect.DOWN:
            words = f"等次下降 {rule.steps} 等"
        case VetoEffect.CAP:
            words = f"{_scope(rule.scope)}最高计 {points} 分"
        case VetoEffect.DEDUCT:
            floor = "" if rule.floor is None else f"，最低扣到 {plain(rule.floor)} 分"
            words = f"{_scope(rule.scope)}扣 {points} 分{floor}"
    return f"{words}，解除后期间的加分照计" if rule.count_meanwhile else words


def describe_proposal(rule: ProposalRule, names: Names = UNNAMED) -> str:
    """``组织谈话：本周期低于本支部平均分``."""
    return f"{CHOICES[ProposalKind][rule.kind.value]}：{describe_condition(rule, names)}"


def _scope(scope: Scope) -> str:
    return CHOICES[Scope][scope.value]


def _whose(rule: Condition, names: Names) -> str:
    section = f"{names.section(rule.section)}" if rule.section else ""
    # Where deductions add up the figure is said to be one: "at least 6" is no merit there.
    return f"{_scope(rule.scope)}{section}{'扣分' if names.demerit else ''}"


def _bounds(rule: Condition, names: Names) -> list[str]:
    words = []
    if rule.min is not None:
        words.append(f"不低于 {plain(rule.min)} 分")
    if own := by_group(rule.by_category, rule.by_status, names):
        words.append(f"不低于类别线（{own}）")
    if rule.above is not None:
        words.append(f"高于 {plain(rule.above)} 分")
    if rule.max is not None:
        words.append(f"不高于 {plain(rule.max)} 分")
    if rule.below is not None:
        words.append(f"低于 {plain(rule.below)} 分")
    return words


def _average(rule: Condition) -> list[str]:
    if rule.average is None:
        return []
    side = "低于" if rule.average is Side.BELOW else "高于"
    times = "" if rule.average_times == 1 else f"的 {plain(rule.average_times)} 倍"
    return [f"{side}{CHOICES[AverageOf][rule.average_of.value]}平均分{times}"]


def _sections(rule: Condition, names: Names) -> list[str]:
    lead = "扣分" if names.demerit else ""
    words = [
        f"{names.section(key)}{lead}不低于 {plain(points)} 分" for key, points in rule.sections_min.items()
    ]
    if rule.each_section is not None:
        words.append(f"每个板块{lead}都不低于 {plain(rule.each_section)} 分")
    return words


def _votes(rule: Condition, names: Names) -> list[str]:
    words = []
    if rule.vote_min is not None:
        words.append(f"测评结果不低于 {plain(rule.vote_min)}")
    if rule.votes is not None:
        options = "、".join(names.option(part) for part in rule.votes.options)
        words.append(f"{options}得票不低于 {share_words(rule.votes.at_least)}")
    return words


def _ranks(rule: Condition, names: Names) -> list[str]:
    among = CHOICES[AverageOf][rule.rank_of.value]
    whose = _whose(rule, names) + ("从少到多" if names.demerit else "")
    words = []
    if rule.top is not None:
        words.append(f"{whose}排在{among}前 {_top(rule.top)}")
    if rule.bottom is not None:
        words.append(f"{whose}排在{among}后 {_top(rule.bottom)}")
    return words


def _top(value: Fraction | int) -> str:
    return f"{value} 名" if isinstance(value, int) else share_words(value)
