"""What a declared line and the posting it becomes both say of a deed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column


class DeedFacts:
    """Mixin: the facts of one deed under one item.

    Attributes:
        item: Item id of the scheme; ``item_name`` copied, so that a later renaming changes nothing here.
        quantity: In the item's unit; 1 where the item has none.
        points: The judged or chosen value, for items that are judged.
        claimed: Points that the member claims, as proposed by the scheme on the day of entry.
        act: Shared by the lines of one act.
        second_id: Second person of a deduction.
        also_id: Another member who is scored for the same fact, where the item says so.
    """

    item: Mapped[str]
    item_name: Mapped[str]
    deed_date: Mapped[date]
    quantity: Mapped[Decimal]
    level: Mapped[str | None]
    role: Mapped[str | None]
    outcome: Mapped[str | None]
    points: Mapped[Decimal | None]
    claimed: Mapped[Decimal]
    act: Mapped[str | None]
    basis: Mapped[str] = mapped_column(default="")
    second_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    also_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)

    def facts(self) -> dict[str, Any]:
        """The facts by column name: what a posting copies from its line."""
        return {name: getattr(self, name) for name in DeedFacts.__annotations__}
