"""The appraisal's formula (step l): votes by option become one figure for each member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from app.errors import Issue
from app.services.scoring.kinds import Divisor, VoteEffect, VoteResult
from app.services.scoring.language import Appraisal, BallotAmount, VoteOption
from app.services.scoring.numbers import ZERO, plain, round_points
from app.services.scoring.results import VoteScore
from app.services.scoring.scheme import Scheme
from app.services.scoring.types import BallotIn

VALID = "valid"
Counts = dict[str, int]


def votes_by_member(ballots: Iterable[BallotIn], appraisal: Appraisal | None) -> dict[str, VoteScore]:
    """The result of each member who was voted on.

    Args:
        ballots: Votes of all sets; a row without a member gives a set's number of valid ballots. Where a member's row
            gives it, he was voted on by others than the rest (in the branch that he left), and it counts for him alone.
        appraisal: The formula; without one there are no results.
    """
    if appraisal is None:
        return {}
    valid, counts = _counted(ballots, grouped=bool(appraisal.groups))
    if appraisal.divisor is Divisor.VALID:
        _fill_valid(valid, counts)
    found = {}
    for member, by_group in counts.items():
        score = _member(by_group, appraisal, valid if appraisal.divisor is Divisor.VALID else None)
        if score is not None:
            found[member] = score
    return found


def ballot_faults(ballots: Iterable[BallotIn], appraisal: Appraisal | None) -> list[Issue]:
    """Members with more marks than there are valid ballots: one ballot marks a member at most once, or abstains.

    The evaluation would take such a vote for better than the best; who reads ballots in asks this first.

    Args:
        ballots: Votes of all sets.
        appraisal: Its rater groups and options; marks of others are no votes.
    """
    if appraisal is None:
        return []
    valid, counts = _counted(ballots, grouped=bool(appraisal.groups))
    known = {option.id for option in appraisal.options}
    names = {group.id: group.name for group in appraisal.groups}
    faults = []
    for group, most in sorted(valid.items()):
        for member, by_group in sorted(counts.items()):
            own = by_group.get(group, {})
            votes = sum(count for option, count in own.items() if option in known)
            if votes > own.get(VALID, most):
                message = (
                    f"有效票（valid）共 {most} 张，党员“{member}”却有 {votes} 票；"
                    "一张有效票对一个人只能有一票，请核对有效票总数和各档票数"
                )
                place = f"表 ballots · {names.get(group, group)}" if group else "表 ballots"
                faults.append(Issue(place, "ballots.valid", message))
    return faults


def best_value(appraisal: Appraisal | None) -> Decimal:
    """The value of the best option; 0 without an appraisal."""
    if appraisal is None:
        return ZERO
    return max((option.value for option in appraisal.options if option.value is not None), default=ZERO)


def with_vote(total: Decimal, vote: VoteScore | None, appraisal: Appraisal | None) -> Decimal:
    """The year's total after the appraisal; before there is a vote it stays as it is."""
    if appraisal is None or vote is None:
        return total
    if appraisal.effect is VoteEffect.ADD:
        best = best_value(appraisal)
        if appraisal.worth is not None and best:
            return total + appraisal.worth * vote.result / best
        return total + vote.result
    if appraisal.effect is VoteEffect.RATIO:
        return total * vote.result
    if appraisal.effect is VoteEffect.SHARE and appraisal.share is not None:
        return total * (1 - appraisal.share) + vote.result * appraisal.share
    return total


def vote_words(appraisal: Appraisal, vote: VoteScore) -> str:
    """What an appraisal that has an effect does to the total, in words."""
    figure = plain(round_points(vote.result, 4))
    match appraisal.effect:
        case VoteEffect.ADD if appraisal.worth is not None:
            best = plain(best_value(appraisal))
            return f"测评 {figure} ÷ {best} × {plain(appraisal.worth)} 分，加入总分"
        case VoteEffect.ADD:
            return f"测评得分 {figure} 分，加入总分"
        case VoteEffect.RATIO:
            return f"总分乘以测评系数 {figure}"
    share = (appraisal.share or ZERO) * 100
    return f"积分占 {plain(100 - share)}%，测评 {figure} 分占 {plain(share)}%"


def missing_words(scheme: Scheme) -> str:
    """What it means that a member has no votes, for a scheme that looks at them; empty for one that does not."""
    appraisal = scheme.appraisal
    if appraisal is None:
        return ""
    match appraisal.effect:
        case VoteEffect.ADD:
            return "没有测评票，总分没有加测评得分"
        case VoteEffect.RATIO | VoteEffect.SHARE:
            return "没有测评票，总分没有按测评折算，仍是折算前的分数"
    items = [item.name for item in scheme.active_items if isinstance(item.amount, BallotAmount)]
    return f"没有测评票，“{items[0]}”没有得分" if items else ""


def _counted(ballots: Iterable[BallotIn], *, grouped: bool) -> tuple[Counts, dict[str, dict[str, Counts]]]:
    """Valid ballots by rater group, and votes by member, group and option."""
    valid: Counts = {}
    counts: dict[str, dict[str, Counts]] = {}
    for ballot in ballots:
        group = ballot.ballot.split("/")[0] if grouped else ""
        if not ballot.member:
            if ballot.option == VALID:
                valid[group] = valid.get(group, 0) + ballot.votes
            continue
        own = counts.setdefault(ballot.member, {}).setdefault(group, {})
        own[ballot.option] = own.get(ballot.option, 0) + ballot.votes
    return valid, counts


def _fill_valid(valid: Counts, counts: Mapping[str, Mapping[str, Counts]]) -> None:
    """Where the number of valid ballots is not given, the most marks of any member stand for it."""
    seen: Counts = {}
    for by_group in counts.values():
        for group, own in by_group.items():
            marks = sum(own.values()) - own.get(VALID, 0)
            seen[group] = max(seen.get(group, 0), marks)
    for group, most in seen.items():
        valid.setdefault(group, most)


def _member(by_group: Mapping[str, Counts], appraisal: Appraisal, valid: Counts | None) -> VoteScore | None:
    results: list[tuple[str, Decimal, Decimal, int]] = []
    parts: list[tuple[str, Decimal]] = [("", Decimal(1))]
    names = {group.id: group.name for group in appraisal.groups}
    if appraisal.groups:
        parts = [(group.id, group.weight) for group in appraisal.groups]
    for group, weight in parts:
        own = by_group.get(group, {})
        voters = _voters(own, appraisal.options, valid.get(group) if valid is not None else None)
        if voters:
            results.append((names.get(group, ""), weight, _result(own, appraisal, voters), voters))
    if not results:
        return None
    whole = sum((weight for _, weight, _, _ in results), ZERO)
    result = sum((weight * value for _, weight, value, _ in results), ZERO) / whole
    votes = tuple(
        (option.id, sum(own.get(option.id, 0) for own in by_group.values())) for option in appraisal.options
    )
    words = [_words(name, weight, value, voters) for name, weight, value, voters in results]
    counted = {name for name, *_ in results}
    if silent := "、".join(f"“{name}”" for name in names.values() if name not in counted):
        words.append(f"{silent}没有测评票，结果只按其余各组的权重算")
    cause = "；".join(words)
    return VoteScore(result, sum(voters for *_, voters in results), votes, cause)


def _voters(own: Counts, options: Sequence[VoteOption], valid: int | None) -> int:
    """Who counts as a voter: ballots that marked the member with an opinion, or all valid ones."""
    marked = sum(own.get(option.id, 0) for option in options if option.value is not None)
    return marked if valid is None else own.get(VALID, valid)


def _result(own: Counts, appraisal: Appraisal, voters: int) -> Decimal:
    if appraisal.result is VoteResult.MOST:
        # Of two options with equal votes the one that is worth less: the reading that favours nobody.
        valued = [
            (own.get(option.id, 0), -option.value) for option in appraisal.options if option.value is not None
        ]
        return -max(valued)[1]
    total = sum(
        (own.get(option.id, 0) * option.value for option in appraisal.options if option.value is not None),
        ZERO,
    )
    return total / voters


def _words(name: str, weight: Decimal, value: Decimal, voters: int) -> str:
    lead = f"{name}（权重 {plain(weight)}）" if name else ""
    return f"{lead}{voters} 票，{plain(round_points(value, 4))}"
