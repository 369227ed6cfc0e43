"""The parts of the meeting's page that need no window."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.services.workflow import PeriodState
from app.ui.pages.confirm.columns import line_columns, ready, short_state, state_tip, state_tone, state_words
from app.ui.pages.confirm.line_list import LineList
from app.ui.pages.confirm.pending import PendingDecisions
from app.ui.pages.confirm.words import NextStep, next_step
from app.ui.pages.line_words import fault_words
from app.ui.widgets.state import Tone
from tests.helpers.factories import OCTOBER
from tests.ui.printing.office import declare_october


def lines_of(village):
    return village.app.meetings.view(village.branch, OCTOBER).lines


def test_columns_show_points_with_equal_decimals(village, october):
    columns = {column.title: column for column in line_columns(lambda: 1)}
    heritage = next(line for line in lines_of(village) if line.uid == october["heritage"])
    dues = next(line for line in lines_of(village) if line.uid == october["dues1"])
    assert (columns["申报"].text(heritage), columns["申报"].text(dues)) == ("2.5", "1.0")
    assert columns["评定"].text(dues) == ""
    assert "带头" in columns["事项"].text(next(v for v in lines_of(village) if v.uid == october["volunteer"]))


def test_state_says_what_is_missing_before_it_says_undecided(village, october):
    rumor = next(line for line in lines_of(village) if line.uid == october["rumor"])
    assert state_words(rumor) == "缺依据、缺第二人"
    assert not ready(rumor)


def test_a_repeated_line_is_flagged_as_on_the_collection_page(village):
    declare_october(village)
    village.declare("林为民", "dues", date(2026, 10, 5), basis="收缴表")
    village.collect()
    again = [line for line in lines_of(village) if line.member.name == "林为民" and line.item == "dues"]
    assert len(again) == 2
    collected = village.app.collection.month(village.branch, OCTOBER)
    faulty = {line.uid: line for group in collected.groups for line in group.faulty}
    for line in again:
        assert fault_words(line) == fault_words(faulty[line.uid])
        assert state_words(line).startswith("重复")
        assert short_state(line).startswith("重复")
        assert state_tone(line) is Tone.CARE
        assert "多的删去" in state_tip(line)
    decided = replace(again[0], decision="confirm")
    assert (short_state(decided), state_tone(decided)) == ("认定", Tone.GOOD)


class TestPending:
    def test_a_decision_stays_on_top_until_a_read_after_its_writing(self, village, october):
        lines, pending = lines_of(village), PendingDecisions()
        pending.put([october["dues1"]], "adjust", points=Decimal("0.5"), reason="迟交")
        shown = next(v for v in pending.over(lines) if v.uid == october["dues1"])
        assert (shown.decision, shown.confirmed, shown.reason) == ("adjust", Decimal("0.5"), "迟交")
        pending.read_arrived()
        assert next(v for v in pending.over(lines) if v.uid == october["dues1"]).decision == "adjust"
        pending.written([october["dues1"]])
        pending.read_arrived()
        assert next(v for v in pending.over(lines) if v.uid == october["dues1"]).decision == ""

    def test_a_refused_decision_goes_at_once(self, village, october):
        lines, pending = lines_of(village), PendingDecisions()
        pending.put([october["dues1"]], "reject", reason="x")
        pending.refused([october["dues1"]])
        assert pending.over(lines) == list(lines)


class TestNextStep:
    def test_each_state_has_its_step(self, village, october):
        lines = lines_of(village)
        assert next_step(PeriodState.COLLECTING, lines) is NextStep.REST
        assert next_step(PeriodState.CONFIRMED, lines) is NextStep.POST
        assert next_step(PeriodState.ARCHIVED, lines) is NextStep.NONE
        village.app.meetings.confirm_rest(village.recorder, village.branch, OCTOBER)
        assert next_step(PeriodState.COLLECTING, lines_of(village)) is NextStep.BASIS
        village.decide(october["rumor"], "return", reason="补通报")
        assert next_step(PeriodState.COLLECTING, lines_of(village)) is NextStep.EFFECT

    def test_lines_that_were_not_collected_come_first(self, village):
        declare_october(village)
        assert next_step(PeriodState.OPEN, lines_of(village)) is NextStep.COLLECT


class TestLineList:
    def test_next_open_goes_round_once(self, qtbot, village, october):
        widget = LineList()
        qtbot.addWidget(widget)
        widget.set_lines(lines_of(village), decimals=1)
        shown = [line.uid for line in widget.table.shown_rows]
        assert widget.next_open(shown[0]) == shown[1]
        assert widget.next_open(shown[-1]) == shown[0]
        village.app.meetings.confirm_rest(village.recorder, village.branch, OCTOBER)
        widget.set_lines(lines_of(village), decimals=1)
        assert widget.next_open(october["rumor"]) == ""

    def test_the_table_is_a_sound_model_and_finds_by_initials(self, qtbot, qtmodeltester, village, october):
        widget = LineList()
        qtbot.addWidget(widget)
        widget.set_lines(lines_of(village), decimals=1)
        qtmodeltester.check(widget.table.rows_model)
        widget.search.setText("qem")
        qtbot.waitUntil(lambda: len(widget.table.shown_rows) == 2)
        assert {line.member.name for line in widget.table.shown_rows} == {"钱二妹"}
        assert widget.narrowed
        widget.show_everything()
        assert len(widget.table.shown_rows) == 9

    def test_late_lines_are_named_so(self, village, october):
        assert not any(line.late for line in lines_of(village))
        assert all(line.deed_date >= date(2026, 10, 1) for line in lines_of(village))
