from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QFileDialog

from app.ui.messages import Level
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.table_models.data_table import DataTable
from app.ui.table_models.row_model import ROW_ROLE, RowTableModel
from app.ui.widgets.state import Tone


@dataclass(frozen=True)
class Line:
    uid: str
    name: str
    pinyin: str
    points: int | None
    day: date
    done: bool = False


COLUMNS = (
    ColumnSpec[Line]("党员", lambda r: r.name, sort_key=lambda r: r.pinyin, width=5),
    ColumnSpec[Line](
        "分值",
        lambda r: "" if r.points is None else str(r.points),
        sort_key=lambda r: r.points,
        align=Align.RIGHT,
    ),
    ColumnSpec[Line]("日期", lambda r: r.day.strftime("%m-%d"), sort_key=lambda r: r.day, stretch=True),
    ColumnSpec[Line](
        "状态",
        lambda r: "已确认" if r.done else "待定",
        state=lambda r: Tone.GOOD if r.done else Tone.PLAIN,
        searched=False,
    ),
)
LINES = [
    Line("a", "周福生", "zhou fu sheng", 3, date(2026, 10, 15)),
    Line("b", "陈桂英", "chen gui ying", 10, date(2026, 10, 12), done=True),
    Line("c", "王建国", "wang jian guo", None, date(2026, 9, 30)),
    Line("d", "王建国", "wang jian guo", -5, date(2026, 10, 21)),
]


@pytest.fixture
def table(qtbot):
    made = DataTable(COLUMNS, uid=lambda line: line.uid, multiple=True)
    qtbot.addWidget(made)
    made.resize(700, 400)
    made.show()
    made.set_rows(LINES)
    return made


def shown(table):
    return [line.uid for line in table.shown_rows]


def test_the_model_keeps_qt_s_rules(qtmodeltester, qapp):
    model = RowTableModel(COLUMNS, uid=lambda line: line.uid)
    qtmodeltester.check(model)
    model.set_rows(LINES)
    qtmodeltester.check(model)
    model.sort(1, Qt.SortOrder.DescendingOrder)
    qtmodeltester.check(model)


def test_the_proxy_keeps_qt_s_rules(qtmodeltester, table):
    table.set_query("王")
    qtmodeltester.check(table.proxy)


def test_cells_and_headings_stand_alike(table):
    model = table.rows_model
    for column, spec in enumerate(COLUMNS):
        head = model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        cell = model.index(0, column).data(Qt.ItemDataRole.TextAlignmentRole)
        assert int(head) == int(cell) == int(spec.align.value)
    assert model.index(0, 0).data(ROW_ROLE) is LINES[0]
    done = model.index(1, 3)
    assert done.data(Qt.ItemDataRole.ForegroundRole).color() == QColor(Tone.GOOD.word_colour.value)
    assert not done.data(Qt.ItemDataRole.DecorationRole).isNull()


def test_sorting_goes_by_value_and_leaves_empty_cells_last(table):
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert shown(table) == ["d", "a", "b", "c"]
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert shown(table) == ["b", "a", "d", "c"]
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert shown(table) == ["b", "c", "d", "a"]
    table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert shown(table) == ["a", "b", "c", "d"]


def test_words_and_conditions_filter_together(table):
    table.set_query("王")
    assert shown(table) == ["c", "d"]
    table.set_condition(lambda line: line.points is not None)
    assert shown(table) == ["d"]
    table.set_query("待定")
    assert shown(table) == []
    table.set_query("")
    table.set_condition(None)
    table.set_search_text(lambda line: (line.pinyin.replace(" ", ""),))
    table.set_query("chengui")
    assert shown(table) == ["b"]


def test_a_reload_keeps_row_selection_and_place(qtbot, table):
    many = [replace(LINES[0], uid=f"u{n}", name=f"党员{n}") for n in range(300)]
    table.set_rows(many)
    table.select_uid("u200")
    place = table.verticalScrollBar().value()
    assert place > 0
    told = []
    table.current_changed.connect(told.append)
    table.set_rows([replace(line, points=7) for line in many])
    assert table.current_row == replace(many[200], points=7)
    assert told == [table.current_row]
    table.set_rows([many[0], *reversed(many[1:])])
    assert table.current_uid == "u200"
    assert table.selected_uids() == ["u200"]
    assert table.verticalScrollBar().value() == place


def test_a_record_that_is_gone_leaves_the_cursor_at_its_place(table):
    table.select_uid("b")
    table.set_rows([line for line in LINES if line.uid != "b"])
    assert table.current_uid == "c"
    table.set_rows(LINES[:1])
    assert table.current_uid == "a"
    told = []
    table.current_changed.connect(told.append)
    table.set_rows([])
    assert told == [None]


def test_filtering_out_the_current_row_tells_the_new_one_once(table):
    table.select_uid("a")
    told = []
    table.current_changed.connect(lambda line: told.append(line and line.uid))
    table.set_query("王")
    assert told == ["c"]
    assert table.current_uid == "c"


def test_copying_gives_tabs_and_one_line_a_row(qtbot, table):
    table.set_rows([replace(LINES[0], name="周\n福生"), LINES[1]])
    table.selectAll()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "周 福生\t3\t10-15\t待定\n陈桂英\t10\t10-12\t已确认"
    table.copy_selection(with_headings=True)
    assert QGuiApplication.clipboard().text().startswith("党员\t分值\t日期\t状态\n")
    heads, cells = table.export_rows()
    assert heads == ["党员", "分值", "日期", "状态"]
    assert cells[1] == ["陈桂英", "10", "10-12", "已确认"]


def test_enter_and_double_click_open_a_row(qtbot, table):
    table.select_uid("b")
    with qtbot.waitSignal(table.row_activated) as told:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert told.args == [LINES[1]]


def test_the_menu_is_chinese_and_carries_the_page_s_own_entries(qtbot, table):
    done = []
    table.add_row_action("不予认定", lambda: done.append(table.current_uid), key="R")
    table.select_uid("d")
    menu = table.make_menu()
    words = [action.text() for action in menu.actions() if action.text()]
    assert words == ["不予认定", "复制所选行\tCtrl+C", "连同表头复制", "全选\tCtrl+A", "导出表格……"]
    menu.actions()[0].trigger()
    assert done == ["d"]


def test_the_table_is_exported_as_it_is_shown(table, tmp_path, monkeypatch):
    target = tmp_path / "名单"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    table.set_rows([replace(LINES[0], name="=1+1"), LINES[1], LINES[2]])
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    table.make_menu().actions()[-1].trigger()
    sheet = load_workbook(tmp_path / "名单.xlsx").active
    found = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    heads, rows = table.export_rows()
    assert found == [heads, *rows]
    assert "=1+1" in [row[0] for row in found]
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


def test_a_place_that_cannot_be_written_is_said(table, tmp_path, monkeypatch, message_mock):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "weg" / "a.xlsx"), ""))
    table.make_menu().actions()[-1].trigger()
    message_mock.assert_shown(Level.CRITICAL, "找不到文件夹")


def test_columns_fill_the_width_and_squeeze_before_they_scroll(qtbot, table):
    width = table.viewport().width()
    assert sum(table.columnWidth(column) for column in range(4)) == width
    table.resize(330, 400)
    qtbot.waitUntil(lambda: table.viewport().width() < width)
    assert not table.horizontalScrollBar().isVisible()


def test_a_hidden_column_leaves_its_room_to_the_others(table):
    width = table.viewport().width()
    table.show_column(1, shown=False)
    assert sum(table.columnWidth(column) for column in (0, 2, 3)) == width
    table.show_column(1, shown=True)
    assert table.columnWidth(1) > 0
    assert sum(table.columnWidth(column) for column in range(4)) == width


def test_home_and_end_go_to_the_first_and_the_last_row(qtbot, table):
    qtbot.keyClick(table, Qt.Key.Key_End)
    assert table.current_uid == LINES[-1].uid
    qtbot.keyClick(table, Qt.Key.Key_Home)
    assert table.current_uid == LINES[0].uid


def test_five_thousand_rows_ask_for_few_cells(table):
    asked = []
    table.rows_model.columns = (
        ColumnSpec[Line](
            "党员", lambda line: asked.append(line.uid) or line.name, sort_key=lambda line: line.pinyin
        ),
        *COLUMNS[1:],
    )
    table.set_rows([replace(LINES[n % 4], uid=f"u{n}") for n in range(5000)])
    table.viewport().repaint()
    table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    # Only the rows that can be seen are drawn, and sorting asks for keys, not for cells.
    assert len(set(asked)) < 100
