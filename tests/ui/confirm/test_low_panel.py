"""The panel of the meeting below the list of a low window: everything has its place in two rows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt


@pytest.fixture
def low(office, october):
    window = office()
    window.window.resize(1092, 576)
    page = window.open("confirm")
    page._show_strip(shown=False)
    window.settle()
    assert page.panel.dense
    return window, page


def inside(panel, widget) -> bool:
    corner = widget.mapTo(panel, QPoint(widget.width(), widget.height()))
    return corner.x() <= panel.width() and corner.y() <= panel.height()


def test_a_deduction_keeps_all_its_buttons_in_sight(low, october):
    window, page = low
    page.lines.table.select_uid(october["rumor"])
    window.settle()
    panel = page.panel
    buttons = (
        panel.confirm_button, panel.basis_button, panel.adjust_button, panel.reject_button, panel.return_button,
        panel.undo_button,
    )  # fmt: skip
    assert all(button.isVisible() and inside(panel, button) for button in buttons)
    assert len({button.mapTo(panel, QPoint(0, 0)).y() for button in buttons}) == 2


@pytest.mark.parametrize("key", [Qt.Key.Key_E, Qt.Key.Key_R, Qt.Key.Key_B])
def test_forms_are_not_cut(low, october, key):
    window, page = low
    page.lines.table.select_uid(october["volunteer"])
    page.lines.table.setFocus()
    window.press(key)
    window.settle()
    form = page.panel.decision_form
    assert form.isVisible()
    assert all(inside(page.panel, widget) for widget in (form.reason, form.save_button))
    assert form.save_button.text() in {"调整", "不予认定", "退回"}


def test_basis_and_second_person_stand_side_by_side(low, october):
    window, page = low
    page.lines.table.select_uid(october["rumor"])
    page.lines.table.setFocus()
    window.press(Qt.Key.Key_D)
    window.settle()
    form = page.panel.basis_form
    assert form.basis.y() == form.second.y()
    assert inside(page.panel, form.save_button)


def test_half_of_the_window_is_left_for_the_list(low):
    _, page = low
    rows = page.lines.table.viewport().height() // page.lines.table.verticalHeader().defaultSectionSize()
    assert rows >= 4
