"""Objections at their edges: between two versions, about somebody else's entry, against a grade, on a doubtful day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.errors import ValidationFailed, WorkflowError
from app.services.corrections.objection_views import REPLY_WAYS, Raiser, Target
from app.services.corrections.objections import ObjectionDraft, Reply
from app.services.corrections.rules import Change
from app.services.scoring import PeriodKind
from app.services.terms import Term
from app.services.workflow import ObjectionState
from tests.helpers import years
from tests.helpers.factories import OCTOBER, Village

DAY = date(2026, 11, 3)


@pytest.fixture
def posted(village: Village) -> Village:
    """October hangs from the first to the fifth of November; today is the third."""
    village.at(date(2026, 10, 30))
    village.declare("孙石头", "volunteer", date(2026, 10, 13), quantity=2, basis="清淤")
    village.confirm_all()
    village.post()
    village.at(DAY)
    return village


def register(village: Village, on: date = DAY, **keys) -> str:
    notice = village.app.objections.page(village.branch).notices[0]
    draft = ObjectionDraft(notice.uid, on, Raiser.ANONYMOUS, Target.OTHER, "分数不对")
    return village.app.objections.register(village.recorder, village.branch, replace(draft, **keys)).ids[0]


def found(village: Village, on: date = DAY, **keys) -> str:
    uid = register(village, on, **keys)
    village.app.objections.find(village.secretary, uid, finding="查了登记", on=on)
    return uid


def reply(village: Village, second: str, on: date = DAY) -> Reply:
    return Reply("已查明", on, REPLY_WAYS[0], village.members[second])


def dropped(village: Village) -> Change:
    [line] = village.app.corrections.lines(village.branch, village.members["孙石头"], OCTOBER)
    return Change(line.uid, None, "查无此事", "登记本", village.members["王建国一"])


def test_whose_points_are_put_right_does_not_vouch_for_the_answer(posted):
    uid = found(posted)
    with pytest.raises(ValidationFailed, match="孙石头的积分也在更正里"):
        posted.app.objections.uphold(posted.secretary, uid, reply(posted, "孙石头"), [dropped(posted)])
    assert posted.app.objections.get(uid).state is ObjectionState.FOUND
    posted.app.objections.uphold(posted.secretary, uid, reply(posted, "钱二妹"), [dropped(posted)])
    assert posted.app.objections.get(uid).state is ObjectionState.UPHELD


def test_what_was_raised_before_the_next_version_begins_can_be_taken_in(posted):
    posted.app.corrections.correct(posted.secretary, dropped(posted))
    draft = replace(posted.notice(date(2026, 11, 4), date(2026, 11, 9)), reason="更正")
    posted.app.notices.repost(posted.secretary, posted.branch, Term.of_month(OCTOBER), draft)
    for day in (date(2026, 11, 2), DAY):
        assert posted.app.objections.get(register(posted, day)).raised_on == day
    with pytest.raises(ValidationFailed, match="不能早于 2026-11-01"):
        register(posted, date(2026, 10, 31))


def test_on_a_doubtful_day_nothing_is_dismissed(posted):
    uid = found(posted)
    posted.at(date(2026, 11, 2))
    with pytest.raises(WorkflowError, match="日期"):
        posted.app.objections.dismiss(posted.secretary, uid, reply(posted, "王建国一"))
    assert posted.app.objections.get(uid).state is ObjectionState.FOUND


def test_against_a_grade_an_answer_in_words_is_enough_and_says_who_decides(village):
    years.live(village, years.scheme())
    years.settle_all(village)
    year = village.app.terms.term_of(village.branch, years.DECEMBER, PeriodKind.YEAR)
    village.app.notices.post(
        village.secretary, village.branch, year, village.notice(years.MEETING_DAY, date(2027, 1, 12))
    )
    about = village.members["孙石头"]
    uid = found(village, years.MEETING_DAY, target=Target.TOTAL, about_uid=about)
    assert village.app.objections.get(uid).grades
    grade = years.row(village, "孙石头").decision.grade
    done = village.app.objections.uphold(
        village.secretary, uid, reply(village, "王建国一", years.MEETING_DAY), []
    )
    assert "党员大会复议" in done.warnings[0]
    assert village.app.objections.get(uid).state is ObjectionState.UPHELD
    assert years.row(village, "孙石头").decision.grade == grade


def test_against_a_month_an_upheld_one_has_to_put_something_right(posted):
    uid = found(posted, target=Target.TOTAL, about_uid=posted.members["孙石头"])
    assert not posted.app.objections.get(uid).grades
    with pytest.raises(ValidationFailed, match="怎样更正"):
        posted.app.objections.uphold(posted.secretary, uid, reply(posted, "王建国一"), [])
