"""What looks like an ID or telephone number never reaches the log; dates, names of files and hashes do."""

from __future__ import annotations

import logging

import pytest

from app.log import blot, set_up_logging, where_raised
from tests.helpers.factories import id_number


@pytest.mark.parametrize(
    "number",
    [
        id_number(1),
        "360099 19700101 0012",
        "360099-19700101-001x",
        "360099700101001",
        "10012345678",
        "100-1234-5678",
        "100 1234 5678",
        "+8610012345678",
        "+86 100-1234-5678",
        "0791-1234567",
        "010-12345678",
        "(0791)1234567",
        "（0791）1234567",
    ],
)
def test_numbers_are_blotted_out_whole(number):
    assert blot(f"保存 '{number}'，未成") == "保存 '〔号码〕'，未成"


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-01 09:00:00,123 INFO app: started",
        "ledger-01-000812-20261001-120000.db",
        "line 12345678, in add",
        "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
        "29e8b26c-0791-4126-9b01-290e2bb3a66b",
    ],
)
def test_what_the_maker_needs_stays(text):
    assert blot(text) == text


def test_the_file_holds_the_blotted_text_also_of_a_traceback(tmp_path):
    office, mobile = "0791-1234567", "100-1234-5678"
    target = set_up_logging(tmp_path)
    root = logging.getLogger()
    try:
        try:
            raise ValueError(office)
        except ValueError:
            logging.getLogger("test").exception("电话 %s", mobile)
        text = target.read_text("utf-8")
    finally:
        handler = next(h for h in root.handlers if getattr(h, "baseFilename", "") == str(target))
        root.removeHandler(handler)
        handler.close()
    assert "ValueError" in text
    assert text.count("〔号码〕") == 2
    assert office not in text
    assert mobile not in text


@pytest.mark.parametrize(
    "words",
    [
        "FileNotFoundError: [Errno 2] No such file or directory: '/u/积分管理记录表_王某.pdf.part'",
        "OSError: [Errno 13] Permission denied: '/a/王某.part' -> '/a/王某.pdf'",
        "PermissionError: [WinError 32] 另一个程序正在使用此文件: '王某.pdf'",
    ],
)
def test_files_that_a_fault_names_are_blotted_out(words):
    assert "王某" not in blot(words)
    assert blot(words).endswith("〔文件〕")
    assert blot(words).startswith(words[:20])


def test_an_ordinary_fault_is_told_by_its_place():
    try:
        try:
            raise FileNotFoundError(2, "No such file", "/a/积分管理记录表_王某.pdf")
        except OSError as error:
            raise ValueError("王某") from error
    except ValueError as fault:
        words = where_raised(fault)
    assert words.startswith("at test_log.py:")
    assert words.endswith("(FileNotFoundError 2)")
    assert where_raised(ValueError("王某")) == "without a place"
