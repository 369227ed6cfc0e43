"""State in icon and word, never by colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.ui.theme.icons import IconView
from app.ui.theme.theme import repolish
from app.ui.theme.tokens import Colour, Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Role, label, set_role


@dataclass(frozen=True, slots=True)
class _ToneLook:
    icon: str
    icon_colour: Colour
    word_colour: Colour
    role: Role
    surface: str


class Tone(Enum):
    """What a state means for the reader; tables, labels and banners draw it alike."""

    PLAIN = _ToneLook("circle", Colour.QUIET, Colour.QUIET, "quiet", "info")
    INFO = _ToneLook("info", Colour.QUIET, Colour.INK, "body", "info")
    GOOD = _ToneLook("check", Colour.GOOD, Colour.GOOD, "good", "good")
    CARE = _ToneLook("circle-alert", Colour.CARE, Colour.CARE_TEXT, "care", "care")
    FAULT = _ToneLook("circle-x", Colour.ACCENT, Colour.ACCENT, "fault", "fault")
    LOCKED = _ToneLook("lock", Colour.QUIET, Colour.QUIET, "quiet", "info")

    @property
    def icon(self) -> str:
        """Name of its icon."""
        return self.value.icon

    @property
    def icon_colour(self) -> Colour:
        """Colour of its icon."""
        return self.value.icon_colour

    @property
    def word_colour(self) -> Colour:
        """Colour of its word, readable on white."""
        return self.value.word_colour


class StateLabel(QWidget):
    """Icon and word on one line."""

    def __init__(
        self, text: str = "", tone: Tone = Tone.PLAIN, *, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        self._icon = IconView()
        self._word = label("")
        row.addWidget(self._icon)
        row.addWidget(self._word)
        row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_state(text, tone, icon=icon)

    def set_state(self, text: str, tone: Tone, *, icon: str = "") -> None:
        """Show another state; ``icon`` replaces the tone's own."""
        self._icon.set_icon(icon or tone.icon, tone.icon_colour)
        self._word.setText(text)
        set_role(self._word, tone.value.role)


class Banner(QFrame):
    """A line across the page: read-only, a fault with its way out, something to know.

    Attributes:
        button: The way out; hidden while it has no word.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.XS, Space.M, Space.XS)
        row.setSpacing(Space.S)
        self._icon = IconView()
        self._text = label("", wrap=True)
        self.button = Button("")
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(self.button)
        self.setMinimumHeight(self.button.sizeHint().height() + 2)
        self.button.hide()
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def show_text(self, text: str, tone: Tone, *, action: str = "") -> None:
        """Say something; empty text hides the banner."""
        self._icon.set_icon(tone.icon, tone.icon_colour)
        self._text.setText(text)
        self.button.setText(action)
        self.button.setVisible(bool(action))
        if self.property("surface") != tone.value.surface:
            self.setProperty("surface", tone.value.surface)
            repolish(self)
        self.setVisible(bool(text))
