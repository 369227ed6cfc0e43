"""系统: backup, restore, verification, the newest events and where the files are."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from app import __version__
from app.clock import CHINA, Clock
from app.errors import EnvironmentProblem, UserError
from app.models import AuditEvent, Ledger
from app.models.engine import FORMAT_VERSION
from app.models.faults import translate
from app.models.uow import UnitOfWork
from app.paths import AppPaths

from .actor import OFFICERS, Actor, require
from .attachments import AttachmentService, pictures_beside
from .audit import AuditRow, newest, stamp
from .backup import (
    BackupInfo,
    Verified,
    chain_hashes,
    copy_database,
    holds_state,
    list_backups,
    make_backup,
    thin_out,
    verify_backup,
)
from .base import Service
from .changes import Changes, Kind
from .files import check_stick_space
from .ledger_file import Beginning, replace_ledger
from .safety.service import SafetyService
from .safety.stick import Progress, copy_to_stick
from .workflow import Role


@dataclass(frozen=True, slots=True)
class SystemView:
    """The 系统 page.

    Attributes:
        seq: Newest event of the live ledger.
        backups: Newest first.
        warnings: No copy, a spoilt backup, no backup for long.
    """

    data_folder: Path
    log_folder: Path
    seq: int
    epoch: int
    backups: tuple[BackupInfo, ...]
    events: tuple[AuditRow, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RestorePlan:
    """What a restore would mean: shown before anything is done.

    Attributes:
        backup: The verified backup.
        now: Newest event of the live ledger; ``lost`` the events that would be gone, oldest first.
        common: How many events both have; 0 for a ledger of another branch or computer.
        epoch: Of the live ledger.
    """

    backup: Verified
    now: int
    lost: tuple[AuditRow, ...]
    common: int
    epoch: int

    @property
    def lost_count(self) -> int:
        """How many events would be gone: the number that has to be typed back."""
        return self.now - self.common

    @property
    def sentence(self) -> str:
        """ "备份到第 812 条（2026-09-30），当前 845 条，将丢失 33 条"."""
        words = f"备份到第 {self.backup.events} 条（{self.backup.last_day}），当前 {self.now} 条"
        if not self.common:
            words = f"这是另一份台账（{self.backup.last_day}，{self.backup.events} 条），当前 {self.now} 条"
        elif self.common < self.backup.events:
            words += f"，两份从第 {self.common + 1} 条起不同"
        return f"{words}，将丢失 {self.lost_count} 条"


@dataclass(frozen=True, slots=True)
class Copied:
    """A verified copy of a backup.

    Attributes:
        target: The copy; ``changes`` what is said about it.
    """

    target: Path
    changes: Changes


class SystemService(Service):
    """Use cases of the 系统 page and of the automatic backup."""

    def __init__(
        self,
        uow: UnitOfWork,
        clock: Clock,
        paths: AppPaths,
        *,
        key: bytes | None,
        reopen: Callable[[], None],
        attachments: AttachmentService,
        safety: SafetyService,
    ) -> None:
        super().__init__(uow, clock)
        self._paths = paths
        self._key = key
        self._reopen = reopen
        self._attachments = attachments
        self._safety = safety

    def view(self) -> SystemView:
        """Everything on the page."""
        with self.uow.read() as session:
            seq = session.scalar(select(func.max(AuditEvent.seq))) or 0
            epoch = session.scalar(select(Ledger.epoch)) or 1
            events = newest(session)
        backups = list_backups(self._paths.backups)
        warnings = self._warnings(backups, epoch, seq)
        return SystemView(self._paths.root, self._paths.logs, seq, epoch, backups, events, warnings)

    def backup_now(self, actor: Actor) -> Changes:
        """Make a verified backup. Raises EnvironmentProblem when the disk is full."""
        require(actor, *OFFICERS, action="备份")
        info = self._back_up()
        return Changes.of(Kind.BACKUP, message=f"已备份并核对：{info.path.name}")

    def backup_if_changed(self) -> BackupInfo | None:
        """The automatic backup: on exit and every half hour of work, when something changed since the last one."""
        return self._back_up() if self._present_backup() is None else None

    def automatic_backup(self) -> Changes | None:
        """:meth:`backup_if_changed` while somebody works: a fault is told on 首页 and interrupts nobody.

        Returns:
            What has to be shown anew; None when nothing was due.
        """
        try:
            if self.backup_if_changed() is None:
                return None
        except (EnvironmentProblem, UserError) as fault:
            self._safety.remember_backup(fault.message)
        return Changes.of(Kind.BACKUP)

    def _present_backup(self) -> BackupInfo | None:
        """The backup that holds the present state of this very ledger, if there is one."""
        with self.uow.read() as session:
            seq, head = session.scalar(select(func.max(AuditEvent.seq))) or 0, stamp(session)
            epoch = session.scalar(select(Ledger.epoch)) or 1
        for backup in list_backups(self._paths.backups):
            # Its name tells cheaply whether it can be; a backup of another ledger may bear the same numbers.
            if (backup.epoch, backup.seq) == (epoch, seq) and holds_state(backup.path, head, key=self._key):
                return backup
        return None

    def _back_up(self) -> BackupInfo:
        """Pictures first: a ledger's backup never names one that its folder does not hold."""
        self._attachments.backup()
        info = make_backup(self.uow.engine, self._paths.backups, self.clock, key=self._key)
        if self._safety.date_is_sure:
            thin_out(self._paths.backups, self.clock)
        self._safety.remember_history()
        self._safety.remember_backup()
        return info

    def verify(self, backup: Path) -> str:
        """Check a backup from end to end and remember the result. Returns what is wrong; empty when it is sound."""
        words = self._safety.faults_of(backup)
        self._safety.remember_check(backup.name, words)
        return words

    def copy_backup(self, actor: Actor, backup: Path | None, folder: Path, *, progress: Progress) -> Copied:
        """Copy a backup to a stick or another disk, read it back from there, and remember the day.

        The pictures go first, into the one file of pictures that the folder has, where a restore finds them.

        Args:
            actor: One of the officers.
            backup: Which; None for the present state, which is backed up first if it is not yet.
            folder: On the other disk, as she chose it.
            progress: Told in bytes.
        """
        require(actor, *OFFICERS, action="复制备份")
        if backup is None:
            backup = (self._present_backup() or self._back_up()).path
        words = self.verify(backup)
        if words:
            raise UserError(f"这份备份不完整：{words}", hint="请换一份备份，或先「立即备份」。")
        self._refuse_own_folder(folder)
        try:
            check_stick_space(folder, _bytes_to_copy(backup, folder))
            pictures = self._attachments.copy_beside(backup, folder)
            target = copy_to_stick(backup, folder, progress=progress)
        except OSError as error:
            raise translate(error) or error from error
        warnings = []
        if pictures.damaged:
            warnings.append(
                f"有 {pictures.damaged} 张附件图片在备份里已损坏，没有复制过去；打不开的照片请重新拍照添加。"
            )
        message = f"已复制并核对：{target.name}"
        same_disk = self._safety.remember_copy(folder)
        if same_disk:
            warnings.append("这个文件夹和台账在同一个盘上，盘坏了会一起丢失。请再复制一份到 U 盘或另一个盘。")
        elif same_disk is None:
            warnings.append(
                "电脑没有告诉程序这个文件夹在哪个盘上，请自己看一下：要在 U 盘或另一个盘上才有用。"
            )
        else:
            message = "已复制并核对，可以拔出"
        return Copied(target, Changes.of(Kind.BACKUP, message=message, warnings=tuple(warnings)))

    def _refuse_own_folder(self, folder: Path) -> None:
        if folder.resolve() in {self._paths.backups.resolve(), self._paths.root.resolve()}:
            raise UserError("这是台账自己的文件夹，复制到这里没有用处。", hint="请选 U 盘或另一个盘。")

    def plan_restore(self, actor: Actor, backup: Path) -> RestorePlan:
        """Verify a backup and say what a restore would lose.

        Raises:
            UserError: the file is damaged or no ledger.
        """
        require(actor, Role.SECRETARY, action="恢复")
        checked = verify_backup(backup, key=self._key, scratch=self._paths.root)
        if checked.faults:
            raise UserError(f"这份备份不完整：{'；'.join(checked.faults)}", hint="请换一份备份。")
        with self.uow.read() as session:
            now = session.scalar(select(func.max(AuditEvent.seq))) or 0
            epoch = session.scalar(select(Ledger.epoch)) or 1
            hashes = session.scalars(select(AuditEvent.hash).order_by(AuditEvent.seq)).all()
            common = 0
            for ours, theirs in zip(hashes, chain_hashes(backup, key=self._key), strict=False):
                if ours != theirs:
                    break
                common += 1
            events = newest(session, limit=now - common)
        return RestorePlan(checked, now, tuple(reversed(events)), common, epoch)

    def restore(self, actor: Actor, backup: Path, *, typed_back: str) -> Changes:
        """Put a backup in the ledger's place: present ledger backed up first, epoch raised, audited.

        Args:
            actor: The secretary.
            backup: The file that was planned.
            typed_back: The number of events that will be lost, typed by hand.
        """
        self.uow.check_writable()
        plan = self.plan_restore(actor, backup)
        if typed_back.strip() != str(plan.lost_count):
            raise UserError("输入的条数不对，没有恢复。", hint=plan.sentence)
        self._keep_present()
        warnings = self._bring_pictures_back(backup)
        beginning = Beginning(
            actor, "恢复备份", plan.backup.path.name, {"to": plan.backup.events, "from": plan.now}
        )
        self.uow.engine.dispose()
        replace_ledger(self._paths, backup, beginning, self.clock, key=self._key, live_epoch=plan.epoch)
        self._reopen()
        self._safety.remember_history()
        return Changes(frozenset(Kind), (), f"已恢复到第 {plan.backup.events} 条", warnings)

    def _bring_pictures_back(self, backup: Path) -> tuple[str, ...]:
        """A fault of the pictures does not keep the ledger from being restored; it is told."""
        try:
            merged = self._attachments.bring_back(backup)
        except EnvironmentProblem as problem:
            return (f"附件图片没有找回：{problem.message}",)
        if merged.damaged:
            return (f"有 {merged.damaged} 张附件图片在备份里已损坏，没有找回。",)
        return ()

    def _keep_present(self) -> None:
        """The present ledger before it is replaced; one that does not verify is kept as it is, under its own name."""
        try:
            make_backup(self.uow.engine, self._paths.backups, self.clock, key=self._key)
        except UserError:
            made_at = self.clock.now().astimezone(CHINA)
            target = self._paths.backups / f"damaged-{made_at:%Y%m%d-%H%M%S}.db"
            live = self.uow.engine.raw_connection()
            try:
                copy_database(live.driver_connection, target, key=self._key)
            finally:
                live.close()

    def _warnings(self, backups: tuple[BackupInfo, ...], epoch: int, seq: int) -> tuple[str, ...]:
        warnings = list(self._safety.view().cares)
        since = max((backup.seq for backup in backups if backup.epoch == epoch), default=0)
        if since and since < seq:
            warnings.append(f"最近一次备份之后又有 {seq - since} 条记录，退出时会自动备份。")
        elif backups and not since:
            warnings.append("恢复以后还没有备份过，退出时会自动备份。")
        return tuple(warnings)


def _bytes_to_copy(backup: Path, folder: Path) -> int:
    """The backup, and the pictures that the folder does not hold yet."""
    sizes = [
        pictures.stat().st_size if pictures.exists() else 0
        for pictures in (pictures_beside(backup.parent), pictures_beside(folder))
    ]
    return backup.stat().st_size + max(sizes[0] - sizes[1], 0)


def versions() -> str:
    """Versions of program, ledger format and database, for the crash dialog and 系统."""
    return f"一人一卡 {__version__} · 台账格式 {FORMAT_VERSION} · SQLite {sqlite3.sqlite_version}"
