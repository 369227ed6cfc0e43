"""汇总: the groups' cards, what to look at in them, and their sheets."""

from app.ui.pages.collect.page import CollectPage

__all__ = ["CollectPage"]
