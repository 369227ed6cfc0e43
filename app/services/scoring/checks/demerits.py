"""Checks of schemes whose deductions add up: there a bound that everybody writes for merits means the opposite.

Figures are compared as they stand (``min`` is at least so many deducted points), so who is to be better off has to be
asked for by ``max`` or ``below``. What would quietly favour the worst is refused, with the way to write it.
"""

from __future__ import annotations

from itertools import pairwise

from app.services.scoring.checks.conditions import demerit, says
from app.services.scoring.checks.findings import Findings
from app.services.scoring.kinds import ProposalKind, Side, VoteEffect
from app.services.scoring.language import Condition, SchemeDocument

_GOOD = (ProposalKind.HONOUR, ProposalKind.REWARD)
_LEAST = ("min", "above", "by_category", "by_status")
_MOST = ("max", "below")


def check_demerits(found: Findings, document: SchemeDocument) -> None:
    """Everything that turns round where less is better; nothing is looked at where more is."""
    if not demerit(document):
        return
    votes_rise = _check_vote(found, document)
    for word, rules in (("等次", document.grades), ("资格", document.marks)):
        for rule in rules:
            _check_granted(found, rule, f"{word} {rule.id}", bounded=False, votes_rise=votes_rise)
    for proposal in document.proposals:
        place = f"结果运用 {proposal.id}"
        if proposal.kind in _GOOD:
            _check_granted(found, proposal, place, bounded=False, votes_rise=votes_rise)
        else:
            _check_blamed(found, proposal, place, bounded=False)
    rewards = document.rewards
    if rewards is not None and (rewards.yuan_per_point is not None or rewards.goods):
        message = (
            "扣分累计的方案，分数是扣掉的分，不能拿来兑换："
            "请删去每分折合多少元（yuan_per_point）和物品（goods），可写名次奖励（prizes）"
        )
        found.error("积分兑换", "rewards.demerit", message)


def _check_granted(found: Findings, rule: Condition, place: str, *, bounded: bool, votes_rise: bool) -> None:
    """What somebody is to have for few deducted points.

    Args:
        found: Takes the faults.
        rule: The condition.
        place: Where it stands.
        bounded: Whether a condition around it has an upper bound already.
        votes_rise: Whether a worse vote has the higher figure.
    """
    bounded = bounded or _says_any(rule, _MOST)
    if _says_any(rule, _LEAST) and not bounded:
        message = (
            "扣分累计的方案分数越少越好，“不低于”“高于”会选出扣得多的人：请改写低于（below）或不高于（max）"
        )
        if rule.by_category or rule.by_status:
            message += "，各类别、身份的界线在任一条件（any）里各写一个"
        found.error(place, "condition.demerit", f"{message}；要列出扣得多的人，请写在结果运用（proposals）里")
    if rule.sections_min or rule.each_section is not None:
        message = (
            "扣分累计的方案，板块“不低于”会选出扣得多的人：请改写看哪个板块（section）和低于（below）；"
            "再看一个板块的，写进任一条件（any）里，只写一个就是“并且”"
        )
        found.error(place, "condition.demerit", message)
    if rule.average is Side.ABOVE:
        message = '扣分累计的方案，高于平均分的是扣得多的人，请改为 average = "below"'
        found.error(place, "condition.demerit", message)
    if rule.vote_min is not None and votes_rise:
        message = "测评越差分值越高，“不低于”会选出测评差的人：请改写得票（votes）"
        found.error(place, "condition.demerit", message)
    if rule.bottom is not None:
        message = "扣分累计的方案，靠后的是扣得多的人；要扣得少的人，请写排在前面（top）"
        found.warn(place, "condition.demerit", message)
    for number, part in enumerate(rule.any, start=1):
        inner = f"{place} · 任一条件（第 {number} 个）"
        _check_granted(found, part, inner, bounded=bounded, votes_rise=votes_rise)


def _check_blamed(found: Findings, rule: Condition, place: str, *, bounded: bool) -> None:
    """What follows from many deducted points."""
    bounded = bounded or _says_any(rule, _LEAST)
    if _says_any(rule, _MOST) and not bounded:
        message = "扣分累计的方案，“低于”“不高于”选出的是扣得少的人；要扣得多的人，请写不低于（min）"
        found.warn(place, "condition.demerit", message)
    if rule.average is Side.BELOW:
        message = '扣分累计的方案，低于平均分的是扣得少的人；要扣得多的人，请写 average = "above"'
        found.warn(place, "condition.demerit", message)
    if rule.top is not None:
        message = "扣分累计的方案，排在前面的是扣得少的人；要扣得多的人，请写排在后面（bottom）"
        found.warn(place, "condition.demerit", message)
    for number, part in enumerate(rule.any, start=1):
        _check_blamed(found, part, f"{place} · 任一条件（第 {number} 个）", bounded=bounded)


def _check_vote(found: Findings, document: SchemeDocument) -> bool:
    """Whether a worse vote has the higher figure, as it must where the figure goes into the total."""
    appraisal = document.appraisal
    if appraisal is None:
        return False
    values = [option.value for option in appraisal.options if option.value is not None]
    if appraisal.effect is not VoteEffect.NONE and any(good > poor for good, poor in pairwise(values)):
        message = (
            "扣分累计的方案，测评越好反而扣得越多：请把差的档写成高的分值（value），如好 0、差 5，"
            '或写 effect = "none"，在等次的条件里看测评'
        )
        found.error("民主评议", "appraisal.demerit", message)
    return len(values) > 1 and values[-1] > values[0]


def _says_any(rule: Condition, keys: tuple[str, ...]) -> bool:
    return any(says(rule, key) for key in keys)
