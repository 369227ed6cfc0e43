"""Hostile and broken roster files: each ends in one plain Chinese message, quickly, with little memory."""

from __future__ import annotations

import io
import multiprocessing
import random
import re
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from app.errors import UserError
from app.services.exchange.roster import RosterTable, limits, read_table, read_table_isolated
from app.services.exchange.roster.worker import _receive, run_worker

DATA = Path(__file__).parents[1] / "data" / "roster"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FORBIDDEN = re.compile(r"Traceback|Error|Exception|None|\bzip\b|XML|[/\\]\w+[/\\]", re.IGNORECASE)


def workbook(rows: int = 3, columns: int = 2) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("名册")
    sheet.append(["姓名", "身份证号", *(f"列{n}" for n in range(columns - 2))])
    for number in range(rows):
        sheet.append([f"王{chr(0x4E00 + number % 20_000)}", "无", *["x"] * (columns - 2)])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


GOOD = workbook()


def parts(data: bytes = GOOD) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(content: dict[str, bytes], *, extra: tuple[tuple[str, bytes], ...] = ()) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (*content.items(), *extra):
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def with_part(name: str, change: Callable[[bytes], bytes]) -> bytes:
    content = parts()
    content[name] = change(content[name])
    return pack(content)


SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"


def with_cell(cell: bytes) -> bytes:
    return with_part(SHEET, lambda xml: xml.replace(b"</sheetData>", cell + b"</sheetData>"))


def with_name(name: str) -> bytes:
    return pack(parts(), extra=((name, b"x"),))


def duplicate_entry() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate name"):
        return pack(parts(), extra=((SHEET, b"<worksheet/>"),))


def lying_directory() -> bytes:
    """The directory says ten bytes for the sheet, the stream holds all of it."""
    data = bytearray(GOOD)
    position = data.find(b"PK\x01\x02")
    while position >= 0:
        length = struct.unpack_from("<H", data, position + 28)[0]
        if data[position + 46 : position + 46 + length] == SHEET.encode():
            struct.pack_into("<I", data, position + 24, 10)
        position = data.find(b"PK\x01\x02", position + 4)
    return bytes(data)


def encrypted_flag() -> bytes:
    data = bytearray(GOOD)
    position = data.find(b"PK\x01\x02")
    data[position + 8] |= 1
    return bytes(data)


def repeated_ods(rows: int, columns: int) -> bytes:
    content = (
        '<?xml version="1.0"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        '<office:body><office:spreadsheet><table:table table:name="名册">'
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell '
        f'table:number-columns-repeated="{columns}" office:value-type="string"><text:p>姓名</text:p>'
        "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(DATA / "messy.ods") as archive:
        good = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    return pack({**good, "content.xml": content.encode()})


def picture() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'

HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty file": ("a.xlsx", lambda: b"", "空文件"),
    "only blanks": ("a.csv", lambda: b" \r\n , ,\r\n", "没有任何内容"),
    "cut in the middle": ("a.xlsx", lambda: GOOD[: len(GOOD) // 2], "损坏"),
    "cut at the end": ("a.xlsx", lambda: GOOD[:-10], "损坏"),
    "only the first bytes": ("a.xlsx", lambda: GOOD[:4], "损坏"),
    "zeros inside": ("a.xlsx", lambda: GOOD[:400] + b"\0" * 400 + GOOD[800:], "损坏"),
    "picture": ("a.xlsx", picture, "图片"),
    "photograph as csv": ("a.csv", lambda: b"\xff\xd8\xff\xe0" + b"x" * 100, "图片"),
    "pdf": ("a.xlsx", lambda: b"%PDF-1.7\n", "PDF"),
    "archive": ("a.xlsx", lambda: b"Rar!\x1a\x07", "压缩包"),
    "zip of something": ("a.xlsx", lambda: pack({"名册.txt": b"x"}), "压缩包"),
    "word document": ("a.xlsx", lambda: pack({"word/document.xml": b"<x/>"}), "文字文档"),
    "slides": ("a.xlsx", lambda: pack({"ppt/presentation.xml": b"<x/>"}), "演示文稿"),
    "binary workbook": ("a.xlsx", lambda: pack({"xl/workbook.bin": b"x"}), "另存为|读不了"),
    "web page as xls": ("a.xls", lambda: b"<html><table><tr><td>x</td></tr></table></html>", "网页"),
    "text as xlsx": ("a.xlsx", lambda: "姓名,身份证号\n王一,\n".encode(), "扩展名是 .xlsx"),
    "noise as csv": ("a.csv", lambda: b"\x00\x01\x02\x03" * 50, "不是文字"),
    "wrong coding": ("a.csv", lambda: b"\x80\xff\xff\x81,\xff\n" * 3, "编码"),
    "old workbook cut": ("a.xls", lambda: (DATA / "messy.xls").read_bytes()[:3000], "损坏|不是能识别"),
    "unknown compound file": ("a.xls", lambda: OLE + b"\0" * 2000, "不是能识别的工作簿"),
    "locked xlsx": ("a.xlsx", lambda: OLE + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le"), "密码"),
    "locked xls": ("a.xls", (DATA / "locked.xls").read_bytes, "密码"),
    "locked ods": ("a.ods", (DATA / "locked.ods").read_bytes, "密码"),
    "locked entry": ("a.xlsx", encrypted_flag, "密码"),
    "100,000 rows": ("a.xlsx", lambda: workbook(rows=100_000), "100,001 行"),
    "100,000 rows of csv": (
        "a.csv",
        lambda: "姓名,身份证号\n".encode() + b"a,b\n" * 100_000,
        "超过 5,000 行",
    ),
    "61 columns": ("a.xlsx", lambda: workbook(columns=61), "第 61 列"),
    "too many columns of csv": ("a.csv", lambda: b"a," * 3000 + b"a\n", "列"),
    "one far cell": (
        "a.xlsx",
        lambda: with_cell(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "1,048,576",
    ),
    "one far cell, hidden by a comment": (
        "a.xlsx",
        lambda: with_cell(b'<row r="1048576"><c r="XFD1048576"><!-- --><v>1</v></c></row>'),
        "1,048,576",
    ),
    "one far cell in single quotes": (
        "a.xlsx",
        lambda: with_cell(b"<row r='9'><c  s='1' r = 'XFD9' ><v>1</v></c></row>"),
        "16,384 列",
    ),
    "absurd cell address": (
        "a.xlsx",
        lambda: with_cell(b'<row><c r="ZZZZZZ99999999999"><v>1</v></c></row>'),
        "行|列",
    ),
    "repeated ods": ("a.ods", lambda: repeated_ods(1_048_576, 16_384), "1,048,576"),
    "wide ods": ("a.ods", lambda: repeated_ods(1, 16_384), "16,384 列"),
    "negative repetition": ("a.ods", lambda: repeated_ods(-5, -5), "."),
    "bomb": ("a.xlsx", lambda: with_part(SHEET, lambda xml: xml + b" " * (60 << 20)), "超过 50 MB"),
    "bomb of shared strings": (
        "a.xlsx",
        lambda: pack(parts(), extra=(("xl/sharedStrings.xml", b" " * (60 << 20)),)),
        "超过 50 MB",
    ),
    "large file": ("a.xlsx", lambda: GOOD + b"\0" * (11 << 20), "超过 10 MB"),
    "201 entries": (
        "a.xlsx",
        lambda: pack(parts(), extra=tuple((f"m/{n}.png", b"") for n in range(201))),
        "部件",
    ),
    "duplicate entry": ("a.xlsx", duplicate_entry, "不正常"),
    "entry that differs in case": ("a.xlsx", lambda: with_name("XL/Workbook.xml"), "不正常"),
    "absolute name": ("a.xlsx", lambda: with_name("/etc/passwd"), "不正常"),
    "name with dots": ("a.xlsx", lambda: with_name("xl/../../x"), "不正常"),
    "name with drive": ("a.xlsx", lambda: with_name("C:x"), "不正常"),
    "name with backslash": ("a.xlsx", lambda: with_name("xl\\x"), "不正常"),
    "lying directory": ("a.xlsx", lying_directory, "损坏"),
    "entities": ("a.xlsx", lambda: with_part(BOOK, lambda xml: LAUGHS + xml), "不正常"),
    "entities in the sheet": ("a.xlsx", lambda: with_part(SHEET, lambda xml: LAUGHS + xml), "不正常"),
    "broken workbook part": ("a.xlsx", lambda: with_part(BOOK, lambda xml: xml[:-40]), "损坏"),
    "broken sheet part": ("a.xlsx", lambda: with_part(SHEET, lambda xml: xml[: len(xml) // 2]), "."),
    "workbook without sheets": ("a.xlsx", lambda: with_part(BOOK, lambda xml: b"<workbook/>"), "损坏"),
    "no relations": (
        "a.xlsx",
        lambda: pack({name: data for name, data in parts().items() if "workbook.xml.rels" not in name}),
        "损坏",
    ),
    "only a folder name": ("a.xlsx", lambda: pack({"xl/": b""}), "读不了"),
    "wrong sheet": ("a.csv", lambda: "日期,金额,摘要\n2026-01-01,5,水费\n".encode(), "没有找到名册的表头"),
    "quote without end": ("a.csv", lambda: '姓名,身份证号\n"王一,'.encode() + b"x" * 200_000, "引号|超过"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_each_ends_in_one_plain_message(tmp_path, case):
    name, make, expected = HOSTILE[case]
    path = tmp_path / name
    path.write_bytes(make())
    before = path.read_bytes()
    with pytest.raises(UserError) as caught:
        read_table_isolated(path)
    text = f"{caught.value.message}。{caught.value.hint}"
    assert re.search(expected, text), text
    assert caught.value.hint
    assert not FORBIDDEN.search(text.replace("Excel", "")), text
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_mutated_bytes_never_give_an_untyped_error(tmp_path):
    """Flipped bytes in every kind of file: a table or a message, nothing else."""
    randomizer = random.Random(20260701)  # noqa: S311 - repeatable, not secret
    tables = messages = 0
    for source in (GOOD, (DATA / "messy.xls").read_bytes(), (DATA / "messy.ods").read_bytes()):
        suffix = ".xls" if source.startswith(OLE) else ".xlsx"
        path = tmp_path / f"a{suffix}"
        for _round in range(60):
            data = bytearray(source)
            for _flip in range(randomizer.choice((1, 1, 4, 30))):
                data[randomizer.randrange(len(data))] = randomizer.randrange(256)
            path.write_bytes(data)
            try:
                read_table(path)
            except UserError:
                messages += 1
            else:
                tables += 1
    assert messages > 10
    assert tables > 10


def test_mutated_inner_text_never_gives_an_untyped_error(tmp_path):
    randomizer = random.Random(20260702)  # noqa: S311 - repeatable, not secret
    names = sorted(name for name in parts() if name.endswith((".xml", ".rels")) and name.startswith("xl/"))
    path = tmp_path / "a.xlsx"
    messages = 0
    for _round in range(120):
        content = parts()
        name = randomizer.choice(names)
        data = bytearray(content[name])
        start = randomizer.randrange(len(data))
        data[start : start + randomizer.randrange(12)] = randomizer.randbytes(randomizer.randrange(12))
        content[name] = bytes(data)
        path.write_bytes(pack(content))
        try:
            read_table(path)
        except UserError:
            messages += 1
    assert messages > 10


def test_a_missing_file_and_a_folder(tmp_path):
    with pytest.raises(UserError, match="找不到"):
        read_table_isolated(tmp_path / "没有.xlsx")
    with pytest.raises(UserError, match="文件夹"):
        read_table_isolated(tmp_path)


def test_a_worker_that_takes_too_long_is_killed(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(GOOD)
    started = time.monotonic()
    with pytest.raises(UserError, match="还没有读完"):
        read_table_isolated(path, timeout=0.0)
    # The fault is a worker that goes on for ever; ten seconds are far from that and far from a slow machine.
    assert time.monotonic() - started < limits.WORKER_SECONDS


def test_a_far_cell_of_the_old_format(tmp_path):
    """A sheet of the old format is not measured before it is read: its far cell asks for all the memory."""
    path = tmp_path / "a.xls"
    path.write_bytes((DATA / "far-cell.xls").read_bytes())
    with pytest.raises(UserError, match=r"65,536 行|展开后太大"):
        read_table_isolated(path)


def test_a_worker_that_dies_without_a_word():
    """Whatever ends the worker before it answers: the reader of the pipe sees its end and says so."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    sender.send("begun")
    sender.close()
    failure = _receive(receiver, timeout=5.0)
    receiver.close()
    assert "展开后太大" in failure.message


def test_a_worker_that_dies_before_it_has_seen_the_file_blames_nobodys_file():
    receiver, sender = multiprocessing.Pipe(duplex=False)
    sender.close()
    failure = _receive(receiver, timeout=5.0)
    receiver.close()
    assert "太大" not in failure.message
    assert "重新启动电脑" in failure.hint


def test_the_worker_says_that_it_has_begun(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(GOOD)
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=run_worker, args=(sender, str(path), None, None), daemon=True)
    process.start()
    sender.close()
    assert receiver.recv() == "begun"
    assert isinstance(receiver.recv(), RosterTable)
    process.join()
    receiver.close()


def test_the_worker_is_a_top_level_function():
    """A frozen build starts the worker by its name."""
    assert run_worker.__qualname__ == "run_worker"
