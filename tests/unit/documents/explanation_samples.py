"""Explanations of invented years: a long one with everything in it, and one of twelve short cycles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from app.services.documents.model_explanation import ExplanationSheet
from app.services.explanation_rows import ExplanationRows, Told
from app.services.scoring import (
    DatedScheme,
    Inputs,
    MemberIn,
    PostingIn,
    Scheme,
    Score,
    Span,
    SpanKind,
    VetoIn,
    evaluate,
    explain,
    load_scheme,
)

RARE_NAME = "欧阳𠅤"
AS_OF = date(2026, 12, 31)

_HEAD = """
id = "T"
name = "试验方案"
source = "测试"
decimals = 1
[posting]
periods = ["month"]
notice_days = 5
[[categories]]
id = "A"
name = "A类"
[[categories]]
id = "B"
name = "B类"
[[sections]]
id = "base"
name = "基础积分"
ceiling = 20
[[sections]]
id = "extra"
name = "激励积分"
[[sections]]
id = "negative"
name = "负面清单"
"""
_YEAR = """
[cycle]
months = 12
start = { points = 10, by_category = { A = 12, B = 8 }, class_at = "months" }
start_name = "起始分"
"""
_MONTHLY = """
[cycle]
months = 1
year = "mean"
start = 5
"""
_ITEM = """
[[items]]
id = "i{number}"
name = "第{number}个项目，名称写得比较长"
section = "{section}"
amount = {amount}
limits = [{{ points = {limit}, window = "year" }}]
"""
_VETO = """
[[vetoes]]
id = "discipline"
name = "受到党纪处分"
effect = "deduct"
points = 5
[[vetoes]]
id = "down"
name = "无故不参加组织生活"
effect = "down"
[[grades]]
id = "good"
name = "优秀"
min = 30
[[grades]]
id = "fair"
name = "合格"
min = 10
[[grades]]
id = "bad"
name = "不合格"
"""


def scheme(*, items: int = 24, monthly: bool = False) -> Scheme:
    text = [_HEAD, _MONTHLY if monthly else _YEAR]
    for number in range(1, items + 1):
        minus = number % 12 == 0
        section = "negative" if minus else ("base" if number % 2 else "extra")
        text.append(
            _ITEM.format(
                number=number,
                section=section,
                amount='{ kind = "fixed", points = 2 }'
                if number % 3
                else '{ kind = "range", min = 0, max = 4 }',
                limit=5,
            )
            + ('polarity = "minus"\n' if minus else "")
        )
    return load_scheme("\n".join([*text, _VETO]), source="试验")


def inputs(*, items: int = 24, deeds: int = 3, vetoed: bool = True) -> Inputs:
    """One member; the meeting adjusted a deed, and one was taken back."""
    postings = [
        PostingIn(
            uid=f"p{number:02d}{deed}",
            member="m",
            item=f"i{number}",
            date=date(2026, 1 + (number + 4 * deed) % 12, 1 + number),
            points=Decimal("2.5") if number % 3 == 0 else None,
            adjusted=Decimal(1) if (number, deed) == (1, 0) else None,
            period="2026-12",
        )
        for number in range(1, items + 1)
        for deed in range(deeds)
    ]
    postings.append(
        PostingIn("back", "m", "i2", date(2026, 11, 3), period="2026-12", reverses=postings[3].uid)
    )
    classes = (
        Span(SpanKind.CATEGORY, "A", date(2000, 1, 1), date(2026, 6, 30)),
        Span(SpanKind.CATEGORY, "B", date(2026, 7, 1)),
    )
    vetoes = (
        VetoIn("v1", "m", "discipline", date(2026, 5, 1)),
        VetoIn("v2", "m", "down", date(2026, 9, 1)),
    )
    return Inputs((MemberIn("m", RARE_NAME, "u", classes),), tuple(postings), vetoes=vetoes if vetoed else ())


def told(given: Sequence[PostingIn]) -> dict[str, Told]:
    """The claims: as the scheme has it, except where the meeting adjusted."""
    return {
        posting.uid: Told(
            (posting.points or Decimal(2)) * (-1 if posting.item in {"i12", "i24"} else 1),
            "只参加了半天" if posting.adjusted is not None else "",
        )
        for posting in given
    }


def explanation(rules: Scheme, given: Inputs) -> tuple[ExplanationSheet, Score]:
    """The sheet of the one member, and the score that the screen shows."""
    versions = [DatedScheme(rules, date(2026, 1, 1))]
    node = explain(versions, given, AS_OF, ["m"])["m"]
    rows = ExplanationRows(told(given.postings), decimals=rules.decimals, year=2026).rows(node)
    grade = next(child for child in node.children if child.rule == "grade")
    sheet = ExplanationSheet(
        unit="中共青禾县枫渡镇竹溪坪村支部委员会",
        period_label="2026年1月至12月",
        form_number="01-202612-SM-007",
        version=1,
        as_of=datetime(2027, 1, 5, 2, tzinfo=UTC),
        decimals=rules.decimals,
        scheme_label=f"{rules.name}（版本 {rules.short_hash}）",
        member_name=RARE_NAME,
        group_name="三组",
        category="A类，B类（7月1日起）",
        status="正式党员",
        rows=rows,
        how=node.cause,
        total=node.after,
        grade="合格",
        grade_cause=grade.cause,
        final=True,
    )
    return sheet, evaluate(versions, given, AS_OF)["m"]
