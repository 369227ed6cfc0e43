"""Builds and upgrades ledger files with Alembic, one transaction for all revisions that are due.

Foreign keys are off while tables are rebuilt (a rebuilt parent would take its children with it) and are checked
before the transaction ends, so that a failing revision leaves the file exactly as it was.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from .engine import APPLICATION_ID, FORMAT_VERSION, create_app_engine

MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def head_revision() -> str:
    """The newest revision that this program knows."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None, "the migrations folder is part of the program"  # noqa: S101 - a broken build
    return head


def known_revisions() -> frozenset[str]:
    """All revisions that this program knows."""
    script = ScriptDirectory.from_config(_config())
    return frozenset(revision.revision for revision in script.walk_revisions())


def current_revision(engine: Engine) -> str | None:
    """The revision a file stands at; None for an empty file."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(path: Path, *, key: bytes | None = None, revision: str = "head") -> None:
    """Bring the file at ``path`` up to ``revision``; an empty or missing file is built from nothing.

    Args:
        path: A file that nobody else has open: a new one, or the copy that an upgrade works on.
        key: As for :func:`app.models.engine.create_app_engine`.
        revision: For the tests of single revisions.

    Raises:
        RuntimeError: rows without their parent after the migration; everything was rolled back.
    """
    engine = create_app_engine(path, key=key, foreign_keys="OFF")
    try:
        with engine.begin() as connection:
            command.upgrade(_config(connection), revision)
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                raise RuntimeError(f"{len(broken)} rows without their parent after the migration")
            connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
            connection.execute(text(f"PRAGMA user_version = {FORMAT_VERSION}"))
    finally:
        engine.dispose()
