"""Form numbers: unit–period–sheet–serial, derived and never stored; typed or scanned they open the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.models import Unit

from .months import Month

_CODES: Final[dict[str, str]] = {
    "申报": "SB",
    "汇总": "HZ",
    "评定": "PD",
    "记录": "JL",
    "公示": "GS",
    "台账": "TZ",
    "说明": "SM",
    "试算": "SS",
    "方案": "FA",
    "异议": "YY",
    "更正": "GZ",
    "补评": "BP",
    "核定": "HD",
    "测评": "CP",
    "计票": "JP",
    "否决": "FJ",
    "总评": "ZP",
    "名单": "MD",
}
_SHEETS: Final[dict[str, str]] = {code: name for name, code in _CODES.items()}


@dataclass(frozen=True, slots=True)
class FormNumber:
    """A form number taken apart."""

    unit: int
    month: Month
    sheet: str
    serial: int


def form_number(unit: Unit, month: Month, sheet: str, serial: int = 1) -> str:
    """ "01-202610-SB-007": branch's place in the file, month, kind of sheet, member or group."""
    return f"{unit.sort:02d}-{month.year:04d}{month.month:02d}-{_CODES[sheet]}-{serial:03d}"


def with_serial(number: str, serial: int) -> str:
    """The number of another sheet of the same kind."""
    return f"{number.rpartition('-')[0]}-{serial:03d}"


def parse_form_number(text: str) -> FormNumber | None:
    """The parts of a form number as typed or scanned; None when the text is something else."""
    parts = text.strip().upper().replace("—", "-").replace("－", "-").split("-")
    if len(parts) != 4 or parts[2] not in _SHEETS:
        return None
    unit, period, code, serial = parts
    if not (unit.isdigit() and serial.isdigit() and len(period) == 6 and period.isdigit()):
        return None
    try:
        month = Month.parse(f"{period[:4]}-{period[4:]}")
    except ValueError:
        return None
    return FormNumber(int(unit), month, _SHEETS[code], int(serial))
