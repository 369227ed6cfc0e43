"""Restoring a backup: what would be lost, the number typed back, then the red button."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.system import RestorePlan
from app.ui.pages.system.event_table import event_table
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.dates import mark_fault
from app.ui.widgets.labels import label


class RestoreDialog(QDialog):
    """Shows a plan; accepted only when the number of lost events was typed."""

    def __init__(self, plan: RestorePlan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("恢复备份")
        self._lost = plan.lost_count
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(label(plan.sentence, "card", wrap=True))
        kept = (
            f"备份里有党员 {plan.backup.members} 人、申报卡 {plan.backup.cards} 张、"
            f"台账 {plan.backup.postings} 条、公示 {plan.backup.notices} 份。现在的台账会先另存一份备份。"
        )
        column.addWidget(label(kept, "quiet", wrap=True))
        if plan.lost:
            column.addWidget(label("恢复后，下面这些办理会没有：", "strong"))
            table = event_table()
            table.set_rows(plan.lost)
            column.addWidget(table, 1)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        self.typed = QLineEdit()
        self.typed.setValidator(QIntValidator(0, 99_999_999, self.typed))
        self.typed.setMaximumWidth(current_scale().side_bar // 2)
        self.typed.setAccessibleName("将丢失的条数")
        row.addWidget(label("请输入将丢失的条数："))
        row.addWidget(self.typed)
        row.addStretch(1)
        give_up = Button("取消")
        self.restore_button = Button("恢复", ButtonKind.PRIMARY)
        row.addWidget(give_up)
        row.addWidget(self.restore_button)
        column.addLayout(row)
        give_up.clicked.connect(self.reject)
        self.restore_button.clicked.connect(self._on_restore)
        self.typed.returnPressed.connect(self._on_restore)
        self.typed.setFocus(Qt.FocusReason.OtherFocusReason)
        self.resize(current_scale().side_bar * 4, current_scale().side_bar * (3 if plan.lost else 1))

    @staticmethod
    def ask(parent: QWidget, plan: RestorePlan) -> str | None:
        """The number as typed, or ``None`` when she thought better of it."""
        dialog = RestoreDialog(plan, parent.window())
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        typed = dialog.typed.text().strip()
        dialog.deleteLater()
        return typed if accepted else None

    def _on_restore(self) -> None:
        right = self.typed.text().strip() == str(self._lost)
        mark_fault(self.typed, fault=not right)
        if right:
            self.accept()
        else:
            self.typed.setFocus()
            self.typed.selectAll()
