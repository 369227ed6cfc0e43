"""Quiet words lie in the margin below the page, cover nothing, and go with the page."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.services.changes import Changes, Kind
from app.ui.widgets.toast import Toast, toast
from tests.helpers.factories import OCTOBER


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


def press_undo(field):
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.AltModifier)


def test_the_key_of_undo_never_types(office, october):
    window, page = office_page(office)
    field = page.lines.search
    field.setFocus()
    press_undo(field)
    assert field.text() == "", "before anything was done"
    undone = []
    page.toast("已认定 1 条", undo=lambda: undone.append(1))
    shown = window.window.findChild(Toast)
    shown.hide()  # as its timer does
    press_undo(field)
    assert undone == [1], "the last thing can still be undone once its words have gone"
    press_undo(field)
    assert (undone, field.text()) == ([1], "")


def test_what_lies_further_back_is_not_undone_by_a_key_alone(office, october):
    window, page = office_page(office)
    undone = []
    shown = window.window.findChild(Toast)
    for later in (
        lambda: window.context.data_changed.emit(Changes(frozenset({Kind.MEETING}), ("m",)), None),
        lambda: window.context.set_month(OCTOBER.next),
        lambda: window.context.set_actor(window.village.recorder.uid),
        lambda: window.window.show_page("post"),
    ):
        page.toast("已认定 1 条", undo=lambda: undone.append(1))
        shown.hide()
        later()
        window.settle()
        press_undo(window.window)
    assert undone == []


def test_an_offer_in_sight_holds_while_something_else_is_written(office, october):
    window, page = office_page(office)
    undone = []
    page.toast("已认定 1 条", undo=lambda: undone.append(1))
    window.context.data_changed.emit(Changes(frozenset({Kind.BACKUP}), ("backup",)), None)
    assert window.window.findChild(Toast).isVisible()
    press_undo(window.window)
    assert undone == [1]
