"""The procedures around the ledger: longer periods, objections, corrections, vetoes, appraisal and the year's end.

``frozen_sheet`` is rebuilt, because a sheet may now have a second version; its triggers are made again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_APPEND_ONLY = ("frozen_sheet", "correction", "assessment")

#: (table, columns, state of the old row): what was decided stays as it was written.
_FROZEN = (
    (
        "veto",
        ("member_id", "rule", "happened_on", "basis", "second_id", "heard_on", "statement", "decided_on", "period"),
        "OLD.state NOT IN ('proposed')",
    ),
    (
        "veto",
        ("repaired_on", "repair_basis", "repair_second_id", "repair_period"),
        "OLD.state IN ('repaired', 'revoked')",
    ),
    (
        "objection",
        ("content", "about_id", "posting_id", "finding", "reply", "replied_on", "second_id"),
        "OLD.state IN ('upheld', 'dismissed', 'withdrawn')",
    ),
)  # fmt: skip


def upgrade() -> None:
    """Add columns to periods, meetings and notices, and the tables of the procedures."""
    op.execute("ALTER TABLE period ADD COLUMN kind VARCHAR NOT NULL DEFAULT 'month'")
    op.execute("ALTER TABLE meeting ADD COLUMN purpose VARCHAR NOT NULL DEFAULT 'month'")
    op.execute("ALTER TABLE meeting ADD COLUMN note VARCHAR NOT NULL DEFAULT ''")
    # Alembic cannot add a column and its foreign key in one statement, and SQLite knows no other way.
    op.execute(
        "ALTER TABLE meeting ADD COLUMN second_id INTEGER "
        "CONSTRAINT fk_meeting_second_id_member REFERENCES member (id)"
    )
    op.create_index("ix_meeting_second_id", "meeting", ["second_id"])
    op.execute("ALTER TABLE notice ADD COLUMN reason VARCHAR NOT NULL DEFAULT ''")
    with op.batch_alter_table("frozen_sheet") as batch:
        batch.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch.drop_constraint("uq_frozen_sheet_period_id_kind_owner", type_="unique")
        batch.create_unique_constraint(
            "uq_frozen_sheet_period_id_kind_owner_version", ["period_id", "kind", "owner", "version"]
        )
    _tables()
    _triggers()


def _tables() -> None:
    _create(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
    )
    _create(
        "appraisal",
        _ref("period_id", "period"),
        sa.Column("set_number", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("options", sa.String(), nullable=False),
        sa.Column("several_void", sa.Boolean(), nullable=False),
        sa.Column("members", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("prepared_by", sa.String(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=False),
        unique=("period_id", "set_number"),
    )
    _create(
        "appraisal_group",
        _ref("appraisal_id", "appraisal"),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("invalid", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("tallies", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        unique=("appraisal_id", "key"),
    )
    _create(
        "grade_decision",
        _ref("period_id", "period"),
        _ref("member_id", "member"),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=True),
        sa.Column("votes_against", sa.Integer(), nullable=True),
        sa.Column("votes_abstain", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        unique=("period_id", "member_id"),
        indexes=(("member_id",),),
    )
    _create(
        "notice_photo",
        _ref("notice_id", "notice"),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        indexes=(("notice_id",),),
    )
    _create(
        "veto",
        _ref("unit_id", "unit"),
        _ref("member_id", "member"),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("rule_name", sa.String(), nullable=False),
        sa.Column("scheme_hash", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        _ref("second_id", "member", nullable=True),
        sa.Column("heard_on", sa.Date(), nullable=True),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("repaired_on", sa.Date(), nullable=True),
        sa.Column("repair_basis", sa.String(), nullable=False),
        _ref("repair_second_id", "member", nullable=True),
        sa.Column("repair_by", sa.String(), nullable=False),
        sa.Column("repair_period", sa.String(), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revoke_reason", sa.String(), nullable=False),
        _ref("revoke_second_id", "member", nullable=True),
        sa.Column("revoke_by", sa.String(), nullable=False),
        sa.Column("revoke_period", sa.String(), nullable=False),
        indexes=(
            ("member_id",),
            ("repair_second_id",),
            ("revoke_second_id",),
            ("second_id",),
            ("unit_id", "happened_on"),
        ),
    )
    _create(
        "assessment",
        _ref("period_id", "period"),
        _ref("member_id", "member"),
        _ref("meeting_id", "meeting"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("proposed", sa.String(), nullable=False),
        sa.Column("proposed_cause", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=True),
        sa.Column("votes_against", sa.Integer(), nullable=True),
        sa.Column("votes_abstain", sa.Integer(), nullable=True),
        sa.Column("figures", sa.String(), nullable=False),
        unique=("period_id", "member_id"),
        indexes=(("meeting_id",), ("member_id",), ("year",)),
    )
    _create(
        "ballot",
        _ref("group_id", "appraisal_group"),
        sa.Column("tally", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("marks", sa.String(), nullable=False),
        sa.Column("void", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        unique=("group_id", "tally", "serial"),
    )
    _create(
        "tally_count",
        _ref("group_id", "appraisal_group"),
        sa.Column("tally", sa.Integer(), nullable=False),
        _ref("member_id", "member"),
        sa.Column("option", sa.String(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        unique=("group_id", "tally", "member_id", "option"),
        indexes=(("member_id",),),
    )
    _create(
        "objection",
        _ref("unit_id", "unit"),
        _ref("notice_id", "notice"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("raiser_kind", sa.String(), nullable=False),
        _ref("raiser_id", "member", nullable=True),
        sa.Column("raiser_name", sa.String(), nullable=False),
        sa.Column("raiser_contact", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        _ref("about_id", "member", nullable=True),
        _ref("posting_id", "posting", nullable=True),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("reply_due", sa.Date(), nullable=False),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=True),
        sa.Column("found_by", sa.String(), nullable=False),
        _ref("second_id", "member", nullable=True),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("reply_way", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        unique=("unit_id", "year", "number"),
        indexes=(("about_id",), ("notice_id",), ("posting_id",), ("raiser_id",), ("second_id",)),
    )
    _create(
        "supplement_entry",
        _ref("meeting_id", "meeting"),
        _ref("member_id", "member"),
        _ref("posting_id", "posting", nullable=True),
        sa.Column("drop", sa.Boolean(), nullable=False),
        sa.Column("adjusted", sa.BigInteger(), nullable=True),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decision_basis", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("item_name", sa.String(), nullable=False),
        sa.Column("deed_date", sa.Date(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("points", sa.BigInteger(), nullable=True),
        sa.Column("claimed", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.String(), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        _ref("second_id", "member", nullable=True),
        _ref("also_id", "member", nullable=True),
        unique=("meeting_id", "posting_id"),
        indexes=(("also_id",), ("member_id",), ("posting_id",), ("second_id",)),
    )
    _create(
        "correction",
        _ref("unit_id", "unit"),
        _ref("meeting_id", "meeting"),
        sa.Column("period", sa.String(), nullable=False),
        _ref("posting_id", "posting", nullable=True),
        _ref("reversal_id", "posting", nullable=True),
        _ref("replacement_id", "posting", nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        _ref("second_id", "member", nullable=True),
        _ref("objection_id", "objection", nullable=True),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        unique=("posting_id",),
        indexes=(
            ("meeting_id",),
            ("objection_id",),
            ("replacement_id",),
            ("reversal_id",),
            ("second_id",),
            ("unit_id", "period"),
        ),
    )


def _triggers() -> None:
    for table in _APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    for number, (table, columns, frozen) in enumerate(_FROZEN, 1):
        op.execute(
            f"CREATE TRIGGER {table}_frozen_{number} BEFORE UPDATE OF {', '.join(columns)} ON {table} "
            f"WHEN {frozen} BEGIN SELECT RAISE(ABORT, '{table} is decided'); END"
        )
    for table, frozen in (("veto", "OLD.state != 'proposed'"), ("objection", "1")):
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} "
            f"WHEN {frozen} BEGIN SELECT RAISE(ABORT, '{table} is kept'); END"
        )


def _ref(column: str, table: str, *, nullable: bool = False) -> sa.Column[Any]:
    """A column that points at a row of another table."""
    return sa.Column(column, sa.Integer(), sa.ForeignKey(f"{table}.id"), nullable=nullable)


def _create(
    table: str,
    *columns: sa.Column[Any],
    unique: Sequence[str] = (),
    indexes: Sequence[tuple[str, ...]] = (),
) -> None:
    """A table with every name after the convention; all but ``holiday`` are records with key and ``uid``."""
    refs = {name: c for c in columns for fk in c.foreign_keys for name in [c.name]}
    parts: list[Any] = [sa.Column(c.name, c.type, nullable=c.nullable) for c in columns]
    if table == "holiday":
        parts.append(sa.PrimaryKeyConstraint("day", name="pk_holiday"))
    else:
        parts += [
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("uid", sa.String(length=32), nullable=False),
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
            sa.UniqueConstraint("uid", name=f"uq_{table}_uid"),
        ]
    for name, column in refs.items():
        (target,) = (fk.target_fullname.partition(".")[0] for fk in column.foreign_keys)
        parts.append(sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_{table}_{name}_{target}"))
    if unique:
        parts.append(sa.UniqueConstraint(*unique, name=f"uq_{table}_{'_'.join(unique)}"))
    op.create_table(table, *parts)
    for names in indexes:
        op.create_index(f"ix_{table}_{'_'.join(names)}", table, list(names))
