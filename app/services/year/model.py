"""The year's end as plain values: what the service works out, what page, projector and sheets show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from pydantic import TypeAdapter

from app.services.member_views import MemberRow
from app.services.months import Month
from app.services.scoring import MarkScore, ProposalScore, RewardScore, Scheme, YearSpan
from app.services.terms import Term
from app.services.workflow import PeriodState
from app.services.year.votes import MemberVotes


class Standing(StrEnum):
    """How a member stands in the year's end."""

    GRADED = "graded"
    ATTENDS = "attends"
    EXEMPT = "exempt"
    GONE = "gone"


STANDING_NAMES = {
    Standing.GRADED: "",
    Standing.ATTENDS: "参加，不评定等次",
    Standing.EXEMPT: "不纳入",
    Standing.GONE: "年末已不在本支部",
}


@dataclass(frozen=True, slots=True)
class YearFigures:
    """What a member's year came to; frozen whole with the result.

    Attributes:
        category: Name of the class at the year's end; empty where the scheme has none.
        state: Why somebody is not graded, short: "预备", "已转出", "去世".
        parts: Points by column of the view.
        rank: Place among the graded; equals share it.
        votes: The appraisal; ``None`` without one.
        vetoes: Names of the vetoes in force.
    """

    standing: Standing
    group: str
    category: str
    status: str
    state: str
    parts: tuple[Decimal, ...] = ()
    rank: int | None = None
    votes: MemberVotes | None = None
    vetoes: tuple[str, ...] = ()
    marks: tuple[MarkScore, ...] = ()
    proposals: tuple[ProposalScore, ...] = ()
    reward: RewardScore | None = None
    notes: tuple[str, ...] = ()


FIGURES: TypeAdapter[YearFigures] = TypeAdapter(YearFigures)


@dataclass(frozen=True, slots=True)
class Decided:
    """What the meeting said on a member; ``grade`` is empty where it gives none."""

    grade: str
    reason: str = ""
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstain: int | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class YearRow:
    """One member.

    Attributes:
        total: The year's points; ``None`` for who is left out.
        balance: Redeemable points that are left.
        proposed: Id of the grade that the scheme gives; empty where it gives none, ``cause`` says why.
        decision: Draft of the meeting, or what took effect.
    """

    member: MemberRow
    figures: YearFigures
    total: Decimal | None
    balance: Decimal
    proposed: str
    cause: str
    decision: Decided | None

    @property
    def standing(self) -> Standing:
        """How the member stands."""
        return self.figures.standing

    @property
    def graded(self) -> bool:
        """Whether the meeting decides on a grade."""
        return self.standing is Standing.GRADED

    @property
    def open(self) -> bool:
        """Whether the meeting still has to decide."""
        return self.graded and self.decision is None

    @property
    def differs(self) -> bool:
        """Whether the decision is not what the scheme proposes."""
        if self.decision is None:
            return False
        return bool(self.proposed) and self.decision.grade != self.proposed

    @property
    def owes_reason(self) -> bool:
        """Whether a reason has to be stated and is not."""
        if self.decision is None or self.decision.reason.strip():
            return False
        return self.differs or not self.decision.grade


@dataclass(frozen=True, slots=True)
class GradeView:
    """A grade of the scheme; ``key`` is the number that sets it."""

    id: str
    name: str
    by_meeting: bool
    key: int


@dataclass(frozen=True, slots=True)
class YearMeeting:
    """The meeting's data as typed. Votes may stay empty."""

    kind: str
    held_on: date
    place: str = ""
    chair: str = ""
    recorder: str = ""
    eligible: int | None = None
    present: int | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstain: int | None = None


@dataclass(frozen=True, slots=True)
class YearFrame:
    """What a year's rows rest on: scheme, columns and the record of the year.

    Attributes:
        columns: Headings of the sections; ``remarks`` explain them.
        rows: In the branch's own order.
    """

    term: Term
    year: YearSpan
    scheme: Scheme
    columns: tuple[str, ...]
    remarks: tuple[str, ...]
    state: PeriodState
    rows: tuple[YearRow, ...]

    @property
    def frozen(self) -> bool:
        """Whether the result is in effect."""
        return self.state is not PeriodState.OPEN


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """A grade's quota in one group.

    Attributes:
        among: "" for the branch, the class's name, or 全村.
        pool: How many are graded in the group.
        most: At most so many; ``least`` at least so many.
        decided: How many have the grade, or for ``least`` it or a lower one, by the decisions so far.
        rule: The scheme's rule in words.
    """

    grade: str
    name: str
    among: str
    pool: int
    most: int | None
    least: int | None
    decided: int
    rule: str

    @property
    def over(self) -> bool:
        """Whether more have the grade than may."""
        return self.most is not None and self.decided > self.most

    @property
    def words(self) -> str:
        """The numbers in a sentence."""
        where = f"（{self.among}）" if self.among else ""
        if self.most is not None:
            return f"{self.name}{where} {self.decided} / {self.most}"
        return f"{self.name}及以下{where} {self.decided}，应不少于 {self.least}"


@dataclass(frozen=True, slots=True)
class YearEndView:
    """The 年终总评 desk.

    Attributes:
        grades: With the keys that set them.
        quotas: One line for each grade that has a quota, and each group in which it is taken.
        missing: Months of the year that no meeting has confirmed.
        blocks: What keeps the result from taking effect, a sentence each; ``warnings`` does not, and is printed.
        meeting: Its data; a proposal while none was entered (``opened`` false).
    """

    frame: YearFrame
    grades: tuple[GradeView, ...]
    quotas: tuple[QuotaLine, ...]
    missing: tuple[Month, ...]
    blocks: tuple[str, ...]
    warnings: tuple[str, ...]
    meeting: YearMeeting
    opened: bool
    settled_by: str
    settled_at: datetime | None

    @property
    def rows(self) -> tuple[YearRow, ...]:
        """Everybody."""
        return self.frame.rows

    @property
    def settled(self) -> bool:
        """Whether the result is in effect."""
        return self.frame.frozen

    @property
    def open(self) -> tuple[YearRow, ...]:
        """Members on whom the meeting still has to decide."""
        return tuple(row for row in self.rows if row.open)

    def grade_name(self, grade: str) -> str:
        """Name of a grade; empty for none."""
        return next((g.name for g in self.grades if g.id == grade), grade)

    def counts(self) -> Mapping[str, int]:
        """How many have each grade by the decisions so far."""
        found = {grade.id: 0 for grade in self.grades}
        for row in self.rows:
            if row.decision is not None and row.decision.grade in found:
                found[row.decision.grade] += 1
        return found
