"""A scheme that compares among the whole village: the branches are judged together, each meeting decides on its own."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.months import Month
from app.services.year.model import YearMeeting
from tests.helpers import years
from tests.helpers.two_branches import build_two_branches
from tests.helpers.years import DECEMBER, MEETING_DAY

OF_ALL = (
    '[[proposals]]\nid = "low"\nname = "组织谈话"\nkind = "talk"\naverage = "below"\naverage_of = "all"\n\n'
)


def village_scheme() -> str:
    """The best grade for at most a third of the village, and a talk for who is below its average."""
    text = years.scheme(share="34%").replace('at_most = "34%"', 'at_most = "34%", of = "all"')
    return text.replace("[[proposals]]\n", OF_ALL + "[[proposals]]\n", 1)


FIRST = ("林为民", "周小禾", "孙石头", "吴守田")
SECOND = ("钱二妹", "赵新苗")


@pytest.fixture
def two(empty, clock):
    """Both branches under the same scheme; 林为民 and 周小禾 have 7 points, 钱二妹 10, the rest 1."""
    clock.set(clock.now().replace(day=1))
    village = build_two_branches(empty, clock)
    village.at(date(2026, 10, 1))
    for branch in (village.first, village.second):
        branch.app.schemes.adopt(
            branch.secretary, branch.branch, text=village_scheme(), starts_on=date(2026, 10, 1)
        )
    people = ((village.first, FIRST, FIRST[:2]), (village.second, SECOND, SECOND[:1]))
    for month, item in zip(years.MONTHS, ("lecture", "members_meeting", "org_life"), strict=True):
        for branch, names, came in people:
            village.at(month.first.replace(day=28))
            if month == years.MONTHS[0]:
                for name in names:
                    branch.declare(name, "dues", date(2026, 10, 5), basis="收缴表", month=month)
            if item != "org_life" or branch is village.second:
                branch.attend(came, month.first.replace(day=9), item=item, month=month)
        for branch, _, _ in people:
            village.at(month.first.replace(day=28))
            branch.confirm_all(month)
        for branch, _, _ in people:
            branch.post(month)
        for branch, _, _ in people:
            branch.close(month, on=month.next.first.replace(day=6))
    village.at(MEETING_DAY)
    return village


def rows(branch, month: Month = DECEMBER):
    view = branch.app.years.view(branch.branch, month)
    return view, {row.member.name: row for row in view.rows}


def test_grades_and_averages_are_taken_among_all(two):
    _, first = rows(two.first)
    _, second = rows(two.second)
    assert (first["林为民"].total, second["钱二妹"].total) == (7, 10)
    # Six are graded: a third is two; the best of the village keeps it, and two tie for the other place.
    assert second["钱二妹"].proposed == "excellent"
    assert {first[n].proposed for n in ("林为民", "周小禾")} == {""}
    # The village's average is 4.5; in the second branch alone it would be 5.5, in the first 4.
    talks = {
        n
        for found in (first, second)
        for n, r in found.items()
        if any(p.id == "low" for p in r.figures.proposals)
    }
    assert talks == {"孙石头", "吴守田", "赵新苗"}
    cause = next(p.cause for p in first["孙石头"].figures.proposals if p.id == "low")
    assert "全村平均 4.5" in cause
    assert set(first) == {"林为民", "周小禾", "孙石头", "吴守田"}


def test_the_trace_says_the_same(two):
    node = two.app.years.explain(two.first.branch, DECEMBER, two.first.members["林为民"])
    assert "全村" in next(child for child in node.children if child.rule == "grade").cause


def test_the_quota_counts_both_branches(two):
    years_service = two.app.years
    _, first = rows(two.first)
    _, second = rows(two.second)
    excellent = [first["林为民"].member.uid, first["周小禾"].member.uid]
    years_service.decide(two.first.recorder, two.first.branch, DECEMBER, excellent, grade="excellent")
    years_service.decide(
        two.second.recorder, two.second.branch, DECEMBER, [second["钱二妹"].member.uid], grade="excellent"
    )
    for branch in (two.first, two.second):
        view, _ = rows(branch)
        [quota] = view.quotas
        assert (quota.among, quota.pool, quota.most, quota.decided) == ("全村", 6, 2, 3)
        assert any("超过名额 2 人" in text for text in view.blocks)
    years_service.decide(
        two.first.recorder, two.first.branch, DECEMBER, [first["周小禾"].member.uid], grade="qualified"
    )
    meeting = YearMeeting("支部党员大会", MEETING_DAY, "村委会", "林为民", "周小禾", 4, 4)
    years_service.accept_all(two.first.recorder, two.first.branch, DECEMBER)
    years_service.save_meeting(two.first.recorder, two.first.branch, DECEMBER, meeting)
    years_service.settle(two.first.secretary, two.first.branch, DECEMBER)
    view, _ = rows(two.second)
    assert view.quotas[0].decided == 2
    assert not view.settled
