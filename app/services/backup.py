"""Backups of the ledger: made through SQLite, verified before they get their name, thinned out by age."""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DatabaseError

from app.clock import CHINA, Clock
from app.errors import UserError
from app.models import AuditEvent, Card, Ledger, Member, Notice, Posting
from app.models.engine import APPLICATION_ID, create_app_engine, driver, raw_connect
from app.models.faults import translate
from app.models.migrate import current_revision, head_revision, known_revisions, upgrade
from app.models.uow import UnitOfWork

from .audit import verify_chain
from .files import check_space, sync_file, sync_folder

_NAME: Final = re.compile(r"^ledger-(\d{2,})-(\d{6,})-(\d{8}-\d{6})\.db$")


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """One backup file.

    Attributes:
        path: The file.
        seq: Number of the newest audit event in it: the order of backups, whatever the clock said.
        made_at: As written in its name (China time).
        size: Bytes.
        epoch: Rises with each restore; a backup made after one is newer, however few events it holds.
    """

    path: Path
    seq: int
    made_at: datetime
    size: int
    epoch: int = 1

    @property
    def order(self) -> tuple[int, int, str]:
        """Sort key: newest last, whatever the clock said."""
        return self.epoch, self.seq, self.path.name


@dataclass(frozen=True, slots=True)
class Verified:
    """Result of checking a ledger file from end to end.

    Attributes:
        path: The file.
        members: Number of members; ``cards``, ``postings`` and ``notices`` likewise.
        events: Length of the audit chain; ``head`` its last hash.
        last_day: Business date of the last event, as ISO text, empty for a new ledger.
        epoch: Rises with each restore.
        ledger: ``uid`` of the ledger.
        faults: What is wrong, in Chinese; empty when the file is sound.
    """

    path: Path
    members: int
    cards: int
    postings: int
    notices: int
    events: int
    head: str
    last_day: str
    epoch: int
    ledger: str
    faults: tuple[str, ...]


def copy_database(source: Any, target: Path, *, key: bytes | None) -> None:  # noqa: ANN401 - two drivers
    """Copy an open database into ``target`` through SQLite's own backup, one moment of it.

    Args:
        source: Open DB-API connection of the live file.
        target: A new file.
        key: Key of both.
    """
    destination = raw_connect(target, key=key)
    try:
        source.backup(destination)
    finally:
        destination.close()


def copy_file(source: Path, target: Path, *, key: bytes | None) -> None:
    """Copy a database file that nobody else has open, through SQLite."""
    origin = create_app_engine(source, key=key)
    live = origin.raw_connection()
    try:
        copy_database(live.driver_connection, target, key=key)
    finally:
        live.close()
        origin.dispose()


def verify_file(path: Path, *, key: bytes | None = None) -> Verified:
    """Check a ledger file that is not in use: structure, keys, audit chain, counts.

    Raises:
        UserError: it is no ledger at all, or cannot be opened.
    """
    if not path.is_file():
        raise UserError(f"找不到文件：{path.name}", hint="请重新选择备份文件。")
    engine = create_app_engine(path, key=key)
    try:
        return _verify(engine, path)
    except DatabaseError as error:
        problem = translate(error)
        if problem is None:
            raise UserError(f"{path.name} 不是完整的台账文件。", hint="请换一份备份。") from error
        raise UserError(f"{path.name}：{problem.message}", hint="请换一份备份。") from error
    finally:
        engine.dispose()


def _verify(engine: Engine, path: Path) -> Verified:
    faults: list[str] = []
    with engine.execution_options(read_only=True).connect() as connection:
        if connection.exec_driver_sql("PRAGMA application_id").scalar() != APPLICATION_ID:
            raise UserError(f"{path.name} 不是一人一卡的台账文件。", hint="请重新选择文件。")
        answers = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
        if answers != ["ok"]:
            faults.append("文件结构已损坏：" + "；".join(answers[:3]))
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            faults.append("有记录找不到它所属的上级记录")
    with UnitOfWork(engine).read() as session:
        chain = verify_chain(session)
        counts = {
            model: session.scalar(select(func.count()).select_from(model)) or 0
            for model in (Member, Card, Posting, Notice)
        }
        last = session.scalar(select(func.max(AuditEvent.business_date)))
        uid, epoch = session.execute(select(Ledger.uid, Ledger.epoch)).one()
    return Verified(
        path=path,
        members=counts[Member],
        cards=counts[Card],
        postings=counts[Posting],
        notices=counts[Notice],
        events=chain.length,
        head=chain.head,
        last_day=last.isoformat() if last else "",
        epoch=epoch,
        ledger=uid,
        faults=(*faults, *chain.faults),
    )


#: Folders in which copies of older formats are checked; what a killed program left of them is removed at start.
CHECK_PREFIX: Final = "check-"


def verify_backup(path: Path, *, key: bytes | None = None, scratch: Path | None = None) -> Verified:
    """Check a backup of any age; one of an older format is upgraded as a copy first, as a restore would do it.

    Args:
        path: The backup.
        key: Its key.
        scratch: Where the copy is made for a moment; default: beside the backup.

    Raises:
        UserError: it is no ledger at all, or cannot be read.
        EnvironmentProblem: no room for the copy.
    """
    if not path.is_file() or not _is_older(path, key):
        return verify_file(path, key=key)
    scratch = scratch or path.parent
    check_space(scratch, 2 * path.stat().st_size)
    with tempfile.TemporaryDirectory(prefix=CHECK_PREFIX, dir=scratch) as folder:
        copy = Path(folder) / path.name
        try:
            copy_file(path, copy, key=key)
            upgrade(copy, key=key)
        except (DatabaseError, driver(key).DatabaseError, RuntimeError) as error:
            raise UserError(f"{path.name} 不是完整的台账文件。", hint="请换一份备份。") from error
        return replace(verify_file(copy, key=key), path=path)


def _is_older(path: Path, key: bytes | None) -> bool:
    engine = create_app_engine(path, key=key)
    try:
        return current_revision(engine) in known_revisions() - {head_revision()}
    except DatabaseError:
        return False
    finally:
        engine.dispose()


def chain_hashes(path: Path, *, key: bytes | None = None) -> list[str]:
    """The hashes of a verified file's events, in order: two files share a history as far as these are equal."""
    engine = create_app_engine(path, key=key)
    try:
        with UnitOfWork(engine).read() as session:
            return list(session.scalars(select(AuditEvent.hash).order_by(AuditEvent.seq)))
    finally:
        engine.dispose()


def make_backup(engine: Engine, folder: Path, clock: Clock, *, key: bytes | None = None) -> BackupInfo:
    """Back up the live ledger into ``folder`` under its final name only after it was verified.

    Raises:
        EnvironmentProblem: no space, or the disk failed; no half file is left.
        UserError: the copy did not verify (the live file itself is damaged).
    """
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / "ledger.part"
    with contextlib.suppress(FileNotFoundError):
        part.unlink()
    live = engine.raw_connection()
    try:
        page_count, page_size = (
            live.driver_connection.execute(f"PRAGMA {name}").fetchone()[0]  # type: ignore[union-attr]
            for name in ("page_count", "page_size")
        )
        check_space(folder, page_count * page_size)
        copy_database(live.driver_connection, part, key=key)
    except BaseException as error:
        part.unlink(missing_ok=True)
        problem = translate(error)
        if problem is not None:
            raise problem from error
        raise
    finally:
        live.close()
    # Before an upgrade the ledger, and so its backup, still has the older format.
    checked = verify_backup(part, key=key)
    if checked.faults:
        part.unlink()
        raise UserError(
            "备份没有通过核对：" + "；".join(checked.faults), hint="请不要继续录入，先恢复最近的备份。"
        )
    made_at = clock.now().astimezone(CHINA)
    target = folder / f"ledger-{checked.epoch:02d}-{checked.events:06d}-{made_at:%Y%m%d-%H%M%S}.db"
    sync_file(part)
    part.replace(target)
    sync_folder(folder)
    return BackupInfo(target, checked.events, made_at, target.stat().st_size, checked.epoch)


def list_backups(folder: Path) -> tuple[BackupInfo, ...]:
    """All backups, newest first by sequence and then by name."""
    found = []
    for path in folder.glob("ledger-*.db"):
        match = _NAME.match(path.name)
        if match:
            made_at = datetime.strptime(match[3], "%Y%m%d-%H%M%S").replace(tzinfo=CHINA)
            found.append(BackupInfo(path, int(match[2]), made_at, path.stat().st_size, int(match[1])))
    return tuple(sorted(found, key=lambda b: b.order, reverse=True))


def backup_time(path: Path) -> datetime:
    """When a backup was made: as its name says, or else the file's own date."""
    # A copy on a stick may have a number behind its name.
    match = re.match(r"^ledger-\d+-\d+-(\d{8}-\d{6})", path.name)
    if match:
        return datetime.strptime(match[1], "%Y%m%d-%H%M%S").replace(tzinfo=CHINA)
    return datetime.fromtimestamp(path.stat().st_mtime, tz=CHINA)


def holds_state(path: Path, head: str, *, key: bytes | None = None) -> bool:
    """Whether a backup ends with the event that has this hash: then it is the present state."""
    try:
        return chain_hashes(path, key=key)[-1:] == [head]
    except DatabaseError:
        return False


def to_keep(backups: Iterable[BackupInfo], now: datetime) -> frozenset[Path]:
    """Which backups stay: all of two days, then 12 daily, 10 weekly, 9 monthly, never fewer than the ten newest.

    A backup from the future was made under a wrong clock, or it is now that is wrong: it stays and bounds nothing.
    """
    ordered = sorted(backups, key=lambda b: b.order, reverse=True)
    keep = {b.path for b in ordered[:10]} | {b.path for b in ordered if b.made_at > now}
    ordered = [b for b in ordered if b.made_at <= now]
    keep |= {b.path for b in ordered if now - b.made_at <= timedelta(days=2)}
    for pattern, count in (("%Y-%m-%d", 12), ("%G-%V", 10), ("%Y-%m", 9)):
        seen: dict[str, Path] = {}
        for backup in ordered:
            seen.setdefault(backup.made_at.strftime(pattern), backup.path)
        keep |= set(list(seen.values())[:count])
    return frozenset(keep)


def thin_out(folder: Path, clock: Clock) -> int:
    """Delete what :func:`to_keep` does not name; only while the clock is sure. Returns how many went."""
    backups = list_backups(folder)
    keep = to_keep(backups, clock.now().astimezone(UTC))
    gone = [b for b in backups if b.path not in keep]
    for backup in gone:
        backup.path.unlink()
    return len(gone)
