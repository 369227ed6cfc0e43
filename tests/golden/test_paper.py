from __future__ import annotations

import pytest

from app.services.documents import MeetingPart, Paper
from app.services.documents.draw import (
    draw_boards,
    draw_declaration_cards,
    draw_group_sheets,
    draw_meeting_sheets,
    draw_record_forms,
)
from tests.unit.documents import sheet_samples as samples
from tests.unit.documents.pdf_reading import drawn, page_lines

CASES = {
    "card": (draw_declaration_cards, lambda: samples.card(4), {}),
    "card_blank": (draw_declaration_cards, lambda: samples.card(0, items=5, filled=False), {}),
    "group": (draw_group_sheets, samples.group, {}),
    "meeting": (draw_meeting_sheets, lambda: samples.meeting(12), {}),
    "meeting_sign_in": (draw_meeting_sheets, lambda: samples.meeting(60), {"part": MeetingPart.SIGN_IN}),
    "record": (draw_record_forms, lambda: samples.record(4, lines=14), {}),
    "board_a4": (draw_boards, lambda: samples.board(38, version=2, slip=True), {}),
    "board_a3": (draw_boards, lambda: samples.board(114, classes=4), {"paper": Paper.A3}),
    "board_details": (draw_boards, lambda: samples.board(20, details=6), {}),
}


@pytest.mark.parametrize("name", CASES)
def test_paper_says_what_it_said(name, golden):
    draw, make, options = CASES[name]
    pages = page_lines(drawn(draw, [make()], **options))
    text = [f"共 {len(pages)} 页"]
    for number, lines in enumerate(pages, start=1):
        text += [f"—— 第 {number} 页 ——", *(line.rstrip() for line in lines)]
    golden(name, "\n".join(text) + "\n")
