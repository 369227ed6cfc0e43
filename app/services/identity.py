"""The citizen's ID number (GB 11643): normalise, check, convert the old form.

A wrong check character is reported and never repaired: only the holder's card knows which digit is wrong.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from app.errors import Issue, Severity

ID_LENGTH = 18
OLD_LENGTH = 15

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
# 83 and 91 stand on residence permits for Taiwan residents and foreigners.
_PROVINCES = frozenset(
    str(code)
    for first, last in (
        (11, 15),
        (21, 23),
        (31, 37),
        (41, 46),
        (50, 54),
        (61, 65),
        (71, 71),
        (81, 83),
        (91, 91),
    )
    for code in range(first, last + 1)
)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# What table and chat programs leave in a number: blanks of every width, marks without width, text marks.
_NOISE = re.compile("[\\s\u00a0\u3000\u200b-\u200f\u202a-\u202e\u2060\ufeff'’‘`,，\\-]+")
_EXPONENT = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class IdCheck:
    """What an ID number says, and what is wrong with it.

    Attributes:
        number: The number, normalised: eighteen characters when ``ok``, otherwise as far as it could be read.
        birth_date: From the number, when it holds a real date.
        sex: "男" or "女", when ``ok``.
        converted_from: The fifteen digits that it was made from, or ``None``.
        issues: Every fault; a warning where an old number was converted.
    """

    number: str
    birth_date: dt.date | None
    sex: str | None
    converted_from: str | None
    issues: tuple[Issue, ...]

    @property
    def ok(self) -> bool:
        """No fault that blocks."""
        return all(issue.severity is not Severity.ERROR for issue in self.issues)


def normalise_id_number(text: str) -> str:
    """Full-width to half-width, blanks and text marks out, a small x to X. Nothing else changes."""
    return _NOISE.sub("", text.translate(_FULL_WIDTH)).upper()


def check_character(first_seventeen: str) -> str:
    """The eighteenth character after ISO 7064 MOD 11-2."""
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return _CHECK[total % 11]


def convert_old_id_number(fifteen: str) -> str:
    """Fifteen digits (issued until 1999, all holders born 19xx) to eighteen characters."""
    body = f"{fifteen[:6]}19{fifteen[6:]}"
    return body + check_character(body)


def check_id_number(text: str, *, place: str = "身份证号", as_of: dt.date | None = None) -> IdCheck:
    """Check an ID number and tell everything that is wrong with it.

    Args:
        text: As typed or read from a file.
        place: Where it stands, for the issues.
        as_of: Today, to refuse a birth date in the future; without it that is not checked.
    """
    number = normalise_id_number(text)
    form_fault = _form_fault(number)
    if form_fault:
        code, message = form_fault
        return IdCheck(number, None, None, None, (Issue(place, f"id_number.{code}", message),))
    old = number if len(number) == OLD_LENGTH else None
    if old:
        number = convert_old_id_number(old)
    birth = _birth_date(number)
    faults = _content_faults(number, birth, as_of=as_of)
    issues = [Issue(place, f"id_number.{code}", message) for code, message in faults]
    if old and not issues:
        message = f"15 位旧号码 {old} 换算为 {number}，请与身份证核对"
        issues.append(Issue(place, "id_number.converted", message, Severity.WARNING))
    ok = all(issue.severity is not Severity.ERROR for issue in issues)
    return IdCheck(number, birth, _sex(number) if ok else None, old, tuple(issues))


def birth_date_of(number: str) -> dt.date | None:
    """Birth date in a checked eighteen-character number."""
    return _birth_date(number) if len(number) == ID_LENGTH else None


def sex_of(number: str) -> str | None:
    """Sex (男 or 女) from a checked eighteen-character number."""
    return _sex(number) if len(number) == ID_LENGTH else None


def _form_fault(number: str) -> tuple[str, str] | None:
    if not number:
        return "empty", "没有填身份证号，请补上"
    if _EXPONENT.fullmatch(number):
        return (
            "exponent",
            f"“{number}” 是被表格软件改坏的号码，后几位已经丢失；"
            "请照身份证重新录入，并把这一列设为“文本”格式",
        )
    if len(number) not in (OLD_LENGTH, ID_LENGTH):
        return "length", f"应为 18 位，这里是 {len(number)} 位；请照身份证核对"
    body = number if len(number) == OLD_LENGTH else number[:-1]
    if not (body.isascii() and body.isdigit() and (number[-1].isdigit() or number[-1] == "X")):
        return "characters", "只能是数字，最后一位可以是 X；请照身份证核对"
    return None


def _content_faults(number: str, birth: dt.date | None, *, as_of: dt.date | None) -> list[tuple[str, str]]:
    faults: list[tuple[str, str]] = []
    if number[:2] not in _PROVINCES:
        faults.append(("area", f"开头两位 {number[:2]} 不是省级地区代码；请照身份证核对"))
    if birth is None:
        faults.append(("birth_date", f"第 7 至 14 位 {number[6:14]} 不是真实的日期；请照身份证核对"))
    elif birth.year < 1900 or (as_of is not None and birth > as_of):
        faults.append(("birth_date", f"其中的出生日期 {birth:%Y-%m-%d} 不合常理；请照身份证核对"))
    if check_character(number[:17]) != number[17]:
        hint = "多半有一位录错；请照身份证核对"
        if number.endswith("000"):
            hint = "末三位都是 0，多半是表格软件把后几位丢了；请照身份证重新录入"
        faults.append(("check_digit", f"最后一位校验不对，{hint}"))
    return faults


def _birth_date(number: str) -> dt.date | None:
    try:
        return dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def _sex(number: str) -> str:
    return "男" if int(number[16]) % 2 else "女"
