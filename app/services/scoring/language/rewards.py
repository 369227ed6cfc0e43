"""What points can be turned into."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.services.scoring.kinds import AverageOf, Balance, RewardBase
from app.services.scoring.language.base import Named, Part
from app.services.scoring.language.fields import Count, Flag, MonthDay, NotNegative, Positive


class Goods(Named):
    """A thing with its price in points and, where it is known, its stock: for people, nobody counts what was taken."""

    points: Positive
    stock: Annotated[int, Field(ge=0, strict=True)] | None = None


class RewardWindow(Part):
    """Days of the year, both inclusive, in which points can be redeemed: ``"06-20"``."""

    first: MonthDay
    last: MonthDay


class Prize(Named):
    """A prize for the ranks from ``first`` to ``last`` by the year's total."""

    first: Count = 1
    last: Count
    of: AverageOf = AverageOf.UNIT
    yuan: Positive | None = None


class RewardRules(Part):
    """How points become goods or money's worth.

    Attributes:
        base: The whole ``total``, only the ``plus`` points, or what is ``above`` a mark.
        above: That mark.
        mark: The eligibility that a member must have.
        balance: ``year``: what is not used by ``clears_on`` is lost; ``carried``: it stays.
        clears_on: The day on which a year's points are lost: the first one on or after the year's last day.
        yuan_per_point: The value of a point.
        max_yuan: At most so much for one member in a year, what was redeemed already included.
        budget: For the whole branch in a year; passing it is said, never cut.
        windows: When points can be redeemed; another day is said, never refused.
        cash: Whether money may be paid out.
    """

    base: RewardBase = RewardBase.TOTAL
    above: NotNegative | None = None
    mark: str = ""
    balance: Balance = Balance.YEAR
    clears_on: MonthDay = "12-31"
    yuan_per_point: Positive | None = None
    max_yuan: Positive | None = None
    budget: Positive | None = None
    cash: Flag = False
    windows: tuple[RewardWindow, ...] = ()
    goods: tuple[Goods, ...] = ()
    prizes: tuple[Prize, ...] = ()
