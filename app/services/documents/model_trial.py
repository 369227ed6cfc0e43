"""试算: a draft scheme against a past period of the ledger, as screen, workbook and sheet show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.services.documents.model import Sheet


class GradeShift(StrEnum):
    """What the draft does to a member's grade, in the word that is shown.

    ``CHANGED``: another grade, but none of the two is the better one (one of them is missing, or the schemes
    have different grades).
    """

    SAME = "不变"
    UP = "升等"
    DOWN = "降等"
    CHANGED = "有变"


class FindingKind(StrEnum):
    """Why the draft takes an entry otherwise than the scheme in force, in the words that are shown."""

    NO_ITEM = "没有这个项目"
    NOT_OPEN = "不能登记或不适用"
    NO_LEVEL = "没有这个档次"
    NO_ROLE = "没有这个角色或结果"
    NO_VALUE = "缺评定分值"
    CLAMPED = "超出分值范围"
    OTHER = "计法不合"
    NO_CLASS = "没有这个类别"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRow:
    """One member and one year.

    Attributes:
        uid: Names the row: member and year.
        year: "2026年度"; shown where the period has several years.
        as_of: Day for which both totals are reckoned.
        label: The name, with the group behind it where two have the same name.
        sort: The member's place in the branch's own order.
        before: Total under the versions in force; ``None``: not liable.
        after: Total under the draft.
        grade_before: Name of the grade; empty where there is none.
        rank_before: Place among the members of the branch; equals share one.
        uncounted: Entries of the member that the draft cannot count as they stand.
    """

    uid: str
    member_uid: str
    year: str
    as_of: date
    name: str
    label: str
    group_name: str
    pinyin: str
    sort: tuple[int, int, str, str]
    before: Decimal | None
    after: Decimal | None
    grade_before: str
    grade_after: str
    shift: GradeShift
    rank_before: int | None
    rank_after: int | None
    uncounted: int

    @property
    def change(self) -> Decimal | None:
        """How much more the draft gives; ``None`` where one of the two totals is missing."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialSection:
    """A section's points summed over all members; ``None`` where a scheme has no such section."""

    name: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialFinding:
    """Entries that the draft cannot count as they stand, all for one reason.

    Attributes:
        item: Name of the item, or of the class.
        cause: The reason in a sentence.
        entries: How many; for a missing class, members.
        members: Names of those concerned.
        before: What the entries count under the scheme in force.
        after: What they count under the draft.
    """

    kind: FindingKind
    item: str
    cause: str
    entries: int
    members: tuple[str, ...]
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialSums:
    """The result in figures.

    Attributes:
        members: Rows with a total under both.
        left_out: Members without points under both.
        mean_before: Mean of these rows; ``None`` when there are none.
    """

    members: int
    left_out: int
    rise: int
    fall: int
    same: int
    grade_up: int
    grade_down: int
    grade_changed: int
    mean_before: Decimal | None
    mean_after: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialResult(Sheet):
    """试算对照表.

    Attributes:
        draft_name: Name of the draft.
        draft_hash: The first characters of its hash.
        draft_since: First day on which the draft holds; ``None``: throughout.
        span: The days that are reckoned: whole scheme years up to the end of the period.
        years: Titles of these years.
        rows: One per member and year, in the branch's own order.
        sections: Starts, sections and the rest, so that they add up to the totals.
        findings: What the draft cannot count, the most first.
        notes: What else to know when reading the figures.
    """

    draft_name: str
    draft_hash: str
    draft_since: date | None
    span: str
    years: tuple[str, ...]
    rows: tuple[TrialRow, ...]
    sections: tuple[TrialSection, ...]
    sums: TrialSums
    findings: tuple[TrialFinding, ...]
    notes: tuple[str, ...] = ()
