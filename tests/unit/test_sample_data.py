"""The sample village: counts, numbers that check, and deeds that fit the scheme and the people."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from decimal import Decimal
from itertools import pairwise

import pytest
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from app.resources import resource
from app.services.exchange.roster import RosterPreview, check_rows, read_table
from app.services.identity import check_id_number
from app.services.sample.data import SampleVillage, load_sample, roster_path

RARE = "𠅤𬭎䶮㛃龑㵾"


@pytest.fixture(scope="module")
def village() -> SampleVillage:
    return load_sample()


@pytest.fixture(scope="module")
def items() -> dict[str, dict]:
    with resource("schemes", "S1.toml").open("rb") as stream:
        return {item["id"]: item for item in tomllib.load(stream)["items"]}


@pytest.fixture(scope="module")
def roster_rows() -> list[list]:
    """Rows of the roster sheet that hold a member: a number in the first column."""
    book = CalamineWorkbook.from_path(roster_path())
    rows = book.get_sheet_by_name("党员名册").to_python()
    return [row for row in rows if isinstance(row[0], int | float)]


def claimed(deed, item: dict) -> Decimal:
    amount = item["amount"]
    if amount["kind"] == "range":
        points = deed.points
    elif amount["kind"] == "choice":
        points = (
            next(level["points"] for level in amount["levels"] if level["id"] == deed.level) * deed.quantity
        )
    else:
        points = amount["points"] * deed.quantity
    factor = next((role["factor"] for role in item.get("roles", []) if role["id"] == deed.role), 1)
    return Decimal(points) * factor


# --- people ---------------------------------------------------------------------------------------


def test_the_village_has_the_size_it_is_known_for(village):
    assert (len(village.branches), len(village.groups), len(village.grids)) == (3, 9, 6)
    assert len(village.members) == 114
    assert [len(village.members_of(branch.id)) for branch in village.branches] == [40, 38, 36]
    assert Counter(member.category for member in village.members) == {"A": 12, "B": 48, "C": 30, "D": 24}


def test_loading_twice_gives_an_equal_village(village):
    assert load_sample() == village
    assert [member.key for member in village.members] == [f"{number:03d}" for number in range(1, 115)]


def test_every_id_number_checks_and_agrees_with_sex_and_birth_date(village):
    for member in village.members:
        check = check_id_number(member.id_number)
        assert not check.issues, member
        assert (check.sex, check.birth_date) == (member.sex, member.birth_date), member
        # Nobody real can have it: the county code 0099 is not assigned in any province.
        assert member.id_number[2:6] == "0099"
    assert len({member.id_number for member in village.members}) == 114


def test_phones_belong_to_nobody(village):
    phones = [member.phone for member in village.members if member.phone]
    contacts = [branch.phone for branch in village.branches]
    assert len(phones) < 114
    assert len(set(phones)) == len(phones)
    assert all(
        phone.startswith("100") and len(phone) == 11 for phone in [*phones, *contacts, village.unit.phone]
    )


def test_names_repeat_across_groups_and_within_a_branch(village):
    by_name = {name: [m for m in village.members if m.name == name] for name in ("王建国", "钟桂英")}
    assert len({member.branch for member in by_name["王建国"]}) == 2
    assert len(by_name["钟桂英"]) == 2
    assert len({member.branch for member in by_name["钟桂英"]}) == 1
    repeated = [name for name, count in Counter(m.name for m in village.members).items() if count > 1]
    assert sorted(repeated) == sorted(by_name)


def test_rare_and_long_names_are_there(village):
    names = "".join(member.name for member in village.members)
    assert set(RARE) <= set(names)
    assert any(len(member.name) == 4 and member.name.startswith("欧阳") for member in village.members)
    assert any("·" in member.name and len(member.name) > 10 for member in village.members)


def test_status_mobility_and_changes(village):
    probationary = [member for member in village.members if member.full_on is None]
    assert len(probationary) == 3
    assert all(member.joined_on.year == 2026 for member in probationary)
    assert all(member.mobile == (member.category == "C") for member in village.members)
    left = {member.left_how: member.left_on for member in village.members if member.left_on}
    assert left["transferred"].strftime("%Y-%m") == "2026-08"
    assert left["deceased"].strftime("%Y-%m") == "2026-09"
    assert [m.entered_on.strftime("%Y-%m") for m in village.members if m.entered_on] == ["2026-09"]
    assert sum(member.birth_date.year <= 1966 for member in village.members) > 40


def test_members_joined_grown_up_and_finished_probation_later(village):
    for member in village.members:
        assert member.joined_on.year - member.birth_date.year >= 18, member
        assert member.full_on is None or member.full_on >= member.joined_on, member


def test_five_exemptions_with_application_and_approval(village):
    assert len(village.exemptions) == 5
    for part in village.exemptions:
        age = part.starts_on.year - village.member(part.member).birth_date.year
        assert age >= 75 or "中风" in part.reason
        assert part.applied_on < part.approved_on <= part.starts_on
        assert part.approval


def test_officers_and_heads_are_members_of_their_own_branch(village):
    for branch in village.branches:
        secretary, recorder = village.member(branch.secretary), village.member(branch.recorder)
        assert secretary.branch == recorder.branch == branch.id
        assert secretary != recorder
    for group in village.groups:
        head = village.member(group.head)
        assert (head.branch, head.group) == (group.branch, group.name)


def test_grids_cover_every_group_once_and_count_their_members(village):
    assert sorted(name for grid in village.grids for name in grid.groups) == sorted(
        g.name for g in village.groups
    )
    for grid in village.grids:
        assert grid.members == sum(member.group in grid.groups for member in village.members)


# --- the months -----------------------------------------------------------------------------------


def test_each_branch_and_month_has_twenty_to_forty_five_deeds(village):
    for month in village.months:
        for branch in village.branches:
            assert 20 <= len(village.deeds_of(month=month, branch=branch.id)) <= 45
    assert len({deed.id for deed in village.deeds}) == len(village.deeds)


def test_deeds_fit_the_scheme(village, items):
    for deed in village.deeds:
        item = items[deed.item]
        assert (deed.points is not None) == (item["amount"]["kind"] == "range"), deed
        assert bool(deed.level) == (item["amount"]["kind"] == "choice"), deed
        assert not deed.role or deed.role in {role["id"] for role in item.get("roles", [])}, deed
        assert claimed(deed, item) > 0, deed
        if item["amount"]["kind"] == "range":
            assert item["amount"]["min"] <= deed.points <= item["amount"]["max"], deed
        if item.get("proof", {}).get("kind") == "required":
            assert deed.proof, deed


def test_every_deed_is_by_a_living_member_here_who_is_not_exempt(village):
    for deed in village.deeds:
        member = village.member(deed.member)
        assert member.branch == deed.branch
        assert member.is_here(deed.date), deed
        assert not village.exempt_on(deed.member, deed.date), deed
        assert deed.date.strftime("%Y-%m") == deed.month or deed.late_reason, deed
        year, month = map(int, deed.month.split("-"))
        card_day = dt.date(year, month, 28)
        assert deed.date <= card_day + dt.timedelta(days=3)
        assert (card_day - deed.date).days <= 62


def test_some_deeds_are_faulty_in_the_ways_the_month_has_to_catch(village, items):
    lines = Counter((deed.member, deed.item, deed.date) for deed in village.deeds if not deed.resubmits)
    assert sum(count > 1 for count in lines.values()) >= 3
    totals = Counter()
    for deed in village.deeds:
        if items[deed.item].get("polarity") != "minus":
            totals[deed.member, deed.item] += claimed(deed, items[deed.item])
    over = {
        key
        for key, points in totals.items()
        for limit in items[key[1]]["limits"]
        if points > limit.get("points", points)
    }
    assert len(over) >= 5
    assert sum(not deed.basis for deed in village.deeds) >= 3
    assert sum(not deed.proof for deed in village.deeds) >= 30
    assert any(deed.act for deed in village.deeds)


def test_three_deductions_with_basis_and_a_second_full_member(village, items):
    deductions = [deed for deed in village.deeds if items[deed.item].get("polarity") == "minus"]
    assert len(deductions) == 3
    assert {deed.item for deed in deductions} == {"neg_disobey", "neg_rumor"}
    for deed in deductions:
        recorder = next(branch.recorder for branch in village.branches if branch.id == deed.branch)
        assert deed.basis
        assert deed.second not in ("", deed.member, recorder)
        assert village.member(deed.second).is_full(deed.date)
    assert not any(deed.second for deed in village.deeds if deed not in deductions)


def test_decisions_have_reasons_and_leave_no_line_without_basis_confirmed(village, items):
    deeds = {deed.id: deed for deed in village.deeds}
    decided = {decision.deed: decision for decision in village.decisions}
    assert len(decided) == len(village.decisions)
    assert {decision.kind for decision in village.decisions} == {"adjust", "reject", "return"}
    for decision in village.decisions:
        assert decision.reason
        assert (decision.points is not None) == (decision.kind == "adjust")
        if decision.points is not None:
            deed = deeds[decision.deed]
            assert 0 < decision.points < claimed(deed, items[deed.item]), decision
    assert all(deed.id in decided for deed in village.deeds if not deed.basis)


def test_a_returned_deed_comes_again_in_the_next_month(village):
    returned = {decision.deed for decision in village.decisions if decision.kind == "return"}
    deeds = {deed.id: deed for deed in village.deeds}
    again = [deed for deed in village.deeds if deed.resubmits]
    assert len(again) == 1
    before = deeds[again[0].resubmits]
    assert before.id in returned
    assert (before.member, before.item, before.date) == (again[0].member, again[0].item, again[0].date)
    assert again[0].month > before.month
    assert again[0].proof


def test_attendance_marks_every_liable_member_of_the_branch_once(village, items):
    for activity in village.activities:
        assert items[activity.item]["entry"] == "attendance"
        keys = [key for key, _ in activity.marks]
        liable = [
            member.key
            for member in village.members_of(activity.branch)
            if member.is_here(activity.held_on) and not village.exempt_on(member.key, activity.held_on)
        ]
        assert keys == liable, activity.id
    kinds = Counter((activity.item, activity.month) for activity in village.activities)
    assert {kind: count for kind, count in kinds.items() if kind[0] != "activity_day"} == {
        ("lecture", "2026-09"): 3,
        ("members_meeting", "2026-09"): 3,
    }
    assert all(kinds["activity_day", month] == 3 for month in village.months)


def test_dues_are_ticked_for_every_liable_member_each_month(village):
    assert len(village.dues) == 9
    for dues in village.dues:
        assert {village.member(key).branch for key in dues.paid} == {dues.branch}
        everybody = [m.key for m in village.members_of(dues.branch) if m.is_here(dues.collected_on)]
        assert sorted(dues.paid + dues.unpaid) == [
            key for key in everybody if not village.exempt_on(key, dues.collected_on)
        ]


def test_meetings_reach_a_quorum_and_notices_hang_long_enough(village):
    assert len(village.meetings) == len(village.notices) == 9
    hung = {(notice.month, notice.branch): notice for notice in village.notices}
    for meeting in village.meetings:
        voters = meeting.present + meeting.leave + meeting.absent
        assert len(meeting.present) * 2 > len(voters)
        assert len(meeting.present) == meeting.votes_for + meeting.votes_against + meeting.votes_abstain
        assert all(village.member(key).is_full(meeting.held_on) for key in voters)
        assert {meeting.chair, meeting.recorder} <= set(meeting.present)
        notice = hung[meeting.month, meeting.branch]
        assert meeting.held_on < notice.starts_on
        assert (notice.ends_on - notice.starts_on).days + 1 >= 5


def test_months_are_consecutive(village):
    numbers = [int(month[:4]) * 12 + int(month[5:]) for month in village.months]
    assert all(later - earlier == 1 for earlier, later in pairwise(numbers))


# --- the roster workbook --------------------------------------------------------------------------


def test_the_roster_workbook_holds_the_114_people_in_order(village, roster_rows):
    assert len(roster_rows) == 114
    for row, member in zip(roster_rows, village.members, strict=True):
        assert "".join(row[3].split()) == member.name
        assert row[2].strip() == member.group
        check = check_id_number(row[7])
        assert check.ok
        assert check.number == member.id_number
    assert sum(check_id_number(row[7]).converted_from is not None for row in roster_rows) == 2


def test_the_roster_workbook_is_as_messy_as_promised(roster_rows):
    book = CalamineWorkbook.from_path(roster_path())
    visible = {sheet.name: sheet.visible for sheet in book.sheets_metadata}
    assert visible["2025年底"] is SheetVisibleEnum.Hidden
    assert visible["说明"] is SheetVisibleEnum.Visible
    sheet = book.get_sheet_by_name("党员名册")
    branches = [area for area in sheet.merged_cell_ranges if area[0][1] == area[1][1] == 1]
    assert len(branches) == 3
    rows = sheet.to_python()
    assert [row[0] for row in rows].index("合计") > 114
    numbers = [int(row[0]) for row in rows[4:] if isinstance(row[0], int | float)]
    gaps = [row for row in rows[4 : 4 + 116] if not any(row)]
    assert numbers == list(range(1, 115))
    assert len(gaps) == 2
    assert any(row[7].endswith("x") for row in roster_rows)
    assert any(row[7][0] == "３" for row in roster_rows)
    shapes = {type(row[9]).__name__ for row in roster_rows}
    assert shapes >= {"str", "date", "float"} or shapes >= {"str", "date", "int"}


def imported(name: str) -> RosterPreview:
    table = read_table(resource("samples", name))
    return check_rows(table, table.mapping, as_of=dt.date(2026, 7, 31))


def test_the_roster_workbook_comes_through_the_import_complete_and_right(village):
    preview = imported("roster.xlsx")
    assert (preview.counts.rows, preview.counts.usable, preview.counts.refused) == (114, 114, 0)
    branches = {branch.id: branch.name for branch in village.branches}
    for row, member in zip(preview.rows, village.members, strict=True):
        read = row.values
        assert (read.name, read.id_number, read.sex, read.birth_date) == (
            member.name,
            member.id_number,
            member.sex,
            member.birth_date,
        )
        assert (read.joined_on, read.full_on, read.category) == (
            member.joined_on,
            member.full_on,
            member.category,
        )
        assert (read.branch, read.group) == (branches[member.branch], member.group)
        assert (read.ethnicity, read.education) == (member.ethnicity, member.education)
        assert (read.phone or "", read.position or "") == (member.phone, member.position)
        assert bool(read.mobile) == member.mobile
        assert (read.status == "full") == (member.full_on is not None)


def test_every_row_of_the_faulty_workbook_shows_its_one_fault():
    codes = [[issue.code for issue in row.issues] for row in imported("roster-faulty.xlsx").rows]
    assert codes == [
        ["id_number.shared"],
        ["id_number.exponent"],
        ["id_number.number_cell"],
        ["id_number.check_digit"],
        ["id_number.shared"],
        ["joined_on.not_real"],
        ["name.empty"],
        ["birth_date.differs_from_id"],
        ["status.not_member"],
        ["name.characters"],
        ["id_number.length"],
        [],
    ]


def test_the_faulty_workbook_keeps_formula_like_text_as_text():
    rows = (
        CalamineWorkbook.from_path(resource("samples", "roster-faulty.xlsx"))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert len(rows) == 13
    assert "=1+1" in {row[0] for row in rows}
    assert any(row[8].startswith("=HYPERLINK") for row in rows)
    assert [check_id_number(str(row[1])).ok for row in rows[1:6]] == [True, False, False, False, True]
