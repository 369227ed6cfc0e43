"""What follows from the totals: grades, eligibilities and proposals (o to r), for everybody at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.services.scoring.evaluation.account import Account
from app.services.scoring.evaluation.conditions import Judge, nested
from app.services.scoring.evaluation.grading import Graded, grade_all, select
from app.services.scoring.evaluation.ranks import Edge
from app.services.scoring.evaluation.votes import missing_words
from app.services.scoring.kinds import Scope
from app.services.scoring.language import NamedCondition
from app.services.scoring.results import MarkScore, ProposalScore
from app.services.scoring.scheme import Scheme

GONE = "已不在本支部或不纳入积分，不评定等次"


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that follows for one member."""

    graded: Graded
    marks: tuple[MarkScore, ...]
    proposals: tuple[ProposalScore, ...]


def verdicts(accounts: Mapping[str, Account], scheme: Scheme) -> dict[str, Verdict]:
    """The verdict on each account that was liable in the year.

    Who is not liable on ``as_of`` any more (left, died, exempt) keeps the points and gets nothing else; nor does
    the branch compare anybody with them.
    """
    gone = {
        uid: account for uid, account in accounts.items() if not account.person.liable_on(account.year.as_of)
    }
    accounts = {uid: account for uid, account in accounts.items() if uid not in gone}
    judge = Judge(scheme, accounts.values())
    graded = grade_all(accounts, scheme, judge)
    marks: dict[str, list[MarkScore]] = {uid: [] for uid in accounts}
    proposals: dict[str, list[ProposalScore]] = {uid: [] for uid in accounts}
    people = list(accounts.values())
    for rule in scheme.marks:
        for uid, (granted, cause) in _judged(rule, people, graded, scheme, judge).items():
            marks[uid].append(MarkScore(rule.id, rule.name, granted, cause))
    for proposal in scheme.proposals:
        for uid, (met, cause) in _judged(proposal, people, graded, scheme, judge).items():
            if met:
                label = _label(accounts[uid], proposal.scope)
                proposals[uid].append(ProposalScore(proposal.id, proposal.kind, proposal.name, label, cause))
    _note_missing_votes(accounts, graded, scheme)
    found = {uid: Verdict(graded[uid], tuple(marks[uid]), tuple(proposals[uid])) for uid in accounts}
    return found | {uid: Verdict(Graded(None, GONE), (), ()) for uid in gone}


def _note_missing_votes(
    accounts: Mapping[str, Account], graded: Mapping[str, Graded], scheme: Scheme
) -> None:
    """Once somebody was voted on, say of everybody else that the appraisal did not touch them.

    Before the appraisal there is nothing to say; at the year's end its absence is said of everybody.
    """
    words = missing_words(scheme)
    parts = [words] if words else []
    if any(rule.vote_min is not None or rule.votes is not None for rule in nested(_rules(scheme))):
        parts.append(f"{'' if words else '没有测评票，'}看测评的条件都按没有达到算")
    voted = any(account.vote is not None for account in accounts.values())
    for uid, account in accounts.items():
        due = voted or account.year.as_of >= account.year.span.end
        if parts and due and account.vote is None:
            graded[uid].notes.append("；".join(parts))


def _rules(scheme: Scheme) -> tuple[NamedCondition, ...]:
    return (*scheme.grades, *scheme.marks, *scheme.proposals)


def _judged(
    rule: NamedCondition,
    people: Sequence[Account],
    graded: Mapping[str, Graded],
    scheme: Scheme,
    judge: Judge,
) -> dict[str, tuple[bool, str]]:
    """Whether a rule holds for each member that it looks at; ranks among those who meet the rest."""
    judged = {a.person.uid: judge.judge(rule, a, graded[a.person.uid].grade) for a in people}
    met = [account for account in people if judged[account.person.uid].met]
    edge = select(rule, met, people, scheme)
    found = {}
    for account in people:
        uid = account.person.uid
        own = judged[uid]
        cause = judge.words(rule, account, own)
        if own.met and uid in edge.tied:
            graded[uid].notes.append(f"“{rule.name}”名额边上同分，由会议决定")
        if own.met and (rule.top is not None or rule.bottom is not None):
            cause += "，" + _rank_words(uid, edge)
        found[uid] = (uid in edge.inside, cause)
    return found


def _rank_words(uid: str, edge: Edge) -> str:
    if uid in edge.inside:
        return "在名次之内"
    return "名额边上同分，由会议决定" if uid in edge.tied else "不在名次之内"


def _label(account: Account, scope: Scope) -> str:
    span = account.year.span if scope is Scope.YEAR else account.year.cycles[-1].span
    return span.label
