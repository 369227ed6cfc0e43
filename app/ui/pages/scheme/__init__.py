"""方案: the rules in force, to be read."""

from __future__ import annotations

from app.ui.pages.scheme.page import SchemePage

__all__ = ["SchemePage"]
