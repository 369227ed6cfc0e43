"""All functions that make a document from sheets. Importing this loads reportlab; the sheets alone do not."""

from __future__ import annotations

from app.services.documents.ballot import draw_ballots
from app.services.documents.board import draw_boards
from app.services.documents.card import draw_declaration_cards
from app.services.documents.explanation import draw_explanations
from app.services.documents.fonts import missing_characters
from app.services.documents.group import draw_group_sheets
from app.services.documents.meeting import draw_meeting_sheets
from app.services.documents.objection import draw_objection_registers, draw_objection_slips
from app.services.documents.output import Target
from app.services.documents.png import page_picture, pdf_to_png
from app.services.documents.record import draw_record_forms
from app.services.documents.scheme_sheet import draw_scheme_sheets
from app.services.documents.supplement import draw_supplements
from app.services.documents.tally import draw_tallies
from app.services.documents.term import draw_term_below, draw_term_reviews, draw_term_sheets
from app.services.documents.trial import draw_trial
from app.services.documents.veto import draw_veto_lists, draw_veto_slips
from app.services.documents.workbook import write_board_workbook, write_ledger_workbook
from app.services.documents.workbook_term import write_term_workbook
from app.services.documents.workbook_trial import write_trial_workbook
from app.services.documents.workbook_year import write_year_workbook
from app.services.documents.year import draw_honours, draw_rewards, draw_talks, draw_year_tables

__all__ = [
    "Target",
    "draw_ballots",
    "draw_boards",
    "draw_declaration_cards",
    "draw_explanations",
    "draw_group_sheets",
    "draw_honours",
    "draw_meeting_sheets",
    "draw_objection_registers",
    "draw_objection_slips",
    "draw_record_forms",
    "draw_rewards",
    "draw_scheme_sheets",
    "draw_supplements",
    "draw_talks",
    "draw_tallies",
    "draw_term_below",
    "draw_term_reviews",
    "draw_term_sheets",
    "draw_trial",
    "draw_veto_lists",
    "draw_veto_slips",
    "draw_year_tables",
    "missing_characters",
    "page_picture",
    "pdf_to_png",
    "write_board_workbook",
    "write_ledger_workbook",
    "write_term_workbook",
    "write_trial_workbook",
    "write_year_workbook",
]
