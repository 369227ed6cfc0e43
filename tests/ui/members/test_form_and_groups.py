"""The form for a member's facts, and the groups."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt

from tests.helpers.factories import id_number


def test_new_member_by_keyboard_alone(village, open_page, qtbot, services, settled):
    page = open_page()
    qtbot.keyClick(page.window(), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert page.stack.currentWidget() is page.form
    fields = page.form.fields
    for key, typed in (("name", "李小河"), ("id_number", id_number(77)), ("phone", "10012345678")):
        editor = fields.editor(key)
        assert editor.hasFocus()
        editor.insert(typed)  # what an input method does; a key of its own no Chinese character has
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    group = fields.editor("group")
    assert group.hasFocus(), "one branch: its field is skipped"
    qtbot.keyClick(group, Qt.Key.Key_Down)
    qtbot.keyClick(group, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert page.stack.currentWidget() is page.list
    detail = services.members.detail(page.list.current.member.uid)
    assert (detail.row.name, detail.row.group, detail.sex) == ("李小河", "一组", "男")
    assert detail.birth_date == date(1970, 1, 1)


def test_faults_stand_at_their_fields(village, open_page, settled):
    page = open_page()
    page.show_new()
    page.form.save_button.click()
    assert "请选择小组" in page.form.fields.fault_text("group")
    page.form.fields.editor("group").setCurrentText("一组")
    page.form.save_button.click()
    settled()
    assert "请填写姓名" in page.form.fields.fault_text("name")
    assert page.form.fields.editor("name").hasFocus()
    page.form.fields.editor("name").setText("李小河")
    page.form.fields.editor("id_number").setText(id_number(1))
    page.form.save_button.click()
    settled()
    assert "林为民" in page.form.fields.fault_text("id_number")


def test_wrong_id_number_is_told_before_saving(village, open_page):
    page = open_page()
    page.show_new()
    editor = page.form.fields.editor("id_number")
    editor.setText("360099197001010019")
    editor.editingFinished.emit()
    assert page.form.fields.fault_text("id_number")
    editor.setText(id_number(5))
    editor.editingFinished.emit()
    assert page.form.fields.fault_text("id_number") == ""
    assert page.form.draft().birth_date == date(1970, 1, 1)


def test_changing_keeps_what_was_not_touched(village, open_page, services, settled):
    page = open_page()
    uid = village.members["孙石头"]
    before = services.members.detail(uid)
    page.list.select(uid)
    page.list.panel.buttons["edit"].click()
    page.form.fields.editor("phone").setText("10099998888")
    page.form.save_button.click()
    settled()
    after = services.members.detail(uid)
    assert after.row.phone == "10099998888"
    assert (after.id_number, after.joined_on, after.row.group, after.spans) == (
        before.id_number,
        before.joined_on,
        before.row.group,
        before.spans,
    )
    assert page.list.current.member.uid == uid


def test_escape_leaves_the_form_without_saving(village, open_page, qtbot, services):
    page = open_page()
    page.show_new()
    name = page.form.fields.editor("name")
    name.insert("不要保存")
    qtbot.keyClick(name, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.list
    assert len(services.members.rows(date(2026, 10, 31))) == 8


def test_groups_are_added_renamed_and_get_heads(village, open_page, qtbot, services, settled):
    page = open_page()
    qtbot.keyClick(page.window(), Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert page.header.state_text == "2 个小组，都有组长"
    page.groups.new_field.setText("三组")
    page.groups.add_button.click()
    settled()
    assert page.header.state_text == "3 个小组，1 个没有组长"
    assert page.groups.new_field.text() == ""
    page.groups.table.select_uid(village.groups["二组"])
    page.groups.name_field.setText("溪口组")
    page.groups.head_field.pick(village.members["孙石头"])
    page.groups.save_button.click()
    settled()
    group = next(g for g in services.units.groups(village.branch) if g.uid == village.groups["二组"])
    assert (group.name, group.head) == ("溪口组", "孙石头")


def test_head_must_be_of_the_group(village, open_page, qtbot):
    page = open_page()
    page.show_groups()
    page.groups.table.select_uid(village.groups["二组"])
    page.groups.table.row_activated.emit(page.groups.table.current_row)
    assert page.groups.head_field.hasFocus()
    page.groups.head_field.setText("林为民")
    page.groups.head_field.textEdited.emit("林为民")
    page.groups.save_button.click()
    assert "本组没有这个人" in page.groups._fields.fault_text("head")


def test_a_name_that_stands_already_is_refused_at_its_field(village, open_page, settled):
    page = open_page()
    page.show_groups()
    page.groups.new_field.setText("一组")
    page.groups.add_button.click()
    settled()
    assert "已经有" in page.groups._new_fields.fault_text("new")
