"""Documents: frozen dataclasses in, PDF, workbook or picture out.

The package itself holds only the sheets, so that a service can fill one without loading reportlab.
``app.services.documents.draw`` holds the functions that draw them.
"""

from __future__ import annotations

from app.services.documents.model import (
    Attendee,
    CardEntry,
    CardItem,
    DeclarationCardSheet,
    DeductionLine,
    GroupRow,
    GroupSheet,
    MeetingLine,
    MeetingPart,
    MeetingSheet,
    Paper,
    ProgramRow,
    Progress,
    Sheet,
)
from app.services.documents.model_result import (
    BoardList,
    BoardRow,
    BoardSheet,
    LedgerRow,
    LedgerSheet,
    LedgerSum,
    RecordFormSheet,
    RecordLine,
)

__all__ = [
    "Attendee",
    "BoardList",
    "BoardRow",
    "BoardSheet",
    "CardEntry",
    "CardItem",
    "DeclarationCardSheet",
    "DeductionLine",
    "GroupRow",
    "GroupSheet",
    "LedgerRow",
    "LedgerSheet",
    "LedgerSum",
    "MeetingLine",
    "MeetingPart",
    "MeetingSheet",
    "Paper",
    "ProgramRow",
    "Progress",
    "RecordFormSheet",
    "RecordLine",
    "Sheet",
]
