"""A notice cannot have hung before its sheet was there: it begins on the day of freezing or later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.errors import ValidationFailed
from app.services.corrections.rules import Change
from app.services.terms import Term
from app.services.workflow import NoticeState
from tests.helpers.factories import OCTOBER

TERM = Term.of_month(OCTOBER)


@pytest.fixture
def confirmed(village):
    """October confirmed; today is the twentieth of November."""
    village.at(date(2026, 10, 30))
    village.declare("林为民", "volunteer", date(2026, 10, 12), quantity=2, basis="巡山")
    village.confirm_all(OCTOBER)
    village.at(date(2026, 11, 20))
    return village


def post(village, start, end):
    village.app.notices.post(village.secretary, village.branch, TERM, village.notice(start, end))


def test_the_first_version_is_not_dated_back(confirmed):
    with pytest.raises(ValidationFailed, match="今天（2026-11-20）才生成"):
        post(confirmed, date(2026, 11, 1), date(2026, 11, 5))
    assert confirmed.app.notices.view(confirmed.branch, TERM).state is NoticeState.DRAFT
    post(confirmed, date(2026, 11, 20), date(2026, 11, 24))
    assert confirmed.app.notices.view(confirmed.branch, TERM).state is NoticeState.POSTED


def test_the_next_version_is_not_dated_back(confirmed):
    post(confirmed, date(2026, 11, 20), date(2026, 11, 24))
    confirmed.at(date(2026, 11, 30))
    [line] = confirmed.app.corrections.lines(confirmed.branch, confirmed.members["林为民"], OCTOBER)
    confirmed.app.corrections.correct(
        confirmed.secretary, Change(line.uid, None, "重复", "登记本", confirmed.members["王建国一"])
    )
    for start, end, fine in (
        (date(2026, 11, 20), date(2026, 11, 24), False),
        (date(2026, 11, 30), date(2026, 12, 4), True),
    ):
        draft = replace(confirmed.notice(start, end), reason="更正")
        if fine:
            confirmed.app.notices.repost(confirmed.secretary, confirmed.branch, TERM, draft)
        else:
            with pytest.raises(ValidationFailed, match=r"不能早于|才生成"):
                confirmed.app.notices.repost(confirmed.secretary, confirmed.branch, TERM, draft)
    assert confirmed.app.notices.view(confirmed.branch, TERM).version == 2
