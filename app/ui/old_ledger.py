"""At start, a ledger that is not the one used last: shown with what is missing, and never opened without a word."""

from __future__ import annotations

from enum import Enum

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.recovery import Recovery
from app.services.safety.history import Break, BrokenHistory
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
    """Offers the backup that holds what was used last, and the file as it is against the number typed back.

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
        offered = recovery if recovery is not None and recovery.whole else None
        # A ledger that was moved here is no fault: then neither way is the red one.
        self._moved_here = found.kind is Break.OTHER
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(label(found.sentence, "card", wrap=True))
        column.addWidget(label(found.advice, wrap=True))
        if offered is not None:
            meant = "这台电脑原来的台账也可以找回来：" if self._moved_here else ""
            column.addWidget(
                label(f"{meant}{offered.sentence}恢复前，现在的文件会留在 backups 文件夹里。", wrap=True)
            )
        self.typed = QLineEdit()
        self.typed.setValidator(QIntValidator(0, 99_999_999, self.typed))
        self.typed.setMaximumWidth(current_scale().side_bar // 2)
        words = "少了的条数" if found.missing else "这份台账的条数"
        self.typed.setAccessibleName(words)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(
            label(
                f"要用这一份，请输入{words}：" if self._moved_here else f"如果确实要用这一份，请输入{words}："
            )
        )
        row.addWidget(self.typed)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        column.addLayout(self._make_buttons(offered))
        self.resize(current_scale().side_bar * 3, self.sizeHint().height())

    def _make_buttons(self, offered: Recovery | None) -> QHBoxLayout:
        self.accept_button = Button("就用这一份")
        kind = ButtonKind.PLAIN if self._moved_here else ButtonKind.PRIMARY
        self.recover_button = Button("用备份恢复", kind)
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
