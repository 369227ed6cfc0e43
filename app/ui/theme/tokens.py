"""The look as numbers: colours, distances and type sizes. Nothing else in ``app/ui`` names a colour.

Sizes of text come from :class:`TypeScale`, which grows from the body size; ``大字`` is nothing but a larger body.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Colour(StrEnum):
    """The colours by purpose. Words in these colours have at least 4.5 : 1 on white and on the ground."""

    INK = "#1F2328"
    QUIET = "#5B6470"
    LINE = "#E3E6EA"
    LINE_STRONG = "#AEB5BF"
    GROUND = "#F6F7F9"
    HOVER = "#EEF0F3"
    TRACK = "#E9ECF0"
    SURFACE = "#FFFFFF"
    ACCENT = "#B3261E"
    ACCENT_HOVER = "#98201A"
    ACCENT_PRESSED = "#7E1A15"
    ACCENT_GROUND = "#FBEAE8"
    #: Words to press on the dark ground of a toast.
    ON_INK = "#F6B8B3"
    GOOD = "#2E7D4F"
    GOOD_GROUND = "#E8F3EC"
    CARE = "#B26A00"
    #: The care colour is 4.2 : 1 on white: enough for an icon, not for words.
    CARE_TEXT = "#8A5200"
    CARE_GROUND = "#FCF3E2"


class Space:
    """Distances between things, in logical pixels."""

    XS: Final = 4
    S: Final = 8
    M: Final = 12
    L: Final = 16
    XL: Final = 28


RADIUS_CONTROL: Final = 6
RADIUS_CARD: Final = 10

#: Below this width of the window (at the normal type size) the side bar shrinks to icons and the reason panel moves
#: below its table.
NARROW_WIDTH: Final = 1200

#: Below this height of the window what lies under a table lies as flat as it can: the table needs its rows.
LOW_HEIGHT: Final = 640

BODY_POINTS: Final = 11.0
LARGE_BODY_POINTS: Final = 14.0

FONT_FAMILY: Final = "Noto Sans SC"
#: Fonts that only rare characters of names need; loaded after the window is up.
RARE_FONT_FAMILIES: Final = ("HanaMinA", "HanaMinB")


@dataclass(frozen=True, slots=True)
class TypeScale:
    """Every size that grows with the body type.

    Attributes:
        body: Body size in points.
    """

    body: float = BODY_POINTS

    def _points(self, at_normal: float) -> float:
        return round(at_normal * self.body / BODY_POINTS * 2) / 2

    def _pixels(self, at_normal: float) -> int:
        return round(at_normal * self.body / BODY_POINTS)

    @property
    def heading(self) -> float:
        """Page heading, points, bold."""
        return self._points(18)

    @property
    def card(self) -> float:
        """Card heading, points, bold."""
        return self._points(13)

    @property
    def figure(self) -> float:
        """Large figures, points, bold."""
        return self._points(21)

    @property
    def note(self) -> float:
        """Notes below figures, points."""
        return self._points(10)

    @property
    def row_height(self) -> int:
        """Height of a table row, logical pixels."""
        return self._pixels(40)

    @property
    def control_height(self) -> int:
        """Least height of a button or field, logical pixels."""
        return self._pixels(38)

    @property
    def icon(self) -> int:
        """Edge of an icon, logical pixels."""
        return self._pixels(18)

    @property
    def narrow_width(self) -> int:
        """Width of the window below which it counts as narrow; 大字 needs the room earlier."""
        return self._pixels(NARROW_WIDTH)

    @property
    def foot(self) -> int:
        """Height of the margin below a page, logical pixels; quiet words appear in it."""
        return self._pixels(32)

    @property
    def low_height(self) -> int:
        """Height of the window below which it counts as low."""
        return self._pixels(LOW_HEIGHT)

    @property
    def side_bar(self) -> int:
        """Width of the side bar with words, logical pixels."""
        return self._pixels(188)
