"""The sheet of a scheme: 积分办法一览表."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.documents.model import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeLine:
    """One rule: what is scored or decided, how, what has to be shown, and whether the figure is an example."""

    name: str
    rule: str
    proof: str = ""
    example: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeBand:
    """A part of the scheme.

    Attributes:
        title: Its name.
        note: Its own rule in words ("最多 60 分"); may stand alone.
        scored: Whether its lines are items with points and proofs; else name and rule only.
    """

    title: str
    note: str = ""
    scored: bool = False
    lines: tuple[SchemeLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeSheet(Sheet):
    """积分办法一览表.

    Attributes:
        name: The scheme's name.
        short_hash: The beginning of the hash of its text.
        draft: Not adopted yet: marked 草案.
        starts_on: First day that it holds for.
        adopted: Meeting, date and votes in words.
        source: Where the rules come from.
        example_note: What is said about example figures.
        bands: The parts in the order in which a meeting reads them.
    """

    name: str
    short_hash: str
    draft: bool
    starts_on: date | None = None
    adopted: str = ""
    source: str = ""
    example_note: str = ""
    bands: tuple[SchemeBand, ...] = ()
