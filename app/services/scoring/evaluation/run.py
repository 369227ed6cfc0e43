"""The evaluation of everybody's year: one pass per member, then what compares members with each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.services.scoring.evaluation.account import Account, MemberFacts, run_account
from app.services.scoring.evaluation.admission import fallen_by_reversal
from app.services.scoring.evaluation.layout import details
from app.services.scoring.evaluation.people import Person
from app.services.scoring.evaluation.rewards import rewards
from app.services.scoring.evaluation.rulebook import Rulebook, Year
from app.services.scoring.evaluation.seconds import with_seconds
from app.services.scoring.evaluation.verdict import Verdict, verdicts
from app.services.scoring.evaluation.votes import votes_by_member
from app.services.scoring.numbers import ZERO
from app.services.scoring.results import Details, RewardScore, Score
from app.services.scoring.scheme import DatedScheme
from app.services.scoring.types import AttendanceIn, CarryIn, Inputs, PostingIn, VetoIn


@dataclass(frozen=True, slots=True)
class Run:
    """An evaluation with its working state, from which scores and traces are laid out.

    Attributes:
        accounts: By member uid, in the order of the inputs.
        verdicts: For those who were liable in the year.
        rewards: Likewise, where the scheme has rewards.
    """

    book: Rulebook
    year: Year
    accounts: Mapping[str, Account]
    verdicts: Mapping[str, Verdict]
    rewards: Mapping[str, RewardScore]


def evaluate(versions: Sequence[DatedScheme], inputs: Inputs, as_of: date) -> dict[str, Score]:
    """Score the year that ``as_of`` lies in, as it stands on that day, for every member.

    Args:
        versions: The scheme's versions with the dates from which they hold, in any order.
        inputs: Members, postings, vetoes and what else the scheme asks for; entries dated after ``as_of`` or
            in other years are passed over, unless they are still valid.
        as_of: The day on which the result is asked for; the present cycle is the one that it lies in.

    Returns:
        A score per member uid, in the order of ``inputs.members``. Who is liable on no day has an empty one.

    Raises:
        NotFound: No version is in force on ``as_of``.
        ValidationFailed: A version changes the cycle's length in mid-cycle.
    """
    run = run_all(Rulebook(versions), inputs, as_of)
    return {uid: _score(account, run) for uid, account in run.accounts.items()}


def run_all(book: Rulebook, inputs: Inputs, as_of: date, *, trace: Collection[str] = ()) -> Run:
    """Evaluate everybody, keeping each limit's effect for the members to be explained."""
    year = book.year(as_of)
    scheme = year.scheme
    postings = tuple(with_seconds(inputs.postings, book)) if book.also else inputs.postings
    carry = {entry.member: entry for entry in inputs.carry if entry.year == year.number - 1}
    facts = _member_facts(inputs, year, postings, carry)
    reversed_uids = fallen_by_reversal(postings)
    accounts = {
        uid: run_account(own, book=book, year=year, reversed_uids=reversed_uids, trace=uid in trace)
        for uid, own in facts.items()
    }
    liable = {uid: account for uid, account in accounts.items() if account.cycles}
    judged = verdicts(liable, scheme)
    earned = rewards(liable, scheme, judged, carry=carry, redemptions=inputs.redemptions)
    return Run(book, year, accounts, judged, earned)


def _member_facts(
    inputs: Inputs, year: Year, postings: Sequence[PostingIn], carry: Mapping[str, CarryIn]
) -> dict[str, MemberFacts]:
    """The inputs by member, cut to what can matter in the year.

    Args:
        inputs: Everything that was given.
        year: The year.
        postings: Its postings, with those of second persons.
        carry: The results of the year before.
    """
    lines: dict[str, list[PostingIn]] = {member.uid: [] for member in inputs.members}
    first, last = year.first_day, year.as_of
    for posting in postings:
        if first <= posting.date <= last:
            own = lines.get(posting.member)
            if own is not None:
                own.append(posting)
    vetoes: dict[str, list[VetoIn]] = {}
    for veto in inputs.vetoes:
        if first <= veto.date <= last:
            vetoes.setdefault(veto.member, []).append(veto)
    attendance: dict[str, list[AttendanceIn]] = {}
    for mark in inputs.attendance:
        attendance.setdefault(mark.member, []).append(mark)
    votes = votes_by_member(inputs.ballots, year.scheme.appraisal)
    leave_out = year.scheme.members.leave_out
    return {
        member.uid: MemberFacts(
            Person(member, leave_out),
            lines[member.uid],
            vetoes.get(member.uid, ()),
            attendance.get(member.uid, ()),
            votes.get(member.uid),
            carry[member.uid].points if member.uid in carry else None,
        )
        for member in inputs.members
    }


def _score(account: Account, run: Run) -> Score:
    uid = account.person.uid

    def lay_out() -> Details:
        return details(account, run.book)

    if not account.cycles:
        return Score(uid, ZERO, None, lay_out, liable=False)
    verdict = run.verdicts[uid]
    return Score(
        member=uid,
        total=account.total,
        grade=verdict.graded.grade,
        details=lay_out,
        grade_cause=verdict.graded.cause,
        marks=verdict.marks,
        proposals=verdict.proposals,
        vetoes=tuple(dict.fromkeys(hit.rule.id for hit in account.hits if hit.holds)),
        vote=account.vote,
        reward=run.rewards.get(uid),
        notes=tuple(verdict.graded.notes),
    )
