"""Whatever is corrected in whatever order: the totals are those of the entries that still stand, alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from app.bootstrap import build_app
from app.clock import SetClock
from app.errors import UserError
from app.models import Posting, Unit
from app.paths import AppPaths
from app.services.backup import verify_file
from app.services.corrections.rules import Change
from app.services.ledger_inputs import load_year
from app.services.months import Month
from app.services.scoring import evaluate, year_span
from tests.conftest import START
from tests.helpers.factories import NOVEMBER, OCTOBER, Village

ITEMS = ("volunteer", "council", "visits", "neg_rumor", "heritage")
PEOPLE = ("林为民", "孙石头", "钱二妹")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["drop", "change", "add", "adjust"]),
        st.integers(0, 30),
        st.sampled_from(ITEMS),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=7,
)


@dataclass
class Watched:
    """Statements that would change what is written for ever."""

    found: list[str] = field(default_factory=list)


@contextmanager
def watched(village: Village) -> Iterator[Watched]:
    """Notes every statement that changes or deletes postings or corrections."""
    seen = Watched()

    def look(_connection, _cursor, statement, *_rest) -> None:
        words = statement.upper()
        if words.startswith(
            ("UPDATE POSTING", "DELETE FROM POSTING", "UPDATE CORRECTION", "DELETE FROM CORR")
        ):
            seen.found.append(statement)

    engine = village.app.store.engine
    event.listen(engine, "before_cursor_execute", look)
    yield seen
    event.remove(engine, "before_cursor_execute", look)


@pytest.fixture(scope="module")
def october(village_folder, tmp_path_factory) -> tuple[Path, Village]:
    """October confirmed and archived, with entries of three members."""
    source, built = village_folder
    folder = tmp_path_factory.mktemp("corrected") / "data"
    shutil.copytree(source, folder)
    clock = SetClock(START)
    context = build_app(AppPaths(folder), clock=clock)
    try:
        village = built.on(context, clock)
        village.at(date(2026, 10, 30))
        for day, name in enumerate(PEOPLE, 3):
            for item in ("volunteer", "council", "visits"):
                village.declare(name, item, date(2026, 10, day), basis="登记")
        village.confirm_all()
        village.post()
        village.close(on=date(2026, 11, 6))
    finally:
        context.close()
    return folder, replace(built, context=None, clock=None)


def facts(village: Village, member: str, item: str, day: int, count: int) -> dict:
    keys = {"points": str(count)} if item == "heritage" else {"quantity": count}
    return {"right": village.draft(member, item, date(2026, 10, day), **keys)}


def step(village: Village, number: int, kind: str, place: int, item: str, count: int) -> None:
    """Take one step on the entry at a place of the list; what is refused changes nothing."""
    member = PEOPLE[place % len(PEOPLE)]
    keys = {"second_uid": village.members["王建国一"], "reason": f"第 {number} 次", "basis": "登记本"}
    listed = village.app.corrections.lines(village.branch, village.members[member], NOVEMBER)
    uid = listed[place % len(listed)].uid if listed else ""
    try:
        if kind == "add":
            right = facts(village, member, item, 1 + place % 27, count)
            village.app.corrections.add_missing(village.secretary, Change("", **right, **keys))
            return
        right = {"right": None}
        if kind != "drop":
            right = facts(village, member, item, 1 + place % 27, count)
        if kind == "adjust":
            right["adjusted"] = Decimal(count) / 2
        village.app.corrections.correct(village.secretary, Change(uid, **right, **keys))
    except UserError:
        return


def live_totals(village: Village) -> dict[str, Decimal]:
    """An evaluation of the entries that nothing takes back, as if the others had never been."""
    corrections = village.app.corrections
    with corrections.uow.read() as session:
        unit = session.scalars(select(Unit).where(Unit.uid == village.branch)).one()
        versions = corrections._ledger.versions(session, unit)
        year = year_span(versions, date(2026, 11, 30))
        inputs = load_year(session, unit, versions, year, NOVEMBER)
        gone = {p.reverses for p in session.scalars(select(Posting)) if p.reverses}
        alive = tuple(p for p in inputs.postings if p.reverses is None and p.uid not in gone)
        scores = evaluate(versions, replace(inputs, postings=alive), date(2026, 11, 30))
        return {uid: score.total for uid, score in scores.items()}


@settings(max_examples=20, deadline=None)
@given(steps=STEPS)
def test_totals_are_those_of_the_entries_that_stand(october, tmp_path_factory, steps):
    source, built = october
    folder = tmp_path_factory.mktemp("case") / "data"
    shutil.copytree(source, folder)
    clock = SetClock(START)
    context = build_app(AppPaths(folder), clock=clock)
    try:
        village = built.on(context, clock)
        village.at(date(2026, 11, 9))
        with watched(village) as seen:
            for number, each in enumerate(steps):
                step(village, number, *each)
        assert seen.found == []
        figures = village.app.records.figures(village.branch, NOVEMBER)
        alone = live_totals(village)
        assert {uid: f.total for uid, f in figures.items()} == {uid: alone[uid] for uid in figures}
        for sheet in village.app.records.record_forms(village.branch, NOVEMBER):
            assert sum(line.counted for line in sheet.lines) == sheet.period_total
        for sheet in village.app.records.record_forms(village.branch, NOVEMBER, year="year"):
            assert sum(line.counted for line in sheet.lines) == sheet.period_total == sheet.total
        for row in village.app.records.ledger_sheet(village.branch, NOVEMBER).sums:
            assert row.lines + row.started + row.sections + row.other == row.total
        october_before = village.app.records.figures(village.branch, OCTOBER)
        assert all(f.total == f.period for f in october_before.values())
        for member in PEOPLE:
            year = village.app.records.member_year(village.branch, village.members[member], NOVEMBER)
            assert sum(m.points for m in year.months) == year.total
            assert Month(2026, 11) == year.months[-1].month
    finally:
        context.close()
    assert verify_file(AppPaths(folder).ledger).faults == ()
