"""党员: the list, a member's card over the year, the forms, groups, and the roster import."""

from __future__ import annotations

from app.ui.pages.members.page import IMPORT_TARGET, MembersPage

__all__ = ["IMPORT_TARGET", "MembersPage"]
