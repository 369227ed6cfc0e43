"""All that one member's score depends on, taken out of everybody's inputs and put together again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from .scoring import AttendanceIn, CarryIn, HolidayIn, Inputs, MemberIn, PostingIn, VetoIn

R = TypeVar("R", AttendanceIn, CarryIn, VetoIn)


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """All that a member's score depends on besides scheme and day.

    Attributes:
        postings: The member's own, and those of others in which the member is scored for the same fact.
    """

    member: MemberIn
    postings: tuple[PostingIn, ...]
    attendance: tuple[AttendanceIn, ...]
    carry: tuple[CarryIn, ...]
    vetoes: tuple[VetoIn, ...]
    holidays: tuple[HolidayIn, ...]


def by_member(inputs: Inputs) -> Iterator[MemberFacts]:
    """The inputs of each member; a posting that scores two is among those of both."""
    postings: dict[str, list[PostingIn]] = {member.uid: [] for member in inputs.members}
    for posting in inputs.postings:
        for uid in {posting.member, posting.second}:
            if uid in postings:
                postings[uid].append(posting)
    marks, carry, vetoes = _own(inputs.attendance), _own(inputs.carry), _own(inputs.vetoes)
    for member in inputs.members:
        uid = member.uid
        yield MemberFacts(
            member=member,
            postings=tuple(postings[uid]),
            attendance=tuple(marks.get(uid, ())),
            carry=tuple(carry.get(uid, ())),
            vetoes=tuple(vetoes.get(uid, ())),
            holidays=inputs.holidays,
        )


def _own(rows: Iterable[R]) -> dict[str, list[R]]:
    found: dict[str, list[R]] = {}
    for row in rows:
        found.setdefault(row.member, []).append(row)
    return found


def joined(parts: Iterable[MemberFacts]) -> Inputs:
    """The inputs of some members, each posting once."""
    found = list(parts)
    return Inputs(
        members=tuple(facts.member for facts in found),
        postings=tuple(dict.fromkeys(posting for facts in found for posting in facts.postings)),
        attendance=tuple(mark for facts in found for mark in facts.attendance),
        carry=tuple(result for facts in found for result in facts.carry),
        vetoes=tuple(veto for facts in found for veto in facts.vetoes),
        holidays=found[0].holidays if found else (),
    )
