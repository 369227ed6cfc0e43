"""Every kind of amount is entered with the keyboard, and says what it would claim before it is saved."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from app.bootstrap import build_app
from app.clock import CHINA, SetClock
from app.paths import AppPaths
from app.services.activities import Presence
from tests.helpers.lived import settle
from tests.helpers.schemes import ALL_KINDS
from tests.ui.declare.test_typing_cards import type_on
from tests.ui.declare.world import OCTOBER, World


@pytest.fixture
def branch(tmp_path):
    """The small branch under a scheme with one item of each kind."""
    clock = SetClock(datetime(2026, 10, 1, 9, tzinfo=CHINA))
    context = build_app(AppPaths(tmp_path / "ledger"), clock=clock)
    village = settle(context, clock, ALL_KINDS)
    village.at(OCTOBER.last)
    yield village
    context.close()


@pytest.fixture
def page(branch, open_page):
    return open_page(World(branch.app, branch.clock, branch.branch), actor=branch.recorder)


@pytest.fixture
def typed(page, branch, qtbot, settled):
    """Types a line of the member after the item's name and gives the claim that stood there, and the saved line."""

    def enter(item: str, keys: str, *, member: str = "林为民"):
        strip = page.by_member.strip
        strip.form.member.setFocus()
        type_on(qtbot, f"{member}↵")
        type_on(qtbot, f"{item}↵")
        assert strip.form.item.uid, item
        claims = []
        strip.save_requested.connect(lambda order: claims.append(order.draft))
        type_on(qtbot, keys)
        settled(page)
        lines = branch.app.declarations.month(branch.branch, OCTOBER).lines
        assert len(claims) == 1, page.by_member.strip.form.words.text()
        return next(line for line in lines if line.item == claims[0].item and line.member.name == member)

    return enter


@pytest.mark.parametrize(
    ("item", "keys", "claimed", "detail"),
    [
        ("按类别", "⇥3↵", "15", "3 次"),
        ("评分项", "↵2.5↵↵", "2.5", ""),
        ("分档项", "↵2↵", "3", "县级"),
        ("阶梯项", "↵21↵", "5", "21 小时"),
        ("分段项", "↵1800↵", "12", "1800 元"),
        ("角色项", "⇥⇥1⇥⇥1↵", "6", "牵头 · 办成"),
        ("报告项", "↵", "0", ""),
    ],
)
def test_a_kind_is_typed(typed, item, keys, claimed, detail):
    line = typed(item, keys)
    assert line.claimed == Decimal(claimed)
    assert line.detail == detail
    assert not line.deduction


def test_the_claim_follows_the_members_class(typed):
    assert typed("按类别", "↵").claimed == 5
    assert typed("按类别", "↵", member="周小禾").claimed == 2


def test_the_claim_is_shown_while_it_is_typed(page, branch, qtbot):
    form = page.by_member.strip.form
    form.member.setFocus()
    type_on(qtbot, "林为民↵分段项↵↵1230")
    assert form.claim.text() == "申报 10.0 分"
    assert form.quantity_box.isVisible()
    assert "以上的部分每 400 元" in form.rule.text()


def test_another_member_is_named_for_the_same_fact(typed, page, branch):
    line = typed("按户项", "↵6↵孙石头↵↵")
    assert (line.claimed, line.also, line.also_uid) == (Decimal(3), "孙石头", branch.members["孙石头"])
    month = branch.app.declarations.month(branch.branch, OCTOBER)
    [made] = [p for p in month.program if p.member_uid == branch.members["孙石头"] and p.item == "leader"]
    assert (made.counted, made.cause) == (Decimal("0.5"), "与林为民“按户项”是同一件事")
    page.by_member.show_member(branch.members["孙石头"])
    assert "带头人 0.5 分（与林为民“按户项”是同一件事）" in page.by_member.card.program.text()
    assert page.by_member.card.program.isVisible()


def test_the_member_is_asked_for_once_and_may_stay_empty(typed):
    line = typed("按户项", "↵6↵↵")
    assert line.also == ""


def test_what_the_program_derives_is_not_offered(page, branch):
    offered = set(page.by_member.strip._items)
    assert offered == {
        "byclass", "range", "choice", "steps", "unit", "leader", "bands", "roles", "report",
    }  # fmt: skip
    assert {item.id for item in branch.app.declarations.items(branch.branch, OCTOBER.last)} == offered | {
        "sheet",
        "must",
    }


def test_a_priced_sheet_is_marked_by_key(page, branch, qtbot, settled):
    page.show_tab("activity")
    tab = page.by_activity
    tab.start_new()
    tab.item.pick("sheet")
    tab.item.picked.emit("sheet")
    assert tab.second_box.isVisible()
    assert not tab.checker_box.isVisible()
    tab.name.setFocus()
    tab.second.pick(branch.members["钱二妹"])
    names = [person.name for person in tab.people._model.people]
    view = tab.people.view
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_A)
    qtbot.keyClick(view, Qt.Key.Key_C)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_L)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_M)
    assert "已补课 1" in tab.people.count.text()
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settled(page)
    lines = branch.app.declarations.month(branch.branch, OCTOBER).lines
    claimed = {line.member.name + line.member.group: (line.claimed, line.detail) for line in lines}
    assert list(claimed.values())[:3] == [(1, "迟到"), (-2, "缺席"), (1, "已补课")], names
    assert sum(value == (2, "到会") for value in claimed.values()) == 4
    [deduction] = [line for line in lines if line.deduction]
    assert (deduction.second, deduction.faults) == ("钱二妹", ())
    assert "签到表" in deduction.basis


def test_a_mark_that_stands_on_a_sheet_is_always_offered(page, branch):
    """A sheet may carry marks that its item has no use for: they are facts of the sheet."""
    page.show_tab("activity")
    tab = page.by_activity
    expected = branch.app.activities.expected(branch.branch, OCTOBER, OCTOBER.last)
    branch.attend([], OCTOBER.first, item="byclass", others=Presence.EXCUSED)
    page.refresh(None)
    tab.select(branch.app.activities.month(branch.branch, OCTOBER)[0].uid)
    assert tab.people.counts()[Presence.EXCUSED] == len(expected)


def test_presence_at_what_is_expected_makes_no_line(page, branch, qtbot, settled):
    page.show_tab("activity")
    tab = page.by_activity
    tab.start_new()
    tab.item.pick("must")
    tab.item.picked.emit("must")
    assert tab.checker_box.isVisible()
    assert "缺几次由程序推算" in tab.words.text()
    tab.people.view.setFocus()
    qtbot.keyClick(tab.people.view, Qt.Key.Key_Space)
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settled(page)
    month = branch.app.declarations.month(branch.branch, OCTOBER)
    assert month.lines == ()
    missing = {p.member_uid for p in month.program if p.item == "must"}
    assert len(missing) == len(branch.members) - 1
    assert all(p.counted == -2 and "缺 1 次" in p.cause for p in month.program if p.item == "must")
