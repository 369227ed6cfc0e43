"""What a writing service call changed, so that open pages reload only what concerns them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Kinds of record that pages listen for."""

    UNIT = "unit"
    GROUP = "group"
    MEMBER = "member"
    SCHEME = "scheme"
    SCHEME_DRAFT = "scheme_draft"
    ACTIVITY = "activity"
    LINE = "line"
    COLLECTION = "collection"
    MEETING = "meeting"
    POSTING = "posting"
    NOTICE = "notice"
    PERIOD = "period"
    BACKUP = "backup"
    OBJECTION = "objection"
    VETO = "veto"
    APPRAISAL = "appraisal"
    ASSESSMENT = "assessment"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Changes:
    """Result of a writing service method.

    Attributes:
        kinds: What kinds of record changed.
        ids: ``uid`` of the records made or changed, in the order they were made.
        message: A quiet sentence for the toast ("已保存 12 条"), may be empty.
        warnings: What was done but should be known.
    """

    kinds: frozenset[Kind]
    ids: tuple[str, ...] = ()
    message: str = ""
    warnings: tuple[str, ...] = ()

    @staticmethod
    def of(
        *kinds: Kind, ids: tuple[str, ...] = (), message: str = "", warnings: tuple[str, ...] = ()
    ) -> Changes:
        """Shorthand: ``Changes.of(Kind.LINE, ids=(uid,), message="已保存")``."""
        return Changes(frozenset(kinds), ids, message, warnings)
