"""The template leads straight back into the program."""

from __future__ import annotations

import openpyxl
import pytest

from app.errors import UserError
from app.services.exchange.roster import RosterField, check_rows, read_table
from app.services.exchange.roster.template import _COLUMNS, GUIDE_NAME, SHEET_NAME, write_template
from app.services.identity import check_id_number


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "名册模板.xlsx"
    write_template(path)
    return path


def test_an_empty_template_holds_nobody(template):
    with pytest.raises(UserError, match="下面却没有人员"):
        read_table(template)


def test_a_filled_template_is_read_without_a_question(template):
    book = openpyxl.load_workbook(template)
    sheet = book[SHEET_NAME]
    for offset, row in enumerate(("王一", "王二")):
        sheet.cell(5 + offset, 2, row)
    sheet.cell(5, 3, "360099197003152014")
    sheet.cell(5, 4, "正式")
    sheet.cell(5, 5, "2003.10")
    book.save(template)
    table = read_table(template)
    assert table.sheet == SHEET_NAME
    assert [row.number for row in table.skipped] == [3, 4]
    assert set(table.mapping.values()) == set(RosterField) - {RosterField.SEX, RosterField.BIRTH_DATE}
    assert [table.headings[column] for column in table.mapping] == [
        about.label for about in table.mapping.values()
    ]
    rows = check_rows(table, table.mapping).rows
    assert [row.values.name for row in rows] == ["王一", "王二"]
    assert rows[0].usable
    assert rows[0].values.joined_on is not None
    assert rows[0].values.joined_on.month == 10


def test_numbers_stay_text_and_lists_can_be_chosen(template):
    book = openpyxl.load_workbook(template)
    assert book.sheetnames == [SHEET_NAME, GUIDE_NAME]
    sheet = book[SHEET_NAME]
    formats = {
        sheet.cell(2, number).value: sheet.column_dimensions[
            openpyxl.utils.get_column_letter(number)
        ].number_format
        for number in range(1, sheet.max_column + 1)
    }
    text = {heading for heading, number_format in formats.items() if number_format == "@"}
    assert text == {"身份证号", "入党日期", "转正日期", "联系电话"}
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists == {'"正式,预备"', '"A,B,C,D"', '"是,否"'}


def test_the_examples_are_right_themselves():
    numbers = next(column.examples for column in _COLUMNS if column.about is RosterField.ID_NUMBER)
    assert all(check_id_number(number).ok for number in numbers)


def test_no_english_word_in_the_template(template):
    book = openpyxl.load_workbook(template)
    texts = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    words = {
        word for text in texts for word in text.split() if word.isascii() and word.isalpha() and len(word) > 1
    }
    assert words <= {"WPS", "Excel", "LibreOffice"}
