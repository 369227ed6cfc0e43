"""Choices about the board: deductions by kind, masked names; and that nothing personal ever stands on it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import openpyxl
import pypdfium2 as pdfium
import pytest

from app.services.corrections.rules import Change
from app.services.members import MemberDraft
from app.services.notices.board import BoardOptions, BoardOrder
from app.services.press import DocumentKind
from app.services.terms import Term
from tests.helpers.factories import OCTOBER, id_number

TERM = Term.of_month(OCTOBER)
DAY = date(2026, 10, 10)
FIRST = date(2026, 11, 1)
#: What must never be read on a board, wherever it was typed.
CANARIES = {
    "phone": "10099887766", "ethnicity": "金雀族", "note": "金雀备注",
    "name_note": "金雀替代", "reason": "金雀重病", "approval": "金雀批准", "basis": "金雀事由", "decision": "金雀理由",
    "born": "1948-05-06", "born_number": "19480506", "id": "3600991948",
}  # fmt: skip


@pytest.fixture
def ready(village):
    """October confirmed, with two deductions of one kind, one of another, and somebody left out."""
    village.at(date(2026, 10, 30))
    for name in village.members:
        village.declare(name, "dues", DAY)
    for member, item in (("林为民", "neg_rumor"), ("孙石头", "neg_rumor"), ("孙石头", "neg_gambling")):
        village.declare(member, item, DAY, basis=CANARIES["basis"], second="钱二妹")
    village.app.members.exempt(
        village.secretary, village.members["陈阿婆"], start=date(2026, 1, 1), end=None,
        reason=CANARIES["reason"], applied_on=None, approved_on=date(2026, 1, 2), approval_note=CANARIES["approval"],
    )  # fmt: skip
    return village


def sheet_of(village, **options):
    draft = village.notice(FIRST, FIRST + timedelta(days=4), options=BoardOptions(**options))
    return village.app.notices.view(village.branch, TERM, draft).sheet


def rows(sheet):
    return [row for part in sheet.lists for row in part.rows]


class TestDeductions:
    def test_they_are_in_the_totals_alone_unless_it_is_chosen(self, ready):
        ready.confirm_all()
        sheet = sheet_of(ready)
        assert all("−" not in row.note for row in rows(sheet))
        assert not any("扣分项目" in remark for remark in sheet.remarks)

    def test_by_kind_each_row_names_its_kinds_and_points(self, ready):
        ready.confirm_all()
        items = ready.app.schemes.current(ready.branch, OCTOBER.last).items
        sheet = sheet_of(ready, deductions=True)
        notes = {row.name: row.note for row in rows(sheet)}
        remark = next(r for r in sheet.remarks if r.startswith("扣分项目："))
        marks = {
            items[i].name: remark[remark.index(items[i].name) - 2] for i in ("neg_rumor", "neg_gambling")
        }
        assert set(marks.values()) == {"①", "②"}
        assert notes["林为民"] == f"{marks[items['neg_rumor'].name]}−5"
        assert notes["孙石头"].count("−") == 2
        assert notes["周小禾"] == ""

    def test_a_kind_that_nobody_has_is_not_named(self, village):
        village.at(date(2026, 10, 30))
        village.declare("林为民", "dues", DAY)
        village.confirm_all()
        assert not any("扣分" in remark for remark in sheet_of(village, deductions=True).remarks)


class TestMasked:
    def test_the_surname_is_left_and_equals_are_told_apart(self, ready):
        ready.confirm_all()
        sheet = sheet_of(ready, masked=True)
        found = {(row.name, row.group_name) for row in rows(sheet)}
        assert len(found) == 8
        assert ("王**", "一组") in found
        assert ("王**", "二组") in found
        assert any("只显示姓氏" in remark for remark in sheet.remarks)

    def test_two_of_one_mask_in_one_group_have_numbers(self, ready):
        draft = MemberDraft(
            name="周大田", branch_uid=ready.branch, group_uid=ready.groups["一组"], category="A",
            id_number=id_number(99),
        )  # fmt: skip
        ready.app.members.add(ready.recorder, draft)
        names = {row.name for row in rows(sheet_of(ready, masked=True)) if row.name.startswith("周")}
        assert names == {"周**1", "周**2"}

    def test_the_order_changes_no_name(self, ready):
        ready.confirm_all()
        by_order = [
            {row.member_key: row.name for row in rows(sheet_of(ready, masked=True, order=order))}
            for order in BoardOrder
        ]
        assert by_order[0] == by_order[1] == by_order[2]

    def test_no_full_name_is_left_anywhere(self, ready):
        ready.confirm_all()
        ready.at(date(2026, 11, 28))
        sheet = sheet_of(ready, masked=True, deductions=True, sections=True)
        names = {row.name for row in ready.app.members.rows(DAY)}
        told = repr(replace(sheet, contact=""))
        assert not [name for name in names if name in told]


def test_nothing_personal_is_read_on_any_variant(ready):
    """Every choice, every paper, and the version after a correction."""
    ready.app.members.update(
        ready.recorder, ready.members["孙石头"],
        MemberDraft(
            name="孙石头", branch_uid=ready.branch, group_uid=ready.groups["二组"], category="A",
            id_number=id_number(7, born="19480506"), phone=CANARIES["phone"], note=CANARIES["note"],
            name_note=CANARIES["name_note"], ethnicity=CANARIES["ethnicity"], birth_date=date(1948, 5, 6),
        ),
    )  # fmt: skip
    ready.confirm_all()
    for by_class, order, sections, deductions, masked in product(
        (False, True), BoardOrder, (False, True), (False, True), (False, True)
    ):
        sheet = sheet_of(
            ready, by_class=by_class, order=order, sections=sections, deductions=deductions, masked=masked
        )
        _assert_clean(repr(sheet))
    _assert_clean(_paper(ready, sheet))
    ready.post()
    ready.at(date(2026, 11, 3))
    line = ready.app.corrections.lines(ready.branch, ready.members["周小禾"], OCTOBER)[0]
    change = Change(line.uid, None, CANARIES["decision"], CANARIES["basis"], ready.members["钱二妹"])
    ready.app.corrections.correct(ready.secretary, change)
    draft = replace(ready.notice(date(2026, 11, 3), date(2026, 11, 9)), reason="核查后更正")
    ready.app.notices.repost(ready.secretary, ready.branch, TERM, draft)
    again = ready.app.notices.view(ready.branch, TERM).sheet
    assert again.version == 2
    _assert_clean(repr(again) + _paper(ready, again))


def _paper(village, sheet):
    """What can be read on the PDF and in the workbook."""
    texts = []
    for kind in (DocumentKind.BOARD_A4, DocumentKind.BOARD_A3):
        data = village.app.press.render(kind, village.branch, OCTOBER, board=sheet).data
        with pdfium.PdfDocument(data) as pdf:
            texts += [page.get_textpage().get_text_bounded() for page in pdf]
    book = village.app.press.render(DocumentKind.BOARD_XLSX, village.branch, OCTOBER, board=sheet).data
    for page in openpyxl.load_workbook(io.BytesIO(book)):
        texts += [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]
    return "\n".join(texts)


def _assert_clean(text):
    found = [name for name, canary in CANARIES.items() if canary in text]
    assert not found


def test_a_ranked_board_is_headed_by_rank(ready):
    """The frozen sheet tells of its order in words alone; paper and workbook read them."""
    from app.services.documents.board_plan import serial_title

    ready.confirm_all()
    assert serial_title(sheet_of(ready)) == "序号"
    ranked = sheet_of(ready, order=BoardOrder.RANK)
    assert serial_title(ranked) == "名次"
    book = ready.app.press.render(DocumentKind.BOARD_XLSX, ready.branch, OCTOBER, board=ranked)
    page = openpyxl.load_workbook(io.BytesIO(book.data)).active
    cells = {str(cell.value) for row in page.iter_rows(max_row=12) for cell in row}
    assert "名次" in cells
    assert "序号" not in cells
