"""A large card to choose with one key or one click."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui.theme.icons import pixmap
from app.ui.theme.theme import current_scale, font_of
from app.ui.theme.tokens import Colour, Space

_WORDS = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class ChoiceCard(QAbstractButton):
    """Heading and sentence on a white card; checkable cards form a choice, others are pressed.

    Enter presses a card as the space bar does.

    Args:
        heading: What is chosen.
        text: One sentence about it.
        note: Quiet words below, such as that figures are examples.
        icon: Name of a line icon; none for a choice among several.
        checkable: Whether it stays chosen.
    """

    def __init__(
        self,
        heading: str,
        text: str,
        *,
        note: str = "",
        icon: str = "",
        checkable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._heading, self._sentence, self._note, self._icon = heading, text, note, icon
        self.setCheckable(checkable)
        self.setAccessibleName(heading)
        self.setAccessibleDescription(f"{text}{note}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_sentence(self, text: str) -> None:
        """Say something else about the choice."""
        self._sentence = text
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for both texts at a usual width."""
        width = round(300 * current_scale().body / 11)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Narrower is possible, but never a cut text."""
        width = round(220 * current_scale().body / 11)
        return QSize(width, self.heightForWidth(max(self.width(), width)))

    def hasHeightForWidth(self) -> bool:
        """The text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of icon, heading, sentence and note."""
        return sum(height for height, _text, _points, _bold, _colour in self._parts(width)) + 2 * Space.L

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is as good as the space bar."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.isCheckable():
            self.click()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The height follows from the width."""
        super().resizeEvent(event)
        self.updateGeometry()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """And no longer."""
        super().leaveEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A chosen card of a group is where Tab arrives; the ring follows."""
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame, mark or icon, and the texts."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        self._paint_words(painter)
        painter.end()

    @property
    def _indent(self) -> int:
        return current_scale().icon + Space.M if self.isCheckable() else 0

    def _parts(self, width: int) -> list[tuple[int, str, float, bool, Colour]]:
        scale = current_scale()
        room = width - 2 * Space.L - self._indent
        parts: list[tuple[int, str, float, bool, Colour]] = []
        if self._icon:
            parts.append((scale.icon * 2 + Space.M, "", 0, False, Colour.INK))
        for text, points, bold, colour in (
            (self._heading, scale.card, True, Colour.INK),
            (self._sentence, scale.body, False, Colour.INK),
            (self._note, scale.note, False, Colour.CARE_TEXT),
        ):
            if text:
                metrics = QFontMetrics(font_of(points, bold=bold))
                height = metrics.boundingRect(0, 0, max(room, 40), 10_000, _WORDS, text).height()
                parts.append((height + Space.XS, text, points, bold, colour))
        return parts

    def _paint_frame(self, painter: QPainter) -> None:
        chosen, focused = self.isChecked(), self.hasFocus()
        ground = Colour.ACCENT_GROUND if chosen else Colour.HOVER if self.underMouse() else Colour.SURFACE
        line = Colour.ACCENT if chosen or focused else Colour.LINE_STRONG
        pen = painter.pen()
        pen.setColor(QColor(line.value))
        pen.setWidthF(2 if focused else 1)
        painter.setPen(pen)
        painter.setBrush(QColor(ground.value))
        edge = 1 if focused else 0.5
        painter.drawRoundedRect(self.rect().toRectF().adjusted(edge, edge, -edge, -edge), 10, 10)

    def _paint_words(self, painter: QPainter) -> None:
        scale = current_scale()
        left, top = Space.L + self._indent, Space.L
        if self.isCheckable():
            name, tint = ("circle-check", Colour.ACCENT) if self.isChecked() else ("circle", Colour.QUIET)
            picture = pixmap(name, tint, size=scale.icon, ratio=self.devicePixelRatioF())
            painter.drawPixmap(Space.L, Space.L + 3, picture)
        for height, text, points, bold, colour in self._parts(self.width()):
            if text:
                painter.setFont(font_of(points, bold=bold))
                painter.setPen(QColor(colour.value))
                painter.drawText(left, top, self.width() - left - Space.L, height, _WORDS, text)
            else:
                edge = scale.icon * 2
                picture = pixmap(self._icon, Colour.ACCENT, size=edge, ratio=self.devicePixelRatioF())
                painter.drawPixmap(left, top, picture)
            top += height
