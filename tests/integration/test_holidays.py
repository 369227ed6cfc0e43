"""节假日: the table, the arrangement that ships, and how working days are counted by it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.errors import NotFound, ValidationFailed, WorkflowError
from app.resources import resource
from app.services.ledger_verdicts import load_holidays
from app.services.notices.days import count_days, earliest_end, is_working
from app.services.notices.holidays import HolidaySpan, arrangement, arrangements
from app.services.terms import Term
from tests.helpers.factories import OCTOBER

GOLDEN_WEEK = HolidaySpan("国庆节", date(2026, 10, 1), date(2026, 10, 7), working=False)
MAKE_UP = HolidaySpan("国庆节", date(2026, 10, 10), date(2026, 10, 10), working=True)


def stated(village):
    with village.app.holidays.uow.read() as session:
        return load_holidays(session)


def test_days_are_added_listed_together_and_removed(village):
    holidays = village.app.holidays
    holidays.add(village.recorder, GOLDEN_WEEK)
    changes = holidays.add(village.secretary, MAKE_UP)
    assert "补班 1 天" in changes.message
    assert holidays.spans() == (GOLDEN_WEEK, MAKE_UP)
    holidays.remove(village.recorder, GOLDEN_WEEK)
    assert holidays.spans() == (MAKE_UP,)
    with pytest.raises(NotFound, match="不在表里"):
        holidays.remove(village.recorder, GOLDEN_WEEK)
    assert [event.action for event in village.app.system.view().events[:3]] == [
        "删除节假日", "修改节假日", "修改节假日",
    ]  # fmt: skip


def test_a_day_stated_again_says_what_was_said_last(village):
    holidays = village.app.holidays
    holidays.add(village.recorder, GOLDEN_WEEK)
    holidays.add(village.recorder, HolidaySpan("抗洪", date(2026, 10, 3), date(2026, 10, 3), working=True))
    assert [(s.name, s.days, s.working) for s in holidays.spans()] == [
        ("国庆节", 2, False), ("抗洪", 1, True), ("国庆节", 4, False),
    ]  # fmt: skip


def test_faults_are_said_together(village):
    wrong = HolidaySpan(" ", date(2026, 10, 7), date(2026, 10, 1), working=False)
    with pytest.raises(ValidationFailed) as failed:
        village.app.holidays.add(village.recorder, wrong)
    assert [issue.code for issue in failed.value.issues] == ["name", "last"]
    endless = HolidaySpan("暑假", date(2026, 7, 1), date(2026, 8, 31), working=False)
    with pytest.raises(ValidationFailed, match="一次最多"):
        village.app.holidays.add(village.recorder, endless)
    assert village.app.holidays.spans() == ()


def test_a_viewer_changes_nothing(village):
    for step in (
        lambda: village.app.holidays.add(village.viewer, GOLDEN_WEEK),
        lambda: village.app.holidays.remove(village.viewer, GOLDEN_WEEK),
        lambda: village.app.holidays.fill(village.viewer, 2026),
    ):
        with pytest.raises(WorkflowError, match="办理"):
            step()


def test_the_arrangement_of_2026_is_filled_in_and_says_that_it_must_be_checked(village):
    assert 2026 in arrangements()
    own = HolidaySpan("村庙会", date(2026, 3, 3), date(2026, 3, 3), working=False)
    village.app.holidays.add(village.recorder, own)
    changes = village.app.holidays.fill(village.recorder, 2026)
    assert "请按国务院办公厅通知核对" in changes.message
    days = {day.date: day.working for day in stated(village)}
    assert (days[date(2026, 2, 15)], days[date(2026, 2, 14)], days[date(2026, 2, 28)]) == (False, True, True)
    assert (days[date(2026, 9, 20)], days[date(2026, 9, 25)]) == (True, False)
    assert sum(not working for working in days.values()) == 3 + 9 + 3 + 5 + 3 + 3 + 7 + 1
    assert own in village.app.holidays.spans()
    village.app.holidays.fill(village.recorder, 2026)  # twice is once
    assert {day.date: day.working for day in stated(village)} == days


def test_of_the_arrangement_days_off_are_weekends_or_taken_and_make_up_days_are_weekends():
    for span in arrangement(2026).spans:
        assert span.first.year == 2026
        if span.working:
            assert span.first.weekday() >= 5
    with pytest.raises(NotFound, match="1999 年"):
        arrangement(1999)


def test_working_days_skip_days_off_and_count_make_up_days(village):
    village.app.holidays.fill(village.recorder, 2026)
    known = stated(village)
    assert not is_working(date(2026, 10, 5), known)
    assert is_working(date(2026, 10, 10), known)  # a Saturday
    # 30 September, then the holiday week, 8, 9, and Saturday the 10th.
    end = earliest_end(date(2026, 9, 30), 5, day_kind="working", holidays=known)
    assert end == date(2026, 10, 12)
    assert count_days(date(2026, 9, 30), end, day_kind="working", holidays=known) == 5
    assert count_days(date(2026, 9, 30), end, day_kind="calendar", holidays=known) == 13


@pytest.mark.parametrize("length", range(1, 25))
def test_the_earliest_end_is_the_first_day_with_enough(village, length):
    known = [day for span in arrangement(2026).spans for day in _days(span)]
    for offset in range(0, 60, 7):
        start = date(2026, 1, 20) + timedelta(days=offset)
        end = earliest_end(start, length, day_kind="working", holidays=known)
        assert count_days(start, end, day_kind="working", holidays=known) == length
        before = end - timedelta(days=1)
        assert count_days(start, before, day_kind="working", holidays=known) == length - 1


def _days(span):
    from app.services.scoring import HolidayIn

    return [HolidayIn(span.first + timedelta(days=n), working=span.working) for n in range(span.days)]


def test_a_notice_in_working_days_follows_the_table(village):
    text = resource("schemes", "S1.toml").read_text("utf-8").replace('"calendar"', '"working"')
    village.app.schemes.adopt(
        village.secretary, village.branch, text=text, starts_on=date(2026, 10, 1), note="测试"
    )
    village.at(date(2026, 10, 30))
    village.declare("林为民", "dues", date(2026, 10, 10))
    village.confirm_all()
    village.at(date(2026, 11, 2))
    view = village.app.notices.view(village.branch, Term.of_month(OCTOBER))
    assert (view.earliest_end, view.days) == (date(2026, 11, 6), 5)
    assert "2026 年的节假日还没有填" in view.care
    off = HolidaySpan("抗旱", date(2026, 11, 3), date(2026, 11, 4), working=False)
    village.app.holidays.add(village.recorder, off)
    view = village.app.notices.view(village.branch, Term.of_month(OCTOBER))
    assert (view.earliest_end, view.care) == (date(2026, 11, 10), "")
    with pytest.raises(ValidationFailed, match="2026-11-10"):
        village.post(start=date(2026, 11, 2), end=date(2026, 11, 6))
    village.post(start=date(2026, 11, 2), end=date(2026, 11, 10))
