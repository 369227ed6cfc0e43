"""How far a correction reaches: later months of the member, notices that hang, months that are closed, other branches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.clock import SetClock
from app.errors import WorkflowError
from app.services.backup import verify_file
from app.services.months import Month
from app.services.scoring import PeriodKind
from app.services.terms import Term
from app.services.workflow import PeriodState
from app.services.year.vetoes import VetoDraft
from tests.helpers.corrected import DECEMBER, WHO, board, confirm, drop, figures, form, post, repost
from tests.helpers.factories import NOVEMBER, OCTOBER, Village
from tests.helpers.two_branches import TwoBranches, build_two_branches

SEPTEMBER = Month(2026, 9)
VETOED = "孙石头"


class TestLaterMonths:
    def test_confirmed_ones_follow_with_card_and_form(self, village):
        confirm(village, OCTOBER, quantity=2)
        confirm(village, NOVEMBER)
        village.at(date(2026, 12, 1))
        assert (figures(village, NOVEMBER), form(village, NOVEMBER)) == ((0, 4), (1, 0, 4))
        assert drop(village, OCTOBER).warnings == ()
        assert form(village, OCTOBER) == (2, 0, 0)
        assert form(village, NOVEMBER) == (2, 2, 2)
        confirm(village, DECEMBER)
        assert [figures(village, month) for month in (OCTOBER, NOVEMBER, DECEMBER)] == [
            (0, 0),
            (2, 2),
            (2, 4),
        ]
        quarter = village.app.terms.term_of(village.branch, DECEMBER, PeriodKind.QUARTER)
        members = village.app.terms.view(village.branch, quarter).figures.members
        [own] = [each for each in members if each.member.uid == village.members[WHO]]
        assert (own.months, own.points) == ((0, 2, 2), 4)

    def test_a_confirmed_one_behind_a_hanging_one_follows_with_its_next_version(self, village):
        confirm(village, OCTOBER, quantity=2)
        village.post(OCTOBER, start=date(2026, 11, 28), end=date(2026, 12, 5))
        confirm(village, NOVEMBER)
        village.at(date(2026, 12, 1))
        assert drop(village, OCTOBER).warnings[0].startswith("2026年10月的公示")
        assert form(village, NOVEMBER) == (1, 0, 4)
        repost(village, Term.of_month(OCTOBER), date(2026, 12, 1), date(2026, 12, 6))
        assert form(village, OCTOBER) == (2, 0, 0)
        assert form(village, NOVEMBER) == (2, 2, 2)
        village.post(NOVEMBER, start=date(2026, 12, 2), end=date(2026, 12, 9))
        row = board(village, Term.of_month(NOVEMBER))
        assert (row.period_points, row.year_points) == (2, 2)
        assert form(village, NOVEMBER) == (2, 2, 2)

    def test_the_earlier_notice_gets_its_version_before_the_later_one_is_hung(self, village):
        confirm(village, OCTOBER, quantity=2)
        village.post(OCTOBER, start=date(2026, 11, 28), end=date(2026, 12, 5))
        confirm(village, NOVEMBER)
        village.at(date(2026, 12, 1))
        drop(village, OCTOBER)
        with pytest.raises(WorkflowError, match="2026年10月的公示已经更正") as found:
            village.post(NOVEMBER, start=date(2026, 12, 2), end=date(2026, 12, 9))
        assert "更正后重新公示" in found.value.hint

    def test_two_that_hang_both_get_their_next_version(self, village):
        confirm(village, OCTOBER, quantity=2)
        village.post(OCTOBER, start=date(2026, 11, 28), end=date(2026, 12, 5))
        confirm(village, NOVEMBER)
        village.post(NOVEMBER, start=date(2026, 12, 1), end=date(2026, 12, 8))
        village.at(date(2026, 12, 2))
        october, november = Term.of_month(OCTOBER), Term.of_month(NOVEMBER)
        assert drop(village, OCTOBER).warnings == (
            "2026年10月、2026年11月的公示要张贴新的一版，请到“公示”办理",
        )
        assert (
            repost(village, october, date(2026, 12, 2), date(2026, 12, 9))
            .warnings[0]
            .startswith("2026年11月")
        )
        assert village.app.notices.view(village.branch, november).corrected
        with pytest.raises(WorkflowError, match="不能结束"):
            village.close(NOVEMBER, on=date(2026, 12, 10))
        village.at(date(2026, 12, 10))
        assert repost(village, november, date(2026, 12, 10), date(2026, 12, 15)).warnings == ()
        row = board(village, november)
        assert (row.period_points, row.year_points) == (2, 2)
        assert (row.old_period_points, row.old_year_points) == (0, 4)
        assert form(village, NOVEMBER) == (2, 2, 2)
        confirm(village, DECEMBER)
        assert figures(village, DECEMBER) == (2, 4)

    def test_a_closed_one_keeps_its_paper_and_the_change_is_told_once(self, village):
        confirm(village, OCTOBER, quantity=2)
        confirm(village, NOVEMBER, member="孙石头")
        village.post(NOVEMBER, start=date(2026, 12, 1))
        village.close(NOVEMBER, on=date(2026, 12, 8))
        before = form(village, NOVEMBER)
        # October was confirmed and never posted: it tells the correction, behind the month that is closed.
        assert "2026年10月" in drop(village, OCTOBER).message
        assert form(village, OCTOBER) == (2, 0, 0)
        assert form(village, NOVEMBER) == before == (1, 0, 4)
        confirm(village, DECEMBER, member="孙石头")
        assert figures(village, DECEMBER) == (0, 0)

    def test_what_nobody_corrected_needs_no_version(self, village):
        confirm(village, OCTOBER, quantity=1)
        village.post(OCTOBER, start=date(2026, 11, 28), end=date(2026, 12, 5))
        confirm(village, NOVEMBER, member="孙石头")
        village.post(NOVEMBER, start=date(2026, 12, 1), end=date(2026, 12, 8))
        village.at(date(2026, 12, 2))
        drop(village, NOVEMBER, member="孙石头")
        assert not village.app.notices.view(village.branch, Term.of_month(OCTOBER)).corrected
        village.close(OCTOBER, on=date(2026, 12, 9))


def test_the_chain_verifies_after_versions_of_two_notices(village):
    confirm(village, OCTOBER, quantity=2)
    village.post(OCTOBER, start=date(2026, 11, 28), end=date(2026, 12, 5))
    confirm(village, NOVEMBER)
    village.at(date(2026, 12, 1))
    drop(village, OCTOBER)
    repost(village, Term.of_month(OCTOBER), date(2026, 12, 1), date(2026, 12, 6))
    village.app.store.engine.dispose()
    assert verify_file(village.app.paths.ledger).faults == ()


class TestAHangingHalfYear:
    @pytest.fixture
    def hanging(self, village) -> tuple[Village, Term]:
        """The first half of 2027 hangs from the end of July, July's board from the first of August."""
        june, july = Month(2027, 6), Month(2027, 7)
        confirm(village, june, quantity=2)
        post(village, Term.of_month(june), date(2027, 7, 1), date(2027, 7, 6))
        village.close(june, on=date(2027, 7, 8))
        half = village.app.terms.term_of(village.branch, june, PeriodKind.HALF)
        review = village.app.terms.view(village.branch, half).review.draft
        village.app.terms.settle(
            village.secretary, village.branch, half,
            replace(review, present=tuple(list(village.members.values())[:5]), eligible=5),
        )  # fmt: skip
        village.at(date(2027, 7, 28))
        post(village, half, date(2027, 7, 28), date(2027, 8, 3))
        confirm(village, july, member="孙石头")
        village.at(date(2027, 8, 1))
        post(village, Term.of_month(july), date(2027, 8, 1), date(2027, 8, 7))
        village.at(date(2027, 8, 2))
        return village, half

    def test_its_version_and_that_of_the_month_after_it_tell_the_change_once(self, hanging):
        village, half = hanging
        june, july, august = (Month(2027, n) for n in (6, 7, 8))
        done = drop(village, june, until=july)
        assert done.warnings == ("2027年上半年、2027年7月的公示要张贴新的一版，请到“公示”办理",)
        repost(village, half, date(2027, 8, 2), date(2027, 8, 7))
        assert (board(village, half).period_points, board(village, half).old_period_points) == (0, 4)
        with pytest.raises(WorkflowError, match="不能结束"):
            village.close(july, on=date(2027, 8, 8))
        repost(village, Term.of_month(july), date(2027, 8, 8), date(2027, 8, 13))
        row = board(village, Term.of_month(july))
        assert (row.period_points, row.year_points, row.old_year_points) == (0, 0, 4)
        confirm(village, august, member="孙石头")
        assert figures(village, august) == (0, 0)


class TestTheMonthThatTellsIt:
    def test_a_skipped_month_left_open_takes_nothing(self, village):
        confirm(village, OCTOBER, quantity=2)
        village.post(OCTOBER, start=date(2026, 11, 1))
        village.close(OCTOBER, on=date(2026, 11, 7))
        line = village.declare("孙石头", "volunteer", date(2026, 11, 5), month=NOVEMBER, basis="清淤")
        village.app.declarations.remove(village.recorder, [line])
        confirm(village, DECEMBER, member="孙石头")
        assert village.app.declarations.month(village.branch, NOVEMBER).state is PeriodState.OPEN
        assert "2026年12月" in drop(village, OCTOBER).message
        assert figures(village, DECEMBER) == (-4, 0)

    @pytest.fixture
    def two(self, empty, clock: SetClock) -> TwoBranches:
        """孙石头 moved to the second branch in October, whose September is confirmed and not posted."""
        found = build_two_branches(empty, clock)
        first, second = found.first, found.second
        found.at(date(2026, 9, 28))
        first.declare("孙石头", "volunteer", date(2026, 9, 12), month=SEPTEMBER, quantity=2, basis="巡山")
        found.archive(first, SEPTEMBER)
        found.at(date(2026, 10, 9))
        second.declare("钱二妹", "volunteer", date(2026, 9, 12), month=SEPTEMBER, basis="巡山")
        confirm_in(second, SEPTEMBER, date(2026, 10, 9))
        found.move("孙石头", date(2026, 10, 10), to=second, group="三组")
        return found

    def test_it_is_a_month_in_which_the_branch_lists_the_member(self, two):
        first, second = two.first, two.second
        two.at(date(2026, 10, 29))
        second.declare("孙石头", "visits", date(2026, 10, 20), month=OCTOBER, basis="走访")
        confirm_in(second, OCTOBER, date(2026, 10, 29))
        done = drop(first, SEPTEMBER, member="孙石头", second="吴守田", until=OCTOBER)
        assert "2026年10月" in done.message
        assert figures(second, OCTOBER, "孙石头") == (-3, 1)
        second.post(OCTOBER, start=date(2026, 11, 1))
        assert "更正" in two.board(second, OCTOBER)["孙石头"].note

    def test_a_veto_too(self, two):
        first, second = two.first, two.second
        two.at(date(2026, 10, 29))
        second.declare("孙石头", "visits", date(2026, 10, 20), month=OCTOBER, basis="走访")
        confirm_in(second, OCTOBER, date(2026, 10, 29))
        done = veto(first, "孙石头", date(2026, 9, 20), second="吴守田")
        assert "2026年10月" in done.message
        assert form(second, OCTOBER, "孙石头")[2] == 0


def confirm_in(branch: Village, month: Month, day: date) -> None:
    """The meeting of the second branch, whose two votes are these."""
    branch.collect(month)
    branch.meet(month, ["钱二妹", "赵新苗"], on=day)
    branch.app.meetings.confirm_rest(branch.recorder, branch.branch, month)
    branch.make_effective(month)


def veto(village: Village, member: str, day: date, *, second: str):
    draft = VetoDraft(
        village.members[member], "veto_discipline", day, basis="处分决定", declined=True
    )  # fmt: skip
    uid = village.app.vetoes.propose(village.recorder, village.branch, draft).ids[0]
    return village.app.vetoes.decide(village.secretary, uid, second_uid=village.members[second])


class TestAVeto:
    @pytest.fixture
    def decided(self, village) -> str:
        """October is confirmed and not posted when the veto is decided; its uid."""
        confirm(village, OCTOBER, quantity=2, member=VETOED)
        village.at(date(2026, 11, 1))
        return veto(village, VETOED, date(2026, 10, 20), second="钱二妹").ids[0]

    def vetoed(self, village: Village) -> bool | None:
        forms = village.app.records.record_forms(village.branch, OCTOBER)
        return next(each.vetoed for each in forms if each.member_name == VETOED)

    def test_the_confirmed_month_says_so_on_card_form_and_board(self, village, decided):
        assert form(village, OCTOBER, VETOED) == (2, 0, 0)
        assert self.vetoed(village)
        confirm(village, NOVEMBER, member="周小禾")
        assert figures(village, NOVEMBER, VETOED) == (0, 0)

    def test_a_revocation_too(self, village, decided):
        village.app.vetoes.revoke(
            village.secretary, decided, reason="处分撤销", second_uid=village.members["钱二妹"]
        )
        assert form(village, OCTOBER, VETOED) == (3, 4, 4)
        assert not self.vetoed(village)

    def test_a_repair_too(self, village, decided):
        village.app.vetoes.repair(
            village.secretary, decided, repaired_on=date(2026, 11, 1), basis="核查记录",
            second_uid=village.members["钱二妹"],
        )  # fmt: skip
        live = figures(village, OCTOBER, VETOED)
        assert form(village, OCTOBER, VETOED)[1:] == live

    def test_a_later_notice_that_hangs_needs_its_next_version(self, village):
        confirm(village, OCTOBER, quantity=2, member=VETOED)
        confirm(village, NOVEMBER, member="周小禾")
        village.post(NOVEMBER, start=date(2026, 12, 1), end=date(2026, 12, 8))
        done = veto(village, VETOED, date(2026, 10, 20), second="钱二妹")
        assert done.warnings == ("2026年11月的公示要张贴新的一版，请到“公示”办理",)
        assert village.app.notices.view(village.branch, Term.of_month(NOVEMBER)).corrected
