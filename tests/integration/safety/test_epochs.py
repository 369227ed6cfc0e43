"""Each restore begins a new history: its backups are made, come first and are the ones that are copied."""

from __future__ import annotations

import shutil
from datetime import date
from itertools import product

import pytest

from app.bootstrap import build_app
from app.paths import AppPaths
from app.services.backup import chain_hashes, list_backups, verify_file
from app.services.recovery import accept_old, newest_sound_backup, recover
from app.services.safety.history import OldLedger
from tests.helpers.computers import StandIn, quietly

DAY = date(2026, 10, 10)
NAMES = ("孙石头", "钱二妹", "林为民", "周小禾")


@pytest.fixture(autouse=True)
def _october(village):
    village.at(date(2026, 10, 20))


def declare(village, names=NAMES, items=("dues",)):
    for name, item in product(names, items):
        village.declare(name, item, DAY, basis="记录")


def restore(village, backup) -> None:
    system = village.app.system
    lost = system.plan_restore(village.secretary, backup).lost_count
    system.restore(village.secretary, backup, typed_back=str(lost))


def live(village) -> tuple[int, int]:
    view = village.app.system.view()
    return view.epoch, view.seq


def first_backup(village):
    village.app.system.backup_now(village.recorder)
    return village.app.system.view().backups[0].path


def test_after_restoring_the_same_backup_twice_every_change_is_backed_up(village):
    backup = first_backup(village)
    for _ in range(2):
        declare(village)
        village.app.system.backup_now(village.recorder)
        restore(village, backup)
    assert village.app.system.view().epoch == 3
    declare(village, NAMES[:3])
    made = village.app.system.backup_if_changed()
    assert made is not None
    assert (made.epoch, made.seq) == live(village)
    assert village.app.system.view().backups[0].path == made.path


def test_the_oldest_backup_restored_after_others_begins_the_newest_history(village):
    oldest = first_backup(village)
    declare(village, NAMES[:1])
    village.app.system.backup_now(village.recorder)
    for _ in range(2):
        restore(village, village.app.system.view().backups[0].path)
        village.app.system.backup_now(village.recorder)
    restore(village, oldest)
    assert "恢复以后还没有备份过" in "".join(village.app.system.view().warnings)
    declare(village, NAMES, ("dues", "volunteer"))
    made = village.app.system.backup_if_changed()
    assert made is not None
    assert made.epoch == max(backup.epoch for backup in list_backups(village.app.paths.backups)) == 4
    assert village.app.system.view().backups[0].path == made.path


def test_a_copy_holds_the_present_state_and_not_a_longer_one_that_was_given_up(village, tmp_path):
    backup = first_backup(village)
    for names in (NAMES, NAMES[:1]):
        declare(village, names)
        restore(village, backup)
    declare(village, NAMES[:1])
    stick = tmp_path / "stick"
    stick.mkdir()
    copied = village.app.system.copy_backup(village.recorder, None, stick, progress=quietly)
    village.app.store.engine.dispose()
    assert chain_hashes(copied.target) == chain_hashes(village.app.paths.ledger)


def test_a_ledger_put_in_from_elsewhere_and_accepted_is_backed_up(village, tmp_path):
    newest = first_backup(village)
    for _ in range(2):
        restore(village, newest)
        village.app.system.backup_now(village.recorder)
    village.app.close()
    other = AppPaths(tmp_path / "other")
    build_app(other, clock=village.clock).close()
    shutil.copyfile(other.ledger, village.app.paths.ledger)
    with pytest.raises(OldLedger) as fault:
        build_app(village.app.paths, clock=village.clock)
    accept_old(village.app.paths, fault.value.found, village.clock)
    context = build_app(village.app.paths, clock=village.clock)
    try:
        assert context.system.view().epoch == 4
        made = context.system.backup_if_changed()
        assert made is not None
        assert context.system.view().backups[0].path == made.path
    finally:
        context.close()


def test_a_foreign_backup_with_the_same_numbers_does_not_pass_for_ours(village, tmp_path, opened):
    made = village.app.system.backup_if_changed()
    assert made is not None
    elsewhere = opened(AppPaths(tmp_path / "another")).system.backup_if_changed()
    shutil.copyfile(elsewhere.path, made.path)
    assert village.app.system.backup_if_changed() is not None


def test_a_damaged_ledger_is_not_replaced_by_a_longer_history_that_was_given_up(village):
    backup = first_backup(village)
    declare(village)
    village.app.system.backup_now(village.recorder)
    longer = village.app.system.view().seq
    restore(village, backup)
    made = village.app.system.backup_if_changed()
    village.app.close()
    # As an older program named it: with the epoch of the file that was restored.
    misnamed = made.path.with_name(made.path.name.replace("ledger-02", "ledger-01"))
    made.path.rename(misnamed)
    village.app.paths.ledger.write_bytes(b"")
    found = newest_sound_backup(village.app.paths)
    assert found.backup.path == misnamed
    assert found.whole
    assert found.backup.events < longer
    recover(village.app.paths, found, village.clock)
    assert verify_file(village.app.paths.ledger).epoch == 3


def test_a_copy_of_which_the_disk_is_unknown_is_counted_and_said(village_folder, paths, clock, tmp_path):
    class Silent(StandIn):
        def same_disk(self, one, other):
            return None

    folder, built = village_folder
    shutil.rmtree(paths.root)
    shutil.copytree(folder, paths.root)
    context = build_app(paths, clock=clock, computer=Silent())
    try:
        target = tmp_path / "phone"
        target.mkdir()
        copied = context.system.copy_backup(built.recorder, None, target, progress=quietly)
        assert "请自己看一下" in copied.changes.warnings[0]
        assert "可以拔出" not in copied.changes.message
        assert str(target) in context.safety.view().copied
    finally:
        context.close()
