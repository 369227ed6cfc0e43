"""Checks of the appraisal vote: its options, its quotas inside a ballot, and what it does to the total."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from app.services.scoring.checks.bounds import best_vote
from app.services.scoring.checks.conditions import demerit
from app.services.scoring.checks.findings import Findings
from app.services.scoring.kinds import VoteEffect
from app.services.scoring.language import Appraisal, BallotAmount, SchemeDocument
from app.services.scoring.numbers import ZERO, plain

_PLACE = "民主评议"
# A result is a rate: whoever writes 100 for the best option means points, and would multiply the total by it.
_MOST_RATIO = 2


def check_appraisal(found: Findings, document: SchemeDocument) -> None:
    """The formula of the vote."""
    appraisal = document.appraisal
    ballots = [item for item in document.items if isinstance(item.amount, BallotAmount) and item.enabled]
    if len(ballots) > 1:
        names = "、".join(f"“{item.name}”" for item in ballots)
        found.warn("项目", "ballot.several", f"{names}都按测评结果计分，同一次测评会算几遍")
    if appraisal is None:
        return
    found.twice(f"{_PLACE} · 测评档", [option.id for option in appraisal.options])
    found.twice(f"{_PLACE} · 评议人组", [group.id for group in appraisal.groups])
    if len(appraisal.groups) == 1:
        found.warn(f"{_PLACE} · 评议人组", "appraisal.group", "只有一组评议人，权重不起作用")
    _check_values(found, appraisal, document)
    _check_quotas(found, appraisal)
    _check_effect(found, appraisal, document)


def _check_values(found: Findings, appraisal: Appraisal, document: SchemeDocument) -> None:
    place, best = f"{_PLACE} · 测评档", best_vote(document)
    if best is None:
        found.error(place, "appraisal.value", "没有一档写了每票分值（value），算不出结果，请补上")
        return
    if best <= ZERO:
        found.error(place, "appraisal.value", "最好的一档要大于 0，否则算不出比例，请改正 value")
    values = [option.value for option in appraisal.options if option.value is not None]
    # Where deductions add up, a vote that goes into the total is worth more the worse it is.
    turned = demerit(document) and appraisal.effect is not VoteEffect.NONE
    if not turned and any(higher < lower for higher, lower in pairwise(values)):
        found.warn(place, "appraisal.order", "测评档要从好到差写，现在后面的分值反而高，请核对")
    if len(set(values)) == 1 and len(values) > 1:
        found.warn(place, "appraisal.same", "各档分值相同，测评结果人人一样，请核对")


def _check_quotas(found: Findings, appraisal: Appraisal) -> None:
    place = f"{_PLACE} · 测评档"
    for option in appraisal.options:
        if option.at_most is not None and option.at_least is not None and option.at_least > option.at_most:
            message = "至少（at_least）大于最多（at_most），没有一张票合格，请改正其中一个"
            found.error(f"{place} {option.id}", "appraisal.quota", message)
    least = sum((part.at_least for part in appraisal.options if part.at_least is not None), Fraction(0))
    if least > 1:
        found.error(place, "appraisal.quota", "各档“至少”的比例合计超过 100%，没有一张票合格，请改正")
    most = [part.at_most for part in appraisal.options]
    if None not in most and sum((part for part in most if part is not None), Fraction(0)) < 1:
        found.error(place, "appraisal.quota", "各档“最多”的比例合计不到 100%，没有一张票合格，请改正")


def _check_effect(found: Findings, appraisal: Appraisal, document: SchemeDocument) -> None:
    effect = appraisal.effect
    for key, value, owner, words in (
        ("worth", appraisal.worth, VoteEffect.ADD, "最好的结果折合多少分（worth）"),
        ("share", appraisal.share, VoteEffect.SHARE, "测评占总分的比例（share）"),
    ):
        if effect is owner and value is None and owner is VoteEffect.SHARE:
            found.error(_PLACE, "appraisal.effect", f"没有写{words}，请补上")
        if effect is not owner and value is not None:
            message = f'{key} 只和 effect = "{owner.value}" 一起写，请删去，或改正 effect'
            found.error(_PLACE, "appraisal.effect", message)
    best = best_vote(document)
    if effect is VoteEffect.RATIO and best is not None and best > _MOST_RATIO:
        message = f"总分会乘以 {plain(best)}；按比例计的，最好一档一般写 1，其余写小数，请改正 value"
        found.error(f"{_PLACE} · 测评档", "appraisal.ratio", message)
