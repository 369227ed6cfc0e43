"""首页 on a real ledger."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from app.services.corrections.rules import Change
from app.services.home import Step, StepState
from app.services.months import Month
from app.services.setup import SetupRequest
from app.services.terms import Term
from app.ui.context import WorkContext
from app.ui.messages import Level
from app.ui.pages.home import HomePage
from app.ui.pages.home.cards import grouped
from app.ui.pages.home.facts import read_facts, red_step
from app.ui.pages.members import IMPORT_TARGET
from app.ui.widgets.buttons import Button
from tests.helpers.factories import OCTOBER
from tests.ui.printing.office import declare_october


def reds(page) -> list[str]:
    return [
        card.button.text() for card in page.steps if card.button.isVisible() and card.button.kind == "primary"
    ]


class TestSteps:
    def test_missing_cards_come_first_by_name(self, office, village):
        declare_october(village)
        window = office()
        page = window.open("home")
        assert page.steps[0]._figure.text() == "6 / 8 人"
        assert "陈阿婆" in page.steps[0]._note.text()
        assert reds(page) == ["补录"]
        page.primary_action.click()
        assert window.window.current_key == "declare"

    def test_when_all_is_collected_the_meeting_is_the_next_step(self, office, october):
        window = office()
        page = window.open("home")
        assert reds(page) == ["去评定"]
        window.press(Qt.Key.Key_Return, widget=page.primary_action)
        page.primary_action.click()
        assert window.window.current_key == "confirm"

    def test_one_red_button_at_most_in_every_state(self, office, village, october):
        village.app.declarations.set_basis(
            village.recorder, october["rumor"], basis="通报", second_uid=village.members["钱二妹"]
        )
        window = office()
        page = window.open("home")
        village.confirm_all()
        page.refresh(None)
        window.settle()
        assert reds(page) == ["去公示"]
        village.post()
        page.refresh(None)
        window.settle()
        assert reds(page) == []
        village.at(date(2026, 11, 6))
        page.refresh(None)
        window.settle()
        assert reds(page) == ["结束公示"]
        village.close(on=date(2026, 11, 6))
        page.refresh(None)
        window.settle()
        assert reds(page) == []
        assert page.header.state_text == "本月已归档。"

    @pytest.mark.parametrize(
        ("states", "expected"),
        [
            (("care", "wait", "wait", "wait", "wait"), "1"),
            (("care", "care", "next", "wait", "wait"), "1"),
            (("care", "done", "next", "wait", "wait"), "3"),
            (("done", "done", "done", "care", "wait"), ""),
        ],
    )
    def test_which_step_is_red(self, states, expected):
        keys = ("declare", "collect", "confirm", "post", "post")
        steps = tuple(
            Step(key, str(number), "", 0, "", StepState(state), "查看")
            for number, (key, state) in enumerate(zip(keys, states, strict=True), 1)
        )
        assert red_step(steps) == expected


class TestTodos:
    def test_a_button_leads_to_the_page(self, office, october):
        window = office()
        page = window.open("home")
        buttons = {b.accessibleName(): b for b in page.todo_card.findChildren(Button) if b.accessibleName()}
        backup = next(button for name, button in buttons.items() if "还没有备份" in name)
        backup.click()
        assert window.window.current_key == "system"

    def test_an_older_open_month_is_one_press_away(self, office, october):
        window = office()
        window.open("home")
        window.context.set_month(OCTOBER.next)
        window.settle()
        page = window.window.current_page
        older = next(b for b in page.todo_card.findChildren(Button) if "还没有评定" in b.accessibleName())
        older.click()
        assert window.context.month == OCTOBER


class TestMonthsAround:
    def test_a_month_nobody_opened_is_told_and_not_added_to_the_next(self, office, village, october):
        village.decide(october["rumor"], "return", reason="补通报")
        village.confirm_all()
        services, december = village.app, OCTOBER.next.next
        [november] = services.home.unconfirmed(village.branch, december)
        assert november == OCTOBER.next
        todos = {todo.text: todo.page for todo in services.home.view(village.branch, december).todos}
        assert todos["2026年11月还没有评定"] == "month:2026-11"
        assert "2026年10月还没有归档" in todos
        facts = read_facts(services, ((village.branch, "竹溪村"),), village.branch, december)
        assert facts.branches[0].period is None
        assert facts.branches[0].behind == "11月未评定"
        window = office()
        page = window.open("home")
        window.context.set_month(december)
        window.settle()
        assert "11月未评定" in page.year_card._note.text()
        page.branches_card.show_branches(facts.branches * 2, current="")
        window.settle()
        labels = page.branches_card.findChildren(QLabel)
        words = [each.text() for each in labels if each.isVisibleTo(page.branches_card)]
        assert words.count("—") == 3

    def test_a_month_before_the_scheme_says_so_and_leads_to_the_first(self, office, village):
        first = Month.of(village.app.schemes.history(village.branch)[0].starts_on)
        window = office()
        page = window.open("home")
        window.context.set_month(first.previous)
        window.settle()
        assert "起执行" in page.header.state_text
        assert all(card.button.isHidden() for card in page.steps)
        [start] = [b for b in page.todo_card.findChildren(Button) if "起执行" in b.accessibleName()]
        start.click()
        assert window.context.month == first


class TestYear:
    def test_the_figure_is_the_sum_of_the_board(self, office, village, october):
        village.decide(october["rumor"], "return", reason="补通报")
        village.confirm_all()
        window = office()
        page = window.open("home")
        sheet = village.app.paper.board(village.branch, OCTOBER)
        total = sum(row.year_points or Decimal(0) for part in sheet.lists for row in part.rows)
        assert page.year_card.figure_text == f"{grouped(total, 1)} 分"

    def test_it_opens_into_members_and_their_trace(self, office, village, october):
        village.decide(october["rumor"], "return", reason="补通报")
        village.confirm_all()
        window = office()
        page = window.open("home")
        link = next(b for b in page.year_card.findChildren(QPushButton) if b.text() == "各人积分")
        link.click()
        window.settle()
        assert len(page.year_list.table.shown_rows) == 8
        page.year_list.table.select_uid(village.members["林为民"])
        window.settle()
        row = page.year_list.table.current_row
        root = page.year_list.trace_view.node_at(page.year_list.trace_view.model().index(0, 0))
        assert root.after == row.year == Decimal(5)

    def test_thousands_are_grouped(self):
        assert grouped(Decimal("2316"), 1) == "2,316"
        assert grouped(Decimal("-1234.5"), 1) == "−1,234.5"
        assert grouped(Decimal("0.5"), 1) == "0.5"


class TestSearch:
    def test_initials_and_enter_open_the_member(self, office, october):
        window = office()
        page = window.open("home")
        page.search.setFocus()
        window.type("qem")
        window.press(Qt.Key.Key_Return)
        assert window.window.current_key == "members"
        assert window.window.current_page.targets == [window.village.members["钱二妹"]]

    def test_a_form_number_opens_its_page(self, office, village, october):
        number = village.app.paper.meeting_sheet(village.branch, OCTOBER).form_number
        window = office()
        page = window.open("home")
        page.search.setFocus()
        window.type(number)
        window.press(Qt.Key.Key_Return)
        assert window.window.current_key == "confirm"

    def test_what_is_not_found_is_said(self, office, october):
        window = office()
        page = window.open("home")
        page.search.setFocus()
        window.type("zzzz")
        window.press(Qt.Key.Key_Return)
        assert "没有找到" in window.toast


def test_it_follows_what_is_done_elsewhere(office, village, october):
    window = office()
    page = window.open("home")
    before = page.steps[2]._figure.text()
    window.context.tasks.run(
        lambda _job: village.app.meetings.confirm_rest(village.recorder, village.branch, OCTOBER),
        parent=page,
        label="确认",
    )
    window.settle()
    assert before == "0 / 9 条"
    assert page.steps[2]._figure.text() == "8 / 9 条"


def test_a_ledger_that_cannot_be_read_is_said_with_a_way_out(office, village, october, message_mock):
    window = office()
    page = window.open("home")
    village.app.store.engine.dispose()
    ledger = village.app.paths.ledger
    sound = ledger.read_bytes()
    ledger.write_bytes(b"broken" * 2000)
    page.refresh(None)
    window.settle()
    assert message_mock.last.level is Level.CRITICAL
    assert not page.todo_card.isVisible()
    village.app.store.engine.dispose()
    ledger.write_bytes(sound)
    page._switch.action_pressed.emit()
    window.settle()
    assert page.todo_card.isVisible()


def test_without_members_it_asks_for_the_roster(tasks, ui_settings, qtbot, empty):
    result = empty.setup.set_up(
        SetupRequest(unit="中共云岭镇石桥村支部委员会", secretary="林为民", preset="S1")
    )
    context = WorkContext(
        empty, tasks=tasks, settings=ui_settings, month=OCTOBER,
        load_branches=empty.units.branches, load_actors=lambda _branch: (result.actor,),
    )  # fmt: skip
    page = HomePage(context)
    qtbot.addWidget(page)
    page.show()
    page.refresh(None)
    qtbot.waitUntil(lambda: not tasks.busy)
    asked = []
    context.page_requested.connect(lambda *where: asked.append(where))
    page._switch.action_pressed.emit()
    assert asked == [("members", IMPORT_TARGET)]


def test_a_month_before_the_scheme_counts_nowhere(office, october):
    window = office()
    page = window.open("home")
    window.context.set_month(Month(2025, 12))
    window.settle()
    words = [each.text() for each in page.branches_card.findChildren(QLabel)]
    facts = page._facts
    assert {branch.state for branch in facts.branches} == {"无方案"}
    assert {branch.year for branch in facts.branches} == {None}
    assert "申报中" not in words
    assert page.year_card.figure_text == "—"


@pytest.mark.parametrize("key", ["confirm", "post"])
def test_other_pages_lead_from_there_to_the_first_month(office, october, key):
    window = office()
    page = window.open(key)
    window.context.set_month(Month(2025, 12))
    window.settle()
    empty = page._switch.currentWidget()
    assert "2025年12月还没有积分方案" in [each.text() for each in empty.findChildren(QLabel)]
    assert empty.button.text() == "去 2026年1月"
    empty.button.click()
    window.settle()
    assert window.context.month == Month(2026, 1)


class TestAfterACorrection:
    """What the ledger says by now, and that the sheet that hangs says something else."""

    @pytest.fixture
    def corrected(self, village, october):
        village.decide(october["rumor"], "return", reason="补通报")
        village.confirm_all()
        village.post()
        services = village.app
        lines = services.corrections.lines(village.branch, village.members["孙石头"], OCTOBER)
        change = Change(lines[0].uid, None, "登记错了", "原始记录", village.members["钱二妹"])
        services.corrections.correct(village.secretary, change)
        return village

    def test_sum_and_averages_tell_the_same_figures(self, corrected):
        facts = read_facts(corrected.app, ((corrected.branch, "竹溪村"),), corrected.branch, OCTOBER)
        hangs = corrected.app.notices.view(corrected.branch, Term.of_month(OCTOBER)).sheet
        told = sum((r.year_points or 0 for part in hangs.lists for r in part.rows), Decimal(0))
        [branch], figures = facts.branches, facts.view.figures
        assert branch.year == figures.year < told
        unit = Decimal(1).scaleb(-figures.decimals)
        assert dict(figures.averages)["全体平均"] == (branch.year / branch.people).quantize(
            unit, ROUND_HALF_UP
        )

    def test_the_next_version_is_due_on_card_and_list(self, office, corrected):
        window = office()
        page = window.open("home")
        assert page.steps[3]._figure.text() == "要重新公示"
        assert "第 2 版" in page.steps[3]._note.text()
        assert reds(page) == ["去公示"]
        assert "第 2 版" in page.header.state_text
        [again] = [t for t in corrected.app.home.view(corrected.branch, OCTOBER).todos if "第 2 版" in t.text]
        assert "孙石头" in again.text
        assert (again.page, again.action) == ("post", "去公示")
        page.steps[3].button.click()
        assert window.window.current_key == "post"
