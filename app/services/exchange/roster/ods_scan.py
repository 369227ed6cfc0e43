"""What the reader does not tell of an .ods: how far each sheet reaches, and its merged cells.

One empty-looking element can stand for a million repeated rows, so the repetitions are multiplied out here
before the reader sees the file.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from app.services.exchange.roster.limits import damaged
from app.services.exchange.roster.xlsx_scan import Extent

Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column; all from 0."""

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})


@dataclass(slots=True)
class OdsSheet:
    """Extent and merged ranges of one sheet."""

    extent: Extent = field(default_factory=lambda: Extent(0, 0))
    merges: list[Merge] = field(default_factory=list)


def scan_ods(content: bytes) -> dict[str, OdsSheet]:
    """Walk through ``content.xml`` once and measure each sheet, by name."""
    sheets: dict[str, OdsSheet] = {}
    current: OdsSheet | None = None
    row_number = 0
    try:
        for event, element in ET.iterparse(io.BytesIO(content), events=("start", "end")):  # noqa: S314
            if element.tag == f"{_TABLE}table":
                if event == "start":
                    current = sheets.setdefault(element.get(f"{_TABLE}name", ""), OdsSheet())
                    row_number = 0
                else:
                    current = None
            elif event == "end" and element.tag == f"{_TABLE}table-row" and current is not None:
                row_number = _measure_row(element, sheet=current, first_row=row_number)
                element.clear()
    except (ET.ParseError, ValueError, LookupError):
        raise damaged() from None
    return sheets


def _measure_row(element: ET.Element, *, sheet: OdsSheet, first_row: int) -> int:
    """Add one row element to the sheet's measures; returns the row number after it."""
    after = first_row + _count(element, "number-rows-repeated")
    column = filled = 0
    for cell in element:
        if cell.tag not in _CELLS:
            continue
        down = _count(cell, "number-rows-spanned")
        across = _count(cell, "number-columns-spanned")
        if down > 1 or across > 1:
            sheet.merges.append((first_row, column, first_row + down - 1, column + across - 1))
        column += _count(cell, "number-columns-repeated")
        if cell.get(f"{_OFFICE}value-type") or len(cell):
            filled = column
    if filled:
        sheet.extent = Extent(max(sheet.extent.rows, after), max(sheet.extent.columns, filled))
    return after


def _count(element: ET.Element, name: str) -> int:
    return max(1, int(element.get(f"{_TABLE}{name}", "1")))
