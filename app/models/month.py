"""The month: periods, cards, declared lines and the groups' collection."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Record
from .deed import DeedFacts


class Period(Record):
    """A month, quarter, half-year or year of one branch on its way through the workflow.

    Cards, lines and groups' sheets belong to months. The longer ones are settled from their months.

    Attributes:
        label: "2026-10" for a month, "2026-10..2026-12" for the months of a longer period.
        state: ``services.workflow.PeriodState``.
        kind: ``month``, ``quarter``, ``half`` or ``year``.
    """

    __tablename__ = "period"
    __table_args__ = (UniqueConstraint("unit_id", "label"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    label: Mapped[str]
    state: Mapped[str]
    kind: Mapped[str] = mapped_column(default="month", server_default="month")


class Card(Record):
    """一人一卡: one member, one month.

    Attributes:
        state: ``services.workflow.CardState``.
        handed_in_on: Day on which the paper card came in; set too for a card without lines.
        group_id: Group that collected the card; a later move of the member does not take it along.
        total: 本年累计 as the meeting left it, and ``cycle_sum`` the sum of the year's cycles: what was announced.
            Later months show the difference to it, so that no change of the past goes unseen.
    """

    __tablename__ = "card"
    __table_args__ = (UniqueConstraint("period_id", "member_id"),)

    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    state: Mapped[str]
    handed_in_on: Mapped[date | None]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("member_group.id"), index=True)
    total: Mapped[Decimal | None]
    cycle_sum: Mapped[Decimal | None]


class Declaration(DeedFacts, Record):
    """A line of a card, until the meeting has decided on it.

    Attributes:
        source: ``card`` (typed from paper), ``activity`` (attendance) or ``group`` (tick list).
        on_word_of: Whose word stands behind a line that somebody else entered (代填).
        late_reason: Why a deed of an earlier month comes only now.
        resubmits_id: The returned line that this one declares again.
        state: ``services.workflow.LineState``.
    """

    __tablename__ = "declaration"
    __table_args__ = (Index("ix_declaration_card_id_state", "card_id", "state"),)

    card_id: Mapped[int] = mapped_column(ForeignKey("card.id"))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), index=True)
    source: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]
    on_word_of: Mapped[str] = mapped_column(default="")
    late_reason: Mapped[str] = mapped_column(default="")
    resubmits_id: Mapped[int | None] = mapped_column(ForeignKey("declaration.id"), index=True)
    state: Mapped[str]


class Collection(Record):
    """收集汇总 of one group in one period: collected, and signed by its head on paper."""

    __tablename__ = "collection"
    __table_args__ = (UniqueConstraint("period_id", "group_id"),)

    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("member_group.id"), index=True)
    collected_on: Mapped[date]
    collected_by: Mapped[str]
    signed_on: Mapped[date | None]


class Activity(Record):
    """An activity (主题党日, 党课 …) whose attendance makes lines.

    Attributes:
        item: The scheme's item that presence earns, or whose price each mark has.
        checked_by: Who checked the sheet, in words; ``checker_id`` the member, where marks deduct: the checker is the
            second person of these deductions.
    """

    __tablename__ = "activity"

    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"), index=True)
    item: Mapped[str]
    title: Mapped[str]
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(default="")
    checked_by: Mapped[str] = mapped_column(default="")
    checker_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)


class Attendance(Record):
    """One member's mark on an attendance sheet (``services.activities.Presence``)."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("activity_id", "member_id"),)

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    state: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
