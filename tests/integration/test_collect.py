"""Step 2 of the month: collecting by group, giving back, the head's signature."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.errors import WorkflowError
from app.services.lines import LineFault
from app.services.workflow import CardState, LineState, PeriodState
from tests.helpers.factories import OCTOBER

DAY = date(2026, 10, 10)


@pytest.fixture(autouse=True)
def _end_of_october(village):
    village.at(date(2026, 10, 30))


def group_of(village, name):
    view = village.app.collection.month(village.branch, OCTOBER)
    return next(g for g in view.groups if g.group == name)


def test_collecting_hands_the_lines_of_that_group_on(village):
    one = village.declare("林为民", "dues", DAY)
    two = village.declare("孙石头", "dues", DAY)
    village.collect(OCTOBER, "一组")
    assert village.line(one).state is LineState.COLLECTED
    assert village.line(two).state is LineState.DECLARED
    assert group_of(village, "一组").collected_on == date(2026, 10, 30)
    assert group_of(village, "二组").collected_on is None
    page = village.app.declarations.month(village.branch, OCTOBER)
    assert page.state is PeriodState.COLLECTING
    states = {card.member.name: card.state for card in page.cards}
    assert (states["林为民"], states["周小禾"], states["孙石头"]) == (
        CardState.COLLECTED,
        CardState.BLANK,
        CardState.DECLARED,
    )


def test_missing_cards_are_warned_of_and_do_not_hold_up(village):
    village.declare("林为民", "dues", DAY)
    changes = village.app.collection.collect(
        village.recorder, village.branch, OCTOBER, village.groups["一组"]
    )
    assert {w.removeprefix("未交卡：").split("（")[0] for w in changes.warnings} == {
        "周小禾",
        "王建国",
        "陈阿婆",
    }


def test_a_collected_card_takes_no_line_until_the_group_is_given_back(village):
    uid = village.declare("林为民", "dues", DAY)
    village.collect(OCTOBER, "一组")
    with pytest.raises(WorkflowError, match="已汇总") as refused:
        village.declare("林为民", "volunteer", DAY)
    assert "退回" in refused.value.hint
    with pytest.raises(WorkflowError, match="已汇总"):
        village.app.declarations.remove(village.recorder, [uid])
    village.app.collection.give_back(village.recorder, village.branch, OCTOBER, village.groups["一组"])
    assert village.line(uid).state is LineState.DECLARED
    assert group_of(village, "一组").collected_on is None
    village.declare("林为民", "volunteer", DAY)


def test_nothing_joins_a_collected_group_until_it_is_given_back(village):
    """The head signs for what the sheet held."""
    village.declare("林为民", "dues", DAY)
    village.collect(OCTOBER, "一组")
    with pytest.raises(WorkflowError, match="已汇总"):
        village.declare("周小禾", "dues", DAY)
    village.app.collection.give_back(village.recorder, village.branch, OCTOBER, village.groups["一组"])
    late = village.declare("周小禾", "dues", DAY)
    village.collect(OCTOBER, "一组")
    assert village.line(late).state is LineState.COLLECTED


def test_giving_back_takes_the_draft_decisions_with_it(village):
    uid = village.declare("林为民", "volunteer", DAY, basis="巡河")
    village.collect()
    village.meet()
    village.app.meetings.confirm_rest(village.recorder, village.branch, OCTOBER)
    assert village.line(uid).decision == "confirm"
    village.app.collection.give_back(village.recorder, village.branch, OCTOBER, village.groups["一组"])
    assert village.line(uid).decision == ""
    village.app.declarations.remove(village.recorder, [uid])
    assert not village.app.declarations.month(village.branch, OCTOBER).lines


def test_a_member_who_moves_stays_on_the_sheet_that_collected_the_card(village):
    village.declare("林为民", "dues", DAY)
    village.collect()
    detail = village.app.members.detail(village.members["林为民"])
    from app.services.members import MemberDraft

    village.app.members.update(
        village.recorder,
        village.members["林为民"],
        MemberDraft(name="林为民", branch_uid=village.branch, group_uid=village.groups["二组"]),
    )
    assert detail.row.group == "一组"
    assert [line.member.name for line in group_of(village, "一组").lines] == ["林为民"]
    assert not group_of(village, "二组").lines


def test_the_heads_signature_is_noted_and_falls_with_the_collection(village):
    village.declare("林为民", "dues", DAY)
    village.collect(OCTOBER, "一组")
    group = village.groups["一组"]
    village.app.collection.sign(village.recorder, village.branch, OCTOBER, group, date(2026, 10, 30))
    assert group_of(village, "一组").signed_on == date(2026, 10, 30)
    village.app.collection.give_back(village.recorder, village.branch, OCTOBER, group)
    village.app.collection.collect(village.recorder, village.branch, OCTOBER, group)
    assert group_of(village, "一组").signed_on is None


def test_a_group_that_is_not_collected_cannot_be_signed_for(village):
    with pytest.raises(WorkflowError, match="还没有汇总"):
        village.app.collection.sign(
            village.recorder, village.branch, OCTOBER, village.groups["一组"], date(2026, 10, 30)
        )


def test_the_sums_are_those_of_the_lines(village):
    village.attend(["孙石头", "钱二妹"], DAY)
    village.declare("孙石头", "volunteer", DAY, role="lead", basis="巡河")
    village.declare("孙石头", "neg_gambling", DAY, basis="通报", second="钱二妹")
    view = village.app.collection.month(village.branch, OCTOBER)
    group = group_of(village, "二组")
    stone = next(s for s in group.members if s.member.name == "孙石头")
    assert view.sections == ("基础积分", "激励积分（十个一）", "负面清单")
    assert stone.subtotals == (Decimal(1), Decimal(4), Decimal(-5))
    assert (stone.total, stone.lines) == (Decimal(0), 3)
    assert group.section_totals == (Decimal(2), Decimal(4), Decimal(-5))
    assert group.total == sum(line.claimed for line in group.lines)


def test_faulty_lines_come_worst_first(village):
    village.declare("孙石头", "commendation", DAY, level="town")
    for _ in range(2):
        village.declare("钱二妹", "neg_gambling", DAY)
    faulty = group_of(village, "二组").faulty
    assert len(faulty[0].faults) > len(faulty[-1].faults)
    assert faulty[-1].faults == (LineFault.NO_PROOF,)


def test_a_viewer_collects_nothing(village):
    for call in (
        lambda: village.app.collection.collect(
            village.viewer, village.branch, OCTOBER, village.groups["一组"]
        ),
        lambda: village.app.collection.give_back(
            village.viewer, village.branch, OCTOBER, village.groups["一组"]
        ),
        lambda: village.app.collection.sign(
            village.viewer, village.branch, OCTOBER, village.groups["一组"], None
        ),
    ):
        with pytest.raises(WorkflowError, match="组织委员或书记"):
            call()


def test_after_the_meeting_no_group_is_given_back(village):
    village.declare("林为民", "dues", DAY)
    village.confirm_all()
    with pytest.raises(WorkflowError, match="已评定"):
        village.app.collection.give_back(village.recorder, village.branch, OCTOBER, village.groups["一组"])
    with pytest.raises(WorkflowError, match="已评定"):
        village.collect(OCTOBER, "一组")
