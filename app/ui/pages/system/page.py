"""系统: backup and restore, the newest events, the branch's data and settings, large type, files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QWidget,
)

from app import __version__
from app.clock import CHINA
from app.services.actor import Actor
from app.services.backup import BackupInfo
from app.services.changes import Changes, Kind
from app.services.member_views import MemberRow
from app.services.months import day_title
from app.services.notices.holidays import HolidaySpan, arrangement, arrangements
from app.services.preferences import PreferenceView
from app.services.safety.service import SafetyView
from app.services.system import Copied, RestorePlan, SystemView
from app.services.workflow import Role
from app.settings import Option
from app.ui import messages
from app.ui.context import WorkContext
from app.ui.messages import Level, Message, show_error
from app.ui.page import PRIMARY_KEY, Page
from app.ui.pages.reading import Reading
from app.ui.pages.system.backup_card import BackupCard
from app.ui.pages.system.branch_form import BranchData, BranchForm
from app.ui.pages.system.event_table import event_table
from app.ui.pages.system.holidays_card import HolidaysCard
from app.ui.pages.system.officers_card import OfficersCard
from app.ui.pages.system.options import OptionsForm, wrapped_switch
from app.ui.pages.system.restore_dialog import RestoreDialog
from app.ui.safety.banners import SafetyBanners
from app.ui.theme.theme import apply_theme
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.cards import Card
from app.ui.widgets.labels import label
from app.ui.widgets.panes import ScrollBody
from app.ui.widgets.placeholders import ContentSwitch

_TABLE_ROWS = 4


@dataclass(frozen=True, slots=True)
class _Found:
    view: SystemView
    safety: SafetyView
    preferences: list[PreferenceView]
    officers: list[Actor]
    members: list[MemberRow]
    holidays: tuple[HolidaySpan, ...]


class SystemPage(Page):
    """What keeps the ledger safe, and what is set once.

    Attributes:
        backups: The backups with their actions.
        events: Newest events.
        branch_form: The branch's data.
        officers: Its secretary and recorder.
        options: Settings of the office's business.
        holidays: Days off, and weekend days that are worked.
        banners: Room on the disk and the date, where something is wrong.
        large_switch: 大字.
    """

    title: ClassVar[str] = "系统"
    interests: ClassVar[frozenset[Kind]] = frozenset()

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._reading = Reading(context.tasks, "正在读取备份情况", self)
        self.backups = BackupCard()
        self.events = event_table()
        self.branch_form = BranchForm()
        self.officers = OfficersCard()
        self.options = OptionsForm()
        self.holidays = HolidaysCard(context.month.first)
        self.banners = SafetyBanners(context)
        self.large_switch, self._large_line = wrapped_switch("大字（适合看不清小字的人）")
        self.large_switch.setChecked(context.settings.large_type)
        self._build()
        self._connect()

    def _build(self) -> None:
        self._backup_button = Button("立即备份", ButtonKind.PRIMARY, icon="database-backup")
        self._backup_button.show_key(PRIMARY_KEY)
        self.header.add(self._backup_button)
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        # Scrolls where large type and a banner leave less room than the two tables need.
        left = ScrollBody()
        left.column.setSpacing(Space.M)
        left.column.addWidget(self.backups, 3)
        events = Card("办理记录")
        events.body.addWidget(self.events)
        left.column.addWidget(events, 2)
        row.addWidget(left, 3)
        side = ScrollBody()
        side.column.setSpacing(Space.M)
        cards = (self.branch_form, self.officers, self._make_looks(), self.holidays, self._make_files())
        for card in cards:
            side.column.addWidget(card)
        side.column.addStretch(1)
        row.addWidget(side, 2)
        for table in (self.backups.table, self.events):
            table.setMinimumHeight(table.verticalHeader().defaultSectionSize() * _TABLE_ROWS)
        self._switch = ContentSwitch(content)
        self.content.addWidget(self.banners)
        self.content.addWidget(self._switch, 1)

    def _make_looks(self) -> Card:
        card = Card("设置")
        card.body.addLayout(self._large_line)
        card.body.addWidget(self.options)
        return card

    def _make_files(self) -> Card:
        card = Card("文件和版本")
        self._folder_button = Button("打开数据文件夹", icon="folder-open")
        self._log_button = Button("打开运行记录", icon="file-text")
        grid = QGridLayout()
        grid.setSpacing(Space.S)
        grid.addWidget(self._folder_button, 0, 0)
        grid.addWidget(self._log_button, 0, 1)
        card.body.addLayout(grid)
        self._where = label("", "note", wrap=True)
        self._where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.body.addWidget(self._where)
        card.body.addWidget(label(f"一人一卡 · 党员积分台账　版本 {__version__}", "note"))
        return card

    def _connect(self) -> None:
        self._reading.arrived.connect(self._on_arrived)
        self._reading.failed.connect(self._on_failed)
        self._switch.action_pressed.connect(lambda: self.refresh(None))
        self._backup_button.clicked.connect(self._on_backup)
        self.backups.verify_wanted.connect(self._on_verify)
        self.backups.copy_wanted.connect(self._on_copy)
        self.backups.restore_wanted.connect(self._on_restore)
        self.branch_form.edited.connect(self._on_branch_edited)
        self.officers.chosen.connect(self._on_officer)
        self.options.changed.connect(self._on_option)
        self.holidays.add_wanted.connect(self._on_holiday_add)
        self.holidays.remove_wanted.connect(self._on_holiday_remove)
        self.holidays.fill_wanted.connect(self._on_holiday_fill)
        self.large_switch.toggled.connect(self._on_large)
        paths = self.context.services.paths
        self._folder_button.clicked.connect(partial(_open, paths.root))
        self._log_button.clicked.connect(partial(_open, paths.logs))
        self._where.setText(f"数据文件夹：{paths.root}")

    @property
    def primary_action(self) -> Button | None:
        """立即备份."""
        return self._backup_button

    # -------------------------------------------------------------------------------------------------- reading

    def refresh(self, changes: Changes | None) -> None:
        """Read backups, events and settings."""
        services = self.context.services
        viewer = not self.context.has_actor or self.context.actor.role is Role.VIEWER
        self.branch_form.show_branch(self.context.branch, writable=not viewer)
        self.options.setEnabled(self.context.has_actor and self.context.actor.role is Role.SECRETARY)
        self.backups.copy_button.setVisible(not viewer)
        self.backups.restore_button.setVisible(not viewer)
        self._backup_button.setVisible(not viewer)
        self.set_read_only("现在是查看人，只能看。" if viewer else "")
        self._switch.show_loading()
        branch, today = self.context.branch_uid, services.members.today()

        def read() -> _Found:
            officers = services.units.accounts(branch) if branch else []
            members = services.members.rows(today, branch_uid=branch) if branch else []
            return _Found(
                view=services.system.view(),
                safety=services.safety.view(),
                preferences=services.preferences.all(),
                officers=officers,
                members=members,
                holidays=services.holidays.spans(),
            )

        self._reading.start(read)

    def _on_arrived(self, found: _Found) -> None:
        view, safety = found.view, found.safety
        role = self.context.actor.role if self.context.has_actor else Role.VIEWER
        self.officers.show_officers(found.officers, found.members, writable=role is Role.SECRETARY)
        years = arrangements()
        self.holidays.show_holidays(
            found.holidays,
            years,
            check=arrangement(years[-1]).check if years else "",
            writable=role is not Role.VIEWER,
        )
        last = (
            f"{day_title(view.backups[0].made_at.astimezone(CHINA))} {view.backups[0].made_at.astimezone(CHINA):%H:%M}"
            if view.backups
            else "还没有"
        )
        self.header.set_state(f"台账共 {view.seq:,} 条办理记录 · 最近备份：{last}")
        self.banners.show_safety(safety)
        self.backups.show_backups(view.backups, view.warnings, spoilt=safety.spoilt, copied=safety.copied)
        self.events.set_rows(view.events)
        self.options.show_preferences(found.preferences)
        self._switch.show_content()

    def _on_failed(self, fault: BaseException) -> None:
        self._switch.show_fault("系统情况没有读出来。", hint=str(getattr(fault, "message", "")))
        show_error(fault, self)

    # -------------------------------------------------------------------------------------------------- backups

    def _on_backup(self) -> None:
        system, actor = self.context.services.system, self.context.actor
        self.context.tasks.run(
            lambda _job: system.backup_now(actor), parent=self, label="正在备份", cancellable=False
        )

    def _on_verify(self, backup: BackupInfo) -> None:
        def verified(words: str) -> None:
            self.backups.show_checked(backup, words)
            self.toast(
                f"{day_title(backup.made_at.astimezone(CHINA))} {backup.made_at.astimezone(CHINA):%H:%M} 的备份：{words}"
            )
            self.refresh(None)

        self.context.tasks.run(
            lambda _job: self.context.services.system.verify(backup.path) or "完好",
            parent=self, on_success=verified, label="正在核对备份", cancellable=False,
        )  # fmt: skip

    def _on_copy(self, backup: BackupInfo | None) -> None:
        folder = QFileDialog.getExistingDirectory(self, "选择 U 盘或另一个盘")
        if not folder:
            return
        system, actor = self.context.services.system, self.context.actor
        chosen = backup.path if backup is not None else None
        self.context.tasks.run(
            lambda job: system.copy_backup(actor, chosen, Path(folder), progress=job.report),
            parent=self, on_success=self._on_copied, label="正在复制并核对",
        )  # fmt: skip

    def _on_copied(self, copied: Copied) -> None:
        self._tell_warnings("复制备份", copied.changes)

    def _on_restore(self, backup: BackupInfo) -> None:
        system, actor = self.context.services.system, self.context.actor

        def planned(plan: RestorePlan) -> None:
            typed = RestoreDialog.ask(self, plan)
            if typed is None:
                return
            self.context.tasks.run(
                lambda _job: system.restore(actor, backup.path, typed_back=typed),
                parent=self, on_success=partial(self._tell_warnings, "恢复备份"), label="正在恢复", cancellable=False,
            )  # fmt: skip

        self.context.tasks.run(
            lambda _job: system.plan_restore(actor, backup.path),
            parent=self, on_success=planned, label="正在核对备份", cancellable=False,
        )  # fmt: skip

    def _tell_warnings(self, title: str, changes: Changes) -> None:
        if changes.warnings:
            text, hint = changes.message + "。", "\n".join(changes.warnings)
            messages.ask(Message(Level.WARNING, title, text, hint=hint), self.window())

    # ------------------------------------------------------------------------------------------------- settings

    def _on_branch_edited(self, data: BranchData) -> None:
        units, actor, uid = self.context.services.units, self.context.actor, self.context.branch_uid
        self.context.tasks.run(
            lambda _job: units.update_branch(
                actor, uid, name=data.name, short_name=data.short_name, contact=data.contact, places=data.places
            ),
            parent=self, label="正在保存支部信息", cancellable=False,
        )  # fmt: skip

    def _on_officer(self, role: Role, member_uid: str) -> None:
        units, actor, uid = self.context.services.units, self.context.actor, self.context.branch_uid

        def failed(fault: BaseException) -> None:
            show_error(fault, self)
            self.refresh(None)

        self.context.tasks.run(
            lambda _job: units.add_account(actor, uid, member_uid=member_uid, role=role),
            parent=self, on_error=failed, label="正在更换操作人", cancellable=False,
        )  # fmt: skip

    def _on_option(self, option: Option, value: int) -> None:
        preferences, actor = self.context.services.preferences, self.context.actor

        def failed(fault: BaseException) -> None:
            show_error(fault, self)
            self.refresh(None)

        self.context.tasks.run(
            lambda _job: preferences.change(actor, option, value),
            parent=self, on_error=failed, label="正在保存设置", cancellable=False,
        )  # fmt: skip

    def _on_holiday_add(self, span: HolidaySpan) -> None:
        holidays, actor = self.context.services.holidays, self.context.actor
        self.context.tasks.run(
            lambda _job: holidays.add(actor, span),
            parent=self, on_success=lambda _changes: self.holidays.clear_fields(), label="正在保存节假日", cancellable=False,
        )  # fmt: skip

    def _on_holiday_remove(self, span: HolidaySpan) -> None:
        holidays, actor = self.context.services.holidays, self.context.actor
        self.context.tasks.run(
            lambda _job: holidays.remove(actor, span), parent=self, label="正在删除", cancellable=False
        )

    def _on_holiday_fill(self, year: int) -> None:
        holidays, actor = self.context.services.holidays, self.context.actor
        self.context.tasks.run(
            lambda _job: holidays.fill(actor, year), parent=self, label="正在填入", cancellable=False
        )

    def _on_large(self, on: bool) -> None:
        self.context.settings.large_type = on
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, large=on)


def _open(folder: Path, _checked: object = None) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
