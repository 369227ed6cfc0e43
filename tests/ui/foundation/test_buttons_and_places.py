"""Enter on buttons, windows on small screens, Qt's own words, the arithmetic of a line."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QVBoxLayout, QWidget

from app.services.scoring import TraceNode
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import label
from app.ui.widgets.line_reasons import line_reasons, rule_of
from app.ui.widgets.panes import ScrollBody
from app.ui.widgets.placing import keep_on_screen


@pytest.fixture
def two_buttons(qtbot):
    """A page whose Enter is 确认, and another button."""
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    pressed = []
    made = {}
    for word, key in (("确认", "Enter"), ("退回", "B")):
        made[word] = Button(word, key=key)
        made[word].clicked.connect(lambda _=False, word=word: pressed.append(word))
        column.addWidget(made[word])
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    yield made, pressed
    page.hide()


def test_enter_presses_the_button_that_tab_has_reached(qtbot, two_buttons):
    made, pressed = two_buttons
    made["退回"].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(made["退回"], Qt.Key.Key_Return)
    assert pressed == ["退回"], "not the page's 确认"
    made["确认"].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(made["确认"], Qt.Key.Key_Enter)
    assert pressed == ["退回", "确认"]


def test_after_a_click_enter_stays_the_key_of_the_page(qtbot, two_buttons):
    made, pressed = two_buttons
    qtbot.mouseClick(made["退回"], Qt.MouseButton.LeftButton)
    qtbot.keyClick(made["退回"], Qt.Key.Key_Return)
    assert pressed == ["退回", "确认"]


def test_a_window_of_a_larger_screen_fits_this_one(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    room = window.screen().availableGeometry()
    window.setGeometry(room.width() - 50, 10, room.width() * 2, room.height() * 2)
    keep_on_screen(window)
    assert room.contains(window.geometry())


def test_content_that_fits_has_no_scroll_bar(qtbot):
    scroll = ScrollBody()
    qtbot.addWidget(scroll)
    for _ in range(3):
        scroll.column.addWidget(
            label("填写支部和两位经办人，选一个积分方案，带上现成的名册就可以开始这个月。" * 2, wrap=True)
        )
    scroll.resize(900, scroll.widget().layout().totalHeightForWidth(900) + 12)
    scroll.show()
    assert not scroll.verticalScrollBar().isVisible()
    scroll.resize(200, 60)
    qtbot.waitUntil(scroll.verticalScrollBar().isVisible)


def test_choosing_a_file_is_chinese_throughout(qtbot, qapp):
    dialog = QFileDialog()
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    words = [each.text() for each in dialog.findChildren(QLabel)]
    assert words
    assert not [text for text in words if "of" in text or "ook" in text]
    assert QCoreApplication.translate("QAbstractFileIconProvider", "Folder") == "文件夹"
    assert QCoreApplication.translate("QFileDialog", "Open") == "打开", "Qt's own translation comes first"
    assert QCoreApplication.translate("Nobody", "unheard of") == "unheard of"


def test_the_arithmetic_of_a_line_reads_the_same_everywhere():
    steps = (
        TraceNode("amount", "2", Decimal(2)),
        TraceNode("limit", "上限 4", Decimal(2), before=Decimal(2), cause="不截"),
        TraceNode("limit", "上限 12", Decimal("1.5"), before=Decimal(2), cause="上限 12 分"),
        TraceNode("counted", "评定得分", Decimal("1.5")),
    )
    trace = TraceNode("line", "志愿服务", Decimal("1.5"), inputs=(("规则", "每次 2 分"),), children=steps)
    assert rule_of(trace) == "每次 2 分"
    rows = line_reasons(trace, decimals=1)
    assert [(row.label, row.value, row.note) for row in rows] == [
        ("每次 2 分", "2.0", ""),
        ("上限 4", "不截", ""),
        ("上限 12", "余 1.5", "上限 12 分"),
        ("评定得分", "1.5", ""),
    ]
    assert [row.result for row in rows] == [False, False, False, True]


def test_a_deduction_says_that_it_takes_away():
    trace = TraceNode("line", "传播谣言", Decimal(-5), children=(TraceNode("amount", "5", Decimal(-5)),))
    (row,) = line_reasons(trace, decimals=1)
    assert (row.label, row.value) == ("每次扣 5 分", "−5.0")
