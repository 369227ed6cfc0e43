"""Where windows stand: never larger than the screen, never outside it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStyle, QWidget

#: The commonest screen of village offices, less its task bar.
USUAL_SIZE = QSize(1366, 728)


def keep_on_screen(window: QWidget) -> None:
    """Shrink and move a window that was placed for a larger screen: the computer or its projector has changed."""
    if window.isMaximized() or window.isFullScreen():
        return
    room = window.screen().availableGeometry()
    # The frame is not there before the window is shown; its bar takes about this much.
    room.adjust(0, 0, 0, -window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight))
    size = window.size().boundedTo(room.size())
    if size != window.size():
        window.resize(size)
    place = window.pos()
    place.setX(max(room.left(), min(place.x(), room.right() + 1 - size.width())))
    place.setY(max(room.top(), min(place.y(), room.bottom() + 1 - size.height())))
    if place != window.pos():
        window.move(place)
