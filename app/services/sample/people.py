"""The people and the frame of the sample village: units, groups, grids, members, exemptions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SampleUnit:
    """The general branch of the village.

    Attributes:
        secretary: Key of the member who holds the office; ``recorder`` likewise.
        contact: Name and ``phone`` that the board gives for objections.
    """

    kind: str
    name: str
    short_name: str
    township: str
    secretary: str
    recorder: str
    contact: str
    phone: str
    notice_places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleBranch:
    """A branch; ``id`` is the word by which the data files name it, ``name`` stands on the seal."""

    id: str
    name: str
    short_name: str
    secretary: str
    recorder: str
    contact: str
    phone: str
    notice_places: tuple[str, ...]
    meeting_place: str


@dataclass(frozen=True, slots=True)
class SampleGroup:
    """A village group with the key of its head."""

    name: str
    branch: str
    hamlet: str
    head: str


@dataclass(frozen=True, slots=True)
class SampleGrid:
    """A grid: counts only, never residents by name."""

    name: str
    groups: tuple[str, ...]
    leader: str
    worker: str
    households: int
    residents: int
    members: int
    representatives: int
    enterprises: int
    new_residents: int


@dataclass(frozen=True, slots=True)
class SampleScheme:
    """Which preset the village has taken, and from when."""

    preset: str
    adopted_on: dt.date
    in_force_from: dt.date


@dataclass(frozen=True, slots=True)
class SampleExemption:
    """不纳入积分: applied for, approved by the branch, with the words of the approval."""

    member: str
    starts_on: dt.date
    reason: str
    applied_on: dt.date
    approved_on: dt.date
    approval: str


@dataclass(frozen=True, slots=True)
class SampleMember:
    """One invented member.

    Attributes:
        key: Number in the roster ("001" to "114"); all other tables name members by it.
        branch: Id of the branch; ``group`` is the name of the group.
        category: Class "A" to "D".
        mobile_place: Where a mobile member works; empty for all others.
        full_on: Empty while the member is on probation.
        entered_on: First day here, for a newcomer of these months; otherwise ``None``.
        left_on: Last day here; ``left_how`` is ``transferred`` or ``deceased``.
    """

    key: str
    branch: str
    group: str
    name: str
    sex: str
    ethnicity: str
    id_number: str
    birth_date: dt.date
    education: str
    phone: str
    joined_on: dt.date
    full_on: dt.date | None
    category: str
    mobile_place: str
    position: str
    entered_on: dt.date | None
    left_on: dt.date | None
    left_how: str
    left_note: str

    @property
    def mobile(self) -> bool:
        """流动党员."""
        return bool(self.mobile_place)

    def is_here(self, day: dt.date) -> bool:
        """Whether the member belongs to the village on that day, first and last day included."""
        entered = self.entered_on is None or self.entered_on <= day
        return entered and (self.left_on is None or day <= self.left_on)

    def is_full(self, day: dt.date) -> bool:
        """Whether probation was over on that day."""
        return self.full_on is not None and self.full_on <= day
