"""States of the 申报 page: empty, read-only, another month, keys, paper."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from app.ui.pages.declare import page as page_module
from app.ui.widgets.placeholders import EmptyState
from tests.ui.declare.world import OCTOBER


def test_empty_village_leads_to_the_members(bare_world, open_page, qtbot):
    page = open_page(bare_world)
    empty = page.findChild(EmptyState)
    assert empty.isVisible()
    assert empty.button.text() == "去党员"
    with qtbot.waitSignal(page.context.page_requested) as asked:
        empty.button.click()
    assert asked.args[0] == "members"


def test_viewer_only_looks(world, open_page, viewer):
    uid = world.add(world.people[0], "volunteer")
    page = open_page(world, actor=viewer)
    page.show_target(uid)
    assert page.read_only
    assert not page.by_member.strip.isVisible()
    for button in (page.by_member.card.edit, page.by_member.card.remove, page.by_member.card.hand_in):
        assert not button.isEnabled()
    for tab in (page.by_list, page.by_activity):
        page.show_tab("list" if tab is page.by_list else "activity")
        assert not tab.save.isEnabled()
    assert page.print_button.isEnabled()


def test_confirmed_month_says_why_it_is_closed(world, open_page):
    from sqlalchemy import update

    from app.models import Period

    world.add(world.people[0], "volunteer")
    # As 评定生效 leaves the month; the meeting has its own tests.
    with world.services.declarations.uow.write() as session:
        session.execute(update(Period).values(state="confirmed"))
    page = open_page(world)
    assert page.read_only
    assert not page.by_member.strip.isVisible()


def test_reload_keeps_member_line_and_typing(world, open_page, qtbot):
    member = world.people[4]
    first = world.add(member, "volunteer", 3)
    world.add(member, "council", 4)
    page = open_page(world)
    page.show_target(first)
    form = page.by_member.strip.form
    form.item.pick("visits")
    form.item.picked.emit("visits")
    form.basis.setText("写到一半")
    page.refresh(None)
    assert page.by_member.chosen == member.uid
    assert page.by_member.card.line.uid == first
    assert (form.item.uid, form.basis.text()) == ("visits", "写到一半")


def test_other_month_moves_the_dates(world, open_page):
    page = open_page(world)
    page.context.set_month(OCTOBER.previous)
    page.refresh(None)
    assert page.by_member.strip.form.date.value == OCTOBER.previous.last
    page.show_tab("activity")
    assert page.by_activity.name.text() == "9月主题党日"


def test_keys_choose_the_way_in(world, open_page, qtbot):
    page = open_page(world)
    for key, name in ((Qt.Key.Key_F3, "activity"), (Qt.Key.Key_F4, "list"), (Qt.Key.Key_F2, "member")):
        qtbot.keyClick(page, key)
        assert page.segments.current == name
        assert page.primary_action.isVisible()


def test_print_menu_offers_this_member_the_group_all_and_blank(world, open_page, monkeypatch):
    page = open_page(world)
    asked = []
    monkeypatch.setattr(
        page_module,
        "print_documents",
        lambda _ctx, _parent, kind, uids=(): asked.append((str(kind), tuple(uids))),
    )
    page.print_button.click()
    menu = page.findChild(QMenu)
    for action in menu.actions():
        action.trigger()
    menu.close()
    uid = page.by_member.chosen
    [group] = {m.group_uid for m in world.people if m.uid == uid}
    own = {m.uid for m in world.people if m.group_uid == group}
    kinds = ("cards", "record_forms")
    assert [kind for kind, _ in asked] == [*kinds, *kinds, *kinds, "blank_cards"]
    assert [set(uids) for _, uids in asked] == [{uid}, {uid}, own, own, set(), set(), set()]


def test_fits_the_smallest_screen(world, open_page):
    page = open_page(world, size=QSize(968, 728))
    assert page.minimumSizeHint().width() <= 968
    table = page.by_member.card.table
    assert table.horizontalScrollBar().maximum() == 0
    assert table.height() >= 3 * table.verticalHeader().defaultSectionSize()


def test_every_shown_key_is_a_key(world, open_page):
    page = open_page(world)
    card = page.by_member.card
    for button in (
        card.edit,
        card.remove,
        card.picture,
        card.hand_in,
        page.by_activity.new,
        page.by_list.save,
    ):
        assert not QKeySequence(button.key).isEmpty()
