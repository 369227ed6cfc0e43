"""What the database itself refuses, whoever asks: postings, audit rows, frozen sheets, adopted schemes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

import pytest

from app.models.engine import raw_connect
from app.services.audit import verify_chain
from app.services.backup import verify_file
from app.services.terms import Term
from tests.helpers.factories import OCTOBER, table_rows


@pytest.fixture
def posted(village):
    village.at(date(2026, 10, 30))
    for name in village.members:
        village.declare(name, "dues", date(2026, 10, 10))
    village.confirm_all()
    village.post()
    return village


@pytest.fixture
def raw(posted) -> Iterator[sqlite3.Connection]:
    posted.app.store.engine.dispose()
    connection = raw_connect(posted.app.paths.ledger)
    yield connection
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE posting SET claimed = 9000",
        "UPDATE posting SET item_name = item_name",
        "DELETE FROM posting",
        "DELETE FROM posting WHERE id = 1",
        "REPLACE INTO posting SELECT * FROM posting WHERE id = 1",
        "REPLACE INTO audit_event SELECT * FROM audit_event WHERE seq = 2",
        "UPDATE audit_event SET actor = '别人'",
        "DELETE FROM audit_event WHERE seq = (SELECT max(seq) FROM audit_event)",
        "UPDATE notice SET sheet = '{}'",
        "UPDATE notice SET frozen_at = NULL",
        "UPDATE notice SET options = '{}'",
        "DELETE FROM notice",
        "UPDATE scheme_version SET document = ''",
        "UPDATE scheme_version SET hash = ''",
    ],
)
def test_it_is_refused_and_nothing_changed(posted, statement):
    posted.app.store.engine.dispose()
    path = posted.app.paths.ledger
    before = table_rows(path)
    assert all(before[table] for table in ("posting", "audit_event", "notice", "scheme_version"))
    connection = raw_connect(path)
    with pytest.raises(sqlite3.IntegrityError, match=r"append-only|frozen"):
        connection.execute(statement)
    connection.close()
    assert table_rows(path) == before


def test_a_notice_may_still_be_closed(raw):
    raw.execute("UPDATE notice SET state = 'closed', closed_on = '2026-11-06'")
    assert raw.execute("SELECT state FROM notice").fetchone() == ("closed",)


@pytest.mark.parametrize(
    ("triggers", "statement", "words"),
    [
        (["posting_no_update"], "UPDATE posting SET claimed = 9000 WHERE id = 3", "台账记录与操作记录不符"),
        (["posting_no_delete"], "DELETE FROM posting WHERE id = 3", "台账记录与操作记录不符"),
        (["posting_no_delete"], "DELETE FROM posting", "评定记录缺失"),
        (["audit_event_no_update"], "UPDATE audit_event SET actor = '别人' WHERE seq = 5", "第 5 条"),
        (["audit_event_no_delete"], "DELETE FROM audit_event WHERE seq = 5", "缺第 5 条"),
    ],
)
def test_who_goes_round_the_triggers_is_found_by_the_chain(posted, raw, triggers, statement, words):
    for trigger in triggers:
        raw.execute(f"DROP TRIGGER {trigger}")
    raw.execute(statement)
    raw.close()
    assert any(words in fault for fault in verify_file(posted.app.paths.ledger).faults)


@pytest.mark.parametrize(
    ("column", "value"), [("act", "x"), ("second_id", 1), ("reason", "x"), ("unit_id", 99)]
)
def test_no_fact_of_a_posting_can_be_changed_unseen(posted, raw, column, value):
    raw.execute("DROP TRIGGER posting_no_update")
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute(f"UPDATE posting SET {column} = ? WHERE id = 3", (value,))  # noqa: S608 - own names
    raw.close()
    faults = verify_file(posted.app.paths.ledger).faults
    assert any("台账记录与操作记录不符" in fault for fault in faults)


def test_an_untouched_ledger_verifies(posted):
    posted.app.store.engine.dispose()
    report = verify_file(posted.app.paths.ledger)
    assert (report.faults, report.postings, report.members, report.notices) == ((), 8, 8, 1)


def test_a_step_that_fails_leaves_no_link_in_the_chain(posted):
    with posted.app.setup.uow.read() as session:
        before = verify_chain(session)
    with pytest.raises(Exception, match=r"已评定|公示中"):
        posted.declare("孙石头", "dues", date(2026, 10, 11))
    with posted.app.setup.uow.read() as session:
        after = verify_chain(session)
    assert (after.length, after.head) == (before.length, before.head)


def test_every_step_of_the_month_is_in_the_chain_by_name(posted):
    actions = [event.action for event in reversed(posted.app.system.view().events)]
    for action in (
        "建立台账",
        "初次设置",
        "新增党员",
        "申报",
        "汇总",
        "登记会议",
        "登记到会",
        "确认其余",
        "评定生效",
        "张贴公示",
    ):
        assert action in actions
    assert actions.index("评定生效") < actions.index("张贴公示")
    assert posted.app.notices.view(posted.branch, Term.of_month(OCTOBER)).posted_by == "林为民"
