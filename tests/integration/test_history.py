"""What was announced stays announced: later changes are seen as differences, and paper of a closed month is the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.errors import WorkflowError
from app.services.members import MemberDraft
from app.services.months import Month
from app.services.press import DocumentKind
from tests.helpers.factories import build_village

SEPTEMBER, OCTOBER, NOVEMBER = Month(2026, 9), Month(2026, 10), Month(2026, 11)
KINDS = (
    DocumentKind.RECORD_FORMS, DocumentKind.GROUP_SHEETS, DocumentKind.MEETING_SIGN_IN,
    DocumentKind.MEETING_RESULT,
)  # fmt: skip


def test_paper_of_a_closed_month_is_the_same_after_people_moved_and_changed_their_names(village):
    village.at(date(2026, 10, 30))
    village.declare("孙石头", "volunteer", date(2026, 10, 10), basis="巡河")
    village.confirm_all()
    before = {kind: village.app.press.render(kind, village.branch, OCTOBER).data for kind in KINDS}
    village.at(date(2026, 11, 20))
    for name, group in (("孙石头", "一组"), ("林为民", "二组")):
        draft = MemberDraft(name=f"{name}改", branch_uid=village.branch, group_uid=village.groups[group])
        village.app.members.update(village.recorder, village.members[name], draft)
    village.app.units.update_group(village.recorder, village.groups["一组"], name="东组")
    after = {kind: village.app.press.render(kind, village.branch, OCTOBER).data for kind in KINDS}
    assert before == after


def test_a_back_dated_change_of_class_is_shown_as_a_correction(opened, paths, clock):
    """S0 gives class A 8 and class D 6 points a month: September was announced with 8."""
    context = opened(paths)
    village = build_village(context, clock, preset="S0").on(context, clock)
    uid = village.members["孙石头"]
    village.app.members.set_category(village.secretary, uid, "A", date(2026, 9, 1))
    for month in (SEPTEMBER, OCTOBER):
        village.at(month.last)
        if month == OCTOBER:
            village.app.members.set_category(village.secretary, uid, "D", date(2026, 9, 1))
        village.declare("孙石头", "dues", month.first, month=month)
        village.confirm_all(month)
    september, october = village.board_row("孙石头", SEPTEMBER), village.board_row("孙石头", OCTOBER)
    [form] = village.app.records.record_forms(village.branch, SEPTEMBER, member_uids=[uid])
    assert (form.total, form.category) == (Decimal(9), "A类"), "what was announced does not change"
    assert october.year_points == Decimal(14)
    assert october.period_points == Decimal(5), "7 of October, 2 taken back from September"
    assert october.note == "含补记更正 −2"
    assert september.period_points is not None


@pytest.mark.parametrize("day", [date(2026, 9, 28), date(2026, 10, 20)])
def test_a_month_takes_effect_neither_before_it_begins_nor_before_its_meeting(village, day):
    village.at(date(2026, 10, 20))
    village.declare("孙石头", "dues", date(2026, 10, 10))
    village.collect()
    village.meet(on=date(2026, 10, 31))
    village.app.meetings.confirm_rest(village.recorder, village.branch, OCTOBER)
    village.at(day)
    village.app.safety.settle_date(village.recorder, day)
    with pytest.raises(WorkflowError, match="还没有"):
        village.make_effective()


def test_months_take_effect_in_their_order(village):
    village.at(date(2026, 11, 20))
    village.declare("孙石头", "dues", date(2026, 10, 10))
    village.declare("孙石头", "dues", date(2026, 11, 10), month=NOVEMBER)
    with pytest.raises(WorkflowError, match="2026年10月有申报事项"):
        village.confirm_all(NOVEMBER)
    village.confirm_all(OCTOBER)
    village.at(date(2026, 11, 30))
    village.make_effective(NOVEMBER)
    assert village.board_row("孙石头", NOVEMBER).year_points == Decimal(2)


def test_a_day_in_the_points_is_enough_to_be_on_the_months_paper(village):
    """Exempt from mid-month on: what was declared before counts, on paper, screen and workbook alike."""
    village.at(date(2026, 10, 30))
    village.declare("陈阿婆", "dues", date(2026, 10, 5))
    village.app.members.exempt(
        village.secretary, village.members["陈阿婆"], start=date(2026, 10, 15), end=None, reason="年高",
        applied_on=date(2026, 10, 12), approved_on=date(2026, 10, 14),
    )  # fmt: skip
    village.confirm_all()
    row = village.board_row("陈阿婆")
    assert (row.exempt, row.period_points) == (False, Decimal(1))
    uid = village.members["陈阿婆"]
    [form] = village.app.records.record_forms(village.branch, OCTOBER, member_uids=[uid])
    assert form.total == 1
    village.at(date(2026, 11, 20))
    assert village.board_row("陈阿婆", NOVEMBER).exempt
