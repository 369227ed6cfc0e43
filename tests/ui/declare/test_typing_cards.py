"""逐人录入 with the keyboard alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from app.services.line_entry import LineDraft
from app.services.lines import LineFault
from app.ui.pages.declare.words import state_words
from app.ui.widgets.toast import Toast
from tests.ui.declare.world import OCTOBER, RECORDER, SECRETARY


def type_on(qtbot, text):
    """Type where the focus is; ↵ is Enter, ⇥ Tab, and Chinese comes from the input method."""
    for sign in text:
        field = QApplication.focusWidget()
        if sign == "↵":
            qtbot.keyClick(field, Qt.Key.Key_Return)
        elif sign == "⇥":
            qtbot.keyClick(field, Qt.Key.Key_Tab)
        elif sign.isascii():
            qtbot.keyClicks(field, sign)
        else:
            commit = QInputMethodEvent()
            commit.setCommitString(sign)
            QApplication.sendEvent(field, commit)


def pinyin_of(member):
    return member.pinyin.split("|")[0].replace(" ", "")


def toast_of(page):
    return page.window().findChild(Toast)


def test_ten_lines_with_the_keyboard_alone(world, open_page, qtbot, settled):
    page = open_page(world)
    first, second, third = world.people[:3]
    page.search_field.setFocus()
    type_on(qtbot, f"{pinyin_of(first)}↵")
    type_on(qtbot, "zyfw↵3↵")  # by initials, date as a day, saved: the item needs no more
    type_on(qtbot, "cjdyysh↵10-4↵")  # the member stays
    type_on(qtbot, "12↵1005⇥2↵")  # by number, and the quantity
    type_on(qtbot, "13↵↵3↵")  # a level, chosen by its number; the date stays
    type_on(qtbot, "8↵6↵2.5↵↵")  # a judged value asks once for its basis
    type_on(qtbot, "11↵7⇥⇥1↵")  # a role
    page.by_member.strip.form.member.setFocus()
    type_on(qtbot, f"{second.name}↵")
    type_on(qtbot, "1↵8↵")
    type_on(qtbot, "10↵9⇥⇥⇥议事记录↵")  # a basis
    page.by_member.strip.form.member.setFocus()
    type_on(qtbot, f"{third.name}↵")
    type_on(qtbot, "7↵10↵")
    type_on(qtbot, "9↵11↵")
    settled(page)

    lines = world.lines()
    assert len(lines) == 10
    assert {line.entered_by for line in lines} == {RECORDER.name}
    assert [line.deed_date.day for line in world.lines(first)] == [3, 4, 5, 5, 6, 7]
    of_first = {line.item: line for line in world.lines(first) if line.item != "volunteer"}
    assert of_first["quiz"].level == "second"
    assert of_first["heritage"].points == Decimal("2.5")
    assert of_first["visits"].role == "lead"
    assert of_first["visits"].claimed == Decimal(2)
    volunteer = [line for line in world.lines(first) if line.item == "volunteer"]
    assert [line.quantity for line in volunteer] == [1, 2]
    assert {line.basis for line in world.lines(second)} == {"", "议事记录"}
    assert len(world.lines(third)) == 2


def test_enter_on_empty_item_goes_to_the_next_member(world, open_page, qtbot):
    page = open_page(world)
    view = page.by_member
    before = view.chosen
    view.strip.form.item.setFocus()
    type_on(qtbot, "↵")
    assert view.chosen != before
    assert view.strip.member_uid == view.chosen == view.list.table.current_uid
    assert view.strip.form.item.hasFocus()


def test_claim_and_faults_are_shown_while_typing(world, open_page, qtbot):
    page = open_page(world)
    form = page.by_member.strip.form
    form.item.setFocus()
    type_on(qtbot, "12↵")
    assert "每次 2 分" in form.rule.text()
    assert form.claim.text() == "申报 2.0 分"
    form.role.choose("lead")
    assert form.claim.text() == "申报 4.0 分"
    form.item.setFocus()
    form.item.clear()
    type_on(qtbot, "8↵")
    assert "请填写分值" in form.words.text()
    form.points.setFocus()
    type_on(qtbot, "9")
    assert "9 分不在 0–4 分" in form.words.text()


def test_a_line_without_what_it_needs_is_not_saved(world, open_page, qtbot, settled):
    page = open_page(world)
    form = page.by_member.strip.form
    form.item.setFocus()
    type_on(qtbot, "13↵↵")
    assert form.level.hasFocus()
    type_on(qtbot, "↵↵")
    settled(page)
    assert form.level.property("fault") is True
    assert world.lines() == []


def test_deduction_asks_for_basis_and_second_person(world, open_page, qtbot, settled):
    page = open_page(world)
    form = page.by_member.strip.form
    second = world.people[5]
    form.item.setFocus()
    type_on(qtbot, "18↵")
    assert form.second_box.isVisible()
    assert "依据和第二人" in form.words.text()
    type_on(qtbot, "12↵")
    assert form.basis.hasFocus()
    type_on(qtbot, "核实记录↵")
    assert form.second.hasFocus()
    type_on(qtbot, f"{second.name}↵↵")
    settled(page)
    (line,) = world.lines()
    assert line.claimed == Decimal(-5)
    assert line.basis == "核实记录"
    assert line.second_uid == second.uid
    assert LineFault.NO_BASIS not in line.faults


def test_refused_line_comes_back_with_the_reason(world, open_page, qtbot, settled):
    page = open_page(world)
    form = page.by_member.strip.form
    form.item.setFocus()
    type_on(qtbot, "12↵31↵")  # tomorrow
    settled(page)
    assert world.lines() == []
    assert "日期还没到" in form.words.text()
    assert form.item.uid == "volunteer"
    assert form.date.property("fault") is True
    assert form.date.hasFocus(), "what has to be mended"


def test_late_deed_is_marked(world, open_page, qtbot, settled):
    page = open_page(world)
    form = page.by_member.strip.form
    form.item.setFocus()
    type_on(qtbot, "12↵9-20")
    assert form.reason_box.isVisible()
    assert "补记" in form.words.text()
    type_on(qtbot, "↵")
    settled(page)
    (line,) = world.lines()
    assert line.late
    assert "补记" in state_words(line)


def test_deed_of_an_open_month_belongs_there(world, open_page, qtbot, settled):
    page = open_page(world)
    member = world.people[0]
    world.services.declarations.hand_in(RECORDER, world.branch, OCTOBER.previous, [member.uid])
    form = page.by_member.strip.form
    form.item.setFocus()
    type_on(qtbot, "12↵9-20↵")
    settled(page)
    assert world.lines() == []
    assert "2026年9月还在申报" in form.words.text()


def test_undo_of_a_new_line_takes_the_card_back(world, open_page, qtbot, settled):
    page = open_page(world)
    form = page.by_member.strip.form
    form.item.setFocus()
    type_on(qtbot, "12↵3↵")
    settled(page)
    assert len(world.lines()) == 1
    toast_of(page).undo_button.click()
    settled(page)
    assert world.lines() == []
    assert len(world.services.declarations.month(world.branch, OCTOBER).missing) == len(world.people)


def test_edit_and_undo(world, open_page, qtbot, settled):
    member = world.people[0]
    uid = world.add(member, "volunteer", 3, basis="原依据")
    page = open_page(world)
    page.show_target(uid)
    assert page.by_member.card.line.uid == uid
    qtbot.keyClick(page.by_member.card.table, Qt.Key.Key_E)
    form = page.by_member.strip.form
    assert form.save.text() == "保存修改"
    assert not form.member.isEnabled()
    form.basis.setText("新依据")
    type_on(qtbot, "5↵")
    settled(page)
    (line,) = world.lines()
    assert (line.uid, line.basis, line.deed_date) == (uid, "新依据", date(2026, 10, 5))
    toast_of(page).undo_button.click()
    settled(page)
    (line,) = world.lines()
    assert (line.basis, line.deed_date) == ("原依据", date(2026, 10, 3))


def test_judged_line_is_loaded_with_its_figures(world, open_page, qtbot):
    uid = world.add(world.people[0], "heritage", 25, points=Decimal("2.5"), basis="参观")
    page = open_page(world)
    form = page.by_member.strip.form
    day = form.date.value
    page.show_target(uid)
    page.by_member.card.edit.click()
    assert form.points.text() == "2.5"
    assert form.claim.text() == "申报 2.5 分"
    assert "请填写" not in form.words.text()
    qtbot.keyClick(form.basis, Qt.Key.Key_Escape)
    assert form.date.value == day


def test_escape_gives_up_a_change(world, open_page, qtbot, settled):
    uid = world.add(world.people[0], "volunteer", 3, basis="原依据")
    page = open_page(world)
    page.show_target(uid)
    page.by_member.card.edit.click()
    page.by_member.strip.form.basis.setText("新依据")
    qtbot.keyClick(page.by_member.strip.form.basis, Qt.Key.Key_Escape)
    settled(page)
    assert world.lines()[0].basis == "原依据"
    assert page.by_member.strip.form.save.text() == "保存"
    assert page.by_member.list.table.hasFocus()


@pytest.fixture
def photo(tmp_path):
    from PIL import Image

    path = tmp_path / "巡山.jpg"
    Image.new("RGB", (640, 480), "green").save(path)
    return path


def test_delete_and_undo_brings_line_and_photo_back(world, open_page, qtbot, settled, photo):
    member = world.people[0]
    uid = world.add(
        member, "volunteer", 3, basis="网格长证明", quantity=Decimal(2), role="lead", on_word_of="组长"
    )
    world.services.attachments.add(RECORDER, uid, photo)
    page = open_page(world)
    page.show_target(uid)
    qtbot.keyClick(page.by_member.card.table, Qt.Key.Key_Delete)
    settled(page)
    assert world.lines() == []
    toast_of(page).undo_button.click()
    settled(page)
    (line,) = world.lines()
    assert (line.quantity, line.role, line.basis, line.on_word_of) == (2, "lead", "网格长证明", "组长")
    assert [each.file_name for each in world.services.attachments.of_line(line.uid)] == ["巡山.jpg"]
    assert page.by_member.card.line.uid == line.uid


def test_photo_is_added_by_key_and_opened(world, open_page, qtbot, settled, photo, monkeypatch):
    from app.ui.pages.declare import photos

    uid = world.add(world.people[0], "volunteer", 3)
    page = open_page(world)
    page.show_target(uid)
    monkeypatch.setattr(photos, "choose_photo", lambda _parent, _folder: photo)
    qtbot.keyClick(page.by_member.card.table, Qt.Key.Key_P)
    settled(page)
    assert world.lines()[0].attachments == 1
    (view,) = world.services.attachments.of_line(uid)
    shown = []

    def look(_parent, name, data, *, removable):
        shown.append((name, data[:2], removable))
        return photos.PhotoAnswer.REMOVE

    monkeypatch.setattr(photos.PhotoDialog, "ask", staticmethod(look))
    page.by_member.card.reason.picture_wanted.emit(view)
    settled(page)
    assert shown == [("巡山.jpg", b"\xff\xd8", True)]
    assert world.lines()[0].attachments == 0


def test_photo_dialog_shows_the_picture(qtbot, photo):
    from app.ui.pages.declare.photos import PhotoAnswer, PhotoDialog

    dialog = PhotoDialog("巡山.jpg", photo.read_bytes(), removable=True)
    qtbot.addWidget(dialog)
    assert not dialog.view.pixmap().isNull()
    dialog.remove.click()
    assert dialog.answer is PhotoAnswer.REMOVE


def test_no_declaration_by_key_goes_on_to_the_next_card(world, open_page, qtbot, settled):
    page = open_page(world)
    view = page.by_member
    first = view.chosen
    view.list.table.setFocus()
    qtbot.keyClick(view.list.table, Qt.Key.Key_N)
    settled(page)
    cards = {card.member.uid: card for card in world.services.declarations.month(world.branch, OCTOBER).cards}
    assert cards[first].handed_in
    assert cards[first].lines == 0
    assert view.chosen != first
    toast_of(page).undo_button.click()
    settled(page)
    assert len(world.services.declarations.month(world.branch, OCTOBER).missing) == len(world.people)


def test_lists_filter_by_chip_with_the_missing_first(world, open_page, qtbot):
    member = world.people[-1]
    world.add(member, "volunteer")
    page = open_page(world)
    table = page.by_member.list.table
    assert table.shown_rows[-1].member.uid == member.uid
    page.by_member.list.chips.choose("in")
    page.by_member.list.chips.chosen.emit("in")
    assert [card.member.uid for card in table.shown_rows] == [member.uid]
    assert "已交卡 1 / " in page.header.state_text


def test_nobody_moves_in_the_list_while_cards_are_typed(world, open_page, qtbot, settled):
    page = open_page(world)
    table = page.by_member.list.table
    before = [card.member.uid for card in table.shown_rows]
    page.by_member.strip.form.item.setFocus()
    type_on(qtbot, "12↵3↵")
    settled(page)
    assert table.shown_rows[0].handed_in
    assert [card.member.uid for card in table.shown_rows] == before
    page.hide()
    page.show()
    assert [card.member.uid for card in table.shown_rows] == [*before[1:], before[0]], "opened again"


def test_reason_panel_shows_the_arithmetic(world, open_page, qtbot):
    member = world.people[0]
    world.add(member, "volunteer", 3, quantity=Decimal(2))
    uid = world.add(member, "volunteer", 9)
    page = open_page(world)
    page.show_target(uid)
    from PySide6.QtWidgets import QLabel

    def words():
        return {each.text() for each in page.by_member.card.reason.findChildren(QLabel)}

    qtbot.waitUntil(lambda: any("参加志愿服务" in text for text in words()))
    assert "评定得分" in words()
    assert any("超出部分不计分" in text for text in words())


def test_collected_card_says_so_before_typing(world, open_page, qtbot):
    member = world.people[0]
    world.add(member, "volunteer")
    world.services.collection.collect(RECORDER, world.branch, OCTOBER, member.group_uid)
    page = open_page(world)
    page.by_member.show_member(member.uid)
    assert "已汇总" in page.by_member.strip.form.words.text()
    assert not page.by_member.card.remove.isEnabled()


def test_returned_line_can_be_declared_again(world, open_page, qtbot, settled):
    services = world.services
    member = world.people[0]
    uid = world.add(member, "volunteer", 3, basis="")
    services.collection.collect(SECRETARY, world.branch, OCTOBER, member.group_uid)
    from sqlalchemy import update

    from app.models import Declaration, Period

    # A returned line as the meeting leaves it; meetings have their own tests.
    with services.declarations.uow.write() as session:
        session.execute(update(Declaration).where(Declaration.uid == uid).values(state="returned"))
        session.execute(update(Period).values(label="2026-09"))
    page = open_page(world)
    page.by_member.list.chips.chosen.emit("returned")
    page.by_member.show_member(member.uid)
    assert page.by_member.card.line.uid == uid
    assert page.by_member.card.edit.text() == "再次申报"
    page.by_member.card.edit.click()
    settled(page)
    [again] = world.lines(member)
    assert (again.item, again.uid != uid) == ("volunteer", True), "the old card keeps its own line"


def test_two_of_one_name_are_told_apart(world, open_page, qtbot):
    twin = next(member for member in world.people if member.label != member.name)
    page = open_page(world)
    page.by_member.show_member(twin.uid)
    assert page.by_member.strip.form.member.text() == twin.label


def test_draft_of_line_keeps_everything(world):
    from app.ui.pages.declare.undo import draft_of

    member = world.people[0]
    draft = LineDraft(
        member.uid, "volunteer", date(2026, 10, 3), quantity=Decimal(2), role="lead", basis="依据", act="act-1",
        on_word_of="组长",
    )  # fmt: skip
    world.services.declarations.add(RECORDER, world.branch, OCTOBER, [draft])
    assert draft_of(world.lines()[0]) == draft


def test_everybody_left_has_nothing_to_declare_with_one_press(world, open_page, settled):
    page = open_page(world)
    people = page.by_member.list
    assert people.all_empty.isVisible(), "under 全部 as well: there she sees who is missing"
    people.chips.choose("in")
    people.chips.chosen.emit("in")
    assert not people.all_empty.isVisible()
    people.chips.choose("missing")
    people.chips.chosen.emit("missing")
    missing = world.services.declarations.month(world.branch, OCTOBER).missing
    assert people.all_empty.isVisible()
    assert f"未交卡 {len(missing)} 人都无申报" in people.all_empty.text()
    people.all_empty.click()
    settled(page)
    assert not world.services.declarations.month(world.branch, OCTOBER).missing
    assert not people.all_empty.isVisible()
    toast_of(page).undo_button.click()
    settled(page)
    assert len(world.services.declarations.month(world.branch, OCTOBER).missing) == len(missing)


def test_the_form_never_belongs_to_another_person_than_the_card(world, open_page, qtbot, settled):
    """What is typed goes along when another member is chosen; it must not be saved for the first one."""
    page = open_page(world)
    part, form = page.by_member, page.by_member.strip.form
    first, second = world.people[:2]
    part.show_member(first.uid)
    form.item.setFocus()
    type_on(qtbot, "zyfw")
    part.list.member_chosen.emit(second.uid)
    assert (part.chosen, form.member.uid, form.item.text()) == (second.uid, second.uid, "zyfw")
    form.item.setFocus()
    type_on(qtbot, "↵3↵")
    settled(page)
    month = world.services.declarations.month(world.branch, OCTOBER)
    assert [line.member.uid for line in month.lines] == [second.uid]


def test_a_line_being_changed_is_left_alone_when_another_member_is_chosen(world, open_page, qtbot, settled):
    page = open_page(world)
    part = page.by_member
    first, second = world.people[:2]
    part.show_member(first.uid)
    part.strip.form.item.setFocus()
    type_on(qtbot, "zyfw↵3↵")
    settled(page)
    line = world.services.declarations.month(world.branch, OCTOBER).lines[0]
    part.strip.edit(line)
    part.show_member(second.uid)
    assert not part.strip.is_editing
    assert part.strip.member_uid == second.uid
