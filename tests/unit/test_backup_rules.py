"""Which backups stay: all of two days, then 12 daily, 10 weekly, 9 monthly, never fewer than ten."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.clock import CHINA
from app.services.backup import BackupInfo, list_backups, to_keep

NOW = datetime(2026, 10, 31, 18, tzinfo=CHINA)


def backup(seq: int, made_at: datetime) -> BackupInfo:
    return BackupInfo(Path(f"ledger-{seq:06d}-{made_at:%Y%m%d-%H%M%S}.db"), seq, made_at, 1)


def daily(days: int) -> list[BackupInfo]:
    return [backup(1000 - n, NOW - timedelta(days=n)) for n in range(days)]


def kept_ages(backups: list[BackupInfo]) -> list[int]:
    keep = to_keep(backups, NOW)
    return [(NOW - b.made_at).days for b in backups if b.path in keep]


def test_everything_of_two_days_stays():
    half_hours = [backup(1000 - n, NOW - timedelta(minutes=30 * n)) for n in range(96)]
    assert to_keep(half_hours, NOW) == {b.path for b in half_hours}


def test_a_year_of_daily_backups_thins_out_by_age():
    ages = kept_ages(daily(366))
    assert ages[:12] == list(range(12))
    weeks = [age for age in ages if 12 <= age < 70]
    assert 6 <= len(weeks) <= 10
    months = [age for age in ages if age >= 70]
    assert 5 <= len(months) <= 8
    assert max(ages) > 200
    assert len(ages) <= 12 + 10 + 9


def test_of_one_day_the_last_stays():
    old = NOW - timedelta(days=10)
    same_day = [backup(100 + n, old.replace(hour=8) + timedelta(hours=n)) for n in range(6)]
    newer = [backup(200 + n, NOW - timedelta(hours=12 - n)) for n in range(12)]
    keep = to_keep([*same_day, *newer], NOW)
    assert same_day[-1].path in keep
    assert not {b.path for b in same_day[:-1]} & keep


def test_the_ten_newest_stay_whatever_their_age():
    ancient = [backup(n, NOW - timedelta(days=1000, hours=n)) for n in range(15)]
    newest = {b.path for b in ancient if b.seq >= 5}
    assert newest <= to_keep(ancient, NOW)


def test_newest_goes_by_sequence_not_by_clock():
    """A clock that was wrong for a while must not make the newest ledger look old."""
    wrong_clock = [backup(100 + n, NOW - timedelta(days=2000 + n)) for n in range(10)]
    right_clock = [backup(n, NOW - timedelta(days=3, hours=n)) for n in range(30)]
    assert {b.path for b in wrong_clock} <= to_keep([*wrong_clock, *right_clock], NOW)


def test_a_clock_that_went_back_makes_everything_a_backup_of_the_future():
    backups = daily(400)
    assert to_keep(backups, NOW - timedelta(days=20000)) == {b.path for b in backups}


def test_one_backup_from_the_future_stays_and_does_not_keep_all_others_for_ever():
    future = backup(999, NOW + timedelta(days=20000))
    others = daily(400)
    assert to_keep([future, *others], NOW) == to_keep(others, NOW) | {future.path}


def test_no_backups_is_no_fault():
    assert to_keep([], NOW) == frozenset()


@given(st.lists(st.integers(0, 24 * 900), max_size=120, unique=True))
def test_thinning_twice_changes_nothing_more(hours):
    backups = [backup(5000 - n, NOW - timedelta(hours=age)) for n, age in enumerate(sorted(hours))]
    first = to_keep(backups, NOW)
    assert len(first) >= min(10, len(backups))
    left = [b for b in backups if b.path in first]
    assert to_keep(left, NOW) == first


def test_only_files_with_our_name_are_backups(tmp_path):
    for name in ("ledger-01-000012-20261031-180000.db", "ledger-01-1000000-20261031-180001.db"):
        (tmp_path / name).write_bytes(b"x")
    for name in (
        "ledger-12.db",
        "ledger-01-000013-20261031-180000.db.part",
        "ledger-000014-20261031-180000.db",
        "copy of ledger-000012.db",
        "ledger.db",
    ):
        (tmp_path / name).write_bytes(b"x")
    found = list_backups(tmp_path)
    assert [b.seq for b in found] == [1000000, 12]
    assert found[1].made_at == datetime(2026, 10, 31, 18, tzinfo=CHINA)
