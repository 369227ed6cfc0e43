from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from scoring_support import at, causes, counted, item, line, scheme, score, span, versions

from app.errors import NotFound, ValidationFailed
from app.services.scoring import Inputs, MemberIn, SpanKind, VetoIn, evaluate

MONTHLY = '[cycle]\nmonths = 1\nyear = "mean"\nstart = 10\n'
CLASSES = '[[categories]]\nid = "A"\nname = "A类"\n[[categories]]\nid = "B"\nname = "B类"\n'
START = "[cycle]\nmonths = 1\n[cycle.start]\npoints = 1\nby_category = { A = 8, B = 6 }\n"


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ((), 2),
        ((span(SpanKind.MEMBERSHIP, start="4-1"),), 0),
        ((span(SpanKind.MEMBERSHIP, start="1-1", end="3-5"),), 2),
        ((span(SpanKind.MEMBERSHIP, start="1-1", end="3-4"),), 0),
        ((span(SpanKind.EXEMPT, start="3-5", end="3-5"),), 0),
        ((span(SpanKind.EXEMPT, start="3-6"),), 2),
        ((span(SpanKind.MEMBERSHIP, end="3-5"), span(SpanKind.EXEMPT, start="4-1")), 2),
        ((span(SpanKind.MEMBERSHIP, start="2-1"), span(SpanKind.EXEMPT, start="1-1", end="3-1")), 2),
        ((span(SpanKind.MEMBERSHIP, end="3-5"), span(SpanKind.EXEMPT, start="1-1", end="2-1")), 2),
        ((span(SpanKind.EXEMPT, start="3-6", end="3-1"),), 2),
        ((span(SpanKind.EXEMPT, start="2-1", end="2-9"), span(SpanKind.EXEMPT, start="2-10", end="3-5")), 0),
        ((span(SpanKind.MEMBERSHIP, end="2-1"), span(SpanKind.MEMBERSHIP, start="3-1")), 2),
        ((span(SpanKind.MEMBERSHIP), span(SpanKind.MEMBERSHIP, start="3-1")), 2),
    ],
)
def test_lines_count_on_liable_days_only(spans, expected):
    assert score(scheme(item()), line("p", "3-5"), spans=spans).total == expected


def test_who_is_not_liable_at_all_has_an_empty_score():
    result = score(scheme(item()), line("p", "3-5"), spans=[span(SpanKind.EXEMPT)])
    assert (result.liable, result.total, result.cycles, result.grade) == (False, 0, (), None)
    assert "不纳入积分" in causes(result, "p")


def test_the_mean_divides_by_liable_cycles_not_by_cycles_with_entries():
    spans = [span(SpanKind.MEMBERSHIP, start="8-15")]
    result = score(scheme(item(), cycle=MONTHLY), line("p", "9-5"), spans=spans)
    assert [cycle.label for cycle in result.cycles][:2] == ["2026年8月", "2026年9月"]
    assert result.total == Decimal("10.4")  # 5 months of 10, and 2 points: 52 / 5
    assert result.sections[0].points == Decimal("0.4")


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ((), [1, 1, 1]),
        ((span(SpanKind.CATEGORY, "A"),), [8, 8, 8]),
        ((span(SpanKind.CATEGORY, "A", end="2-1"), span(SpanKind.CATEGORY, "B", start="2-2")), [8, 8, 6]),
        ((span(SpanKind.CATEGORY, "A"), span(SpanKind.CATEGORY, "B", start="2-1")), [8, 6, 6]),
        ((span(SpanKind.CATEGORY, "B", start="2-1"), span(SpanKind.CATEGORY, "A")), [8, 6, 6]),
        ((span(SpanKind.CATEGORY, "X"),), [1, 1, 1]),
        ((span(SpanKind.MEMBERSHIP, start="2-10"), span(SpanKind.CATEGORY, "B", start="2-10")), [6, 6]),
    ],
)
def test_start_by_class_at_the_beginning_of_each_cycle(spans, expected):
    result = score(scheme(CLASSES, item(), cycle=START), spans=spans, as_of=date(2026, 3, 31))
    assert [cycle.start_points for cycle in result.cycles] == expected


def test_start_by_status():
    cycle = "[cycle]\nmonths = 12\n[cycle.start]\npoints = 3\nby_status = { probationary = 1 }\n"
    rules = scheme(item(), cycle=cycle)
    assert score(rules).total == 3
    assert score(rules, spans=[span(SpanKind.STATUS, "probationary")]).total == 1


@pytest.mark.parametrize(
    ("rule", "spans", "expected"),
    [
        ('categories = ["A"]', (span(SpanKind.CATEGORY, "A"),), 2),
        ('categories = ["A"]', (span(SpanKind.CATEGORY, "B"),), 0),
        ('categories = ["A"]', (), 0),
        ('statuses = ["full"]', (), 2),
        ('statuses = ["full"]', (span(SpanKind.STATUS, "probationary"),), 0),
        ("mobile = true", (span(SpanKind.MOBILE),), 2),
        ("mobile = true", (), 0),
        ("mobile = false", (), 2),
        ("mobile = false", (span(SpanKind.MOBILE, end="3-4"),), 2),
    ],
)
def test_items_apply_to_some_members_on_the_day_of_the_deed(rule, spans, expected):
    rules = scheme(CLASSES, item(applies_to=f"{{ {rule} }}"))
    assert score(rules, line("p", "3-5"), spans=spans).total == expected


def test_a_correction_takes_both_lines_out():
    result = score(scheme(item()), line("a", "3-5"), line("b", "3-5", reverses="a"), line("c", "3-5"))
    assert counted(result) == {"a": 0, "b": 0, "c": 2}
    assert "已更正冲销" in causes(result, "a")
    assert "冲销另一条" in causes(result, "b")


def test_a_correction_that_was_corrected_gives_the_line_back():
    lines = [line("a", "3-5"), line("b", "3-5", reverses="a"), line("c", "3-5", reverses="b")]
    assert counted(score(scheme(item()), *lines)) == {"a": 2, "b": 0, "c": 0}


def test_a_correction_of_a_later_year_still_corrects():
    lines = [line("a", "3-5"), line("b", "2027-2-5", reverses="a")]
    assert counted(score(scheme(item()), *lines)) == {"a": 0}


def test_corrections_that_take_each_other_back_count_nothing():
    lines = [line("a", "3-5", reverses="b"), line("b", "3-5", reverses="a"), line("c", "3-5", reverses="a")]
    assert score(scheme(item()), *lines).total == 0


def test_only_the_year_of_as_of_up_to_that_day_counts():
    lines = [line("a", "2025-12-31"), line("b", "1-1"), line("c", "3-5"), line("d", "3-6")]
    assert set(counted(score(scheme(item()), *lines, as_of=date(2026, 3, 5)))) == {"b", "c"}


def test_lines_that_no_rule_covers_are_listed_and_not_counted():
    off = item("off", enabled="false")
    result = score(
        [(scheme(item(), off), "2-1")], line("a", "1-5"), line("b", "3-5", "x"), line("c", "3-5", "off")
    )
    assert result.total == 0
    assert "还没有生效" in causes(result, "a")
    assert "没有项目“x”" in causes(result, "b")
    assert "已停用" in causes(result, "c")


def test_entries_of_strangers_are_passed_over():
    inputs = Inputs((MemberIn("m", "张三"),), (line("a", "3-5", member="other"),))
    assert list(evaluate(versions(scheme(item())), inputs, date(2026, 12, 31))) == ["m"]


def test_before_the_first_version_there_is_nothing_to_evaluate():
    with pytest.raises(NotFound, match="还没有生效的积分方案"):
        score([(scheme(item()), "6-1")], as_of=date(2026, 5, 31))


def test_cycles_that_ended_before_the_first_version_are_left_out():
    result = score([(scheme(item(), cycle=MONTHLY), "6-15")], as_of=date(2026, 7, 31))
    assert [cycle.label for cycle in result.cycles] == ["2026年6月", "2026年7月"]


@pytest.mark.parametrize(
    ("months", "start_month", "labels"),
    [
        (12, 1, ["2026年度"]),
        (6, 1, ["2026年上半年", "2026年下半年"]),
        (3, 1, ["2026年第一季度", "2026年第二季度", "2026年第三季度", "2026年第四季度"]),
        (12, 7, ["2026年7月至2027年6月"]),
        (6, 7, ["2026年7月至2026年12月"]),
    ],
)
def test_cycles_and_their_names(months, start_month, labels):
    rules = scheme(item(), cycle=f"[cycle]\nmonths = {months}\nstart_month = {start_month}\n")
    assert [cycle.label for cycle in score(rules).cycles] == labels


def test_a_year_from_july_takes_the_first_half_of_the_next():
    rules = scheme(
        item(limits='[{ window = "half", times = 1 }]'), cycle="[cycle]\nmonths = 12\nstart_month = 7\n"
    )
    lines = [line("a", "6-30"), line("b", "7-1"), line("c", "12-31"), line("d", "2027-1-1")]
    assert counted(score(rules, *lines, as_of=date(2027, 6, 30))) == {"b": 2, "c": 0, "d": 2}


def test_the_cycle_changes_only_at_its_end():
    quarterly = scheme(item(), cycle="[cycle]\nmonths = 3\n")
    monthly = scheme(item(), cycle="[cycle]\nmonths = 1\n")
    result = score([(quarterly, "1-1"), (monthly, "7-1")], as_of=date(2026, 8, 31))
    assert [cycle.label for cycle in result.cycles][1:] == ["2026年第二季度", "2026年7月", "2026年8月"]
    with pytest.raises(ValidationFailed, match="中途生效"):
        score([(quarterly, "1-1"), (monthly, "5-1")])


def test_the_year_begins_where_it_began():
    july = scheme(item(), cycle="[cycle]\nmonths = 1\nstart_month = 7\n")
    with pytest.raises(ValidationFailed, match="起始月份"):
        score([(scheme(item(), cycle="[cycle]\nmonths = 1\n"), "1-1"), (july, "9-1")])


def test_amounts_follow_the_version_of_the_deed_date_and_the_start_that_of_the_cycles_end():
    old = scheme(item(), cycle="[cycle]\nmonths = 12\nstart = 60\n")
    new = scheme(item(amount='kind = "fixed", points = 5'), cycle="[cycle]\nmonths = 12\nstart = 50\n")
    result = score([(old, "1-1"), (new, "6-1")], line("a", "5-31"), line("b", "6-1"))
    assert counted(result) == {"a": 2, "b": 5}
    assert result.cycles[0].start_points == 50
    assert result.total == 57


def test_points_of_a_section_that_is_gone_still_count():
    old = scheme(item("x", section="old"), sections='[[sections]]\nid = "old"\nname = "旧板块"\n')
    result = score([(old, "1-1"), (scheme(item()), "6-1")], line("a", "3-5", "x"), line("b", "7-5"))
    assert result.total == 4
    assert [(part.name, part.points) for part in result.sections] == [("板块", 2), ("旧板块", 2)]
    assert [(part.name, part.counted) for part in result.cycles[0].sections] == [("板块", 2), ("旧板块", 2)]
    assert [one.section for one in result.lines] == ["old", "s"]


def test_sections_of_earlier_cycles_are_kept_in_the_year():
    cycle = "[cycle]\nmonths = 6\n"
    old = scheme(
        item("x", section="old"), sections='[[sections]]\nid = "old"\nname = "旧板块"\n', cycle=cycle
    )
    rules = [(old, "1-1"), (scheme(item(), cycle=cycle), "7-1")]
    result = score(rules, line("a", "3-5", "x"), line("b", "7-5"))
    assert {part.name: part.points for part in result.sections} == {"旧板块": 2, "板块": 2}


VETO = '[[vetoes]]\nid = "v"\nname = "否决"\n'
GRADED = (
    '[[grades]]\nid = "good"\nname = "好"\nmin = 2\n[[grades]]\nid = "bad"\nname = "差"\n'
    '[[grades]]\nid = "worst"\nname = "最差"\nby_meeting = true\n'
)


def veto(day: str = "3-1", repaired: str | None = None, rule: str = "v") -> VetoIn:
    return VetoIn("x" + day, "m", rule, at(day), at(repaired) if repaired else None)


def test_a_veto_makes_the_year_zero():
    result = score(scheme(item(), VETO), line("a", "5-1"), vetoes=[veto()])
    assert (result.total, result.vetoes) == (0, ("v",))


@pytest.mark.parametrize(("rule", "total"), [("", 4), ("count_meanwhile = true", 6)])
def test_a_repaired_veto_leaves_only_the_plus_lines_of_its_days_out(rule, total):
    lines = [line("a", "2-1"), line("b", "3-1"), line("c", "5-1")]
    result = score(scheme(item(), VETO + rule), *lines, vetoes=[veto(repaired="5-1")])
    assert (result.total, result.vetoes) == (total, ())


def test_a_veto_spares_no_deduction_of_its_days():
    rules = scheme(item(polarity='"minus"'), VETO)
    assert score(rules, line("a", "4-1"), vetoes=[veto(repaired="5-1")]).total == -2


def test_a_repair_after_the_day_of_evaluation_is_not_known_yet():
    rules = scheme(item(), VETO)
    assert score(rules, line("a", "2-1"), vetoes=[veto(repaired="5-1")], as_of=date(2026, 4, 30)).total == 0


def test_vetoes_of_other_days_and_unknown_or_disabled_rules_have_no_effect():
    rules = scheme(item(), VETO + 'enabled = false\n[[vetoes]]\nid = "w"\nname = "另一条"\n')
    vetoes = [veto(), veto(rule="unknown"), veto("2025-3-1", rule="w"), veto("2027-3-1", rule="w")]
    assert score(rules, line("a", "5-1"), vetoes=vetoes).total == 2
    assert score([(rules, "6-1")], line("a", "7-1"), vetoes=[veto(rule="w")]).total == 2


def test_a_veto_of_one_cycle_leaves_the_others():
    rules = scheme(item(), VETO + 'scope = "cycle"', cycle="[cycle]\nmonths = 1\n")
    result = score(rules, line("a", "3-5"), line("b", "4-5"), vetoes=[veto()])
    assert [cycle.points for cycle in result.cycles][2:4] == [0, 2]
    assert result.total == 2


def test_a_veto_can_set_the_grade_and_the_lowest_holds():
    rule = 'effect = "grade"\ngrade = "worst"\n[[vetoes]]\nid = "w"\nname = "轻"\neffect = "grade"\ngrade = "bad"\n'
    rules = scheme(item(), VETO + rule, GRADED)
    result = score(rules, line("a", "5-1"), vetoes=[veto(), veto("4-1", rule="w")])
    assert (result.total, result.grade) == (2, "worst")
    assert score(rules, line("a", "5-1"), vetoes=[veto(rule="w")]).grade == "bad"


def test_probationary_members_get_a_grade_only_if_the_scheme_says_so():
    spans = [span(SpanKind.STATUS, "probationary")]
    assert score(scheme(item(), GRADED), line("a", "5-1"), spans=spans).grade is None
    graded = scheme("[members]\ngrade_probationary = true\n", item(), GRADED)
    assert score(graded, line("a", "5-1"), spans=spans).grade == "good"
