"""Meetings, draft decisions, postings, notices and the sheets frozen with them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Record
from .deed import DeedFacts


class Meeting(Record):
    """Who decided on postings or figures, when and with which votes.

    Attributes:
        purpose: ``month``: it confirms a month's lines. ``supplement``: 补充评定 for an archived month.
            ``term``: it verifies a quarter or half-year, or decides the year. ``correction``: no meeting came
            together; the secretary (``chair``) and the second person decided.
        state: ``draft`` until it takes effect, then ``effective``.
        eligible: Members with a vote on that day, counted when the meeting took effect.
        present: Members present, counted the same way.
        second_id: Second person beside the chair, where no body decided.
        note: Why it was called, for a supplement; what was found, for a verification.
    """

    __tablename__ = "meeting"

    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"), index=True)
    kind: Mapped[str]
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(default="")
    chair: Mapped[str] = mapped_column(default="")
    recorder: Mapped[str] = mapped_column(default="")
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    votes_abstain: Mapped[int | None]
    state: Mapped[str]
    eligible: Mapped[int | None]
    present: Mapped[int | None]
    effective_at: Mapped[datetime | None]
    effective_by: Mapped[str] = mapped_column(default="")
    purpose: Mapped[str] = mapped_column(default="month", server_default="month")
    second_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    note: Mapped[str] = mapped_column(default="", server_default="")


class MeetingPresence(Record):
    """One member present at a meeting."""

    __tablename__ = "meeting_presence"
    __table_args__ = (UniqueConstraint("meeting_id", "member_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)


class Decision(Record):
    """A draft decision on a line; it can be undone until the meeting takes effect.

    Attributes:
        kind: ``confirm``, ``adjust``, ``reject`` or ``return``.
        points: The meeting's own figure, for ``adjust``.
    """

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("meeting_id", "declaration_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    declaration_id: Mapped[int] = mapped_column(ForeignKey("declaration.id"), index=True)
    kind: Mapped[str]
    points: Mapped[Decimal | None]
    reason: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str]
    decided_at: Mapped[datetime]


class Posting(DeedFacts, Record):
    """台账记录: a confirmed deed. Append-only: the database itself refuses UPDATE and DELETE.

    It keeps the words it was made with, so that renaming an item changes no history. Counted points are not
    here: they are derived by ``services.scoring`` from all postings together.

    Attributes:
        period: Label of the month whose meeting confirmed it ("2026-10"); ``deed_date`` may be earlier.
        scheme_hash: Version of the scheme in force on the deed date.
        adjusted: The meeting's figure; it replaces amount and multipliers.
        reverses: ``uid`` of the posting that this one takes back.
    """

    __tablename__ = "posting"
    __table_args__ = (
        Index("ix_posting_unit_id_deed_date", "unit_id", "deed_date"),
        Index("ix_posting_unit_id_period", "unit_id", "period"),
        Index("ix_posting_member_id_deed_date", "member_id", "deed_date"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    declaration_id: Mapped[int | None] = mapped_column(ForeignKey("declaration.id"), index=True)
    period: Mapped[str]
    adjusted: Mapped[Decimal | None]
    reason: Mapped[str]
    scheme_hash: Mapped[str]
    reverses: Mapped[str | None] = mapped_column(String(32))
    confirmed_by: Mapped[str]
    confirmed_at: Mapped[datetime]


class Notice(Record):
    """公示: what hung on the board, frozen.

    Attributes:
        version: 1, then 2 after a correction while it hangs.
        state: ``services.workflow.NoticeState``.
        options: How it is laid out (JSON): list by class, order, columns.
        sheet: The frozen rows (JSON), written when it is posted and never changed.
        frozen_at: The instant of freezing: 数据截至 on paper.
        reason: Why there is another version; empty for the first.
    """

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("period_id", "version"),)

    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"))
    version: Mapped[int]
    state: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    place: Mapped[str]
    contact: Mapped[str]
    options: Mapped[str]
    sheet: Mapped[str]
    frozen_at: Mapped[datetime | None]
    posted_by: Mapped[str] = mapped_column(default="")
    closed_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="", server_default="")


class NoticePhoto(Record):
    """A photo of the sheet where it hangs; the picture itself is in the attachments file under its hash."""

    __tablename__ = "notice_photo"

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str]
    added_by: Mapped[str]
    added_at: Mapped[datetime]


class FrozenSheet(Record):
    """Paper of a period as it stood when its meeting took effect: a reprint is the same sheet.

    Attributes:
        kind: ``services.frozen.FrozenKind``.
        owner: ``uid`` of the member, group or record; empty for a sheet of the whole branch.
        version: 1, then 2 after a correction while the period's notice hangs. Both are kept.
        sheet: The frozen dataclass (JSON).
    """

    __tablename__ = "frozen_sheet"
    __table_args__ = (UniqueConstraint("period_id", "kind", "owner", "version"),)

    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"))
    kind: Mapped[str]
    owner: Mapped[str] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    sheet: Mapped[str]
