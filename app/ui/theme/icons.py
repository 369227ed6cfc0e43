"""The line icons, recoloured by token and drawn from SVG at the screen's own resolution.

``pixmap`` is for widgets that paint themselves (exact at any scale); ``icon`` is for Qt's own widgets and table cells.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.resources import resource
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Colour

#: Screens are scaled in these steps. QIcon shrinks the next larger picture at any other step.
_RATIOS = (1.0, 1.25, 1.5, 1.75, 2.0)


@lru_cache(maxsize=256)
def _source(name: str) -> bytes:
    return resource("icons", f"{name}.svg").read_bytes()


def pixmap(name: str, colour: Colour, *, size: int, ratio: float) -> QPixmap:
    """One icon as a picture.

    Args:
        name: File name in ``resources/icons`` without its ending.
        colour: Colour of its lines.
        size: Edge in logical pixels.
        ratio: Device pixel ratio of the widget that will show it.
    """
    key = f"icon/{name}/{colour}/{size}/{ratio}"
    picture = QPixmap()
    # QPixmapCache and not lru_cache: Qt empties it before the application goes, pictures must not live longer.
    if QPixmapCache.find(key, picture):
        return picture
    edge = round(size * ratio)
    picture = QPixmap(edge, edge)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer = QSvgRenderer(_source(name).replace(b"currentColor", colour.value.encode()))
    renderer.render(painter, QRectF(0, 0, edge, edge))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, picture)
    return picture


def icon(
    name: str,
    colour: Colour = Colour.QUIET,
    *,
    checked: Colour | None = None,
    size: int | None = None,
) -> QIcon:
    """An icon for menus, fields and table cells.

    Args:
        name: File name in ``resources/icons`` without its ending.
        colour: Colour of its lines.
        checked: Colour while the button is checked; the same when omitted.
        size: Edge in logical pixels; the size of the running type scale when omitted.
    """
    edge = size or current_scale().icon
    result = QIcon()
    for ratio in _RATIOS:
        # A picture that says its ratio would be taken for a small one; QIcon wants device pixels.
        for mode, tint in (
            (QIcon.Mode.Normal, colour),
            (QIcon.Mode.Selected, colour),
            (QIcon.Mode.Disabled, Colour.LINE_STRONG),
        ):
            result.addPixmap(pixmap(name, tint, size=round(edge * ratio), ratio=1.0), mode, QIcon.State.Off)
        if checked is not None:
            picture = pixmap(name, checked, size=round(edge * ratio), ratio=1.0)
            result.addPixmap(picture, QIcon.Mode.Normal, QIcon.State.On)
    return result


class IconView(QWidget):
    """Shows one icon, sharp at every scale."""

    def __init__(
        self,
        name: str = "",
        colour: Colour = Colour.QUIET,
        *,
        size: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._colour = colour
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, name: str, colour: Colour) -> None:
        """Show another icon, or none for an empty name."""
        if (name, colour) != (self._name, self._colour):
            self._name, self._colour = name, colour
            self.update()

    def sizeHint(self) -> QSize:
        """A square of the icon's size."""
        edge = self._size or current_scale().icon
        return QSize(edge, edge)

    def minimumSizeHint(self) -> QSize:
        """The same: icons are not squeezed."""
        return self.sizeHint()

    def paintEvent(self, _event: object) -> None:
        """Draw the icon."""
        if not self._name:
            return
        edge = self.sizeHint().width()
        painter = QPainter(self)
        picture = pixmap(self._name, self._colour, size=edge, ratio=self.devicePixelRatioF())
        painter.drawPixmap((self.width() - edge) // 2, (self.height() - edge) // 2, picture)
        painter.end()
