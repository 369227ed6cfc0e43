"""Membership says in which branch: a member may move to another branch of the village on a date.

Until now a membership was ``yes`` and the branch stood on the member, undated. Every membership becomes one of that
branch, and of the group that the member stands in; nothing else changes.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("member_span") as batch:
        batch.add_column(sa.Column("group_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_member_span_group_id_member_group", "member_group", ["group_id"], ["id"])
        batch.create_index("ix_member_span_group_id", ["group_id"])
        batch.create_index("ix_member_span_kind_value", ["kind", "value"])
    op.execute(
        "UPDATE member_span SET "
        "value = (SELECT unit.uid FROM unit JOIN member ON member.unit_id = unit.id "
        "WHERE member.id = member_span.member_id), "
        "group_id = (SELECT member.group_id FROM member WHERE member.id = member_span.member_id) "
        "WHERE kind = 'membership'"
    )
