from __future__ import annotations

import pytest

from app.services.documents.draw import (
    draw_objection_registers,
    draw_objection_slips,
    draw_record_forms,
    draw_supplements,
)
from tests.unit.documents import objection_samples as samples
from tests.unit.documents import sheet_samples
from tests.unit.documents.pdf_reading import drawn, page_lines

CASES = {
    "objection_slip": (draw_objection_slips, samples.slip),
    "objection_slip_blank": (draw_objection_slips, lambda: samples.slip(blank=True)),
    "objection_slip_long": (draw_objection_slips, lambda: samples.slip(long=30)),
    "objection_register": (draw_objection_registers, lambda: samples.register(12)),
    "supplement": (draw_supplements, samples.supplement),
    "supplement_long": (draw_supplements, lambda: samples.supplement(30)),
}


@pytest.mark.parametrize("name", CASES)
def test_paper_says_what_it_said(name, golden):
    draw, make = CASES[name]
    pages = page_lines(drawn(draw, [make()]))
    text = [f"共 {len(pages)} 页"]
    for number, lines in enumerate(pages, start=1):
        text += [f"—— 第 {number} 页 ——", *(line.rstrip() for line in lines)]
    golden(name, "\n".join(text) + "\n")


@pytest.mark.parametrize("name", CASES)
def test_the_same_sheet_gives_the_same_bytes(name):
    draw, make = CASES[name]
    assert drawn(draw, [make()]) == drawn(draw, [make()])


def test_no_slip_has_room_for_a_telephone_number_that_was_told():
    fields = {
        name for sheet in (samples.slip(), samples.register().rows[0]) for name in sheet.__dataclass_fields__
    }
    assert not {name for name in fields if "contact" in name or "phone" in name}


def test_a_line_that_was_taken_back_is_struck_and_its_figure_is_not():
    """A line through the words is one more rule on the page than the same sheet has without."""
    from dataclasses import replace

    plain = sheet_samples.record(2, lines=2)
    struck = replace(plain, lines=(replace(plain.lines[0], struck=True), *plain.lines[1:]))
    assert page_lines(drawn(draw_record_forms, [plain])) == page_lines(drawn(draw_record_forms, [struck]))
    assert drawn(draw_record_forms, [plain]) != drawn(draw_record_forms, [struck])
