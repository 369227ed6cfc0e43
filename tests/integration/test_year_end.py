"""年终总评 through the services: proposals, drafts, quotas, the step that freezes, and what the next year begins with."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from app.bootstrap import build_app
from app.clock import CHINA, SetClock
from app.errors import ValidationFailed, WorkflowError
from app.models.engine import raw_connect
from app.paths import AppPaths
from app.services.months import Month
from app.services.press import OF_YEARS, DocumentKind
from app.services.terms import Term
from app.services.workflow import PeriodState, Role
from app.services.year.model import Standing
from app.services.year.vetoes import VetoDraft
from tests.helpers import years
from tests.helpers.factories import NOVEMBER, build_village
from tests.helpers.score_tables import cells, export, until
from tests.helpers.years import DECEMBER, MEETING_DAY, decide, meet, row, settle, view

ROOT = Path(__file__).resolve().parents[2]


def lived(folder, text):
    clock = SetClock(datetime(2026, 10, 1, 9, tzinfo=CHINA))
    context = build_app(AppPaths(folder), clock=clock)
    try:
        village = build_village(context, clock).on(context, clock)
        years.live(village, text)
    finally:
        context.close()
    return dataclasses.replace(village, context=None, clock=None)


@pytest.fixture(scope="module")
def lived_folder(tmp_path_factory):
    """The small village on the day of its year's meeting, closed."""
    folder = tmp_path_factory.mktemp("year") / "data"
    return folder, lived(folder, years.scheme())


@pytest.fixture
def year(lived_folder, opened, paths, clock):
    """The same, opened; it is the 8th of January 2027."""
    folder, built = lived_folder
    shutil.copytree(folder, paths.root)
    village = built.on(opened(paths), clock)
    village.at(MEETING_DAY, 15)
    return village


@pytest.fixture
def under(opened, tmp_path, clock):
    """A village that lived under another scheme."""

    def make(text):
        village = lived(tmp_path / "other", text)
        village = village.on(opened(AppPaths(tmp_path / "other")), clock)
        village.at(MEETING_DAY, 15)
        return village

    return make


def table(village, sql, *args):
    connection = raw_connect(village.app.paths.ledger)
    try:
        return connection.execute(sql, args).fetchall()
    finally:
        connection.close()


# ------------------------------------------------------------------------------------------------------- proposals


def test_the_proposals_are_those_of_the_scheme_with_their_cause(year):
    proposed = {r.member.label: r.proposed for r in view(year).rows}
    assert proposed == {
        "林为民": "excellent", "周小禾": "excellent", "王建国（一组）": "qualified",
        "王建国（二组）": "qualified", "钱二妹": "qualified", "孙石头": "qualified", "陈阿婆": "unqualified",
        "赵新苗": "",
    }  # fmt: skip
    assert "名额已满" in row(year, "王建国一").cause
    assert [r.figures.rank for r in view(year).rows if r.graded and r.total == 7] == [3, 3]


def test_probationary_members_attend_without_a_grade(year):
    found = row(year, "赵新苗")
    assert (found.standing, found.total, found.open) == (Standing.ATTENDS, Decimal(1), False)
    with pytest.raises(ValidationFailed, match="不参加等次评定"):
        decide(year, "qualified", "赵新苗")


def test_who_is_left_out_and_who_left_stand_apart(year):
    year.at(MEETING_DAY, 16)
    year.app.members.exempt(
        year.secretary, year.members["陈阿婆"], start=date(2026, 1, 1), end=None, reason="年高体弱",
        applied_on=date(2027, 1, 4), approved_on=date(2027, 1, 8),
    )  # fmt: skip
    year.app.members.leave(
        year.recorder, year.members["钱二妹"], last_day=date(2026, 12, 20), how="transferred"
    )
    year.app.members.leave(year.recorder, year.members["孙石头"], last_day=date(2026, 12, 31), how="deceased")
    assert (row(year, "陈阿婆").standing, row(year, "陈阿婆").total) == (Standing.EXEMPT, None)
    gone = row(year, "钱二妹")
    assert (gone.standing, gone.figures.state, gone.total) == (Standing.GONE, "已转出", Decimal(4))
    # Who was here on the year's last day is graded, or the meeting says why not.
    assert row(year, "孙石头").graded
    sheet = year.app.press.sheets(DocumentKind.YEAR_TABLE_A4, year.branch, DECEMBER)[0]
    notes = {r.member_name: r.note for r in sheet.rows}
    assert (notes["陈阿婆"], notes["钱二妹"]) == ("不纳入", "已转出")
    assert "年高" not in repr(sheet)


def test_a_tie_at_the_edge_is_left_to_the_meeting(under):
    village = under(years.scheme(share="20%"))
    for name in ("林为民", "周小禾"):
        found = row(village, name)
        assert (found.proposed, found.open) == ("", True)
        assert any("同分" in note for note in found.figures.notes)
    quota = next(q for q in view(village).quotas)
    assert (quota.most, quota.pool) == (1, 7)
    decide(village, "excellent", "林为民", "周小禾")
    village.app.years.accept_all(village.recorder, village.branch, DECEMBER)
    assert any("评了 2 人，超过名额 1 人" in text for text in view(village).blocks)
    decide(village, "qualified", "周小禾")
    assert not any("名额" in text for text in view(village).blocks)


@pytest.mark.parametrize(("ties", "grades"), [("out", "qualified"), ("in", "excellent")])
def test_a_tie_goes_as_the_setting_says(under, ties, grades):
    village = under(years.scheme(share="20%", ties=ties))
    assert {row(village, name).proposed for name in ("林为民", "周小禾")} == {grades}


def test_a_low_quota_lists_the_lowest_and_is_never_filled(under):
    village = under(years.scheme(low="40%"))
    quota = next(q for q in view(village).quotas if q.least is not None)
    assert (quota.least, quota.decided) == (3, 0)
    listed = {r.member.name for r in view(village).rows if any("会议决定" in n for n in r.figures.notes)}
    assert listed == {"钱二妹", "孙石头"}
    assert row(village, "钱二妹").proposed == "qualified"
    settle(village)
    sheet = village.app.press.sheets(DocumentKind.YEAR_TABLE_A4, village.branch, DECEMBER)[0]
    assert any("应不少于 3 人，现在 1 人，由会议决定" in text for text in sheet.warnings)


# ---------------------------------------------------------------------------------------------------------- drafts


def test_a_difference_needs_a_reason_and_undo_takes_it_back(year):
    with pytest.raises(ValidationFailed, match="建议等次是“合格”"):
        decide(year, "basic", "钱二妹")
    decide(year, "basic", "钱二妹", reason="民主评议意见集中")
    found = row(year, "钱二妹")
    assert (found.decision.grade, found.decision.reason, found.differs) == ("basic", "民主评议意见集中", True)
    year.app.years.undo(year.recorder, year.branch, DECEMBER, [year.members["钱二妹"]])
    assert row(year, "钱二妹").open


def test_no_grade_at_all_needs_a_reason(year):
    with pytest.raises(ValidationFailed, match="理由"):
        decide(year, "", "孙石头")
    decide(year, "", "孙石头", reason="12月31日去世")
    assert row(year, "孙石头").decision.grade == ""


def test_no_such_grade(year):
    with pytest.raises(ValidationFailed, match="没有这个等次"):
        decide(year, "superb", "孙石头", reason="好")


def test_accepting_all_leaves_what_was_decided_and_who_has_no_proposal(year):
    decide(year, "basic", "钱二妹", reason="民主评议意见集中")
    changes = year.app.years.accept_all(year.recorder, year.branch, DECEMBER)
    assert len(changes.ids) == 6
    assert row(year, "钱二妹").decision.grade == "basic"
    assert view(year).open == ()
    assert dict(view(year).counts()) == {"excellent": 2, "qualified": 3, "basic": 1, "unqualified": 1}


def test_votes_go_with_a_grade_and_fall_with_it(year):
    uid = year.members["林为民"]
    set_votes = year.app.years.set_votes
    with pytest.raises(WorkflowError, match="还没有拟定等次"):
        set_votes(year.recorder, year.branch, DECEMBER, uid, votes=(5, 1, 0))
    meet(year)
    decide(year, "excellent", "林为民")
    with pytest.raises(ValidationFailed, match="多于到会的 6 人"):
        set_votes(year.recorder, year.branch, DECEMBER, uid, votes=(5, 1, 1))
    with pytest.raises(ValidationFailed, match="小于 0"):
        set_votes(year.recorder, year.branch, DECEMBER, uid, votes=(-1, None, None))
    set_votes(year.recorder, year.branch, DECEMBER, uid, votes=(5, 1, 0))
    assert row(year, "林为民").decision.votes_for == 5
    decide(year, "qualified", "林为民", reason="本人要求")
    assert row(year, "林为民").decision.votes_for is None


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"on": date(2026, 11, 30)}, "不能早于 2026-12-01"),
        ({"present": 9}, "多于应到"),
        ({"votes_for": 7}, "多于到会"),
        ({"kind": "茶话会"}, "会议种类"),
        ({"eligible": -1}, "小于 0"),
    ],
)
def test_what_cannot_be_said_of_the_meeting(year, keys, words):
    with pytest.raises(ValidationFailed, match=words):
        meet(year, **keys)


def test_a_meeting_that_nobody_entered_is_proposed(year):
    found = view(year)
    assert (found.opened, found.meeting.kind, found.meeting.chair) == (False, "支部党员大会", "林为民")
    assert (found.meeting.eligible, found.meeting.held_on) == (7, MEETING_DAY)


# ------------------------------------------------------------------------------------------------- what is missing


def blocks(village):
    return "\n".join(view(village).blocks)


def test_months_that_nobody_confirmed_block(village):
    years.live(village, years.scheme())
    assert "还没有评定生效" not in blocks(village)
    village.app.declarations.month(village.branch, DECEMBER)
    later = Month(2027, 12)
    assert "1月" in "\n".join(view(village, later).blocks)


def test_undecided_members_and_a_missing_meeting_block(year):
    assert "还有 7 人没有评定等次" in blocks(year)
    assert "还没有登记年终总评会议" in blocks(year)
    with pytest.raises(ValidationFailed) as refused:
        year.app.years.settle(year.secretary, year.branch, DECEMBER)
    assert {issue.message for issue in refused.value.issues} == set(view(year).blocks)
    assert table(year, "SELECT count(*) FROM assessment") == [(0,)]


def test_a_proposed_veto_is_a_warning(year):
    draft = VetoDraft(year.members["孙石头"], "veto_discipline", date(2026, 12, 20))
    year.app.vetoes.propose(year.recorder, year.branch, draft)
    assert any("1 条一票否决还没有决定" in text for text in view(year).warnings)


def test_a_reason_that_falls_due_later_blocks(year):
    """A veto after the draft changes the proposal: the draft now differs and owes a reason."""
    year.app.years.accept_all(year.recorder, year.branch, DECEMBER)
    meet(year)
    draft = VetoDraft(
        year.members["林为民"], "veto_discipline", date(2026, 12, 20), "处分决定", declined=True
    )
    uid = year.app.vetoes.propose(year.recorder, year.branch, draft).ids[0]
    other = dataclasses.replace(year.secretary, uid="other", name="孙石头", member_uid=year.members["孙石头"])
    year.app.vetoes.decide(other, uid, second_uid=year.members["钱二妹"])
    found = row(year, "林为民")
    assert (found.total, found.proposed, found.owes_reason) == (Decimal(0), "unqualified", True)
    assert "要写明理由：林为民" in blocks(year)


def test_a_meeting_ahead_is_refused(year):
    year.app.years.accept_all(year.recorder, year.branch, DECEMBER)
    meet(year, on=date(2027, 1, 20))
    with pytest.raises(WorkflowError, match="还没有到"):
        year.app.years.settle(year.secretary, year.branch, DECEMBER)


# -------------------------------------------------------------------------------------------------------- settling


def test_the_result_is_frozen_and_printed_and_never_changes(year):
    decide(year, "basic", "钱二妹", reason="民主评议意见集中")
    before = {r.member.uid: (r.total, r.figures, r.proposed) for r in view(year).rows}
    settle(year)
    found = view(year)
    assert (found.settled, found.settled_by, found.frame.state) == (True, "林为民", PeriodState.CONFIRMED)
    assert {r.member.uid: (r.total, r.figures, r.proposed) for r in found.rows} == before
    sheet = year.app.press.sheets(DocumentKind.YEAR_TABLE_A4, year.branch, DECEMBER)[0]
    grades = {r.member_name + r.group_name: r.grade for r in sheet.rows}
    assert grades["钱二妹二组"] == "基本合格"
    assert grades["赵新苗二组"] == ""
    assert sheet.settled
    pdf = year.app.press.render(DocumentKind.YEAR_TABLE_A4, year.branch, DECEMBER).data
    # What is learnt later changes neither the rows nor the sheet.
    year.at(date(2027, 1, 28))
    year.app.members.set_category(year.recorder, year.members["钱二妹"], "A", date(2026, 3, 1))
    year.app.members.leave(
        year.recorder, year.members["孙石头"], last_day=date(2026, 12, 1), how="transferred"
    )
    assert {r.member.uid: (r.total, r.figures) for r in view(year).rows} == {
        uid: (total, figures) for uid, (total, figures, _) in before.items()
    }
    assert year.app.press.render(DocumentKind.YEAR_TABLE_A4, year.branch, DECEMBER).data == pdf


def test_the_table_itself_refuses_changes(year):
    settle(year)
    connection = raw_connect(year.app.paths.ledger)
    try:
        for sql in ("UPDATE assessment SET grade = 'excellent'", "DELETE FROM assessment"):
            with pytest.raises(Exception, match="append-only"):
                connection.execute(sql)
    finally:
        connection.close()


def test_settled_once_and_by_the_secretary_only(year):
    year.app.years.accept_all(year.recorder, year.branch, DECEMBER)
    meet(year)
    roles = {Role.RECORDER: year.recorder, Role.VIEWER: year.viewer}
    for actor in roles.values():
        with pytest.raises(WorkflowError, match="书记"):
            year.app.years.settle(actor, year.branch, DECEMBER)
    year.app.years.settle(year.secretary, year.branch, DECEMBER)
    with pytest.raises(WorkflowError, match="已评定"):
        year.app.years.settle(year.secretary, year.branch, DECEMBER)
    steps = (
        lambda: decide(year, "basic", "钱二妹", reason="改"),
        lambda: year.app.years.accept_all(year.recorder, year.branch, DECEMBER),
        lambda: year.app.years.undo(year.recorder, year.branch, DECEMBER, [year.members["钱二妹"]]),
        lambda: year.app.years.set_votes(
            year.recorder, year.branch, DECEMBER, year.members["钱二妹"], votes=(1, 0, 0)
        ),
        lambda: meet(year),
    )
    for step in steps:
        with pytest.raises(WorkflowError, match="总评已经生效"):
            step()


def test_a_viewer_drafts_nothing(year):
    with pytest.raises(WorkflowError, match="组织委员或书记"):
        year.app.years.accept_all(year.viewer, year.branch, DECEMBER)


def test_after_it_no_veto_of_the_year_can_be_proposed_or_decided(year):
    draft = VetoDraft(year.members["孙石头"], "veto_discipline", date(2026, 12, 20), "决定", declined=True)
    uid = year.app.vetoes.propose(year.recorder, year.branch, draft).ids[0]
    settle(year)
    with pytest.raises(WorkflowError, match="总评已经生效"):
        year.app.vetoes.decide(year.secretary, uid, second_uid=year.members["钱二妹"])
    with pytest.raises(WorkflowError, match="总评已经生效"):
        year.app.vetoes.propose(year.recorder, year.branch, draft)


def test_a_veto_decided_when_all_months_are_archived_counts_in_the_year(year):
    draft = VetoDraft(year.members["孙石头"], "veto_discipline", date(2026, 12, 20), "决定", declined=True)
    uid = year.app.vetoes.propose(year.recorder, year.branch, draft).ids[0]
    year.app.vetoes.decide(year.secretary, uid, second_uid=year.members["钱二妹"])
    assert row(year, "孙石头").total == 0
    settle(year)
    sheets = year.app.press.sheets(DocumentKind.YEAR_TABLE_A4, year.branch, DECEMBER)[0]
    assert [r.member_name for r in sheets.rows if r.vetoed] == ["孙石头"]
    [row_of] = year.app.press.sheets(DocumentKind.YEAR_VETOES, year.branch, DECEMBER)[0].rows
    assert row_of.second_person == "钱二妹"
    # Revoked afterwards the year stays as it is, and the office is told.
    changes = year.app.vetoes.revoke(
        year.secretary, uid, reason="撤销处分", second_uid=year.members["钱二妹"]
    )
    assert "总评已经生效" in changes.warnings[0]
    assert row(year, "孙石头").total == 0


def test_forms_and_explanations_bear_the_grade(year):
    month = DECEMBER
    before = year.app.press.sheets(DocumentKind.RECORD_FORMS_YEAR, year.branch, month)
    assert {(s.year_grade, s.vetoed) for s in before} == {("", None)}
    settle(year)
    forms = {
        s.member_name: s for s in year.app.press.sheets(DocumentKind.RECORD_FORMS_YEAR, year.branch, month)
    }
    assert (forms["林为民"].year_grade, forms["林为民"].vetoed) == ("优秀", False)
    assert forms["赵新苗"].year_grade == ""
    told = {s.member_name: s for s in year.app.press.sheets(DocumentKind.EXPLANATIONS, year.branch, month)}
    assert told["林为民"].decided == "优秀"
    months = year.app.press.sheets(DocumentKind.RECORD_FORMS, year.branch, NOVEMBER)
    assert {s.year_grade for s in months} == {""}


def test_every_sheet_is_drawn_before_and_after(year):
    for _ in range(2):
        for kind in sorted(OF_YEARS):
            rendered = year.app.press.render(kind, year.branch, DECEMBER)
            assert rendered.missing == ()
            assert "2026年" in rendered.title
        if not view(year).settled:
            settle(year)


def test_the_workbook_says_what_the_table_says(year):
    settle(year)
    sheet = year.app.press.sheets(DocumentKind.YEAR_TABLE_A4, year.branch, DECEMBER)[0]
    found = list(cells(year.app.press.render(DocumentKind.YEAR_TABLE_XLSX, year.branch, DECEMBER).data))
    assert [(c["姓名"], Decimal(str(c["积分"])), c["评定等次"] or "") for c in found] == [
        (r.member_name, r.points, r.grade) for r in sheet.rows
    ]


def test_the_years_board_bears_the_grades(year):
    settle(year)
    term = view(year).frame.term
    assert isinstance(term, Term)
    sheet = year.app.notices.view(year.branch, term).sheet
    grades = {r.name + r.group_name: r.grade for part in sheet.lists for r in part.rows}
    assert (grades["林为民一组"], grades["陈阿婆一组"], grades["赵新苗二组"]) == ("优秀", "不合格", "")


# -------------------------------------------------------------------------------------------------- the next year


CARRY = '\n[cycle.carry]\nshare = 0.5\nscope = "year"\n'
# What is left of the points may be kept, by whoever it is.
_LOST, _KEPT = 'mark = "goods"\nbalance = "year"', 'balance = "carried"'


def test_half_of_the_points_and_the_balance_come_over(under):
    text = years.scheme().replace("\n[posting]\n", f"{CARRY}\n[posting]\n", 1).replace(_LOST, _KEPT)
    village = under(text)
    settle(village)
    [(balance,)] = table(
        village,
        "SELECT balance FROM assessment a JOIN member m ON m.id = a.member_id WHERE m.uid = ?",
        village.members["林为民"],
    )
    assert Decimal(balance) / 1000 == 10
    january = Month(2027, 1)
    figures = village.app.records.figures(village.branch, january)[village.members["林为民"]]
    assert figures.total == 5
    later = view(village, Month(2027, 12))
    found = next(r for r in later.rows if r.member.uid == village.members["林为民"])
    assert found.figures.reward.points == 5 + 10


def test_nothing_comes_over_under_s1(year):
    settle(year)
    figures = year.app.records.figures(year.branch, Month(2027, 1))
    assert {f.total for f in figures.values()} == {Decimal(0)}


# ------------------------------------------------------------------------------------- the same as the command line


def scored(village, folder, scheme_text):
    """What ``score --json`` says of the exported tables at the year's end, by member uid."""
    folder.mkdir()
    scheme = folder / "scheme.toml"
    scheme.write_text(scheme_text, "utf-8")
    export(village.app.paths.ledger, folder, scheme)
    (folder / "known").mkdir()
    known = until(folder, DECEMBER, folder / "known")
    first = village.app.schemes.history(village.branch)[-1].starts_on
    since = min(first, village.app.schemes.history(village.branch)[0].starts_on)
    command = [sys.executable, "-m", "app", "score", "--scheme", f"{scheme}@{since}", "--data", str(known)]
    run = subprocess.run(
        [*command, "--as-of", DECEMBER.last.isoformat(), "--json"],
        cwd=ROOT, capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    document = json.loads(run.stdout, parse_float=Decimal, parse_int=Decimal)
    return {member["member"]: member for member in document["members"]}


@pytest.mark.parametrize("name", ["S1", "quota", "S0"])
def test_totals_grades_and_proposals_are_those_of_score(name, opened, tmp_path, clock):
    text = (ROOT / "resources" / "schemes" / f"{name}.toml").read_text("utf-8") if name != "quota" else ""
    text = text or years.scheme()
    context = opened(AppPaths(tmp_path / "data"))
    if name == "S0":
        village = build_village(context, clock, preset="S0").on(context, clock)
        live_by_cycle(village)
    else:
        village = build_village(context, clock).on(context, clock)
        years.live(village, text if name == "quota" else "")
        draft = VetoDraft(village.members["孙石头"], "veto_cult", date(2026, 11, 3), "核查", declined=True)
        uid = village.app.vetoes.propose(village.recorder, village.branch, draft).ids[0]
        village.app.vetoes.decide(village.secretary, uid, second_uid=village.members["钱二妹"])
    told = scored(village, tmp_path / "tables", text)
    now = {r.member.uid: r for r in view(village).rows}
    assert {uid: (r.total, r.proposed) for uid, r in now.items()} == {
        uid: (told[uid]["total"], told[uid]["grade"] or "") for uid in now
    }
    for uid, found in now.items():
        said = [(p["id"], p["cause"]) for p in told[uid]["proposals"]]
        assert [(p.id, p.cause) for p in found.figures.proposals] == said
        assert list(found.figures.notes) == told[uid]["notes"]
    if name == "S0":
        every = [village.members[n] for n in village.members if n != "赵新苗"]
        village.app.years.decide(village.recorder, village.branch, DECEMBER, every, grade="qualified")
    settle(village)
    kept = table(village, "SELECT m.uid, a.total FROM assessment a JOIN member m ON m.id = a.member_id")
    assert {uid: Decimal(total) / 1000 for uid, total in kept} == {uid: told[uid]["total"] for uid in now}


def live_by_cycle(village):
    """Three months under S0, which begins anew each month and compares within the classes."""
    for month, names in zip(years.MONTHS, (years.MEETING, years.LECTURE, years.ORG_LIFE), strict=True):
        village.at(month.first.replace(day=28))
        for name in names:
            village.declare(name, "dues", month.first.replace(day=5), basis="收缴表", month=month)
        village.attend(years.LECTURE, month.first.replace(day=9), item="lecture", month=month)
        years.finish(village, month)
    village.at(MEETING_DAY, 15)


def test_the_home_page_of_january_says_what_came_over(under):
    text = years.scheme().replace("\n[posting]\n", f"{CARRY}\n[posting]\n", 1).replace(_LOST, _KEPT)
    village = under(text)
    january = Month(2027, 1)

    def todos(month):
        return {todo.text: todo.page for todo in village.app.home.view(village.branch, month).todos}

    assert todos(january)["2026年度总评还没有生效，结转的分还没有带入"] == "year:2026-12"
    settle(village)
    assert "2026年度结转：8 人带入 22 分，可兑换余额 44 分" in todos(january)
    assert not any("结转" in text for text in todos(Month(2027, 2)))


def test_without_a_carry_the_home_page_is_silent(year):
    settle(year)
    view_of = year.app.home.view(year.branch, Month(2027, 1))
    assert not any("结转" in todo.text for todo in view_of.todos)


def test_the_form_numbers_lead_to_the_desks(year):
    for kind, desk in ((DocumentKind.YEAR_TABLE_A4, "assessment"), (DocumentKind.YEAR_TALKS, "assessment"),
                       (DocumentKind.VETO_SLIPS, "vetoes")):  # fmt: skip
        [sheet] = year.app.press.sheets(kind, year.branch, DECEMBER)
        [hit] = year.app.search.find(sheet.form_number)
        assert (hit.page, hit.uid, hit.month) == ("year", desk, DECEMBER)
    numbers = [year.app.press.sheets(k, year.branch, DECEMBER)[0].form_number for k in sorted(OF_YEARS)]
    # The table has one number on either paper and as a workbook; every other sheet has its own.
    assert len(set(numbers)) == len(numbers) - 2


def test_each_step_is_in_the_audit_chain(year):
    decide(year, "basic", "钱二妹", reason="会议意见")
    settle(year)
    actions = [a for (a,) in table(year, "SELECT action FROM audit_event ORDER BY seq DESC LIMIT 4")]
    assert actions == ["年终总评生效", "登记年终总评会议", "按建议拟定等次", "拟定等次"]
    [(detail,)] = table(year, "SELECT detail FROM audit_event ORDER BY seq DESC LIMIT 1")
    assert json.loads(detail)["members"] == 8
    assert len(json.loads(detail)["result"]) == 64
