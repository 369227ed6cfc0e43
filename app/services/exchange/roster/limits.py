"""What a roster file may be: its kind by content, its size, and a zip that is safe to hand on.

A workbook is a zip that can lie about its sizes. So every part that the reader needs is inflated here,
counted byte by byte, and packed again without compression: the reader gets what was counted, nothing else.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from enum import StrEnum
from pathlib import Path

from app.errors import UserError

MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_UNPACKED_BYTES = 50 * 1024 * 1024
MAX_ENTRIES = 200
MAX_ROWS = 5_000
# Title rows, headings and the notes below the table come on top of the members.
MAX_SHEET_ROWS = MAX_ROWS + 200
MAX_COLUMNS = 60
MAX_TEXT = 2_000
WORKER_SECONDS = 20.0
WORKER_MEMORY_BYTES = 768 * 1024 * 1024

SAVE_AS = "请用 WPS 表格或 Excel 打开它，另存为 .xlsx 工作簿后再导入"
COPY_OVER = "请把名册的内容复制到一个新的空白工作簿，保存后再导入"
CHOOSE_TABLE = "请选择名册的 .xlsx、.xls、.ods 或 .csv 文件"
FROM_DOCUMENT = "请把其中的表格复制到一个新工作簿，保存后再导入"
ODD_INSIDE = "这个工作簿的内部结构不正常，可能被人改动过，没有读取"

_CHUNK = 256 * 1024
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Compared with the beginning of the file; the text completes "这个文件其实是…".
_FOREIGN_MAGICS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "一张图片"),
    (b"\xff\xd8\xff", "一张图片"),
    (b"GIF8", "一张图片"),
    (b"II*\x00", "一张图片"),
    (b"MM\x00*", "一张图片"),
    (b"%PDF", "一份 PDF 文件"),
    (b"Rar!", "一个压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "一个压缩包"),
    (b"\x1f\x8b", "一个压缩包"),
    (b"{\\rtf", "一份文字文档"),
    (b"SQLite format 3", "一个数据库文件"),
)
# All that zipfile and its decompressors raise on a file that breaks off or contradicts itself.
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    OverflowError,
    ValueError,
    struct.error,
)
_TEXT_SUFFIXES = frozenset({".csv", ".txt", ".tsv", ""})


class FileKind(StrEnum):
    """How a file is read: decided by its content, not by its name."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


def read_bytes(path: Path) -> bytes:
    """The file's bytes, refused when it is missing, empty or too large."""
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise UserError(f"“{path.name}” 是一个文件夹", hint="请选择名册文件")
        if size > MAX_FILE_BYTES:
            raise UserError(
                f"“{path.name}” 有 {size / 1024 / 1024:.0f} MB，超过 10 MB",
                hint="名册只需要文字；请删去图片和多余的工作表，或" + COPY_OVER.removeprefix("请"),
            )
        with path.open("rb") as stream:
            # One byte more than allowed: the file may have grown since it was measured.
            data = stream.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise UserError(f"找不到 “{path.name}”", hint="它可能已被移动或改名，请重新选择") from None
    except OSError:
        hint = "请关闭正在使用它的程序，确认盘没有拔出，再试一次"
        raise UserError(f"打不开 “{path.name}”", hint=hint) from None
    if not data:
        raise UserError(f"“{path.name}” 是空文件，没有任何内容", hint="请重新导出或另选一个文件")
    if len(data) > MAX_FILE_BYTES:
        raise UserError(f"“{path.name}” 超过 10 MB", hint=COPY_OVER)
    return data


def file_kind(data: bytes, *, suffix: str) -> FileKind:
    """Tell by content what the file is; anything that is no table is named and refused."""
    for magic, what in _FOREIGN_MAGICS:
        if data.startswith(magic):
            raise UserError(f"这个文件其实是{what}，不是表格", hint=CHOOSE_TABLE)
    if data.startswith(_OLE_MAGIC):
        return _ole_kind(data)
    if data.startswith(b"PK"):
        return _zip_kind(data)
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")):
        raise UserError("这个文件其实是网页或旧式表格文本（有的系统导出时会这样）", hint=SAVE_AS)
    if suffix.lower() in _TEXT_SUFFIXES:
        return FileKind.CSV
    raise UserError(
        f"这个文件的扩展名是 {suffix}，内容却不是工作簿：文件已损坏，或只是改了名字",
        hint="请向提供名册的人要一份能正常打开的文件；如果它本来是 .csv，请把扩展名改回 .csv",
    )


def _ole_kind(data: bytes) -> FileKind:
    def holds(stream_name: str) -> bool:
        return stream_name.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise locked()
    if holds("Workbook") or holds("Book"):
        return FileKind.XLS
    if holds("WordDocument"):
        raise UserError("这个文件其实是一份文字文档，不是表格", hint=FROM_DOCUMENT)
    raise UserError("这个文件不是能识别的工作簿，或者已经损坏", hint=SAVE_AS)


def _zip_kind(data: bytes) -> FileKind:
    with open_zip(data) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" in names:
            return FileKind.XLSX
        if "content.xml" in names and "mimetype" in names and b"spreadsheet" in _peek(archive, "mimetype"):
            return FileKind.ODS
    if any(name.startswith("word/") for name in names) or "content.xml" in names:
        raise UserError("这个文件其实是一份文字文档，不是表格", hint=FROM_DOCUMENT)
    if any(name.startswith("ppt/") for name in names):
        raise UserError("这个文件其实是一份演示文稿，不是表格", hint=CHOOSE_TABLE)
    if any(name.startswith("xl/") for name in names):
        raise UserError("这是二进制工作簿或不完整的工作簿，程序读不了", hint=SAVE_AS)
    raise UserError("这个文件其实是一个压缩包，不是表格", hint="请先解压，再选择里面的名册文件")


def _peek(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as stream:
            return stream.read(200)
    except _BROKEN_ZIP:
        raise damaged() from None


def open_zip(data: bytes) -> zipfile.ZipFile:
    """Open a zip and refuse it whole when its directory is not plain."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN_ZIP:
        raise damaged() from None
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        message = f"工作簿里有 {len(entries)} 个部件，超过 {MAX_ENTRIES} 个，不像一份名册"
        raise UserError(message, hint=COPY_OVER)
    seen: set[str] = set()
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise locked()
        key = entry.filename.casefold()
        if key in seen or not _plain_name(entry.orig_filename) or _is_link(entry):
            raise UserError(ODD_INSIDE, hint=COPY_OVER)
        seen.add(key)
    return archive


def _plain_name(name: str) -> bool:
    if not name or name.startswith("/") or "\\" in name or "\x00" in name or ":" in name:
        return False
    return ".." not in name.split("/")


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return (entry.external_attr >> 16) & 0o170000 == 0o120000


def inflate_parts(archive: zipfile.ZipFile, *, wanted: re.Pattern[str]) -> dict[str, bytes]:
    """Inflate the parts whose names match, counting; pictures and the rest are not touched."""
    parts: dict[str, bytes] = {}
    total = 0
    for entry in archive.infolist():
        if not wanted.fullmatch(entry.filename):
            continue
        chunks: list[bytes] = []
        try:
            with archive.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    total += len(chunk)
                    if total > MAX_UNPACKED_BYTES:
                        raise UserError("这个工作簿展开后超过 50 MB，不像一份名册", hint=COPY_OVER)
                    chunks.append(chunk)
        except _BROKEN_ZIP:
            raise damaged() from None
        parts[entry.filename] = _refuse_entities(b"".join(chunks))
    return parts


def _refuse_entities(xml: bytes) -> bytes:
    # Office programs never write a document type; entities in one can blow up a parser.
    if b"<!DOCTYPE" in xml[:4096] or b"<!ENTITY" in xml:
        raise UserError(ODD_INSIDE, hint=COPY_OVER)
    return xml


def exact_names(*names: str) -> re.Pattern[str]:
    """A pattern for :func:`inflate_parts` that matches just these parts."""
    return re.compile("|".join(re.escape(name) for name in names))


def repack(parts: dict[str, bytes]) -> io.BytesIO:
    """The counted parts as a plain zip without compression."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    buffer.seek(0)
    return buffer


def damaged() -> UserError:
    """The one message for a file that breaks off or contradicts itself."""
    return UserError(
        "这个文件已损坏或不完整，程序读不了",
        hint="请先用 WPS 表格或 Excel 试着打开；打得开就另存为新文件再导入，打不开就请对方重新发一份",
    )


def locked() -> UserError:
    """The one message for a file that needs a password."""
    return UserError(
        "这个文件设了打开密码，程序读不了",
        hint="请用 WPS 表格或 Excel 打开它，取消密码后另存一份再导入",
    )


def too_many_rows(rows: int) -> UserError:
    """The message for a sheet with more rows than a village has members."""
    return UserError(
        f"这张表用到了第 {rows:,} 行，超过 {MAX_ROWS:,} 行",
        hint="请只保留本村（支部）的名册；如果下面都是空行，" + COPY_OVER,
    )


def too_many_columns(columns: int) -> UserError:
    """The message for a sheet that is wider than a roster."""
    return UserError(
        f"这张表用到了第 {columns:,} 列，超过 {MAX_COLUMNS} 列",
        hint="请删去右边多余的列；如果看不到内容，" + COPY_OVER,
    )
