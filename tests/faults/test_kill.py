"""评定生效 is all or nothing: a real process is killed inside it, again and again, and the ledger is opened after.

The child works on a copy of one prepared ledger, says on a pipe that it begins, and is killed after a random time.
Kills must fall before and after the commit, or the rig shows nothing; and the same step cut in two by the test
itself must be caught torn, or the rig cannot see.
"""

from __future__ import annotations

import dataclasses
import multiprocessing
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from sqlalchemy import event

from app.bootstrap import AppContext, build_app
from app.clock import CHINA, SetClock
from app.models.engine import raw_connect
from app.paths import AppPaths
from app.services.backup import verify_file
from tests.helpers.factories import OCTOBER, Village, build_village

pytestmark = pytest.mark.slow

# A server that has the program loaded forks each child in milliseconds, and carries none of our threads along.
FORKS = "forkserver" in multiprocessing.get_all_start_methods()
PROCESSES = multiprocessing.get_context("forkserver" if FORKS else "spawn")
if FORKS:
    PROCESSES.set_forkserver_preload(["app.bootstrap", "tests.helpers.factories"])

KILLS = 60
CONTROL_KILLS = 100
LINES = 8 * 6
EVENING = datetime(2026, 10, 31, 18, tzinfo=CHINA)

Step = Callable[[AppContext, Village], None]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> tuple[Path, Village]:
    """A ledger on the evening of the meeting: every line decided, nothing in effect."""
    folder = tmp_path_factory.mktemp("prepared") / "data"
    clock = SetClock(datetime(2026, 10, 1, 9, tzinfo=CHINA))
    context = build_app(AppPaths(folder), clock=clock)
    try:
        village = build_village(context, clock).on(context, clock)
        village.at(date(2026, 10, 30))
        for day in range(1, 7):
            for name in village.members:
                village.declare(name, "visits", date(2026, 10, day), basis="走访")
        village.collect()
        village.meet()
        context.meetings.confirm_rest(village.recorder, village.branch, OCTOBER)
    finally:
        context.close()
    return folder, dataclasses.replace(village, context=None, clock=None)


def whole(context: AppContext, village: Village) -> None:
    """The step as the program takes it."""
    context.confirmation.make_effective(village.secretary, village.branch, OCTOBER)


def in_two(context: AppContext, village: Village) -> None:
    """The control: the same postings, but half of them committed before the rest."""
    engine = context.store.engine
    uow = context.confirmation.uow
    committed = 0

    def half_way(connection, cursor, statement, *_rest) -> None:
        nonlocal committed
        if statement.startswith("INSERT INTO audit_event") and not committed:
            committed = 1
            connection.connection.driver_connection.execute("COMMIT")
            time.sleep(0.02)  # a seam wide enough that a few kills fall into it
            connection.connection.driver_connection.execute("BEGIN IMMEDIATE")

    event.listen(engine, "before_cursor_execute", half_way)
    assert uow.engine is engine
    whole(context, village)


def child(folder: str, village: Village, step: Step, pipe: Connection) -> None:
    """Open the copy, say so, and take the step."""
    context = build_app(AppPaths(Path(folder)), clock=SetClock(EVENING))
    pipe.send("begin")
    started = time.monotonic()
    step(context, village)
    pipe.send(time.monotonic() - started)
    pipe.recv()  # stay until killed: a process that ends by itself closes its files in order


def run_and_kill(folder: Path, village: Village, step: Step, delay: float | None) -> float | None:
    """Fork a child on ``folder`` and kill it after ``delay`` seconds; without delay when it is done."""
    ours, theirs = PROCESSES.Pipe()
    process = PROCESSES.Process(target=child, args=(str(folder), village, step, theirs))
    process.start()
    theirs.close()
    try:
        assert ours.poll(60), "the child did not begin"
        assert ours.recv() == "begin"
        if delay is None:
            assert ours.poll(60), "the child did not end"
            return float(ours.recv())
        time.sleep(delay)
        return None
    finally:
        process.kill()
        process.join()
        ours.close()


def outcome(folder: Path) -> str:
    """``none``, ``all`` or ``torn``, as the ledger shows itself after the kill."""
    # Opening it first is what the office does: SQLite takes back what was not committed.
    build_app(AppPaths(folder), clock=SetClock(EVENING)).close()
    faults = verify_file(AppPaths(folder).ledger).faults
    connection = raw_connect(AppPaths(folder).ledger)
    try:
        found = {
            "postings": connection.execute("SELECT count(*) FROM posting").fetchone()[0],
            "confirmed": connection.execute(
                "SELECT count(*) FROM declaration WHERE state = 'confirmed'"
            ).fetchone()[0],
            "cards": connection.execute("SELECT count(*) FROM card WHERE state = 'confirmed'").fetchone()[0],
            "meeting": connection.execute("SELECT state FROM meeting").fetchone()[0],
            "period": connection.execute("SELECT state FROM period").fetchone()[0],
            "event": connection.execute(
                "SELECT count(*) FROM audit_event WHERE action = '评定生效'"
            ).fetchone()[0],
        }
    finally:
        connection.close()
    states = {
        (0, 0, 0, "draft", "collecting", 0): "none",
        (LINES, LINES, 8, "effective", "confirmed", 1): "all",
    }
    return "torn" if faults else states.get(tuple(found.values()), "torn")


def kill_often(
    prepared: tuple[Path, Village], tmp_path: Path, step: Step, *, times: int, until: str = ""
) -> Counter:
    """Kill at random moments around the whole of the step; stop early when ``until`` was seen."""
    source, village = prepared
    dice = random.Random(20261031)  # noqa: S311 - moments, no secrets
    seen: Counter[str] = Counter()
    folder = tmp_path / "timed"
    shutil.copytree(source, folder)
    span = run_and_kill(folder, village, step, None)
    assert span is not None
    assert outcome(folder) == "all"
    for number in range(times):
        folder = tmp_path / str(number)
        shutil.copytree(source, folder)
        # Half of the kills over the step and a little more; where one outcome is rare, aim at its side.
        low, high = (0.0, 1.5) if seen["none"] and seen["all"] else (0.0, 0.5) if seen["all"] else (0.5, 3.0)
        run_and_kill(folder, village, step, dice.uniform(low, high) * span)
        seen[outcome(folder)] += 1
        shutil.rmtree(folder)
        if until and seen[until]:
            break
    return seen


def test_killed_inside_the_step_the_ledger_has_all_of_it_or_nothing(prepared, tmp_path):
    seen = kill_often(prepared, tmp_path, whole, times=KILLS)
    assert seen["torn"] == 0, seen
    assert seen["none"] >= 5, seen
    assert seen["all"] >= 5, seen


def test_after_a_kill_the_step_can_simply_be_taken_again(prepared, tmp_path):
    source, village = prepared
    folder = tmp_path / "again"
    shutil.copytree(source, folder)
    run_and_kill(folder, village, whole, 0.0)
    context = build_app(AppPaths(folder), clock=SetClock(EVENING))
    try:
        if context.meetings.view(village.branch, OCTOBER).period_state.value == "collecting":
            whole(context, village)
    finally:
        context.close()
    assert outcome(folder) == "all"


def test_the_rig_sees_a_step_that_is_cut_in_two(prepared, tmp_path):
    """Control: if this finds nothing torn, a green test above proves nothing."""
    seen = kill_often(prepared, tmp_path, in_two, times=CONTROL_KILLS, until="torn")
    assert seen["torn"] >= 1, seen
