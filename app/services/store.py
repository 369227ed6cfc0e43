"""Opening the ledger at start: lock → format → quick check → backup and migration on a copy → open.

A file written by a newer program is refused before it is touched. An upgrade works on a copy and swaps it in only
when its counts and chain equal the original's, so that a power cut at any step leaves the old file or the new one.
A damaged file is never mended: the newest sound backup takes its place, and it is kept beside the backups.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app import __version__
from app.clock import CHINA, Clock
from app.errors import EnvironmentProblem, UserError
from app.models import Ledger
from app.models.engine import APPLICATION_ID, FORMAT_VERSION, create_app_engine, driver, raw_connect
from app.models.faults import is_damage, translate
from app.models.migrate import current_revision, head_revision, known_revisions, upgrade
from app.paths import AppPaths

from .actor import SYSTEM
from .audit import record
from .backup import Verified, copy_database, list_backups, make_backup, verify_file
from .files import check_space, sync_file, sync_folder, write_atomic
from .lock import InstanceLock


class LedgerDamaged(EnvironmentProblem):
    """The ledger cannot be read; a backup may take its place (:func:`newest_sound_backup`, :func:`recover`)."""


_DAMAGED_HINT = "请不要删除数据文件夹里的任何文件，把整个文件夹复制一份，交给技术人员。"


@dataclass(frozen=True, slots=True)
class Recovery:
    """What putting a backup in the place of a damaged ledger would mean.

    Attributes:
        backup: The verified backup.
        made_at: When it was made, as its name says.
        lost: Events after it, as far as the damaged file can still be read; None when it cannot.
    """

    backup: Verified
    made_at: datetime
    lost: int | None

    @property
    def sentence(self) -> str:
        """Up to where the backup goes, and what has to be entered again."""
        text = (
            f"最近一份完好的备份是 {self.made_at:%Y-%m-%d %H:%M} 做的，"
            f"到第 {self.backup.events} 条办理记录（{self.backup.last_day}）"
        )
        if self.lost is None:
            return f"{text}；此后办理的内容会丢失，需要重新录入。"
        if not self.lost:
            return f"{text}；没有内容会丢失。"
        return f"{text}；此后的 {self.lost} 条会丢失，需要重新录入。"


@dataclass(slots=True)
class Store:
    """An opened ledger.

    Attributes:
        engine: For the services.
        lock: Held until :meth:`close`.
        upgraded: True when this start migrated the file.
    """

    engine: Engine
    lock: InstanceLock
    upgraded: bool

    def close(self) -> None:
        """Release the file and the lock."""
        self.engine.dispose()
        self.lock.release()


def open_store(paths: AppPaths, clock: Clock, *, key: bytes | None = None) -> Store:
    """Open the ledger of a data folder; a folder without one gets a new, empty ledger.

    Raises:
        LedgerDamaged: the file is spoilt; it was left as it is.
        EnvironmentProblem: a second window, no rights, disk full.
        UserError: the file was written by a newer program; nothing was changed.
    """
    try:
        paths.create()
        lock = InstanceLock(paths.lock_file)
        lock.acquire()
    except OSError as error:
        raise translate(error) or error from error
    try:
        engine, upgraded = _open(paths, clock, key)
    except BaseException as error:
        lock.release()
        # Both drivers and the system speak here: SQLAlchemy wraps only what it runs itself.
        problem = translate(error)
        if problem is None:
            raise
        if is_damage(error):
            raise LedgerDamaged(problem.message, hint=_DAMAGED_HINT) from error
        raise problem from error
    return Store(engine, lock, upgraded)


def _open(paths: AppPaths, clock: Clock, key: bytes | None) -> tuple[Engine, bool]:
    _refuse_newer(paths)
    upgraded = False
    if not paths.ledger.exists():
        _build(paths, clock, key)
    engine = create_app_engine(paths.ledger, key=key)
    try:
        _quick_check(engine)
        revision = current_revision(engine)
        if revision not in known_revisions():
            raise UserError("台账由更新版本的程序写成，本程序没有打开它。", hint="请安装新版程序。")
        if revision != head_revision():
            make_backup(engine, paths.backups, clock, key=key)
            engine = _upgrade(engine, paths, key)
            upgraded = True
    except BaseException:
        engine.dispose()
        raise
    _write_format(paths)
    return engine, upgraded


def _refuse_newer(paths: AppPaths) -> None:
    """Compare the sidecar's format with ours, before the database itself is touched."""
    try:
        known = json.loads(paths.format_file.read_text("utf-8"))
        version = int(known["format"])
        program = str(known.get("program", ""))
    except FileNotFoundError:
        return
    except (ValueError, KeyError, TypeError):
        return  # an unreadable sidecar is rewritten; the database carries its revision itself
    if version > FORMAT_VERSION:
        raise UserError(
            f"这份台账由更新的程序（{program}）写成，格式 {version}；"
            f"现在的程序是 {__version__}，格式 {FORMAT_VERSION}。没有改动任何内容。",
            hint="请安装新版程序后再打开。",
        )


def _write_format(paths: AppPaths) -> None:
    wanted = json.dumps({"format": FORMAT_VERSION, "program": __version__})
    if not paths.format_file.exists() or paths.format_file.read_text("utf-8") != wanted:
        write_atomic(paths.format_file, wanted.encode())


def _build(paths: AppPaths, clock: Clock, key: bytes | None) -> None:
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


def _quick_check(engine: Engine) -> None:
    with engine.execution_options(read_only=True).connect() as connection:
        if connection.exec_driver_sql("PRAGMA application_id").scalar() != APPLICATION_ID:
            raise EnvironmentProblem(
                "数据文件夹里的 ledger.db 不是一人一卡的台账。", hint="请检查数据文件夹。"
            )
        if connection.exec_driver_sql("PRAGMA quick_check").scalar() != "ok":
            raise LedgerDamaged("台账文件已损坏，没有打开。", hint=_DAMAGED_HINT)


def _upgrade(engine: Engine, paths: AppPaths, key: bytes | None) -> Engine:
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


def newest_sound_backup(paths: AppPaths, *, key: bytes | None = None) -> Recovery | None:
    """The newest backup that verifies from end to end, and what would be lost with it; None when there is none."""
    for info in list_backups(paths.backups):
        try:
            checked = verify_file(info.path, key=key)
        except UserError:
            continue  # spoilt as well, or no ledger: the next older one may do
        if not checked.faults:
            return Recovery(checked, info.made_at, _lost_since(paths.ledger, checked, key))
    return None


def _lost_since(ledger: Path, backup: Verified, key: bytes | None) -> int | None:
    """How many events the damaged file holds beyond the backup, if it still tells; a copy of another file does not."""
    try:
        connection = raw_connect(ledger, key=key)
    except (EnvironmentProblem, driver(key).DatabaseError):
        return None
    try:
        query = "SELECT seq, hash FROM audit_event WHERE seq >= ? ORDER BY seq"
        rows = connection.execute(query, (backup.events,)).fetchall()
    except driver(key).DatabaseError:
        return None
    finally:
        connection.close()
    if not rows or tuple(rows[0]) != (backup.events, backup.head):
        return None
    return len(rows) - 1


def recover(paths: AppPaths, recovery: Recovery, clock: Clock, *, key: bytes | None = None) -> Path:
    """Put a sound backup in the place of a damaged ledger, which is kept. Returns where it is kept.

    Raises:
        EnvironmentProblem: no space, a second window; the damaged ledger stands as it was.
    """
    lock = InstanceLock(paths.lock_file)
    lock.acquire()
    try:
        kept = _keep_damaged(paths, clock)
        replace_ledger(paths, recovery.backup.path, key=key)
        engine = create_app_engine(paths.ledger, key=key)
        try:
            with Session(engine) as session, session.begin():
                session.scalars(select(Ledger)).one().epoch += 1
                session.flush()
                detail = {"to": recovery.backup.events, "kept": kept.name}
                record(session, SYSTEM, clock, "恢复备份", recovery.backup.path.name, detail)
        finally:
            engine.dispose()
    except BaseException as error:
        problem = translate(error)
        if problem is None:
            raise
        raise problem from error
    finally:
        lock.release()
    return kept


def _keep_damaged(paths: AppPaths, clock: Clock) -> Path:
    """Copy the damaged file beside the backups. Its journal moves along: it must not be played into the new file."""
    check_space(paths.root, 2 * paths.ledger.stat().st_size)
    stem = f"damaged-{clock.now().astimezone(CHINA):%Y%m%d-%H%M%S}"
    number, target = 1, paths.backups / f"{stem}.db"
    while target.exists():
        target, number = paths.backups / f"{stem}-{number}.db", number + 1
    shutil.copyfile(paths.ledger, target)
    sync_file(target)
    journal = paths.ledger.with_name(paths.ledger.name + "-journal")
    if journal.exists():
        journal.replace(target.with_name(target.name + "-journal"))
        sync_folder(paths.root)
    sync_folder(paths.backups)
    return target
