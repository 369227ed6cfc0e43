"""方案 on a real ledger: the scheme in force, to be read."""

from __future__ import annotations

import pytest

from app.services.schemes import presets
from app.services.scoring import Polarity
from app.ui.pages.scheme.rows import general_rows, grade_rows, item_rows, veto_rows
from app.ui.pages.scheme.words_dialog import WordsDialog


def test_items_stand_under_their_sections_with_their_rules(office, village):
    reader = office().open("scheme").reader
    rows = reader.table.shown_rows
    assert len(rows) == 17
    assert rows[0].section == "基础积分"
    volunteer = next(row for row in rows if row.name == "参加志愿服务")
    assert "带头加倍" in volunteer.rule
    assert volunteer.example
    assert "示例分值" in reader.example.text


def test_every_list_can_be_reached_and_is_complete(office, village):
    window = office()
    reader = window.open("scheme").reader
    counts = {}
    for key in ("minus", "veto", "grade", "general", "version"):
        reader.chips.choose(key)
        reader.chips.chosen.emit(key)
        counts[key] = len(reader.other_table.shown_rows if key != "minus" else reader.table.shown_rows)
    scheme = village.app.schemes.current(village.branch, window.context.month.last)
    assert counts["minus"] == len([i for i in scheme.items.values() if i.polarity is Polarity.MINUS])
    assert counts["veto"] == len(scheme.vetoes)
    assert counts["grade"] == len(scheme.grades) + len(scheme.marks) + len(scheme.proposals)
    assert counts["version"] == 1


def test_search_narrows_and_the_panel_follows(office, village, qtbot):
    reader = office().open("scheme").reader
    reader.search.setText("志愿")
    qtbot.waitUntil(lambda: len(reader.table.shown_rows) == 1)
    assert reader.panel._name.text() == "参加志愿服务"


def test_another_page_can_point_at_an_item(office, village):
    window = office()
    window.context.go("scheme", "neg_rumor")
    reader = window.window.current_page.reader
    assert reader.chips.current == "minus"
    assert reader.table.current_row.uid == "neg_rumor"
    assert any("第二人" in text for _, text in reader.table.current_row.details)


def test_nothing_of_a_preset_is_left_out():
    for preset in presets():
        scheme = preset.scheme
        shown = item_rows(scheme, Polarity.PLUS) + item_rows(scheme, Polarity.MINUS)
        assert {row.uid for row in shown} == set(scheme.items)
        assert len(veto_rows(scheme)) == len(scheme.vetoes)
        assert all(row.rule for row in grade_rows(scheme))
        general = "\n".join(f"{row.name}{row.rule}" for row in general_rows(scheme))
        assert f"不少于 {scheme.posting.notice_days}" in general
        assert scheme.source in general
        assert all(section.name in general for section in scheme.children())


@pytest.fixture
def read_dialogs(monkeypatch):
    """Texts that were opened for reading; nobody has to close them."""
    shown: list[str] = []
    monkeypatch.setattr(WordsDialog, "exec", lambda dialog: shown.append(dialog.words.toPlainText()))
    return shown


def test_an_old_version_can_be_read_compared_exported_and_drafted_from(
    office, village, read_dialogs, monkeypatch, tmp_path
):
    from datetime import date

    from app.services import scheme_text
    from app.ui.pages.scheme import draft_actions

    old = village.app.schemes.history(village.branch)[0]
    _, text = village.app.schemes.version(old.uid)
    text = scheme_text.put(text, "items/volunteer/limits/0/points", 6)
    village.app.schemes.adopt(
        village.secretary, village.branch, text=text, starts_on=date(2026, 10, 1), note="测试"
    )
    window = office()
    page = window.open("scheme")
    reader = page.reader
    reader.chips.choose("version")
    reader.show_list("version")
    assert [row.details[0][1] for row in reader.other_table.shown_rows] == [
        "现在执行",
        "以前执行过，那时的事项仍按它计分",
    ]
    reader.versions.buttons["words"].click()
    assert "参加志愿服务（示例分值）：每次 2 分，带头加倍，全年最多 6 分" in read_dialogs[-1]
    reader.versions.other.setCurrentIndex(reader.versions.other.findData(old.uid))
    reader.versions.compare.click()
    assert read_dialogs[-1] == "1. 项目“参加志愿服务”：全年上限由 4 分改为 6 分"
    target = tmp_path / "方案"
    monkeypatch.setattr(draft_actions.QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    reader.other_table.select_uid(old.uid)
    reader.versions.buttons["export"].click()
    assert village.app.drafts.read_file(tmp_path / "方案.toml").error_count == 0
    reader.versions.buttons["draft"].click()
    window.settle()
    assert page.desk.draft is not None
    assert page.desk.value("items/volunteer/limits/0/points") == 4


def test_a_version_to_come_is_told_in_the_dialog_and_can_be_withdrawn(office, village, monkeypatch):
    from datetime import date

    from PySide6.QtTest import QTest

    from app.services import scheme_text
    from app.ui.pages.scheme.adopt_dialog import AdoptDialog
    from app.ui.pages.scheme.name_dialog import NameDialog

    _, text = village.app.schemes.version(village.app.schemes.history(village.branch)[0].uid)
    text = scheme_text.put(text, "items/volunteer/limits/0/points", 6)
    window = office()
    page = window.open("scheme")
    assert page.reader.versions.buttons["withdraw"].isHidden()
    uid = village.app.schemes.adopt(
        village.secretary, village.branch, text=text, starts_on=date(2027, 1, 1), note="测试"
    ).ids[0]
    page.actions_of_page.from_preset("S1")
    page.desk.put({"items/volunteer/limits/0/points": 8})
    said: list[str] = []

    def play(dialog: AdoptDialog) -> int:
        dialog.starts_on.selectAll()
        QTest.keyClicks(dialog.starts_on, "2026-12-01")
        said.append(dialog._warning.text())
        return 0

    monkeypatch.setattr(AdoptDialog, "exec", play)
    page._on_adopt()
    assert "自2027年1月1日起执行" in said[0]
    assert "代替" not in said[0]
    page._open("")
    reader = page.reader
    reader.chips.choose("version")
    reader.show_list("version")
    reader.other_table.select_uid(uid)
    monkeypatch.setattr(NameDialog, "ask", staticmethod(lambda *_: "大会重新表决"))
    reader.versions.buttons["withdraw"].click()
    window.settle()
    assert [version.uid != uid for version in village.app.schemes.history(village.branch)] == [True]
    assert reader.versions.buttons["withdraw"].isHidden()
    assert text in {draft.text for draft in village.app.drafts.list(village.branch)}
