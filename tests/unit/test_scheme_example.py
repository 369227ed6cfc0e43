"""The live example: invented lines through the real evaluation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.resources import resource
from app.services import scheme_text
from app.services.scheme_example import item_example
from app.services.scoring import load_scheme
from tests.unit.scoring.rich_scheme import RICH, toml

S1 = resource("schemes", "S1.toml").read_text("utf-8")
DAY = date(2026, 10, 1)


def sentence(item: str, **changes: object) -> str:
    text = S1
    for key, value in changes.items():
        text = scheme_text.put(text, f"items/{item}/{key}", value)
    found = item_example(load_scheme(text, source="S1"), item, DAY)
    assert found is not None
    return found.sentence


def test_three_times_one_of_them_leading():
    assert sentence("volunteer") == "3 次“参加志愿服务”，其中 1 次带头 → 4 分（应得 8 分，封顶）"
    higher = [{"window": "year", "points": 10}]
    assert sentence("volunteer", limits=higher) == "3 次“参加志愿服务”，其中 1 次带头 → 8 分"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ({"kind": "range", "max": 2}, "评 2 分、评 1 分、评 1 分"),
        ({"kind": "per_unit", "unit": "小时", "points": Decimal("0.5"), "per": 2}, "4 小时、2 小时"),
        ({"kind": "steps", "unit": "户", "steps": [{"at": 3, "points": 1}, {"at": 5, "points": 2}]}, "5 户、3 户"),
        ({"kind": "graduated", "unit": "元", "bands": [{"upto": 100, "per": 50, "points": 1}, {"per": 100, "points": 1}]}, "200 元"),
    ],
)  # fmt: skip
def test_each_kind_of_amount_says_its_own_quantities(amount, words):
    assert words in sentence("volunteer", amount=amount)


def test_a_deduction_is_negative_and_what_is_switched_off_has_no_example():
    assert sentence("neg_rumor") == "2 次“传播谣言” → −10 分"
    off = load_scheme(scheme_text.put(S1, "items/neg_rumor/enabled", False), source="S1")
    assert item_example(off, "neg_rumor", DAY) is None
    assert item_example(off, "nobody", DAY) is None


def test_a_deduction_that_is_capped_says_what_was_due():
    capped = [{"window": "year", "points": 5}]
    assert sentence("neg_rumor", limits=capped) == "2 次“传播谣言” → −5 分（应扣 10 分，最多扣 5 分）"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("sections/incentive/applies_to", {"statuses": ["probationary"]}),
        ("sections/incentive/applies_to", {"mobile": True, "posts": ["网格员"]}),
        ("sections/incentive/applies_to", {"post": False}),
        ("members/leave_out", {"statuses": ["full"]}),
        ("members/leave_out", {"mobile": False}),
        ("items/volunteer/applies_to", {"statuses": ["full", "activist"]}),
    ],
)
def test_the_member_is_one_whom_the_item_is_for(path, value):
    text = scheme_text.put(scheme_text.put(S1, path, value), "items/volunteer/limits", None)
    if path == "items/volunteer/applies_to":
        text = scheme_text.put(text, "members/leave_out", {"statuses": ["full"]})
    found = item_example(load_scheme(text, source="S1"), "volunteer", DAY)
    assert found is not None
    assert found.sentence == "3 次“参加志愿服务”，其中 1 次带头 → 8 分"


def test_the_steps_are_those_of_the_trace():
    found = item_example(load_scheme(S1, source="S1"), "volunteer", DAY)
    assert found is not None
    assert [line.points for line in found.lines] == ["4 分", "0 分", "0 分"]
    assert found.lines[0].title == "1月5日 带头"
    assert found.lines[0].steps[0] == "2 × 2（带头）：4"
    assert "全年最多 4 分，已得 4 分" in "".join(found.lines[1].steps)


def test_every_item_of_a_scheme_with_everything_has_one():
    scheme = load_scheme(toml(RICH), source="R")
    told = {item: item_example(scheme, item, DAY) for item, each in scheme.items.items() if each.enabled}
    assert all(example is not None and " → " in example.sentence for example in told.values())
