"""The kinds of value that a key of a scheme file can hold."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated
from unicodedata import category

from pydantic import AfterValidator, BeforeValidator, Field, InstanceOf, StringConstraints

_MOST_DIGITS = 9
_SMALLEST = Decimal("0.000001")
_MONTH_DAY = re.compile(r"[01]\d-[0-3]\d")
# Control and formatting characters, halves of a character, line and paragraph ends.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_SHARE = re.compile(r"\d{1,9}(\.\d{1,6}|/\d{1,9})?%?")


def _number(value: object) -> object:
    """Refuse what pydantic would kindly turn into a number: text and yes/no."""
    if isinstance(value, bool | str):
        raise ValueError("number")
    if isinstance(value, int | Decimal) and not _fits(Decimal(value)):
        raise ValueError("figure")
    return value


def _fits(value: Decimal) -> bool:
    """Whether a figure can be kept exactly; one with a huge exponent would also take all memory to write out."""
    if not value.is_finite() or not value:
        return True
    return value.adjusted() < _MOST_DIGITS and value == value.quantize(_SMALLEST)


def _share(value: object) -> object:
    """A part of a whole, kept exact: ``"1/3"``, ``"30%"`` or ``0.3``."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal | Fraction):
        raise ValueError("share")
    if isinstance(value, Decimal) and not (value.is_finite() and _fits(value)):
        raise ValueError("share")
    text = str(value).strip().replace("％", "%")
    if not _SHARE.fullmatch(text):
        raise ValueError("share")
    try:
        share = Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
    except ZeroDivisionError:
        raise ValueError("share") from None
    if not 0 < share <= 1:
        raise ValueError("share")
    return share


def _top(value: object) -> object:
    """A number of members (``10``) or a part of them (``"30%"``)."""
    if isinstance(value, int) and not isinstance(value, bool):
        if value < 1:
            raise ValueError("top")
        return value
    return _share(value)


def _month_day(value: object) -> object:
    """``"06-20"``: a day of every year."""
    text = value if isinstance(value, str) and _MONTH_DAY.fullmatch(value) else ""
    try:
        date.fromisoformat(f"2000-{text}")
    except ValueError:
        raise ValueError("month_day") from None
    return text


def _printable(text: str) -> str:
    """Refuse what nobody can see in a name, and what turns a line of a sheet into two."""
    if any(category(char) in _UNSEEN for char in text):
        raise ValueError("control")
    return text


def _lines(text: str) -> str:
    """Longer words may run over several lines; nothing else in them may be invisible."""
    _printable(text.replace("\r\n", " ").replace("\n", " ").replace("\t", " "))
    return text


Number = Annotated[Decimal, BeforeValidator(_number)]
Positive = Annotated[Number, Field(gt=0)]
NotNegative = Annotated[Number, Field(ge=0)]
Count = Annotated[int, Field(ge=1, strict=True)]
Flag = Annotated[bool, Field(strict=True)]
Ident = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=40)]
Words = Annotated[str, AfterValidator(_printable)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True), AfterValidator(_printable)]
LongText = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True), AfterValidator(_lines)]
Note = Annotated[str, AfterValidator(_lines)]
ShareOf = Annotated[InstanceOf[Fraction], BeforeValidator(_share)]
TopOf = Annotated[InstanceOf[Fraction] | int, BeforeValidator(_top)]
Day = Annotated[date, Field(strict=True)]
MonthDay = Annotated[str, BeforeValidator(_month_day)]
