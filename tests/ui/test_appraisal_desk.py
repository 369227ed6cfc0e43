"""民主评议 on screen: prepared, typed by keyboard alone, looked at again, settled."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest

from app.services.workflow import AppraisalState
from app.ui.messages import Level
from app.ui.pages.year.appraisal import AppraisalDesk
from app.ui.pages.year.appraisal.ballot_grid import BallotModel
from app.ui.pages.year.appraisal.totals_grid import TotalsModel
from tests.helpers.votes import DECEMBER, MEETING_DAY, prepare, rater, type_ballots, view

PAGE = QSize(1118, 560)
ENTER = Qt.Key.Key_Return


@pytest.fixture
def desk(village, make_context, qtbot):
    """Opens the desk over the small village at the meeting's day."""
    village.at(MEETING_DAY)

    def open_it(actor=None, *, size: QSize = PAGE) -> AppraisalDesk:
        context = make_context(
            village.app, month=DECEMBER, branches=tuple(village.app.units.branches()),
            actors=(actor or village.secretary,),
        )  # fmt: skip
        made = AppraisalDesk(context)
        context.data_changed.connect(lambda changes, _who: made.refresh(changes))
        qtbot.addWidget(made)
        made.resize(size)
        made.refresh(None)
        with qtbot.waitExposed(made):
            made.show()
        made.activateWindow()
        return made

    return open_it


@pytest.fixture
def settled_work(qtbot):
    def wait(made: AppraisalDesk) -> None:
        qtbot.waitUntil(lambda: not made.context.tasks.busy)

    return wait


def keys(widget, *pressed: str | Qt.Key) -> None:
    """Press keys as they come: characters and special keys."""
    for key in pressed:
        if isinstance(key, str):
            for sign in key:
                QTest.keyClick(widget, Qt.Key.Key_Space if sign == " " else Qt.Key(ord(sign.upper())))
        else:
            QTest.keyClick(widget, key)


def counting(made: AppraisalDesk, wait, *, given: str = "8", returned: str = "3"):
    """Go from the prepared set to the first ballot, by keyboard."""
    made.primary.click()
    part = made.counting
    QTest.keyClicks(part.given.lineEdit(), given)
    QTest.keyClick(part.given, ENTER)
    QTest.keyClicks(part.returned.lineEdit(), returned)
    QTest.keyClick(part.returned, ENTER)
    wait(made)
    return part


def test_the_first_red_button_prepares_what_is_ticked(desk, village, settled_work):
    made = desk()
    assert made.parts.current == "prepare"
    assert made.primary.text() == "备票"
    assert len(made.prepare.people.ticked) == 7
    assert "优秀”不超过 2 名" in made.prepare.facts.text()
    assert "赵新苗" in made.prepare.facts.text()
    made.prepare.day.set_value(date(2026, 12, 27))
    made.prepare.place.setText("文化礼堂")
    made.primary.click()
    settled_work(made)
    found = view(village)
    assert (found.held_on, found.place, len(found.rows)) == (date(2026, 12, 27), "文化礼堂", 7)
    assert made.primary.text() == "去计票"
    assert [box.value() for box in made.prepare.copies.values()] == [8]


def test_a_day_that_is_none_is_marked(desk, settled_work):
    made = desk()
    made.prepare.day.setFocus()
    made.prepare.day.selectAll()
    QTest.keyClicks(made.prepare.day, "someday")
    made.primary.click()
    settled_work(made)
    assert "评议日期" in made.prepare.form.fault_text("held_on")
    assert made.view is None


def test_a_member_who_came_later_is_told(desk, village, settled_work):
    prepare(village, ["林为民", "周小禾"])
    made = desk()
    assert "票上没有：" in made.prepare.warning.text()
    assert "孙石头" in made.prepare.warning.text()
    made.prepare.people.all.click()
    made.prepare.prepare.click()
    settled_work(made)
    assert (view(village).set_number, len(view(village).rows)) == (2, 7)


def test_ballots_are_typed_without_the_mouse(desk, village, settled_work):
    prepare(village)
    made = desk()
    part = counting(made, settled_work)
    grid = part.ballots.grid
    assert (rater(village).given, rater(village).returned) == (8, 3)
    assert grid.hasFocus()
    keys(grid, "1122222", ENTER)
    keys(grid, "12 0x22", ENTER)
    settled_work(made)
    keys(grid, "2", Qt.Key.Key_Backspace, "3", Qt.Key.Key_F2, ENTER)
    settled_work(made)
    found = rater(village).counting.ballots
    assert [ballot.marks for ballot in found] == ["1122222", "1200x22", "3222222"]
    assert "不止一个" in found[1].void
    assert [row.serial for row in part.ballots.list.shown_rows] == [1, 2, 3]
    assert made.primary.text() == "定票"


def test_the_quota_is_watched_while_typing(desk, village, settled_work):
    prepare(village)
    made = desk()
    part = counting(made, settled_work)
    panel, grid = part.ballots.panel, part.ballots.grid
    keys(grid, "11")
    assert panel.cause.text() == ""
    keys(grid, "1")
    assert "超过 2 名" in panel.cause.text()
    # A void ballot need not be typed to its end.
    keys(grid, ENTER)
    settled_work(made)
    assert [(b.marks, bool(b.void)) for b in rater(village).counting.ballots] == [("111____", True)]
    assert grid.marks == "_______"


def test_enter_goes_to_what_is_missing_instead_of_saving(desk, village, settled_work, qtbot):
    prepare(village)
    made = desk()
    grid = counting(made, settled_work).ballots.grid
    keys(grid, "12")
    grid.go_to(5)
    with qtbot.waitSignal(made.counting.said) as said:
        keys(grid, ENTER)
    assert "还有 5 人没有录" in said.args[0]
    assert grid.currentIndex().row() == 2
    assert not rater(village).counting.ballots


def test_an_open_ballot_is_kept_when_it_is_left_and_opened_again(desk, village, settled_work):
    prepare(village)
    made = desk()
    part = counting(made, settled_work)
    keys(part.ballots.grid, "121")
    made.hide()
    settled_work(made)
    assert [b.marks for b in rater(village).counting.ballots] == ["121____"]
    made.show()
    made.refresh(None)
    assert part.ballots.grid.marks == "121____"
    assert part.ballots.number == 1
    keys(part.ballots.grid, "2222", ENTER)
    settled_work(made)
    assert [b.marks for b in rater(village).counting.ballots] == ["1212222"]


def test_a_kept_ballot_is_opened_and_changed(desk, village, settled_work):
    prepare(village)
    type_ballots(village, ["1222222", "2222222"])
    made = desk()
    part = made.counting
    assert made.parts.current == "count"
    part.ballots.panel.back.click()
    assert part.ballots.number == 2
    part.ballots.panel.back.click()
    assert part.ballots.number == 1
    keys(part.ballots.grid, "2", ENTER)
    settled_work(made)
    assert [b.marks for b in rater(village).counting.ballots] == ["2222222", "2222222"]
    assert part.ballots.number == 3


def test_the_void_menu_says_why_and_takes_it_back(desk, village, settled_work):
    prepare(village)
    made = desk()
    part = counting(made, settled_work)
    unreadable, valid = part.ballots.panel.void_menu.actions()[0], part.ballots.panel.void_menu.actions()[5]
    unreadable.trigger()
    keys(part.ballots.grid, ENTER)
    settled_work(made)
    assert rater(village).counting.ballots[0].void == "字迹不清，无法辨认"
    part.ballots.panel.back.click()
    assert valid.text() == "改回有效"
    valid.trigger()
    keys(part.ballots.grid, "1222222", ENTER)
    settled_work(made)
    assert rater(village).counting.ballots[0].void == ""


def test_a_ballot_typed_twice_is_taken_out_after_a_question(desk, village, settled_work, message_mock):
    prepare(village)
    type_ballots(village, ["1222222", "2222222"])
    made = desk()
    made.counting.ballots.panel.back.click()
    message_mock.answer = "删去"
    made.counting.ballots.panel.remove.trigger()
    settled_work(made)
    message_mock.assert_shown(Level.QUESTION, "第 2 张")
    assert [b.marks for b in rater(village).counting.ballots] == ["1222222"]
    assert made.counting.ballots.number == 2


def test_a_member_is_found_on_the_ballot_by_initials(desk, village, settled_work):
    prepare(village)
    made = desk()
    part = counting(made, settled_work)
    place = next(n for n, row in enumerate(view(village).rows) if row.name == "孙石头")
    assert made.search_field is part.ballots.search
    part.ballots.search.setText("sst")
    keys(part.ballots.search, ENTER)
    assert part.ballots.grid.currentIndex().row() == place
    assert part.ballots.grid.hasFocus()


def test_a_refused_ballot_is_shown_again(desk, village, settled_work, message_mock):
    prepare(village)
    made = desk()
    part = counting(made, settled_work, returned="1")
    village.app.counting.save_ballot(village.recorder, rater(village).uid, 1, "1222222")
    village.app.appraisals.settle(village.secretary, view(village).uid)
    keys(part.ballots.grid, "2222222", ENTER)
    settled_work(made)
    message_mock.assert_shown(Level.WARNING, "已定票")
    assert part.ballots.grid.marks == "2222222"


def test_totals_are_typed_and_checked_row_by_row(desk, village, settled_work):
    prepare(village, ["林为民", "周小禾"])
    made = desk()
    part = counting(made, settled_work, returned="5")
    part.way_menu.actions()[1].trigger()
    settled_work(made)
    grid = part.totals.grid
    assert grid.isVisible()
    part.totals.start()
    grid.setCurrentIndex(grid.totals.index(0, 3))
    keys(grid, "1", ENTER, "4", ENTER, ENTER, ENTER)
    settled_work(made)
    first = view(village).rows[0].uid
    assert rater(village).counting.votes[first] == {
        "excellent": 1,
        "qualified": 4,
        "basic": 0,
        "unqualified": 0,
    }
    check = grid.totals.index(1, grid.totals.columnCount() - 1)
    keys(grid, "3", ENTER, "3", ENTER)
    assert check.data() == "多 1 票，请核对"
    keys(grid, ENTER, ENTER)
    settled_work(made)
    assert len(rater(village).counting.typed) == 1
    grid.setCurrentIndex(grid.totals.index(1, 4))
    keys(grid, "2", ENTER, ENTER, ENTER)
    settled_work(made)
    assert check.data() == "相符"
    assert made.primary.text() == "定票"


def test_two_counts_are_laid_side_by_side(desk, village, settled_work, message_mock):
    prepare(village)
    village.app.counting.set_way(village.recorder, rater(village).uid, way="ballots", tallies=2)
    type_ballots(village, ["1222222"])
    type_ballots(village, ["1322222"], tally=2)
    made = desk()
    made.show_target("compare")
    rows = made.compare.table.shown_rows
    assert [(row.option, row.first, row.second) for row in rows] == [("合格", 1, 0), ("基本合格", 0, 1)]
    made.compare.choices[1].click()
    settled_work(made)
    message_mock.assert_shown(Level.WARNING, "为什么")
    made.compare.reason.setText("复核纸票")
    made.compare.choices[1].click()
    settled_work(made)
    assert (rater(village).chosen, rater(village).reason) == (2, "复核纸票")
    assert "已采用第 2 份" in made.compare.words.text()


def test_the_secretary_settles_after_a_question_and_opens_again_with_a_reason(
    desk, village, settled_work, message_mock
):
    prepare(village)
    type_ballots(village, ["1222222"])
    made = desk()
    message_mock.answer = "定票"
    made.primary.click()
    settled_work(made)
    message_mock.assert_shown(Level.QUESTION, "收回 1 张", "有效 1 张")
    assert view(village).state is AppraisalState.SETTLED
    assert made.parts.current == "result"
    assert not made.primary.isVisible()
    assert not made.counting.ballots.grid.writable
    rows = made.votes.table.shown_rows
    assert [row.votes for row in rows][:2] == [(1, 0, 0, 0), (0, 1, 0, 0)]
    made.votes.reason.setText("有人提出疑问")
    made.votes.again.click()
    settled_work(made)
    assert view(village).state is AppraisalState.COUNTING
    assert made.parts.current == "count"


def test_the_recorder_is_told_who_settles(desk, village, settled_work, message_mock):
    prepare(village)
    type_ballots(village, ["1222222"])
    made = desk(village.recorder)
    made.primary.click()
    settled_work(made)
    message_mock.assert_shown(Level.WARNING, "书记")
    assert view(village).state is AppraisalState.COUNTING


def test_a_viewer_only_looks(desk, village, settled_work):
    prepare(village)
    type_ballots(village, ["1222222"])
    made = desk(village.viewer)
    grid = made.counting.ballots.grid
    grid.setFocus()
    keys(grid, "1222222", ENTER)
    settled_work(made)
    assert len(rater(village).counting.ballots) == 1
    assert not made.primary.isVisible()


def test_nothing_is_cut_in_the_least_window(desk, village):
    prepare(village)
    type_ballots(village, ["1222222"])
    made = desk(size=QSize(900, 560))
    panel = made.counting.ballots.panel
    for button in (panel.save, panel.back, panel.void, *panel.fills):
        assert button.width() >= button.minimumSizeHint().width(), button.text()
    assert made.counting.ballots.grid.height() > 5 * 32


def test_the_models_are_models(qtmodeltester, qapp, village):
    village.at(MEETING_DAY)
    found = prepare(village)
    ballot, totals = BallotModel(), TotalsModel()
    ballot.set_ballot(found.rows, found.columns, "12x0_22")
    totals.fill(found.rows, found.columns, {found.rows[0].uid: ["1", "2", "", "0"]}, 3)
    for model in (ballot, totals):
        qtmodeltester.check(model)
    assert [ballot.index(2, section).data() for section in (3, 4, 7)] == ["√", "√", "多选"]
    assert [ballot.index(3, section).data() for section in (3, 7)] == ["", "空白"]
    assert [totals.index(0, section).data() for section in (3, 5, 7, 8)] == ["1", "", "3", "相符"]


def test_without_a_branch_the_desk_says_what_to_do(make_context, qtbot, village):
    context = make_context(village.app, month=DECEMBER, branches=(), actors=())
    made = AppraisalDesk(context)
    qtbot.addWidget(made)
    made.refresh(None)
    assert made.view is None
