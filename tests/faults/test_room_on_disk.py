"""Little room on the disk: below 200 MB a warning, below 50 MB reading only, and writing again when room returns.

On a small tmpfs where this computer allows to mount one (root), and everywhere with a computer that says how much is free.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from pathlib import Path

import pytest
from PIL import Image

from app.bootstrap import build_app
from app.clock import CHINA, SetClock
from app.errors import EnvironmentProblem
from app.paths import AppPaths
from app.services.press import DocumentKind
from app.services.safety.space import Room
from tests.faults.test_disk_and_files import content, may_mount
from tests.helpers.computers import PLENTY, StandIn
from tests.helpers.factories import OCTOBER, Village

DAY = date(2026, 10, 10)
MB = 1024 * 1024
WAYS = ["stand-in", "tmpfs"] if may_mount() else ["stand-in"]

Crowd = Callable[[int], AbstractContextManager[None]]


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def computer(way: str) -> StandIn | None:
    """None: the real one, on a real small disk."""
    return StandIn() if way == "stand-in" else None


@pytest.fixture
def disk(way: str, tmp_path: Path) -> Iterator[Path]:
    root = tmp_path / "disk"
    root.mkdir()
    if way == "tmpfs":
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=260m", "none", str(root)], check=True)
    yield root
    if way == "tmpfs":
        subprocess.run(["umount", str(root)], check=True)


@pytest.fixture
def office(disk: Path, computer: StandIn | None, village_folder) -> Iterator[Village]:
    folder, built = village_folder
    shutil.copytree(folder, disk / "data")
    clock = SetClock(datetime(2026, 10, 20, 9, tzinfo=CHINA))
    context = build_app(AppPaths(disk / "data"), clock=clock, computer=computer)
    try:
        yield built.on(context, clock)
    finally:
        context.close()


@pytest.fixture
def crowd(disk: Path, computer: StandIn | None) -> Crowd:
    """Leaves so many bytes free while it lasts."""

    @contextmanager
    def leave(free: int) -> Iterator[None]:
        filler = disk / "filler"
        if computer is not None:
            computer.free = free
        else:
            with filler.open("wb") as file:
                file.truncate(0)
                while (more := shutil.disk_usage(disk).free - free) > 0:
                    file.write(bytes(min(more, MB)))
                    file.flush()
        try:
            yield
        finally:
            filler.unlink(missing_ok=True)
            if computer is not None:
                computer.free = PLENTY

    return leave


def test_below_200_mb_it_warns_and_goes_on(office, crowd):
    with crowd(150 * MB):
        view = office.app.safety.view()
        assert view.room is Room.LOW
        assert "200 MB" in view.room_words
        assert "清理" in view.room_words
        office.declare("孙石头", "dues", DAY)
    assert office.app.safety.view().room_words == ""


def test_below_50_mb_nothing_is_written_and_everything_can_be_read_and_printed(office, crowd):
    office.declare("孙石头", "dues", DAY)
    before = content(office)
    with crowd(30 * MB):
        assert office.app.safety.view().room is Room.NONE
        with pytest.raises(EnvironmentProblem) as problem:
            office.declare("钱二妹", "dues", DAY)
        assert "只能查看和打印" in problem.value.message
        assert "200 MB" in problem.value.hint
        assert content(office) == before
        assert office.app.home.view(office.branch, OCTOBER).steps
        assert office.app.system.view().seq == before[0]
        assert office.app.press.render(DocumentKind.GROUP_SHEETS, office.branch, OCTOBER).data
    office.declare("钱二妹", "dues", DAY)
    assert content(office)[2] == 2


def test_a_picture_leaves_nothing_behind(office, crowd, tmp_path):
    line = office.declare("孙石头", "commendation", DAY, level="town")
    picture = tmp_path / "证书.png"
    Image.new("RGB", (300, 300), "red").save(picture)
    with crowd(30 * MB), pytest.raises(EnvironmentProblem, match="只能查看"):
        office.app.attachments.add(office.recorder, line, picture)
    assert not office.app.paths.attachments.exists()


def test_a_restore_and_a_date_wait_for_room(office, crowd):
    office.app.system.backup_now(office.recorder)
    [info] = office.app.system.view().backups
    office.declare("孙石头", "dues", DAY)
    before = content(office)
    with crowd(30 * MB):
        with pytest.raises(EnvironmentProblem, match="只能查看"):
            office.app.system.restore(office.secretary, info.path, typed_back="1")
        office.at(date(1970, 1, 1))
        with pytest.raises(EnvironmentProblem, match="只能查看"):
            office.app.safety.settle_date(office.recorder, date(2026, 10, 20))
        assert office.app.safety.view().date_stated == ""
    assert content(office) == before
    assert office.app.system.view().epoch == 1


def test_a_disk_that_does_not_answer_is_said_in_words(village_folder, paths, clock):
    class Gone(StandIn):
        answers = True

        def free_space(self, folder: Path) -> int:
            if not self.answers:
                raise FileNotFoundError(2, "No such file or directory")
            return PLENTY

    folder, built = village_folder
    shutil.copytree(folder, paths.root)
    computer = Gone()
    context = build_app(paths, clock=clock, computer=computer)
    try:
        village = built.on(context, clock)
        village.at(date(2026, 10, 20))
        computer.answers = False
        with pytest.raises(EnvironmentProblem, match="找不到"):
            village.declare("孙石头", "dues", DAY)
        with pytest.raises(EnvironmentProblem, match="找不到"):
            context.safety.view()
        computer.answers = True
        village.declare("孙石头", "dues", DAY)
    finally:
        context.close()
