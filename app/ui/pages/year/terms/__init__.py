"""季度半年: sub-totals of the months, averages, the half-year's verification."""

from __future__ import annotations

from app.ui.pages.year.terms.desk import TermDesk

__all__ = ["TermDesk"]
