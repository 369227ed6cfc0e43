from __future__ import annotations

import pytest

from app.services.documents import Paper
from app.services.documents.draw import draw_term_below, draw_term_reviews, draw_term_sheets
from tests.unit.documents import term_samples as samples
from tests.unit.documents.pdf_reading import drawn, page_lines

CASES = {
    "term_quarter": (draw_term_sheets, lambda: samples.table(3), {}),
    "term_half": (draw_term_sheets, lambda: samples.table(6, settled=False), {}),
    "term_year": (draw_term_sheets, lambda: samples.table(12), {}),
    "term_year_a3": (draw_term_sheets, lambda: samples.table(12, 114), {"paper": Paper.A3}),
    "term_review": (draw_term_reviews, samples.review, {}),
    "term_review_blank": (draw_term_reviews, lambda: samples.review(5, held=False), {}),
    "term_review_alone": (draw_term_reviews, lambda: samples.review(6, alone=True), {}),
    "term_below": (draw_term_below, samples.below, {}),
    "term_below_nobody": (draw_term_below, lambda: samples.below(0), {}),
    "term_above_demerits": (draw_term_below, lambda: samples.below(3, demerit=True), {}),
}


@pytest.mark.parametrize("name", CASES)
def test_paper_says_what_it_said(name, golden):
    draw, make, options = CASES[name]
    pages = page_lines(drawn(draw, [make()], **options))
    text = [f"共 {len(pages)} 页"]
    for number, lines in enumerate(pages, start=1):
        text += [f"—— 第 {number} 页 ——", *(line.rstrip() for line in lines)]
    golden(name, "\n".join(text) + "\n")
