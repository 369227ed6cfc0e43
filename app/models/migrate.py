"""Builds and upgrades ledger files with Alembic, one transaction for all revisions that are due.

Foreign keys are off while tables are rebuilt (a rebuilt parent would take its children with it) and are checked
before the transaction ends, so that a failing revision leaves the file exactly as it was.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, text

from .engine import APPLICATION_ID, FORMAT_VERSION, create_app_engine

MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def known_revisions() -> frozenset[str]:
    """All revisions that this program knows, by the names of their files (``0001_first_format.py``)."""
    # Alembic would say the same; loading it takes a tenth of a second that every start would pay.
    return frozenset(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def head_revision() -> str:
    """The newest revision that this program knows."""
    return max(known_revisions())


def current_revision(engine: Engine) -> str | None:
    """The revision a file stands at; None for an empty file."""
    with engine.execution_options(read_only=True).connect() as connection:
        if (
            connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")).first()
            is None
        ):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(path: Path, *, key: bytes | None = None, revision: str = "head") -> None:
    """Bring the file at ``path`` up to ``revision``; an empty or missing file is built from nothing.

    Args:
        path: A file that nobody else has open: a new one, or the copy that an upgrade works on.
        key: As for :func:`app.models.engine.create_app_engine`.
        revision: For the tests of single revisions.

    Raises:
        RuntimeError: rows without their parent after the migration; everything was rolled back.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    engine = create_app_engine(path, key=key, foreign_keys="OFF")
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                raise RuntimeError(f"{len(broken)} rows without their parent after the migration")
            connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
            connection.execute(text(f"PRAGMA user_version = {FORMAT_VERSION}"))
    finally:
        engine.dispose()
