"""A second person who is scored for the same fact, and the member who checked an attendance sheet.

Plain new columns: a rebuilt ``posting`` would lose the triggers that keep it as it is.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_COLUMNS = (("declaration", "also_id"), ("posting", "also_id"), ("activity", "checker_id"))


def upgrade() -> None:
    for table, column in _COLUMNS:
        # Alembic cannot add a column and its foreign key in one statement, and SQLite knows no other way.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} INTEGER "
            f"CONSTRAINT fk_{table}_{column}_member REFERENCES member (id)"
        )
        op.create_index(f"ix_{table}_{column}", table, [column], unique=False)
