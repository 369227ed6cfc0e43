"""The table of a quarter, half-year or year as a workbook."""

from __future__ import annotations

from app.services.documents.model_term import TermSheet
from app.services.documents.output import Target
from app.services.documents.workbook import BookColumn, BookPage, Value, points_format, write_pages


def write_term_workbook(sheet: TermSheet, target: Target) -> None:
    """Write the table as it is printed, numbers as numbers; an exempt member has no points and no reason."""
    points = points_format(sheet.decimals)
    classes = any(row.category for row in sheet.rows)
    columns = [
        BookColumn("序号", "0"),
        BookColumn("姓名", least=10, most=24),
        BookColumn("小组", least=10),
        *([BookColumn("类别", least=8)] if classes else []),
        *(BookColumn(title, points, least=7) for title in sheet.columns),
        BookColumn(sheet.points_heading, points, least=10),
        BookColumn(sheet.year_heading, points, least=10),
        BookColumn("备注", least=12),
    ]
    rows: list[tuple[Value, ...]] = [
        (
            row.serial,
            row.name,
            row.group_name,
            *([row.category] if classes else []),
            *row.values,
            row.points,
            row.total,
            row.note,
        )
        for row in sheet.rows
    ]
    sources = ("；".join(sheet.averages), "".join(sheet.remarks), "" if sheet.settled else "未定稿，供核对")
    page = BookPage(name="汇总表", title=sheet.title, columns=columns, rows=rows, sources=sources)
    write_pages(sheet, target, (page,))
