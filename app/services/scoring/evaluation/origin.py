"""Where a line of a score comes from, as its uid says: an entry, the program, or somebody else's entry."""

from __future__ import annotations

from enum import StrEnum

from app.services.scoring.evaluation.derived import PREFIX
from app.services.scoring.evaluation.seconds import SUFFIX


class Origin(StrEnum):
    """What made a line: an ``ENTRY``; the program, which ``DERIVED`` it; an entry that scores a ``SECOND`` person."""

    ENTRY = "entry"
    DERIVED = "derived"
    SECOND = "second"


def origin_of(line_uid: str) -> Origin:
    """What made the line of a score."""
    if line_uid.startswith(PREFIX):
        return Origin.DERIVED
    return Origin.SECOND if line_uid.endswith(SUFFIX) else Origin.ENTRY


def entry_of(line_uid: str) -> str:
    """The uid of the entry behind a second person's line."""
    return line_uid.removesuffix(SUFFIX)
