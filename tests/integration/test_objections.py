"""Objections: taken in, looked into, answered; what holds the notice up, and what an upheld one puts right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest

from app.errors import UserError, ValidationFailed, WorkflowError
from app.services.backup import verify_file
from app.services.corrections.objection_views import REPLY_WAYS, Raiser, Target
from app.services.corrections.objections import ObjectionDraft, Reply
from app.services.corrections.rules import Change
from app.services.notices.service import NoticeDraft
from app.services.terms import Term
from app.services.workflow import OBJECTION, Action, NoticeState, ObjectionState, Role, can
from app.settings import OBJECTION_DAYS
from tests.helpers.factories import NOVEMBER, OCTOBER, Village

TERM = Term.of_month(OCTOBER)
DAY = date(2026, 11, 3)


@pytest.fixture
def posted(village: Village) -> Village:
    """October hangs from the first to the fifth of November; today is the third."""
    village.at(date(2026, 10, 30))
    village.declare("孙石头", "volunteer", date(2026, 10, 13), quantity=2, basis="清淤")
    village.declare("林为民", "volunteer", date(2026, 10, 13), basis="清淤")
    village.confirm_all()
    village.post()
    village.at(DAY)
    return village


def draft(village: Village, **keys) -> ObjectionDraft:
    found = ObjectionDraft(
        notice_uid=village.app.objections.page(village.branch).notices[0].uid, raised_on=DAY,
        raiser_kind=Raiser.MASSES, target=Target.LINE, content="清淤那天只来了半天",
        about_uid=village.members["孙石头"], posting_uid=entry(village, "孙石头"),
    )  # fmt: skip
    return replace(found, **keys)


def entry(village: Village, member: str) -> str:
    return village.app.corrections.lines(village.branch, village.members[member], OCTOBER)[0].uid


def register(village: Village, **keys) -> str:
    return village.app.objections.register(village.recorder, village.branch, draft(village, **keys)).ids[0]


def found(village: Village, **keys) -> str:
    uid = register(village, **keys)
    village.app.objections.find(village.secretary, uid, finding="查了出工登记，确实是半天", on=DAY)
    return uid


def reply(village: Village, *, second: str = "王建国一", **keys) -> Reply:
    given = Reply("已查明，见更正", DAY, REPLY_WAYS[0], village.members[second])
    return replace(given, **keys)


def right(village: Village, member: str = "孙石头") -> Change:
    uid = entry(village, member)
    facts = replace(village.app.corrections.view(uid).draft, quantity=Decimal(1))
    return Change(uid, facts, "只来了半天", "出工登记", village.members["王建国一"])


def state(village: Village) -> NoticeState:
    return village.app.notices.view(village.branch, TERM).state


def total(village: Village, member: str) -> Decimal:
    return village.app.records.figures(village.branch, OCTOBER)[village.members[member]].total


class TestTakingIn:
    def test_it_has_a_number_a_day_for_the_answer_and_holds_the_notice(self, posted):
        first, second = register(posted), register(posted, target=Target.TOTAL, posting_uid="")
        views = {row.uid: row for row in posted.app.objections.page(posted.branch).rows}
        assert [views[uid].number for uid in (first, second)] == [1, 2]
        assert views[first].reply_due == DAY + timedelta(days=5)
        assert (views[first].days_left, views[first].line) == (5, "10月13日 参加志愿服务")
        assert state(posted) is NoticeState.OBJECTED
        posted.at(date(2026, 11, 6))
        with pytest.raises(UserError, match="异议"):
            posted.app.notices.close(posted.secretary, posted.branch, TERM)

    def test_the_days_for_the_answer_are_a_setting(self, posted):
        posted.app.preferences.change(posted.secretary, OBJECTION_DAYS, 3)
        uid = register(posted)
        assert posted.app.objections.get(uid).reply_due == DAY + timedelta(days=3)

    def test_an_anonymous_one_keeps_neither_name_nor_contact(self, posted):
        uid = register(posted, raiser_kind=Raiser.ANONYMOUS, raiser_name="李四", contact="10099998888")
        view = posted.app.objections.get(uid)
        assert (view.raiser, view.contact) == ("匿名", "")

    def test_a_member_who_raises_it_is_named_by_group_where_two_have_one_name(self, posted):
        uid = register(posted, raiser_kind=Raiser.MEMBER, raiser_uid=posted.members["王建国二"])
        assert posted.app.objections.get(uid).raiser == "王建国（二组）"

    @pytest.mark.parametrize(
        ("keys", "code"),
        [
            ({"content": " "}, "content"),
            ({"raised_on": date(2026, 11, 9)}, "raised_on"),
            ({"raised_on": date(2026, 10, 20)}, "raised_on"),
            ({"raiser_kind": Raiser.MEMBER}, "raiser_uid"),
            ({"about_uid": "", "posting_uid": ""}, "about_uid"),
            ({"posting_uid": ""}, "posting_uid"),
        ],
    )
    def test_what_is_missing_is_said_at_its_field(self, posted, keys, code):
        with pytest.raises(ValidationFailed) as refused:
            register(posted, **keys)
        assert code in {issue.code for issue in refused.value.issues}

    def test_a_line_of_somebody_else_is_refused(self, posted):
        with pytest.raises(ValidationFailed, match="不是所选党员的"):
            register(posted, posting_uid=entry(posted, "林为民"))

    def test_after_the_end_of_the_notice_the_way_is_named(self, posted):
        late = draft(posted)
        posted.close(on=date(2026, 11, 6))
        with pytest.raises(WorkflowError, match="已经结束") as refused:
            posted.app.objections.register(posted.recorder, posted.branch, late)
        assert "补充评定" in refused.value.hint

    def test_numbers_begin_anew_with_the_year(self, posted):
        register(posted)
        posted.at(date(2027, 1, 4))
        uid = register(posted, raised_on=date(2027, 1, 4))
        view = posted.app.objections.get(uid)
        assert (view.year, view.number) == (2027, 1)
        assert (
            len(posted.app.objections.page(posted.branch).rows) == 2
        )  # the open one of last year is still owed


class TestAnswering:
    def test_upheld_it_is_put_right_in_the_same_step(self, posted):
        assert total(posted, "孙石头") == 4
        uid = found(posted)
        done = posted.app.objections.uphold(posted.secretary, uid, reply(posted), [right(posted)])
        assert "公示" in done.warnings[0]
        view = posted.app.objections.get(uid)
        assert (view.state, view.reply_way, view.second) == (ObjectionState.UPHELD, "当面答复", "王建国")
        [row] = view.corrections
        assert (row.kind, row.old, row.new, row.objection) == ("改正", 4, 2, "2026-1")
        assert total(posted, "孙石头") == 2
        assert state(posted) is NoticeState.POSTED

    def test_upheld_for_a_missing_entry_it_is_added(self, posted):
        uid = found(posted, target=Target.MISSING, posting_uid="", about_uid=posted.members["周小禾"])
        missing = Change(
            "",
            posted.draft("周小禾", "council", date(2026, 10, 9)),
            "漏记",
            "签到册",
            posted.members["王建国一"],
        )
        posted.app.objections.uphold(posted.secretary, uid, reply(posted), [missing])
        assert total(posted, "周小禾") == 1

    def test_upheld_without_anything_put_right_only_where_no_points_are_meant(self, posted):
        uid = found(posted)
        with pytest.raises(ValidationFailed, match="怎样更正"):
            posted.app.objections.uphold(posted.secretary, uid, reply(posted), [])
        other = found(posted, target=Target.OTHER, posting_uid="", about_uid="", content="名字写错了")
        posted.app.objections.uphold(posted.secretary, other, reply(posted), [])
        assert posted.app.objections.get(other).state is ObjectionState.UPHELD

    def test_a_faulty_correction_leaves_the_objection_open(self, posted):
        uid = found(posted)
        wrong = replace(right(posted), basis="")
        with pytest.raises(ValidationFailed, match="依据"):
            posted.app.objections.uphold(posted.secretary, uid, reply(posted), [wrong])
        assert posted.app.objections.get(uid).state is ObjectionState.FOUND
        assert total(posted, "孙石头") == 4

    def test_dismissed_nothing_changes_and_the_notice_can_end(self, posted):
        uid = found(posted)
        posted.app.objections.dismiss(posted.secretary, uid, reply(posted, text="登记无误"))
        assert total(posted, "孙石头") == 4
        assert state(posted) is NoticeState.POSTED
        posted.close(on=date(2026, 11, 6))

    def test_the_notice_is_free_only_after_the_last_one(self, posted):
        one, two = found(posted), found(posted, target=Target.TOTAL, posting_uid="")
        posted.app.objections.dismiss(posted.secretary, one, reply(posted))
        assert state(posted) is NoticeState.OBJECTED
        posted.app.objections.withdraw(posted.recorder, two, why="本人口头撤回")
        assert state(posted) is NoticeState.POSTED

    @pytest.mark.parametrize(
        ("keys", "word"),
        [
            ({"text": ""}, "答复"),
            ({"way": "托梦"}, "怎样答复"),
            ({"on": date(2026, 11, 20)}, "日期还没到"),
            ({"second": "孙石头"}, "本人"),
            ({"second": "林为民"}, "经办人"),
            ({"second": "赵新苗"}, "正式党员"),
        ],
    )
    def test_what_an_answer_lacks(self, posted, keys, word):
        uid = found(posted)
        with pytest.raises(ValidationFailed, match=word):
            posted.app.objections.dismiss(posted.secretary, uid, reply(posted, **keys))

    def test_who_raised_it_is_no_second_person(self, posted):
        uid = found(posted, raiser_kind=Raiser.MEMBER, raiser_uid=posted.members["王建国一"])
        with pytest.raises(ValidationFailed, match="提出异议的人"):
            posted.app.objections.dismiss(posted.secretary, uid, reply(posted))

    def test_nobody_decides_on_an_objection_against_himself(self, posted):
        uid = found(posted, about_uid=posted.members["林为民"], posting_uid=entry(posted, "林为民"))
        with pytest.raises(WorkflowError, match="不能由本人决定") as refused:
            posted.app.objections.dismiss(posted.secretary, uid, reply(posted))
        assert "另一名" in refused.value.hint

    def test_what_was_decided_stays(self, posted):
        uid = found(posted)
        posted.app.objections.dismiss(posted.secretary, uid, reply(posted))
        with pytest.raises(WorkflowError):
            posted.app.objections.find(posted.secretary, uid, finding="再查", on=DAY)


class TestWhereItIsTold:
    def test_home_says_what_is_owed_and_what_is_overdue(self, posted):
        register(posted)
        [todo] = [t for t in posted.app.home.view(posted.branch, OCTOBER).todos if "异议" in t.text]
        assert "还有 5 天" in todo.text
        assert todo.page == "objections"
        posted.at(date(2026, 11, 11))
        [todo] = [t for t in posted.app.home.view(posted.branch, OCTOBER).todos if "异议" in t.text]
        assert "已超过 3 天" in todo.text
        assert todo.state.value == "care"

    def test_the_next_meeting_is_told(self, posted):
        uid = found(posted)
        posted.app.objections.dismiss(posted.secretary, uid, reply(posted))
        posted.close(on=date(2026, 11, 6))
        posted.at(date(2026, 11, 20))
        posted.declare("周小禾", "dues", date(2026, 11, 10), month=NOVEMBER)
        posted.collect(NOVEMBER)
        posted.meet(NOVEMBER)
        sheet = posted.app.paper.meeting_sheet(posted.branch, NOVEMBER)
        assert any("通报异议办理 1 件" in point for point in sheet.agenda)
        assert not any("异议" in p for p in posted.app.paper.meeting_sheet(posted.branch, OCTOBER).agenda)

    def test_its_form_number_opens_it(self, posted):
        uid = register(posted)
        [hit] = posted.app.search.find(posted.app.objections.get(uid).form)
        assert (hit.page, hit.uid) == ("objections", uid)

    def test_no_contact_is_in_the_chain(self, posted):
        register(posted, raiser_name="李四", contact="10012349999")
        posted.app.store.engine.dispose()
        assert verify_file(posted.app.paths.ledger).faults == ()
        events = posted.app.system.view().events
        assert all("10012349999" not in f"{e.subject}{e.action}" for e in events)


def test_after_the_second_version_hangs_it_is_still_held_up_by_what_is_open(posted):
    one, two = found(posted), found(posted, target=Target.TOTAL, posting_uid="")
    posted.app.objections.uphold(posted.secretary, one, reply(posted), [right(posted)])
    again = posted.app.notices.view(posted.branch, TERM).draft
    again = NoticeDraft(
        starts_on=DAY, ends_on=date(2026, 11, 7), place=again.place, contact=again.contact,
        options=again.options, reason="更正 1 条",
    )  # fmt: skip
    posted.app.notices.repost(posted.secretary, posted.branch, TERM, again)
    assert state(posted) is NoticeState.OBJECTED
    posted.app.objections.dismiss(posted.secretary, two, reply(posted))
    assert state(posted) is NoticeState.POSTED


STEPS = {
    Action.FIND: lambda v, a, uid: v.app.objections.find(a, uid, finding="查了", on=DAY),
    Action.UPHOLD: lambda v, a, uid: v.app.objections.uphold(a, uid, reply(v), [right(v)]),
    Action.DISMISS: lambda v, a, uid: v.app.objections.dismiss(a, uid, reply(v)),
    Action.WITHDRAW: lambda v, a, uid: v.app.objections.withdraw(a, uid, why="不再追究"),
}


def bring(village: Village, wanted: ObjectionState) -> str:
    """An objection in a state, brought there by the services."""
    uid = register(village) if wanted is ObjectionState.REGISTERED else found(village)
    steps = {
        ObjectionState.UPHELD: Action.UPHOLD,
        ObjectionState.DISMISSED: Action.DISMISS,
        ObjectionState.WITHDRAWN: Action.WITHDRAW,
    }
    if wanted in steps:
        STEPS[steps[wanted]](village, village.secretary, uid)
    return uid


@pytest.mark.parametrize("begin", ObjectionState)
def test_every_action_by_every_role_does_what_the_table_says(posted, begin):
    actors = {Role.RECORDER: posted.recorder, Role.SECRETARY: posted.secretary, Role.VIEWER: posted.viewer}
    uid = bring(posted, begin)
    for action, role in product(STEPS, Role):
        if can(OBJECTION, begin, action, role):
            continue
        with pytest.raises(WorkflowError) as refused:
            STEPS[action](posted, actors[role], uid)
        assert refused.value.hint
        assert posted.app.objections.get(uid).state is begin


@pytest.mark.parametrize(
    ("begin", "action", "role"),
    [
        (begin, action, role)
        for begin, action, role in product(ObjectionState, STEPS, Role)
        if can(OBJECTION, begin, action, role)
    ],
)
def test_every_allowed_step_leads_where_the_table_says(posted, begin, action, role):
    actors = {Role.RECORDER: posted.recorder, Role.SECRETARY: posted.secretary}
    uid = bring(posted, begin)
    STEPS[action](posted, actors[role], uid)
    assert posted.app.objections.get(uid).state is OBJECTION[begin, action].to


def test_a_viewer_takes_nothing_in(posted):
    with pytest.raises(WorkflowError, match="组织委员"):
        posted.app.objections.register(posted.viewer, posted.branch, draft(posted))
