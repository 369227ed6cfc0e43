"""A correction is all or nothing: a real process is killed inside an upheld objection, and the ledger is opened after."""

from __future__ import annotations

import dataclasses
import random
import shutil
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from app.bootstrap import AppContext, build_app
from app.clock import CHINA, SetClock
from app.models.engine import raw_connect
from app.paths import AppPaths
from app.services.backup import verify_file
from app.services.corrections.objection_views import REPLY_WAYS, Raiser, Target
from app.services.corrections.objections import ObjectionDraft, Reply
from app.services.corrections.rules import Change
from tests.faults.test_kill import run_and_kill
from tests.helpers.factories import OCTOBER, Village, build_village

pytestmark = pytest.mark.slow

KILLS = 10
DAY = date(2026, 10, 31)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> tuple[Path, Village]:
    """October hangs, an objection was looked into; the clock of the killed process stands at the same evening."""
    folder = tmp_path_factory.mktemp("prepared") / "data"
    clock = SetClock(datetime(2026, 10, 1, 9, tzinfo=CHINA))
    context = build_app(AppPaths(folder), clock=clock)
    try:
        village = build_village(context, clock).on(context, clock)
        village.at(date(2026, 10, 30))
        village.declare("孙石头", "volunteer", date(2026, 10, 13), quantity=2, basis="清淤")
        village.confirm_all()
        village.post(start=DAY, end=date(2026, 11, 4))
        notice = context.objections.page(village.branch).notices[0].uid
        draft = ObjectionDraft(
            notice, DAY, Raiser.ANONYMOUS, Target.LINE, "只来了半天", about_uid=village.members["孙石头"],
            posting_uid=wrong(context, village),
        )  # fmt: skip
        uid = context.objections.register(village.recorder, village.branch, draft).ids[0]
        context.objections.find(village.secretary, uid, finding="登记只有一次", on=DAY)
    finally:
        context.close()
    return folder, dataclasses.replace(village, context=None, clock=None)


def wrong(context: AppContext, village: Village) -> str:
    return context.corrections.lines(village.branch, village.members["孙石头"], OCTOBER)[0].uid


def uphold(context: AppContext, village: Village) -> None:
    """The step: answer, reversal, replacement, correction, new record form, notice."""
    [row] = context.objections.page(village.branch).rows
    uid, second = wrong(context, village), village.members["王建国一"]
    facts = dataclasses.replace(context.corrections.view(uid).draft, quantity=Decimal(1))
    change = Change(uid, facts, "只来了半天", "出工登记", second)
    reply = Reply("属实，已更正", DAY, REPLY_WAYS[3], second)
    context.objections.uphold(village.secretary, row.uid, reply, [change])


def outcome(folder: Path) -> str:
    """``none``, ``all`` or ``torn``, as the ledger shows itself after the kill."""
    build_app(AppPaths(folder), clock=SetClock(datetime(2026, 10, 31, 18, tzinfo=CHINA))).close()
    faults = verify_file(AppPaths(folder).ledger).faults
    connection = raw_connect(AppPaths(folder).ledger)
    try:
        found = tuple(
            connection.execute(question).fetchone()[0]
            for question in (
                "SELECT count(*) FROM posting",
                "SELECT count(*) FROM correction",
                "SELECT state FROM objection",
                "SELECT state FROM notice",
                "SELECT max(version) FROM frozen_sheet",
                "SELECT count(*) FROM audit_event WHERE action IN ('异议成立', '更正')",
            )
        )
    finally:
        connection.close()
    states = {(1, 0, "found", "objected", 1, 0): "none", (3, 1, "upheld", "posted", 2, 2): "all"}
    return "torn" if faults else states.get(found, f"torn {found}")


def test_killed_inside_a_correction_the_ledger_has_all_of_it_or_nothing(prepared, tmp_path):
    source, village = prepared
    dice = random.Random(20261103)  # noqa: S311 - moments, no secrets
    folder = tmp_path / "timed"
    shutil.copytree(source, folder)
    span = run_and_kill(folder, village, uphold, None)
    assert span is not None
    assert outcome(folder) == "all"
    seen: Counter[str] = Counter()
    for number in range(KILLS):
        folder = tmp_path / str(number)
        shutil.copytree(source, folder)
        run_and_kill(folder, village, uphold, dice.uniform(0.0, 1.6) * span)
        seen[outcome(folder)] += 1
        shutil.rmtree(folder)
    assert set(seen) <= {"none", "all"}, seen
    assert seen["none"], seen
