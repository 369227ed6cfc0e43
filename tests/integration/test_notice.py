"""Step 4 of the month: freezing, hanging, closing, archiving; and that frozen means frozen."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.errors import ValidationFailed, WorkflowError
from app.resources import resource
from app.services.members import MemberDraft
from app.services.notices.board import BoardOptions, BoardOrder
from app.services.notices.days import earliest_end
from app.services.press import DocumentKind
from app.services.scoring import HolidayIn
from app.services.terms import Term
from app.services.workflow import CardState, NoticeState, PeriodState
from tests.helpers.factories import NOVEMBER, OCTOBER

DAY = date(2026, 10, 10)
FIRST = date(2026, 11, 1)


def confirm_october(village):
    """Dues for everybody, a deed with cap, a deduction; confirmed."""
    village.at(date(2026, 10, 30))
    for name in village.members:
        village.declare(name, "dues", DAY)
    for day in (3, 4, 5):
        village.declare("孙石头", "volunteer", date(2026, 10, day), basis="巡河")
    village.declare("林为民", "neg_rumor", DAY, basis="网信通报", second="钱二妹")
    village.confirm_all()
    return village


@pytest.fixture
def confirmed(village):
    """October confirmed."""
    return confirm_october(village)


def adopt(village, text, start=date(2026, 10, 1)):
    village.app.schemes.adopt(village.secretary, village.branch, text=text, starts_on=start, note="测试")


def view(village, month=OCTOBER):
    return village.app.notices.view(village.branch, Term.of_month(month))


@pytest.mark.parametrize(
    ("start", "days", "kind", "holidays", "end"),
    [
        (date(2026, 11, 1), 5, "calendar", (), date(2026, 11, 5)),
        (date(2026, 11, 1), 1, "calendar", (), date(2026, 11, 1)),
        (date(2026, 11, 2), 5, "working", (), date(2026, 11, 6)),  # Monday to Friday
        (date(2026, 11, 6), 5, "working", (), date(2026, 11, 12)),  # Friday, over a weekend
        (date(2026, 11, 7), 5, "working", (), date(2026, 11, 13)),  # hung on a Saturday
        (
            date(2026, 9, 30),
            5,
            "working",
            tuple(HolidayIn(date(2026, 10, d)) for d in range(1, 8)),
            date(2026, 10, 13),
        ),
        (date(2028, 2, 27), 3, "calendar", (), date(2028, 2, 29)),
        (date(2026, 12, 29), 7, "calendar", (), date(2027, 1, 4)),
    ],
)
def test_minimum_days_count_both_ends(start, days, kind, holidays, end):
    assert earliest_end(start, days, day_kind=kind, holidays=holidays) == end


def test_too_few_days_no_place_no_contact_are_said_at_once(confirmed):
    draft = confirmed.notice(FIRST, FIRST + timedelta(days=3))
    bare = type(draft)(draft.starts_on, draft.ends_on, " ", "")
    with pytest.raises(ValidationFailed) as failed:
        confirmed.app.notices.post(confirmed.secretary, confirmed.branch, Term.of_month(OCTOBER), bare)
    assert [issue.code for issue in failed.value.issues] == ["ends_on", "place", "contact"]
    assert "2026-11-05" in failed.value.message
    assert "至少 5 天" in failed.value.message
    assert view(confirmed).state is NoticeState.DRAFT
    assert view(confirmed).period_state is PeriodState.CONFIRMED


def test_working_days_of_the_scheme_hold(village):
    adopt(village, resource("schemes", "S1.toml").read_text("utf-8").replace('"calendar"', '"working"'))
    confirmed = confirm_october(village)
    assert view(confirmed).rule == "至少 5 个工作日"
    friday = date(2026, 11, 6)
    with pytest.raises(ValidationFailed, match="2026-11-12"):
        confirmed.post(start=friday, end=friday + timedelta(days=4))
    confirmed.post(start=friday, end=date(2026, 11, 12))


def test_only_a_confirmed_month_is_posted_and_only_by_the_secretary(village):
    with pytest.raises(WorkflowError, match="申报中"):
        village.post()
    village.at(date(2026, 10, 30))
    village.declare("林为民", "dues", DAY)
    village.collect()
    with pytest.raises(WorkflowError, match="汇总中"):
        village.post()
    village.confirm_all()
    for actor in (village.recorder, village.viewer):
        with pytest.raises(WorkflowError, match="须由书记办理"):
            village.app.notices.post(
                actor,
                village.branch,
                Term.of_month(OCTOBER),
                village.notice(FIRST, FIRST + timedelta(days=4)),
            )


def test_what_hangs_never_changes(confirmed):
    confirmed.post()
    before = view(confirmed).sheet
    pdf = confirmed.app.press.render(DocumentKind.BOARD_A4, confirmed.branch, OCTOBER).data
    confirmed.at(date(2026, 11, 20))
    draft = MemberDraft(
        name="孙石头改名", branch_uid=confirmed.branch, group_uid=confirmed.groups["一组"], category="D"
    )
    confirmed.app.members.update(confirmed.recorder, confirmed.members["孙石头"], draft)
    confirmed.app.members.leave(
        confirmed.recorder, confirmed.members["钱二妹"], last_day=date(2026, 10, 2), how="transferred"
    )
    confirmed.app.members.exempt(
        confirmed.secretary, confirmed.members["林为民"], start=date(2026, 10, 1), end=None, reason="病",
        applied_on=None, approved_on=date(2026, 11, 1),
    )  # fmt: skip
    confirmed.app.units.update_group(confirmed.recorder, confirmed.groups["一组"], name="第一组")
    confirmed.app.units.update_branch(
        confirmed.recorder, confirmed.branch, name="别的支部", short_name="别的", contact="谁", places="哪"
    )
    text = resource("schemes", "S1.toml").read_text("utf-8").replace("points = 1 }", "points = 2 }")
    adopt(confirmed, text, date(2026, 11, 1))
    confirmed.declare("周小禾", "volunteer", DAY, month=NOVEMBER, basis="补记")
    confirmed.confirm_all(NOVEMBER)
    assert view(confirmed).sheet == before
    assert confirmed.app.press.render(DocumentKind.BOARD_A4, confirmed.branch, OCTOBER).data == pdf


def test_the_notice_closes_only_after_its_last_day_and_archives(confirmed):
    confirmed.post()
    assert view(confirmed).can_close_on == date(2026, 11, 6)
    with pytest.raises(WorkflowError, match="11月5日 止") as refused:
        confirmed.close(on=date(2026, 11, 5))
    assert "11月6日" in refused.value.hint
    confirmed.at(date(2026, 11, 6))
    with pytest.raises(WorkflowError, match="须由书记办理"):
        confirmed.app.notices.close(confirmed.recorder, confirmed.branch, Term.of_month(OCTOBER))
    confirmed.close(on=date(2026, 11, 6))
    page = confirmed.app.declarations.month(confirmed.branch, OCTOBER)
    assert page.state is PeriodState.ARCHIVED
    assert {card.state for card in page.cards} == {CardState.ARCHIVED}
    assert (view(confirmed).state, view(confirmed).can_close_on) == (NoticeState.CLOSED, None)
    with pytest.raises(WorkflowError, match="已结束"):
        confirmed.close(on=date(2026, 11, 7))


def test_it_is_posted_once(confirmed):
    confirmed.post()
    with pytest.raises(WorkflowError, match="公示中"):
        confirmed.post()


def test_nothing_to_close_before_posting(confirmed):
    with pytest.raises(WorkflowError, match="还没有张贴"):
        confirmed.close(on=date(2026, 11, 6))


def test_a_month_that_the_scheme_posts_is_not_archived_past_the_board(confirmed):
    with pytest.raises(WorkflowError, match="须先公示"):
        confirmed.app.notices.archive(confirmed.secretary, confirmed.branch, Term.of_month(OCTOBER))


def test_a_month_that_the_scheme_does_not_post_goes_straight_to_the_archive(village):
    text = resource("schemes", "S1.toml").read_text("utf-8").replace('["month", "half", "year"]', '["half"]')
    adopt(village, text)
    confirmed = confirm_october(village)
    assert not view(confirmed).posted_by_scheme
    with pytest.raises(WorkflowError, match="书记"):
        confirmed.app.notices.archive(confirmed.recorder, confirmed.branch, Term.of_month(OCTOBER))
    confirmed.app.notices.archive(confirmed.secretary, confirmed.branch, Term.of_month(OCTOBER))
    page = confirmed.app.declarations.month(confirmed.branch, OCTOBER)
    assert page.state is PeriodState.ARCHIVED
    assert {card.state for card in page.cards} == {CardState.ARCHIVED}


def test_place_contact_and_layout_are_proposed_again_next_month(confirmed):
    options = BoardOptions(by_class=True, order=BoardOrder.RANK, sections=True)
    confirmed.at(FIRST)
    draft = confirmed.notice(FIRST, FIRST + timedelta(days=4), options=options)
    confirmed.app.notices.post(confirmed.secretary, confirmed.branch, Term.of_month(OCTOBER), draft)
    proposed = view(confirmed, NOVEMBER).draft
    assert (proposed.place, proposed.contact, proposed.options) == (draft.place, draft.contact, options)


class TestBoard:
    """What stands on it."""

    def test_the_points_are_after_all_limits(self, confirmed):
        assert confirmed.board_row("孙石头").period_points == Decimal(5)  # dues 1, three deeds of 2 cut to 4
        assert confirmed.board_row("林为民").period_points == Decimal(0)  # floor of the year: 1 − 5
        assert confirmed.board_row("陈阿婆").year_points == Decimal(1)

    def test_two_of_one_name_have_a_row_each(self, confirmed):
        rows = [r for r in view(confirmed).sheet.lists[0].rows if r.name == "王建国"]
        assert {r.group_name for r in rows} == {"一组", "二组"}

    def test_equal_totals_share_a_rank(self, confirmed):
        draft = confirmed.notice(
            FIRST, FIRST + timedelta(days=4), options=BoardOptions(order=BoardOrder.RANK)
        )
        rows = confirmed.app.notices.view(confirmed.branch, Term.of_month(OCTOBER), draft).sheet.lists[0].rows
        assert [row.serial for row in rows] == [1, 2, 2, 2, 2, 2, 2, 8]
        assert (rows[0].name, rows[-1].name) == ("孙石头", "林为民")

    def test_lists_by_class_hold_everybody_once(self, confirmed):
        draft = confirmed.notice(FIRST, FIRST + timedelta(days=4), options=BoardOptions(by_class=True))
        lists = confirmed.app.notices.view(confirmed.branch, Term.of_month(OCTOBER), draft).sheet.lists
        assert [len(part.rows) for part in lists] == [4, 2, 1, 1]
        assert "A" in lists[0].title

    def test_section_columns_add_up_to_the_years_sum(self, confirmed):
        """What the floor of the total gives back stands in a column of its own, and the remark says so."""
        draft = confirmed.notice(FIRST, FIRST + timedelta(days=4), options=BoardOptions(sections=True))
        sheet = confirmed.app.notices.view(confirmed.branch, Term.of_month(OCTOBER), draft).sheet
        assert sheet.detail_columns == ("基础积分", "激励积分（十个一）", "负面清单", "其他")
        rows = {row.name: row for row in sheet.lists[0].rows}
        assert rows["孙石头"].details == (1, 4, 0, 0)
        assert (rows["林为民"].details[2:], rows["林为民"].year_points) == ((-5, 4), 0)
        assert all(sum(row.details) == row.year_points for row in rows.values())
        assert any("“其他”是板块以外的变动：总分的最低分、最高分" in remark for remark in sheet.remarks)

    def test_nothing_personal_stands_on_it(self, confirmed):
        confirmed.post()
        text = repr(view(confirmed).sheet)
        assert "360099" not in text
        assert "网信通报" not in text

    def test_exempt_members_stand_without_points_and_reason(self, village):
        village.at(date(2026, 10, 30))
        village.declare("林为民", "dues", DAY)
        village.app.members.exempt(
            village.secretary, village.members["陈阿婆"], start=date(2026, 1, 1), end=None, reason="年满九十",
            applied_on=date(2025, 12, 1), approved_on=date(2025, 12, 20),
        )  # fmt: skip
        row = village.board_row("陈阿婆")
        assert (row.exempt, row.period_points, row.year_points) == (True, None, None)
        assert "年满九十" not in repr(view(village).sheet)
        assert "陈阿婆" not in {
            card.member.name for card in village.app.declarations.month(village.branch, OCTOBER).cards
        }
        with pytest.raises(ValidationFailed, match="不纳入积分"):
            village.declare("陈阿婆", "dues", DAY)
        sheets = village.app.records.record_forms(village.branch, OCTOBER)
        assert "陈阿婆" not in {sheet.member_name for sheet in sheets}

    def test_an_exemption_that_is_only_applied_for_has_no_effect(self, village):
        village.app.members.exempt(
            village.recorder, village.members["陈阿婆"], start=date(2026, 1, 1), end=None, reason="身体",
            applied_on=date(2026, 9, 1), approved_on=None,
        )  # fmt: skip
        assert not village.board_row("陈阿婆").exempt
        [exemption] = village.app.members.detail(village.members["陈阿婆"]).exemptions
        with pytest.raises(WorkflowError, match="须由书记办理"):
            village.app.members.approve_exemption(village.recorder, exemption.uid, date(2026, 10, 1))
        village.app.members.approve_exemption(village.secretary, exemption.uid, date(2026, 10, 1))
        assert village.board_row("陈阿婆").exempt

    def test_the_recorder_cannot_enter_an_approved_exemption(self, village):
        with pytest.raises(WorkflowError, match="书记"):
            village.app.members.exempt(
                village.recorder, village.members["陈阿婆"], start=date(2026, 1, 1), end=None, reason="身体",
                applied_on=None, approved_on=date(2026, 9, 1),
            )  # fmt: skip

    def test_who_left_in_the_month_keeps_the_points_until_then(self, village):
        village.at(date(2026, 10, 30))
        village.declare("钱二妹", "volunteer", date(2026, 10, 5), basis="巡河")
        village.app.members.leave(
            village.recorder, village.members["钱二妹"], last_day=date(2026, 10, 15), how="transferred"
        )
        with pytest.raises(ValidationFailed, match="不在本支部"):
            village.declare("钱二妹", "volunteer", date(2026, 10, 16), basis="巡河")
        village.confirm_all()
        row = village.board_row("钱二妹")
        assert (row.period_points, row.note) == (2, "已转出")
        names = {r.name for r in view(village, NOVEMBER).sheet.lists[0].rows}
        assert "钱二妹" not in names
        assert not village.app.units.groups(village.branch)[1].head_uid

    def test_who_came_in_the_month_is_on_the_board_from_then(self, village):
        village.app.members.enter(village.recorder, village.members["孙石头"], date(2026, 10, 16))
        village.at(date(2026, 10, 30))
        with pytest.raises(ValidationFailed, match="不在本支部"):
            village.declare("孙石头", "volunteer", date(2026, 10, 15), basis="巡河")
        village.declare("孙石头", "volunteer", date(2026, 10, 16), basis="巡河")
        village.confirm_all()
        assert village.board_row("孙石头").period_points == 2
        from app.services.months import Month

        names = {r.name for r in view(village, Month(2026, 9)).sheet.lists[0].rows}
        assert "孙石头" not in names


class TestLateAndCaps:
    """What a later month does to earlier sums is shown in the later month."""

    def test_a_late_deed_counts_now_and_is_named_as_late(self, confirmed):
        confirmed.post()
        confirmed.close(on=date(2026, 11, 6))
        confirmed.at(date(2026, 11, 28))
        confirmed.declare("周小禾", "visits", DAY, month=NOVEMBER, basis="走访")
        confirmed.declare("周小禾", "dues", date(2026, 11, 3), month=NOVEMBER)
        confirmed.confirm_all(NOVEMBER)
        row = confirmed.board_row("周小禾", NOVEMBER)
        assert (row.period_points, row.year_points, row.note) == (2, 3, "含补记更正 +1")
        assert "周小禾 +1 分" in "".join(view(confirmed, NOVEMBER).sheet.remarks)
        assert confirmed.board_row("周小禾").year_points == 1

    def test_a_full_cap_of_the_year_leaves_nothing_for_the_next_month(self, confirmed):
        confirmed.at(date(2026, 11, 28))
        uid = confirmed.declare("孙石头", "volunteer", date(2026, 11, 3), month=NOVEMBER, basis="巡河")
        line = confirmed.line(uid, NOVEMBER)
        assert line.counted == 0
        assert any("4" in cause for cause in line.causes)
        confirmed.confirm_all(NOVEMBER)
        row = confirmed.board_row("孙石头", NOVEMBER)
        assert (row.period_points, row.year_points) == (0, 5)


def test_the_close_and_the_archive_are_two_events_in_this_order(confirmed):
    confirmed.post()
    confirmed.close(on=date(2026, 11, 6))
    archive, close, *_ = confirmed.app.system.view().events
    assert [close.action, archive.action] == ["结束公示", "归档"]
    assert "2026年10月" in close.subject
