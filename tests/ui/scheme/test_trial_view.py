"""试算 on screen: a draft against October of the small village."""

from __future__ import annotations

import io
import threading
from datetime import date

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QFileDialog

from app.resources import resource
from app.services.months import Month
from app.ui.context import WorkContext
from app.ui.pages.scheme.trial_columns import Part
from app.ui.pages.scheme.trial_view import TrialView
from app.ui.preview.window import PreviewWindow
from app.ui.printing.saved import SavedNote
from tests.helpers.factories import OCTOBER

S1 = resource("schemes", "S1.toml").read_text("utf-8")
DRAFT = S1.replace('id = "volunteer"', 'id = "helping"').replace("min = 60", "min = 2")


@pytest.fixture
def confirmed(village):
    village.at(date(2026, 10, 30))
    for name in village.members:
        village.declare(name, "dues", date(2026, 10, 5), basis="收缴表")
    village.declare("孙石头", "volunteer", date(2026, 10, 6), basis="名单")
    village.declare("钱二妹", "governance", date(2026, 10, 8), basis="项目记录", points="3")
    village.confirm_all()
    return village


@pytest.fixture
def open_view(village, tasks, ui_settings, qtbot, message_mock):
    def open_one() -> TrialView:
        context = WorkContext(
            village.app,
            tasks=tasks,
            settings=ui_settings,
            month=OCTOBER,
            load_branches=village.app.units.branches,
            load_actors=village.app.units.accounts,
        )
        view = TrialView(context)
        qtbot.addWidget(view)
        view.resize(1140, 600)
        view.show()
        qtbot.waitExposed(view)
        return view

    return open_one


@pytest.fixture
def settle(qtbot, tasks):
    def wait(view: TrialView) -> None:
        qtbot.waitUntil(lambda: not tasks.busy and not view._pause.isActive(), timeout=20_000)

    return wait


@pytest.fixture
def tried(confirmed, open_view, settle):
    view = open_view()
    view.set_draft(DRAFT, "新方案草案")
    view.run()
    settle(view)
    return view


def line_of(view, village, name):
    return next(line for line in view.table.rows_model.rows if line.data.member_uid == village.members[name])


def cells(view, line):
    return {spec.title: spec.text(line) for spec in view.table.rows_model.columns}


def words(view):
    return view.switch._empty._text.text()


def test_without_a_confirmed_month_it_says_what_is_missing(open_view):
    view = open_view()
    assert "还没有评定过的月份" in words(view)
    assert not view.form.isEnabled()


def test_without_a_draft_it_asks_for_one(confirmed, open_view):
    view = open_view()
    assert "选一个草案" in words(view)
    assert not view.form.run_button.isEnabled()


def test_the_months_of_the_ledger_are_offered_and_all_of_them_at_first(confirmed, open_view):
    form = open_view().form
    assert (form.from_month, form.to_month) == (Month(2026, 1), OCTOBER)
    assert form.since is None
    assert form.from_box.isHidden()
    assert form.to_box.count() == 10


def test_rows_say_change_and_grade_in_words(tried, confirmed):
    fell = cells(tried, line_of(tried, confirmed, "孙石头"))
    assert (fell["现行"], fell["草案"], fell["变化"]) == ("3.0", "1.0", "−2.0 降")
    assert fell["备注"] == "未计入 1 条"
    rose = cells(tried, line_of(tried, confirmed, "钱二妹"))
    assert rose["变化"] == "不变"
    assert rose["等次"] == "不合格 → 合格 ↑升等"
    assert "降 1" in tried._sums.text()


def test_chips_narrow_the_members_and_show_what_does_not_count(tried, confirmed):
    counts = {}
    for part in Part:
        tried.chips.choose(part)
        tried.chips.chosen.emit(part)
        shown = tried.finding_table if part is Part.FINDINGS else tried.table
        assert tried._tables.currentWidget() is shown
        counts[part] = len(shown.shown_rows)
    assert counts[Part.ALL] == len(confirmed.members)
    assert counts[Part.FALL] == 1
    assert counts[Part.RISE] == 0
    assert counts[Part.GRADE] == 1
    assert counts[Part.FINDINGS] == 1
    assert "孙石头" in tried.panel._names.text()


def test_the_table_sorts_by_change(tried, confirmed):
    column = [spec.title for spec in tried.table.rows_model.columns].index("变化")
    tried.table.sortByColumn(column, tried.table.horizontalHeader().sortIndicatorOrder())
    changes = [line.data.change for line in tried.table.shown_rows]
    assert changes == sorted(changes) or changes == sorted(changes, reverse=True)


def test_both_traces_stand_side_by_side_with_the_differences_marked(tried, confirmed, settle):
    tried.table.select_uid(line_of(tried, confirmed, "孙石头").data.uid)
    settle(tried)
    before, after = tried.panel.before, tried.panel.after
    roots = [view.node_at(view.index_of(())) for view in (before, after)]
    assert [root.after for root in roots] == [3, 1]
    for view in (before, after):
        step = view.model().itemFromIndex(view.index_of(()))
        assert not step.icon().isNull()
        assert "不同" in step.toolTip()
    same = next(place for place, child in enumerate(roots[0].children[0].children) if child.ref == "base")
    assert before.model().itemFromIndex(before.index_of((0, same))).icon().isNull()


def test_a_step_on_the_left_selects_its_answer_on_the_right(tried, confirmed, settle):
    tried.table.select_uid(line_of(tried, confirmed, "钱二妹").data.uid)
    settle(tried)
    before, after = tried.panel.before, tried.panel.after
    before.setCurrentIndex(before.index_of((0, 0)))
    assert after.node_at(after.currentIndex()).ref == before.node_at(before.currentIndex()).ref == "base"


def test_another_draft_leaves_the_result_and_says_that_it_is_old(tried, settle):
    tried.set_draft(S1, "现行")
    assert "上一次" in tried._stale.text
    tried._stale.button.click()
    settle(tried)
    assert tried._stale.isHidden()
    assert tried.result.sums.same == tried.result.sums.members


def test_faults_of_the_draft_are_told_in_its_place(tried, settle):
    tried.set_draft(DRAFT.replace("decimals = 1", "decimals = 1\nwrong = 3\nother = 4"), "坏草案")
    tried.run()
    settle(tried)
    assert "处要先改正" in words(tried)
    assert "wrong" in tried.switch._empty._hint.text()
    assert tried.result is None


def test_it_can_be_stopped_and_keeps_what_was_shown(tried, confirmed, tasks, qtbot):
    gate = threading.Event()
    tasks.run(lambda _job: gate.wait(10), parent=None, label="先做别的")
    shown = tried.result
    tried.run()
    tried._job.cancel()
    gate.set()
    qtbot.waitUntil(lambda: not tasks.busy, timeout=10_000)
    assert tried.result is shown
    assert tried._job is None


def test_a_preset_or_a_file_can_be_the_draft(confirmed, open_view, settle, tmp_path, monkeypatch):
    view = open_view()
    menu = view.form.make_menu()
    next(action for action in menu.actions() if action.text().startswith("S0")).trigger()
    view.run()
    settle(view)
    assert view.result.draft_name != view.result.scheme_label
    file = tmp_path / "方案.toml"
    file.write_text(DRAFT.replace('id = "S1"', 'id = "F1"'), "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(file), ""))
    view.form.file_wanted.emit()
    assert "党员教育管理积分制" in view.form._name.text()


def test_it_prints_and_saves_the_very_result(tried, settle, tmp_path, monkeypatch, qtbot):
    tried.print_button.click()
    settle(tried)
    preview = tried.window().findChild(PreviewWindow)
    assert preview is not None
    preview.close()
    target = tmp_path / "对照"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    tried.save_button.click()
    settle(tried)
    book = load_workbook(io.BytesIO(target.with_name("对照.xlsx").read_bytes()))
    assert book["对照"].max_row >= len(tried.result.rows)
    assert tried.window().findChild(SavedNote) is not None
