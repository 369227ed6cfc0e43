"""0003: drafts of schemes, and the meeting of a version; what was there stays, and the facts cannot be changed."""

from __future__ import annotations

import shutil
import sqlite3

import pytest

from app.models import migrate
from app.models.engine import raw_connect
from app.services.backup import verify_file
from tests.helpers.factories import table_rows
from tests.migrations.make_saved import SAVED


@pytest.fixture
def upgraded(tmp_path):
    path = tmp_path / "ledger.db"
    shutil.copyfile(SAVED / "0002.db", path)
    before, head = table_rows(path), verify_file(path).head
    migrate.upgrade(path, revision="0003")
    assert verify_file(path).head == head
    return path, before


def test_nothing_else_changes(upgraded):
    path, before = upgraded
    after = table_rows(path)
    assert after.pop("scheme_draft") == []
    assert {name for name in before if after[name] != before[name]} == {"scheme_version", "alembic_version"}
    assert [row[-1] for row in after["scheme_version"]] == [""]
    assert [row[:-1] for row in after["scheme_version"]] == before["scheme_version"]


@pytest.mark.parametrize("column", ["document", "hash", "meeting", "adopted_note", "starts_on"])
def test_a_version_is_frozen_with_its_meeting(upgraded, column):
    path, _ = upgraded
    connection = raw_connect(path)
    try:
        with pytest.raises(sqlite3.IntegrityError, match="frozen"):
            connection.execute(f"UPDATE scheme_version SET {column} = 'x'")  # noqa: S608 - own names
    finally:
        connection.close()
