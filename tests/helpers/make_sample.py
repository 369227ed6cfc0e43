"""Writes the two roster workbooks of ``resources/samples`` from ``members.csv``.

They are committed; this is run by hand only when the people of the sample village change:
``python -m tests.helpers.make_sample``. The mess in them is what rosters from village offices look like.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import groupby

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from app.resources import resource
from app.services.identity import check_character
from app.services.sample.data import SampleVillage, load_sample
from app.services.sample.people import SampleMember

AS_OF = dt.date(2026, 7, 31)
HEADINGS = (
    "序号", "所在党支部", "党小组", "姓  名", "性别", "民 族", "出生日期", "公民身份号码", "文化程度",
    "加入党组织\n日期", "转正时间", "人员类别", "党员分类", "是否流动\n党员", "联系电话", "党内职务", "备注",
)  # fmt: skip
WIDTHS = (5, 17, 7, 13, 5, 9, 12, 22, 9, 15, 15, 10, 9, 9, 14, 15, 34)
OLD_NUMBERS = ("031", "114")
FULL_WIDTH = str.maketrans("0123456789.Xx", "０１２３４５６７８９．Ｘｘ")
LINE = Side(style="thin")
FRAME = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
# Full-width digits need twice the room; the typist lets the cell shrink them.
SHRUNK = Alignment(horizontal="center", vertical="center", shrink_to_fit=True)
LEFT = Alignment(horizontal="left", vertical="center", shrink_to_fit=True)

DATE_SHAPES: tuple[Callable[[dt.date], object], ...] = (
    lambda day: dt.datetime(day.year, day.month, day.day),  # noqa: DTZ001 - a spreadsheet date has no zone
    lambda day: f"{day:%Y.%m.%d}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year}-{day.month}-{day.day}",
    lambda day: int(f"{day:%Y%m%d}"),
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day.year}.{day.month}.{day.day}".translate(FULL_WIDTH),
)


def write_roster(village: SampleVillage) -> None:
    """All 114 members, with everything in between that a real roster has."""
    book = Workbook()
    last_year = book.active
    last_year.title = "2025年底"
    _last_year(last_year, village)
    sheet = book.create_sheet("党员名册")
    _heading(sheet)
    row = 5
    for branch in village.branches:
        people = village.members_of(branch.id)
        first = row
        for member in people:
            # Somebody left an empty row for a newcomer and never used it.
            row += member.key == "091"
            _member_row(sheet, row, member, village)
            row += 1
        sheet.cell(first, 2, branch.name)
        sheet.merge_cells(start_row=first, end_row=row - 1, start_column=2, end_column=2)
        row += branch.id == "上坪"
    _foot(sheet, row, village)
    _explanation(book.create_sheet("说明"))
    last_year.sheet_state = "hidden"
    book.active = 1
    book.save(resource("samples", "roster.xlsx"))


def _heading(sheet: Worksheet) -> None:
    width = len(HEADINGS)
    for number, (text, size) in enumerate(
        (("中共青禾县枫渡镇竹溪坪村总支部委员会", 16), ("党 员 花 名 册", 20)), 1
    ):
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=width)
        cell = sheet.cell(number, 1, text)
        cell.font, cell.alignment = Font(name="宋体", size=size, bold=True), CENTRE
        sheet.row_dimensions[number].height = 30
    sheet.merge_cells("A3:H3")
    sheet["A3"] = "填报单位（盖章）：竹溪坪村党总支"
    sheet.merge_cells("J3:M3")
    sheet["J3"] = "统计日期：2026年7月31日"
    sheet["Q3"] = "单位：人"
    for column, (text, wide) in enumerate(zip(HEADINGS, WIDTHS, strict=True), 1):
        cell = sheet.cell(4, column, text)
        cell.font, cell.alignment, cell.border = Font(name="宋体", bold=True), CENTRE, FRAME
        sheet.column_dimensions[cell.column_letter].width = wide
    sheet.row_dimensions[4].height = 32
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "4:4"


def _member_row(sheet: Worksheet, row: int, member: SampleMember, village: SampleVillage) -> None:
    number = int(member.key)
    values = (
        number,
        None,
        member.group if number % 7 else f"{member.group} ",
        _spaced(member.name, number),
        member.sex,
        member.ethnicity if number % 4 else member.ethnicity.removesuffix("族"),
        member.birth_date.isoformat() if number % 5 else DATE_SHAPES[0](member.birth_date),
        _id_text(member, number),
        member.education,
        DATE_SHAPES[number % 8](member.joined_on),
        DATE_SHAPES[(number + 3) % 8](member.full_on) if member.full_on else ("—", "无", "/")[number % 3],
        "预备党员" if not member.full_on else ("正式党员", "正式党员", "正式")[number % 3],
        (f"{member.category}类", member.category, f"{member.category}类".translate({65: 0xFF21, 67: 0xFF23}))[
            number % 3
        ],
        "是" if member.mobile else ("否", "否", "—", None)[number % 4],
        _phone(member, number),
        member.position or None,
        _note(member, village),
    )
    for column, value in enumerate(values, 1):
        cell = sheet.cell(row, column, value)
        cell.font, cell.border = Font(name="宋体", size=10), FRAME
        cell.alignment = LEFT if column == len(values) else CENTRE if column == 2 else SHRUNK
        if isinstance(value, dt.datetime):
            cell.number_format = "yyyy/m/d"
        elif isinstance(value, str):
            cell.number_format = "@"


def _spaced(name: str, number: int) -> str:
    # Typists pad two-character names to the width of three.
    if len(name) == 2:
        return name[0] + ("　" if number % 2 else "  ") + name[1]
    return f" {name}" if number % 23 == 0 else name


def _id_text(member: SampleMember, number: int) -> str:
    text = member.id_number
    if member.key in OLD_NUMBERS:
        return text[:6] + text[8:17]
    if number % 19 == 3:
        return text.translate(FULL_WIDTH)
    if number % 29 == 6:
        return f"{text[:6]} {text[6:14]} {text[14:]}"
    return text.lower() if number % 3 else text


def _phone(member: SampleMember, number: int) -> object:
    if not member.phone:
        return "无" if number % 2 else "—"
    if number % 17 == 5:
        return member.phone.translate(FULL_WIDTH)
    return int(member.phone) if number % 3 == 0 else member.phone


def _note(member: SampleMember, village: SampleVillage) -> str | None:
    if member.mobile:
        return f"流动党员，在{member.mobile_place}务工"
    if village.exempt_on(member.key, AS_OF):
        return "本人申请，支部同意不纳入积分"
    if member.entered_on:
        return "组织关系转接中，9月上旬到位"
    others = [other for other in village.members if other.name == member.name and other.key != member.key]
    if others:
        return f"与{others[0].group}{member.name}同名"
    return "—" if int(member.key) % 11 == 0 else None


def _foot(sheet: Worksheet, row: int, village: SampleVillage) -> None:
    people = village.members
    women = sum(member.sex == "女" for member in people)
    minority = sum(member.ethnicity != "汉族" for member in people)
    mobile = sum(member.mobile for member in people)
    probationary = sum(member.full_on is None for member in people)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
    sheet.cell(row, 1, "合计").alignment = CENTRE
    sheet.cell(row, 4, f"{len(people)}人")
    sheet.cell(
        row, 8,
        f"其中：正式党员{len(people) - probationary}人，预备党员{probationary}人；女{women}人，"
        f"少数民族{minority}人，流动党员{mobile}人",
    )  # fmt: skip
    notes = (
        "注：1.党员分类：A类为村组干部，B类为在村有劳动能力的，C类为在外务工经商的，D类为年老体弱的。",
        "    2.入党时间以档案记载为准；没有手机的填“无”。",
        "填表人：徐秋莲　　　　审核人：徐长庚　　　　填表日期：2026年7月31日",
    )
    for offset, text in enumerate(notes, 2):
        sheet.cell(row + offset, 1, text).font = Font(name="宋体", size=10)


def _explanation(sheet: Worksheet) -> None:
    lines = (
        "填表说明",
        "1. 本表由各支部组织委员填写，书记审核，每半年更新一次。",
        "2. 姓名与身份证一致；生僻字打不出来的，先用手写，报镇组织办。",
        "3. 公民身份号码为18位，不得写成科学计数法。",
        "4. 流动党员在备注栏写明去向。",
    )
    sheet.column_dimensions["A"].width = 70
    for row, text in enumerate(lines, 1):
        sheet.cell(row, 1, text).font = Font(name="宋体", size=12, bold=row == 1)


def _last_year(sheet: Worksheet, village: SampleVillage) -> None:
    # A hidden copy of last year's list: the same people, fewer of them, with other headings.
    sheet.append(["2025年底党员名单（旧）"])
    sheet.append(["序号", "支部", "姓名", "身份证号", "入党时间"])
    people = [m for m in village.members if m.entered_on is None and m.joined_on.year < 2026]
    for _, branch in groupby(people, key=lambda member: member.branch):
        for member in branch:
            joined = f"{member.joined_on:%Y.%m}"
            sheet.append([int(member.key), f"{member.branch}支部", member.name, member.id_number, joined])


def _number(body: str) -> str:
    return body + check_character(body)


def write_faulty() -> None:
    """One row for every fault that the import has to name; the last column says which."""
    good, other = _number("36009919650312451"), _number("36009919700823662")
    wrong = "36009919681105217" + ("0" if _number("36009919681105217")[-1] != "0" else "1")
    headings = (
        "姓名",
        "身份证号",
        "出生日期",
        "入党时间",
        "转正时间",
        "人员类别",
        "所在党支部",
        "党小组",
        "备注",
    )
    full = ("1990-07-01", "1991-07-01", "正式党员", "上坪支部", "一组")
    rows: tuple[tuple[object, ...], ...] = (
        ("周有根", good, None, *full, "与“周有福”身份证号相同"),
        ("徐大山", "3.60099E+17", None, *full, "身份证号成了科学计数法"),
        ("徐小山", 360099196202180000, None, *full, "身份证号按数字存放，后几位变成了0"),
        ("刘满堂", wrong, None, *full, "身份证号最后一位不对"),
        ("周有福", good, None, *full, "与“周有根”身份证号相同"),
        ("曾六生", _number("36009919590617335"), None, "2003-13-45", *full[1:], "入党时间不是真实的日期"),
        (None, _number("36009919570908148"), None, *full, "没有姓名"),
        ("廖冬英", other, "1970-09-23", *full, "出生日期与身份证号不一致（提醒）"),
        ("温九斤", _number("36009919640126513"), None, *full[:2], "热心群众", *full[3:], "人员类别不认识"),
        ("=1+1", _number("36009919610430279"), None, *full, '=HYPERLINK("x","像公式的文字，只能当文字")'),
        ("谢长林", "3600991957010133", None, *full, "身份证号少了两位"),
        ("罗来喜", _number("36009919680215417"), None, *full, "这一行没有错"),
    )
    book = Workbook()
    sheet = book.active
    sheet.title = "名册"
    for row, values in enumerate((headings, *rows), 1):
        for column, value in enumerate(values, 1):
            _text_cell(sheet.cell(row, column, value))
    for letter, wide in zip("ABCDEFGHI", (10, 24, 14, 14, 14, 12, 14, 10, 46), strict=True):
        sheet.column_dimensions[letter].width = wide
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    book.save(resource("samples", "roster-faulty.xlsx"))


def _text_cell(cell: Cell) -> None:
    if isinstance(cell.value, str):
        # openpyxl would turn text with a leading "=" into a formula.
        cell.data_type = "s"


if __name__ == "__main__":
    write_roster(load_sample())
    write_faulty()
