"""Small and low windows, and 大字 switched while the window is open."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize

from app.ui.page_list import PAGES
from app.ui.side_bar import SideBar
from app.ui.theme.theme import apply_theme, current_scale
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import label
from app.ui.widgets.panes import SplitPane
from app.ui.widgets.reason_panel import ReasonPanel, ReasonRow

ROWS = [ReasonRow(f"第 {number} 步", "1.0") for number in range(5)] + [
    ReasonRow("评定得分", "1.0", result=True)
]


@pytest.fixture
def pane(qtbot):
    panel = ReasonPanel()
    made = SplitPane(label("表"), panel)
    qtbot.addWidget(made)
    made.resize(1366, 728)
    with qtbot.waitExposed(made):
        made.show()
    panel.show_reason("陈桂英 · 志愿服务", rows=ROWS)
    return made, panel


def test_below_the_table_of_a_low_window_the_panel_is_flatter(pane, qtbot):
    made, panel = pane
    made.resize(1092, 728)
    roomy = panel.height()
    assert not panel.dense
    made.resize(1092, 576)
    qtbot.waitUntil(lambda: panel.height() < roomy)
    assert panel.dense
    bar = panel._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() == 0)  # five steps are seen without scrolling
    made.resize(1366, 728)
    assert not made.flat
    assert panel.maximumHeight() > 10_000


@pytest.fixture
def large(qapp):
    yield lambda: apply_theme(qapp, large=True)
    apply_theme(qapp, large=False)


def test_large_type_moves_panel_and_side_bar_at_once(office, october, large):
    window = office()
    page = window.open("confirm")
    bar = window.window.side_bar
    wide = bar.width()
    assert not bar.narrow
    assert not page._pane.flat
    large()
    window.settle()
    assert bar.narrow, "1366 pixels of large type are as narrow as 1073 of the usual"
    assert bar.width() < wide
    assert page._pane.flat
    page._show_strip(shown=False)  # form and panel share one place here
    window.settle()
    assert page.panel.isVisible()
    buttons = [b for b in page.panel.findChildren(Button) if b.isVisibleTo(page.panel)]
    assert buttons
    for button in buttons:
        foot = button.mapTo(page.panel, button.rect().bottomLeft()).y()
        assert foot < page.panel.height() - 2, f"{button.text()} is cut"
        assert button.height() >= button.sizeHint().height(), f"{button.text()} is cut"
        above = button.parentWidget()
        assert above.rect().contains(button.geometry()), f"{button.text()} is cut"
    window.window.resize(QSize(1900, 900))
    window.settle()
    assert not bar.narrow
    assert bar.width() == current_scale().side_bar > wide
    assert page.panel.width() > 300


def test_below_its_icon_every_page_has_its_word_or_none_has(qtbot, large):
    """Ten pages over each other in large type: two of them had lost their words for a pixel."""
    bar = SideBar(PAGES)
    qtbot.addWidget(bar)
    large()
    bar.set_narrow(narrow=True)
    bar.resize(bar.width(), 728)
    with qtbot.waitExposed(bar):
        bar.show()
    buttons = [bar.button(page.key) for page in PAGES]
    assert all(button._worded for button in buttons)
    assert all(button.height() >= button.least_stacked() for button in buttons)
    bar.resize(bar.width(), 480)
    assert not any(button._worded for button in buttons)
