"""One cell to one value: dates in all their shapes, names, flags, numbers."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Severity
from app.services.exchange.roster import RosterStatus
from app.services.exchange.roster import values as read

days = st.dates(min_value=dt.date(1914, 1, 1), max_value=dt.date(2099, 12, 31))
WIDE = {ord(char): ord(char) + 0xFEE0 for char in "0123456789./-"}

SHAPES = (
    lambda day: f"{day.year}-{day.month}-{day.day}",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day:%Y-%m-%d} 00:00:00",
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day:%Y/%m/%d} 0:00",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day:%Y.%m.%d}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f" {day.year} 年 {day.month} 月 {day.day} 日 ",
    lambda day: f"{day:%Y}年{day:%m}月{day:%d}日",
    lambda day: f"{day:%Y%m%d}",
    lambda day: int(f"{day:%Y%m%d}"),
    lambda day: float(f"{day:%Y%m%d}"),
    lambda day: (day - read.EXCEL_EPOCH).days,
    lambda day: float((day - read.EXCEL_EPOCH).days),
    lambda day: str((day - read.EXCEL_EPOCH).days),
    lambda day: dt.datetime.combine(day, dt.time(8, 30)),
    lambda day: day,
    lambda day: f"{day.year}-{day.month}-{day.day}".translate(WIDE),
    lambda day: f"{day.year}—{day.month}—{day.day}",
)


@given(days, st.sampled_from(SHAPES))
def test_a_date_in_any_shape(day, shape):
    parsed = read.parse_date(shape(day))
    assert (parsed.value, parsed.fault, parsed.month_only) == (day, None, False)


@pytest.mark.parametrize(
    "cell",
    [
        "2003.07",
        "2003.7",
        "2003-7",
        "2003/07",
        "2003年7月",
        "2003年07月份",
        "200307",
        200307,
        2003.07,
        2003.7,
        "２００３．７",
    ],
)
def test_a_month_alone_stands_for_its_first_day(cell):
    parsed = read.parse_date(cell)
    assert parsed.value == dt.date(2003, 7, 1)
    assert parsed.month_only


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (2003.1, "ambiguous"),
        ("2003年", "year_only"),
        ("2003", "year_only"),
        (2003, "year_only"),
        ("2003-2-30", "not_real"),
        ("20031332", "not_real"),
        ("1803-07-01", "not_real"),
        ("7/1/2003", "unreadable"),
        ("03.7", "unreadable"),
        ("去年七月", "unreadable"),
        ("1997.7转正", "unreadable"),
        (45, "unreadable"),
        (-3, "unreadable"),
        (1e300, "unreadable"),
        (float("inf"), "unreadable"),
        (float("nan"), "unreadable"),
        (True, "unreadable"),
        (dt.time(8, 0), "unreadable"),
        (dt.timedelta(days=3), "unreadable"),
    ],
)
def test_what_is_no_date_is_refused_with_a_reason(cell, code):
    parsed = read.parse_date(cell)
    assert parsed.value is None
    assert parsed.fault is not None
    assert parsed.fault.code == code


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.none()))
def test_any_cell_gives_an_answer_from_every_parser(cell):
    for parse in (
        read.parse_date,
        read.parse_name,
        read.parse_id_text,
        read.parse_phone,
        read.parse_sex,
        read.parse_status,
        read.parse_category,
        read.parse_ethnicity,
        read.parse_education,
    ):
        parsed = parse(cell)
        assert parsed.fault is None or parsed.fault.message
    read.free_text(cell)
    read.unit_name(cell)


@pytest.mark.parametrize(
    "cell", [None, "", " ", "无", "—", "——", "/", "／", "－", "-", "\u3000", "暂无", "不详", "\\"]
)
def test_what_offices_write_for_nothing(cell):
    assert read.parse_date(cell).value is None
    assert read.parse_date(cell).fault is None
    assert read.parse_phone(cell) == read.Parsed()
    assert read.free_text(cell) is None
    assert read.parse_id_text(cell) == read.Parsed()


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("姚 明", "姚明"),
        ("姚\u3000\u3000明", "姚明"),
        ("姚\n明\u200b", "姚明"),
        ("𠅤𬭎", "𠅤𬭎"),
        ("张\U00031400", "张\U00031400"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("Peter Wang", "Peter Wang"),
        ("〇一", "〇一"),
    ],
)
def test_names_keep_their_characters(cell, name):
    assert read.parse_name(cell) == read.Parsed(name)


@pytest.mark.parametrize(
    ("cell", "code", "severity"),
    [
        (None, "empty", Severity.ERROR),
        ("无", "empty", Severity.ERROR),
        (12.0, "not_text", Severity.ERROR),
        ("张\ufffd", "garbled", Severity.ERROR),
        ("张?", "garbled", Severity.ERROR),
        ("张" * 41, "too_long", Severity.ERROR),
        ("张\ue123", "private", Severity.WARNING),
        ("⼈民", "radical", Severity.WARNING),
        ("张三（预备）", "characters", Severity.WARNING),
        ("张三1", "characters", Severity.WARNING),
    ],
)
def test_doubtful_names(cell, code, severity):
    fault = read.parse_name(cell).fault
    assert fault is not None
    assert (fault.code, fault.severity) == (code, severity)


def test_an_id_number_in_a_number_cell_is_refused_when_digits_are_lost():
    fault = read.parse_id_text(360099197003152014.0).fault
    assert fault is not None
    assert fault.code == "number_cell"
    assert "文本" in fault.message
    # Fifteen digits fit into a number cell without loss.
    assert read.parse_id_text(360099700315201.0).value == "360099700315201"


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        (10012345678.0, "10012345678"),
        ("100 1234 5678", "10012345678"),
        ("１００１２３４５６７８", "10012345678"),
        ("0799-1234567", "0799-1234567"),
        ("10012345678/10087654321", "10012345678、10087654321"),
        ("+8610012345678", "10012345678"),
    ],
)
def test_telephone_numbers(cell, phone):
    assert read.parse_phone(cell) == read.Parsed(phone)


def test_a_spoilt_telephone_number_is_refused_and_an_odd_one_kept():
    assert read.parse_phone("1.00E+10").value is None
    odd = read.parse_phone("问老李")
    assert odd.value == "问老李"
    assert odd.fault is not None


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("正式", RosterStatus.FULL),
        ("中共正式党员", RosterStatus.FULL),
        ("中共党员", RosterStatus.FULL),
        ("1", RosterStatus.FULL),
        ("预备党员", RosterStatus.PROBATIONARY),
        ("中共预备党员", RosterStatus.PROBATIONARY),
        (2.0, RosterStatus.PROBATIONARY),
        ("无", None),
    ],
)
def test_status(cell, status):
    assert read.parse_status(cell) == read.Parsed(status)


def test_people_on_the_way_are_no_members():
    for text in ("发展对象", "入党积极分子", "申请人", 4):
        fault = read.parse_status(text).fault
        assert fault is not None
        assert fault.code == "not_member"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        *((yes, True) for yes in ("是", "√", "Y", 1.0, True, "流动")),
        *((no, False) for no in ("否", "无", "/", "×", False, "在村")),
        ("", None),
    ],
)
def test_flags(cell, value):
    assert read.parse_flag(cell, yes=frozenset({"流动"}), no=frozenset({"在村"})).value is value


@pytest.mark.parametrize("cell", ["汉", "汉族", "01", "1", 1.0])
def test_ethnic_group_by_name_and_code(cell):
    assert read.parse_ethnicity(cell) == read.Parsed("汉族")


def test_other_words_of_forms():
    assert read.parse_ethnicity(56).value == "基诺族"
    assert read.parse_ethnicity("火星").fault is not None
    assert read.parse_category("ａ类").value == "A"
    assert read.parse_category("E").fault is not None
    assert read.parse_sex("男性").value == "男"
    assert read.parse_sex(2.0).value == "女"
    assert read.parse_education("21").value == "大学本科"
    assert read.parse_education("半文盲").value == "半文盲"
    assert read.unit_name("第一\n党支部") == "第一党支部"
