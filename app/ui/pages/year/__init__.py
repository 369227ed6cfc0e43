"""年终: quarters and half-years, vetoes, appraisal, and the meeting's grades. One desk each."""

from __future__ import annotations

from app.ui.pages.year.page import YearPage

__all__ = ["YearPage"]
