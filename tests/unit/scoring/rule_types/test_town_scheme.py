"""A township's whole scheme, written without a line of code of its own, against totals worked by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from rule_cases import FOLDER, inputs

from app.services.scoring import DatedScheme, check_scheme, evaluate, load_scheme
from tests.unit.scoring.invented_year import invented_year

TEXT = (FOLDER.parent / "town_qingxi.toml").read_text(encoding="utf-8")
SCHEME = load_scheme(TEXT, source="青溪镇")
YEAR_END = date(2026, 12, 31)
GROUPS = [f"{month}-5 o_group present" for month in range(1, 13)]


def facts(**tables: list[str]) -> dict[str, list[str]]:
    names = ("members", "spans", "postings", "attendance", "vetoes", "ballots", "carry", "redemptions")
    return {name: tables.get(name, []) for name in names}


def run(**tables: list[str]):
    return evaluate([DatedScheme(SCHEME, date(2026, 1, 1))], inputs(facts(**tables)), YEAR_END)


def of(name: str, marks: list[str]) -> list[str]:
    return [f"{mark} member={name}" for mark in marks]


@pytest.fixture(scope="module")
def scores():
    return run(
        members=["甲", "乙", "丙", "丁"],
        spans=[
            "甲 category key", "乙 category plain", "丙 category mobile", "丙 mobile 流动",
            "丙 post 网格员 7-1..", "丁 category special",
        ],
        attendance=[
            *of("甲", [f"{month}-5 {item} present" for month in (2, 5, 8, 11) for item in ("s_lecture", "o_meeting")]),
            *of("甲", GROUPS),
            *of("乙", ["2-5 s_lecture present", "5-5 s_lecture leave", "8-5 s_lecture late", "2-5 o_meeting present"]),
            *of("乙", GROUPS),
            *of("丙", [f"{month}-5 o_meeting leave" for month in (2, 5, 8, 11)]),
        ],
        postings=[
            "3-1 g_stability outcome=done", "12-20 g_hours quantity=62", "4-1 h_honour level=county",
            "6-1 g_recruit quantity=3 second=丙",
            *of("乙", [f"{month}-15 o_day level=absent" for month in range(1, 6)]),
            *of("乙", [
                "6-15 o_day level=made_up", "3-1 s_test", "9-1 s_retest", "4-1 d_task act=修路",
                "4-1 d_refuse act=修路", "3-1 d_labour", "3-2 d_labour", "5-1 l_water", "7-1 l_water",
                "8-1 l_banquet level=slight", "7-9 g_flood_blame", "2-1 g_idea role=lead", "2-2 g_blood quantity=500",
            ]),
            *of("丙", ["2-1 o_mobile", "5-1 o_mobile", "9-1 o_mobile"]),
        ],
        ballots=[
            "party 甲 best 20", "party 甲 good 10", "people 甲 best 6", "people 甲 good 4",
            "party 乙 good 10", "party 乙 basic 10", "party 乙 bad 10", "people 乙 basic 10",
            "party 丙 good 30", "people 丙 good 10",
        ],
    )  # fmt: skip


def sections(score) -> dict[str, Decimal]:
    return {part.id: part.points for part in score.sections}


def test_about_sixty_items_are_checked_without_a_fault():
    assert len(SCHEME.items) == 62
    assert check_scheme(TEXT, source="青溪镇") == ()


def test_the_diligent_member(scores):
    # Nothing missed: 15 + 20 + 20 + 15. Stability 3 × 2, hours 4, three households 1.5 = 11.5, at most 10;
    # honour 2 outside. Vote: party 2800 / 30, people 92, six to four: 92.8 of 100, worth 20: 18.56.
    result = scores["甲"]
    assert sections(result) == {"study": 15, "org": 20, "duty": 20, "law": 15, "gift": 10, "honour": 2}
    assert (result.total, result.grade) == (Decimal("100.6"), "best")
    assert [part.id for part in result.proposals] == ["commend"]
    assert result.reward.points == Decimal("20.6")


def test_the_negligent_member(scores):
    # Study: one lecture missed 2, the test cancelled by its retest, which gives 0.5: 13.5.
    # Organization: three meetings 6, five absences 10 but at most 8, made up 0.5: 20 - 6 - 8 + 0.5 = 6.5.
    # Duty: of one act the 10, labour once a month 2: 8. Law: water 3, again 6, banquet 5, together at most 12: 3.
    # Gift: -2 + 1 + 2 = 1. Vote: party 1400 / 30, people 60: 52 of 100, worth 20: 10.4.
    result = scores["乙"]
    want = {"study": "13.5", "org": "6.5", "duty": "8", "law": "3", "gift": "1", "honour": "0"}
    assert sections(result) == {key: Decimal(value) for key, value in want.items()}
    assert (result.total, result.grade) == (Decimal("42.4"), "bad")
    assert [part.id for part in result.proposals] == ["rectify"]


def test_the_mobile_member(scores):
    # No lecture: 15 - 8 = 7. Meetings excused, one report missing: 18. Group meetings do not concern a mobile one.
    # Gift: two quarters of grid work 1, a household of the group 0.5. Vote 80 of 100: 16.
    result = scores["丙"]
    want = {"study": "7", "org": "18", "duty": "20", "law": "15", "gift": "1.5", "honour": "0"}
    assert sections(result) == {key: Decimal(value) for key, value in want.items()}
    assert (result.total, result.grade) == (Decimal("77.5"), "good")


def test_the_special_class_is_left_out(scores):
    assert not scores["丁"].liable


@pytest.mark.parametrize(
    ("veto", "total", "grade"),
    [("crime", 0, "bad"), ("moral", 59, "bad"), ("warning", 60, "bad")],
)
def test_each_kind_of_veto(veto, total, grade):
    # A member who never came: 15 - 8, 20 - 8 - 6 (group meetings), 20, 15 = 48; hours 4, stability 6, vote 2: 60, 基本合格.
    result = run(
        members=["甲"],
        spans=["甲 category key"],
        postings=["3-1 g_stability outcome=done", "12-20 g_hours quantity=62"],
        ballots=["party 甲 best 1", "party 甲 bad 9", "people 甲 best 1", "people 甲 bad 9"],
        vetoes=[f"6-1 {veto}"],
    )["甲"]
    assert (result.total, result.grade) == (total, grade)


def test_a_year_of_114_members_comes_out():
    scores = evaluate([DatedScheme(SCHEME, date(2026, 1, 1))], invented_year(SCHEME), YEAR_END)
    liable = [score for score in scores.values() if score.liable]
    assert len(scores) == 114
    assert 0 < len(liable) < 114
    assert all(0 <= score.total <= 106 for score in liable)
