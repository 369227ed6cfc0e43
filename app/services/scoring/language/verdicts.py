"""Vetoes, grades, eligibilities and what is proposed."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from app.services.scoring.kinds import AverageOf, ProposalKind, Scope, Side, VetoEffect
from app.services.scoring.language.base import Audience, Named, Part, Status
from app.services.scoring.language.fields import Count, Flag, Ident, Note, Number, Positive, ShareOf, TopOf


class VetoRule(Named):
    """A ground for 一票否决, or a kind of penalty.

    Attributes:
        effect: ``zero`` makes the score of its scope 0, ``cap`` holds it at ``points``, ``deduct`` takes
            ``points`` off; ``grade`` sets ``grade``, ``down`` lowers the grade by ``steps``.
        floor: With ``deduct``: it takes the score no lower than this.
        scope: The cycle or the year in which the veto's date lies.
        count_meanwhile: Whether plus entries dated between veto and repair count once it is repaired.
    """

    effect: VetoEffect = VetoEffect.ZERO
    points: Positive | None = None
    floor: Number | None = None
    grade: str = ""
    steps: Count = 1
    scope: Scope = Scope.YEAR
    count_meanwhile: Flag = False
    enabled: Flag = True
    note: Note = ""


class VoteShare(Part):
    """At least such a share of the member's votes was for one of these options."""

    options: Annotated[tuple[str, ...], Field(min_length=1)]
    at_least: ShareOf


class Condition(Audience):
    """What must be true of a member; all keys that are given must hold.

    Attributes:
        scope: Whether the year or the present cycle is looked at.
        section: Look at this section's points instead of the total.
        min: At least. ``above``: more than. ``max``: at most. ``below``: less than.
        by_category: Another ``min`` for members of a class; ``by_status`` for a status.
        average: On this side of the average, times ``average_times``; ``average_of`` says among whom.
        top: Among the first so many (a number) or such a part (``"30%"``) of those who meet the rest.
        bottom: Likewise among the last.
        sections_min: A minimum for each of these sections.
        each_section: A minimum for every section at the top.
        vote_min: The appraisal's result is at least this.
        votes: A share of the votes for some options.
        no_veto: No veto is in force.
        any: At least one of these conditions holds.
    """

    scope: Scope = Scope.YEAR
    section: str = ""
    min: Number | None = None
    above: Number | None = None
    max: Number | None = None
    below: Number | None = None
    by_category: dict[Ident, Number] = Field(default_factory=dict)
    by_status: dict[Status, Number] = Field(default_factory=dict)
    average: Side | None = None
    average_of: AverageOf = AverageOf.UNIT
    average_times: Positive = Decimal(1)
    top: TopOf | None = None
    bottom: TopOf | None = None
    rank_of: AverageOf = AverageOf.UNIT
    sections_min: dict[Ident, Number] = Field(default_factory=dict)
    each_section: Number | None = None
    vote_min: Number | None = None
    votes: VoteShare | None = None
    no_veto: Flag = False
    grades: tuple[str, ...] | None = None
    any: tuple[Condition, ...] = ()


class NamedCondition(Condition, Named):
    """A condition with an id and a name."""

    note: Note = ""


class Quota(Part):
    """How many may have a grade; of those who would, the best keep it.

    Attributes:
        at_most: At most such a share of the graded members, rounded down, or so many.
        at_least: At least such a share, rounded up: never filled by the program, the lowest are listed.
        of: Among whom the share is taken.
    """

    at_most: TopOf | None = None
    at_least: ShareOf | None = None
    of: AverageOf = AverageOf.UNIT


class Grade(NamedCondition):
    """One grade, best first; who meets none of those above and has no condition here gets it.

    Attributes:
        by_meeting: Given by the meeting only, never by the program.
        quota: How many may have it.
    """

    by_meeting: Flag = False
    quota: Quota | None = None


class Mark(NamedCondition):
    """An eligibility: who meets the condition has it."""


class ProposalRule(NamedCondition):
    """A consequence that is proposed for who meets the condition."""

    kind: ProposalKind
