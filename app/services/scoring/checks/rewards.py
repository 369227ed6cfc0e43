"""Checks of what points can be turned into."""

from __future__ import annotations

from itertools import combinations, pairwise

from app.services.scoring.checks.bounds import year_most
from app.services.scoring.checks.findings import Findings
from app.services.scoring.kinds import AverageOf, Balance, RewardBase
from app.services.scoring.language import RewardRules, SchemeDocument
from app.services.scoring.numbers import plain

_PLACE = "积分兑换"


def check_rewards(found: Findings, document: SchemeDocument) -> None:
    """How points become goods or money's worth."""
    rules = document.rewards
    if rules is None:
        return
    found.twice(f"{_PLACE} · 物品", [part.id for part in rules.goods])
    found.twice(f"{_PLACE} · 名次奖励", [part.id for part in rules.prizes])
    if rules.yuan_per_point is None and not rules.goods and not rules.prizes:
        message = (
            "没有写可以兑换什么：请写每分折合多少元（yuan_per_point）、物品（goods）或名次奖励（prizes）"
        )
        found.error(_PLACE, "rewards.none", message)
    if rules.mark and rules.mark not in {mark.id for mark in document.marks}:
        found.error(_PLACE, "mark.unknown", f"没有资格“{rules.mark}”，请改正 mark，或先在 marks 中写明")
    _check_base(found, rules, document)
    _check_money(found, rules)
    _check_dates(found, rules)
    _check_goods(found, rules, document)
    _check_prizes(found, rules, document)


def _check_base(found: Findings, rules: RewardRules, document: SchemeDocument) -> None:
    above = rules.base is RewardBase.ABOVE
    if above and rules.above is None:
        found.error(_PLACE, "rewards.above", "没有写超过多少分的部分可以兑换（above），请补上")
    if not above and rules.above is not None:
        message = 'above 只和 base = "above" 一起写，请删去，或改正 base'
        found.error(_PLACE, "rewards.above", message)
    most = year_most(document)
    if above and rules.above is not None and most is not None and rules.above >= most:
        message = f"全年最多 {plain(most)} 分，没有人会超过 {plain(rules.above)} 分，请改正 above"
        found.error(_PLACE, "rewards.above", message)


def _check_money(found: Findings, rules: RewardRules) -> None:
    per_point, most = rules.yuan_per_point, rules.max_yuan
    paid = per_point is not None or any(prize.yuan is not None for prize in rules.prizes)
    if most is not None and per_point is None:
        message = "没有写每分折合多少元（yuan_per_point），每人最多多少元（max_yuan）不起作用"
        found.warn(_PLACE, "rewards.money", message)
    if per_point is not None and most is not None and per_point > most:
        message = f"1 分就折合 {plain(per_point)} 元，超过每人最多的 {plain(most)} 元，请改正其中一个"
        found.error(_PLACE, "rewards.money", message)
    if rules.budget is not None and most is not None and rules.budget < most:
        message = f"全支部的预算 {plain(rules.budget)} 元比一个人最多的 {plain(most)} 元还少，请核对"
        found.warn(_PLACE, "rewards.money", message)
    if rules.budget is not None and not paid:
        message = "没有写任何金额（yuan_per_point，或奖励的 yuan），预算（budget）没有可比的，不起作用"
        found.warn(_PLACE, "rewards.money", message)
    if rules.cash and not paid:
        found.warn(_PLACE, "rewards.money", "可以发现金（cash），但没有写任何金额，不起作用")


def _check_dates(found: Findings, rules: RewardRules) -> None:
    place = f"{_PLACE} · 兑换时间"
    for number, window in enumerate(rules.windows, start=1):
        if window.first > window.last:
            message = f"{window.first} 在 {window.last} 之后；跨年的请分两段写"
            found.error(f"{place}（第 {number} 个）", "rewards.window", message)
    for earlier, later in pairwise(rules.windows):
        if later.first <= earlier.last:
            message = f"{later.first} 不晚于前一段的 {earlier.last}，要从早到晚写，不能重叠"
            found.error(place, "rewards.window", message)
    if rules.balance is Balance.CARRIED:
        if "clears_on" in rules.model_fields_set:
            message = "余额结转下年（carried），清零日（clears_on）不起作用，请删去其中一个"
            found.warn(_PLACE, "rewards.clears", message)
        return
    if any(window.first <= rules.clears_on < window.last for window in rules.windows):
        message = f"余额在 {rules.clears_on} 清零，这一段兑换时间还没有结束，请核对"
        found.warn(place, "rewards.clears", message)


def _check_goods(found: Findings, rules: RewardRules, document: SchemeDocument) -> None:
    most = year_most(document) if rules.balance is Balance.YEAR else None
    for part in rules.goods:
        place = f"{_PLACE} · 物品 {part.id}"
        if most is not None and part.points > most:
            message = f"要 {plain(part.points)} 分，全年最多只有 {plain(most)} 分，没有人换得到"
            found.warn(place, "rewards.goods", message)
        if part.stock == 0:
            found.warn(place, "rewards.goods", "库存是 0，换不到；没有数的请删去 stock")


def _check_prizes(found: Findings, rules: RewardRules, document: SchemeDocument) -> None:
    for prize in rules.prizes:
        place = f"{_PLACE} · 名次奖励 {prize.id}"
        if prize.first > prize.last:
            found.error(place, "rewards.prize", "名次从（first）大于到（last），请改正其中一个")
        if prize.of is AverageOf.CATEGORY and not document.categories:
            found.error(place, "category.none", "按类别排名次，但方案没有党员类别（categories）")
    for one, other in combinations(rules.prizes, 2):
        overlap = one.first <= other.last and other.first <= one.last
        if one.of is other.of and overlap and one.first <= one.last and other.first <= other.last:
            message = f"名次和“{one.name}”的重叠，同一个人会得两份，请改正名次"
            found.error(f"{_PLACE} · 名次奖励 {other.id}", "rewards.prize", message)
