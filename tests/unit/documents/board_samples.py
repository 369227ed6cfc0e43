"""Boards in every variant that a branch can choose, for golden files and for looking at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from app.services.documents import BoardList, BoardRow, BoardSheet
from app.services.notices.masking import mask_people
from app.services.notices.versions import mark_changes
from tests.unit.documents import sheet_samples as samples

_MONTHS = tuple(f"{month}月" for month in range(1, 13))


def masked(count: int = 38) -> BoardSheet:
    """Surnames alone; two compound ones among them."""
    sheet = samples.board(count)
    rows = list(sheet.lists[0].rows)
    for place, name in ((2, "欧阳文忠"), (5, "买买提·阿不都"), (9, "诸葛亮")):
        rows[place] = replace(rows[place], name=name)
    names = mask_people([(row.name, row.group_name) for row in rows])
    rows = [replace(row, name=name.cell) for row, name in zip(rows, names, strict=True)]
    remarks = ("姓名按支部决定只显示姓氏；同组相同的，用数字区分。",)
    return replace(sheet, lists=(BoardList(title="", rows=tuple(rows)),), remarks=remarks)


def ranked(count: int = 38) -> BoardSheet:
    """From high to low, equals share a rank, who is left out comes last."""
    sheet = samples.board(count)
    rows = sorted(sheet.lists[0].rows, key=lambda r: -(r.year_points or Decimal(-1)))
    placed: list[BoardRow] = []
    for number, row in enumerate(rows, 1):
        same = placed and placed[-1].year_points == row.year_points and row.year_points is not None
        placed.append(replace(row, serial=placed[-1].serial if same else number))
    return replace(
        sheet, lists=(BoardList(title="", rows=tuple(placed)),), order_note="按本年累计由高到低排序"
    )


def by_kind(count: int = 38) -> BoardSheet:
    """Deductions by kind in the remark, told in full below."""
    notes = {3: "①−5", 12: "预备，②−2", 25: "①−5、③−1.5"}
    sheet = samples.board(count)
    rows = tuple(replace(row, note=notes.get(n, row.note)) for n, row in enumerate(sheet.lists[0].rows))
    kinds = "扣分项目：① 散布谣言、传播不实信息；② 无故不参加组织生活；③ 不按时缴纳党费。"
    return replace(sheet, lists=(BoardList(title="", rows=rows),), remarks=(kinds,))


def quarter(count: int = 38) -> BoardSheet:
    """The fourth quarter with its months."""
    return _term(count, "2026年第四季度", _MONTHS[9:], period="本季度")


def year(count: int = 38) -> BoardSheet:
    """The year with twelve months, appraisal and grade."""
    sheet = _term(count, "2026年度", (*_MONTHS, "其他"), period="")
    grades = ("合格", "优秀", "合格", "基本合格", "合格")
    rows = tuple(
        row if row.exempt else replace(row, grade=grades[n % 5]) for n, row in enumerate(sheet.lists[0].rows)
    )
    return replace(sheet, lists=(BoardList(title="", rows=rows),), grade_heading="等次")


def second_version(make: str = "month", count: int = 38) -> BoardSheet:
    """Version 2: one member corrected, one newly left out, one newly in, one gone."""
    first = {"month": lambda: samples.board(count, details=4), "quarter": lambda: quarter(count)}[make]()
    first = replace(first, lists=(BoardList(title="", rows=_keyed(first.lists[0].rows[:-1])),))
    rows = list(
        _keyed(
            samples.board(count, details=4).lists[0].rows if make == "month" else quarter(count).lists[0].rows
        )
    )
    changed = rows[3]
    details = (*changed.details[:-1], (changed.details[-1] or Decimal(0)) - 3)
    rows[3] = replace(
        changed,
        details=details,
        period_points=(changed.period_points or Decimal(0)) - 3,
        year_points=(changed.year_points or Decimal(0)) - 3,
    )
    rows[6] = replace(rows[6], exempt=True, period_points=None, year_points=None)
    del rows[10]
    now = replace(
        first, version=2, lists=(BoardList(title="", rows=tuple(rows)),), version_reason="异议核查后更正",
        remarks=(),
    )  # fmt: skip
    return mark_changes(first, now)[0]


def _keyed(rows: Sequence[BoardRow]) -> tuple[BoardRow, ...]:
    return tuple(replace(row, member_key=f"m{row.serial}") for row in rows)


def _term(count: int, label: str, columns: tuple[str, ...], *, period: str) -> BoardSheet:
    sheet = samples.board(count)
    rows = []
    for number, row in enumerate(sheet.lists[0].rows):
        if row.exempt:
            rows.append(replace(row, details=(None,) * len(columns)))
            continue
        details = tuple(Decimal((number * 7 + 5 * place) % 9) / 2 for place in range(len(columns)))
        total = sum(details, Decimal(0))
        rows.append(
            replace(
                row,
                details=details,
                period_points=total,
                year_points=total if not period else total + 30,
                note="",
            )
        )
    heading = period or "本年累计"
    return replace(
        sheet,
        period_label=label,
        detail_columns=columns,
        period_heading=period,
        lists=(BoardList(title="", rows=tuple(rows)),),
        remarks=(f"各月分数为当月公示的本期分，各栏相加即为{heading}。",),
    )
