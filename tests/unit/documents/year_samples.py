"""Invented sheets of the year's end: rare characters, many sections, long reasons."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.services.documents.model_veto import VetoListRow, VetoListSheet, VetoSlipSheet
from app.services.documents.model_year import (
    GradeCount,
    HonourRow,
    HonourSheet,
    RewardRow,
    RewardSheet,
    TalkRow,
    TalkSheet,
    YearTableRow,
    YearTableSheet,
)
from tests.unit.documents.sheet_samples import AS_OF, UNIT, group_name, member_name

HEAD = {"unit": UNIT, "period_label": "2026年度", "version": 1, "as_of": AS_OF, "scheme_label": "示例办法"}
_SECTIONS = ("基础积分", "激励积分", "履职分", "奖励分", "负面清单", "其他", "结对帮扶", "网格服务")
_GRADES = ("优秀", "合格", "基本合格", "不合格")


def table(rows: int, *, sections: int = 3, settled: bool = True) -> YearTableSheet:
    return YearTableSheet(
        **HEAD,
        form_number="01-202612-ZP-012",
        rows=tuple(_row(n, sections, settled=settled) for n in range(rows)),
        settled=settled,
        columns=_SECTIONS[:sections],
        with_vote=True,
        remarks=("各板块分数为本年累计，各栏相加即为本年累计。",),
        eligibilities=("各级评先评优资格", "可评为优秀党员，优先推荐表彰"),
        counts=tuple(
            GradeCount(name=g, members=rows // 4, rule="不超过本支部的 30%" if g == "优秀" else "")
            for g in _GRADES
        ),
        kind="支部党员大会",
        held_on=date(2027, 1, 8),
        place="村委会",
        chair="林为民",
        recorder="周小禾",
        eligible=30,
        present=28,
        votes_for=28,
        votes_against=0,
        abstained=0,
        warnings=("本年没有民主评议结果。",),
    )


def _row(number: int, sections: int, *, settled: bool) -> YearTableRow:
    exempt = number % 13 == 12
    points = None if exempt else Decimal(60 + number % 40)
    return YearTableRow(
        serial=number + 1,
        member_name=member_name(number),
        group_name=group_name(number),
        category="ABCD"[number % 4] + "类",
        points=points,
        parts=() if exempt else tuple(Decimal(n) for n in range(sections)),
        vote="" if exempt else f"{_GRADES[number % 4]} 21/28",
        vetoed=number == 4,
        proposed="" if exempt else _GRADES[number % 4],
        grade="" if exempt or not settled else _GRADES[number % 4],
        eligible=(1, 2) if number % 4 == 0 and not exempt else (),
        note="不纳入" if exempt else "民主评议意见集中，会议改评" if number == 2 else "",
    )


def honours() -> HonourSheet:
    rows = tuple(
        HonourRow(
            serial=n + 1, member_name=member_name(n), group_name=group_name(n), points=Decimal(95 - n),
            grade="优秀", why="各级评先评优资格；优先推荐表彰",
        )
        for n in range(7)
    )  # fmt: skip
    return HonourSheet(**HEAD, form_number="01-202612-MD-121", rows=rows)


def talks() -> TalkSheet:
    rows = tuple(
        TalkRow(
            serial=n + 1, member_name=member_name(n), group_name=group_name(n), points=Decimal(50 + n),
            grade="不合格", what="组织谈话、帮扶教育", cause=f"2026年度 {50 + n} 分，低于 60 分",
        )
        for n in range(3)
    )  # fmt: skip
    return TalkSheet(**HEAD, form_number="01-202612-MD-122", rows=rows)


def rewards(*, money: bool = True) -> RewardSheet:
    rows = tuple(
        RewardRow(
            serial=n + 1, member_name=member_name(n), group_name=group_name(n), points=Decimal(90 - n),
            balance=Decimal(30 - n), yuan=Decimal(5 * (30 - n)) if money else None,
            prizes="一等奖" if n == 0 else "",
        )
        for n in range(6)
    )  # fmt: skip
    return RewardSheet(**HEAD, form_number="01-202612-MD-123", rows=rows, rule="每分折合 5 元", money=money)


def vetoes() -> VetoListSheet:
    row = VetoListRow(
        serial=1, member_name=member_name(0), group_name=group_name(0), rule_name="参加邪教组织",
        happened_on=date(2026, 5, 3), basis="核查记录", heard="05-10 已听取", second_person="钱二妹",
        decided_on=date(2026, 5, 12), state="5月12日决定，2026年5月起计入",
    )  # fmt: skip
    return VetoListSheet(**HEAD, form_number="01-202612-MD-124", rows=(row,))


def slip(*, blank: bool = False) -> VetoSlipSheet:
    if blank:
        return VetoSlipSheet(**HEAD, form_number="01-202605-FJ-000")
    return VetoSlipSheet(
        **HEAD, form_number="01-202605-FJ-001", member_name=member_name(0), group_name=group_name(0),
        category="B类", status="正式党员", rule_name="因黄赌毒、酒驾醉驾受到党纪处分", effect="全年积分归零",
        happened_on=date(2026, 5, 3), basis="镇纪委处分决定〔2026〕3号", heard_on=date(2026, 5, 10),
        statement="承认错误，愿意改正", proposed_by="周小禾", second_person="钱二妹", decided_by="林为民",
        decided_on=date(2026, 5, 12), announced="2026年5月", repaired_on=date(2026, 9, 1),
        repair_basis="整改报告", repair_second="孙石头",
    )  # fmt: skip
