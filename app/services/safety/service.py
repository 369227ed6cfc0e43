"""What 首页 and 系统 say about the safety of the data, and what is done about it: date, copies, checks of backups."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import BUILT_ON
from app.clock import CHINA
from app.errors import EnvironmentProblem, Issue, UserError, ValidationFailed
from app.models import AuditEvent, Ledger
from app.models.uow import UnitOfWork
from app.paths import AppPaths
from app.services.actor import OFFICERS, Actor, require
from app.services.audit import record
from app.services.backup import BackupInfo, list_backups, verify_backup
from app.services.base import Service
from app.services.changes import Changes, Kind
from app.services.months import day_title
from app.services.store import Store

from .computer import Computer
from .dates import SETTLED, Doubt, OfficeClock, doubt_about, doubt_words, present_doubt, trusted_day
from .space import FULL_BANNER, LOW_TEXT, Room, SpaceGuard

#: Days without a copy on a second disk after which 首页 says so.
COPY_EVERY = 30
#: Days after which one older backup is opened and verified.
CHECK_EVERY = 7


@dataclass(frozen=True, slots=True)
class SafetyNote:
    """One line about copies and backups.

    Attributes:
        text: In the office's words, with what to do.
        care: Whether something has to be done; otherwise it is good to know.
        action: Text of its button, which leads to 系统; empty for none.
    """

    text: str
    care: bool
    action: str = ""


@dataclass(frozen=True, slots=True)
class SafetyView:
    """How safe the data are now.

    Attributes:
        date_doubt: Why the computer's date cannot be right, in a sentence; empty when it may be.
        date_stated: That a stated date stands in for the computer's, in a sentence; empty when not.
        computer_day: What the computer says; ``likely_day`` a day near the true one, to which short dates belong.
        room: Room on the disk, ``room_words`` the sentence about it, empty while there is enough.
        notes: Copies, checks, the last backup, an upgrade.
        spoilt: Backups that did not pass their check, by name.
        copied: When and where to the last copy went, in words; empty before the first.
    """

    date_doubt: str
    date_stated: str
    computer_day: date
    likely_day: date
    room: Room
    room_words: str
    notes: tuple[SafetyNote, ...]
    spoilt: tuple[str, ...]
    copied: str

    @property
    def cares(self) -> tuple[str, ...]:
        """The notes about which something has to be done."""
        return tuple(note.text for note in self.notes if note.care)


class SafetyService(Service):
    """Use cases around the safety of the data."""

    def __init__(
        self,
        uow: UnitOfWork,
        clock: OfficeClock,
        paths: AppPaths,
        store: Store,
        *,
        computer: Computer,
        guard: SpaceGuard,
        key: bytes | None,
    ) -> None:
        super().__init__(uow, clock)
        self._office_clock = clock
        self._paths = paths
        self._store = store
        self._computer = computer
        self._guard = guard
        self._key = key
        self._backup_fault = ""

    def view(self) -> SafetyView:
        """Everything that has to be known."""
        day = self.today()
        computer_day = self._office_clock.computer_now().astimezone(CHINA).date()
        memory = self._store.memory.read()
        backups = list_backups(self._paths.backups)
        spoilt = [backup for backup in backups if backup.path.name in memory.spoilt]
        with self.uow.read() as session:
            doubt = present_doubt(session, day)
            last, trusted = _last_day(session), trusted_day(session)
            made = session.scalars(select(Ledger.created_at)).one().astimezone(CHINA).date()
        space = self._guard.room()
        copied = (
            f"最近一次复制：{day_title(memory.copied_on)}，到 {memory.copied_to}" if memory.copied_on else ""
        )
        return SafetyView(
            date_doubt=doubt_words(doubt, day, last) if doubt is not None else "",
            date_stated=_stated_words(computer_day, day) if self._office_clock.corrected else "",
            computer_day=computer_day,
            likely_day=last if last is not None and _date_issue(last, trusted) is None else BUILT_ON,
            room=space,
            room_words={Room.LOW: LOW_TEXT, Room.NONE: FULL_BANNER, Room.ENOUGH: ""}[space],
            notes=(
                *(_spoilt_note(backup, memory.spoilt[backup.path.name]) for backup in spoilt),
                *_copy_notes(memory.copied_on, made, day),
                *_backup_notes(backups, self._backup_fault),
                *([SafetyNote(self._store.upgraded.sentence, care=False)] if self._store.upgraded else []),
            ),
            spoilt=tuple(backup.path.name for backup in spoilt),
            copied=copied,
        )

    # ----------------------------------------------------------------------------------------------------- date

    @property
    def date_is_sure(self) -> bool:
        """Whether things may be deleted by their age."""
        if self._office_clock.corrected:
            return False
        with self.uow.read() as session:
            return present_doubt(session, self.today()) is None

    def settle_date(self, actor: Actor, day: date) -> Changes:
        """Somebody has looked at the calendar: ``day`` is today.

        Where the computer says the same, its date holds; otherwise the stated one does until the program is closed.

        Raises:
            ValidationFailed: the stated date cannot be right either.
        """
        require(actor, *OFFICERS, action=SETTLED)
        computer_day = self._office_clock.computer_now().astimezone(CHINA).date()
        clock = self._office_clock.at_date(day)
        with self.uow.write() as session:
            issue = _date_issue(day, trusted_day(session)) if day != computer_day else None
            if issue is not None:
                raise ValidationFailed([issue])
            record(session, actor, clock, SETTLED, day_title(day), {"computer": computer_day})
        # Not before: a date that the chain does not know of must not hold.
        self._office_clock.go_by(clock)
        return Changes.of(Kind.BACKUP, message=f"今天按 {day:%Y-%m-%d} 办理")

    # -------------------------------------------------------------------------------------------------- backups

    def check_old_backup(self) -> Changes | None:
        """Once a week: open one older backup, chosen at random, and verify it from end to end.

        Returns:
            What has to be shown anew; None when nothing was due.
        """
        memory = self._store.memory.read()
        day = self.today()
        older = [b for b in list_backups(self._paths.backups)[1:] if b.path.name not in memory.spoilt]
        checked = memory.checked_on
        if not older or (checked is not None and checked <= day < checked + timedelta(days=CHECK_EVERY)):
            return None
        backup = random.choice(older)  # noqa: S311 - any of them will do
        words = self.faults_of(backup.path)
        self.remember_check(backup.path.name, words)
        message = f"抽查：{_time_title(backup)} 的备份已损坏，请看首页的提示" if words else ""
        return Changes.of(Kind.BACKUP, message=message)

    def faults_of(self, backup: Path) -> str:
        """What is wrong with a backup, in words; empty when it is sound."""
        try:
            return "；".join(verify_backup(backup, key=self._key).faults)
        except (UserError, EnvironmentProblem) as fault:
            return fault.message.removeprefix(f"{backup.name}：").rstrip("。")

    def remember_check(self, name: str, words: str) -> None:
        """Keep what checking a backup has found."""
        spoilt = {each: said for each, said in self._store.memory.read().spoilt.items() if each != name}
        if words:
            spoilt[name] = words
        self._store.memory.update(checked_on=self.today(), checked=name, spoilt=spoilt)

    def remember_copy(self, folder: Path) -> bool | None:
        """Keep that a verified copy lies in ``folder``, unless that is the ledger's own disk.

        Returns:
            Whether it is the ledger's own disk; None when the computer does not tell: her choice counts then.
        """
        same = self._computer.same_disk(self._paths.root, folder)
        if not same:
            self._store.memory.update(copied_on=self.today(), copied_to=str(folder))
        return same

    def remember_backup(self, fault: str = "") -> None:
        """Keep how the last backup went; ``fault`` is why it was not made, empty when it was."""
        self._backup_fault = fault

    def remember_history(self) -> None:
        """The ledger has changed on purpose as a whole, or a backup was made: the mark goes along."""
        self._store.remember()


def _last_day(session: Session) -> date | None:
    return session.scalar(select(AuditEvent.business_date).order_by(AuditEvent.seq.desc()).limit(1))


def _stated_words(computer_day: date, day: date) -> str:
    return (
        f"电脑日期（{computer_day:%Y-%m-%d}）不对，这次打开期间按 {day:%Y-%m-%d} 办理。"
        "请尽快在电脑的“日期和时间”里改正。"
    )


def _date_issue(day: date, trusted: date | None) -> Issue | None:
    doubt = doubt_about(day, last=None, vouched=trusted)
    if doubt is Doubt.BEFORE_BUILD:
        return Issue(
            "今天的日期", "day", f"本程序 {BUILT_ON:%Y年%-m月} 才做好，今天不会更早，请看日历后再填。"
        )
    if doubt is Doubt.TOO_LATE:
        return Issue("今天的日期", "day", "离本程序的制作日期已过十年，请核对年份。")
    return None


def _spoilt_note(backup: BackupInfo, words: str) -> SafetyNote:
    return SafetyNote(
        f"{_time_title(backup)} 的备份已损坏（{words}），不要用它恢复。现在的台账不受影响；"
        "请立即备份一次，复制到 U 盘，并请人检查硬盘。",
        care=True,
        action="去备份",
    )


def _time_title(backup: BackupInfo) -> str:
    local = backup.made_at.astimezone(CHINA)
    return f"{day_title(local)} {local:%H:%M}"


def _copy_notes(copied_on: date | None, made: date, day: date) -> list[SafetyNote]:
    days = (day - (copied_on or made)).days
    if days < COPY_EVERY:
        return []
    since = f"已有 {days} 天没有把备份复制到" if copied_on else "还没有把备份复制到"
    return [SafetyNote(f"{since} U 盘或另一个盘；这台电脑坏了，台账就找不回来。", care=True, action="去复制")]


def _backup_notes(backups: tuple[BackupInfo, ...], fault: str) -> list[SafetyNote]:
    if fault:
        text = f"这次自动备份没有备份成：{fault}台账已保存，不受影响；请处理后按「立即备份」。"
        return [SafetyNote(text, care=True, action="去备份")]
    if not backups:
        return [SafetyNote("还没有备份", care=True, action="备份")]
    return [SafetyNote(f"{_time_title(backups[0])} 已自动备份并核对", care=False)]
