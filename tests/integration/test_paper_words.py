"""What stands on the month's paper, from the ledger to the sheet."""

from __future__ import annotations

from datetime import date

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


def test_a_deduction_is_not_printed_as_if_it_were_declared(village):
    """The member signs for what he or she declares; the branch's own entry stands apart, without a tick."""
    village.at(date(2026, 10, 30))
    village.declare("孙石头", "neg_rumor", date(2026, 10, 8), basis="通报", second="钱二妹")
    village.declare("孙石头", "dues", date(2026, 10, 5), basis="收缴表")
    [card] = village.app.press.sheets(
        DocumentKind.CARDS, village.branch, OCTOBER, uids=[village.members["孙石头"]]
    )
    declared = [entry for item in card.items for entry in item.entries]
    assert [entry.claimed for entry in declared] == [1]
    [registered] = card.registered
    assert (registered.claimed, registered.basis) == (-5, "通报")
    blank = village.app.press.sheets(
        DocumentKind.BLANK_CARDS, village.branch, OCTOBER, uids=[village.members["孙石头"]]
    )
    assert blank[0].registered == ()


def test_what_the_least_total_spares_stands_last_and_plainly(village):
    village.at(date(2026, 10, 30))
    village.declare("孙石头", "dues", date(2026, 10, 5), basis="收缴表")
    village.declare("孙石头", "neg_rumor", date(2026, 10, 8), basis="通报", second="钱二妹")
    village.confirm_all()
    [form] = village.app.press.sheets(
        DocumentKind.RECORD_FORMS, village.branch, OCTOBER, uids=[village.members["孙石头"]]
    )
    assert form.lines[-1].content == "按方案总分最低 0 分，少扣 4 分"
    assert form.lines[-1].counted == 4
    assert sum(line.counted for line in form.lines) == form.period_total == 0


def test_files_of_one_kind_have_names_of_their_own(village):
    declare_october(village)
    press = village.app.press
    groups = village.app.collection.month(village.branch, OCTOBER).groups
    names = [
        press.render(DocumentKind.GROUP_SHEETS, village.branch, OCTOBER, uids=[g.group_uid]).file_name
        for g in groups
    ]
    assert len(set(names)) == len(groups) > 1
    assert all(group.group in name for group, name in zip(groups, names, strict=True))
