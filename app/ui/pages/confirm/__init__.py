"""评定: the meeting's list, its reasons and decisions."""

from __future__ import annotations

from app.ui.pages.confirm.page import ConfirmPage

__all__ = ["ConfirmPage"]
