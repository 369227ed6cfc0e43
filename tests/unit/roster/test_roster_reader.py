"""Real files of every kind, as offices keep them, read into a table."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from app.errors import UserError
from app.services.exchange.roster import (
    HeadingMissing,
    RosterField,
    check_rows,
    read_table,
    read_table_isolated,
)

F = RosterField
DATA = Path(__file__).parents[2] / "data" / "roster"
ONE, TWO, THREE = "360099197003152014", "36009919991108102x", "360099198502280023"


def messy_workbook(path: Path) -> Path:
    """Title rows, merged branch and group, hidden sheet, a second sheet, blank rows, notes below."""
    book = openpyxl.Workbook()
    front = book.worksheets[0]
    front.title = "封面"
    front["A1"] = "石桥村党总支"
    sheet = book.create_sheet("在册党员")
    rows = [
        ["石桥村党总支党员名册"],
        ["填报单位：石桥村党总支（盖章）", None, None, None, None, "填报日期：2026.9"],
        ["序号", "所在\n党支部", "组名", "姓  名", "公民身份号码", "入党\n时间", "备 注"],
        [1, "第一党支部", "河东组", "王  一", ONE, dt.date(1995, 7, 1), None],
        [2, None, None, "王建国", TWO, "2019.12", "无"],
        [None, None, None, None, None, None, None],
        [3, None, "河西组", "李二", THREE, 20060701, "/"],
        ["序号", "所在\n党支部", "组名", "姓  名", "公民身份号码", "入党\n时间", "备 注"],
        [4, "第二党支部", "山前组", "赵三", None, "1986年7月1日", None],
        [5],
        [6],
        ["合计", None, None, "4人"],
        ["注：本表由组织委员填写。"],
        ["填表人：王一", None, None, "审核人：李二"],
    ]
    for row in rows:
        sheet.append(row)
    for merged in ("A1:G1", "A2:E2", "B4:B7", "C4:C6", "A13:G13"):
        sheet.merge_cells(merged)
    hidden = book.create_sheet("旧名册")
    hidden.sheet_state = "hidden"
    hidden.append(["姓名", "身份证号", "性别", "民族", "学历", "电话", "入党时间", "转正时间"])
    hidden.append(["旧一", ONE])
    book.save(path)
    return path


@pytest.fixture
def messy(tmp_path):
    return messy_workbook(tmp_path / "党员名册（终稿）.xlsx")


def test_a_messy_workbook(messy):
    table = read_table(messy)
    assert table.file_name == "党员名册（终稿）.xlsx"
    assert (table.sheet, table.heading_row) == ("在册党员", 3)
    assert table.headings == ("序号", "所在党支部", "组名", "姓名", "公民身份号码", "入党时间", "备注")
    assert dict(table.mapping) == {
        1: F.BRANCH,
        2: F.GROUP,
        3: F.NAME,
        4: F.ID_NUMBER,
        5: F.JOINED_ON,
        6: F.NOTE,
    }
    assert [(sheet.name, sheet.hidden) for sheet in table.sheets] == [
        ("封面", False),
        ("在册党员", False),
        ("旧名册", True),
    ]
    assert [row.number for row in table.body] == [4, 5, 7, 9]
    assert [row.cells[1] for row in table.body] == ["第一党支部", "第一党支部", "第一党支部", "第二党支部"]
    assert [row.cells[2] for row in table.body] == ["河东组", "河东组", "河西组", "山前组"]
    assert [row.number for row in table.skipped] == [8, 12, 13, 14]
    assert table.skipped[2].text == "注：本表由组织委员填写。"


def test_the_rows_of_a_messy_workbook(messy):
    table = read_table(messy)
    preview = check_rows(table, table.mapping)
    values = [row.values for row in preview.rows]
    assert [value.name for value in values] == ["王一", "王建国", "李二", "赵三"]
    assert [value.joined_on for value in values] == [
        dt.date(1995, 7, 1),
        dt.date(2019, 12, 1),
        dt.date(2006, 7, 1),
        dt.date(1986, 7, 1),
    ]
    assert values[1].id_number == TWO.upper()
    assert preview.counts.usable == 4
    assert preview.counts.skipped == 4


def test_a_hidden_sheet_can_be_asked_for(messy):
    assert read_table(messy, sheet="旧名册").body[0].cells[0] == "旧一"


def test_the_user_may_name_the_heading_row(messy):
    table = read_table(messy, sheet="在册党员", heading_row=8)
    assert [row.number for row in table.body] == [9]


def test_a_sheet_that_does_not_exist(messy):
    with pytest.raises(UserError, match="没有工作表“别的”"):
        read_table(messy, sheet="别的")


def test_a_heading_row_that_does_not_exist(messy):
    with pytest.raises(HeadingMissing, match="没有第 99 行"):
        read_table(messy, sheet="在册党员", heading_row=99)


def test_a_wrong_sheet_offers_the_others_and_its_first_rows(messy):
    with pytest.raises(HeadingMissing, match="没有找到名册的表头") as caught:
        read_table_isolated(messy, sheet="封面")
    assert [sheet.name for sheet in caught.value.sheets] == ["封面", "在册党员", "旧名册"]
    assert caught.value.sheet == "封面"
    assert caught.value.top[0].cells[0] == "石桥村党总支"
    assert caught.value.hint


def test_the_worker_gives_the_same_table(messy):
    assert read_table_isolated(messy) == read_table(messy)


@pytest.mark.parametrize("suffix", [".xls", ".ods"])
def test_other_formats_give_the_same_rows(suffix, messy):
    """The fixtures were made from the workbook above by LibreOffice."""
    table = read_table(DATA / f"messy{suffix}")
    expected = read_table(messy)
    assert table.headings == expected.headings
    assert table.mapping == expected.mapping
    assert table.skipped == expected.skipped
    assert [(sheet.name, sheet.hidden) for sheet in table.sheets] == [
        (sheet.name, sheet.hidden) for sheet in expected.sheets
    ]
    ours = check_rows(table, table.mapping)
    theirs = check_rows(expected, expected.mapping)
    assert [row.values for row in ours.rows] == [row.values for row in theirs.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_every_coding(tmp_path, encoding, delimiter):
    path = tmp_path / "名册.csv"
    lines = [
        ["石桥村党员名册", "", ""],
        ["党员姓名", "证件号码", "入党时间"],
        ["王建国", ONE, "1995.7"],
        ["䶮㛃", f'"\t{TWO}"', '"2019年12月\n1日"'],
    ]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    path.write_bytes(text.encode(encoding))
    table = read_table(path)
    assert table.heading_row == 2
    assert table.sheets[0].name == table.sheet == ""
    rows = check_rows(table, table.mapping).rows
    assert [row.values.name for row in rows] == ["王建国", "䶮㛃"]
    assert rows[1].values.joined_on == dt.date(2019, 12, 1)
    assert rows[1].values.id_number == TWO.upper()


def test_a_workbook_under_a_wrong_name_is_read_by_its_content(messy):
    renamed = messy.rename(messy.with_suffix(".xls"))
    table = read_table(renamed)
    assert len(table.body) == 4
    assert "已按内容读取" in table.remarks[0]


def test_far_formats_do_not_count_but_far_values_do(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["姓名", "身份证号"])
    sheet.append(["王一", ONE])
    sheet["A60000"].number_format = "@"
    sheet["CZ3"].number_format = "@"
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert len(read_table(path).body) == 1
    sheet["CZ3"] = "x"
    book.save(path)
    with pytest.raises(UserError, match="第 104 列"):
        read_table(path)


def test_a_huge_sheet_beside_the_roster_does_no_harm(tmp_path):
    book = openpyxl.Workbook(write_only=True)
    other = book.create_sheet("字典")
    for number in range(5_300):
        other.append([number])
    roster = book.create_sheet("名册")
    roster.append(["姓名", "身份证号"])
    roster.append(["王一", ONE])
    path = tmp_path / "a.xlsx"
    book.save(path)
    table = read_table(path)
    assert table.sheet == "名册"
    assert table.sheets[0].rows == 5_300
    with pytest.raises(UserError, match="5,300 行"):
        read_table(path, sheet="字典")


def test_a_heading_without_people(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("姓名,身份证号\n注：无,\n", encoding="utf-8")
    with pytest.raises(UserError, match="下面却没有人员"):
        read_table(path)


def test_a_cell_that_is_too_long_names_its_place(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"姓名,备注\n王一,{'长' * 2001}\n", encoding="utf-8")
    with pytest.raises(UserError, match="第 2 行“备注”的文字超过 2,000 字"):
        read_table(path)


def test_a_member_of_whom_only_the_name_is_known_is_a_member(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("姓名,身份证号,备注\n王一,,\n,,第二小组\n合计：1人,,\n", encoding="utf-8")
    table = read_table(path)
    assert [row.cells[0] for row in table.body] == ["王一"]
    assert [row.text for row in table.skipped] == ["第二小组", "合计：1人"]
