"""What stands on the month's paper, from the ledger to the sheet."""

from __future__ import annotations

from app.services.press import DocumentKind
from tests.helpers.factories import OCTOBER
from tests.ui.printing.office import declare_october


def test_ticked_lines_of_the_card_name_their_number(village):
    declare_october(village)
    cards = village.app.press.sheets(DocumentKind.CARDS, village.branch, OCTOBER)
    counted = [entry.quantity for card in cards for item in card.items if item.unit for entry in item.entries]
    assert counted
    assert all(any(char.isdigit() for char in quantity) for quantity in counted if quantity.endswith("次"))
    assert "1 次" in counted
    assert "" not in counted


def test_sign_in_and_result_have_numbers_of_their_own_and_both_lead_to_the_meeting(village):
    declare_october(village)
    kinds = (DocumentKind.MEETING_SIGN_IN, DocumentKind.MEETING_RESULT)
    numbers = [village.app.press.sheets(kind, village.branch, OCTOBER)[0].form_number for kind in kinds]
    assert numbers[0] != numbers[1]
    for number in numbers:
        [hit] = village.app.search.find(number)
        assert (hit.page, hit.month) == ("confirm", OCTOBER)
