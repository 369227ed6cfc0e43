"""One scheme that uses every table of the language, as plain values; and TOML written from plain values."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel


def point(item_id: str, amount: dict[str, Any], **keys: Any) -> dict[str, Any]:
    return {"id": item_id, "name": f"项目{item_id}", "section": "base", "amount": amount, **keys}


RICH: dict[str, Any] = {
    "id": "R",
    "name": "样样都有",
    "source": "测试",
    "example_note": "示例分值",
    "decimals": 2,
    "ties": "meeting",
    "cycle": {
        "months": 12,
        "year_starts": [date(2026, 1, 10), date(2027, 1, 12)],
        "year": "sum",
        "counting": "merit",
        "start": {"points": 5, "by_category": {"A": 8, "B": 6}, "class_at": "end"},
        "start_name": "基础分",
        "carry": {"share": Decimal("0.2"), "scope": "year", "min": 0, "max": 10},
        "floor": 0,
        "ceiling": 200,
        "full_marks": 108,
    },
    "posting": {
        "periods": ["month", "year"],
        "notice_days": 5,
        "day_kind": "working",
        "confirm_by": "committee",
    },
    "members": {
        "graded": ["full", "probationary"],
        "leave_out": {"categories": ["B"], "mobile": True},
        "part_year": "months",
        "exemption": "年满 75 周岁可以不纳入",
    },
    "categories": [
        {"id": "A", "name": "A类", "note": "村组干部"},
        {"id": "B", "name": "B类", "note": "在外党员"},
    ],
    "sections": [
        {
            "id": "base",
            "name": "基础积分",
            "start": {"points": 1, "by_status": {"full": 2, "activist": 1}},
            "floor": 0,
            "ceiling": 60,
            "window": "cycle",
            "weight": 100,
            "local": {"items": 2, "points": 3},
            "note": "六成",
        },
        {"id": "honour", "name": "荣誉", "outside": True, "ceiling": 20, "applies_to": {"post": True}},
        {"id": "sub", "name": "其中", "parent": "base", "ceiling": 10},
    ],
    "items": [
        point(
            "fixed",
            {"kind": "fixed", "points": 2, "by_category": {"A": 3}},
            roles=[
                {"id": "lead", "name": "带头", "factor": 2},
                {"id": "help", "name": "协助", "points": 1},
            ],
            outcomes=[{"id": "good", "name": "成效好", "factor": Decimal("1.5")}],
            limit_on="base",
            repeat={"factor": 2, "window": "year"},
            limits=[
                {"window": "month", "points": 4},
                {"window": "year", "times": 6, "categories": ["A"]},
            ],
            exclusive="act",
            also="range",
            applies_to={
                "categories": ["A"],
                "statuses": ["full"],
                "mobile": False,
                "post": True,
                "posts": ["P"],
            },
            proof={"kind": "required", "text": "照片"},
            review=True,
            entry="card",
            activity="volunteer",
            enabled=True,
            example=True,
            note="出处",
        ),
        point("range", {"kind": "range", "min": 1, "max": 4}, exclusive="act", section="sub"),
        point(
            "choice",
            {
                "kind": "choice",
                "levels": [
                    {"id": "a", "name": "村级", "points": 1},
                    {"id": "b", "name": "县级", "points": 3},
                ],
            },
            section="honour",
        ),
        point(
            "steps",
            {"kind": "steps", "unit": "小时", "steps": [{"at": 10, "points": 2}, {"at": 20, "points": 5}]},
        ),
        point(
            "unit",
            {"kind": "per_unit", "unit": "户", "points": 1, "per": 2, "minimum": 4, "round": "down"},
        ),
        point(
            "bands",
            {
                "kind": "graduated",
                "unit": "元",
                "bands": [{"upto": 1000, "per": 100, "points": 1}, {"per": 400, "points": 1}],
                "round": "up",
            },
        ),
        point(
            "sheet",
            {
                "kind": "attendance",
                "present": 2,
                "late": 1,
                "leave": 0,
                "absent": -1,
                "excused": 0,
                "made_up": 1,
            },
            polarity="both",
            entry="attendance",
            activity="lecture",
        ),
        point(
            "missing",
            {
                "kind": "expected",
                "points": 2,
                "times": 1,
                "window": "quarter",
                "leave": "present",
                "liable": "any",
            },
            polarity="minus",
            entry="attendance",
            activity="members_meeting",
        ),
        point(
            "held",
            {
                "kind": "state",
                "points": 1,
                "window": "month",
                "fact": "post",
                "value": "网格长",
                "held": "any",
            },
        ),
        point("vote", {"kind": "ballot", "points": 10}),
        point(
            "absent",
            {"kind": "fixed", "points": 1},
            polarity="minus",
            cancelled_by={"item": "local", "window": "month"},
        ),
        point("local", {"kind": "fixed", "points": 2}, local=True),
    ],
    "shared_limits": [
        {
            "id": "both",
            "name": "合计",
            "items": ["fixed", "range"],
            "window": "year",
            "points": 9,
            "categories": ["A"],
        },
    ],
    "appraisal": {
        "options": [
            {"id": "good", "name": "好", "value": 1, "at_most": "1/3"},
            {"id": "poor", "name": "差", "value": 0, "at_least": "10%"},
            {"id": "none", "name": "弃权"},
        ],
        "groups": [
            {"id": "m", "name": "党员", "weight": 2},
            {"id": "p", "name": "群众", "weight": 1},
        ],
        "divisor": "valid",
        "result": "mean",
        "effect": "none",
    },
    "vetoes": [
        {"id": "zero", "name": "归零", "effect": "zero", "count_meanwhile": True, "note": "出处"},
        {"id": "deduct", "name": "处分", "effect": "deduct", "points": 20, "floor": 0, "scope": "cycle"},
        {"id": "cap", "name": "封顶", "effect": "cap", "points": 60},
        {"id": "grade", "name": "定等", "effect": "grade", "grade": "bad", "enabled": False},
        {"id": "down", "name": "降等", "effect": "down", "steps": 1},
    ],
    "grades": [
        {
            "id": "best",
            "name": "优秀",
            "min": 90,
            "votes": {"options": ["good"], "at_least": "80%"},
            "quota": {"at_most": "1/3", "of": "category"},
        },
        {"id": "fine", "name": "合格", "by_category": {"A": 60, "B": 50}},
        {"id": "basic", "name": "基本合格", "by_meeting": True, "quota": {"at_least": "10%"}},
        {"id": "bad", "name": "不合格"},
    ],
    "marks": [
        {
            "id": "honour",
            "name": "评先资格",
            "scope": "year",
            "section": "base",
            "min": 30,
            "max": 55,
            "categories": ["A"],
            "statuses": ["full"],
            "mobile": False,
            "post": True,
            "posts": ["P"],
            "average": "above",
            "average_of": "all",
            "average_times": Decimal("1.2"),
            "top": "30%",
            "rank_of": "category",
            "sections_min": {"base": 10},
            "each_section": 0,
            "vote_min": Decimal("0.5"),
            "no_veto": True,
            "grades": ["best", "fine"],
            "any": [{"min": 40}, {"above": 20, "post": True}],
            "note": "出处",
        },
        {"id": "low", "name": "后进", "bottom": 3, "below": 60, "by_status": {"full": 10}},
        {"id": "mid", "name": "中间", "above": 10},
    ],
    "proposals": [
        {"id": "talk", "name": "谈话", "kind": "talk", "scope": "cycle", "average": "below", "note": "出处"}
    ],
    "rewards": {
        "base": "above",
        "above": 60,
        "mark": "honour",
        "balance": "year",
        "clears_on": "12-31",
        "yuan_per_point": 5,
        "max_yuan": 300,
        "budget": 5000,
        "cash": True,
        "windows": [{"first": "06-20", "last": "06-30"}, {"first": "12-01", "last": "12-31"}],
        "goods": [{"id": "soap", "name": "洗衣液", "points": 10, "stock": 20}],
        "prizes": [
            {"id": "p1", "name": "一等奖", "first": 1, "last": 1, "of": "unit", "yuan": 100},
            {"id": "p2", "name": "二等奖", "first": 2, "last": 3, "of": "unit"},
        ],
    },
}


def rich() -> dict[str, Any]:
    """A copy to change at will."""
    return copy.deepcopy(RICH)


def toml(raw: Mapping[str, Any]) -> str:
    return "\n".join(f"{key} = {_inline(value)}" for key, value in raw.items())


def _inline(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} = {_inline(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(part) for part in value) + "]"
    return value.isoformat() if isinstance(value, date) else str(value)


def tables_in(
    value: Any, path: tuple[int | str, ...] = ()
) -> Iterator[tuple[tuple[int | str, ...], BaseModel]]:
    """Every table of a checked document with the way to it."""
    if isinstance(value, BaseModel):
        yield path, value
        for key in type(value).model_fields:
            yield from tables_in(getattr(value, key), (*path, key))
    elif isinstance(value, tuple):
        for number, part in enumerate(value):
            yield from tables_in(part, (*path, number))
