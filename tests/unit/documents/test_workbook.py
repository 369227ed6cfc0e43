from __future__ import annotations

from datetime import datetime
from io import BytesIO

import openpyxl
import pytest

from app.errors import EnvironmentProblem
from app.services.documents import Paper
from app.services.documents.draw import write_board_workbook, write_ledger_workbook
from tests.unit.documents import sheet_samples as samples


def read(write, sheet, **options):
    buffer = BytesIO()
    write(sheet, buffer, **options)
    return openpyxl.load_workbook(buffer).active


def rows(page):
    head, *body = page.iter_rows(min_row=int(page.print_title_rows.rsplit("$", 1)[1]))
    names = [cell.value for cell in head]
    return [dict(zip(names, row, strict=True)) for row in body]


@pytest.mark.parametrize("text", ["=1+1", "@x", "+1", "-1"])
def test_user_text_stays_text(text):
    cells = [row["依据"] for row in rows(read(write_ledger_workbook, samples.ledger()))]
    found = [cell for cell in cells if cell.value == text]
    assert found
    assert all((cell.data_type, cell.number_format) == ("s", "@") for cell in found)


def test_numbers_dates_and_id_numbers_have_their_types():
    row = rows(read(write_ledger_workbook, samples.ledger()))[0]
    assert (row["计分"].value, row["计分"].data_type, row["计分"].number_format) == (3.5, "n", "0.0")
    assert row["行为日期"].value == datetime(2026, 10, 12)  # noqa: DTZ001 - openpyxl reads naive dates
    assert row["行为日期"].number_format == "yyyy-mm-dd"
    assert row["身份证号"].data_type == "s"
    assert row["身份证号"].value == samples.ledger().rows[0].id_number


def test_id_numbers_are_left_out_where_there_are_none():
    from dataclasses import replace

    sheet = samples.ledger(3)
    sheet = replace(sheet, rows=tuple(replace(row, id_number=None) for row in sheet.rows))
    assert "身份证号" not in rows(read(write_ledger_workbook, sheet))[0]


def test_page_is_set_up_for_printing():
    page = read(write_ledger_workbook, samples.ledger(20))
    assert page.freeze_panes == "A4"
    assert page.print_title_rows == "$1:$3"
    assert page.print_area == "'台账'!$A$1:$Q$23"
    assert page.page_setup.orientation == "landscape"
    assert int(page.page_setup.paperSize) == 9
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToHeight == 0
    assert page.column_dimensions["B"].width >= 12
    long = next(cell for cell in page["K"] if cell.value == samples.ledger().rows[5].basis)
    assert page.row_dimensions[long.row].height >= 3 * 16
    assert page.row_dimensions[4].height < page.row_dimensions[long.row].height


def test_board_workbook_equals_the_board():
    board = samples.board(38, details=3, classes=2)
    page = read(write_board_workbook, board, paper=Paper.A3)
    found = rows(page)
    expected = [(entry.title, row) for entry in board.lists for row in entry.rows]
    assert len(found) == len(expected)
    for cells, (title, row) in zip(found, expected, strict=True):
        assert cells["类别"].value == title
        assert cells["姓名"].value == row.name
        points = None if row.exempt else float(row.year_points)
        assert cells["本年累计"].value == points
        assert (cells["备注"].value or "") == ("不纳入" if row.exempt else row.note)
    assert int(page.page_setup.paperSize) == 8


def test_control_characters_do_not_break_the_file():
    from dataclasses import replace

    sheet = samples.ledger(1)
    sheet = replace(sheet, rows=(replace(sheet.rows[0], basis="坏\x00字\x0b符"),))
    assert rows(read(write_ledger_workbook, sheet))[0]["依据"].value == "坏字符"


def test_unwritable_target(tmp_path):
    with pytest.raises(EnvironmentProblem):
        write_ledger_workbook(samples.ledger(1), tmp_path / "无" / "台账.xlsx")
