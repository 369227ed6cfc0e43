"""The roster import in the page: read, map, look, mend, import; nothing is written before the red button."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog

from app.resources import resource
from app.services.exchange.roster import RosterField, read_table
from app.services.sample.data import roster_path
from app.ui.roster_import.preview_columns import Part
from tests.helpers.factories import id_number

DAY = date(2026, 10, 31)
FAULTY = resource("samples", "roster-faulty.xlsx")


FULL_WIDTH = {ord("0") + digit: chr(ord("０") + digit) for digit in range(10)}


def workbook(path, rows, *, headings=("姓名", "身份证号", "党小组", "人员类别"), above=()):
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (*above, headings, *rows):
        sheet.append(list(row))
    book.save(path)
    return path


@pytest.fixture
def flow(village, open_page, settled):
    page = open_page()
    page.show_import()
    return page.roster.flow


def read(flow, path, settled, **where):
    flow.read(path, **where)
    settled()
    return flow.preview_step


def shown_names(step) -> list[str]:
    return [row.values.name for row in step.table.shown_rows]


def test_nothing_is_written_before_the_button(flow, village, services, settled, tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        [("李小河", id_number(70), "一组", "正式"), ("孙石头", id_number(7), "二组", "正式")],
    )
    step = read(flow, path, settled)
    assert step.counts_text.startswith("2 行：可导入 2")
    assert "新增 1" in step.counts_text
    assert flow.import_button.text() == "导入 2 人"
    assert len(services.members.rows(DAY)) == 8
    flow.import_button.click()
    settled()
    rows = services.members.rows(DAY)
    assert len(rows) == 9
    assert "李小河" in {row.name for row in rows}


def test_id_numbers_are_shown_whole_on_the_smallest_screen(flow, settled, tmp_path):
    flow.window().resize(1024, 728)
    path = workbook(tmp_path / "a.xlsx", [("欧阳建国", id_number(70).translate(FULL_WIDTH), "一组", "正式")])
    table = read(flow, path, settled).table
    index = table.proxy.index(0, 2)
    assert index.data() == id_number(70)
    assert table.columnWidth(2) >= table.sizeHintForIndex(index).width()


def test_importing_twice_changes_nothing(flow, services, settled, tmp_path, qtbot):
    path = workbook(tmp_path / "a.xlsx", [("李小河", id_number(70), "一组", "正式")])
    read(flow, path, settled)
    flow.import_button.click()
    settled()
    step = read(flow, path, settled)
    assert "不变 1" in step.counts_text
    assert "新增" not in step.counts_text
    assert not flow.import_button.isEnabled()
    assert flow.import_button.text() == "与台账一致，不用导入"


def test_a_roster_of_three_branches_asks_which(flow, services, settled, village, tmp_path):
    own = services.units.branches()[0].name
    headings = ("姓名", "身份证号", "所在党支部", "党小组")
    rows = [
        ("李小河", id_number(70), own, "一组"),
        ("贺茶香", id_number(71), "中共云岭镇茶亭支部委员会", "三组"),
        ("宋渡口", id_number(72), "中共云岭镇洲头支部委员会", "四组"),
    ]
    step = read(flow, workbook(tmp_path / "a.xlsx", rows, headings=headings), settled)
    assert step.branches.isVisibleTo(step)
    assert "3 个支部" in step.branches.text
    assert "茶亭支部委员会 1 人" in step.branches.text
    assert step.branches.own_button.isChecked()
    assert step.branches.own_button.text() == "只导本支部 1 人"
    assert flow.import_button.text() == "导入 1 人"
    assert "不导 2" in step.counts_text
    step.branches.all_button.click()
    settled()
    assert step.branches.all_button.isChecked()
    assert flow.import_button.text() == "导入 3 人"
    flow.import_button.click()
    settled()
    first, second, third = services.units.branches()
    assert "李小河" in {row.name for row in services.members.rows(DAY, branch_uid=first.uid)}
    assert [row.name for row in services.members.rows(DAY, branch_uid=second.uid)] == ["贺茶香"]
    assert [row.name for row in services.members.rows(DAY, branch_uid=third.uid)] == ["宋渡口"]


def test_another_file_is_chosen_at_once(flow, settled, tmp_path, monkeypatch):
    first = workbook(tmp_path / "a.xlsx", [("李小河", id_number(70), "一组", "正式")])
    second = workbook(tmp_path / "b.xlsx", [("李大河", id_number(71), "一组", "正式")])
    step = read(flow, first, settled)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: ("", ""))
    step.back_button.click()
    assert flow.steps.currentWidget() is step
    assert shown_names(step) == ["李小河"]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(second), ""))
    step.back_button.click()
    settled()
    assert shown_names(step) == ["李大河"]


def test_the_page_comes_back_with_the_warning(village, open_page, settled, tmp_path):
    page = open_page()
    page.show_import()
    path = workbook(tmp_path / "a.xlsx", [("李小河", id_number(70), "一组", "正式")])
    read(page.roster.flow, path, settled)
    page.roster.flow.import_button.click()
    settled()
    assert page.stack.currentWidget() is page.list
    assert "计入支部" in page._note.text
    assert len(page.list.rows) == 9


def test_every_fault_is_shown_with_its_row(flow, settled):
    step = read(flow, FAULTY, settled)
    assert step.chip_bar._buttons[Part.REFUSED].text() == "有问题 8"
    step.chip_bar._buttons[Part.REFUSED].click()
    rows = step.table.shown_rows
    assert len(rows) == 8
    for row in rows:
        step.table.select_uid(str(row.number))
        cells = step.table.export_rows()[1][rows.index(row)]
        for issue in row.issues:
            assert issue.message in cells[-1]
    assert flow.import_button.text() == "导入 4 人"


def test_a_cell_is_typed_anew_and_checked_again(flow, settled, services, tmp_path):
    good = id_number(70)
    path = workbook(
        tmp_path / "a.xlsx", [("李小河", good[:-1] + ("0" if good[-1] != "0" else "1"), "一组", "正式")]
    )
    step = read(flow, path, settled)
    assert not flow.import_button.isEnabled()
    editor = step.row_card.editors[RosterField.ID_NUMBER]
    editor.setText(good)
    editor.editingFinished.emit()
    settled()
    assert flow.import_button.text() == "导入 1 人"
    flow.import_button.click()
    settled()
    added = next(row for row in services.members.rows(DAY) if row.name == "李小河")
    assert services.members.detail(added.uid).id_number == good


def test_leaving_with_typed_cells_asks(village, open_page, settled, tmp_path, message_mock):
    page = open_page()
    page.show_import()
    step = read(page.roster.flow, FAULTY, settled)
    step.corrected.emit(5, RosterField.NAME, "刘满堂堂")
    settled()
    message_mock.answer = "取消"
    page.go_back()
    assert page.stack.currentWidget() is page.roster
    message_mock.answer = "不导入，离开"
    page.go_back()
    assert page.stack.currentWidget() is page.list


def test_columns_can_be_given_another_meaning(flow, settled, tmp_path):
    headings = ("人", "证", "党小组", "人员类别")
    path = workbook(tmp_path / "a.xlsx", [("李小河", id_number(70), "一组", "正式")], headings=headings)
    flow.read(path, heading_row=1)
    settled()
    step = flow.preview_step
    assert not flow.import_button.isEnabled()
    assert "没有指定哪一列是姓名" in step.banner.text
    for place, field in ((0, RosterField.NAME), (1, RosterField.ID_NUMBER)):
        box = step.column_map.boxes[place]
        box.setCurrentIndex(box.findData(field.value))
        settled()
    assert step.banner.text == "" or "没有指定" not in step.banner.text
    assert shown_names(step) == ["李小河"]
    assert flow.import_button.isEnabled()


def test_headings_are_pointed_at_where_none_were_found(flow, settled, tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        [("李小河", id_number(70), "一组", "正式")],
        headings=("甲", "乙", "丙", "丁"),
        above=[("名单",)],
    )
    flow.read(path)
    settled()
    step = flow.heading_step
    assert flow.steps.currentWidget() is step
    assert "没有找到名册的表头" in step._banner.text
    step.table.select_uid("2")
    step.use_button.click()
    settled()
    assert flow.steps.currentWidget() is flow.preview_step
    assert flow.checked.table.heading_row == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.xlsx", b""),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 400),
        ("cut.xlsx", b"PK\x03\x04" + b"1" * 60),
    ],
)
def test_bad_files_end_in_a_clear_sentence(flow, services, settled, tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    flow.read(path)
    settled()
    assert flow.steps.currentWidget() is flow.choose_step
    assert name in flow.choose_step.fault_text
    assert len(flow.choose_step.fault_text) > len(name) + 8
    assert len(services.members.rows(DAY)) == 8


def test_the_same_roster_again_changes_nobody(sample_branch, open_page, settled):
    page = open_page()
    page.show_import()
    step = read(page.roster.flow, roster_path(), settled)
    assert len(step.table.shown_rows) == 114
    assert "不变 114" in step.counts_text


def test_an_unknown_branch_blocks_and_is_named(sample_branch, open_page, settled, tmp_path):
    headings = ("姓名", "身份证号", "所在党支部", "党小组")
    path = workbook(tmp_path / "a.xlsx", [("李小河", id_number(70), "别村党支部", "一组")], headings=headings)
    page = open_page()
    page.show_import()
    step = read(page.roster.flow, path, settled)
    assert "别村党支部" in step.banner.text
    assert not page.roster.flow.import_button.isEnabled()


def test_three_thousand_rows(flow, settled, tmp_path, qtbot):
    names = "赵钱孙李周吴郑王冯陈"
    rows = [
        (names[n % 10] + names[n // 10 % 10] + names[n // 100 % 10] + names[n // 1000], "", "一组", "正式")
        for n in range(3000)
    ]
    path = workbook(tmp_path / "big.xlsx", rows)
    ticks = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(flow.steps.currentWidget() is flow.preview_step))
    timer.start(10)
    flow.read(path)
    settled()
    timer.stop()
    assert not all(ticks), "the window lived while the worker read and checked"
    assert len(ticks) > 5
    assert len(flow.preview_step.table.shown_rows) == 3000
    assert "可导入 3000" in flow.preview_step.counts_text


def test_stopping_goes_back_to_the_choice(flow, tasks, settled, tmp_path):
    path = workbook(tmp_path / "a.xlsx", [("李小河", id_number(70), "一组", "正式")])
    flow.read(path)
    next(iter(tasks._orders)).cancel()
    settled()
    assert flow.steps.currentWidget() is flow.choose_step
    assert flow.checked is None


def test_the_template_is_saved_and_can_be_read(flow, settled, tmp_path, monkeypatch):
    from app.ui.roster_import import flow as module

    opened = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "模板"), ""))
    monkeypatch.setattr(module.QDesktopServices, "openUrl", opened.append)
    flow.choose_step.template_button.click()
    saved = tmp_path / "模板.xlsx"
    assert saved.exists()
    assert opened[0].toLocalFile() == str(tmp_path)
    with pytest.raises(Exception, match="没有人员"):
        read_table(saved)


def test_a_dropped_file_is_read(flow, settled, tmp_path):
    path = workbook(tmp_path / "a.xlsx", [("李小河", id_number(70), "一组", "正式")])
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    flow.dropEvent(QDropEvent(QPointF(5, 5), action, data, Qt.MouseButton.LeftButton, none))
    settled()
    assert flow.steps.currentWidget() is flow.preview_step


def test_ctrl_i_and_enter_open_the_file_dialog(village, open_page, qtbot, settled, monkeypatch, tmp_path):
    path = workbook(tmp_path / "a.xlsx", [("李小河", id_number(70), "一组", "正式")])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(path), ""))
    page = open_page()
    qtbot.keyClick(page.window(), Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(page.window(), Qt.Key.Key_Return)
    settled()
    assert page.roster.flow.steps.currentWidget() is page.roster.flow.preview_step
    qtbot.keyClick(page.window(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert len(page.list.rows) == 9
    assert page.context.settings.folder == str(tmp_path)
