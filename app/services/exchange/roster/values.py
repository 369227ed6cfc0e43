"""One cell to one value, or a fault that says what is wrong with it. Nothing is guessed or repaired."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.errors import Severity
from app.services.exchange.roster.model import Cell, RosterStatus
from app.services.exchange.roster.nations import education_of_code, nation_of

T = TypeVar("T")

EXCEL_EPOCH = dt.date(1899, 12, 30)
# Serial numbers of 1913-09-08 to 2099-12-31: whatever is smaller is a year, an age or a count.
_SERIALS = range(5_000, 73_051)
_YEARS = range(1900, 2101)
_FULL_WIDTH: dict[int, int | str] = {**{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}, 0x3000: " "}
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_EMPTY = frozenset(
    (
        "",
        "无",
        "没有",
        "暂无",
        "空",
        "不详",
        "未填",
        "—",
        "——",
        "-",
        "--",
        "---",
        "－",
        "/",
        "//",
        "\\",
        "、",
        ".",
        "。",
        "*",
    )
)
_YES = frozenset("是 有 对 √ ✓ ✔ ☑ y yes 1 true".split())  # noqa: SIM905 - reads better
_NO = frozenset("否 不是 × ✗ ✘ x n no 0 false 非".split())  # noqa: SIM905

_DAY = re.compile(r"(\d{4})[-/.年,、](\d{1,2})[-/.月,、](\d{1,2})[日号]?(?:T?\d{1,2}[:时].*)?", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})[-/.年,、](\d{1,2})月?份?")
_COMPACT_DAY = re.compile(r"(\d{4})\.?(\d{2})(\d{2})")
_COMPACT_MONTH = re.compile(r"(\d{4})(\d{2})")
_YEAR = re.compile(r"\d{4}年?")
_SERIAL_TEXT = re.compile(r"\d{4,5}(?:\.\d+)?")
_PHONE = re.compile(r"1\d{10}|(0\d{2,3}-?)?\d{7,8}(-\d{1,5})?|\d{3,6}")
_HAN = re.compile("[\u3007\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_CATEGORY = re.compile(r"([A-D])(?:类|类党员|级)?")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell; ``code`` is a stable key without the field."""

    code: str
    message: str
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """A value read from a cell, or ``None`` with a fault; both where the value is usable but doubtful.

    Attributes:
        month_only: The day was not told; the first of the month stands for it.
    """

    value: T | None = None
    fault: Fault | None = None
    month_only: bool = False


def refused(code: str, message: str, *, severity: Severity = Severity.WARNING) -> Parsed[T]:
    """A cell that gives no value."""
    return Parsed(None, Fault(code, message, severity))


def shown(cell: Cell) -> str:
    """The cell as a person would read it in the table program."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.12G}"
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        cell = cell.date()
    return str(cell)


def plain(cell: Cell) -> str:
    """Text for figures and key words: half-width, no invisible marks, trimmed; "" for 无 — / and the like."""
    text = _INVISIBLE.sub("", shown(cell).translate(_FULL_WIDTH)).strip()
    text = text.removeprefix("'")
    return "" if text in _EMPTY else text


def free_text(cell: Cell) -> str | None:
    """Words as written (no width changes), blanks and line breaks joined; ``None`` for 无 — and so on."""
    if not plain(cell):
        return None
    return re.sub(r"\s+", " ", _INVISIBLE.sub("", shown(cell)).replace("\u3000", " ")).strip() or None


def unit_name(cell: Cell) -> str | None:
    """Name of a branch, group or grid: as written, without the blanks that line breaks in cells leave."""
    text = free_text(cell)
    return text.replace(" ", "") if text else None


def parse_name(cell: Cell) -> Parsed[str]:
    """A person's name. Blanks that only widen a Chinese name are taken out; characters never change."""
    text = free_text(cell)
    if text is None:
        return refused("empty", "没有姓名，请补上", severity=Severity.ERROR)
    if not isinstance(cell, str):
        return refused("not_text", f"“{text}” 不是姓名", severity=Severity.ERROR)
    if _HAN.search(text):
        text = text.replace(" ", "")
    if len(text) > 40:
        return refused("too_long", "这一格太长，不像姓名", severity=Severity.ERROR)
    if "\ufffd" in text or "?" in text or "？" in text:
        return Parsed(text, Fault("garbled", "姓名里有乱码或问号，请照身份证改正", Severity.ERROR))
    if _PRIVATE.search(text):
        return Parsed(text, Fault("private", "姓名里有自造字，换一台电脑就显示不出；请用标准字改正"))
    if any("\u2e80" <= char <= "\u2fdf" for char in text):
        return Parsed(text, Fault("radical", "姓名里有部首符号（多半由 PDF 复制而来），请重新录入这个字"))
    # Not str.isalpha alone: the newest extensions are unknown to this Python's character tables.
    if not all(char.isalpha() or char in "·. " or _HAN.match(char) for char in text):
        return Parsed(text, Fault("characters", "姓名里有数字、括号或符号，请核对"))
    return Parsed(text)


def parse_date(cell: Cell) -> Parsed[dt.date]:
    """A date in any of the shapes that offices use; a year alone, or two digits of a year, is no date."""
    if isinstance(cell, dt.datetime):
        return _in_years(cell.date(), cell)
    if isinstance(cell, dt.date):
        return _in_years(cell, cell)
    text = re.sub(r"\s+", "", plain(cell).replace("—", "-").replace("–", "-").replace("。", "."))
    if not text:
        return Parsed()
    if isinstance(cell, bool | dt.time | dt.timedelta):
        return _no_date(cell)
    if isinstance(cell, int | float):
        text = f"{cell:.10g}"
        if re.fullmatch(r"\d{4}\.1", text) and int(text[:4]) in _YEARS:
            year = text[:4]
            message = f"“{text}” 可能是 1 月，也可能是 10 月；请写成 {year}-01 或 {year}-10"
            return refused("ambiguous", message)
    return _date_of_text(text, cell)


def _date_of_text(text: str, cell: Cell) -> Parsed[dt.date]:
    text = text.strip(".,、-/")
    if match := _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text):
        return _date(cell, match[1], match[2], match[3])
    if match := _MONTH.fullmatch(text) or _COMPACT_MONTH.fullmatch(text):
        parsed = _date(cell, match[1], match[2], "1")
        return Parsed(parsed.value, parsed.fault, month_only=parsed.value is not None)
    if _SERIAL_TEXT.fullmatch(text) and int(float(text)) in _SERIALS:
        return Parsed(EXCEL_EPOCH + dt.timedelta(days=int(float(text))))
    if _YEAR.fullmatch(text) and int(text[:4]) in _YEARS:
        return refused("year_only", f"“{text}” 只有年份；请补上月份，如 {text[:4]}-07")
    return _no_date(cell)


def _date(cell: Cell, year: str, month: str, day: str) -> Parsed[dt.date]:
    try:
        return _in_years(dt.date(int(year), int(month), int(day)), cell)
    except ValueError:
        return refused("not_real", f"“{shown(cell)}” 不是真实的日期，请核对")


def _in_years(value: dt.date, cell: Cell) -> Parsed[dt.date]:
    if value.year not in _YEARS:
        return refused("not_real", f"“{shown(cell)}” 的年份不对，请核对")
    return Parsed(value)


def _no_date(cell: Cell) -> Parsed[dt.date]:
    return refused("unreadable", f"“{shown(cell)}” 认不出是哪一天；请写成 2003-07-01 这样")


def parse_id_text(cell: Cell) -> Parsed[str]:
    """The text of an ID number cell. A number cell of eighteen digits has already lost the last ones."""
    if isinstance(cell, bool | dt.date | dt.time | dt.timedelta):
        return refused("not_text", f"“{shown(cell)}” 不是身份证号", severity=Severity.ERROR)
    if isinstance(cell, int | float) and abs(cell) >= 1e15:
        return refused(
            "number_cell",
            f"这一格是数字格式（{cell:.2E}），后几位已经丢失；请照身份证重新录入，并把这一列设为“文本”格式",
            severity=Severity.ERROR,
        )
    return Parsed(plain(cell) or None)


def parse_phone(cell: Cell) -> Parsed[str]:
    """One or several telephone numbers, as written; a number cell becomes its digits."""
    text = re.sub(r"\s+", "", plain(cell)).removeprefix("+86")
    if not text:
        return Parsed()
    if re.search(r"\dE\+?\d", text, re.IGNORECASE):
        return refused("exponent", f"“{text}” 是被表格软件改坏的号码，请重新录入")
    parts = [part for part in re.split(r"[/、,;；，]", text) if part]
    if parts and all(_PHONE.fullmatch(part) for part in parts):
        return Parsed("、".join(parts))
    if len(text) > 40:
        return refused("too_long", "这一格太长，不像电话号码")
    return Parsed(text, Fault("unusual", f"“{text}” 不像电话号码，请核对"))


def parse_sex(cell: Cell) -> Parsed[str]:
    """男 or 女, also as written by code (1, 2)."""
    text = plain(cell).removesuffix("性")
    if not text:
        return Parsed()
    value = {"男": "男", "1": "男", "01": "男", "女": "女", "2": "女", "02": "女"}.get(text)
    return Parsed(value) if value else refused("unreadable", f"“{text}” 认不出性别；请写“男”或“女”")


def parse_status(cell: Cell) -> Parsed[RosterStatus]:
    """正式 or 预备. People on the way to membership are no members and are not imported."""
    text = plain(cell).removeprefix("中共")
    if not text:
        return Parsed()
    if "预备" in text or text == "2":
        return Parsed(RosterStatus.PROBATIONARY)
    if "正式" in text or text in ("1", "党员", "中共党员", "共产党员"):
        return Parsed(RosterStatus.FULL)
    if any(word in text for word in ("发展对象", "积极分子", "申请人", "团员", "群众")) or text in (
        "3",
        "4",
        "5",
    ):
        return refused("not_member", f"“{text}” 不是党员，这一行不导入", severity=Severity.ERROR)
    return refused("unreadable", f"“{text}” 认不出人员类别；请写“正式”或“预备”", severity=Severity.ERROR)


def parse_category(cell: Cell) -> Parsed[str]:
    """One of the classes A to D."""
    text = plain(cell).replace(" ", "").upper()
    if not text:
        return Parsed()
    if match := _CATEGORY.fullmatch(text):
        return Parsed(match[1])
    return refused("unreadable", f"“{text}” 认不出党员分类；请写 A、B、C 或 D", severity=Severity.ERROR)


def parse_flag(cell: Cell, *, yes: frozenset[str], no: frozenset[str]) -> Parsed[bool]:
    """是 or 否, ticks and crosses, or the words of the column itself.

    Args:
        cell: The cell.
        yes: Further words that mean 是 in this column.
        no: Further words that mean 否 in this column.
    """
    raw = _INVISIBLE.sub("", shown(cell).translate(_FULL_WIDTH)).strip().lower()
    if not raw:
        return Parsed()
    if raw in _YES or raw in yes:
        return Parsed(True)
    # 无, — and / say "not this one" here: the office went through the column.
    if raw in _NO or raw in no or raw in _EMPTY:
        return Parsed(False)
    return refused("unreadable", f"“{shown(cell)}” 认不出是或否；请写“是”或“否”", severity=Severity.ERROR)


def parse_ethnicity(cell: Cell) -> Parsed[str]:
    """The full name of the ethnic group: 汉, 汉族, 01 and 1 all give 汉族."""
    text = plain(cell).replace(" ", "")
    if not text:
        return Parsed()
    nation = nation_of(text)
    return Parsed(nation) if nation else Parsed(text, Fault("unknown", f"“{text}” 不在民族名称表里，请核对"))


def parse_education(cell: Cell) -> Parsed[str]:
    """The words as written; a two-digit code becomes its words."""
    text = free_text(cell)
    return Parsed(education_of_code(plain(cell)) or text)
