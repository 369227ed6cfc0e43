"""Words on a page: labels in the type roles of the theme, and a label that shortens itself."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QStyleOption, QWidget

from app.ui.theme.theme import repolish

Role = Literal["body", "heading", "card", "figure", "strong", "quiet", "note", "good", "care", "fault"]


def label(text: str = "", role: Role = "body", *, wrap: bool = False) -> QLabel:
    """A label that shows its text as it is, never as markup (names and reasons are typed by people).

    Args:
        text: What it says.
        role: Size, weight and colour: body, heading, card, figure, strong, quiet, note, good, care, fault.
        wrap: Whether long text may take several lines.
    """
    result = _WrappingLabel(text) if wrap else QLabel(text)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setProperty("role", role)
    result.setWordWrap(wrap)
    if wrap:
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        # A new policy forgets what setWordWrap said: that the height depends on the width.
        policy.setHeightForWidth(True)
        result.setSizePolicy(policy)
    return result


class _WrappingLabel(QLabel):
    """Qt's own least size for wrapping text is tall and thin, which makes pages scroll that need not."""

    def minimumSizeHint(self) -> QSize:
        """Room for two characters; the height comes from the width."""
        return QSize(self.fontMetrics().horizontalAdvance("两字"), self.fontMetrics().height())


def set_role(target: QLabel, role: Role) -> None:
    """Change the role of a label that is already shown."""
    if target.property("role") != role:
        target.setProperty("role", role)
        repolish(target)


class ElidedLabel(QLabel):
    """One line that ends in … when there is no room; the whole text is its tool tip then."""

    def __init__(self, text: str = "", role: Role = "body", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Room for three characters."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance("三个字"), metrics.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the text, shortened at its end."""
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )
        self.setToolTip(self.text() if shown != self.text() else "")
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            int(self.alignment()) | int(Qt.TextFlag.TextSingleLine),
            option.palette,
            self.isEnabled(),
            shown,
            self.foregroundRole(),
        )
        painter.end()


def rule(*, vertical: bool = False) -> QFrame:
    """A hairline between two parts of a card."""
    line = QFrame()
    line.setProperty("surface", "line")
    line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    if vertical:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line
