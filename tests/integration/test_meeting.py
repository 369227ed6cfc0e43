"""Step 3 of the month: draft decisions, and the one transaction that makes postings of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.errors import ValidationFailed, WorkflowError
from app.models import Posting
from app.services.audit import verify_chain
from app.services.meeting_views import MeetingDraft
from app.services.workflow import CardState, LineState, MeetingState, PeriodState
from tests.helpers.factories import NOVEMBER, OCTOBER

DAY = date(2026, 10, 10)


@pytest.fixture(autouse=True)
def _end_of_october(village):
    village.at(date(2026, 10, 30))


@pytest.fixture
def lines(village):
    """One collected line for each thing a meeting can do."""
    made = {
        "confirm": village.declare("林为民", "dues", DAY),
        "adjust": village.declare("孙石头", "heritage", DAY, points="3", basis="参观纪念馆"),
        "reject": village.declare("钱二妹", "visits", DAY),
        "return": village.declare("陈阿婆", "council", DAY),
    }
    village.collect()
    village.meet()
    return made


def postings(village):
    with village.app.setup.uow.read() as session:
        return session.scalars(select(Posting).order_by(Posting.id)).all()


def view(village, month=OCTOBER):
    return village.app.meetings.view(village.branch, month)


def test_the_four_decisions_become_what_they_say(village, lines):
    village.decide(lines["adjust"], "adjust", points=Decimal("2.5"), reason="只参加半天")
    village.decide(lines["reject"], "reject", reason="没有走访记录")
    village.decide(lines["return"], "return", reason="请补日期")
    village.app.meetings.confirm_rest(village.recorder, village.branch, OCTOBER)
    changes = village.make_effective()
    found = {p.item: p for p in postings(village)}
    assert set(found) == {"dues", "heritage"}
    assert set(changes.ids) == {p.uid for p in found.values()}
    heritage = found["heritage"]
    assert (heritage.claimed, heritage.adjusted, heritage.reason) == (3, Decimal("2.5"), "只参加半天")
    assert (heritage.period, heritage.confirmed_by, heritage.basis) == ("2026-10", "林为民", "参观纪念馆")
    assert found["dues"].adjusted is None
    states = {kind: village.line(uid).state for kind, uid in lines.items()}
    assert states == {
        "confirm": LineState.CONFIRMED,
        "adjust": LineState.ADJUSTED,
        "reject": LineState.REJECTED,
        "return": LineState.RETURNED,
    }
    assert village.board_row("孙石头").period_points == Decimal("2.5")
    assert view(village).state is MeetingState.EFFECTIVE
    assert view(village).effective_by == "林为民"


def test_a_posting_keeps_the_words_and_the_scheme_of_its_day(village, lines):
    village.confirm_all()
    [dues] = [p for p in postings(village) if p.item == "dues"]
    scheme = village.app.schemes.current(village.branch, DAY)
    assert (dues.item_name, dues.scheme_hash) == ("按月足额交纳党费", scheme.hash)


def test_decisions_can_be_changed_and_taken_back_until_then(village, lines):
    uid = lines["confirm"]
    village.decide(uid, "reject", reason="没有登记")
    village.decide(uid, "confirm")
    assert village.line(uid).decision == "confirm"
    assert village.line(uid).reason == ""
    village.app.meetings.undo(village.recorder, village.branch, OCTOBER, [uid])
    assert village.line(uid).decision == ""
    assert village.line(uid).state is LineState.COLLECTED
    assert not postings(village)


def test_a_rejected_line_no_longer_counts_in_the_preview(village, lines):
    assert village.line(lines["adjust"]).counted == 3
    village.decide(lines["adjust"], "adjust", points=Decimal(1), reason="减")
    assert village.line(lines["adjust"]).counted == 1
    village.decide(lines["adjust"], "reject", reason="不算")
    assert village.line(lines["adjust"]).counted is None


def test_confirm_rest_takes_only_the_lines_of_a_filter(village, lines):
    village.app.meetings.confirm_rest(village.recorder, village.branch, OCTOBER, [lines["confirm"]])
    assert village.line(lines["confirm"]).decision == "confirm"
    assert village.line(lines["reject"]).decision == ""


def test_confirm_rest_skips_deductions_that_lack_something(village):
    bare = village.declare("孙石头", "neg_gambling", DAY)
    full = village.declare("钱二妹", "neg_rumor", DAY, basis="网信通报", second="林为民")
    village.collect()
    village.meet()
    changes = village.app.meetings.confirm_rest(village.recorder, village.branch, OCTOBER)
    assert len(changes.warnings) == 1
    assert "孙石头" in changes.warnings[0]
    assert (village.line(bare).decision, village.line(full).decision) == ("", "confirm")


@pytest.mark.parametrize("decision", ["confirm", "adjust"])
def test_a_deduction_without_basis_or_second_person_is_not_accepted(village, decision):
    uid = village.declare("孙石头", "neg_gambling", DAY)
    village.collect()
    with pytest.raises(ValidationFailed) as failed:
        village.decide(uid, decision, points=Decimal(-3), reason="初犯")
    assert "依据" in failed.value.message
    assert "第二人" in failed.value.message
    village.app.declarations.set_basis(
        village.recorder, uid, basis="派出所通报", second_uid=village.members["钱二妹"]
    )
    village.decide(uid, decision, points=Decimal(-3), reason="初犯")


@pytest.mark.parametrize(
    ("item", "keys", "words"),
    [
        ("heritage", {"decision": "adjust", "points": Decimal(-2), "reason": "减"}, "正数"),
        ("heritage", {"decision": "adjust", "points": None, "reason": "减"}, "填写调整后的分数"),
        ("heritage", {"decision": "adjust", "points": Decimal(2)}, "理由"),
        ("heritage", {"decision": "reject", "reason": " "}, "理由"),
        ("heritage", {"decision": "return"}, "理由"),
        ("neg_gambling", {"decision": "adjust", "points": Decimal(2), "reason": "减"}, "负数"),
    ],
)
def test_an_adjustment_needs_a_figure_of_the_right_sign_and_a_reason(village, item, keys, words):
    judged = {"points": 3} if item == "heritage" else {"second": "钱二妹"}
    uid = village.declare("孙石头", item, DAY, basis="通报", **judged)
    village.collect()
    with pytest.raises(ValidationFailed, match=words):
        village.decide(uid, keys.pop("decision"), **keys)


def test_a_meetings_figure_still_meets_every_limit(village):
    uid = village.declare("孙石头", "heritage", DAY, points=3, basis="参观")
    village.collect()
    village.meet()
    village.decide(uid, "adjust", points=Decimal(9), reason="组织有功")
    assert village.line(uid).counted == 4
    village.make_effective()
    assert village.board_row("孙石头").period_points == 4


def test_a_line_that_was_not_collected_cannot_be_decided(village):
    uid = village.declare("孙石头", "dues", DAY)
    with pytest.raises(WorkflowError, match="还没有汇总"):
        village.decide(uid, "confirm")


def test_what_blocks_is_said_all_at_once_and_nothing_is_written(village, lines):
    village.app.collection.give_back(village.recorder, village.branch, OCTOBER, village.groups["二组"])
    bare = village.declare("赵新苗", "neg_gambling", DAY)
    village.decide(lines["confirm"], "confirm")
    with pytest.raises(ValidationFailed) as failed:
        village.make_effective()
    codes = sorted(issue.code for issue in failed.value.issues)
    assert set(codes) == {"not_collected", "undecided"}
    places = "".join(issue.place for issue in failed.value.issues)
    for name in ("钱二妹", "陈阿婆", "赵新苗"):
        assert name in places
    assert not postings(village)
    assert village.line(bare).state is LineState.DECLARED


def test_a_basis_taken_away_after_the_decision_blocks(village):
    uid = village.declare("孙石头", "neg_gambling", DAY, basis="通报", second="钱二妹")
    village.collect()
    village.meet()
    village.decide(uid, "confirm")
    village.app.declarations.set_basis(village.recorder, uid, basis="", second_uid="")
    with pytest.raises(ValidationFailed) as failed:
        village.make_effective()
    assert [issue.code for issue in failed.value.issues] == ["lacks"]


def test_only_the_secretary_lets_it_take_effect(village, lines):
    village.app.meetings.confirm_rest(village.recorder, village.branch, OCTOBER)
    for actor in (village.recorder, village.viewer):
        with pytest.raises(WorkflowError, match="须由书记办理"):
            village.app.confirmation.make_effective(actor, village.branch, OCTOBER)
    assert not postings(village)
    with pytest.raises(WorkflowError):
        village.app.meetings.confirm_rest(village.viewer, village.branch, OCTOBER)


def test_it_takes_effect_once(village, lines):
    village.confirm_all()
    before = len(postings(village))
    with pytest.raises(WorkflowError, match="已评定"):
        village.make_effective()
    for call in (
        lambda: village.decide(lines["confirm"], "reject", reason="反悔"),
        lambda: village.app.meetings.undo(village.recorder, village.branch, OCTOBER, [lines["confirm"]]),
        lambda: village.meet(),
    ):
        with pytest.raises(WorkflowError, match="已经评定生效"):
            call()
    assert len(postings(village)) == before


def test_without_anything_collected_there_is_nothing_to_confirm(village):
    with pytest.raises(Exception, match=r"评定会议|不能“认定”"):
        village.make_effective()
    village.meet()
    with pytest.raises(WorkflowError, match="申报中"):
        village.make_effective()


def test_a_month_without_lines_can_be_confirmed(village):
    village.app.declarations.hand_in(
        village.recorder, village.branch, OCTOBER, list(village.members.values())
    )
    village.confirm_all()
    page = village.app.declarations.month(village.branch, OCTOBER)
    assert page.state is PeriodState.CONFIRMED
    assert {card.state for card in page.cards} == {CardState.CONFIRMED}
    with village.app.setup.uow.read() as session:
        assert not verify_chain(session).faults


def test_the_warnings_name_what_is_printed_too(village):
    village.declare("林为民", "dues", DAY)
    village.collect(OCTOBER, "一组")
    village.meet(OCTOBER, ["林为民", "周小禾", "赵新苗"])
    text = "".join(view(village).warnings)
    assert "应到 7 人，实到 2 人，没有过半数" in text  # the probationary member has no vote
    assert "未汇总的小组：二组" in text
    assert "汇总表未签字的小组：一组" in text
    assert "未交卡 7 人" in text


def test_votes_and_dates_of_the_meeting_are_checked(village):
    from app.services.meeting_views import MEETING_KINDS

    draft = MeetingDraft(kind="茶话会", held_on=date(2026, 9, 30), votes_for=-1)
    with pytest.raises(ValidationFailed) as failed:
        village.app.meetings.save(village.recorder, village.branch, OCTOBER, draft)
    assert {issue.code for issue in failed.value.issues} == {"kind", "held_on", "votes"}
    good = MeetingDraft(kind=MEETING_KINDS[1], held_on=date(2026, 10, 30), votes_for=0)
    village.app.meetings.save(village.recorder, village.branch, OCTOBER, good)
    assert view(village).draft == good


def test_a_returned_line_comes_again_next_month(village, lines):
    village.decide(lines["return"], "return", reason="请补日期")
    village.app.meetings.confirm_rest(village.recorder, village.branch, OCTOBER)
    village.make_effective()
    village.post()
    village.close(on=date(2026, 11, 6))
    village.at(date(2026, 11, 10))
    page = village.app.declarations.month(village.branch, NOVEMBER)
    assert [line.uid for line in page.returned] == [lines["return"]]
    village.app.declarations.resubmit(village.recorder, village.branch, NOVEMBER, lines["return"])
    page = village.app.declarations.month(village.branch, NOVEMBER)
    assert not page.returned
    [again] = page.lines
    october = village.app.declarations.month(village.branch, OCTOBER)
    assert lines["return"] in {line.uid for line in october.lines}, "the old meeting's sheet keeps its line"
    assert (again.state, again.decision, again.late) == (LineState.DECLARED, "", True)
    village.confirm_all(NOVEMBER)
    row = village.board_row("陈阿婆", NOVEMBER)
    assert (row.period_points, row.year_points, row.note) == (1, 1, "含补记更正 +1")


def test_a_returned_line_cannot_come_twice_or_into_its_own_month(village, lines):
    village.decide(lines["return"], "return", reason="请补日期")
    village.app.meetings.confirm_rest(village.recorder, village.branch, OCTOBER)
    village.make_effective()
    with pytest.raises(WorkflowError):
        village.app.declarations.resubmit(village.recorder, village.branch, OCTOBER, lines["return"])
    village.at(date(2026, 11, 10))
    village.app.declarations.resubmit(village.recorder, village.branch, NOVEMBER, lines["return"])
    with pytest.raises(WorkflowError, match="已再次申报"):
        village.app.declarations.resubmit(village.recorder, village.branch, NOVEMBER, lines["return"])


def test_a_late_deed_of_somebody_who_left_is_seen_and_decided(village):
    """It stands on a card of a month in which the member is no longer here: it must not fall out of sight."""
    village.app.members.leave(
        village.recorder, village.members["钱二妹"], last_day=date(2026, 9, 15), how="transferred"
    )
    uid = village.declare("钱二妹", "volunteer", date(2026, 9, 10), basis="巡河")
    assert village.line(uid).late
    village.confirm_all()
    [posting] = postings(village)
    assert posting.declaration_id is not None
    assert village.line(uid).state is LineState.CONFIRMED
    sheet = village.app.records.ledger_sheet(village.branch, OCTOBER)
    assert [(row.member_name, row.counted, row.kind) for row in sheet.rows] == [("钱二妹", 2, "补记")]


def test_who_came_without_a_vote_is_counted_apart(village):
    """周小禾 is full, 林为民 too, 赵新苗 probationary: three came, two may vote."""
    village.declare("林为民", "dues", DAY)
    village.collect(OCTOBER, "一组")
    village.meet(OCTOBER, ["林为民", "周小禾", "赵新苗"])
    sheet = village.app.paper.meeting_sheet(village.branch, OCTOBER)
    assert (sheet.present, sheet.others) == (2, 1)
    draft = replace(view(village).draft, votes_for=3, votes_against=0, votes_abstain=0, place="")
    village.app.meetings.save(village.recorder, village.branch, OCTOBER, draft)
    assert "会议地点还没有填写。" in view(village).warnings
    with pytest.raises(ValidationFailed) as refused:
        village.make_effective()
    assert any("多于到会的正式党员 2 人" in issue.message for issue in refused.value.issues)
