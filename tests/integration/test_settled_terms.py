"""A quarter, half-year or year that was settled stands: nothing changes behind it, and its board says its figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.errors import WorkflowError
from app.resources import resource
from app.services.corrections.rules import Change
from app.services.months import Month
from app.services.scoring import PeriodKind
from app.services.terms import Term
from app.services.workflow import PeriodState
from app.services.year.vetoes import VetoDraft
from tests.helpers import years
from tests.helpers.factories import OCTOBER
from tests.helpers.years import DECEMBER, MEETING_DAY

JANUARY = Month(2027, 1)


@pytest.fixture
def unposted(village):
    """October to December confirmed and not posted; today is the day of the year's meeting."""

    def build(periods='["month", "half", "year"]'):
        text = resource("schemes", "S1.toml").read_text("utf-8").replace('["month", "half", "year"]', periods)
        village.app.schemes.adopt(
            village.secretary, village.branch, text=text, starts_on=date(2026, 10, 1), note="测试"
        )
        for month in years.MONTHS:
            village.at(month.last, 9)
            village.declare("林为民", "dues", month.first, month=month, basis="收缴表")
            if month == OCTOBER:
                village.declare("林为民", "volunteer", date(2026, 10, 12), quantity=2, basis="巡山")
            village.confirm_all(month)
        village.at(MEETING_DAY, 15)
        return village

    return build


def term(village, kind):
    return village.app.terms.term_of(village.branch, DECEMBER, kind)


def settle_half(village):
    half = term(village, PeriodKind.HALF)
    draft = village.app.terms.view(village.branch, half).review.draft
    came = tuple(village.members[name] for name in ("林为民", "周小禾", "王建国一", "钱二妹", "孙石头"))
    village.app.terms.settle(
        village.secretary, village.branch, half, replace(draft, present=came, eligible=5)
    )
    return half


def correct(village):
    lines = village.app.corrections.lines(village.branch, village.members["林为民"], DECEMBER)
    uid = next(line.uid for line in lines if "志愿服务" in line.item_name)
    second = village.members["王建国一"]
    return village.app.corrections.correct(village.secretary, Change(uid, None, "重复", "登记本", second))


def board_total(village, found):
    draft = village.notice(MEETING_DAY, date(2027, 1, 14))
    village.app.notices.post(village.secretary, village.branch, found, draft)
    sheet = village.app.notices.view(village.branch, found).sheet
    return next(r.year_points for part in sheet.lists for r in part.rows if r.name == "林为民")


def veto(village, member):
    draft = VetoDraft(
        village.members[member], "veto_discipline", date(2026, 10, 12), basis="处分决定",
        heard_on=date(2026, 10, 20), statement="承认错误",
    )  # fmt: skip
    return village.app.vetoes.propose(village.recorder, village.branch, draft).ids[0]


def test_no_veto_is_decided_on_a_settled_year_whose_months_are_not_archived(unposted):
    village = unposted()
    uid = veto(village, "孙石头")
    years.settle_all(village)
    with pytest.raises(WorkflowError, match="总评已经生效"):
        village.app.vetoes.decide(village.secretary, uid, second_uid=village.members["钱二妹"])


def test_a_veto_taken_back_after_the_year_is_settled_is_told_in_the_next_year(unposted):
    village = unposted()
    uid = veto(village, "孙石头")
    village.app.vetoes.decide(village.secretary, uid, second_uid=village.members["钱二妹"])
    years.settle_all(village)
    before = years.row(village, "孙石头").total
    done = village.app.vetoes.revoke(
        village.secretary, uid, reason="处分撤销", second_uid=village.members["钱二妹"]
    )
    assert JANUARY.title in done.message
    assert "等次不变" in done.warnings[0]
    assert years.row(village, "孙石头").total == before


def test_a_correction_after_the_year_is_settled_is_told_in_the_next_year(unposted):
    village = unposted()
    years.settle_all(village)
    settled = years.row(village, "林为民").total
    assert JANUARY.title in correct(village).message
    assert years.row(village, "林为民").total == settled
    assert board_total(village, term(village, PeriodKind.YEAR)) == settled


def test_the_board_of_a_settled_half_year_says_what_was_verified(unposted):
    village = unposted('["half"]')
    half = settle_half(village)
    verified = next(r.total for r in village.app.terms.table(village.branch, half).rows if r.name == "林为民")
    assert JANUARY.title in correct(village).message
    assert board_total(village, half) == verified


def test_the_board_keeps_what_was_verified_though_a_month_that_hung_was_put_right(unposted):
    """October's notice hung when the half-year was settled: its next version tells the change, the half-year's stands."""
    village = unposted()
    month = Term.of_month(OCTOBER)
    draft = village.notice(MEETING_DAY, date(2027, 1, 12))
    village.app.notices.post(village.secretary, village.branch, month, draft)
    half = settle_half(village)
    verified = next(r.total for r in village.app.terms.table(village.branch, half).rows if r.name == "林为民")
    correct(village)
    village.app.notices.repost(village.secretary, village.branch, month, replace(draft, reason="更正"))
    changed = village.app.terms.view(village.branch, half).figures.members
    assert next(m.now_total for m in changed if m.member.name == "林为民") == verified - Decimal(4)
    assert board_total(village, half) == verified


def test_a_year_that_is_not_posted_is_archived_where_it_was_settled(unposted):
    village = unposted('["half"]')
    year = term(village, PeriodKind.YEAR)
    with pytest.raises(WorkflowError):
        village.app.terms.archive(village.secretary, village.branch, year)
    years.settle_all(village)
    with pytest.raises(WorkflowError, match="不在公示页归档"):
        village.app.notices.archive(village.secretary, village.branch, year)
    village.app.terms.archive(village.secretary, village.branch, year)
    assert years.view(village).frame.state is PeriodState.ARCHIVED


def test_a_year_that_is_posted_is_not_archived_without(unposted):
    village = unposted()
    years.settle_all(village)
    with pytest.raises(WorkflowError, match="须先公示"):
        village.app.terms.archive(village.secretary, village.branch, term(village, PeriodKind.YEAR))
