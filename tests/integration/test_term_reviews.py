"""Quarters and half-years: sub-totals, averages, settling, and what stays as it was announced."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import build_app
from app.clock import CHINA, SetClock
from app.errors import UserError, ValidationFailed, WorkflowError
from app.models import AuditEvent, Meeting, MeetingPresence, Period, Unit
from app.paths import AppPaths
from app.resources import resource
from app.services.actor import Actor
from app.services.months import Month
from app.services.press import DocumentKind
from app.services.reviews.drafts import ALONE, COMMITTEE, MEMBERS, ReviewDraft
from app.services.reviews.service import TermView
from app.services.scoring import PeriodKind
from app.services.terms import Term, ensure_term
from app.services.workflow import TERM, Action, PeriodState, Role
from tests.helpers.factories import NOVEMBER, OCTOBER, Village
from tests.helpers.lived import confirm, declare, hold_sheets, settle
from tests.helpers.schemes import DEMERITS
from tests.helpers.score_tables import export, until
from tests.unit.scoring.rich_scheme import rich, toml

ROOT = Path(__file__).resolve().parents[2]
DECEMBER = Month(2026, 12)
ZERO = Decimal(0)
CLASSES = """
id = "CL"
name = "两类"
source = "测试"
decimals = 1
cycle = { months = 12 }
posting = { periods = ["half"], notice_days = 5 }
categories = [{ id = "A", name = "A类" }, { id = "B", name = "B类" }]
sections = [{ id = "s", name = "积分" }]
items = [{ id = "deed", name = "好事", section = "s", amount = { kind = "fixed", points = 1 } }]
[[proposals]]
id = "talk"
name = "组织谈话"
kind = "talk"
average = "below"
average_of = "category"
[[proposals]]
id = "letter"
name = "去信"
kind = "letter"
below = 60
"""


@pytest.fixture
def under(tmp_path) -> Iterator[Callable[[str], Village]]:
    """The small branch under a scheme, at the beginning of October."""
    contexts = []

    def build(scheme: str) -> Village:
        clock = SetClock(datetime(2026, 10, 1, 9, tzinfo=CHINA))
        contexts.append(build_app(AppPaths(tmp_path / "data"), clock=clock))
        return settle(contexts[-1], clock, scheme)

    yield build
    for context in contexts:
        context.close()


def term(village: Village, kind: PeriodKind, month: Month = OCTOBER) -> Term:
    return village.app.terms.term_of(village.branch, month, kind)


def view(village: Village, kind: PeriodKind, month: Month = OCTOBER) -> TermView:
    return village.app.terms.view(village.branch, term(village, kind, month))


def rows(village: Village, kind: PeriodKind, month: Month = OCTOBER):
    keys = {uid: key for key, uid in village.members.items()}
    return {keys[m.member.uid]: m for m in view(village, kind, month).figures.members}


def confirm_months(village: Village, months=(OCTOBER, NOVEMBER, DECEMBER), **lines: tuple[str, int]) -> None:
    """Confirm months; ``lines`` are good deeds by member key: how many in each month."""
    for place, month in enumerate(months):
        village.at(month.last, 9)
        for member, counts in lines.items():
            for day in range(counts[place]):
                village.declare(member, "deed", month.first.replace(day=day + 1), month=month)
        village.confirm_all(month)


def committee(village: Village, **changes: object) -> ReviewDraft:
    people = ("林为民", "周小禾", "孙石头")
    draft = ReviewDraft(
        kind=COMMITTEE, held_on=date(2026, 12, 31), place="村委会", chair="林为民", recorder="周小禾",
        eligible=3, present=tuple(village.members[name] for name in people), votes_for=3, votes_against=0,
        votes_abstain=0, opinion="与记录相符",
    )  # fmt: skip
    return replace(draft, **changes)


class TestFigures:
    def test_months_averages_and_gaps_are_those_of_the_pen(self, under):
        """Classes by turns: A 林 王一 王二 孙, B 周 陈 钱 赵. A: 3 0 1 2, B: 5 0 0 0."""
        village = under(CLASSES)
        confirm_months(village, 林为民=(1, 2, 0), 孙石头=(0, 0, 2), 王建国二=(0, 1, 0), 周小禾=(2, 2, 1))
        found = rows(village, PeriodKind.QUARTER)
        assert found["林为民"].months == (1, 2, 0)
        assert (found["林为民"].points, found["林为民"].total, found["林为民"].other) == (3, 3, 0)
        averages = {a.name: (a.count, a.points) for a in view(village, PeriodKind.QUARTER).figures.averages}
        # 11 / 8 = 1.375, 6 / 4 = 1.5, 5 / 4 = 1.25: half up to one decimal.
        assert averages == {
            "本支部": (8, Decimal("1.4")),
            "A类": (4, Decimal("1.5")),
            "B类": (4, Decimal("1.3")),
        }
        assert (found["林为民"].unit_gap, found["林为民"].class_gap) == (Decimal("1.6"), Decimal("1.5"))
        assert (found["孙石头"].unit_gap, found["孙石头"].class_gap) == (Decimal("0.6"), Decimal("0.5"))
        below = {m.member.name for m in view(village, PeriodKind.QUARTER).figures.below}
        assert below == {"王建国", "陈阿婆", "钱二妹", "赵新苗"}

    def test_inside_the_year_only_what_averages_propose_is_told(self, under):
        village = under(CLASSES)
        confirm_months(village, 林为民=(1, 2, 0))
        talks = {name: m.proposals for name, m in rows(village, PeriodKind.QUARTER).items() if m.proposals}
        assert set(talks) == {"王建国一", "王建国二", "孙石头"}
        [proposal] = talks["孙石头"]
        assert proposal.name == "组织谈话"
        assert "低于本支部同类平均" in proposal.cause
        year = rows(village, PeriodKind.YEAR)["孙石头"].proposals
        assert {p.name for p in year} == {"组织谈话", "去信"}

    def test_a_term_goes_as_far_as_its_months(self, under):
        village = under(CLASSES)
        confirm_months(village, (OCTOBER,), 林为民=(2,))
        shown = view(village, PeriodKind.HALF)
        assert shown.figures.months.missing == (NOVEMBER, DECEMBER)
        assert shown.figures.months.until == OCTOBER
        assert rows(village, PeriodKind.HALF)["林为民"].months == (None, None, None, 2, None, None)
        assert [c.words for c in village.app.terms.terms(village.branch, OCTOBER)] == [
            "四季度",
            "下半年",
            "全年",
        ]
        sheet = village.app.terms.table(village.branch, term(village, PeriodKind.HALF))
        assert any("11月至12月还没有评定" in words for words in sheet.remarks)
        assert any("7月至9月还没有用本台账" in words for words in sheet.remarks)
        assert not sheet.settled

    def test_who_came_left_or_is_left_out(self, under):
        village = under(CLASSES)
        village.at(OCTOBER.last, 8)
        app, members = village.app, village.members
        app.members.enter(village.recorder, members["赵新苗"], date(2026, 10, 12))
        app.members.leave(
            village.recorder, members["陈阿婆"], last_day=date(2026, 11, 9), how="deceased", note=""
        )
        app.members.exempt(
            village.secretary, members["钱二妹"], start=date(2026, 10, 1), end=None, reason="高龄",
            applied_on=date(2026, 9, 20), approved_on=date(2026, 9, 28), approval_note="",
        )  # fmt: skip
        app.members.exempt(
            village.secretary, members["孙石头"], start=date(2026, 12, 1), end=None, reason="住院",
            applied_on=date(2026, 9, 20), approved_on=date(2026, 9, 28), approval_note="",
        )  # fmt: skip
        confirm_months(village, 林为民=(4, 0, 0), 陈阿婆=(1, 0, 0), 孙石头=(2, 1, 0))
        found = rows(village, PeriodKind.QUARTER)
        assert found["赵新苗"].note == "10月12日列入，预备"
        assert (found["陈阿婆"].note, found["陈阿婆"].points, found["陈阿婆"].compared) == ("去世", 1, False)
        assert (found["钱二妹"].note, found["钱二妹"].points) == ("不纳入", None)
        assert found["孙石头"].months == (2, 1, None)
        assert (found["孙石头"].note, found["孙石头"].points, found["孙石头"].compared) == (
            "期末不纳入",
            3,
            False,
        )
        [unit, *_] = view(village, PeriodKind.QUARTER).figures.averages
        assert (unit.count, unit.points) == (5, Decimal("0.8"))
        sheet = village.app.terms.table(village.branch, term(village, PeriodKind.QUARTER))
        assert not any("高龄" in str(row) or "住院" in str(row) for row in sheet.rows)

    def test_the_same_months_a_year_ago(self, under):
        village = under(CLASSES)
        confirm_months(village, 林为民=(1, 2, 4), 周小禾=(3, 0, 0))
        later = Month(2027, 10)
        confirm_months(village, (later,), 林为民=(5,))
        found = rows(village, PeriodKind.QUARTER, later)
        assert (found["林为民"].points, found["林为民"].last_year) == (5, 1)
        assert found["周小禾"].last_year == 3
        averages = {a.name: a.last_year for a in view(village, PeriodKind.QUARTER, later).figures.averages}
        assert averages["本支部"] == Decimal("0.5")
        assert rows(village, PeriodKind.QUARTER)["林为民"].last_year is None


class TestSums:
    @pytest.mark.parametrize("name", ["S0", "S1", "S2", "S3", "S4", "demerit", "rich"])
    def test_the_months_are_the_term_and_the_total_is_what_score_says(self, under, name, tmp_path):
        text = {"demerit": DEMERITS, "rich": toml(rich())}.get(name, name)
        village = under(text)
        for number, month in enumerate((OCTOBER, NOVEMBER, DECEMBER)):
            village.at(month.last, 9)
            declare(village, month, number)
            hold_sheets(village, month, number)
            village.collect(month)
            confirm(village, month)
        for kind in (PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR):
            shown = view(village, kind)
            counted = [m for m in shown.figures.members if m.points is not None]
            assert len(counted) == 8
            for member in counted:
                assert sum((m or ZERO for m in member.months), member.other) == member.points
                assert member.other == 0
            sheet = village.app.terms.table(village.branch, shown.term)
            for row in sheet.rows:
                parts = [v or ZERO for place, v in enumerate(row.values) if place not in sheet.sums]
                assert sum(parts, ZERO) == row.points
        assert any(m.points for m in view(village, PeriodKind.QUARTER).figures.members)
        said = scored(village, text, tmp_path)
        found = view(village, PeriodKind.QUARTER).figures.members
        assert {m.member.uid: m.total for m in found} == {uid: said[uid] for uid in village.members.values()}


def scored(village: Village, text: str, folder: Path) -> dict[str, Decimal]:
    """What the command line says of everybody at the year's end, from tables written past every service."""
    tables, scheme = folder / "tables", folder / "scheme.toml"
    scheme.write_text(
        resource("schemes", f"{text}.toml").read_text("utf-8") if len(text) == 2 else text, "utf-8"
    )
    tables.mkdir()
    (folder / "then").mkdir()
    export(village.app.paths.ledger, tables, scheme)
    since = village.app.schemes.history(village.branch)[0].starts_on
    command = [sys.executable, "-m", "app", "score", "--scheme", f"{scheme}@{since}", "--json"]
    command += ["--data", str(until(tables, DECEMBER, folder / "then")), "--as-of", DECEMBER.last.isoformat()]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=120)
    members = json.loads(run.stdout, parse_float=Decimal, parse_int=Decimal)["members"]
    return {member["member"]: Decimal(str(member["total"])) for member in members}


class TestSettle:
    def test_a_quarter_is_settled_by_the_secretary(self, under):
        village = under(CLASSES)
        confirm_months(village, 林为民=(1, 2, 0))
        quarter = term(village, PeriodKind.QUARTER)
        changes = village.app.terms.settle(village.secretary, village.branch, quarter)
        assert changes.message == "2026年第四季度已定稿"
        shown = view(village, PeriodKind.QUARTER)
        assert (shown.figures.state, shown.settled_by) == (PeriodState.CONFIRMED, "林为民")
        with village.app.setup.uow.read() as session:
            [meeting] = session.scalars(select(Meeting).where(Meeting.purpose == "term")).all()
            period = session.get_one(Period, meeting.period_id)
            last = session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
        assert (meeting.kind, meeting.state, period.label) == ("书记定稿", "effective", quarter.label)
        assert (last.action, last.subject.endswith(quarter.title)) == ("季度定稿", True)

    def test_missing_months_are_named_with_the_way_there(self, under):
        village = under(CLASSES)
        confirm_months(village, (OCTOBER,))
        with pytest.raises(WorkflowError) as refused:
            village.app.terms.settle(village.secretary, village.branch, term(village, PeriodKind.QUARTER))
        assert "2026年11月、2026年12月" in refused.value.message
        assert "评定" in refused.value.hint
        assert "2026年11月" in refused.value.hint

    def test_the_year_is_not_settled_here(self, under):
        village = under(CLASSES)
        confirm_months(village)
        year = term(village, PeriodKind.YEAR)
        with pytest.raises(WorkflowError, match="年终会议"):
            village.app.terms.settle(village.secretary, village.branch, year)

    def test_the_committee_verifies_a_half_year(self, under):
        village = under(CLASSES)
        confirm_months(village, 林为民=(1, 2, 0))
        half, uid = term(village, PeriodKind.HALF), village.members["林为民"]
        draft = committee(village, remarks=((uid, "属实"),))
        assert village.app.terms.settle(village.secretary, village.branch, half, draft).warnings == ()
        sheet = village.app.terms.review(village.branch, half)
        assert (sheet.kind, sheet.held_on, sheet.eligible, sheet.present) == (
            COMMITTEE,
            date(2026, 12, 31),
            3,
            3,
        )
        assert sheet.signers == ("林为民", "周小禾", "孙石头")
        assert {row.name: row.remark for row in sheet.rows if row.remark} == {"林为民": "属实"}
        shown = view(village, PeriodKind.HALF)
        assert shown.review.remarks == {uid: "属实"}
        assert shown.review.draft.opinion == "与记录相符"
        with village.app.setup.uow.read() as session:
            [meeting] = session.scalars(select(Meeting).where(Meeting.purpose == "term")).all()
            came = session.scalars(
                select(MeetingPresence).where(MeetingPresence.meeting_id == meeting.id)
            ).all()
        assert (meeting.note, meeting.present, len(came)) == ("与记录相符", 3, 3)

    @pytest.mark.parametrize(
        ("changes", "code", "words"),
        [
            ({"kind": ALONE}, "kind", "支部委员会"),
            ({"held_on": date(2026, 12, 30)}, "held_on", "不能早于"),
            ({"held_on": date(2027, 1, 5)}, "held_on", "还没有到"),
            ({"chair": " "}, "chair", "主持人"),
            ({"recorder": ""}, "recorder", "记录人"),
            ({"present": ()}, "present", "勾选"),
            ({"eligible": 2}, "eligible", "多于应到"),
            ({"votes_for": 3, "votes_against": 1}, "votes", "多于到会"),
            ({"votes_for": 1, "votes_against": 2}, "votes", "一半"),
            ({"votes_for": -1}, "votes", "小于 0"),
        ],
    )
    def test_what_holds_a_verification_up(self, under, changes, code, words):
        village = under(CLASSES)
        confirm_months(village)
        half = term(village, PeriodKind.HALF)
        with pytest.raises(ValidationFailed) as refused:
            village.app.terms.settle(village.secretary, village.branch, half, committee(village, **changes))
        assert [(i.code, words in i.message) for i in refused.value.issues if i.code == code] == [
            (code, True)
        ]
        assert not view(village, PeriodKind.HALF).settled

    def test_probationary_members_are_not_of_the_committee(self, under):
        village = under(CLASSES)
        confirm_months(village)
        draft = committee(village, present=(village.members["赵新苗"],), votes_for=1)
        half = term(village, PeriodKind.HALF)
        with pytest.raises(ValidationFailed) as refused:
            village.app.terms.settle(village.secretary, village.branch, half, draft)
        assert ["正式党员" in issue.message for issue in refused.value.issues] == [True]

    def test_few_of_many_is_a_warning_that_is_printed(self, under):
        village = under(CLASSES)
        confirm_months(village)
        half = term(village, PeriodKind.HALF)
        draft = committee(village, eligible=7, place="")
        told = village.app.terms.settle(village.secretary, village.branch, half, draft).warnings
        assert told == ("应到 7 人，实到 3 人，没有过半数。", "会议地点还没有填写。")
        assert village.app.terms.review(village.branch, half).warnings == told

    def test_a_branch_without_committee(self, under):
        village = under(CLASSES)
        village.at(OCTOBER.last, 8)
        village.app.members.leave(
            village.recorder, village.members["陈阿婆"], last_day=date(2026, 10, 9), how="deceased", note=""
        )
        confirm_months(village)
        app, branch, half = village.app, village.branch, term(village, PeriodKind.HALF)
        assert view(village, PeriodKind.HALF).review.kinds == (ALONE, MEMBERS)
        alone = ReviewDraft(kind=ALONE, held_on=date(2026, 12, 31), chair="林为民")
        for second, words in (("", "要有第二人"), ("林为民", "另选"), ("赵新苗", "正式党员")):
            uid = village.members.get(second, "")
            with pytest.raises(ValidationFailed) as refused:
                app.terms.settle(village.secretary, branch, half, replace(alone, second_uid=uid))
            assert [words in issue.message for issue in refused.value.issues] == [True]
        app.terms.settle(
            village.secretary, branch, half, replace(alone, second_uid=village.members["孙石头"])
        )
        sheet = app.terms.review(branch, half)
        assert (sheet.second_person, sheet.signers, sheet.present) == ("孙石头", (), None)

    def test_what_is_typed_is_kept_until_it_takes_effect(self, under):
        village = under(CLASSES)
        confirm_months(village)
        half, uid = term(village, PeriodKind.HALF), village.members["周小禾"]
        draft = committee(village, remarks=((uid, "补了证明"),))
        village.app.terms.save(village.recorder, village.branch, half, draft)
        kept = view(village, PeriodKind.HALF).review
        assert kept.saved
        assert replace(kept.draft, present=()) == replace(draft, present=())
        assert set(kept.draft.present) == set(draft.present)
        village.app.terms.settle(village.secretary, village.branch, half)
        with pytest.raises(WorkflowError, match="已经核定"):
            village.app.terms.save(village.recorder, village.branch, half, draft)
        with pytest.raises(WorkflowError, match="不用登记"):
            village.app.terms.save(village.recorder, village.branch, term(village, PeriodKind.QUARTER), draft)


class TestFrozen:
    def test_later_changes_show_beside_the_settled_sheet(self, under):
        village = under(CLASSES)
        confirm_months(village, 林为民=(1, 2, 0), 孙石头=(2, 0, 0))
        quarter = term(village, PeriodKind.QUARTER)
        village.app.terms.settle(village.secretary, village.branch, quarter)
        before = village.app.press.render(DocumentKind.TERM_A4, village.branch, OCTOBER)
        village.at(date(2027, 1, 10))
        # Approved late, with effect from November: the member's deeds of that month do not count any more.
        village.app.members.exempt(
            village.secretary, village.members["林为民"], start=date(2026, 11, 1), end=None, reason="年老",
            applied_on=date(2026, 10, 20), approved_on=date(2027, 1, 9), approval_note="",
        )  # fmt: skip
        after = village.app.press.render(DocumentKind.TERM_A4, village.branch, OCTOBER)
        assert after.data == before.data
        found = rows(village, PeriodKind.QUARTER)
        assert (found["林为民"].points, found["林为民"].changed, found["林为民"].now_points) == (3, True, 1)
        assert not found["孙石头"].changed
        # The half-year is not settled: it follows, and says what no month announced.
        half = rows(village, PeriodKind.HALF)["林为民"]
        assert (half.points, half.other, sum(m or ZERO for m in half.months)) == (1, -2, 3)
        sheet = village.app.terms.table(village.branch, term(village, PeriodKind.HALF))
        assert sheet.columns[-1] == "其他"
        assert any("“其他”" in words for words in sheet.remarks)

    def test_a_late_deed_belongs_to_the_month_that_announced_it(self, under):
        village = under(CLASSES)
        confirm_months(village, 孙石头=(2, 0, 0))
        village.app.terms.settle(village.secretary, village.branch, term(village, PeriodKind.QUARTER))
        january = Month(2027, 1)
        village.at(date(2027, 1, 20))
        village.declare("孙石头", "deed", date(2026, 12, 20), month=january)
        village.confirm_all(january)
        found = rows(village, PeriodKind.QUARTER)["孙石头"]
        assert (found.points, found.changed) == (2, False)


class TestWorkflow:
    @pytest.mark.parametrize(
        ("state", "action", "role"),
        list(itertools.product(PeriodState, (Action.SETTLE, Action.ARCHIVE), Role)),
    )
    def test_every_state_action_and_role(self, under, state, action, role):
        village = under(CLASSES)
        confirm_months(village, (OCTOBER,))
        app, branch = village.app, village.branch
        quarter = term(village, PeriodKind.QUARTER)
        # All three months count as confirmed, so that only state and role can stand in the way.
        for month in (NOVEMBER, DECEMBER):
            village.at(month.last, 9)
            village.confirm_all(month)
        with app.setup.uow.write() as session:
            unit = session.scalars(select(Unit).where(Unit.uid == branch)).one()
            ensure_term(session, unit, quarter).state = state.value
        actor = Actor("someone", "某人", role)
        call = {Action.SETTLE: app.terms.settle, Action.ARCHIVE: app.terms.archive}[action]
        transition = TERM.get((state, action))
        allowed = transition is not None and role in transition.roles
        # What hangs is archived with its notice, on the page of the notices.
        allowed = allowed and not (action is Action.ARCHIVE and state is PeriodState.POSTED)
        if not allowed:
            with pytest.raises(WorkflowError) as refused:
                call(actor, branch, quarter)
            assert refused.value.message
            assert refused.value.hint
            assert view(village, PeriodKind.QUARTER).figures.state is state
            return
        call(actor, branch, quarter)
        assert view(village, PeriodKind.QUARTER).figures.state.value == transition.to.value

    def test_what_the_scheme_posts_is_not_archived_past_the_board(self, under):
        village = under(CLASSES)
        confirm_months(village)
        half = term(village, PeriodKind.HALF)
        village.app.terms.settle(village.secretary, village.branch, half, committee(village))
        with pytest.raises(WorkflowError, match="须先公示"):
            village.app.terms.archive(village.secretary, village.branch, half)

    def test_who_may_do_what(self, under):
        village = under(CLASSES)
        confirm_months(village)
        half = term(village, PeriodKind.HALF)
        with pytest.raises(WorkflowError, match="书记"):
            village.app.terms.settle(village.recorder, village.branch, half, committee(village))
        with pytest.raises(WorkflowError, match="组织委员"):
            village.app.terms.save(village.viewer, village.branch, half, committee(village))


class TestPaper:
    def test_every_sheet_is_drawn_and_numbered(self, under):
        village = under(CLASSES)
        confirm_months(village, 林为民=(1, 2, 0))
        numbers = set()
        for kind, term_kind in itertools.product(
            (DocumentKind.TERM_A4, DocumentKind.TERM_A3, DocumentKind.TERM_XLSX, DocumentKind.TERM_BELOW),
            ("quarter", "half", "year"),
        ):
            made = village.app.press.render(kind, village.branch, OCTOBER, uids=[term_kind])
            assert made.data
            assert made.missing == ()
            [sheet] = village.app.press.sheets(kind, village.branch, OCTOBER, uids=[term_kind])
            assert sheet.period_label in made.title
            numbers.add(sheet.form_number)
        [review] = village.app.press.sheets(DocumentKind.TERM_REVIEW, village.branch, OCTOBER)
        assert (review.period_label, review.settled) == ("2026年下半年", False)
        assert numbers | {review.form_number} == {
            "01-202612-HD-003", "01-202612-HD-006", "01-202612-HD-012", "01-202612-HD-106",
            "01-202612-MD-103", "01-202612-MD-106", "01-202612-MD-112",
        }  # fmt: skip

    def test_before_a_meeting_nothing_is_told(self, under):
        village = under(CLASSES)
        village.at(OCTOBER.last)
        [sheet] = village.app.press.sheets(DocumentKind.TERM_A4, village.branch, OCTOBER)
        assert all(row.points is None for row in sheet.rows)
        # The quarter before begins earlier than the scheme, and nothing was ever done in it.
        earlier = Month(2026, 9)
        assert village.app.press.render(DocumentKind.TERM_A4, village.branch, earlier).data
        assert village.app.press.render(DocumentKind.TERM_A4, village.branch, OCTOBER).data

    def test_the_arithmetic_ends_at_the_shown_total(self, under):
        village = under(CLASSES)
        confirm_months(village, (OCTOBER,), 林为民=(2,))
        quarter, uid = term(village, PeriodKind.QUARTER), village.members["林为民"]
        assert village.app.terms.explain(village.branch, quarter, uid).after == 2

    def test_without_a_scheme_it_says_so(self, empty):
        with pytest.raises(UserError):
            empty.terms.terms("nobody", OCTOBER)
