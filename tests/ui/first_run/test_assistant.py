"""The first-run assistant against a real, empty ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt

from app.bootstrap import build_app
from app.clock import SetClock
from app.errors import EnvironmentProblem
from app.paths import AppPaths
from app.services.sample.data import roster_path
from app.services.setup import SetupRequest
from app.ui.first_run.assistant import FirstRunWindow
from app.ui.messages import Level


@pytest.fixture
def services(tmp_path):
    context = build_app(AppPaths(tmp_path / "data"), clock=SetClock(datetime(2026, 10, 31, 2, tzinfo=UTC)))
    yield context
    context.close()


@pytest.fixture
def sample(services):
    """Stands for the loader that the program hands in: sets a small branch up and reports."""

    def load(report):
        report(1, 2, "正在写入党员")
        result = services.setup.set_up(SetupRequest("示例村支部", "示例书记", "S1"))
        report(2, 2, "完成")
        return result

    return load


@pytest.fixture
def assistant(qtbot, services, tasks, ui_settings, sample):
    made = FirstRunWindow(services, tasks=tasks, settings=ui_settings, load_sample=sample)
    qtbot.addWidget(made)
    made.resize(1366, 728)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


@pytest.fixture
def settled(qtbot, tasks):
    def wait() -> None:
        qtbot.waitUntil(lambda: not tasks.busy)

    return wait


def field(assistant, key):
    return assistant.own.fields.editor(key)


def test_own_branch_by_keyboard_alone(assistant, qtbot, services, tasks):
    qtbot.keyClick(assistant, Qt.Key.Key_1)
    for key, text in (
        ("unit", "中共云岭镇竹溪村支部委员会"),
        ("secretary", "林为民"),
        ("recorder", "周小禾"),
        ("contact", "周小禾 10012345678"),
        ("places", None),
    ):
        editor = field(assistant, key)
        assert editor.hasFocus(), key
        if text:
            editor.insert(text)
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert assistant.own.first_month.hasFocus()
    qtbot.keyClick(assistant.own.first_month, Qt.Key.Key_Return)
    card = assistant.own.preset_cards["S0"]
    assert card.hasFocus()
    qtbot.keyClick(card, Qt.Key.Key_Down)
    card = assistant.own.preset_cards["S1"]
    qtbot.keyClick(card, Qt.Key.Key_Return)
    assert assistant.own.preset == "S1"
    assert assistant.own.roster_button.hasFocus(), "the last thing to give"
    assistant.own.done_button.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(assistant.finished) as told:
        qtbot.keyClick(assistant.own.done_button, Qt.Key.Key_Return)
    result = told.args[0]
    branch = services.units.branches()[0]
    assert (branch.uid, branch.name) == (result.branch_uid, "中共云岭镇竹溪村支部委员会")
    assert branch.contact == "周小禾 10012345678"
    assert [actor.name for actor in services.units.accounts(branch.uid)] == ["林为民", "周小禾"]


def test_at_most_ten_fields(assistant):
    assistant.show_own()
    assert len(assistant.own.fields._fields) + 2 <= 10, "the fields, the scheme and the roster"


def test_all_faults_stand_at_their_fields_at_once(assistant, settled, services):
    assistant.show_own()
    assistant.own.done_button.click()
    settled()
    fields = assistant.own.fields
    assert "党支部全称" in fields.fault_text("unit")
    assert "书记姓名" in fields.fault_text("secretary")
    assert "选择一个积分方案" in assistant.own._scheme_fault.text()
    assert assistant.own._scheme_fault.isVisible()
    assert not services.setup.is_done()
    field(assistant, "unit").setText("中共云岭镇竹溪村支部委员会")
    assert fields.fault_text("unit") == ""
    assert fields.fault_text("secretary") != ""


def test_where_only_the_scheme_is_missing_the_focus_goes_to_the_schemes(assistant, settled, qtbot):
    assistant.show_own()
    field(assistant, "unit").setText("中共云岭镇竹溪村支部委员会")
    field(assistant, "secretary").setText("林为民")
    assistant.own.done_button.click()
    settled()
    first = assistant.own.preset_cards["S0"]
    assert assistant.focusWidget() is first
    qtbot.keyClick(first, Qt.Key.Key_Down)
    qtbot.keyClick(assistant.focusWidget(), Qt.Key.Key_Return)
    assert assistant.own.preset == "S1"


def test_a_secretary_alone_is_enough(assistant, qtbot, services):
    assistant.show_own()
    field(assistant, "unit").setText("中共云岭镇竹溪村支部委员会")
    field(assistant, "secretary").setText("林为民")
    assistant.own.preset_cards["S0"].click()
    with qtbot.waitSignal(assistant.finished) as told:
        assistant.own.done_button.click()
    assert [actor.name for actor in services.units.accounts(told.args[0].branch_uid)] == ["林为民"]


def test_a_roster_is_taken_along(assistant, qtbot, services, settled):
    assistant.show_own()
    assistant.own.roster_button.click()
    assistant.roster.read(roster_path())
    settled()
    assert assistant.roster.import_button.text() == "选用这份名册（114 人）"
    assert "新增" not in assistant.roster.preview_step.counts_text
    assistant.roster.import_button.click()
    assert assistant.pages.currentWidget() is assistant.own
    assert "114 人，设 3 个党支部" in assistant.own._roster_words.text()
    assert field(assistant, "secretary").text() == "徐长庚"
    assert not services.setup.is_done(), "nothing is written before the last button"
    assert assistant.own.done_button.text() == "建立台账并导入 114 人"
    field(assistant, "unit").setText("中共青禾县枫渡镇竹溪坪村总支部委员会")
    assistant.own.preset_cards["S1"].click()
    with qtbot.waitSignal(assistant.finished):
        assistant.own.done_button.click()
    assert len(services.units.branches()) == 3
    assert len(services.members.rows(date(2026, 10, 31))) == 114


def test_a_roster_can_be_dropped_again(assistant, settled):
    assistant.show_own()
    assistant.show_roster()
    assistant.roster.read(roster_path())
    settled()
    assistant.roster.import_button.click()
    assistant.own.drop_button.click()
    assert assistant.own.rows == ()
    assert not assistant.own.drop_button.isVisible()
    assert assistant.own.done_button.text() == "建立台账"


def test_escape_goes_one_page_back(assistant, qtbot):
    assistant.show_own()
    assistant.show_roster()
    qtbot.keyClick(assistant, Qt.Key.Key_Escape)
    assert assistant.pages.currentWidget() is assistant.own
    qtbot.keyClick(field(assistant, "unit"), Qt.Key.Key_Escape)
    assert assistant.pages.currentWidget() is assistant.welcome


def test_sample_village(assistant, qtbot, services):
    with qtbot.waitSignals([assistant.sample_requested, assistant.finished]):
        qtbot.keyClick(assistant, Qt.Key.Key_2)
    assert services.units.branches()[0].name == "示例村支部"


def test_a_failing_sample_leads_back_and_says_why(qtbot, services, tasks, message_mock, settled):
    def load(_report):
        raise EnvironmentProblem("磁盘已满。", hint="请先腾出空间。")

    made = FirstRunWindow(services, tasks=tasks, settings=None, load_sample=load)
    qtbot.addWidget(made)
    made.show()
    made.welcome.sample.click()
    settled()
    message_mock.assert_shown(Level.CRITICAL, "磁盘已满", "腾出空间")
    assert made.pages.currentWidget() is made.welcome


def test_every_preset_is_offered_with_its_source(assistant):
    from app.services.schemes import presets

    assert list(assistant.own.preset_cards) == [preset.key for preset in presets()]
    for preset in presets():
        card = assistant.own.preset_cards[preset.key]
        assert card.accessibleName() == preset.scheme.name
        assert preset.scheme.source in card.accessibleDescription()
        examples = any(item.example for item in preset.scheme.items.values())
        assert (preset.scheme.example_note in card.accessibleDescription()) == examples


def test_the_roster_is_seen_without_scrolling(assistant, qtbot):
    assistant.show_own()
    for size in ((1366, 728), (1024, 728)):
        assistant.resize(*size)
        button = assistant.own.roster_button
        qtbot.waitUntil(lambda button=button: not button.visibleRegion().isEmpty())


def test_scoring_begins_with_the_month_that_is_chosen(assistant, qtbot, services):
    assistant.show_own()
    field(assistant, "unit").setText("上坪支部")
    field(assistant, "secretary").setText("徐长庚")
    box = assistant.own.first_month
    assert [box.itemText(0)[:2], box.itemText(1), box.itemText(2)] == ["按方", "2026年11月", "2026年10月"]
    box.setCurrentIndex(2)
    assistant.own.preset_cards["S1"].setChecked(True)
    with qtbot.waitSignal(assistant.finished) as told:
        assistant.own.done_button.click()
    [version] = services.schemes.history(told.args[0].branch_uid)
    assert version.starts_on == date(2026, 10, 1)
