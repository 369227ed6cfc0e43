"""Copies on a stick, the weekly check of an older backup, where the data may lie, and what an upgrade tells."""

from __future__ import annotations

import os
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.bootstrap import build_app
from app.errors import Cancelled, EnvironmentProblem, UserError, WorkflowError
from app.paths import AppPaths
from app.services.backup import list_backups, verify_file
from app.services.safety import stick as stick_module
from app.services.safety.place import Place
from app.services.safety.service import CHECK_EVERY, COPY_EVERY
from app.services.safety.stick import copy_to_stick
from tests.helpers.computers import StandIn, quietly

DAY = date(2026, 10, 10)
NOW = date(2026, 10, 20)


@pytest.fixture
def computer(tmp_path: Path) -> StandIn:
    """A computer with one stick, plugged in."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return StandIn(sticks={folder})


@pytest.fixture
def stick(computer) -> Path:
    [folder] = computer.sticks
    return folder


@pytest.fixture
def office(village_folder, paths, clock, computer):
    folder, built = village_folder
    shutil.copytree(folder, paths.root)
    context = build_app(paths, clock=clock, computer=computer)
    village = built.on(context, clock)
    village.at(NOW)
    yield village
    context.close()


def notes(village, word: str) -> list[str]:
    return [text for text in village.app.safety.view().cares if word in text]


class TestCopies:
    def copy(self, office, stick, backup=None):
        return office.app.system.copy_backup(office.recorder, backup, stick, progress=quietly)

    def test_it_is_said_after_thirty_days_and_no_more_after_a_copy(self, office, stick):
        assert notes(office, "U 盘") == []
        office.at(date(2026, 10, 1) + timedelta(days=COPY_EVERY))
        assert "还没有把备份复制到 U 盘" in notes(office, "U 盘")[0]
        copied = self.copy(office, stick)
        assert copied.changes.message == "已复制并核对，可以拔出"
        view = office.app.safety.view()
        assert notes(office, "U 盘") == []
        assert view.copied == f"最近一次复制：10月31日，到 {stick}"
        office.at(date(2026, 10, 31) + timedelta(days=COPY_EVERY - 1))
        assert notes(office, "U 盘") == []
        office.at(date(2026, 10, 31) + timedelta(days=COPY_EVERY))
        assert "已有 30 天没有" in notes(office, "U 盘")[0]

    def test_the_present_state_is_backed_up_first(self, office, stick):
        office.declare("孙石头", "dues", DAY)
        seq = office.app.system.view().seq
        copied = self.copy(office, stick)
        assert verify_file(copied.target).events == seq

    def test_a_chosen_backup_is_copied_as_it_is_under_a_new_name_each_time(self, office, stick):
        office.app.system.backup_now(office.recorder)
        [info] = list_backups(office.app.paths.backups)
        office.declare("孙石头", "dues", DAY)
        targets = [self.copy(office, stick, info.path).target for _ in range(3)]
        assert len(set(targets)) == 3
        assert {target.read_bytes() for target in targets} == {info.path.read_bytes()}

    def test_a_folder_on_the_same_disk_is_no_second_disk(self, office, tmp_path):
        folder = tmp_path / "elsewhere"
        folder.mkdir()
        copied = self.copy(office, folder)
        assert copied.target.exists()
        assert "可以拔出" not in copied.changes.message
        assert "同一个盘" in copied.changes.warnings[0]
        assert office.app.safety.view().copied == ""

    def test_the_ledgers_own_folders_are_refused(self, office):
        for folder in (office.app.paths.backups, office.app.paths.root):
            with pytest.raises(UserError, match="自己的文件夹"):
                self.copy(office, folder)

    def test_a_damaged_backup_is_not_copied(self, office, stick):
        office.app.system.backup_now(office.recorder)
        [info] = list_backups(office.app.paths.backups)
        spoil(info.path)
        with pytest.raises(UserError, match="不完整"):
            self.copy(office, stick, info.path)
        assert list(stick.iterdir()) == []
        assert office.app.safety.view().spoilt == (info.path.name,)

    def test_a_viewer_copies_nothing(self, office, stick):
        with pytest.raises(WorkflowError):
            office.app.system.copy_backup(office.viewer, None, stick, progress=quietly)

    def test_stopping_leaves_nothing_behind(self, office, stick):
        def stop(done: int, total: int, label: str) -> None:
            raise Cancelled

        with pytest.raises(Cancelled):
            office.app.system.copy_backup(office.recorder, None, stick, progress=stop)
        assert list(stick.iterdir()) == []
        assert office.app.safety.view().copied == ""

    def test_a_stick_that_is_pulled_out_is_said_in_words(self, office, stick):
        def pull(done: int, total: int, label: str) -> None:
            if label == "正在核对":
                raise OSError(19, "No such device")

        with pytest.raises(EnvironmentProblem, match="已拔出"):
            office.app.system.copy_backup(office.recorder, None, stick, progress=pull)
        assert list(stick.iterdir()) == []

    def test_a_stick_that_gives_back_other_bytes_is_found_out(self, tmp_path, stick):
        source = tmp_path / "source.db"
        source.write_bytes(os.urandom(3_000_000))

        def lie(done: int, total: int, label: str) -> None:
            if done == total // 2 and label == "正在复制":
                spoil_later.append(stick / source.name)
            elif spoil_later:
                spoil(spoil_later.pop())

        spoil_later: list[Path] = []
        with pytest.raises(EnvironmentProblem, match="核对不符"):
            copy_to_stick(source, stick, progress=lie)
        assert list(stick.iterdir()) == []

    def test_bytes_and_folder_are_written_through_before_they_are_read_back(
        self, tmp_path, stick, monkeypatch
    ):
        """The order that survived 280 pulls: file, folder, then reading."""
        source = tmp_path / "source.db"
        source.write_bytes(b"x" * 5000)
        steps: list[str] = []
        real_sync, real_folder = os.fsync, stick_module.sync_folder
        monkeypatch.setattr(os, "fsync", lambda handle: (steps.append("file"), real_sync(handle))[1])
        monkeypatch.setattr(
            stick_module, "sync_folder", lambda folder: (steps.append("folder"), real_folder(folder))[1]
        )
        copy_to_stick(source, stick, progress=lambda _done, _total, label: steps.append(label))
        assert [s for n, s in enumerate(steps) if n == 0 or steps[n - 1] != s] == [
            "正在复制", "file", "folder", "file", "正在核对",
        ]  # fmt: skip


def spoil(path: Path) -> None:
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096] = b"\xa5" * 4096
    path.write_bytes(data)


class TestWeeklyCheck:
    @pytest.fixture
    def backups(self, office):
        """Two backups; the older one is the only one that may be drawn."""
        office.app.system.backup_now(office.recorder)
        office.declare("孙石头", "dues", DAY)
        office.app.system.backup_now(office.recorder)
        return list_backups(office.app.paths.backups)

    def test_with_one_backup_nothing_is_due(self, office):
        office.app.system.backup_now(office.recorder)
        assert office.app.safety.check_old_backup() is None

    def test_a_sound_one_is_remembered_quietly_for_a_week(self, office, backups):
        done = office.app.safety.check_old_backup()
        assert done is not None
        assert done.message == ""
        assert office.app.store.memory.read().checked == backups[1].path.name
        assert office.app.safety.check_old_backup() is None
        office.at(NOW + timedelta(days=CHECK_EVERY - 1))
        assert office.app.safety.check_old_backup() is None
        office.at(NOW + timedelta(days=CHECK_EVERY))
        assert office.app.safety.check_old_backup() is not None

    def test_a_bad_one_is_told_with_what_to_do_until_it_is_gone(self, office, backups):
        spoil(backups[1].path)
        done = office.app.safety.check_old_backup()
        assert done is not None
        assert "已损坏" in done.message
        [text] = notes(office, "已损坏")
        assert text.startswith("10月20日 10:00 的备份已损坏")
        assert "立即备份" in text
        assert text in office.app.system.view().warnings
        month = office.app.home.current_month(office.branch)
        assert any(text == todo.text for todo in office.app.home.view(office.branch, month).todos)
        # It outlives the program, and no later round draws it again.
        office.at(NOW + timedelta(days=CHECK_EVERY))
        assert office.app.safety.check_old_backup() is None
        backups[1].path.unlink()
        assert notes(office, "已损坏") == []

    def test_a_clock_that_went_back_does_not_put_the_check_off(self, office, backups):
        office.app.safety.check_old_backup()
        office.at(NOW - timedelta(days=3))
        assert office.app.safety.check_old_backup() is not None

    def test_a_backup_of_an_older_format_is_no_damaged_one(self, office, backups):
        old = office.app.paths.backups / "ledger-01-000001-20260101-120000.db"
        shutil.copyfile(Path(__file__).parents[2] / "data" / "db" / "0001.db", old)
        assert office.app.safety.faults_of(old) == ""
        assert [p for p in office.app.paths.backups.iterdir() if p.is_dir()] == []


class TestPlace:
    @pytest.mark.parametrize(
        ("place", "word"),
        [({"removable": True}, "U 盘"), ({"network": True}, "网络"), ({"synchronized": "坚果云"}, "坚果云")],
    )
    def test_a_folder_that_is_no_place_for_a_ledger_is_not_even_made(self, paths, clock, place, word):
        computer = StandIn(places={paths.root: Place(paths.root, "ext4", **place)})
        with pytest.raises(EnvironmentProblem) as problem:
            build_app(paths, clock=clock, computer=computer)
        assert word in problem.value.message
        assert str(paths.root) in problem.value.message
        assert "本机硬盘" in problem.value.hint
        assert not paths.root.exists()

    def test_a_synchronized_folder_is_refused_by_this_computer_too(self, tmp_path, clock):
        with pytest.raises(EnvironmentProblem, match="OneDrive"):
            build_app(AppPaths(tmp_path / "OneDrive" / "yika"), clock=clock)
