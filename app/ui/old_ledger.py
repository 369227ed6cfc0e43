"""At start, a ledger that is not the one used last: shown with what is missing, and never opened without a word."""

from __future__ import annotations

from enum import Enum

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.safety.history import Break, BrokenHistory
from app.services.store import Recovery
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.dates import mark_fault
from app.ui.widgets.labels import label


class OldLedgerAnswer(Enum):
    """What is to be done with it."""

    RECOVER = "recover"
    ACCEPT = "accept"
    LEAVE = "leave"


class OldLedgerDialog(QDialog):
    """Offers the newest sound backup where it knows more, and the file as it is against the number typed back.

    Attributes:
        answer: What was chosen; LEAVE closes the program and changes nothing.
        typed: The number of missing events.
    """

    def __init__(
        self, found: BrokenHistory, recovery: Recovery | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("台账不是上次用的那一份")
        self.answer = OldLedgerAnswer.LEAVE
        self._number = found.to_type
        offered = recovery if recovery is not None and knows_more(recovery, found) else None
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(label(found.sentence, "card", wrap=True))
        why = "可能有人把以前的备份放回了数据文件夹。程序还没有打开，也没有改动任何内容；请先核实是谁放的、为什么。"
        column.addWidget(label(why, wrap=True))
        if offered is not None:
            column.addWidget(
                label(f"{offered.sentence}恢复前，现在的文件会留在 backups 文件夹里。", wrap=True)
            )
        self.typed = QLineEdit()
        self.typed.setValidator(QIntValidator(0, 99_999_999, self.typed))
        self.typed.setMaximumWidth(current_scale().side_bar // 2)
        words = "少了的条数" if found.missing else "这份台账的条数"
        self.typed.setAccessibleName(words)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(label(f"如果确实要用这一份，请输入{words}："))
        row.addWidget(self.typed)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        column.addLayout(self._make_buttons(offered))
        self.resize(current_scale().side_bar * 3, self.sizeHint().height())

    def _make_buttons(self, offered: Recovery | None) -> QHBoxLayout:
        self.accept_button = Button("就用这一份")
        self.recover_button = Button("用备份恢复", ButtonKind.PRIMARY)
        self.recover_button.setVisible(offered is not None)
        leave = Button("退出")
        self.accept_button.clicked.connect(self._on_accept)
        self.typed.returnPressed.connect(self._on_accept)
        self.recover_button.clicked.connect(lambda: self._choose(OldLedgerAnswer.RECOVER))
        leave.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addWidget(self.accept_button)
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(self.recover_button)
        return buttons

    @staticmethod
    def ask(parent: QWidget | None, found: BrokenHistory, recovery: Recovery | None) -> OldLedgerAnswer:
        """Ask; closing the dialog means to leave everything as it is."""
        dialog = OldLedgerDialog(found, recovery, parent)
        dialog.exec()
        answer = dialog.answer
        dialog.deleteLater()
        return answer

    def _on_accept(self) -> None:
        right = self.typed.text().strip() == str(self._number)
        mark_fault(self.typed, fault=not right)
        if right:
            self._choose(OldLedgerAnswer.ACCEPT)
        else:
            self.typed.setFocus()
            self.typed.selectAll()

    def _choose(self, answer: OldLedgerAnswer) -> None:
        self.answer = answer
        self.accept()


def knows_more(recovery: Recovery, found: BrokenHistory) -> bool:
    """Whether a backup leads back to what was used last; of another ledger every backup here does."""
    return found.kind is not Break.OLDER or recovery.backup.events > found.seq
