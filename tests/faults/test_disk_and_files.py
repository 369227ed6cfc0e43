"""A full disk at every place that writes: a message in words, nothing lost, and it goes on when there is space.

The disk is filled in each way that this computer allows: a small tmpfs that is really full (needs root), a limit on
the size of files (Unix), and everywhere SQLite's own limit on the pages of the database.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import event

from app.bootstrap import AppContext, build_app
from app.clock import CHINA, SetClock
from app.errors import EnvironmentProblem
from app.models.faults import translate
from app.paths import AppPaths
from app.services.audit import verify_chain
from app.services.backup import verify_file
from app.services.files import write_atomic
from app.services.press import DocumentKind
from tests.helpers.computers import StandIn, quietly
from tests.helpers.factories import OCTOBER, Village

DAY = date(2026, 10, 10)
LONG = "巡查河道两岸并清理垃圾，劝阻电鱼一起；" * 60

Full = Callable[[AppContext], AbstractContextManager[None]]


@contextlib.contextmanager
def pages(context: AppContext) -> Iterator[None]:
    """No page may be added to the database."""

    def limit(connection, _record=None, _proxy=None) -> None:
        used = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {used}")

    engine = context.store.engine
    event.listen(engine, "checkout", limit)
    try:
        yield
    finally:
        event.remove(engine, "checkout", limit)
        engine.dispose()


@contextlib.contextmanager
def file_size(context: AppContext) -> Iterator[None]:
    """No file may grow beyond what the ledger has now: the journal of a transaction soon does."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (context.paths.ledger.stat().st_size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextlib.contextmanager
def small_disk(context: AppContext) -> Iterator[None]:
    """Whatever is free on the disk is taken by another file."""
    filler = context.paths.root / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"x" * size)
    try:
        yield
    finally:
        filler.unlink()


def may_mount() -> bool:
    """Whether a tmpfs can be mounted here: root, on Linux, outside a container without that right."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return False
    with tempfile.TemporaryDirectory() as probe:
        if subprocess.run(["mount", "-t", "tmpfs", "none", probe], capture_output=True).returncode:
            return False
        subprocess.run(["umount", probe], check=True)
        return True


WAYS: dict[str, Full] = {"pages": pages}
if sys.platform != "win32":
    WAYS["file-size"] = file_size
if may_mount():
    WAYS["tmpfs"] = small_disk


@pytest.fixture(params=WAYS)
def full(request: pytest.FixtureRequest) -> Full:
    return WAYS[request.param]


@pytest.fixture
def office(full: Full, village_folder, tmp_path: Path) -> Iterator[Village]:
    """The small village, on a disk of its own where the way needs one, in the middle of October."""
    folder, built = village_folder
    root = tmp_path / "disk"
    root.mkdir()
    mounted = full is small_disk
    if mounted:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(root)], check=True)
    try:
        shutil.copytree(folder, root / "data")
        clock = SetClock(datetime(2026, 10, 20, 9, tzinfo=CHINA))
        # The stand-in says that there is room: what is tried here is a disk that fills up while it is written to.
        context = build_app(AppPaths(root / "data"), clock=clock, computer=StandIn())
        try:
            yield built.on(context, clock)
        finally:
            context.close()
    finally:
        if mounted:
            subprocess.run(["umount", str(root)], check=True)


def content(village: Village) -> tuple[int, str, int]:
    """Length and head of the chain, and the number of lines."""
    with village.app.setup.uow.read() as session:
        chain = verify_chain(session)
    assert not chain.faults
    return chain.length, chain.head, len(village.app.declarations.month(village.branch, OCTOBER).lines)


def assert_in_words(problem: EnvironmentProblem) -> None:
    assert not problem.message.isascii()
    assert any(word in problem.message for word in ("磁盘", "空间")), problem.message
    assert problem.hint


def declare_much(village: Village) -> None:
    drafts = [
        village.draft(name, "visits", date(2026, 10, day), basis=LONG)
        for day in range(1, 20)
        for name in village.members
    ]
    village.app.declarations.add(village.recorder, village.branch, OCTOBER, drafts)


def test_a_commit_on_a_full_disk_is_a_message_and_nothing_is_half_written(full, office):
    office.declare("孙石头", "dues", DAY)
    before = content(office)
    with full(office.app), pytest.raises(EnvironmentProblem) as problem:
        declare_much(office)
    assert_in_words(problem.value)
    assert content(office) == before
    declare_much(office)
    assert content(office)[2] == 1 + 19 * 8
    office.app.close()
    assert not verify_file(office.app.paths.ledger).faults


def test_the_meeting_takes_effect_after_the_disk_was_full(full, office):
    office.at(date(2026, 10, 30))
    declare_much(office)
    office.collect()
    office.meet()
    office.app.meetings.confirm_rest(office.recorder, office.branch, OCTOBER)
    before = content(office)
    with full(office.app), pytest.raises(EnvironmentProblem) as problem:
        office.make_effective()
    assert_in_words(problem.value)
    assert content(office) == before
    assert office.app.meetings.view(office.branch, OCTOBER).period_state.value == "collecting"
    changes = office.make_effective()
    assert len(changes.ids) == 19 * 8


def test_reading_goes_on_while_the_disk_is_full(full, office):
    office.declare("孙石头", "dues", DAY)
    with full(office.app):
        assert len(office.app.declarations.month(office.branch, OCTOBER).lines) == 1
        assert office.app.home.view(office.branch, OCTOBER).steps
        assert office.app.press.render(DocumentKind.GROUP_SHEETS, office.branch, OCTOBER).data


@pytest.fixture(params=[way for way in WAYS if way != "pages"] or ["pages"])
def full_of_files(request: pytest.FixtureRequest) -> Full:
    """Ways that also stop files which are no database; SQLite's own limit stands in where there is none."""
    return WAYS[request.param]


class TestFiles:
    """Backup, restore, attachment, sheet, copy."""

    @pytest.fixture
    def full(self, full_of_files: Full) -> Full:
        return full_of_files

    def test_a_backup_that_does_not_fit_leaves_no_half_file(self, full, office):
        declare_much(office)
        with file_limit(full, office, 100_000), pytest.raises(EnvironmentProblem) as problem:
            office.app.system.backup_now(office.recorder)
        assert_in_words(problem.value)
        assert list(office.app.paths.backups.iterdir()) == []
        assert content(office)[2] == 19 * 8

    def test_a_restore_that_does_not_fit_keeps_the_present_ledger(self, full, office, village, tmp_path):
        """The backup of the present ledger fits, the larger one that is to be restored does not."""
        village.at(date(2026, 10, 20))
        declare_much(village)
        elsewhere = build_backup(village, tmp_path)
        small = office.app.paths.ledger.stat().st_size
        assert elsewhere.stat().st_size > small + 100_000
        before = content(office)
        typed = str(office.app.system.plan_restore(office.secretary, elsewhere).lost_count)
        with file_limit(full, office, small + 50_000), pytest.raises(EnvironmentProblem) as problem:
            office.app.system.restore(office.secretary, elsewhere, typed_back=typed)
        assert_in_words(problem.value)
        assert content(office) == before
        assert office.app.system.view().epoch == 1
        assert not list(office.app.paths.root.glob("ledger.restore*"))
        office.declare("孙石头", "visits", DAY)
        if full is not small_disk:
            plan = office.app.system.plan_restore(office.secretary, elsewhere)
            office.app.system.restore(office.secretary, elsewhere, typed_back=str(plan.lost_count))
            assert content(office)[2] == 19 * 8

    def test_a_sheet_that_does_not_fit_leaves_the_old_one(self, full, office):
        target = office.app.paths.documents / "公示表.pdf"
        write_atomic(target, b"the old sheet")
        with file_limit(full, office, 1000), pytest.raises(OSError) as error:  # noqa: PT011 - translated below
            write_atomic(target, os.urandom(6 * 1024 * 1024))
        assert_in_words(translate(error.value))
        assert target.read_bytes() == b"the old sheet"
        assert [path.name for path in target.parent.iterdir()] == [target.name]

    def test_a_picture_that_does_not_fit_leaves_no_link(self, full, office, tmp_path):
        line = office.declare("孙石头", "commendation", DAY, level="town")
        picture = tmp_path / "证书.png"
        Image.frombytes("RGB", (500, 500), os.urandom(750_000)).save(picture)
        with file_limit(full, office, 20_000), pytest.raises(EnvironmentProblem) as problem:
            office.app.attachments.add(office.recorder, line, picture)
        assert_in_words(problem.value)
        assert not office.app.attachments.of_line(line)
        office.app.attachments.add(office.recorder, line, picture)
        [view] = office.app.attachments.of_line(line)
        assert office.app.attachments.data(view.sha256)

    def test_half_a_copy_on_a_stick_does_not_stay(self, full, office, tmp_path):
        backup = build_backup(office, tmp_path)
        stick = office.app.paths.root / "stick"
        stick.mkdir()
        with file_limit(full, office, 100_000), pytest.raises(EnvironmentProblem) as problem:
            office.app.system.copy_backup(office.recorder, backup, stick, progress=quietly)
        assert_in_words(problem.value)
        assert list(stick.iterdir()) == []

    def test_a_new_ledger_that_does_not_fit_is_a_message(self, full, office):
        paths = AppPaths(office.app.paths.root / "new")
        clock = SetClock(datetime(2026, 10, 20, 9, tzinfo=CHINA))
        with file_limit(full, office, 50_000), pytest.raises(EnvironmentProblem) as problem:
            build_app(paths, clock=clock)
        assert_in_words(problem.value)
        assert not paths.ledger.exists()
        if full is not small_disk:
            build_app(paths, clock=clock).close()


def build_backup(office: Village, folder: Path) -> Path:
    """A backup of the present ledger, outside its disk."""
    from app.services.backup import make_backup

    return make_backup(office.app.store.engine, folder, office.clock).path


@contextlib.contextmanager
def file_limit(full: Full, office: Village, size: int) -> Iterator[None]:
    """A disk that is full, or a limit of ``size`` bytes on each file."""
    if full is not file_size:
        with full(office.app):
            yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_the_translation_names_each_environment_fault_in_words():
    """What the system says in English, the office reads in Chinese with a way out."""
    import errno

    for code in (
        errno.ENOSPC,
        errno.EACCES,
        errno.EROFS,
        errno.ENOENT,
        errno.EIO,
        errno.EBUSY,
        errno.ENOTDIR,
    ):
        problem = translate(OSError(code, os.strerror(code)))
        assert problem is not None
        assert not problem.message.isascii()
        assert problem.hint
    assert translate(ValueError("a bug of ours")) is None
