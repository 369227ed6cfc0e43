"""Objections to a notice, supplementary meetings' entries, and the corrections that the ledger takes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Record
from .deed import DeedFacts


class Objection(Record):
    """异议: somebody says that the board is wrong; the branch looks into it and answers.

    Attributes:
        notice_id: The version of the notice that it is raised against.
        year: Calendar year of the register, and ``number`` its serial there.
        raised_on: Day on which it was raised.
        raiser_kind: ``member``, ``masses`` or ``anonymous``.
        raiser_id: The member who raised it, of ``member``; ``raiser_name`` and ``raiser_contact`` are words, for the
            office only.
        target: What it is against: ``line``, ``total``, ``missing`` or ``other``.
        about_id: The member concerned; ``posting_id`` the line, of ``line``.
        reply_due: Day by which an answer is owed.
        finding: What was found, on ``found_on`` by ``found_by``.
        second_id: Second person of the decision, not the member concerned.
        reply: The answer as given to who raised it, on ``replied_on`` in the way of ``reply_way``.
        state: ``services.workflow.ObjectionState``.
    """

    __tablename__ = "objection"
    __table_args__ = (UniqueConstraint("unit_id", "year", "number"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    year: Mapped[int]
    number: Mapped[int]
    raised_on: Mapped[date]
    raiser_kind: Mapped[str]
    raiser_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    raiser_name: Mapped[str] = mapped_column(default="")
    raiser_contact: Mapped[str] = mapped_column(default="")
    target: Mapped[str]
    about_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    posting_id: Mapped[int | None] = mapped_column(ForeignKey("posting.id"), index=True)
    content: Mapped[str]
    received_by: Mapped[str]
    received_at: Mapped[datetime]
    reply_due: Mapped[date]
    finding: Mapped[str] = mapped_column(default="")
    found_on: Mapped[date | None]
    found_by: Mapped[str] = mapped_column(default="")
    second_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    reply: Mapped[str] = mapped_column(default="")
    replied_on: Mapped[date | None]
    reply_way: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str] = mapped_column(default="")
    state: Mapped[str]


class Correction(Record):
    """更正: a posting taken back, put right or added after its month was confirmed. Append-only.

    Attributes:
        meeting_id: Who decided it: a supplementary meeting, or the secretary and a second person.
        period: Label of the month in which card and board show it.
        posting_id: The posting that was wrong; empty for a missing entry that is added.
        reversal_id: The posting that takes it back; ``replacement_id`` the right one, or the added one.
        reason: Why, in words for the sheet; ``basis`` what it rests on.
        objection_id: The objection that led to it, if one did.
    """

    __tablename__ = "correction"
    __table_args__ = (Index("ix_correction_unit_id_period", "unit_id", "period"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    period: Mapped[str]
    posting_id: Mapped[int | None] = mapped_column(ForeignKey("posting.id"), unique=True)
    reversal_id: Mapped[int | None] = mapped_column(ForeignKey("posting.id"), index=True)
    replacement_id: Mapped[int | None] = mapped_column(ForeignKey("posting.id"), index=True)
    reason: Mapped[str]
    basis: Mapped[str]
    second_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    objection_id: Mapped[int | None] = mapped_column(ForeignKey("objection.id"), index=True)
    made_by: Mapped[str]
    made_at: Mapped[datetime]


class SupplementEntry(DeedFacts, Record):
    """What a supplementary meeting is to decide: an entry of an archived month put right, taken back or added.

    It can be changed until the meeting takes effect; then it is a :class:`Correction`.

    Attributes:
        posting_id: The posting that was wrong; empty for a missing entry.
        drop: The posting is only taken back; the facts are then a copy of what it said.
        adjusted: The meeting's own figure.
        mark: The right mark of the attendance sheet that made the posting; empty for other postings.
        reason: Why.
        decision_basis: What the meeting's decision rests on; ``basis`` is the entry's own.
    """

    __tablename__ = "supplement_entry"
    __table_args__ = (UniqueConstraint("meeting_id", "posting_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    posting_id: Mapped[int | None] = mapped_column(ForeignKey("posting.id"), index=True)
    drop: Mapped[bool] = mapped_column(default=False)
    adjusted: Mapped[Decimal | None]
    mark: Mapped[str] = mapped_column(default="")
    reason: Mapped[str]
    decision_basis: Mapped[str]
    entered_by: Mapped[str]
