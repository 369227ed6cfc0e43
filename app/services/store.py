"""Opening the ledger at start: lock → format → quick check → backup and migration on a copy → open.

A file written by a newer program is refused before it is touched. An upgrade works on a copy and swaps it in only
when its counts and chain equal the original's, so that a power cut at any step leaves the old file or the new one.
A damaged file is never mended: the newest sound backup takes its place, and it is kept beside the backups.
A file that is older than the one used last, or another one, is not opened until somebody has said so
(:mod:`app.services.recovery`).
"""

from __future__ import annotations

import json
import logging
import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from app import __version__
from app.clock import Clock
from app.errors import EnvironmentProblem, UserError
from app.models.engine import APPLICATION_ID, FORMAT_VERSION, create_app_engine
from app.models.faults import is_damage, translate
from app.models.migrate import current_revision, head_revision, known_revisions
from app.models.uow import UnitOfWork
from app.paths import AppPaths

from .actor import SYSTEM
from .backup import CHECK_PREFIX, BackupInfo, list_backups, make_backup
from .files import write_atomic
from .ledger_file import Beginning, begin_epoch, build_ledger, upgrade_ledger
from .lock import InstanceLock
from .safety.computer import Computer, ThisComputer
from .safety.history import BrokenHistory, OldLedger, find_break, present_mark
from .safety.memory import Mark, MemoryFile
from .safety.way_out import check_place

log = logging.getLogger(__name__)


_DAMAGED_HINT = "请不要删除数据文件夹里的任何文件，把整个文件夹复制一份，交给技术人员。"
#: Folder in which the sample village is built.
SAMPLE_PREFIX = "sample-"


class LedgerDamaged(EnvironmentProblem):
    """The ledger cannot be read; a backup may take its place (:mod:`app.services.recovery`).

    Attributes:
        title: What has happened, in a few words.
    """

    def __init__(self, message: str, *, title: str = "台账文件已损坏") -> None:
        super().__init__(message, hint=_DAMAGED_HINT)
        self.title = title


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
    paths: AppPaths, clock: Clock, *, key: bytes | None = None, computer: Computer | None = None,
    accepted: BrokenHistory | None = None,
) -> Store:  # fmt: skip
    """Open the ledger of a data folder; a folder without one gets a new, empty ledger.

    Args:
        paths: The data folder.
        clock: For the first event of a new ledger.
        key: Database key, None for a plain file.
        computer: Asked what disk the folder is on; default: this one.
        accepted: A file that somebody has looked at and wants as it is. The chain keeps that it was so, and its
            epoch rises: what it does from now on is another history than the one that was known here.

    Raises:
        LedgerDamaged: the file is spoilt or gone; what is there was left as it is.
        OldLedger: it is not the one that was used last, or an older state of it; nothing was changed.
        PlaceRefused: the folder is no place for a ledger; nothing was written there.
        EnvironmentProblem: a second window, no rights, disk full.
        UserError: the file was written by a newer program; nothing was changed.
    """
    check_place(paths, computer or ThisComputer())
    memory = MemoryFile(paths)
    try:
        paths.create()
        lock = InstanceLock(paths.lock_file)
        lock.acquire()
    except OSError as error:
        raise translate(error) or error from error
    try:
        _remove_leftovers(paths)
        engine, upgraded = _open(paths, clock, key, memory.read().mark, accepted)
    except BaseException as error:
        lock.release()
        # Both drivers and the system speak here: SQLAlchemy wraps only what it runs itself.
        problem = translate(error)
        if problem is None:
            raise
        if is_damage(error):
            raise LedgerDamaged(problem.message) from error
        raise problem from error
    store = Store(engine, lock, memory, upgraded)
    store.remember()
    return store


def _open(
    paths: AppPaths, clock: Clock, key: bytes | None, mark: Mark | None, accepted: BrokenHistory | None
) -> tuple[Engine, Upgraded | None]:
    before = _refuse_newer(paths)
    upgraded = None
    if not paths.ledger.exists():
        if mark is not None or list_backups(paths.backups):
            words = f"数据文件夹“{paths.root}”里没有台账文件（ledger.db），没有新建。"
            raise LedgerDamaged(words, title="台账文件不见了")
        build_ledger(paths, clock, key)
    elif not paths.ledger.stat().st_size:
        # SQLite would take an empty file for an empty database.
        raise LedgerDamaged("台账文件是空的（0 字节），没有打开。", title="台账文件是空的")
    engine = create_app_engine(paths.ledger, key=key)
    try:
        _quick_check(engine)
        revision = current_revision(engine)
        if revision not in known_revisions():
            raise UserError("台账由更新版本的程序写成，本程序没有打开它。", hint="请安装新版程序。")
        broken = find_break(engine, mark)
        if broken is not None and broken != accepted:
            raise OldLedger(broken)
        if revision != head_revision():
            backup = _backup_before_upgrade(engine, paths, clock, key)
            engine = upgrade_ledger(engine, paths, key)
            upgraded = Upgraded(before, __version__, backup.path)
        if broken is not None:
            _write_acceptance(engine, paths, clock, broken)
    except BaseException:
        engine.dispose()
        raise
    _write_format(paths)
    return engine, upgraded


def _backup_before_upgrade(engine: Engine, paths: AppPaths, clock: Clock, key: bytes | None) -> BackupInfo:
    """Checked as a copy that went through the upgrade: what does not survive that is not upgraded."""
    try:
        return make_backup(engine, paths.backups, clock, key=key)
    except UserError as fault:
        raise EnvironmentProblem(
            f"升级前的{fault.message}。没有升级，台账没有改动。", hint=_DAMAGED_HINT
        ) from fault


def _write_acceptance(engine: Engine, paths: AppPaths, clock: Clock, found: BrokenHistory) -> None:
    detail = {"kind": found.kind.value, "to": found.seq, "from": found.known}
    beginning = Beginning(SYSTEM, "启用放回的台账", f"到第 {found.seq} 条", detail)
    with UnitOfWork(engine).write() as session:
        begin_epoch(session, paths, clock, beginning)


def _remove_leftovers(paths: AppPaths) -> None:
    """Whole copies of the ledger that a killed program could not clear away."""
    for folder, prefix in (
        (paths.backups, CHECK_PREFIX),
        (paths.root, CHECK_PREFIX),
        (paths.root, SAMPLE_PREFIX),
    ):
        for left in folder.glob(f"{prefix}*/"):
            shutil.rmtree(left, ignore_errors=True)


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
            raise LedgerDamaged("台账文件已损坏，没有打开。")
