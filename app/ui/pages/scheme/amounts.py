"""The kinds of amount: what they are called, when they are used, and what a new one begins with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from app.services.scoring import language as parts
from app.services.scoring.words.labels import choice_word


@dataclass(frozen=True, slots=True)
class AmountKind:
    """One kind; ``use`` says when to take it."""

    key: str
    model: type[BaseModel]
    use: str
    fresh: Mapping[str, Any]

    @property
    def word(self) -> str:
        """Its name."""
        return choice_word(self.key)


KINDS = (
    AmountKind("fixed", parts.FixedAmount, "每次一样多", {"points": 1}),
    AmountKind("range", parts.RangeAmount, "由会议在最低和最高之间评定", {"max": 5}),
    AmountKind(
        "choice",
        parts.ChoiceAmount,
        "按级别、名次等分几档",
        {"levels": [{"id": "dc1", "name": "一档", "points": 2}, {"id": "dc2", "name": "二档", "points": 1}]},
    ),
    AmountKind(
        "steps",
        parts.StepsAmount,
        "按数量达到哪一级",
        {"unit": "小时", "steps": [{"at": 10, "points": 1}, {"at": 20, "points": 2}]},
    ),
    AmountKind("per_unit", parts.PerUnitAmount, "每几个单位几分", {"unit": "小时", "points": 1}),
    AmountKind(
        "graduated",
        parts.GraduatedAmount,
        "分段计算，各段标准不同，加在一起",
        {"unit": "元", "bands": [{"upto": 1000, "per": 100, "points": 1}, {"per": 200, "points": 1}]},
    ),
    AmountKind(
        "attendance",
        parts.AttendanceAmount,
        "签到表上每种情况各计几分，扣分填负数",
        {"present": 1, "absent": -1},
    ),
    AmountKind(
        "expected", parts.ExpectedAmount, "应参加而没有参加的，缺一次扣几分", {"points": 1, "window": "month"}
    ),
    AmountKind(
        "state",
        parts.StateAmount,
        "任职、认领岗位等，具备一段计一次",
        {"points": 1, "window": "month", "fact": "post"},
    ),
    AmountKind("ballot", parts.BallotAmount, "民主评议得票折算成分", {"points": 10}),
)
BY_KEY = {kind.key: kind for kind in KINDS}


def fresh_amount(key: str, old: Mapping[str, Any]) -> dict[str, Any]:
    """An amount of another kind; a figure that both have is kept."""
    kind = BY_KEY[key]
    amount = {"kind": key, **kind.fresh}
    figure = old.get("points", old.get("max"))
    for name in ("points", "max"):
        if name in amount and figure is not None:
            amount[name] = figure
    if "unit" in amount and "unit" in old:
        amount["unit"] = old["unit"]
    return amount


def polarity_for(key: str, old: str) -> str:
    """An attendance sheet gives and takes; what is expected only takes."""
    if key == "attendance":
        return "both"
    if key == "expected":
        return "minus"
    return "plus" if old == "both" else old
