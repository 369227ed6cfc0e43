"""Menus below buttons."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.ui.widgets.buttons import Button
from app.ui.widgets.menus import drop_down


def test_at_the_right_edge_a_menu_stays_inside_the_window(qtbot):
    window = QWidget()
    row = QHBoxLayout(window)
    row.addStretch(1)
    button = Button("打印")
    row.addWidget(button)
    qtbot.addWidget(window)
    window.resize(500, 200)
    with qtbot.waitExposed(window):
        window.show()
    menu = QMenu(window)
    first = menu.addAction("全部 36 人的积分管理记录表")
    drop_down(menu, button)
    assert menu.activeAction() is first, "opened by key it begins at its first entry"
    right = button.mapToGlobal(QPoint(button.width(), 0)).x()
    assert menu.geometry().right() <= right
    assert menu.geometry().left() < button.mapToGlobal(QPoint(0, 0)).x()
    menu.close()
