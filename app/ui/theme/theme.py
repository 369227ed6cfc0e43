"""Puts the look on the application and tells widgets how large the type is."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.theme.stylesheet import build_stylesheet
from app.ui.theme.tokens import (
    BODY_POINTS,
    FONT_FAMILY,
    LARGE_BODY_POINTS,
    Colour,
    TypeScale,
)


def current_scale() -> TypeScale:
    """The type scale in force. The application's font is the only place where the body size is kept."""
    points = QApplication.font().pointSizeF()
    return TypeScale(points if points > 0 else BODY_POINTS)


def apply_theme(app: QApplication, *, large: bool = False) -> None:
    """Set Fusion, palette, font and style sheet; call it again to switch 大字.

    Widgets that paint themselves ask ``current_scale()``; open windows follow at once.
    """
    if app.style().objectName().lower() != "fusion":
        # One style everywhere: the native ones differ in sizes, order of buttons and focus marks.
        app.setStyle("Fusion")
    font = QFont(FONT_FAMILY)
    font.setPointSizeF(LARGE_BODY_POINTS if large else BODY_POINTS)
    app.setFont(font)
    app.setPalette(_palette())
    app.setStyleSheet(build_stylesheet(TypeScale(font.pointSizeF())))


def font_of(points: float, *, bold: bool = False) -> QFont:
    """The application's font in another size, for widgets that paint themselves."""
    font = QFont(QApplication.font())
    font.setPointSizeF(points)
    font.setBold(bold)
    return font


def repolish(widget: QWidget) -> None:
    """Let the style sheet look at a widget again after one of its properties changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def _palette() -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: Colour.GROUND,
        role.WindowText: Colour.INK,
        role.Base: Colour.SURFACE,
        role.AlternateBase: Colour.GROUND,
        role.Text: Colour.INK,
        role.Button: Colour.SURFACE,
        role.ButtonText: Colour.INK,
        role.BrightText: Colour.SURFACE,
        role.Highlight: Colour.ACCENT_GROUND,
        role.HighlightedText: Colour.INK,
        role.PlaceholderText: Colour.QUIET,
        role.Link: Colour.ACCENT,
        role.LinkVisited: Colour.ACCENT,
        role.ToolTipBase: Colour.SURFACE,
        role.ToolTipText: Colour.INK,
        role.Mid: Colour.LINE_STRONG,
        role.Midlight: Colour.LINE,
        role.Light: Colour.SURFACE,
        role.Dark: Colour.LINE_STRONG,
        role.Accent: Colour.ACCENT,
    }
    for key, colour in colours.items():
        palette.setColor(key, QColor(colour.value))
    for key in (role.WindowText, role.Text, role.ButtonText):
        # Still readable: what cannot be pressed now may be the thing she is looking for.
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor("#8A929E"))
    return palette
