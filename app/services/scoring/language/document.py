"""A whole scheme file, before the checks across its parts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.services.scoring.kinds import Ties
from app.services.scoring.language.appraisal import Appraisal
from app.services.scoring.language.base import Named
from app.services.scoring.language.cycle import Cycle
from app.services.scoring.language.fields import LongText, Note
from app.services.scoring.language.items import Item, Section, SharedLimit
from app.services.scoring.language.members import Category, MemberRules, PostingRules
from app.services.scoring.language.rewards import RewardRules
from app.services.scoring.language.verdicts import Grade, Mark, ProposalRule, VetoRule


class SchemeDocument(Named):
    """All tables of a scheme file.

    Attributes:
        source: Where the rules come from, in words.
        example_note: The words that mark an example figure.
        decimals: Places to which points are rounded, once, at the end.
        ties: What happens to equal members across the edge of a rank or quota.
    """

    source: LongText
    example_note: Note = ""
    decimals: Annotated[int, Field(ge=0, le=3, strict=True)] = 1
    ties: Ties = Ties.OUT
    cycle: Cycle
    posting: PostingRules
    members: MemberRules = MemberRules()
    categories: tuple[Category, ...] = ()
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    items: Annotated[tuple[Item, ...], Field(min_length=1)]
    shared_limits: tuple[SharedLimit, ...] = ()
    appraisal: Appraisal | None = None
    vetoes: tuple[VetoRule, ...] = ()
    grades: tuple[Grade, ...] = ()
    marks: tuple[Mark, ...] = ()
    proposals: tuple[ProposalRule, ...] = ()
    rewards: RewardRules | None = None
