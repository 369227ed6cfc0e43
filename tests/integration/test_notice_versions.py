"""Version 2 of a notice: what differs is told and marked, the old sheet stays, and no later month tells it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.errors import ValidationFailed, WorkflowError
from app.services.corrections.objection_views import Raiser, Target
from app.services.corrections.objections import ObjectionDraft, Reply
from app.services.corrections.rules import Change
from app.services.notices.board import BoardOptions, BoardOrder
from app.services.press import DocumentKind
from app.services.terms import Term
from app.services.workflow import NoticeState, PeriodState
from tests.helpers.factories import NOVEMBER, OCTOBER

TERM = Term.of_month(OCTOBER)
DAY = date(2026, 10, 10)
FIRST = date(2026, 11, 1)
AGAIN = date(2026, 11, 4)


@pytest.fixture
def posted(village):
    """October hangs from the first of November: dues for all, deeds, one deduction."""
    village.at(date(2026, 10, 30))
    for name in village.members:
        village.declare(name, "dues", DAY)
    for day in (3, 4):
        village.declare("孙石头", "volunteer", date(2026, 10, day), basis="巡河")
    village.declare("周小禾", "visits", DAY, basis="走访")
    village.confirm_all()
    village.post()
    return village


def take_back(village, member, item, *, month=OCTOBER, reason="登记错了"):
    """Correct: one entry of a member is taken back."""
    lines = village.app.corrections.lines(village.branch, village.members[member], month)
    wrong = next(line for line in lines if line.item_name == item_name(village, item) and not line.mark)
    change = Change(wrong.uid, None, reason, "原始记录", village.members["钱二妹"])
    return village.app.corrections.correct(village.secretary, change)


def item_name(village, item):
    return village.app.schemes.current(village.branch, OCTOBER.last).items[item].name


def view(village, **keys):
    return village.app.notices.view(village.branch, TERM, **keys)


def again_draft(village, *, start=AGAIN, days=5, reason="核查后更正"):
    draft = village.notice(start, start + timedelta(days=days - 1))
    return replace(draft, reason=reason)


def repost(village, **keys):
    return village.app.notices.repost(village.secretary, village.branch, TERM, again_draft(village, **keys))


def row(sheet, name, group="二组"):
    return next(r for part in sheet.lists for r in part.rows if (r.name, r.group_name) == (name, group))


def test_who_differs_from_the_sheet_that_hangs_is_told(posted):
    assert view(posted).changed == ()
    posted.at(AGAIN)
    take_back(posted, "孙石头", "volunteer")
    shown = view(posted)
    assert [(c.name, c.words) for c in shown.changed] == [("孙石头", "本期 5.0 → 3.0，本年累计 5.0 → 3.0")]
    assert shown.corrected
    assert row(shown.sheet, "孙石头").year_points == 5  # what hangs stays
    assert shown.state is NoticeState.POSTED


def test_the_next_version_marks_what_changed_and_the_days_start_again(posted):
    posted.at(AGAIN)
    take_back(posted, "孙石头", "volunteer")
    draft = posted.app.notices.view_again(posted.branch, TERM)
    assert (draft.version, draft.earliest_end) == (2, date(2026, 11, 8))
    changes = repost(posted)
    assert "第 2 版" in changes.message
    shown = view(posted)
    changed = row(shown.sheet, "孙石头")
    assert (changed.old_period_points, changed.period_points) == (5, 3)
    assert (changed.old_year_points, changed.year_points) == (5, 3)
    assert changed.note == "更正"
    others = [r for part in shown.sheet.lists for r in part.rows if r.name != "孙石头"]
    assert all(r.old_year_points is None and "更正" not in r.note for r in others)
    assert (shown.version, shown.sheet.version, shown.sheet.version_reason) == (2, 2, "核查后更正")
    assert (shown.can_close_on, shown.changed, shown.corrected) == (date(2026, 11, 9), (), False)
    assert [(v.version, v.state) for v in shown.versions] == [
        (2, NoticeState.POSTED), (1, NoticeState.REPLACED),
    ]  # fmt: skip


def test_the_old_version_stays_and_prints_the_same_bytes(posted):
    before = view(posted)
    pdf = posted.app.press.render(DocumentKind.BOARD_A4, posted.branch, OCTOBER, board=before.sheet).data
    posted.at(AGAIN)
    take_back(posted, "孙石头", "volunteer")
    repost(posted)
    old = view(posted, version=1)
    assert old.sheet == before.sheet
    assert (old.state, old.can_close_on, old.newest) == (NoticeState.REPLACED, None, False)
    again = posted.app.press.render(DocumentKind.BOARD_A4, posted.branch, OCTOBER, board=old.sheet)
    assert again.data == pdf
    newest = posted.app.press.render(DocumentKind.BOARD_A4, posted.branch, OCTOBER)
    assert newest.data != pdf
    marked = posted.app.press.render(DocumentKind.BOARD_A4, posted.branch, OCTOBER, board=view(posted).sheet)
    assert "第2版" in marked.file_name


def test_a_reason_and_all_days_are_asked_for(posted):
    posted.at(AGAIN)
    take_back(posted, "孙石头", "volunteer")
    with pytest.raises(ValidationFailed) as failed:
        repost(posted, days=3, reason=" ")
    assert [issue.code for issue in failed.value.issues] == ["ends_on", "reason"]
    with pytest.raises(ValidationFailed, match="才更正"):
        repost(posted, start=AGAIN - timedelta(days=1))
    with pytest.raises(ValidationFailed, match="60 个字"):
        repost(posted, reason="因" * 61)
    assert view(posted).version == 1


def test_nothing_changed_is_not_posted_again(posted):
    with pytest.raises(WorkflowError, match="没有要更正") as refused:
        repost(posted)
    assert "更正" in refused.value.hint


def test_only_the_secretary_and_only_while_it_hangs(posted):
    posted.at(AGAIN)
    take_back(posted, "孙石头", "volunteer")
    for actor in (posted.recorder, posted.viewer):
        with pytest.raises(WorkflowError, match="书记"):
            posted.app.notices.repost(actor, posted.branch, TERM, again_draft(posted))
    repost(posted)
    posted.close(on=date(2026, 11, 9))
    with pytest.raises(WorkflowError, match="已经结束"):
        repost(posted)
    with pytest.raises(WorkflowError, match="还没有张贴"):
        posted.app.notices.view_again(posted.branch, Term.of_month(NOVEMBER))


def test_looks_stay_as_they_hang_so_that_the_two_can_be_compared(village):
    village.at(date(2026, 10, 30))
    for name in village.members:
        village.declare(name, "dues", DAY)
    village.confirm_all()
    village.at(FIRST)
    options = BoardOptions(order=BoardOrder.RANK, sections=True, masked=True)
    draft = village.notice(FIRST, FIRST + timedelta(days=4), options=options)
    village.app.notices.post(village.secretary, village.branch, TERM, draft)
    village.at(AGAIN)
    take_back(village, "孙石头", "dues")
    repost(village)
    shown = view(village)
    assert shown.draft.options == options
    changed = row(shown.sheet, "孙**")
    assert changed.details[0] == 0
    assert changed.old_details[0] == 1
    assert changed.old_details[1] is None  # unchanged


def test_a_correction_that_hangs_on_nobody_keeps_the_notice_from_closing(posted):
    posted.at(AGAIN)
    take_back(posted, "孙石头", "volunteer")
    with pytest.raises(WorkflowError, match="孙石头") as refused:
        posted.close(on=date(2026, 11, 9))
    assert "更正后重新公示" in refused.value.hint
    posted.at(date(2026, 11, 9))
    repost(posted, start=date(2026, 11, 9))
    with pytest.raises(WorkflowError, match="11月13日 止"):
        posted.close(on=date(2026, 11, 13))
    posted.close(on=date(2026, 11, 14))
    assert view(posted).period_state is PeriodState.ARCHIVED


def test_no_later_month_tells_the_same_change_again(posted):
    posted.at(AGAIN)
    take_back(posted, "孙石头", "volunteer")
    repost(posted)
    posted.close(on=date(2026, 11, 9))
    posted.at(date(2026, 11, 28))
    posted.declare("孙石头", "dues", date(2026, 11, 3), month=NOVEMBER)
    posted.confirm_all(NOVEMBER)
    november = posted.board_row("孙石头", NOVEMBER)
    assert (november.period_points, november.year_points, november.note) == (1, 4, "")


def test_a_third_version_marks_what_differs_from_the_second(posted):
    posted.at(AGAIN)
    take_back(posted, "孙石头", "volunteer")
    repost(posted)
    take_back(posted, "周小禾", "visits")
    posted.app.notices.repost(posted.secretary, posted.branch, TERM, again_draft(posted, reason="再次核查"))
    shown = view(posted)
    assert (shown.version, len(shown.versions)) == (3, 3)
    assert row(shown.sheet, "孙石头").old_year_points is None
    assert (row(shown.sheet, "周小禾", "一组").old_year_points, row(shown.sheet, "周小禾", "一组").year_points) == (
        Decimal(2), Decimal(1),
    )  # fmt: skip


def test_a_member_left_out_afterwards_says_what_he_was(posted):
    posted.at(AGAIN)
    posted.app.members.exempt(
        posted.secretary, posted.members["陈阿婆"], start=date(2026, 10, 1), end=None, reason="病重住院",
        applied_on=None, approved_on=AGAIN,
    )  # fmt: skip
    shown = view(posted)
    assert [(c.name, c.words) for c in shown.changed] == [("陈阿婆", "原为记分，现为不纳入")]
    assert not shown.corrected  # no correction: it may be closed as it hangs
    repost(posted)
    sheet = view(posted).sheet
    assert row(sheet, "陈阿婆", "一组").note == "更正"
    assert "病重" not in repr(sheet)


class TestObjections:
    """An objection holds the notice; its number and what to do are said."""

    def raise_one(self, village):
        draft = ObjectionDraft(
            notice_uid=view(village).uid, raised_on=date(2026, 11, 2), raiser_kind=Raiser.ANONYMOUS,
            target=Target.TOTAL, content="孙石头的分不对", about_uid=village.members["孙石头"],
        )  # fmt: skip
        village.at(date(2026, 11, 2))
        return village.app.objections.register(village.recorder, village.branch, draft).ids[0]

    def test_an_open_objection_keeps_the_notice_from_closing(self, posted):
        uid = self.raise_one(posted)
        shown = view(posted)
        assert (shown.state, shown.objections) == (NoticeState.OBJECTED, ("2026 年第 1 号",))
        with pytest.raises(WorkflowError, match="1 件异议没有答复（2026 年第 1 号）") as refused:
            posted.close(on=date(2026, 11, 9))
        assert "核查并答复" in refused.value.hint
        posted.app.objections.find(posted.secretary, uid, finding="核对签到表，没有错", on=date(2026, 11, 9))
        reply = Reply("经核查无误", date(2026, 11, 9), "当面答复", posted.members["钱二妹"])
        posted.app.objections.dismiss(posted.secretary, uid, reply)
        assert view(posted).state is NoticeState.POSTED
        posted.close(on=date(2026, 11, 9))
        assert view(posted).state is NoticeState.CLOSED

    def test_a_version_that_comes_while_another_objection_is_open_is_objected_to_as_well(self, posted):
        self.raise_one(posted)
        posted.at(AGAIN)
        take_back(posted, "周小禾", "visits")
        repost(posted)
        shown = view(posted)
        assert (shown.version, shown.state) == (2, NoticeState.OBJECTED)
        with pytest.raises(WorkflowError, match="1 件异议"):
            posted.close(on=date(2026, 11, 9))


def test_files_of_the_next_version_say_so(posted):
    press = posted.app.press
    assert "版" not in press.render(DocumentKind.BOARD_XLSX, posted.branch, OCTOBER).file_name
    posted.at(AGAIN)
    take_back(posted, "孙石头", "volunteer")
    repost(posted)
    for kind in (DocumentKind.BOARD_A4, DocumentKind.BOARD_PNG, DocumentKind.BOARD_XLSX):
        assert press.render(kind, posted.branch, OCTOBER).file_name.partition(".")[0].endswith("_第2版")


def test_who_works_here_reads_whole_names(village):
    """A masked board keeps its surnames; what is to be done names the member."""
    village.at(date(2026, 10, 30))
    for name in village.members:
        village.declare(name, "dues", DAY)
    village.confirm_all()
    draft = village.notice(FIRST, FIRST + timedelta(days=4), options=BoardOptions(masked=True))
    village.app.notices.post(village.secretary, village.branch, TERM, draft)
    village.at(AGAIN)
    take_back(village, "孙石头", "dues")
    [todo] = [t for t in village.app.home.view(village.branch, OCTOBER).todos if "第 2 版" in t.text]
    assert "孙石头" in todo.text
