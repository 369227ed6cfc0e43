"""One bad scheme per mistake of a single part: each is named with its place and the way out."""

from __future__ import annotations

import pytest
from scoring_support import CYCLE, HEAD, POSTING, SECTION, item, text

from app.errors import ValidationFailed
from app.services.scoring import check_scheme, load_scheme

FIXED = 'kind = "fixed", points = 2'
GRADE = '[[grades]]\nid = "{}"\nname = "等"\n{}\n'
CATEGORY = '[[categories]]\nid = "A"\nname = "A类"\n[[categories]]\nid = "B"\nname = "B类"\n'
RULE = '[[marks]]\nid = "r"\nname = "资格"\n'
SHARED = '[[shared_limits]]\nid = "all"\nname = "合计"\nitems = {}\nwindow = "{}"\n{}\n'
MINUS = item("n", polarity='"minus"')


def section(extra: str, name: str = "s") -> str:
    return f'[[sections]]\nid = "{name}"\nname = "板块"\n{extra}\n'


def limits(*rules: str) -> str:
    return "[" + ", ".join(f"{{ {rule} }}" for rule in rules) + "]"


# name: (scheme, code, words of the place, words of the message)
ERRORS = {
    "not toml": ("id = \n", "syntax", "第 1 行", "书写格式"),
    "ends too early": ("[a\n", "syntax", "第 1 行", "书写格式"),
    "unknown key": (text(item(), "[cycl]\nx = 1"), "unknown_key", "", "是不是“cycle”"),
    "unknown key of a table": (text(item(colour="1")), "unknown_key", "项目 i", "“colour”"),
    "unknown key of an amount": (
        text(item(amount=FIXED + ", max = 3")),
        "unknown_key",
        "项目 i · 分值",
        "“max”",
    ),
    "unknown key of steps": (
        text(item(amount='kind = "steps", unit = "时", steps = [{ at = 1, points = 2, of = 3 }]')),
        "unknown_key",
        "项目 i · 分值 · 阶梯（第 1 个）",
        "“of”",
    ),
    "unknown key beside steps": (
        text(item(amount='kind = "steps", unit = "时", step = 1, steps = [{ at = 1, points = 2 }]')),
        "unknown_key",
        "项目 i · 分值",
        "是不是“steps”",
    ),
    "part of a later language": (
        text(item(), section("weight = 0.4", "t")),
        "unknown_key",
        "板块 t",
        "“weight”",
    ),
    "missing figure": (text(item(amount='kind = "fixed"')), "missing", "项目 i · 分值", "补上"),
    "missing table": (text(item(), cycle=""), "missing", "周期", "补上"),
    "not one of the choices": (text(item(polarity='"up"')), "choice", "项目 i · polarity", "plus、minus"),
    "months": (text(item(), cycle="[cycle]\nmonths = 2\n"), "choice", "周期 · 月数（months）", "1、3、6、12"),
    "amount without kind": (text(item(amount="points = 2")), "amount_kind", "项目 i · 分值", "kind"),
    "amount of unknown kind": (text(item(amount='kind = "magic"')), "amount_kind", "项目 i · 分值", "fixed"),
    "zero points": (text(item(amount='kind = "fixed", points = 0')), "out_of_range", "项目 i", "大于 0"),
    "negative days": (
        text(item(), posting='[posting]\nperiods = ["month"]\nnotice_days = -1\n'),
        "out_of_range",
        "公示",
        "不小于 0",
    ),
    "month thirteen": (
        text(item(), cycle="[cycle]\nmonths = 12\nstart_month = 13\n"),
        "out_of_range",
        "周期",
        "不大于 12",
    ),
    "no levels": (
        text(item(amount='kind = "choice", levels = []')),
        "empty",
        "项目 i · 分值 · 档次",
        "至少要有 1 个",
    ),
    "no name": (
        text(item(), section('note = ""').replace("板块", " ")),
        "empty",
        "板块 s · 名称（name）",
        "不能为空",
    ),
    "id with a blank": (text(item("a b")), "id", "项目 a b · 编号（id）", "英文字母"),
    "id too long": (text(item("a" * 41)), "id", "编号（id）", "40"),
    "number in quotes": (
        text(item(amount='kind = "fixed", points = "2"')),
        "number",
        "分数（points）",
        "不加引号",
    ),
    "number as yes": (text(item(amount='kind = "fixed", points = true')), "number", "分数（points）", "数字"),
    "not a number": (text(item(amount='kind = "fixed", points = nan')), "number", "分数（points）", "数字"),
    "whole number in quotes": (
        text(item(limits=limits('window = "year", times = "2"'))),
        "number",
        "项目 i · 上限（第 1 个） · 次数",
        "整数",
    ),
    "yes in quotes": (text(item(enabled='"yes"')), "flag", "项目 i · 启用（enabled）", "true"),
    "text without quotes": (text(item(note="3")), "text", "项目 i · note", "引号"),
    "list for a table": (text(item(limits="3")), "shape", "项目 i · 上限", "写法不对"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_each_mistake_is_an_error_with_place_and_way_out(name):
    document, code, place, words = ERRORS[name]
    with pytest.raises(ValidationFailed) as caught:
        load_scheme(document, source="坏.toml")
    found = [issue for issue in caught.value.issues if issue.code == code]
    assert found, [str(issue) for issue in caught.value.issues]
    assert any(place in issue.place and words in issue.message for issue in found), [
        str(issue) for issue in found
    ]
    assert "坏.toml" in caught.value.message


def test_a_fault_of_the_whole_file_is_placed_in_the_file():
    issues = check_scheme(HEAD + "x = 1\n" + CYCLE + POSTING + SECTION + item(), source="方案.toml")
    assert [(issue.place, issue.code) for issue in issues] == [("方案.toml", "unknown_key")]


def test_a_list_whose_entries_are_faulty_is_not_called_empty():
    codes = [issue.code for issue in check_scheme(text(item("a b")), source="方案.toml")]
    assert codes == ["id"]
