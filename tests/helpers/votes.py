"""An appraisal in short words: preparing, typing ballots, settling."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.services.actor import Actor
from app.services.appraisal.service import AppraisalDraft
from app.services.appraisal.views import AppraisalView, RaterView
from app.services.changes import Changes
from app.services.months import Month
from tests.helpers.factories import Village

DECEMBER = Month(2026, 12)
MEETING_DAY = date(2026, 12, 28)


def prepare(village: Village, members: Sequence[str] | None = None) -> AppraisalView:
    """Prepare a set of those who are proposed, or of some members by key."""
    proposed = village.app.appraisals.proposal(village.branch, DECEMBER, MEETING_DAY).chosen
    chosen = proposed if members is None else tuple(village.members[name] for name in members)
    draft = AppraisalDraft(MEETING_DAY, "村党群服务中心", chosen)
    village.app.appraisals.prepare(village.recorder, village.branch, DECEMBER, draft)
    return view(village)


def view(village: Village) -> AppraisalView:
    found = village.app.appraisals.view(village.branch, DECEMBER)
    assert found is not None
    return found


def rater(village: Village, place: int = 0) -> RaterView:
    return view(village).raters[place]


def hand_out(
    village: Village, count: int, *, place: int = 0, given: int | None = None, invalid: int = 0
) -> None:
    village.app.counting.register(
        village.recorder, rater(village, place).uid, given=given or count, returned=count, invalid=invalid
    )


def type_ballot(
    village: Village, marks: str, *, place: int = 0, tally: int = 1, uid: str = "", void: str = "",
    by: Actor | None = None,
) -> Changes:  # fmt: skip
    return village.app.counting.save_ballot(
        by or village.recorder, rater(village, place).uid, tally, marks, ballot_uid=uid, void=void
    )


def type_ballots(village: Village, ballots: Sequence[str], *, place: int = 0, tally: int = 1) -> None:
    """Register as many as there are, and type them."""
    hand_out(village, len(ballots), place=place)
    for marks in ballots:
        type_ballot(village, marks, place=place, tally=tally)


def settle(village: Village, by: Actor | None = None) -> Changes:
    return village.app.appraisals.settle(by or village.secretary, view(village).uid)
