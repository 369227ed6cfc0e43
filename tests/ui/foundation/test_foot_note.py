"""Quiet words lie in the margin below the page, cover nothing, and go with the page."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.ui.widgets.toast import Toast, toast


def office_page(office, key="confirm"):
    window = office()
    return window, window.open(key)


def test_a_toast_covers_no_content(office, october):
    window, page = office_page(office)
    for size in ((1366, 728), (1092, 576)):
        window.window.resize(*size)
        window.settle()
        page.toast("已认定 1 条", undo=lambda: None)
        shown = window.window.findChild(Toast)
        lowest = max(
            widget.mapTo(window.window, QPoint(0, widget.height())).y()
            for widget in (page.lines.table, page.panel)
        )
        assert shown.geometry().top() >= lowest
        assert shown.geometry().bottom() < window.window.height()


def test_it_goes_when_another_page_comes(office, october):
    window, page = office_page(office)
    page.toast("已认定 1 条", undo=lambda: None)
    shown = window.window.findChild(Toast)
    assert shown.isVisible()
    window.window.show_page("post")
    assert not shown.isVisible()


def test_its_key_works_while_a_field_is_being_typed_in(office, october):
    window, page = office_page(office)
    undone = []
    page.lines.search.setFocus()
    page.toast("已认定 1 条", undo=lambda: undone.append(1))
    shown = window.window.findChild(Toast)
    assert shown.undo_button.key == "Alt+Z"
    QTest.keyClick(page.lines.search, Qt.Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    assert undone == [1]
    QTest.keyClick(page.lines.search, Qt.Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    assert undone == [1], "nothing is undone that is not offered any more"


def test_long_words_are_cut_at_their_end_and_buttons_never(office, october):
    window, _page = office_page(office)
    shown = toast(window.window, "已保存" * 200, undo=lambda: None)
    assert shown.width() <= window.window.width()
    assert shown.undo_button.geometry().right() <= shown.width()
    assert shown.undo_button.width() >= shown.undo_button.sizeHint().width()
