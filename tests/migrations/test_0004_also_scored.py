"""0004: who else is scored, and who checked a sheet; what was there stays, and postings are as frozen as before."""

from __future__ import annotations

import shutil
import sqlite3

import pytest

from app.models import migrate
from app.models.engine import raw_connect
from app.services.backup import verify_file
from tests.helpers.factories import table_rows
from tests.migrations.make_saved import SAVED

CHANGED = {"declaration", "posting", "activity"}


@pytest.fixture
def upgraded(tmp_path):
    path = tmp_path / "ledger.db"
    shutil.copyfile(SAVED / "0003.db", path)
    before, head = table_rows(path), verify_file(path)
    migrate.upgrade(path, revision="0004")
    after = verify_file(path)
    assert (after.head, after.faults) == (head.head, ())
    return path, before


def test_nothing_else_changes(upgraded):
    path, before = upgraded
    after = table_rows(path)
    assert {name for name in before if after[name] != before[name]} == {*CHANGED, "alembic_version"}
    for table in CHANGED:
        assert before[table]
        assert [row[:-1] for row in after[table]] == before[table]
        assert all(row[-1] is None for row in after[table])


def test_a_posting_cannot_be_given_a_second_person_afterwards(upgraded):
    path, _ = upgraded
    connection = raw_connect(path)
    try:
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("UPDATE posting SET also_id = 1")
    finally:
        connection.close()


def test_a_file_of_the_time_before_is_still_checked_whole():
    """A backup is verified before it is upgraded, and its table has no such column yet."""
    checked = verify_file(SAVED / "0003.db")
    assert not checked.faults
    assert checked.postings
