"""大字 on the least screen: reasons and fields of the meeting are read, not guessed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QLabel

from app.ui.theme.theme import apply_theme
from app.ui.widgets.reason_panel import ReasonRow


@pytest.fixture
def large(qapp):
    apply_theme(qapp, large=True)
    yield
    apply_theme(qapp)


@pytest.fixture(params=[QSize(1024, 728), QSize(1366, 728)])
def meeting(request, large, office, october):
    window = office()
    window.window.resize(request.param)
    page = window.open("confirm")
    window.settle()
    return window, page


def test_why_a_line_was_cut_is_read_without_scrolling(meeting):
    window, page = meeting
    page._show_strip(shown=False)
    page.panel.show_reason(
        "徐水生 · 参加志愿服务",
        note="方案：每次 2 分，带头加倍，全年最多 4 分\n10月14日 · 依据：森林防火巡山三天",
        rows=(
            ReasonRow("每次 2 分", "2.0"),
            ReasonRow("本年已得", "4.0"),
            ReasonRow("上限 4", "余 0.0", note="全年最多 4 分，已得 4 分"),
            ReasonRow("评定得分", "0.0", result=True),
        ),
    )
    window.settle()
    panel = page.panel
    assert panel.dense
    assert panel._note.text().startswith("全年最多 4 分，已得 4 分\n")
    view = panel._scroll.viewport()
    words = [each for each in panel.findChildren(QLabel) if each.isVisible() and view.isAncestorOf(each)]
    steps = [each for each in words if each.text() in {"每次 2 分", "本年已得", "上限 4"}]
    assert len(steps) == 3
    for step in steps:
        assert step.mapTo(view, QPoint(0, step.height())).y() <= view.height()
        assert step.height() < 2 * step.fontMetrics().height(), "in one line"
    lines = 3 * panel._note.fontMetrics().height()
    assert panel._note.mapTo(view, QPoint(0, 0)).y() + lines <= view.height()


def test_the_note_is_not_said_again_below_the_step(meeting):
    _window, page = meeting
    said = "全年最多 4 分，已得 4 分，超出部分不计分。"
    page.panel.show_reason(
        "徐水生", note=said, rows=(ReasonRow("上限 4", "余 0.0", note="全年最多 4 分，已得 4 分"),)
    )
    assert page.panel._note.text() == said
    texts = [each.text() for each in page.panel.findChildren(QLabel) if not each.isHidden()]
    assert "全年最多 4 分，已得 4 分" not in texts


def test_no_name_of_the_meetings_fields_is_cut(meeting):
    window, page = meeting
    page._show_strip(shown=True)
    window.settle()
    strip = page.strip
    assert all(name.width() >= name.sizeHint().width() for name in strip._names)
    hint = strip.place.fontMetrics().horizontalAdvance(strip.place.placeholderText())
    assert strip.place.width() > hint
    assert all(field.width() > field.fontMetrics().horizontalAdvance("000") for field in strip.votes)
