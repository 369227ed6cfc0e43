"""Cards: white surfaces with a heading, the step card of 首页, and a row of cards that folds when it gets narrow."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme.icons import IconView
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Colour, Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.labels import label


class Card(QFrame):
    """A white surface. Put things into ``body`` (a vertical layout).

    Attributes:
        head: The row with the heading; buttons may be added at its right end.
        body: Where the content goes.
    """

    def __init__(self, heading: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.L, Space.M + 2, Space.L, Space.L)
        outer.setSpacing(Space.S)
        self.head = QHBoxLayout()
        self.head.setSpacing(Space.S)
        self._heading = label(heading, "card")
        self.head.addWidget(self._heading)
        self.head.addStretch(1)
        outer.addLayout(self.head)
        self._heading.setVisible(bool(heading))
        self.body = QVBoxLayout()
        self.body.setSpacing(Space.S)
        outer.addLayout(self.body, 1)


class MeterBar(QWidget):
    """A thin bar: how much of something is done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float) -> None:
        """Fill it to a share from 0 to 1."""
        self._share = min(max(share, 0.0), 1.0)
        self.update()

    def sizeHint(self) -> QSize:
        """Eight pixels high, as wide as there is room."""
        return QSize(40, 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Track and filled part."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(Colour.TRACK.value))
        painter.drawRoundedRect(self.rect(), 4, 4)
        if self._share > 0:
            filled = self.rect()
            filled.setWidth(max(8, round(self.width() * self._share)))
            painter.setBrush(QColor(Colour.GOOD.value))
            painter.drawRoundedRect(filled, 4, 4)
        painter.end()


class StepState(Enum):
    """State of a step of the month: icon, its colour, and the word for it."""

    WAITING = ("clock", Colour.QUIET, "未开始")
    MISSING = ("circle-alert", Colour.CARE, "有缺项")
    WORKING = ("circle-dashed", Colour.QUIET, "进行中")
    DONE = ("check", Colour.GOOD, "已完成")


class StepCard(Card):
    """One step of the month: what is done, what is missing, and the button that mends it.

    Signals:
        pressed: The button was pressed.
    """

    pressed = Signal()

    def __init__(self, number: int, title: str, parent: QWidget | None = None) -> None:
        super().__init__(f"{number} {title}", parent)
        self._state = IconView("clock", Colour.QUIET, size=round(current_scale().icon * 1.15))
        self.head.addWidget(self._state)
        self._figure = label("", "figure")
        self._bar = MeterBar()
        self._note = label("", "note", wrap=True)
        self._note.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._button = Button("")
        self._button.clicked.connect(self.pressed)
        self.body.setSpacing(Space.S)
        self.body.addWidget(self._figure)
        self.body.addWidget(self._bar)
        self.body.addWidget(self._note)
        self.body.addStretch(1)
        self.body.addWidget(self._button)
        self._button.hide()

    def show_step(
        self,
        *,
        state: StepState,
        figure: str,
        share: float,
        note: str,
        action: str = "",
        primary: bool = False,
        key: str = "",
    ) -> None:
        """Show where the step stands.

        Args:
            state: Chooses the icon.
            figure: The large words: "34 / 38 人".
            share: Part done, 0 to 1.
            note: What is missing, by name.
            action: Word on the button; no button when empty.
            primary: Whether this is the page's one red button.
            key: The key of the page's red button, shown on it.
        """
        name, colour, word = state.value
        self._state.set_icon(name, colour)
        self._state.setToolTip(word)
        self._state.setAccessibleName(word)
        self._figure.setText(figure)
        self._bar.set_share(share)
        self._note.setText(note)
        self._button.setText(action)
        self._button.set_kind(ButtonKind.PRIMARY if primary else ButtonKind.PLAIN)
        self._button.show_key(key if primary else "")
        self._button.setVisible(bool(action))

    @property
    def button(self) -> Button:
        """The button, for the tab order."""
        return self._button


class CardRow(QWidget):
    """Cards side by side; they fold into two or more rows where they would be squeezed."""

    def __init__(
        self, cards: Sequence[QWidget], *, weights: Sequence[int] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._cards = list(cards)
        self._weights = list(weights) or [1] * len(self._cards)
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(Space.M)
        # The row may become narrower than its cards side by side: that is when it folds.
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetNoConstraint)
        self._arrange(len(self._cards))

    def minimumSizeHint(self) -> QSize:
        """As wide as its widest card: folding makes the rest fit."""
        widest = max((card.minimumSizeHint().width() for card in self._cards), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose how many cards stand side by side."""
        super().resizeEvent(event)
        self._arrange(self._fitting(event.size().width()))

    def _fitting(self, width: int) -> int:
        widest = max((card.minimumSizeHint().width() for card in self._cards), default=1)
        whole = sum(card.minimumSizeHint().width() + Space.M for card in self._cards) - Space.M
        if whole <= width:
            return len(self._cards)
        most = max(1, (width + Space.M) // (widest + Space.M))
        rows = -(-len(self._cards) // most)
        return -(-len(self._cards) // rows)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for column in range(len(self._cards)):
            self._grid.setColumnStretch(column, 0)
        one_row = columns == len(self._cards)
        for index, card in enumerate(self._cards):
            self._grid.addWidget(card, index // columns, index % columns)
            self._grid.setColumnStretch(index % columns, self._weights[index] if one_row else 1)
