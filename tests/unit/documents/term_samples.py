"""Invented sheets of quarters, half-years and years: rare and long names, classes, members left out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.services.documents.model_term import (
    TermBelowRow,
    TermBelowSheet,
    TermReviewSheet,
    TermRow,
    TermSheet,
)
from tests.unit.documents.sheet_samples import AS_OF, PERIOD, UNIT, group_name, member_name

_CLASSES = ("A类", "B类", "C类", "D类")
_TITLES = {3: ("季度", "本季合计"), 6: ("半年", "半年合计"), 12: ("年度", "全年合计")}
_QUARTERS = ("一季", "二季", "三季", "四季")


def columns(months: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Headings and the places of the sums, as the service makes them."""
    if months == 3:
        return ("10月", "11月", "12月"), ()
    heads: list[str] = []
    sums = []
    first = 13 - months
    for month in range(first, 13):
        heads.append(f"{month}月")
        if month % 3 == 0:
            sums.append(len(heads))
            heads.append(_QUARTERS[month // 3 - 1])
    return tuple(heads), tuple(sums)


def row(
    number: int, heads: tuple[str, ...], sums: tuple[int, ...], *, classes: int, remark: str = ""
) -> TermRow:
    exempt = number % 17 == 5
    values: list[Decimal | None] = []
    running = Decimal(0)
    total = Decimal(0)
    for place, _ in enumerate(heads):
        if place in sums:
            values.append(running)
            running = Decimal(0)
            continue
        value = Decimal((number * 7 + place * 3) % 25) / 2 - (3 if number % 11 == 4 else 0)
        running, total = running + value, total + value
        values.append(value)
    name = member_name(number)
    return TermRow(
        serial=number + 1,
        key=f"{number:032x}",
        name=name,
        label=f"{name}（{group_name(number)}）" if number == 9 else name,
        group_name=group_name(number),
        category=_CLASSES[number % classes] if classes else "",
        values=tuple(None for _ in heads) if exempt else tuple(values),
        points=None if exempt else total,
        total=None if exempt else total + 20,
        note="不纳入" if exempt else "11月8日转来，预备" if number == 3 else "",
        exempt=exempt,
        compared=not exempt,
        remark=remark if number % 9 == 2 else "",
    )


def _facts(months: int, members: int, *, classes: int, settled: bool, remark: str = "") -> dict[str, object]:
    heads, sums = columns(months)
    kind, points = _TITLES[months]
    return {
        "unit": UNIT,
        "period_label": PERIOD,
        "form_number": f"01-202612-HD-{months:03d}",
        "version": 1,
        "as_of": AS_OF,
        "scheme_label": "一人一卡积分办法",
        "title": f"党员积分{kind}汇总表",
        "columns": heads,
        "sums": sums,
        "points_heading": points,
        "year_heading": "本年累计",
        "rows": tuple(row(n, heads, sums, classes=classes, remark=remark) for n in range(members)),
        "averages": (
            "本支部平均 12.3 分（36 人）",
            *(f"{name}平均 12.0 分（9 人）" for name in _CLASSES[:classes]),
        ),
        "remarks": ("各月是当月公布的本期得分，更正和补记列在公布它的月份。",),
        "settled": settled,
        "settled_on": date(2027, 1, 4) if settled else None,
    }


def table(months: int, members: int = 38, *, classes: int = 4, settled: bool = True) -> TermSheet:
    return TermSheet(**_facts(months, members, classes=classes, settled=settled))


def review(members: int = 14, *, held: bool = True, alone: bool = False) -> TermReviewSheet:
    facts = _facts(6, members, classes=0 if alone else 4, settled=held, remark="补交了十二月志愿服务的登记表")
    facts |= {"title": "党员积分半年核定表", "form_number": "01-202612-HD-106"}
    if alone:
        facts |= {
            "kind": "书记核定",
            "held_on": date(2027, 1, 4),
            "chair": "林为民",
            "second_person": "孙石头",
        }
        return TermReviewSheet(**facts)
    facts |= {"kind": "支部委员会会议"}
    if held:
        facts |= {
            "held_on": date(2027, 1, 4), "place": "村委会二楼会议室", "chair": "林为民", "recorder": "周小禾",
            "eligible": 5, "present": 4, "votes_for": 4, "votes_against": 0, "votes_abstain": 0,
            "signers": ("林为民", "周小禾", "孙石头", "阿依古丽·麦麦提艾力"), "opinion": "与记录相符，同意核定。",
            "warnings": ("会议地点还没有填写。",),
        }  # fmt: skip
        facts["abstained"] = facts.pop("votes_abstain")
    return TermReviewSheet(**facts)


def below(members: int = 9, *, demerit: bool = False) -> TermBelowSheet:
    sign = 1 if demerit else -1
    return TermBelowSheet(
        unit=UNIT,
        period_label=PERIOD,
        form_number="01-202612-MD-103",
        version=1,
        as_of=AS_OF,
        scheme_label="一人一卡积分办法",
        points_heading="本季合计",
        rows=tuple(
            TermBelowRow(
                serial=number + 1,
                name=member_name(number),
                group_name=group_name(number),
                category=_CLASSES[number % 4],
                points=Decimal(number),
                unit_gap=sign * (Decimal(12) - number) if number % 4 else None,
                class_gap=sign * (Decimal(10) - number) if number % 3 else None,
                proposed="组织谈话" if number % 2 else "",
                cause="2026年12月 9 分，低于本支部同类平均 11 分" if number % 2 else "",
            )
            for number in range(members)
        ),
        averages=("本支部平均 12.3 分（36 人）", "A类平均 11.9 分（9 人）"),
        compared=36,
        demerit=demerit,
    )
