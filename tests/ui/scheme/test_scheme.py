"""方案 on a real ledger."""

from __future__ import annotations

from app.services.schemes import presets
from app.services.scoring import Polarity
from app.ui.pages.scheme.page import scheme_facts
from app.ui.pages.scheme.rows import grade_rows, item_rows, veto_rows


def test_items_stand_under_their_sections_with_their_rules(office, village):
    page = office().open("scheme")
    rows = page.table.shown_rows
    assert len(rows) == 17
    assert rows[0].section == "基础积分"
    volunteer = next(row for row in rows if row.name == "参加志愿服务")
    assert "带头加倍" in volunteer.rule
    assert volunteer.example
    assert "示例分值" in page._example.text


def test_every_list_can_be_reached_and_is_complete(office, village):
    window = office()
    page = window.open("scheme")
    counts = {}
    for key in ("minus", "veto", "grade", "version"):
        page.chips.choose(key)
        page.chips.chosen.emit(key)
        counts[key] = len(page.other_table.shown_rows if key != "minus" else page.table.shown_rows)
    scheme = village.app.schemes.current(village.branch, window.context.month.last)
    assert counts["minus"] == len([i for i in scheme.items.values() if i.polarity is Polarity.MINUS])
    assert counts["veto"] == len(scheme.vetoes)
    assert counts["grade"] == len(scheme.grades) + len(scheme.marks) + len(scheme.proposals)
    assert counts["version"] == 1


def test_search_narrows_and_the_panel_follows(office, village, qtbot):
    page = office().open("scheme")
    page.search.setText("志愿")
    qtbot.waitUntil(lambda: len(page.table.shown_rows) == 1)
    assert page.panel._name.text() == "参加志愿服务"


def test_another_page_can_point_at_an_item(office, village):
    window = office()
    window.context.go("scheme", "neg_rumor")
    page = window.window.current_page
    assert page.chips.current == "minus"
    assert page.table.current_row.uid == "neg_rumor"
    assert any("第二人" in text for _, text in page.table.current_row.details)


def test_nothing_of_a_preset_is_left_out():
    for preset in presets():
        scheme = preset.scheme
        shown = item_rows(scheme, Polarity.PLUS) + item_rows(scheme, Polarity.MINUS)
        assert {row.uid for row in shown} == set(scheme.items)
        assert len(veto_rows(scheme)) == len(scheme.vetoes)
        assert all(row.rule for row in grade_rows(scheme))
        assert f"至少 {scheme.posting.notice_days}" in scheme_facts(scheme)
