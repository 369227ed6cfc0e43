"""The window over the small village, with the page of the year's end."""

from __future__ import annotations

import pytest

from app.ui.page import PageSpec
from app.ui.pages.year import YearPage
from tests.ui.printing import office as neighbours
from tests.ui.printing.office import october, office

__all__ = ["october", "office"]


@pytest.fixture(autouse=True)
def _year_page(monkeypatch):
    monkeypatch.setattr(
        neighbours, "PAGES", (*neighbours.PAGES, PageSpec("year", "年终", "calendar", YearPage))
    )
