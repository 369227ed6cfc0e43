"""What an appraisal keeps: the votes of who moved afterwards, and the rule that its ballots were printed with."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.appraisal.service import AppraisalDraft
from app.settings import SEVERAL_VOID
from tests.helpers import votes
from tests.helpers.two_branches import build_two_branches
from tests.helpers.votes import DECEMBER

VOTED = date(2026, 12, 20)


@pytest.fixture
def two(empty, clock):
    """Both branches have voted: the first one with three ballots, the second one with one."""
    clock.set(clock.now().replace(day=1))
    village = build_two_branches(empty, clock)
    village.at(VOTED)
    for branch, ballots in ((village.first, 3), (village.second, 1)):
        app = branch.app
        chosen = app.appraisals.proposal(branch.branch, DECEMBER, VOTED).chosen
        app.appraisals.prepare(
            branch.recorder, branch.branch, DECEMBER, AppraisalDraft(VOTED, "村委会", chosen)
        )
        found = app.appraisals.view(branch.branch, DECEMBER)
        rater = found.raters[0].uid
        app.counting.register(branch.recorder, rater, given=ballots, returned=ballots)
        for _ in range(ballots):
            app.counting.save_ballot(branch.recorder, rater, 1, "2" * len(found.rows))
        app.appraisals.settle(branch.secretary, found.uid)
    return village


def shown(branch):
    rows = branch.app.years.view(branch.branch, DECEMBER).rows
    return {r.member.name: (r.figures.votes.short if r.figures.votes else "") for r in rows}


def test_who_moves_after_the_ballot_keeps_the_votes_of_the_branch_that_voted(two):
    assert shown(two.first)["孙石头"] == "合格 3/3"
    two.move("孙石头", date(2026, 12, 25), to=two.second, group="三组")
    # As many valid ballots as there were where he was voted on; the others keep their own.
    assert shown(two.second) == {"钱二妹": "合格 1/1", "赵新苗": "合格 1/1", "孙石头": "合格 3/3"}
    assert shown(two.first)["林为民"] == "合格 3/3"


def test_another_rule_for_two_ticks_needs_other_ballots(village):
    village.at(date(2026, 12, 28))
    made = votes.prepare(village)
    rows = len(made.rows)
    votes.hand_out(village, 2)
    votes.type_ballot(village, "x" + "2" * (rows - 1))
    village.app.preferences.change(village.secretary, SEVERAL_VOID, 1 - SEVERAL_VOID.default)
    assert votes.view(village).several_void is made.several_void
    votes.type_ballot(village, "x" + "2" * (rows - 1))
    first, second = (ballot.void for ballot in votes.rater(village).counting.ballots)
    assert first == second


def test_a_set_of_which_nothing_was_counted_is_made_anew_under_another_rule(village):
    village.at(date(2026, 12, 28))
    made = votes.prepare(village)
    village.app.preferences.change(village.secretary, SEVERAL_VOID, 1 - SEVERAL_VOID.default)
    again = votes.prepare(village)
    assert (again.set_number, again.several_void) == (made.set_number + 1, not made.several_void)
