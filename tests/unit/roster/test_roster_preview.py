"""All faults of all rows at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from app.errors import Cancelled, Severity
from app.services.exchange.roster import (
    RawRow,
    RosterField,
    RosterPreview,
    RosterStatus,
    RosterTable,
    check_rows,
)
from app.services.identity import check_character

F = RosterField
ONE, TWO, THREE = "360099197003152014", "36009919991108102X", "360099198502280023"
FULL = (F.NAME, F.ID_NUMBER, F.SEX, F.BIRTH_DATE, F.JOINED_ON, F.FULL_ON, F.STATUS, F.EXEMPT, F.EXEMPT_REASON)


def make_table(rows, *, first_row: int = 3) -> RosterTable:
    body = tuple(RawRow(number, tuple(cells)) for number, cells in enumerate(rows, start=first_row))
    return RosterTable("名册.xlsx", "名册", (), first_row - 1, (), {}, body)


def check(rows, *fields: RosterField, **more) -> RosterPreview:
    mapping: Mapping[int, RosterField] = dict(enumerate(fields))
    return check_rows(make_table(rows), mapping, **more)


def codes(preview: RosterPreview) -> list[tuple[str, str]]:
    return [(issue.place, issue.code) for issue in preview.issues]


def test_a_clean_row_is_typed_and_completed_from_the_id_number():
    preview = check(
        [("王一", ONE, "1995年7月1日", "正式", "a")], F.NAME, F.ID_NUMBER, F.JOINED_ON, F.STATUS, F.CATEGORY
    )
    (row,) = preview.rows
    assert preview.issues == ()
    assert row.usable
    assert row.values.sex == "男"
    assert row.values.birth_date == dt.date(1970, 3, 15)
    assert row.values.joined_on == dt.date(1995, 7, 1)
    assert row.values.status is RosterStatus.FULL
    assert row.values.category == "A"
    assert row.values.phone is None
    assert row.shown[F.CATEGORY] == "a"
    assert preview.fields == {F.NAME, F.ID_NUMBER, F.JOINED_ON, F.STATUS, F.CATEGORY}


def test_all_faults_of_a_row_are_told_with_their_place():
    preview = check(
        [(None, 3.6e17, "?", "2003-13-01", "7/1/2003", 1990, "观察员", "也许", None)],
        *FULL,
    )
    assert codes(preview) == [
        ("第 3 行 · 姓名", "name.empty"),
        ("第 3 行 · 身份证号", "id_number.number_cell"),
        ("第 3 行 · 性别", "sex.unreadable"),
        ("第 3 行 · 出生日期", "birth_date.not_real"),
        ("第 3 行 · 入党日期", "joined_on.unreadable"),
        ("第 3 行 · 转正日期", "full_on.year_only"),
        ("第 3 行 · 人员类别", "status.unreadable"),
        ("第 3 行 · 不纳入积分", "exempt.unreadable"),
    ]
    assert not preview.rows[0].usable


def test_a_refused_cell_keeps_the_row_for_correction():
    rows = [("王一", "3.60099E+17"), ("王二", TWO)]
    before = check(rows, F.NAME, F.ID_NUMBER)
    assert [row.usable for row in before.rows] == [False, True]
    assert before.rows[0].values.name == "王一"
    assert before.rows[0].values.id_number is None
    assert before.rows[0].shown[F.ID_NUMBER] == "3.60099E+17"
    after = check(rows, F.NAME, F.ID_NUMBER, corrections={(3, F.ID_NUMBER): ONE})
    assert after.counts.usable == 2
    assert after.rows[0].values.id_number == ONE


def test_a_wrong_check_digit_is_never_repaired():
    (row,) = check([("王一", ONE[:-1] + "5")], F.NAME, F.ID_NUMBER).rows
    assert row.values.id_number is None
    assert not row.usable


def test_one_id_number_twice_under_one_name_is_imported_once():
    preview = check([("王一", ONE), ("李二", THREE), ("王 一", ONE)], F.NAME, F.ID_NUMBER)
    assert [row.usable for row in preview.rows] == [True, True, False]
    (issue,) = preview.issues
    assert (issue.place, issue.code) == ("第 5 行 · 身份证号", "id_number.duplicate")
    assert "第 3 行" in issue.message


def test_one_id_number_under_two_names_refuses_both():
    preview = check([("王一", ONE), ("李二", ONE)], F.NAME, F.ID_NUMBER)
    assert [row.usable for row in preview.rows] == [False, False]
    assert "第 4 行" in preview.rows[0].issues[0].message
    assert "第 3 行" in preview.rows[1].issues[0].message


def test_two_of_one_name_are_kept_apart_by_id_number():
    preview = check([("王建国", ONE), ("李二", THREE), ("王建国", TWO)], F.NAME, F.ID_NUMBER)
    assert preview.counts.usable == 3
    assert codes(preview) == [("第 3 行 · 姓名", "name.same_name"), ("第 5 行 · 姓名", "name.same_name")]
    assert "第 5 行" in preview.issues[0].message


def test_two_of_one_name_without_an_id_number_cannot_be_told_apart():
    preview = check([("王建国", ONE), ("王建国", None)], F.NAME, F.ID_NUMBER)
    assert [row.usable for row in preview.rows] == [True, False]
    assert ("第 4 行 · 姓名", "name.same_name_no_id") in codes(preview)


def test_the_birth_date_of_the_file_wins_but_a_difference_is_shown():
    preview = check(
        [("王一", ONE, "1969-03-15"), ("李二", THREE, "1985.2")], F.NAME, F.ID_NUMBER, F.BIRTH_DATE
    )
    assert preview.rows[0].values.birth_date == dt.date(1969, 3, 15)
    assert codes(preview) == [("第 3 行 · 出生日期", "birth_date.differs_from_id")]
    assert preview.issues[0].severity is Severity.WARNING
    # Only the month was told and it fits: the day is known from the number.
    assert preview.rows[1].values.birth_date == dt.date(1985, 2, 28)


def test_sex_that_contradicts_the_id_number():
    preview = check([("王一", ONE, "女")], F.NAME, F.ID_NUMBER, F.SEX)
    assert codes(preview) == [("第 3 行 · 性别", "sex.differs_from_id")]


def test_an_old_number_is_converted_and_shown():
    body = "36009919700315201"
    preview = check([("王一", "360099700315201")], F.NAME, F.ID_NUMBER)
    assert preview.rows[0].values.id_number == body + check_character(body)
    assert codes(preview) == [("第 3 行 · 身份证号", "id_number.converted")]
    assert preview.rows[0].usable


def test_dates_in_a_wrong_order():
    preview = check(
        [("王一", ONE, "1985-07-01", "1984-07-01"), ("李二", THREE, "1911-01-01", None)],
        F.NAME,
        F.ID_NUMBER,
        F.JOINED_ON,
        F.FULL_ON,
    )
    found = [code for _place, code in codes(preview)]
    assert found == [
        "joined_on.under_age",
        "full_on.before_joining",
        "joined_on.too_early",
        "joined_on.under_age",
    ]
    assert preview.counts.usable == 2


def test_dates_to_come_need_today():
    row = [("王一", ONE, "2026-07-01")]
    assert check(row, F.NAME, F.ID_NUMBER, F.JOINED_ON).issues == ()
    preview = check(row, F.NAME, F.ID_NUMBER, F.JOINED_ON, as_of=dt.date(2026, 6, 30))
    assert codes(preview) == [("第 3 行 · 入党日期", "joined_on.future")]


def test_dates_without_a_day_are_told_once_for_the_column():
    preview = check([("王一", ONE, "1995.7"), ("李二", THREE, "2006.11")], F.NAME, F.ID_NUMBER, F.JOINED_ON)
    assert codes(preview) == [("入党日期", "joined_on.month_only")]
    assert "第 3、4 行" in preview.issues[0].message
    assert preview.table_issues == preview.issues
    assert not preview.blocked


def test_status_from_the_date_of_full_membership():
    preview = check(
        [("王一", ONE, "1996-07-01", None), ("李二", THREE, None, None), ("赵三", TWO, "2020-12-01", "预备")],
        F.NAME,
        F.ID_NUMBER,
        F.FULL_ON,
        F.STATUS,
    )
    assert [row.values.status for row in preview.rows] == [RosterStatus.FULL, None, RosterStatus.PROBATIONARY]
    assert [code for _place, code in codes(preview)] == ["status.empty", "status.probationary_with_full_date"]


def test_an_exemption_without_a_reason_and_a_person_on_the_way():
    preview = check(
        [("王一", ONE, "是", None, "正式"), ("李二", THREE, "否", None, "积极分子")],
        F.NAME,
        F.ID_NUMBER,
        F.EXEMPT,
        F.EXEMPT_REASON,
        F.STATUS,
    )
    assert codes(preview) == [
        ("第 3 行 · 不纳入积分", "exempt.no_reason"),
        ("第 4 行 · 人员类别", "status.not_member"),
    ]
    assert [row.usable for row in preview.rows] == [True, False]


def test_a_mapping_without_a_name_blocks_the_table():
    preview = check([("王一", ONE)], F.NOTE, F.ID_NUMBER)
    assert preview.blocked
    assert preview.counts.usable == 0
    assert preview.table_issues[0].code == "mapping.no_name"


def test_one_meaning_for_two_columns_blocks_the_table():
    preview = check([("王一", "王一", ONE)], F.NAME, F.NAME, F.ID_NUMBER)
    assert preview.blocked
    assert "有 2 列都指定为“姓名”" in preview.table_issues[0].message


def test_a_table_without_id_numbers_is_warned_of_once():
    preview = check([("王一",), ("李二",)], F.NAME)
    assert [code for _place, code in codes(preview)] == ["mapping.no_id_number"]
    assert preview.counts.usable == 2


def test_gaps_in_the_branch_column_hint_at_lost_merges():
    preview = check([("王一", ONE, "一支部"), ("李二", THREE, None)], F.NAME, F.ID_NUMBER, F.BRANCH)
    assert codes(preview) == [("所在党支部", "branch.gaps")]


def test_three_thousand_rows_report_progress_and_can_be_stopped():
    rows = []
    for number in range(3_000):
        body = f"360099{19500101 + number % 28}{number // 28:03d}"
        rows.append((f"王{chr(0x4E00 + number)}", body + check_character(body), "1995.7.1"))
    told: list[tuple[int, int]] = []
    preview = check(
        rows,
        F.NAME,
        F.ID_NUMBER,
        F.JOINED_ON,
        progress=lambda done, total, _label: told.append((done, total)),
    )
    assert preview.counts.rows == 3_000
    assert preview.counts.refused == 0
    assert told[0] == (0, 3_000)
    assert told[-1] == (3_000, 3_000)
    assert len(told) == 31

    def stop(done: int, _total: int, _label: str) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        check(rows, F.NAME, F.ID_NUMBER, F.JOINED_ON, progress=stop)


def test_rows_shorter_than_the_mapping():
    preview = check_rows(make_table([("王一",)]), {0: F.NAME, 5: F.PHONE, 9: F.NOTE})
    assert preview.rows[0].values.phone is None
