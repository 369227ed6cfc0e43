"""A member who was voted on by others than the rest counts by their number of valid ballots."""

from __future__ import annotations

from decimal import Decimal

from scoring_support import item, scheme

from app.services.scoring import BallotIn
from app.services.scoring.evaluation.votes import ballot_faults, votes_by_member

RULES = scheme(
    item(),
    "[appraisal]\n"
    'options = [{ id = "a", name = "好", value = 1 }, { id = "b", name = "差", value = 0 }]\n'
    'divisor = "valid"\neffect = "add"\nworth = 5\n',
).appraisal
#: Two valid ballots here; "n" moved here with four votes of five ballots elsewhere.
BALLOTS = (
    BallotIn("all/1", "", "valid", 2),
    BallotIn("all/1", "m", "a", 1),
    BallotIn("all/9", "n", "a", 4),
    BallotIn("all/9", "n", "valid", 5),
)


def test_the_number_of_valid_ballots_is_that_of_his_own_voters():
    found = votes_by_member(BALLOTS, RULES)
    assert (found["m"].result, found["m"].voters) == (Decimal("0.5"), 2)
    assert (found["n"].result, found["n"].voters) == (Decimal("0.8"), 5)


def test_without_a_number_for_the_others_theirs_are_the_most_marks():
    found = votes_by_member(BALLOTS[1:], RULES)
    assert (found["n"].result, found["n"].voters) == (Decimal("0.8"), 5)


def test_his_marks_are_held_against_his_own_voters():
    assert ballot_faults(BALLOTS, RULES) == []
    [fault] = ballot_faults((*BALLOTS, BallotIn("all/9", "n", "b", 2)), RULES)
    assert "“n”却有 6 票" in fault.message
