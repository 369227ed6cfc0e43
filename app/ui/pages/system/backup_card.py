"""Backups: the list, and what can be done with one of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.clock import CHINA
from app.services.backup import BackupInfo
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.labels import label
from app.ui.widgets.state import Tone


def size_words(size: int) -> str:
    """Bytes as people say them."""
    return f"{size / 1_000_000:.1f} 兆" if size >= 100_000 else f"{max(size // 1000, 1)} 千字节"


class BackupCard(Card):
    """The backups on this computer.

    Signals:
        verify_wanted: The selected :class:`BackupInfo` is to be checked from end to end.
        copy_wanted: It is to be copied to another disk.
        restore_wanted: It is to take the ledger's place.
    """

    verify_wanted = Signal(object)
    copy_wanted = Signal(object)
    restore_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("备份与恢复", parent)
        self._checked: dict[str, str] = {}
        self.table: DataTable[BackupInfo] = DataTable(
            [
                ColumnSpec("备份时间", lambda b: f"{b.made_at.astimezone(CHINA):%Y-%m-%d %H:%M}", width=9),
                ColumnSpec("记到第几条", lambda b: f"{b.seq:,}", sort_key=lambda b: b.seq, align=Align.RIGHT, width=5),
                ColumnSpec("大小", lambda b: size_words(b.size), sort_key=lambda b: b.size, align=Align.RIGHT, width=5),
                ColumnSpec("核对", self._state_words, width=6, stretch=True, state=self._tone, tip=self._state_words),
            ],
            uid=lambda backup: backup.path.name,
        )  # fmt: skip
        self._note = label("", "care", wrap=True)
        self.verify_button = Button("核对", icon="shield-check")
        self.copy_button = Button("复制到其他磁盘", icon="usb")
        self.restore_button = Button("恢复到这一份", icon="archive-restore")
        self.body.addWidget(self._note)
        self.body.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        for button, signal in (
            (self.verify_button, self.verify_wanted),
            (self.copy_button, self.copy_wanted),
            (self.restore_button, self.restore_wanted),
        ):
            button.clicked.connect(lambda _checked=False, tell=signal: self._tell(tell))
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.table.current_changed.connect(lambda _row: self._update_buttons())

    def show_backups(self, backups: Sequence[BackupInfo], warnings: Sequence[str]) -> None:
        """Show the list, newest first."""
        self._note.setText("\n".join(warnings))
        self._note.setVisible(bool(warnings))
        self.table.set_rows(backups)
        if backups and self.table.current_row is None:
            self.table.select_uid(backups[0].path.name)
        self._update_buttons()

    def show_checked(self, backup: BackupInfo, words: str) -> None:
        """Say what checking a backup has found."""
        self._checked[backup.path.name] = words
        self.table.viewport().update()

    def _tell(self, signal: object) -> None:
        backup = self.table.current_row
        if backup is not None:
            signal.emit(backup)  # type: ignore[attr-defined]

    def _update_buttons(self) -> None:
        for button in (self.verify_button, self.copy_button, self.restore_button):
            button.setEnabled(self.table.current_row is not None)

    def _state_words(self, backup: BackupInfo) -> str:
        return self._checked.get(backup.path.name, "备份时已核对")

    def _tone(self, backup: BackupInfo) -> Tone:
        words = self._state_words(backup)
        return Tone.GOOD if words.startswith(("备份时", "完好")) else Tone.FAULT
