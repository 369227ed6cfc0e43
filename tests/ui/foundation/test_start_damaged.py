"""The window's start over a damaged ledger: an offer, never a dead end, and never without her word."""

from __future__ import annotations

from datetime import date

import pytest

from app.ui.main import open_services
from app.ui.messages import Level

DAY = date(2026, 10, 10)


@pytest.fixture
def damaged(village):
    """The ledger's middle is spoilt; one backup and one line after it."""
    village.at(date(2026, 10, 20))
    village.declare("孙石头", "dues", DAY)
    village.app.system.backup_now(village.recorder)
    village.declare("钱二妹", "dues", DAY)
    village.app.close()
    path = village.app.paths.ledger
    data = bytearray(path.read_bytes())
    data[:100] = bytes(100)
    path.write_bytes(data)
    return village


def test_on_her_word_it_opens_with_the_backup(qapp, damaged, message_mock):
    message_mock.answer = "用这份备份恢复"
    services = open_services(damaged.app.paths, clock=damaged.clock)
    assert services is not None
    try:
        message_mock.assert_shown(Level.QUESTION, "已损坏", "2026-10-20", "会丢失", "backups")
        assert services.system.view().events[0].action == "恢复备份"
    finally:
        services.close()
    assert list(damaged.app.paths.backups.glob("damaged-*.db"))


def test_enter_and_escape_change_nothing(qapp, damaged, message_mock):
    spoilt = damaged.app.paths.ledger.read_bytes()
    assert open_services(damaged.app.paths, clock=damaged.clock) is None
    assert message_mock.last.default == "取消"
    assert damaged.app.paths.ledger.read_bytes() == spoilt
    assert not list(damaged.app.paths.backups.glob("damaged-*.db"))


def test_without_a_backup_she_is_told_what_to_do(qapp, damaged, message_mock):
    for path in damaged.app.paths.backups.glob("ledger-*.db"):
        path.unlink()
    assert open_services(damaged.app.paths, clock=damaged.clock) is None
    message = message_mock.assert_shown(Level.CRITICAL, "技术人员")
    assert "系统" not in message.hint
