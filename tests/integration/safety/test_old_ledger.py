"""An old copy put back, a fork, another ledger, an empty or missing file: always noticed, never silently accepted."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from app.bootstrap import build_app
from app.models.engine import raw_connect
from app.models.migrate import head_revision
from app.paths import AppPaths
from app.services.actor import Actor
from app.services.backup import verify_file
from app.services.recovery import accept_old, newest_sound_backup, recover
from app.services.safety.history import Break, OldLedger
from app.services.store import LedgerDamaged
from app.services.workflow import Role

DAY = date(2026, 10, 10)
HEAD = head_revision()
SECRETARY = Actor("x", "林为民", Role.SECRETARY)


@pytest.fixture
def closed(village, tmp_path):
    """Closed after two lines and a backup; an older copy of the file lies outside. The village and that copy."""
    village.at(date(2026, 10, 20))
    old = tmp_path / "old.db"
    village.app.close()
    shutil.copyfile(village.app.paths.ledger, old)
    context = build_app(village.app.paths, clock=village.clock)
    village = village.on(context, village.clock)
    village.declare("孙石头", "dues", DAY)
    village.declare("钱二妹", "dues", DAY)
    village.app.system.backup_now(village.recorder)
    village.app.close()
    return village, old


def refused(village) -> OldLedger:
    before = village.app.paths.ledger.read_bytes()
    with pytest.raises(OldLedger) as problem:
        build_app(village.app.paths, clock=village.clock)
    assert village.app.paths.ledger.read_bytes() == before
    return problem.value


def newest(village) -> str:
    context = build_app(village.app.paths, clock=village.clock)
    try:
        return context.system.view().events[0].action
    finally:
        context.close()


def test_the_same_file_opens_again(closed):
    village, _ = closed
    assert newest(village) == "申报"


def test_an_older_copy_is_refused_and_says_how_much_is_missing(closed):
    village, old = closed
    seq = verify_file(old).events
    shutil.copyfile(old, village.app.paths.ledger)
    fault = refused(village)
    assert (fault.found.kind, fault.found.missing) == (Break.OLDER, 2)
    assert f"到第 {seq} 条（2026-10-01）" in fault.message
    assert f"用到第 {seq + 2} 条，少了 2 条" in fault.message
    assert "核实" in fault.hint
    # Asking twice does not wear the answer down.
    assert refused(village).found == fault.found


def test_the_newest_backup_brings_back_what_is_missing(closed):
    village, old = closed
    shutil.copyfile(old, village.app.paths.ledger)
    fault = refused(village)
    found = newest_sound_backup(village.app.paths)
    assert found is not None
    assert (found.whole, fault.found.missing) == (True, 2)
    kept = recover(village.app.paths, found, village.clock)
    assert kept is not None
    assert kept.read_bytes() == old.read_bytes()
    assert newest(village) == "恢复备份"


def test_on_her_word_it_is_used_as_it_is_and_the_chain_says_so(closed):
    village, old = closed
    shutil.copyfile(old, village.app.paths.ledger)
    fault = refused(village)
    accept_old(village.app.paths, fault.found, village.clock)
    context = build_app(village.app.paths, clock=village.clock)
    try:
        view = context.system.view()
        assert (view.events[0].action, view.epoch) == ("启用放回的台账", 2)
        assert context.system.backup_if_changed() is not None
        assert context.system.view().backups[0].epoch == 2
    finally:
        context.close()
    assert verify_file(village.app.paths.ledger).faults == ()


def test_a_copy_that_was_worked_on_elsewhere_is_a_fork(closed):
    village, old = closed
    elsewhere = AppPaths(village.app.paths.root.with_name("elsewhere"))
    elsewhere.create()
    shutil.copyfile(old, elsewhere.ledger)
    context = build_app(elsewhere, clock=village.clock)
    other = village.on(context, village.clock)
    for name in ("林为民", "周小禾", "陈阿婆"):
        other.declare(name, "dues", DAY)
    context.close()
    shutil.copyfile(elsewhere.ledger, village.app.paths.ledger)
    fault = refused(village)
    assert fault.found.kind is Break.FORKED
    assert "不是同一次办理" in fault.message
    assert fault.found.to_type == fault.found.seq


def test_another_ledger_is_named_as_such(closed, tmp_path):
    village, _ = closed
    elsewhere = AppPaths(tmp_path / "elsewhere")
    build_app(elsewhere, clock=village.clock).close()
    shutil.copyfile(elsewhere.ledger, village.app.paths.ledger)
    fault = refused(village)
    assert fault.found.kind is Break.OTHER
    assert "另一份台账" in fault.message


def test_a_longer_history_of_the_same_ledger_is_welcome(closed):
    """The mark is written at the end of a sitting: after a power cut the ledger is ahead of it."""
    village, _ = closed
    context = build_app(village.app.paths, clock=village.clock)
    village.on(context, village.clock).declare("林为民", "dues", DAY)
    context.store.engine.dispose()
    context.store.lock.release()
    assert newest(village) == "申报"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"x": 1}'])
def test_an_unreadable_memory_locks_nobody_out(closed, text):
    village, _ = closed
    village.app.paths.memory_file.write_text(text, "utf-8")
    assert newest(village) == "申报"
    assert village.app.paths.memory_file.stat().st_size > 10


def test_a_restore_inside_the_program_is_no_surprise_at_the_next_start(village):
    village.at(date(2026, 10, 20))
    village.app.system.backup_now(village.recorder)
    backup = village.app.system.view().backups[0].path
    for name in ("孙石头", "钱二妹", "林为民"):
        village.declare(name, "dues", DAY)
    village.app.system.backup_now(village.recorder)
    village.app.system.restore(village.secretary, backup, typed_back="3")
    # As after a power cut: nothing was remembered at the end.
    village.app.store.engine.dispose()
    village.app.store.lock.release()
    village.app.store.closed = True
    assert newest(village) == "恢复备份"


def test_for_the_users_own_folder_the_memory_lies_apart_from_the_data(
    own_folder, village_folder, clock, tmp_path
):
    """So that even an old copy of the whole folder is noticed."""
    paths = own_folder
    shutil.copytree(village_folder[0], paths.root)
    paths.root.joinpath("remembered.json").unlink()
    build_app(paths, clock=clock).close()
    shutil.copytree(paths.root, tmp_path / "kept")
    assert not (tmp_path / "kept" / "remembered.json").exists()
    context = build_app(paths, clock=clock)
    context.safety.settle_date(SECRETARY, date(2026, 10, 1))
    context.close()
    shutil.rmtree(paths.root)
    shutil.copytree(tmp_path / "kept", paths.root)
    with pytest.raises(OldLedger, match="少了 1 条"):
        build_app(paths, clock=clock)


def test_a_ledger_of_no_bytes_is_damaged_and_a_backup_is_offered(closed):
    village, _ = closed
    village.app.paths.ledger.write_bytes(b"")
    with pytest.raises(LedgerDamaged, match="0 字节"):
        build_app(village.app.paths, clock=village.clock)
    found = newest_sound_backup(village.app.paths)
    assert found is not None
    recover(village.app.paths, found, village.clock)
    assert newest(village) == "恢复备份"


@pytest.mark.parametrize("remembered", [True, False])
def test_a_ledger_that_is_gone_is_not_replaced_by_an_empty_one(closed, remembered):
    village, _ = closed
    village.app.paths.ledger.unlink()
    if not remembered:
        village.app.paths.memory_file.unlink()
    with pytest.raises(LedgerDamaged, match="没有台账文件") as fault:
        build_app(village.app.paths, clock=village.clock)
    assert fault.value.title == "台账文件不见了"
    assert not village.app.paths.ledger.exists()
    found = newest_sound_backup(village.app.paths)
    assert found is not None
    assert not village.app.paths.ledger.exists()
    assert recover(village.app.paths, found, village.clock) is None
    assert newest(village) == "恢复备份"


def test_an_old_file_cannot_be_accepted_past_a_fault(closed):
    """What keeps the file from opening keeps the memory of the right one."""
    village, old = closed
    shutil.copyfile(old, village.app.paths.ledger)
    fault = refused(village)
    connection = raw_connect(village.app.paths.ledger)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(Exception, match="更新版本"):
        accept_old(village.app.paths, fault.found, village.clock)
    connection = raw_connect(village.app.paths.ledger)
    connection.execute("UPDATE alembic_version SET version_num = ?", (HEAD,))
    connection.close()
    assert refused(village).found == fault.found
