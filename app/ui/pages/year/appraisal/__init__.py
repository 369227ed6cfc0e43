"""民主评议 on the 年终 page: ballots to print, typing them, comparing two counts, what the votes come to."""

from __future__ import annotations

from app.ui.pages.year.appraisal.desk import AppraisalDesk

__all__ = ["AppraisalDesk"]
