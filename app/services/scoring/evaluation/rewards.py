"""What points can be turned into: redeemable points, their value, prizes by rank."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from app.services.scoring.evaluation.account import Account
from app.services.scoring.evaluation.ranks import grouped, ranker
from app.services.scoring.evaluation.verdict import Verdict
from app.services.scoring.kinds import Balance, RewardBase, Ties
from app.services.scoring.language import RewardRules
from app.services.scoring.numbers import ZERO, plain, round_points
from app.services.scoring.results import MarkScore, RewardScore
from app.services.scoring.scheme import Scheme
from app.services.scoring.types import CarryIn, RedemptionIn


def rewards(
    accounts: Mapping[str, Account],
    scheme: Scheme,
    verdicts: Mapping[str, Verdict],
    *,
    carry: Mapping[str, CarryIn],
    redemptions: Iterable[RedemptionIn],
) -> dict[str, RewardScore]:
    """The reward of each member; empty where the scheme has no rewards.

    Args:
        accounts: The members who were liable in the year.
        scheme: The version in force at ``as_of``.
        verdicts: For the eligibility that a reward asks for.
        carry: Last year's results, with the balances that were left.
        redemptions: What was redeemed in the year.
    """
    rules = scheme.rewards
    if rules is None or not accounts:
        return {}
    spent: dict[str, Decimal] = {}
    year = next(iter(accounts.values())).year
    for entry in redemptions:
        if year.span.start <= entry.date <= year.as_of:
            spent[entry.member] = spent.get(entry.member, ZERO) + entry.points
    # Who is not there any more gets nothing and takes nobody's place.
    present = {uid: account for uid, account in accounts.items() if account.person.liable_on(year.as_of)}
    prizes = _prizes(list(present.values()), rules, scheme)
    return {
        uid: _reward(
            account,
            rules,
            verdicts[uid].marks,
            carried=carry[uid].balance if uid in carry and rules.balance is Balance.CARRIED else ZERO,
            spent=spent.get(uid, ZERO),
            prizes=prizes.get(uid, ()),
            decimals=scheme.decimals,
        )
        for uid, account in present.items()
    }


def _reward(
    account: Account,
    rules: RewardRules,
    marks: Sequence[MarkScore],
    *,
    carried: Decimal,
    spent: Decimal,
    prizes: tuple[str, ...],
    decimals: int,
) -> RewardScore:
    points, cause = _base(account, rules, decimals)
    missing = next((mark for mark in marks if mark.id == rules.mark and not mark.granted), None)
    if missing is not None:
        points, cause = ZERO, f"没有“{missing.name}”资格：{missing.cause}"
    points += carried
    if carried:
        cause += f"，上年结余 {plain(carried)} 分"
    balance = points - spent
    yuan = None
    if rules.yuan_per_point is not None:
        yuan = round_points(max(ZERO, balance) * rules.yuan_per_point, 2)
        cause += f"，每分 {plain(rules.yuan_per_point)} 元"
        if rules.max_yuan is not None and yuan > rules.max_yuan:
            yuan = round_points(rules.max_yuan, 2)
            cause += f"，每人最多 {plain(rules.max_yuan)} 元"
    return RewardScore(points, spent, balance, yuan, prizes, cause)


def _base(account: Account, rules: RewardRules, decimals: int) -> tuple[Decimal, str]:
    if rules.base is RewardBase.PLUS and account.vetoes and account.exact <= 0:
        return ZERO, "一票否决，没有可兑换的分"
    if rules.base is RewardBase.PLUS:
        plus = sum(
            (line.points for result in account.cycles for line in result.lines if not line.minus), ZERO
        )
        return round_points(plus, decimals), f"加分合计 {plain(round_points(plus, decimals))} 分可兑换"
    if rules.base is RewardBase.ABOVE:
        above = rules.above or ZERO
        points = max(ZERO, account.total - above)
        return points, f"超过 {plain(above)} 分的部分 {plain(points)} 分可兑换"
    return max(ZERO, account.total), f"{plain(max(ZERO, account.total))} 分可兑换"


def _prizes(people: Sequence[Account], rules: RewardRules, scheme: Scheme) -> dict[str, tuple[str, ...]]:
    """Prizes by rank. Equals share the best place; across a prize's last place they are in only if the setting says."""
    found: dict[str, tuple[str, ...]] = {}
    rank = ranker(scheme)
    for prize in rules.prizes:
        for group in grouped(people, prize.of).values():
            ranks = sorted(rank(account) for account in group)
            for account in group:
                place = bisect_left(ranks, rank(account)) + 1
                last = bisect_right(ranks, rank(account))
                fits = last <= prize.last or scheme.ties is Ties.IN
                if prize.first <= place <= prize.last and fits:
                    uid = account.person.uid
                    found[uid] = (*found.get(uid, ()), prize.name)
    return found
