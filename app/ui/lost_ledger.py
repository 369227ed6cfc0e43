"""At start, a ledger that is damaged or gone: a backup takes its place, or a new one is begun; never by itself."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.recovery import Recovery
from app.services.store import LedgerDamaged
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.dates import mark_fault
from app.ui.widgets.labels import label

#: Typed back before an empty ledger is begun.
START_OVER_WORDS = "重新开始"


class LostLedgerAnswer(Enum):
    """What is to be done."""

    RECOVER = "recover"
    CHOSEN = "chosen"
    START_OVER = "start over"
    LEAVE = "leave"


class LostLedgerDialog(QDialog):
    """Offers a sound backup, the choice of another file, and a new beginning against words typed back.

    Attributes:
        answer: What was chosen; LEAVE closes the program and changes nothing.
        file: The backup that was chosen, with CHOSEN.
        typed: The words before a new beginning.
    """

    def __init__(self, fault: LedgerDamaged, offered: Recovery | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(fault.title)
        self.answer = LostLedgerAnswer.LEAVE
        self.file: Path | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(label(fault.message, "card", wrap=True))
        if offered is not None:
            column.addWidget(label(f"{offered.sentence}按「用这份备份恢复」就能接着用。", wrap=True))
        else:
            column.addWidget(label("数据文件夹里没有完好的备份。", wrap=True))
        column.addWidget(
            label(
                "U 盘或另一个盘上有备份的，插好后按「选备份文件…」。现有的文件都会留着，不会删除。", wrap=True
            )
        )
        self.typed = QLineEdit()
        self.typed.setMaximumWidth(current_scale().side_bar // 2)
        self.typed.setAccessibleName(START_OVER_WORDS)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(label(f"确实没有备份、要从头建新台账的，请输入“{START_OVER_WORDS}”："))
        row.addWidget(self.typed)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        column.addLayout(self._make_buttons(offered))
        self.resize(current_scale().side_bar * 3, self.sizeHint().height())

    def _make_buttons(self, offered: Recovery | None) -> QHBoxLayout:
        self.start_over_button = Button(START_OVER_WORDS)
        self.file_button = Button("选备份文件…", ButtonKind.PLAIN if offered else ButtonKind.PRIMARY)
        self.recover_button = Button("用这份备份恢复", ButtonKind.PRIMARY)
        self.recover_button.setVisible(offered is not None)
        leave = Button("退出")
        self.start_over_button.clicked.connect(self._on_start_over)
        self.typed.returnPressed.connect(self._on_start_over)
        self.file_button.clicked.connect(self._on_file)
        self.recover_button.clicked.connect(lambda: self._choose(LostLedgerAnswer.RECOVER))
        leave.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addWidget(self.start_over_button)
        buttons.addStretch(1)
        for button in (leave, self.file_button, self.recover_button):
            buttons.addWidget(button)
        return buttons

    @staticmethod
    def ask(
        parent: QWidget | None, fault: LedgerDamaged, offered: Recovery | None
    ) -> tuple[LostLedgerAnswer, Path | None]:
        """Ask; closing the dialog means to leave everything as it is."""
        dialog = LostLedgerDialog(fault, offered, parent)
        dialog.exec()
        answer, file = dialog.answer, dialog.file
        dialog.deleteLater()
        return answer, file

    def _on_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "选择备份文件", str(Path.home()), "台账备份 (*.db)")
        if name:
            self.file = Path(name)
            self._choose(LostLedgerAnswer.CHOSEN)

    def _on_start_over(self) -> None:
        right = self.typed.text().strip() == START_OVER_WORDS
        mark_fault(self.typed, fault=not right)
        if right:
            self._choose(LostLedgerAnswer.START_OVER)
        else:
            self.typed.setFocus()
            self.typed.selectAll()

    def _choose(self, answer: LostLedgerAnswer) -> None:
        self.answer = answer
        self.accept()
