"""转支部: what was done in a branch stays there, what comes is in the new one, and the year follows the person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from app.errors import UserError, ValidationFailed, WorkflowError
from app.services.activities import ActivityDraft, Presence
from app.services.forms import form_number
from app.services.members import MemberDraft
from app.services.months import Month
from app.services.press import MONTHLY, OF_CORRECTIONS, OF_TERMS, OF_YEARS, DocumentKind
from app.services.scoring import TraceNode
from tests.helpers.factories import id_number
from tests.helpers.two_branches import FIRST_NAME, SECOND_NAME, TwoBranches, build_two_branches, roster_row

JULY, AUGUST, SEPTEMBER, OCTOBER = (Month(2026, n) for n in (7, 8, 9, 10))
DAY = date(2026, 9, 10)


@pytest.fixture
def two(empty, clock) -> TwoBranches:
    """Two branches on 1 July 2026."""
    found = build_two_branches(empty, clock)
    found.at(date(2026, 7, 1))
    return found


def live(two: TwoBranches, *months: Month) -> None:
    """Archive months in both branches, everybody with two lines."""
    for month in months:
        two.at(month.last)
        for branch in (two.first, two.second):
            for name in two.names(branch, month):
                branch.declare(name, "dues", month.first, month=month)
                branch.declare(name, "volunteer", month.first, month=month, basis="巡河")
            two.archive(branch, month)


def nodes(node: TraceNode) -> list[TraceNode]:
    return [node, *(found for child in node.children for found in nodes(child))]


def test_before_any_card_the_lists_of_both_branches_follow_the_day(two):
    two.at(date(2026, 9, 12))
    changes = two.move("孙石头", DAY, to=two.second, group="三组")
    assert changes.message == "孙石头：2026-09-10 起从第一支部转到第二支部三组"
    uid = two.first.members["孙石头"]
    for day, active in ((date(2026, 9, 9), ("第一支部", "二组")), (DAY, ("第二支部", "三组"))):
        rows = [r for b in (two.first, two.second) for r in two.app.members.rows(day, branch_uid=b.branch)]
        [row] = [r for r in rows if r.uid == uid and r.active]
        assert (row.branch, row.group) == active
        [row] = [r for r in two.app.members.rows(day) if r.uid == uid]
        assert (row.branch, row.group) == active
    [gone] = [r for r in two.app.members.rows(DAY, branch_uid=two.first.branch) if r.uid == uid]
    assert (gone.active, gone.state, gone.group) == (False, "转到第二支部", "二组")
    [coming] = [r for r in two.app.members.rows(AUGUST.last, branch_uid=two.second.branch) if r.uid == uid]
    assert coming.state == "未到"
    assert "孙石头" in two.names(two.first, AUGUST)
    assert "孙石头" not in two.names(two.first, SEPTEMBER)
    assert "孙石头" in two.names(two.second, SEPTEMBER)
    assert [g.size for g in two.app.units.groups(two.first.branch)] == [2, 1]
    assert [g.size for g in two.app.units.groups(two.second.branch)] == [2, 1]
    stays = two.app.members.detail(uid).stays
    assert [(s.branch, s.group, s.end) for s in stays] == [
        ("第一支部", "二组", date(2026, 9, 9)),
        ("第二支部", "三组", None),
    ]


def test_archived_months_stay_and_the_year_goes_along(two):
    live(two, JULY, AUGUST)
    # Workbooks are not byte-stable, and papers of a year that is still open follow its members.
    others = {DocumentKind.BOARD_XLSX, DocumentKind.LEDGER_XLSX} | OF_TERMS | OF_YEARS | OF_CORRECTIONS
    kinds = [k for k in MONTHLY if k not in others]
    papers = [(k, b.branch, m) for k in kinds for b in (two.first, two.second) for m in (JULY, AUGUST)]
    two.at(date(2026, 9, 12))
    before = {paper: two.app.press.render(*paper).data for paper in papers}
    figures = two.app.records.figures(two.first.branch, AUGUST)
    two.move("孙石头", DAY, to=two.second, group="三组")
    two.at(date(2026, 9, 12))  # what is not frozen says when it was printed
    assert {paper: two.app.press.render(*paper).data for paper in papers} == before
    assert two.app.records.figures(two.first.branch, AUGUST) == figures
    uid = two.first.members["孙石头"]
    assert uid in figures
    brought = figures[uid].total

    live(two, SEPTEMBER)
    assert "孙石头" not in two.board(two.first, SEPTEMBER)
    row = two.board(two.second, SEPTEMBER)["孙石头"]
    assert row.group_name == "三组"
    assert row.year_points == brought + row.period_points
    assert row.period_points == two.board(two.second, SEPTEMBER)["钱二妹"].period_points
    [form] = two.app.records.record_forms(two.second.branch, SEPTEMBER, member_uids=[uid])
    assert (form.brought_forward, form.total, form.group_name) == (brought, row.year_points, "三组")
    assert two.app.records.record_forms(two.first.branch, SEPTEMBER, member_uids=[uid]) == ()
    [form] = two.app.records.record_forms(two.first.branch, AUGUST, member_uids=[uid])
    assert form.unit == FIRST_NAME


def test_averages_are_those_of_the_members_at_the_months_end(two):
    two.at(date(2026, 9, 30))
    for branch, name, times in (
        (two.first, "林为民", 1),
        (two.second, "钱二妹", 1),
        (two.first, "孙石头", 3),
    ):
        for day in range(1, times + 1):
            branch.declare(name, "volunteer", date(2026, 8, day), month=AUGUST, basis="巡河")
    for branch in (two.first, two.second):
        two.archive(branch, AUGUST, next_day=date(2026, 9, 8))
    two.at(date(2026, 9, 12))
    two.move("孙石头", DAY, to=two.second, group="三组")

    def sums(month):
        found = []
        for branch in (two.first, two.second):
            figures = two.app.records.figures(branch.branch, month)
            view = two.app.home.view(branch.branch, month)
            mean = sum((f.total for f in figures.values()), Decimal(0)) / len(figures)
            assert dict(view.figures.averages)["全体平均"] == round(mean, 1)
            assert view.figures.year == sum((f.total for f in figures.values()), Decimal(0))
            found.append((len(figures), view.figures.year))
        return found

    (n1, total1), (n2, total2) = sums(AUGUST)
    (m1, after1), (m2, after2) = sums(SEPTEMBER)
    uid = two.first.members["孙石头"]
    his = two.app.records.figures(two.second.branch, SEPTEMBER)[uid].total
    assert (n1, n2, m1, m2) == (4, 2, 3, 3)
    assert his > 0
    assert (after1, after2) == (total1 - his, total2 + his)


class TestOpenMonth:
    """In the middle of a month with lines declared: the card goes along."""

    @pytest.fixture
    def open_month(self, two):
        two.at(date(2026, 9, 9))
        self.sheet = two.first.attend(["孙石头", "林为民"], date(2026, 9, 5), month=SEPTEMBER)
        two.first.declare("孙石头", "volunteer", date(2026, 9, 6), month=SEPTEMBER, basis="巡河")
        two.first.declare("吴守田", "volunteer", date(2026, 9, 6), month=SEPTEMBER, basis="巡河")
        two.at(date(2026, 9, 12))
        return two

    def lines(self, two, branch):
        found = two.app.declarations.month(branch.branch, SEPTEMBER).lines
        return sorted((v.member.name, v.item) for v in found)

    def test_its_lines_are_collected_confirmed_and_posted_in_the_new_branch(self, open_month):
        two = open_month
        changes = two.move("孙石头", DAY, to=two.second, group="三组")
        assert changes.warnings == ("2026年9月申报卡（2 条）已随人转到第二支部。",)
        assert self.lines(two, two.first) == [("吴守田", "volunteer"), ("林为民", "activity_day")]
        assert self.lines(two, two.second) == [("孙石头", "activity_day"), ("孙石头", "volunteer")]
        two.first.collect(SEPTEMBER)
        two.second.collect(SEPTEMBER)
        [third] = [
            g
            for g in two.app.collection.month(two.second.branch, SEPTEMBER).groups
            if g.group_uid == two.second.groups["三组"]
        ]
        assert {s.member.name: s.lines for s in third.members} == {"孙石头": 2, "钱二妹": 0}
        for branch in (two.first, two.second):
            two.archive(branch, SEPTEMBER)
        assert two.board(two.second, SEPTEMBER)["孙石头"].period_points == 3
        assert "孙石头" not in two.board(two.first, SEPTEMBER)
        with two.app.setup.uow.read() as session:
            from app.models import Member, Posting, Unit

            rows = (
                session.query(Unit.uid, Posting.item)
                .select_from(Posting)
                .join(Unit, Unit.id == Posting.unit_id)
                .join(Member, Member.id == Posting.member_id)
                .filter(Member.name == "孙石头")
            )
            assert {tuple(row) for row in rows} == {
                (two.second.branch, "activity_day"),
                (two.second.branch, "volunteer"),
            }

    def test_the_old_branchs_attendance_sheet_still_writes_on_the_card(self, open_month):
        two = open_month
        two.move("孙石头", DAY, to=two.second, group="三组")
        two.first.attend(["林为民"], date(2026, 9, 5), uid=self.sheet, month=SEPTEMBER)
        assert self.lines(two, two.second) == [("孙石头", "volunteer")]
        two.first.attend(["林为民", "孙石头"], date(2026, 9, 5), uid=self.sheet, month=SEPTEMBER)
        assert self.lines(two, two.second) == [("孙石头", "activity_day"), ("孙石头", "volunteer")]
        assert ("孙石头", "activity_day") not in self.lines(two, two.first)
        two.second.collect(SEPTEMBER)
        with pytest.raises(WorkflowError, match="考勤表不能改"):
            two.first.attend(["林为民"], date(2026, 9, 5), uid=self.sheet, month=SEPTEMBER)

    def test_each_branch_expects_and_counts_the_member_in_its_own_days(self, open_month):
        two = open_month
        two.move("孙石头", DAY, to=two.second, group="三组")
        expected = [
            "孙石头" in {m.name for m in two.app.activities.expected(b.branch, SEPTEMBER, date(2026, 9, day))}
            for b in (two.first, two.second)
            for day in (5, 20)
        ]
        assert expected == [True, False, False, True]
        two.first.meet(SEPTEMBER)
        two.second.meet(SEPTEMBER)
        voters = [
            {m.name for m in two.app.meetings.view(b.branch, SEPTEMBER).eligible}
            for b in (two.first, two.second)
        ]
        assert ["孙石头" in names for names in voters] == [False, True]

    def test_the_old_branch_takes_no_more_lines_of_the_month(self, open_month):
        two = open_month
        two.move("孙石头", DAY, to=two.second, group="三组")
        with pytest.raises(ValidationFailed, match="2026年9月属于第二支部，请到第二支部的2026年9月录入"):
            two.first.declare("孙石头", "dues", date(2026, 9, 2), month=SEPTEMBER)
        two.second.declare("孙石头", "dues", date(2026, 9, 2), month=SEPTEMBER)

    def test_an_earlier_month_that_is_still_open_is_finished_where_it_belongs(self, two):
        two.at(date(2026, 9, 9))
        two.first.declare("孙石头", "dues", date(2026, 8, 6), month=AUGUST)
        two.at(date(2026, 9, 12))
        two.move("孙石头", DAY, to=two.second, group="三组")
        with pytest.raises(ValidationFailed, match="请把这一条记入第一支部的2026年8月"):
            two.second.declare("孙石头", "volunteer", date(2026, 8, 20), month=SEPTEMBER, basis="巡河")
        two.archive(two.first, AUGUST, next_day=date(2026, 9, 20))
        assert two.board(two.first, AUGUST)["孙石头"].period_points == 1
        assert two.board(two.second, SEPTEMBER)["孙石头"].year_points == 1

    @pytest.mark.parametrize(("branch", "group"), [("first", "二组"), ("second", "三组")])
    def test_a_collected_group_is_given_back_first(self, open_month, branch, group):
        two = open_month
        getattr(two, branch).collect(SEPTEMBER, group)
        with pytest.raises(ValidationFailed, match=f"{group}2026年9月已汇总，请先到“汇总”页退回{group}"):
            two.move("孙石头", DAY, to=two.second, group="三组")
        village = getattr(two, branch)
        two.app.collection.give_back(village.recorder, village.branch, SEPTEMBER, village.groups[group])
        two.move("孙石头", DAY, to=two.second, group="三组")
        assert "孙石头" in two.names(two.second, SEPTEMBER)

    @pytest.mark.parametrize("branch", ["first", "second"])
    def test_a_month_that_was_confirmed_stays_as_it_was_announced(self, open_month, branch):
        two = open_month
        getattr(two, branch).confirm_all(SEPTEMBER)
        two.at(date(2026, 10, 8))
        with pytest.raises(
            ValidationFailed, match="2026年9月已经评定，转接日期须在 2026-10-01 或以后"
        ) as fault:
            two.move("孙石头", DAY, to=two.second, group="三组")
        assert {issue.code for issue in fault.value.issues} == {"start"}
        two.move("孙石头", date(2026, 10, 1), to=two.second, group="三组")
        assert "孙石头" in two.names(two.first, SEPTEMBER)
        assert "孙石头" in two.names(two.second, OCTOBER)


class TestBack:
    """Undone, and moved back for good."""

    def test_undone_it_was_never_entered(self, two):
        two.at(date(2026, 9, 9))
        two.first.declare("孙石头", "dues", date(2026, 9, 2), month=SEPTEMBER)
        uid = two.first.members["孙石头"]
        before = two.app.members.detail(uid)
        two.at(date(2026, 9, 12))
        two.move("孙石头", DAY, to=two.second, group="三组")
        two.app.members.undo_move(two.first.recorder, uid)
        assert two.app.members.detail(uid) == before
        assert two.names(two.first, SEPTEMBER).count("孙石头") == 1
        assert [v.member.name for v in two.app.declarations.month(two.first.branch, SEPTEMBER).lines] == [
            "孙石头"
        ]
        assert two.app.declarations.month(two.second.branch, SEPTEMBER).lines == ()
        with pytest.raises(UserError, match="没有转过支部"):
            two.app.members.undo_move(two.first.recorder, uid)

    def test_not_after_the_new_branch_has_confirmed_a_month(self, two):
        two.at(date(2026, 9, 12))
        two.move("孙石头", DAY, to=two.second, group="三组")
        two.second.confirm_all(SEPTEMBER)
        with pytest.raises(ValidationFailed, match="第二支部2026年9月已经评定"):
            two.app.members.undo_move(two.first.recorder, two.first.members["孙石头"])

    def test_back_after_a_month_each_month_is_where_it_was_lived(self, two):
        live(two, AUGUST)
        two.at(date(2026, 9, 12))
        two.move("孙石头", DAY, to=two.second, group="三组")
        live(two, SEPTEMBER)
        two.at(date(2026, 10, 9))
        two.move("孙石头", date(2026, 10, 9), to=two.first, group="一组")
        listed = {
            (branch.branch, month.label): "孙石头" in two.names(branch, month)
            for branch in (two.first, two.second)
            for month in (AUGUST, SEPTEMBER, OCTOBER)
        }
        assert [listed[two.first.branch, m] for m in ("2026-08", "2026-09", "2026-10")] == [True, False, True]
        assert [listed[two.second.branch, m] for m in ("2026-08", "2026-09", "2026-10")] == [
            False,
            True,
            False,
        ]
        year = two.app.records.member_year(two.first.branch, two.first.members["孙石头"], OCTOBER)
        by_month = {m.month.label: m.points for m in year.months}
        assert (by_month["2026-08"], by_month["2026-09"], by_month["2026-10"]) == (3, 3, 0)
        assert year.total == 6
        assert year.member.group == "一组"

    @pytest.mark.parametrize(
        ("start", "to", "words"),
        [
            (date(2026, 9, 20), "second", "已在第二支部"),
            (date(1900, 1, 1), "second", "不在本村"),
            (date(1921, 7, 1), "second", "转接日期须在这一天以后"),
        ],
    )
    def test_a_day_that_makes_no_sense_is_refused(self, two, start, to, words):
        two.at(date(2026, 9, 12))
        if words.startswith("已在"):
            two.move("孙石头", DAY, to=two.second, group="三组")
        with pytest.raises(ValidationFailed, match=words):
            two.move("孙石头", start, to=getattr(two, to), group="三组")

    def test_who_left_the_village_does_not_move(self, two):
        two.at(date(2026, 9, 12))
        uid = two.first.members["孙石头"]
        two.app.members.leave(two.first.recorder, uid, last_day=date(2026, 9, 1), how="transferred")
        with pytest.raises(ValidationFailed, match="已登记转出"):
            two.move("孙石头", DAY, to=two.second, group="三组")


def test_who_leaves_the_village_after_the_move_stands_where_he_was_last(two):
    two.at(date(2026, 9, 28))
    two.first.declare("孙石头", "dues", date(2026, 9, 2), month=SEPTEMBER)
    two.move("孙石头", DAY, to=two.second, group="三组")
    uid = two.first.members["孙石头"]
    two.app.members.leave(two.second.recorder, uid, last_day=date(2026, 9, 25), how="deceased")
    two.archive(two.second, SEPTEMBER)
    two.archive(two.first, SEPTEMBER)
    assert two.board(two.second, SEPTEMBER)["孙石头"].note == "去世"
    assert "孙石头" not in two.board(two.first, SEPTEMBER)
    assert "孙石头" not in two.names(two.second, OCTOBER)


def test_a_scheduled_move_leaves_today_as_it_is(two):
    """Entered on 1 September for the 10th: until then the form, the group and the head are those of today."""
    two.at(date(2026, 9, 1))
    two.move("孙石头", DAY, to=two.second, group="三组")
    uid = two.first.members["孙石头"]
    row = two.app.members.detail(uid).row
    assert (row.branch, row.group) == ("第一支部", "二组")
    draft = MemberDraft(
        name="孙石头", branch_uid=row.branch_uid, group_uid=two.first.groups["一组"], id_number=id_number(3),
        phone="10012345678",
    )  # fmt: skip
    two.app.members.update(two.first.recorder, uid, draft)
    assert two.app.members.detail(uid).row.group == "一组"
    two.at(date(2026, 9, 11))
    row = two.app.members.detail(uid).row
    assert (row.branch, row.group, row.phone) == ("第二支部", "三组", "10012345678")


def test_the_first_day_in_the_village_can_still_be_put_right(two):
    two.at(date(2026, 9, 12))
    two.move("孙石头", DAY, to=two.second, group="三组")
    uid = two.first.members["孙石头"]
    with pytest.raises(ValidationFailed, match="2026-09-10 已转到别的支部"):
        two.app.members.enter(two.first.recorder, uid, DAY)
    two.app.members.enter(two.first.recorder, uid, date(2026, 8, 1))
    starts = [(s.branch, s.start) for s in two.app.members.detail(uid).stays]
    assert starts == [("第一支部", date(2026, 8, 1)), ("第二支部", DAY)]


def test_a_head_who_moves_is_head_no_more_and_an_officer_is_named(two):
    two.at(date(2026, 9, 12))
    uid, group = two.first.members["孙石头"], two.first.groups["二组"]
    two.app.units.update_group(two.first.recorder, group, head_uid=uid)
    two.app.units.add_account(
        two.first.secretary, two.first.branch, member_uid=uid, role=two.first.recorder.role
    )
    changes = two.move("孙石头", DAY, to=two.second, group="三组")
    assert changes.warnings == ("孙石头仍是第一支部的组织委员，要换人请到系统页设置。",)
    assert {g.head for g in two.app.units.groups(two.first.branch)} == {""}
    with pytest.raises(UserError, match="孙石头不在二组"):
        two.app.units.update_group(two.first.recorder, group, head_uid=uid)


def test_the_trace_and_the_workbooks_say_which_branch_confirmed(two):
    live(two, AUGUST)
    two.at(date(2026, 9, 12))
    uid = two.first.members["孙石头"]
    two.move("孙石头", DAY, to=two.second, group="三组")
    live(two, SEPTEMBER)
    for asking in (two.first, two.second):
        root = two.app.records.explain(asking.branch, uid, SEPTEMBER)
        told = {n.inputs[0] for n in nodes(root) if n.inputs and n.inputs[0][0] == "评定支部"}
        assert told == {("评定支部", "第一支部")}
        assert sum(("评定支部", "第一支部") in n.inputs for n in nodes(root)) == 2
    year = two.app.records.member_year(two.first.branch, uid, SEPTEMBER)
    assert (year.member.state, year.total) == ("转到第二支部", 6)

    [form] = two.app.records.record_forms(two.second.branch, SEPTEMBER, member_uids=[uid], year="year")
    assert [("第一支部评定" in line.content) for line in form.lines] == [True, True, False, False]

    def rows(branch):
        data = two.app.press.render(DocumentKind.LEDGER_XLSX, branch.branch, SEPTEMBER).data
        sheet = load_workbook(BytesIO(data)).worksheets[0]
        return [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True) if "孙石头" in row]

    there, here = rows(two.first), rows(two.second)
    assert (len(there), len(here)) == (2, 4), (
        "the old branch keeps what it confirmed, the new one has the year"
    )
    assert not any("已被更正冲销" in cell for row in there for cell in row)
    assert sum(any("支部党员大会（第一支部）" in cell for cell in row) for row in here) == 2


def test_a_returned_line_is_declared_again_in_the_new_branch(two):
    two.at(AUGUST.last)
    line = two.first.declare("孙石头", "volunteer", date(2026, 8, 6), month=AUGUST, basis="巡河")
    two.first.collect(AUGUST)
    two.first.meet(AUGUST)
    two.first.decide(line, "return", month=AUGUST, reason="请补材料")
    two.first.make_effective(AUGUST)
    two.at(date(2026, 9, 12))
    two.move("孙石头", DAY, to=two.second, group="三组")
    assert two.app.declarations.month(two.first.branch, SEPTEMBER).returned == ()
    [returned] = two.app.declarations.month(two.second.branch, SEPTEMBER).returned
    assert returned.uid == line
    two.app.declarations.resubmit(two.second.recorder, two.second.branch, SEPTEMBER, line)
    [again] = two.app.declarations.month(two.second.branch, SEPTEMBER).lines
    assert (again.member.name, again.item) == ("孙石头", "volunteer")


def test_search_goes_to_the_branch_of_the_month(two):
    two.at(date(2026, 9, 12))
    with two.app.setup.uow.read() as session:
        from app.models import Member, Unit

        unit = session.query(Unit).filter(Unit.uid == two.first.branch).one()
        serial = session.query(Member.id).filter(Member.name == "孙石头").scalar()
        papers = {month: form_number(unit, month, "申报", serial) for month in (AUGUST, SEPTEMBER)}
        stranger = session.query(Member.id).filter(Member.name == "钱二妹").scalar()
        wrong = form_number(unit, AUGUST, "申报", stranger)
    two.move("孙石头", DAY, to=two.second, group="三组")
    assert [h.branch_uid for h in two.app.search.find("孙石头")] == [two.second.branch]
    assert [h.branch_uid for h in two.app.search.find("sst")] == [two.second.branch]
    [august] = two.app.search.find(papers[AUGUST])
    [september] = two.app.search.find(papers[SEPTEMBER])
    assert (august.branch_uid, september.branch_uid) == (two.first.branch, two.second.branch)
    assert two.app.search.find(wrong) == []


def test_the_home_pages_of_both_branches_count_the_member_once(two):
    two.at(date(2026, 9, 9))
    two.first.declare("孙石头", "dues", date(2026, 9, 2), month=SEPTEMBER)
    two.at(date(2026, 9, 12))
    uid = two.first.members["孙石头"]
    two.app.members.exempt(
        two.first.recorder,
        uid,
        start=date(2026, 9, 1),
        end=None,
        reason="久病",
        applied_on=None,
        approved_on=None,
    )
    figures = [two.app.home.view(b.branch, SEPTEMBER).steps[0].figure for b in (two.first, two.second)]
    assert figures == ["1 / 4 人", "0 / 2 人"]
    two.move("孙石头", DAY, to=two.second, group="三组")
    figures = [two.app.home.view(b.branch, SEPTEMBER).steps[0].figure for b in (two.first, two.second)]
    assert figures == ["0 / 3 人", "1 / 3 人"]
    waiting = [
        any("孙石头" in todo.text for todo in two.app.home.view(b.branch, SEPTEMBER).todos)
        for b in (two.first, two.second)
    ]
    assert waiting == [False, True]


class TestRoster:
    """A row that names another branch than the ledger."""

    def test_moves_on_the_day_that_is_told(self, two):
        live(two, AUGUST)
        two.at(date(2026, 9, 12))
        row = roster_row(3, "孙石头", SECOND_NAME, group="四组", phone="10012345678")
        plan = two.app.roster.plan([row], moved_on=DAY)
        assert (plan.moved, plan.updated, plan.added) == (["孙石头：第一支部 → 第二支部四组"], [], [])
        changes = two.app.roster.apply(two.first.recorder, [row], moved_on=DAY)
        assert changes.message == "已导入：新增 0 人，更新 0 人，转支部 1 人，未变 0 人"
        detail = two.app.members.detail(two.first.members["孙石头"])
        assert (detail.row.branch, detail.row.group, detail.row.phone) == ("第二支部", "四组", "10012345678")
        assert detail.stays[-1].start == DAY
        again = two.app.roster.plan([row], moved_on=DAY)
        assert (again.moved, again.same) == ([], ["孙石头"])

    def test_today_where_no_day_is_told(self, two):
        live(two, AUGUST)
        two.at(date(2026, 9, 12))
        two.app.roster.apply(two.first.recorder, [roster_row(3, "孙石头", SECOND_NAME, group="四组")])
        assert two.app.members.detail(two.first.members["孙石头"]).stays[-1].start == date(2026, 9, 12)

    def test_says_why_it_does_not_move_and_takes_the_rest(self, two):
        live(two, AUGUST)
        two.at(date(2026, 9, 12))
        row = roster_row(3, "孙石头", SECOND_NAME, group="五组", phone="10012345678")
        words = (
            "名册第 5 行 孙石头 在台账里属于第一支部，名册写第二支部，没有转："
            "第一支部、第二支部2026年8月已经评定，转接日期须在 2026-09-01 或以后。"
        )
        plan = two.app.roster.plan([row], moved_on=date(2026, 8, 20))
        assert (plan.moved, plan.updated, plan.warnings) == ([], ["孙石头"], [words])
        changes = two.app.roster.apply(two.first.recorder, [row], moved_on=date(2026, 8, 20))
        assert changes.warnings == (words,)
        after = two.app.members.detail(two.first.members["孙石头"]).row
        assert (after.branch, after.group, after.phone) == ("第一支部", "二组", "10012345678")
        assert "五组" not in {g.name for g in two.app.units.groups(two.second.branch)}

    def test_before_the_first_month_it_puts_the_roster_right(self, two):
        row = roster_row(3, "孙石头", SECOND_NAME, group="四组")
        plan = two.app.roster.plan([row])
        assert (plan.moved, plan.updated) == ([], ["孙石头"])
        two.app.roster.apply(two.first.recorder, [row])
        detail = two.app.members.detail(two.first.members["孙石头"])
        assert [(s.branch, s.group, s.end) for s in detail.stays] == [("第二支部", "四组", None)]


def test_an_attendance_sheet_of_the_new_branch_needs_no_card_before(two):
    two.at(date(2026, 9, 20))
    two.move("孙石头", DAY, to=two.second, group="三组")
    uid = two.first.members["孙石头"]
    draft = ActivityDraft(
        item="activity_day", title="九月主题党日", held_on=date(2026, 9, 20), marks={uid: Presence.PRESENT}
    )
    two.app.activities.save(two.second.recorder, two.second.branch, SEPTEMBER, draft)
    [line] = two.app.declarations.month(two.second.branch, SEPTEMBER).lines
    assert line.member.uid == uid
