"""申报: three ways in (a member's card, an attendance sheet, a tick list), one result."""

from app.ui.pages.declare.page import DeclarePage

__all__ = ["DeclarePage"]
