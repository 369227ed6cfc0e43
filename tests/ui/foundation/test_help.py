"""F1: the text of the page, the others beside it, and nothing of the side bar covered."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.resources import resource
from app.ui.help_window import HelpWindow


@pytest.fixture
def shown(qtbot):
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.setGeometry(0, 0, 780, 700)
    owner.show()
    made = HelpWindow(owner)
    made.show_page("confirm")
    return owner, made


def test_the_page_and_all_other_texts(qtbot, shown):
    _owner, window = shown
    assert window.text.startswith("评定")
    titles = [window.contents.item(row).text() for row in range(window.contents.count())]
    assert titles[:2] == ["首页", "党员"]
    assert len(titles) == len(list(resource("help").glob("*.md")))
    assert window.contents.currentItem().text() == "评定"
    qtbot.keyClick(window.contents, Qt.Key.Key_Down)
    assert window.text.startswith("公示")
    window.show_page("nothing")
    assert window.text.startswith("首页")


def test_escape_closes_it(qtbot, shown):
    _owner, window = shown
    qtbot.keyClick(window.contents, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_it_stands_at_the_right(shown):
    owner, window = shown
    window.resize(300, 300)
    window.close()
    window.show_page("home")
    assert window.x() > owner.width() / 2
