"""The schemes that ship: they load without a warning and come out to the point."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from scoring_support import line, preset, score

from app.services.scoring import (
    DayKind,
    EntryKind,
    PeriodKind,
    PostingIn,
    VetoIn,
    YearMode,
    check_scheme,
    load_scheme,
    scheme_hash,
)

S1 = load_scheme(preset("S1"), source="S1")
JUDGED = ("heritage", "pairing", "governance", "workplace")
COUNTED = ("study_notes", "council", "visits", "volunteer")


def everything() -> list[PostingIn]:
    """What a member who does everything has at the end of the year, more than the limits ask for."""
    lines: list[PostingIn] = []

    def add(item: str, day: str, **keys: object) -> None:
        lines.append(line(f"p{len(lines):03}", day, item, **keys))

    for month in range(1, 13):
        for item in ("dues", "activity_day", "activity_day", "lecture", "members_meeting", "org_life"):
            add(item, f"{month}-10")
    for item in ("appraisal", "pledge"):
        add(item, "12-20")
        add(item, "12-21")
    for item in JUDGED:
        add(item, "5-1", points="4", role="lead")
    for item in COUNTED:
        for day in range(1, 6):
            add(item, f"6-{day}", role="lead" if day == 2 else None)
    add("quiz", "7-1", level="first")
    add("commendation", "7-2", level="city")
    return lines


def test_s1_comes_out_to_the_point_for_a_member_who_does_everything():
    result = score(S1, *everything())
    assert {part.id: part.points for part in result.sections} == {"base": 60, "incentive": 40, "negative": 0}
    assert (result.total, result.grade) == (100, "excellent")


def test_s1_leaves_nothing_to_a_member_who_does_nothing():
    result = score(S1)
    assert (result.total, result.grade) == (0, "unqualified")
    assert [part.id for part in result.marks if part.granted] == []
    assert [part.id for part in result.proposals] == ["talk_unqualified"]


@pytest.mark.parametrize(
    ("item", "points"),
    [
        ("dues", 12),
        ("activity_day", 12),
        ("lecture", 12),
        ("members_meeting", 12),
        ("org_life", 6),
        ("appraisal", 3),
        ("pledge", 3),
        *((item, 4) for item in (*JUDGED, *COUNTED, "quiz", "commendation")),
    ],
)
def test_each_item_of_s1_comes_to_its_most(item, points):
    assert score(S1, *(part for part in everything() if part.item == item)).total == points


@pytest.mark.parametrize("count", [1, 2, 20])
def test_the_negative_list_of_s1_takes_five_each_time_down_to_zero(count):
    lines = [line(f"n{n}", "8-1", "neg_gambling") for n in range(count)]
    assert score(S1, *everything(), *lines).total == max(0, 100 - 5 * count)


@pytest.mark.parametrize("rule", list(S1.vetoes))
def test_each_veto_of_s1_makes_the_year_zero(rule):
    result = score(S1, *everything(), vetoes=[VetoIn("v", "m", rule, date(2026, 6, 1))])
    assert (result.total, result.grade) == (0, "unqualified")


def test_volunteering_three_times_once_in_the_lead_reaches_the_cap():
    lines = [
        line("a", "3-1", "volunteer"),
        line("b", "4-1", "volunteer"),
        line("c", "5-1", "volunteer", role="lead"),
    ]
    assert score(S1, *lines).total == 4


@pytest.mark.parametrize("name", ["S0", "S1", "S2", "S3", "S4"])
def test_presets_load_without_a_fault_or_warning(name):
    assert check_scheme(preset(name), source=name) == ()


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("S0", set()),
        ("S1", {"base", "negative"}),
        ("S2", set()),
        ("S3", set()),
        ("S4", {"post", "activity", "honour"}),
    ],
)
def test_every_figure_that_the_source_does_not_give_is_marked(name, given):
    rules = load_scheme(preset(name), source=name)
    assert rules.example_note == "示例分值，须经党员大会通过"
    assert {item.section for item in rules.items.values() if not item.example} == given
    assert {item.section for item in rules.items.values() if item.example}.isdisjoint(given)


def test_what_the_services_ask_of_s1():
    assert (S1.cycle.months, S1.cycle.start_month, S1.cycle.year) == (12, 1, YearMode.SUM)
    assert S1.posting.periods == (PeriodKind.MONTH, PeriodKind.HALF, PeriodKind.YEAR)
    assert (S1.posting.notice_days, S1.posting.day_kind) == (5, DayKind.CALENDAR)
    assert (S1.decimals, S1.ties, S1.cycle.floor) == (1, "out", 0)
    volunteer = S1.items["volunteer"]
    assert (volunteer.amount_kind, volunteer.unit_name, volunteer.roles[0].factor) == (
        "fixed",
        "次",
        Decimal(2),
    )
    assert volunteer.range_max is None
    assert volunteer.levels == ()
    assert (S1.items["heritage"].range_min, S1.items["heritage"].range_max) == (0, 4)
    assert [level.id for level in S1.items["quiz"].levels] == ["joined", "third", "second", "first"]
    assert S1.items["activity_day"].entry is EntryKind.ATTENDANCE
    assert S1.items["neg_rumor"].needs_second_person
    assert not volunteer.needs_second_person
    assert S1.children()[0].id == "base"
    assert S1.category_name("A") == "A"
    assert S1.grade("excellent").name == "优秀"
    assert S1.grade("none") is None
    assert volunteer in S1.active_items


def test_what_the_services_ask_of_s0():
    rules = load_scheme(preset("S0"), source="S0")
    assert [category.id for category in rules.categories] == ["A", "B", "C", "D"]
    assert rules.category_name("C") == "C类"
    assert [section.id for section in rules.children("daily")] == ["duty", "reward", "negative"]
    assert rules.posting.periods == (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)
    assert rules.cycle.start_name == "基础分"


def test_the_hash_knows_the_words_and_not_the_line_ends():
    text = preset("S1")
    assert S1.hash == scheme_hash(text.replace("\n", "\r\n")) == scheme_hash("\ufeff" + text)
    assert scheme_hash(text.replace("points = 12", "points = 13")) != S1.hash
    assert S1.short_hash == S1.hash[:8]
