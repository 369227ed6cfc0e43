"""The data folder is gone, or was brought from another computer: nobody is locked out, and nothing is lost by a click."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from app.bootstrap import build_app
from app.errors import UserError
from app.paths import AppPaths
from app.services.backup import list_backups, verify_file
from app.services.recovery import accept_old, chosen_backup, newest_sound_backup, recover, start_over
from app.services.safety.history import Break, OldLedger
from app.services.store import LedgerDamaged
from tests.helpers.computers import quietly

DAY = date(2026, 10, 10)
OLD = Path(__file__).parents[2] / "data" / "db" / "0001.db"


@pytest.fixture
def used(own_folder, village_folder, clock):
    """This user's own ledger, opened before: what is remembered of it lies apart from the data."""
    folder, built = village_folder
    shutil.copytree(folder, own_folder.root)
    own_folder.root.joinpath("remembered.json").unlink()
    village = built.on(build_app(own_folder, clock=clock), clock)
    village.at(date(2026, 10, 20))
    yield village
    village.app.close()


def gone(paths, clock) -> LedgerDamaged:
    with pytest.raises(LedgerDamaged) as fault:
        build_app(paths, clock=clock)
    return fault.value


def events(paths, clock) -> list[str]:
    context = build_app(paths, clock=clock)
    try:
        return [event.action for event in context.system.view().events]
    finally:
        context.close()


def test_a_ledger_that_was_never_set_up_leaves_no_mark(own_folder, clock):
    build_app(own_folder, clock=clock).close()
    shutil.rmtree(own_folder.root)
    assert events(own_folder, clock) == ["建立台账"]


def test_a_folder_that_is_gone_comes_back_from_a_stick_with_its_pictures(used, tmp_path):
    photo = tmp_path / "photo.jpg"
    Image.new("RGB", (40, 30), "red").save(photo)
    line = used.declare("孙石头", "dues", DAY)
    used.app.attachments.add(used.recorder, line, photo)
    stick = tmp_path / "stick"
    stick.mkdir()
    target = used.app.system.copy_backup(used.recorder, None, stick, progress=quietly).target
    paths = used.app.paths
    used.app.close()
    shutil.rmtree(paths.root)
    for _ in range(2):
        assert gone(paths, used.clock).title == "台账文件不见了"
        assert newest_sound_backup(paths) is None
    found = chosen_backup(paths, target)
    assert (found.whole, found.other) == (True, False)
    assert found.sentence.startswith("选的这份备份是 2026-10-20 10:00 做的")
    assert found.sentence.endswith("上次用到的内容都在里面。")
    assert recover(paths, found, used.clock) is None
    context = build_app(paths, clock=used.clock)
    try:
        assert [event.action for event in context.system.view().events[:2]] == ["恢复备份", "添加附件"]
        [picture] = context.attachments.of_line(line)
        assert context.attachments.data(picture.sha256)
    finally:
        context.close()


def test_without_any_backup_a_new_ledger_is_begun_and_opens_ever_after(used):
    paths = used.app.paths
    used.app.close()
    shutil.rmtree(paths.root)
    gone(paths, used.clock)
    assert start_over(paths, used.clock) is None
    for _ in range(2):
        assert events(paths, used.clock) == ["建立台账"]


def test_a_new_beginning_keeps_the_damaged_file_and_the_backups_and_is_a_new_history(used):
    paths = used.app.paths
    used.app.system.backup_now(used.recorder)
    used.app.close()
    paths.ledger.write_bytes(b"spoilt")
    gone(paths, used.clock)
    kept = start_over(paths, used.clock)
    assert kept.read_bytes() == b"spoilt"
    context = build_app(paths, clock=used.clock)
    try:
        assert context.system.view().epoch == 2
        assert context.system.backup_if_changed().path == list_backups(paths.backups)[0].path
        assert len(list_backups(paths.backups)) == 2
    finally:
        context.close()


def test_a_backup_of_another_ledger_is_named_as_such(used, tmp_path, clock):
    other = build_app(AppPaths(tmp_path / "other"), clock=clock)
    file = other.system.backup_if_changed().path
    other.close()
    paths = used.app.paths
    used.app.close()
    shutil.rmtree(paths.root)
    gone(paths, used.clock)
    found = chosen_backup(paths, file)
    assert found.other
    assert "不是这台电脑上次用的那一份" in found.sentence


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no ledger", b"SQLite format 3\x00" + bytes(200)])
def test_a_file_that_is_no_backup_is_refused_in_words(used, tmp_path, content):
    file = tmp_path / "台账.db"
    file.write_bytes(content)
    with pytest.raises(UserError) as fault:
        chosen_backup(used.app.paths, file)
    assert "台账.db" in fault.value.message


def test_backups_of_an_older_format_are_sound(used, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    file = stick / "ledger-01-000001-20260101-120000.db"
    shutil.copyfile(OLD, file)
    assert chosen_backup(used.app.paths, file).backup.faults == ()
    assert list(stick.iterdir()) == [file], "nothing is written on the stick"
    plan = used.app.system.plan_restore(used.secretary, file)
    used.app.system.restore(used.secretary, file, typed_back=str(plan.lost_count))
    assert used.app.system.view().events[0].action == "恢复备份"
    paths = used.app.paths
    used.app.close()
    for backup in list_backups(paths.backups):
        backup.path.unlink()
    shutil.copyfile(OLD, paths.backups / file.name)
    paths.ledger.write_bytes(b"")
    paths.memory_file.unlink()
    found = newest_sound_backup(paths)
    assert found.backup.path == paths.backups / file.name
    recover(paths, found, used.clock)
    assert verify_file(paths.ledger).faults == ()


def test_an_upgrade_backs_up_the_older_format(paths, clock):
    paths.create()
    shutil.copyfile(OLD, paths.ledger)
    context = build_app(paths, clock=clock)
    context.close()
    [backup] = list_backups(paths.backups)
    assert chosen_backup(paths, backup.path).backup.faults == ()


@pytest.fixture
def moved(used, tmp_path):
    """The old computer's folder: a backup, then two lines. Its files."""
    used.app.system.backup_now(used.recorder)
    for name in ("孙石头", "钱二妹"):
        used.declare(name, "dues", DAY)
    seq = used.app.system.view().seq
    used.app.close()
    old = AppPaths(tmp_path / "old")
    shutil.copytree(used.app.paths.root, old.root)
    return used, old, seq


def bring(old: AppPaths, new: AppPaths) -> None:
    shutil.copyfile(old.ledger, new.ledger)
    shutil.copytree(old.backups, new.backups, dirs_exist_ok=True)


def test_on_a_computer_that_was_only_looked_at_the_old_folder_just_opens(moved, tmp_path):
    village, old, seq = moved
    new = AppPaths(tmp_path / "new")
    build_app(new, clock=village.clock).close()
    bring(old, new)
    assert len(events(new, village.clock)) == seq


def test_on_a_computer_with_another_ledger_no_older_backup_of_the_moved_one_is_offered(
    moved, tmp_path, village_folder
):
    village, old, seq = moved
    new = AppPaths(tmp_path / "new")
    # The sample village was tried here, say: another ledger with a mark of its own.
    shutil.copytree(village_folder[0], new.root)
    build_app(new, clock=village.clock).close()
    text = new.memory_file.read_text("utf-8")
    uid = verify_file(new.ledger).ledger
    new.memory_file.write_text(text.replace(uid, "another"), "utf-8")
    bring(old, new)
    with pytest.raises(OldLedger) as fault:
        build_app(new, clock=village.clock)
    assert fault.value.found.kind is Break.OTHER
    assert "如果是从别的电脑搬来的" in fault.value.hint
    assert fault.value.found.to_type == seq
    assert newest_sound_backup(new) is None
    accept_old(new, fault.value.found, village.clock)
    assert len(events(new, village.clock)) == seq + 1
