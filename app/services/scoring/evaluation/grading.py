"""Grades (o), vetoes on the grade (p) and quotas (q), for everybody at once: some rules compare members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.services.scoring.evaluation.account import Account
from app.services.scoring.evaluation.conditions import AMONG, Judge, nested, points_words
from app.services.scoring.evaluation.ranks import Edge, at_least, at_most, first, grouped, ranker
from app.services.scoring.kinds import VetoEffect
from app.services.scoring.language import Condition, Grade, NamedCondition, Quota
from app.services.scoring.numbers import share_words
from app.services.scoring.scheme import Scheme


@dataclass(slots=True)
class Graded:
    """A grade with the reason; ``grade`` is the id, or ``None``; ``notes`` are for the meeting."""

    grade: str | None
    cause: str
    notes: list[str] = field(default_factory=list)


def compares(scheme: Scheme) -> bool:
    """Whether a grade depends on anybody else than the member."""
    return any(grade.quota is not None for grade in scheme.grades) or _compare(scheme.grades)


def judged_together(scheme: Scheme) -> bool:
    """Whether a grade, eligibility, proposal, prize or note depends on anybody else than the member."""
    rewards = scheme.rewards
    shared = rewards is not None and (bool(rewards.prizes) or rewards.budget is not None)
    return shared or compares(scheme) or _compare((*scheme.marks, *scheme.proposals))


def _compare(rules: Iterable[Condition]) -> bool:
    return any(
        rule.average is not None or rule.top is not None or rule.bottom is not None for rule in nested(rules)
    )


def grade_all(accounts: Mapping[str, Account], scheme: Scheme, judge: Judge) -> dict[str, Graded]:
    """The grade of each account.

    Args:
        accounts: The members who were liable in the year.
        scheme: The version in force at ``as_of``.
        judge: Judges the conditions.
    """
    found: dict[str, Graded] = {}
    pool: list[Account] = []
    for uid, account in accounts.items():
        status = account.person.status_on(account.year.as_of)
        if not scheme.grades:
            found[uid] = Graded(None, "方案没有设等次")
        elif status not in scheme.members.graded_statuses:
            who = {"probationary": "预备党员", "activist": "入党积极分子"}.get(status, "正式党员")
            found[uid] = Graded(None, f"{who}记分，不评定等次")
        else:
            pool.append(account)
    if pool:
        found |= _by_conditions(pool, scheme, judge)
        for account in pool:
            _by_veto(found[account.person.uid], account, scheme)
        _by_quota(pool, found, scheme)
    return {uid: found[uid] for uid in accounts}


def _by_conditions(pool: Sequence[Account], scheme: Scheme, judge: Judge) -> dict[str, Graded]:
    """Step (o): the first grade whose condition holds; ranks are taken among those who meet the rest."""
    found: dict[str, Graded] = {}
    left = list(pool)
    for grade in scheme.grades:
        if grade.by_meeting:
            continue
        judged = {account.person.uid: judge.judge(grade, account) for account in left}
        met = [account for account in left if judged[account.person.uid].met]
        edge = select(grade, met, pool, scheme)
        for account in met:
            uid = account.person.uid
            if uid in edge.inside:
                reason = judged[uid].cause or _plain_reason(grade)
                found[uid] = Graded(
                    grade.id, f"{points_words(account.total, scheme)}，{reason}，{grade.name}"
                )
            elif uid in edge.tied:
                text = f"{points_words(account.total, scheme)}，“{grade.name}”名额边上同分，由会议决定"
                found[uid] = Graded(None, text, [text])
        left = [account for account in left if account.person.uid not in found]
    return found | {account.person.uid: Graded(None, "等次由会议评定") for account in left}


def _plain_reason(grade: Grade) -> str:
    """Why somebody has a grade that asks for nothing: the rest, or whoever a quota alone lets in."""
    alone = grade.quota is not None and grade.quota.at_most is not None
    return "按名额评定" if alone else "未达到更高等次的条件"


def select(rule: NamedCondition, met: Sequence[Account], pool: Iterable[Account], scheme: Scheme) -> Edge:
    """Of those who meet a condition, who is among its first or last; all of them where it has no rank."""
    everyone = frozenset(account.person.uid for account in met)
    edge = Edge(everyone, frozenset())
    rank = ranker(scheme, rule.scope, rule.section)
    sizes = {group: len(own) for group, own in grouped(pool, rule.rank_of).items()}
    for share, order in ((rule.top, rank), (rule.bottom, lambda account: -rank(account))):
        if share is None:
            continue
        inside: frozenset[str] = frozenset()
        tied: frozenset[str] = frozenset()
        for group, own in grouped(met, rule.rank_of).items():
            part = first(own, at_most(share, sizes[group]), order, scheme.ties)
            inside, tied = inside | part.inside, tied | part.tied
        edge = Edge(edge.inside & inside, (edge.tied | tied) & everyone)
    return edge


def _by_veto(graded: Graded, account: Account, scheme: Scheme) -> None:
    """Step (p): the worst grade that a veto sets, then each step down."""
    order = [grade.id for grade in scheme.grades]
    in_force = [hit for hit in account.hits if hit.holds]
    forced = [
        (order.index(hit.rule.grade), hit)
        for hit in in_force
        if hit.rule.effect is VetoEffect.GRADE and hit.rule.grade in order
    ]
    if forced:
        index, hit = max(forced, key=lambda entry: entry[0])
        graded.grade = order[index]
        graded.cause = f"一票否决“{hit.rule.name}”，定为{scheme.grades[index].name}"
    for hit in in_force:
        if hit.rule.effect is VetoEffect.DOWN and graded.grade is not None:
            index = min(order.index(graded.grade) + hit.rule.steps, len(order) - 1)
            if order[index] != graded.grade:
                graded.grade = order[index]
                graded.cause += f"；“{hit.rule.name}”，降为{scheme.grades[index].name}"


def _by_quota(pool: Sequence[Account], found: dict[str, Graded], scheme: Scheme) -> None:
    """Step (q): who is over a quota gets the next grade that the program gives; a low quota is only pointed at."""
    rank = ranker(scheme)
    for index, grade in enumerate(scheme.grades):
        quota = grade.quota
        if quota is None or grade.by_meeting:
            continue
        lower = next((other for other in scheme.grades[index + 1 :] if not other.by_meeting), None)
        for group in grouped(pool, quota.of).values():
            holders = [account for account in group if found[account.person.uid].grade == grade.id]
            if quota.at_most is not None:
                room = at_most(quota.at_most, len(group))
                _over(first(holders, room, rank, scheme.ties), holders, found, grade, lower, quota)
            if quota.at_least is not None:
                low = scheme.grades[index:]
                _under(at_least(quota.at_least, len(group)), group, found, scheme, low)


def _over(
    edge: Edge,
    holders: Iterable[Account],
    found: dict[str, Graded],
    grade: Grade,
    lower: Grade | None,
    quota: Quota,
) -> None:
    size = f"{quota.at_most} 人" if isinstance(quota.at_most, int) else share_words(quota.at_most or 1)  # type: ignore[arg-type]
    words = f"“{grade.name}”不超过{AMONG[quota.of]}的 {size}"
    for account in holders:
        own = found[account.person.uid]
        if account.person.uid in edge.tied:
            own.grade = None
            own.cause += f"；{words}，名额边上同分，由会议决定"
            own.notes.append(f"{words}，名额边上同分，由会议决定")
        elif account.person.uid not in edge.inside:
            own.grade = lower.id if lower else None
            why = "名额边上同分，都不列入" if account.person.uid in edge.out else "名额已满"
            own.cause += f"；{words}，{why}，{'列为' + lower.name if lower else '由会议决定'}"
            if account.person.uid in edge.out:
                own.notes.append(f"{words}，名额边上同分，都不列入")


def _under(
    wanted: int, group: Iterable[Account], found: dict[str, Graded], scheme: Scheme, low: Sequence[Grade]
) -> None:
    """Point at the lowest that would fill a low-grade quota; the meeting decides."""
    ids = {grade.id for grade in low}
    members = list(group)
    missing = wanted - sum(found[account.person.uid].grade in ids for account in members)
    rank = ranker(scheme)
    above = sorted(
        (account for account in members if found[account.person.uid].grade not in ids),
        key=lambda account: (-rank(account), account.person.uid),
    )
    if missing <= 0:
        return
    # Who is not in the grade is at least as many as are missing, as a share is at most the whole.
    edge = rank(above[missing - 1])
    for account in above:
        if rank(account) >= edge:
            note = f"“{low[0].name}”应不少于 {wanted} 人，还差 {missing} 人，积分靠后，会议决定"
            found[account.person.uid].notes.append(note)
