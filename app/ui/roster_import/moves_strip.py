"""Above the preview: who goes to another branch of the village by this file, and from which day on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.theme.tokens import Space
from app.ui.widgets.dates import ShortDateEdit
from app.ui.widgets.labels import label

_NAMED = 4


class MovesStrip(QFrame):
    """A sentence and a date; hidden while nobody moves.

    Signals:
        day_changed: The new first day in the other branch.
    """

    day_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._day: date | None = None
        self._words = label("", wrap=True)
        title = label("转接日期", "note")
        self.day = ShortDateEdit(shown=date(2000, 1, 1))
        self.day.setAccessibleName("转接日期")
        title.setBuddy(self.day)
        line = QHBoxLayout(self)
        line.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        line.setSpacing(Space.M)
        line.addWidget(self._words, 1)
        line.addWidget(title, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.day, 0, Qt.AlignmentFlag.AlignVCenter)
        self.day.editingFinished.connect(self._on_edited)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence."""
        return self._words.text()

    def show_moves(self, moved: Sequence[str], day: date) -> None:
        """Show who moves, and the day on which all of them do."""
        self.setVisible(bool(moved))
        names = "；".join(moved[:_NAMED]) + (f" 等 {len(moved)} 人" if len(moved) > _NAMED else "")
        self._words.setText(
            f"名册的支部与台账不同，导入后转支部：{names}。转接日期起列入新支部，以前的卡和台账留在原支部。"
        )
        self._day = day
        self.day.set_shown_month(day)
        self.day.set_value(day)

    def take_over(self) -> bool:
        """Whether the day that is typed is the one shown; one typed since then is told first.

        Ctrl+S leaves the cursor in the field: without this the import would take the day before it.
        """
        if not self.isVisible() or self.day.value == self._day:
            return True
        self.day.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_edited()
        return False

    def _on_edited(self) -> None:
        if self.day.value is not None:
            self.day_changed.emit(self.day.value)
