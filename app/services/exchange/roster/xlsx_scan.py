"""How far the filled cells of each sheet of an .xlsx reach, before any reader builds a table of them.

The reader lays out a full rectangle: one stray cell at XFD1048576 would ask for 17 thousand million cells.
The declared dimension is not believed; the cells themselves are looked at.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from app.services.exchange.roster.limits import damaged

WANTED_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels"
    r"|xl/(workbook|styles|sharedStrings|metadata)\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/worksheets/[^/]+\.xml|xl/(chartsheets|dialogsheets|macrosheets)/[^/]+\.xml|xl/theme/[^/]+\.xml",
    re.IGNORECASE,
)

# Only cells with a value count: formats reach down to the last row in many office files.
_FILLED = re.compile(
    rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']\s*([A-Za-z]+)([0-9]+)[^>]*(?<!/)>(?!\s*</)"""
)
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW_START = re.compile(rb"<(?:\w+:)?row[\s/>]")
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class Extent:
    """Last row and last column (from 1) with content; zero when there is none."""

    rows: int
    columns: int


def sheet_extents(parts: dict[str, bytes]) -> dict[str, Extent]:
    """Extent of each sheet by its name. Sheets that hold no cells (charts) have an extent of zero."""
    try:
        workbook = ET.fromstring(parts["xl/workbook.xml"])  # noqa: S314 - entities are refused before
        relations = ET.fromstring(parts["xl/_rels/workbook.xml.rels"])  # noqa: S314
    except (ET.ParseError, KeyError, ValueError, LookupError):
        raise damaged() from None
    targets = {
        item.get("Id", ""): posixpath.normpath(posixpath.join("/xl", item.get("Target", ""))).lstrip("/")
        for item in relations
    }
    by_name = {name.casefold(): content for name, content in parts.items()}
    extents: dict[str, Extent] = {}
    for element in workbook.iter():
        if element.tag.rpartition("}")[2] != "sheet":
            continue
        content = by_name.get(targets.get(_relation_id(element), "").casefold(), b"")
        extents[element.get("name", "")] = _extent(content)
    if not extents:
        raise damaged()
    return extents


def _relation_id(element: ET.Element) -> str:
    # The strict form of the format has another namespace for the same attribute.
    strict = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
    return element.get(_RELATION_ID, strict)


def _extent(xml: bytes) -> Extent:
    rows = columns = 0
    for match in _FILLED.finditer(xml):
        rows = max(rows, int(match[2][:9]))
        columns = max(columns, _column_number(match[1][:4]))
    if not rows and _ANY_CELL.search(xml):
        # Cells without an address stand one after the other; their number bounds both directions.
        rows = sum(1 for _ in _ROW_START.finditer(xml))
        columns = max((len(_ANY_CELL.findall(row)) for row in _ROW_START.split(xml)), default=0)
    return Extent(rows, columns)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + (letter - 64)
    return number
