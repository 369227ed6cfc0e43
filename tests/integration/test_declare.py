"""Step 1 of the month: cards, tick lists and attendance, and everything a line can have wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.errors import ValidationFailed, WorkflowError
from app.services.lines import LineFault
from app.services.workflow import CardState, LineState, PeriodState
from tests.helpers.factories import NOVEMBER, OCTOBER

DAY = date(2026, 10, 10)


@pytest.fixture(autouse=True)
def _middle_of_october(village):
    village.at(date(2026, 10, 20))


def card_of(village, name, month=OCTOBER):
    cards = village.app.declarations.month(village.branch, month).cards
    return next(card for card in cards if card.member.uid == village.members[name])


def test_a_card_line_is_on_the_card_with_its_claim(village):
    uid = village.declare("孙石头", "volunteer", DAY, role="lead", basis="清理河道")
    line = village.line(uid)
    assert (line.item_name, line.claimed, line.state) == ("参加志愿服务", Decimal(4), LineState.DECLARED)
    assert (line.detail, line.source, line.basis) == ("带头", "card", "清理河道")
    assert line.entered_by == "周小禾"
    card = card_of(village, "孙石头")
    assert (card.state, card.lines, card.claimed, card.handed_in) == (CardState.DECLARED, 1, Decimal(4), True)
    assert card_of(village, "钱二妹").state is CardState.BLANK


def test_a_tick_list_makes_a_line_for_each_in_one_step(village):
    drafts = [
        village.draft(name, "dues", DAY, basis="党费收缴登记表", on_word_of="周小禾", source="group")
        for name in village.members
    ]
    changes = village.app.declarations.add(village.recorder, village.branch, OCTOBER, drafts)
    assert len(changes.ids) == 8
    page = village.app.declarations.month(village.branch, OCTOBER)
    assert [card.lines for card in page.cards] == [1] * 8
    assert {line.source for line in page.lines} == {"group"}
    # A list of who paid says nothing about the members' own cards.
    assert len(page.missing) == 8
    village.declare("孙石头", "visits", DAY, basis="走访")
    assert len(village.app.declarations.month(village.branch, OCTOBER).missing) == 7


def test_one_bad_line_of_a_list_keeps_all_out_and_all_faults_are_named(village):
    drafts = [
        village.draft("孙石头", "dues", DAY),
        village.draft("钱二妹", "heritage", DAY),  # no judged value
        village.draft("林为民", "quiz", DAY),  # no level
        village.draft("周小禾", "dues", date(2026, 10, 31)),  # not yet
    ]
    with pytest.raises(ValidationFailed) as failed:
        village.app.declarations.add(village.recorder, village.branch, OCTOBER, drafts)
    text = failed.value.message
    for name in ("钱二妹", "林为民", "周小禾"):
        assert name in text
    assert "孙石头" not in text
    assert not village.app.declarations.month(village.branch, OCTOBER).lines


def test_attendance_makes_the_lines_and_a_wrong_mark_takes_its_line_along(village):
    activity = village.attend(["林为民", "周小禾", "孙石头"], DAY)
    page = village.app.declarations.month(village.branch, OCTOBER)
    assert {line.member.name for line in page.lines} == {"林为民", "周小禾", "孙石头"}
    assert {(line.source, line.basis) for line in page.lines} == {("activity", "十月主题党日签到表")}
    village.attend(["林为民", "钱二妹"], DAY, uid=activity)
    page = village.app.declarations.month(village.branch, OCTOBER)
    assert {line.member.name for line in page.lines} == {"林为民", "钱二妹"}
    assert card_of(village, "孙石头").state is CardState.BLANK
    [view] = village.app.activities.month(village.branch, OCTOBER)
    assert (view.present, view.editable, len(view.marks)) == (2, True, 8)


def test_a_line_from_attendance_is_changed_on_the_sheet_only(village):
    village.attend(["林为民"], DAY)
    [line] = village.app.declarations.month(village.branch, OCTOBER).lines
    with pytest.raises(WorkflowError, match="考勤表"):
        village.app.declarations.remove(village.recorder, [line.uid])


def test_a_deleted_sheet_takes_its_lines_along_but_not_what_was_typed(village):
    typed = village.declare("林为民", "volunteer", DAY, basis="巡河")
    activity = village.attend(["林为民", "孙石头"], DAY)
    village.app.activities.remove(village.recorder, activity)
    page = village.app.declarations.month(village.branch, OCTOBER)
    assert [line.uid for line in page.lines] == [typed]
    assert card_of(village, "孙石头").state is CardState.BLANK


def test_the_sheet_of_a_collected_group_cannot_be_changed_behind_its_back(village):
    activity = village.attend(["林为民", "孙石头"], DAY)
    village.collect(OCTOBER, "一组")
    for present, day in ((["孙石头"], DAY), (["林为民", "孙石头"], date(2026, 10, 11))):
        with pytest.raises((WorkflowError, ValidationFailed), match="汇总"):
            village.attend(present, day, uid=activity)
    lines = village.app.declarations.month(village.branch, OCTOBER).lines
    assert {(line.member.name, line.deed_date) for line in lines} == {("林为民", DAY), ("孙石头", DAY)}


@pytest.mark.parametrize(
    ("item", "day", "title", "words"),
    [
        ("activity_day", date(2026, 9, 30), "主题党日", "不在2026年10月"),
        ("activity_day", date(2026, 10, 31), "主题党日", "还没到"),
        ("activity_day", DAY, " ", "活动名称"),
        ("heritage", DAY, "参观", "逐人评分"),
        ("no_such_item", DAY, "主题党日", "没有这个项目"),
    ],
)
def test_what_is_wrong_with_a_sheet_is_said(village, item, day, title, words):
    from app.services.activities import ActivityDraft, Presence

    marks = {village.members["林为民"]: Presence.PRESENT}
    with pytest.raises(ValidationFailed, match=words):
        village.app.activities.save(
            village.recorder, village.branch, OCTOBER, ActivityDraft(item, title, day, marks)
        )


def test_duplicates_over_cap_and_lacking_proof_are_marked(village):
    first = village.declare("孙石头", "volunteer", DAY, basis="巡河")
    second = village.declare("孙石头", "volunteer", DAY, basis="巡河")
    third = village.declare("孙石头", "volunteer", date(2026, 10, 12), basis="巡河")
    proof = village.declare("钱二妹", "commendation", DAY, level="county")
    assert LineFault.DUPLICATE in village.line(first).faults
    assert LineFault.DUPLICATE in village.line(second).faults
    cut = [uid for uid in (first, second, third) if LineFault.OVER_CAP in village.line(uid).faults]
    assert len(cut) == 1  # three of two points, four a year: one line is over
    assert village.line(cut[0]).counted == 0
    assert village.line(cut[0]).causes
    assert village.line(proof).faults == (LineFault.NO_PROOF,)


def test_a_deduction_without_basis_and_second_person_is_marked(village):
    uid = village.declare("孙石头", "neg_gambling", DAY, by=village.secretary)
    line = village.line(uid)
    assert line.claimed == -5
    assert line.deduction
    assert {LineFault.NO_BASIS, LineFault.NO_SECOND} <= set(line.faults)
    village.app.declarations.set_basis(
        village.recorder, uid, basis="派出所通报", second_uid=village.members["钱二妹"]
    )
    line = village.line(uid)
    assert not {LineFault.NO_BASIS, LineFault.NO_SECOND} & set(line.faults)
    assert line.second == "钱二妹"


@pytest.mark.parametrize(
    ("second", "words"), [("孙石头", "本人"), ("周小禾", "经办人"), ("赵新苗", "正式党员")]
)
def test_the_second_person_is_another_full_member(village, second, words):
    """Not the member concerned, not the one who enters it, not a probationary member."""
    with pytest.raises(ValidationFailed, match=words):
        village.declare("孙石头", "neg_gambling", DAY, basis="派出所通报", second=second)
    uid = village.declare("孙石头", "neg_gambling", DAY, basis="派出所通报")
    with pytest.raises(Exception, match=words):
        village.app.declarations.set_basis(
            village.recorder, uid, basis="派出所通报", second_uid=village.members[second]
        )


def test_a_card_without_lines_can_be_handed_in_and_taken_back(village):
    uids = [village.members["陈阿婆"]]
    village.app.declarations.hand_in(village.recorder, village.branch, OCTOBER, uids)
    assert card_of(village, "陈阿婆").handed_in
    village.app.declarations.take_back(village.recorder, village.branch, OCTOBER, uids)
    assert not card_of(village, "陈阿婆").handed_in


def test_removing_a_wrong_line_leaves_the_card_out_again(village):
    """It came in only by that line; a card that is really empty is marked so by hand."""
    uid = village.declare("孙石头", "dues", DAY)
    village.app.declarations.remove(village.recorder, [uid])
    card = card_of(village, "孙石头")
    assert (card.lines, card.handed_in) == (0, False)
    village.app.declarations.hand_in(village.recorder, village.branch, OCTOBER, [village.members["孙石头"]])
    assert card_of(village, "孙石头").handed_in


def test_a_line_changes_only_on_its_own_members_card(village):
    uid = village.declare("孙石头", "volunteer", DAY, basis="巡河")
    draft = village.draft("孙石头", "visits", date(2026, 10, 11), basis="走访")
    village.app.declarations.update(village.recorder, village.branch, OCTOBER, uid, draft)
    assert (village.line(uid).item, village.line(uid).claimed) == ("visits", Decimal(1))
    other = village.draft("钱二妹", "visits", DAY)
    with pytest.raises(WorkflowError, match="孙石头"):
        village.app.declarations.update(village.recorder, village.branch, OCTOBER, uid, other)
    assert village.line(uid).member.name == "孙石头"


def test_the_proposal_shows_faults_while_typing(village):
    found = village.app.declarations.propose(
        village.branch, village.draft("孙石头", "heritage", DAY, points=9)
    )
    assert found.faults
    assert village.app.declarations.propose(
        village.branch, village.draft("孙石头", "heritage", DAY, points="2.5", role="lead")
    ).points == Decimal(5)


def test_a_viewer_enters_nothing(village):
    with pytest.raises(WorkflowError, match="组织委员或书记"):
        village.declare("孙石头", "dues", DAY, by=village.viewer)


def test_the_trace_of_a_line_explains_the_cap(village):
    for day in (3, 4, 5):
        uid = village.declare("孙石头", "volunteer", date(2026, 10, day), basis="巡河")
    trace = village.app.declarations.explain(village.branch, OCTOBER, uid)
    texts = []

    def walk(node):
        texts.append(f"{node.title} {node.cause}")
        for child in node.children:
            walk(child)

    walk(trace)
    assert any("4" in text and "最多" in text for text in texts), texts


class TestLate:
    """补记: a deed of an earlier month."""

    def test_a_deed_of_an_open_month_belongs_there(self, village):
        village.declare("孙石头", "dues", DAY)
        village.at(date(2026, 11, 5))
        with pytest.raises(ValidationFailed, match="2026年10月还在申报"):
            village.declare("孙石头", "volunteer", DAY, month=NOVEMBER)

    def test_within_62_days_anyone_may_enter_it(self, village):
        uid = village.declare("孙石头", "volunteer", date(2026, 9, 1))
        assert village.line(uid).late
        assert village.line(uid).counted == 2

    def test_later_only_the_secretary_with_a_reason(self, village):
        old = date(2026, 8, 1)  # 80 days before the 20th of October
        with pytest.raises(ValidationFailed, match="书记"):
            village.declare("孙石头", "volunteer", old, late_reason="住院")
        with pytest.raises(ValidationFailed, match="原因"):
            village.declare("孙石头", "volunteer", old, by=village.secretary)
        uid = village.declare("孙石头", "volunteer", old, by=village.secretary, late_reason="住院")
        assert village.line(uid).late_reason == "住院"

    def test_the_limit_is_exactly_62_days(self, village):
        village.declare("孙石头", "volunteer", date(2026, 8, 19))
        with pytest.raises(ValidationFailed, match="62"):
            village.declare("孙石头", "volunteer", date(2026, 8, 18))

    def test_a_deed_in_the_future_is_refused(self, village):
        with pytest.raises(ValidationFailed, match="还没到"):
            village.declare("孙石头", "volunteer", date(2026, 10, 21))


def test_after_the_meeting_the_month_takes_no_line(village):
    village.declare("孙石头", "dues", DAY)
    village.confirm_all()
    page = village.app.declarations.month(village.branch, OCTOBER)
    assert (page.state, page.editable) == (PeriodState.CONFIRMED, False)
    assert "已评定" in page.reason
    with pytest.raises(WorkflowError, match="已评定"):
        village.declare("孙石头", "volunteer", DAY)
    with pytest.raises(WorkflowError):
        village.attend(["林为民"], DAY)
