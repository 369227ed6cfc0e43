"""Cards: white surfaces with a heading, the step card of 首页, and the row of the steps."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme.icons import IconView
from app.ui.theme.theme import current_scale, font_of
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

    def figure_width(self, points: float) -> int:
        """How wide the large words are in a type size."""
        return QFontMetrics(font_of(points, bold=True)).horizontalAdvance(self._figure.text())

    def set_figure_size(self, points: float) -> None:
        """Show the large words in another size; their line keeps its height."""
        self._figure.setMinimumHeight(QFontMetrics(font_of(current_scale().figure, bold=True)).height())
        own = "" if points == current_scale().figure else f"font-size: {points}pt;"
        if self._figure.styleSheet() != own:
            self._figure.setStyleSheet(own)


class StepRow(QWidget):
    """The steps side by side, all of one width and in one row; in a narrow window their figures get smaller together."""

    def __init__(self, cards: Sequence[StepCard], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards = list(cards)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(Space.M)
        for card in self._cards:
            # The width is the row's to give: what a card would like must not take it from its neighbours.
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            card.setMinimumWidth(1)
            self._row.addWidget(card, 1)

    def fit(self) -> None:
        """Choose the size of the figures and whether the key fits on the red button; call it after a change."""
        gaps = Space.M * (len(self._cards) - 1)
        room = (self.width() - gaps) // len(self._cards) - 2 * Space.L
        scale = current_scale()
        size, least = scale.figure, scale.card
        while size > least and any(card.figure_width(size) > room for card in self._cards):
            size -= 0.5
        for card in self._cards:
            card.set_figure_size(size)
            card.button.set_compact(compact=card.button.full_width > room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit anew."""
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow 大字, once the cards have grown as well."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            QTimer.singleShot(0, self, self.fit)
