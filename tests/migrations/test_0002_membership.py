"""0002: every membership becomes one of the branch and group that the member stood in; nothing else changes."""

from __future__ import annotations

import shutil

from app.models import migrate
from app.services.backup import verify_file
from tests.helpers.factories import table_rows
from tests.migrations.make_saved import SAVED


def test_membership_says_where(tmp_path):
    path = tmp_path / "ledger.db"
    shutil.copyfile(SAVED / "0001.db", path)
    before, head = table_rows(path), verify_file(path).head
    migrate.upgrade(path, revision="0002")
    after = table_rows(path)
    assert verify_file(path).head == head
    connection = migrate.create_app_engine(path)
    with connection.connect() as session:
        rows = session.exec_driver_sql(
            "SELECT span.value, unit.uid, span.group_id, member.group_id FROM member_span span "
            "JOIN member ON member.id = span.member_id JOIN unit ON unit.id = member.unit_id "
            "WHERE span.kind = 'membership'"
        ).all()
    connection.dispose()
    assert len(rows) == 8
    assert all(value == uid and group == own and group for value, uid, group, own in rows)
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {"member_span", "alembic_version"}
    others = [row[:-1] for row in after["member_span"] if row[1] != "membership"]
    assert others == [row for row in before["member_span"] if row[1] != "membership"]
    assert all(row[-1] is None for row in after["member_span"] if row[1] != "membership")
