"""A ledger that cannot be opened: which backup may take its place, and what is done on somebody's word.

Everything that replaces the ledger keeps what lay there beside the backups and writes why into the new one's chain.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.clock import CHINA, Clock
from app.errors import EnvironmentProblem, UserError
from app.models.engine import driver, raw_connect
from app.models.faults import translate
from app.paths import AppPaths

from .actor import SYSTEM
from .attachments import merge_pictures, pictures_beside
from .backup import Verified, backup_time, chain_hashes, list_backups, verify_backup
from .files import check_space, sync_file, sync_folder
from .ledger_file import Beginning, build_ledger, replace_ledger
from .lock import InstanceLock
from .safety.history import BrokenHistory
from .safety.memory import Mark, MemoryFile
from .store import open_store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recovery:
    """What putting a backup in the ledger's place would mean.

    Attributes:
        backup: The verified backup.
        made_at: When it was made, as its name says.
        lost: Events after it, as far as the file that lies there can still be read; None when it cannot.
        whole: Whether it holds everything that this computer had seen of the ledger.
        other: Whether it is a backup of another ledger than the one that was used here.
        chosen: Whether somebody chose it; otherwise it is the newest sound one of this data folder.
    """

    backup: Verified
    made_at: datetime
    lost: int | None
    whole: bool = False
    other: bool = False
    chosen: bool = False

    @property
    def sentence(self) -> str:
        """Up to where the backup goes, and what has to be entered again."""
        which = "选的这份备份是" if self.chosen else "最近一份完好的备份是"
        text = (
            f"{which} {self.made_at:%Y-%m-%d %H:%M} 做的，"
            f"到第 {self.backup.events} 条办理记录（{self.backup.last_day}）"
        )
        if self.other:
            return f"{text}；它不是这台电脑上次用的那一份台账，请核对。"
        if self.whole and not self.lost:
            return f"{text}；这台电脑上次用到的内容都在里面。"
        if self.lost is None:
            return f"{text}；此后办理的内容会丢失，需要重新录入。"
        if not self.lost:
            return f"{text}；没有内容会丢失。"
        return f"{text}；此后的 {self.lost} 条会丢失，需要重新录入。"


def newest_sound_backup(paths: AppPaths, *, key: bytes | None = None) -> Recovery | None:
    """The newest backup of this computer's ledger that verifies from end to end; None when there is none.

    One that holds what was seen last comes first; a history that was given up by a restore may be longer, but it
    lacks that event. Where nothing is remembered, the newest sound backup is meant.
    """
    mark = MemoryFile(paths).read().mark
    best: Recovery | None = None
    for info in list_backups(paths.backups):
        if best is not None and (mark is None or info.seq < mark.seq):
            continue  # it cannot hold what was seen last, and a newer one is known
        try:
            found = _recovery(paths, info.path, mark, key=key)
        except UserError:
            continue  # spoilt as well, or no ledger: the next older one may do
        if found.whole:
            return found
        if best is None and not found.other:
            best = found
    return best


def chosen_backup(paths: AppPaths, file: Path, *, key: bytes | None = None) -> Recovery:
    """A backup that somebody chose, on a stick for instance.

    Raises:
        UserError: it is no backup, or not sound.
        EnvironmentProblem: the disk is full, the stick was pulled out.
    """
    try:
        return _recovery(paths, file, MemoryFile(paths).read().mark, key=key, chosen=True)
    except OSError as error:
        raise translate(error) or error from error


def _recovery(
    paths: AppPaths, file: Path, mark: Mark | None, *, key: bytes | None, chosen: bool = False
) -> Recovery:
    checked = verify_backup(file, key=key, scratch=paths.root)
    if checked.faults:
        raise UserError(f"这份备份不完整：{'；'.join(checked.faults)}", hint="请换一份备份。")
    same = mark is None or checked.ledger == mark.ledger
    whole = mark is not None and same and mark.head in chain_hashes(file, key=key)[mark.seq - 1 : mark.seq]
    lost = _lost_since(paths.ledger, checked, key)
    return Recovery(checked, backup_time(file), lost, whole=whole, other=not same, chosen=chosen)


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
    """Put a sound backup in the place of the ledger, which is kept; missing pictures beside the backup come back.

    Returns:
        Where the replaced file is kept; None when there was none any more.

    Raises:
        EnvironmentProblem: no space, a second window; what lay there stands as it was.
    """
    with _alone(paths):
        kept = _keep_present(paths, clock)
        detail = {"to": recovery.backup.events, "kept": kept.name if kept else ""}
        beginning = Beginning(SYSTEM, "恢复备份", recovery.backup.path.name, detail)
        replace_ledger(paths, recovery.backup.path, beginning, clock, key=key)
        try:
            merge_pictures(pictures_beside(recovery.backup.path.parent), paths.attachments, key=key)
        except EnvironmentProblem as problem:
            log.warning("pictures not brought back: %s", problem)  # the ledger is what matters now
    return kept


def start_over(paths: AppPaths, clock: Clock, *, key: bytes | None = None) -> Path | None:
    """Begin with an empty ledger where there is no backup. What lay there is kept, and so are all backups.

    Returns:
        Where the old file is kept; None when there was none any more.

    Raises:
        EnvironmentProblem: no space, a second window; what lay there stands as it was.
    """
    with _alone(paths):
        kept = _keep_present(paths, clock)
        build_ledger(paths, clock, key)
        MemoryFile(paths).update(mark=None)
    return kept


def accept_old(paths: AppPaths, found: BrokenHistory, clock: Clock, *, key: bytes | None = None) -> None:
    """Go on with a ledger that was put in the folder from outside: somebody has looked and said so.

    Raises:
        EnvironmentProblem: a second window, disk full; the next start asks again.
    """
    open_store(paths, clock, key=key, accepted=found).close()


@contextmanager
def _alone(paths: AppPaths) -> Iterator[None]:
    """Hold the ledger's lock for a step that needs no open ledger, and say its faults in words."""
    lock = InstanceLock(paths.lock_file)
    try:
        paths.create()
        lock.acquire()
        yield
    except Exception as error:
        problem = translate(error)
        if problem is None:
            raise
        raise problem from error
    finally:
        lock.release()


def _keep_present(paths: AppPaths, clock: Clock) -> Path | None:
    """Copy the file that lies there beside the backups. Its journal moves along: it must not reach the new file."""
    if not paths.ledger.exists():
        return None
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
