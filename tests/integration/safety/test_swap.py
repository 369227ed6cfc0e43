"""A ledger is replaced in one step: before it the old one stands, after it the new one with epoch and event."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from app.bootstrap import build_app, install_sample
from app.errors import EnvironmentProblem
from app.models.engine import raw_connect
from app.paths import AppPaths
from app.services import ledger_file
from app.services.months import Month
from app.services.recovery import accept_old
from app.services.safety import memory
from app.services.safety.history import OldLedger
from app.services.sample.load import Stage

DAY = date(2026, 10, 10)


class Cut(BaseException):
    """The power fails."""


def lose_power(app) -> None:
    """What a dead process leaves: no mark at the end, the lock given back."""
    app.store.engine.dispose()
    app.store.lock.release()
    app.store.closed = True


def newest(paths, clock) -> tuple[str, int, int]:
    context = build_app(paths, clock=clock)
    try:
        view = context.system.view()
        return view.events[0].action, view.epoch, view.seq
    finally:
        context.close()


@pytest.fixture
def planned(village):
    """A backup, two lines after it, another backup: the mark knows the lines. The village and the first backup."""
    village.at(date(2026, 10, 20))
    village.app.system.backup_now(village.recorder)
    backup = village.app.system.view().backups[0].path
    village.declare("孙石头", "dues", DAY)
    village.declare("钱二妹", "dues", DAY)
    village.app.system.backup_now(village.recorder)
    return village, backup


def cut_at(monkeypatch, step: str, paths: AppPaths) -> None:
    """Fail just before, or just after, the staged file takes the ledger's name."""
    real = Path.replace

    def replace(self, target):
        if Path(target) != paths.ledger:
            return real(self, target)
        if step == "after":
            real(self, target)
        raise Cut

    monkeypatch.setattr(Path, "replace", replace)


@pytest.mark.parametrize("step", ["before", "after"])
def test_a_cut_in_a_restore_raises_no_false_alarm(planned, monkeypatch, step):
    village, backup = planned
    seq = village.app.system.view().seq
    with monkeypatch.context() as patch:
        cut_at(patch, step, village.app.paths)
        with pytest.raises(Cut):
            village.app.system.restore(village.secretary, backup, typed_back="2")
    lose_power(village.app)
    found = newest(village.app.paths, village.clock)
    assert found == (("申报", 1, seq) if step == "before" else ("恢复备份", 2, seq - 1))


def test_a_fault_while_the_event_is_written_leaves_the_ledger_as_it_was(planned, monkeypatch):
    village, backup = planned
    before = village.app.system.view()

    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(ledger_file, "record", full)
        with pytest.raises(EnvironmentProblem, match="磁盘已满"):
            village.app.system.restore(village.secretary, backup, typed_back="2")
    after = village.app.system.view()
    assert (after.seq, after.epoch, after.events) == (before.seq, before.epoch, before.events)
    assert not list(village.app.paths.root.glob("ledger.restore*"))
    village.app.system.restore(village.secretary, backup, typed_back="2")
    assert village.app.system.view().events[0].action == "恢复备份"


@pytest.mark.parametrize("step", ["before", "after"])
def test_a_cut_while_the_sample_is_installed_raises_no_false_alarm(empty, clock, monkeypatch, step):
    with monkeypatch.context() as patch:
        cut_at(patch, step, empty.paths)
        with pytest.raises(Cut):
            install_sample(empty, until=Month(2026, 8), stage=Stage.DECLARED, progress=lambda *_args: None)
    lose_power(empty)
    clock.set(clock.now().replace(month=11))
    assert newest(empty.paths, clock)[0] == ("建立台账" if step == "before" else "装入示例村")


@pytest.fixture
def put_back(village, tmp_path):
    """An older file lies in the folder again. The village and what is known of the file."""
    village.at(date(2026, 10, 20))
    village.app.close()
    old = tmp_path / "old.db"
    shutil.copyfile(village.app.paths.ledger, old)
    context = build_app(village.app.paths, clock=village.clock)
    village = village.on(context, village.clock)
    village.declare("孙石头", "dues", DAY)
    context.close()
    shutil.copyfile(old, village.app.paths.ledger)
    return village, refused(village)


def refused(village):
    with pytest.raises(OldLedger) as fault:
        build_app(village.app.paths, clock=village.clock)
    return fault.value.found


def test_accepting_is_done_whole_or_not_at_all(put_back, monkeypatch):
    village, found = put_back

    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(ledger_file, "record", full)
        with pytest.raises(EnvironmentProblem):
            accept_old(village.app.paths, found, village.clock)
    assert refused(village) == found, "it must not open silently afterwards"
    accept_old(village.app.paths, found, village.clock)
    assert newest(village.app.paths, village.clock)[:2] == ("启用放回的台账", 2)


def test_what_cannot_be_remembered_is_accepted_all_the_same(put_back, monkeypatch):
    village, found = put_back

    def read_only(*_args):
        raise PermissionError(13, "no")

    monkeypatch.setattr(memory, "write_atomic", read_only)
    accept_old(village.app.paths, found, village.clock)
    for _ in range(2):
        assert newest(village.app.paths, village.clock)[:2] == ("启用放回的台账", 2)


def test_another_file_than_the_one_that_was_looked_at_is_not_accepted(put_back):
    village, found = put_back
    connection = raw_connect(village.app.paths.ledger)
    connection.execute("UPDATE ledger SET uid = 'another'")
    connection.close()
    with pytest.raises(OldLedger, match="另一份台账"):
        accept_old(village.app.paths, found, village.clock)


def test_whole_copies_that_a_killed_program_left_are_removed_at_the_next_start(village):
    village.app.close()
    paths = village.app.paths
    left = [paths.backups / "check-x1", paths.root / "check-x2", paths.root / "sample-x3"]
    for folder in left:
        folder.mkdir()
        shutil.copyfile(paths.ledger, folder / "ledger.db")
    kept = paths.documents / "sample-list"
    kept.mkdir()
    build_app(paths, clock=village.clock).close()
    assert [folder.exists() for folder in left] == [False] * 3
    assert kept.exists()
