"""The ledger itself, adopted schemes, settings of the branch, attachments' names and the audit chain."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Record


class Ledger(Record):
    """One row: the identity of this file. ``epoch`` rises with each restore."""

    __tablename__ = "ledger"

    epoch: Mapped[int]
    created_at: Mapped[datetime]


class SchemeVersion(Record):
    """A scheme document as the meeting adopted it: frozen by its hash, in force from a date.

    Attributes:
        hash: SHA-256 of the canonical document.
        document: The TOML text.
        starts_on: First deed date that it holds for.
        adopted_note: Meeting, date and vote of the adoption, in words.
        meeting: The same as facts (JSON); empty for versions that no meeting's facts were kept of.
    """

    __tablename__ = "scheme_version"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    scheme: Mapped[str]
    name: Mapped[str]
    hash: Mapped[str]
    document: Mapped[str]
    starts_on: Mapped[date]
    adopted_note: Mapped[str] = mapped_column(default="")
    meeting: Mapped[str] = mapped_column(default="", server_default="")


class SchemeDraft(Record):
    """A scheme that is being written. It rules nothing; it becomes a version by adoption.

    Attributes:
        document: The TOML text as it was saved last; it may have faults.
        origin_kind: ``preset``, ``version``, ``file`` or ``draft``.
        origin: Where it came from, in words.
        revision: Counts the savings, so that two windows do not overwrite each other.
        updated_at: When it was saved last.
    """

    __tablename__ = "scheme_draft"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str]
    document: Mapped[str]
    origin_kind: Mapped[str]
    origin: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]


class Setting(Base):
    """A setting of the branch's business, as JSON text. Window geometry is not here."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[str]


class AttachmentLink(Record):
    """A photo or scan of a line; the picture itself is in the attachments file under its hash."""

    __tablename__ = "attachment_link"

    declaration_id: Mapped[int] = mapped_column(ForeignKey("declaration.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str]
    added_by: Mapped[str]
    added_at: Mapped[datetime]


class AuditEvent(Base):
    """One link of the chain: who did what, when. Append-only by trigger.

    Attributes:
        seq: Order of events; clocks may be wrong, the sequence is not.
        hash: SHA-256 of the previous hash and this row in canonical form.
        detail: JSON with ids and figures, without ID numbers or telephones.
    """

    __tablename__ = "audit_event"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    epoch: Mapped[int]
    at: Mapped[datetime]
    business_date: Mapped[date]
    actor: Mapped[str]
    role: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[str]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
