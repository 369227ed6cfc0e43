"""民主评议 through its services: preparing, typing, comparing, settling, counting again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app.errors import Conflict, ValidationFailed, WorkflowError
from app.models import AuditEvent, Period, TallyCount
from app.services.appraisal.service import AppraisalDraft
from app.services.audit import verify_chain
from app.services.members import MemberDraft
from app.services.workflow import AppraisalState, PeriodState
from app.settings import BEST_EVERY, PROBATIONARY_RATE, SEVERAL_VOID
from tests.helpers.factories import id_number
from tests.helpers.votes import (
    DECEMBER,
    MEETING_DAY,
    hand_out,
    prepare,
    rater,
    settle,
    type_ballot,
    type_ballots,
    view,
)

GOOD = "1222222"


@pytest.fixture(autouse=True)
def _on_the_day(village):
    village.at(MEETING_DAY)


def names(village):
    keys = {uid: key for key, uid in village.members.items()}
    return [keys[row.uid] for row in view(village).rows]


def draft(village, members, day=MEETING_DAY):
    return AppraisalDraft(day, "村委会", tuple(village.members[name] for name in members))


# ------------------------------------------------------------------------------------------------------ preparing


def test_the_usual_four_columns_and_everybody_who_is_graded(village):
    found = prepare(village)
    assert [column.name for column in found.columns] == ["优秀", "合格", "基本合格", "不合格"]
    assert found.rule == "“优秀”不超过 2 名"
    assert len(found.rows) == 7
    assert found.listed == ("赵新苗",)
    assert found.voters == 8
    assert (found.set_number, found.state, found.year) == (1, AppraisalState.PREPARED, "2026年度")
    assert [group.name for group in found.raters] == ["党员"]
    sheets = village.app.collection.month(village.branch, DECEMBER)
    on_sheets = [sums.member.uid for group in sheets.groups for sums in group.members]
    assert [row.uid for row in found.rows] == [uid for uid in on_sheets if uid != village.members["赵新苗"]]


def test_settings_say_who_votes_and_how_many_may_be_best(village):
    village.app.preferences.change(village.secretary, PROBATIONARY_RATE, 0)
    village.app.preferences.change(village.secretary, BEST_EVERY, 0)
    found = prepare(village)
    assert (found.voters, found.rule) == (7, "")


def test_who_is_left_out_of_the_points_is_offered_but_not_chosen(village):
    village.app.members.exempt(
        village.secretary, village.members["陈阿婆"], start=date(2026, 11, 1), end=None, reason="年高",
        applied_on=date(2026, 10, 20), approved_on=date(2026, 10, 30),
    )  # fmt: skip
    proposal = village.app.appraisals.proposal(village.branch, DECEMBER)
    assert village.members["陈阿婆"] in {row.uid for row in proposal.candidates}
    assert village.members["陈阿婆"] not in proposal.chosen


def test_other_rows_make_another_set_but_another_place_does_not(village):
    first = prepare(village)
    village.app.appraisals.prepare(
        village.recorder, village.branch, DECEMBER, replace(draft(village, names(village)), place="文化礼堂")
    )
    assert (view(village).uid, view(village).place) == (first.uid, "文化礼堂")
    prepare(village, ["林为民", "周小禾", "孙石头"])
    assert (view(village).set_number, names(village)) == (2, ["林为民", "周小禾", "孙石头"])
    assert view(village).number.endswith("-CP-002")
    assert view(village).uid != first.uid


def test_a_member_who_came_after_preparing_is_named_and_prepared_again(village):
    prepare(village)
    group = village.groups["一组"]
    joined = MemberDraft(
        name="何新来", branch_uid=village.branch, group_uid=group, id_number=id_number(77), category="A",
        status="full", joined_on=date(2001, 7, 1),
    )  # fmt: skip
    village.app.members.add(village.recorder, joined)
    assert view(village).newcomers == ("何新来",)
    prepare(village)
    assert (view(village).newcomers, len(view(village).rows), view(village).set_number) == ((), 8, 2)


def test_nothing_is_prepared_anew_once_something_was_typed(village):
    prepare(village)
    hand_out(village, 5)
    prepare(village, ["林为民", "周小禾"])
    type_ballot(village, "12")
    with pytest.raises(WorkflowError, match="已经录入") as refused:
        prepare(village)
    assert "删去" in refused.value.hint
    # All taken out again, another set may be made.
    village.app.counting.remove_ballot(village.recorder, rater(village).counting.ballots[0].uid)
    prepare(village)
    assert view(village).set_number == 3


@pytest.mark.parametrize(
    ("members", "day", "words"),
    [([], MEETING_DAY, "至少选一名"), (["林为民"], date(2025, 12, 30), "不能早于")],
)
def test_a_set_needs_rows_and_a_day_of_its_year(village, members, day, words):
    with pytest.raises(ValidationFailed, match=words):
        village.app.appraisals.prepare(
            village.recorder, village.branch, DECEMBER, draft(village, members, day)
        )


# --------------------------------------------------------------------------------------------------------- typing


def test_ballots_are_counted_row_by_row_and_void_ones_apart(village):
    prepare(village)
    type_ballots(village, [GOOD, "2222220", "1112222", "x222222", "3402222"])
    assert type_ballot(village, GOOD, void="字迹不清，无法辨认").message.startswith("已存第 6 张（无效")
    found = rater(village).counting
    assert [ballot.void != "" for ballot in found.ballots] == [False, False, True, True, False, True]
    assert "超过 2 名" in found.ballots[2].void
    assert "不止一个" in found.ballots[3].void
    assert (found.valid, found.void) == (3, 3)
    first, last = view(village).rows[0].uid, view(village).rows[-1].uid
    assert found.votes[first] == {"excellent": 1, "qualified": 1, "basic": 1, "unqualified": 0}
    assert found.votes[last] == {"excellent": 0, "qualified": 2, "basic": 0, "unqualified": 0}


def test_by_setting_a_row_with_two_ticks_spoils_only_itself(village):
    village.app.preferences.change(village.secretary, SEVERAL_VOID, 0)
    prepare(village)
    type_ballots(village, ["x222222"])
    found = rater(village).counting
    assert (found.valid, found.void) == (1, 0)
    assert sum(found.votes[view(village).rows[0].uid].values()) == 0


def test_a_ballot_is_opened_again_and_changed_until_the_count_is_settled(village):
    prepare(village)
    type_ballots(village, [GOOD, "1112222"])
    second = rater(village).counting.ballots[1]
    type_ballot(village, "1122222", uid=second.uid)
    changed = rater(village).counting.ballots[1]
    assert (changed.uid, changed.serial, changed.marks, changed.void) == (second.uid, 2, "1122222", "")
    settle(village)
    with pytest.raises(WorkflowError, match="已定票"):
        type_ballot(village, GOOD, uid=second.uid)


def test_a_ballot_taken_out_lets_the_later_ones_move_up(village):
    prepare(village)
    type_ballots(village, [GOOD, "2222221", "2222212"])
    village.app.counting.remove_ballot(village.recorder, rater(village).counting.ballots[0].uid)
    found = rater(village).counting.ballots
    assert [(ballot.serial, ballot.marks) for ballot in found] == [(1, "2222221"), (2, "2222212")]


def test_an_open_ballot_is_kept_and_keeps_the_count_from_being_settled(village):
    prepare(village)
    type_ballots(village, [GOOD, "12_____"])
    assert not rater(village).counting.ballots[1].finished
    assert view(village).problems == ("第 2 张还没有录完",)
    with pytest.raises(WorkflowError, match="还没有录完"):
        settle(village)


@pytest.mark.parametrize("marks", ["12", "12222229", "5222222", "a222222"])
def test_what_is_no_ballot_is_refused(village, marks):
    prepare(village)
    with pytest.raises(ValidationFailed):
        type_ballot(village, marks)
    assert not rater(village).counting.ballots


def test_ballots_belong_to_their_group_and_count(village):
    prepare(village)
    type_ballots(village, [GOOD])
    village.app.counting.set_way(village.recorder, rater(village).uid, way="ballots", tallies=2)
    uid = rater(village).counting.ballots[0].uid
    with pytest.raises(Conflict):
        type_ballot(village, GOOD, uid=uid, tally=2)
    village.app.counting.set_way(village.recorder, rater(village).uid, way="ballots", tallies=1)
    with pytest.raises(WorkflowError, match="只有一份"):
        type_ballot(village, GOOD, tally=2)


# ---------------------------------------------------------------------------------------------------------- totals


def totals(village, member, *votes, tally=1):
    options = [column.id for column in view(village).columns]
    return village.app.counting.save_totals(
        village.recorder,
        rater(village).uid,
        tally,
        village.members[member],
        dict(zip(options, votes, strict=False)),
    )


@pytest.fixture
def by_totals(village):
    prepare(village, ["林为民", "周小禾"])
    village.app.counting.set_way(village.recorder, rater(village).uid, way="totals", tallies=1)
    hand_out(village, 6, given=8, invalid=1)
    return village


def test_totals_add_up_to_the_valid_ballots_at_most(by_totals):
    totals(by_totals, "林为民", 3, 2)
    with pytest.raises(ValidationFailed, match="多于有效票 5 张"):
        totals(by_totals, "周小禾", 3, 2, 1)
    with pytest.raises(ValidationFailed, match="不能小于"):
        totals(by_totals, "周小禾", -1)
    assert view(by_totals).problems == ("还有 1 名党员的票数没有填",)
    totals(by_totals, "周小禾", 0, 4, 0, 1)
    found = rater(by_totals)
    assert (found.given, found.returned, found.counting.valid, found.counting.void) == (8, 6, 5, 1)
    settle(by_totals)


def test_totals_of_a_member_are_replaced_and_taken_out(by_totals):
    totals(by_totals, "林为民", 3)
    totals(by_totals, "林为民", 1, 4)
    with by_totals.app.setup.uow.read() as session:
        rows = session.execute(select(TallyCount.option, TallyCount.votes).order_by(TallyCount.id)).all()
    assert [tuple(row) for row in rows] == [
        ("excellent", 1), ("qualified", 4), ("basic", 0), ("unqualified", 0),
    ]  # fmt: skip
    totals(by_totals, "林为民")
    assert not rater(by_totals).counting.begun


def test_somebody_not_on_the_ballot_gets_no_votes(by_totals):
    with pytest.raises(Conflict):
        totals(by_totals, "孙石头", 1)


def test_fewer_valid_ballots_than_votes_are_found_at_the_end(by_totals):
    totals(by_totals, "林为民", 5)
    totals(by_totals, "周小禾", 2)
    hand_out(by_totals, 5, given=8, invalid=1)
    with pytest.raises(WorkflowError, match="1 名党员的得票合计多于有效票 4 张"):
        settle(by_totals)


def test_what_was_typed_is_not_lost_by_another_way(by_totals):
    totals(by_totals, "林为民", 1)
    with pytest.raises(WorkflowError, match="已经录入"):
        by_totals.app.counting.set_way(by_totals.recorder, rater(by_totals).uid, way="ballots", tallies=1)


# ------------------------------------------------------------------------------------------------------ two counts


def test_two_counts_are_compared_and_one_is_chosen_with_a_reason(village):
    prepare(village)
    uid = rater(village).uid
    village.app.counting.set_way(village.recorder, uid, way="ballots", tallies=2)
    type_ballots(village, [GOOD, "2222222"])
    type_ballots(village, [GOOD, "2322222"], tally=2)
    second = view(village).rows[1].uid
    found = [(d.member, d.option, d.first, d.second) for d in rater(village).differences]
    assert found == [(second, "qualified", 2, 1), (second, "basic", 0, 1)]
    with pytest.raises(WorkflowError, match="两份计票有 2 处不同"):
        settle(village)
    with pytest.raises(ValidationFailed, match="为什么"):
        village.app.counting.choose(village.recorder, uid, 2, "  ")
    village.app.counting.choose(village.recorder, uid, 2, "复核纸票后确认")
    settle(village)
    assert rater(village).counting.votes[second]["basic"] == 1
    [sheet] = village.app.appraisal_results.tallies(village.branch, DECEMBER)
    assert "采用第 2 份：复核纸票后确认" in sheet.note


def test_a_choice_is_forgotten_when_something_is_typed_after_it(village):
    prepare(village)
    uid = rater(village).uid
    village.app.counting.set_way(village.recorder, uid, way="ballots", tallies=2)
    type_ballots(village, [GOOD])
    type_ballots(village, ["2222222"], tally=2)
    village.app.counting.choose(village.recorder, uid, 1, "复核")
    ballot = rater(village).tallies[1].ballots[0].uid
    type_ballot(village, "2222221", tally=2, uid=ballot)
    assert (rater(village).chosen, rater(village).reason) == (None, "")
    type_ballot(village, GOOD, tally=2, uid=ballot)
    assert rater(village).differences == ()
    settle(village)


def test_the_second_count_is_not_dropped_with_its_ballots(village):
    prepare(village)
    uid = rater(village).uid
    village.app.counting.set_way(village.recorder, uid, way="ballots", tallies=2)
    type_ballot(village, GOOD, tally=2)
    with pytest.raises(WorkflowError, match="第 2 份"):
        village.app.counting.set_way(village.recorder, uid, way="ballots", tallies=1)


# -------------------------------------------------------------------------------------------------------- settling


@pytest.mark.parametrize(("given", "returned", "invalid"), [(5, 6, 0), (6, 5, 6), (-1, -2, 0)])
def test_figures_that_cannot_be_are_refused_at_once(village, given, returned, invalid):
    prepare(village)
    with pytest.raises(ValidationFailed):
        village.app.counting.register(
            village.recorder, rater(village).uid, given=given, returned=returned, invalid=invalid
        )
    assert rater(village).given == 0


def test_a_count_is_settled_only_when_ballots_and_returned_agree(village):
    prepare(village)
    with pytest.raises(WorkflowError):
        settle(village)
    hand_out(village, 2, given=8)
    type_ballot(village, GOOD)
    with pytest.raises(WorkflowError, match="录入 1 张，收回 2 张"):
        settle(village)
    type_ballot(village, GOOD)
    settle(village)
    found = view(village)
    assert (found.state, found.settled_on, found.settled_by) == (
        AppraisalState.SETTLED,
        MEETING_DAY,
        "林为民",
    )


def test_votes_of_who_left_or_died_are_typed_and_told(village):
    prepare(village)
    village.at(date(2026, 12, 30))
    village.app.members.leave(
        village.recorder, village.members["孙石头"], last_day=MEETING_DAY, how="deceased"
    )
    type_ballots(village, [GOOD])
    settle(village)
    states = {row.uid: row.state for row in view(village).rows}
    assert states[village.members["孙石头"]] == "去世"
    assert {state for uid, state in states.items() if uid != village.members["孙石头"]} == {""}
    rows = village.app.appraisal_results.result(village.branch, DECEMBER).rows
    assert sum(rows[[r.row.uid for r in rows].index(village.members["孙石头"])].votes) == 1


def test_counting_again_needs_a_reason_and_an_open_year(village):
    prepare(village)
    type_ballots(village, [GOOD])
    settle(village)
    uid = view(village).uid
    with pytest.raises(ValidationFailed, match="为什么"):
        village.app.appraisals.count_again(village.secretary, uid, " ")
    village.app.appraisals.count_again(village.secretary, uid, "有人对计票提出疑问")
    assert (view(village).state, view(village).settled_on) == (AppraisalState.COUNTING, None)
    settle(village)
    close_year(village)
    with pytest.raises(WorkflowError, match="已经核定"):
        village.app.appraisals.count_again(village.secretary, uid, "再看一次")


def close_year(village):
    """As the meeting of the year's end leaves the year."""
    with village.app.setup.uow.write() as session:
        session.scalars(select(Period).where(Period.kind == "year")).one().state = PeriodState.CONFIRMED.value


def test_everything_is_in_the_chain_and_the_chain_holds(village):
    prepare(village)
    type_ballots(village, [GOOD, "1112222"])
    settle(village)
    with village.app.setup.uow.read() as session:
        assert verify_chain(session).faults == ()
        actions = list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)))
    assert actions[-5:] == ["备票", "登记票数", "录入测评票", "录入测评票", "定票"]


def test_the_paper_says_what_was_counted(village):
    prepare(village)
    [empty] = village.app.appraisal_results.tallies(village.branch, DECEMBER)
    assert not empty.filled
    type_ballots(village, [GOOD, "2222220", "1112222"])
    settle(village)
    [ballot] = village.app.appraisal_results.ballots(village.branch, DECEMBER)
    assert (ballot.copies, ballot.rule, len(ballot.rows)) == (3, "“优秀”不超过 2 名", 7)
    [sheet] = village.app.appraisal_results.tallies(village.branch, DECEMBER)
    assert (sheet.given, sheet.returned, sheet.valid, sheet.void) == (3, 3, 2, 1)
    assert sheet.voids == (("“优秀”选了 3 名，超过 2 名", 1),)
    assert sheet.listed == ("赵新苗",)
    assert all(sum(row.votes) + row.blank == 2 for row in sheet.rows)
    village.at(date(2026, 12, 31))
    [again] = village.app.appraisal_results.tallies(village.branch, DECEMBER)
    assert again == sheet


@pytest.mark.parametrize("sheet", ["ballots", "tallies"])
def test_the_number_on_the_paper_leads_back_to_the_desk(village, sheet):
    prepare(village)
    [paper] = getattr(village.app.appraisal_results, sheet)(village.branch, DECEMBER)
    [hit] = village.app.search.find(paper.form_number.lower())
    assert (hit.page, hit.uid, hit.branch_uid, hit.month) == ("year", "appraisal", village.branch, DECEMBER)
