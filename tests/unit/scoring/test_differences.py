"""What a new version changes, in sentences; nothing that differs may be passed over."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from case_support import CATEGORY, grade, limits, mark, section, veto
from rich_scheme import rich, tables_in, toml
from scoring_support import CYCLE, HEAD, item, load_scheme, text

from app.services.scoring import Change, differences
from app.services.scoring.checks.tables import all_tables, tables_under
from app.services.scoring.scheme import validate
from app.services.scoring.words.differences_words import brief


def sentences(old: str, new: str) -> list[str]:
    return [part.sentence for part in compared(old, new)]


def compared(old: str, new: str):
    return differences(load_scheme(old, source="旧"), load_scheme(new, source="新"))


LEVELS = 'kind = "choice", levels = [{{id="a",name="村级",points=1}},{{id="b",name="{}",points={}}}]'
VOTE = '[appraisal]\noptions = [{ id = "a", name = "好", value = 1 }, { id = "b", name = "差", value = 0 }]\n'

CHANGES = {
    "limit": (
        text(item(limits=limits('window = "year", points = 4'))),
        text(item(limits=limits('window = "year", points = 6'))),
        Change.CHANGED,
        "项目“项目i”：全年上限由 4 分改为 6 分",
    ),
    "limit of a class in times": (
        text(CATEGORY, item(limits=limits('window = "month", times = 1, categories = ["A"]'))),
        text(CATEGORY, item(limits=limits('window = "month", times = 2, categories = ["A"]'))),
        Change.CHANGED,
        "项目“项目i”：A类每月上限由 1 次改为 2 次",
    ),
    "new limit": (
        text(item()),
        text(item(limits=limits('window = "year", points = 6'))),
        Change.ADDED,
        "项目“项目i”：新增上限：全年最多 6 分",
    ),
    "limit gone": (
        text(item(limits=limits('window = "year", points = 6'))),
        text(item()),
        Change.REMOVED,
        "项目“项目i”：取消上限：全年最多 6 分",
    ),
    "order of limits": (
        text(item(limits=limits('window = "month", points = 3', 'window = "year", points = 6'))),
        text(item(limits=limits('window = "year", points = 6', 'window = "month", points = 3'))),
        Change.MOVED,
        "项目“项目i”：上限的次序由时间范围 每月，分数 3；时间范围 全年，分数 6 改为时间范围 全年，分数 6；时间范围 每月，分数 3",
    ),
    "new item": (text(item()), text(item(), item("j")), Change.ADDED, "新增项目“项目j”：每次 2 分"),
    "item gone": (text(item(), item("j")), text(item()), Change.REMOVED, "删去项目“项目j”，原为：每次 2 分"),
    "new class": (
        text(item(), '[[categories]]\nid = "A"\nname = "A类"\n'),
        text(item(), CATEGORY),
        Change.ADDED,
        "新增党员类别“B类”",
    ),
    "item switched off": (
        text(item()),
        text(item(enabled="false"), item("j")),
        Change.CHANGED,
        "停用项目“项目i”",
    ),
    "item switched on": (text(item(enabled="false")), text(item()), Change.CHANGED, "启用项目“项目i”"),
    "name": (
        text(item()),
        text(item().replace("项目i", "志愿服务")),
        Change.RENAMED,
        "项目“项目i”改名为“志愿服务”",
    ),
    "name of the scheme": (
        text(item()),
        text(item(), head=HEAD.replace("试验", "新办法")),
        Change.RENAMED,
        "方案“试验”改名为“新办法”",
    ),
    "name of a level": (
        text(item(amount=LEVELS.format("县级", 3))),
        text(item(amount=LEVELS.format("市级", 3))),
        Change.RENAMED,
        "项目“项目i” · 档次“县级”改名为“市级”",
    ),
    "level": (
        text(item(amount=LEVELS.format("县级", 3))),
        text(item(amount=LEVELS.format("县级", 4))),
        Change.CHANGED,
        "项目“项目i” · 档次“县级”：“分数”由 3 分改为 4 分",
    ),
    "amount": (
        text(item(polarity='"minus"')),
        text(item(polarity='"minus"', amount='kind = "fixed", points = 3')),
        Change.CHANGED,
        "项目“项目i”：分值由“每次扣 2 分”改为“每次扣 3 分”",
    ),
    "kind of amount": (
        text(item()),
        text(item(amount='kind = "range", max = 4')),
        Change.CHANGED,
        "项目“项目i”：分值由“每次 2 分”改为“每次 0–4 分，由评定确定”",
    ),
    "another section": (
        text(item(), item("j"), item("k", section="t"), sections=section() + section("", "t")),
        text(item(), item("j", section="t"), item("k", section="t"), sections=section() + section("", "t")),
        Change.MOVED,
        "项目“项目j”：由板块“板块s”移到板块“板块t”",
    ),
    "order of items": (
        text(item("a"), item("b"), item("c")),
        text(item("b"), item("c"), item("a")),
        Change.MOVED,
        "项目“项目a”移到“项目c”之后",
    ),
    "first of the grades": (
        text(item(), grade("min = 3", "a"), grade("no_veto = true", "b"), grade("", "z")),
        text(item(), grade("no_veto = true", "b"), grade("min = 3", "a"), grade("", "z")),
        Change.MOVED,
        "等次“等次b”移到最前",
    ),
    "ceiling": (
        text(item(), sections=section("ceiling = 60")),
        text(item(), sections=section("ceiling = 50")),
        Change.CHANGED,
        "板块“板块s”：“最高分”由 60 分改为 50 分",
    ),
    "start by class": (
        text(CATEGORY, item(), cycle=CYCLE + "start = { points = 1, by_category = { A = 2 } }\n"),
        text(CATEGORY, item(), cycle=CYCLE + "start = { points = 1, by_category = { A = 3 } }\n"),
        Change.CHANGED,
        "周期 · 起始分：“按类别”由 A类 2 分改为 A类 3 分",
    ),
    "start by status": (
        text(item(), cycle=CYCLE + "start = 5\n"),
        text(item(), cycle=CYCLE + "start = { points = 5, by_status = { full = 6 } }\n"),
        Change.ADDED,
        "周期 · 起始分：新增“按身份”：正式党员 6 分",
    ),
    "periods": (
        text(item()),
        text(item(), posting='[posting]\nperiods = ["month", "year"]\nnotice_days = 5\n'),
        Change.CHANGED,
        "公示：“公示期”由“月”改为“月”、“年度”",
    ),
    "yes and no": (
        text(item()),
        text(item(review="true")),
        Change.CHANGED,
        "项目“项目i”：“逐条评定”由否改为是",
    ),
    "quota": (
        text(item(), grade('min = 3\nquota = { at_most = "30%" }'), grade("", "z")),
        text(item(), grade("min = 3\nquota = { at_most = 5 }"), grade("", "z")),
        Change.CHANGED,
        "等次“等次g” · 名额：“最多”由 30% 改为 5 名",
    ),
    "new quota": (
        text(item(), grade("min = 3"), grade("", "z")),
        text(item(), grade('min = 3\nquota = { at_most = "1/3" }'), grade("", "z")),
        Change.ADDED,
        "等次“等次g”：新增“名额”：“最多 1/3”",
    ),
    "line of a section": (
        text(item(), mark("sections_min = { s = 3 }")),
        text(item(), mark("sections_min = { s = 4 }")),
        Change.CHANGED,
        "资格“资格r”：“板块不低于”由“板块” 3 分改为“板块” 4 分",
    ),
    "any of two": (
        text(item(), mark("any = [{ min = 3 }, { min = 4 }]")),
        text(item(), mark("any = [{ min = 3 }, { min = 5 }]")),
        Change.CHANGED,
        "资格“资格r”：“任一条件”由“全年不低于 3 分”、“全年不低于 4 分”改为“全年不低于 3 分”、“全年不低于 5 分”",
    ),
    "day of the year": (
        text(item(), cycle=CYCLE + "year_starts = [2026-01-10]\n"),
        text(item(), cycle=CYCLE + "year_starts = [2026-01-12]\n"),
        Change.CHANGED,
        "周期：“年度起始日”由 2026-01-10 改为 2026-01-12",
    ),
    "veto": (
        text(item()),
        text(item(), veto()),
        Change.ADDED,
        "新增一票否决“否决v”：全年积分归零",
    ),
    "shared limit": (
        text(item(), item("j")),
        text(
            item(),
            item("j"),
            '[[shared_limits]]\nid = "all"\nname = "合计"\nitems = ["i", "j"]\nwindow = "year"\npoints = 9\n',
        ),
        Change.ADDED,
        "新增共用上限“合计”：“项目i”、“项目j”合计全年最多 9 分",
    ),
    "grade of a veto": (
        text(
            item(),
            grade("min = 2", "a"),
            grade("min = 1", "b"),
            grade("", "z"),
            veto('effect = "grade"\ngrade = "b"'),
        ),
        text(
            item(),
            grade("min = 2", "a"),
            grade("min = 1", "b"),
            grade("", "z"),
            veto('effect = "grade"\ngrade = "z"'),
        ),
        Change.CHANGED,
        "一票否决“否决v”：“等次”由等次b 改为等次z",
    ),
    "appraisal": (
        text(item()),
        text(item(), VOTE),
        Change.ADDED,
        "新增“民主评议”：“测评分 2 档：好（1 分）、差（0 分）；结果为加权平均，人数为给本人打票的有效票；不计入总分”",
    ),
    "rewards": (
        text(item(), "[rewards]\nyuan_per_point = 5\n"),
        text(item()),
        Change.REMOVED,
        "取消“积分兑换”，原为：“可兑换全部积分，每分折合 5 元，不发现金，余额每年 12 月 31 日清零”",
    ),
    "audience": (
        text(item()),
        text(item(applies_to="{ mobile = true }")),
        Change.ADDED,
        "项目“项目i”：新增“适用对象”：“流动党员”",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_in_a_sentence(name):
    old, new, kind, sentence = CHANGES[name]
    found = compared(old, new)
    assert (kind, sentence) in [(part.kind, part.sentence) for part in found], [p.sentence for p in found]


def test_the_same_scheme_differs_in_nothing():
    assert compared(toml(rich()), toml(rich())) == ()


def test_changes_come_in_the_order_of_the_new_file():
    old = text(item("a"), item("b"), item("c"), cycle=CYCLE + "floor = 0\n")
    new = text(item("a", review="true"), item("x"), item("c", review="true"), cycle=CYCLE)
    assert sentences(old, new) == [
        "周期：取消“最低分”，原为：0 分",
        "项目“项目a”：“逐条评定”由否改为是",
        "删去项目“项目b”，原为：每次 2 分",
        "新增项目“项目x”：每次 2 分",
        "项目“项目c”：“逐条评定”由否改为是",
    ]


# --- nothing is passed over -------------------------------------------------------------------------------

DOCUMENT = validate(rich())[0]
PATHS = list(tables_in(DOCUMENT))


def other(value: object, raw: object) -> list[object]:
    """Values that a key might have instead of the one it has."""
    if isinstance(value, bool):
        return [not value]
    tries: list[object] = [3, 7, Decimal("0.4"), "1/2", "year", "month", "cycle", "full", "别的", "z"]
    tries += [
        "any",
        "none",
        "ratio",
        "most",
        "marked",
        "down",
        "half_up",
        "below",
        "category",
        "state",
        "carried",
    ]
    tries += [
        "total",
        "in",
        "up",
        "A",
        "range",
        "final",
        "tick",
        "optional",
        "members_meeting",
        "10-01",
        "zero",
        "minus",
    ]
    tries += [
        "honour",
        "mean",
        "demerit",
        "begin",
        "calendar",
        "excused",
        "throughout",
        "unit",
        "above",
        "help",
    ]
    tries += [
        ["A"],
        ["full"],
        ["month"],
        ["fixed", "steps"],
        ["good"],
        ["fine"],
        {"A": 1},
        {"full": 1},
        {"base": 1},
    ]
    tries += [True, [], raw[:-1] if isinstance(raw, list) else raw]
    tries += [{"points": 3}, {"min": 1}, {"mobile": True}, {"at_most": 3}, {"share": Decimal("0.3")}]
    tries += [{"options": ["poor"], "at_least": "1/2"}, {"item": "range", "window": "year"}]
    tries += [{"factor": 3, "window": "day"}, [{"min": 3}], [{"window": "day", "points": 1}]]
    tries += [[{"id": "n", "name": "新", "factor": 3}]]
    return [part for part in tries if part != raw]


def put(path: tuple[int | str, ...], key: str, value: object) -> dict:
    raw = rich()
    here = raw
    for part in path:
        here = here[part]
    here[key] = value
    return raw


def changed(path: tuple[int | str, ...], table: object, key: str):
    """A checked document that differs in this one key."""
    raw = rich()
    for part in path:
        raw = raw[part]
    for value in other(getattr(table, key), raw.get(key)):
        try:
            # The table by itself first: most tries fail, and the whole file takes longer.
            type(table).model_validate({**raw, key: value})
            document = type(DOCUMENT).model_validate(put(path, key, value))
        except ValueError:
            continue
        if document != DOCUMENT:
            return document
    return None


def with_document(document):
    return replace(load_scheme(toml(rich()), source="旧"), document=document)


@pytest.mark.parametrize("kind", all_tables(), ids=lambda table: table.__name__)
def test_no_key_of_any_table_is_passed_over(kind):
    base = with_document(DOCUMENT)
    path, table = next((path, table) for path, table in PATHS if type(table) is kind)
    for key in kind.model_fields:
        document = changed(path, table, key)
        if document is None:
            # A single choice, or a list of tables: the tables themselves are looked at by their own keys.
            assert key == "kind" or tables_under(kind, key), key
            continue
        found = differences(base, with_document(document))
        assert found, key
        assert all(part.sentence and (part.before or part.after) for part in found), key


def test_rules_that_read_alike_are_told_by_what_stands_in_the_file():
    state = 'kind = "state", points = 1, window = "month", fact = "mobile"{}'
    (found,) = compared(text(item(amount=state.format(""))), text(item(amount=state.format(', value = "x"'))))
    assert "内容 x" in found.after


def test_lists_in_which_a_key_stands_twice_are_compared_as_a_whole():
    first = DOCUMENT.items[0]
    twice = first.model_copy(update={"limits": (first.limits[0], first.limits[0])})
    for old, new in ((first, twice), (twice, first)):
        one, two = (
            with_document(DOCUMENT.model_copy(update={"items": (part, *DOCUMENT.items[1:])}))
            for part in (old, new)
        )
        (found,) = differences(one, two)
        assert found.kind is Change.CHANGED
        assert found.place == "项目“项目fixed” · 上限"


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "不设"), (True, "是"), ({"A": Decimal(3)}, "A 3"), (("x", 2), "x；2")],
)
def test_whatever_stands_in_a_file_can_be_written_out(value, words):
    assert brief(value) == words
