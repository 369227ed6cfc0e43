"""Invented sheets for the tests of the paper: long names, rare characters, long bases, many members."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from app.services.documents import (
    Attendee,
    BoardList,
    BoardRow,
    BoardSheet,
    CardEntry,
    CardItem,
    DeclarationCardSheet,
    DeductionLine,
    GroupRow,
    GroupSheet,
    LedgerRow,
    LedgerSheet,
    MeetingLine,
    MeetingSheet,
    RecordFormSheet,
    RecordLine,
)

AS_OF = datetime(2026, 11, 2, 10, 30, tzinfo=UTC)
UNIT = "中共云溪镇柏坪村第一支部委员会"
PERIOD = "2026年10月"
RARE = "𠅤𬭎䶮㛃"
RARE_NAMES = ("李𠅤", "王𬭎", "刘䶮", "陈㛃", "买买提·吐尔逊·阿卜杜拉", "阿依古丽·麦麦提艾力")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = ("建国", "秀英", "桂兰", "志强", "德明", "玉梅", "小红", "国庆", "永福", "春生", "海涛", "丽")
_LONG = (
    "10月12日上午在村部参加秋季森林防火巡护，自柏坪水库沿机耕道至老鹰岩，清理可燃物约两千平方米，"
    "同行的有第三小组五名群众，见巡护登记簿第18页和现场照片两张"
)
_ITEMS = (
    ("主题党日活动", "每月一次，每次 1 分"),
    ("志愿服务队", "按次数和质量，全年最多 4 分"),
    ("红色家访、党群串门", "全年最多 4 分"),
    ("结对帮扶", "按户数和成效，全年最多 4 分"),
    ("基层治理项目", "全年最多 4 分"),
    ("上级表彰", "按级别，全年最多 4 分"),
)


def points(text: str) -> Decimal:
    return Decimal(text)


def member_name(index: int) -> str:
    """Names of two to twelve characters; the first ones are the rare and the long ones."""
    if index < len(RARE_NAMES):
        return RARE_NAMES[index]
    return _SURNAMES[index % len(_SURNAMES)] + _GIVEN[(index * 7) % len(_GIVEN)]


def group_name(index: int) -> str:
    return f"第{'一二三四五六七八九'[index % 9]}小组"


def _common(sheet: str, serial: int) -> dict[str, object]:
    return {
        "unit": UNIT,
        "period_label": PERIOD,
        "form_number": f"BP01-202610-{sheet}-{serial:04d}",
        "version": 1,
        "as_of": AS_OF,
        "scheme_label": "云溪镇党员积分制管理办法（2026年版）",
    }


def card(index: int = 0, *, items: int = 10, filled: bool = True) -> DeclarationCardSheet:
    entries = (
        CardEntry(deed_date=date(2026, 10, 12), quantity="1 次", basis=_LONG, claimed=points("2")),
        CardEntry(deed_date=date(2026, 10, 25), quantity="2 次", basis="志愿服务登记", claimed=points("1.5")),
    )
    rows = tuple(
        CardItem(
            section="基础分" if number < 3 else "激励分",
            name=_ITEMS[number % len(_ITEMS)][0],
            rule=_ITEMS[number % len(_ITEMS)][1],
            unit="次",
            entries=entries if filled and number == 1 else (),
        )
        for number in range(items)
    )
    extra = (
        (CardEntry(item_name="抢修水渠", deed_date=date(2026, 10, 8), basis="组长证明"),) if filled else ()
    )
    return DeclarationCardSheet(
        **_common("SB", index + 1),
        member_name=member_name(index),
        group_name=group_name(index),
        head_name="赵德明",
        category="A 类",
        status="正式党员",
        due=date(2026, 10, 28),
        items=rows,
        extra=extra,
        free_rows=3 if items > 6 else 2,
    )


def group(count: int = 13, *, sections: int = 3) -> GroupSheet:
    names = ("基础分", "履职分", "激励分", "日常表现", "民主测评", "党建责任履行", "集体经济")[:sections]
    rows = tuple(
        GroupRow(
            serial=index + 1,
            name=member_name(index),
            lines=3 + index % 4,
            subtotals=tuple(points("1.5") + number for number in range(sections)),
            total=points("12.5") + index,
            note="代填" if index % 5 == 0 else "",
        )
        for index in range(count)
    )
    return GroupSheet(
        **_common("HZ", 3),
        group_name="第三小组",
        head_name="赵德明",
        sections=names,
        rows=rows,
        expected=count + 3,
        handed_in=count,
        section_totals=tuple(points("120.5") + number for number in range(sections)),
        total=sum((row.total for row in rows), Decimal(0)),
        lines=sum(row.lines for row in rows),
        missing=("孙永福", "高海涛", "林丽"),
        exempt=("何桂兰",),
        warnings=(
            "王𬭎：10月12日“志愿服务队”申报了 2 条，请核对是否重复。",
            "刘䶮：“上级表彰”缺少证书复印件。",
        ),
    )


def meeting(count: int = 38, *, lines_each: int = 2) -> MeetingSheet:
    decisions = (("认定", ""), ("调整", "按参加时间减为半天"), ("不予认定", "与9月申报重复"), ("认定", ""))
    lines = []
    for index in range(count * lines_each):
        decision, reason = decisions[index % 4]
        person = index // lines_each
        lines.append(
            MeetingLine(
                serial=index + 1,
                member_name=member_name(person),
                group_name=group_name(person),
                item_name=_ITEMS[index % len(_ITEMS)][0],
                deed_date=date(2026, 10, 1) + timedelta(days=index % 30),
                claimed=points("2"),
                confirmed=points("1.5") if decision == "调整" else points("2") if not reason else None,
                decision=decision,
                basis=_LONG if index % 9 == 0 else "签到表" if index % 2 else "",
                reason=reason,
            )
        )
    return MeetingSheet(
        **_common("PD", 1),
        kind="支部党员大会",
        held_on=date(2026, 10, 31),
        place="柏坪村党群服务中心二楼会议室",
        chair="周国庆",
        recorder="吴秀英",
        eligible=count,
        present=count - 5,
        votes_for=count - 6,
        votes_against=0,
        abstained=1,
        agenda=("通报本月申报和小组汇总情况", "逐条评定积分", "讨论扣分事项", "宣布评定结果"),
        attendees=tuple(
            Attendee(
                name=member_name(index), group_name=group_name(index), note="请假" if index % 11 == 4 else ""
            )
            for index in range(count)
        ),
        lines=tuple(lines),
        deductions=(
            DeductionLine(
                member_name="罗志强",
                item_name="在禁燃禁放中不服从有关规定",
                deed_date=date(2026, 10, 5),
                points=points("-5"),
                basis="镇综合执法队10月6日通报，村委会核实记录",
                second_person="马玉梅",
            ),
            DeductionLine(
                member_name="郭春生",
                item_name="一票否决",
                deed_date=date(2026, 10, 9),
                points=None,
                basis="镇纪委处分决定",
                second_person="马玉梅",
            ),
        ),
        warnings=("实到人数不足应到会人数的五分之四。", "第三小组、第五小组的汇总表尚未签字。"),
    )


def record(index: int = 0, *, lines: int = 6, long: bool = False) -> RecordFormSheet:
    rows = tuple(
        RecordLine(
            registered_on=date(2026, 10, 31),
            content=f"{_ITEMS[number % len(_ITEMS)][0]}（10月{number % 28 + 1}日）"
            + (f"：{_LONG}" if long or number % 5 == 1 else ""),
            claimed=points("4"),
            confirmed=points("4"),
            counted=points("3") if number % 5 == 1 else points("4"),
            limit_note="全年最多 4 分" if number % 5 == 1 else "",
            mark="补记" if number == 3 else "",
        )
        for number in range(lines)
    )
    deduction = RecordLine(
        registered_on=date(2026, 10, 31),
        content="在禁燃禁放中不服从有关规定（10月5日）",
        counted=points("-5"),
        claimed=None,
        confirmed=points("-5"),
    )
    return RecordFormSheet(
        **_common("JL", index + 1),
        member_name=member_name(index),
        group_name=group_name(index),
        category="A 类",
        status="正式党员",
        brought_forward=points("62"),
        lines=(*rows, deduction),
        period_total=sum((row.counted for row in rows), points("-5")),
        total=points("62") + sum((row.counted for row in rows), points("-5")),
        vetoed=False,
    )


def board(
    count: int = 38, *, details: int = 0, classes: int = 1, version: int = 1, slip: bool = False
) -> BoardSheet:
    rows = tuple(
        BoardRow(
            serial=index // classes + 1,
            name=member_name(index),
            group_name=group_name(index),
            period_points=None if index % 37 == 20 else points("8.5") - index % 12,
            year_points=None if index % 37 == 20 else points("72.5") + index % 20,
            details=(points("1.5"),) * details,
            note="更正" if version > 1 and index == 3 else "补记" if index == 8 else "",
            exempt=index % 37 == 20,
            old_period_points=points("3") if version > 1 and index == 3 else None,
            old_year_points=points("70") if version > 1 and index == 3 else None,
        )
        for index in range(count)
    )
    titles = [f"{letter} 类党员" for letter in "ABCD"[:classes]] if classes > 1 else [""]
    columns = ("基础分", "履职分", "激励分", "负面清单", "志愿服务队", "结对帮扶", "上级表彰", "党史知识竞赛")
    common = _common("GS", 1) | {"version": version}
    return BoardSheet(
        **common,
        lists=tuple(
            BoardList(title=title, rows=rows[number::classes]) for number, title in enumerate(titles)
        ),
        posted_from=date(2026, 11, 3),
        posted_to=date(2026, 11, 9),
        order_note="按姓氏笔画排序",
        detail_columns=columns[:details],
        places=("村党务公开栏", "支部微信群"),
        contact="吴秀英（组织委员）",
        telephone="1000-0000-123",
        with_slip=slip,
        remarks=("补记：第九小组 1 人 9 月的志愿服务在本月评定。",),
    )


def ledger(count: int = 20) -> LedgerSheet:
    texts = ("=1+1", "@x", "+1", "-1", "普通依据", _LONG)
    return LedgerSheet(
        **_common("TZ", 1),
        rows=tuple(
            LedgerRow(
                member_name=member_name(index),
                group_name=group_name(index),
                period_label=PERIOD,
                deed_date=date(2026, 10, 12),
                section="激励分",
                item_name=_ITEMS[index % len(_ITEMS)][0],
                quantity="1 次",
                role="组织者" if index % 3 == 0 else "",
                basis=texts[index % len(texts)],
                claimed=points("4"),
                confirmed=points("4"),
                counted=points("3.5"),
                limit_note="全年最多 4 分" if index % 2 else "",
                confirmed_by="2026-10-31 支部党员大会",
                id_number=f"36009919700101{index:03d}X",
            )
            for index in range(count)
        ),
    )
