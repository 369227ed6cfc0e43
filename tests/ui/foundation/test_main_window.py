from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QVBoxLayout, QWidget

from app.services.actor import Actor
from app.services.changes import Changes, Kind
from app.services.months import Month
from app.services.units import BranchView
from app.services.workflow import Role
from app.ui.main_window import MainWindow
from app.ui.page import Page, PageSpec
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.panes import SplitPane
from app.ui.widgets.reason_panel import ReasonPanel, ReasonRow
from app.ui.widgets.toast import Toast


class DummyPage(Page):
    """Keeps what it was told."""

    shows_month = True

    def __init__(self, context):
        super().__init__(context)
        self.header.set_title(self.title)
        self.refreshed = []
        self.targets = []
        self.pressed = 0
        self.field = QLineEdit()
        self.button = Button("办理", ButtonKind.PRIMARY)
        self.button.clicked.connect(self._on_pressed)
        self.content.addWidget(self.field)
        self.header.add(self.button)

    @property
    def primary_action(self):
        return self.button

    @property
    def search_field(self):
        return self.field if self.title == "党员" else None

    def refresh(self, changes):
        self.refreshed.append(changes)

    def show_target(self, target):
        self.targets.append(target)

    def _on_pressed(self):
        self.pressed += 1


class HomePage(DummyPage):
    title = "首页"


class MembersPage(DummyPage):
    title = "党员"
    interests = frozenset({Kind.MEMBER})


class SystemPage(DummyPage):
    title = "系统"


SPECS = (
    PageSpec("home", "首页", "house", HomePage),
    PageSpec("members", "党员", "users", MembersPage),
    PageSpec("system", "系统", "settings", SystemPage, at_foot=True),
)


def opened(context, pages=SPECS):
    """The window over a ledger that is open already."""
    made = MainWindow(pages, tasks=context.tasks, settings=context.settings)
    made.open(context)
    return made


@pytest.fixture
def window(qtbot, make_context):
    made = opened(make_context())
    qtbot.addWidget(made)
    made.resize(1366, 728)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    made.show_page("home")
    return made


def test_pages_are_made_when_first_shown(window):
    assert set(window._pages) == {"home"}
    assert window.current_page.refreshed == [None]
    window.show_page("members")
    assert set(window._pages) == {"home", "members"}
    window.show_page("home")
    assert window.current_page.refreshed == [None]


def test_alt_and_a_number_open_pages(qtbot, window):
    for key, name in ((Qt.Key.Key_2, "members"), (Qt.Key.Key_3, "system"), (Qt.Key.Key_1, "home")):
        with qtbot.waitSignal(window.page_changed) as told:
            qtbot.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
        assert told.args == [name]
        assert window.side_bar.button(name).isChecked()


def test_clicking_the_side_bar_opens_pages(qtbot, window):
    qtbot.mouseClick(window.side_bar.button("members"), Qt.MouseButton.LeftButton)
    assert window.current_key == "members"


def test_a_narrow_window_shrinks_the_side_bar_to_icons(window):
    wide = window.side_bar.width()
    assert not window.side_bar.narrow
    window.resize(1024, 728)
    assert window.side_bar.narrow
    assert window.side_bar.width() < wide / 2
    assert window.side_bar.button("members").toolTip() == "党员（Alt+2）"
    window.resize(1366, 728)
    assert not window.side_bar.narrow
    assert window.side_bar.width() == wide


def test_only_pages_concerned_read_again_and_hidden_ones_later(window):
    window.show_page("members")
    members, home = window.page("members"), window.page("home")
    members.refreshed.clear()
    home.refreshed.clear()
    lines, people = Changes.of(Kind.LINE), Changes.of(Kind.MEMBER, message="已保存 1 人")
    window.context.tasks.apply(lines, initiator=None)
    assert members.refreshed == []
    window.context.tasks.apply(people, initiator=members)
    assert members.refreshed == [people]
    assert home.refreshed == []
    window.show_page("home")
    # Two different changes while it was away: everything is read.
    assert home.refreshed == [None]
    assert window.findChild(Toast).text == "已保存 1 人"


def test_month_branch_and_account_make_pages_read(qtbot, window):
    home = window.page("home")
    home.refreshed.clear()
    selector = home.header.month_selector
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.context.month == Month(2026, 9)
    assert selector.text == "2026年9月"
    window.context.set_branch("branch-2")
    window.context.set_actor("account-2")
    assert home.refreshed == [None, None, None]
    assert window.windowTitle() == "第二党支部"
    assert window.context.settings.branch == "branch-2"


def test_a_restart_goes_on_as_the_recorder(qtbot, window, make_context):
    window.context.set_actor("account-2")
    assert window.side_bar._account.care
    again = make_context()
    assert again.actor.role is Role.RECORDER
    window.context.set_actor("account-1")
    assert not window.side_bar._account.care


def test_a_branch_without_recorder_goes_on_as_the_secretary(qtbot, make_context):
    alone = (Actor("account-2", "王建国", Role.SECRETARY),)
    make_context(actors=alone).set_actor("account-2")
    assert make_context(actors=alone).actor.role is Role.SECRETARY


def test_branch_and_account_are_switched_by_menus(qtbot, window):
    bar = window.side_bar
    qtbot.mouseClick(bar._account, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == ["李秀英 · 组织委员", "王建国 · 书记"]
    menu.actions()[1].trigger()
    menu.close()
    assert window.context.actor.role is Role.SECRETARY
    assert bar._account.text() == "王建国 · 书记"
    qtbot.mouseClick(bar._branch, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    menu.actions()[1].trigger()
    menu.close()
    assert window.context.branch_name == "第二党支部"


def test_ctrl_f_goes_to_the_search_of_the_page_or_to_members(qtbot, window):
    with qtbot.waitSignal(window.search_requested):
        qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.current_key == "members"
    qtbot.waitUntil(window.current_page.field.hasFocus)


def test_f1_and_ctrl_enter(qtbot, window):
    with qtbot.waitSignal(window.help_requested) as told:
        qtbot.keyClick(window, Qt.Key.Key_F1)
    assert told.args == ["home"]
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.current_page.pressed == 1


def test_a_page_can_ask_for_another_one(window):
    window.context.go("members", "uid-7")
    assert window.current_key == "members"
    assert window.current_page.targets == ["uid-7"]


def test_a_read_only_page_says_why(window):
    page = window.current_page
    page.set_read_only("9月已归档，只能查看和打印。")
    assert page.read_only
    assert any(
        each.text() == "9月已归档，只能查看和打印。" for each in page.findChildren(QLabel) if each.isVisible()
    )
    page.set_read_only("")
    assert not page.read_only


def test_a_toast_offers_to_undo(qtbot, window):
    undone = []
    window.current_page.toast("已保存 12 条", undo=lambda: undone.append(1))
    shown = window.findChild(Toast)
    assert shown.isVisible()
    qtbot.mouseClick(shown.undo_button, Qt.MouseButton.LeftButton)
    assert undone == [1]
    assert not shown.isVisible()
    window.current_page.toast("已保存")
    assert not shown.undo_button.isVisible()


def test_geometry_is_remembered_and_closing_stops_work(qtbot, window, make_context):
    window.resize(900, 640)
    with qtbot.waitSignal(window.closing):
        window.close()
    assert window.context.tasks.run(lambda job: 1, parent=None, label="太晚").cancellable
    assert not window.context.tasks.busy
    again = opened(make_context())
    qtbot.addWidget(again)
    again.restore_geometry()
    assert again.size() == QSize(900, 640)


def test_new_names_of_branches_and_accounts_reach_the_side_bar(qtbot, tasks, ui_settings):
    from app.ui.context import WorkContext

    branches, actors = [], []
    context = WorkContext(
        None,
        tasks=tasks,
        settings=ui_settings,
        month=Month(2026, 10),
        load_branches=lambda: branches,
        load_actors=lambda _branch: actors,
    )
    window = opened(context)
    qtbot.addWidget(window)
    assert not context.has_actor
    with pytest.raises(LookupError):
        _ = context.actor
    assert not window.side_bar._account.isEnabled()
    branches.append(BranchView("b", "全称", "路头村党支部", "", ""))
    actors.append(Actor("a", "李秀英", Role.SECRETARY))
    tasks.apply(Changes.of(Kind.UNIT), initiator=None)
    assert context.branch_uid == "b"
    assert window.side_bar._branch.text() == "路头村党支部"
    assert window.side_bar._account.text() == "李秀英 · 书记"


class KeyPage(Page):
    """A field and a panel with bare keys."""

    title = "评定"

    def __init__(self, context):
        super().__init__(context)
        self.done = []
        self.field = QLineEdit()
        self.list = QWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        main = QWidget()
        column = QVBoxLayout(main)
        column.addWidget(self.field)
        column.addWidget(self.list)
        self.panel = ReasonPanel()
        for text, key in (("确认", "Enter"), ("调整", "E")):
            self.panel.add_action(text, key=key).clicked.connect(
                lambda _=False, word=text: self.done.append(word)
            )
        self.pane = SplitPane(main, self.panel)
        self.content.addWidget(self.pane)

    def refresh(self, changes):
        self.panel.show_reason(
            "陈桂英",
            note="每次 2 分",
            rows=[ReasonRow("2 × 2", "4"), ReasonRow("评定得分", "4", result=True)],
        )


def test_bare_keys_work_on_the_list_and_never_while_typing(qtbot, make_context):
    window = opened(make_context(), (PageSpec("confirm", "评定", "gavel", KeyPage),))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    window.show_page("confirm")
    page = window.current_page
    page.list.setFocus()
    qtbot.waitUntil(page.list.hasFocus)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_E):
        qtbot.keyClick(page.list, key)
    assert page.done == ["确认", "确认", "调整"]
    page.field.setFocus()
    qtbot.waitUntil(page.field.hasFocus)
    with qtbot.waitSignal(page.field.returnPressed):
        qtbot.keyClicks(page.field, "e")
        qtbot.keyClick(page.field, Qt.Key.Key_Return)
    assert page.field.text() == "e"
    assert len(page.done) == 3


def test_the_reason_moves_below_in_a_narrow_window(qtbot, make_context):
    window = opened(make_context(), (PageSpec("confirm", "评定", "gavel", KeyPage),))
    qtbot.addWidget(window)
    window.resize(1366, 728)
    window.show()
    window.show_page("confirm")
    page = window.current_page
    qtbot.waitUntil(lambda: page.panel.x() > page.list.parentWidget().geometry().right())
    window.resize(1024, 728)
    qtbot.waitUntil(lambda: page.panel.y() > page.list.parentWidget().geometry().bottom())
    assert page.pane.flat
    height = page.panel.height()
    page.panel.show_nothing("请选一行。")
    assert page.panel.height() == height
