"""Reading a roster as offices really keep it, up to a checked preview. No database is touched.

The order of use: :func:`read_table_isolated` (a worker process reads the file and guesses headings and
columns), the user looks at the mapping, :func:`check_rows` gives every row with all of its faults.
"""

from __future__ import annotations

from app.services.exchange.roster.model import (
    Cell,
    HeadingMissing,
    RawRow,
    RosterCounts,
    RosterField,
    RosterPreview,
    RosterRow,
    RosterStatus,
    RosterTable,
    RosterValues,
    SheetChoice,
    SkippedRow,
)
from app.services.exchange.roster.preview import check_rows
from app.services.exchange.roster.reader import read_table
from app.services.exchange.roster.worker import read_table_isolated

__all__ = [
    "Cell",
    "HeadingMissing",
    "RawRow",
    "RosterCounts",
    "RosterField",
    "RosterPreview",
    "RosterRow",
    "RosterStatus",
    "RosterTable",
    "RosterValues",
    "SheetChoice",
    "SkippedRow",
    "check_rows",
    "read_table",
    "read_table_isolated",
]
