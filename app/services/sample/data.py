"""Loads the sample village from ``resources/samples`` into frozen dataclasses.

The committed files are the truth: ``village.toml`` (frame, officers, exemptions), ``members.csv``,
``activities.toml`` (attendance, dues, meetings, notices), ``deeds.csv`` and ``decisions.csv``. The order of
every tuple is the order of its file, so two runs build the same village.
"""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from app.resources import resource
from app.services.sample.month import (
    SampleActivity,
    SampleDecision,
    SampleDeed,
    SampleDues,
    SampleMeeting,
    SampleNotice,
)
from app.services.sample.people import (
    SampleBranch,
    SampleExemption,
    SampleGrid,
    SampleGroup,
    SampleMember,
    SampleScheme,
    SampleUnit,
)

T = TypeVar("T")

_FOLDER = "samples"
_FROM_TEXT: Mapping[Any, Callable[[str], Any]] = {
    str: str,
    dt.date: dt.date.fromisoformat,
    dt.date | None: lambda text: dt.date.fromisoformat(text) if text else None,
    Decimal: Decimal,
    Decimal | None: lambda text: Decimal(text) if text else None,
    bool: lambda text: text == "yes",
}


@dataclass(frozen=True, slots=True)
class SampleVillage:
    """The whole sample village.

    Attributes:
        months: The months with deeds, in order.
        decisions: Only what differs from plain confirmation; every deed without one is confirmed.
    """

    months: tuple[str, ...]
    unit: SampleUnit
    scheme: SampleScheme
    branches: tuple[SampleBranch, ...]
    groups: tuple[SampleGroup, ...]
    grids: tuple[SampleGrid, ...]
    members: tuple[SampleMember, ...]
    exemptions: tuple[SampleExemption, ...]
    activities: tuple[SampleActivity, ...]
    dues: tuple[SampleDues, ...]
    deeds: tuple[SampleDeed, ...]
    decisions: tuple[SampleDecision, ...]
    meetings: tuple[SampleMeeting, ...]
    notices: tuple[SampleNotice, ...]

    def member(self, key: str) -> SampleMember:
        """The member with this roster key."""
        return next(member for member in self.members if member.key == key)

    def members_of(self, branch: str) -> tuple[SampleMember, ...]:
        """Everybody who stands in the roster under this branch."""
        return tuple(member for member in self.members if member.branch == branch)

    def deeds_of(self, *, month: str, branch: str) -> tuple[SampleDeed, ...]:
        """The card lines of one branch and month."""
        return tuple(deed for deed in self.deeds if (deed.month, deed.branch) == (month, branch))

    def exempt_on(self, key: str, day: dt.date) -> bool:
        """Whether the member is left out of scoring on that day."""
        return any(part.member == key and part.starts_on <= day for part in self.exemptions)


def load_sample() -> SampleVillage:
    """Read the sample village; the same files give an equal village every time."""
    village = _toml("village.toml")
    events = _toml("activities.toml")
    return SampleVillage(
        months=tuple(village["months"]),
        unit=_record(SampleUnit, village["unit"]),
        scheme=_record(SampleScheme, village["scheme"]),
        branches=_records(SampleBranch, village["branches"]),
        groups=_records(SampleGroup, village["groups"]),
        grids=_records(SampleGrid, village["grids"]),
        members=_rows(SampleMember, "members.csv"),
        exemptions=_records(SampleExemption, village["exemptions"]),
        activities=_records(SampleActivity, events["activities"]),
        dues=_records(SampleDues, events["dues"]),
        deeds=_rows(SampleDeed, "deeds.csv"),
        decisions=_rows(SampleDecision, "decisions.csv"),
        meetings=_records(SampleMeeting, events["meetings"]),
        notices=_records(SampleNotice, events["notices"]),
    )


def roster_path() -> Path:
    """The roster workbook of the sample village, as messy as a real one; it imports whole."""
    return resource(_FOLDER, "roster.xlsx")


def _toml(name: str) -> dict[str, Any]:
    with resource(_FOLDER, name).open("rb") as stream:
        return tomllib.load(stream)


def _rows(kind: type[T], name: str) -> tuple[T, ...]:
    hints = get_type_hints(kind)
    with resource(_FOLDER, name).open(encoding="utf-8", newline="") as stream:
        return tuple(
            kind(**{field: _FROM_TEXT[hints[field]](text) for field, text in row.items()})
            for row in csv.DictReader(stream)
        )


def _records(kind: type[T], tables: list[dict[str, Any]]) -> tuple[T, ...]:
    return tuple(_record(kind, table) for table in tables)


def _record(kind: type[T], table: Mapping[str, Any]) -> T:
    # TOML arrays come as lists; a frozen record must not hold anything that can change.
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in table.items()})
