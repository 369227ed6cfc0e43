"""Headings in the wordings of many offices, and the row they stand in."""

from __future__ import annotations

import pytest

from app.services.exchange.roster import RosterField
from app.services.exchange.roster.headings import find_heading, guess_mapping

F = RosterField


@pytest.mark.parametrize(
    ("label", "about"),
    [
        ("姓名", F.NAME),
        ("党员姓名", F.NAME),
        ("姓  名", F.NAME),
        ("姓\n名", F.NAME),
        ("*姓名", F.NAME),
        ("姓名（必填）", F.NAME),
        ("身份证号", F.ID_NUMBER),
        ("公民身份号码", F.ID_NUMBER),
        ("证件号码", F.ID_NUMBER),
        ("居民身份证\n号 码", F.ID_NUMBER),
        ("身份证号码(18位)", F.ID_NUMBER),
        ("加入党组织日期", F.JOINED_ON),
        ("入党时间", F.JOINED_ON),
        ("入党时间（年月日）", F.JOINED_ON),
        ("转为正式党员日期", F.FULL_ON),
        ("转正时间", F.FULL_ON),
        ("人员类别", F.STATUS),
        ("党员类别", F.STATUS),
        ("所在党支部", F.BRANCH),
        ("组织名称", F.BRANCH),
        ("所在党支部名称", F.BRANCH),
        ("村小组", F.GROUP),
        ("所属党小组", F.GROUP),
        ("网格", F.GRID),
        ("联系方式", F.PHONE),
        ("手机号码", F.PHONE),
        ("文化程度", F.EDUCATION),
        ("出生年月", F.BIRTH_DATE),
        ("民 族", F.ETHNICITY),
        ("是否流动党员", F.MOBILE),
        ("是否不纳入积分", F.EXEMPT),
        ("不纳入原因", F.EXEMPT_REASON),
        ("党内职务", F.POSITION),
        ("备注", F.NOTE),
        ("类别", F.CATEGORY),
    ],
)
def test_wordings(label, about):
    labels = ["姓名", label] if about is not F.NAME else ["序号", label]
    assert guess_mapping(labels)[1] is about


@pytest.mark.parametrize(
    "label",
    [
        "序号",
        "年龄",
        "党龄",
        "家庭住址",
        "入党介绍人",
        "联系人电话",
        "小组长电话",
        "工作单位",
        "是否参加积分管理",
        "培养联系人",
        "书记姓名",
    ],
)
def test_what_is_not_taken_for_a_field(label):
    assert 1 not in guess_mapping(["姓名", label])


def test_every_field_is_taken_once_and_the_exact_wording_first():
    assert guess_mapping(["家属电话", "电话（手机）", "姓名", "党员姓名"]) == {1: F.PHONE, 2: F.NAME}


def test_an_ambiguous_heading_is_decided_by_its_values():
    body = [("A类", "正式党员"), ("b", "预备党员"), ("C", None)]
    assert guess_mapping(["党员类别", "类别"], body=body) == {0: F.CATEGORY, 1: F.STATUS}


def test_a_nameless_column_of_id_numbers_is_recognised():
    body = [("王一", "360099197003152014"), ("王二", "36009919991108102x")]
    assert guess_mapping(["姓名", ""], body=body) == {0: F.NAME, 1: F.ID_NUMBER}


def test_the_heading_row_under_titles():
    grid = [
        ("石桥村党员名册", None, None),
        ("填报单位：石桥村党总支", None, "2026年9月"),
        (None, None, None),
        ("序号", "姓名", "身份证号"),
        (1, "王一", "360099197003152014"),
    ]
    heading = find_heading(grid, merges=[(0, 0, 0, 2)])
    assert heading is not None
    assert heading.row == 3
    assert heading.mapping == {1: F.NAME, 2: F.ID_NUMBER}


def test_a_heading_of_two_storeys():
    grid = [
        ("党员名册", None, None, None, None),
        ("姓名", "身份证号", "时间", None, "备注"),
        (None, None, "入党", "转正", None),
        ("王一", "360099197003152014", "1995.07", "1996.07", None),
    ]
    merges = [(0, 0, 0, 4), (1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 2, 4)]
    heading = find_heading(grid, merges=merges)
    assert heading is not None
    assert heading.row == 2
    assert heading.labels == ("姓名", "身份证号", "入党", "转正", "备注")
    assert list(heading.mapping.values()) == [F.NAME, F.ID_NUMBER, F.JOINED_ON, F.FULL_ON, F.NOTE]


def test_a_sheet_without_headings():
    assert find_heading([("王一", "360099197003152014"), ("王二", "1995.7")], merges=[]) is None
    assert find_heading([], merges=[]) is None
