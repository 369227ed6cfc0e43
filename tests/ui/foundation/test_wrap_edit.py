"""The line of text that wraps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.ui.widgets.wrap_edit import WrapEdit


@pytest.fixture
def form(qtbot):
    holder = QWidget()
    column = QVBoxLayout(holder)
    holder.edit, holder.other = WrapEdit(), QLineEdit()
    column.addWidget(holder.edit)
    column.addWidget(holder.other)
    qtbot.addWidget(holder)
    with qtbot.waitActive(holder):
        holder.show()
        holder.activateWindow()
    return holder


def test_a_long_place_is_seen_whole(form):
    form.edit.setFixedWidth(260)
    form.edit.set_text("村文化礼堂公开栏、渡口候船亭公开栏、支部微信群")
    assert form.edit.document().lineCount() == 2
    assert form.edit.document().size().height() <= 2
    assert not form.edit.modified


def test_enter_and_leaving_finish_it_and_tab_goes_on(form, qtbot):
    form.edit.setFocus()
    with qtbot.waitSignal(form.edit.editingFinished):
        qtbot.keyClick(form.edit, Qt.Key.Key_Return)
    assert "\n" not in form.edit.toPlainText()
    qtbot.keyClicks(form.edit, "abc")
    assert form.edit.modified
    with qtbot.waitSignal(form.edit.editingFinished):
        qtbot.keyClick(form.edit, Qt.Key.Key_Tab)
    assert form.other.hasFocus()
    assert form.edit.text() == "abc"


def test_pasted_lines_become_one_and_the_length_is_kept(form):
    form.edit.set_max_length(5)
    form.edit.set_text("一二\n三四五六")
    assert form.edit.text() == "一二 三四"
