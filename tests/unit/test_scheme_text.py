"""Editing a scheme as text: what is set is read back, and what is not touched keeps every byte."""

from __future__ import annotations

import tomllib
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import UserError
from app.resources import resource
from app.services import scheme_text
from app.services.scheme_blocks import cut, joined
from app.services.scheme_values import keys_of
from app.services.scoring import load_scheme
from tests.unit.scoring.rich_scheme import RICH, toml

S0, S1 = (resource("schemes", f"{key}.toml").read_text("utf-8") for key in ("S0", "S1"))
TEXTS = (S0, S1, toml(RICH))

SUBTABLES = """
id = "X"
name = "样"
[[items]]   # 第一项
id = "a"
name = "甲"
section = "s"
[items.amount]
kind = "choice"
# 档次
[[items.amount.levels]]
id = "x"
name = "一"
points = 1
[cycle]
months = 12

# 第二项
[[items]]
id = "b"
name = "乙"
section = "s"
note = '''
[[items]]
不是标题
'''
amount = { kind = "fixed", points = 1 }
limits = [
  { window = "year", points = 4 },  # 原文第三条
  { window = "month", times = 1 },
]
"""
INLINE = 'id = "X"\nname = "样"\nitems = [{ id = "a", name = "甲" }, { id = "b", name = "乙" }]\n'


def values_of(text: str) -> dict:
    return tomllib.loads(text, parse_float=Decimal)


def changed_lines(before: str, after: str) -> set[str]:
    """Lines that stand in one text only."""
    return set(before.splitlines()) ^ set(after.splitlines())


@pytest.mark.parametrize("text", [*TEXTS, SUBTABLES, INLINE, "", "\ufeff" + S1, S1.replace("\n", "\r\n")])
def test_the_blocks_joined_are_the_file(text):
    assert joined(cut(text)) == text


def test_one_cap_is_one_line():
    done = scheme_text.put(S1, "items/volunteer/limits/0/points", 6)
    assert load_scheme(done, source="S1").items["volunteer"].limits[0].points == 6
    assert changed_lines(S1, done) == {'limits = [{ window = "year", points = 6 }]'}


def test_a_remark_behind_a_value_stays():
    done = scheme_text.put(S1, "cycle/months", 6)
    assert "months = 6                        # 一年一个周期" in done
    done = scheme_text.put(SUBTABLES, "items/b/limits/0/points", Decimal("2.5"))
    assert "points = 2.5 },  # 原文第三条" in done


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name", "新名称"),
        ("ties", None),
        ("items/a/amount/levels/x/points", 3),
        ("items/a/amount/levels/0/name", '带"引号"和\\的'),
        ("items/a/note", "说明"),
        ("items/b/note", None),
        ("items/b/limits/1", {"window": "half", "times": 2}),
        ("items/b/limits", None),
        ("items/b/proof/text", "照片"),
        ("cycle/start", {"points": 5, "by_category": {"A": 8}}),
        ("rewards/cash", True),
    ],
)
def test_what_is_set_is_read_back_and_nothing_else_changes(path, value):
    done = scheme_text.put(SUBTABLES, path, value)
    assert scheme_text.get(done, path) == value
    restored = scheme_text.put(done, path, scheme_text.get(SUBTABLES, path))
    before = {key: part for key, part in values_of(SUBTABLES).items() if key != path.split("/")[0]}
    assert {key: part for key, part in values_of(restored).items() if key in before} == before
    assert "[[items]]\n不是标题" in done or path == "items/b/note"


@pytest.mark.parametrize("text", [SUBTABLES, INLINE])
def test_parts_can_be_added_copied_swapped_and_removed_however_they_are_written(text):
    added = scheme_text.add(text, "items", {"id": "c", "name": "丙"}, after="a")
    assert [item["id"] for item in values_of(added)["items"]] == ["a", "c", "b"]
    swapped = scheme_text.swap(added, "items", "a", "b")
    assert [item["id"] for item in values_of(swapped)["items"]] == ["b", "c", "a"]
    copied = scheme_text.copy(swapped, "items", "a", part_id="a2", name="甲二")
    parts = {item["id"]: item for item in values_of(copied)["items"]}
    assert parts["a2"] == {**parts["a"], "id": "a2", "name": "甲二"}
    removed = scheme_text.remove(scheme_text.remove(copied, "items", "a2"), "items", "c")
    assert {item["id"]: item for item in values_of(removed)["items"]} == {
        item["id"]: item for item in values_of(text)["items"]
    }


def test_the_heading_of_the_next_section_is_not_taken_along():
    heading = "# ---------- 激励积分 40 分：“十个一”，每项最多 4 分 ----------"
    removed = scheme_text.remove(S1, "items", "pledge")
    assert heading in removed
    assert removed.index(heading) < removed.index('id = "heritage"')
    assert scheme_text.add(removed, "items", scheme_text.get(S1, "items/pledge"), after="appraisal") == S1


def test_a_part_moved_and_moved_back_gives_the_same_bytes():
    once = scheme_text.swap(S1, "items", "pledge", "heritage")
    assert once != S1
    assert scheme_text.swap(once, "items", "pledge", "heritage") == S1
    last = scheme_text.swap(S1, "proposals", "commend", "talk_unqualified")
    assert scheme_text.swap(last, "proposals", "commend", "talk_unqualified") == S1


def test_the_last_of_a_list_takes_the_list_along():
    text = scheme_text.remove(scheme_text.remove(S1, "proposals", "commend"), "proposals", "talk_unqualified")
    assert "proposals" not in values_of(text)
    load_scheme(text, source="S1")


def test_a_list_that_was_not_there_stands_in_its_place():
    shared = {"id": "s", "name": "合计", "items": ["dues", "lecture"], "window": "year", "points": 5}
    text = scheme_text.add(S1, "shared_limits", shared)
    assert text.index('id = "neg_disobey"') < text.index("[[shared_limits]]") < text.index("[[vetoes]]")
    assert load_scheme(text, source="S1").shared_limits[0].points == 5


def test_ids_come_from_the_name_and_stay_apart():
    assert scheme_text.new_id(S1, "items", "参加志愿服务") == "cjzyfw"
    once = scheme_text.copy(S1, "items", "volunteer", part_id="cjzyfw", name="参加志愿服务")
    assert scheme_text.new_id(once, "items", "参加志愿服务") == "cjzyfw_2"
    assert scheme_text.new_id(S1, "items", "参加志愿服务", taken={"cjzyfw"}) == "cjzyfw_2"
    for name in ("（）", "5S 管理", "龘" * 60):
        found = scheme_text.new_id(S1, "items", name)
        text = scheme_text.copy(S1, "items", "volunteer", part_id=found, name=name)
        assert found in load_scheme(text, source="S1").items


def test_a_file_in_an_unusual_hand_is_written_anew_rather_than_broken():
    odd = 'name = "样"\n["items"."x"]\ny = 1\n"cycle".months = 12\n\n[["grades"]]\nid = "a"\n'
    done = scheme_text.put(odd, "grades/a/id", "b")
    assert values_of(done) == {**values_of(odd), "grades": [{"id": "b"}]}


QUOTED = """
[[items]]
id = "a"
name = "甲"
amount = { kind = "fixed", points = 1, by_category = { "甲类" = 3, "带\\"引号" = 4 } }  # 按类别

[[items]]
id = "b"
name = "乙"  # 不动
"""
DOTTED = """
name = "样"

# ---- 第一板块
[[items]]
id = "a"
name = "甲"  # 第一条
amount.kind = "fixed"
amount.points = 1

# ---- 第二板块
[[items]]
id = "b"  # 第二条
amount.kind = "fixed"  # 定分
amount.points = 1

# ---- 周期
[cycle]
months = 12  # 一年
"""
TWICE = """
[[items]]
id = "a"
name = "甲"

[[items]]
id = "a"
name = "乙"

[[items]]
name = "丙"

[[items]]
id = "c/d"
name = "丁"
"""


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("items/a/name", "新名"),
        ("items/a/amount/points", 2),
        ("items/a/amount/by_category/甲类", 5),
        ("items/a/amount", {"kind": "fixed", "by_category": {"乙 类": 2, "": 1, "a.b": 3}}),
    ],
)
def test_keys_that_need_quotation_marks_have_them(path, value):
    done = scheme_text.put(QUOTED, path, value)
    assert scheme_text.get(done, path) == value
    assert 'name = "乙"  # 不动' in done
    assert values_of(done)["items"][1] == values_of(QUOTED)["items"][1]
    assert values_of(scheme_text.add(done, "items", {"id": "c", "甲类": {"乙类": 1}}))["items"][2] == {
        "id": "c",
        "甲类": {"乙类": 1},
    }


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("items/b/amount/points", 3),
        ("items/b/amount", {"kind": "fixed", "points": 4}),
        ("items/b/amount", None),
        ("items/b/amount/by_category", {"甲类": 3}),
        ("items/b/note", "说明"),
    ],
)
def test_one_part_with_dotted_keys_leaves_the_others_their_comments(path, value):
    done = scheme_text.put(DOTTED, path, value)
    assert scheme_text.get(done, path) == value
    head, tail = DOTTED.index('id = "b"'), DOTTED.index("\n# ---- 周期")
    assert done.startswith(DOTTED[:head])
    assert done.endswith(DOTTED[tail:])


def test_what_cannot_be_written_is_refused_and_never_returned_unread():
    with pytest.raises(UserError, match="没有变"):
        scheme_text.put(S1, "items/volunteer/points", Decimal("Infinity"))


def test_parts_with_one_id_are_told_apart_by_their_place():
    entries = values_of(TWICE)["items"]
    assert keys_of(entries) == ["#0", "#1", "#2", "#3"]
    assert keys_of(values_of(S1)["items"]) == [item["id"] for item in values_of(S1)["items"]]
    done = scheme_text.put(TWICE, "items/#1/name", "改")
    assert [item["name"] for item in values_of(done)["items"]] == ["甲", "改", "丙", "丁"]
    for number, name in enumerate("甲乙丙丁"):
        left = values_of(scheme_text.remove(TWICE, "items", f"#{number}"))["items"]
        assert [item["name"] for item in left] == ["甲乙丙丁".replace(name, "")[place] for place in range(3)]
    swapped = scheme_text.swap(TWICE, "items", "#1", "#2")
    assert [item["name"] for item in values_of(swapped)["items"]] == ["甲", "丙", "乙", "丁"]
    assert scheme_text.put(TWICE, "items/#1/id", "b").count('id = "a"') == 1


def test_a_place_that_is_gone_is_named():
    with pytest.raises(UserError, match="找不到"):
        scheme_text.put(S1, "items/nobody/name", "x")
    with pytest.raises(UserError, match="读不出来"):
        scheme_text.put("[[[", "name", "x")
    assert scheme_text.get(S1, "items/nobody/name") is None


PATHS = [f"items/{item['id']}" for item in values_of(S1)["items"]] + [
    f"sections/{section['id']}" for section in values_of(S1)["sections"]
]
FIGURES = st.decimals(min_value=Decimal("0.5"), max_value=90, places=1)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_is_typed_is_read_back_and_other_parts_keep_their_bytes(data):
    text, path = S1, data.draw(st.sampled_from(PATHS))
    kind, part = path.split("/")
    key = data.draw(st.sampled_from(["name", "note", "points"]))
    value = data.draw(FIGURES if key == "points" else WORDS)
    if key == "points":
        key = "amount" if kind == "items" else "ceiling"
        value = {"kind": "fixed", "points": value} if kind == "items" else value
    done = scheme_text.put(text, f"{path}/{key}", value)
    assert scheme_text.get(done, f"{path}/{key}") == value
    for before, after in zip(cut(text), cut(done), strict=True):
        if f'id = "{part}"' not in before.text:
            assert after.text == before.text
    scheme = load_scheme(scheme_text.put(text, f"{path}/name", "名"), source="S1")
    assert (scheme.items[part] if kind == "items" else scheme.sections[part]).name == "名"


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_every_value_of_a_scheme_with_everything_can_be_set_again(data):
    text = toml(RICH)
    plain = values_of(text)
    path = data.draw(st.sampled_from(sorted(_leaves(plain))))
    value = scheme_text.get(text, path)
    away = scheme_text.put(text, path, None)
    assert scheme_text.get(away, path) is None
    assert values_of(scheme_text.put(away, path, value)) == plain


def _leaves(plain, path=""):
    """Paths of all keys of tables, however deep."""
    for key, value in plain.items() if isinstance(plain, dict) else enumerate(plain):
        place = f"{path}/{key}" if path else str(key)
        if isinstance(plain, dict) and not (isinstance(value, dict) and len(value) == 1):
            yield place
        if isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict)):
            yield from _leaves(value, place)
