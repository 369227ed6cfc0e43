"""From a page to paper: one function draws, shows or saves every sheet of the month."""

from __future__ import annotations

from app.services.press import DocumentKind
from app.ui.printing.make import WHOLE_MONTH
from app.ui.printing.menu import PrintMenuButton
from app.ui.printing.run import print_documents

__all__ = ["WHOLE_MONTH", "DocumentKind", "PrintMenuButton", "print_documents"]
