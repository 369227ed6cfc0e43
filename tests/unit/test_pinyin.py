"""Search by name, pinyin and initials; order by strokes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.resources import resource
from app.services.pinyin import full_pinyin, initials, matches, pinyin_key, stroke_count, stroke_key


def found(query: str, name: str) -> bool:
    return matches(query, name=name, pinyin=full_pinyin(name), initials=initials(name))


def test_a_plain_name():
    assert full_pinyin("王建国") == "wang jian guo"
    assert initials("王建国") == "wjg"


@pytest.mark.parametrize(
    ("name", "first", "also"),
    [
        ("曾小明", "zeng xiao ming", "ceng xiao ming"),
        ("单明", "shan ming", "dan ming"),
        ("解放军", "xie fang jun", "jie fang jun"),
        ("仇英", "qiu ying", "chou ying"),
        ("区志", "ou zhi", "qu zhi"),
        ("查良", "zha liang", "cha liang"),
        ("盖平", "ge ping", "gai ping"),
        ("朴顺", "piao shun", "pu shun"),
        ("覃海", "qin hai", "tan hai"),
        ("翟山", "zhai shan", "di shan"),
        ("尉迟恭", "yu chi gong", "wei chi gong"),
        ("吕丽", "lv li", "lu li"),
    ],
)
def test_surnames_with_several_readings(name, first, also):
    readings = full_pinyin(name).split("|")
    assert readings[0] == first
    assert also in readings
    assert found(first.replace(" ", ""), name)
    assert found(also.replace(" ", ""), name)
    assert found("".join(part[0] for part in also.split()), name)


def test_a_surname_is_not_read_as_a_given_name():
    assert full_pinyin("李单").split("|")[0] == "li dan"
    assert full_pinyin("任我行").startswith("ren wo xing")


WAYS_TO_ASK = (
    "曾,小明,曾小,zxm,ZXM,cxm,zx,z,zengxm,zxiaom,zengxiaoming,zeng xiao,xiaom,xm,ming,ｚｘｍ, 曾 小 明 ,"
)


@pytest.mark.parametrize("query", WAYS_TO_ASK.split(","))
def test_what_finds_a_person(query):
    assert found(query, "曾小明")


@pytest.mark.parametrize(
    "query", ["m", "zm", "an", "eng", "zxmm", "zengxiaomingz", "王", "明小", "1", "%", "|", "曾大明"]
)
def test_what_does_not_find_a_person(query):
    assert not found(query, "曾小明")


@pytest.mark.parametrize(
    "name", ["𠅤𬭎", "王䶮", "李㛃", "张\U00031400", "赵\ue000", "〇明", "⼈名", "陈\U0010fffd"]
)
def test_rare_characters_never_fail_and_are_found_as_themselves(name):
    assert len(full_pinyin(name).split("|")[0].split(" ")) == len(name) == 2
    assert len(initials(name).split("|")[0]) == 2
    assert found(name, name)
    assert found(name[1], name)
    stroke_key(name)


def test_names_with_a_middle_dot():
    assert initials("阿依古丽·买买提") == "ayglmmt"
    assert found("阿依古丽买买提", "阿依古丽·买买提")
    assert found("买买提", "阿依古丽·买买提")
    assert found("mmt", "阿依古丽·买买提")


@given(st.text(max_size=30))
def test_any_name_has_readings_and_finds_itself(name):
    pinyin = full_pinyin(name)
    assert len(pinyin.split("|")) <= 8
    assert matches(name, name=name, pinyin=pinyin, initials=initials(name))
    stroke_key(name)
    pinyin_key(name)


@given(st.text(max_size=30), st.sampled_from(["曾小明", "王建国", "𠅤𬭎"]))
def test_any_query_has_an_answer(query, name):
    assert found(query, name) in (True, False)


def test_order_of_official_lists_by_strokes():
    # The order in which a published list of names "按姓氏笔画为序" gives these surnames and given names.
    names = (
        "丁薛祥 于田 万里 习文 马兴瑞 王宁 王凯 王浩 王强 王毅 王小洪 王文涛 王东峰 方志 邓华 尹力 石泰峰 "
        "刘国中 李希 李强 何立峰 张又侠 陈文清 陈吉宁 赵乐际 袁家军 黄坤明 董军 蔡奇"
    )
    ordered = names.split()
    by_code_point = sorted(ordered)
    assert by_code_point != ordered
    assert sorted(by_code_point, key=stroke_key) == ordered


@pytest.mark.parametrize(
    ("char", "strokes"),
    [
        *zip(
            "一王邓苏陈郑范黄董〇䶮㛃𠅤𬭎闫", (1, 4, 4, 7, 7, 8, 8, 11, 12, 1, 9, 9, 11, 12, 6), strict=True
        ),
        ("A", None),
        ("1", None),
    ],
)
def test_strokes_as_written_on_the_mainland(char, strokes):
    assert stroke_count(char) == strokes


def test_what_is_no_character_stands_last():
    assert sorted(["Tom", "齉明", "王五"], key=stroke_key) == ["王五", "齉明", "Tom"]


def test_the_table_of_strokes_holds_each_character_once():
    lines = resource("names", "strokes.txt").read_text(encoding="utf-8").splitlines()
    characters = "".join(line.split("\t")[2] for line in lines if not line.startswith("#"))
    assert len(characters) == len(set(characters)) > 98_000
    standard = "".join(
        line.split("\t")[2] for line in lines if not line.startswith("#") and line.split("\t")[1] != "6"
    )
    assert len(standard) == 8_105
