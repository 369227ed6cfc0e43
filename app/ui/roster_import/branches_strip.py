"""Above the preview: a roster of the whole village, while the ledger has one branch. Whom to take is her choice."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from app.services.roster_branches import Elsewhere
from app.ui.theme.tokens import Space
from app.ui.widgets.labels import label


class BranchesStrip(QFrame):
    """A sentence and two ways; hidden where the roster names no other branch.

    Signals:
        chosen: The :class:`Elsewhere` chosen by the user.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "care")
        self._words = label("", "strong", wrap=True)
        self.own_button = QRadioButton()
        self.all_button = QRadioButton()
        group = QButtonGroup(self)
        ways = QHBoxLayout()
        ways.setSpacing(Space.L)
        for button in (self.own_button, self.all_button):
            group.addButton(button)
            ways.addWidget(button)
        ways.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.S, Space.L, Space.XS)
        column.setSpacing(0)
        column.addWidget(self._words)
        column.addLayout(ways)
        self.own_button.clicked.connect(lambda: self.chosen.emit(Elsewhere.LEAVE_OUT))
        self.all_button.clicked.connect(lambda: self.chosen.emit(Elsewhere.SET_UP))
        self.hide()

    @property
    def text(self) -> str:
        """The sentence."""
        return self._words.text()

    def show_branches(self, elsewhere: Mapping[str, int], *, people: int, wish: Elsewhere) -> None:
        """Show which branches the roster names.

        Args:
            elsewhere: People of the other branches, by their names.
            people: All people that could be imported.
            wish: Which way is taken now.
        """
        self.setVisible(bool(elsewhere))
        if not elsewhere:
            return
        names = "、".join(f"{name} {count} 人" for name, count in elsewhere.items())
        self._words.setText(f"名册里有 {len(elsewhere) + 1} 个支部，台账里只有本支部。另有：{names}。")
        own = people - sum(elsewhere.values())
        self.own_button.setText(f"只导本支部 {own} 人")
        self.all_button.setText(f"把另外 {len(elsewhere)} 个支部也设好，导入 {people} 人")
        (self.own_button if wish is Elsewhere.LEAVE_OUT else self.all_button).setChecked(True)
