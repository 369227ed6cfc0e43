"""Lines across a page: no room on the disk, a date that cannot be right."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.safety.service import SafetyView
from app.services.safety.space import Room
from app.services.workflow import Role
from app.ui.context import WorkContext
from app.ui.safety.date_dialog import DateDialog
from app.ui.theme.tokens import Space
from app.ui.widgets.state import Banner, Tone


class SafetyBanners(QWidget):
    """Hidden while all is well; put it above the content of a page.

    Attributes:
        date: A doubtful date with the button 核对日期, or that a stated one holds.
        room: Too little room on the disk.
    """

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._view: SafetyView | None = None
        self.room, self.date = Banner(), Banner()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.room)
        column.addWidget(self.date)
        self.date.button.clicked.connect(self._on_check_date)
        self.hide()

    def show_safety(self, view: SafetyView) -> None:
        """Show what has to be known now."""
        self._view = view
        tone = Tone.FAULT if view.room is Room.NONE else Tone.CARE
        self.room.show_text(view.room_words, tone)
        if view.date_doubt:
            waits = "评定生效、公示和归档先等一等，请核对日期；其他工作照常。"
            action = "核对日期" if self._may_settle else ""
            self.date.show_text(f"{view.date_doubt}{waits}", Tone.CARE, action=action)
        else:
            self.date.show_text(view.date_stated, Tone.INFO)
        self.setVisible(bool(view.room_words or view.date_doubt or view.date_stated))

    @property
    def _may_settle(self) -> bool:
        return self._context.has_actor and self._context.actor.role is not Role.VIEWER

    def _on_check_date(self) -> None:
        if self._view is None:
            return
        day = DateDialog.ask(self, self._view)
        if day is None:
            return
        safety, actor = self._context.services.safety, self._context.actor
        self._context.tasks.run(
            lambda _job: safety.settle_date(actor, day),
            parent=self, label="正在核对日期", cancellable=False,
        )  # fmt: skip
