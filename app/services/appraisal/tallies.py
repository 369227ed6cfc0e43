"""Ballots as values: what makes one void, what a count adds up to, and where two counts differ. Pure.

A ballot is a text with one character a member, in the order of the printed rows (see ``app.models.Ballot``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Final

from app.errors import Issue

#: No mark in a row, more than one mark in it, nobody has typed it yet.
BLANK: Final = "0"
SEVERAL: Final = "x"
OPEN: Final = "_"

#: Why a ballot is void that only the person who holds it can see.
VOID_REASONS: Final = ("字迹不清，无法辨认", "前后矛盾", "写了姓名或做了记号", "不是这一套票")

#: More columns do not fit on paper, nor on the keys 1 to 9.
MOST_COLUMNS: Final = 9


@dataclass(frozen=True, slots=True)
class VoteColumn:
    """One column of the ballot.

    Attributes:
        id: The option in the scheme.
        name: As printed.
        most: Share of the rows that one ballot may mark so at most; ``least``: at least.
    """

    id: str
    name: str
    most: Fraction | None = None
    least: Fraction | None = None

    def most_of(self, rows: int) -> int | None:
        """How many rows may have this mark: a share is rounded down."""
        return None if self.most is None else floor(self.most * rows)

    def least_of(self, rows: int) -> int | None:
        """How many rows must have it: a share is rounded up."""
        return None if self.least is None else ceil(self.least * rows)

    def rule(self, rows: int) -> str:
        """ "优秀不超过 4 名"; empty where the column has no quota."""
        most, least = self.most_of(rows), self.least_of(rows)
        words = [] if most is None else [f"不超过 {most} 名"]
        words += [] if least is None else [f"不少于 {least} 名"]
        return f"“{self.name}”{'、'.join(words)}" if words else ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that two people counted differently.

    Attributes:
        member: Uid; empty for the number of valid ballots.
        option: Id of the option; empty for the number of valid ballots.
    """

    member: str
    option: str
    first: int
    second: int


def rules_of(columns: Iterable[VoteColumn], rows: int) -> str:
    """The quotas of a ballot in words, as printed on it; empty where there are none."""
    return "；".join(rule for column in columns if (rule := column.rule(rows)))


def finished(marks: str) -> bool:
    """Whether every row has been typed."""
    return OPEN not in marks


def void_cause(marks: str, columns: Sequence[VoteColumn], *, several_void: bool) -> str:
    """Why the marks themselves make a ballot void; empty for a valid one.

    Args:
        marks: One character a row.
        columns: The ballot's columns.
        several_void: Whether two marks in one row spoil the whole ballot; otherwise only that row does not count.

    Returns:
        The cause in words. What a ballot has too few of is said only when every row has been typed.
    """
    causes = []
    several = marks.count(SEVERAL)
    if several and several_void:
        causes.append(f"{several} 名党员的一行里打了不止一个“√”")
    for place, column in enumerate(columns, 1):
        given, most = marks.count(str(place)), column.most_of(len(marks))
        least = column.least_of(len(marks)) if finished(marks) else None
        if most is not None and given > most:
            causes.append(f"“{column.name}”选了 {given} 名，超过 {most} 名")
        if least is not None and given < least:
            causes.append(f"“{column.name}”选了 {given} 名，不足 {least} 名")
    return "；".join(causes)


def mark_issues(marks: str, *, rows: int, columns: int) -> list[Issue]:
    """Whether a text can be a ballot of so many rows and columns at all."""
    if len(marks) != rows:
        return [Issue("测评票", "marks", f"这张票有 {len(marks)} 行，应为 {rows} 行，请重新打开再录。")]
    known = {BLANK, SEVERAL, OPEN, *(str(place) for place in range(1, columns + 1))}
    if set(marks) - known:
        return [Issue("测评票", "marks", f"只能填 1 到 {columns}、空白或多选。")]
    return []


def total_issues(votes: Mapping[str, int], valid: int, *, name: str) -> list[Issue]:
    """Whether the votes typed for one member can be right: none below 0, together not more than the valid ballots."""
    if any(count < 0 for count in votes.values()):
        return [Issue(name, "votes", "票数不能小于 0。")]
    whole = sum(votes.values())
    if whole > valid:
        text = f"各栏合计 {whole} 票，多于有效票 {valid} 张，请核对这一行或收回票、无效票的张数。"
        return [Issue(name, "votes", text)]
    return []


def find_differences(
    first: Mapping[str, Mapping[str, int]],
    second: Mapping[str, Mapping[str, int]],
    *,
    valid: tuple[int, int],
    members: Iterable[str],
    options: Sequence[str],
) -> tuple[Difference, ...]:
    """Every figure that differs between two counts, in the order of the ballot."""
    found = [Difference("", "", *valid)] if valid[0] != valid[1] else []
    for member in members:
        for option in options:
            one, two = first.get(member, {}).get(option, 0), second.get(member, {}).get(option, 0)
            if one != two:
                found.append(Difference(member, option, one, two))
    return tuple(found)
