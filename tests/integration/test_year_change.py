"""December deeds that come before the January meeting: they count in the year of the deed and are seen in January."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.services.months import Month
from app.services.press import DocumentKind

DECEMBER, JANUARY = Month(2026, 12), Month(2027, 1)


def test_a_december_deed_confirmed_in_january_counts_in_its_own_year(village):
    village.at(date(2026, 12, 20))
    village.declare("孙石头", "dues", date(2026, 12, 5), month=DECEMBER)
    village.confirm_all(DECEMBER)
    village.at(date(2027, 1, 20))
    village.declare("孙石头", "volunteer", date(2026, 12, 28), month=JANUARY, basis="巡河")
    village.declare("孙石头", "dues", date(2027, 1, 5), month=JANUARY)
    village.confirm_all(JANUARY)

    row = village.board_row("孙石头", JANUARY)
    assert (row.period_points, row.year_points) == (Decimal(1), Decimal(1)), "January has its own year"
    sheet = village.app.paper.board(village.branch, JANUARY)
    assert any("2026年度" in remark and "孙石头 +2 分" in remark for remark in sheet.remarks)

    uid = village.members["孙石头"]
    [form] = village.app.records.record_forms(village.branch, JANUARY, member_uids=[uid])
    [late] = [line for line in form.lines if line.mark == "补记"]
    assert late.counted == 0
    assert late.limit_note == "计入2026年度 2.0 分"
    assert sum(line.counted for line in form.lines) == form.period_total == 1

    rows = village.app.press.sheets(DocumentKind.LEDGER_XLSX, village.branch, JANUARY)[0].rows
    assert [(r.item_name, r.kind) for r in rows if r.kind == "补记"] == [("参加志愿服务", "补记")]
    december = village.app.records.figures(village.branch, DECEMBER)[uid]
    assert december.total == 1, "a sheet of an archived month never changes"


def test_nothing_is_carried_back_in_an_ordinary_year(village):
    village.at(date(2026, 10, 20))
    village.declare("孙石头", "dues", date(2026, 10, 5))
    village.confirm_all()
    assert not [r for r in village.app.paper.board(village.branch, Month(2026, 10)).remarks if "年度" in r]


def test_the_arithmetic_of_a_december_deed_is_shown_before_and_after_the_january_meeting(village):
    village.at(date(2027, 1, 20))
    uid = village.declare("孙石头", "volunteer", date(2026, 12, 28), month=JANUARY, basis="巡河")
    before = village.app.declarations.explain(village.branch, JANUARY, uid)
    village.confirm_all(JANUARY)
    after = village.app.declarations.explain(village.branch, JANUARY, uid)
    assert before.after == after.after == 2
