"""年终总评表 as a workbook."""

from __future__ import annotations

from app.services.documents.frame import chinese_date
from app.services.documents.model_year import YearTableSheet
from app.services.documents.output import Target
from app.services.documents.workbook import BookColumn, BookPage, Value, points_format, write_pages


def write_year_workbook(sheet: YearTableSheet, target: Target) -> None:
    """Write the table, one row a member; who is left out has no points and no reason."""
    points = points_format(sheet.decimals)
    columns = [
        BookColumn("序号", "0"),
        BookColumn("姓名", least=10, most=24),
        BookColumn("小组", least=10),
        *([BookColumn("类别", least=8)] if sheet.with_category else []),
        *(BookColumn(title, points, least=8) for title in sheet.columns),
        BookColumn(sheet.points_heading, points, least=10),
        *([BookColumn("测评", least=12)] if sheet.with_vote else []),
        BookColumn("一票否决", least=8),
        BookColumn("建议等次", least=10),
        BookColumn("评定等次", least=10),
        BookColumn("资格", least=14, most=36),
        BookColumn("备注", least=12, most=36),
    ]
    blank: tuple[Value, ...] = (None,) * len(sheet.columns)
    rows = (
        (
            row.serial,
            row.member_name,
            row.group_name,
            *([row.category] if sheet.with_category else []),
            *(row.parts or blank),
            row.points,
            *([row.vote] if sheet.with_vote else []),
            "是" if row.vetoed else "",
            row.proposed,
            row.grade,
            "；".join(sheet.eligibilities[number - 1] for number in row.eligible),
            row.note,
        )
        for row in sheet.rows
    )
    meeting = f"{chinese_date(sheet.held_on)}{sheet.kind}评定" if sheet.settled else "会议评定以前的总评表"
    page = BookPage("年终总评", "党员年终总评表", columns, rows, sources=(meeting,))
    write_pages(sheet, target, [page])
