"""What points can be turned into: redeemable points, their value, prizes by rank, and what was redeemed already."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.services.scoring.evaluation.account import Account
from app.services.scoring.evaluation.ranks import grouped, ranker
from app.services.scoring.evaluation.rulebook import Year
from app.services.scoring.evaluation.verdict import Verdict
from app.services.scoring.kinds import AverageOf, Balance, RewardBase, Ties
from app.services.scoring.language import Prize, RewardRules
from app.services.scoring.numbers import ZERO, plain, round_points
from app.services.scoring.results import MarkScore, RewardScore
from app.services.scoring.scheme import Scheme
from app.services.scoring.types import CarryIn, RedemptionIn


@dataclass(frozen=True, slots=True)
class _Carried:
    """What came over from the year before.

    Attributes:
        points: What of it counts: all of it, or after the day of clearing what had been spent by then.
        words: The sentence; empty where nothing came over.
    """

    points: Decimal = ZERO
    words: str = ""


def rewards(
    accounts: Mapping[str, Account],
    scheme: Scheme,
    verdicts: Mapping[str, Verdict],
    *,
    carry: Mapping[str, CarryIn],
    redemptions: Iterable[RedemptionIn],
) -> dict[str, RewardScore]:
    """The reward of each member; empty where the scheme has no rewards.

    What the branch has to look at (too much redeemed, a wrong day, the budget) goes to the notes of the verdicts.

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
    year = next(iter(accounts.values())).year
    taken: dict[str, list[RedemptionIn]] = {}
    for entry in redemptions:
        if year.span.start <= entry.date <= year.as_of:
            taken.setdefault(entry.member, []).append(entry)
    # Who is not there any more gets nothing and takes nobody's place.
    present = {uid: account for uid, account in accounts.items() if account.person.liable_on(year.as_of)}
    prizes = _prizes(list(present.values()), rules, scheme)
    found = {}
    for uid, account in present.items():
        own = taken.get(uid, [])
        left = carry[uid].balance if uid in carry else ZERO
        found[uid] = _reward(
            account,
            rules,
            verdicts[uid].marks,
            carried=_carried(left, own, rules, year),
            spent=_sum(own),
            prizes=tuple(prize.name for prize in prizes.get(uid, ())),
            decimals=scheme.decimals,
        )
        verdicts[uid].graded.notes.extend(_spending_notes(found[uid], own, rules))
    _note_budget(accounts, found, rules, taken, prizes=prizes, verdicts=verdicts)
    return found


def _sum(entries: Iterable[RedemptionIn]) -> Decimal:
    return sum((entry.points for entry in entries), ZERO)


def _carried(left: Decimal, own: Sequence[RedemptionIn], rules: RewardRules, year: Year) -> _Carried:
    """What was left of the year before: it stays, or it can be redeemed until the day of clearing.

    That day is the first one on or after the end of the year in which the points were earned; where it is the
    year's own last day, nothing comes over. What is redeemed until then is taken from what was left first.
    """
    if left <= 0:
        return _Carried()
    words = f"，上年结余 {plain(left)} 分"
    if rules.balance is Balance.CARRIED:
        return _Carried(left, words)
    cleared = _clearing_day(rules.clears_on, year)
    if cleared is None:
        return _Carried()
    day = f"{cleared.month} 月 {cleared.day} 日"
    if year.as_of <= cleared:
        return _Carried(left, f"{words}（{day}清零）")
    used = min(left, _sum(entry for entry in own if entry.date <= cleared))
    if used < left:
        words += f"（{day}清零 {plain(left - used)} 分）"
    return _Carried(used, words)


def _clearing_day(clears_on: str, year: Year) -> date | None:
    """The day in the year on which last year's balance is lost; ``None`` where that was lost as the year ended."""
    start, end = year.span.start, year.span.end
    for number in range(start.year, end.year + 1):
        month, day = (int(part) for part in clears_on.split("-"))
        # The 29th of February is the last of February in other years.
        found = date(number, month, min(day, 28) if month == 2 and number % 4 else day)
        if start <= found < end:
            return found
    return None


def _reward(
    account: Account,
    rules: RewardRules,
    marks: Sequence[MarkScore],
    *,
    carried: _Carried,
    spent: Decimal,
    prizes: tuple[str, ...],
    decimals: int,
) -> RewardScore:
    points, cause = _base(account, rules, decimals)
    missing = next((mark for mark in marks if mark.id == rules.mark and not mark.granted), None)
    if missing is not None:
        points, cause = ZERO, f"没有“{missing.name}”资格：{missing.cause}"
    points += carried.points
    cause += carried.words
    balance = points - spent
    yuan = None
    if rules.yuan_per_point is not None:
        yuan = round_points(max(ZERO, balance) * rules.yuan_per_point, 2)
        cause += f"，每分 {plain(rules.yuan_per_point)} 元"
        if rules.max_yuan is not None:
            had = spent * rules.yuan_per_point
            room = max(ZERO, rules.max_yuan - had)
            if yuan > room:
                yuan = round_points(room, 2)
                cause += f"，每人最多 {plain(rules.max_yuan)} 元"
                cause += f"，已兑换 {plain(had)} 元" if had else ""
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


def _spending_notes(reward: RewardScore, own: Iterable[RedemptionIn], rules: RewardRules) -> list[str]:
    """What is wrong with what was redeemed: nothing is taken back, the branch looks at it."""
    notes = []
    if reward.balance < 0:
        have = plain(reward.points)
        notes.append(f"已兑换 {plain(reward.spent)} 分，超过可兑换的 {have} 分，请核对兑换记录")
    spans = "、".join(f"{window.first} 至 {window.last}" for window in rules.windows)
    for entry in sorted(own, key=lambda entry: entry.date):
        day = f"{entry.date:%m-%d}"
        if rules.windows and not any(window.first <= day <= window.last for window in rules.windows):
            when = f"{entry.date.month} 月 {entry.date.day} 日"
            notes.append(f"{when}兑换的 {plain(entry.points)} 分不在兑换时间（{spans}）内，请核对")
    return notes


def _note_budget(
    accounts: Mapping[str, Account],
    found: Mapping[str, RewardScore],
    rules: RewardRules,
    taken: Mapping[str, Sequence[RedemptionIn]],
    *,
    prizes: Mapping[str, Sequence[Prize]],
    verdicts: Mapping[str, Verdict],
) -> None:
    """Where a branch's money (redeemed, still redeemable and prizes) passes its budget, say so to who has a part."""
    if rules.budget is None:
        return
    for group in grouped(accounts.values(), AverageOf.UNIT).values():
        money = {}
        for account in group:
            uid = account.person.uid
            redeemed = _sum(taken.get(uid, ())) * (rules.yuan_per_point or ZERO)
            still = found[uid].yuan if uid in found else None
            own = sum((prize.yuan or ZERO for prize in prizes.get(uid, ())), ZERO)
            money[uid] = redeemed + (still or ZERO) + own
        whole = sum(money.values(), ZERO)
        if whole <= rules.budget:
            continue
        words = (
            f"本支部兑换和奖励合计 {plain(round_points(whole, 2))} 元，"
            f"超过预算 {plain(rules.budget)} 元，由支部决定"
        )
        for uid, own in money.items():
            if own:
                verdicts[uid].graded.notes.append(words)


def _prizes(people: Sequence[Account], rules: RewardRules, scheme: Scheme) -> dict[str, tuple[Prize, ...]]:
    """Prizes by rank. Equals share the best place; across a prize's last place they are in only if the setting says."""
    found: dict[str, tuple[Prize, ...]] = {}
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
                    found[uid] = (*found.get(uid, ()), prize)
    return found
