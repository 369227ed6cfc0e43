"""Opening the ledger at start: lock → format → quick check → backup and migration on a copy → open.

A file written by a newer program is refused before it is touched. An upgrade works on a copy and swaps it in only
when its counts and chain equal the original's, so that a power cut at any step leaves the old file or the new one.
A damaged file is never mended: the newest sound backup takes its place, and it is kept beside the backups.
A file that is older than the one used last, or another one, is not opened until somebody has said so.
"""

from __future__ import annotations

import json
import logging
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
from app.models.migrate import current_revision, head_revision, known_revisions
from app.paths import AppPaths, default_data_dir

from .actor import SYSTEM
from .audit import record
from .backup import Verified, list_backups, make_backup, verify_file
from .files import check_space, sync_file, sync_folder, write_atomic
from .ledger_file import build_ledger, replace_ledger, upgrade_ledger
from .lock import InstanceLock
from .safety.computer import Computer, ThisComputer
from .safety.history import BrokenHistory, OldLedger, find_break, present_mark
from .safety.memory import MemoryFile
from .safety.place import refusal

log = logging.getLogger(__name__)


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


@dataclass(frozen=True, slots=True)
class Upgraded:
    """A start that migrated the ledger: told once.

    Attributes:
        before: Version of the program that had written it, empty when unknown; ``after`` of this one.
        backup: The verified backup from before.
    """

    before: str
    after: str
    backup: Path

    @property
    def sentence(self) -> str:
        """What was done and where the old state is."""
        came = f"从 {self.before} 版" if self.before and self.before != self.after else ""
        return f"台账已{came}升级，适用 {self.after} 版程序；升级前的备份是 {self.backup.name}，在 backups 文件夹里。"


@dataclass(slots=True)
class Store:
    """An opened ledger.

    Attributes:
        engine: For the services.
        lock: Held until :meth:`close`.
        memory: What is remembered of it outside.
        upgraded: What this start migrated; None when nothing was due.
    """

    engine: Engine
    lock: InstanceLock
    memory: MemoryFile
    upgraded: Upgraded | None
    closed: bool = False

    def remember(self) -> None:
        """Raise the high-water mark to where the ledger stands now."""
        try:
            self.memory.update(mark=present_mark(self.engine))
        except Exception as error:
            if translate(error) is None:
                raise
            # A disk that fails now is told by the work itself; a mark that stays behind does no harm.
            log.warning("no mark: %s", error)

    def close(self) -> None:
        """Release the file and the lock."""
        if not self.closed:
            self.closed = True
            self.remember()
        self.engine.dispose()
        self.lock.release()


def open_store(
    paths: AppPaths, clock: Clock, *, key: bytes | None = None, computer: Computer | None = None
) -> Store:
    """Open the ledger of a data folder; a folder without one gets a new, empty ledger.

    Args:
        paths: The data folder.
        clock: For the first event of a new ledger.
        key: Database key, None for a plain file.
        computer: Asked what disk the folder is on; default: this one.

    Raises:
        LedgerDamaged: the file is spoilt or gone; what is there was left as it is.
        OldLedger: it is not the one that was used last, or an older state of it; nothing was changed.
        EnvironmentProblem: a second window, no rights, disk full, a folder that is no place for a ledger.
        UserError: the file was written by a newer program; nothing was changed.
    """
    refused = refusal((computer or ThisComputer()).place(paths.root), proposal=default_data_dir())
    if refused is not None:
        raise refused
    memory = MemoryFile(paths)
    try:
        paths.create()
        lock = InstanceLock(paths.lock_file)
        lock.acquire()
    except OSError as error:
        raise translate(error) or error from error
    try:
        engine, upgraded = _open(paths, clock, key, memory)
    except BaseException as error:
        lock.release()
        # Both drivers and the system speak here: SQLAlchemy wraps only what it runs itself.
        problem = translate(error)
        if problem is None:
            raise
        if is_damage(error):
            raise LedgerDamaged(problem.message, hint=_DAMAGED_HINT) from error
        raise problem from error
    store = Store(engine, lock, memory, upgraded)
    store.remember()
    return store


def _open(
    paths: AppPaths, clock: Clock, key: bytes | None, memory: MemoryFile
) -> tuple[Engine, Upgraded | None]:
    before = _refuse_newer(paths)
    upgraded = None
    mark = memory.read().mark
    if not paths.ledger.exists():
        if mark is not None or list_backups(paths.backups):
            raise LedgerDamaged("数据文件夹里的台账文件（ledger.db）不见了，没有新建。", hint=_DAMAGED_HINT)
        build_ledger(paths, clock, key)
    elif not paths.ledger.stat().st_size:
        # SQLite would take an empty file for an empty database.
        raise LedgerDamaged("台账文件是空的（0 字节），没有打开。", hint=_DAMAGED_HINT)
    engine = create_app_engine(paths.ledger, key=key)
    try:
        _quick_check(engine)
        revision = current_revision(engine)
        if revision not in known_revisions():
            raise UserError("台账由更新版本的程序写成，本程序没有打开它。", hint="请安装新版程序。")
        broken = find_break(engine, mark)
        if broken is not None:
            raise OldLedger(broken)
        if revision != head_revision():
            backup = make_backup(engine, paths.backups, clock, key=key)
            engine = upgrade_ledger(engine, paths, key)
            upgraded = Upgraded(before, __version__, backup.path)
    except BaseException:
        engine.dispose()
        raise
    _write_format(paths)
    return engine, upgraded


def _refuse_newer(paths: AppPaths) -> str:
    """Compare the sidecar's format with ours, before the database itself is touched. Returns who wrote it."""
    try:
        known = json.loads(paths.format_file.read_text("utf-8"))
        version = int(known["format"])
        program = str(known.get("program", ""))
    except FileNotFoundError:
        return ""
    except (ValueError, KeyError, TypeError):
        return ""  # an unreadable sidecar is rewritten; the database carries its revision itself
    if version > FORMAT_VERSION:
        raise UserError(
            f"这份台账由更新的程序（{program}）写成，格式 {version}；"
            f"现在的程序是 {__version__}，格式 {FORMAT_VERSION}。没有改动任何内容。",
            hint="请安装新版程序后再打开。",
        )
    return program


def _write_format(paths: AppPaths) -> None:
    wanted = json.dumps({"format": FORMAT_VERSION, "program": __version__})
    if not paths.format_file.exists() or paths.format_file.read_text("utf-8") != wanted:
        write_atomic(paths.format_file, wanted.encode())


def _quick_check(engine: Engine) -> None:
    with engine.execution_options(read_only=True).connect() as connection:
        if connection.exec_driver_sql("PRAGMA application_id").scalar() != APPLICATION_ID:
            raise EnvironmentProblem(
                "数据文件夹里的 ledger.db 不是一人一卡的台账。", hint="请检查数据文件夹。"
            )
        if connection.exec_driver_sql("PRAGMA quick_check").scalar() != "ok":
            raise LedgerDamaged("台账文件已损坏，没有打开。", hint=_DAMAGED_HINT)


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
    if not ledger.exists():
        return None  # connecting would make an empty one
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


def recover(paths: AppPaths, recovery: Recovery, clock: Clock, *, key: bytes | None = None) -> Path | None:
    """Put a sound backup in the place of a damaged ledger, which is kept.

    Returns:
        Where the damaged file is kept; None when there was none any more.

    Raises:
        EnvironmentProblem: no space, a second window; the damaged ledger stands as it was.
    """
    lock = InstanceLock(paths.lock_file)
    lock.acquire()
    try:
        kept = _keep_damaged(paths, clock) if paths.ledger.exists() else None
        replace_ledger(paths, recovery.backup.path, key=key)
        engine = create_app_engine(paths.ledger, key=key)
        try:
            with Session(engine) as session, session.begin():
                session.scalars(select(Ledger)).one().epoch += 1
                session.flush()
                detail = {"to": recovery.backup.events, "kept": kept.name if kept else ""}
                record(session, SYSTEM, clock, "恢复备份", recovery.backup.path.name, detail)
            MemoryFile(paths).update(mark=present_mark(engine))
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


def accept_old(paths: AppPaths, found: BrokenHistory, clock: Clock, *, key: bytes | None = None) -> None:
    """Go on with a ledger that was put in the folder from outside: somebody has looked and said so.

    The chain keeps that it was so, and its epoch rises: what this ledger does from now on is another history than
    the one that was known here.

    Raises:
        EnvironmentProblem: a second window, disk full.
    """
    memory = MemoryFile(paths)
    mark = memory.read().mark
    memory.update(mark=None)
    try:
        store = open_store(paths, clock, key=key)
    except BaseException:
        memory.update(mark=mark)
        raise
    try:
        with Session(store.engine) as session, session.begin():
            session.scalars(select(Ledger)).one().epoch += 1
            session.flush()
            detail = {"kind": found.kind.value, "to": found.seq, "from": found.known}
            record(session, SYSTEM, clock, "启用放回的台账", f"到第 {found.seq} 条", detail)
    finally:
        store.close()
