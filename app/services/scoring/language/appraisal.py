"""The vote on the members at year end (民主评议) and what it does to the score."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from app.services.scoring.kinds import Divisor, VoteEffect, VoteResult
from app.services.scoring.language.base import Named, Part
from app.services.scoring.language.fields import Number, Positive, ShareOf


class VoteOption(Named):
    """One column of the ballot.

    Attributes:
        value: What one vote is worth; without it the vote is no opinion (弃权) and its voter does not count.
        at_most: One ballot may give this to at most such a share of its members.
        at_least: One ballot must give this to at least such a share.
    """

    value: Number | None = None
    at_most: ShareOf | None = None
    at_least: ShareOf | None = None


class RaterGroup(Named):
    """Voters whose result is taken by itself and weighed (members, the masses, the committee)."""

    weight: Positive = Decimal(1)


class Appraisal(Part):
    """The formula of the vote.

    Attributes:
        options: The columns of the ballot, best first.
        groups: Rater groups; without any all ballots are one.
        divisor: ``marked``: valid ballots that marked the member; ``valid``: all valid ballots.
        result: ``mean``: (votes × values) ÷ voters; ``most``: the value of the option with the most votes (the
            lower one of two that are equal).
        effect: What the result does to the year's total: nothing, ``add`` it, multiply by it as a ``ratio``,
            or take the place of a ``share`` of the total.
        worth: With ``add``: the best result is worth so many points, others in proportion; without it the result
            is added as it is.
        share: With ``share``: the vote's part of the total, the points' part is the rest.
    """

    options: Annotated[tuple[VoteOption, ...], Field(min_length=2)]
    groups: tuple[RaterGroup, ...] = ()
    divisor: Divisor = Divisor.MARKED
    result: VoteResult = VoteResult.MEAN
    effect: VoteEffect = VoteEffect.NONE
    worth: Positive | None = None
    share: Annotated[Positive, Field(lt=1)] | None = None
