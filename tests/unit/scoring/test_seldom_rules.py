"""Rules that seldom meet a line: each case stands for a branch that no other test takes for certain."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from scoring_support import YEAR_END, at, causes, counted, item, line, scheme, score, span, versions

from app.services.scoring import BallotIn, Inputs, MemberIn, SpanKind, TraceNode, VetoIn, evaluate, explain

MARKS = '[[marks]]\nid = "k"\nname = "评优"\ntop = 1\n'


def people(*uids: str) -> tuple[MemberIn, ...]:
    return tuple(MemberIn(uid, uid, "u") for uid in uids)


def of(uid: str, points: int):
    return line(f"p{uid}", "3-1", points=points, member=uid)


def causes_of(node: TraceNode) -> str:
    return node.cause + "".join(causes_of(child) for child in node.children)


def test_the_meetings_figure_for_a_mark_says_its_sign_itself():
    sheet = item(amount='kind = "attendance", present = 2, absent = -1', polarity='"both"')
    lines = (
        line("a", "3-1", level="absent", adjusted="0.5"),
        line("b", "3-2", level="present", adjusted="-3"),
    )
    assert counted(score(scheme(sheet), *lines)) == {"a": Decimal("0.5"), "b": -3}


def test_entries_of_an_item_that_is_reckoned_by_itself_do_not_count():
    held = item(amount='kind = "state", points = 2, window = "month", fact = "post"')
    result = score(scheme(held), line("a", "3-1"))
    assert result.total == 0
    assert "自动计分" in causes(result, "a")


@pytest.mark.parametrize(
    ("month", "quantities", "left"),
    [
        # Six points of three events fit into four: two whole events, of which the year leaves one.
        (4, (3,), [2]),
        # Six and one of four points fit into seven: half an event is left of the second line, the third of all.
        (7, (3, 2), [2, 0]),
    ],
)
def test_what_a_limit_in_points_left_of_several_events_meets_one_in_times(month, quantities, left):
    limits = f'[{{ window = "month", points = {month} }}, {{ window = "year", times = 1 }}]'
    rules = scheme(item(limits=limits))
    lines = [line(f"p{n}", f"3-{n + 1}", quantity=quantity) for n, quantity in enumerate(quantities)]
    assert list(counted(score(rules, *lines)).values()) == left


def test_honours_inside_a_section_come_on_top_of_its_ceiling_and_the_trace_says_so():
    sections = (
        '[[sections]]\nid = "s"\nname = "板块"\nceiling = 3\n'
        '[[sections]]\nid = "h"\nname = "荣誉"\nparent = "s"\noutside = true\n'
    )
    rules = scheme(item(), item("j", section="h"), sections=sections)
    lines = (line("a", "3-1", quantity=2), line("b", "3-2", "j"))
    result = score(rules, *lines)
    assert {part.id: part.counted for part in result.sections} == {"s": 5, "h": 2}
    tree = explain(versions(rules), Inputs(people("m"), lines), YEAR_END, ["m"])["m"]
    assert "另加不占上限的 2 分" in causes_of(tree)


def test_months_before_somebody_came_start_as_their_first_and_those_after_as_their_last():
    start = 'start = { points = 0, by_category = { A = 12, B = 24 }, class_at = "months" }\n'
    classes = '[[categories]]\nid = "A"\nname = "甲类"\n[[categories]]\nid = "B"\nname = "乙类"\n'
    rules = scheme(item(), classes, cycle=f"[cycle]\nmonths = 12\n{start}")
    spans = [
        span(SpanKind.MEMBERSHIP, "", "4-1", "9-30"),
        span(SpanKind.CATEGORY, "A", "2010-1-1", "6-30"),
        span(SpanKind.CATEGORY, "B", "7-1"),
    ]
    result = score(rules, spans=spans)
    assert (result.start, result.total) == (18, 18)


def test_a_year_of_a_member_who_came_late_is_explained_as_projected():
    rules = scheme(item(), '[members]\npart_year = "mean"\n', cycle="[cycle]\nmonths = 3\n")
    member = replace(people("m")[0], spans=(span(SpanKind.MEMBERSHIP, "", "7-1"),))
    tree = explain(versions(rules), Inputs((member,), (line("a", "8-1"),)), YEAR_END, ["m"])["m"]
    assert (tree.after, tree.cause) == (4, "2 个周期相加，在册 2 个周期合计 2 分，折算为 4 个周期")


def test_thirds_of_cycles_that_add_up_otherwise_than_they_are_shown_say_so():
    rules = scheme(
        item(amount='kind = "per_unit", unit = "户", points = 1, per = 3'), cycle="[cycle]\nmonths = 6\n"
    )
    lines = (line("a", "3-1"), line("b", "9-1"))
    tree = explain(versions(rules), Inputs(people("m"), lines), YEAR_END, ["m"])["m"]
    assert tree.after == Decimal("0.7")
    assert tree.cause == "2 个周期相加（各周期按四舍五入显示，合计按实际分数）"


class TestRanks:
    """An eligibility for the first."""

    RULES = item(amount='kind = "range", max = 20')

    def marks(self, ties: str, **points: int):
        rules = scheme(self.RULES, MARKS, head=f'id = "T"\nname = "试验"\nsource = "测试"\nties = "{ties}"\n')
        lines = tuple(of(uid, value) for uid, value in points.items())
        return evaluate(versions(rules), Inputs(people(*points), lines), YEAR_END)

    def test_who_is_in_and_who_is_not_is_said(self):
        scores = self.marks("out", a=9, b=5)
        assert [scores[uid].marks[0].granted for uid in "ab"] == [True, False]
        assert scores["a"].marks[0].cause.endswith("，在名次之内")
        assert scores["b"].marks[0].cause.endswith("，不在名次之内")

    def test_equals_at_the_edge_are_left_to_the_meeting_with_a_note(self):
        scores = self.marks("meeting", a=9, b=9, c=1)
        assert [scores[uid].marks[0].granted for uid in "abc"] == [False, False, False]
        assert [scores[uid].notes for uid in "abc"] == [("“评优”名额边上同分，由会议决定",)] * 2 + [()]
        assert "名额边上同分，由会议决定" in scores["a"].marks[0].cause


def test_a_low_quota_that_is_filled_points_at_nobody():
    grades = (
        '[[grades]]\nid = "a"\nname = "好"\nmin = 5\n'
        '[[grades]]\nid = "b"\nname = "差"\nquota = { at_least = "50%" }\n'
    )
    rules = scheme(item(amount='kind = "range", max = 20'), grades)

    def notes(*points: int) -> list[int]:
        lines = tuple(of(uid, value) for uid, value in zip("ab", points, strict=True))
        scores = evaluate(versions(rules), Inputs(people("a", "b"), lines), YEAR_END)
        return [len(scores[uid].notes) for uid in "ab"]

    assert notes(9, 1) == [0, 0]
    assert notes(9, 8) == [0, 1]


def test_who_is_at_zero_by_a_veto_has_no_plus_points_to_redeem():
    rules = scheme(
        item(), '[[vetoes]]\nid = "v"\nname = "否决"\n', '[rewards]\nbase = "plus"\nyuan_per_point = 1\n'
    )
    inputs = Inputs(people("m"), (line("a", "3-1"),))
    assert evaluate(versions(rules), inputs, YEAR_END)["m"].reward.points == 2
    struck = evaluate(versions(rules), replace(inputs, vetoes=(VetoIn("v", "m", "v", at("5-1")),)), YEAR_END)
    assert (struck["m"].reward.points, struck["m"].reward.cause[:4]) == (0, "一票否决")


def test_who_got_only_abstentions_has_no_result():
    vote = (
        '[appraisal]\neffect = "add"\noptions = [{ id = "good", name = "好", value = 5 },'
        ' { id = "none", name = "弃权" }]\n'
    )
    inputs = Inputs(people("m", "n"), ballots=(BallotIn("b", "m", "none", 4), BallotIn("b", "n", "good", 4)))
    scores = evaluate(versions(scheme(item(), vote)), inputs, YEAR_END)
    assert (scores["m"].vote, scores["m"].total) == (None, 0)
    assert (scores["n"].vote.voters, scores["n"].total) == (4, 5)
