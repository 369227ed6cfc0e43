"""What a page shows instead of its content: nothing there yet, still loading, could not be read."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.ui.theme.icons import IconView
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Colour, Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.labels import label

_SKELETON_AFTER_MS = 500


class EmptyState(QWidget):
    """Says what to do first, with the button that does it.

    Signals:
        pressed: The button was pressed.
    """

    pressed = Signal()

    def __init__(
        self,
        icon: str,
        text: str,
        *,
        action: str = "",
        hint: str = "",
        kind: ButtonKind = ButtonKind.PRIMARY,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setSpacing(Space.M)
        column.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        self._icon = IconView(icon, Colour.LINE_STRONG, size=current_scale().icon * 3)
        self._text = label(text, "card")
        self._hint = label(hint, "quiet", wrap=True)
        for words in (self._text, self._hint):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = Button(action, kind)
        self.button.clicked.connect(self.pressed)
        column.addWidget(self._icon, 0, centre)
        column.addWidget(self._text)
        column.addWidget(self._hint)
        column.addWidget(self.button, 0, centre)
        column.addStretch(3)
        self.button.setVisible(bool(action))
        self._hint.setVisible(bool(hint))

    def minimumSizeHint(self) -> QSize:
        """Without the picture: in a low place the words are enough."""
        least = super().minimumSizeHint()
        if not self._icon.isHidden():
            least.setHeight(least.height() - self._icon_height)
        return least

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the picture where there is room for it."""
        super().resizeEvent(event)
        self._icon.setVisible(event.size().height() >= self.minimumSizeHint().height() + self._icon_height)

    @property
    def _icon_height(self) -> int:
        return self._icon.sizeHint().height() + Space.M

    def show_text(self, text: str, *, action: str = "", hint: str = "", icon: str = "") -> None:
        """Say something else."""
        self._text.setText(text)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.button.setText(action)
        self.button.setVisible(bool(action))
        if icon:
            self._icon.set_icon(icon, Colour.LINE_STRONG)


class Skeleton(QWidget):
    """Grey bars where rows will be. Stands still: nothing on the page moves by itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("正在读取")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bars at the places of rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(Colour.TRACK.value))
        step = current_scale().row_height
        widths = (0.62, 0.78, 0.5, 0.7)
        for index, top in enumerate(range(Space.L, self.height() - step, step)):
            width = round((self.width() - 2 * Space.L) * widths[index % len(widths)])
            painter.drawRoundedRect(Space.L, top, width, step // 3, 4, 4)
        painter.end()


class ContentSwitch(QStackedWidget):
    """Content, or what stands in its place. Loading shows its skeleton only after half a second.

    Signals:
        action_pressed: The button of the empty or fault state was pressed.
    """

    action_pressed = Signal()

    def __init__(
        self, content: QWidget, parent: QWidget | None = None, *, kind: ButtonKind = ButtonKind.PRIMARY
    ) -> None:
        """Make the switch; ``kind`` is plain where the page's red button stands elsewhere."""
        super().__init__(parent)
        self._content = content
        self._empty = EmptyState("inbox", "", kind=kind)
        self._skeleton = Skeleton()
        for page in (content, self._empty, self._skeleton):
            self.addWidget(page)
        self._empty.pressed.connect(self.action_pressed)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_SKELETON_AFTER_MS)
        self._late.timeout.connect(self._on_late)

    def show_content(self) -> None:
        """Show the content."""
        self._late.stop()
        self.setCurrentWidget(self._content)

    def show_empty(self, icon: str, text: str, *, action: str = "", hint: str = "") -> None:
        """Show that there is nothing yet and what to do."""
        self._late.stop()
        self._empty.show_text(text, action=action, hint=hint, icon=icon)
        self.setCurrentWidget(self._empty)

    def show_loading(self) -> None:
        """Show the skeleton if it takes longer than half a second."""
        self._late.start()

    def show_fault(self, text: str, *, action: str = "重试", hint: str = "") -> None:
        """Show that the content could not be read, and the way out."""
        self.show_empty("circle-alert", text, action=action, hint=hint)

    def _on_late(self) -> None:
        self.setCurrentWidget(self._skeleton)
