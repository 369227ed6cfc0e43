from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.services.documents.draw import draw_explanations
from app.services.documents.model_explanation import ExplanationKind
from app.services.numbers import format_points
from tests.unit.documents import explanation_samples as samples
from tests.unit.documents.pdf_reading import drawn, page_sizes, page_texts


@pytest.fixture(scope="module")
def long_year():
    return samples.explanation(samples.scheme(), samples.inputs())


def rows_of(sheet, part):
    return [row for row in sheet.rows if row.part == part]


def text_of(sheet):
    return "\n".join(step for row in sheet.rows for step in row.steps)


def test_total_sections_and_grade_are_those_of_the_score(long_year):
    sheet, score = long_year
    assert sheet.total == score.total
    assert sheet.grade_cause == score.grade_cause
    for section in score.sections:
        [total] = [row for row in rows_of(sheet, section.name) if row.kind is ExplanationKind.SUM]
        assert total.counted == section.counted


def test_every_row_adds_up_to_the_total(long_year):
    sheet, _ = long_year
    sums = sum(row.counted for row in sheet.rows if row.kind is ExplanationKind.SUM)
    start = sum(row.counted for row in rows_of(sheet, "起始"))
    [veto] = rows_of(sheet, "年度")
    assert start + sums == Decimal("69.0")
    assert veto.counted == sheet.total == Decimal("64.0")


def test_a_cut_says_what_was_claimed_what_counts_and_why(long_year):
    sheet, _ = long_year
    text = text_of(sheet)
    assert "2.0 分，计 1.0 分：全年最多 5 分，已得 4 分" in text
    assert "2.5 分（评定分值），不计：全年最多 5 分，已得 5 分" in text
    assert "申报 2.0 分；1.0 分（会议调整）（只参加了半天）" in text


def test_deeds_alike_share_a_sentence(long_year):
    sheet, _ = long_year
    row = next(row for row in sheet.rows if row.title.startswith("第5个"))
    assert row.steps[0] == "02-06、06-06：各 2.0 分"
    assert len(row.steps) == 2


def test_ceiling_veto_and_what_fell_out_are_told(long_year):
    sheet, _ = long_year
    text = text_of(sheet)
    assert "最高计 20 分" in text
    assert "一票否决“受到党纪处分”" in text
    assert "69.0 → 64.0" in text
    assert "“无故不参加组织生活”" in sheet.grade_cause
    reasons = [step for row in rows_of(sheet, "未计入") for step in row.steps]
    assert any("已更正冲销" in reason for reason in reasons)


def test_several_cycles_are_parts_of_their_own_and_tell_each_rule_once():
    sheet, score = samples.explanation(samples.scheme(items=11, monthly=True), samples.inputs(items=11))
    assert sheet.total == score.total
    for cycle in score.cycles:
        [total] = [row for row in rows_of(sheet, cycle.label) if row.kind is ExplanationKind.SUM]
        assert total.counted == cycle.points
    told = [row.title for row in sheet.rows if row.rule]
    assert len(told) == len(set(told)) == 11
    assert sheet.how == "12 个周期平均"


def test_a_usual_year_takes_one_page_and_a_full_one_two():
    usual, _ = samples.explanation(samples.scheme(items=8), samples.inputs(items=8))
    full, _ = samples.explanation(samples.scheme(items=14), samples.inputs(items=14, deeds=4))
    assert len(page_texts(drawn(draw_explanations, [usual]))) == 1
    assert len(page_texts(drawn(draw_explanations, [full]))) == 2


def test_the_paper_says_it_all_and_repeats_its_heading(long_year):
    sheet, score = long_year
    pages = page_texts(drawn(draw_explanations, [sheet]))
    whole = "".join(pages)
    for word in (
        sheet.member_name,
        "B类（7月1日起）",
        "党员签字",
        "有异议",
        sheet.form_number,
        "试验方案（版本",
    ):
        assert word in whole
    assert f"累计{format_points(score.total, 1)}分" in pages[-1]
    assert f"积分说明{sheet.member_name}（续）" in pages[1]
    assert all("怎么算的" in page for page in pages[:2])
    for row in sheet.rows:
        assert "".join(row.title.split()) in whole
        for step in row.steps:
            assert "".join(step.split()) in whole.replace("（续）", "")


def test_before_the_years_end_the_grade_is_not_the_last_word(long_year):
    sheet, _ = long_year
    assert "年终才定" not in "".join(page_texts(drawn(draw_explanations, [sheet])))
    open_year = replace(sheet, final=False)
    assert "年终才定" in "".join(page_texts(drawn(draw_explanations, [open_year])))


def test_the_same_sheet_gives_the_same_bytes(long_year):
    sheet, _ = long_year
    assert drawn(draw_explanations, [sheet]) == drawn(draw_explanations, [sheet])
    assert set(page_sizes(drawn(draw_explanations, [sheet]))) == {(210, 297)}
