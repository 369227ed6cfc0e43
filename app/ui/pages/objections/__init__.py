"""异议更正: objections to a notice, corrections of confirmed entries, supplementary meetings. One desk each."""

from __future__ import annotations

from app.ui.pages.objections.page import ObjectionsPage

__all__ = ["ObjectionsPage"]
