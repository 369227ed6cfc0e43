"""What a month has to do for schemes that say more than S0 and S1: years by days, validity, sheets, posts, review."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.bootstrap import build_app
from app.clock import CHINA, SetClock
from app.errors import UserError, ValidationFailed
from app.models import Assessment, Meeting, Member, Period, Unit
from app.paths import AppPaths
from app.services.activities import ActivityDraft, Presence
from app.services.ledger import Ledger
from app.services.lines import LineView
from app.services.months import Month
from app.services.schemes import SchemeBook
from app.services.scoring import Inputs, evaluate
from tests.helpers.factories import NOVEMBER, OCTOBER, Village
from tests.helpers.lived import live, settle
from tests.helpers.schemes import ALL_KINDS, DEMERITS
from tests.unit.scoring.rich_scheme import rich, toml

DECEMBER, JANUARY = Month(2026, 12), Month(2027, 1)
Settled = Callable[[str], Village]
#: The same scheme without what the program makes by itself.
ENTERED = "\n".join(
    line
    for line in ALL_KINDS.splitlines()
    if not any(f'id = "{item}"' in line for item in ("must", "report", "post", "office"))
)
ZERO = Decimal(0)


@pytest.fixture
def under(tmp_path) -> Iterator[Settled]:
    """The small branch under a scheme, at the end of October."""
    contexts = []

    def build(scheme: str) -> Village:
        clock = SetClock(datetime(2026, 10, 1, 9, tzinfo=CHINA))
        contexts.append(build_app(AppPaths(tmp_path / "data"), clock=clock))
        village = settle(contexts[-1], clock, scheme)
        village.at(OCTOBER.last)
        return village

    yield build
    for context in contexts:
        context.close()


def program(village: Village, item: str, month: Month = OCTOBER):
    lines = village.app.declarations.month(village.branch, month).program
    return {line.member_uid: line for line in lines if line.item == item}


def hold(village: Village, item: str, day: date, marks: dict[str, Presence], *, checker: str = "") -> str:
    """A sheet on which everybody was there who is not named."""
    month = Month.of(day)
    expected = village.app.activities.expected(village.branch, month, day)
    by_uid = {village.members[name]: mark for name, mark in marks.items()}
    draft = ActivityDraft(
        item, "测试活动", day, {m.uid: by_uid.get(m.uid, Presence.PRESENT) for m in expected},
        checker_uid=village.members[checker] if checker else "",
    )  # fmt: skip
    return village.app.activities.save(village.recorder, village.branch, month, draft).ids[0]


def forms_of(village: Village, month: Month, *, year: str = ""):
    return {
        f.member_name + f.group_name: f
        for f in village.app.records.record_forms(village.branch, month, year=year)
    }


class TestYears:
    def test_a_year_bounded_by_days_begins_inside_a_month(self, under):
        """2027-01-12: what January's meeting confirms of the days before counts in the year before, and says so."""
        village = under(toml(rich()))
        live(village, (NOVEMBER, DECEMBER, JANUARY))
        app, branch = village.app, village.branch
        first = date(2027, 1, 12)
        old = new = 0
        for form in forms_of(village, JANUARY).values():
            assert sum((line.counted for line in form.lines), ZERO) == form.period_total
            assert form.brought_forward + form.period_total == form.total
        for row in app.records.ledger_sheet(branch, JANUARY).rows:
            if row.period_label == JANUARY.title and row.kind != "程序推算":
                before = row.deed_date < first
                assert ("计入2026年度" in row.limit_note) == before
                assert not before or row.counted == 0
                old, new = old + before, new + (not before)
        assert old
        assert new
        # Nothing of December is in the new year, neither as a total announced before nor as a line.
        assert all(
            row.deed_date >= date(2027, 1, 1) for row in app.records.ledger_sheet(branch, JANUARY).rows
        )

    def test_an_entry_stays_valid_over_the_years_end(self, under):
        village = under(
            ENTERED.replace("cycle = { months = 12 }", "cycle = { months = 12, validity_months = 3 }")
        )
        village.declare("周小禾", "choice", date(2026, 10, 20), level="hi")
        village.confirm_all()
        for month in (NOVEMBER, DECEMBER):
            village.at(month.last)
            village.confirm_all(month)
        village.at(date(2027, 1, 29))
        village.declare("周小禾", "choice", date(2027, 1, 10), month=JANUARY, level="lo")
        uid = village.members["周小禾"]
        year = village.app.records.member_year(village.branch, uid, JANUARY)
        assert village.app.records.figures(village.branch, DECEMBER)[uid].total == 3
        # October's entry runs out on 20 January.
        assert year.total == 0
        village.at(date(2027, 1, 31), 9)
        village.confirm_all(JANUARY)
        assert village.app.records.figures(village.branch, JANUARY)[uid].total == 1

    def test_what_is_still_valid_is_told_on_the_first_form_of_the_year(self, under):
        village = under(
            ENTERED.replace("cycle = { months = 12 }", "cycle = { months = 12, validity_months = 24 }")
        )
        village.declare("周小禾", "choice", date(2026, 10, 20), level="hi")
        village.confirm_all()
        village.at(date(2027, 1, 31), 9)
        village.declare("周小禾", "choice", date(2027, 1, 10), month=JANUARY, level="lo")
        village.confirm_all(JANUARY)
        for year in ("", "year"):
            form = forms_of(village, JANUARY, year=year)["周小禾一组"]
            words = {line.content: line.counted for line in form.lines}
            assert words["以前年度仍在有效期内的记录"] == 3
            assert sum(words.values(), ZERO) == form.period_total == form.total == 4
        sums = village.app.records.ledger_sheet(village.branch, JANUARY).sums
        [own] = [s for s in sums if s.member_name == "周小禾"]
        assert (own.lines, own.started, own.total) == (1, 3, 4)

    def test_results_of_the_year_before_are_what_its_meeting_froze(self, under):
        village = under("S3")
        scheme = ENTERED.replace(
            "cycle = { months = 12 }", "cycle = { months = 12, carry = { share = 0.2 } }"
        )
        village.app.schemes.adopt(village.secretary, village.branch, text=scheme, starts_on=date(2027, 1, 1))
        with village.app.setup.uow.write() as session:
            unit = session.scalars(select(Unit).where(Unit.uid == village.branch)).one()
            for year, total in ((2025, 70), (2026, 50)):
                _freeze_year(session, unit, year, Decimal(total))
        with village.app.setup.uow.read() as session:
            result = Ledger(SchemeBook()).month(session, unit, JANUARY)
        assert {figures.total for figures in result.members.values()} == {Decimal(10)}


def _freeze_year(session, unit, year, total):
    """A year that a meeting has closed with the same points for everybody."""
    period = Period(unit_id=unit.id, label=f"{year}-01..{year}-12", state="archived", kind="year")
    session.add(period)
    session.flush()
    meeting = Meeting(
        period_id=period.id,
        kind="支部党员大会",
        held_on=date(year, 12, 28),
        state="effective",
        purpose="term",
    )
    session.add(meeting)
    session.flush()
    for member_id in session.scalars(select(Member.id)):
        session.add(
            Assessment(
                period_id=period.id, member_id=member_id, meeting_id=meeting.id, year=year, total=total,
                balance=Decimal(0), proposed="", proposed_cause="", grade="", reason="", figures="{}",
            )
        )  # fmt: skip


class TestSheets:
    def test_each_mark_makes_its_line_and_the_checker_stands_for_the_deductions(self, under):
        village = under(ENTERED)
        marks = {"林为民": Presence.ABSENT, "孙石头": Presence.LEAVE, "王建国一": Presence.LATE}
        hold(village, "sheet", date(2026, 10, 12), marks, checker="钱二妹")
        lines = {
            line.member.uid: line for line in village.app.declarations.month(village.branch, OCTOBER).lines
        }
        absent = lines[village.members["林为民"]]
        assert (absent.claimed, absent.deduction, absent.second, absent.faults) == (-2, True, "钱二妹", ())
        assert lines[village.members["王建国一"]].claimed == 1
        assert village.members["孙石头"] not in lines
        village.collect()
        village.meet()
        village.decide(absent.uid, "adjust", points=Decimal(-1), reason="有事")
        village.app.meetings.confirm_rest(village.recorder, village.branch, OCTOBER)
        village.make_effective()
        assert village.board_row("林为民").year_points == -1

    def test_the_checker_is_neither_absent_nor_the_one_who_types(self, under):
        village = under(ALL_KINDS)
        for checker in ("林为民", "周小禾"):
            with pytest.raises(ValidationFailed, match="第二人不能是"):
                hold(village, "sheet", date(2026, 10, 12), {"林为民": Presence.ABSENT}, checker=checker)
        hold(village, "sheet", date(2026, 10, 12), {"林为民": Presence.ABSENT})
        [absent] = [v for v in village.app.declarations.month(village.branch, OCTOBER).lines if v.deduction]
        assert [fault.value for fault in absent.faults] == ["no_second"]

    @pytest.mark.parametrize("item", ["sheet", "must"])
    def test_what_a_sheet_says_is_typed_nowhere_else(self, under, item):
        village = under(ALL_KINDS)
        with pytest.raises(ValidationFailed, match="活动考勤"):
            village.declare("孙石头", item, date(2026, 10, 12), level="present" if item == "sheet" else None)

    def test_presence_meets_what_is_expected(self, under):
        village = under(ALL_KINDS)
        assert len(program(village, "must")) == 8
        marks = {"林为民": Presence.ABSENT, "孙石头": Presence.LEAVE, "王建国一": Presence.LATE}
        uid = hold(village, "must", date(2026, 10, 12), marks)
        missing = program(village, "must")
        assert set(missing) == {village.members["林为民"]}
        assert missing[village.members["林为民"]].counted == -2
        # A wrong mark is put right on the sheet, and what follows from it is right by itself.
        draft = ActivityDraft(
            "must", "测试活动", date(2026, 10, 12),
            dict.fromkeys(village.members.values(), Presence.PRESENT),
        )  # fmt: skip
        village.app.activities.save(village.recorder, village.branch, OCTOBER, draft, uid)
        assert program(village, "must") == {}

    def test_presence_that_is_reported_on_the_card(self, under):
        village = under(ALL_KINDS)
        line = village.line(village.declare("孙石头", "report", date(2026, 10, 12)))
        assert (line.claimed, line.deduction, line.faults) == (0, False, ())
        assert village.members["孙石头"] not in program(village, "report")
        assert len(program(village, "report")) == 7

    def test_a_sheet_that_makes_no_lines_closes_with_its_month(self, under):
        village = under(ALL_KINDS)
        uid = hold(village, "must", date(2026, 10, 12), {})
        village.confirm_all()
        [sheet] = village.app.activities.month(village.branch, OCTOBER)
        assert (sheet.uid, sheet.editable) == (uid, False)


class TestPosts:
    def test_points_for_each_month_in_which_a_post_was_held(self, under):
        village = under(ALL_KINDS)
        holders = set(program(village, "post"))
        assert holders == {village.members["林为民"], village.members["陈阿婆"]}
        [span] = [s for s in village.app.members.detail(village.members["陈阿婆"]).spans if s.kind == "post"]
        village.app.posts.give_up(village.recorder, span.uid, date(2026, 10, 20))
        assert set(program(village, "post")) == {village.members["林为民"]}
        village.confirm_all()
        form = forms_of(village, OCTOBER)["林为民一组"]
        [line] = [line for line in form.lines if "岗位项" in line.content]
        assert (line.mark, line.counted, line.registered_on) == ("程序推算", 1, None)
        assert "在岗（网格员）" in line.limit_note

    def test_two_posts_at_a_time_but_none_twice(self, under):
        village = under(ALL_KINDS)
        uid = village.members["林为民"]
        village.app.posts.take(village.recorder, uid, kind="post", name="调解岗", start=date(2026, 10, 1))
        held = {s.value for s in village.app.members.detail(uid).spans if s.kind == "post" and s.end is None}
        assert held == {"网格员", "调解岗"}
        for name, words in (("网格员", "已登记"), (" ", "请选择或写明")):
            with pytest.raises(ValidationFailed, match=words):
                village.app.posts.take(village.recorder, uid, kind="post", name=name, start=date(2026, 10, 5))
        [office] = [s for s in village.app.members.detail(uid).spans if s.kind == "state"]
        village.app.posts.give_up(village.recorder, office.uid, date(2026, 9, 1))
        assert not [s for s in village.app.members.detail(uid).spans if s.kind == "state"]

    def test_only_posts_are_given_up_here(self, under):
        village = under(ALL_KINDS)
        [status] = [
            s for s in village.app.members.detail(village.members["林为民"]).spans if s.kind == "status"
        ]
        with pytest.raises(UserError, match="不是岗位"):
            village.app.posts.give_up(village.recorder, status.uid, OCTOBER.last)


class TestMeeting:
    def test_the_scheme_names_the_meeting(self, under):
        village = under(ALL_KINDS)
        assert village.app.meetings.view(village.branch, OCTOBER).draft.kind == "支部委员会会议"

    def test_weighty_lines_are_never_confirmed_with_the_rest(self, under):
        village = under(ENTERED)
        weighty = village.declare("孙石头", "range", date(2026, 10, 12), points="3")
        village.declare("孙石头", "choice", date(2026, 10, 12), level="hi")
        village.collect()
        village.meet()
        told = village.app.meetings.confirm_rest(village.recorder, village.branch, OCTOBER)
        assert [line.uid for line in village.app.meetings.view(village.branch, OCTOBER).open] == [weighty]
        assert told.warnings == ("孙石头“评分项”按方案要逐条评定，没有认定",)
        with pytest.raises(ValidationFailed):
            village.make_effective()
        village.decide(weighty, "confirm")
        village.make_effective()
        assert village.board_row("孙石头").year_points == 6

    def test_demerits_are_adjusted_with_the_sign_they_are_shown_with(self, under):
        village = under(DEMERITS)
        uid = village.declare(
            "孙石头", "brawl", date(2026, 10, 12), points="4", basis="笔录", second="钱二妹"
        )
        line: LineView = village.line(uid)
        assert (line.claimed, line.sign, line.deduction) == (4, 1, True)
        village.collect()
        village.meet()
        with pytest.raises(ValidationFailed, match="正数"):
            village.decide(uid, "adjust", points=Decimal(-2), reason="情节轻微")
        village.decide(uid, "adjust", points=Decimal(2), reason="情节轻微")
        village.make_effective()
        assert village.board_row("孙石头").year_points == 4  # 2 of 12 are worth 4 of 24


class TestAlso:
    @pytest.mark.parametrize(
        ("item", "other", "words"),
        [("unit", "林为民", "不能是本人"), ("choice", "孙石头", "不另给别人计分")],
    )
    def test_who_cannot_be_scored_too(self, under, item, other, words):
        village = under(ALL_KINDS)
        keys = {"level": "hi"} if item == "choice" else {"quantity": 4}
        with pytest.raises(ValidationFailed, match=words):
            village.declare("林为民", item, date(2026, 10, 12), also_uid=village.members[other], **keys)

    def test_the_other_keeps_the_points_through_all_months(self, under):
        village = under(ALL_KINDS)
        also = village.members["孙石头"]
        village.declare("林为民", "unit", date(2026, 10, 12), quantity=4, also_uid=also)
        village.confirm_all()
        village.at(NOVEMBER.last)
        year = village.app.records.member_year(village.branch, also, NOVEMBER)
        [line] = [v for m in year.months for v in m.lines if v.uid.endswith("+2")]
        assert (line.counted, line.mark) == (Decimal("0.5"), "程序推算")
        assert sum((m.points for m in year.months), ZERO) == year.total


class TestKept:
    def test_what_compares_members_is_never_said_from_a_part_of_them(self, under):
        """Grades by the average: known to an evaluation of everybody only."""
        village = under(ALL_KINDS)
        village.declare("孙石头", "choice", date(2026, 10, 12), level="hi")
        with village.app.setup.uow.read() as session:
            unit = session.scalars(select(Unit).where(Unit.uid == village.branch)).one()
            ledger = Ledger(SchemeBook())
            for result in (ledger.month(session, unit, OCTOBER), ledger.month(session, unit, NOVEMBER)):
                for score in result.scores.values():
                    assert (score.grade, score.grade_cause, score.marks, score.notes) == (None, "", (), ())

    def test_what_is_a_members_own_is_kept_whole(self, under):
        village = under("S4")
        for member, day in (("孙石头", 12), ("钱二妹", 13)):
            village.declare(member, "honours", date(2026, 10, day), quantity=3)
            with village.app.setup.uow.read() as session:
                unit = session.scalars(select(Unit).where(Unit.uid == village.branch)).one()
                ledger = village.app.collection._ledger
                kept = ledger.month(session, unit, OCTOBER).scores
                versions = SchemeBook().versions(session, unit)
                inputs: Inputs = ledger._inputs(session, unit, versions, OCTOBER, ())
                fresh = evaluate(versions, inputs, OCTOBER.last)
            assert {uid: (s.total, s.marks, s.proposals, s.reward) for uid, s in kept.items()} == {
                uid: (s.total, s.marks, s.proposals, s.reward) for uid, s in fresh.items()
            }
            assert any(s.marks for s in kept.values())
