"""Ticking many members costs as many questions to the database as ticking few."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event

from app.services.months import Month
from tests.helpers.factories import OCTOBER, PEOPLE


@pytest.fixture
def selects(village):
    """The SELECT statements so far."""
    found: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            found.append(statement)

    event.listen(village.app.store.engine, "before_cursor_execute", note)
    yield found
    event.remove(village.app.store.engine, "before_cursor_execute", note)


def tick(village, names, month: Month = OCTOBER) -> None:
    drafts = [village.draft(name, "dues", date(2026, 10, 5), source="group") for name in names]
    village.app.declarations.add(village.recorder, village.branch, month, drafts)


def test_a_tick_list(village, selects):
    village.at(date(2026, 10, 30))
    names = [key for key, *_ in PEOPLE]
    tick(village, names[:1])
    selects.clear()
    tick(village, names[1:3])
    few = len(selects)
    selects.clear()
    tick(village, names[3:])
    assert 0 < len(selects) == few


def test_cards_without_lines(village, selects):
    village.at(date(2026, 10, 30))
    uids = list(village.members.values())
    counts = []
    for some in (uids[:1], uids[1:3], uids[3:]):
        selects.clear()
        village.app.declarations.hand_in(village.recorder, village.branch, OCTOBER, some)
        counts.append(len(selects))
    assert counts[1] == counts[2]
