"""Ledger files as a whole: built new, upgraded on a copy, replaced. Each step leaves the old file or the new one."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app import __version__
from app.clock import Clock
from app.errors import EnvironmentProblem, UserError
from app.models import Ledger
from app.models.engine import create_app_engine, driver
from app.models.faults import translate
from app.models.migrate import current_revision, head_revision, known_revisions, upgrade
from app.paths import AppPaths

from .actor import SYSTEM
from .audit import record
from .backup import Verified, copy_database, verify_file
from .files import check_space, sync_file, sync_folder


def build_ledger(paths: AppPaths, clock: Clock, key: bytes | None) -> None:
    """A new ledger, built under another name and put in place whole."""
    part = paths.root / "ledger.new"
    part.unlink(missing_ok=True)
    upgrade(part, key=key)
    engine = create_app_engine(part, key=key)
    try:
        with Session(engine) as session, session.begin():
            session.add(Ledger(epoch=1, created_at=clock.now()))
            session.flush()
            record(session, SYSTEM, clock, "建立台账", "新台账", {"program": __version__})
    finally:
        engine.dispose()
    sync_file(part)
    part.rename(paths.ledger)
    sync_folder(paths.root)


def upgrade_ledger(engine: Engine, paths: AppPaths, key: bytes | None) -> Engine:
    """Migrate a copy, compare it with the original, swap it in. Returns an engine on the new file."""
    size = paths.ledger.stat().st_size
    check_space(paths.root, 2 * size)
    copy = paths.root / "ledger.upgrade"
    copy.unlink(missing_ok=True)
    live = engine.raw_connection()
    try:
        copy_database(live.driver_connection, copy, key=key)
    finally:
        live.close()
    upgrade(copy, key=key)
    after = verify_file(copy, key=key)
    if after.faults:
        copy.unlink()
        raise EnvironmentProblem("升级没有通过核对，仍使用原来的台账：" + "；".join(after.faults))
    engine.dispose()
    sync_file(copy)
    copy.replace(paths.ledger)
    sync_folder(paths.root)
    return create_app_engine(paths.ledger, key=key)


def replace_ledger(paths: AppPaths, source: Path, *, key: bytes | None = None) -> None:
    """Put a verified file in the ledger's place (restore). No engine may be open on the ledger.

    Raises:
        EnvironmentProblem: no space; the present ledger stands as it was.
    """
    check_space(paths.root, source.stat().st_size)
    part = paths.root / "ledger.restore"
    part.unlink(missing_ok=True)
    try:
        _copy(source, part, key)
        upgrade(part, key=key)
        sync_file(part)
        part.replace(paths.ledger)
    except BaseException as error:
        for left in paths.root.glob("ledger.restore*"):
            left.unlink()
        problem = translate(error)
        if problem is None:
            raise
        raise problem from error
    sync_folder(paths.root)


def _copy(source: Path, target: Path, key: bytes | None) -> None:
    """Copy a database file that nobody else has open, through SQLite."""
    origin = create_app_engine(source, key=key)
    live = origin.raw_connection()
    try:
        copy_database(live.driver_connection, target, key=key)
    finally:
        live.close()
        origin.dispose()


def verify_backup(path: Path, *, key: bytes | None = None) -> Verified:
    """Check a backup of any age; one of an older format is upgraded as a copy first, as a restore would do it.

    Raises:
        UserError: it is no ledger at all, or cannot be read.
        EnvironmentProblem: no room for the copy.
    """
    if not path.is_file():
        return verify_file(path, key=key)  # says that it is missing
    engine = create_app_engine(path, key=key)
    try:
        older = current_revision(engine) in known_revisions() - {head_revision()}
    except DatabaseError:
        older = False
    finally:
        engine.dispose()
    if not older:
        return verify_file(path, key=key)
    check_space(path.parent, 2 * path.stat().st_size)
    with tempfile.TemporaryDirectory(prefix="check-", dir=path.parent) as folder:
        copy = Path(folder) / path.name
        try:
            _copy(path, copy, key)
            upgrade(copy, key=key)
        except (DatabaseError, driver(key).DatabaseError, RuntimeError) as error:
            raise UserError(f"{path.name} 不是完整的台账文件。", hint="请换一份备份。") from error
        return verify_file(copy, key=key)
