from __future__ import annotations

import pytest

from app.services.documents.draw import draw_ballots, draw_tallies
from tests.unit.documents import appraisal_samples as samples
from tests.unit.documents.pdf_reading import drawn, page_lines

CASES = {
    "ballot_small": (draw_ballots, lambda: samples.ballot(14)),
    "ballot_three_columns": (draw_ballots, lambda: samples.ballot(24, columns=("好", "中", "差"), rater="群众代表", rule="")),
    "ballot_large": (draw_ballots, lambda: samples.ballot(114)),
    "tally": (draw_tallies, lambda: samples.tally(38, note="两人分别计票，结果一致。")),
    "tally_empty": (draw_tallies, lambda: samples.tally(14, filled=False)),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_paper_says_what_it_said(name, golden):
    draw, make = CASES[name]
    pages = page_lines(drawn(draw, [make()]))
    text = [f"共 {len(pages)} 页"]
    for number, lines in enumerate(pages, start=1):
        text += [f"—— 第 {number} 页 ——", *(line.rstrip() for line in lines)]
    golden(name, "\n".join(text) + "\n")
