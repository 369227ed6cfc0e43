"""小组汇总表: what a group hands in, for its head's signature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from app.services.documents.batch import draw_batch
from app.services.documents.book import BODY_SIZE, MM, Align, Book
from app.services.documents.fonts import Face, width
from app.services.documents.frame import Flow, full_page
from app.services.documents.model import PROGRAM, GroupSheet, Progress
from app.services.documents.output import Target
from app.services.documents.table import Cell, Column, Para, Table, figures
from app.services.numbers import format_points

TITLE = "党员积分申报小组汇总表"
_SERIAL = 11 * MM
_LINES = 14 * MM
_NOTE = 34 * MM
_MOST_UPRIGHT = 5
_TAIL = 26 * MM


def draw_group_sheets(
    sheets: Sequence[GroupSheet], target: Target, *, progress: Progress | None = None
) -> int:
    """Draw the sheets of one group or all into one PDF; returns the number of pages."""
    return draw_batch(
        sheets,
        target,
        title=TITLE,
        draw=_draw,
        label=lambda sheet: f"小组汇总表 {sheet.group_name}",
        progress=progress,
    )


def _draw(book: Book, sheet: GroupSheet) -> None:
    frame = full_page(landscape=len(sheet.sections) > _MOST_UPRIGHT)
    flow = Flow(book, sheet, frame, title=f"{TITLE} {sheet.group_name}")
    flow.title(TITLE)
    head = f"（组长：{sheet.head_name}）" if sheet.head_name else ""
    flow.line(f"{sheet.unit}　{sheet.group_name}{head}", sheet.period_label)
    missing = sheet.expected - sheet.handed_in
    counts = f"应交 {sheet.expected} 人，已交 {sheet.handed_in} 人，未交 {missing} 人，申报 {sheet.lines} 条"
    flow.line(counts, "单位：分")
    flow.space(1 * MM)
    flow.table(_table(sheet, frame.width), list(_rows(sheet)))
    flow.space(3 * MM)
    for label, names in (("未交卡", sheet.missing), ("不纳入", sheet.exempt)):
        if names:
            flow.paragraph(f"{label}（{len(names)} 人）：{'、'.join(names)}")
            flow.space(1 * MM)
    if sheet.warnings:
        flow.paragraph("提示", face=Face.BOLD)
        for number, warning in enumerate(sheet.warnings, start=1):
            flow.paragraph(f"{number}. {warning}")
    flow.ensure(_TAIL)
    flow.space(4 * MM)
    flow.paragraph("以上申报已经本小组核对，情况属实。")
    flow.signatures(("党小组长（签字）：", "日期："), height=13 * MM)
    book.add(flow.finish())


def _table(sheet: GroupSheet, available: float) -> Table:
    name = max(22 * MM, *(width(Face.BODY, row.name, BODY_SIZE) + 6 for row in sheet.rows), 0.0)
    name = min(name, 34 * MM)
    rest = available - _SERIAL - name - _LINES - _NOTE
    share = rest / (len(sheet.sections) + 1)
    totals = [row.total for row in sheet.rows] + [sheet.total]
    columns = [
        figures(
            title, share, _texts(sheet, [row.subtotals[i] for row in sheet.rows] + [sheet.section_totals[i]])
        )
        for i, title in enumerate(sheet.sections)
    ]
    return Table(
        (
            Column("序号", _SERIAL),
            Column("姓名", name),
            figures("条数", _LINES, [str(sheet.lines)]),
            *columns,
            figures("合计" if PROGRAM in sheet.sections else "申报合计", share, _texts(sheet, totals)),
            Column("备注", _NOTE, Align.LEFT),
        ),
        min_height=7 * MM,
        head_height=9 * MM,
    )


def _texts(sheet: GroupSheet, values: Sequence[Decimal | None]) -> list[str]:
    return [format_points(value, sheet.decimals) for value in values]


def _rows(sheet: GroupSheet) -> Iterator[tuple[Cell, ...]]:
    for row in sheet.rows:
        yield (
            str(row.serial),
            row.name,
            str(row.lines),
            *(format_points(value, sheet.decimals) for value in row.subtotals),
            format_points(row.total, sheet.decimals),
            row.note,
        )
    totals = (*sheet.section_totals, sheet.total)
    bold = [Para(format_points(value, sheet.decimals), BODY_SIZE, Face.BOLD) for value in totals]
    yield ("", Para("合计", BODY_SIZE, Face.BOLD), Para(str(sheet.lines), BODY_SIZE, Face.BOLD), *bold, "")
