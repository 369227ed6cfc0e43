from __future__ import annotations

from itertools import pairwise

from app.services.documents.book import MM, Align, Book
from app.services.documents.fonts import Face
from app.services.documents.frame import Flow, full_page
from app.services.documents.table import Column, Laid, Para, Table, Tick, even_lines, split
from tests.unit.documents.sheet_samples import record


def test_rows_grow_with_their_text_and_never_below_the_least():
    table = Table((Column("甲", 40), Column("乙", 40)), min_height=20)
    assert table.lay(("短", "短")).height == 20
    assert table.lay(("很长的文字要分成好几行", "短")).height > 30
    assert table.lay((Tick(), "")).height == 20


def test_merged_cells_stretch_their_last_row():
    table = Table((Column("板块", 30, merge=True), Column("项", 40)), min_height=10)
    rows = table.lay_all([("很长的板块名称", "一"), ("很长的板块名称", "二"), ("短", "三")])
    assert rows[0].height == 10
    assert rows[0].height + rows[1].height > 40
    assert rows[2].height < 20


def test_headings_break_evenly():
    assert even_lines("本年累计", Face.BOLD, 10, 25) == ("本年", "累计")
    assert even_lines("本期", Face.BOLD, 10, 25) == ("本期",)


def test_split_keeps_every_line():
    lines = tuple(Para(str(number)) for number in range(30))
    upper, lower = split(Laid((lines, Tick()), 500), 100)
    assert upper.cells[0] + lower.cells[0] == lines
    assert upper.height == 100
    assert isinstance(upper.cells[1], Tick)
    assert lower.cells[1] == ()


def test_a_row_taller_than_a_page_goes_on_over_pages():
    book = Book(title="试", author="试")
    flow = Flow(book, record(), full_page(), title="试")
    table = Table((Column("依据", 60 * MM, Align.LEFT),))
    flow.table(table, [("字" * 4000,)])
    assert len(flow.pages) > 2
    assert flow.y <= flow.frame.bottom


def test_the_last_row_does_not_stand_alone():
    book = Book(title="试", author="试")
    frame = full_page()
    table = Table((Column("序号", 60 * MM),), min_height=10 * MM)
    counts = []
    for rows in range(20, 32):
        flow = Flow(book, record(), frame, title="试")
        flow.table(table, [(str(row),) for row in range(rows)])
        counts.append((len(flow.pages), flow.y))
    first_on_two = next(y for pages, y in counts if pages == 2)
    # Heading, and at least two rows.
    assert first_on_two > frame.first_line + 27 * MM
    assert all(pages <= later for (pages, _), (later, _) in pairwise(counts))
