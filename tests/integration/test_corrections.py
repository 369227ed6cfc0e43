"""Corrections: a confirmed entry put right, taken back or added, in every state of its month; and what must be refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.errors import ValidationFailed, WorkflowError
from app.services.activities import ActivityDraft
from app.services.backup import verify_file
from app.services.corrections.rules import Change
from app.services.months import Month
from app.services.presence import Presence
from app.services.scoring import TraceNode
from app.services.terms import Term
from tests.helpers.factories import NOVEMBER, OCTOBER, Village
from tests.helpers.lived import settle
from tests.helpers.schemes import ALL_KINDS

DECEMBER = Month(2026, 12)
D = Decimal


def confirmed(village: Village, *, post: bool = False, close: bool = False) -> Village:
    """October with deeds of 林为民, 孙石头 and 钱二妹, and a deduction; confirmed, and posted or archived if asked."""
    village.at(date(2026, 10, 30))
    village.declare("林为民", "volunteer", date(2026, 10, 12), quantity=2, basis="巡山")
    village.declare("孙石头", "volunteer", date(2026, 10, 13), basis="清淤")
    village.declare("孙石头", "governance", date(2026, 10, 15), points="4", basis="村道整修")
    village.declare("钱二妹", "pairing", date(2026, 10, 16), points="4", basis="帮扶记录")
    village.declare("钱二妹", "governance", date(2026, 10, 17), points="4", basis="村道整修")
    village.declare("孙石头", "neg_rumor", date(2026, 10, 21), basis="村里核实", second="王建国一")
    village.confirm_all()
    if post or close:
        village.post()
    if close:
        village.close(on=date(2026, 11, 6))
    return village


def lines(village: Village, member: str, until: Month = NOVEMBER):
    return village.app.corrections.lines(village.branch, village.members[member], until)


def posting(village: Village, member: str, item: str = "志愿服务", until: Month = NOVEMBER) -> str:
    """The uid of the newest entry of a member under an item."""
    return next(v.uid for v in lines(village, member, until) if item in v.item_name and not v.struck)


def total(village: Village, member: str, month: Month) -> Decimal:
    return village.app.records.figures(village.branch, month)[village.members[member]].total


def period(village: Village, member: str, month: Month) -> Decimal:
    return village.app.records.figures(village.branch, month)[village.members[member]].period


def change(village: Village, uid: str, *, second: str = "王建国一", **keys) -> Change:
    keys.setdefault("reason", "数量登记错了")
    keys.setdefault("basis", "村委会出工登记")
    keys.setdefault("right", None)
    return Change(uid, second_uid=village.members[second] if second else "", **keys)


def right(village: Village, uid: str, **keys):
    """The entry's facts with some of them put right."""
    return replace(village.app.corrections.view(uid).draft, **keys)


def correct(village: Village, uid: str, **keys):
    return village.app.corrections.correct(village.secretary, change(village, uid, **keys))


class TestAHangingMonth:
    def test_the_correction_is_told_in_the_hanging_month_and_the_form_gets_a_second_version(self, village):
        confirmed(village, post=True)
        before = village.app.records.record_forms(village.branch, OCTOBER)
        assert total(village, "林为民", OCTOBER) == 4
        uid = posting(village, "林为民")
        done = correct(village, uid, right=right(village, uid, quantity=D(1)))
        assert "2026年10月" in done.message
        assert "公示" in done.warnings[0]
        assert total(village, "林为民", OCTOBER) == 2
        forms = {s.member_name: s for s in village.app.records.record_forms(village.branch, OCTOBER)}
        assert (forms["林为民"].version, forms["林为民"].total) == (2, 2)
        assert forms["孙石头"].version == 1
        first, second = village.app.records.record_versions(village.branch, OCTOBER)
        assert first in before
        assert second == forms["林为民"]

    def test_the_form_strikes_the_wrong_line_and_still_adds_up(self, village):
        confirmed(village, post=True)
        uid = posting(village, "林为民")
        correct(village, uid, right=right(village, uid, quantity=D(1)))
        sheet = next(
            s for s in village.app.records.record_forms(village.branch, OCTOBER) if s.member_name == "林为民"
        )
        assert [(line.mark, line.struck, line.counted) for line in sheet.lines] == [
            ("已更正", True, 4), ("更正", False, -4), ("更正", False, 2),
        ]  # fmt: skip
        assert sum(line.counted for line in sheet.lines) == sheet.period_total == 2
        assert "更正原因：数量登记错了" in sheet.lines[1].content

    def test_the_board_that_hangs_stays_as_it_was_posted(self, village):
        confirmed(village, post=True)
        before = village.board_row("林为民")
        uid = posting(village, "林为民")
        correct(village, uid)
        assert village.board_row("林为民") == before


class TestAnArchivedMonth:
    def test_it_is_told_in_the_open_month_and_the_archive_stays(self, village):
        confirmed(village, close=True)
        before = village.app.records.record_forms(village.branch, OCTOBER)
        uid = posting(village, "林为民")
        done = correct(village, uid)
        assert "2026年11月" in done.message
        assert done.warnings == ()
        assert village.app.records.record_forms(village.branch, OCTOBER) == before
        assert total(village, "林为民", OCTOBER) == 4
        assert (period(village, "林为民", NOVEMBER), total(village, "林为民", NOVEMBER)) == (-4, 0)

    def test_the_next_board_says_so_once_and_the_month_after_it_not_again(self, village):
        confirmed(village, close=True)
        correct(village, posting(village, "林为民"))
        village.at(date(2026, 11, 20))
        village.declare("周小禾", "dues", date(2026, 11, 10), month=NOVEMBER)
        village.confirm_all(NOVEMBER)
        village.post(NOVEMBER)
        row = village.board_row("林为民", NOVEMBER)
        assert (row.period_points, row.year_points) == (-4, 0)
        assert "更正" in row.note
        assert period(village, "林为民", DECEMBER) == 0

    def test_the_later_form_shows_the_opposite_figure(self, village):
        confirmed(village, close=True)
        uid = posting(village, "林为民")
        correct(village, uid, right=right(village, uid, quantity=D(1)))
        [sheet] = village.app.records.record_forms(
            village.branch, NOVEMBER, member_uids=[village.members["林为民"]]
        )
        assert [line.counted for line in sheet.lines] == [-4, 2]
        assert "冲销2026年10月评定的这一条" in sheet.lines[0].limit_note
        assert (sheet.brought_forward, sheet.period_total, sheet.total) == (4, -2, 2)


class TestTheChain:
    def test_reversing_and_adding_the_same_again_changes_nothing(self, village):
        confirmed(village, close=True)
        uid = posting(village, "林为民")
        draft = village.app.corrections.view(uid).draft
        correct(village, uid)
        reversal = next(v.uid for v in lines(village, "林为民") if v.mark == "更正")
        correct(village, reversal, right=draft, reason="查明没有错")
        assert total(village, "林为民", NOVEMBER) == 4
        assert period(village, "林为民", NOVEMBER) == 0

    def test_only_the_newest_posting_can_be_corrected_again(self, village):
        confirmed(village, close=True)
        uid = posting(village, "林为民")
        correct(village, uid, right=right(village, uid, quantity=D(1)))
        newest = village.app.corrections.view(uid).newest_uid
        assert newest != uid
        reversal = next(v.uid for v in lines(village, "林为民") if v.counted < 0)
        for old in (uid, reversal):
            with pytest.raises(WorkflowError, match="已经更正过"):
                correct(village, old)
        correct(village, newest, right=right(village, newest, quantity=D(2)))
        assert total(village, "林为民", NOVEMBER) == 4
        chain = village.app.corrections.view(uid).chain
        assert [(row.kind, row.old, row.new) for row in chain] == [("改正", 4, 2), ("改正", 2, 4)]

    def test_a_reversal_cannot_be_taken_back_into_nothing(self, village):
        confirmed(village, close=True)
        correct(village, posting(village, "林为民"))
        reversal = next(v.uid for v in lines(village, "林为民") if v.mark == "更正")
        with pytest.raises(ValidationFailed, match="已经撤销"):
            correct(village, reversal)


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("keys", "word"),
        [
            ({"reason": " "}, "更正原因"),
            ({"basis": ""}, "依据"),
            ({"second": ""}, "第二人"),
            ({"second": "孙石头"}, "本人"),
            ({"second": "林为民"}, "经办人"),
            ({"second": "赵新苗"}, "正式党员"),
        ],
    )
    def test_without_reason_basis_or_another_full_member(self, village, keys, word):
        confirmed(village, close=True)
        with pytest.raises(ValidationFailed, match=word):
            correct(village, posting(village, "孙石头"), **keys)

    def test_only_the_secretary_may(self, village):
        confirmed(village, close=True)
        uid = posting(village, "孙石头")
        for actor in (village.recorder, village.viewer):
            with pytest.raises(WorkflowError, match="须由书记办理"):
                village.app.corrections.correct(actor, change(village, uid))

    def test_the_same_facts_are_no_correction(self, village):
        confirmed(village, close=True)
        uid = posting(village, "孙石头")
        with pytest.raises(ValidationFailed, match="和原来的一样"):
            correct(village, uid, right=right(village, uid))

    def test_an_item_that_the_scheme_lacks(self, village):
        confirmed(village, close=True)
        uid = posting(village, "孙石头")
        with pytest.raises(ValidationFailed, match="方案中没有项目"):
            correct(village, uid, right=right(village, uid, item="skydiving"))

    def test_a_day_to_come_or_before_the_member_was_here(self, village):
        confirmed(village, close=True)
        uid = posting(village, "孙石头")
        with pytest.raises(ValidationFailed, match="日期还没到"):
            correct(village, uid, right=right(village, uid, deed_date=date(2026, 12, 1)))

    def test_all_faults_at_once(self, village):
        confirmed(village, close=True)
        with pytest.raises(ValidationFailed) as refused:
            correct(village, posting(village, "孙石头"), reason="", basis="", second="")
        assert {issue.code for issue in refused.value.issues} == {"reason", "basis", "second_uid"}

    def test_a_refused_correction_leaves_nothing(self, village):
        confirmed(village, close=True)
        before = village.app.system.view().events
        with pytest.raises(ValidationFailed):
            correct(village, posting(village, "孙石头"), basis="")
        assert village.app.system.view().events == before


class TestDeductions:
    def test_a_deduction_is_taken_back(self, village):
        confirmed(village, close=True)
        assert total(village, "孙石头", OCTOBER) == 1
        correct(village, posting(village, "孙石头", "谣言"), reason="查明不实")
        assert total(village, "孙石头", NOVEMBER) == 6

    def test_a_deduction_that_was_forgotten_has_the_second_person(self, village):
        confirmed(village, close=True)
        draft = village.draft("钱二妹", "neg_rumor", date(2026, 10, 22))
        village.app.corrections.add_missing(village.secretary, change(village, "", right=draft))
        assert total(village, "钱二妹", NOVEMBER) == 3
        uid = posting(village, "钱二妹", "谣言")
        assert village.app.corrections.view(uid).draft.second_uid == village.members["王建国一"]


class TestMissingEntries:
    def test_it_is_added_with_its_own_day(self, village):
        confirmed(village, close=True)
        draft = village.draft("周小禾", "council", date(2026, 10, 8))
        done = village.app.corrections.add_missing(village.secretary, change(village, "", right=draft))
        assert total(village, "周小禾", NOVEMBER) == 1
        [line] = [v for v in lines(village, "周小禾") if v.uid in done.ids]
        assert (line.mark, line.period, line.deed_date) == ("更正", NOVEMBER, date(2026, 10, 8))

    def test_a_month_before_its_meeting_takes_it_on_a_card(self, village):
        confirmed(village, close=True)
        village.at(date(2026, 11, 20))
        draft = village.draft("周小禾", "council", date(2026, 11, 8))
        with pytest.raises(WorkflowError, match="还没有评定") as refused:
            village.app.corrections.add_missing(village.secretary, change(village, "", right=draft))
        assert "申报" in refused.value.hint


class TestAttendance:
    def sheet(self, village):
        village.at(date(2026, 10, 30))
        village.attend(["林为民", "周小禾", "孙石头"], date(2026, 10, 20))
        village.confirm_all()
        village.post()
        village.close(on=date(2026, 11, 6))

    def test_a_wrong_mark_is_put_right_on_the_sheet(self, village):
        self.sheet(village)
        uid = posting(village, "孙石头", "主题党日")
        view = village.app.corrections.view(uid)
        assert (view.activity, view.mark) == ("十月主题党日", Presence.PRESENT)
        with pytest.raises(ValidationFailed, match="考勤表"):
            correct(village, uid)
        correct(village, uid, mark=Presence.ABSENT)
        [activity] = village.app.activities.month(village.branch, OCTOBER)
        assert activity.marks[village.members["孙石头"]] is Presence.ABSENT
        assert total(village, "孙石头", NOVEMBER) == 0

    def test_who_was_there_and_marked_absent_gets_the_line(self, village):
        self.sheet(village)
        draft = village.draft("钱二妹", "activity_day", date(2026, 10, 20))
        village.app.corrections.add_missing(village.secretary, change(village, "", right=draft))
        [activity] = village.app.activities.month(village.branch, OCTOBER)
        assert activity.marks[village.members["钱二妹"]] is Presence.PRESENT
        assert total(village, "钱二妹", NOVEMBER) == 1

    def test_a_mark_that_stands_already_is_no_correction(self, village):
        self.sheet(village)
        uid = posting(village, "孙石头", "主题党日")
        with pytest.raises(ValidationFailed, match="已经是"):
            correct(village, uid, mark=Presence.PRESENT)


class TestPeople:
    def test_a_change_of_class_in_between_does_not_hinder(self, village):
        confirmed(village, close=True)
        village.app.members.set_category(village.recorder, village.members["林为民"], "B", date(2026, 11, 1))
        uid = posting(village, "林为民")
        correct(village, uid, right=right(village, uid, quantity=D(1)))
        assert total(village, "林为民", NOVEMBER) == 2

    def test_the_entry_of_one_who_has_died(self, village):
        confirmed(village, close=True)
        village.at(date(2026, 11, 8))
        village.app.members.leave(
            village.recorder, village.members["孙石头"], last_day=date(2026, 11, 7), how="deceased"
        )
        correct(village, posting(village, "孙石头", "谣言"), reason="查明不实")
        sheet = village.app.records.ledger_sheet(village.branch, NOVEMBER)
        assert sum(r.counted for r in sheet.rows if r.member_name == "孙石头") == 6
        assert [s.total for s in sheet.sums if s.member_name == "孙石头"] == [6]

    def test_who_may_be_chosen_has_those_who_left(self, village):
        confirmed(village, close=True)
        village.at(date(2026, 11, 8))
        village.app.members.leave(
            village.recorder, village.members["孙石头"], last_day=date(2026, 11, 7), how="deceased"
        )
        names = {row.name for row in village.app.corrections.people(village.branch, since=date(2026, 1, 1))}
        assert "孙石头" in names
        assert "孙石头" not in {row.name for row in village.app.corrections.seconds(village.branch)}
        assert "赵新苗" not in {row.name for row in village.app.corrections.seconds(village.branch)}


class TestTheYearBefore:
    def test_a_correction_in_january_is_told_in_january_and_counts_in_december(self, village):
        confirmed(village, close=True)
        village.at(date(2027, 1, 15))
        uid = posting(village, "林为民", until=DECEMBER)
        done = correct(village, uid)
        assert village.app.home.current_month(village.branch) <= Month(2027, 1)
        assert "2027年1月" in done.message
        assert total(village, "林为民", Month(2027, 1)) == 0
        board = village.app.notices.view(village.branch, Term.of_month(Month(2027, 1))).sheet
        assert any("更正2026" in remark and "−4" in remark for remark in board.remarks)

    def test_what_it_would_do_is_said_of_the_year_that_it_counts_in(self, village):
        confirmed(village, close=True)
        village.at(date(2027, 1, 15))
        uid = posting(village, "林为民", until=DECEMBER)
        preview = village.app.corrections.preview(village.secretary, change(village, uid))
        [effect] = preview.effects
        assert (effect.member, effect.before, effect.after) == ("林为民", 4, 0)
        assert "2026" in effect.year


class TestLooking:
    def test_the_preview_says_before_after_and_what_is_missing(self, village):
        confirmed(village, post=True)
        uid = posting(village, "林为民")
        wanted = change(village, uid, right=right(village, uid, quantity=D(1)), reason="")
        preview = village.app.corrections.preview(village.secretary, wanted)
        assert (preview.proposed, preview.shown_in, preview.hanging) == (2, OCTOBER, True)
        assert [(e.before, e.after) for e in preview.effects] == [(4, 2)]
        assert preview.faults == ("请填写更正原因。",)

    def test_the_preview_is_what_comes(self, village):
        confirmed(village, close=True)
        uid = posting(village, "孙石头")
        wanted = change(village, uid, right=right(village, uid, item="council"), adjusted=D("1.5"))
        [effect] = village.app.corrections.preview(village.secretary, wanted).effects
        village.app.corrections.correct(village.secretary, wanted)
        assert effect.after == total(village, "孙石头", NOVEMBER) == D("0.5")

    def test_the_trace_names_the_correction(self, village):
        confirmed(village, close=True)
        uid = posting(village, "林为民")
        correct(village, uid)
        node = village.app.records.explain(village.branch, village.members["林为民"], NOVEMBER)
        assert "冲销" in "".join(_words(node))

    def test_the_register_lists_it(self, village):
        confirmed(village, close=True)
        uid = posting(village, "林为民")
        correct(village, uid)
        [row] = village.app.corrections.register(village.branch, since=OCTOBER, until=DECEMBER)
        assert (row.kind, row.member, row.old, row.new, row.second) == ("撤销", "林为民", 4, None, "王建国")
        assert row.decided.endswith("更正")

    def test_the_workbook_lists_all_three_and_adds_up(self, village):
        confirmed(village, close=True)
        uid = posting(village, "林为民")
        correct(village, uid, right=right(village, uid, quantity=D(1)))
        sheet = village.app.records.ledger_sheet(village.branch, NOVEMBER)
        rows = [(r.kind, r.counted) for r in sheet.rows if r.member_name == "林为民"]
        assert rows == [("已更正", 4), ("更正", -4), ("更正", 2)]
        [sums] = [s for s in sheet.sums if s.member_name == "林为民"]
        assert (sums.lines, sums.total) == (2, 2)


def test_the_chain_verifies_after_corrections(village):
    confirmed(village, close=True)
    uid = posting(village, "林为民")
    correct(village, uid, right=right(village, uid, quantity=D(1)))
    village.app.store.engine.dispose()
    assert verify_file(village.app.paths.ledger).faults == ()


def test_a_confirmed_month_that_is_not_posted_yet_takes_it_before_the_board_hangs(village):
    confirmed(village)
    village.at(date(2026, 11, 1))
    uid = posting(village, "林为民")
    done = correct(village, uid, right=right(village, uid, quantity=D(1)))
    assert "2026年10月" in done.message
    assert done.warnings == ()
    village.post()
    assert village.board_row("林为民").year_points == 2
    assert period(village, "林为民", NOVEMBER) == 0


def _words(node: TraceNode):
    yield from (node.title, node.cause)
    for child in node.children:
        yield from _words(child)


class TestAnyKindOfItem:
    """A scheme with an item that scores two, and a sheet on which each mark has its price."""

    @pytest.fixture
    def lived(self, empty, clock):
        village = settle(empty, clock, ALL_KINDS)
        village.at(date(2026, 10, 30))
        village.declare(
            "孙石头",
            "unit",
            date(2026, 10, 9),
            quantity=4,
            also_uid=village.members["钱二妹"],
            basis="走户登记",
        )
        uid = village.attend(["林为民"], date(2026, 10, 20), item="sheet", others=Presence.LATE)
        marks = dict(village.app.activities.month(village.branch, OCTOBER)[0].marks)
        marks[village.members["周小禾"]] = Presence.ABSENT
        sheet = ActivityDraft(
            item="sheet", title="十月党课", held_on=date(2026, 10, 20), marks=marks,
            checker_uid=village.members["王建国一"],
        )  # fmt: skip
        village.app.activities.save(village.recorder, village.branch, OCTOBER, sheet, uid)
        village.confirm_all()
        village.post()
        village.close(on=date(2026, 11, 6))
        return village

    def test_who_is_scored_for_the_same_fact_follows(self, lived):
        both = [(total(lived, name, NOVEMBER)) for name in ("孙石头", "钱二妹")]
        uid = posting(lived, "孙石头", "按户项")
        wanted = change(lived, uid)
        rows = {
            e.member: e.after - e.before
            for e in lived.app.corrections.preview(lived.secretary, wanted).effects
        }
        lived.app.corrections.correct(lived.secretary, wanted)
        after = [(total(lived, name, NOVEMBER)) for name in ("孙石头", "钱二妹")]
        assert [new - old for new, old in zip(after, both, strict=True)] == [-2, D("-0.5")]
        assert rows == {"孙石头": -2, "钱二妹": D("-0.5")}
        for sheet in lived.app.records.record_forms(lived.branch, NOVEMBER):
            assert sum(line.counted for line in sheet.lines) == sheet.period_total

    def test_who_is_scored_cannot_be_second_person(self, lived):
        uid = posting(lived, "孙石头", "按户项")
        with pytest.raises(ValidationFailed, match="也因这件事计分"):
            correct(lived, uid, second="钱二妹")

    def test_the_price_follows_the_right_mark(self, lived):
        before = total(lived, "周小禾", NOVEMBER)
        uid = posting(lived, "周小禾", "签到项")
        correct(lived, uid, mark=Presence.LATE)
        assert total(lived, "周小禾", NOVEMBER) - before == 3
        newest = lived.app.corrections.view(uid).newest_uid
        correct(lived, newest, mark=Presence.ABSENT)
        assert total(lived, "周小禾", NOVEMBER) == before
        assert lived.app.corrections.view(newest).chain[-1].new == -2
        [sheet] = lived.app.activities.month(lived.branch, OCTOBER)
        assert sheet.marks[lived.members["周小禾"]] is Presence.ABSENT

    def test_what_is_on_no_sheet_cannot_be_added(self, lived):
        draft = lived.draft("周小禾", "sheet", date(2026, 10, 21), level="present")
        with pytest.raises(ValidationFailed, match="考勤表"):
            lived.app.corrections.add_missing(lived.secretary, change(lived, "", right=draft))
