"""Ledger files as a whole: built new, upgraded on a copy, replaced. Each step leaves the old file or the new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app import __version__
from app.clock import Clock
from app.errors import EnvironmentProblem
from app.models import Ledger
from app.models.engine import create_app_engine
from app.models.faults import translate
from app.models.migrate import upgrade
from app.models.uow import UnitOfWork
from app.paths import AppPaths

from .actor import SYSTEM, Actor
from .audit import record
from .backup import copy_database, copy_file, list_backups, verify_file
from .files import check_space, sync_file, sync_folder
from .safety.history import INSTEAD_OF
from .safety.memory import MemoryFile


@dataclass(frozen=True, slots=True)
class Beginning:
    """The event with which a ledger goes on otherwise than the one that was known here.

    Attributes:
        actor: Who wanted it.
        action: In the office's words ("恢复备份").
        subject: What took the ledger's place.
        detail: Ids and figures.
    """

    actor: Actor
    action: str
    subject: str
    detail: Mapping[str, object] = field(default_factory=dict)


def next_epoch(paths: AppPaths, *known: int) -> int:
    """The epoch of a history that begins now: above all that this data folder has seen.

    Args:
        paths: The data folder; its backups and its mark are counted.
        known: Epochs of the files concerned.
    """
    mark = MemoryFile(paths).read().mark
    seen = [*known, *(backup.epoch for backup in list_backups(paths.backups)), mark.epoch if mark else 0]
    return max(seen) + 1


def begin_epoch(
    session: Session, paths: AppPaths, clock: Clock, beginning: Beginning, *, live_epoch: int = 0
) -> None:
    """Raise the epoch and write why. The event names the mark that it leaves, so that a start finds no fault.

    Args:
        session: Of a transaction on the file that will be the ledger.
        paths: The data folder.
        clock: For the event.
        beginning: What it says.
        live_epoch: Of the ledger that is replaced, where it can be read.
    """
    ledger = session.scalars(select(Ledger)).one()
    ledger.epoch = next_epoch(paths, ledger.epoch, live_epoch)
    session.flush()
    detail = {**beginning.detail, **_left_behind(paths)}
    record(session, beginning.actor, clock, beginning.action, beginning.subject, detail)


def _left_behind(paths: AppPaths) -> dict[str, object]:
    mark = MemoryFile(paths).read().mark
    return {INSTEAD_OF: mark.head} if mark is not None else {}


def build_ledger(paths: AppPaths, clock: Clock, key: bytes | None) -> None:
    """A new ledger, built under another name and put in place whole."""
    part = paths.root / "ledger.new"
    part.unlink(missing_ok=True)
    upgrade(part, key=key)
    engine = create_app_engine(part, key=key)
    try:
        with Session(engine) as session, session.begin():
            session.add(Ledger(epoch=next_epoch(paths), created_at=clock.now()))
            session.flush()
            detail = {"program": __version__, **_left_behind(paths)}
            record(session, SYSTEM, clock, "建立台账", "新台账", detail)
    finally:
        engine.dispose()
    sync_file(part)
    part.replace(paths.ledger)
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


def replace_ledger(
    paths: AppPaths, source: Path, beginning: Beginning, clock: Clock, *,
    key: bytes | None = None, live_epoch: int = 0,
) -> None:  # fmt: skip
    """Put a verified file in the ledger's place (restore). No engine may be open on the ledger.

    Epoch and event are written into the copy: the swap alone decides, and leaves nothing half done.

    Raises:
        EnvironmentProblem: no space; the present ledger stands as it was.
    """
    check_space(paths.root, source.stat().st_size)
    part = paths.root / "ledger.restore"
    part.unlink(missing_ok=True)
    try:
        copy_file(source, part, key=key)
        upgrade(part, key=key)
        engine = create_app_engine(part, key=key)
        try:
            with UnitOfWork(engine).write() as session:
                begin_epoch(session, paths, clock, beginning, live_epoch=live_epoch)
        finally:
            engine.dispose()
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
