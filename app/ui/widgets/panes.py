"""List and reason side by side; below each other where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Space

_SIDE_WIDTH = 270


class SplitPane(QWidget):
    """A main part (table) and a side part (reason panel, detail).

    The side part gets a fixed share at the right; in a narrow window it moves below. If it has a method
    ``set_flat(flat=...)`` it is told, so that it can lay itself out for a low, wide place; ``set_low(low=...)`` says
    whether the window is low as well (大字, 125 %), so that every row it gives up is one more for the table.

    Signals:
        flattened: Whether the side part is below now.
    """

    flattened = Signal(bool)

    def __init__(
        self, main: QWidget, side: QWidget, *, side_width: int = _SIDE_WIDTH, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._main = main
        self._side = side
        self._side_width = side_width
        self._flat: bool | None = None
        self._low: bool | None = None
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(0)
        self._late.timeout.connect(self._on_type_changed)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(Space.M)
        self._box.addWidget(main, 1)
        self._box.addWidget(side)
        self._set_flat(flat=False)

    @property
    def flat(self) -> bool:
        """Whether the side part is below."""
        return bool(self._flat)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the side part where it has room."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow 大字: what was wide enough may not be any more, and the side part has another width."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_late"):
            # The parts get the new type after this; only then their sizes are known.
            self._late.start()

    def _on_type_changed(self) -> None:
        self._low = self._flat = None
        self._fit()

    def _fit(self) -> None:
        window, scale = self.window(), current_scale()
        self._set_low(low=window.height() < scale.low_height)
        self._set_flat(flat=window.width() < scale.narrow_width)

    def _set_low(self, *, low: bool) -> None:
        if low == self._low:
            return
        self._low = low
        tell = getattr(self._side, "set_low", None)
        if callable(tell):
            tell(low=low)

    def _set_flat(self, *, flat: bool) -> None:
        if flat == self._flat:
            return
        self._flat = flat
        if flat:
            self._box.setDirection(QBoxLayout.Direction.TopToBottom)
            self._side.setMinimumWidth(0)
            self._side.setMaximumWidth(16777215)
        else:
            self._box.setDirection(QBoxLayout.Direction.LeftToRight)
            width = round(self._side_width * current_scale().body / 11)
            self._side.setFixedWidth(width)
        tell = getattr(self._side, "set_flat", None)
        if callable(tell):
            tell(flat=flat)
        self.flattened.emit(flat)


class _Body(QWidget):
    """Content whose texts wrap: as high as they are at this width.

    Qt's least height is that of the narrowest layout; a scroll bar would stand beside content that fits.
    """

    def minimumSizeHint(self) -> QSize:
        """Never higher than the content is."""
        least = super().minimumSizeHint()
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth() and self.width() > 0:
            least.setHeight(min(least.height(), layout.totalHeightForWidth(self.width())))
        return least


class ScrollBody(QScrollArea):
    """A page's content that scrolls downwards when the window is too low for it; never sideways.

    Attributes:
        column: The layout to put things into.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = _Body()
        body.setProperty("surface", "body")
        body.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.column = QVBoxLayout(body)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(Space.L)
        self.setWidget(body)
        self.viewport().setAutoFillBackground(False)
