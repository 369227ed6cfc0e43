"""The editor of drafts: from a preset to a version, by keyboard and mouse."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox

from app.bootstrap import build_app
from app.paths import AppPaths
from app.resources import resource
from app.services import scheme_text
from app.services.documents.output import write_out
from app.ui.messages import Level
from app.ui.pages.scheme import draft_actions
from app.ui.pages.scheme.adopt_dialog import AdoptDialog
from app.ui.pages.scheme.name_dialog import NameDialog
from app.ui.pages.scheme.part_form import PATH
from app.ui.preview.window import PreviewWindow

S1 = resource("schemes", "S1.toml").read_text("utf-8")


@pytest.fixture
def drafting(office, village):
    """The window with a draft made from S1 through the menu."""

    def start(**keys):
        window = office(**keys)
        page = window.open("scheme")
        action = next(each for each in page._new_menu.actions() if "S1" in each.text())
        action.trigger()
        window.settle()
        return window, page

    return start


def field(page, path: str):
    """The field of a value in the form."""
    return page.editor.fields()[path]


def figure(page, path: str, text: str) -> None:
    """Type a figure into a field."""
    edit = getattr(field(page, path), "figure", field(page, path))
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)


def choose(combo, value) -> None:
    """Choose an entry as a person does."""
    combo.setCurrentIndex(combo.findData(value))
    combo.activated.emit(combo.currentIndex())


def kept(village, page) -> str:
    return village.app.drafts.get(page.desk.draft.uid).text


def fill(monkeypatch, **values):
    """Answer the dialog of adoption with these figures; returns what its dialogs said."""
    said: list[AdoptDialog] = []

    def play(dialog: AdoptDialog) -> int:
        for key, value in values.items():
            if key == "passed":
                dialog.examples.setChecked(value)
            elif key in dialog.figures:
                dialog.figures[key].setFocus()
                dialog.figures[key].selectAll()
                QTest.keyClicks(dialog.figures[key], str(value))
            else:
                edit = getattr(dialog, key)
                edit.selectAll()
                edit.insert(value) if key == "place" else QTest.keyClicks(edit, value)
        dialog.adopt_button.click()
        said.append(dialog)
        return 0

    monkeypatch.setattr(AdoptDialog, "exec", play)
    return said


def test_from_a_preset_to_a_version(drafting, village, monkeypatch):
    """The five minutes of a secretary: one cap, one item, looked at, adopted."""
    window, page = drafting()
    assert page.header.state_text.startswith("草稿 · 已自动保存 · 没有错误")
    page.editor.go("items/volunteer")
    figure(page, "items/volunteer/limits/0/points", "6")
    monkeypatch.setattr(NameDialog, "ask", staticmethod(lambda *_: "参加集市义卖"))
    page.editor.bar.add.click()
    assert page.editor.tree.current_path == "items/cjjsym"
    figure(page, "items/cjjsym/amount/points", "2")
    window.settle()
    assert "3 次“参加集市义卖” → 4 分（应得 6 分，封顶）" in page.editor.example.text
    text = kept(village, page)
    assert scheme_text.get(text, "items/volunteer/limits/0/points") == 6
    assert scheme_text.get(text, "items/cjjsym/section") == "incentive"
    page.tabs.choose("differences")
    page.tabs.chosen.emit("differences")
    assert [row.found.place for row in page.differences.table.shown_rows] == [
        "项目“参加志愿服务” · 上限",
        "项目“参加集市义卖”",
    ]
    fill(monkeypatch, place="村委会", present=6, votes_for=6, passed=True)
    page.adopt_button.click()
    window.settle()
    [_, version] = village.app.schemes.history(village.branch)
    assert version.meeting.votes_for == 6
    assert version.starts_on == date(2026, 1, 1)
    assert page.desk.draft is None
    assert village.app.drafts.list(village.branch) == ()
    assert "共 2 版" in page.header.state_text
    assert any(row.name == "参加集市义卖" for row in page.reader.table.shown_rows)


def test_the_dialog_says_all_that_is_missing(drafting, village, monkeypatch):
    window, page = drafting()
    page.editor.go("items/volunteer")
    figure(page, "items/volunteer/limits/0/points", "6")
    window.settle()
    said = fill(monkeypatch, present=20, votes_for=3, held_on="2026-10-09", starts_on="2026-10-15")
    page.adopt_button.click()
    dialog = said[0]
    assert "还没有开" in dialog.form.fault_text("held_on")
    assert "实到" in dialog.form.fault_text("present")
    assert "没有通过" in dialog.form.fault_text("votes_for")
    assert "示例分值没有确认" in dialog._fault.text()
    assert "周期当中" in dialog._meaning.text()
    assert "参加志愿服务" in dialog.differences.toPlainText()
    assert dialog.adoption is None
    assert len(village.app.schemes.history(village.branch)) == 1


def test_a_fault_is_told_at_once_and_a_click_goes_to_its_place(drafting, village, qtbot):
    window, page = drafting()
    page.editor.go("items/volunteer")
    edit = field(page, "items/volunteer/limits/0/points").figure
    edit.setFocus()
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    window.settle()
    assert "项目“参加志愿服务”，上限" in page.editor.check.words
    assert "还有 1 处要改正" in page.header.state_text
    assert not page.adopt_button.isEnabled()
    page.editor.go("cycle")
    page.editor.check.list.clicked.emit(page.editor.check.list.model().index(0, 0))
    assert page.editor.tree.current_path == "items/volunteer"
    figure(page, "items/volunteer/limits/0/points", "5")
    window.settle()
    assert page.editor.check.words == ""
    assert page.adopt_button.isEnabled()


def test_no_words_of_the_file_reach_the_screen(drafting, village):
    window, page = drafting()
    text = scheme_text.put(page.desk.text, "items/volunteer/section", "nowhere")
    text = scheme_text.put(text, "items/quiz/limits/0", {"window": "year", "points": 4, "times": 2})
    text = scheme_text.put(text, "items/lecture/name", "参加主题党日")
    text = scheme_text.put(text, "posting/periods", ["month", "month"])
    text = scheme_text.put(text, "items/council/amount", {"kind": "attendance", "present": 1})
    text = scheme_text.put(text, "items/council/polarity", "both")
    page.desk.replace(scheme_text.put(text, "items/dues/activity", "lecture"))
    window.settle()
    words = page.editor.check.words.replace("nowhere", "")
    assert words
    assert not any(letter.isascii() and letter.isalpha() for letter in words)


def test_typing_on_is_one_step_and_can_be_taken_back(drafting, village):
    window, page = drafting()
    page.editor.go("items/volunteer")
    name = field(page, "items/volunteer/name")
    name.setFocus()
    name.selectAll()
    window.type("森林防火")
    window.settle()
    assert kept(village, page) != S1
    page.editor.bar.steps["undo"].click()
    window.settle()
    assert page.desk.text == S1
    assert kept(village, page) == S1
    page.editor.bar.steps["redo"].click()
    assert page.desk.value("items/volunteer/name") == "森林防火"
    assert not page.editor.bar.steps["redo"].isEnabled()


def test_the_cursor_stays_where_it_is_while_the_draft_is_saved(drafting, village):
    window, page = drafting()
    page.editor.go("items/volunteer")
    name = field(page, "items/volunteer/name")
    name.setFocus()
    name.end(False)
    window.type("一")
    window.settle()
    assert QApplication.focusWidget() is name
    window.type("二")
    window.settle()
    assert scheme_text.get(kept(village, page), "items/volunteer/name") == "参加志愿服务一二"


def test_leaving_the_page_saves_at_once(drafting, village):
    window, page = drafting()
    page.editor.go("items/volunteer")
    figure(page, "items/volunteer/limits/0/points", "7")
    window.window.show_page("home")
    assert scheme_text.get(kept(village, page), "items/volunteer/limits/0/points") == 7


@pytest.mark.parametrize(
    "kind",
    [
        "fixed",
        "range",
        "choice",
        "steps",
        "per_unit",
        "graduated",
        "attendance",
        "expected",
        "state",
        "ballot",
    ],
)
def test_every_kind_of_amount_can_be_chosen_and_has_its_own_form(drafting, village, kind):
    window, page = drafting()
    page.desk.replace(scheme_text.put(page.desk.text, "items/volunteer/roles", None))
    page.editor.go("items/volunteer")
    choose(field(page, "items/volunteer/amount/kind"), "choice" if kind == "fixed" else "fixed")
    choose(field(page, "items/volunteer/amount/kind"), kind)
    window.settle()
    assert page.desk.value("items/volunteer/amount/kind") == kind
    assert page.desk.value("items/volunteer/polarity") == {"attendance": "both", "expected": "minus"}.get(
        kind
    )
    paths = [path for path in page.editor.fields() if path.startswith("items/volunteer/amount/")]
    assert len(paths) > 1
    from app.services.scoring import check_scheme

    # A fresh amount may not fit the rest of the item, but never its own table.
    assert not [each for each in check_scheme(page.desk.text, source="") if "分值 ·" in each.place]


def test_rows_are_added_moved_and_removed(drafting, village):
    window, page = drafting()
    page.editor.go("items/quiz")
    rows = field(page, "items/quiz/amount/levels/0/name").parent()
    buttons = page.editor._form.findChildren(type(page.editor.bar.add))
    next(each for each in buttons if each.text() == "加一档").click()
    assert rows is not None
    assert QApplication.focusWidget() is field(page, "items/quiz/amount/levels/4/name")
    window.type("优胜奖")
    names = [level["name"] for level in page.desk.value("items/quiz/amount/levels")]
    assert len(names) == 5
    up = [
        each
        for each in page.editor._form.findChildren(type(page.editor.bar.steps["up"]))
        if each.toolTip() == "上移"
    ]
    up[-1].click()
    after = [level["name"] for level in page.desk.value("items/quiz/amount/levels")]
    assert after == [*names[:3], names[4], names[3]]
    away = [
        each
        for each in page.editor._form.findChildren(type(page.editor.bar.steps["up"]))
        if each.toolTip() == "删去这一行"
    ]
    away[0].click()
    assert [level["name"] for level in page.desk.value("items/quiz/amount/levels")] == after[1:]


def test_parts_are_copied_moved_removed_and_switched_off(drafting, village, message_mock):
    _, page = drafting()
    steps, tree = page.editor.bar.steps, page.editor.tree
    page.editor.go("items/volunteer")
    steps["copy"].click()
    copied = tree.current_path
    assert page.desk.value(f"{copied}/name") == "参加志愿服务（副本）"
    steps["up"].click()
    ids = [item["id"] for item in page.desk.plain["items"]]
    assert ids.index(copied.split("/")[1]) == ids.index("volunteer") - 1
    steps["remove"].click()
    assert copied not in tree.paths
    page.editor.go("items/volunteer")
    tick = field(page, "items/volunteer/enabled")
    assert isinstance(tick, QCheckBox)
    tick.click()
    assert page.desk.value("items/volunteer/enabled") is False
    page.editor.go("sections/incentive")
    steps["remove"].click()
    message_mock.assert_shown(Level.QUESTION, "激励积分", "10 个项目")
    assert "sections/incentive" in tree.paths


def test_every_part_of_every_preset_has_a_form(office, village):
    window = office()
    page = window.open("scheme")
    for key in ("S0", "S1"):
        page.actions_of_page.from_preset(key)
        window.settle()
        text = page.desk.text
        for path in page.editor.tree.paths:
            page.editor.go(path)
            assert page.editor.tree.current_path == path
            assert page.editor._form is not None
        page.editor.go("appraisal")
        page.desk.put({"appraisal": {"options": []}}, rebuild=True)
        page.editor.bar.steps["undo"].click()
        assert page.desk.text == text, "looking changes nothing"


def test_the_arrow_keys_walk_through_the_parts(drafting, village):
    _, page = drafting()
    tree = page.editor.tree
    tree.choose("items/dues")
    tree.setFocus()
    QTest.keyClick(tree, Qt.Key.Key_Down)
    assert page.editor._title.text() == "参加主题党日"
    tree.selectionModel().setCurrentIndex(
        tree.indexAbove(tree.currentIndex()), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )
    assert field(page, "items/dues/name").property(PATH) == "items/dues/name"


def test_a_recorder_drafts_and_the_secretary_adopts(drafting, village, monkeypatch, message_mock):
    window, page = drafting(actor=village.recorder)
    page.editor.go("items/volunteer")
    figure(page, "items/volunteer/limits/0/points", "6")
    window.settle()
    said = fill(monkeypatch, present=6, votes_for=6, passed=True)
    page.adopt_button.click()
    message_mock.assert_shown(Level.WARNING, "须由书记办理")
    assert not said, "nobody fills in a form in vain"
    assert len(village.app.schemes.history(village.branch)) == 1


def test_a_viewer_looks_and_changes_nothing(drafting, village):
    window, page = drafting()
    window.act_as(village.viewer)
    assert "查看人" in page._banner.text
    assert not page.new_button.isEnabled()
    assert not page.adopt_button.isEnabled()
    page.editor.go("items/volunteer")
    assert not field(page, "items/volunteer/name").isEnabled()
    page._on_more()
    assert [action.text() for action in page._more_menu.actions()] == ["打印一览表", "导出为文件……"]
    page._more_menu.close()


def test_a_draft_changed_elsewhere_is_not_overwritten(drafting, village, message_mock):
    window, page = drafting()
    message_mock.answer = "不要这些改动"
    uid = page.desk.draft.uid
    other = scheme_text.put(S1, "name", "别处改的")
    village.app.drafts.save_text(village.secretary, uid, other, revision=1)
    page.editor.go("items/volunteer")
    figure(page, "items/volunteer/limits/0/points", "6")
    window.settle()
    message_mock.assert_shown(Level.QUESTION, "已在别处改过")
    assert village.app.drafts.get(uid).text == other
    assert page.desk.draft is None


def test_a_file_with_faults_says_all_and_becomes_a_draft_only_if_wanted(
    office, village, message_mock, monkeypatch, tmp_path
):
    text = scheme_text.put(S1, "items/volunteer/section", "nowhere")
    text = scheme_text.put(text, "items/quiz/limits/0", {"window": "year", "points": 4, "times": 2})
    write_out(tmp_path / "来稿.toml", text.encode())
    monkeypatch.setattr(
        draft_actions.QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "来稿.toml"), "")
    )
    window = office()
    page = window.open("scheme")
    message_mock.answer = "取消"
    page.actions_of_page.from_file()
    message_mock.assert_shown(Level.QUESTION, "2 处错误", "volunteer", "quiz")
    assert village.app.drafts.list(village.branch) == ()
    message_mock.answer = "建成草稿再改"
    page.actions_of_page.from_file()
    window.settle()
    assert page.desk.error_count == 2
    write_out(tmp_path / "来稿.toml", b"[[[")
    page.actions_of_page.from_file()
    message_mock.assert_shown(Level.WARNING, "读不出来", "第 1 行")
    assert len(village.app.drafts.list(village.branch)) == 1


def test_the_sheet_of_the_draft_opens_in_the_preview(drafting, village):
    window, page = drafting()
    page.editor.go("items/volunteer")
    figure(page, "items/volunteer/limits/0/points", "6")
    page._print()
    window.settle()
    previews = window.window.findChildren(PreviewWindow)
    assert len(previews) == 1
    previews[0].close()


def test_renamed_and_thrown_away(drafting, village, message_mock, monkeypatch):
    window, page = drafting()
    monkeypatch.setattr(NameDialog, "ask", staticmethod(lambda *_: "2027年办法"))
    page.actions_of_page.rename(page._drafts[page.desk.draft.uid])
    window.settle()
    assert page.chooser.currentText() == "草稿：2027年办法"
    message_mock.answer = "删除"
    page.actions_of_page.delete(page._drafts[page.desk.draft.uid])
    window.settle()
    assert page.desk.draft is None
    assert page._views.currentWidget() is page.reader


def test_drafts_belong_to_their_branch(drafting, village, office):
    _, page = drafting()
    first = page.desk.draft.uid
    page.actions_of_page.from_version()
    assert page.desk.draft.uid != first
    page.chooser.setCurrentIndex(page.chooser.findData(first))
    page.chooser.activated.emit(page.chooser.currentIndex())
    assert page.desk.draft.uid == first
    page.chooser.setCurrentIndex(0)
    page.chooser.activated.emit(0)
    assert page._views.currentWidget() is page.reader


def test_what_was_typed_is_in_the_file_when_the_program_is_killed(drafting, village, tmp_path, clock):
    window, page = drafting()
    page.editor.go("items/volunteer")
    figure(page, "items/volunteer/limits/0/points", "8")
    window.settle()
    # The file as a killed program leaves it: nothing is closed, nothing said goodbye.
    left = AppPaths(tmp_path / "left")
    left.create()
    shutil.copyfile(village.app.paths.ledger, left.ledger)
    again = build_app(left, clock=clock)
    try:
        [draft] = again.drafts.list(village.branch)
        assert scheme_text.get(draft.text, "items/volunteer/limits/0/points") == 8
    finally:
        again.close()
