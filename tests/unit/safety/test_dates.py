"""When a date cannot be right, and how long a stated one holds."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from app.clock import CHINA, SetClock, today
from app.services.safety.dates import Doubt, OfficeClock, doubt_about, doubt_words
from app.services.safety.space import Room, room

BUILT = date(2026, 7, 1)
LAST = date(2026, 10, 20)


@pytest.mark.parametrize(
    ("day", "doubt"),
    [
        (date(2026, 10, 20), None),
        (date(2026, 10, 21), None),
        (date(2026, 10, 19), Doubt.BEFORE_LAST),
        (date(1970, 1, 1), Doubt.BEFORE_LAST),
        (date(2028, 2, 29), None),
        (date(2036, 7, 1), None),
        (date(2036, 7, 2), Doubt.TOO_LATE),
        (date(2099, 12, 31), Doubt.TOO_LATE),
    ],
)
def test_against_the_last_record_and_the_programs_age(day, doubt):
    assert doubt_about(day, last=LAST, vouched=None, built_on=BUILT) is doubt


@pytest.mark.parametrize(("day", "doubt"), [(date(2026, 6, 30), Doubt.BEFORE_BUILD), (BUILT, None)])
def test_a_new_ledger_has_only_the_day_it_was_made(day, doubt):
    assert doubt_about(day, last=None, vouched=None, built_on=BUILT) is doubt


def test_what_somebody_vouched_for_moves_the_bounds():
    assert doubt_about(date(2040, 1, 1), last=None, vouched=date(2037, 1, 1), built_on=BUILT) is None
    assert (
        doubt_about(date(2048, 1, 1), last=None, vouched=date(2037, 1, 1), built_on=BUILT) is Doubt.TOO_LATE
    )
    assert doubt_about(date(2026, 5, 2), last=None, vouched=date(2026, 5, 1), built_on=BUILT) is None
    assert (
        doubt_about(date(2026, 4, 2), last=None, vouched=date(2026, 5, 1), built_on=BUILT)
        is Doubt.BEFORE_BUILD
    )


def test_a_program_made_on_a_leap_day_also_has_ten_years():
    made = date(2028, 2, 29)
    assert doubt_about(date(2038, 3, 1), last=None, vouched=None, built_on=made) is None
    assert doubt_about(date(2038, 3, 2), last=None, vouched=None, built_on=made) is Doubt.TOO_LATE


@pytest.mark.parametrize("doubt", Doubt)
def test_each_doubt_names_the_computers_date(doubt):
    assert "1999-09-09" in doubt_words(doubt, date(1999, 9, 9), LAST)


class TestStatedDate:
    @pytest.fixture
    def computer(self):
        return SetClock(datetime(1970, 1, 2, 9, tzinfo=CHINA))

    @pytest.fixture
    def clock(self, computer):
        return OfficeClock(computer)

    def test_it_stands_in_for_the_computers_and_goes_on(self, clock, computer):
        clock.go_by(clock.at_date(date(2026, 11, 20)))
        assert clock.corrected
        assert today(clock) == date(2026, 11, 20)
        assert clock.now().astimezone(CHINA).hour == 9
        computer.set(datetime(1970, 1, 3, 8, tzinfo=CHINA))
        assert today(clock) == date(2026, 11, 21)

    def test_where_the_computer_says_the_same_nothing_is_corrected(self, clock):
        clock.go_by(clock.at_date(date(1970, 1, 2)))
        assert not clock.corrected

    @pytest.mark.parametrize("jump", [timedelta(days=20000), timedelta(hours=37), timedelta(hours=-3)])
    def test_a_clock_that_was_put_right_meanwhile_is_asked_again(self, clock, computer, jump):
        clock.go_by(clock.at_date(date(2026, 11, 20)))
        moved = datetime(1970, 1, 2, 9, tzinfo=CHINA) + jump
        computer.set(moved)
        assert clock.now() == moved
        assert not clock.corrected


@pytest.mark.parametrize(
    ("megabytes", "found"), [(49, Room.NONE), (50, Room.LOW), (199, Room.LOW), (200, Room.ENOUGH)]
)
def test_room_on_the_disk(megabytes, found):
    assert room(megabytes * 1024 * 1024) is found
