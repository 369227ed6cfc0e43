"""补充评定: an archived month opened for one more meeting; the archive stays, the change is booked and told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.errors import UserError, ValidationFailed, WorkflowError
from app.services.backup import verify_file
from app.services.corrections.rules import Change
from app.services.corrections.supplement_views import KIND
from app.services.frozen import FrozenKind
from app.services.meeting_views import MeetingDraft
from app.services.press import DocumentKind
from app.services.workflow import MeetingState, PeriodState
from tests.helpers.factories import NOVEMBER, OCTOBER, Village, table_rows

HELD = date(2026, 11, 9)


@pytest.fixture
def archived(village: Village) -> Village:
    """October archived; today is the ninth of November."""
    village.at(date(2026, 10, 30))
    village.declare("孙石头", "volunteer", date(2026, 10, 13), quantity=2, basis="清淤")
    village.declare("林为民", "volunteer", date(2026, 10, 13), basis="清淤")
    village.declare("钱二妹", "council", date(2026, 10, 18), basis="签到册")
    village.confirm_all()
    village.post()
    village.close(on=date(2026, 11, 6))
    village.at(HELD, 15)
    return village


def meeting(**keys) -> MeetingDraft:
    found = MeetingDraft(
        kind=KIND, held_on=HELD, place="村委会", chair="林为民", recorder="周小禾", votes_for=6
    )
    return replace(found, **keys)


def opened(village: Village, **keys) -> str:
    return village.app.supplements.open(
        village.secretary, village.branch, OCTOBER, reason="三组的签到册漏交", draft=meeting(**keys)
    ).ids[0]


def entry(village: Village, member: str) -> str:
    return village.app.corrections.lines(village.branch, village.members[member], NOVEMBER)[0].uid


def put(village: Village, uid: str, change: Change, **keys) -> str:
    return village.app.supplements.put(village.recorder, uid, change, **keys).ids[0]


def three(village: Village, uid: str) -> None:
    """One entry put right, one taken back, one added."""
    wrong = entry(village, "孙石头")
    facts = replace(village.app.corrections.view(wrong).draft, quantity=Decimal(1))
    put(village, uid, Change(wrong, facts, "只去一次", "出工登记"))
    put(village, uid, Change(entry(village, "钱二妹"), None, "没有到会", "签到册"))
    put(village, uid, Change("", village.draft("周小禾", "council", date(2026, 10, 18)), "漏记", "签到册"))


def totals(village: Village, month) -> dict[str, Decimal]:
    found = village.app.records.figures(village.branch, month)
    return {name: found[uid].total for name, uid in village.members.items()}


def test_it_takes_effect_at_once_and_is_told_in_the_open_month(archived):
    uid = opened(archived)
    three(archived, uid)
    present = [archived.members[name] for name in archived.members]
    archived.app.supplements.set_present(archived.recorder, uid, present)
    before = totals(archived, OCTOBER)
    done = archived.app.supplements.make_effective(archived.secretary, uid)
    assert "3 条" in done.message
    assert "2026年11月" in done.message
    assert totals(archived, OCTOBER) == before
    now = totals(archived, NOVEMBER)
    assert (now["孙石头"], now["钱二妹"], now["周小禾"], now["林为民"]) == (2, 0, 1, 2)
    view = archived.app.supplements.month(archived.branch, OCTOBER)
    assert view.state is PeriodState.ARCHIVED
    assert view.meetings[0].state is MeetingState.EFFECTIVE
    assert view.remark == "本月已补充评定 1 次，见补充评定表 01-202610-BP-001"


def test_the_frozen_paper_of_the_month_stays_byte_for_byte(archived):
    kinds = (
        DocumentKind.BOARD_A4,
        DocumentKind.RECORD_FORMS,
        DocumentKind.MEETING_RESULT,
        DocumentKind.GROUP_SHEETS,
    )
    before = [archived.app.press.render(kind, archived.branch, OCTOBER).data for kind in kinds]
    uid = opened(archived)
    three(archived, uid)
    archived.app.supplements.make_effective(archived.secretary, uid)
    archived.at(date(2026, 11, 12))
    assert [archived.app.press.render(kind, archived.branch, OCTOBER).data for kind in kinds] == before


def test_its_sheet_says_old_new_reason_votes_and_totals_and_is_frozen(archived):
    uid = opened(archived)
    three(archived, uid)
    archived.app.supplements.set_present(
        archived.recorder, uid, [archived.members[n] for n in ("林为民", "周小禾", "钱二妹", "赵新苗")]
    )
    with pytest.raises(ValidationFailed, match="多于到会"):
        archived.app.supplements.make_effective(archived.secretary, uid)
    archived.app.supplements.save(
        archived.recorder,
        uid,
        meeting(votes_for=3, votes_against=0, votes_abstain=0),
        reason="三组的签到册漏交",
    )
    archived.app.supplements.make_effective(archived.secretary, uid)
    [sheet] = archived.app.supplements.sheets(archived.branch, OCTOBER)
    assert [(r.kind, r.member_name, r.old, r.new) for r in sheet.lines] == [
        ("改正", "孙石头", 4, 2), ("撤销", "钱二妹", 1, None), ("补记", "周小禾", None, 1),
    ]  # fmt: skip
    assert [(t.member_name, t.before, t.after) for t in sheet.totals] == [
        ("孙石头", 4, 2), ("钱二妹", 1, 0), ("周小禾", 0, 1),
    ]  # fmt: skip
    assert (sheet.eligible, sheet.present, sheet.votes_for, sheet.number) == (7, 3, 3, 1)
    assert sheet.shown_in == ("2026年11月",)
    archived.at(date(2026, 11, 30))
    assert archived.app.supplements.sheets(archived.branch, OCTOBER) == (sheet,)
    archived.app.store.engine.dispose()
    kinds = [
        row for row in table_rows(archived.app.paths.ledger)["frozen_sheet"] if FrozenKind.SUPPLEMENT in row
    ]
    assert len(kinds) == 1


def test_a_second_one_has_the_next_number(archived):
    for number, member in enumerate(("孙石头", "钱二妹"), 1):
        uid = opened(archived)
        put(archived, uid, Change(entry(archived, member), None, "查明没有", "签到册"))
        archived.app.supplements.make_effective(archived.secretary, uid)
        assert archived.app.supplements.month(archived.branch, OCTOBER).meetings[-1].number == number
    remark = archived.app.supplements.month(archived.branch, OCTOBER).remark
    assert "2 次" in remark
    assert "BP-002" in remark


def test_the_chain_has_every_step_and_verifies(archived):
    uid = opened(archived)
    three(archived, uid)
    archived.app.supplements.make_effective(archived.secretary, uid)
    actions = [event.action for event in archived.app.system.view().events]
    for action in ("补充评定", "登记补充评定事项", "补充评定生效"):
        assert action in actions
    archived.app.store.engine.dispose()
    assert verify_file(archived.app.paths.ledger).faults == ()


class TestWhatIsRefused:
    def test_a_month_that_is_not_archived(self, village):
        village.at(date(2026, 10, 30))
        village.declare("孙石头", "volunteer", date(2026, 10, 13), basis="清淤")
        village.confirm_all()
        village.at(HELD)
        with pytest.raises(WorkflowError, match="补充评定"):
            opened(village)

    def test_anybody_but_the_secretary(self, archived):
        for actor in (archived.recorder, archived.viewer):
            with pytest.raises(WorkflowError, match="须由书记办理"):
                archived.app.supplements.open(actor, archived.branch, OCTOBER, reason="漏交", draft=meeting())
        uid = opened(archived)
        three(archived, uid)
        with pytest.raises(WorkflowError, match="须由书记办理"):
            archived.app.supplements.make_effective(archived.recorder, uid)
        with pytest.raises(WorkflowError, match="须由"):
            put(
                replace(archived, recorder=archived.viewer),
                uid,
                Change(entry(archived, "林为民"), None, "错", "错"),
            )

    def test_without_reason_two_at_once_or_nothing_entered(self, archived):
        with pytest.raises(ValidationFailed, match="为什么"):
            archived.app.supplements.open(
                archived.secretary, archived.branch, OCTOBER, reason=" ", draft=meeting()
            )
        uid = opened(archived)
        with pytest.raises(WorkflowError, match="在准备"):
            opened(archived)
        with pytest.raises(WorkflowError, match="还没有登记事项"):
            archived.app.supplements.make_effective(archived.secretary, uid)

    def test_a_meeting_that_is_still_to_come(self, archived):
        uid = opened(archived, held_on=date(2026, 11, 20))
        three(archived, uid)
        with pytest.raises(WorkflowError, match="还没有到"):
            archived.app.supplements.make_effective(archived.secretary, uid)

    def test_an_entry_of_another_month(self, archived):
        uid = opened(archived)
        archived.at(date(2026, 11, 20))
        archived.declare("周小禾", "dues", date(2026, 11, 10), month=NOVEMBER)
        archived.confirm_all(NOVEMBER)
        with pytest.raises(WorkflowError, match="不在2026年10月的补充评定里"):
            put(archived, uid, Change(entry(archived, "周小禾"), None, "错", "错"))

    def test_the_same_entry_twice(self, archived):
        uid = opened(archived)
        put(archived, uid, Change(entry(archived, "孙石头"), None, "错", "登记"))
        with pytest.raises(WorkflowError, match="已在本次"):
            put(archived, uid, Change(entry(archived, "孙石头"), None, "错", "登记"))

    def test_a_deduction_without_second_person(self, archived):
        uid = opened(archived)
        minus = Change("", archived.draft("孙石头", "neg_rumor", date(2026, 10, 20)), "漏记", "村里核实")
        with pytest.raises(ValidationFailed, match="第二人"):
            put(archived, uid, minus)
        put(archived, uid, replace(minus, second_uid=archived.members["王建国一"]))

    def test_an_entry_that_was_corrected_meanwhile(self, archived):
        uid = opened(archived)
        wrong = entry(archived, "孙石头")
        put(archived, uid, Change(wrong, None, "错", "登记"))
        archived.app.corrections.correct(
            archived.secretary, Change(wrong, None, "查明", "登记", archived.members["王建国一"])
        )
        with pytest.raises(UserError, match="已经更正过"):
            archived.app.supplements.make_effective(archived.secretary, uid)
        assert archived.app.supplements.month(archived.branch, OCTOBER).open is not None

    def test_after_it_took_effect_nothing_moves(self, archived):
        uid = opened(archived)
        three(archived, uid)
        archived.app.supplements.make_effective(archived.secretary, uid)
        for step in (
            lambda: archived.app.supplements.make_effective(archived.secretary, uid),
            lambda: archived.app.supplements.cancel(archived.secretary, uid),
            lambda: archived.app.supplements.save(archived.recorder, uid, meeting(), reason="改"),
            lambda: put(archived, uid, Change(entry(archived, "林为民"), None, "错", "登记")),
        ):
            with pytest.raises(WorkflowError, match="生效"):
                step()


def test_entries_can_be_changed_and_taken_off_until_then(archived):
    uid = opened(archived)
    own = put(archived, uid, Change(entry(archived, "孙石头"), None, "错", "登记"))
    facts = replace(archived.app.corrections.view(entry(archived, "孙石头")).draft, quantity=Decimal(1))
    put(archived, uid, Change(entry(archived, "孙石头"), facts, "少记", "登记"), entry_uid=own)
    [line] = archived.app.supplements.month(archived.branch, OCTOBER).open.entries
    assert (line.kind, line.old, line.new, line.change.right.quantity) == ("改正", 4, 2, 1)
    archived.app.supplements.remove(archived.recorder, own)
    assert archived.app.supplements.month(archived.branch, OCTOBER).open.entries == ()
    archived.app.supplements.cancel(archived.secretary, uid)
    assert archived.app.supplements.month(archived.branch, OCTOBER).meetings == ()


class TestTheEntrysOwnFacts:
    """What the decision rests on is one thing, what the entry rests on another."""

    def test_an_added_entry_keeps_its_own_basis(self, archived):
        uid = opened(archived)
        facts = archived.draft("周小禾", "visits", date(2026, 10, 20), basis="走访登记本第 3 页")
        put(archived, uid, Change("", facts, "漏记", "补充评定会讨论"))
        [line] = archived.app.supplements.month(archived.branch, OCTOBER).open.entries
        assert (line.basis, line.change.right.basis) == ("补充评定会讨论", "走访登记本第 3 页")
        archived.app.supplements.make_effective(archived.secretary, uid)
        booked = entry(archived, "周小禾")
        assert archived.app.corrections.view(booked).draft.basis == "走访登记本第 3 页"
        [sheet] = archived.app.supplements.sheets(archived.branch, OCTOBER)
        assert [row.basis for row in sheet.lines] == ["补充评定会讨论"]

    def test_a_wrong_basis_alone_can_be_put_right(self, archived):
        uid, wrong = opened(archived), entry(archived, "孙石头")
        facts = replace(archived.app.corrections.view(wrong).draft, basis="出工登记第 2 页")
        put(archived, uid, Change(wrong, facts, "依据写错", "登记本"))
        archived.app.supplements.make_effective(archived.secretary, uid)
        newest = archived.app.corrections.view(wrong).newest_uid
        assert newest != wrong
        assert archived.app.corrections.view(newest).draft.basis == "出工登记第 2 页"

    def test_the_second_person_of_a_deduction_may_stand_with_its_facts(self, archived):
        uid = opened(archived)
        day = date(2026, 10, 20)
        own = archived.draft("孙石头", "neg_rumor", day, basis="核实", second="孙石头")
        with pytest.raises(ValidationFailed, match="第二人不能是本人"):
            put(archived, uid, Change("", own, "漏记", "村里核实"))
        another = archived.draft("孙石头", "neg_rumor", day, basis="核实", second="王建国一")
        put(archived, uid, Change("", another, "漏记", "村里核实"))
        archived.app.supplements.make_effective(archived.secretary, uid)
        lines = archived.app.corrections.lines(archived.branch, archived.members["孙石头"], NOVEMBER)
        booked = next(line.uid for line in lines if line.deed_date == day)
        found = archived.app.corrections.view(booked).draft.second_uid
        assert found == archived.members["王建国一"]
