"""公示: the board as it will hang, and everything that is chosen about it."""

from __future__ import annotations

from app.ui.pages.post.page import PostPage

__all__ = ["PostPage"]
