"""Moves between branches and leaving the village: nobody comes back by a slip, and nobody lands where he never was."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import ValidationFailed
from app.services.members import MemberDraft
from app.services.months import Month
from tests.helpers.two_branches import SECOND_NAME, TwoBranches, build_two_branches, roster_row

JULY, AUGUST, SEPTEMBER, OCTOBER = (Month(2026, n) for n in (7, 8, 9, 10))
NAME = "孙石头"


@pytest.fixture
def two(empty, clock) -> TwoBranches:
    """Two branches on 1 July 2026."""
    found = build_two_branches(empty, clock)
    found.at(date(2026, 7, 1))
    return found


def stays(two) -> list[tuple[str, str, date | None]]:
    return [(s.branch, s.group, s.end) for s in two.app.members.detail(two.first.members[NAME]).stays]


def leave(two, last_day: date, how: str = "transferred"):
    return two.app.members.leave(two.first.recorder, two.first.members[NAME], last_day=last_day, how=how)


def come_back(two, start: date):
    return two.app.members.come_back(two.first.recorder, two.first.members[NAME], start)


@pytest.mark.parametrize(("how", "word"), [("deceased", "去世"), ("transferred", "转出")])
def test_whoever_has_left_is_moved_no_more(two, how, word):
    two.at(date(2026, 9, 25))
    leave(two, date(2026, 9, 20), how)
    before = stays(two)
    for day in (date(2026, 9, 10), date(2026, 9, 24)):
        with pytest.raises(ValidationFailed, match=f"已登记{word}（最后一天 2026-09-20）"):
            two.move(NAME, day, to=two.second, group="三组")
    assert stays(two) == before
    for month in (SEPTEMBER, OCTOBER):
        assert NAME not in two.names(two.second, month)
    assert NAME not in two.names(two.first, OCTOBER)


def test_nor_is_a_move_taken_back(two):
    two.at(date(2026, 9, 25))
    two.move(NAME, date(2026, 9, 10), to=two.second, group="三组")
    leave(two, date(2026, 9, 20), "deceased")
    before = stays(two)
    with pytest.raises(ValidationFailed, match="已登记去世"):
        two.app.members.undo_move(two.first.recorder, two.first.members[NAME])
    detail = two.app.members.detail(two.first.members[NAME])
    assert (stays(two), detail.row.active) == (before, False)


def test_nor_by_a_roster_that_names_the_other_branch(two):
    two.at(date(2026, 9, 25))
    two.first.declare(NAME, "dues", date(2026, 9, 2), month=SEPTEMBER)
    leave(two, date(2026, 9, 20), "deceased")
    before = stays(two)
    rows = [roster_row(3, NAME, SECOND_NAME, group="三组")]
    plan = two.app.roster.plan(rows, moved_on=date(2026, 9, 10))
    assert not plan.moved
    assert "已登记去世" in "".join(plan.warnings)
    two.app.roster.apply(two.first.recorder, rows, moved_on=date(2026, 9, 10))
    assert stays(two) == before


def test_after_coming_back_a_move_goes_on_as_usual(two):
    two.at(date(2026, 9, 25))
    leave(two, date(2026, 9, 20))
    come_back(two, date(2026, 9, 22))
    two.move(NAME, date(2026, 9, 24), to=two.second, group="三组")
    assert stays(two)[-1] == ("第二支部", "三组", None)


def test_a_planned_move_that_fell_out_is_not_where_somebody_comes_back_to(two):
    two.at(date(2026, 9, 5))
    two.move(NAME, date(2026, 10, 10), to=two.second, group="三组")
    leave(two, date(2026, 9, 20))
    changes = come_back(two, date(2026, 9, 21))
    assert "起在第一支部" in changes.message
    assert stays(two) == [("第一支部", "二组", None)]
    row = two.app.members.detail(two.first.members[NAME]).row
    assert (row.branch, row.group) == ("第一支部", "二组")


def test_a_leaving_before_the_first_day_falls_back_to_the_first_branch(two):
    uid = two.first.members[NAME]
    two.at(date(2026, 9, 5))
    two.app.members.enter(two.first.recorder, uid, date(2026, 9, 1))
    two.move(NAME, date(2026, 10, 10), to=two.second, group="三组")
    leave(two, date(2026, 8, 31))
    assert stays(two) == []
    assert "第一支部" in come_back(two, date(2026, 9, 1)).message
    assert stays(two) == [("第一支部", "二组", None)]


def test_an_entry_corrected_while_a_move_is_planned_keeps_the_branch(two):
    two.at(date(2026, 9, 5))
    two.move(NAME, date(2026, 10, 10), to=two.second, group="三组")
    two.app.members.enter(two.first.recorder, two.first.members[NAME], date(2026, 8, 1))
    assert stays(two) == [("第一支部", "二组", date(2026, 10, 9)), ("第二支部", "三组", None)]


def test_a_move_names_the_branch_that_is_left_on_its_day(two):
    two.at(date(2026, 9, 5))
    two.move(NAME, date(2026, 10, 10), to=two.second, group="三组")
    changes = two.move(NAME, date(2026, 9, 10), to=two.second, group="四组")
    assert "从第一支部转到第二支部四组" in changes.message


@pytest.fixture
def confirmed(two):
    """July archived, moved on 5 August, August archived; it is September."""

    def archive(month):
        two.at(month.last)
        for branch in (two.first, two.second):
            for name in two.names(branch, month):
                branch.declare(name, "dues", month.first, month=month)
            two.archive(branch, month)

    archive(JULY)
    two.move(NAME, date(2026, 8, 5), to=two.second, group="三组")
    archive(AUGUST)
    two.at(date(2026, 9, 9))
    return two


@pytest.mark.parametrize("day", [date(2026, 8, 3), date(2026, 7, 31)])
def test_a_last_day_that_would_undo_an_announced_month_is_refused_with_the_first_free_one(confirmed, day):
    before = stays(confirmed)
    with pytest.raises(ValidationFailed) as fault:
        leave(confirmed, day)
    assert "8月已经评定" in fault.value.message
    assert "最后一天须在 2026-08-05 或以后" in fault.value.message
    assert stays(confirmed) == before
    leave(confirmed, date(2026, 8, 5))
    for branch in (confirmed.first, confirmed.second):
        for month in (JULY, AUGUST, SEPTEMBER):
            assert confirmed.app.records.ledger_sheet(branch.branch, month).rows


def test_a_late_word_of_a_death_is_taken_where_the_branch_is_the_same(confirmed):
    uid = confirmed.first.members["吴守田"]
    confirmed.app.members.leave(confirmed.first.recorder, uid, last_day=date(2026, 7, 20), how="deceased")
    sheet = confirmed.app.records.ledger_sheet(confirmed.first.branch, AUGUST)
    assert "吴守田" in {row.member_name for row in sheet.rows}


def test_whose_postings_a_branch_keeps_stands_on_its_sheets(confirmed):
    """As a ledger of an older program may have it: the stay is gone, the postings are not."""
    uid = confirmed.first.members[NAME]
    with confirmed.app.members.uow.write() as session:
        connection = session.connection()
        [found] = connection.exec_driver_sql("SELECT id FROM member WHERE uid = ?", (uid,)).one()
        connection.exec_driver_sql(
            "DELETE FROM member_span WHERE member_id = ? AND kind = 'membership' AND start > '2026-08-01'",
            (found,),
        )
        connection.exec_driver_sql(
            "UPDATE member SET unit_id = (SELECT unit_id FROM member WHERE name = '林为民') WHERE id = ?",
            (found,),
        )
    for month in (AUGUST, SEPTEMBER):
        sheet = confirmed.app.records.ledger_sheet(confirmed.second.branch, month)
        assert NAME in {row.member_name for row in sheet.rows}


def test_a_collected_card_stays_with_the_group_that_collected_it(two):
    """Collected in 二组, put into 一组, moved away and back into 二组: the signed sheet keeps its people."""
    two.at(date(2026, 9, 25))
    two.first.declare(NAME, "dues", date(2026, 9, 2), month=SEPTEMBER)
    two.first.collect(SEPTEMBER, "二组")
    uid = two.first.members[NAME]

    def group() -> str:
        cards = two.app.declarations.month(two.first.branch, SEPTEMBER).cards
        return next(card.member.group for card in cards if card.member.uid == uid)

    draft = MemberDraft(
        name=NAME, branch_uid=two.first.branch, group_uid=two.first.groups["一组"], category="A"
    )
    two.app.members.update(two.first.recorder, uid, draft)
    assert group() == "二组"
    two.move(NAME, date(2026, 10, 1), to=two.second, group="三组")
    assert group() == "二组"
    two.move(NAME, date(2026, 11, 1), to=two.first, group="二组")
    assert group() == "二组"
