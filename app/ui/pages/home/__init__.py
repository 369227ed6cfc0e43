"""首页: this month as steps."""

from __future__ import annotations

from app.ui.pages.home.page import HomePage

__all__ = ["HomePage"]
