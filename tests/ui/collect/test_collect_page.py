"""Collecting group by group."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.services.lines import LineFault
from app.services.numbers import format_points
from app.ui.pages.collect import page as page_module
from app.ui.pages.collect.check_panel import line_words
from app.ui.theme.theme import apply_theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.placeholders import EmptyState
from app.ui.widgets.toast import Toast
from tests.ui.declare.world import OCTOBER, VIEWER


def month_of(world):
    return world.services.collection.month(world.branch, OCTOBER)


def words_of(widget):
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def test_groups_with_their_cards_and_states(world, open_page):
    page = open_page(world)
    groups = month_of(world).groups
    heads, cells = page.groups.export_rows()
    assert heads == ["小组", "交卡", "状态"]
    assert [row[0] for row in cells] == [group.group for group in groups]
    assert {row[2] for row in cells} == {"未汇总"}
    assert "已汇总 0 / 3 组；28 人未交卡" in page.header.state_text


def test_table_adds_up_as_the_service_says(world, open_page):
    page = open_page(world)
    group = month_of(world).groups[0]
    shown = page.members.table.shown_rows
    assert sum(row.total for row in shown) == group.total
    assert f"{len(group.lines)} 条，{format_points(group.total, 1)} 分" in page.members.sum.text()


def test_faulty_lines_with_sentence_and_jump(world, open_page, qtbot):
    page = open_page(world)
    text = words_of(page.panel)
    for word in ("超上限", "缺证明", "缺第二人", "重复", "评定前须补齐", "超出部分不计分"):
        assert word in text
    go = next(each for each in page.panel.findChildren(Button) if each.text() == "查看" and each.isVisible())
    with qtbot.waitSignal(page.context.page_requested) as asked:
        go.click()
    key, uid = asked.args
    assert key == "declare"
    assert uid in {line.uid for line in month_of(world).groups[0].faulty}


def test_missing_names_lead_to_the_card(world, open_page, qtbot):
    page = open_page(world)
    group = month_of(world).groups[2]
    page.show_target(group.group_uid)
    missing = group.missing[0]
    link = next(each for each in page.panel.findChildren(Button) if each.text() == missing.label)
    with qtbot.waitSignal(page.context.page_requested) as asked:
        link.click()
    assert asked.args == ["declare", missing.uid]
    assert page.panel.collect.text() == f"汇总本组（缺 {len(group.missing)} 人）"


def test_collect_sign_give_back_by_key(world, open_page, qtbot, settled):
    page = open_page(world)
    first = month_of(world).groups[0]
    qtbot.keyClick(page.groups, Qt.Key.Key_Return)
    settled(page)
    assert month_of(world).groups[0].collected_on == date(2026, 10, 30)
    assert page.group.group_uid != first.group_uid  # on to the next group
    page.show_target(first.group_uid)
    assert not page.panel.collect.isEnabled()
    qtbot.keyClick(page.groups, Qt.Key.Key_S)
    settled(page)
    assert month_of(world).groups[0].signed_on == date(2026, 10, 30)
    assert page.panel.sign.text() == "撤销签字"
    qtbot.keyClick(page.groups, Qt.Key.Key_R)
    settled(page)
    assert month_of(world).groups[0].collected_on is None
    page.window().findChild(Toast).undo_button.click()
    settled(page)
    again = month_of(world).groups[0]
    assert (again.collected_on, again.signed_on) == (date(2026, 10, 30), date(2026, 10, 30))


def test_missing_cards_warn_and_do_not_block(world, open_page, qtbot, settled):
    page = open_page(world)
    group = month_of(world).groups[2]
    page.show_target(group.group_uid)
    qtbot.keyClick(page.groups, Qt.Key.Key_Return)
    settled(page)
    assert month_of(world).groups[2].collected_on is not None
    assert f"{len(group.missing)} 人未交卡" in page.window().findChild(Toast).text


def test_undo_of_collecting(world, open_page, qtbot, settled):
    page = open_page(world)
    qtbot.keyClick(page.groups, Qt.Key.Key_Return)
    settled(page)
    page.window().findChild(Toast).undo_button.click()
    settled(page)
    assert all(group.collected_on is None for group in month_of(world).groups)


def test_reload_keeps_the_group(world, open_page):
    page = open_page(world)
    group = month_of(world).groups[1]
    page.show_target(group.group_uid)
    page.refresh(None)
    assert page.group.group_uid == group.group_uid
    assert page.groups.current_uid == group.group_uid


def test_paper_of_one_group_and_of_all(world, open_page, qtbot, monkeypatch):
    page = open_page(world)
    asked = []
    monkeypatch.setattr(
        page_module,
        "print_documents",
        lambda _ctx, _parent, kind, uids=(): asked.append((str(kind), tuple(uids))),
    )
    qtbot.keyClick(page.groups, Qt.Key.Key_P)
    page.print_all.click()
    assert asked == [("group_sheets", (page.group.group_uid,)), ("group_sheets", ())]


def test_viewer_only_looks_and_prints(world, open_page):
    page = open_page(world, actor=VIEWER)
    assert page.read_only
    assert not page.panel.collect.isEnabled()
    assert page.panel.print_group.isEnabled()


def test_confirmed_month_says_why(world, open_page):
    from sqlalchemy import update

    from app.models import Period

    # As 评定生效 leaves the month; the meeting has its own tests.
    with world.services.collection.uow.write() as session:
        session.execute(update(Period).values(state="confirmed"))
    page = open_page(world)
    assert page.read_only
    assert not page.panel.collect.isEnabled()


def test_empty_village_leads_to_the_members(bare_world, open_page, qtbot):
    page = open_page(bare_world)
    empty = page.findChild(EmptyState)
    assert empty.isVisible()
    with qtbot.waitSignal(page.context.page_requested) as asked:
        empty.button.click()
    assert asked.args[0] == "members"


def test_over_cap_says_how_much_counts(world):
    group = month_of(world).groups[0]
    line = next(each for each in group.faulty if LineFault.OVER_CAP in each.faults)
    words = line_words(line, decimals=1)
    assert f"只计 {format_points(line.counted, 1)} 分" in words
    assert "最多" in words


def test_fits_the_smallest_screen(world, open_page):
    page = open_page(world, size=QSize(968, 728))
    assert page.members.table.horizontalScrollBar().maximum() == 0
    assert page.minimumSizeHint().width() <= 968


def test_nothing_scrolls_sideways_on_a_full_hd_screen_at_150_per_cent(world, open_page, qtbot):
    page = open_page(world)
    window = QWidget()
    row = QHBoxLayout(window)
    row.setContentsMargins(188, 0, 0, 0)  # the side bar with its words
    row.addWidget(page)
    qtbot.addWidget(window)
    window.resize(1280, 680)
    with qtbot.waitExposed(window):
        window.show()
    assert page.side.x() > page.members.x(), "the panel stands at the right"
    for table in (page.groups, page.members.table):
        assert table.horizontalScrollBar().maximum() == 0
    page.setParent(None)  # each of the two is closed for itself


def test_a_click_on_a_figure_shows_how_it_came_about(world, open_page, qtbot):
    page = open_page(world)
    page.members.table.setFocus()
    row = next(row for row in page.members.table.shown_rows if row.lines > 1)
    page.members.table.select_uid(row.member.uid)
    total = [spec.title for spec in page.members.table.rows_model.columns].index("合计")
    place = page.members.table.visualRect(page.members.table.currentIndex().siblingAtColumn(total))
    qtbot.mouseClick(page.members.table.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
    assert page.side.tracing
    root = page.side.trace.view.node_at(page.side.trace.view.index_of(()))
    assert root.after == row.total
    assert sum(len(part.children) for part in root.children) == row.lines
    assert sum(line.after for part in root.children for line in part.children) == row.total
    assert row.member.label in page.side.trace.title
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert not page.side.tracing


def test_t_explains_the_selected_member_and_another_group_puts_it_away(world, open_page):
    page = open_page(world)
    row = next(row for row in page.members.table.shown_rows if row.lines)
    page.members.table.select_uid(row.member.uid)
    action = next(each for each in page.members.table.actions() if each.shortcut().toString() == "T")
    action.trigger()
    assert page.side.tracing
    page.groups.select_uid(month_of(world).groups[1].group_uid)
    assert not page.side.tracing


def test_in_large_type_missing_names_have_room_beside_the_buttons(world, open_page, qtbot, qapp):
    """On the least screen: the list was 55 pixels wide, and the red button was cut at both ends."""
    apply_theme(qapp, large=True)
    try:
        page = open_page(world)
        page.resize(QSize(890, 700))
        qtbot.waitUntil(lambda: page.panel._flat)
        qtbot.waitUntil(lambda: page.panel.collect.width() >= page.panel.collect.sizeHint().width())
        assert "缺" in page.panel.collect.text()
        names = [each for each in page.panel.findChildren(Button) if each.toolTip().startswith("去录入")]
        assert names
        view = page.panel._scroll.viewport()
        assert all(each.mapTo(view, each.rect().topRight()).x() <= view.width() for each in names)
        assert all(each.width() >= each.sizeHint().width() for each in names)
    finally:
        apply_theme(qapp)
