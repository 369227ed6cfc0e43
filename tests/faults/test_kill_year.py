"""年终总评生效 is all or nothing: a real process is killed inside it, ten times, and the ledger is opened after."""

from __future__ import annotations

import dataclasses
import random
import shutil
import time
from collections import Counter
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from app.bootstrap import build_app
from app.clock import CHINA, SetClock
from app.models.engine import raw_connect
from app.paths import AppPaths
from app.services.backup import verify_file
from tests.faults.test_kill import PROCESSES
from tests.helpers import years
from tests.helpers.factories import Village, build_village
from tests.helpers.years import DECEMBER

pytestmark = pytest.mark.slow

KILLS = 10
EVENING = datetime(2027, 1, 8, 18, tzinfo=CHINA)
SHEETS = 5


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> tuple[Path, Village]:
    """A ledger on the evening of the year's meeting: every grade decided, nothing in effect."""
    folder = tmp_path_factory.mktemp("prepared-year") / "data"
    clock = SetClock(datetime(2026, 10, 1, 9, tzinfo=CHINA))
    context = build_app(AppPaths(folder), clock=clock)
    try:
        village = build_village(context, clock).on(context, clock)
        years.live(village, years.scheme())
        years.meet(village)
        context.years.accept_all(village.recorder, village.branch, DECEMBER)
    finally:
        context.close()
    return folder, dataclasses.replace(village, context=None, clock=None)


def child(folder: str, village: Village, pipe: Connection) -> None:
    """Open the copy, say so, and take the step."""
    context = build_app(AppPaths(Path(folder)), clock=SetClock(EVENING))
    pipe.send("begin")
    started = time.monotonic()
    context.years.settle(village.secretary, village.branch, DECEMBER)
    pipe.send(time.monotonic() - started)
    pipe.recv()  # stay until killed


def run_and_kill(folder: Path, village: Village, delay: float | None) -> float | None:
    ours, theirs = PROCESSES.Pipe()
    process = PROCESSES.Process(target=child, args=(str(folder), village, theirs))
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
    build_app(AppPaths(folder), clock=SetClock(EVENING)).close()
    faults = verify_file(AppPaths(folder).ledger).faults
    connection = raw_connect(AppPaths(folder).ledger)
    try:
        found = [
            connection.execute(sql).fetchone()[0]
            for sql in (
                "SELECT count(*) FROM assessment",
                "SELECT count(*) FROM frozen_sheet WHERE kind LIKE 'year%'",
                "SELECT state FROM period WHERE kind = 'year'",
                "SELECT state FROM meeting WHERE purpose = 'term'",
                "SELECT count(*) FROM audit_event WHERE action = '年终总评生效'",
            )
        ]
    finally:
        connection.close()
    states = {
        (0, 0, "open", "draft", 0): "none",
        (8, SHEETS, "confirmed", "effective", 1): "all",
    }
    return "torn" if faults else states.get(tuple(found), f"torn {found}")


def test_killed_inside_the_step_the_year_is_settled_whole_or_not_at_all(prepared, tmp_path):
    source, village = prepared
    timed = tmp_path / "timed"
    shutil.copytree(source, timed)
    span = run_and_kill(timed, village, None)
    assert span is not None
    assert outcome(timed) == "all"
    dice = random.Random(20270108)  # noqa: S311 - moments, no secrets
    seen: Counter[str] = Counter()
    for number in range(KILLS):
        folder = tmp_path / str(number)
        shutil.copytree(source, folder)
        # The first inside the step, the last after it, the others anywhere around.
        share = {0: 0.05, KILLS - 1: 4.0}.get(number, dice.uniform(0.0, 1.6))
        run_and_kill(folder, village, share * span)
        seen[outcome(folder)] += 1
    assert set(seen) == {"none", "all"}, seen
    again = tmp_path / "0"
    if outcome(again) == "none":
        run_and_kill(again, village, None)
    assert outcome(again) == "all"
