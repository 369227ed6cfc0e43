"""Who a rule is about, and what members begin with, in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from app.services.scoring.kinds import ClassAt
from app.services.scoring.language import Audience, Start, Status
from app.services.scoring.numbers import plain
from app.services.scoring.words.labels import STATUSES
from app.services.scoring.words.names import UNNAMED, Names

_PEOPLE = {"full": "正式党员", "probationary": "预备党员", "activist": "入党积极分子"}


def describe_audience(rule: Audience, names: Names = UNNAMED) -> str:
    """``A 类、B 类中的正式、非流动党员``; empty where the rule names nobody."""
    classes = "、".join(names.category(category) for category in rule.categories or ())
    traits = [STATUSES[status] for status in rule.statuses or ()]
    if rule.mobile is not None:
        traits.append("流动" if rule.mobile else "非流动")
    if rule.post is not None:
        traits.append("有岗位的" if rule.post else "没有岗位的")
    if rule.posts is not None:
        traits.append(f"在{'、'.join(rule.posts)}的")
    if not classes and not traits:
        return ""
    joint = "中的" if classes and traits else ""
    return f"{classes}{joint}{'、'.join(traits)}党员"


def describe_start(start: Start, names: Names = UNNAMED) -> str:
    """`` 60 分``, or `` 5 分（A类 8 分、B类 6 分）``."""
    own = by_group(start.by_category, start.by_status, names)
    when = {
        ClassAt.BEGIN: "",
        ClassAt.END: "，按周期结束时的类别和身份",
        ClassAt.MONTHS: "，按每月 1 日的类别和身份折算",
    }[start.class_at]
    return f" {plain(start.points)} 分（{own}{when}）" if own else f" {plain(start.points)} 分"


def by_group(by_category: Mapping[str, Decimal], by_status: Mapping[Status, Decimal], names: Names) -> str:
    """``A类 8 分、预备党员 6 分``."""
    own = [f"{names.category(key)} {plain(points)} 分" for key, points in by_category.items()]
    own += [f"{_PEOPLE[key]} {plain(points)} 分" for key, points in by_status.items()]
    return "、".join(own)
