"""Drafts of schemes, and the facts of the meeting that adopted a version.

The facts are as frozen as the document itself.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A plain new column: a rebuilt table would lose the trigger that freezes the document.
    op.add_column("scheme_version", sa.Column("meeting", sa.String(), nullable=False, server_default=""))
    op.execute(
        "CREATE TRIGGER scheme_version_meeting_frozen BEFORE UPDATE OF meeting, adopted_note, starts_on "
        "ON scheme_version BEGIN SELECT RAISE(ABORT, 'scheme_version is frozen'); END"
    )
    op.create_table(
        "scheme_draft",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("origin_kind", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_scheme_draft_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_draft")),
        sa.UniqueConstraint("uid", name=op.f("uq_scheme_draft_uid")),
    )
    op.create_index(op.f("ix_scheme_draft_unit_id"), "scheme_draft", ["unit_id"], unique=False)
