"""A data folder that is no place for a ledger: refused before a byte is written, with another one that will do."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bootstrap import build_app
from app.errors import UserError
from app.paths import AppPaths, default_data_dir, usual_data_dir
from app.services.safety.place import Place
from app.services.safety.way_out import PlaceRefused, check_place, choose_place
from tests.helpers.computers import StandIn


class Disks(StandIn):
    """Everything below some folders is on a share."""

    def __init__(self, *shares: Path) -> None:
        super().__init__()
        self.shares = shares

    def place(self, folder):
        shared = any(share in {folder, *folder.parents} for share in self.shares)
        return Place(folder, "nfs4" if shared else "ext4")


@pytest.fixture
def home(monkeypatch, tmp_path):
    """A user whose folders all lie below one home."""
    home = tmp_path / "home"
    monkeypatch.delenv("YIKA_DATA", raising=False)
    for key, folder in (
        ("XDG_DATA_HOME", "share"), ("LOCALAPPDATA", "share"), ("XDG_CONFIG_HOME", "settings"), ("APPDATA", "settings"),
    ):  # fmt: skip
        monkeypatch.setenv(key, str(home / folder))
    monkeypatch.setattr(Path, "home", lambda: home)
    return home


def refused(paths, computer) -> PlaceRefused:
    with pytest.raises(PlaceRefused) as fault:
        check_place(paths, computer)
    return fault.value


def test_a_folder_is_never_proposed_that_would_be_refused_too(home, clock):
    computer = Disks(home)
    for paths in (AppPaths(usual_data_dir()), AppPaths(home / "elsewhere")):
        fault = refused(paths, computer)
        assert fault.proposal is None
        assert "例如" not in fault.hint
        assert "选一个本机硬盘上的文件夹" in fault.hint
        with pytest.raises(PlaceRefused):
            build_app(paths, clock=clock, computer=computer)
    assert not home.exists()


def test_the_usual_folder_is_proposed_where_it_passes(home, tmp_path):
    fault = refused(AppPaths(tmp_path / "stick" / "yika"), Disks(tmp_path / "stick"))
    assert fault.proposal == usual_data_dir()
    assert str(usual_data_dir()) in fault.hint


def test_the_chosen_folder_is_used_from_now_on(home, tmp_path, clock):
    computer = Disks(home)
    local = tmp_path / "disk" / "台账"
    paths = choose_place(AppPaths(usual_data_dir()), local, computer)
    assert paths.root == local == default_data_dir()
    build_app(paths, clock=clock, computer=computer).close()
    # What is remembered of the user's own ledger lies apart from it, wherever it is.
    assert AppPaths(default_data_dir()).memory_file.parent != local
    # Started with the bad folder again, the chosen one is what is proposed.
    assert refused(AppPaths(home / "again"), computer).proposal == local


def test_among_other_files_the_ledger_gets_a_folder_of_its_own(home, tmp_path):
    documents = tmp_path / "文档"
    documents.mkdir()
    (documents / "通知.txt").write_text("", "utf-8")
    paths = choose_place(AppPaths(home / "yika"), documents, Disks(home))
    assert paths.root == documents / "一人一卡"


def test_a_second_bad_folder_is_refused_and_not_remembered(home, tmp_path):
    stick = tmp_path / "stick"
    with pytest.raises(PlaceRefused):
        choose_place(AppPaths(home / "yika"), stick, Disks(home, stick))
    assert default_data_dir() == usual_data_dir()


def test_a_ledger_on_the_bad_disk_has_to_be_brought_along(home, village, tmp_path):
    village.app.close()
    bad, good = village.app.paths, AppPaths(tmp_path / "good")
    computer = Disks(bad.root)
    with pytest.raises(UserError, match="还没有台账") as fault:
        choose_place(bad, good.root, computer)
    assert str(bad.root) in fault.value.hint
    assert default_data_dir() == usual_data_dir()
    good.create()
    good.ledger.write_bytes(bad.ledger.read_bytes())
    assert choose_place(bad, good.root, computer).root == good.root
