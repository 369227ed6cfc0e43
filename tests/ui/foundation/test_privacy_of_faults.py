"""A canary: what was typed into a form must not fly out with the details of a fault."""

from __future__ import annotations

import dataclasses
import logging
from datetime import date

import pytest
from PySide6.QtGui import QGuiApplication
from sqlalchemy.exc import DatabaseError

from app.errors import EnvironmentProblem
from app.log import set_up_logging
from app.services.documents.output import write_out
from app.services.members import MemberDraft
from app.ui import messages
from app.ui.messages import CrashReporter, Level, show_error
from tests.helpers.factories import id_number

NAME, REASON, PHONE = "金丝雀", "肺部旧疾须静养", "100-1234-5678"
ID = id_number(77)


@pytest.fixture
def log_file(tmp_path):
    target = set_up_logging(tmp_path)
    root = logging.getLogger()
    yield target
    handler = next(h for h in root.handlers if getattr(h, "baseFilename", "") == str(target))
    root.removeHandler(handler)
    handler.close()


@pytest.fixture
def failing(village):
    """A ledger that refuses every exemption and every member."""
    with village.app.store.engine.begin() as connection:
        for table in ("exemption", "member"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER refuse_{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END"
            )
    return village


def steps(village):
    app = village.app
    uid = village.members["陈阿婆"]
    yield lambda: app.members.exempt(
        village.secretary, uid, start=date(2026, 10, 1), end=None, reason=f"{REASON}，电话 {PHONE}",
        applied_on=None, approved_on=date(2026, 10, 1), approval_note=f"{NAME} {ID}",
    )  # fmt: skip
    draft = MemberDraft(name=NAME, branch_uid=village.branch, group_uid=village.groups["一组"])
    yield lambda: app.members.add(
        village.recorder, dataclasses.replace(draft, id_number=ID, phone=PHONE, note=REASON)
    )


def test_a_fault_of_the_database_tells_nobody_what_was_typed(
    failing, qapp, message_mock, log_file, monkeypatch
):
    reporter = CrashReporter(log_file=log_file)
    monkeypatch.setattr(messages, "_reporter", reporter)
    message_mock.answer = "复制详情"
    for step in steps(failing):
        with pytest.raises(DatabaseError) as fault:
            step()
        show_error(fault.value)
        details = QGuiApplication.clipboard().text()
        assert "INSERT INTO" in details, "the statement itself helps the maker"
        for words in (details, log_file.read_text("utf-8")):
            assert "IntegrityError" in words
            for secret in (NAME, REASON, PHONE, ID):
                assert secret not in words


def test_numbers_in_the_words_of_a_fault_are_blotted_out(qapp, tmp_path):
    reporter = CrashReporter(log_file=tmp_path / "yika.log")
    details = reporter.details(ValueError(f"{ID} {PHONE} 0791-1234567"))
    assert details.count("〔号码〕") == 3


def test_a_folder_that_is_gone_leaves_one_line_without_names(qapp, message_mock, log_file, tmp_path):
    with pytest.raises(EnvironmentProblem) as fault:
        write_out(tmp_path / "没有这个夹" / f"积分管理记录表_{NAME}.pdf", b"%PDF")
    show_error(fault.value)
    message_mock.assert_shown(Level.CRITICAL, "找不到文件夹", "没有这个夹", "另选一个文件夹")
    assert "磁盘" not in message_mock.last.text + message_mock.last.hint
    [line] = log_file.read_text("utf-8").splitlines()
    assert "output.py" in line
    assert "FileNotFoundError" in line
    assert NAME not in line
