"""All functions that make a document from sheets. Importing this loads reportlab; the sheets alone do not."""

from __future__ import annotations

from app.services.documents.board import draw_boards
from app.services.documents.card import draw_declaration_cards
from app.services.documents.explanation import draw_explanations
from app.services.documents.fonts import missing_characters
from app.services.documents.group import draw_group_sheets
from app.services.documents.meeting import draw_meeting_sheets
from app.services.documents.output import Target
from app.services.documents.png import page_picture, pdf_to_png
from app.services.documents.record import draw_record_forms
from app.services.documents.scheme_sheet import draw_scheme_sheets
from app.services.documents.trial import draw_trial
from app.services.documents.workbook import write_board_workbook, write_ledger_workbook
from app.services.documents.workbook_trial import write_trial_workbook

__all__ = [
    "Target",
    "draw_boards",
    "draw_declaration_cards",
    "draw_explanations",
    "draw_group_sheets",
    "draw_meeting_sheets",
    "draw_record_forms",
    "draw_scheme_sheets",
    "draw_trial",
    "missing_characters",
    "page_picture",
    "pdf_to_png",
    "write_board_workbook",
    "write_ledger_workbook",
    "write_trial_workbook",
]
