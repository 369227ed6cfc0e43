"""The paper of the year's end says what it said when somebody last looked at it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.services.documents import Paper
from app.services.documents.draw import (
    draw_honours,
    draw_rewards,
    draw_talks,
    draw_veto_lists,
    draw_veto_slips,
    draw_year_tables,
    missing_characters,
)
from tests.unit.documents import year_samples as samples
from tests.unit.documents.pdf_reading import drawn, page_lines

CASES = {
    "year_table_a4": (draw_year_tables, lambda: samples.table(38), {}),
    "year_table_before": (draw_year_tables, lambda: samples.table(8, settled=False), {}),
    "year_table_a3": (draw_year_tables, lambda: samples.table(38, sections=8), {"paper": Paper.A3}),
    "year_honours": (draw_honours, samples.honours, {}),
    "year_talks": (draw_talks, samples.talks, {}),
    "year_rewards": (draw_rewards, samples.rewards, {}),
    "year_rewards_goods": (draw_rewards, lambda: samples.rewards(money=False), {}),
    "year_vetoes": (draw_veto_lists, samples.vetoes, {}),
    "veto_slip": (draw_veto_slips, samples.slip, {}),
    "veto_slip_blank": (draw_veto_slips, lambda: samples.slip(blank=True), {}),
}


@pytest.mark.parametrize("name", CASES)
def test_the_years_paper_says_what_it_said(name, golden):
    draw, make, options = CASES[name]
    pages = page_lines(drawn(draw, [make()], **options))
    text = [f"共 {len(pages)} 页"]
    for number, lines in enumerate(pages, start=1):
        text += [f"—— 第 {number} 页 ——", *(line.rstrip() for line in lines)]
    golden(name, "\n".join(text) + "\n")


@pytest.mark.parametrize("name", CASES)
def test_the_same_sheet_gives_the_same_bytes(name):
    draw, make, options = CASES[name]
    assert drawn(draw, [make()], **options) == drawn(draw, [make()], **options)


def test_too_many_sections_leave_their_sums():
    wide = samples.table(3, sections=8)
    rows = tuple(replace(row, parts=row.parts * 2) for row in wide.rows)
    more = replace(wide, columns=wide.columns * 2, rows=rows)
    words = "".join("".join(page) for page in page_lines(drawn(draw_year_tables, [more])))
    assert "本表只列合计" in words
    assert "基础积分" not in words
    assert "61.0" in words


def test_nothing_on_them_lacks_a_font():
    assert missing_characters(["①②③④⑤⑥⑦⑧⑨⑩√□"]) == ()
