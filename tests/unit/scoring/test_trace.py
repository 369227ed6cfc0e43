from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from scoring_support import YEAR_END, at, item, line, outline, preset, scheme, score, span, versions

from app.errors import NotFound
from app.services.scoring import (
    Inputs,
    MemberIn,
    SpanKind,
    TraceNode,
    VetoIn,
    evaluate,
    explain,
    explain_line,
    load_scheme,
)

ROLES = '[{ id = "lead", name = "带头", factor = 2 }]'
LIMIT = '[{ window = "year", points = 4 }]'
LEVELS = 'kind = "choice", levels = [{ id = "b", name = "县级", points = 3 }]'


def inputs(*postings, spans=(), vetoes=()) -> Inputs:
    return Inputs((MemberIn("m", "张三", "u", tuple(spans)),), postings, vetoes=tuple(vetoes))


def tree(rules, *postings, as_of=YEAR_END, **keys) -> TraceNode:
    return explain(versions(rules), inputs(*postings, **keys), as_of, ["m"])["m"]


def steps(rules, posting, *others, as_of=YEAR_END, **keys) -> list[str]:
    node = explain_line(versions(rules), inputs(posting, *others, **keys), as_of, posting.uid)
    return [
        f"{child.title} {child.after}" + (f" {child.cause}" if child.cause else "") for child in node.children
    ]


def find(node: TraceNode, rule: str) -> list[TraceNode]:
    return [node] * (node.rule == rule) + [hit for child in node.children for hit in find(child, rule)]


def test_the_panel_beside_the_meetings_list():
    rules = scheme(item(roles=ROLES, limits=LIMIT))
    assert steps(rules, line("p", "10-12", role="lead")) == [
        "2 × 2（带头） 4",
        "本年已得 0",
        "上限 4 4 不截",
        "评定得分 4",
    ]


def test_a_cut_line_shows_what_better_lines_had_used():
    rules = scheme(item(amount='kind = "range", max = 4', limits=LIMIT))
    found = steps(rules, line("p", "10-12", points="2"), line("q", "3-1", points="3"))
    assert found == ["2（评定分值） 2", "本年已得 3", "上限 4 1 全年最多 4 分，已得 3 分", "评定得分 1"]


def test_limits_in_times_and_of_deductions_and_shared_ones():
    shared = (
        '[[shared_limits]]\nid = "all"\nname = "卫生类"\nitems = ["i", "j"]\nwindow = "month"\npoints = 8\n'
    )
    rules = scheme(item(limits='[{ window = "month", times = 1 }]'), item("j"), shared)
    assert steps(rules, line("p", "3-1"))[1:] == [
        "本月已计 0",
        "上限 1 次 2 不截",
        "卫生类本月已得 0",
        "上限 8 2 不截",
        "评定得分 2",
    ]
    minus = scheme(item(polarity='"minus"', limits=LIMIT))
    assert steps(minus, line("p", "3-1")) == ["2 -2", "本年已扣 0", "上限 4 -2 不截", "评定得分 -2"]


@pytest.mark.parametrize(
    ("amount", "keys", "words"),
    [
        ('kind = "fixed", points = 2', {"quantity": "3"}, "2 × 3（次） 6"),
        ('kind = "fixed", points = 2', {"adjusted": "1", "role": "lead"}, "1（会议调整） 1"),
        (LEVELS, {"level": "b"}, "3（县级） 3"),
        (LEVELS, {"level": "b", "quantity": "2", "role": "lead"}, "3（县级） × 2（次） × 2（带头） 12"),
        (LEVELS, {}, "0（未定档次） 0 没有写明档次，按 0 分计"),
        (
            'kind = "steps", unit = "小时", steps = [{ at = 10, points = 2 }]',
            {"quantity": "12"},
            "2（12 小时） 2",
        ),
        ('kind = "per_unit", unit = "户", points = 0.5', {"quantity": "6"}, "0.5 × 6（户） 3.0"),
        ('kind = "per_unit", unit = "户", points = 1, per = 3', {"quantity": "6"}, "2（6 户） 2"),
        ('kind = "fixed", points = 2', {"outcome": "x"}, "2 2 方案中该项目没有结果“x”，不加倍"),
    ],
)
def test_the_first_factor_in_words(amount, keys, words):
    assert steps(scheme(item(amount=amount, roles=ROLES)), line("p", "3-1", **keys))[0] == words


def test_repeat_and_exclusive_lines_say_so():
    rules = scheme(item(repeat='{ factor = 2, window = "year" }'))
    assert steps(rules, line("p", "3-1"), line("o", "2-1"))[0] == "2 × 2（重复） 4"
    rules = scheme(item(exclusive='"g"'), item("j", 'kind = "fixed", points = 3', exclusive='"g"'))
    found = steps(rules, line("p", "3-1", act="x"), line("q", "3-1", "j", act="x"))
    assert found == ["2 2", "同一行为 0 同一行为只计最高一项，已按“项目j”计", "评定得分 0"]


def test_what_went_in_is_named():
    node = explain_line(
        versions(scheme(item(roles=ROLES))),
        inputs(line("p", "3-1", role="lead", outcome="x", period="2026-03")),
        YEAR_END,
        "p",
    )
    assert dict(node.inputs) == {
        "规则": "每次 2 分，带头加倍",
        "数量": "1 次",
        "角色": "带头",
        "结果": "x",
        "评定月份": "2026-03",
    }
    assert (node.ref, node.title) == ("p", "2026-03-01 项目i")


def test_lines_that_fell_out_are_explained_too():
    node = explain_line(versions(scheme(item())), inputs(line("p", "3-1", "gone")), YEAR_END, "p")
    assert (node.title, node.after) == ("2026-03-01 gone", 0)
    assert "没有项目“gone”" in node.cause
    assert node.children == ()


def test_a_line_before_the_first_version():
    rules = [(scheme(item()), "6-1")]
    node = explain_line(versions(rules), inputs(line("p", "3-1")), YEAR_END, "p")
    assert "还没有生效" in node.cause
    assert node.version == ""


def test_a_line_of_an_earlier_year_and_one_of_a_later_day():
    rules = scheme(item())
    for day in ("2025-3-1", "2026-8-1"):
        node = explain_line(versions(rules), inputs(line("p", day)), date(2026, 6, 30), "p")
        assert node.after == 2


def test_what_is_not_there_is_said():
    rules = versions(scheme(item()))
    with pytest.raises(NotFound, match="找不到台账记录"):
        explain_line(rules, inputs(), YEAR_END, "p")
    with pytest.raises(NotFound, match="找不到党员：x"):
        explain_line(rules, inputs(line("p", "3-1", member="x")), YEAR_END, "p")
    with pytest.raises(NotFound, match="找不到党员：x"):
        explain(rules, inputs(), YEAR_END, ["x"])
    with pytest.raises(NotFound, match="还没有生效"):
        explain_line([], inputs(line("p", "3-1")), YEAR_END, "p")


def test_the_tree_of_a_year():
    sections = (
        '[[sections]]\nid = "top"\nname = "日常"\nceiling = 5\n'
        '[[sections]]\nid = "s"\nname = "履职"\nparent = "top"\nstart = 2\n'
    )
    cycle = "[cycle]\nmonths = 6\nceiling = 12\n[cycle.start]\npoints = 8\nby_category = { A = 9 }\n"
    categories = '[[categories]]\nid = "A"\nname = "甲类"\n'
    rules = scheme(categories, item(), sections=sections, cycle=cycle)
    spans = [span(SpanKind.CATEGORY, "A")]
    root = tree(rules, line("p", "3-1"), line("q", "4-1"), spans=spans, as_of=date(2026, 8, 1))
    assert outline(root) == [
        "2026年度积分|23.0|2 个周期相加",
        "2026年上半年|12.0|合计 14 分，最高计 12 分，截去 2 分",
        "起始分|9|",
        "日常|5.0|合计 6 分，最高计 5 分，截去 1 分",
        "履职|6.0|",
        "板块起始分|2|",
        "项目i|4|",
        "2026-03-01 项目i|2|",
        "2|2|",
        "评定得分|2|",
        "2026-04-01 项目i|2|",
        "2|2|",
        "评定得分|2|",
        "2026年下半年|11.0|",
        "起始分|9|",
        "日常|2.0|",
        "履职|2.0|",
        "板块起始分|2|",
        "等次|23.0|方案没有设等次",
    ]
    assert find(root, "start")[0].inputs == (("类别", "甲类"),)
    assert {node.version for node in find(root, "line")} == {rules.short_hash}


def test_floor_mean_rounding_and_veto_have_their_nodes():
    cycle = '[cycle]\nmonths = 1\nyear = "mean"\nfloor = 0\n'
    veto = '[[vetoes]]\nid = "v"\nname = "拒交党费"\nscope = "cycle"\n[[vetoes]]\nid = "w"\nname = "邪教"\n'
    rules = scheme(item(), item("n", polarity='"minus"'), veto, cycle=cycle)
    lines = (line("a", "1-1"), line("b", "2-1", "n"), line("c", "3-1"))
    root = tree(rules, *lines, as_of=date(2026, 3, 31))
    assert root.cause == "3 个周期平均"
    assert find(root, "cycle")[1].cause == "合计 -2 分，最低计 0 分"
    assert find(root, "round")[0].cause == "四舍五入到 1 位小数"
    root = tree(rules, *lines, as_of=date(2026, 3, 31), vetoes=[VetoIn("x", "m", "v", at("3-2"))])
    assert find(root, "cycle")[2].cause == "一票否决“拒交党费”，本周期积分为 0"
    root = tree(rules, *lines, vetoes=[VetoIn("x", "m", "w", at("3-2"))])
    assert find(root, "veto")[0].cause == "一票否决“邪教”，年度积分为 0"


def test_rounding_to_whole_points():
    head = 'id = "T"\nname = "试验"\nsource = "测试"\ndecimals = 0\n'
    root = tree(scheme(item(amount='kind = "fixed", points = 0.5'), head=head), line("a", "1-1"))
    assert find(root, "round")[0].cause == "四舍五入到整数"


def test_lines_that_count_nothing_stand_apart():
    rules = scheme(item(exclusive='"g"'), item("j", 'kind = "fixed", points = 3', exclusive='"g"'))
    lines = [line("p", "3-1", act="x"), line("q", "3-1", "j", act="x"), line("r", "2-1", "gone")]
    root = tree(rules, *lines)
    (fallen,) = find(root, "fallen")
    assert [child.ref for child in fallen.children] == ["r", "p"]


def test_lines_of_a_section_that_is_gone_stand_in_the_cycle():
    old = scheme(item("x", section="old"), sections='[[sections]]\nid = "old"\nname = "旧板块"\n')
    root = tree([(old, "1-1"), (scheme(item()), "6-1")], line("a", "3-5", "x"))
    assert [child.title for child in find(root, "cycle")[0].children] == ["板块", "项目x"]


def test_who_is_left_out_all_year():
    root = tree(scheme(item()), spans=[span(SpanKind.EXEMPT)])
    assert (root.after, root.cause, root.children) == (0, "本年度不纳入积分", ())


def test_grades_are_explained():
    root = tree(load_scheme(preset("S1"), source="S1"), line("a", "3-1", "dues"))
    assert find(root, "grade")[0].cause == "1 分，未达到更高等次的条件，不合格"
    root = tree(load_scheme(preset("S0"), source="S0"))
    assert find(root, "grade")[0].cause == "等次由会议评定"


def test_only_the_members_asked_for_are_explained_and_the_figures_are_the_same():
    rules = versions(load_scheme(preset("S1"), source="S1"))
    members = tuple(MemberIn(uid, uid) for uid in "ab")
    data = Inputs(members, (line("1", "3-1", "dues", member="a"), line("2", "3-1", "dues", member="b")))
    trees = explain(rules, data, YEAR_END, {"b"})
    assert list(trees) == ["b"]
    assert trees["b"].after == evaluate(rules, data, YEAR_END)["b"].total == Decimal(1)


def test_the_score_of_a_line_and_its_node_agree():
    rules = scheme(item(limits=LIMIT), item("n", polarity='"minus"'))
    lines = [line("a", "3-1"), line("b", "4-1"), line("c", "5-1"), line("d", "6-1", "n")]
    result = score(rules, *lines)
    for part in result.lines:
        node = explain_line(versions(rules), inputs(*lines), YEAR_END, part.posting)
        assert (node.before, node.after) == (part.amount, part.counted)
