from __future__ import annotations

import re
from decimal import Decimal

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontDatabase, QFontMetricsF, QImage, QRawFont
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit, QPlainTextEdit, QWidget

from app.resources import resource
from app.services.scoring import TraceNode
from app.ui.snapshots import save_snapshot
from app.ui.theme.icons import icon, pixmap
from app.ui.theme.stylesheet import build_stylesheet
from app.ui.theme.theme import apply_theme, current_scale
from app.ui.theme.tokens import LARGE_BODY_POINTS, RARE_FONT_FAMILIES, Colour, Space, TypeScale
from app.ui.ui_settings import UiSettings
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.cards import StepCard, StepRow, StepState
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.labels import label
from app.ui.widgets.placeholders import ContentSwitch
from app.ui.widgets.state import Tone
from app.ui.widgets.trace_view import TraceView


def contrast(first: str, second: str) -> float:
    def luminance(name):
        colour = QColor(name)
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("words", [Colour.INK, Colour.QUIET, Colour.ACCENT, Colour.GOOD, Colour.CARE_TEXT])
@pytest.mark.parametrize("ground", [Colour.SURFACE, Colour.GROUND])
def test_words_can_be_read(words, ground):
    assert contrast(words.value, ground.value) >= 4.5


@pytest.mark.parametrize("tone", list(Tone))
def test_states_can_be_read_and_have_an_icon(tone):
    assert contrast(tone.word_colour.value, Colour.SURFACE.value) >= 4.5
    assert resource("icons", f"{tone.icon}.svg").is_file()


def test_every_icon_takes_its_colour_and_control_pictures_keep_to_the_tokens():
    for path in resource("icons").glob("*.svg"):
        assert "currentColor" in path.read_text(encoding="utf-8"), path.name
    tokens = {colour.value for colour in Colour}
    for path in resource("icons", "controls").glob("*.svg"):
        used = set(re.findall(r"#[0-9A-Fa-f]{6}", path.read_text(encoding="utf-8")))
        assert used <= tokens, path.name
    assert "ISC" in resource("icons", "LICENSE-lucide.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 1.75, 2.0])
def test_icons_are_drawn_for_the_screen_s_own_pixels(qapp, ratio):
    picture = pixmap("check", Colour.GOOD, size=18, ratio=ratio)
    assert picture.size() == QSize(round(18 * ratio), round(18 * ratio))
    colours = {
        picture.toImage().pixelColor(x, y).name().upper()
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.toImage().pixelColor(x, y).alpha() == 255
    }
    assert colours == {Colour.GOOD.value}
    assert QSize(round(18 * ratio), round(18 * ratio)) in icon("check", size=18).availableSizes()


def test_the_style_sheet_names_existing_pictures(qapp):
    text = build_stylesheet(TypeScale())
    pictures = re.findall(r'url\("([^"]+)"\)', text)
    assert pictures
    assert all(resource(path).is_file() for path in pictures)
    assert "$" not in text


def test_large_type_scales_everything_at_once(qapp):
    button = Button("打印", key="Ctrl+P")
    small = (button.sizeHint(), current_scale().row_height)
    apply_theme(qapp, large=True)
    try:
        assert current_scale().body == LARGE_BODY_POINTS
        large = (button.sizeHint(), current_scale().row_height)
        assert large[0].width() > small[0].width()
        assert large[0].height() > small[0].height() >= 36
        assert large[1] > small[1] == 40
        assert current_scale().heading == pytest.approx(23, abs=0.5)
    finally:
        apply_theme(qapp, large=False)
    button.deleteLater()


def test_qt_s_own_words_are_chinese(qtbot):
    for field in (QLineEdit(), QPlainTextEdit()):
        qtbot.addWidget(field)
        menu = field.createStandardContextMenu()
        words = [re.sub(r"\t.*|\(&.\)", "", action.text()) for action in menu.actions() if action.text()]
        assert words
        assert not [word for word in words if re.search("[A-Za-z]", word)]
        menu.deleteLater()
    kinds = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(
        kinds.Ok | kinds.Cancel | kinds.Save | kinds.Close | kinds.Yes | kinds.No | kinds.Retry
    )
    qtbot.addWidget(box)
    assert not [each.text() for each in box.buttons() if re.search("[A-Za-z]{2}", each.text())]


@pytest.mark.parametrize("character", ["王", "𠅤", "𬭎", "䶮", "㛃"])
def test_rare_characters_of_names_have_a_font(qapp, character):
    assert set(RARE_FONT_FAMILIES) <= set(QFontDatabase.families())
    font = QApplication.font()
    assert QFontMetricsF(font).horizontalAdvance(character) > 10
    files = ("NotoSansSC-Regular", "HanaMinA", "HanaMinB")
    fonts = [QRawFont(str(resource("fonts", f"{name}.ttf")), 20) for name in files]
    assert any(font.supportsCharacter(ord(character)) for font in fonts)


def test_names_are_never_taken_for_markup(qtbot):
    words = label("<b>王建国</b>", "card")
    qtbot.addWidget(words)
    assert words.textFormat() is Qt.TextFormat.PlainText


def test_settings_come_back_with_their_types(tmp_path):
    path = tmp_path / "window.ini"
    first = UiSettings(path)
    assert first.large_type is False
    assert first.branch == ""
    first.large_type = True
    first.branch = "b-1"
    first.sync()
    again = UiSettings(path)
    assert again.large_type is True
    assert again.branch == "b-1"
    again.large_type = False
    again.sync()
    assert UiSettings(path).large_type is False


def test_chips_are_chosen_by_arrow_keys_and_count_in_place(qtbot):
    bar = ChipBar([Chip("all", "全部", 142), Chip("open", "待定", 97), Chip("minus", "扣分")])
    qtbot.addWidget(bar)
    bar.show()
    before = bar._buttons["open"]
    with qtbot.waitSignal(bar.chosen) as told:
        qtbot.keyClick(bar._buttons["all"], Qt.Key.Key_Right)
    assert told.args == ["open"]
    bar.set_chips([Chip("all", "全部", 142), Chip("open", "待定", 96), Chip("minus", "扣分")])
    assert bar.current == "open"
    assert bar._buttons["open"] is before
    assert before.text() == "待定 96"
    bar.set_chips([Chip("all", "全部")])
    assert bar.current == "all"


@pytest.mark.parametrize("width", [1122, 918, 700])
def test_step_cards_are_equally_wide_and_none_is_cut(qtbot, width):
    words = ("123 / 345 人", "3 / 3 组", "6 / 94 条", "可以张贴", "12月已归档")
    cards = [StepCard(number, "评定") for number in range(1, 6)]
    for card, figure in zip(cards, words, strict=True):
        card.show_step(
            state=StepState.DONE, figure=figure, share=1, note="4 人未交卡：徐志强、罗福太、危建华、谢银生",
            action="开始申报", primary=card is cards[0], key="Ctrl+Enter",
        )  # fmt: skip
    row = StepRow(cards)
    qtbot.addWidget(row)
    row.resize(width, 300)
    row.show()
    assert max(card.width() for card in cards) - min(card.width() for card in cards) <= 1
    assert len({card.y() for card in cards}) == 1
    inside = [card.width() - 2 * Space.L for card in cards]
    for card, room in zip(cards, inside, strict=True):
        assert card._figure.fontMetrics().horizontalAdvance(card._figure.text()) <= room
        assert card.button.sizeHint().width() <= room
    assert len({card._figure.font().pointSizeF() for card in cards}) == 1
    with qtbot.waitSignal(cards[0].pressed):
        cards[0].button.click()
    assert cards[0].button.kind is ButtonKind.PRIMARY


def test_content_gives_way_to_its_states(qtbot):
    content = QWidget()
    switch = ContentSwitch(content)
    qtbot.addWidget(switch)
    switch.show()
    switch.show_loading()
    assert switch.currentWidget() is content
    qtbot.waitUntil(lambda: switch.currentWidget() is switch._skeleton)
    switch.show_empty("users", "还没有党员", action="导入花名册")
    with qtbot.waitSignal(switch.action_pressed):
        switch._empty.button.click()
    switch.show_loading()
    switch.show_content()
    assert switch.currentWidget() is content
    assert not switch._late.isActive()


def test_the_trace_shows_every_step_and_opens_its_record(qtbot):
    leaf = TraceNode("line", "10-12 志愿服务", Decimal(4), inputs=(("每次", "2"), ("带头", "× 2")), ref="p-1")
    cut = TraceNode(
        "section", "激励分", Decimal(15), before=Decimal(17), cause="上限 15 分", children=(leaf,)
    )
    view = TraceView()
    qtbot.addWidget(view)
    view.show_trace(TraceNode("year", "2026年", Decimal(75), children=(cut,)))
    root = view.model().index(0, 0)
    section = view.model().index(0, 0, root)
    line = view.model().index(0, 0, section)
    assert section.siblingAtColumn(2).data() == "17.0 → 15.0"
    assert section.siblingAtColumn(3).data() == "上限 15 分"
    assert line.siblingAtColumn(1).data() == "每次 2，带头 × 2"
    assert view.isExpanded(section)
    with qtbot.waitSignal(view.ref_activated) as told:
        view.activated.emit(line.siblingAtColumn(2))
    assert told.args == ["p-1"]


def test_the_figure_of_a_trace_is_in_sight_beside_long_rules(qtbot):
    rule = "每次 2 分，带头或组织的加倍，同一天只计一次，全年最多 4 分，超出部分不计分"
    leaf = TraceNode(
        "line", "10-12 参加志愿服务、红色家访、党群串门等集体活动", Decimal(4), inputs=(("规则", rule),)
    )
    view = TraceView()
    qtbot.addWidget(view)
    view.resize(620, 300)
    view.show()
    view.show_trace(TraceNode("year", "2026年", Decimal(75), children=(leaf,)))
    figure = view.visualRect(view.model().index(0, 2))
    assert view.viewport().rect().contains(figure)
    assert figure.width() >= view.sizeHintForColumn(2)
    view.setColumnHidden(1, True)
    view.setColumnHidden(3, True)
    view.resize(300, 300)
    qtbot.waitUntil(lambda: view.viewport().rect().contains(view.visualRect(view.model().index(0, 2))))


def test_a_snapshot_has_the_size_asked_for(qtbot, tmp_path):
    words = label("王建国", "heading")
    qtbot.addWidget(words)
    target = save_snapshot(words, tmp_path / "gallery" / "a.png", size=QSize(300, 90))
    picture = QImage(str(target))
    ratio = words.devicePixelRatioF()
    assert picture.size() == QSize(round(300 * ratio), round(90 * ratio))
    assert not words.isVisible()
