"""Opening a data folder: new, again, newer than the program, damaged, with a key, a second time."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.bootstrap import build_app
from app.errors import EnvironmentProblem, UserError
from app.models.engine import FORMAT_VERSION, raw_connect
from app.models.uow import UnitOfWork
from app.paths import AppPaths

ROOT = Path(__file__).resolve().parents[2]


def fingerprint(folder: Path) -> dict[str, str]:
    """Hash of every file that matters in a data folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }


def close(context):
    context.close()
    return context.paths


def test_a_new_folder_gets_an_empty_ledger_with_its_first_event(empty):
    assert not empty.setup.is_done()
    view = empty.system.view()
    assert (view.seq, view.epoch) == (1, 1)
    assert [event.action for event in view.events] == ["建立台账"]
    known = json.loads(empty.paths.format_file.read_text("utf-8"))
    assert known["format"] == FORMAT_VERSION


def test_closing_and_opening_again_changes_nothing(village):
    paths = close(village.app)
    before = fingerprint(paths.root)
    build_app(paths, clock=village.clock).close()
    assert fingerprint(paths.root) == before


@pytest.mark.parametrize("program", ["9.9", ""])
def test_a_newer_format_is_refused_before_anything_is_touched(village, program):
    paths = close(village.app)
    paths.format_file.write_text(json.dumps({"format": FORMAT_VERSION + 1, "program": program}), "utf-8")
    before = fingerprint(paths.root)
    with pytest.raises(UserError) as refused:
        build_app(paths, clock=village.clock)
    assert str(FORMAT_VERSION + 1) in refused.value.message
    assert program in refused.value.message
    assert "没有改动" in refused.value.message
    assert "新版" in refused.value.hint
    assert fingerprint(paths.root) == before


def test_a_revision_that_this_program_does_not_know_is_refused(village):
    paths = close(village.app)
    connection = raw_connect(paths.ledger)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = fingerprint(paths.root)
    with pytest.raises(UserError, match="更新版本"):
        build_app(paths, clock=village.clock)
    assert fingerprint(paths.root) == before


@pytest.mark.parametrize("text", ["", "{", "[]", '{"program": "1"}', '{"format": "x"}'])
def test_an_unreadable_sidecar_does_not_lock_anybody_out(village, text):
    paths = close(village.app)
    paths.format_file.write_text(text, "utf-8")
    build_app(paths, clock=village.clock).close()
    assert json.loads(paths.format_file.read_text("utf-8"))["format"] == FORMAT_VERSION


def damage(path: Path, kind: str) -> None:
    data = bytearray(path.read_bytes())
    if kind == "head":
        data[:100] = bytes(100)
    elif kind == "middle":
        middle = len(data) // 2 // 4096 * 4096
        data[middle : middle + 8192] = b"\xa5" * 8192
    elif kind == "half":
        del data[len(data) // 2 :]
    elif kind == "picture":
        data = bytearray(b"\x89PNG\r\n\x1a\n" + bytes(4000))
    path.write_bytes(data)


@pytest.mark.parametrize("kind", ["head", "middle", "half", "picture"])
def test_a_damaged_ledger_ends_in_a_message_and_is_kept(village, kind):
    paths = close(village.app)
    damage(paths.ledger, kind)
    before = fingerprint(paths.root)
    with pytest.raises(EnvironmentProblem) as problem:
        build_app(paths, clock=village.clock)
    assert not problem.value.message.isascii()
    assert problem.value.hint
    assert fingerprint(paths.root)["ledger.db"] == before["ledger.db"]


def test_a_file_of_another_program_is_not_taken_for_a_ledger(paths, clock):
    paths.create()
    connection = raw_connect(paths.ledger)
    connection.execute("CREATE TABLE foreigner (id INTEGER)")
    connection.close()
    with pytest.raises(EnvironmentProblem, match="不是一人一卡"):
        build_app(paths, clock=clock)


def test_with_a_key_the_file_is_unreadable_without_it(tmp_path, clock):
    paths, key = AppPaths(tmp_path / "data"), bytes(range(32))
    context = build_app(paths, clock=clock, key=key)
    assert context.system.view().seq == 1
    context.close()
    assert not paths.ledger.read_bytes().startswith(b"SQLite format 3")
    for wrong in (bytes(32), None):
        with pytest.raises(EnvironmentProblem, match="已加密"):
            build_app(paths, clock=clock, key=wrong)
    again = build_app(paths, clock=clock, key=key)
    with UnitOfWork(again.store.engine).read() as session:
        assert session.connection().exec_driver_sql("PRAGMA cipher_version").scalar()
    again.close()


_SECOND = """
import sys
from app.bootstrap import build_app
from app.errors import EnvironmentProblem
from app.paths import AppPaths
from pathlib import Path
try:
    build_app(AppPaths(Path(sys.argv[1]))).close()
except EnvironmentProblem as problem:
    print(problem.message, problem.hint)
    sys.exit(3)
"""


def second_window(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _SECOND, str(folder)], cwd=ROOT, capture_output=True, text=True,
        encoding="utf-8", env={**os.environ, "PYTHONIOENCODING": "utf-8"}, timeout=60,
    )  # fmt: skip


def test_a_second_window_is_told_that_one_is_open(village):
    result = second_window(village.app.paths.root)
    assert result.returncode == 3
    assert "已经打开了" in result.stdout
    assert "任务栏" in result.stdout
    assert not result.stderr
    village.app.close()
    assert second_window(village.app.paths.root).returncode == 0


def test_the_lock_dies_with_its_process(village):
    """A crash must not keep the office out: the kernel gives the lock back."""
    paths = close(village.app)
    hold = _SECOND.replace(".close()", "; print('open', flush=True); sys.stdin.read()")
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(paths.root)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout.readline().strip() == b"open"
        with pytest.raises(EnvironmentProblem, match="已经打开了"):
            build_app(paths, clock=village.clock)
        child.kill()
    build_app(paths, clock=village.clock).close()


def test_a_folder_that_cannot_be_made_is_a_message(tmp_path, clock):
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises((EnvironmentProblem, UserError)):
        build_app(AppPaths(tmp_path / "file" / "data"), clock=clock)
