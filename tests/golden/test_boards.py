"""What every variant of the board said when somebody last looked at it."""

from __future__ import annotations

import pytest

from app.services.documents import Paper
from app.services.documents.draw import draw_boards
from tests.unit.documents import board_samples as boards
from tests.unit.documents.pdf_reading import drawn, page_lines

CASES = {
    "board_masked": (boards.masked, Paper.A4),
    "board_ranked": (boards.ranked, Paper.A4),
    "board_by_kind": (boards.by_kind, Paper.A4),
    "board_quarter": (boards.quarter, Paper.A4),
    "board_quarter_a3": (boards.quarter, Paper.A3),
    "board_year": (boards.year, Paper.A4),
    "board_year_a3": (lambda: boards.year(114), Paper.A3),
    "board_second": (boards.second_version, Paper.A4),
    "board_second_quarter": (lambda: boards.second_version("quarter"), Paper.A3),
}


@pytest.mark.parametrize("name", CASES)
def test_every_variant_says_what_it_said(name, golden):
    make, paper = CASES[name]
    pages = page_lines(drawn(draw_boards, [make()], paper=paper))
    text = [f"共 {len(pages)} 页"]
    for number, lines in enumerate(pages, start=1):
        text += [f"—— 第 {number} 页 ——", *(line.rstrip() for line in lines)]
    golden(name, "\n".join(text) + "\n")
