"""What lies where the pages will be until the ledger is open and the first page has read: a quiet outline of 首页."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from app.ui.tasks import Job, Progress, TaskRunner
from app.ui.theme.theme import current_scale, font_of
from app.ui.theme.tokens import RADIUS_CARD, RADIUS_CONTROL, Colour, Space
from app.ui.widgets.labels import label

#: Shares of the width as on 首页, so that its cards come where their outlines were.
_STEPS = (1, 1, 1, 1, 1)
_HALVES = (3, 2)
_NOTE_CHARACTERS = (11, 9.5)
#: Widths of what stands in the heading, in heights of a control: the month, then from the right.
_MONTH = 5.6
_RIGHT = (2.3, 5.1, 6.8)


class OpeningCover(QWidget):
    """Stands still and says in the state sentence's place what is being done; after half a second with a moving bar.

    Lies over the page and not in its stead: the page is laid out beneath, and nothing moves when the cover goes.

    Signals:
        painted: It was drawn for the first time, and with it the window's frame.
    """

    painted = Signal()

    def __init__(self, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._was_painted = False
        self._takes_long = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        # Has the focus meanwhile: in the side bar its mark would come and go again.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L + 2 + current_scale().control_height + 2, Space.XL, 0)
        column.setSpacing(0)
        self._text = label("正在打开台账……", "quiet")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setFixedWidth(round(current_scale().control_height * _MONTH))
        self._bar.hide()
        line = QHBoxLayout()
        line.setSpacing(Space.M)
        for widget in (self._text, self._bar):
            line.addWidget(widget)
        line.addStretch(1)
        column.addLayout(line)
        column.addStretch(1)
        tasks.job_shown.connect(self._on_job_shown)
        tasks.busy_changed.connect(self._on_busy_changed)

    @property
    def text(self) -> str:
        """What is being done."""
        return self._text.text()

    @property
    def bar(self) -> QProgressBar:
        """Moves while it takes longer."""
        return self._bar

    @Slot(object)
    def _on_job_shown(self, job: Job) -> None:
        job.progressed.connect(self._on_progressed)
        self._on_progressed(job.progress)
        self._takes_long = True
        self._bar.show()

    @Slot(bool)
    def _on_busy_changed(self, busy: bool) -> None:
        """Say nothing while a message asks her: the work does not go on by itself then."""
        self._text.setVisible(busy)
        self._bar.setVisible(busy and self._takes_long)

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        self._text.setText(f"{progress.label}……")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The heading's parts as bars, the cards as empty surfaces."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Colour.GROUND.value))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(Colour.TRACK.value))
        for bar in self._heading_bars():
            painter.drawRoundedRect(bar, RADIUS_CONTROL, RADIUS_CONTROL)
        painter.setPen(QColor(Colour.LINE.value))
        painter.setBrush(QColor(Colour.SURFACE.value))
        for card in self._cards():
            # On the middle of the pixel, as the style sheet draws a card's border.
            painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CARD, RADIUS_CARD)
        painter.end()
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def _heading_bars(self) -> Iterator[QRectF]:
        height = current_scale().control_height
        top = Space.L + 2
        yield QRectF(Space.XL + Space.S, top + 6, height * _MONTH, height - 12)
        right, middle = self.width() - Space.XL, top + self._heading_height() / 2
        for width in _RIGHT:
            right -= round(height * width)
            yield QRectF(right, round(middle - height / 2), round(height * width), height)
            right -= Space.M

    def _heading_height(self) -> float:
        return current_scale().control_height + 2 + self._text.sizeHint().height()

    def _cards(self) -> Iterator[QRectF]:
        top = Space.L + 2 + self._heading_height() + Space.M
        step = self._step_height()
        yield from self._row(_STEPS, top, step)
        below = top + step + Space.M
        yield from self._row(_HALVES, below, self.height() - below - Space.L - 4)

    def _row(self, shares: tuple[int, ...], top: float, height: float) -> Iterator[QRectF]:
        room = self.width() - 2 * Space.XL - (len(shares) - 1) * Space.M
        left = float(Space.XL)
        for share in shares:
            width = round(room * share / sum(shares))
            yield QRectF(left, top, width, height)
            left += width + Space.M

    def _step_height(self) -> int:
        """Heading, figure, bar, the lines of the note and the button, with the distances between them."""
        scale = current_scale()
        heading, figure, note = (
            QFontMetrics(font_of(points, bold=bold)).height()
            for points, bold in ((scale.card, True), (scale.figure, True), (scale.note, False))
        )
        room = (self.width() - 2 * Space.XL) / len(_STEPS) - Space.M - 2 * Space.L
        characters = room / QFontMetrics(font_of(scale.note)).horizontalAdvance("字")
        # Names of who is missing take two lines as a rule, more where the cards are narrow.
        words = heading + figure + note * (2 + sum(characters < least for least in _NOTE_CHARACTERS))
        frame = Space.M + 2 + Space.L + 2
        return frame + words + 8 + scale.control_height + 4 * Space.S
