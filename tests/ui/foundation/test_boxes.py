"""The wheel scrolls the page; what stands in a box under the pointer is not changed by it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from app.ui.widgets.boxes import QuietComboBox, QuietSpinBox


def combo() -> QuietComboBox:
    box = QuietComboBox()
    box.addItems(["党员大会", "党小组会", "支委会"])
    box.setCurrentIndex(1)
    return box


def spin() -> QuietSpinBox:
    box = QuietSpinBox()
    box.setRange(1, 90)
    box.setValue(62)
    return box


@pytest.fixture(params=[combo, spin])
def form(request, qtbot):
    """A box in a page that is longer than its place."""
    box = request.param()
    page = QWidget()
    column = QVBoxLayout(page)
    column.addWidget(box)
    for number in range(60):
        column.addWidget(QLabel(f"第 {number} 行"))
    area = QScrollArea()
    area.setWidget(page)
    qtbot.addWidget(area)
    area.resize(300, 200)
    with qtbot.waitExposed(area):
        area.show()
    return area, box


def turn(box: QWidget) -> None:
    # From the screen, not sent to the box: only such events go on to the page.
    window = box.window()
    QTest.wheelEvent(window.windowHandle(), box.mapTo(window, box.rect().center()), QPoint(0, -120))


def value(box: QWidget) -> int:
    return box.currentIndex() if isinstance(box, QuietComboBox) else box.value()


@pytest.mark.parametrize("focused", [False, True])
def test_the_wheel_scrolls_the_page(form, focused):
    area, box = form
    box.setFocus() if focused else box.clearFocus()
    before = value(box)
    turn(box)
    assert value(box) == before
    assert area.verticalScrollBar().value() > 0
    assert box.hasFocus() is focused


def test_the_arrow_keys_still_change_it(form):
    _area, box = form
    before = value(box)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert value(box) != before
