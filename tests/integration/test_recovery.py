"""A damaged ledger at start: the newest sound backup takes its place, the damaged file is kept, nothing is silent."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from app.bootstrap import build_app
from app.errors import EnvironmentProblem
from app.models.engine import raw_connect
from app.services.backup import list_backups, verify_file
from app.services.lock import InstanceLock
from app.services.recovery import newest_sound_backup, recover
from app.services.store import LedgerDamaged

DAY = date(2026, 10, 10)
KINDS = ("head", "middle", "half", "picture")


def damage(path, kind: str) -> None:
    data = bytearray(path.read_bytes())
    if kind == "head":
        data[:100] = bytes(100)
    elif kind == "middle":
        middle = len(data) // 2 // 4096 * 4096
        data[middle : middle + 8192] = b"\xa5" * 8192
    elif kind == "half":
        del data[len(data) // 2 :]
    else:
        data = bytearray(b"\x89PNG\r\n\x1a\n" + bytes(4000))
    path.write_bytes(data)


@pytest.fixture
def closed(village):
    """Two backups and one line after them; the window is closed. The village."""
    village.at(date(2026, 10, 20))
    village.declare("孙石头", "dues", DAY)
    village.app.system.backup_now(village.recorder)
    village.declare("钱二妹", "dues", DAY)
    village.app.system.backup_now(village.recorder)
    village.declare("林为民", "dues", DAY)
    village.app.close()
    return village


@pytest.mark.parametrize("kind", KINDS)
def test_the_newest_sound_backup_takes_the_place_and_the_damaged_file_is_kept(closed, kind):
    paths = closed.app.paths
    newest = list_backups(paths.backups)[0]
    damage(paths.ledger, kind)
    spoilt = paths.ledger.read_bytes()
    with pytest.raises(LedgerDamaged):
        build_app(paths, clock=closed.clock)
    found = newest_sound_backup(paths)
    assert found is not None
    assert found.backup.path == newest.path
    assert f"到第 {newest.seq} 条办理记录（2026-10-20）" in found.sentence
    assert "会丢失" in found.sentence
    kept = recover(paths, found, closed.clock)
    assert (kept.parent, kept.name[:17]) == (paths.backups, "damaged-20261020-")
    assert kept.read_bytes() == spoilt
    app = build_app(paths, clock=closed.clock)
    try:
        view = app.system.view()
        assert (view.seq, view.epoch, view.events[0].action) == (newest.seq + 1, 2, "恢复备份")
        assert {b.path for b in view.backups} >= {newest.path}
        # The event of the recovery is newer than every backup, so the next exit backs up.
        assert app.system.backup_if_changed() is not None
    finally:
        app.close()
    assert verify_file(paths.ledger).faults == ()


def test_a_file_that_can_still_be_read_says_how_much_is_lost(closed):
    # Only the members' pages are spoilt: the chain of events can still be counted.
    paths = closed.app.paths
    connection = raw_connect(paths.ledger)
    root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'member'").fetchone()[0]
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    data = bytearray(paths.ledger.read_bytes())
    data[(root - 1) * size : root * size] = b"\xa5" * size
    paths.ledger.write_bytes(data)
    with pytest.raises(LedgerDamaged):
        build_app(paths, clock=closed.clock)
    found = newest_sound_backup(paths)
    assert found is not None
    assert found.lost == 1
    assert "此后的 1 条会丢失" in found.sentence


def test_a_spoilt_backup_is_passed_over(closed):
    paths = closed.app.paths
    newest, older, *_ = list_backups(paths.backups)
    damage(newest.path, "middle")
    damage(paths.ledger, "middle")
    found = newest_sound_backup(paths)
    assert found is not None
    assert found.backup.path == older.path


def test_without_a_sound_backup_there_is_none_to_offer(closed):
    paths = closed.app.paths
    for info in list_backups(paths.backups):
        damage(info.path, "head")
    damage(paths.ledger, "middle")
    assert newest_sound_backup(paths) is None


def test_the_journal_of_the_damaged_file_is_not_played_into_the_new_one(closed):
    paths = closed.app.paths
    damage(paths.ledger, "middle")
    journal = paths.ledger.with_name("ledger.db-journal")
    journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(2000))
    found = newest_sound_backup(paths)
    assert found is not None
    # Reading the damaged file may have emptied its journal; what matters is one at the moment of the change.
    journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(2000))
    kept = recover(paths, found, closed.clock)
    assert kept.with_name(kept.name + "-journal").exists()
    assert not journal.exists()
    assert verify_file(paths.ledger).faults == ()


def test_two_damaged_files_of_one_second_are_both_kept(closed):
    paths = closed.app.paths
    kept = []
    for kind in ("middle", "half"):
        damage(paths.ledger, kind)
        found = newest_sound_backup(paths)
        assert found is not None
        closed.at(date(2026, 10, 21))
        kept.append(recover(paths, found, closed.clock))
    assert [path.name for path in kept] == ["damaged-20261021-100000.db", "damaged-20261021-100000-1.db"]
    assert all(path.exists() for path in kept)


def test_a_second_window_keeps_it_from_happening(closed):
    paths = closed.app.paths
    damage(paths.ledger, "middle")
    spoilt = paths.ledger.read_bytes()
    found = newest_sound_backup(paths)
    assert found is not None
    other = InstanceLock(paths.lock_file)
    other.acquire()
    try:
        with pytest.raises(EnvironmentProblem, match="已经打开"):
            recover(paths, found, closed.clock)
    finally:
        other.release()
    assert paths.ledger.read_bytes() == spoilt


def test_a_full_disk_leaves_the_damaged_file_as_it_was(closed, monkeypatch):
    paths = closed.app.paths
    damage(paths.ledger, "middle")
    spoilt = paths.ledger.read_bytes()
    found = newest_sound_backup(paths)
    assert found is not None
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    with pytest.raises(EnvironmentProblem, match="磁盘空间不够"):
        recover(paths, found, closed.clock)
    assert paths.ledger.read_bytes() == spoilt


def test_a_foreign_database_is_no_damaged_ledger(paths, clock):
    paths.create()
    connection = raw_connect(paths.ledger)
    connection.execute("CREATE TABLE foreigner (id INTEGER)")
    connection.close()
    with pytest.raises(EnvironmentProblem) as problem:
        build_app(paths, clock=clock)
    assert not isinstance(problem.value, LedgerDamaged)
