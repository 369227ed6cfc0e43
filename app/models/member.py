"""Members and what is true of them from one date to another."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from .base import Record


class Member(Record):
    """One Party member. Names repeat: the key is ``uid``, across files the ID number.

    Attributes:
        unit_id: Branch of the newest membership, and ``group_id`` the group there: where the member is now, was last,
            or will be. Who belongs to a branch on a day is asked of ``services.membership``, never of this column.
        name_note: Another way to write a rare character (替代写法), never used for matching.
        pinyin: Full pinyin without tones, blank-separated; ``initials`` the first letters.
        id_number: Eighteen characters or empty; unique when present.
        birth_date: As on the Party file; may differ from the ID number.
        left_on: Last day of membership here (transfer or death); ``left_how`` says which.
    """

    __tablename__ = "member"
    __table_args__ = (
        Index("uq_member_id_number", "id_number", unique=True, sqlite_where="id_number != ''"),
        Index("ix_member_unit_id_group_id", "unit_id", "group_id"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("member_group.id"), index=True)
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grid.id"), index=True)
    name: Mapped[str]
    name_note: Mapped[str] = mapped_column(default="")
    pinyin: Mapped[str] = mapped_column(default="")
    initials: Mapped[str] = mapped_column(default="")
    id_number: Mapped[str] = mapped_column(default="")
    sex: Mapped[str] = mapped_column(default="")
    birth_date: Mapped[date | None]
    ethnicity: Mapped[str] = mapped_column(default="")
    education: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    position: Mapped[str] = mapped_column(default="")
    joined_on: Mapped[date | None]
    full_on: Mapped[date | None]
    left_on: Mapped[date | None]
    left_how: Mapped[str] = mapped_column(default="")
    left_note: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")


class MemberSpan(Record):
    """A dated fact of a member: class, status, mobility, membership, post or office.

    Attributes:
        kind: ``category``, ``status``, ``mobile``, ``membership``, ``post`` or ``state``; of the last two a member may
            have several at a time.
        value: Class id, ``full`` / ``probationary``, ``yes`` for mobile, for a membership the ``uid`` of the branch, or
            the name of the post or office.
        start: First day; ``end``: last day, inclusive, or empty while it lasts.
        group_id: Of a membership: the group in that branch, the last one where it changed. Empty for other kinds.
    """

    __tablename__ = "member_span"
    __table_args__ = (
        Index("ix_member_span_member_id_kind_start", "member_id", "kind", "start"),
        Index("ix_member_span_kind_value", "kind", "value"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[str]
    value: Mapped[str]
    start: Mapped[date]
    end: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    group_id: Mapped[int | None] = mapped_column(ForeignKey("member_group.id"), index=True)


class Exemption(Record):
    """不纳入积分: on application, with approval. The reason never leaves the office.

    Attributes:
        applied_on: Date of the member's own application, if there is one.
        approved_on: Date of the branch's decision; empty while it is only applied for and has no effect.
        approved_by: Name of the account that entered the approval.
    """

    __tablename__ = "exemption"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    start: Mapped[date]
    end: Mapped[date | None]
    reason: Mapped[str]
    applied_on: Mapped[date | None]
    approved_on: Mapped[date | None]
    approved_by: Mapped[str] = mapped_column(default="")
    approval_note: Mapped[str] = mapped_column(default="")
