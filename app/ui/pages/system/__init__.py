"""系统: backups, what was done, the branch's own data, looks, files."""

from __future__ import annotations

from app.ui.pages.system.page import SystemPage

__all__ = ["SystemPage"]
