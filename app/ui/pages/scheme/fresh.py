"""What a new table begins with: something that can be used as it is, and shows where to type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from app.services.scheme_text import free_id
from app.services.scoring import language as parts
from app.ui.pages.scheme.field_specs import FieldSpec

Parts = Mapping[str, Sequence[tuple[str, str]]]

_FRESH: dict[type[BaseModel], dict[str, Any]] = {
    parts.Repeat: {"factor": 2, "window": "year"},
    parts.Cancel: {"window": "month"},
    parts.Carry: {"share": Decimal("0.2")},
    parts.LocalRule: {"items": 1, "points": 2},
    parts.Quota: {"at_most": "30%"},
    parts.VoteShare: {"at_least": "1/2"},
    parts.Limit: {"window": "year", "points": 4},
    parts.Factor: {"name": "带头", "factor": 2},
    parts.Level: {"name": "新的一档", "points": 1},
    parts.Step: {"at": 1, "points": 1},
    parts.Band: {"per": 1, "points": 1},
    parts.VoteOption: {"name": "新的一档", "value": 0},
    parts.RaterGroup: {"name": "党员", "weight": 1},
    parts.Goods: {"name": "新物品", "points": 10},
    parts.Prize: {"name": "奖励", "last": 1},
    parts.RewardWindow: {"first": "01-01", "last": "12-31"},
    parts.Condition: {"min": 60},
    parts.Audience: {"statuses": ["full"]},
}
#: New parts of the lists at the top of a document.
_PARTS: dict[str, dict[str, Any]] = {
    "categories": {},
    "sections": {"floor": 0, "ceiling": 20},
    "items": {
        "amount": {"kind": "fixed", "points": 1},
        "limits": [{"window": "year", "points": 4}],
        "entry": "card",
        "proof": {"kind": "optional", "text": ""},
    },
    "shared_limits": {"window": "year", "points": 10},
    "vetoes": {"effect": "zero", "scope": "year"},
    "grades": {"min": 60},
    "marks": {"min": 60},
    "proposals": {"kind": "talk", "below": 60},
}
#: Parts that a document may have or not, as they begin.
FRESH_TABLES: dict[str, dict[str, Any]] = {
    "appraisal": {
        "options": [
            {"id": "yx", "name": "优秀", "value": 100},
            {"id": "hg", "name": "合格", "value": 80},
            {"id": "jbhg", "name": "基本合格", "value": 60},
            {"id": "bhg", "name": "不合格", "value": 0},
        ]
    },
    "rewards": {"base": "total", "goods": [{"id": "xyf", "name": "洗衣粉", "points": 10}]},
}


def fresh_table(spec: FieldSpec, known: Parts) -> dict[str, Any]:
    """A table that is switched on."""
    assert spec.model is not None  # noqa: S101 - only asked for tables
    values = dict(_FRESH.get(spec.model, {}))
    if spec.model is parts.Cancel and known.get("items"):
        values = {"item": known["items"][0][0], **values}
    if spec.model is parts.VoteShare and known.get("options"):
        values = {"options": [known["options"][0][0]], **values}
    return values


def fresh_row(model: type[BaseModel], rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A further row of a list."""
    values = dict(_FRESH.get(model, {}))
    if "id" in model.model_fields:
        values = {"id": free_id(str(values["name"]), {str(row.get("id", "")) for row in rows}), **values}
    return values


def fresh_part(
    kind: str, part_id: str, name: str, *, section: str = "", minus: bool = False
) -> dict[str, Any]:
    """A new item, section, veto or other part.

    Args:
        kind: The list.
        part_id: Its id.
        name: Its name.
        section: The section of an item, the parent of a section.
        minus: An item in a section that deducts.
    """
    values: dict[str, Any] = {"id": part_id, "name": name}
    if kind == "items":
        values["section"] = section
        if minus:
            return {
                **values,
                "polarity": "minus",
                "amount": {"kind": "fixed", "points": 1},
                "proof": {"kind": "required", "text": "核实记录"},
            }
    elif kind == "sections" and section:
        values["parent"] = section
    return {**values, **_PARTS[kind]}
