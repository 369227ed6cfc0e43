"""同一件事 on the entry strip."""

from __future__ import annotations

from datetime import date

import pytest

from app.ui.pages.declare.words import facts_of, short_state
from app.ui.pages.line_words import fault_sentence
from tests.helpers.schemes import s1_with_one_act
from tests.ui.declare.test_typing_cards import pinyin_of, type_on
from tests.ui.declare.world import SECRETARY


@pytest.fixture
def exclusive(world):
    world.services.schemes.adopt(
        SECRETARY, world.branch, text=s1_with_one_act(), starts_on=date(2026, 10, 1), note="测试"
    )
    return world


def begin(page, qtbot, member):
    page.search_field.setFocus()
    type_on(qtbot, f"{pinyin_of(member)}↵")


def test_a_second_item_of_the_act_is_joined_with_one_key(exclusive, open_page, qtbot, settled):
    world, page = exclusive, open_page(exclusive)
    member = world.people[0]
    form = page.by_member.strip.form
    begin(page, qtbot, member)
    type_on(qtbot, "zyfw↵3")
    assert form.same_box.isHidden(), "there is nothing yet that it could be the same as"
    type_on(qtbot, "↵")
    settled(page)
    type_on(qtbot, "10↵3⇥⇥⇥")
    assert form.same_box.isVisible()
    assert "同一天已有“参加志愿服务”" in form.words.text()
    type_on(qtbot, "记录⇥")
    assert form.same.hasFocus()
    type_on(qtbot, "1")
    assert "同一天已有" not in form.words.text()
    type_on(qtbot, "↵")
    settled(page)
    first, second = sorted(world.lines(member), key=lambda line: line.claimed, reverse=True)
    assert first.act == second.act is not None
    assert short_state(second) == "同一件事"
    assert "只计分高的一项" in fault_sentence(second)
    assert "与“参加志愿服务”是同一件事" in facts_of(second)


def test_changing_the_line_shows_what_it_was_joined_to_and_can_undo_it(exclusive, open_page, qtbot, settled):
    world, page = exclusive, open_page(exclusive)
    member = world.people[0]
    volunteer = world.add(member, "volunteer", basis="巡山")
    council = world.add(member, "council", basis="记录", same_as=volunteer)
    page.refresh(None)
    page.by_member.show_line(council)
    page.by_member.card.edit.click()
    form = page.by_member.strip.form
    assert form.same.value == volunteer
    assert page.by_member.strip.same_act.value is None, "untouched"
    form.same.choose(None)
    assert page.by_member.strip.same_act.value == ""
    form.save.click()
    settled(page)
    assert all(not line.act_with for line in world.lines(member))


def test_a_partner_that_is_settled_already_is_not_cut_off_by_another_change(
    exclusive, open_page, qtbot, settled
):
    """It is not offered any more, another line is: the untouched field must say nothing about the act."""
    world, page = exclusive, open_page(exclusive)
    member = world.people[0]
    partner = world.add(member, "volunteer", basis="巡山")
    council = world.add(member, "council", basis="记录", same_as=partner)
    world.add(member, "volunteer", 4, basis="另一次")
    with world.services.declarations.uow.write() as session:
        # As after a meeting that has decided this one line.
        session.connection().exec_driver_sql(
            "UPDATE declaration SET state = 'confirmed' WHERE uid = ?", (partner,)
        )
    page.refresh(None)
    page.by_member.show_line(council)
    page.by_member.card.edit.click()
    form = page.by_member.strip.form
    assert form.same_box.isVisible()
    assert page.by_member.strip.same_act.value is None
    form.basis.setText("会议记录")
    form.save.click()
    settled(page)
    acts = {line.uid: line.act for line in world.lines(member)}
    assert acts[council] == acts[partner] is not None


def test_schemes_without_such_items_never_ask(world, open_page, qtbot):
    page = open_page(world)
    member = world.people[0]
    world.add(member, "volunteer", basis="巡山")
    page.refresh(None)
    begin(page, qtbot, member)
    type_on(qtbot, "10↵")
    assert page.by_member.strip.form.same_box.isHidden()
    assert page.by_member.strip.same_act.value is None
