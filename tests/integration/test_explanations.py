"""积分说明 of real ledgers: the figures are those of the screen, for every member."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pypdfium2 as pdfium
import pytest

from app.errors import Cancelled
from app.resources import resource
from app.services.documents.model_explanation import ExplanationKind
from app.services.months import Month
from app.services.press import DocumentKind
from app.services.sample.load import Stage
from tests.helpers.factories import OCTOBER
from tests.unit.documents.pdf_reading import page_texts

MONTH = Month(2026, 10)


def test_every_figure_of_the_sample_village_is_the_screens(open_sample):
    services = open_sample("2026-10", Stage.POSTED)
    seen = 0
    for branch in services.units.branches():
        sheets = {s.form_number: s for s in services.records.explanations(branch.uid, MONTH)}
        figures = services.records.figures(branch.uid, MONTH)
        for uid in figures:
            year = services.records.member_year(branch.uid, uid, MONTH)
            [sheet] = services.records.explanations(branch.uid, MONTH, member_uids=[uid])
            assert sheets[sheet.form_number].rows == sheet.rows
            assert sheet.total == figures[uid].total == year.total
            for section in year.sections:
                sums = [
                    row.counted
                    for row in sheet.rows
                    if row.part == section.name and row.kind is ExplanationKind.SUM
                ]
                assert sum(sums, Decimal(0)) == section.counted
            seen += 1
    assert seen > 100


def test_each_member_has_a_page_and_rare_characters_are_drawn(open_sample):
    services = open_sample("2026-10", Stage.POSTED)
    branch = services.units.branches()[0]
    made = services.press.render(DocumentKind.EXPLANATIONS, branch.uid, MONTH)
    sheets = services.records.explanations(branch.uid, MONTH)
    pages = page_texts(made.data)
    assert len(pages) == len(sheets)
    assert made.missing == ()
    for page, sheet in zip(pages, sheets, strict=True):
        assert f"姓名：{sheet.member_name}" in page
        assert sheet.form_number in page
    assert any(ord(char) > 0xFFFF for sheet in sheets for char in sheet.member_name)


@pytest.fixture
def october(village):
    village.at(date(2026, 10, 30))
    for name in village.members:
        village.declare(name, "dues", date(2026, 10, 5), basis="收缴表")
    line = village.declare("孙石头", "volunteer", date(2026, 10, 6), basis="名单", role="lead")
    village.collect()
    village.meet()
    village.decide(line, "adjust", points=Decimal(1), reason="只到了半天")
    village.app.meetings.confirm_rest(village.recorder, village.branch, OCTOBER)
    village.make_effective()
    return village


def sheet_of(village, name):
    [sheet] = village.app.records.explanations(village.branch, OCTOBER, member_uids=[village.members[name]])
    return sheet


def test_an_adjusted_line_tells_the_claim_and_the_meetings_reason(october):
    text = "\n".join(step for row in sheet_of(october, "孙石头").rows for step in row.steps)
    assert "申报 4.0 分；1.0 分（会议调整）（只到了半天）" in text


def test_a_change_of_class_is_told_with_its_day(village):
    uid = village.members["周小禾"]
    village.app.schemes.adopt(
        village.secretary,
        village.branch,
        text=resource("schemes", "S0.toml").read_text("utf-8"),
        starts_on=date(2026, 1, 1),
        note="党员大会通过",
    )
    village.at(date(2026, 10, 30))
    village.app.members.set_category(village.secretary, uid, "B", date(2026, 7, 1))
    assert sheet_of(village, "周小禾").category == "A类，B类（7月1日起）"
    assert sheet_of(village, "孙石头").category == "A类"


def test_one_a_group_or_all(october):
    chosen = [october.members["孙石头"], october.members["钱二妹"]]
    made = october.app.press.render(DocumentKind.EXPLANATIONS, october.branch, OCTOBER, uids=chosen)
    assert len(page_texts(made.data)) == 2
    one = october.app.press.render(DocumentKind.EXPLANATIONS, october.branch, OCTOBER, uids=chosen[:1])
    assert one.file_name.endswith("_积分说明_孙石头.pdf")
    whole = october.app.press.render(DocumentKind.EXPLANATIONS, october.branch, OCTOBER)
    with pdfium.PdfDocument(io.BytesIO(whole.data)) as pdf:
        assert len(pdf) == len(october.members)


def test_it_can_be_stopped_between_members(october):
    def stop(done, _total, _label):
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        october.app.press.render(DocumentKind.EXPLANATIONS, october.branch, OCTOBER, progress=stop)


def test_its_form_number_opens_the_members_card(october):
    sheet = sheet_of(october, "孙石头")
    [hit] = october.app.search.find(sheet.form_number)
    assert (hit.page, hit.uid) == ("card", october.members["孙石头"])
