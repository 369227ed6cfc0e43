"""`python -m app score`: tables in, a table or JSON out, every fault named."""

from __future__ import annotations

import argparse
import csv
import json
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from scoring_support import item, preset, text

from app.cli.score import add_parser
from app.cli.score_data import TABLES as COLUMNS
from app.errors import UserError
from app.resources import resource

MEMBERS = [
    ["name", "uid", "unit"],
    ["王建国", "m1", "一支部"],
    ["王建国", "m2", "一支部"],
    ["李四", "m3", ""],
]
POSTINGS = [
    ["date", "member", "item", "quantity", "role", "points"],
    ["2026-03-05", "m1", "dues", "", "", ""],
    ["2026/4/5", "m1", "volunteer", "1", "lead", ""],
    ["2026年4月6日", "m1", "volunteer", "1", "", ""],
    ["2026-05-06", "m2", "heritage", "", "", "2.5"],
    ["", "", "", "", "", ""],
]
TABLES = {"members": MEMBERS, "postings": POSTINGS}


@pytest.fixture
def scheme_file(tmp_path: Path) -> Path:
    path = tmp_path / "S1.toml"
    path.write_text(preset("S1"), encoding="utf-8")
    return path


def folder(tmp_path: Path, tables: dict, encoding: str = "utf-8-sig") -> Path:
    path = tmp_path / "data"
    path.mkdir()
    for name, rows in tables.items():
        with (path / f"{name}.csv").open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows(rows)
    return path


def workbook(tmp_path: Path, tables: dict) -> Path:
    book = openpyxl.Workbook()
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = tmp_path / "数据.xlsx"
    book.save(path)
    return path


def command(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers())
    args = parser.parse_args(["score", *map(str, arguments)])
    return args.run(args)


def as_json(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict:
    assert command(*arguments, "--json") == 0
    return json.loads(capsys.readouterr().out)


def faults(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """What the command says instead of a result."""
    with pytest.raises(UserError) as caught:
        command(*arguments)
    assert capsys.readouterr().out == ""
    return f"{caught.value.message}\n{caught.value.hint}"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_folder_of_csv_files_in_either_encoding(tmp_path, scheme_file, capsys, encoding):
    data = folder(tmp_path, TABLES, encoding)
    result = as_json(capsys, "--scheme", scheme_file, "--data", data)
    assert result["as_of"] == "2026-05-31"
    assert [(part["member"], part["name"], part["total"]) for part in result["members"]] == [
        ("m1", "王建国", 5),
        ("m2", "王建国", 2.5),
        ("m3", "李四", 0),
    ]
    lines = result["members"][0]["lines"]
    assert [(line["item"], line["amount"], line["counted"]) for line in lines][1:] == [
        ("volunteer", 4, 4),
        ("volunteer", 2, 0),
    ]
    assert lines[2]["causes"] == ["全年最多 4 分，已得 4 分"]
    assert "trace" not in result["members"][0]


def test_a_workbook_gives_the_same_as_the_folder(tmp_path, scheme_file, capsys):
    expected = as_json(capsys, "--scheme", scheme_file, "--data", folder(tmp_path, TABLES))
    assert as_json(capsys, "--scheme", scheme_file, "--data", workbook(tmp_path, TABLES)) == expected


def test_cells_of_a_workbook_may_be_dates_and_numbers(tmp_path, scheme_file, capsys):
    deed = datetime(2026, 3, 5)  # noqa: DTZ001  a cell of a workbook knows no zone
    rows = [["member", "item", "date", "points", "period"], ["m1", "heritage", deed, 2.0, "2026年3月"]]
    data = workbook(tmp_path, {"members": [["uid", "name"], ["m1", "张三"]], "postings": rows})
    result = as_json(capsys, "--scheme", scheme_file, "--data", data)
    line = result["members"][0]["lines"][0]
    assert (line["date"], line["counted"], line["period"]) == ("2026-03-05", 2, "2026-03")


def test_the_table_for_people(tmp_path, scheme_file, capsys):
    spans = [["member", "kind", "value", "start", "end"], ["m3", "exempt", "", "2026-01-01", "—"]]
    vetoes = [["member", "rule", "date"], ["m2", "veto_cult", "2026-05-07"]]
    data = folder(tmp_path, {**TABLES, "spans": spans, "vetoes": vetoes})
    assert command("--scheme", scheme_file, "--data", data, "--trace", "m1") == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "党员教育管理积分制（60+40）　计算到 2026-05-31"
    assert out[2].split() == [
        "编号",
        "姓名",
        "支部",
        "积分",
        "基础积分",
        "激励积分（十个一）",
        "负面清单",
        "等次",
        "资格和建议",
    ]
    assert out[4].split()[:8] == ["m1", "王建国", "一支部", "5.0", "1.0", "4.0", "0.0", "不合格"]
    assert "一票否决：参加邪教组织" in out[5]
    assert "不纳入" in out[6]
    assert any("全年最多 4 分，已得 4 分" in line for line in out[7:])
    assert any(line.startswith("        ") for line in out[7:])


def test_json_says_why(tmp_path, scheme_file, capsys):
    result = as_json(capsys, "--scheme", scheme_file, "--data", folder(tmp_path, TABLES), "--trace", "all")
    member = result["members"][0]
    assert (member["grade"], member["grade_name"]) == ("unqualified", "不合格")
    assert member["sections"][0] == {"id": "base", "name": "基础积分", "points": 1, "counted": 1}
    assert member["cycles"][0]["label"] == "2026年度"
    assert {
        "id": "honours",
        "name": "各级评先评优资格",
        "granted": False,
        "cause": "2026年度 5 分，低于 80 分",
    } in member["eligibilities"]
    assert member["proposals"][0]["kind"] == "talk"
    assert member["trace"]["after"] == 5
    assert member["trace"]["inputs"]["计算到"] == "2026-05-31"
    assert result["scheme"]["id"] == "S1"


def test_two_versions_and_a_day(tmp_path, capsys):
    old, new = tmp_path / "旧.toml", tmp_path / "新.toml"
    old.write_text(text(item("volunteer")), encoding="utf-8")
    new.write_text(text(item("volunteer", 'kind = "fixed", points = 5')), encoding="utf-8")
    rows = [["member", "item", "date"], ["m1", "volunteer", "2026-03-05"], ["m1", "volunteer", "2026-07-05"]]
    data = folder(tmp_path, {"members": MEMBERS, "postings": rows})
    arguments = ("--scheme", old, "--scheme", f"{new}@2026-06-01", "--data", data)
    assert as_json(capsys, *arguments)["members"][0]["total"] == 7
    assert as_json(capsys, *arguments, "--as-of", "2026-06-30")["members"][0]["total"] == 2


def test_classes_and_status_may_stand_beside_the_name(tmp_path, capsys):
    file = tmp_path / "S0.toml"
    file.write_text(preset("S0"), encoding="utf-8")
    members = [
        ["uid", "name", "category", "status"],
        ["m1", "甲", "A", "probationary"],
        ["m2", "乙", "C", ""],
    ]
    data = folder(tmp_path, {"members": members, "postings": [["member", "item", "date"]]})
    result = as_json(capsys, "--scheme", file, "--data", data, "--as-of", "2026-01-31")
    assert [part["total"] for part in result["members"]] == [8, 5]


def test_all_faults_of_the_tables_at_once(tmp_path, scheme_file, capsys):
    tables = {
        "members": [["uid", "name", "status", "uid"], ["m1", "", "x"], ["m1", "乙", ""]],
        "postings": [
            ["uid", "member", "item", "date", "quantity", "period", "reverses", "colour"],
            ["p1", "m9", "", "2026-13-01", "三", "2026", "p7", "1"],
            ["p1", "m1", "dues", "", "nan", "", "", ""],
        ],
        "spans": [
            ["member", "kind", "value", "start", "end"],
            ["m1", "sleeping", "", "2026-01-01", ""],
            ["m9", "category", "", "2026-02-01", "2026-01-01"],
            ["m1", "status", "half", "2026-01-01", ""],
        ],
        "vetoes": [["member", "date", "repaired"], ["m1", "2026-03-01", "2026-02-01"]],
        "holidays": [["date", "working"], ["2026-10-01", "也许"]],
        "ballots": [["ballot", "member", "option", "votes"], ["b", "m1", "好", "1.5"]],
        "carry": [["member", "year", "points"], ["m1", "去年", ""]],
        "psotings": [["a"]],
    }
    err = faults(capsys, "--scheme", scheme_file, "--data", folder(tmp_path, tables))
    for words in (
        "表 members：列“uid”出现了两次",
        "表 members 第 2 行 · name：不能为空",
        "表 members 第 2 行 · status：“x”不是 full",
        "表 members 第 3 行 · uid：编号“m1”用了两次",
        "表 postings：不认识列“colour”",
        "表 postings 第 2 行 · member：表 members 中没有编号“m9”",
        "表 postings 第 2 行 · item：不能为空",
        "表 postings 第 2 行 · date：“2026-13-01”不是日期",
        "表 postings 第 2 行 · quantity：“三”不是数字",
        "表 postings 第 2 行 · period：“2026”不是月份",
        "表 postings 第 2 行 · reverses：没有编号为“p7”的记录",
        "表 postings 第 3 行 · uid：编号“p1”用了两次",
        "表 postings 第 3 行 · date：不能为空",
        "表 postings 第 3 行 · quantity：“nan”不是数字",
        "表 spans 第 2 行 · kind：“sleeping”不是",
        "表 spans 第 3 行 · value：不能为空",
        "表 spans 第 3 行 · end：结束日期早于开始日期",
        "表 spans 第 3 行 · member：表 members 中没有编号“m9”",
        "表 spans 第 4 行 · value：“half”不是 full",
        "表 vetoes：缺少列“rule”",
        "表 vetoes 第 2 行 · repaired：解除日期早于否决日期",
        "表 holidays 第 2 行 · working：“也许”不是“是”或“否”",
        "表 ballots 第 2 行 · votes：“1.5”不是整数",
        "表 carry 第 2 行 · year：“去年”不是年份",
        "表 carry 第 2 行 · points：不能为空",
        "表 psotings：不认识这张表",
    ):
        assert words in err


def test_missing_tables_are_named(tmp_path, scheme_file, capsys):
    err = faults(capsys, "--scheme", scheme_file, "--data", folder(tmp_path, {}))
    assert "表 members：缺少这张表" in err
    assert "表 postings：缺少这张表" in err


def test_what_the_scheme_does_not_know_is_listed_and_not_counted(tmp_path, scheme_file, capsys):
    tables = {
        "members": MEMBERS,
        "postings": [["member", "item", "date"], ["m1", "flood", "2026-03-05"]],
        "vetoes": [["member", "rule", "date"], ["m1", "rude", "2026-03-06"]],
        "holidays": [["date", "working"], ["2026-10-01", "否"], ["2026-10-10", "是"]],
        "ballots": [["ballot", "member", "option", "votes"], ["b", "m1", "好", "3"]],
        "carry": [["member", "year", "points"], ["m1", "2025", "80"]],
    }
    data = folder(tmp_path, tables)
    warnings = as_json(capsys, "--scheme", scheme_file, "--data", data)["warnings"]
    assert warnings == [
        "表 postings 第 2 行 · item：方案中没有项目“flood”，不计分",
        "表 vetoes 第 2 行 · rule：方案中没有一票否决“rude”，不起作用",
        "表 ballots：方案没有用到这张表，未计入",
        "表 carry：方案没有用到这张表，未计入",
        "表 holidays：方案没有用到这张表，未计入",
    ]
    assert command("--scheme", scheme_file, "--data", data) == 0
    assert "注意：表 ballots" in capsys.readouterr().out


def test_warnings_of_the_scheme_are_shown(tmp_path, capsys):
    file = tmp_path / "方案.toml"
    file.write_text(text(item("dues", exclusive='"g"')), encoding="utf-8")
    data = folder(tmp_path, {"members": MEMBERS, "postings": [["member", "item", "date"]]})
    warnings = as_json(capsys, "--scheme", file, "--data", data, "--as-of", "2026-12-31")["warnings"]
    assert warnings == [
        "方案.toml · 项目 dues · 同一行为（exclusive）：只有一个项目属于这一组，写了也不起作用"
    ]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", b"\x89PNG\r\n\x1a\n picture"])
def test_a_file_that_is_no_workbook(tmp_path, scheme_file, capsys, content):
    path = tmp_path / "数据.xlsx"
    path.write_bytes(content)
    assert "打不开" in faults(capsys, "--scheme", scheme_file, "--data", path)


def test_other_things_that_cannot_be_read(tmp_path, scheme_file, capsys):
    data = folder(tmp_path, TABLES)
    assert "找不到" in faults(capsys, "--scheme", scheme_file, "--data", tmp_path / "nothing")
    assert "打不开" in faults(capsys, "--scheme", tmp_path / "none.toml", "--data", data)
    assert "生效日期“2026-6”不对" in faults(capsys, "--scheme", f"{scheme_file}@2026-6", "--data", data)
    assert "生效日期相同" in faults(capsys, "--scheme", scheme_file, "--scheme", scheme_file, "--data", data)
    late = faults(capsys, "--scheme", f"{scheme_file}@2027-01-01", "--data", data)
    assert "还没有生效的积分方案" in late
    assert "请先通过" in late
    assert "表 members 中没有“m7”" in faults(capsys, "--scheme", scheme_file, "--data", data, "--trace", "m7")
    (data / "carry.csv").write_bytes(b"\xff\xff\xff")
    assert "carry.csv" in faults(capsys, "--scheme", scheme_file, "--data", data)


def test_a_broken_scheme_lists_its_faults(tmp_path, capsys):
    file = tmp_path / "坏.toml"
    file.write_text(text(item("a", section="x"), item("a")), encoding="utf-8")
    err = faults(capsys, "--scheme", file, "--data", folder(tmp_path, TABLES))
    assert "坏.toml" in err
    assert "没有板块“x”" in err
    assert "编号“a”用了两次" in err


def test_without_any_entry_the_day_has_to_be_given(tmp_path, scheme_file, capsys):
    data = folder(tmp_path, {"members": MEMBERS, "postings": [["member", "item", "date"]]})
    assert "--as-of" in faults(capsys, "--scheme", scheme_file, "--data", data)


def test_a_day_that_is_none(tmp_path, scheme_file, capsys):
    with pytest.raises(SystemExit):
        command("--scheme", scheme_file, "--data", tmp_path, "--as-of", "tomorrow")
    assert "不是日期" in capsys.readouterr().err


def test_a_scheme_whose_name_holds_an_at_sign(tmp_path, capsys):
    file = tmp_path / "a@b.toml"
    file.write_text(preset("S1"), encoding="utf-8")
    assert as_json(capsys, "--scheme", file, "--data", folder(tmp_path, TABLES))["scheme"]["id"] == "S1"


def test_the_last_day_is_the_end_of_the_month_of_the_last_entry(tmp_path, scheme_file, capsys):
    rows = [["member", "item", "date"], ["m1", "dues", "2026-12-05"]]
    data = folder(tmp_path, {"members": MEMBERS, "postings": rows})
    assert as_json(capsys, "--scheme", scheme_file, "--data", data)["as_of"] == "2026-12-31"


def test_the_help_names_every_table_and_column():
    words = resource("help", "score-tables.md").read_text(encoding="utf-8")
    for table, columns in COLUMNS.items():
        assert table in words
        for column in columns.required + columns.optional:
            assert column in words


VOTE = '[appraisal]\noptions = [{ id = "good", name = "好", value = 1 }, { id = "poor", name = "差", value = 0 }]\n'


def test_more_votes_than_valid_ballots_are_a_fault_of_the_table(tmp_path, capsys):
    file = tmp_path / "方案.toml"
    file.write_text(text(item("dues"), VOTE), encoding="utf-8")
    ballots = [["ballot", "member", "option", "votes"], ["b", "", "valid", "9"], ["b", "m1", "good", "10"]]
    postings = [["member", "item", "date"], ["m1", "dues", "2026-03-01"]]
    data = folder(tmp_path, {"members": MEMBERS, "postings": postings, "ballots": ballots})
    said = faults(capsys, "--scheme", file, "--data", data)
    assert "表 ballots：有效票（valid）共 9 张，党员“m1”却有 10 票" in said


@pytest.mark.parametrize(
    ("rewards", "unused"),
    [
        ("", True),
        ("[rewards]\nyuan_per_point = 1\n", True),
        ('[rewards]\nyuan_per_point = 1\nclears_on = "03-31"\n', False),
        ('[rewards]\nyuan_per_point = 1\nbalance = "carried"\n', False),
    ],
)
def test_balances_are_used_where_they_outlast_the_year(tmp_path, capsys, rewards, unused):
    file = tmp_path / "方案.toml"
    file.write_text(text(item("dues"), rewards), encoding="utf-8")
    postings = [["member", "item", "date"], ["m1", "dues", "2026-03-01"]]
    carry = [["member", "year", "points", "balance"], ["m1", "2025", "9", "7"]]
    data = folder(tmp_path, {"members": MEMBERS, "postings": postings, "carry": carry})
    result = as_json(capsys, "--scheme", file, "--data", data)
    assert ("表 carry：方案没有用到这张表，未计入" in result["warnings"]) is unused
    if rewards:
        assert result["members"][0]["reward"]["points"] == (2 if unused else 9)
