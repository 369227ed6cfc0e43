"""Buttons. One red (primary) button a page: the next step. A button shows its key.

``Button("确认", ButtonKind.PRIMARY, key="Enter")`` draws the key after the word, quieter. The key works while the
button can be seen; bare keys are left to a text field that has the focus.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from app.ui.theme.icons import pixmap
from app.ui.theme.theme import current_scale, font_of, repolish
from app.ui.theme.tokens import Colour, Space
from app.ui.widgets.keys import ButtonKey


class ButtonKind(StrEnum):
    """How loud a button is."""

    PRIMARY = "primary"
    PLAIN = "plain"
    QUIET = "quiet"
    LINK = "link"
    TOAST = "toast"


_INKS = {
    ButtonKind.PRIMARY: Colour.SURFACE,
    ButtonKind.LINK: Colour.ACCENT,
    ButtonKind.TOAST: Colour.ON_INK,
}


class PushButton(QPushButton):
    """A push button that Enter presses as the space bar does.

    Reached by Tab it also goes before the button of the page that has Enter as its key: what is seen to have the focus is
    what is pressed. After a click with the mouse Enter stays the page's key.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._reached_by_tab = False
        # Qt's own way would make it the answer to Enter in every field of a dialog.
        self.setAutoDefault(False)

    def set_compact(self, *, compact: bool) -> None:
        """Where there is no room, leave out what can be left out: a button that shows its key leaves that out."""

    @property
    def full_width(self) -> int:
        """Width with everything it can show, whether it is shown now or not."""
        return self.sizeHint().width()

    def event(self, event: QEvent) -> bool:
        """Keep Enter from the page's shortcut while the button has been reached by Tab."""
        if (
            self._reached_by_tab
            and event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and _is_enter(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember how the focus came."""
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._reached_by_tab = True
        elif event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self._reached_by_tab = False
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses."""
        if _is_enter(event) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


def _is_enter(event: QKeyEvent) -> bool:
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and held == Qt.KeyboardModifier.NoModifier


class Button(PushButton):
    """A push button with an optional icon and its key.

    Args:
        text: The verb, in the words of the office.
        kind: How loud.
        icon: Name of a line icon.
        key: Key sequence as shown ("Enter", "E", "F5", "Ctrl+P"); also made to work.
        parent: Owner.
    """

    def __init__(
        self,
        text: str = "",
        kind: ButtonKind = ButtonKind.PLAIN,
        *,
        icon: str = "",
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon_name = icon
        self._key = ""
        self._compact = False
        self._binding: ButtonKey | None = None
        self.kind = kind
        self.setProperty("kind", kind.value)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        if key:
            self.set_key(key)

    @property
    def key(self) -> str:
        """The key as shown."""
        return self._key

    def set_key(self, key: str) -> None:
        """Give the button another key; empty takes it away."""
        if self._binding is not None:
            self._binding.remove()
        self._key = key
        self._binding = ButtonKey(self, key) if key else None
        self.updateGeometry()
        self.update()

    def show_key(self, key: str) -> None:
        """Show a key that somebody else listens to, such as the window to Ctrl+Enter."""
        self._key = key
        self.updateGeometry()
        self.update()

    def set_compact(self, *, compact: bool) -> None:
        """Where there is no room, name the key in the tool tip instead of on the button."""
        if compact != self._compact and not isinstance(self, IconButton):
            self._compact = compact
            words = f"{self.text()}（{self._key}）"
            if self._key and self.toolTip() in ("", words):
                self.setToolTip(words if compact else "")
            self.updateGeometry()
            self.update()

    @property
    def full_width(self) -> int:
        """Width with the key, whether it is shown now or not."""
        hint = self.sizeHint().width()
        return hint + self._key_width() if self._compact else hint

    def set_kind(self, kind: ButtonKind) -> None:
        """Make the button louder or quieter."""
        if kind is not self.kind:
            self.kind = kind
            self.setProperty("kind", kind.value)
            repolish(self)

    def _ink(self, option: QStyleOptionButton) -> QColor:
        if not self.isEnabled():
            return option.palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
        return QColor(_INKS.get(self.kind, Colour.INK).value)

    def _key_metrics(self) -> QFontMetrics:
        return QFontMetrics(font_of(current_scale().note))

    def _content_width(self) -> int:
        width = self.fontMetrics().horizontalAdvance(self.text())
        if self._icon_name:
            width += current_scale().icon + (Space.S if self.text() else 0)
        return width if self._compact else width + self._key_width()

    def _key_width(self) -> int:
        return Space.S + self._key_metrics().horizontalAdvance(self._key) if self._key else 0

    def sizeHint(self) -> QSize:
        """Room for icon, word and key."""
        self.ensurePolished()
        plain = super().sizeHint()
        word = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(plain.width() - word + self._content_width(), plain.height())

    def minimumSizeHint(self) -> QSize:
        """A button is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame by the style sheet, then icon, word and key in the middle."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        self._paint_content(painter, self._ink(option))
        painter.end()

    def _paint_content(self, painter: QPainter, ink: QColor) -> None:
        area = self.rect()
        left_aligned = self.kind is ButtonKind.LINK
        x = Space.XS if left_aligned else max(0, (area.width() - self._content_width()) // 2)
        if self._icon_name:
            edge = current_scale().icon
            tint = Colour.SURFACE if self.kind is ButtonKind.PRIMARY and self.isEnabled() else Colour.QUIET
            picture = pixmap(self._icon_name, tint, size=edge, ratio=self.devicePixelRatioF())
            painter.drawPixmap(QPoint(x, (area.height() - edge) // 2), picture)
            x += edge + Space.S
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(ink)
        width = self.fontMetrics().horizontalAdvance(self.text())
        painter.drawText(
            QRect(x, 0, width + 2, area.height()), int(middle | Qt.TextFlag.TextShowMnemonic), self.text()
        )
        if self._key and not self._compact:
            quiet = QColor(ink)
            quiet.setAlphaF(0.75)
            painter.setPen(quiet)
            painter.setFont(font_of(current_scale().note))
            key_area = QRect(x + width + Space.S, 0, area.width(), area.height())
            painter.drawText(key_area, int(middle), self._key)


class IconButton(Button):
    """A quiet button with nothing but an icon; its tool tip says what it does and with which key.

    Args:
        icon: Name of a line icon.
        tip: What it does, in Chinese.
        key: Key sequence.
        parent: Owner.
    """

    def __init__(self, icon: str, tip: str, *, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__("", ButtonKind.QUIET, icon=icon, parent=parent)
        if key:
            ButtonKey(self, key)
        self.setToolTip(f"{tip}（{key}）" if key else tip)
        self.setAccessibleName(tip)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square."""
        edge = super().sizeHint().height()
        return QSize(edge, edge)
