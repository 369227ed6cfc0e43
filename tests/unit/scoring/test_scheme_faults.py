"""One bad scheme per mistake of a single part: each is named with its place and the way out."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from rich_scheme import rich, tables_in, toml
from scoring_support import CYCLE, HEAD, POSTING, SECTION, item, text

from app.errors import ValidationFailed
from app.services.scoring import check_scheme, load_scheme
from app.services.scoring.checks.tables import all_tables
from app.services.scoring.scheme import validate
from app.services.scoring.words.labels import CHOICES, choice_word, key_word

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
    "name of two lines": (
        text(item().replace("项目i", "甲\\n乙")),
        "control",
        "项目 i · 名称",
        "看不见的字符",
    ),
    "name with a mark nobody sees": (
        text(item().replace("项目i", "甲\u200b乙")),
        "control",
        "项目 i · 名称",
        "看不见的字符",
    ),
    "note with a bell": (text(item(note='"甲\\u0007"')), "control", "项目 i · 说明", "看不见的字符"),
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
    "unknown key of a condition": (
        text(item(), RULE + "min = 3\nany = [{ above = 3, abov = 4 }]"),
        "unknown_key",
        "资格 r · 任一条件（第 1 个）",
        "是不是“above”（高于）",
    ),
    "condition within a condition": (
        text(item(), RULE + 'min = 3\nany = [{ above = 3 }, { min = "x" }]'),
        "number",
        "资格 r · 任一条件（第 2 个） · 不低于（min）",
        "数字",
    ),
    "unknown key of a band": (
        text(item(amount='kind = "graduated", unit = "元", bands = [{ pionts = 1, points = 1 }]')),
        "unknown_key",
        "项目 i · 分值 · 分段（第 1 个）",
        "是不是“points”（分数）",
    ),
    "sign of an attendance sheet": (
        text(item(amount='kind = "attendance", present = 1')),
        "polarity",
        "项目 i",
        'polarity = "both"',
    ),
    "sign of something else": (text(item(polarity='"both"')), "polarity", "项目 i", '"plus"'),
    "share": (
        text(item(), GRADE.format("a", 'quota = { at_least = "150%" }')),
        "share",
        "等次 a · 名额 · 至少（at_least）",
        "1/3",
    ),
    "share by nothing": (
        text(item(), GRADE.format("a", 'quota = { at_least = "1/0" }')),
        "share",
        "等次 a · 名额",
        "1/3",
    ),
    "share of words": (
        text(item(), GRADE.format("a", 'quota = { at_least = "三成" }')),
        "share",
        "等次 a · 名额",
        "30%",
    ),
    "share of endless figures": (
        text(item(), GRADE.format("a", "quota = { at_least = 1e-900000000 }")),
        "share",
        "等次 a · 名额",
        "30%",
    ),
    "rank zero": (text(item(), RULE + "top = 0"), "top", "资格 r · 前几名（top）", "人数"),
    "day of the year": (
        text(item(), '[rewards]\nclears_on = "6月20日"'),
        "month_day",
        "积分兑换 · 清零日（clears_on）",
        "06-20",
    ),
    "day that is not there": (
        text(item(), '[rewards]\nclears_on = "02-30"'),
        "month_day",
        "积分兑换",
        "06-20",
    ),
    "date in quotes": (
        text(item(), cycle=CYCLE + 'year_starts = ["2026-07-01"]\n'),
        "date",
        "周期 · 年度起始日（year_starts）（第 1 个）",
        "2026-07-01",
    ),
    "figure beyond all measure": (
        text(item(amount='kind = "fixed", points = 1e999999')),
        "number",
        "项目 i · 分值 · 分数（points）",
        "太大",
    ),
    "figure too fine": (
        text(item(amount='kind = "fixed", points = 0.0000001')),
        "number",
        "项目 i · 分值 · 分数（points）",
        "6 位小数",
    ),
    "whole share": (
        text(item(), cycle=CYCLE + "carry = { share = 1.5 }\n"),
        "out_of_range",
        "周期 · 结转 · 结转比例（share）",
        "不大于 1",
    ),
    "share of the vote": (
        text(
            item(), '[appraisal]\noptions = [{ id = "a", name = "a" }, { id = "b", name = "b" }]\nshare = 1'
        ),
        "out_of_range",
        "民主评议 · 测评占比（share）",
        "小于 1",
    ),
    "one option": (
        text(item(), '[appraisal]\noptions = [{ id = "a", name = "a" }]'),
        "empty",
        "民主评议 · 测评档",
        "至少要有 2 个",
    ),
    "class as a key": (
        text(item(), cycle=CYCLE + 'start = { by_category = { "甲" = 3 } }\n'),
        "id",
        "周期 · 起始分 · 按类别（by_category） · 甲",
        "英文字母",
    ),
    "status as a key": (
        text(item(), cycle=CYCLE + "start = { by_status = { old = 3 } }\n"),
        "choice",
        "周期 · 起始分 · 按身份（by_status） · old",
        "full（正式）",
    ),
    "missing figure": (text(item(amount='kind = "fixed"')), "missing", "项目 i · 分值", "补上"),
    "missing table": (text(item(), cycle=""), "missing", "周期", "补上"),
    "not one of the choices": (
        text(item(polarity='"up"')),
        "choice",
        "项目 i · 加分或扣分（polarity）",
        "plus（加分）、minus（扣分）",
    ),
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
    "text without quotes": (text(item(note="3")), "text", "项目 i · 说明（note）", "引号"),
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


def test_a_fault_beside_unknown_keys_comes_in_the_same_run():
    document = text(item(colour="1", section="x"), RULE + "colour = 1\nmin = 5\nbelow = 5")
    codes = [issue.code for issue in check_scheme(document, source="方案.toml")]
    assert set(codes) == {"condition.never", "section.unknown", "section.empty", "unknown_key"}


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("x = " + "9" * 5000, "大得离谱"),
        ("x = 1e99999999999999999999", "大得离谱"),
        ("x = " + "[" * 5000, "套得太深"),
        ("x = =", "书写格式"),
        ('x = "abc', "没有写完"),
        ('x = """abc', "没有写完"),
    ],
)
def test_what_cannot_be_read_at_all_is_said_and_never_raised(document, words):
    (issue,) = check_scheme(document, source="方案.toml")
    assert issue.code == "syntax"
    assert words in issue.message


# --- every key of every table -----------------------------------------------------------------------------

BAD: tuple[object, ...] = (
    "坏",
    "",
    "x" * 60,
    -1,
    0,
    7,
    Decimal("1e300"),
    Decimal("NaN"),
    True,
    date(2026, 1, 1),
    [],
    [[]],
    [1],
    ["坏"],
    {},
    {"坏": 1},
    {"zz": "坏"},
    [{}],
    [{"zz": 1}],
)
# Tried on one key at a time as well; the others on all keys of a table at once.
ALONE = ("坏", -1, 7)
DOCUMENT = load_scheme(toml(rich()), source="R").document
PATHS = [(path, type(table)) for path, table in tables_in(DOCUMENT)]
# English that may stand in a message: keys and choices of the file, ids of the sample, and units of the format.
ALLOWED = {key for table in all_tables() for key in table.model_fields}
ALLOWED |= {word for words in CHOICES.values() for word in words}
ALLOWED |= {
    "true",
    "false",
    "full",
    "probationary",
    "activist",
    "fixed",
    "range",
    "choice",
    "steps",
    "per_unit",
}
ALLOWED |= {"graduated", "attendance", "expected", "state", "ballot", "none", "down", "up", "half_up"}
ALLOWED |= {"final", "base", "zz", "x" * 60}


def texts_of(value: object) -> set[str]:
    if isinstance(value, dict):
        return {text for part in (*value, *value.values()) for text in texts_of(part)}
    if isinstance(value, list):
        return {text for part in value for text in texts_of(part)}
    return set(re.findall(r"[A-Za-z_]{2,}", value)) if isinstance(value, str) else set()


KNOWN = ALLOWED | texts_of(rich())


def put(raw: dict, path: tuple[int | str, ...], key: str, value: object) -> dict:
    here = raw
    for part in path:
        here = here[part]
    here[key] = value
    return raw


def test_the_sample_has_no_fault_and_every_table():
    assert check_scheme(toml(rich()), source="R") == ()
    assert {table for _, table in PATHS} == set(all_tables())


def assert_chinese(raw: dict) -> list:
    """Whatever is wrong is said in Chinese, with a place; English is the file's own words."""
    _, issues = validate(raw)
    for issue in issues:
        sentence = str(issue)
        assert set(re.findall(r"[A-Za-z_]{2,}", sentence)) <= KNOWN, sentence
        assert re.search("[\u4e00-\u9fff]", issue.message), sentence
        assert issue.place, sentence
    return issues


@pytest.mark.parametrize("table", all_tables(), ids=lambda table: table.__name__)
def test_a_bad_value_of_any_key_is_said_in_chinese(table):
    path = next(path for path, kind in PATHS if kind is table)
    caught = 0
    for value in BAD:
        raw = rich()
        for key in table.model_fields:
            if value in ALONE:
                assert_chinese(put(rich(), path, key, value))
            if key != "kind":
                put(raw, path, key, value)
        caught += bool(assert_chinese(raw))
    assert caught > len(BAD) // 2


@pytest.mark.parametrize("table", all_tables(), ids=lambda table: table.__name__)
def test_an_unknown_key_of_any_table_is_placed_in_it(table):
    path = next(path for path, kind in PATHS if kind is table)
    (issue,) = check_scheme(toml(put(rich(), path, "zzzz", 1)), source="R")
    assert issue.code == "unknown_key"
    assert all(f"{key}（{key_word(table, key)}）" in issue.message for key in table.model_fields)


def test_every_key_and_choice_has_its_word():
    unnamed = [
        (table.__name__, key)
        for table in all_tables()
        for key in table.model_fields
        if key_word(table, key) == key
    ]
    assert unnamed == []
    assert all(choice_word(value) for kind in CHOICES for value in kind)
