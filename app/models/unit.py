"""Units (branch, general branch), groups, grids and the accounts of the officers."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Record


class Unit(Record):
    """党总支 or 党支部. A village file holds one branch, or a general branch with several.

    Attributes:
        kind: ``branch`` or ``general_branch``.
        name: Full name as on the seal; ``short_name`` is for the side bar and tables.
        contact: Telephone and person that receive objections, as printed on the board.
        places: Where notices hang, as printed on the board.
    """

    __tablename__ = "unit"

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[str]
    name: Mapped[str]
    short_name: Mapped[str]
    contact: Mapped[str] = mapped_column(default="")
    places: Mapped[str] = mapped_column(default="")
    sort: Mapped[int] = mapped_column(default=0)


class Group(Record):
    """党小组 / 村小组: collects the cards of its members; has a head."""

    __tablename__ = "member_group"
    __table_args__ = (UniqueConstraint("unit_id", "name"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    head_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", use_alter=True), index=True)
    sort: Mapped[int] = mapped_column(default=0)


class Grid(Record):
    """网格: a part of the village; holds counts only, never residents."""

    __tablename__ = "grid"

    name: Mapped[str] = mapped_column(unique=True)
    sort: Mapped[int] = mapped_column(default=0)


class Account(Record):
    """One officer who acts in the program.

    Attributes:
        unit_id: The branch; empty for an officer of the whole village.
        member_id: The same person in the roster, when known: the second person must be somebody else.
        role: ``recorder``, ``secretary`` or ``viewer``.
    """

    __tablename__ = "account"

    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    name: Mapped[str]
    role: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
