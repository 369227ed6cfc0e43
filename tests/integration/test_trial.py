"""试算 on real ledgers: what it says of a draft, and that it writes nothing."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from app.errors import Cancelled, UserError, ValidationFailed
from app.resources import resource
from app.services.documents.draw import draw_trial, write_trial_workbook
from app.services.documents.model_trial import FindingKind, GradeShift
from app.services.months import Month
from app.services.sample.load import Stage
from tests.helpers.factories import NOVEMBER, OCTOBER, table_rows
from tests.unit.documents.pdf_reading import page_sizes, page_texts
from tests.unit.scoring.scoring_support import item
from tests.unit.scoring.scoring_support import text as scheme_text


def s1() -> str:
    return resource("schemes", "S1.toml").read_text("utf-8")


def draft(*changes: tuple[str, str]) -> str:
    """S1 with words replaced; every word must be there."""
    text = s1()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


@pytest.fixture
def october(village):
    """A confirmed October: dues for all, two volunteers, a judged value, an honour, a deduction."""
    village.at(date(2026, 10, 30))
    for name in village.members:
        village.declare(name, "dues", date(2026, 10, 5), basis="收缴表")
    village.declare("孙石头", "volunteer", date(2026, 10, 6), basis="名单", role="lead")
    village.declare("林为民", "volunteer", date(2026, 10, 7), basis="名单")
    village.declare("钱二妹", "governance", date(2026, 10, 8), basis="项目记录", points="3.5")
    village.declare("陈阿婆", "quiz", date(2026, 10, 9), basis="成绩", level="first")
    village.confirm_all()
    return village


def run(village, text, **keys):
    keys = {"from_month": OCTOBER, "to_month": OCTOBER} | keys
    return village.app.trial.run(village.branch, text, **keys)


def row_of(result, village, name):
    return next(row for row in result.rows if row.member_uid == village.members[name])


def test_the_scheme_in_force_as_its_own_draft_changes_nobody(october):
    result = run(october, s1())
    assert len(result.rows) == len(october.members)
    assert {row.change for row in result.rows} == {Decimal(0)}
    assert {row.shift for row in result.rows} == {GradeShift.SAME}
    assert all(row.rank_before == row.rank_after for row in result.rows)
    assert result.sums.same == result.sums.members == len(october.members)
    assert not result.findings
    assert not result.notes


def test_the_figures_before_are_those_of_the_board(october):
    figures = october.app.records.figures(october.branch, OCTOBER)
    result = run(october, draft(("points = 1 }", "points = 2 }")))
    assert {row.member_uid: row.before for row in result.rows} == {uid: f.total for uid, f in figures.items()}


def test_a_higher_price_raises_everybody_and_the_sections_add_up(october):
    result = run(october, draft(("points = 1 }", "points = 2 }")))
    dues_only = row_of(result, october, "周小禾")
    assert (dues_only.before, dues_only.after, dues_only.change) == (1, 2, 1)
    assert result.sums.rise == len(october.members)
    for side in ("before", "after"):
        parts = sum(getattr(part, side) or 0 for part in result.sections)
        assert parts == sum(getattr(row, side) for row in result.rows)


def test_who_crosses_a_grade_and_which_way(october):
    better = run(october, draft(("min = 60", "min = 3")))
    assert row_of(better, october, "孙石头").shift is GradeShift.UP
    assert row_of(better, october, "孙石头").grade_after == "合格"
    assert row_of(better, october, "周小禾").shift is GradeShift.SAME
    assert better.sums.grade_up >= 1
    assert better.sums.grade_down == 0


def test_a_probationary_member_has_no_grade_to_cross(october):
    result = run(october, draft(("min = 60", "min = 0")))
    assert row_of(result, october, "赵新苗").shift is GradeShift.SAME
    assert row_of(result, october, "赵新苗").grade_after == ""


def test_equals_share_a_rank(october):
    ranks = [row.rank_before for row in run(october, s1()).rows]
    best = row_of(run(october, s1()), october, "陈阿婆")
    assert sorted(ranks)[0] == 1
    assert best.rank_before is not None
    last = [rank for rank in ranks if rank == max(ranks)]
    assert len(last) > 1
    assert max(ranks) + len(last) - 1 == len(ranks)


def test_entries_of_an_item_that_the_draft_lacks_are_listed_and_not_counted(october):
    result = run(october, draft(('id = "volunteer"', 'id = "helping"')))
    [found] = result.findings
    assert found.kind is FindingKind.NO_ITEM
    assert found.item == "参加志愿服务"
    assert found.entries == 2
    assert set(found.members) == {"林为民", "孙石头"}
    assert (found.before, found.after) == (6, 0)
    assert row_of(result, october, "林为民").uncounted == 1
    assert row_of(result, october, "林为民").change == -2


def test_a_judged_value_out_of_range_is_clamped_and_flagged(october):
    result = run(october, draft(("min = 0, max = 4", "min = 0, max = 2")))
    [found] = result.findings
    assert found.kind is FindingKind.CLAMPED
    assert "超过最高 2 分" in found.cause
    assert (found.before, found.after) == (Decimal("3.5"), 2)
    assert row_of(result, october, "钱二妹").after == 3
    assert row_of(result, october, "钱二妹").uncounted == 0


def test_a_level_and_a_role_that_the_draft_lacks_are_listed(october):
    result = run(october, draft(('id = "first"', 'id = "top"'), ('id = "lead"', 'id = "boss"')))
    kinds = {found.kind: found for found in result.findings}
    assert set(kinds) == {FindingKind.NO_LEVEL, FindingKind.NO_ROLE}
    assert kinds[FindingKind.NO_LEVEL].members == ("陈阿婆",)
    assert kinds[FindingKind.NO_ROLE].members == ("孙石头",)


def test_a_limit_of_the_draft_is_no_fault(october):
    limit, rest = 'limits = [{ window = "year", points = %s }]', '\nentry = "card"\nactivity = "volunteer"'
    result = run(october, draft((limit % 4 + rest, limit % 2 + rest)))
    assert row_of(result, october, "孙石头").change == -2
    assert not result.findings


def test_a_class_that_the_draft_lacks_is_named(october):
    text = s1() + '\n[[categories]]\nid = "A"\nname = "甲类"\n'
    found = {each.item: each for each in run(october, text).findings}
    assert set(found) == {"B类", "C类", "D类"}
    assert found["B类"].kind is FindingKind.NO_CLASS
    assert found["B类"].entries == 2


def test_a_draft_from_a_day_on_leaves_earlier_deeds_alone(october):
    text = draft(("points = 1 }", "points = 2 }"))
    later = run(october, text, since=date(2026, 10, 6))
    assert row_of(later, october, "周小禾").change == 0
    assert row_of(run(october, text, since=date(2026, 10, 5)), october, "周小禾").change == 1


def test_deeds_and_meetings_after_the_period_are_left_out(october):
    october.at(date(2026, 11, 20))
    october.declare("林为民", "dues", date(2026, 11, 5), month=NOVEMBER, basis="收缴表")
    october.confirm_all(NOVEMBER)
    assert row_of(run(october, s1()), october, "林为民").before == 3
    assert row_of(run(october, s1(), to_month=NOVEMBER), october, "林为民").before == 4


def test_faults_of_the_draft_are_reported_together(october):
    with pytest.raises(ValidationFailed) as raised:
        run(october, draft(("decimals = 1", "decimals = 1\nextra = 2\nother = 3")))
    assert len(raised.value.issues) >= 2


def test_a_period_before_the_first_scheme_says_so(october):
    with pytest.raises(UserError) as raised:
        run(october, s1(), from_month=Month(2025, 3), to_month=Month(2025, 12))
    assert "还没有积分方案" in raised.value.message
    assert "2026年1月" in raised.value.hint


def test_it_counts_members_and_can_be_stopped(october):
    told = []
    run(october, s1(), progress=lambda *step: told.append(step))
    total = len(october.members)
    assert [done for done, _, _ in told][-1] == total
    assert {step[1] for step in told} == {total}

    def stop(done, _total, _label):
        if done == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        run(october, s1(), progress=stop)


def test_both_traces_belong_to_the_row(october):
    text = draft(("points = 1 }", "points = 2 }"))
    row = row_of(run(october, text), october, "孙石头")
    pair = october.app.trial.trace(october.branch, text, row, to_month=OCTOBER)
    assert (pair.before.after, pair.after.after) == (row.before, row.after)


def test_it_writes_nothing(october):
    folder = october.app.paths
    text = draft(('id = "volunteer"', 'id = "helping"'))
    row = run(october, text).rows[0]
    october.app.trial.trace(october.branch, text, row, to_month=OCTOBER)
    before = table_rows(folder.ledger)
    run(october, text)
    assert table_rows(folder.ledger) == before


def test_the_span_ends_with_the_last_confirmed_month(village, october):
    span = october.app.trial.span(october.branch)
    assert (span.first, span.last) == (Month(2026, 1), OCTOBER)


def test_nothing_confirmed_has_no_span(village):
    assert village.app.trial.span(village.branch) is None


def test_what_the_draft_asks_for_and_the_ledger_lacks_is_noted(october):
    text = s1() + "\n[cycle.carry]\nshare = 0.2\n"
    assert any("结转" in note for note in run(october, text).notes)
    text = draft(("start_month = 1", "start_month = 9"))
    assert any("起止" in note for note in run(october, text).notes)


def test_sheet_and_workbook_say_what_the_result_says(october):
    result = run(october, draft(('id = "volunteer"', 'id = "helping"'), ("min = 60", "min = 1")))
    pdf = io.BytesIO()
    draw_trial(result, pdf)
    assert set(page_sizes(pdf.getvalue())) == {(297, 210)}
    paper = "".join(page_texts(pdf.getvalue()))
    book = io.BytesIO()
    write_trial_workbook(result, book)
    pages = load_workbook(io.BytesIO(book.getvalue()))
    assert pages.sheetnames == ["对照", "板块", "未计入"]
    cells = {cell.value for line in pages["对照"].iter_rows() for cell in line}
    for row in result.rows:
        assert row.name in paper
        assert row.name in cells
        assert row.before in cells
    assert "不合格→合格↑升等" in paper
    assert "没有这个项目" in paper
    assert "试算对照表" in paper
    assert "01-202610-SS-001" in paper


def test_a_name_that_looks_like_a_formula_stays_text(october):
    result = run(october, s1().replace('name = "党员教育管理积分制（60+40）"', 'name = "=1+1"'))
    book = io.BytesIO()
    write_trial_workbook(result, book)
    for page in load_workbook(io.BytesIO(book.getvalue())):
        assert all(cell.data_type != "f" for line in page.iter_rows() for cell in line)


def test_a_form_number_leads_to_the_schemes(october):
    [hit] = october.app.search.find("01-202610-SS-001")
    assert hit.page == "scheme"


def test_the_sample_village_under_the_other_preset(open_sample):
    services = open_sample("2026-10", Stage.POSTED)
    branch = services.units.branches()[0]
    other = resource("schemes", "S0.toml").read_text("utf-8")
    month = Month(2026, 10)
    result = services.trial.run(branch.uid, other, from_month=month, to_month=month)
    figures = services.records.figures(branch.uid, month)
    # Who was left out in October alone is not on its board, and has the points of the months before.
    before = {row.member_uid: row.before for row in result.rows}
    assert {uid: before[uid] for uid in figures} == {uid: found.total for uid, found in figures.items()}
    lost = sum(found.entries for found in result.findings if found.kind is FindingKind.NO_ITEM)
    assert lost == sum(row.uncounted for row in result.rows)
    assert lost > 0


def test_grades_of_other_names_are_compared_by_their_places(october):
    renamed = (("合格", "称职"), ('id = "qualified"', 'id = "fit"'), ('id = "unqualified"', 'id = "unfit"'))
    text = draft(*renamed, ("min = 60", "min = 3"))
    text = text.replace('grade = "unqualified"', 'grade = "unfit"').replace(
        'grade = "qualified"', 'grade = "fit"'
    )
    rose = row_of(run(october, text), october, "孙石头")
    assert (rose.grade_before, rose.grade_after) == ("不合格", "称职")
    assert rose.shift is GradeShift.UP


def test_a_draft_without_grades_says_so_once_and_not_of_everybody(october):
    result = run(october, scheme_text(item("dues", 'kind = "fixed", points = 1')))
    assert result.sums.grade_changed == 0
    assert any("没有设等次" in note for note in result.notes)
