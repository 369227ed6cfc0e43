"""公示 of longer terms: which are offered, what their boards say, and how they go to the archive."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest

from app.errors import ValidationFailed, WorkflowError
from app.resources import resource
from app.services.corrections.rules import Change
from app.services.months import Month
from app.services.notices.board import BoardOptions
from app.services.press import DocumentKind
from app.services.scoring import PeriodKind
from app.services.terms import Term
from app.services.workflow import NoticeState, PeriodState
from tests.helpers import years
from tests.helpers.factories import NOVEMBER, OCTOBER

DECEMBER = Month(2026, 12)
JANUARY = date(2027, 1, 4)


def adopt(village, periods):
    text = resource("schemes", "S1.toml").read_text("utf-8").replace('["month", "half", "year"]', periods)
    village.app.schemes.adopt(
        village.secretary, village.branch, text=text, starts_on=date(2026, 10, 1), note="测试"
    )


def quarter(village):
    found = village.app.notices.terms(village.branch, DECEMBER)
    return next(term for term in found if term.kind is PeriodKind.QUARTER)


def live_quarter(village, periods='["month", "quarter", "year"]'):
    """Three months with a deed each; October has two, one of which is a deduction."""
    adopt(village, periods)
    posted = "month" in periods
    for month in (OCTOBER, NOVEMBER, DECEMBER):
        village.at(month.last, 9)
        for name in village.members:
            village.declare(name, "dues", month.first + timedelta(days=9), month=month)
        if month == OCTOBER:
            village.declare("林为民", "neg_rumor", month.first, basis="网信通报", second="钱二妹")
        else:
            village.declare("孙石头", "volunteer", month.first, month=month, basis="巡河")
        village.confirm_all(month)
        if posted:
            village.post(month)
            village.close(month, on=month.next.first + timedelta(days=5))
        else:
            village.at(month.next.first)
            village.app.notices.archive(village.secretary, village.branch, Term.of_month(month))
    village.at(date(2027, 1, 6))
    return village


@pytest.fixture
def settled(village):
    """The fourth quarter, settled."""
    live_quarter(village)
    village.app.terms.settle(village.secretary, village.branch, quarter(village))
    return village


def post(village, term, **options):
    draft = village.notice(date(2027, 1, 6), date(2027, 1, 10), options=BoardOptions(**options))
    village.app.notices.post(village.secretary, village.branch, term, draft)
    return village.app.notices.view(village.branch, term)


def rows(sheet):
    return {(r.name, r.group_name): r for part in sheet.lists for r in part.rows}


def test_only_what_the_scheme_posts_and_what_ends_with_the_month_is_offered(village):
    def kinds(month):
        return [term.kind for term in village.app.notices.terms(village.branch, month)]

    assert kinds(OCTOBER) == [PeriodKind.MONTH]
    assert kinds(Month(2026, 6)) == [PeriodKind.MONTH, PeriodKind.HALF]
    assert kinds(DECEMBER) == [PeriodKind.MONTH, PeriodKind.HALF, PeriodKind.YEAR]
    adopt(village, '["quarter"]')
    # The month itself is always there: it has to be archived.
    assert kinds(DECEMBER) == [PeriodKind.MONTH, PeriodKind.QUARTER]
    assert kinds(Month(2026, 9)) == [PeriodKind.MONTH]
    assert kinds(Month(2025, 12)) == [PeriodKind.MONTH]  # before the first scheme


def test_a_term_that_is_not_settled_is_not_posted(village):
    live_quarter(village)
    term = quarter(village)
    with pytest.raises(WorkflowError, match="还没有核定") as refused:
        post(village, term)
    assert "年终" in refused.value.hint


def test_a_term_that_the_scheme_does_not_post_has_no_board(village):
    live_quarter(village, '["quarter"]')
    month = Term.of_month(DECEMBER)
    assert not village.app.notices.view(village.branch, month).posted_by_scheme
    for kind in (DocumentKind.BOARD_A4, DocumentKind.BOARD_XLSX):
        with pytest.raises(WorkflowError, match="不单独公示"):
            village.app.press.render(kind, village.branch, DECEMBER)
    with pytest.raises(WorkflowError, match="不单独公示"):
        post(village, month)


def test_the_months_of_a_quarter_add_up_to_it_and_say_what_their_boards_said(settled):
    term = quarter(settled)
    sheet = post(settled, term).sheet
    assert (sheet.title, sheet.period_label) == ("党员积分公示表", term.title)
    assert sheet.detail_columns == ("10月", "11月", "12月")
    assert (sheet.period_heading, sheet.year_heading) == ("本季度", "本年累计")
    found = rows(sheet)
    assert found["孙石头", "二组"].details == (1, 3, 3)
    for place, month in enumerate((OCTOBER, NOVEMBER, DECEMBER)):
        board = rows(settled.app.notices.view(settled.branch, Term.of_month(month)).sheet)
        for key, row in found.items():
            assert row.details[place] == board[key].period_points
    for row in found.values():
        assert sum(row.details) == row.period_points
    last = rows(settled.app.notices.view(settled.branch, Term.of_month(DECEMBER)).sheet)
    assert {k: r.year_points for k, r in found.items()} == {k: r.year_points for k, r in last.items()}


def test_the_form_number_tells_the_terms_of_one_month_apart(settled):
    term = quarter(settled)
    numbers = {
        settled.app.notices.view(settled.branch, each).sheet.form_number
        for each in (Term.of_month(DECEMBER), term)
    }
    assert numbers == {"01-202612-GS-001", "01-202612-GS-003"}


def test_the_form_number_of_a_quarter_opens_its_board(settled):
    term = quarter(settled)
    number = settled.app.notices.view(settled.branch, term).sheet.form_number
    [hit] = settled.app.search.find(number.lower())
    assert (hit.page, hit.uid, hit.month) == ("post", term.label, DECEMBER)
    [hit] = settled.app.search.find("01-202612-GS-001")
    assert (hit.page, hit.uid, hit.month) == ("post", "", DECEMBER)
    assert settled.app.search.find("01-202612-GS-006") == []  # nothing was ever done with this half-year


def test_totals_alone_or_sections_instead_of_months(settled):
    term = quarter(settled)
    draft = settled.notice(date(2027, 1, 6), date(2027, 1, 10), options=BoardOptions(months=False))
    plain = settled.app.notices.view(settled.branch, term, draft).sheet
    assert plain.detail_columns == ()
    draft = replace(draft, options=BoardOptions(sections=True))
    sections = settled.app.notices.view(settled.branch, term, draft).sheet
    assert "基础积分" in sections.detail_columns
    for row in rows(sections).values():
        assert sum(row.details) == row.year_points


def test_every_paper_of_a_quarter(settled):
    term = quarter(settled)
    sheet = post(settled, term, deductions=True).sheet
    for kind in (
        DocumentKind.BOARD_A4,
        DocumentKind.BOARD_A3,
        DocumentKind.BOARD_PNG,
        DocumentKind.BOARD_XLSX,
    ):
        made = settled.app.press.render(kind, settled.branch, DECEMBER, board=sheet)
        assert made.file_name.startswith(f"{term.title}_")
        assert made.missing == ()
    page = openpyxl.load_workbook(io.BytesIO(made.data)).active
    cells = [str(c.value) for row in page.iter_rows() for c in row if c.value is not None]
    assert {"10月", "11月", "12月", "本季度", "本年累计"} <= set(cells)


def test_the_quarter_closes_and_is_archived_without_touching_the_months(settled):
    term = quarter(settled)
    post(settled, term)
    settled.at(date(2027, 1, 10))
    with pytest.raises(WorkflowError, match="1月10日 止"):
        settled.app.notices.close(settled.secretary, settled.branch, term)
    settled.at(date(2027, 1, 11))
    settled.app.notices.close(settled.secretary, settled.branch, term)
    shown = settled.app.notices.view(settled.branch, term)
    assert (shown.state, shown.period_state) == (NoticeState.CLOSED, PeriodState.ARCHIVED)
    with pytest.raises(WorkflowError, match="已归档"):
        post(settled, term)


def test_a_correction_while_the_quarter_hangs_is_announced_by_its_next_version_alone(settled):
    term = quarter(settled)
    post(settled, term)
    settled.at(date(2027, 1, 7))
    lines = settled.app.corrections.lines(settled.branch, settled.members["孙石头"], DECEMBER)
    wrong = next(line for line in lines if line.period == NOVEMBER and line.counted == 2)
    settled.app.corrections.correct(
        settled.secretary, Change(wrong.uid, None, "重复登记", "签到表", settled.members["钱二妹"])
    )
    shown = settled.app.notices.view(settled.branch, term)
    assert [c.name for c in shown.changed] == ["孙石头"]
    assert shown.corrected
    draft = replace(settled.notice(date(2027, 1, 7), date(2027, 1, 11)), reason="重复登记")
    settled.app.notices.repost(settled.secretary, settled.branch, term, draft)
    row = rows(settled.app.notices.view(settled.branch, term).sheet)["孙石头", "二组"]
    # November's own board was archived and stays; the term's last month announces the change.
    assert (row.details, row.old_details) == ((1, 3, 1), (None, None, 3))
    assert (row.old_period_points, row.period_points) == (7, 5)
    january = Month(2027, 1)
    settled.at(date(2027, 1, 12))
    settled.app.notices.close(settled.secretary, settled.branch, term)
    settled.at(january.last)
    settled.declare("孙石头", "dues", january.first, month=january)
    settled.confirm_all(january)
    assert settled.board_row("孙石头", january).period_points == Decimal(1)


def test_home_tells_what_the_quarter_waits_for(settled):
    def todos():
        return [todo.text for todo in settled.app.home.view(settled.branch, DECEMBER).todos]

    term = quarter(settled)
    assert f"{term.title}已核定，可以张贴公示" in todos()
    post(settled, term)
    assert f"{term.title}公示到 1月10日 止" in todos()
    settled.at(date(2027, 1, 11))
    assert f"{term.title}公示已满，可以结束并归档" in todos()


def test_home_does_not_promise_a_notice_that_the_scheme_has_not(village):
    adopt(village, '["quarter", "year"]')
    village.at(date(2026, 10, 30))
    village.declare("林为民", "dues", date(2026, 10, 10))
    village.confirm_all()
    home = village.app.home.view(village.branch, OCTOBER)
    step = next(step for step in home.steps if step.title == "4 公示")
    assert (step.note, step.action) == ("方案按季度、年度公示", "归档")
    assert home.sentence == "已评定，本月不公示，可以归档。"


class TestYear:
    """The board of a settled year: its months, the total, and the grade that the meeting gave."""

    @pytest.fixture
    def year(self, village):
        years.live(village, years.scheme())
        years.settle(village)
        return village

    def term(self, village):
        found = village.app.notices.terms(village.branch, DECEMBER)
        return next(term for term in found if term.kind is PeriodKind.YEAR)

    def test_it_has_grades_and_no_column_that_says_the_total_twice(self, year):
        term = self.term(year)
        draft = year.notice(date(2027, 1, 8), date(2027, 1, 12))
        year.at(date(2027, 1, 8), 16)
        year.app.notices.post(year.secretary, year.branch, term, draft)
        sheet = year.app.notices.view(year.branch, term).sheet
        assert (sheet.period_label, sheet.grade_heading, sheet.period_heading) == ("2026年度", "等次", "")
        assert sheet.detail_columns == ("10月", "11月", "12月")  # the ledger begins in October
        found = rows(sheet)
        assert {r.grade for r in found.values()} == {"优秀", "合格", "不合格", ""}
        assert found["赵新苗", "二组"].grade == ""  # probationary: attends, without a grade
        for row in found.values():
            assert sum(row.details) == row.year_points
        frozen = {r.member.name + r.member.group: r.total for r in years.view(year).rows}
        assert {r.name + r.group_name: r.year_points for r in found.values()} == frozen
        for paper in (DocumentKind.BOARD_A4, DocumentKind.BOARD_A3, DocumentKind.BOARD_XLSX):
            assert year.app.press.render(paper, year.branch, DECEMBER, board=sheet).data

    def test_the_meetings_day_comes_before_the_board(self, year):
        draft = year.notice(date(2027, 1, 7), date(2027, 1, 12))
        with pytest.raises(ValidationFailed, match="1月8日才评定"):
            year.app.notices.post(year.secretary, year.branch, self.term(year), draft)
