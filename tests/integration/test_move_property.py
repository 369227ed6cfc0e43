"""Whatever people do between branches: each month lists every member of the village once."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.bootstrap import build_app
from app.clock import SetClock
from app.errors import UserError
from app.models import Member, MemberSpan, Unit
from app.paths import AppPaths
from app.services.member_views import member_rows, scored_rows
from app.services.months import Month
from tests.conftest import START
from tests.helpers.two_branches import PEOPLE, build_two_branches

MONTHS = [Month(2026, number) for number in range(6, 13)]
DAYS = st.dates(date(2026, 6, 1), date(2026, 12, 31))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.sampled_from([name for name, *_ in PEOPLE]), DAYS),
        st.tuples(st.just("undo"), st.sampled_from([name for name, *_ in PEOPLE]), DAYS),
        st.tuples(st.just("leave"), st.sampled_from([name for name, *_ in PEOPLE]), DAYS),
        st.tuples(st.just("return"), st.sampled_from([name for name, *_ in PEOPLE]), DAYS),
    ),
    max_size=9,
)


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    clock = SetClock(START)
    context = build_app(AppPaths(tmp_path_factory.mktemp("two") / "data"), clock=clock)
    yield build_two_branches(context, clock)
    context.close()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_branches_of_a_month_share_the_members_of_the_village_without_rest(two, steps):
    for what, name, day in steps:
        _step(two, what, name, day)
    with two.app.setup.uow.read() as session:
        units = session.query(Unit).filter(Unit.kind == "branch").all()
        spans = session.query(Member.uid, MemberSpan.start, MemberSpan.end).join(
            MemberSpan, MemberSpan.member_id == Member.id
        )
        stays = spans.filter(MemberSpan.kind == "membership").all()
        for month in MONTHS:
            here = [row.uid for unit in units for row in scored_rows(session, unit, month.first, month.last)]
            village = {
                uid
                for uid, start, end in stays
                if start <= month.last and (end is None or end >= month.first)
            }
            assert len(here) == len(set(here))
            assert set(here) == village
            seen = [
                row.uid
                for unit in units
                for row in member_rows(session, month.last, unit_ids=[unit.id])
                if row.active
            ]
            assert sorted(seen) == sorted(row.uid for row in member_rows(session, month.last) if row.active)
        for uid in {uid for uid, _, _ in stays}:
            own = sorted((start, end or date.max) for other, start, end in stays if other == uid)
            assert all(end < start for (_, end), (start, _) in pairwise(own)), "stays never overlap"


def _step(two, what, name, day):
    members, uid, actor = two.app.members, two.first.members[name], two.first.recorder
    if what == "leave":
        members.leave(actor, uid, last_day=day, how="transferred")
    elif what == "return":
        members.come_back(actor, uid, day + timedelta(days=1))
    elif what == "undo":
        try:
            members.undo_move(actor, uid)
        except UserError:
            return
    else:
        stays = members.detail(uid).stays
        to = two.second if stays and stays[-1].branch_uid == two.first.branch else two.first
        group = next(iter(to.groups))
        try:
            two.move(name, day, to=to, group=group)
        except UserError:
            return
