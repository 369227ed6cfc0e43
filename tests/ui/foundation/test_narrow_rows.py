"""In a narrow window words are kept: chips take a second line, buttons of the header lose their keys first."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.ui.page import PageHeader
from app.ui.table_models.widths import shared_widths
from app.ui.theme.theme import apply_theme
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.chips import Chip, ChipBar


@pytest.fixture
def large(qapp):
    apply_theme(qapp, large=True)
    yield
    apply_theme(qapp)


@pytest.mark.parametrize(
    ("wanted", "needed", "room", "expected"),
    [
        # What is left goes to the texts that would be cut, and only then to the stretching column.
        ((100, 100, 100), (150, 60, 60), 400, [150, 100, 150]),
        # Where nothing is left it comes out of what stays empty.
        ((100, 100, 100), (150, 60, 60), 300, [150, 75, 75]),
        ((100, 100, 100), (150, 60, 100), 250, [92, 57, 100]),
        # Long texts are cut only where there is no other way left.
        ((100, 100, 100), (100, 100, 100), 240, [70, 70, 100]),
    ],
)
def test_no_text_is_cut_beside_empty_space(wanted, needed, room, expected):
    widths = shared_widths(
        wanted, needed, room=room, stretching=[2], may_shrink=[True, True, False], least=40
    )
    assert widths == expected


@pytest.fixture
def tools(qtbot, large):
    """Six chips and a search field, as above the list of members."""
    host = QWidget()
    words = ("全部", "正式", "预备", "流动", "不纳入", "已离开")
    bar = ChipBar([Chip(word, word, 4) for word in words])
    search = QLineEdit()
    search.setMinimumWidth(260)
    column = QVBoxLayout(host)
    row = QHBoxLayout()
    row.addWidget(bar)
    row.addStretch(1)
    row.addWidget(search)
    column.addLayout(row)
    column.addStretch(1)
    qtbot.addWidget(host)
    # Fixed, as by the edge of the screen: the layout alone would ask for a wider window.
    column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
    host.show()
    return host, bar


def test_chips_go_on_below(qtbot, tools):
    host, bar = tools
    host.resize(1400, 300)
    qtbot.waitUntil(lambda: len({chip.y() for chip in bar.findChildren(QPushButton)}) == 1)
    host.resize(700, 300)
    qtbot.waitUntil(lambda: len({chip.y() for chip in bar.findChildren(QPushButton)}) == 2)
    chips = bar.findChildren(QPushButton)
    assert all(chip.width() >= chip.sizeHint().width() for chip in chips)
    qtbot.waitUntil(lambda: all(bar.rect().contains(chip.geometry()) for chip in chips))
    host.resize(1400, 300)
    qtbot.waitUntil(lambda: len({chip.y() for chip in bar.findChildren(QPushButton)}) == 1)


def test_the_header_keeps_the_words_of_its_buttons(qtbot, large):
    host = QWidget()
    header = PageHeader("评定")
    header.set_state("10月31日支部党员大会 · 应到 29 实到 14，没有过半数 · 待定 88 条")
    buttons = [
        Button("会议投影", key="F5"),
        Button("会议信息", key="F4"),
        Button("打印", icon="printer", key="Ctrl+P"),
    ]
    buttons.append(Button("确认其余 88 条", ButtonKind.PRIMARY, key="Ctrl+S"))
    for button in buttons:
        header.add(button)
    column = QVBoxLayout(host)
    column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
    column.addWidget(header)
    qtbot.addWidget(host)
    host.resize(1300, 120)
    host.show()
    full = [button.sizeHint().width() for button in buttons]
    assert [button.full_width for button in buttons] == full
    host.resize(720, 120)
    qtbot.waitUntil(lambda: all(button.width() >= button.sizeHint().width() for button in buttons))
    assert buttons[0].sizeHint().width() < full[0]
    assert buttons[0].toolTip() == "会议投影（F5）"
    host.resize(1300, 120)
    qtbot.waitUntil(lambda: [button.sizeHint().width() for button in buttons] == full)
    assert buttons[0].toolTip() == ""
