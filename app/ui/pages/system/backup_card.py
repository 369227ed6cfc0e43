"""Backups: the list, and what can be done with one of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.clock import CHINA
from app.services.backup import BackupInfo
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.labels import label
from app.ui.widgets.scaled import scaled
from app.ui.widgets.state import Tone

_SEQ_COLUMN = 1
#: Least width of the table with all its columns, at the normal type.
_ROOMY = 430


def size_words(size: int) -> str:
    """Bytes as people say them."""
    return f"{size / 1_000_000:.1f} 兆" if size >= 100_000 else f"{max(size // 1000, 1)} 千字节"


class BackupCard(Card):
    """The backups on this computer.

    Signals:
        verify_wanted: The selected :class:`BackupInfo` is to be checked from end to end.
        copy_wanted: It is to be copied to a stick; ``None`` for the newest: the present state is wanted then.
        restore_wanted: It is to take the ledger's place.
    """

    verify_wanted = Signal(object)
    copy_wanted = Signal(object)
    restore_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("备份与恢复", parent)
        self._checked: dict[str, str] = {}
        self._spoilt: frozenset[str] = frozenset()
        self._newest = ""
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
        self.copy_button = Button("复制到U盘或另一个盘", icon="usb")
        self.restore_button = Button("恢复到这一份", icon="archive-restore")
        self._copied = label("", "note", wrap=True)
        self.body.addWidget(self._note)
        self.body.addWidget(self.table, 1)
        self._row = QGridLayout()
        self._row.setSpacing(Space.S)
        self._row.setColumnStretch(3, 1)
        self._place_buttons(folded=False)
        self.body.addLayout(self._row)
        self.body.addWidget(self._copied)
        self.copy_button.clicked.connect(self._on_copy)
        self.verify_button.clicked.connect(lambda: self._tell(self.verify_wanted))
        self.restore_button.clicked.connect(lambda: self._tell(self.restore_wanted))
        self.table.current_changed.connect(lambda _row: self._update_buttons())

    def show_backups(
        self, backups: Sequence[BackupInfo], warnings: Sequence[str], *, spoilt: Sequence[str], copied: str
    ) -> None:
        """Show the list, newest first.

        Args:
            backups: The files.
            warnings: What has to be known.
            spoilt: Names of those that did not pass their check.
            copied: When and where to one was copied last.
        """
        self._spoilt = frozenset(spoilt)
        self._newest = backups[0].path.name if backups else ""
        self._copied.setText(copied)
        self._copied.setVisible(bool(copied))
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The longest button gets a row of its own where the three do not fit."""
        super().resizeEvent(event)
        buttons = (self.copy_button, self.verify_button, self.restore_button)
        needed = sum(button.sizeHint().width() for button in buttons) + 2 * Space.S
        margins = self.body.contentsMargins()
        room = self.contentsRect().width() - margins.left() - margins.right() - 2 * Space.L
        self._place_buttons(folded=needed > room)
        # Which record it goes to is the least needed of a backup; the time is never cut for it.
        self.table.show_column(_SEQ_COLUMN, shown=room >= scaled(_ROOMY))

    def _place_buttons(self, *, folded: bool) -> None:
        if folded:
            self._row.addWidget(self.copy_button, 0, 0, 1, 3)
        else:
            self._row.addWidget(self.copy_button, 0, 0)
        for column, button in enumerate((self.verify_button, self.restore_button)):
            self._row.addWidget(button, 1 if folded else 0, column if folded else column + 1)

    def _tell(self, signal: object) -> None:
        backup = self.table.current_row
        if backup is not None:
            signal.emit(backup)  # type: ignore[attr-defined]

    def _on_copy(self) -> None:
        backup = self.table.current_row
        older = backup is not None and backup.path.name != self._newest
        self.copy_wanted.emit(backup if older else None)

    def _update_buttons(self) -> None:
        for button in (self.verify_button, self.restore_button):
            button.setEnabled(self.table.current_row is not None)

    def _state_words(self, backup: BackupInfo) -> str:
        known = "已损坏" if backup.path.name in self._spoilt else "备份时已核对"
        return self._checked.get(backup.path.name, known)

    def _tone(self, backup: BackupInfo) -> Tone:
        words = self._state_words(backup)
        return Tone.GOOD if words.startswith(("备份时", "完好")) else Tone.FAULT
