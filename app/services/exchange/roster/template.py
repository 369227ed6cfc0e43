"""The roster template: a workbook that asks for little, explains itself and cannot spoil ID numbers."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from app.services.exchange.roster.limits import MAX_ROWS
from app.services.exchange.roster.model import RosterField
from app.services.files import write_atomic

SHEET_NAME = "党员名册"
GUIDE_NAME = "填写说明"
EXAMPLE_MARK = "示例"
"""In the first column of a row: the row shows how to fill in and is never imported."""

_HEADING_ROW = 2
_TEXT = "@"
_SIDE_MARGIN_INCHES = 0.6


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of the template: meaning, width, two examples, how to fill it, what may be chosen."""

    about: RosterField
    width: int
    examples: tuple[str, str]
    guide: str
    choices: tuple[str, ...] = ()
    text: bool = False


_COLUMNS: tuple[_Column, ...] = (
    _Column(RosterField.NAME, 12, ("张小河", "欧阳青山"), "必填。与身份证一致，两个字的姓名中间不用加空格。"),
    _Column(
        RosterField.ID_NUMBER,
        22,
        ("360099197003152014", "36009919991108102X"),
        "18 位。认人靠它：同名的人分得开，再次导入时更新而不重复。性别和出生日期由它得出，不必另填。",
        text=True,
    ),
    _Column(
        RosterField.STATUS, 10, ("正式", "预备"), "正式或预备；不填按正式登记。", choices=("正式", "预备")
    ),
    _Column(
        RosterField.JOINED_ON,
        14,
        ("1995-07-01", "2025-06"),
        "如 1995-07-01、1995.7、1995年7月；只知道年月也可以。",
        text=True,
    ),
    _Column(RosterField.FULL_ON, 14, ("1996-07-01", ""), "预备党员不填。", text=True),
    _Column(
        RosterField.CATEGORY,
        10,
        ("A", "C"),
        "积分方案分类时才填：A、B、C 或 D，含义见本村采用的方案。",
        choices=("A", "B", "C", "D"),
    ),
    _Column(RosterField.BRANCH, 18, ("第一党支部", "第一党支部"), "只有一个支部时可以不填。"),
    _Column(RosterField.GROUP, 14, ("河东党小组", "河西党小组"), "收集申报卡的小组。没有分组可以不填。"),
    _Column(RosterField.GRID, 12, ("第一网格", ""), "没有可以不填。"),
    _Column(RosterField.PHONE, 16, ("10012345678", "无"), "没有填“无”。", text=True),
    _Column(RosterField.ETHNICITY, 9, ("汉族", "畲族"), "可以不填。"),
    _Column(RosterField.EDUCATION, 9, ("初中", "大专"), "可以不填。"),
    _Column(
        RosterField.POSITION, 12, ("组织委员", "无"), "书记、副书记、组织委员、党小组组长等；没有填“无”。"
    ),
    _Column(RosterField.MOBILE, 10, ("否", "是"), "外出半年以上的填“是”。", choices=("是", "否")),
    _Column(RosterField.EXEMPT, 12, ("否", "是"), "经批准不参加积分的填“是”。", choices=("是", "否")),
    _Column(RosterField.EXEMPT_REASON, 20, ("", "长期在外务工"), "不纳入积分的才填；不会公示。"),
    _Column(RosterField.NOTE, 18, ("", ""), "可以不填。"),
)

_GUIDE: tuple[str, ...] = (
    "在“党员名册”表里从第 5 行起填写，一人一行。第一列写“示例”的两行不会导入，删不删都可以。",
    "姓名必填，身份证号最好都填，其余各列有什么填什么；没有的填“无”或空着都可以。",
    "列可以调换次序，可以删去不用的列，也可以加别的列（加的列不会导入）。",
    "身份证号、日期和电话的格子已设为“文本”，请不要改成数字，否则号码会变成 3.6E+17 而丢失后几位。",
    "从别处粘贴时请用“只粘贴数值”。不需要启用宏，WPS 表格、Excel、LibreOffice 都可以填。",
    "填好后保存，在程序里选择这个文件。导入前会逐行列出问题，确认以后才写入。",
)


def write_template(path: Path) -> None:
    """Write the template workbook to ``path``."""
    book = Workbook()
    roster = book.worksheets[0]
    roster.title = SHEET_NAME
    _fill_roster(roster)
    _fill_guide(book.create_sheet(GUIDE_NAME))
    buffer = io.BytesIO()
    book.save(buffer)
    write_atomic(path, buffer.getvalue())


def _fill_roster(sheet: Worksheet) -> None:
    last = get_column_letter(len(_COLUMNS) + 1)
    sheet["A1"] = "党员名册"
    sheet["A1"].font = Font(name="黑体", size=16, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.merge_cells(f"A1:{last}1")
    sheet.row_dimensions[1].height = 30
    sheet.cell(_HEADING_ROW, 1, "序号")
    sheet.column_dimensions["A"].width = 7
    for offset, mark in enumerate((EXAMPLE_MARK, EXAMPLE_MARK), start=1):
        sheet.cell(_HEADING_ROW + offset, 1, mark)
    for number, column in enumerate(_COLUMNS, start=2):
        _fill_column(sheet, column, number=number)
    _style_rows(sheet)
    sheet.freeze_panes = sheet.cell(_HEADING_ROW + 1, 3)
    sheet.print_title_rows = f"{_HEADING_ROW}:{_HEADING_ROW}"
    sheet.page_setup.orientation = "landscape"
    _fit_page(sheet)


def _fit_page(sheet: Worksheet) -> None:
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = _SIDE_MARGIN_INCHES


def _fill_column(sheet: Worksheet, column: _Column, *, number: int) -> None:
    letter = get_column_letter(number)
    dimension = sheet.column_dimensions[letter]
    dimension.width = column.width
    if column.text:
        # On the column, not on cells: what is typed further down stays text as well.
        dimension.number_format = _TEXT
    sheet.cell(_HEADING_ROW, number, column.about.label)
    for offset, example in enumerate(column.examples, start=1):
        cell = sheet.cell(_HEADING_ROW + offset, number, example or None)
        if column.text:
            cell.number_format = _TEXT
    if column.choices:
        rule = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
        rule.errorTitle = column.about.label
        rule.error = f"请从列表中选择：{'、'.join(column.choices)}"
        rule.add(f"{letter}{_HEADING_ROW + 1}:{letter}{MAX_ROWS}")
        sheet.add_data_validation(rule)


def _style_rows(sheet: Worksheet) -> None:
    line = Side(style="thin", color="808080")
    for cell in sheet[_HEADING_ROW]:
        cell.font = Font(name="宋体", size=11, bold=True)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = Border(line, line, line, line)
    sheet.row_dimensions[_HEADING_ROW].height = 30
    for row in (_HEADING_ROW + 1, _HEADING_ROW + 2):
        for cell in sheet[row]:
            cell.font = Font(name="宋体", size=11, italic=True, color="808080")


def _fill_guide(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 16
    sheet.column_dimensions["B"].width = 76
    _fit_page(sheet)
    sheet["A1"] = "怎样填写"
    sheet["A1"].font = Font(name="黑体", size=16, bold=True)
    row = 2
    for number, text in enumerate(_GUIDE, start=1):
        _guide_line(sheet, row, f"第 {number} 条", text)
        row += 1
    row += 1
    for column in _COLUMNS:
        _guide_line(sheet, row, column.about.label, column.guide)
        row += 1


def _guide_line(sheet: Worksheet, row: int, label: str, text: str) -> None:
    sheet.cell(row, 1, label).font = Font(name="宋体", size=11, bold=True)
    cell = sheet.cell(row, 2, text)
    cell.font = Font(name="宋体", size=11)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
